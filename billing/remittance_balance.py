"""Whether a remittance balances: at each line, each claim and the payment (835 TR3 005010X221A1, 1.10.2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from billing.models import Adjudication, Remittance
from billing.values import CENT, ZERO


def remittance_problems(remittance: Remittance) -> tuple[str, ...]:
    """Where a remittance does not balance, at line, claim and payment (835 TR3 005010X221A1, 1.10.2.1)."""
    problems = [text for claim in remittance.claims for text in _claim_problems(claim)]
    paid = sum((claim.paid for claim in remittance.claims), ZERO)
    taken = sum((one.amount for one in remittance.provider_adjustments), ZERO)
    if remittance.amount != paid - taken:
        by = abs(remittance.amount - paid + taken)
        problems.append(
            f"Payment {remittance.number} of {remittance.amount} is not the claims' {paid} less {taken} at provider "
            f"level: {by} too {'much' if remittance.amount > paid - taken else 'little'}."
        )
    if remittance.amount < 0:
        problems.append(
            f"Payment {remittance.number} of {remittance.amount} is negative: a payer pays or pays nothing."
        )
    return tuple(problems)


def _claim_problems(claim: Adjudication) -> Iterator[str]:
    if claim.status == "rejected":
        yield f"Claim {claim.claim_number} was rejected: a rejected claim is on no remittance."
        return
    adjusted = sum((one.amount for one in claim.adjustments), ZERO)
    for line in claim.lines:
        mine = sum((one.amount for one in line.adjustments), ZERO)
        adjusted += mine
        if line.charge - line.paid - mine:
            yield (
                f"Claim {claim.claim_number}, line {line.number}: charge {line.charge} is not paid {line.paid} plus "
                f"adjusted {mine}; it is off by {abs(line.charge - line.paid - mine)}."
            )
    if claim.charge - claim.paid - adjusted:
        yield (
            f"Claim {claim.claim_number}: charge {claim.charge} is not paid {claim.paid} plus adjusted {adjusted}; it "
            f"is off by {abs(claim.charge - claim.paid - adjusted)}."
        )
    charged = sum((line.charge for line in claim.lines), ZERO)
    if claim.lines and charged != claim.charge:
        yield f"Claim {claim.claim_number}: charge {claim.charge} is not its lines' {charged}."
    if any(amount != amount.quantize(CENT) for amount in _amounts(claim)):
        yield f"Claim {claim.claim_number}: an amount has fractions of a cent."


def _amounts(claim: Adjudication) -> Iterator[Decimal]:
    yield from (claim.charge, claim.paid)
    yield from (one.amount for one in claim.adjustments)
    for line in claim.lines:
        yield from (line.charge, line.paid)
        yield from (one.amount for one in line.adjustments)
