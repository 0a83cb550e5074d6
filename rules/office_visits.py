"""The level of an office visit, from its medical decision making or from the total time on its date.

Sources: CPT E/M guidelines 2024 to 2026 (our wording); codes and minutes stand in `rules/tables/visit_levels.yaml`. The
visit that may not need a physician (99211) has no level of decision making and no time, and is never the answer here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from rules.medical_decision_making import TIME_CITES, DataReviewed, LevelAnswer, decision_level
from rules.service_lines import NotSettled, counted
from rules.tables import table

Status = Literal["new", "established"]


def _levels(status: str) -> Mapping[str, Any]:
    levels: Mapping[str, Mapping[str, Any]] = table("visit_levels")["office"]
    if status not in levels:
        raise ValueError(f"status is {status!r}; expected new or established")
    return levels[status]


def office_visit_level(status: Status, problems: str, data: str | DataReviewed, risk: str) -> LevelAnswer:
    """The code that two of the three elements meet or exceed.

    Elements are `minimal` (or `straightforward`), `low`, `moderate`, `high`; data may be counted. Raises ValueError for
    another word.
    """
    levels = _levels(status)
    decision = decision_level(problems, data, risk)
    code = str(levels[decision.level]["code"])
    steps = (*decision.steps, f"{status.capitalize()} patient, {decision.level}: {code}.")
    return LevelAnswer(code, decision.level, steps)


def level_by_minutes(what: str, levels: Mapping[str, Any], minutes: int) -> LevelAnswer:
    """The highest level of a table whose least minutes are reached. Raises NotSettled below the first."""
    if minutes < 0:
        raise ValueError(f"minutes is {minutes}; expected 0 or more")
    reached = [name for name, row in levels.items() if minutes >= row["minutes"]]
    if not reached:
        first = next(iter(levels.values()))
        raise NotSettled(
            f"{counted(minutes, 'minute')} do not reach the {first['minutes']} of {first['code']}; "
            "by time there is no code, the level follows from medical decision making"
        )
    level = reached[-1]
    above = [row for row in levels.values() if row["minutes"] > levels[level]["minutes"]]
    code = str(levels[level]["code"])
    limit = f", less than the {above[0]['minutes']} of {above[0]['code']}" if above else ""
    steps = (
        f"Total time on the date of the encounter: {counted(minutes, 'minute')}.",
        f"{what}: at least the {levels[level]['minutes']} of {code}{limit}: {code}.",
    )
    return LevelAnswer(code, level, steps, TIME_CITES)


def office_visit_by_time(status: Status, minutes: int) -> LevelAnswer:
    """The code whose minimum time the physician's total time on the date reaches; `minutes` without staff's time.

    Raises NotSettled where the time reaches no code, ValueError for another status or minutes below 0.
    """
    return level_by_minutes(f"{status.capitalize()} patient", _levels(status), minutes)
