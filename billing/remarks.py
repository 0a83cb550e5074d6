"""The remarks that stand on a whole claim (835 loop 2100, MOA): appeal rights, crossover, corrections, QMB.

Codes are those of the remittance remark code list; meanings in our own words in data/rarc.csv.
"""

from __future__ import annotations

from collections.abc import Mapping

from billing.models import AdjudicatedLine
from billing.payer_rules import Denial, PayerView
from billing.payer_rules.view import UNPROCESSABLE
from billing.shares import Shares, qualified

APPEAL_RIGHTS = "MA01"
CORRECTED = "MA67"
SENT_TO_MEDICAID = "MA07"
SENT_TO_SUPPLEMENT = "MA18"
SENT_TO_SEVERAL = "N89"
QUALIFIED: Mapping[str, str] = {"1": "N781", "2": "N782", "3": "N783"}
"""By the CARC of the share that a Qualified Medicare Beneficiary does not owe."""
MOST = 5
"""Remark codes that MOA holds."""


def claim_remarks(
    view: PayerView,
    lines: tuple[AdjudicatedLine, ...],
    denied: Mapping[int, Denial],
    crossed: tuple[str, ...],
    shares: Shares,
    corrects: bool,
) -> tuple[str, ...]:
    """The remarks of one answer, in the order in which a payer gives them. `corrects`: it replaces an earlier one."""
    found: list[str] = []
    if view.coverage.kind == "medicare" and any(line.denied for line in lines):
        found.append(UNPROCESSABLE if any(one.unprocessable for one in denied.values()) else APPEAL_RIGHTS)
    if corrects:
        found.append(CORRECTED)
    found += _crossed(view, crossed)
    if qualified(view):
        found += [QUALIFIED[carc] for carc in sorted(shares.kinds)]
    return tuple(found)[:MOST]


def _crossed(view: PayerView, crossed: tuple[str, ...]) -> list[str]:
    kinds = {one.kind for one in view.encounter.coverage if one.payer_id in crossed}
    if not crossed:
        return []
    if "medicaid" not in kinds:
        first = SENT_TO_SUPPLEMENT
        return [first] if len(crossed) == 1 else [first, SENT_TO_SEVERAL]
    return [SENT_TO_MEDICAID] if len(crossed) == 1 else [SENT_TO_SUPPLEMENT, SENT_TO_MEDICAID, SENT_TO_SEVERAL]
