"""Every family of the library from the biller's side: clean, paid, and a slip comes back."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from billing import (
    adjudicate,
    check_family,
    consequences,
    key_claim,
    posting,
    registered_claim,
    remit,
    same_value,
    scrub,
)
from billing.charge_entry import primary
from billing.check import PAID_AFTER_DAYS
from billing.models import Claim, ClaimLine
from data import Reference
from scenarios import families, variant
from scenarios.models import Variant

SEEDS = range(1, 9)


@pytest.fixture(scope="module")
def variants(reference: Reference) -> list[Variant]:
    return [variant(reference, family, seed) for family in families().values() for seed in SEEDS]


def test_no_variant_has_a_problem_on_the_billers_side(reference: Reference, variants: list[Variant]) -> None:
    found = [(made.family, made.seed, *problem) for made in variants for problem in check_family(reference, made)]
    assert found == []


def test_a_planted_fault_is_the_only_difference_of_the_prefilled_claim(
    reference: Reference, variants: list[Variant]
) -> None:
    for made in variants:
        right, typed = key_claim(reference, made), registered_claim(reference, made)
        differing = {key for key in right.items if not same_value(key, typed.items[key], right.items[key])}
        planted = {fault.item for fault in made.key.claim_faults}
        # Where the patient is the insured, a name or birth date typed wrong stands in the insured's boxes too.
        follow = {"2": {"4"}, "3": {"11a"}} if primary(made.encounter).relationship == "self" else {}
        allowed = planted.union(*(follow.get(item, set()) for item in planted))
        assert planted <= differing <= allowed, (made.family, made.seed)
        assert (right.lines, right.diagnoses) == (typed.lines, typed.diagnoses)


def test_every_key_claim_is_paid_posted_and_without_consequence(reference: Reference, variants: list[Variant]) -> None:
    for made in variants:
        claim = key_claim(reference, made)
        if not claim.lines:
            continue
        paid_on = made.encounter.date_of_service + datetime.timedelta(days=PAID_AFTER_DAYS)
        contract = reference.contracts[primary(made.encounter).payer_id]
        answer = adjudicate(reference, claim, made.encounter, contract, paid_on)
        assert consequences(reference, made, answer, claim) == ()
        entries = posting(remit((answer,), "R1", paid_on))
        assert sum(entry.debit for entry in entries) == sum(entry.credit for entry in entries)


def test_faults_that_a_gate_can_see_are_seen(reference: Reference, variants: list[Variant]) -> None:
    """A wrong member ID, name or birth date never passes the scrubber."""
    for made in variants:
        typed = registered_claim(reference, made)
        items = {message.item for message in scrub(reference, typed, made.encounter)}
        for fault in made.key.claim_faults:
            if fault.item in ("1a", "2", "3", "3 sex", "4", "6", "11", "17b"):
                assert fault.item in items, (made.family, made.seed, fault.name)


def without_modifiers(claim: Claim) -> Claim:
    return spoiled(claim, lambda row: {"D": row.D[:1]})


def other_side(claim: Claim) -> Claim:
    sides = {"RT": "LT", "LT": "RT"}
    return spoiled(claim, lambda row: {"D": tuple(sides.get(part, part) for part in row.D)})


def one_unit(claim: Claim) -> Claim:
    return spoiled(claim, lambda row: {"G": "1", "F": f"{Decimal(row.F) / int(row.G):.2f}"})


def lower_visit(claim: Claim) -> Claim:
    lower = {"99214": "99212", "99213": "99212", "99204": "99202", "99203": "99202"}
    return spoiled(claim, lambda row: {"D": (lower.get(row.D[0], row.D[0]), *row.D[1:])})


def cut_diagnosis(claim: Claim) -> Claim:
    return claim.model_copy(update={"diagnoses": (claim.diagnoses[0][:-1].rstrip("."), *claim.diagnoses[1:])})


def spoiled(claim: Claim, change: Callable[[ClaimLine], dict[str, object]]) -> Claim:
    """Every line changed, and the total with them."""
    rows = tuple(ClaimLine(**(row.model_dump() | change(row))) for row in claim.lines)
    total = sum((Decimal(row.F) for row in rows), Decimal(0))
    return claim.model_copy(update={"lines": rows, "items": claim.items | {"28": f"{total:.2f}"}})


@pytest.mark.parametrize(
    ("slip", "kinds"),
    [
        (without_modifiers, {"denied", "patient_overcharged"}),
        (other_side, {"denied"}),
        (one_unit, {"underpaid"}),
        (lower_visit, {"underpaid"}),
        (cut_diagnosis, {"rejected"}),
    ],
)
def test_coding_slips_come_back_in_money(
    reference: Reference, variants: list[Variant], slip: Callable[[Claim], Claim], kinds: set[str]
) -> None:
    found: set[str] = set()
    for made in variants:
        right = key_claim(reference, made)
        if not right.lines:
            continue
        claim = slip(right)
        paid_on = made.encounter.date_of_service + datetime.timedelta(days=PAID_AFTER_DAYS)
        answer = adjudicate(
            reference, claim, made.encounter, reference.contracts[primary(made.encounter).payer_id], paid_on
        )
        found |= {one.kind for one in consequences(reference, made, answer, claim)}
        if claim == right:
            assert not consequences(reference, made, answer, claim)
    assert kinds <= found
