"""Root causes behind "part of another payment": a modifier left off, a service that truly is part, a payer's slip."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import corrected
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import only_if
from billing.charge_entry import fee
from billing.items import LETTERS
from billing.models import ClaimLine
from billing.payer_file import Mistake, PaidService
from billing.values import money

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


def _no_24(world: World) -> World:
    """A visit in another procedure's global period, for something else, went out without 24."""
    world = _without(world, world.line, "24")
    surgery = PaidService(
        date=world.encounter.date_of_service - 25 * _DAY,
        code=world.facts.get("surgery", "27447"),
        npi=world.service_line.J,
        claim_number="S0417",
    )
    says = "The visit was for another problem than the operation, as the note says. Modifier 24 belongs on it."
    return replace(world.with_file(history=(surgery,)), coder_says=says, coder_gives=world.coding)


def _extra_line(world: World, default: str) -> World:
    """A line charged beside the right ones: `code`, `modifiers` of the case's facts."""
    code = world.facts.get("code", default)
    modifiers = tuple(part.strip() for part in world.facts.get("modifiers", "").split(",") if part.strip())
    model = world.service_line
    line = ClaimLine(
        A=model.A, B=model.B, D=(code, *modifiers), E=LETTERS[0], F=money(fee(world.reference, code)), G="1", J=model.J
    )
    world = world.with_lines((*world.claim.lines, line))
    return replace(world, line=len(world.claim.lines))


def _visit_included(world: World) -> World:
    world = _extra_line(world, "99213")
    says = (
        f"I looked again. Nothing beyond the decision for the procedure and what belongs to it stands in the note. "
        f"{world.code} has no visit of its own behind it; 25 can't go on it. It should not have been charged."
    )
    return replace(world, coder_says=says)


def _part_of(world: World) -> World:
    world = _extra_line(world, world.facts.get("code", ""))
    says = f"One site, one session: {world.code} is part of what was done there. No modifier would be true."
    return replace(world, coder_says=says)


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


CAUSES = (
    Cause("bundle.25-left-off", _no_25, ask_then_correct, ("note", "claim.1", "coder"), only_if(_no_25, "CO-97")),
    Cause(
        "bundle.59-left-off", _no_59, ask_then_correct, ("note", "claim.1", "coder"), only_if(_no_59, "CO-97", "CO-236")
    ),
    Cause("bundle.24-left-off", _no_24, ask_then_correct, ("note", "portal", "coder"), only_if(_no_24, "CO-97")),
    Cause(
        "bundle.visit-included", _visit_included, _write_it_off, ("note", "coder"), only_if(_visit_included, "CO-97")
    ),
    Cause(
        "bundle.part-of-it",
        _part_of,
        _write_it_off,
        ("note", "coder"),
        lambda world: _names_code(world) or only_if(_part_of, "CO-97", "CO-236")(world),
    ),
    Cause("bundle.modifier-ignored", _ignored, _appeal, ("note", "claim.1"), only_if(_ignored, "CO-97", "CO-236")),
)
