"""The preventive visit by age and status, and Medicare's own wellness visits.

Sources: CPT preventive medicine services (our wording); CMS Medicare Benefit Policy Manual ch. 15, 280.5 and Claims
Processing Manual ch. 18, 80 and 140 for G0402, G0438 and G0439.
"""

from __future__ import annotations

from typing import get_args

from data.models import CoverageKind
from rules.medical_decision_making import LevelAnswer
from rules.office_visits import Status
from rules.service_lines import FOLLOW_MEDICARE, NotSettled, counted

_FROM_AGE = ((65, 7), (40, 6), (18, 5), (12, 4), (5, 3), (1, 2), (0, 1))
_CPT_CITES = "CPT preventive medicine services: age and status"
_MEDICARE_CITES = "CMS Claims Processing Manual, ch. 18, 80 and 140"
_MEDICARE_VISITS = {
    "welcome": ("G0402", "the one preventive examination of the first twelve months of Part B"),
    "first": ("G0438", "the first annual wellness visit, after the first twelve months of Part B"),
    "subsequent": ("G0439", "a later annual wellness visit, eleven full months or more after the last"),
}


def preventive_visit_answer(age: int, status: str, payer: CoverageKind) -> LevelAnswer:
    """The preventive visit's code by completed years and status (`new`, `established`), with the working.

    Medicare has visits of its own: status `welcome` (in the first twelve months of Part B), `first` or `subsequent`
    annual wellness visit. Raises NotSettled where Medicare's status is not told, ValueError where the status does not
    go with the payer, or age is below 0.
    """
    if age < 0:
        raise ValueError(f"age is {age}; expected completed years, 0 or more")
    if payer in FOLLOW_MEDICARE and (payer == "medicare" or status in _MEDICARE_VISITS):
        return _medicare_visit(status)
    if status not in get_args(Status):
        raise ValueError(f"status is {status!r}; expected new or established")
    place = next(number for number, (least, _) in enumerate(_FROM_AGE) if age >= least)
    least, digit = _FROM_AGE[place]
    code = f"99{'38' if status == 'new' else '39'}{digit}"
    years = f"{least} and older" if place == 0 else f"{least} to {_FROM_AGE[place - 1][0] - 1}"
    steps = (
        f"{counted(age, 'year')}: the group of age {'under 1' if least == 0 else years}.",
        f"{status.capitalize()} patient: {code}.",
    )
    return LevelAnswer(code, status, steps, _CPT_CITES)


def _medicare_visit(status: str) -> LevelAnswer:
    expected = ", ".join(_MEDICARE_VISITS)
    if status in get_args(Status):
        raise NotSettled(
            f"Medicare does not pay the preventive visits by age; its own visits need one of {expected} as the status"
        )
    if status not in _MEDICARE_VISITS:
        raise ValueError(f"status is {status!r}; for Medicare expected {expected}")
    code, words = _MEDICARE_VISITS[status]
    return LevelAnswer(code, status, (f"Medicare's own visit, whatever the age: {words}: {code}.",), _MEDICARE_CITES)


def preventive_visit(age: int, status: str, payer: CoverageKind) -> str:
    """The code alone; see `preventive_visit_answer`."""
    return preventive_visit_answer(age, status, payer).code
