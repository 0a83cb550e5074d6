"""After coding: the claim, the gates it passes (scrubber, payer), the remittance and the books."""

from billing.charge_entry import accepted_values, key_claim, model_answer, registered_claim
from billing.check import check_family
from billing.consequences import consequences
from billing.form import ClaimInputError, claim_from_json, claim_to_json
from billing.items import ITEMS, LINE_COLUMNS, Item, LineColumn
from billing.models import LedgerEntry
from billing.payer import adjudicate
from billing.posting_sheet import open_amount, posting
from billing.remittance import RemittanceError, remit
from billing.scrubber import scrub
from billing.values import same_value

__all__ = [
    "ITEMS",
    "LINE_COLUMNS",
    "ClaimInputError",
    "Item",
    "LedgerEntry",
    "LineColumn",
    "RemittanceError",
    "accepted_values",
    "adjudicate",
    "check_family",
    "claim_from_json",
    "claim_to_json",
    "consequences",
    "key_claim",
    "model_answer",
    "open_amount",
    "posting",
    "registered_claim",
    "remit",
    "same_value",
    "scrub",
]
