"""Therapy lines: GP, GO or GN for the plan of care, the discipline of an evaluation, assistants' CQ and CO.

Source: CMS Claims Processing Manual, ch. 5, 20 and 20.1; the list stands in `rules/tables/therapy_disciplines.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import RuleMessage
from rules.procedure_kinds import within
from rules.tables import table

_CITES = "CMS Claims Processing Manual, ch. 5, 20.1"
_PLANS = frozenset({"GP", "GO", "GN"})
_ASSISTANTS = {"CQ": "GP", "CO": "GO"}


def check_therapy(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Therapy services without their plan of care, or under another discipline's."""
    rows = table("therapy_disciplines")
    for line in claim.lines:
        if line.entry is None:
            continue
        for assistant, plan in _ASSISTANTS.items():
            if assistant in line.marks and plan not in line.marks:
                text = f"{assistant} goes with {plan}."
                yield line.says(
                    "line.therapy_plan", claim.firmly(), text, "CMS Claims Processing Manual, ch. 5, 20.1.1"
                )
        if line.kind == "therapy":
            yield from _plan(claim, line, rows)


def _plan(claim: CodedClaim, line: ClaimLine, rows: Mapping[str, Any]) -> Iterator[RuleMessage]:
    given = line.marks & _PLANS
    if not given and within(line.code, rows["always"]):
        text = f"{line.code} is therapy under a plan of care: GP, GO or GN."
        yield line.says("line.therapy_plan", claim.firmly("info"), text, _CITES)
    for plan in sorted(given):
        discipline = next((name for name in sorted(_PLANS) if within(line.code, rows[name])), plan)
        if discipline != plan:
            text = f"{line.code} belongs to {discipline}, not {plan}."
            yield line.says("line.therapy_plan", "error", text, _CITES)
