"""Drug lines: JW and JZ for Medicare's single-dose containers, and drugs that a hospital supplied.

Source: CMS Claims Processing Manual, ch. 17, 40 and 40.1 (JW since 2017, JZ since July 2023; discarded drug on a line
of its own); Medicare Benefit Policy Manual, ch. 15, 50.3 (drugs incident to a physician). Which drugs come in
single-dose containers only stands in `rules/tables/single_dose_drugs.yaml`; of others nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.coded_claim import ClaimLine, CodedClaim
from rules.components import HOSPITAL
from rules.models import RuleMessage
from rules.tables import table

_WASTE = "CMS Claims Processing Manual, ch. 17, 40"
_SUPPLIED = "CMS Medicare Benefit Policy Manual, ch. 15, 50.3; Claims Processing Manual, ch. 17, 20"
_SIGNS = frozenset({"JW", "JZ"})


def check_drug_lines(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Discarded drug without the given one, JW beside JZ, a single-dose drug with neither."""
    drugs = [line for line in claim.lines if line.kind == "drug" and line.entry is not None]
    for line in drugs:
        same = [other for other in drugs if other.code == line.code]
        yield from _waste(line, same)
        if claim.encounter.payer == "medicare":
            yield from _single_dose(line, same)
        if claim.by_medicare_rules and claim.encounter.place_of_service in HOSPITAL:
            text = f"{line.code}: a drug given to a hospital's patient is the hospital's to bill."
            yield line.says("line.incident_to", "warning", text, _SUPPLIED)


def _waste(line: ClaimLine, same: list[ClaimLine]) -> Iterator[RuleMessage]:
    if "JW" not in line.marks:
        return
    others = [other for other in same if other.number != line.number]
    if "JZ" not in line.marks and any("JZ" in other.marks for other in others):
        text = f"JW says that some {line.code} was discarded, JZ on another line that none was."
        yield line.says("line.waste", "error", text, _WASTE)
    elif not any("JW" not in other.marks for other in others):
        text = f"JW is for the discarded {line.code} alone; the amount given stands on a line of its own."
        yield line.says("line.waste_alone", "error", text, _WASTE)


def _single_dose(line: ClaimLine, same: list[ClaimLine]) -> Iterator[RuleMessage]:
    if line.code in table("single_dose_drugs") and not any(_SIGNS & other.marks for other in same):
        text = f"{line.code} comes in single-dose containers: JZ where nothing was discarded, else a line with JW."
        yield line.says("line.waste_missing", "error", text, _WASTE)
