"""The level of an emergency department visit: medical decision making only, never time.

Source: CPT E/M guidelines 2023 to 2026 (our wording): time is no part of the choice; the lowest visit may not need a
physician. Codes: `rules/tables/visit_levels.yaml`.
"""

from __future__ import annotations

from rules.medical_decision_making import DataReviewed, LevelAnswer, decision_level
from rules.tables import table

_WITHOUT_PHYSICIAN = "99281"


def emergency_visit_level(
    problems: str, data: str | DataReviewed, risk: str, physician_needed: bool = True
) -> LevelAnswer:
    """The code that two of the three elements meet or exceed, new or established alike.

    With `physician_needed` false the visit is the one that has no level. Raises ValueError for a word that is no level.
    """
    decision = decision_level(problems, data, risk)
    if not physician_needed:
        step = f"The visit did not need a physician or other qualified professional: {_WITHOUT_PHYSICIAN}."
        return LevelAnswer(_WITHOUT_PHYSICIAN, "none", (step,))
    code = str(table("visit_levels")["emergency"][decision.level])
    steps = (*decision.steps, f"Emergency visit, {decision.level}: {code}. Time is no part of the choice.")
    return LevelAnswer(code, decision.level, steps)
