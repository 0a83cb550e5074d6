"""Root causes that show once the money is in: whose money a credit is, and what is done with it."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import desk_note
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import answer
from billing.payer_file import Mistake
from billing.values import money

_DAY = datetime.timedelta(days=1)


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


def _paid_twice(world: World) -> World:
    """The same claim went out twice and the payer paid it twice."""
    first = world.sent_on
    text = "Clearinghouse had an outage on the day of sending; whole batch sent again. Some payers took it twice."
    call = "Two payments under two claim numbers. We will ask for one back; you may send it with a note before that."
    world = replace(world, earlier=((world.claim, first),), sent_on=first + 20 * _DAY, call=call)
    return world.with_mistake(Mistake(kind="duplicate_paid")).with_paper(desk_note(world, text, 4, "LM"))


def _pays_second_claims(world: World) -> str:
    if not world.contract.takes_frequency_7:
        return "this payer reads a claim sent again as a correction"
    return "" if answer(world).paid > 0 else "the payer pays nothing on the claim"


def _give_back(world: World) -> tuple[Remedy, ...]:
    return (Remedy("refund"),)


CAUSES = (
    Cause("after.patient-overpaid", _paid_at_desk, _give_back, ("account-note", "era.1")),
    Cause("after.payer-paid-twice", _paid_twice, _give_back, ("era.1", "era.2", "account-note"), _pays_second_claims),
)
