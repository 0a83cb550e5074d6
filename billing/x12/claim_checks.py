"""What is wrong with the claims of an 837 beyond single elements: pointers, charges, numbers of earlier claims, twins.

Sources: 837 implementations 005010X222A1, X223A2, X224A2 (balancing of claim and lines, and of another payer's answer,
1.4.4); NUCC 1500 manual, items 22, 24E and 28.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from billing.x12.checks import Reporter
from billing.x12.composed import DIAGNOSIS_KINDS, triples
from billing.x12.problems import shown
from billing.x12.reading import Segment
from billing.x12.values import read_amount

ZERO = Decimal("0.00")
_CHARGES = {"SV1": 2, "SV2": 3, "SV3": 2}
"""Element that holds a line's charge."""
_UNITS = {"SV1": 4, "SV2": 5, "SV3": 6}
_POINTERS = {"SV1": 7, "SV3": 11}
_LINES_MAX = {"SV1": 50, "SV2": 999, "SV3": 50}
_CHANGES = {"7": "a replacement", "8": "a void"}


@dataclass
class _Answer:
    """What another payer said of one line: SVD and the CAS segments after it."""

    segment: Segment
    paid: Decimal | None
    adjusted: Decimal | None = ZERO


@dataclass
class _Line:
    number: Segment
    service: Segment | None = None
    charge: Decimal | None = None
    answers: list[_Answer] = field(default_factory=list)


@dataclass
class _Claim:
    segment: Segment
    diagnoses: int = 0
    lines: list[_Line] = field(default_factory=list)
    has_original: bool = False


