"""Root causes behind "answered before": sent twice, a correction not marked as one, two services that look like one."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import as_it_should_be, corrected, desk_note, paper
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import only_if
from billing.payer_file import Mistake, PaidService

_DAY = datetime.timedelta(days=1)
_OTHER_NPI = "1715204933"
_COLLEAGUE_NPI = "1558302745"
_HOSPITAL = ("19", "21", "22", "23", "24")


def _twice(world: World) -> World:
    first = world.sent_on
    text = "No payment seen after a month, claim sent again. (Payment was in the batch that is posted on Fridays.)"
    world = replace(world, earlier=((world.claim, first),), sent_on=first + 34 * _DAY)
    call = "The first claim was paid. The second is the same claim; nothing is due on it."
    return replace(world, call=call).with_paper(desk_note(world, text, 36))


def _nothing(world: World) -> tuple[Remedy, ...]:
    return (Remedy("no_action"),)


def _not_marked(world: World) -> World:
    """The first claim said an accident at work by mistake; its correction went out as a claim of its own."""
    wrong = world.with_item_map({"10a": "yes"}).claim
    text = "First claim denied: 10a said work. Mended and sent again today. Item 22 left blank."
    world = replace(world, earlier=((wrong, world.sent_on),), sent_on=world.sent_on + 30 * _DAY)
    call = "We have a claim for this day already. A correction needs frequency 7 and our number of that claim."
    return replace(world, call=call).with_paper(desk_note(world, text, 32))


def _marked(world: World) -> tuple[Remedy, ...]:
    return (Remedy("corrected_claim", mend=as_it_should_be(world, world.claim)),)


def _takes_corrections(world: World) -> str:
    if world.coverage.kind == "workers_comp" or world.claim.items.get("10a") == "yes":
        return "the visit was for a work injury"
    return "" if world.contract.takes_frequency_7 else "the payer takes no frequency 7"


def _repeat(world: World) -> World:
    """Two lines of one code whose modifiers told them apart went out without them."""
    codes = [line.D[0] for line in world.claim.lines]
    twin = next(code for code in codes if codes.count(code) > 1)
    lines = tuple(
        line.model_copy(update={"D": line.D[:1]}) if line.D[0] == twin else line for line in world.claim.lines
    )
    numbers = [number for number, code in enumerate(codes, start=1) if code == twin]
    right = world.coding
    world = replace(world.with_lines(lines), line=numbers[-1])
    says = f"{twin} was done twice, and the note says where or when. The modifiers belong on the lines; here they are."
    return replace(world, coder_says=says, coder_gives=right)


def _with_modifiers(world: World) -> tuple[Remedy, ...]:
    return corrected(world, None, after=("ask_coder",))


def _elsewhere(world: World) -> World:
    served = world.encounter.date_of_service
    paid = PaidService(
        date=served, code=world.code, npi=_OTHER_NPI, own_practice=False, claim_number=f"X{served:%m%d}0417"
    )
    text = (
        f"Asked radiology: Dr. Amadi reads all films of {world.encounter.practice.facility_name or 'the hospital'} by "
        "contract, report of the same day. Ours looked at it to treat; no second reading was ordered."
    )
    call = "Another provider was paid for the interpretation of that day. One interpretation is paid."
    return replace(world.with_file(history=(paid,)), call=call).with_paper(desk_note(world, text, 19))


def _write_it_off(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"),)


def _reading(world: World) -> str:
    """Only in a hospital does somebody else read by contract."""
    reading = "70000" <= world.code <= "79999" or world.code in ("93010", "93042")
    if world.service_line.B not in _HOSPITAL or not reading:
        return "only the reading of a hospital's test is paid once"
    return ""


def _colleague(world: World) -> World:
    """A colleague of another specialty saw the patient on the same day at the same level."""
    served = world.encounter.date_of_service
    paid = PaidService(date=served, code=world.code, npi=_COLLEAGUE_NPI, claim_number=f"C{served:%m%d}2290")
    text = (
        f"CARDIOLOGY, {served:%m/%d/%Y}, Jonas Lindqvist, MD (NPI {_COLLEAGUE_NPI}), {world.encounter.patient.name}.\n"
        "Palpitations, seen at the afternoon clinic at the patient's own appointment. ECG sinus rhythm, rare PVCs. "
        "Event monitor for two weeks. Nothing else addressed.\nSigned Lindqvist."
    )
    world = world.with_file(history=(paid,)).with_settled(history=())
    call = "One visit of your group is paid for the day. If they were two specialties and two problems, appeal."
    return replace(world, call=call).with_paper(paper(world, "note.colleague", "Colleague's note", "note", text))


def _both_notes(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("note", "note.colleague")),)


def _visit(world: World) -> str:
    if not "99202" <= world.code <= "99215":
        return "the line is no office visit"
    return "the provider is a cardiologist" if "cardio" in world.encounter.specialty else ""


def _misread(world: World) -> World:
    world = world.with_mistake(Mistake(kind="duplicate_misread", code=world.code))
    text = "Portal, claims of this member this year: one claim, this one. No other service of this day on file."
    call = "It was matched with another member's claim of the same name. I release it. Reference 9024, two weeks."
    world = replace(world, call=call)
    return world.with_paper(paper(world, "portal.claims", "Portal: claims on file", "portal", text, 20))


def _release(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("appeal", proof=("portal.claims",), accepted=True))


CAUSES = (
    Cause("dup.sent-twice", _twice, _nothing, ("account-note", "era.1")),
    Cause("dup.correction-not-marked", _not_marked, _marked, ("account-note", "contract"), _takes_corrections),
    Cause("dup.repeat-unmarked", _repeat, _with_modifiers, ("note", "coder"), only_if(_repeat, "OA-18")),
    Cause("dup.other-provider", _elsewhere, _write_it_off, ("account-note", "portal"), _reading),
    Cause("dup.two-specialties", _colleague, _both_notes, ("portal", "note.colleague"), _visit),
    Cause("dup.payer-mixed-up", _misread, _release, ("portal.claims", "call")),
)
