"""Root causes in what the payer waits for: the record, its signature, the member's word, the date of the injury."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import corrected, paper, right_claim, written
from billing.causes.frame import Cause, Remedy, World
from billing.causes.paperwork import ANSWERED, fax_report, letter
from billing.models import Claim

_ASKED = 9
"""Days from the service to the letter that asks for a record."""


def _what(world: World) -> str:
    return "operative report" if "10004" <= world.code <= "69990" else "record of the visit"


def _asked_for(world: World) -> World:
    """The payer has asked for the record before it decides."""
    text = (
        f"Before we decide on {world.code} we need the {_what(world)} and the order, if there was one. Send them with "
        f"this letter on top, within the time of clause 3.8 of your agreement, to {_to(world)}. Do not send the claim "
        "again: it is here."
    )
    world = world.with_file(records_wanted=(world.code,))
    asked = letter(world, "letter.records", "Payer's request for records", text, _ASKED)
    return world.with_paper(asked)


def _to(world: World) -> str:
    return world.contract.records_address or f"{world.coverage.payer}, medical review"


def _wanted(world: World) -> World:
    return replace(_asked_for(world), call="We wrote for the record and have nothing. No decision by telephone.")


def _send_note(world: World) -> tuple[Remedy, ...]:
    return (Remedy("send_records", proof=("note",)),)


def _not_matched(world: World) -> World:
    """The record went out in time; the payer has it without knowing to which claim it belongs."""
    world = _asked_for(world).with_settled(records_received=True)
    call = "I find a fax of that day in unmatched mail. I attach it and send the claim to review. Reference 5150."
    world = replace(world, call=call)
    return world.with_paper(fax_report(world, f"{_what(world).capitalize()} with your letter", 5, 12))


def _matched(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("send_records", proof=("note", "fax"), accepted=True))


def _other_day(world: World) -> World:
    """What went out was the note of another day."""
    served = world.encounter.date_of_service
    other = written(served - datetime.timedelta(days=21))
    world = _asked_for(world).with_file(records_received=True, records_insufficient=True)
    world = world.with_settled(records_insufficient=False)
    text = f"We received a note dated {other}. It does not concern the service of this claim, which is denied."
    world = world.with_paper(letter(world, "letter.review", "Payer's letter about the record", text))
    world = world.with_paper(fax_report(world, f"Office note {other}", 3, 12))
    return replace(world, call="What we have is the note of another day. The right one can still be reviewed.")


def _send_right_one(world: World) -> tuple[Remedy, ...]:
    return (Remedy("send_records", proof=("note",)), Remedy("appeal", proof=("note",), accepted=True))


def _unsigned(world: World) -> World:
    """The record went out in time, without the provider's signature."""
    world = _asked_for(world).with_file(records_received=True, records_unsigned=True)
    world = world.with_settled(records_unsigned=False)
    provider, served = world.encounter.provider, written(world.encounter.date_of_service)
    text = (
        f"The {_what(world)} that you sent bears no signature. Without one, or the author's signed attestation, it "
        "can't be considered, and the service is denied."
    )
    attested = (
        f"SIGNATURE ATTESTATION\nPatient {world.encounter.patient.name}, member {world.coverage.member_id}\n"
        f"I, {provider.name}, {provider.credential}, attest that the entry of {served} is mine, made when I treated "
        f"this patient, and that it is true, accurate and complete.\nSigned {provider.name}, {provider.credential}"
    )
    world = world.with_paper(letter(world, "letter.review", "Payer's letter about the record", text))
    world = world.with_paper(
        paper(world, "form.attestation", "Provider's signature attestation", "form", attested, ANSWERED + 1)
    )
    return replace(world, call="The record is here, unsigned. An attestation with it would do.")


def _attest(world: World) -> tuple[Remedy, ...]:
    return (
        Remedy("send_records", proof=("note", "form.attestation")),
        Remedy("appeal", proof=("note", "form.attestation"), accepted=True),
    )


def _accident_question(world: World) -> World:
    world = world.with_file(accident_due=True)
    world = world.with_settled(accident_due=False)
    said = "I got that form and thought it was advertising. It happened at home; I send it back today."
    call = "We asked the member how it happened and have no answer. No provider can answer that for the member."
    return replace(world, patient_says=said, call=call)


def _injury(world: World) -> str:
    injured = any(code.startswith(("S", "T")) for code in world.claim.diagnoses)
    if world.coverage.kind in ("workers_comp", "medicare"):
        return "this payer asks no such question"
    return "" if injured else "no injury is on the claim"


def _answer_it(world: World) -> tuple[Remedy, ...]:
    return (Remedy("ask_patient"),)


def _no_date(world: World) -> World:
    world = world.with_item_map({"14": "", "14 qualifier": ""})
    return replace(world, call="Without the date of injury the bill can't be matched with the case. Send it corrected.")


def _with_date(world: World) -> tuple[Remedy, ...]:
    right = right_claim(world).items
    dated = {"14": right["14"], "14 qualifier": right["14 qualifier"]}

    def mend(claim: Claim) -> Claim:
        return claim.model_copy(update={"items": {**claim.items, **dated}})

    return corrected(world, mend)


def _comp_with_date(world: World) -> str:
    if world.coverage.kind != "workers_comp":
        return "only with workers' compensation"
    return "" if world.claim.items.get("14") else "the claim has no date of injury"


CAUSES = (
    Cause("doc.records-wanted", _wanted, _send_note, ("letter.records", "note")),
    Cause("doc.not-matched", _not_matched, _matched, ("letter.records", "fax", "call")),
    Cause("doc.other-day-sent", _other_day, _send_right_one, ("letter.review", "fax", "note")),
    Cause("doc.unsigned", _unsigned, _attest, ("letter.review", "form.attestation")),
    Cause("doc.accident-question", _accident_question, _answer_it, ("portal", "patient"), _injury),
    Cause("doc.no-injury-date", _no_date, _with_date, ("claim.1", "note"), _comp_with_date),
)
