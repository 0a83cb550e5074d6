"""The middle gate: from a claim that was sent to the answers that come back before the payer decides.

The next morning the clearinghouse says whether the file could be read (999) and whether it passes the claim on
(277CA). A day later the payer's own front end says whether it takes the claim in (its 277CA, with its claim number):
only that paper proves timely filing. A claim that is sent back was never received.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from billing.edits import EDITS
from billing.models import Adjudication, Claim, ScrubMessage
from billing.payer import claim_number, front_end
from billing.payer_file import PayerFile
from billing.scrubber import messages
from billing.values import ZERO
from billing.x12.claim_837 import claim_file
from billing.x12.claim_acknowledgment import (
    AnsweredLine,
    BillingProvider,
    ClaimAcknowledgment,
    ClaimStatus,
    Status,
    StatusCode,
)
from billing.x12.claim_acknowledgment import acknowledgment_file as claim_answer_file
from billing.x12.file_acknowledgment import FileAcknowledgment, outcome
from billing.x12.file_acknowledgment import acknowledgment_file as file_answer_file
from billing.x12.interchange import CLEARINGHOUSE, Fault, Interchange, paying_trader
from billing.x12.submission import Submission, person_by_commas, submission
from data import Contract, Reference
from data.electronic_claims import RejectionCodes, rejection_codes
from scenarios.models import Encounter

Gate = Literal["file", "clearinghouse", "payer"]

NEXT_MORNING = datetime.timedelta(days=1)
"""When the clearinghouse answers, and passes on what it takes."""
PAYER_ANSWERS = datetime.timedelta(days=2)
"""When the payer's front end answers, counted from the sending."""

FORWARDED = StatusCode("A0", "16", "PR")
TAKEN_IN = StatusCode("A2", "20", "PR")
UNLISTED = RejectionCodes("", "", "", "payer", "A3", "21", "", "Something is missing or not valid")
"""A payer's reason that has no row in the table."""


class TableError(LookupError):
    """An edit rejects claims and has no row in data's claim_rejections.csv: a fault of the table."""


@dataclass(frozen=True)
class GateAnswer:
    """One answer on its way back to the practice."""

    gate: Gate
    day: datetime.date
    accepted: bool
    messages: tuple[ScrubMessage, ...] = ()
    codes: tuple[str, ...] = ()
    """277CA category, status and entity of each message, `A7:562:85`; of the 999 its IK3 and IK4 codes."""
    text: str = ""
    """What it says, in a sentence."""


@dataclass(frozen=True)
class GateAnswers:
    """All that comes back of one claim, up to the first gate that sends it back."""

    sent: Submission
    file: Interchange
    sent_on: datetime.date
    answers: tuple[GateAnswer, ...]
    claim_number: str
    """The payer's own number; empty where the claim never got in."""
    received_on: datetime.date | None
    """When the payer got it; None where it never did."""

    @property
    def accepted(self) -> bool:
        """Whether the payer has it now."""
        return self.received_on is not None

    @property
    def claim_text(self) -> str:
        """The 837P."""
        return self.file.text

    @cached_property
    def file_text(self) -> str:
        """The 999."""
        return file_answer_file(file_acknowledgment(self.file, (self.sent,), self.sent_on)).text

    @cached_property
    def clearinghouse_text(self) -> str:
        """The clearinghouse's 277CA; empty where the file itself was refused."""
        return self._claim_answer("clearinghouse")

    @cached_property
    def payer_text(self) -> str:
        """The payer's 277CA; empty where the claim never came so far."""
        return self._claim_answer("payer")

    def _claim_answer(self, gate: Gate) -> str:
        answer = next((one for one in self.answers if one.gate == gate), None)
        if answer is None:
            return ""
        number = self.claim_number if gate == "payer" else ""
        status = claim_status(self.sent, answer, number)
        return claim_answer_file(claim_acknowledgment(gate, self.file, self.sent_on, [(self.sent, status)])).text