class ClaimsCheck:
    """Takes the segments of one 837 transaction."""

    tags = frozenset(
        {"HL", "SBR", "NM1", "N3", "N4", "DMG", "CLM", "HI", "REF", "AMT", "LX", "SV1", "SV2", "SV3", "SVD", "CAS"}
    )

    def __init__(self, report: Reporter) -> None:
        self.report = report
        self.claim: _Claim | None = None
        self.seen: dict[str, Segment] = {}
        self.subscriber: _Subscriber | None = None

    def take(self, segment: Segment, loop: str) -> None:
        """One segment and its loop."""
        tag = segment.elements[0]
        if tag == "HL":
            self._close()
            self._subscriber(segment)
        elif tag == "CLM":
            self._close()
            self.claim = _Claim(segment)
            self._twice(segment)
        elif self.claim:
            self._in_claim(self.claim, segment, tag, loop)
        elif self.subscriber:
            self.subscriber.take(segment, loop)

    def end(self) -> None:
        """The transaction is over."""
        self._close()
        self._subscriber(None)

    def _subscriber(self, level: Segment | None) -> None:
        if self.subscriber:
            self.subscriber.end(self.report)
        self.subscriber = _Subscriber(level) if level and level.get(3) == "22" else None

    def _in_claim(self, claim: _Claim, segment: Segment, tag: str, loop: str) -> None:
        if tag == "LX":
            claim.lines.append(_Line(segment))
            self._numbered(segment, len(claim.lines))
        elif tag in _CHARGES and claim.lines:
            self._service(claim, claim.lines[-1], segment, tag)
        elif tag == "HI":
            kinds = (segment.part(place, 1) for place in range(1, len(segment.elements)))
            claim.diagnoses += sum(1 for kind in kinds if kind in DIAGNOSIS_KINDS)
        elif tag == "REF" and loop == "2300" and segment.get(1) == "F8":
            claim.has_original = True
        elif tag == "SVD" and claim.lines:
            claim.lines[-1].answers.append(_Answer(segment, read_amount(segment.get(2))))
        elif tag == "CAS" and loop == "2430" and claim.lines and claim.lines[-1].answers:
            _adjust(claim.lines[-1].answers[-1], segment)
        elif tag == "AMT":
            self._not_negative(segment, 2, "amount")

    def _service(self, claim: _Claim, line: _Line, segment: Segment, tag: str) -> None:
        line.service, line.charge = segment, read_amount(segment.get(_CHARGES[tag]))
        self._not_negative(segment, _CHARGES[tag], "charge")
        self._not_negative(segment, _UNITS[tag], "units")
        if tag in _POINTERS and claim.diagnoses:
            self._pointers(segment, _POINTERS[tag], claim.diagnoses)
        if len(claim.lines) == _LINES_MAX[tag] + 1:
            message = f"The claim has more than {_LINES_MAX[tag]} service lines, the most that an 837 takes."
            self.report.say(segment, "too_many_lines", message)

    def _numbered(self, segment: Segment, expected: int) -> None:
        if segment.get(1) != str(expected):
            said = shown(segment.get(1)) or "empty"
            message = f"LX01 is {said}; the lines of a claim are numbered from 1, and this is {expected}."
            self.report.say(segment, "line_number", message)

    def _pointers(self, segment: Segment, element: int, diagnoses: int) -> None:
        for pointer in segment.parts(element):
            if not pointer:
                continue
            if not (pointer.isdecimal() and 1 <= int(pointer[:4]) <= diagnoses):
                message = (
                    f'{segment.tag}{element:02d} points at diagnosis "{shown(pointer)}"; the claim has {diagnoses}.'
                )
                self.report.say(segment, "wrong_pointer", message)

    def _not_negative(self, segment: Segment, element: int, name: str) -> None:
        amount = read_amount(segment.get(element))
        if amount is not None and amount < 0:
            message = (
                f"{segment.tag}{element:02d} ({name}) is {segment.get(element)}; nothing on a claim is below zero."
            )
            self.report.say(segment, "negative_amount", message)

    def _twice(self, segment: Segment) -> None:
        account = segment.get(1)
        before = self.seen.get(account)
        if before is None:
            self.seen[account] = segment
            return
        same = before.elements == segment.elements
        words = "the whole CLM is the same: one claim was sent twice" if same else "give each claim a number of its own"
        message = f"Account number {shown(account)} stands on the claim of segment {before.number} too; {words}."
        self.report.say(segment, "claim_twice", message, "error" if same else "warning")

    def _close(self) -> None:
        claim, self.claim = self.claim, None
        if claim is None:
            return
        self._not_negative(claim.segment, 2, "charge")
        self._total(claim)
        frequency = claim.segment.part(5, 3)
        if frequency in _CHANGES and not claim.has_original:
            what = _CHANGES[frequency]
            message = f"CLM05-3 {frequency} is {what}; the payer's number of the first claim (REF F8) is missing."
            self.report.say(claim.segment, "no_original", message)
        for number, line in enumerate(claim.lines, start=1):
            for answer in line.answers:
                self._answer(line, number, answer)

    def _total(self, claim: _Claim) -> None:
        said = read_amount(claim.segment.get(2))
        charges = [line.charge for line in claim.lines if line.charge is not None]
        if said is None or not charges or len(charges) != len(claim.lines):
            return
        total = sum(charges, ZERO)
        if total != said:
            message = (
                f"CLM02 says {said:.2f} and the {len(charges)} lines add up to {total:.2f}; "
                f"difference {said - total:.2f}."
            )
            self.report.say(claim.segment, "claim_total", message)

    def _answer(self, line: _Line, number: int, answer: _Answer) -> None:
        if line.charge is None or answer.paid is None or answer.adjusted is None:
            return
        difference = line.charge - answer.paid - answer.adjusted
        if difference:
            message = (
                f"The other payer's answer to line {number} does not balance: charged {line.charge:.2f}, paid "
                f"{answer.paid:.2f}, adjusted {answer.adjusted:.2f}; difference {difference:.2f}."
            )
            self.report.say(answer.segment, "unbalanced_line", message)


class _Subscriber:
    """A subscriber who is the patient: then address, birth date and sex stand in loop 2010BA (SBR02 18)."""

    def __init__(self, level: Segment) -> None:
        self.level = level
        self.is_patient = False
        self.found: set[str] = set()

    def take(self, segment: Segment, loop: str) -> None:
        if segment.tag == "SBR":
            self.is_patient = segment.get(2) == "18"
        elif loop == "2010BA":
            self.found.add(segment.tag)

    def end(self, report: Reporter) -> None:
        lacking = [tag for tag in ("N3", "N4", "DMG") if tag not in self.found]
        if self.is_patient and "NM1" in self.found and lacking:
            message = f"The subscriber is the patient (SBR02 18), and loop 2010BA lacks {', '.join(lacking)}."
            report.say(self.level, "missing_segment", message)


def _adjust(answer: _Answer, cas: Segment) -> None:
    for _reason, text, _quantity in triples(cas):
        amount = read_amount(text)
        answer.adjusted = None if amount is None or answer.adjusted is None else answer.adjusted + amount
