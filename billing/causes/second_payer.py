"""Root causes of a claim to the second payer: already there by crossover, or counted as late from the wrong day."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import desk_note, right_claim
from billing.causes.frame import Cause, Remedy, World
from billing.models import Adjudication, Claim
from billing.payer import adjudicate
from billing.payer_file import Mistake
from billing.secondary_claim import secondary_claim

_DAY = datetime.timedelta(days=1)
FIRST, SECOND = 1, 2


def _answer_of_first(world: World, sent_on: datetime.date) -> Adjudication:
    """What the first payer answers to the right claim, received the day after it was sent."""
    first = next(one for one in world.encounter.coverage if one.order == FIRST)
    contract = world.reference.contracts[first.payer_id]
    received = sent_on + _DAY
    paid_on = received + contract.payment_days * _DAY
    claim = right_claim(world)
    return adjudicate(world.reference, claim, world.encounter, contract, paid_on, (), None, received)


def _to_second(world: World, answer: Adjudication) -> Claim:
    variant = world.variant.model_copy(update={"encounter": world.encounter})
    return secondary_claim(world.reference, variant, answer, None, SECOND)


def _crossed(world: World) -> World:
    first = world.sent_on
    answer = _answer_of_first(world, first)
    paid_on = answer.paid_on or first
    claim = _to_second(world, answer)
    other = next(one.payer for one in world.encounter.coverage if one.order == SECOND)
    text = (
        f"{other} billed by us with the remittance stapled on. (Nobody saw the remark on it that the claim had been "
        "sent on. The claim number ahead of ours is the crossover.)"
    )
    earlier = ((right_claim(world), first, FIRST), (claim, paid_on + _DAY, SECOND))
    world = replace(world, order=SECOND, claim=claim, earlier=earlier, sent_on=paid_on + 25 * _DAY)
    call = "The claim came over from the first payer and is answered. Yours is the same claim again."
    days = (world.sent_on - world.encounter.date_of_service).days
    return replace(world, call=call).with_paper(desk_note(world, text, days))


def _nothing(world: World) -> tuple[Remedy, ...]:
    return (Remedy("no_action"),)


def _agreement(world: World) -> str:
    return _two(world) or ("" if _crosses(world) else "the first payer does not send its answers on to the second")


def _second_clock(world: World) -> World:
    """The first payer's answer came late in the second one's ordinary limit; the second limit still runs."""
    second = next(one for one in world.encounter.coverage if one.order == SECOND)
    contract = world.reference.contracts[second.payer_id]
    answer_days = world.contract.payment_days + 1
    first = world.encounter.date_of_service + (contract.timely_filing_days - answer_days - 6) * _DAY
    answer = _answer_of_first(world, first)
    paid_on = answer.paid_on or first
    claim = _to_second(world, answer)
    text = "First payer's claim was held for its number until the card came. Secondary sent with the remittance."
    earlier = ((right_claim(world), first, FIRST),)
    world = replace(world, order=SECOND, claim=claim, earlier=earlier, sent_on=paid_on + 12 * _DAY)
    world = world.with_mistake(Mistake(kind="receipt_misread"))
    call = (
        "It was counted from the date of service. I see that we are second, but I can't change it here: send the first "
        "payer's remittance with an appeal."
    )
    days = (world.sent_on - world.encounter.date_of_service).days
    return replace(world, call=call).with_paper(desk_note(world, text, days))


def _with_remittance(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("era.1",)),)


def _own_clock(world: World) -> str:
    if _two(world) or _crosses(world):
        return _two(world) or "the first payer sends its answers on by itself"
    second = next(one for one in world.encounter.coverage if one.order == SECOND)
    contract = world.reference.contracts[second.payer_id]
    if contract.timely_filing_days >= world.contract.timely_filing_days or contract.secondary_filing_days < 20:
        return "the second payer gives no longer time after the first"
    return ""


def _two(world: World) -> str:
    both = len(world.encounter.coverage) == SECOND and world.order == FIRST
    if not both:
        return "the account has no first and second payer"
    answer = _answer_of_first(world, world.sent_on)
    left = answer.patient > 0 and not any(line.denied for line in answer.lines)
    return "" if left else "the first payer leaves nothing to the second"


def _crosses(world: World) -> bool:
    second = next(one for one in world.encounter.coverage if one.order == SECOND)
    return second.payer_id in world.contract.crosses_over_to


CAUSES = (
    Cause("cob.crossed-over", _crossed, _nothing, ("era.1", "account-note"), _agreement),
    Cause("timely.second-clock", _second_clock, _with_remittance, ("era.1", "contract"), _own_clock),
)