def gate_answers(
    reference: Reference,
    claim: Claim,
    encounter: Encounter | None,
    sent_on: datetime.date,
    *,
    order: int | None = None,
    prior: tuple[Adjudication, ...] = (),
    file: PayerFile | None = None,
    control: int = 1,
) -> GateAnswers:
    """What comes back of a claim that is sent on a day.

    `order`: the coverage that is billed; None: the one after those that have answered. `prior` and `file` are what
    the payer has answered before and what it holds, as in `payer.adjudicate`. Without an encounter nobody knows
    members: the payer's front end then takes every claim that comes so far.
    """
    sent = submission(reference, claim, encounter, order)
    written = claim_file((sent,), control)
    answers = judged(reference, sent, written.faults, sent_on, prior, file)
    taken = answers[-1].accepted
    return GateAnswers(
        sent=sent,
        file=written,
        sent_on=sent_on,
        answers=answers,
        claim_number=payers_number(reference, sent, len(prior)) if taken else "",
        received_on=sent_on + NEXT_MORNING if taken else None,
    )


def judged(
    reference: Reference,
    sent: Submission,
    faults: tuple[Fault, ...],
    sent_on: datetime.date,
    prior: tuple[Adjudication, ...] = (),
    file: PayerFile | None = None,
) -> tuple[GateAnswer, ...]:
    """The answers to one claim of a file, whose faults are known, up to the first gate that sends it back."""
    first = _file_answer(faults, sent_on)
    if not first.accepted:
        return (first,)
    second = _clearinghouse_answer(sent, sent_on)
    if not second.accepted:
        return (first, second)
    contract, encounter = _contract(reference, sent), sent.sheet.encounter
    found: tuple[ScrubMessage, ...] = ()
    if encounter and contract:
        received = sent_on + NEXT_MORNING
        found = front_end(reference, sent.claim, encounter, contract, received, prior, file, PAYER_EDITS)
    return (first, second, _payer_answer(sent, sent_on, found))


def payers_number(reference: Reference, sent: Submission, resent: int = 0) -> str:
    """The number that the payer gives a claim which it takes in."""
    contract = _contract(reference, sent)
    return claim_number(sent.claim, contract.payer_id if contract else "PAYER", resent)


def _contract(reference: Reference, sent: Submission) -> Contract | None:
    coverage = sent.sheet.billed
    if coverage:
        return reference.contracts.get(coverage.payer_id)
    number = sent.payer.number
    payer = next((one for one in reference.payers.values() if one.electronic_payer_id == number), None)
    return reference.contracts.get(payer.id) if payer else None


# ---- the three answers -----------------------------------------------------------------------------------


def _file_answer(faults: tuple[Fault, ...], sent_on: datetime.date) -> GateAnswer:
    accepted = outcome(faults) != "R"
    return GateAnswer(
        gate="file",
        day=sent_on + NEXT_MORNING,
        accepted=accepted,
        messages=tuple(_fault_message(fault) for fault in faults),
        codes=tuple(_fault_code(fault) for fault in faults),
        text="The file could be read." if accepted else "The file is rejected: nothing of it was passed on.",
    )


def _fault_message(fault: Fault) -> ScrubMessage:
    cites = f"837P (005010X222A1), loop {fault.loop}, {fault.tag}{fault.element or ''}"
    return ScrubMessage(edit="X12", item=fault.item, severity="error", message=fault.message, cites=cites)


def _fault_code(fault: Fault) -> str:
    """IK3 and IK4 in short, `DMG02:1`."""
    return f"{fault.tag}{fault.element:02d}:{fault.element_code}" if fault.element else f"{fault.tag}:3"


CLEARINGHOUSE_EDITS = tuple(
    edit
    for edit in EDITS
    if edit.rejects and any(row.edit == edit.id and row.seen_by == "clearinghouse" for row in rejection_codes())
)
"""Edits that reject and that ask no member file."""


NO_PAYER = ScrubMessage(
    edit="CH-001",
    item="1",
    severity="error",
    message="The patient has no insurance: there is no payer that the claim could be passed on to.",
    cites="Self-pay policy of the practice",
)


PAYER_EDITS = tuple(edit for edit in EDITS if edit.rejects and edit not in CLEARINGHOUSE_EDITS)
"""Edits that reject and that only the payer's front end can see."""


def _clearinghouse_answer(sent: Submission, sent_on: datetime.date) -> GateAnswer:
    found = messages(sent.sheet, CLEARINGHOUSE_EDITS)
    if sent.payer.kind == "self_pay":
        found += (NO_PAYER,)
    text = "Sent back." if found else f"Passed on to {sent.payer.name}."
    return _answer("clearinghouse", sent_on + NEXT_MORNING, found, text)


