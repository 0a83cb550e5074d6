"""Anesthesia: time units from minutes, units of physical status and circumstances, and who performed it.

Sources: CMS Claims Processing Manual ch. 12, 50 (time in quarter hours to one tenth, base units) and 140 (CRNA); CPT
anesthesia guidelines. Base units are told by the asker where they are known; this table holds none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from data.models import CoverageKind
from rules.service_lines import FOLLOW_MEDICARE, counted
from rules.tables import table

_UNIT_MINUTES, _TENTH = Decimal(15), Decimal("0.1")
_AGE_CODE, _OLDEST_YOUNG, _YOUNGEST_OLD = "99100", 0, 71
_FIRST, _LAST = "00100", "01999"
_CITES = "CMS Claims Processing Manual, ch. 12, 50 and 140; CPT anesthesia guidelines"


@dataclass(frozen=True)
class AnesthesiaAnswer:
    """Minutes for the claim, units for the payment and modifiers; `total_units` is None without base units."""

    code: str
    minutes: int
    time_units: Decimal
    base_units: int | None
    status_units: int
    circumstances: tuple[str, ...]
    circumstance_units: int
    modifiers: tuple[str, ...]
    share: Decimal | None
    """Part of the allowed amount that Medicare pays for this performer."""
    steps: tuple[str, ...]
    cites: str = _CITES

    @property
    def total_units(self) -> Decimal | None:
        """Base, time, physical status and circumstances together."""
        if self.base_units is None:
            return None
        return self.base_units + self.time_units + self.status_units + self.circumstance_units


def performer_modifier(performer: str) -> str:
    """The modifier of a performer, told in words or as the modifier. Raises ValueError naming the words known."""
    held = table("anesthesia")["performers"]
    words = " ".join(performer.lower().replace("_", " ").replace("-", " ").split())
    for modifier, row in held.items():
        if words == modifier.lower() or words in row["names"]:
            return str(modifier)
    expected = ", ".join(f"{row['names'][0]} ({modifier})" for modifier, row in held.items())
    raise ValueError(f"performer is {performer!r}; expected one of {expected}")


def _status(status: str) -> str:
    found = status.strip().upper()
    found = found if found.startswith("P") else f"P{found}"
    if found not in table("anesthesia")["physical_status"]:
        raise ValueError(f"status is {status!r}; expected P1 to P6")
    return found


def _circumstances(code: str, age: int, told: Sequence[str]) -> tuple[str, ...]:
    held = table("anesthesia")
    for one in told:
        if one not in held["circumstances"]:
            raise ValueError(f"circumstance {one!r}; expected one of {', '.join(held['circumstances'])}")
    aged = age <= _OLDEST_YOUNG or age >= _YOUNGEST_OLD
    by_age = (_AGE_CODE,) if aged and code not in held["age_in_code"].split() else ()
    return tuple(dict.fromkeys((*by_age, *(one for one in told if one != _AGE_CODE))))


def anesthesia(
    code: str,
    minutes: int,
    status: str,
    age: int,
    payer: CoverageKind,
    performer: str,
    monitored: bool = False,
    base_units: int | None = None,
    circumstances: Sequence[str] = (),
) -> AnesthesiaAnswer:
    """Units and modifiers of one anesthesia; `monitored` is monitored anesthesia care, `age` in completed years.

    Time units are minutes / 15 to one tenth. Medicare pays neither physical status nor circumstances. Raises ValueError
    for another code, status or performer, and for numbers below 0 (minutes: 1).
    """
    if not (len(code) == len(_FIRST) and code.isdigit() and _FIRST <= code <= _LAST):
        raise ValueError(f"{code} is no anesthesia code; expected {_FIRST} to {_LAST}")
    if minutes < 1 or age < 0 or (base_units is not None and base_units < 0):
        raise ValueError("minutes must be 1 or more, age and base units 0 or more")
    held, physical, who = table("anesthesia"), _status(status), performer_modifier(performer)
    time = (minutes / _UNIT_MINUTES).quantize(_TENTH, ROUND_HALF_UP)
    steps = [f"{counted(minutes, 'minute')} / 15 = {time} time units."]
    by_medicare = payer in FOLLOW_MEDICARE
    status_units = 0 if by_medicare else int(held["physical_status"][physical])
    found = _circumstances(code, age, circumstances)
    extra = 0 if by_medicare else sum(int(held["circumstances"][one]) for one in found)
    steps.append(
        f"{physical}: Medicare pays nothing for physical status."
        if by_medicare
        else f"{physical}: {counted(status_units, 'unit')}."
    )
    if found:
        paid = "Medicare pays nothing for it" if by_medicare else counted(extra, "unit")
        steps.append(f"Circumstances {', '.join(found)} (age {age}): {paid}.")
    steps.append(f"{held['performers'][who]['words'][:1].upper()}{held['performers'][who]['words'][1:]}: {who}.")
    if monitored:
        steps.append("Monitored anesthesia care: QS, after the performer's modifier.")
    if base_units is None:
        steps.append("Base units of this code are not at hand: no total.")
    else:
        total = base_units + time + status_units + extra
        steps.append(f"Base {base_units} + time {time} + status {status_units} + circumstances {extra} = {total}.")
    share = held["performers"][who].get("share")
    return AnesthesiaAnswer(
        code=code,
        minutes=minutes,
        time_units=time,
        base_units=base_units,
        status_units=status_units,
        circumstances=() if by_medicare else found,
        circumstance_units=extra,
        modifiers=(who, *(("QS",) if monitored else ()), physical),
        share=Decimal(share) if share else None,
        steps=tuple(steps),
    )
