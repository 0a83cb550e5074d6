"""Denials for lateness: a first claim counted from the service, a correction from the payer's first answer."""

from __future__ import annotations

import datetime

from billing.payer_rules.view import ClaimReason, Denial, PayerView


def _late(view: PayerView) -> Denial | None:
    served = view.sheet.serviced
    if served is None:
        return None
    limit, clause = _correction_limit(view) if view.is_correction else _limit(view, served)
    if view.file.filing_excused:
        return None
    if view.file.mistake("receipt_misread"):
        read = limit + datetime.timedelta(days=9)
        why = f"Arrived on {read} by the file; the limit was {limit} (clause {clause})."
        return Denial("CO", "29", _remarks(view), why)
    if view.received > limit:
        why = f"Arrived on {view.received}; the limit was {limit} (clause {clause})."
        return Denial("CO", "29", _remarks(view), why)
    return None


def _remarks(view: PayerView) -> tuple[str, ...]:
    """Medicare: lateness is no initial determination and has no appeal, only exceptions (42 CFR 405.926, 424.44(b))."""
    return ("N211",) if view.coverage.kind == "medicare" else ()


def _correction_limit(view: PayerView) -> tuple[datetime.date, str]:
    start = view.answered[0].paid_on or view.paid_on
    return start + datetime.timedelta(days=view.contract.corrected_days), "3.2"


def _limit(view: PayerView, served: datetime.date) -> tuple[datetime.date, str]:
    """Counted from the service; after another payer from its remittance, where that runs longer."""
    limit = served + datetime.timedelta(days=view.contract.timely_filing_days)
    answered = [payer.paid_on for payer in view.sheet.claim.prior_payers]
    if not answered or not view.contract.secondary_filing_days:
        return limit, "3.1"
    later = max(answered) + datetime.timedelta(days=view.contract.secondary_filing_days)
    return (later, "3.4") if later > limit else (limit, "3.1")


CLAIM_REASONS: tuple[ClaimReason, ...] = (_late,)
