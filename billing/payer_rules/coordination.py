"""Denials on claims after another payer: where the first one's own rules were not kept, the second pays nothing."""

from __future__ import annotations

from billing.edits import ReadLine
from billing.payer_rules.view import Denial, LineReason, PayerView

PLAN_RULES = frozenset({"15", "29", "197", "198", "242", "243", "288"})
"""CARCs by which the first payer says that its rules were not kept: no authorization, no referral, too late."""


def _first_payers_rules(view: PayerView, line: ReadLine) -> Denial | None:
    said = (one for payer in view.sheet.claim.prior_payers for one in payer.lines if one.number == line.number)
    for payment in said:
        broken = next((one for one in payment.adjustments if one.group == "CO" and one.carc in PLAN_RULES), None)
        if broken and not payment.paid:
            why = f"The first payer's rules were not kept, CO-{broken.carc}: nothing is owed here (clause 2.3)."
            return Denial("CO", "136", (), why)
    return None


LINE_REASONS: tuple[LineReason, ...] = (_first_payers_rules,)
