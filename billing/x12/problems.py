"""What is wrong with an X12 file: one sentence a problem, with its place; collected and never raised."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]

PROBLEMS_MAX = 1_000
"""A file that is wrong throughout says so a thousand times, then how often more."""


class Problem(NamedTuple):
    """One thing that is wrong. `position` is the segment's number from 1, 0 where it is about the file as a whole."""

    kind: str
    """Stable name of what is wrong: `cut`, `segment_count`, `unbalanced_claim`."""
    message: str
    position: int = 0
    line: int = 0
    """Line of the file, from 1; 0 with position 0."""
    offset: int = 0
    """Characters before the segment."""
    severity: Severity = "error"


class Problems:
    """Collects problems in the order in which they are found, up to PROBLEMS_MAX."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._more = 0

    def add(
        self, kind: str, message: str, position: int = 0, line: int = 0, offset: int = 0, severity: Severity = "error"
    ) -> None:
        """Note one problem."""
        if len(self._found) < PROBLEMS_MAX:
            self._found.append(Problem(kind, message, position, line, offset, severity))
        else:
            self._more += 1

    def all(self) -> tuple[Problem, ...]:
        """All problems by their place in the file; the last says how many more there are."""
        found = sorted(self._found, key=lambda problem: problem.position)
        if self._more:
            message = f"And {self._more:,} more problems; the first {PROBLEMS_MAX:,} are told."
            found.append(Problem("more", message))
        return tuple(found)


def shown(text: str) -> str:
    """A stranger's text, short and printable, for a message; control characters as their number."""
    short = text if len(text) <= 40 else text[:37] + "..."
    return "".join(one if one.isprintable() else _named(one) for one in short)


def _named(character: str) -> str:
    return {"\n": "line feed", "\r": "carriage return", "\t": "tab"}.get(character, f"0x{ord(character):02X}")
