"""Root causes around hospice and nursing stays: who pays while one lasts, and what the claim has to say about it."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import corrected, paper, written
from billing.causes.coverage import only
from billing.causes.frame import Cause, Remedy, World
from billing.payer_file import Stay

_DAY = datetime.timedelta(days=1)


def _served(world: World) -> datetime.date:
    return world.encounter.date_of_service


def _elected(world: World) -> World:
    """An open hospice election in Medicare's file."""
    first = _served(world) - 40 * _DAY
    world = world.with_file(stays=(Stay(kind="hospice", first_day=first),))
    world = world.with_eligibility(world.order, note=f"Hospice election from {written(first)}")
    call = (
        "A hospice election is open on that date. GV is for the attending physician who is not with the hospice, GW "
        "for care that is not related to the terminal illness; without one of them the hospice pays."
    )
    return replace(world, call=call)


def _coder_adds(world: World, modifier: str, says: str) -> World:
    coding = world.coding
    every = tuple(one.model_copy(update={"modifiers": (*one.modifiers, modifier)}) for one in coding.lines)
    return replace(world, coder_says=says, coder_gives=coding.model_copy(update={"lines": every}))


def _unrelated(world: World) -> World:
    says = (
        f"Checked the note: {world.code} was for a problem that has nothing to do with the terminal illness. GW goes "
        "on every line of this visit."
    )
    return _coder_adds(_elected(world), "GW", says)


def _attending(world: World) -> World:
    name = world.encounter.provider.name
    text = f"Election statement. Attending physician named by the patient: {name}. Not employed or paid by the hospice."
    world = _elected(world).with_paper(paper(world, "form.election", "Hospice election statement", "form", text, -40))
    says = (
        f"The visit was for the terminal illness, and {name} is the attending whom the patient named, not the "
        "hospice's. GV goes on every line."
    )
    return _coder_adds(world, "GV", says)


def _hospices_own(world: World) -> World:
    text = (
        "Election statement. Attending physician named by the patient: the hospice's medical director. Care for the "
        "terminal illness is arranged and paid by the hospice."
    )
    world = _elected(world).with_paper(paper(world, "form.election", "Hospice election statement", "form", text, -40))
    says = "The visit was for the terminal illness, and we are not the attending. Neither GV nor GW would be true."
    return replace(world, coder_says=says)


def _with_modifier(world: World) -> tuple[Remedy, ...]:
    return corrected(world, None, after=("ask_coder",))


def _hospice_owes(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"), Remedy("write_off", after=("ask_coder",), accepted=True))


def _by_physician(world: World) -> str:
    """Attending of a hospice patient: physician, nurse practitioner or physician assistant (42 CFR 418.3)."""
    credential = world.encounter.provider.credential
    if credential not in ("MD", "DO", "NP", "PA", "PA-C", "APRN", "FNP"):
        return f"a {credential} is no attending of a hospice patient"
    return only("medicare")(world)


def _nursing_stay(world: World) -> World:
    first = _served(world) - 8 * _DAY
    stay = Stay(kind="skilled_nursing", first_day=first, facility="Birch Hollow Nursing Center")
    world = world.with_file(stays=(stay,))
    note = f"Skilled nursing stay under Part A from {written(first)}, Birch Hollow Nursing Center"
    world = world.with_eligibility(world.order, note=note)
    call = (
        "Therapy during a Part A nursing stay is in what the facility was paid. We owe nothing for it, and the patient "
        "owes nothing. Did you have an agreement with the facility? Without one there is nobody to bill."
    )
    said = "They drove me over from the nursing center for it. I was there for three weeks after the hospital."
    return replace(world, call=call, patient_says=said)


def _therapy(world: World) -> str:
    if world.coverage.kind != "medicare":
        return "only with Medicare"
    return "" if "97000" <= world.code <= "97799" else "only therapy is in the facility's payment"


CAUSES = (
    Cause("coverage.hospice", _unrelated, _with_modifier, ("eligibility.1", "note"), only("medicare")),
    Cause("coverage.hospice-attending", _attending, _with_modifier, ("form.election", "note"), _by_physician),
    Cause("coverage.hospice-owes", _hospices_own, _hospice_owes, ("form.election", "note"), only("medicare")),
    Cause("coverage.nursing-stay", _nursing_stay, lambda world: (Remedy("write_off"),), ("eligibility.1",), _therapy),
)
