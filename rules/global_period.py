"""The global period of a procedure: its days, and which modifier a visit or procedure inside it needs.

0 days: the day itself. 10 days: the day and the ten that follow. 90 days: the day before, the day and the ninety that
follow. First and last day count. Care by another physician is no matter of it. 58 and 79 begin a period of their own,
78 does not; a surgeon's care only (54), care after surgery only (55) and assistants have none in full.
Sources: CMS Claims Processing Manual, ch. 12, 40.1 to 40.4 and 30.6.6; NCCI Policy Manual, ch. 1, D.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from data import ProcedureCode
from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import PriorService, RuleMessage
from rules.procedure_kinds import is_evaluation_and_management

CITES = "CMS Claims Processing Manual, ch. 12, 40.1 and 40.2"
_VISIT = "CMS Claims Processing Manual, ch. 12, 40.1 and 30.6.6"
_DAYS = {"000": 0, "010": 10, "090": 90}
_NO_PERIOD_OF_ITS_OWN = frozenset({"26", "TC", "55", "56", "78", "80", "81", "82", "AS"})
_AFTER = ("58", "78", "79")
_OUTSIDE_AN_OPERATING_ROOM = frozenset({"02", "10", "11", "12", "13", "20", "31", "32"})
POSTOPERATIVE_VISIT = "99024"


@dataclass(frozen=True)
class GlobalPeriod:
    """First and last day, both inside; `days` is 0, 10 or 90."""

    days: int
    day: datetime.date
    first: datetime.date
    last: datetime.date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, datetime.date) and self.first <= day <= self.last


def global_period(entry: ProcedureCode | None, day: datetime.date) -> GlobalPeriod | None:
    """The period of a procedure done on a day; None for a code that has none of 0, 10 or 90 days."""
    days = _DAYS.get(entry.global_days) if entry is not None else None
    if days is None:
        return None
    try:
        first = day - datetime.timedelta(days=1 if days == 90 else 0)
        return GlobalPeriod(days, day, first, day + datetime.timedelta(days=days))
    except OverflowError:
        return None


def check_global_period(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Visits and procedures of the day beside each other, and inside periods that the history tells of."""
    yield from _visits_beside_procedures(claim)
    if claim.encounter.history:
        yield from _inside_earlier_periods(claim)
        yield from _visits_before_surgery(claim)


# ---- the same day ----------------------------------------------------------------------------------------


def _visits_beside_procedures(claim: CodedClaim) -> Iterator[RuleMessage]:
    """57 with the decision for a major procedure, 25 beside a minor one; 25 too where the visit is another matter."""
    procedures = dict(_procedures_of_the_day(claim))
    if not procedures:
        return
    major = next((code for code, days in procedures.items() if days == "090"), "")
    minor = next((code for code, days in procedures.items() if days != "090"), "")
    for line in claim.lines:
        if not line.is_visit or line.is_add_on:
            continue
        if major and not line.marks & {"57", "25", "24"}:
            text = (
                f"{line.code} on the day of {major} (90 days global): 57 if it led to the decision, else it is "
                "part of the procedure."
            )
            yield line.says("line.decision_for_surgery", "error", text, _VISIT)
        if minor and "25" not in line.marks:
            text = (
                f"{line.code} on the day of {minor} (minor procedure): 25 if the visit was significant and "
                "separate, else it is part of the procedure."
            )
            yield line.says("line.separate_visit", "error", text, _VISIT)


def _procedures_of_the_day(claim: CodedClaim) -> Iterator[tuple[str, str]]:
    """Codes with 0, 10 or 90 days on the claim, and in the history on the same day by the same physician."""
    for line in claim.lines:
        if line.is_procedure and not line.marks & _NO_PERIOD_OF_ITS_OWN:
            yield line.code, _days_of(line)
    for prior in claim.encounter.history:
        entry = claim.reference.procedures.get(prior.code)
        same_day = prior.same_physician and prior.date == claim.encounter.date_of_service
        if not same_day or entry is None or _NO_PERIOD_OF_ITS_OWN.intersection(prior.modifiers):
            continue
        if entry.global_days in _DAYS and not is_evaluation_and_management(entry.code):
            yield entry.code, entry.global_days


def _days_of(line: ClaimLine) -> str:
    return line.entry.global_days if line.entry is not None else ""


# ---- periods of the history ------------------------------------------------------------------------------


