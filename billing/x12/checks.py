"""What is wrong in a transaction, segment by segment: empty elements, wrong dates and amounts, unknown codes, levels.

What takes more than one segment to see stands in `payment_checks` and `claim_checks`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Protocol

from billing.values import is_npi
from billing.x12.composed import remarks, status_codes, triples
from billing.x12.layout import Loop, SegmentRule
from billing.x12.problems import Problems, Severity, shown
from billing.x12.reading import Segment
from billing.x12.values import CENT, is_time, read_amount, read_day
from data import Reference

_RARC = re.compile(r"(MA?|N)\d{1,4}")
_REJECTIONS = frozenset({"A3", "A6", "A7", "A8"})
"""Status categories of a 277CA that reject."""
_CARC_TABLE_FROM = "July 2024"


class Check(Protocol):
    """Looks at some segments of one transaction in their order."""

    tags: frozenset[str]
    """Those that it is shown."""

    def take(self, segment: Segment, loop: str) -> None:
        """One segment and the loop that it stands in."""

    def end(self) -> None:
        """The transaction is over."""


class Reporter:
    """Notes problems at a segment."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def say(self, segment: Segment, kind: str, message: str, severity: Severity = "error") -> None:
        """One problem at one segment."""
        self._problems.add(kind, message, segment.number, segment.line, segment.offset, severity)


class ElementCheck:
    """Elements one by one, as their rules call them: `money`, `number`, `date`, `time`, `period`, tables of codes."""

    def __init__(self, reference: Reference, report: Reporter) -> None:
        self.reference = reference
        self.report = report
        self._asked: dict[int, tuple[tuple[int, str, str, bool], ...]] = {}

    def take(self, segment: Segment, rule: SegmentRule) -> None:
        """Note every element of a segment that is empty and must not be, or not what it should be."""
        asked = self._asked.get(id(rule))
        if asked is None:
            asked = self._asked[id(rule)] = tuple(
                (number, element.name, element.kind, element.required)
                for number, element in enumerate(rule.elements, start=1)
                if element.kind or element.required
            )
        elements = segment.elements
        for number, name, kind, required in asked:
            value = elements[number] if number < len(elements) else ""
            if value:
                if kind:
                    self._kind(segment, number, name, kind, value)
            elif required:
                self.report.say(segment, "missing_element", f"{segment.tag}{number:02d} ({name}) is empty.")

    def _kind(self, segment: Segment, number: int, name: str, kind: str, value: str) -> None:
        wrong = self._wrong(segment, number, kind, value)
        if wrong:
            message = f'{segment.tag}{number:02d} ({name}) is "{shown(value)}": {wrong}.'
            self.report.say(segment, _KINDS.get(kind, "unknown_code"), message)

    def _wrong(self, segment: Segment, number: int, kind: str, value: str) -> str:
        if kind == "money":
            amount = read_amount(value)
            return "this is no amount" if amount is None else _too_fine(amount)
        if kind == "number":
            return "" if read_amount(value) is not None else "this is no number"
        if kind == "date":
            return "" if read_day(value) else "this is no date (CCYYMMDD)"
        if kind == "time":
            return "" if is_time(value) else "this is no time (HHMM)"
        if kind == "period":
            return wrong_period(segment.get(number - 1), value)
        codes = self.reference.claim_codes["group_code" if kind == "group_code" else "claim_adjudication"]
        return "" if value in codes else "there is no such code"


_KINDS = {
    "money": "wrong_amount",
    "number": "wrong_number",
    "date": "wrong_date",
    "time": "wrong_time",
    "period": "wrong_date",
}


def _too_fine(amount: Decimal) -> str:
    return "" if amount == amount.quantize(CENT) else "money has two decimals at most"


def wrong_period(form: str, value: str) -> str:
    """What is wrong with a date or period by its form (D8, RD8, DT, TM); empty where nothing is."""
    if form == "RD8":
        begin, _, end = value.partition("-")
        first, last = read_day(begin), read_day(end)
        if first is None or last is None:
            return "this is no period (CCYYMMDD-CCYYMMDD)"
        return "the period ends before it begins" if last < first else ""
    if form == "TM":
        return "" if is_time(value) else "this is no time (HHMM)"
    if form == "DT":
        return "" if read_day(value[:8]) and is_time(value[8:]) else "this is no date with time (CCYYMMDDHHMM)"
    if form == "D8":
        return "" if read_day(value) and len(value) == 8 else "this is no date (CCYYMMDD)"
    return ""


