"""Root causes behind a claim that came too late: whose fault it was, and what proves that it was in time."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import desk_note, paper, written
from billing.causes.coverage import only
from billing.causes.frame import Cause, Remedy, World
from billing.payer import claim_number
from billing.payer_file import Mistake

_DAY = datetime.timedelta(days=1)


def _limit(world: World) -> datetime.date:
    return world.encounter.date_of_service + world.contract.timely_filing_days * _DAY


def _sent_late(world: World, days: int) -> World:
    return replace(world, sent_on=_limit(world) + days * _DAY)


def _late(world: World) -> World:
    world = _sent_late(world, 6)
    text = f"Encounter found unbilled in the drawer of the second exam room. Charge entered {written(world.sent_on)}."
    late = (world.sent_on - world.encounter.date_of_service).days
    world = replace(world, call=f"Received after {written(_limit(world))}. Is there proof of an earlier receipt?")
    return world.with_paper(desk_note(world, text, late))


def _write_it_off(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"),)


def _proof(world: World) -> World:
    """Received in time by the payer's own acknowledgment; the payer lost it, and the claim was sent again late."""
    world = _sent_late(world, 9)
    first = world.encounter.date_of_service + 3 * _DAY
    text = (
        f"277CA of {world.coverage.payer} itself, {written(first + _DAY)}: claim {world.claim.items['26']}, total "
        f"{world.claim.items['28']}, A2:20 accepted for processing, received {written(first)}, payer's claim control "
        "number given."
    )
    world = world.with_mistake(Mistake(kind="receipt_misread"))
    world = world.with_paper(
        paper(world, "277ca.payer.first", "Payer's own 277CA of the first sending", "x12", text, 4)
    )
    note = (
        "No answer after two months; payer says nothing on file. Sent again. First batch is in the "
        "acknowledgments folder."
    )
    late = (world.sent_on - world.encounter.date_of_service).days
    call = "We see the claim of the late date only. If the acknowledgment you have is ours, send it in writing."
    return replace(world, call=call).with_paper(desk_note(world, note, late))


def _appeal_with_receipt(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("277ca.payer.first",)),)


def _only_clearinghouse(world: World) -> World:
    """The clearinghouse took the first sending, the payer's front end rejected it, and nobody read that report."""
    world = _sent_late(world, 11)
    first = world.encounter.date_of_service + 3 * _DAY
    accepted = (
        f"277CA of the clearinghouse, {written(first)}: batch of 14 claims, this one A1:19, sent on to the payer."
    )
    refused = (
        f"277CA of {world.coverage.payer}, {written(first + _DAY)}: claim {world.claim.items['26']}, A3:21 returned as "
        "unprocessable, item 1a missing. Not received."
    )
    world = world.with_paper(
        paper(world, "277ca.clearinghouse.first", "Clearinghouse's 277CA of the first sending", "x12", accepted, 3)
    )
    world = world.with_paper(paper(world, "277ca.payer.first", "Payer's 277CA of the first sending", "x12", refused, 4))
    note = "Report folder of that week opened for the first time today. Claim sent again."
    late = (world.sent_on - world.encounter.date_of_service).days
    call = "We returned it unprocessed the day after. A clearinghouse report does not show that we took it."
    return replace(world, call=call).with_paper(desk_note(world, note, late))


def _misread(world: World) -> World:
    """Sent and received in time; the payer's system holds a wrong date."""
    world = world.with_mistake(Mistake(kind="receipt_misread"))
    call = (
        "Our own front end logged the file on the right day; the claim system shows a later one. I correct it and send "
        "the claim back. Reference 5102, two weeks."
    )
    return replace(world, call=call)


def _correct_the_date(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("appeal", proof=("277ca.payer.1",), accepted=True))


