"""Root causes in what the payer waits for: the record, its signature, the member's word, the date of the injury."""

from __future__ import annotations

from dataclasses import replace

from billing.causes.common import corrected, item_mend, paper, right_claim
from billing.causes.frame import Cause, Remedy, World


def _wanted(world: World) -> World:
    text = (
        f"To {world.encounter.practice.name}. Before we decide on {world.code} we need the record of "
        "the visit. Send it "
        f"within 45 days to: {world.contract.records_address or 'the address for records in your agreement'}."
    )
    world = world.with_file(records_wanted=(world.code,))
    world = replace(world, call="We wrote for the record and have nothing. Nothing can be decided by telephone.")
    return world.with_paper(paper(world, "letter.records", "Payer's request for records", "letter", text, 18))


def _send_note(world: World) -> tuple[Remedy, ...]:
    return (Remedy("send_records", proof=("note",)),)


def _unsigned(world: World) -> World:
    """The record went out in time, without the provider's signature."""
    world = world.with_file(records_wanted=(world.code,), records_received=True, records_unsigned=True)
    settled = world.with_settled(records_unsigned=False)
    letter = (
        "The record that you sent bears no signature. Without one, or a signed attestation, it can't be considered."
    )
    statement = (
        f"I, {world.encounter.provider.name}, {world.encounter.provider.credential}, attest that the note of "
        f"{world.encounter.date_of_service:%m/%d/%Y} is mine and accurate. Signed today."
    )
    settled = settled.with_paper(
        paper(settled, ("letter.records"), "Payer's letter about the record", "letter", letter, 18)
    )
    settled = settled.with_paper(
        paper(settled, "form.attestation", "Provider's signature attestation", "form", statement, 19)
    )
    return replace(settled, call="The record is here, unsigned. An attestation with it would do.")


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
    mend = item_mend(item_14=right["14"])
    both = lambda claim: mend(  # noqa: E731
        claim.model_copy(update={"items": {**claim.items, "14 qualifier": right["14 qualifier"]}})
    )
    return corrected(world, both)


def _comp_with_date(world: World) -> str:
    if world.coverage.kind != "workers_comp":
        return "only with workers' compensation"
    return "" if world.claim.items.get("14") else "the claim has no date of injury"


CAUSES = (
    Cause("doc.records-wanted", _wanted, _send_note, ("letter.records", "note")),
    Cause("doc.unsigned", _unsigned, _attest, ("letter.records", "form.attestation")),
    Cause("doc.accident-question", _accident_question, _answer_it, ("portal", "patient"), _injury),
    Cause("doc.no-injury-date", _no_date, _with_date, ("claim.1", "note"), _comp_with_date),
)
