"""Denials for want of an authorization or a referral that the contract asks for before the service is given."""

from __future__ import annotations

from billing.edits import ReadLine
from billing.payer_file import AuthorizationOnFile
from billing.payer_rules.view import ClaimReason, Denial, LineReason, PayerView
from billing.values import same_value


def _authorization(view: PayerView, line: ReadLine) -> Denial | None:
    if line.code not in view.contract.requires_authorization or view.secondary:
        return None
    if view.file.mistake("authorization_ignored", line.code):
        return Denial("CO", "197", (), f"{line.code} needs an authorization; none is linked to the claim (clause 6.1).")
    given = view.sheet.item("23")
    if view.file.authorizations is not None:
        return _by_file(view, line, given, view.file.authorizations)
    if given and same_value("23", given, view.coverage.authorization):
        return None
    return Denial("CO", "197", (), f"{line.code} needs an authorization, and item 23 has none that fits (clause 6.1).")


def _by_file(view: PayerView, line: ReadLine, given: str, on_file: tuple[AuthorizationOnFile, ...]) -> Denial | None:
    """The number on the claim held against the payer's list of authorizations."""
    found = next((one for one in on_file if given and same_value("23", given, one.number)), None)
    if found is None:
        return Denial(
            "CO", "197", (), f"{line.code} needs an authorization, and item 23 names none on file (clause 6.1)."
        )
    if line.code not in found.codes:
        why = f"Authorization {found.number} is for {', '.join(found.codes)}, not for {line.code} (clause 6.1)."
        return Denial("CO", "284", (), why)
    if found.npi and found.npi != line.npi:
        why = f"Authorization {found.number} was given to another provider, NPI {found.npi} (clause 6.1)."
        return Denial("CO", "296", (), why)
    if line.date and not found.first_day <= line.date <= found.last_day:
        why = f"Authorization {found.number} runs from {found.first_day} to {found.last_day} (clause 6.1)."
        return Denial("CO", "198", ("N351",), why)
    used = _units_used(view, line, found)
    if found.units is not None and used + (line.units or 1) > found.units:
        why = f"Authorization {found.number} is for {found.units} units, of which {used} were paid (clause 6.1)."
        return Denial("CO", "198", ("N54",), why)
    return None


def _units_used(view: PayerView, line: ReadLine, found: AuthorizationOnFile) -> int:
    """Units of an authorization that earlier claims of the practice have used up."""
    return sum(
        one.units
        for one in view.file.history
        if one.own_practice and one.code == line.code and found.first_day <= one.date <= found.last_day
    )


def _referral(view: PayerView) -> Denial | None:
    """A plan with a primary care physician asks for a referral; a file that holds None asks for none here."""
    if not view.contract.requires_referral or view.file.referrals is None or view.secondary:
        return None
    served = view.sheet.serviced
    for one in view.file.referrals:
        if served and one.first_day <= served <= one.last_day and one.used < one.visits:
            return None
    in_force = [one for one in view.file.referrals if served and one.first_day <= served <= one.last_day]
    if in_force:
        one = in_force[0]
        why = f"Referral {one.number} was for {one.visits} visits, all used before (clause 6.3)."
        return Denial("CO", "287", (), why)
    return Denial("CO", "288", (), "No referral covers this day (clause 6.3).")


def _network(view: PayerView) -> Denial | None:
    if view.file.out_of_network and view.coverage.kind in ("hmo", "medicaid"):
        return Denial("CO", "242", (), "The plan covers care outside its network only when authorized (clause 6.3).")
    return None


CLAIM_REASONS: tuple[ClaimReason, ...] = (_network, _referral)
LINE_REASONS: tuple[LineReason, ...] = (_authorization,)
