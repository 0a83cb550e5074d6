"""The remittance: one payment for several claims, in balance at line, claim and payment."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from billing.models import Adjudication, Remittance
from billing.payer import patient_share
from billing.values import ZERO


class RemittanceError(ValueError):
    """A remittance that does not balance; the message says where and by how much."""


def remit(adjudications: Iterable[Adjudication], number: str, paid_on: datetime.date) -> Remittance:
    """One payment for the claims that were adjudicated; rejected claims are not on a remittance.

    Raises RemittanceError where line, claim or payment do not balance, or claims of several payers are mixed.
    """
    claims = tuple(claim for claim in adjudications if claim.status != "rejected")
    payers = {claim.payer_id for claim in claims}
    if len(payers) != 1:
        raise RemittanceError(f"A remittance is of one payer; these claims are of {len(payers)}.")
    for claim in claims:
        check_balance(claim)
    amount = sum((claim.paid for claim in claims), ZERO)
    return Remittance(number=number, payer_id=payers.pop(), paid_on=paid_on, amount=amount, claims=claims)


def check_balance(claim: Adjudication) -> None:
    """Raises RemittanceError unless charge = paid + adjustments on every line and the claim's sums are its lines'."""
    for line in claim.lines:
        difference = line.charge - line.paid - sum((one.amount for one in line.adjustments), ZERO)
        if difference:
            raise RemittanceError(f"Claim {claim.claim_number}, line {line.number} is out of balance by {difference}.")
    sums = {
        "charge": sum((line.charge for line in claim.lines), ZERO),
        "allowed": sum((line.allowed for line in claim.lines), ZERO),
        "paid": sum((line.paid for line in claim.lines), ZERO),
        "patient": sum((patient_share(line) for line in claim.lines), ZERO),
    }
    for name, total in sums.items():
        difference = getattr(claim, name) - total
        if difference:
            raise RemittanceError(f"Claim {claim.claim_number}: {name} differs from its lines by {difference}.")
