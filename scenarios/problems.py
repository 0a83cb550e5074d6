"""What is wrong with a family, said so that its author can mend it.

Problems are values with a place and come all at once; `FamilyError` carries them where there is no family to return.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Place(NamedTuple):
    """A place in a family file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, in which combination, by which rule, and how to mend it."""

    file: str
    line: int
    column: int
    family: str
    given: str
    """The combination of choices in which it was found, as a condition; empty where it holds in all."""
    rule: str
    """Stable id such as `slot.unknown`."""
    message: str

    def as_json(self) -> dict[str, str | int]:
        """The shape of `docs/commands.md`."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "family": self.family,
            "given": self.given,
            "rule": self.rule,
            "message": self.message,
        }

    def __str__(self) -> str:
        given = f" (given {self.given})" if self.given else ""
        return f"{self.file}:{self.line}:{self.column}: {self.rule}: {self.message}{given}"


class FamilyError(Exception):
    """A family that cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Problems:
    """Collects the problems of one file; the same problem at the same place is kept once."""

    file: str
    family: str = ""
    found: list[Problem] = field(default_factory=list)
    _seen: set[tuple[str, int, int, str]] = field(default_factory=set)

    def add(self, rule: str, place: Place, message: str, given: str = "") -> None:
        """Note a problem; `given` is that of the first combination that showed it."""
        mark = (rule, place.line, place.column, message)
        if mark not in self._seen:
            self._seen.add(mark)
            self.found.append(Problem(self.file, place.line, place.column, self.family, given, rule, message))

    def sorted(self) -> tuple[Problem, ...]:
        """In the order of the file."""
        return tuple(sorted(self.found, key=lambda problem: (problem.line, problem.column, problem.rule)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that ends a message: the nearest known word, or what is known where there are few."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"; did you mean {near[0]!r}?"
    if not names:
        return ""
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"; known here: {shown}"
