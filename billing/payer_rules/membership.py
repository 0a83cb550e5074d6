"""Denials by what the payer's own file says of the member: who is first, who manages, stays, limits, open questions.

Each reason stands in the file, right or wrong; what the practice knows better it has to show.
"""

from __future__ import annotations

from billing.edits import ReadLine
from billing.payer_rules.view import ClaimReason, Denial, LineReason, PayerView

HOSPICE_MODIFIERS = frozenset({"GV", "GW"})
"""GV: attending physician, not employed by the hospice; GW: not related to the terminal illness."""


def _died_before(view: PayerView) -> Denial | None:
    served, died = view.sheet.serviced, view.file.died_on
    if served and died and served > died:
        return Denial("CO", "13", (), f"The file has a date of death of {died} (clause 2.1).")
    return None


def _managed_elsewhere(view: PayerView) -> Denial | None:
    served, file = view.sheet.serviced, view.file
    if served and file.managed_by and file.managed_from and served >= file.managed_from:
        why = f"{file.managed_by} has covered this member since {file.managed_from} (clause 2.1)."
        return Denial("CO", "109", ("N418",), why)
    return None


def _not_eligible(view: PayerView) -> Denial | None:
    reason, again = view.file.not_eligible_reason, view.file.eligible_again
    if again and view.received >= again:
        return None
    if reason == "spenddown":
        return Denial("PR", "178", (), "The month's spend-down was not met on the date of service (clause 2.1).")
    if reason:
        return Denial("PR", "177", (), f"Not eligible in the month of service: {reason} (clause 2.1).")
    return None


def _no_dependent(view: PayerView) -> Denial | None:
    if view.file.not_dependent:
        return Denial("PR", "32", (), "The patient is not among the dependents on this policy (clause 2.1).")
    return None


def _other_payer_first(view: PayerView) -> Denial | None:
    if view.file.other_payer and not view.secondary:
        why = f"{view.file.other_payer} is first in the file; its remittance did not come (clause 2.3)."
        return Denial("CO", "22", (), why)
    return None


def _question_open(view: PayerView) -> Denial | None:
    if view.file.cob_due:
        return Denial("PR", "227", ("N197",), "The member has not answered about other insurance (clause 2.3).")
    if view.file.accident_due:
        return Denial("PR", "227", ("N179",), "The member has not answered about the accident (clause 2.2).")
    return None


def _hospice(view: PayerView, line: ReadLine) -> Denial | None:
    stays = [one for one in view.file.stays if one.kind == "hospice" and line.date and one.covers(line.date)]
    if stays and not HOSPICE_MODIFIERS & set(line.modifiers):
        return Denial("CO", "B9", (), "The member has elected hospice, and neither GV nor GW stands here (clause 2.2).")
    return None


def _facility_stay(view: PayerView, line: ReadLine) -> Denial | None:
    """Therapy during a covered nursing stay is the facility's to bill (42 CFR 411.15(p))."""
    stays = [one for one in view.file.stays if one.kind == "skilled_nursing" and line.date and one.covers(line.date)]
    if stays and "97000" <= line.code <= "97799":
        return Denial(
            "CO", "190", ("N106",), f"The member was in {stays[0].facility or 'a nursing stay'} (clause 2.2)."
        )
    return None


def _limit_reached(view: PayerView, line: ReadLine) -> Denial | None:
    limit = view.file.visit_limit
    if limit is not None and view.file.visits_used >= limit and line.charge:
        return Denial("PR", "119", (), f"{limit} visits a year are covered and were used before (clause 5.1).")
    return None


def _excluded(view: PayerView, line: ReadLine) -> Denial | None:
    if line.code in view.file.excluded:
        if not view.file.member_agreed:
            why = f"{line.code} is no benefit of this member's plan, and the member did not agree to pay (clause 2.4)."
            return Denial("CO", "204", (), why)
        return Denial("PR", "204", (), f"{line.code} is no benefit of this member's plan (clause 5.1).")
    return None


CLAIM_REASONS: tuple[ClaimReason, ...] = (
    _died_before,
    _managed_elsewhere,
    _no_dependent,
    _not_eligible,
    _other_payer_first,
    _question_open,
)
LINE_REASONS: tuple[LineReason, ...] = (_hospice, _facility_stay, _limit_reached, _excluded)