class CodeCheck:
    """Codes that reference data knows: NPI check digits, CARC, RARC, claim status codes."""

    tags = frozenset({"NM1", "N1", "CAS", "LQ", "MOA", "MIA", "STC"})

    def __init__(self, reference: Reference, report: Reporter, on: datetime.date | None) -> None:
        self.reference = reference
        self.report = report
        self.on = on
        """Day of the file (GS04), on which a code must be in use; None where it is not known."""
        self._right: set[str] = set()
        """CARCs and NPIs that were found right: most stand in a file many times."""

    def take(self, segment: Segment, _loop: str) -> None:
        """Note codes of one segment that are not in their lists."""
        tag = segment.elements[0]
        if tag == "NM1" or tag == "N1":
            kind, number = (segment.get(8), segment.get(9)) if tag == "NM1" else (segment.get(3), segment.get(4))
            if kind == "XX":
                self._npi(segment, number)
        elif tag == "CAS":
            for reason, _amount, _quantity in triples(segment):
                self._carc(segment, reason)
        elif tag == "LQ" and segment.get(1) == "HE":
            self._rarc(segment, segment.get(2))
        elif tag == "MOA" or tag == "MIA":
            for code in remarks(segment):
                self._rarc(segment, code)
        elif tag == "STC":
            for category, status, _entity in status_codes(segment):
                self._status(segment, category, status)
            if segment.get(3) == "WQ" and segment.part(1, 1) in _REJECTIONS:
                message = f"STC03 WQ says accepted, and category {segment.part(1, 1)} is a rejection."
                self.report.say(segment, "contradiction", message, "warning")

    def end(self) -> None:
        """Nothing is left to say at the end."""

    def _npi(self, segment: Segment, number: str) -> None:
        if number and number not in self._right:
            if is_npi(number):
                self._right.add(number)
            else:
                message = f'The NPI "{shown(number)}" is wrong: it is ten digits whose last checks the others.'
                self.report.say(segment, "wrong_npi", message)

    def _carc(self, segment: Segment, code: str) -> None:
        if code in self._right:
            return
        reason = self.reference.carc.get(code)
        if reason is None:
            words = (
                f'CARC "{shown(code)}" is not in the list of {_CARC_TABLE_FROM}.'
                if code
                else "A reason code is missing."
            )
            self.report.say(segment, "unknown_carc", words)
        elif reason.ended == "yes" or (self.on and not reason.valid_on(self.on)):
            self.report.say(segment, "ended_carc", f"CARC {code} is no longer used: {reason.meaning}.", "warning")
        else:
            self._right.add(code)

    def _rarc(self, segment: Segment, code: str) -> None:
        if not _RARC.fullmatch(code):
            message = f'RARC "{shown(code)}" is no remark code: they are M, MA or N with a number.'
            self.report.say(segment, "unknown_rarc", message)
        elif code not in self.reference.rarc:
            message = f"RARC {code} is not among those that this program explains; look it up in the full list."
            self.report.say(segment, "unknown_rarc", message, "warning")

    def _status(self, segment: Segment, category: str, status: str) -> None:
        codes = self.reference.claim_codes
        if category not in codes["claim_status_category"]:
            message = f'Status category "{shown(category)}" is not in the list of {_CARC_TABLE_FROM}.'
            self.report.say(segment, "unknown_status", message)
        if status and not status.isdecimal():
            self.report.say(segment, "unknown_status", f'Status code "{shown(status)}" is no number.')
        elif status and status not in codes["claim_status"]:
            message = (
                f"Status code {status} is not among those that this program explains; look it up in the full list."
            )
            self.report.say(segment, "unknown_status", message, "warning")


class LevelCheck:
    """HL segments: numbered from 1 without a gap, under a level that stands before, with others below as HL04 says."""

    tags = frozenset({"HL"})

    def __init__(self, report: Reporter) -> None:
        self.report = report
        self.last = 0
        self.levels: dict[str, Segment] = {}
        self.parents: set[str] = set()

    def take(self, segment: Segment, _loop: str) -> None:
        """One level."""
        number, above = segment.get(1), segment.get(2)
        if number != str(self.last + 1):
            said = shown(number) or "empty"
            message = f"HL01 is {said}; levels are numbered one by one, and {self.last + 1} comes next."
            self.report.say(segment, "level_order", message)
        if above and above not in self.levels:
            message = f"HL02 puts level {shown(number)} under level {shown(above)}, which does not stand before it."
            self.report.say(segment, "level_order", message)
        self.parents.add(above)
        self.levels[number] = segment
        self.last = int(number) if number.isdecimal() and len(number) < 10 else self.last + 1

    def end(self) -> None:
        """Compare what HL04 says of levels below with what there was."""
        for number, segment in self.levels.items():
            says, has = segment.get(4), number in self.parents
            if says == "1" and not has:
                self.report.say(
                    segment, "level_order", f"HL04 of level {number} says that levels follow below; none does."
                )
            elif says == "0" and has:
                self.report.say(
                    segment, "level_order", f"HL04 of level {number} says that none follows below; one does."
                )


class NeedCheck:
    """Segments and loops that an implementation can't do without, noted where the loop that lacks them ends."""

    def __init__(self, report: Reporter) -> None:
        self.report = report
        self.open: list[_OpenLoop] = []

    def opened(self, segment: Segment, loop: Loop) -> None:
        """A loop begins; what is not around it is over."""
        self.reached(loop.parent)
        if self.open:
            self.open[-1].needs.discard(loop.id)
        self.open.append(_OpenLoop(segment, loop))

    def reached(self, loop: Loop | None) -> None:
        """The walk is in a loop: those inside it are over."""
        while self.open and self.open[-1].loop is not loop:
            self._closed(self.open.pop())

    def stands(self, segment: Segment) -> None:
        """A segment stands in the innermost loop."""
        if self.open:
            self.open[-1].stands(segment)

    def end(self) -> None:
        """The transaction is whole and over."""
        while self.open:
            self._closed(self.open.pop())

    def _closed(self, left: _OpenLoop) -> None:
        where = f"loop {left.loop.id} ({left.loop.name}, from segment {left.segment.number})"
        for need in left.missing():
            self.report.say(left.segment, "missing_segment", f"{need} is missing in {where}.")


class _OpenLoop:
    """One loop that is not over, with what it still lacks."""

    def __init__(self, segment: Segment, loop: Loop) -> None:
        self.segment = segment
        self.loop = loop
        self.must = list(loop.must)
        self.needs = set(loop.needs)

    def stands(self, segment: Segment) -> None:
        if self.must:
            tag = segment.elements[0]
            self.must = [one for one in self.must if tag not in one.tags or not one.fits(segment)]

    def missing(self) -> Iterator[str]:
        for one in self.must:
            tags = " or ".join(one.tags)
            condition = f" with {one.element:02d} {' or '.join(sorted(one.values))}" if one.element else ""
            yield f"{tags}{condition}"
        for need in sorted(self.needs):
            yield f"Loop {need}"
