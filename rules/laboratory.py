"""QW: on tests with kits that are waived under CLIA, not on those that are waived by their code alone.

Source: CMS Claims Processing Manual, ch. 16, 70.8; CMS list of waived tests (`rules/tables/waived_tests.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.coded_claim import CodedClaim
from rules.models import RuleMessage
from rules.tables import table

_CITES = "CMS Claims Processing Manual, ch. 16, 70.8; CMS list of tests waived under CLIA"
_OFFICES = frozenset({"11", "12", "13", "17", "20", "49", "50", "71", "72"})


def check_laboratory(claim: CodedClaim) -> Iterator[RuleMessage]:
    """QW where it does not belong, and a reminder where a waived kit may have been used."""
    rows = table("waived_tests")
    for line in claim.lines:
        if line.kind != "laboratory" or line.entry is None:
            continue
        if "QW" in line.marks and line.code in rows["without_qw"]:
            text = f"{line.code} is waived by its code alone and takes no QW."
            yield line.says("line.waived_test", claim.firmly(), text, _CITES)
        elif "QW" in line.marks and line.code not in rows["with_qw"]:
            text = f"{line.code} is not among the waived tests of the table: QW only where CMS lists the kit."
            yield line.says("line.waived_test", "warning", text, _CITES)
        elif _may_need_qw(claim, line.marks) and line.code in rows["with_qw"]:
            text = f"{line.code} takes QW where it is done under a certificate of waiver."
            yield line.says("line.waived_test", "info", text, _CITES)


def _may_need_qw(claim: CodedClaim, marks: frozenset[str]) -> bool:
    return claim.encounter.place_of_service in _OFFICES and not marks & {"QW", "90"}
