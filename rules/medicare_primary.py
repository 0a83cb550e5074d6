"""Whether Medicare or a group health plan pays first: age, disability, and end-stage renal disease.

Sources: 42 CFR 411.170 to 411.175 (age, 20 employees), 411.200 to 411.206 (disability, 100 employees), 411.160 to
411.163 (renal disease, 30 months); CMS Medicare Secondary Payer Manual, ch. 2.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from rules.workdays import months_later

Reason = Literal["age", "disability", "esrd"]
Primary = Literal["medicare", "group_plan"]
REASONS: tuple[Reason, ...] = ("age", "disability", "esrd")
WHOSE = ("own", "spouse", "family", "none")
EMPLOYMENT = ("active", "retired", "cobra", "none")
LEAST_EMPLOYEES = {"age": 20, "disability": 100}
COORDINATION_MONTHS = 30
AGE = 65
_CITES = {
    "age": "42 CFR 411.170, 411.172; CMS Medicare Secondary Payer Manual, ch. 2, 10",
    "disability": "42 CFR 411.200, 411.204, 411.206; CMS Medicare Secondary Payer Manual, ch. 2, 30",
    "esrd": "42 CFR 411.161, 411.162; CMS Medicare Secondary Payer Manual, ch. 2, 20",
}


@dataclass(frozen=True)
class MedicarePrimary:
    """Who pays first. `until` is the last day on which the group plan does, where that is known."""

    primary: Primary
    steps: tuple[str, ...]
    cites: str
    until: datetime.date | None = None


def medicare_primary(
    reason: Reason,
    whose_employment: str,
    employment: str,
    employer_size: int,
    on: datetime.date,
    age: int,
    esrd_start: datetime.date | None = None,
) -> MedicarePrimary:
    """Who pays first on a day, of Medicare and a group health plan that comes from somebody's employment.

    `employer_size` counts employees; `esrd_start` lies in the first month of Medicare eligibility because of renal
    disease. Raises ValueError where a value does not go with the reason.
    """
    if reason == "age" and age < AGE:
        raise ValueError(f"age is {age}; Medicare by age begins at {AGE}")
    if reason == "esrd":
        return _renal(whose_employment, esrd_start, on)
    if whose_employment == "none":
        return MedicarePrimary("medicare", ("No group health plan from anybody's employment.",), _CITES[reason])
    if reason == "disability" and age >= AGE:
        steps: tuple[str, ...] = (f"From {AGE} years Medicare is by age: the rule for the aged counts.",)
        return _by_employment("age", whose_employment, employment, employer_size, steps)
    return _by_employment(reason, whose_employment, employment, employer_size, ())


def _by_employment(reason: Reason, whose: str, employment: str, size: int, before: tuple[str, ...]) -> MedicarePrimary:
    least, cites = LEAST_EMPLOYEES[reason], _CITES[reason]
    if employment != "active":
        why = f"The plan does not rest on current employment ({employment}): Medicare first."
        return MedicarePrimary("medicare", (*before, why), cites)
    if reason == "age" and whose == "family":
        why = "At 65 only the person's own or the spouse's current employment counts: Medicare first."
        return MedicarePrimary("medicare", (*before, why), cites)
    enough = size >= least
    steps = (
        *before,
        f"Current employment ({whose}); {reason}: the group plan is first from {least} employees.",
        f"The employer has {size}: {'the group plan' if enough else 'Medicare'} first.",
    )
    return MedicarePrimary("group_plan" if enough else "medicare", steps, cites)


def _renal(whose: str, start: datetime.date | None, on: datetime.date) -> MedicarePrimary:
    cites = _CITES["esrd"]
    if whose == "none":
        return MedicarePrimary("medicare", ("No group health plan from anybody's employment.",), cites)
    if start is None:
        raise ValueError("esrd_start is missing; the 30 months count from it")
    end = months_later(start.replace(day=1), COORDINATION_MONTHS) - datetime.timedelta(days=1)
    steps = (
        f"Renal disease: the group plan is first for {COORDINATION_MONTHS} months, whatever the employer's size, "
        "and also for a retiree's plan or COBRA.",
        f"Counted from the month of {start}: {start:%Y-%m} to {end:%Y-%m}, the last day is {end}.",
    )
    if on > end:
        return MedicarePrimary("medicare", (*steps, f"{on} is after that: Medicare first."), cites, end)
    return MedicarePrimary("group_plan", (*steps, f"{on} is not after that: the group plan first."), cites, end)
