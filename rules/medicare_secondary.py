"""What Medicare pays second, after another payer, for a service of its fee schedule: the lowest of three amounts.

Sources: 42 CFR 411.33(a) (amount), 411.35 (what the patient may be charged), 411.30 (deductible); CMS Medicare
Secondary Payer Manual, ch. 5, 40.7. Before sequestration.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.dollars import ZERO, cents, percent

CITES = "42 CFR 411.33(a), 411.35; CMS Medicare Secondary Payer Manual, ch. 5, 40.7"


@dataclass(frozen=True)
class SecondaryPayment:
    """Dollars: charge = primary payment + pays + patient + write_off."""

    pays: Decimal
    patient: Decimal
    write_off: Decimal
    amounts: tuple[Decimal, Decimal, Decimal]
    """The three amounts of 42 CFR 411.33(a) in their order, none below 0."""
    steps: tuple[str, ...]
    cites: str = CITES


def medicare_secondary(
    charge: Decimal,
    primary_allowed: Decimal,
    primary_paid: Decimal,
    medicare_fee: Decimal,
    deductible_left: Decimal,
    coinsurance_rate: Decimal,
    obligated_to_accept: Decimal | None = None,
) -> SecondaryPayment:
    """Medicare's payment and the patient's share of an assigned claim; all amounts are dollars.

    `obligated_to_accept`: what the provider agreed with the primary payer to take as payment in full. Raises
    ValueError for an amount below 0, a rate outside 0 to 1, or a primary payment above the charge.
    """
    given = (charge, primary_allowed, primary_paid, medicare_fee, deductible_left, obligated_to_accept or ZERO)
    if min(given) < 0 or not 0 <= coinsurance_rate <= 1:
        raise ValueError("amounts are 0 or more, and coinsurance_rate is a share from 0 to 1")
    if primary_paid > charge:
        raise ValueError(f"primary_paid {primary_paid} is more than the charge {charge}")
    ceiling = charge if obligated_to_accept is None else min(charge, obligated_to_accept)
    fee = min(medicare_fee, charge)
    deductible = min(deductible_left, fee)
    coinsurance = cents((fee - deductible) * coinsurance_rate)
    higher = max(medicare_fee, primary_allowed)
    amounts = (
        max(ceiling - primary_paid, ZERO),
        fee - deductible - coinsurance,
        max(higher - primary_paid, ZERO),
    )
    pays = min(amounts)
    owed = max(deductible + coinsurance - primary_paid, ZERO)
    patient = min(owed, max(ceiling - primary_paid - pays, ZERO))
    write_off = charge - primary_paid - pays - patient
    what = "Charge" if ceiling == charge else "Amount obligated to accept"
    steps = (
        f"1. {what} {ceiling:.2f} - primary payment {primary_paid:.2f} = {amounts[0]:.2f}.",
        f"2. Medicare alone: {fee:.2f} - deductible {deductible:.2f} - coinsurance {percent(coinsurance_rate)} of "
        f"{fee - deductible:.2f} ({coinsurance:.2f}) = {amounts[1]:.2f}.",
        f"3. Higher of fee {medicare_fee:.2f} and primary allowed {primary_allowed:.2f}: {higher:.2f} - "
        f"primary payment {primary_paid:.2f} = {amounts[2]:.2f}.",
        f"Medicare pays the lowest: {pays:.2f} (before sequestration).",
        f"Patient: Medicare deductible and coinsurance {deductible + coinsurance:.2f} above the primary payment "
        f"{primary_paid:.2f}, within what is left: {patient:.2f}.",
        f"Written off: {charge:.2f} - {primary_paid:.2f} - {pays:.2f} - {patient:.2f} = {write_off:.2f}.",
    )
    return SecondaryPayment(pays, patient, write_off, amounts, steps)
