"""The level of a visit in hospital, inpatient or observation: initial, subsequent, both on one date, discharge.

Sources: CPT E/M guidelines 2023 to 2026 (our wording); CMS Claims Processing Manual ch. 12, 30.6.9.1 (eight hours for
admission and discharge on one date) and 30.6.9.2 (discharge day). Codes and minutes: `rules/tables/visit_levels.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, get_args

from data.models import CoverageKind
from rules.medical_decision_making import DataReviewed, LevelAnswer, decision_level
from rules.office_visits import level_by_minutes
from rules.service_lines import FOLLOW_MEDICARE, counted
from rules.tables import table

HospitalKind = Literal["initial", "subsequent", "same_day", "discharge"]
_LONGEST_SHORT_DISCHARGE = 30
_LEAST_HOURS = 8
_DISCHARGE_CITES = "CPT hospital discharge day; CMS Claims Processing Manual, ch. 12, 30.6.9.2"
_SAME_DAY_CITES = "; CMS Claims Processing Manual, ch. 12, 30.6.9.1"


def _levels(kind: str, hours: Decimal | None, payer: CoverageKind) -> tuple[str, Mapping[str, Any], tuple[str, ...]]:
    """Words, table and first steps of a kind; a Medicare stay under eight hours has the initial visit only."""
    tables: Mapping[str, Mapping[str, Any]] = table("visit_levels")["hospital"]
    if kind == "same_day" and payer in FOLLOW_MEDICARE and hours is not None and hours < _LEAST_HOURS:
        step = f"Medicare, {hours} hours in hospital, under eight: the initial visit alone, no discharge."
        return "Initial visit", tables["initial"], (step,)
    return f"{kind.replace('_', ' ').capitalize()} visit", tables[kind], ()


def _checked(kind: str) -> None:
    if kind not in get_args(HospitalKind):
        raise ValueError(f"kind is {kind!r}; expected one of {', '.join(get_args(HospitalKind))}")


def hospital_visit_level(
    kind: HospitalKind,
    problems: str,
    data: str | DataReviewed,
    risk: str,
    hours: Decimal | None = None,
    payer: CoverageKind = "commercial",
) -> LevelAnswer:
    """The code that two of the three elements meet or exceed; `hours` is the length of a same-day stay.

    A discharge day has no level: its code follows from minutes. Raises ValueError for a word that is none.
    """
    _checked(kind)
    if kind == "discharge":
        raise ValueError("a discharge day is coded by its minutes, not by medical decision making")
    what, levels, first = _levels(kind, hours, payer)
    decision = decision_level(problems, data, risk)
    code = str(levels[decision.level]["code"])
    steps = (*first, *decision.steps, f"{what}, {decision.level}: {code}.")
    answer = LevelAnswer(code, decision.level, steps)
    return answer if not first else LevelAnswer(code, decision.level, steps, answer.cites + _SAME_DAY_CITES)


def hospital_visit_by_time(
    kind: HospitalKind, minutes: int, hours: Decimal | None = None, payer: CoverageKind = "commercial"
) -> LevelAnswer:
    """The code that the physician's total minutes on the date reach; for a discharge, 30 or less against more.

    Raises NotSettled where the time reaches no code, ValueError for another kind or minutes below 0.
    """
    _checked(kind)
    if kind == "discharge":
        return _discharge(minutes)
    what, levels, first = _levels(kind, hours, payer)
    answer = level_by_minutes(what, levels, minutes)
    cites = answer.cites + (_SAME_DAY_CITES if first else "")
    return LevelAnswer(answer.code, answer.level, (*first, *answer.steps), cites)


def _discharge(minutes: int) -> LevelAnswer:
    if minutes < 1:
        raise ValueError(f"minutes is {minutes}; expected 1 or more")
    long = minutes > _LONGEST_SHORT_DISCHARGE
    code, level = ("99239", "more than 30 minutes") if long else ("99238", "30 minutes or less")
    steps = (f"Discharge day, {counted(minutes, 'minute')}: {level}: {code}.",)
    return LevelAnswer(code, level, steps, _DISCHARGE_CITES)
