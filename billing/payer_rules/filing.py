"""Denials for lateness: a first claim counted from the service, a correction from the payer's first answer."""

from __future__ import annotations

import datetime

from billing.payer_rules.view import ClaimReason, Denial, PayerView


def _late(view: PayerView) -> Denial | None:
    served = view.sheet.serviced
    if served is None:
        return None
    if view.is_correction:
        start = view.answered[0].paid_on or view.paid_on
        days, clause = view.contract.corrected_days, "3.2"
    else:
        start, days, clause = served, view.contract.timely_filing_days, "3.1"
    limit = start + datetime.timedelta(days=days)
    if view.received > limit:
        return Denial("CO", "29", (), f"Arrived on {view.received}; the limit was {limit} (clause {clause}).")
    return None


CLAIM_REASONS: tuple[ClaimReason, ...] = (_late,)
