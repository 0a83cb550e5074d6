"""Root causes behind "part of another payment": a modifier left off, a service that truly is part, a payer's slip."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

from billing.causes.common import as_it_should_be, corrected, right_claim
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import answer, only_if
from billing.causes.paperwork import charge_sheet
from billing.charge_entry import fee
from billing.items import LETTERS
from billing.models import ClaimLine
from billing.payer_file import Mistake, PaidService
from billing.values import money

Plant = Callable[[World], World]
_DAY = datetime.timedelta(days=1)
SEPARATE = ("59", "XE", "XP", "XS", "XU")


def _without(world: World, number: int, *modifiers: str) -> World:
    line = world.claim.lines[number - 1]
    kept = tuple(part for part in line.D if part not in modifiers)
    if kept == line.D:
        raise ValueError(f"line {number} has none of {', '.join(modifiers)}")
    return world.with_line(number, D=kept)


def ask_then_correct(world: World) -> tuple[Remedy, ...]:
    return corrected(world, None, after=("ask_coder",))


def _no_25(world: World) -> World:
    world = _without(world, world.line, "25")
    says = f"The note carries a visit of its own beside the procedure: {world.code} takes modifier 25. Add it."
    return replace(world, coder_says=says, coder_gives=world.coding)


def _25_elsewhere(world: World) -> World:
    """The 25 stands on the procedure, where it says nothing, and not on the visit."""
    visit = world.line
    world = _without(world, visit, "25")
    for number, line in enumerate(world.claim.lines, start=1):
        if number != visit and not line.D[0].startswith("99"):
            says = f"25 belongs on the visit, never on the procedure: {world.code}-25, {line.D[0]} without it."
            moved = world.with_line(number, D=(*line.D, "25"))
            return replace(moved, coder_says=says, coder_gives=world.coding)
    raise ValueError("the claim has no procedure beside the visit")


def _no_57(world: World) -> World:
    """The visit at which the operation was decided on went out without 57."""
    world = _without(world, world.line, "57")
    says = f"The note shows the decision for the treatment at this visit, and the global is 90 days: {world.code}-57."
    return replace(world, coder_says=says, coder_gives=world.coding)


def _no_59(world: World) -> World:
    for number, line in enumerate(world.claim.lines, start=1):
        if set(line.D[1:]) & set(SEPARATE):
            world = replace(_without(world, number, *SEPARATE), line=number)
            says = (
                f"Another site, as the note says: {line.D[0]} keeps its modifier {line.D[-1]}. It fell "
                "off in charge entry."
            )
            return replace(world, coder_says=says, coder_gives=world.coding)
    raise ValueError("no line is set apart by a modifier")


def _operated(world: World) -> World:
    """The same world with an operation of the practice in the payer's file: `surgery` and `days` of the facts."""
    surgery = PaidService(
        date=world.encounter.date_of_service - int(world.facts.get("days", "25")) * _DAY,
        code=world.facts["surgery"],
        npi=world.claim.lines[world.line - 1].J,
        claim_number="S0417",
    )
    return world.with_file(history=(surgery,))


_GLOBAL_SAYS = {
    "24": "The visit was for another problem than the operation. 24 belongs on it.",
    "58": "Planned at the first operation as its next stage, or more extensive than it: 58. A new global begins.",
    "78": "Back in the operating room for a complication of the first operation, not planned: 78.",
    "79": "Another problem, nothing to do with the first operation: 79.",
}


def _in_global(modifier: str) -> Plant:
    """A service in an operation's global period went out without the modifier that parts the two."""

    def plant(world: World) -> World:
        world = _operated(_without(world, world.line, modifier))
        return replace(world, coder_says=_GLOBAL_SAYS[modifier], coder_gives=world.coding)

    return plant


def _aftercare(world: World) -> World:
    """Care after an operation, reported rightly at no charge, was charged as a visit."""
    line = world.service_line
    if line.D[0] != "99024":
        raise ValueError("the line is no visit after an operation")
    code = world.facts.get("code", "99213")
    world = world.with_line(D=(code,), F=money(fee(world.reference, code)))
    says = "Follow-up of the operation and nothing else: 99024, no charge. It was keyed as a visit."
    return replace(_operated(world) if "surgery" in world.facts else world, coder_says=says)


def _primary_lost(world: World) -> World:
    """The line that an add-on code belongs to was not keyed."""
    right = world.claim.lines
    for lost in range(len(right)):
        left = right[:lost] + right[lost + 1 :]
        changed = world.with_lines(left)
        denied = [line for line in answer(changed).lines if line.denied] if left else []
        if len(denied) == 1 and denied[0].adjustments[0].carc == "107":
            sheet = charge_sheet(world, tuple("-".join(one.D) for one in right))
            says = f"Both were done and both stand on my sheet: {', '.join('-'.join(one.D) for one in right)}."
            return replace(changed, line=denied[0].number, coder_says=says).with_paper(sheet)
    raise ValueError("no line of the claim needs another one")


