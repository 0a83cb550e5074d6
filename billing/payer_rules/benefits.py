"""Denials of services that the plan does not cover, or not for a person of this age or sex."""

from __future__ import annotations

from billing.edits import ReadLine
from billing.payer_rules.view import Denial, LineReason, PayerView
from billing.screening import is_routine_physical

_PREVENTIVE_AGES = {
    "99381": (0, 0), "99382": (1, 4), "99383": (5, 11), "99384": (12, 17), "99385": (18, 39), "99386": (40, 64),
    "99387": (65, 200), "99391": (0, 0), "99392": (1, 4), "99393": (5, 11), "99394": (12, 17), "99395": (18, 39),
    "99396": (40, 64), "99397": (65, 200),
}  # fmt: skip
"""CPT preventive medicine services: completed years, both ends included."""


def _age(view: PayerView, line: ReadLine) -> Denial | None:
    age = view.encounter.patient.age
    low, high = _PREVENTIVE_AGES.get(line.code, (0, 200))
    if not low <= age <= high:
        return Denial("CO", "6", (), f"{line.code} is for ages {low} to {high}; the patient is {age} (clause 7.7).")
    childs = next((code for code in line.diagnoses if code.startswith(("P", "Z00.11", "Z00.12")) and age > 17), "")
    pregnant = next((code for code in line.diagnoses if code.startswith("O") and not 9 <= age <= 64), "")
    if childs or pregnant:
        return Denial("CO", "9", (), f"Diagnosis {childs or pregnant} is not one of the age {age} (clause 7.7).")
    return None


def _sex(view: PayerView, line: ReadLine) -> Denial | None:
    pregnant = next((code for code in line.diagnoses if code.startswith(("O", "Z34", "Z3A"))), "")
    if pregnant and view.encounter.patient.sex == "M":
        return Denial("CO", "10", (), f"Diagnosis {pregnant} does not fit the patient's sex (clause 7.7).")
    return None


def _not_a_benefit(view: PayerView, line: ReadLine) -> Denial | None:
    if view.coverage.kind == "medicare" and is_routine_physical(line.code):
        return Denial("PR", "96", ("N425",), "Medicare does not cover routine physical examinations (clause 5.2).")
    return None


LINE_REASONS: tuple[LineReason, ...] = (_age, _sex, _not_a_benefit)