def _payer_answer(sent: Submission, sent_on: datetime.date, found: tuple[ScrubMessage, ...]) -> GateAnswer:
    text = "Sent back: not received." if found else "Taken in for a decision: this proves when the payer got it."
    return _answer("payer", sent_on + PAYER_ANSWERS, found, text)


def _answer(gate: Gate, day: datetime.date, found: tuple[ScrubMessage, ...], text: str) -> GateAnswer:
    codes = tuple(codes_of(message) for message in found)
    return GateAnswer(
        gate=gate,
        day=day,
        accepted=not found,
        messages=found,
        codes=tuple(StatusCode(row.category, row.status, row.entity).text for row in codes),
        text=text,
    )


def codes_of(message: ScrubMessage) -> RejectionCodes:
    """The table's row for a message: of its edit the first that names its item, else the one for any item.

    Raises TableError for an edit of the scrubber that has none; a payer's own reason is then `UNLISTED`.
    """
    rows = [row for row in rejection_codes() if row.edit == message.edit]
    for row in rows:
        if row.item in ("", message.item) or message.item.startswith(f"{row.item}."):
            return row
    if message.edit.startswith(("SC-", "CH-")):
        raise TableError(f"claim_rejections.csv has no row for {message.edit} at item {message.item}.")
    return UNLISTED


# ---- as files --------------------------------------------------------------------------------------------


def file_acknowledgment(
    written: Interchange, sent: tuple[Submission, ...], sent_on: datetime.date
) -> FileAcknowledgment:
    """The 999's facts of a file of these claims."""
    return FileAcknowledgment(written, sent_on + NEXT_MORNING, tuple(one.sheet.item("26") for one in sent))


def claim_status(sent: Submission, answer: GateAnswer, number: str = "") -> ClaimStatus:
    """What a 277CA says of one claim; `number` is the payer's own, where it takes the claim in."""
    sheet = sent.sheet
    patient = person_by_commas(sheet.item("2"))
    days = [line.date for line in sheet.lines if line.date] or [answer.day]
    taken = TAKEN_IN if answer.gate == "payer" else FORWARDED
    return ClaimStatus(
        account=sheet.item("26"),
        patient=patient,
        member_id="".join(sheet.item("1a").split()),
        charge=sum((line.charge or ZERO for line in sheet.lines), ZERO),
        first_day=min(days),
        last_day=max(days),
        accepted=answer.accepted,
        statuses=(Status(taken, answer.text),) if answer.accepted else _statuses(answer),
        lines=tuple(
            AnsweredLine(line.number, line.code, line.modifiers, line.charge or ZERO, line.units or 1, line.date)
            for line in sheet.lines
        ),
        number=number,
    )


def _statuses(answer: GateAnswer) -> tuple[Status, ...]:
    """One for each message; the same code twice for one line, or for the claim, is said once."""
    found: dict[tuple[StatusCode, int | None], Status] = {}
    for message in answer.messages:
        row = codes_of(message)
        code = StatusCode(row.category, row.status, row.entity)
        line = _row(message.item)
        found.setdefault((code, line), Status(code, message.message, message.item, line))
    return tuple(found.values())


def _row(item: str) -> int | None:
    """The row of item 24 that an item names, `24D.3`."""
    _, _, number = item.partition(".")
    return int(number) if item.startswith("24") and number.isdecimal() else None


def claim_acknowledgment(
    gate: Gate,
    written: Interchange,
    sent_on: datetime.date,
    claims: Sequence[tuple[Submission, ClaimStatus]],
) -> ClaimAcknowledgment:
    """The 277CA's facts on claims of one file, of the clearinghouse or of one payer (that of the first claim)."""
    payer = claims[0][0].payer
    from_payer = gate == "payer"
    day = sent_on + (PAYER_ANSWERS if from_payer else NEXT_MORNING)
    return ClaimAcknowledgment(
        source=paying_trader(payer.name.upper(), payer.number) if from_payer else CLEARINGHOUSE,
        from_payer=from_payer,
        payer_number=payer.number if from_payer else "",
        received_on=sent_on + NEXT_MORNING if from_payer else sent_on,
        processed_on=day,
        file_reference=next(one.elements[3] for one in written.segments if one.tag == "BHT"),
        claims=tuple((BillingProvider(one.sheet.item("33"), one.sheet.item("33a")), status) for one, status in claims),
    )
