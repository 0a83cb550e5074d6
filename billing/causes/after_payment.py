"""Root causes that show once the money is in: whose money a credit is, and what is done with it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from billing.causes.common import desk_note
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import answer
from billing.causes.paperwork import ANSWERED, letter
from billing.models import AdjudicatedLine
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


# ---- payments taken back ---------------------------------------------------------------------------------

_LOOKED_AGAIN = 40
"""Days from a payment to the day on which the payer takes it back."""


def _announced(world: World, text: str) -> World:
    days = ANSWERED + _LOOKED_AGAIN - 30
    return world.with_paper(letter(world, "letter.take-back", "Payer's notice of an overpayment", text, days))


def _last_payer_paid(world: World) -> World:
    """A program that pays last has paid first and found the other plan."""
    other = next(one for one in world.encounter.coverage if one.order != world.order)
    text = (
        f"Our match with other carriers shows {other.payer}, member {other.member_id}, in force on the date of "
        "service. This program pays last. The payment is taken back in 30 days from later payments. Bill the other "
        "carrier, then us with its remittance."
    )
    said = f"Yes, I have {other.payer} too. I gave the other card because it is the one without a copay."
    file = world.file.model_copy(update={"other_payer": other.payer})
    world = replace(world, taken_back=file, taken_back_after=_LOOKED_AGAIN, patient_says=said)
    return _announced(world, text)


def _bill_the_other(world: World) -> tuple[Remedy, ...]:
    return (Remedy("bill_other"), Remedy("bill_other", after=("ask_patient",), accepted=True))


def _pays_last(world: World) -> str:
    if world.coverage.kind not in ("medicaid", "tricare"):
        return "only a program that pays last"
    first = [one for one in world.encounter.coverage if one.kind in ("commercial", "hmo")]
    return "" if first and answer(world).paid > 0 else "no other plan is on file"


def _called_duplicate(world: World) -> World:
    """One payment was made, and the payer takes it back as a second one."""
    text = (
        "An audit of payments shows this service as paid twice. The amount is taken back in 30 days from later "
        "payments. A written dispute with proof is decided by the recovery unit."
    )
    mistake = Mistake(kind="duplicate_misread", code=world.code)
    file = world.file.model_copy(update={"mistakes": (*world.file.mistakes, mistake)})
    call = "The recovery unit takes nothing by telephone. Write to it with the remittances you have."
    world = replace(world, taken_back=file, taken_back_after=_LOOKED_AGAIN, call=call)
    note = "Searched deposits and remittances of this member since January: one payment for the day, none before it."
    return _announced(world, text).with_paper(desk_note(world, note, ANSWERED + _LOOKED_AGAIN, "LM"))


def _dispute(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("era.1", "letter.take-back")),)


def _was_paid(world: World) -> str:
    return "" if answer(world).lines[world.line - 1].paid > 0 else "the payer pays nothing on the line"


# ---- a share that nobody owes ----------------------------------------------------------------------------


def _qualified(world: World) -> World:
    """A Qualified Medicare Beneficiary whose status the payer's answer does not show."""
    status = "Qualified Medicare Beneficiary (QMB), active on the date of service: no deductible, no coinsurance."
    world = world.with_coverage(world.order, qmb=True).with_eligibility(world.order, note=status)
    call = "The claim was priced before the state's file came in. The member is QMB; the share is not the member's."
    return replace(world, call=call)


def _owes_nothing(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"),)


def _leaves_a_share(world: World) -> str:
    if not world.contract.qualified_beneficiaries:
        return "the payer has no such members"
    if len(world.encounter.coverage) > 1:
        return "another payer takes the share"
    with_shares = [line for line in answer(world).lines if _share(line) and not line.denied]
    alone = [line.number for line in with_shares] == [world.line]
    return "" if alone else "no share, or more than one, is left"


def _share(line: AdjudicatedLine) -> Decimal:
    return sum((one.amount for one in line.adjustments if one.group == "PR"), Decimal(0))


CAUSES = (
    Cause("after.patient-overpaid", _paid_at_desk, _give_back, ("account-note", "era.1")),
    Cause("after.payer-paid-twice", _paid_twice, _give_back, ("era.1", "era.2", "account-note"), _pays_second_claims),
    Cause("after.paid-out-of-turn", _last_payer_paid, _bill_the_other, ("letter.take-back", "card.2"), _pays_last),
    Cause("after.taken-as-duplicate", _called_duplicate, _dispute, ("letter.take-back", "account-note"), _was_paid),
    Cause("after.qualified-beneficiary", _qualified, _owes_nothing, ("eligibility.1", "era.1"), _leaves_a_share),
)
