"""What a slip would have cost: the amount that the payer allows for a line, or the difference to another code's.

The allowed amount follows the payer's contract: a percentage of the Medicare figure (carried forward from July 2024),
or of the practice's charge where Medicare's schedule has no figure. Dollars to the cent.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data import Reference
    from scenarios.models import Encounter

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def allowed_amount(reference: Reference, encounter: Encounter, code: str, units: int) -> Decimal:
    """What the primary payer allows for a code; 0.00 for a code that is not at hand."""
    if reference.procedures.get(code) is None:
        return ZERO
    place = reference.places.get(encounter.place_of_service)
    contract = reference.contracts.get(min(encounter.coverage, key=lambda c: c.order).payer_id)
    fee = reference.medicare_fee(code, facility=place is not None and place.facility)
    if fee is not None:
        amount = fee * (contract.percent if contract else 1)
    else:
        amount = reference.charges(code) * (contract.percent_of_charge if contract else 1)
    return (amount * units).quantize(CENT)
