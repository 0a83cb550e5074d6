"""Weeks and trimester: due date to Z3A code, and whether the codes of a pregnancy visit agree with each other.

Trimesters are counted from the first day of the last period: first less than 14 weeks 0 days, second to less than
28 weeks 0 days, third until delivery (ICD-10-CM tabular list, chapter 15 note; Guidelines FY 2026, I.C.15.a.3).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data import IcdCode
from rules.models import RuleMessage

DAYS_OF_PREGNANCY = 280
_TRIMESTERS = ("first", "second", "third")
_WEEKS_CITES = "ICD-10-CM Guidelines FY 2026, I.C.21.c.11"
_TRIMESTER_CITES = "ICD-10-CM Guidelines FY 2026, I.C.15.a.3"


@dataclass(frozen=True)
class Gestation:
    """How far a pregnancy is: completed `weeks` and `days`, `trimester` 1 to 3, Z3A `code`, and the working."""

    weeks: int
    days: int
    trimester: int
    code: str
    steps: tuple[str, ...]
    cites: str = _TRIMESTER_CITES


def trimester_of(weeks: int) -> int:
    """1, 2 or 3 for completed weeks."""
    return 1 if weeks < 14 else 2 if weeks < 28 else 3


def gestation(
    due_date: datetime.date | None, date_of_service: datetime.date, last_period: datetime.date | None = None
) -> Gestation:
    """Weeks, trimester and Z3A code on the date of service, from the due date or else the last period's first day.

    Raises ValueError where neither date is given or the date of service lies outside the pregnancy.
    """
    steps = []
    if due_date is not None:
        start = due_date - datetime.timedelta(days=DAYS_OF_PREGNANCY)
        steps.append(f"Due date {due_date} less 280 days: day 0 is {start}.")
    elif last_period is not None:
        start = last_period
        steps.append(f"Day 0 is the first day of the last period, {start}.")
    else:
        raise ValueError("gestation needs a due date or the first day of the last period")
    elapsed = (date_of_service - start).days
    if not 0 <= elapsed <= 320:
        raise ValueError(f"{date_of_service} is {elapsed} days after {start}: not inside a pregnancy")
    weeks, days = divmod(elapsed, 7)
    steps.append(f"From {start} to {date_of_service} are {elapsed} days: {weeks} weeks {days} days.")
    trimester = trimester_of(weeks)
    steps.append(f"{weeks} completed weeks: {_TRIMESTERS[trimester - 1]} trimester (14w0d and 28w0d are the limits).")
    code = "Z3A.01" if weeks < 8 else "Z3A.49" if weeks > 42 else f"Z3A.{weeks:02d}"
    steps.append(f"Z3A goes by completed weeks: {code}.")
    return Gestation(weeks, days, trimester, code, tuple(steps))


def trimester_named(title: str) -> int | None:
    """The trimester that an official title names, if it does."""
    lowered = title.lower()
    for number, word in enumerate(_TRIMESTERS, start=1):
        if f"{word} trimester" in lowered:
            return number
    return None


def _weeks_named(code: str) -> tuple[int, int] | None:
    """Least and most completed weeks of a Z3A code; None where it does not say."""
    digits = code.partition(".")[2]
    if not digits.isdigit() or digits == "00":
        return None
    if digits == "01":
        return 0, 7
    return (43, 45) if digits == "49" else (int(digits), int(digits))


def _carries_weeks(code: str) -> bool:
    """Supervision of a pregnancy or a condition in it; abortive outcomes (O00-O08) carry no weeks."""
    return code.startswith("Z34") or (code[0] == "O" and code[:3] >= "O09")


def check_pregnancy(entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Weeks without a pregnancy code, a pregnancy code without weeks, trimesters that disagree."""
    weeks = [entry for entry in entries if entry.code.startswith("Z3A")]
    pregnant = [entry for entry in entries if _carries_weeks(entry.code)]
    for week in weeks:
        if not pregnant:
            yield RuleMessage(
                "icd.weeks_alone",
                "error",
                (week.code,),
                f"{week.code} needs a code for the pregnancy before it (O09-O9A or Z34), and is not used with "
                "abortive outcomes or postpartum.",
                _WEEKS_CITES,
            )
    if not weeks and any(trimester_named(e.title) for e in pregnant):
        yield RuleMessage(
            "icd.weeks_missing",
            "warning",
            (pregnant[0].code,),
            f"{pregnant[0].code}: the weeks of gestation are known as a trimester is; add Z3A.",
            _WEEKS_CITES,
        )
    yield from _disagreements(pregnant, weeks)
    yield from _chapter_15_first(entries)


def _chapter_15_first(entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Codes of chapter 15 go before those of all other chapters (I.C.15.a.1)."""
    first = next((entry for entry in entries if entry.code[0] == "O"), None)
    if first is None or entries[0].code[0] == "O":
        return
    before = entries[0]
    if before.code.startswith(("Z34", "Z38", "Z3A", "Z37")) or before.chapter == "20":
        return
    yield RuleMessage(
        "icd.pregnancy_first",
        "warning" if before.code[0] == "Z" else "error",
        (first.code, before.code),
        f"{first.code} goes before {before.code}: chapter 15 codes have sequencing priority over other chapters.",
        "ICD-10-CM Guidelines FY 2026, I.C.15.a.1",
    )


def _disagreements(pregnant: Sequence[IcdCode], weeks: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    named = [(e, t) for e in pregnant if (t := trimester_named(e.title))]
    for entry, trimester in named[1:]:
        if trimester != named[0][1]:
            yield RuleMessage(
                "icd.trimester",
                "error",
                (named[0][0].code, entry.code),
                f"{named[0][0].code} and {entry.code} name different trimesters of one visit.",
                _TRIMESTER_CITES,
            )
    for week in weeks:
        span = _weeks_named(week.code)
        if span is None:
            continue
        for entry, trimester in named:
            if trimester not in {trimester_of(span[0]), trimester_of(span[1])}:
                yield RuleMessage(
                    "icd.trimester",
                    "error",
                    (entry.code, week.code),
                    f"{entry.code} says the {_TRIMESTERS[trimester - 1]} trimester, {week.code} the "
                    f"{_TRIMESTERS[trimester_of(span[0]) - 1]}.",
                    _TRIMESTER_CITES,
                )
