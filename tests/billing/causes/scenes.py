"""What must be true of a root cause to the cent: what was sent again brings in what the right claim would have.

Beside `worlds.stands`, which asks for trigger, nearest neighbor and an account that ends: here line, papers and amounts.
"""

from __future__ import annotations

from decimal import Decimal

from billing.causes import CAUSES
from billing.causes.opening import planted_world, right_world
from billing.payer import adjudicate
from data import Reference
from scenarios.models import Variant
from tests.billing.causes import worlds

SENT_AGAIN = ("new_claim", "corrected_claim", "reopening", "appeal", "call_payer", "send_records", "ask_patient")
COMES_LATER = {"coder", "patient", "call", "era.2"}


def pays_the_same(reference: Reference, variant: Variant) -> None:
    """Whatever was sent again or settled with the payer is paid like the claim in which nothing was wrong."""
    for number, remedy in enumerate(worlds.remedies(reference, variant)):
        if remedy.action in SENT_AGAIN:
            account = worlds.played(reference, variant, number)
            answer = account.claims[-1].answer
            assert answer is not None
            assert answer.paid == right_payment(reference, variant), remedy
            assert not any(line.denied for line in answer.lines)


def right_payment(reference: Reference, variant: Variant) -> Decimal:
    """What the billed payer pays where nothing is wrong, dollars."""
    world = right_world(reference, variant)
    paid_on = world.sent_on.replace(month=world.sent_on.month + 1)
    return adjudicate(reference, world.claim, world.encounter, world.contract, paid_on).paid


def is_told(reference: Reference, variant: Variant) -> None:
    """The catalogue has words, the account the papers, and whoever is asked knows an answer."""
    case = variant.key.case
    assert case is not None
    cause, row, world = CAUSES[case.cause], reference.root_causes[case.cause], planted_world(reference, variant)
    papers = {paper.id for paper in worlds.opened(reference, variant).papers}
    assert set(cause.evidence) <= papers | COMES_LATER
    for remedy in cause.remedies(world):
        asked = {remedy.action, *remedy.after}
        assert set(remedy.proof) <= papers
        assert world.coder_says or "ask_coder" not in asked
        assert world.patient_says or "ask_patient" not in asked
    assert world.call or "call" not in cause.evidence
    assert row.why.count(".") >= 2
    assert row.cites
