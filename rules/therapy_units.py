"""Minutes of therapy to units: Medicare's 8-minute rule on the total, or the midpoint rule (of eights) on each code.

Sources: CMS Claims Processing Manual ch. 5, 20.2.C (units by total timed minutes, whole quarter hours first, then the
largest remainders); CPT: a unit of time is reached when its midpoint is passed. Codes: `rules/tables/therapy.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, get_args

from rules.service_lines import NotSettled, counted
from rules.tables import table

TherapyMethod = Literal["cms", "midpoint"]
_UNIT, _TO_ROUND = 15, 7
_MOST_CODES = 12
_CMS_CITES = "CMS Claims Processing Manual, ch. 5, 20.2"
_MIDPOINT_CITES = "CPT time rule: a unit is reached when its midpoint is passed"


@dataclass(frozen=True)
class TherapyUnits:
    """Every right answer, units by code in the order asked (0 where none is reached); more than one in a tie."""

    answers: tuple[Mapping[str, int], ...]
    steps: tuple[str, ...]
    cites: str

    @property
    def tie(self) -> bool:
        """Whether more than one answer is right."""
        return len(self.answers) > 1

    @property
    def units(self) -> Mapping[str, int]:
        """The one answer, or the first of several."""
        return self.answers[0]


def therapy_units(minutes: Mapping[str, int], method: TherapyMethod) -> TherapyUnits:
    """Units by code for the minutes of one day and one discipline; untimed codes are one unit each.

    Raises NotSettled for a code that is not known to be timed or untimed, ValueError for minutes below 0, no code or
    another method.
    """
    if method not in get_args(TherapyMethod):
        raise ValueError(f"method is {method!r}; expected one of {', '.join(get_args(TherapyMethod))}")
    if not minutes or any(number < 0 for number in minutes.values()):
        raise ValueError("expected at least one code, and minutes of 0 or more")
    if len(minutes) > _MOST_CODES:
        raise ValueError(f"{len(minutes)} codes in one day; expected at most {_MOST_CODES}")
    timed_codes, untimed_codes = table("therapy")["timed"].split(), table("therapy")["untimed"].split()
    for code in minutes:
        if code not in timed_codes and code not in untimed_codes:
            raise NotSettled(f"whether {code[:20]} counts by time is not at hand")
    untimed = {code: 1 for code in minutes if code in untimed_codes}
    timed = {code: number for code, number in minutes.items() if code in timed_codes}
    steps = [f"{code}: not timed, 1 unit." for code in untimed]
    answers, working = _by_total(timed) if method == "cms" else _by_midpoint(timed)
    merged = tuple({code: {**untimed, **one}[code] for code in minutes} for one in answers)
    return TherapyUnits(merged, (*steps, *working), _CMS_CITES if method == "cms" else _MIDPOINT_CITES)


def _by_midpoint(timed: Mapping[str, int]) -> tuple[list[dict[str, int]], list[str]]:
    units = {code: (number + _TO_ROUND) // _UNIT for code, number in timed.items()}
    steps = [f"{code}: {counted(timed[code], 'minute')}, on its own: {counted(units[code], 'unit')}." for code in timed]
    return [units], steps


def _by_total(timed: Mapping[str, int]) -> tuple[list[dict[str, int]], list[str]]:
    if not timed:
        return [{}], []
    total = sum(timed.values())
    units = (total + _TO_ROUND) // _UNIT
    whole = {code: number // _UNIT for code, number in timed.items()}
    rest = {code: number % _UNIT for code, number in timed.items()}
    steps = [
        f"Timed minutes: {' + '.join(str(number) for number in timed.values())} = {total}: {counted(units, 'unit')}.",
        *(f"{code}: {timed[code]} = {whole[code]} x {_UNIT} + {rest[code]}." for code in timed),
    ]
    left = units - sum(whole.values())
    if left == 0:
        steps.append("The whole quarter hours make all units.")
        return [whole], steps
    last = sorted(rest.values(), reverse=True)[left - 1]
    sure = [code for code in timed if rest[code] > last]
    tied = [code for code in timed if rest[code] == last]
    answers = [
        {code: whole[code] + (code in sure or code in chosen) for code in timed}
        for chosen in combinations(tied, left - len(sure))
    ]
    steps.append(f"{counted(left, 'unit')} left for the largest remainders: {', '.join((*sure, *tied))}.")
    if len(answers) > 1:
        steps.append(f"A tie at {counted(last, 'minute')}: each of {len(answers)} answers is right.")
    return answers, steps
