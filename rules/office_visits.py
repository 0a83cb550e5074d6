"""The level of an office visit from its medical decision making, and the preventive visit by age.

Sources: CPT E/M guidelines (two of three elements meet or exceed the level; our wording); CMS Medicare Benefit
Policy Manual ch. 15, 280.5 (annual wellness visit) and 280.5.1 for Medicare's own preventive visits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.models import CoverageKind

Status = Literal["new", "established"]
LEVELS = ("straightforward", "low", "moderate", "high")
_SAME_AS = {"minimal": "straightforward", "none": "straightforward", "limited": "low", "extensive": "high"}
_CODES = {
    "new": ("99202", "99203", "99204", "99205"),
    "established": ("99212", "99213", "99214", "99215"),
}
_ELEMENTS = ("problems", "data", "risk")


@dataclass(frozen=True)
class LevelAnswer:
    """Code and level of decision making, with the working."""

    code: str
    level: str
    steps: tuple[str, ...]
    cites: str = "CPT E/M guidelines, medical decision making: two of three elements"


def _rank(element: str, value: str) -> int:
    word = _SAME_AS.get(value.strip().lower(), value.strip().lower())
    if word not in LEVELS:
        raise ValueError(f"{element} is {value!r}; expected one of {', '.join(LEVELS)} (or minimal)")
    return LEVELS.index(word)


def office_visit_level(status: Status, problems: str, data: str, risk: str) -> LevelAnswer:
    """The code that two of the three elements meet or exceed.

    Elements are `minimal` (or `straightforward`), `low`, `moderate`, `high`; raises ValueError for another word.
    """
    if status not in _CODES:
        raise ValueError(f"status is {status!r}; expected new or established")
    ranks = [_rank(name, value) for name, value in zip(_ELEMENTS, (problems, data, risk), strict=True)]
    level = sorted(ranks)[1]
    reached = [name for name, rank in zip(_ELEMENTS, ranks, strict=True) if rank >= level]
    code = _CODES[status][level]
    steps = (
        *(f"{name.capitalize()}: {LEVELS[rank]}." for name, rank in zip(_ELEMENTS, ranks, strict=True)),
        f"Two of three reach {LEVELS[level]}: {' and '.join(reached)}.",
        f"{status.capitalize()} patient, {LEVELS[level]}: {code}.",
    )
    return LevelAnswer(code, LEVELS[level], steps)


_PREVENTIVE_FROM_AGE = ((65, 7), (40, 6), (18, 5), (12, 4), (5, 3), (1, 2), (0, 1))
_MEDICARE_VISITS = {"welcome": "G0402", "first": "G0438", "subsequent": "G0439"}


def preventive_visit(age: int, status: str, payer: CoverageKind) -> str:
    """The preventive visit's code by completed years and status (`new`, `established`).

    Medicare has visits of its own: status `welcome` (in the first twelve months of Part B), `first` or `subsequent`
    annual wellness visit. Raises ValueError where the status does not go with the payer, or age is below 0.
    """
    if age < 0:
        raise ValueError(f"age is {age}; expected completed years, 0 or more")
    if payer == "medicare":
        if status not in _MEDICARE_VISITS:
            raise ValueError(f"status is {status!r}; for Medicare expected {', '.join(_MEDICARE_VISITS)}")
        return _MEDICARE_VISITS[status]
    if status not in _CODES:
        raise ValueError(f"status is {status!r}; expected new or established")
    last = next(digit for least, digit in _PREVENTIVE_FROM_AGE if age >= least)
    return f"99{'38' if status == 'new' else '39'}{last}"
