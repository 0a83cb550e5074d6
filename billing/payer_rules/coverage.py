"""Denials for want of coverage: not begun, ended, or the trouble belongs to the payer of an accident."""

from __future__ import annotations

from billing.payer_rules.view import ClaimReason, Denial, PayerView


def _not_covered(view: PayerView) -> Denial | None:
    served, coverage = view.sheet.serviced, view.coverage
    if served and served < coverage.effective_from:
        return Denial("PR", "26", (), f"Coverage began on {coverage.effective_from} (clause 2.1).")
    if view.file.mistake("eligibility_stale"):
        return Denial("PR", "27", (), "The file has an end of coverage before the date of service (clause 2.1).")
    if served and coverage.effective_to and served > coverage.effective_to:
        return Denial("PR", "27", (), f"Coverage ended on {coverage.effective_to} (clause 2.1).")
    if served and view.file.ended_on and served > view.file.ended_on:
        return Denial("PR", "27", (), f"Coverage was ended back to {view.file.ended_on} (clause 2.1).")
    return None


def _accident(view: PayerView) -> Denial | None:
    work, auto = (view.sheet.item(key).lower() == "yes" for key in ("10a", "10b"))
    if view.coverage.kind == "workers_comp":
        return None if work else Denial("CO", "P4", (), "Item 10a does not say that it happened at work (clause 2.2).")
    if view.secondary or view.file.accident_cleared:
        return None
    if work:
        return Denial("CO", "19", (), "Item 10a says it happened at work: workers' compensation pays (clause 2.2).")
    if auto:
        return Denial("CO", "20", (), "Item 10b says auto accident: the auto insurer pays first (clause 2.2).")
    return None


CLAIM_REASONS: tuple[ClaimReason, ...] = (_not_covered, _accident)