def _inside_earlier_periods(claim: CodedClaim) -> Iterator[RuleMessage]:
    open_periods = list(_open_periods(claim))
    for line in claim.lines:
        if line.entry is None or line.is_add_on:
            continue
        if not open_periods:
            yield from _needless(line)
        elif line.is_visit:
            yield from _visit_inside(claim, line, open_periods)
        elif line.is_procedure and not line.marks & {"55", "80", "81", "82", "AS"}:
            yield from _procedure_inside(claim, line, open_periods)


def _open_periods(claim: CodedClaim) -> Iterator[tuple[PriorService, GlobalPeriod]]:
    """Earlier procedures of the same physician whose period reaches the day, the day of the procedure left out."""
    on = claim.encounter.date_of_service
    for prior in claim.encounter.history:
        if not prior.same_physician or _NO_PERIOD_OF_ITS_OWN.intersection(prior.modifiers):
            continue
        period = global_period(claim.reference.procedures.get(prior.code), prior.date)
        if period is not None and period.day < on <= period.last:
            yield prior, period


def _visit_inside(
    claim: CodedClaim, line: ClaimLine, periods: list[tuple[PriorService, GlobalPeriod]]
) -> Iterator[RuleMessage]:
    prior, period = periods[-1]
    if not line.marks & {"24", "57", "FT"}:
        text = (
            f"{line.code} inside the {period.days} days of {prior.code} of {prior.date} (to {period.last}): 24 if it "
            f"has nothing to do with it, else {POSTOPERATIVE_VISIT} at no charge."
        )
        yield line.says("global.visit", "error", text, _VISIT)
    elif "24" in line.marks and set(prior.diagnoses) & set(claim.diagnoses_of(line)[:1]):
        text = f"24 on {line.code} says that the visit has nothing to do with {prior.code}; the diagnosis is the same."
        yield line.says("global.same_diagnosis", "warning", text, _VISIT)


def _procedure_inside(
    claim: CodedClaim, line: ClaimLine, periods: list[tuple[PriorService, GlobalPeriod]]
) -> Iterator[RuleMessage]:
    prior, period = periods[-1]
    if not line.marks.intersection(_AFTER):
        text = (
            f"{line.code} inside the {period.days} days of {prior.code} of {prior.date} (to {period.last}): 58 if it "
            "was planned, more extensive or therapy after it, 78 for a return to the operating room, 79 if unrelated."
        )
        yield line.says("global.procedure", "error", text, CITES)
        return
    if "78" in line.marks and claim.encounter.place_of_service in _OUTSIDE_AN_OPERATING_ROOM:
        place = claim.encounter.place_of_service
        text = f"78 is a return to the operating room, and place of service {place} has none."
        yield line.says(
            "global.no_operating_room", claim.firmly(), text, "CMS Claims Processing Manual, ch. 12, 40.1.B"
        )
    if "79" in line.marks and set(prior.diagnoses) & set(claim.diagnoses_of(line)[:1]):
        text = f"79 on {line.code} says that it has nothing to do with {prior.code}; the diagnosis is the same."
        yield line.says("global.same_diagnosis", "warning", text, CITES)


def _needless(line: ClaimLine) -> Iterator[RuleMessage]:
    """24, 58, 78, 79 or 99024 although no earlier service reaches this day."""
    marked = sorted(line.marks & {"24", "58", "78", "79"}) or ([line.code] if line.code == POSTOPERATIVE_VISIT else [])
    if marked:
        text = f"{marked[0]}: no procedure of the history has a global period that reaches this day."
        yield line.says("global.none", "warning", text, CITES)


def _visits_before_surgery(claim: CodedClaim) -> Iterator[RuleMessage]:
    """A visit of the history on the day before a major procedure of today belongs to it, unless it carried 57."""
    major = next((line for line in claim.lines if _days_of(line) == "090" and "55" not in line.marks), None)
    if major is None:
        return
    for prior in claim.encounter.history:
        period = global_period(major.entry, claim.encounter.date_of_service)
        before = period is not None and prior.date in {period.first, period.day}
        if (
            before
            and prior.same_physician
            and is_evaluation_and_management(prior.code.upper())
            and not {"57", "25", "24"}.intersection(prior.modifiers)
        ):
            text = (
                f"The visit {prior.code} of {prior.date} belongs to {major.code}, unless it led to the decision (57)."
            )
            yield major.says("global.visit_before", "warning", text, _VISIT)
