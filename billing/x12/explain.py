"""Explains any X12 file segment by segment: the loop it stands in, a sentence a learner understands, what is wrong.

`explain` is the whole of it: it reads the file, walks each transaction through its layout, tells every segment and
lets the checks look on. Nothing that a file holds makes it raise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from billing.x12.checks import Check, CodeCheck, ElementCheck, LevelCheck, NeedCheck, Reporter
from billing.x12.claim_checks import ClaimsCheck
from billing.x12.composed import COMPOSED
from billing.x12.layout import Layout, Loop, SegmentRule, common, layout_for, layout_of_kind, layouts
from billing.x12.payment_checks import PaymentCheck
from billing.x12.problems import Problem, Problems, shown
from billing.x12.reading import SEGMENT_LENGTH_MAX, Segment, X12File, read
from billing.x12.sentences import UNKNOWN, Teller, sentence
from billing.x12.values import read_day
from data import Reference

ENVELOPE = "envelope"
"""Loop of what stands around transactions: ISA, TA1, GS, GE, IEA."""
_ENVELOPE_TAGS = frozenset({"ISA", "IEA", "GS", "GE", "TA1"})
_CLAIM_BEGINS = frozenset({"CLM", "HL"})
_LINE_KINDS = {"SV1": "837P", "SV2": "837I", "SV3": "837D"}


class ExplainedSegment(NamedTuple):
    """One segment in plain words."""

    position: int
    """From 1."""
    text: str
    loop: str
    """Id of its loop (`2010BA`), `envelope`, or empty where no layout knows the transaction."""
    plain: str


@dataclass(frozen=True)
class Explained:
    """A file in plain words."""

    kind: str
    """`837P`, `835`, `999`, `277CA`, ...; several joined by a comma; empty where the file holds no transaction."""
    segments: tuple[ExplainedSegment, ...]
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong; warnings are no errors."""
        return all(problem.severity != "error" for problem in self.problems)


def explain(reference: Reference, source: str | bytes) -> Explained:
    """Every segment of a file with its loop and a sentence, and all that is wrong with it, in their order."""
    found = read(source)
    problems = Problems()
    explainer = _Explainer(reference, Reporter(problems), found)
    segments = tuple(explainer.segments())
    return Explained(explainer.kind, segments, _in_order(found.problems + problems.all()))


def explained_to_json(explained: Explained) -> dict[str, Any]:
    """As `python -m billing explain` prints it."""
    return {
        "kind": explained.kind,
        "segments": [segment._asdict() for segment in explained.segments],
        "problems": [problem._asdict() for problem in explained.problems],
    }


def _in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """By place; what is about the file as a whole first, how many more there are last."""
    return tuple(sorted(problems, key=lambda problem: (problem.kind == "more", problem.position)))