def _whole_claim(world: World) -> tuple[Remedy, ...]:
    way = corrected(world, as_it_should_be(world, right_claim(world)))
    return (*way, *(replace(one, after=("ask_coder",), accepted=True) for one in way))


def _adds_lines(world: World) -> str:
    """A reopening adds no service that was not billed (CMS Pub. 100-04, ch. 34, 10.4)."""
    return "" if world.contract.takes_frequency_7 else "this payer adds no line to an answered claim"


def _extra_line(world: World, default: str = "") -> World:
    """A line charged beside the right ones: `code`, `modifiers`, `pointers` of the case's facts."""
    code = world.facts.get("code", default)
    modifiers = tuple(part.strip() for part in world.facts.get("modifiers", "").split(",") if part.strip())
    model = world.service_line
    line = ClaimLine(
        A=model.A,
        B=model.B,
        D=(code, *modifiers),
        E=world.facts.get("pointers", LETTERS[0]),
        F=money(fee(world.reference, code)),
        G="1",
        J=model.J,
    )
    world = world.with_lines((*world.claim.lines, line))
    return replace(world, line=len(world.claim.lines))


def _visit_included(world: World) -> World:
    if any(line.D[0].startswith("99") for line in world.claim.lines):
        raise ValueError("the claim has a visit of its own")
    if world.encounter.place_of_service != "11" and "code" not in world.facts:
        raise ValueError("an office visit is not charged elsewhere")
    world = _extra_line(world, "99213")
    says = (
        f"I looked again. Nothing beyond the decision for the procedure and what belongs to it stands in the note. "
        f"{world.code} has no visit of its own behind it; 25 can't go on it. It should not have been charged."
    )
    return replace(world, coder_says=says)


def _part_of(world: World) -> World:
    world = _extra_line(world)
    says = f"One site, one session: {world.code} is part of what was done there. No modifier would be true."
    return replace(world, coder_says=says)


def _plans_own(world: World) -> World:
    """A service that the contract itself takes into another one, whatever the modifier."""
    world = _extra_line(world)
    says = f"{world.code} was done and is documented. What your contract with this plan says about it I don't know."
    return replace(world, coder_says=says)


def _own_edit(world: World) -> str:
    codes = {edit.column_2 for edit in world.contract.own_edits}
    return "" if world.facts.get("code") in codes else "the contract has no edit of its own about the code"


def _names_code(world: World) -> str:
    return "" if world.facts.get("code") else "the case names no code that is part of another"


def _write_it_off(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"), Remedy("write_off", after=("ask_coder",), accepted=True))


def _ignored(world: World) -> World:
    line = world.service_line
    if not {"25", *SEPARATE} & set(line.D[1:]):
        raise ValueError("the line carries no modifier that sets it apart")
    world = world.with_mistake(Mistake(kind="modifier_ignored", code=world.code))
    call = (
        "The edit fired although the modifier is on the claim. I can't release it from here: send an appeal with the "
        "note and the claim as sent."
    )
    says = f"{'-'.join(line.D)} is right as it went out; the note supports it."
    return replace(world, call=call, coder_says=says)


def _appeal(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("note", "claim.1")),)


_TAKEN_IN = ("CO-97", "CO-236")
_MISSING = ("note", "claim.1", "coder")


def _modifier(cause: str, plant: Plant, *evidence: str) -> Cause:
    return Cause(cause, plant, ask_then_correct, evidence or _MISSING, only_if(plant, *_TAKEN_IN))


CAUSES = (
    _modifier("bundle.25-left-off", _no_25),
    _modifier("bundle.25-other-line", _25_elsewhere),
    _modifier("bundle.57-left-off", _no_57),
    _modifier("bundle.59-left-off", _no_59),
    _modifier("bundle.24-left-off", _in_global("24"), "note", "portal", "coder"),
    _modifier("bundle.58-left-off", _in_global("58"), "note", "portal", "coder"),
    _modifier("bundle.78-left-off", _in_global("78"), "note", "portal", "coder"),
    _modifier("bundle.79-left-off", _in_global("79"), "note", "portal", "coder"),
    Cause("bundle.aftercare", _aftercare, _write_it_off, ("note", "coder"), only_if(_aftercare, "CO-97")),
    Cause(
        "bundle.visit-included", _visit_included, _write_it_off, ("note", "coder"), only_if(_visit_included, "CO-97")
    ),
    Cause(
        "bundle.part-of-it",
        _part_of,
        _write_it_off,
        ("note", "coder"),
        lambda world: _names_code(world) or only_if(_part_of, *_TAKEN_IN)(world),
    ),
    Cause(
        "bundle.plans-own-edit",
        _plans_own,
        _write_it_off,
        ("contract",),
        lambda world: _own_edit(world) or only_if(_plans_own, "CO-97")(world),
    ),
    Cause(
        "bundle.primary-lost",
        _primary_lost,
        _whole_claim,
        ("form.charges", "claim.1"),
        lambda world: _adds_lines(world) or only_if(_primary_lost, "CO-107")(world),
    ),
    Cause("bundle.modifier-ignored", _ignored, _appeal, ("note", "claim.1"), only_if(_ignored, *_TAKEN_IN)),
)
