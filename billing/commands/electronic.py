"""`submit` and `remit`: claims as an 837P with what comes back of them, adjudications as an 835."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import pydantic

from billing.claim_batch import Batch, send_batch
from billing.commands.frame import (
    NOTICE,
    CallError,
    Commands,
    complain,
    control_option,
    documents,
    read_claim,
    show,
    variant_options,
)
from billing.models import Adjudication, Remittance
from billing.remittance import RemittanceError, remit
from billing.x12.claim_837 import claim_file
from billing.x12.claim_acknowledgment import ClaimAcknowledgment, ClaimStatus
from billing.x12.file_acknowledgment import outcome
from billing.x12.interchange import Fault
from billing.x12.remittance_835 import RemittanceFileError, remittance_file
from billing.x12.submission import Submission, submission
from data import Reference


def add(commands: Commands) -> None:
    """Put the commands into the parser."""
    sending = commands.add_parser("submit", help="claims on standard input, the 837P out")
    variant_options(sending)
    control_option(sending)
    sending.add_argument("--answers", action="store_true", help="in its place what comes back: 999 and 277CA, as JSON")
    sending.set_defaults(run=_submit)
    paying = commands.add_parser("remit", help="adjudications on standard input, the 835 out")
    control_option(paying)
    paying.set_defaults(run=_remit)


# ---- submit ----------------------------------------------------------------------------------------------


def _submit(reference: Reference, options: argparse.Namespace) -> int:
    found, _ = documents()
    sent = []
    for document in found:
        claim, made = read_claim(reference, document, options)
        sent.append(submission(reference, claim, made.encounter if made else None))
    if options.answers:
        batch = send_batch(reference, sent, control=options.control)
        show(_answers_to_json(batch, options.control))
        return int(any(not answers[-1].accepted for answers in batch.answers))
    return _print_file(sent, options.control)


def _print_file(sent: Sequence[Submission], control: int) -> int:
    """The file of all claims that can be written; one that lacks something is kept back and named."""
    written = claim_file(sent, control)
    lacking = {fault.claim for fault in written.faults}
    for number, one in enumerate(sent):
        if one.payer.kind == "self_pay":
            lacking.add(number)
            complain(f"Claim {number + 1} (account {one.sheet.item('26')}) is kept back: the patient has no insurance.")
    for fault in written.faults:
        account = sent[fault.claim].sheet.item("26")
        complain(f"Claim {fault.claim + 1} (account {account or 'not given'}) is kept back: {fault.message}")
    kept = [one for number, one in enumerate(sent) if number not in lacking]
    if kept:
        sys.stdout.write((claim_file(kept, control) if lacking else written).text)
    return int(bool(lacking))


def _answers_to_json(batch: Batch, control: int) -> dict[str, Any]:
    file_text, claim_texts = batch.texts(control)
    answer = batch.file_answer
    pairs = zip(batch.claim_answers, claim_texts, strict=True)
    return {
        "notice": NOTICE,
        "control": control,
        "sent_on": batch.sent_on.isoformat(),
        "999": {
            "day": answer.day.isoformat(),
            "accepted": answer.accepted,
            "transactions": [
                {
                    "control": one.control,
                    "outcome": outcome(one.faults),
                    "problems": [_fault_to_json(fault) for fault in one.faults],
                }
                for one in batch.file.transactions
            ],
            "text": file_text,
        },
        "277CA": [_claim_answer_to_json(one, text) for one, text in pairs],
    }


def _fault_to_json(fault: Fault) -> dict[str, Any]:
    place = f"{fault.tag}{fault.element:02d}" if fault.element else fault.tag
    code = fault.element_code or fault.segment_code
    return {
        "claim": fault.claim + 1,
        "item": fault.item,
        "segment": fault.position,
        "loop": fault.loop,
        "element": f"{place}-{fault.component}" if fault.component else place,
        "code": code,
        "message": fault.message,
    }


def _claim_answer_to_json(answer: ClaimAcknowledgment, text: str) -> dict[str, Any]:
    return {
        "from": "payer" if answer.from_payer else "clearinghouse",
        "name": answer.source.name,
        "payer_id": answer.payer_number,
        "received_on": answer.received_on.isoformat(),
        "day": answer.processed_on.isoformat(),
        "claims": [_status_to_json(status) for status in answer.statuses],
        "text": text,
    }


def _status_to_json(status: ClaimStatus) -> dict[str, Any]:
    return {
        "account": status.account,
        "accepted": status.accepted,
        "charge": f"{status.charge:.2f}",
        "claim_number": status.number,
        "statuses": [
            {
                "category": one.code.category,
                "status": one.code.status,
                "entity": one.code.entity,
                "item": one.item,
                "line": one.line,
                "message": one.plain,
            }
            for one in status.statuses
        ],
    }


# ---- remit -----------------------------------------------------------------------------------------------


def _remit(reference: Reference, options: argparse.Namespace) -> int:
    found, _ = documents()
    answers = [_adjudication(reference, document, number) for number, document in enumerate(found, start=1)]
    rejected = [number for number, answer in enumerate(answers, start=1) if answer.status == "rejected"]
    for number in rejected:
        complain(f"Adjudication {number} is left out: a rejected claim was never decided and is on no remittance.")
    decided = [answer for answer in answers if answer.status != "rejected"]
    if not decided:
        return 1
    try:
        written = remittance_file(reference, payments(decided, options.control), options.control)
    except (RemittanceError, RemittanceFileError) as problem:
        complain(f"{problem} Nothing was written.")
        return 1
    sys.stdout.write(written.text)
    return int(bool(rejected))


def payments(answers: Iterable[Adjudication], control: int) -> list[Remittance]:
    """One payment for each payer, payee and day, in the order in which they first come up.

    A payment's number is made from what it covers, so that the same answers always have the same number. Raises
    RemittanceFileError where an answer says neither whom it pays nor when.
    """
    groups: dict[tuple[str, str, str], list[Adjudication]] = {}
    for answer in answers:
        if answer.parties is None or answer.paid_on is None:
            raise RemittanceFileError(
                f'Claim {answer.claim_number} has no "parties" or no "paid_on": `adjudicate` gives both.'
            )
        key = (answer.payer_id, f"{answer.parties.payee_npi} {answer.parties.payee_tax_id}", str(answer.paid_on))
        groups.setdefault(key, []).append(answer)
    found = []
    for key, covered in groups.items():
        paid_on = covered[0].paid_on
        assert paid_on is not None
        text = " ".join((str(control), *key, *(answer.claim_number for answer in covered)))
        digits = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10**10
        found.append(remit(covered, f"EFT{digits:010d}", paid_on))
    return found


def _adjudication(reference: Reference, document: dict[str, Any], number: int) -> Adjudication:
    """One adjudication as `adjudicate` prints it. Raises CallError naming the first key that is wrong."""
    told = {key: value for key, value in document.items() if key not in ("notice", "family", "seed")}
    if isinstance(told.get("lines"), list):
        told["lines"] = [_without_patient(row) for row in told["lines"]]
    try:
        answer = Adjudication.model_validate(told)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        raise CallError(f"Adjudication {number}: {place}: {first['msg']}.") from None
    if answer.payer_id not in reference.contracts:
        raise CallError(f"Adjudication {number}: there is no payer {answer.payer_id[:40]}.")
    return answer


def _without_patient(row: object) -> object:
    """A line without the patient's share, which `adjudicate` adds for readers."""
    return {key: value for key, value in row.items() if key != "patient"} if isinstance(row, dict) else row
