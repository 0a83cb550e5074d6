"""Dollars and cents of the calculators: rounding, and how a figure stands in a step."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def percent(share: Decimal) -> str:
    """A share of one as people write it, `20 %`."""
    return f"{(share * 100).normalize():f} %"
