"""Procedure codes that name the patient's age, or a part that one sex has.

Source: the ages that stand in the codes' own descriptions, in `rules/tables/code_ages.yaml`; CMS Claims Processing
Manual, ch. 32, 240 (KX where sex and procedure disagree).
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.coded_claim import CodedClaim
from rules.models import RuleMessage
from rules.procedure_kinds import within
from rules.tables import table

_SEX = "CMS Claims Processing Manual, ch. 32, 240"


def check_ages(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Codes for another age, and codes for a part of the other sex."""
    rows, age, sex = table("code_ages"), claim.encounter.age, claim.encounter.sex
    for line in claim.lines:
        limits = rows["ages"].get(line.code)
        if limits is not None and not limits[0] <= age <= limits[1]:
            span = f"from {limits[0]} to {limits[1]} years" if limits[1] < 200 else f"from {limits[0]} years"
            text = f"{line.code} is for patients {span}; the patient is {age}."
            yield line.says("line.age", "error", text, f"The age that {line.code} names in its description")
        other = {"F": "male_only", "M": "female_only"}.get(sex, "")
        if other and within(line.code, rows[other]) and "KX" not in line.marks:
            text = f"{line.code} is for a part that the recorded sex does not have; KX where it is right all the same."
            yield line.says("line.sex", "warning", text, _SEX)
