"""Root causes that show once the money is in: a patient who paid too much, whose money it is."""

from __future__ import annotations

from dataclasses import replace

from billing.causes.common import desk_note
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import answer
from billing.values import money


def _paid_at_desk(world: World) -> World:
    """The desk took more than the patient's share turned out to be."""
    share = answer(world).patient
    taken = money(share + 60)
    registration = world.encounter.registration.model_copy(update={"amount_paid": taken})
    world = replace(world, encounter=world.encounter.model_copy(update={"registration": registration}))
    said = "They asked me for a deposit before the visit. Send it back, please; I don't want it kept for next time."
    world = replace(world, patient_says=said)
    return world.with_paper(
        desk_note(world, (f"Deposit of {taken} taken by card, estimate from last year's deductible."))
    )


def _give_back(world: World) -> tuple[Remedy, ...]:
    return (Remedy("refund"),)


CAUSES = (Cause("after.patient-overpaid", _paid_at_desk, _give_back, ("account-note", "era.1")),)
