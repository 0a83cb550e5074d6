"""The scrubber's edits as one table, each with its number, severity, citation and the function that finds it."""

from billing.edits import coding, coverage, form, visit
from billing.edits.sheet import Edit, Finding, ReadLine, Sheet, read_lines

EDITS: tuple[Edit, ...] = form.EDITS + coverage.EDITS + visit.EDITS + coding.EDITS

__all__ = ["EDITS", "Edit", "Finding", "ReadLine", "Sheet", "read_lines"]
