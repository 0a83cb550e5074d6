"""After coding: the claim, the gates it passes (scrubber, payer), the remittance and the books."""

from billing.charge_entry import accepted_values, key_claim, model_answer, registered_claim
from billing.form import ClaimInputError, claim_from_json, claim_to_json
from billing.items import ITEMS, LINE_COLUMNS, Item, LineColumn
from billing.values import same_value

__all__ = [
    "ITEMS",
    "LINE_COLUMNS",
    "ClaimInputError",
    "Item",
    "LineColumn",
    "accepted_values",
    "claim_from_json",
    "claim_to_json",
    "key_claim",
    "model_answer",
    "registered_claim",
    "same_value",
]
