"""Every family of the library from the biller's side: clean, paid, and a slip comes back."""

from __future__ import annotations

import datetime

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
