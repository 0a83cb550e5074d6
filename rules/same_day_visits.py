"""Two visits on one day by one physician: taken together unless a modifier says that the second is another matter.

Source: CMS Claims Processing Manual, ch. 12, 30.6.7.B, 30.6.9, 30.6.1.1; the table `rules/tables/visit_status.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import RuleMessage
from rules.procedure_kinds import within
from rules.tables import table

_PREVENTIVE = "CPT preventive medicine guidelines; CMS Claims Processing Manual, ch. 12, 30.6.1.1; ch. 18, 140"
_COMPLEXITY = "CMS physician fee schedule final rules for 2024 and 2025 (G2211 beside modifier 25)"


def check_same_day_visits(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Several visits of one kind, a visit beside an admission, a problem beside a preventive visit, G2211 beside 25."""
    visits = [line for line in claim.lines if line.kind == "visit" and line.entry is not None]
    if len(visits) < 2:
        return
    rows = table("visit_status")
    for row in rows["one_a_day"]:
        of_kind = [line for line in visits if within(line.code, row["visits"])]
        if len(of_kind) > 1 and not any(line.marks.intersection(row["apart"]) for line in of_kind):
            text = f"{_codes(of_kind)}: {row['what']} of one day by one physician are taken together into one."
            yield of_kind[-1].says("line.second_visit", "warning", text, row["cites"])
    yield from _admission(visits, rows["into_admission"])
    yield from _problem(claim, visits)
    yield from _complexity(claim, visits)


def _codes(lines: list[ClaimLine]) -> str:
    return " and ".join(line.code for line in lines)


def _admission(visits: list[ClaimLine], row: Mapping[str, Any]) -> Iterator[RuleMessage]:
    admission = next((line for line in visits if within(line.code, row["admission"])), None)
    for line in visits:
        if admission and within(line.code, row["taken_in"]) and not line.marks.intersection(row["apart"]):
            text = f"The admitting physician's {line.code} of the same day is part of {admission.code}."
            yield line.says("line.second_visit", "warning", text, row["cites"])


def _problem(claim: CodedClaim, visits: list[ClaimLine]) -> Iterator[RuleMessage]:
    """25 on the problem visit; where an NCCI edit pairs the two, that edit speaks."""
    rows = table("visit_status")
    preventive = next((line for line in visits if within(line.code, rows["preventive"])), None)
    for line in visits:
        if preventive is None or not within(line.code, rows["problem"]) or line.marks & {"25", "24", "57"}:
            continue
        if claim.reference.ncci_pair(preventive.code, line.code) is None:
            text = f"{line.code} on the day of {preventive.code}: 25 says that it was significant and separate."
            yield line.says("line.separate_visit", "error", text, _PREVENTIVE)


def _complexity(claim: CodedClaim, visits: list[ClaimLine]) -> Iterator[RuleMessage]:
    """G2211 is not paid where its visit carries 25 for a procedure of the day."""
    extra = next((line for line in visits if line.code == "G2211"), None)
    marked = any("25" in line.marks and within(line.code, table("visit_status")["problem"]) for line in visits)
    if extra is not None and marked and any(line.is_procedure for line in claim.lines):
        text = "G2211 is not paid where the visit carries 25 beside a procedure."
        yield extra.says("line.complexity_beside_25", claim.firmly(), text, _COMPLEXITY)
