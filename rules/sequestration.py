"""Sequestration: the federal cut of 2 percent of what Medicare itself pays.

It is taken after deductible and coinsurance, never from the allowed amount, and never reaches the patient
(2 U.S.C. 906(d); CMS Claims Processing Manual, ch. 1; remittance CO-253).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.dollars import ZERO, cents, percent

RATE = Decimal("0.02")
CITES = "2 U.S.C. 906(d); Budget Control Act of 2011, section 302; remittance code CO-253"


@dataclass(frozen=True)
class Sequestered:
    """Medicare's payment with the cut taken, dollars: allowed = paid + withheld + patient."""

    withheld: Decimal
    paid: Decimal
    patient: Decimal
    steps: tuple[str, ...]
    cites: str = CITES


def sequestration(allowed: Decimal, deductible: Decimal, coinsurance_rate: Decimal) -> Sequestered:
    """What is withheld from one allowed amount. `deductible` is what falls on this amount, at most all of it.

    `coinsurance_rate` is a share of one. Raises ValueError for an amount below 0 or a rate outside 0 to 1.
    """
    if min(allowed, deductible) < 0 or not 0 <= coinsurance_rate <= 1:
        raise ValueError("amounts are 0 or more, and coinsurance_rate is a share from 0 to 1")
    taken = min(deductible, allowed)
    coinsurance = cents((allowed - taken) * coinsurance_rate)
    before = allowed - taken - coinsurance
    withheld = cents(before * RATE)
    steps = (
        f"Allowed {allowed:.2f} - deductible {taken:.2f} = {allowed - taken:.2f}.",
        f"Coinsurance {percent(coinsurance_rate)} of {allowed - taken:.2f} = {coinsurance:.2f}.",
        f"Medicare's payment before the cut: {allowed - taken:.2f} - {coinsurance:.2f} = {before:.2f}.",
        f"Withheld: {percent(RATE)} of {before:.2f} = {withheld:.2f} (CO-253); the practice writes it off.",
        f"Paid: {before:.2f} - {withheld:.2f} = {before - withheld:.2f}.",
        f"Patient: {taken:.2f} + {coinsurance:.2f} = {taken + coinsurance:.2f}; the cut changes nothing in it.",
    )
    return Sequestered(withheld, before - withheld, taken + coinsurance + ZERO, steps)
