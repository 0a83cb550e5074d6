"""Walks a file through its layouts: each segment with its transaction, its loop and its rule, checked on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from billing.x12.checks import Check, CodeCheck, ElementCheck, LevelCheck, NeedCheck, Reporter
from billing.x12.claim_checks import ClaimsCheck
from billing.x12.layout import Layout, Loop, SegmentRule, common, layout_for, layout_of_kind, layouts
from billing.x12.payment_checks import PaymentCheck
from billing.x12.problems import Problem, Problems, shown
from billing.x12.reading import Segment, X12File
from billing.x12.values import read_day
from data import Reference

ENVELOPE = "envelope"
"""Loop of what stands around transactions: ISA, TA1, GS, GE, IEA."""
_ENVELOPE_TAGS = frozenset({"ISA", "IEA", "GS", "GE", "TA1"})
_LINE_KINDS = {"SV1": "837P", "SV2": "837I", "SV3": "837D"}


class Step(NamedTuple):
    """One segment in its place."""

    segment: Segment
    kind: str
    """Layout of its transaction: `835`; ST01 where there is no layout; empty outside transactions."""
    loop: str
    """Id of its loop, `envelope`, or empty where no layout knows the transaction."""
    rule: SegmentRule | None
    """How it is told; None where the segment is not known."""


class Walk:
    """One way through one file. `steps` is to be gone through once; `problems` are whole after that."""

    def __init__(self, reference: Reference, found: X12File) -> None:
        self.reference = reference
        self.found = found
        self.kinds: list[str] = []
        self._problems = Problems()
        self._report = Reporter(self._problems)
        self._elements = ElementCheck(reference, self._report)
        self._group: Segment | None = None
        self._transaction: _Transaction | None = None
        self._kind = ""

    def problems(self) -> tuple[Problem, ...]:
        """Of the file's form and its content, by place; what is about the whole file first, `more` last."""
        found = self.found.problems + self._problems.all()
        return tuple(sorted(found, key=lambda problem: (problem.kind == "more", problem.position)))

    def steps(self) -> Iterator[Step]:
        """Every segment of the file in its place."""
        for place, segment in enumerate(self.found.segments):
            tag = segment.elements[0]
            if tag == "ST":
                self._open(place, segment)
            elif tag in _ENVELOPE_TAGS:
                self._transaction, self._kind = None, ""
                self._group = segment if tag == "GS" else self._group
            loop, rule = self._stands(segment)
            if rule:
                self._elements.take(segment, rule)
            yield Step(segment, self._kind, loop, rule)
            if tag == "SE":
                self._close()

    def _stands(self, segment: Segment) -> tuple[str, SegmentRule | None]:
        if self._transaction:
            return self._transaction.step(segment)
        loop = ENVELOPE if segment.tag in _ENVELOPE_TAGS else ""
        return loop, next((rule for rule in common().get(segment.tag, ()) if rule.match.fits(segment)), None)

    def _close(self) -> None:
        if self._transaction:
            self._transaction.end()
        self._transaction, self._kind = None, ""

    def _open(self, place: int, opening: Segment) -> None:
        """A transaction begins; one that is unknown is gone through without a layout."""
        transaction, implementation = opening.get(1), opening.get(3) or (self._group.get(8) if self._group else "")
        layout = self._layout(place, transaction, implementation)
        self._kind = layout.kind if layout else shown(transaction)
        self.kinds.append(self._kind)
        self._transaction = None
        if layout is None:
            known = ", ".join(sorted({name for one in layouts() for name in one.transactions}))
            message = (
                f"Transaction {shown(transaction) or '(empty)'} is not known here; explained are {known}. "
                "Its segments are read as they stand."
            )
            self._report.say(opening, "unknown_transaction", message, "warning")
            return
        needed = bool(layout.checked) and implementation.startswith(layout.checked)
        needs = NeedCheck(self._report) if needed else None
        self._transaction = _Transaction(layout, self._report, self._checks(layout), needs)

    def _checks(self, layout: Layout) -> list[Check]:
        day = read_day(self._group.get(4)) if self._group else None
        checks: list[Check] = [CodeCheck(self.reference, self._report, day), LevelCheck(self._report)]
        if layout.kind == "835":
            checks.append(PaymentCheck(self._report))
        elif "837" in layout.transactions:
            checks.append(ClaimsCheck(self._report))
        return checks

    def _layout(self, place: int, transaction: str, implementation: str) -> Layout | None:
        """By the implementation; a claim that names none is known by the kind of its first service line."""
        layout = layout_for(transaction, implementation)
        if layout and transaction == "837" and not implementation.startswith(layout.implementations):
            for segment in self.found.segments[place:]:
                if segment.tag in _LINE_KINDS:
                    return layout_of_kind(_LINE_KINDS[segment.tag])
                if segment.tag == "SE":
                    break
        return layout


class _Transaction:
    """One transaction: where in its layout each segment stands."""

    def __init__(self, layout: Layout, report: Reporter, checks: list[Check], needs: NeedCheck | None) -> None:
        self.layout = layout
        self.report = report
        self.checks = checks
        self.needs = needs
        self.loop: Loop | None = None
        self._by_tag: dict[str, list[Check]] = {}

    def _shown(self, tag: str) -> list[Check]:
        found = self._by_tag.get(tag)
        if found is None:
            found = self._by_tag[tag] = [check for check in self.checks if tag in check.tags]
        return found

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
        for check in self._shown(segment.elements[0]):
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
            loop, opens = found
            if not opens and loop is not self.loop and segment.elements[0] not in loop.last:
                self._late(segment, loop, self.loop)
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
        self._stray(segment, self.loop)
        return self.loop, False

    def _late(self, segment: Segment, loop: Loop, now: Loop) -> None:
        message = (
            f"{segment.tag} belongs to loop {loop.id} ({loop.name}), before the loops inside it; "
            f"here it follows loop {now.id}."
        )
        self.report.say(segment, "out_of_order", message)

    def _stray(self, segment: Segment, loop: Loop) -> None:
        """A segment that the layout does not have in this place: read where it stands, and said."""
        name = shown(segment.tag)
        if not name:  # an empty segment was said to be one
            return
        if segment.tag in ("NM1", "N1", "HL"):
            name += f" {shown(segment.get(3 if segment.tag == 'HL' else 1))}"
        if segment.tag in self.layout.rules:
            message = f"{name} has no place in loop {loop.id} ({loop.name}) or around it; it was read where it stands."
        else:
            message = f"{name} is no segment of the {self.layout.name}; it was read as it stands."
        self.report.say(segment, "unexpected_segment", message, "warning")
