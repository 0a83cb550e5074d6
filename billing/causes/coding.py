"""Root causes in what was coded or keyed: pointers, sides, places, ages, new and established, units."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from billing.causes.bundling import ask_then_correct
from billing.causes.common import corrected, desk_note, line_mend, right_claim
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import answer, only_if
from billing.causes.paperwork import certificate
from billing.items import LETTERS
from billing.models import Claim
from billing.payer_file import PaidService
from billing.values import money

_DAY = datetime.timedelta(days=1)


def _pointer(world: World) -> World:
    """The line points at a diagnosis that has nothing to do with it; the right one stands in item 21."""
    used = set(world.service_line.E)
    others = [letter for letter, _ in zip(LETTERS, world.claim.diagnoses, strict=False) if letter not in used]
    for letter in others:
        changed = world.with_line(E=letter)
        if only_if(lambda same, changed=changed: changed, "CO-11", "CO-50")(world) == "":  # type: ignore[misc]
            says = "The codes stand as they are; the line should point at the diagnosis that it treats."
            return replace(changed, coder_says=says)
    raise ValueError("no other diagnosis of the claim would be refused")


def _pointer_back(world: World) -> tuple[Remedy, ...]:
    right = right_claim(world).lines[world.line - 1]
    way = corrected(world, line_mend(world.line, E=right.E))
    return (*way, *(replace(one, after=("ask_coder",), accepted=True) for one in way))


def _side_missing(world: World) -> World:
    line = world.service_line
    kept = tuple(part for part in line.D if part not in ("RT", "LT", "50"))
    if kept == line.D:
        raise ValueError("the line names no side")
    says = f"The note names the side: {'-'.join(line.D)}."
    return replace(world.with_line(D=kept), coder_says=says, coder_gives=world.coding)


def _other_side(world: World) -> World:
    line = world.service_line
    swapped = tuple({"RT": "LT", "LT": "RT"}.get(part, part) for part in line.D)
    if swapped == line.D:
        raise ValueError("the line names no side")
    says = (
        f"Note and diagnosis say {'right' if 'RT' in line.D else 'left'}; the modifier was picked wrong. "
        f"{'-'.join(line.D)}."
    )
    return replace(world.with_line(D=swapped), coder_says=says, coder_gives=world.coding)


def _office_place(world: World) -> World:
    lines = tuple(line.model_copy(update={"B": "11"}) for line in world.claim.lines)
    text = "Charge template of the office used for the hospital list; place of service not looked at."
    return world.with_lines(lines).with_paper(desk_note(world, text, 1))


def _right_place(world: World) -> tuple[Remedy, ...]:
    place = world.encounter.place_of_service

    def mend(claim: Claim) -> Claim:
        lines = tuple(line.model_copy(update={"B": place}) for line in claim.lines)
        return claim.model_copy(update={"lines": lines})

    return corrected(world, mend)


_AGE_GROUPS = ("99391", "99392", "99393", "99394", "99395", "99396", "99397")


def _other_age(world: World) -> World:
    code = world.code
    if code not in _AGE_GROUPS:
        raise ValueError(f"{code} is no preventive visit of an established patient")
    at = _AGE_GROUPS.index(code)
    wrong = _AGE_GROUPS[at - 1] if at else _AGE_GROUPS[1]
    says = f"The code goes by the age on the day of the visit: {code}, not {wrong}."
    line = world.service_line
    return replace(world.with_line(D=(wrong, *line.D[1:])), coder_says=says, coder_gives=world.coding)


_ESTABLISHED = {"99212": "99202", "99213": "99203", "99214": "99204", "99215": "99205"}


def _as_new(world: World) -> World:
    code = world.code
    if code not in _ESTABLISHED:
        raise ValueError(f"{code} is no office visit of an established patient")
    wrong = _ESTABLISHED[code]
    served = world.encounter.date_of_service
    seen = PaidService(date=served - 400 * _DAY, code="99213", npi=world.service_line.J, claim_number="V1187")
    line = world.service_line
    says = (
        f"Seen here little more than a year ago by the same specialty: established. {code}, by the same documentation."
    )
    world = world.with_file(history=(seen,)).with_line(D=(wrong, *line.D[1:]))
    return replace(world, coder_says=says, coder_gives=world.coding)


def _units_typed(world: World) -> World:
    """A digit too many in item 24G; charge and all."""
    line = world.service_line
    units = int(line.G or "1")
    typed = int(f"{units}{units % 10}")
    charge = Decimal(line.F) / units * typed
    says = f"I handed over {units} of {world.code}, as the note has it. {typed} came in with the keying."
    return replace(world.with_line(G=str(typed), F=money(charge)), coder_says=says)


def _units_right(world: World) -> tuple[Remedy, ...]:
    right = right_claim(world)
    line = right.lines[world.line - 1]

    def mend(claim: Claim) -> Claim:
        mended = line_mend(world.line, G=line.G, F=line.F)(claim)
        return mended.model_copy(update={"items": {**mended.items, "28": right.items["28"]}})

    way = corrected(world, mend)
    return (*way, *(replace(one, after=("ask_coder",), accepted=True) for one in way))


def _without(world: World, *modifiers: str) -> World:
    """The same world with these modifiers gone from every line; the trouble is on the first that had one."""
    had = [number for number, line in enumerate(world.claim.lines, start=1) if set(modifiers) & set(line.D[1:])]
    if not had:
        raise ValueError(f"no line has {' or '.join(modifiers)}")
    lines = tuple(
        line.model_copy(update={"D": tuple(part for part in line.D if part not in modifiers)})
        for line in world.claim.lines
    )
    return replace(world.with_lines(lines), line=had[0], coder_gives=world.coding)


def _no_26(world: World) -> World:
    world = _without(world, "26")
    says = f"Our provider read it, the machine and its staff are the hospital's: {world.code}-26."
    return replace(world, coder_says=says)


def _screening_unmarked(world: World) -> World:
    """A screening went out as if it had been diagnostic; the patient is asked for a share."""
    world = _without(world, "33", "PT")
    mark = world.contract.screening_modifier
    says = f"Scheduled as a screening, no complaint: {mark} belongs on the line, whatever was found."
    return replace(world, coder_says=says)


def _costs_the_patient(world: World) -> str:
    try:
        unmarked = _screening_unmarked(world)
    except ValueError as missing:
        return str(missing)
    line = next(one for one in answer(unmarked).lines if one.number == unmarked.line)
    right = next(one for one in answer(world).lines if one.number == unmarked.line)
    return "" if not line.denied and line.paid < right.paid else "the payer would pay the same"


def _no_qw(world: World) -> World:
    """A practice with a certificate of waiver sent a waived test without its mark."""
    waived = [line.D[0] for line in world.claim.lines if "QW" in line.D]
    world = _without(world, "QW").with_file(waiver_only=True)
    says = f"The kits in our laboratory are waived ones: QW on {', '.join(waived)}."
    call = "The laboratory's certificate does not cover the test as it was billed."
    return replace(world, coder_says=says, call=call).with_paper(
        certificate(world, "20D9900417", "Certificate of Waiver: waived tests only")
    )


def _marked_would_do(world: World) -> str:
    marked = world.with_file(waiver_only=True)
    if any(line.denied for line in answer(marked).lines):
        return "a test of the claim is no waived one"
    return only_if(_no_qw, "CO-B7")(world)


_MISSING = ("note", "claim.1", "coder")

CAUSES = (
    Cause("code.pointer", _pointer, _pointer_back, ("note", "claim.1"), only_if(_pointer, "CO-11", "CO-50")),
    Cause("code.side-missing", _side_missing, ask_then_correct, _MISSING, only_if(_side_missing, "CO-4")),
    Cause("code.reading-unmarked", _no_26, ask_then_correct, _MISSING, only_if(_no_26, "CO-4")),
    Cause("code.other-side", _other_side, ask_then_correct, _MISSING, only_if(_other_side, "CO-11")),
    Cause("code.place", _office_place, _right_place, ("note", "account-note"), only_if(_office_place, "CO-5")),
    Cause("code.other-age", _other_age, ask_then_correct, ("registration", "coder"), only_if(_other_age, "CO-6")),
    Cause("code.not-new", _as_new, ask_then_correct, ("portal", "coder"), only_if(_as_new, "CO-B16")),
    Cause("code.units-typed", _units_typed, _units_right, ("note", "claim.1"), only_if(_units_typed, "CO-151")),
    Cause("code.waived-unmarked", _no_qw, ask_then_correct, ("form.certificate", "claim.1", "coder"), _marked_would_do),
    Cause("code.screening-unmarked", _screening_unmarked, ask_then_correct, _MISSING, _costs_the_patient),
)
