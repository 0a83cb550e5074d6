"""Checks the envelopes of an X12 file: every ISA, GS and ST closed by its own IEA, GE and SE, counted right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from billing.x12.problems import Problems, Severity, shown

if TYPE_CHECKING:
    from billing.x12.reading import Segment

_CLOSES = {"IEA": "ISA", "GE": "GS", "SE": "ST"}
_CONTROL = {"ISA": 13, "GS": 6, "ST": 2}
"""Where an opening segment holds its control number; the closing one holds it in 02."""
_NAMES = {"ISA": "interchange", "GS": "functional group", "ST": "transaction"}
_ORDER = ("ISA", "GS", "ST")
_COUNTED = {
    "IEA": ("group_count", "functional groups (GS)"),
    "GE": ("transaction_count", "transactions (ST)"),
    "SE": ("segment_count", "segments from ST to SE"),
}
"""What the first element of a closing segment counts: kind of problem, and words."""
_OUTSIDE = frozenset({"ISA", "IEA", "GS", "GE", "ST", "SE", "TA1", "ISB", "ISE"})


@dataclass
class _Open:
    """One envelope that is not closed yet."""

    segment: Segment
    inside: int = 0
    controls: set[str] = field(default_factory=set)
    """Control numbers of what was opened inside."""


def check(segments: Sequence[Segment], problems: Problems) -> None:
    """Note every envelope that is missing, not closed, miscounted or closed by another's control number."""
    if segments:
        checker = _Checker(problems, segments[0].tag != "ISA")
        for segment in segments:
            if segment.elements[0] not in _OUTSIDE and checker.inside():
                checker.stack[-1].inside += 1
            else:
                checker.take(segment)
        checker.end(segments[-1])


class _Checker:
    """A stack of at most three open envelopes."""

    def __init__(self, problems: Problems, without_isa: bool) -> None:
        self.problems = problems
        self.stack: list[_Open] = []
        self.without_isa = without_isa
        """The file begins without an ISA, which was said: what is then missing at the outside is not said again."""
        self.stray = False

    def inside(self) -> bool:
        """Whether a transaction is open."""
        return len(self.stack) > 0 and self.stack[-1].segment.elements[0] == "ST"

    def take(self, segment: Segment) -> None:
        """An envelope's segment, or one that stands in no transaction."""
        tag = segment.tag
        if tag in _CONTROL:
            self._open(segment)
        elif tag in _CLOSES:
            self._close(segment)
        elif tag == "TA1":
            self._acknowledgment(segment)
        elif tag not in _OUTSIDE and not self.stray:
            self.stray = True
            if not self.without_isa:
                self._say(segment, "outside", f"{shown(tag)} stands outside any transaction (ST to SE).")

    def end(self, last: Segment) -> None:
        """The file's end: whatever is open was cut off."""
        for left in reversed(self.stack):
            tag = left.segment.tag
            closing = next(close for close, opened in _CLOSES.items() if opened == tag)
            message = (
                f"The file ends without the {closing} that closes the {_NAMES[tag]} {self._control(left.segment)} "
                f"opened in segment {left.segment.number}: it was cut off."
            )
            self._say(last, "not_closed", message)

    def _innermost(self) -> str:
        return self.stack[-1].segment.tag if self.stack else ""

    def _open(self, segment: Segment) -> None:
        tag = segment.tag
        while self.stack and _ORDER.index(self._innermost()) >= _ORDER.index(tag):
            left = self.stack.pop().segment
            message = f"{tag} begins, but the {_NAMES[left.tag]} opened in segment {left.number} was never closed."
            self._say(segment, "not_closed", message)
        outer = _ORDER[: _ORDER.index(tag)]
        if outer and self._innermost() != outer[-1]:
            self._outer_missing(segment, outer[-1])
        if self.stack:
            self._numbered(self.stack[-1], segment)
        self.stack.append(_Open(segment, inside=1 if tag == "ST" else 0))

    def _outer_missing(self, segment: Segment, outer: str) -> None:
        if (outer == "ISA" and self.without_isa) or (outer == "GS" and self.without_isa and not self.stack):
            return
        message = f"{segment.tag} stands in no {_NAMES[outer]}: {outer} is missing before it."
        self._say(segment, "no_envelope", message)

    def _numbered(self, outer: _Open, segment: Segment) -> None:
        """Count an envelope inside another and see that its control number is new there."""
        outer.inside += 1
        control = self._control(segment)
        if control in outer.controls:
            message = (
                f"{segment.tag}{_CONTROL[segment.tag]:02d}, the control number {control}, was used before in this "
                f"{_NAMES[outer.segment.tag]}; each {_NAMES[segment.tag]} has its own."
            )
            self._say(segment, "control_twice", message)
        outer.controls.add(control)

    def _close(self, segment: Segment) -> None:
        opening = _CLOSES[segment.tag]
        if not any(one.segment.tag == opening for one in self.stack):
            if not self.without_isa or segment.tag == "SE":
                message = f"{segment.tag} closes nothing: no {opening} is open."
                self._say(segment, "not_open", message)
            return
        while self._innermost() != opening:
            left = self.stack.pop().segment
            message = f"{segment.tag} stands before the {_NAMES[left.tag]} of segment {left.number} was closed."
            self._say(segment, "not_closed", message)
        closed = self.stack.pop()
        self._counted(segment, closed)
        self._same_number(segment, closed)

    def _counted(self, segment: Segment, closed: _Open) -> None:
        count = closed.inside + (1 if segment.tag == "SE" else 0)
        given = segment.get(1).strip()
        if not given.isdecimal() or int(given[:12]) != count:
            said, (kind, what) = shown(given) or "nothing", _COUNTED[segment.tag]
            message = f"{segment.tag}01 says {said}; counted were {count:,} {what}."
            self._say(segment, kind, message)

    def _same_number(self, segment: Segment, closed: _Open) -> None:
        tag = closed.segment.tag
        if segment.get(2).strip() != self._control(closed.segment):
            message = (
                f"{segment.tag}02 is {shown(segment.get(2)) or 'empty'}, but {tag}{_CONTROL[tag]:02d} of segment "
                f"{closed.segment.number} is {self._control(closed.segment) or 'empty'}; the two must be the same."
            )
            self._say(segment, "control_number", message)

    def _acknowledgment(self, segment: Segment) -> None:
        if self.inside():
            self.stack[-1].inside += 1
        if self._innermost() != "ISA" and not self.without_isa:
            message = "TA1 stands outside an interchange, or inside a functional group; it follows the ISA."
            self._say(segment, "outside", message, "warning")

    @staticmethod
    def _control(segment: Segment) -> str:
        return shown(segment.get(_CONTROL[segment.tag]).strip())

    def _say(self, segment: Segment, kind: str, message: str, severity: Severity = "error") -> None:
        self.problems.add(kind, message, segment.number, segment.line, segment.offset, severity)
