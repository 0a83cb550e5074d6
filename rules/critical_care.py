"""Critical care by the minutes of one date; by the day, not by time, for inpatients under six years.

Sources: CPT critical care guidelines (our wording); CMS Claims Processing Manual ch. 12, 30.6.12 (Medicare pays the
further half hour only when it is complete, from 104 minutes).
"""

from __future__ import annotations

from data.models import CoverageKind
from rules.service_lines import FOLLOW_MEDICARE, NotSettled, ServiceAnswer, ServiceLine, counted

_FIRST, _ADD_ON = "99291", "99292"
_LEAST, _STEP = 30, 30
_ADD_ON_FROM_CPT, _ADD_ON_FROM_MEDICARE = 75, 104
_SIX_YEARS, _TWO_YEARS, _NEONATE_DAYS = 6, 2, 28
_CPT_CITES = "CPT critical care guidelines"
_MEDICARE_CITES = "CPT critical care guidelines; CMS Claims Processing Manual, ch. 12, 30.6.12"
_DAILY_CITES = "CPT inpatient neonatal and pediatric critical care"


def critical_care(
    minutes: int,
    age: int,
    payer: CoverageKind,
    inpatient: bool | None = None,
    first_day: bool | None = None,
    age_days: int | None = None,
) -> ServiceAnswer:
    """Codes for critical care of one date; no line where the time makes none (another visit is reported instead).

    Under six years an inpatient has a code a day by age (`age_days` for a newborn, `first_day` of the care); elsewhere
    minutes count. Raises NotSettled where that is needed and not told, ValueError for a number below 0.
    """
    if minutes < 0 or age < 0:
        raise ValueError("minutes and age are 0 or more")
    if age < _SIX_YEARS and inpatient is None:
        raise NotSettled(
            f"age {age} is under 6: an inpatient has one code a day (99468 to 99476), elsewhere minutes count; "
            "whether the patient is an inpatient is not told"
        )
    if age < _SIX_YEARS and inpatient:
        return _by_the_day(age, first_day, age_days)
    by_medicare = payer in FOLLOW_MEDICARE
    cites = _MEDICARE_CITES if by_medicare else _CPT_CITES
    if minutes < _LEAST:
        step = f"{counted(minutes, 'minute')} are under {_LEAST}: no critical care code; report another visit."
        return ServiceAnswer((), (step,), cites)
    steps = [f"{counted(minutes, 'minute')}, at least {_LEAST}: {_FIRST}."]
    limit = _ADD_ON_FROM_MEDICARE if by_medicare else _ADD_ON_FROM_CPT
    whose = "Medicare" if by_medicare else "CPT"
    if minutes < limit:
        steps.append(f"{whose}: {_ADD_ON} from {limit} minutes; {minutes} are under it.")
        return ServiceAnswer((ServiceLine(_FIRST),), tuple(steps), cites)
    units = (minutes - limit) // _STEP + 1
    whole = f"({minutes} - {limit}) / {_STEP} = {(minutes - limit) // _STEP} whole, and the first"
    steps.append(f"{whose}: {_ADD_ON} from {limit} minutes, then each {_STEP}: {whole}: {_ADD_ON} x {units}.")
    return ServiceAnswer((ServiceLine(_FIRST), ServiceLine(_ADD_ON, units)), tuple(steps), cites)


def _by_the_day(age: int, first_day: bool | None, age_days: int | None) -> ServiceAnswer:
    if first_day is None:
        raise NotSettled("an inpatient under 6: whether it is the first day of critical care is not told")
    if age == 0 and age_days is None:
        raise NotSettled("an inpatient under one year: the age in days (28 or less, or more) is not told")
    if age == 0 and age_days is not None and age_days <= _NEONATE_DAYS:
        codes, group = ("99468", "99469"), "28 days or less"
    elif age < _TWO_YEARS:
        codes, group = ("99471", "99472"), "29 days to 24 months"
    else:
        codes, group = ("99475", "99476"), "2 to 5 years"
    code = codes[0 if first_day else 1]
    day = "first day" if first_day else "later day"
    steps = (f"Inpatient of {group}, {day}: {code}, once a day whatever the minutes.",)
    return ServiceAnswer((ServiceLine(code),), steps, _DAILY_CITES)