class _Explainer:
    """Goes through a file once; each ST opens a walk of its own."""

    def __init__(self, reference: Reference, report: Reporter, found: X12File) -> None:
        self.reference = reference
        self.report = report
        self.found = found
        self.teller = Teller(reference)
        self.elements = ElementCheck(reference, report)
        self.group: Segment | None = None
        self.walk: _Walk | None = None
        self.kinds: list[str] = []

    @property
    def kind(self) -> str:
        """What the file holds; a file of envelopes only holds an acknowledgment of them where there is a TA1."""
        if not self.kinds and any(segment.tag == "TA1" for segment in self.found.segments):
            return "TA1"
        return ",".join(dict.fromkeys(self.kinds))

    def segments(self) -> Iterator[ExplainedSegment]:
        """All segments in plain words."""
        for place, segment in enumerate(self.found.segments):
            tag = segment.elements[0]
            if tag == "ST":
                self.walk = self._transaction(place, segment)
            elif tag in _ENVELOPE_TAGS:
                self.walk = None
                self.group = segment if tag == "GS" else self.group
            if tag in _CLAIM_BEGINS:
                self.teller.diagnoses.clear()
            yield self._explained(segment)
            if tag == "SE" and self.walk:
                self.walk.end()
                self.walk = None

    def _explained(self, segment: Segment) -> ExplainedSegment:
        if self.walk is None:
            loop = ENVELOPE if segment.tag in _ENVELOPE_TAGS else ""
            rule = next((one for one in common().get(segment.tag, ()) if one.match.fits(segment)), None)
        else:
            loop, rule = self.walk.step(segment)
        plain = self._plain(segment, rule)
        return ExplainedSegment(segment.number, segment.text, loop, plain)

    def _plain(self, segment: Segment, rule: SegmentRule | None) -> str:
        if len(segment.raw) > SEGMENT_LENGTH_MAX:
            return f"Segment {shown(segment.tag)} is too long to be told: {len(segment.raw):,} characters."
        if rule is None:
            count = len(segment.elements) - 1
            return (
                f"Segment {shown(segment.tag) or '(empty)'} is {UNKNOWN}: {count} element{'' if count == 1 else 's'}."
            )
        self.elements.take(segment, rule)
        if rule.by:
            return COMPOSED[rule.by](self.teller, segment)
        return sentence(rule.plain).tell(self.teller, segment)

    def _transaction(self, place: int, opening: Segment) -> _Walk | None:
        """The walk through one transaction; None where there is no layout for it."""
        transaction, implementation = opening.get(1), opening.get(3) or (self.group.get(8) if self.group else "")
        layout = self._layout(place, transaction, implementation)
        self.kinds.append(layout.kind if layout else shown(transaction))
        if layout is None:
            known = ", ".join(sorted({name for one in layouts() for name in one.transactions}))
            message = (
                f"Transaction {shown(transaction) or '(empty)'} is {UNKNOWN}; explained are {known}. "
                "Its segments are read as they stand."
            )
            self.report.say(opening, "unknown_transaction", message, "warning")
            return None
        day = read_day(self.group.get(4)) if self.group else None
        checks: list[Check] = [CodeCheck(self.reference, self.report, day), LevelCheck(self.report)]
        if layout.kind == "835":
            checks.append(PaymentCheck(self.report))
        elif "837" in layout.transactions:
            checks.append(ClaimsCheck(self.report))
        whole = implementation.startswith(layout.checked) if layout.checked and implementation else False
        return _Walk(layout, self.report, checks, NeedCheck(self.report) if whole else None)

    def _layout(self, place: int, transaction: str, implementation: str) -> Layout | None:
        layout = layout_for(transaction, implementation)
        if layout and transaction == "837" and not implementation.startswith(layout.implementations):
            for segment in self.found.segments[place:]:
                if segment.tag in _LINE_KINDS:
                    return layout_of_kind(_LINE_KINDS[segment.tag])
                if segment.tag == "SE":
                    break
        return layout


class _Walk:
    """One transaction: where in its layout each segment stands."""

    def __init__(self, layout: Layout, report: Reporter, checks: list[Check], needs: NeedCheck | None) -> None:
        self.layout = layout
        self.report = report
        self.checks = checks
        self.needs = needs
        self.loop: Loop | None = None

    def step(self, segment: Segment) -> tuple[str, SegmentRule | None]:
        """The loop of the next segment and how it is told."""
        loop, opens = self._place(segment)
        self.loop = loop
        if self.needs:
            if opens:
                self.needs.opened(segment, loop)
            else:
                self.needs.reached(loop)
            self.needs.stands(segment)
        for check in self.checks:
            check.take(segment, loop.id)
        return loop.id, self.layout.rule(segment, loop.id)

    def end(self) -> None:
        """The transaction is over and whole."""
        if self.needs:
            self.needs.end()
        for check in self.checks:
            check.end()

    def _place(self, segment: Segment) -> tuple[Loop, bool]:
        if self.loop is None:
            return self.layout.root, True
        found = self.loop.next(segment)
        if found:
            return found
        anchor = self.layout.anchor(segment)
        if anchor:
            outer = anchor.parent.id if anchor.parent else ""
            message = (
                f"{segment.tag} opens loop {anchor.id} ({anchor.name}), which stands in loop {outer}; "
                f"here it follows loop {self.loop.id}."
            )
            self.report.say(segment, "out_of_place", message)
            return anchor, True
        self._stray(segment)
        return self.loop, False

    def _stray(self, segment: Segment) -> None:
        """A segment that the layout does not have in this place: read where it stands, and said."""
        known = segment.tag in self.layout.rules
        name = f"{shown(segment.tag)}{' ' + shown(segment.get(1)) if segment.tag in ('NM1', 'N1', 'HL') else ''}"
        where = f"loop {self.loop.id} ({self.loop.name})" if self.loop else "this place"
        message = (
            f"{name} has no place in {where} or around it; it was read where it stands."
            if known
            else f"{name or 'An empty segment'} is no segment of the {self.layout.name}; it was read as it stands."
        )
        self.report.say(segment, "unexpected_segment", message, "warning")
