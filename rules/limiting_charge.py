"""The most that a nonparticipating physician may charge a Medicare patient without taking assignment.

Sources: 42 CFR 414.20(b) (95 percent of the fee schedule amount), 414.48(b) (115 percent of that); CMS Claims
Processing Manual, ch. 12, 20 and ch. 1, 30.3.12.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.dollars import cents, percent

NON_PARTICIPATING = Decimal("0.95")
ABOVE = Decimal("1.15")
CITES = "42 CFR 414.20(b), 414.48(b); CMS Claims Processing Manual, ch. 1, 30.3.12"


@dataclass(frozen=True)
class LimitingCharge:
    """Nonparticipating allowed amount and limiting charge, dollars."""

    non_participating_allowed: Decimal
    limit: Decimal
    steps: tuple[str, ...]
    cites: str = CITES


def limiting_charge(fee: Decimal) -> LimitingCharge:
    """From the fee schedule amount of a participating physician. Raises ValueError for an amount below 0."""
    if fee < 0:
        raise ValueError(f"fee is {fee}; expected 0 or more")
    allowed = cents(fee * NON_PARTICIPATING)
    limit = cents(allowed * ABOVE)
    steps = (
        f"Nonparticipating amount: {percent(NON_PARTICIPATING)} of {fee:.2f} = {allowed:.2f}.",
        f"Limiting charge: {percent(ABOVE)} of {allowed:.2f} = {limit:.2f}.",
    )
    return LimitingCharge(allowed, limit, steps)
