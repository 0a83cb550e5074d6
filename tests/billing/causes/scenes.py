"""One visit for each root cause, and what must be true of every one of them.

`looks_right`: paid while nothing is wrong, and of the cause's look once it is planted. `works_out`: every remedy ends
the account by the rules, and what a mended claim, a won appeal or a call brings in is what the right claim would have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from billing.causes import CAUSES, Remedy
from billing.causes.opening import planted_world, right_world
from billing.payer import adjudicate
from data import Reference
from scenarios.models import Variant
from tests.billing.causes import worlds

PAID_AGAIN = ("new_claim", "corrected_claim", "reopening", "appeal", "call_payer", "send_records", "ask_patient")


@dataclass(frozen=True)
class Scene:
    """A root cause and the visit that it comes about in, as `worlds.visit` takes it."""

    cause: str
    visit: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    brings_nothing: bool = False
    """The right way ends without the right claim's payment though something was sent again."""

    def __str__(self) -> str:
        return f"{self.cause} {self.name}".strip()

    def variant(self, reference: Reference) -> Variant:
        return worlds.visit(reference, self.cause, **self.visit)


def looks_right(reference: Reference, scene: Scene) -> None:
    """Trigger and nearest neighbor."""
    variant = scene.variant(reference)
    shows = set(reference.root_causes[scene.cause].shows)
    assert worlds.right_looks(reference, variant) == {"paid"}, "the right world is not paid"
    if shows & {"underpaid", "credit"}:
        assert _paid(reference, variant, planted=True) <= _paid(reference, variant)
        return
    opened = worlds.opened(reference, variant)
    assert {item.look for item in opened.items} & shows, [item.look for item in opened.items]


def works_out(reference: Reference, scene: Scene) -> None:
    """Every remedy, played to the end."""
    variant = scene.variant(reference)
    assert worlds.problems(reference, variant) == []
    for number, remedy in enumerate(worlds.remedies(reference, variant)):
        account = worlds.played(reference, variant, number)
        assert not account.flags and account.gave_up == 0
        answers = [claim.answer for claim in account.claims if claim.answer is not None]
        if remedy.action in PAID_AGAIN and not scene.brings_nothing:
            assert answers[-1].paid == _paid(reference, variant), remedy
        elif remedy.action == "write_off":
            assert not any(line.paid for line in answers[-1].lines if line.denied)


def is_told(reference: Reference, scene: Scene) -> None:
    """The row of the catalogue, the evidence in the account, and what a coder, patient or payer says about it."""
    variant = scene.variant(reference)
    cause, row = CAUSES[scene.cause], reference.root_causes[scene.cause]
    account = worlds.opened(reference, variant)
    later = {"coder", "patient", "call", "era.2"}
    assert set(cause.evidence) <= {paper.id for paper in account.papers} | later
    world = planted_world(reference, variant)
    for remedy in cause.remedies(world):
        assert set(remedy.proof) <= {paper.id for paper in account.papers}
        assert _asks_who_knows(remedy, world.coder_says, world.patient_says)
    if "call" in cause.evidence:
        assert world.call
    assert row.why.count(". ") >= 1 and row.cites and row.title not in row.hint


def _asks_who_knows(remedy: Remedy, coder: str, patient: str) -> bool:
    asked = {remedy.action, *remedy.after}
    return bool(coder or "ask_coder" not in asked) and bool(patient or "ask_patient" not in asked)


def _paid(reference: Reference, variant: Variant, planted: bool = False) -> Decimal:
    world = (planted_world if planted else right_world)(reference, variant)
    file = world.file if planted else None
    return adjudicate(
        reference, world.claim, world.encounter, world.contract, worlds.SERVED.replace(month=7), (), file
    ).paid
