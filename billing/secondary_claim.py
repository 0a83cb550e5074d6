"""The claim to the next payer: whose boxes change, and what the payers before said of each line.

NUCC 1500 manual, items 1 to 13 for a second payer; for Medicare second CMS Pub. 100-04, ch. 26, 10.2: item 4 and 11 to
11c tell of the first payer. The amounts go electronically (837P, loops 2320 to 2430), on paper with the remittance.
"""

from __future__ import annotations

from billing.charge_entry import insured_items, key_claim
from billing.models import Adjudication, Claim
from billing.secondary import prior_payer
from data import Reference
from scenarios.models import CodingAnswer, Coverage, Variant


def secondary_claim(
    reference: Reference,
    variant: Variant,
    adjudication: Adjudication,
    codes: CodingAnswer | None = None,
    order: int = 2,
) -> Claim:
    """The claim to the coverage of this order after another payer has answered.

    Raises LookupError where the visit has no such coverage or none of the payer that answered.
    """
    coverage = {one.order: one for one in variant.encounter.coverage}
    if order not in coverage:
        raise LookupError("There is no coverage to bill next.")
    target = coverage[order]
    first = next((one for one in coverage.values() if one.payer_id == adjudication.payer_id), None)
    if first is None or first is target:
        raise LookupError("The payer that answered is no other coverage of this visit.")
    claim = key_claim(reference, _made_out_to(variant, target), codes)
    items = {**claim.items, **_other_items(target, first), "22": "", "22 original": "", "23": target.authorization}
    answered = prior_payer(reference, adjudication, order=1)
    return claim.model_copy(update={"items": items, "prior_payers": (answered,)})


def _made_out_to(variant: Variant, target: Coverage) -> Variant:
    """The visit as if this coverage were the only one."""
    alone = target.model_copy(update={"order": 1})
    return variant.model_copy(update={"encounter": variant.encounter.model_copy(update={"coverage": (alone,)})})


def _other_items(target: Coverage, first: Coverage) -> dict[str, str]:
    """Items of the other insurance: for Medicare second the first payer stands in 4, 7 and 11, else in 9 to 9d."""
    about = insured_items(first)
    if target.kind == "medicare":
        moved = ("4", "6", "7", "7 city", "7 state", "7 zip", "7 phone", "11", "11a", "11a sex", "11c")
        return {key: about.get(key, "") for key in moved} | {"11d": ""}
    insured = first.insured
    name = ", ".join(part.upper() for part in (insured.last_name, insured.first_name, insured.middle_initial) if part)
    return {
        "11d": "yes",
        "9": name,
        "9a": first.group_number.upper() or "".join(first.member_id.upper().split()),
        "9d": first.plan.upper(),
    }
