"""What a payer would answer to a world, for root causes that can come about only where the claim gives them room."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from billing.causes.frame import World
from billing.models import Adjudication
from billing.payer import adjudicate


def answer(world: World) -> Adjudication:
    """The billed payer's answer to the world's claim."""
    received = world.sent_on + datetime.timedelta(days=2)
    return adjudicate(
        world.reference,
        world.claim,
        world.encounter,
        world.contract,
        received + datetime.timedelta(days=world.contract.payment_days),
        (),
        world.file,
        received,
    )


def looks(world: World) -> set[str]:
    """`CO-97` of the line in trouble; `reject` for a claim sent back; empty where the line is paid."""
    given = answer(world)
    if given.status == "rejected":
        return {"reject"}
    line = next((one for one in given.lines if one.number == world.line), None)
    if line is None or not line.denied:
        return set()
    main = max(line.adjustments, key=lambda one: one.amount)
    return {f"{main.group}-{main.carc}"}


def only_if(plant: Callable[[World], World], *wanted: str) -> Callable[[World], str]:
    """A cause that can come about where its plant makes the payer answer with one of these looks."""

    def impossible(world: World) -> str:
        try:
            seen = looks(plant(world))
        except (KeyError, StopIteration, IndexError, ValueError) as missing:
            return f"the claim gives no room for it ({missing})"
        return "" if seen & set(wanted) else f"the payer would answer {', '.join(sorted(seen)) or 'with payment'}"

    return impossible