def _retroactive(world: World) -> World:
    """Coverage was given for the past after the limit had run (42 CFR 424.44(b)(2) for Medicare)."""
    world = _sent_late(world, 20)
    told = world.sent_on - 12 * _DAY
    served = world.encounter.date_of_service
    text = (
        f"Notice of {written(told)}: {world.encounter.patient.name} is entitled from "
        f"{written(served.replace(day=1))} on. The decision reaches back; earlier services may be billed now."
    )
    world = world.with_file(retro_notice=told)
    days = (told - served).days
    world = world.with_paper(paper(world, "letter.entitlement", "Notice of retroactive coverage", "letter", text, days))
    note = "Was self-pay in our books. Patient brought the notice; billed within the week."
    late = (world.sent_on - served).days
    call = "The limit counts from the service. If coverage was given for the past, write to us with the notice."
    return replace(world, call=call).with_paper(desk_note(world, note, late))


def _appeal_with_notice(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("letter.entitlement",)),)


def _plan_took_back(world: World) -> World:
    """The Advantage plan paid, ended the membership back to before the service, and took the money back
    (42 CFR 424.44(b)(4)).
    """
    world = _sent_late(world, 25)
    served = world.encounter.date_of_service
    told = world.sent_on - 14 * _DAY
    text = (
        f"Tidewater Senior Advantage, {written(told)}: the enrollment of {world.encounter.patient.name} is canceled "
        f"back to {written(served.replace(day=1))}. The payment for {written(served)} is taken back (WO). "
        "Original Medicare covers that time."
    )
    world = world.with_paper(
        paper(world, "letter.takeback", "Plan's letter about the canceled membership", "letter", text,
              (told - served).days)
    )  # fmt: skip
    note = "Plan took its payment back; billed Medicare the same week."
    world = world.with_paper(desk_note(world, note, (world.sent_on - served).days))
    call = "The limit counts from the service. If a plan was canceled back, write to us with the plan's letter."
    return replace(world, call=call)


def _write_with_letter(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("letter.takeback",)),)


def _correction_late(world: World) -> World:
    """First denied in time for a slip on the claim; its correction went out after the days for corrections."""
    wrong = world.with_item_map({"10a": "yes"}).claim
    number = claim_number(wrong, world.payer_id)
    right = world.with_item_map({"22": "7", "22 original": number}).claim
    answered = world.sent_on + _DAY + world.contract.payment_days * _DAY
    sent = answered + (world.contract.corrected_days + 8) * _DAY
    text = (
        f"Denied {written(answered)}, item 10a said work by mistake. Put on the pile for corrections; corrected claim "
        f"sent {written(sent)}."
    )
    late = (sent - world.encounter.date_of_service).days
    call = f"Corrections are taken for {world.contract.corrected_days} days from the first remittance."
    world = replace(world, earlier=((wrong, world.sent_on),), claim=right, sent_on=sent, call=call)
    return world.with_paper(desk_note(world, text, late))


def _takes_corrections(world: World) -> str:
    if world.coverage.kind == "workers_comp" or world.claim.items["10a"] == "yes":
        return "the visit was for a work injury"
    return "" if world.contract.takes_frequency_7 else "the payer takes no frequency 7"


def _program(world: World) -> str:
    return "" if world.coverage.kind in ("medicare", "medicaid") else "only programs give coverage for the past"


CAUSES = (
    Cause("timely.sent-late", _late, _write_it_off, ("account-note", "claim.1")),
    Cause("timely.payers-receipt", _proof, _appeal_with_receipt, ("277ca.payer.first", "account-note")),
    Cause(
        "timely.only-clearinghouse",
        _only_clearinghouse,
        _write_it_off,
        ("277ca.payer.first", "277ca.clearinghouse.first"),
    ),
    Cause("timely.date-misread", _misread, _correct_the_date, ("277ca.payer.1", "call")),
    Cause("timely.correction-late", _correction_late, _write_it_off, ("account-note", "contract"), _takes_corrections),
    Cause("timely.plan-took-back", _plan_took_back, _write_with_letter, ("letter.takeback",), only("medicare")),
    Cause("timely.retroactive", _retroactive, _appeal_with_notice, ("letter.entitlement", "account-note"), _program),
)
