"""The remittance: one payment for several claims, in balance at line, claim and payment.

Interest, recoveries and balances carried forward stand beside the claims at provider level (835 005010X221A1,
1.10.2.9 to 1.10.2.17): a positive amount lowers the payment, a negative one raises it, and no payment is below 0.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from billing.models import Adjudication, ProviderAdjustment, Remittance
from billing.payer import patient_share, reversal
from billing.values import ZERO

RECOVERED = "WO"
CARRIED = "FB"
INTEREST = "L6"


class RemittanceError(ValueError):
    """A remittance that does not balance; the message says where and by how much."""


def remit(
    adjudications: Iterable[Adjudication],
    number: str,
    paid_on: datetime.date,
    adjustments: Iterable[ProviderAdjustment] = (),
    method: Literal["ACH", "CHK"] = "ACH",
) -> Remittance:
    """One payment for the claims that were adjudicated; rejected claims are not on a remittance.

    Each claim's interest follows as L6. Where claims and `adjustments` come to less than nothing, the shortfall is
    carried forward (FB under this remittance's number) and nothing is paid. Raises RemittanceError where line, claim
    or payment do not balance, or claims of several payers are mixed.
    """
    claims = tuple(claim for claim in adjudications if claim.status != "rejected")
    payers = {claim.payer_id for claim in claims}
    if len(payers) != 1:
        raise RemittanceError(f"A remittance is of one payer; these claims are of {len(payers)}.")
    for claim in claims:
        check_balance(claim)
    beside = [*_interest(claims), *adjustments]
    amount = sum((claim.paid for claim in claims), ZERO) - _sum(beside)
    if amount < 0:
        beside.append(ProviderAdjustment(reason=CARRIED, reference=number, amount=amount))
        amount = ZERO
    return Remittance(
        number=number,
        payer_id=payers.pop(),
        paid_on=paid_on,
        amount=amount,
        claims=claims,
        provider_adjustments=tuple(beside),
        method=method if amount else "NON",
    )


def remit_again(
    earlier: Adjudication,
    answer: Adjudication,
    number: str,
    paid_on: datetime.date,
    adjustments: Iterable[ProviderAdjustment] = (),
) -> Remittance:
    """The remittance on which an answer takes the place of an earlier one: the reversal, then the new answer.

    For a corrected claim, a reopening, an appeal that was won, a claim that the payer processed again by itself. The
    net amount is paid; where it is below 0 it is carried forward.
    """
    return remit((reversal(earlier, paid_on), answer), number, paid_on, adjustments)


def recovery(claim_number: str, amount: Decimal) -> ProviderAdjustment:
    """An overpayment on an earlier claim, taken out of this payment (WO under that claim's number)."""
    return ProviderAdjustment(reason=RECOVERED, reference=claim_number, amount=amount)


def put_off(claim_number: str, amount: Decimal) -> ProviderAdjustment:
    """An overpayment that a reversal on this remittance shows and that is recovered later: WO with a minus now."""
    return ProviderAdjustment(reason=RECOVERED, reference=claim_number, amount=-amount)


def carried_forward(earlier: Remittance) -> tuple[ProviderAdjustment, ...]:
    """What an earlier remittance could not take, for the next one: FB under its number, now with a plus."""
    return tuple(
        one.model_copy(update={"amount": -one.amount})
        for one in earlier.provider_adjustments
        if one.reason == CARRIED and one.amount < 0
    )


def _interest(claims: tuple[Adjudication, ...]) -> list[ProviderAdjustment]:
    return [
        ProviderAdjustment(reason=INTEREST, reference=claim.claim_number, amount=-claim.interest)
        for claim in claims
        if claim.interest
    ]


def _sum(adjustments: Iterable[ProviderAdjustment]) -> Decimal:
    return sum((one.amount for one in adjustments), ZERO)


def check_balance(claim: Adjudication) -> None:
    """Raises RemittanceError unless line and claim balance: charge = paid + adjustments, sums are the lines'."""
    for line in claim.lines:
        difference = line.charge - line.paid - sum((one.amount for one in line.adjustments), ZERO)
        if difference:
            raise RemittanceError(f"Claim {claim.claim_number}, line {line.number} is out of balance by {difference}.")
    on_claim = sum((one.amount for one in claim.adjustments), ZERO)
    owed_on_claim = sum((one.amount for one in claim.adjustments if one.group == "PR"), ZERO)
    sums = {
        "charge": sum((line.charge for line in claim.lines), ZERO),
        "allowed": sum((line.allowed for line in claim.lines), ZERO),
        "paid": sum((line.paid for line in claim.lines), ZERO) - on_claim,
        "patient": sum((patient_share(line) for line in claim.lines), ZERO) + owed_on_claim,
    }
    for name, total in sums.items():
        difference = getattr(claim, name) - total
        if difference:
            raise RemittanceError(f"Claim {claim.claim_number}: {name} differs from its lines by {difference}.")
