"""What the biller's desk needs as JSON: the claim and its form, the contract, the work queue, and what came back.

Plain functions, values in and JSON out; the routes decide when each is due. Nothing here reads a key: what a biller
gets is what the practice system, the card, the payer's answer and the contract say.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from billing import ITEMS, LINE_COLUMNS, claim_to_json, posting
from billing.models import AdjudicatedLine, Adjudication, Claim, Remittance
from data import Contract, Reference
from scenarios.models import CodingAnswer, Variant

Json = dict[str, Any]


# ---- the claim before it is sent -------------------------------------------------------------------------


def claim_payload(
    reference: Reference,
    variant: Variant,
    claim: Claim,
    codes: CodingAnswer | None,
    round_number: int,
    queue: Sequence[Json] = (),
    came_back: tuple[Claim, Adjudication, Remittance | None] | None = None,
) -> Json:
    """All that the biller's desk shows beside the encounter. `claim` is the pre-filled one, before saved changes.

    `codes` are the learner's own (both hats); None says that the practice's coder gave the charges. `came_back` is the
    first claim with the payer's answer, when this is its correction.
    """
    registered = variant.encounter.registration
    contract = reference.contracts.get(registered.payer_id)
    rejected = came_back is not None and came_back[1].status == "rejected"
    answered = round_number > 1 and not rejected
    return {
        "claim": claim_to_json(claim),
        "items": [asdict(item) for item in ITEMS],
        "line_columns": [asdict(column) for column in LINE_COLUMNS],
        "charges": charges(reference, claim),
        "charges_by": "coder" if codes is None else "own",
        "contract": contract_payload(contract),
        "registered": {
            "payer": reference.payers[registered.payer_id].name if registered.payer_id in reference.payers else "",
            "patient": f"{registered.patient_last_name}, {registered.patient_first_name}",
        },
        "file_by": "" if answered else _file_by(variant, contract),
        "queue": list(queue),
        "came_back": None if came_back is None else round_payload(reference, 1, *came_back, contract),
    }


def charges(reference: Reference, claim: Claim) -> list[Json]:
    """The charge sheet: each service line in words, as it was entered."""
    rows = []
    for line in claim.lines:
        code = line.D[0] if line.D else ""
        known = reference.procedures.get(code)
        rows.append(
            {
                "code": code,
                "modifiers": list(line.D[1:]),
                "wording": known.wording if known else "",
                "units": line.G,
                "pointers": line.E,
                "charge": line.F,
            }
        )
    return rows


def contract_payload(contract: Contract | None) -> Json | None:
    """The contract as a biller reads it; None where the registered payer has none with the practice."""
    if contract is None:
        return None
    return {
        "name": contract.name,
        "timely_filing_days": contract.timely_filing_days,
        "corrected_days": contract.corrected_days,
        "clauses": [{"number": c.number, "title": c.title, "text": c.text} for c in contract.clauses],
    }


def _file_by(variant: Variant, contract: Contract | None) -> str:
    """Last day for a claim that no payer has answered; a rejected one counts as never sent."""
    if contract is None:
        return ""
    return (variant.encounter.date_of_service + datetime.timedelta(days=contract.timely_filing_days)).isoformat()


def queue_row(attempt: str, variant: Variant, stage: str, round_number: int, claim: Claim, current: bool) -> Json:
    """One open case of this learner in the work queue, with the state in a biller's words."""
    state = {"coding": "To code", "claim": "To send", "account": "In A/R"}[stage]
    if stage == "claim" and round_number > 1:
        state = "Corrected claim"
    patient = variant.encounter.patient
    return {
        "attempt": attempt,
        "patient": f"{patient.last_name}, {patient.first_name[:1]}.",
        "payer": variant.encounter.coverage[0].payer if variant.encounter.coverage else "Self-pay",
        "amount": claim.items.get("28", ""),
        "stage": stage,
        "state": state,
        "current": current,
    }


# ---- what came back --------------------------------------------------------------------------------------


def round_payload(
    reference: Reference,
    number: int,
    claim: Claim,
    answer: Adjudication,
    remittance: Remittance | None,
    contract: Contract | None = None,
) -> Json:
    """One answer: sums, lines with their reasons in plain words, and the ledger entries it makes."""
    payer = reference.payers.get(answer.payer_id)
    ledger = [] if remittance is None else posting(remittance)
    return {
        "round": number,
        "status": answer.status,
        "claim": claim_to_json(claim),
        "claim_number": answer.claim_number,
        "payer": payer.name if payer else answer.payer_id,
        "paid_on": answer.paid_on.isoformat() if answer.paid_on else "",
        "corrected_by": _corrected_by(answer, contract),
        "rejection": [message.model_dump(mode="json") for message in answer.rejection],
        "lines": [line_payload(reference, line) for line in answer.lines],
        "charge": str(answer.charge),
        "allowed": str(answer.allowed),
        "paid": str(answer.paid),
        "patient": str(answer.patient),
        "adjusted": str(_not_patient(answer.lines)),
        "remittance": None if remittance is None else _payment(remittance),
        "ledger": [entry.model_dump(mode="json") for entry in ledger],
        "reasons": reasons(reference, answer),
    }


def _payment(remittance: Remittance) -> Json:
    claims_paid = sum((claim.paid for claim in remittance.claims), Decimal("0.00"))
    taken = sum((one.amount for one in remittance.provider_adjustments), Decimal("0.00"))
    difference = remittance.amount - claims_paid + taken
    return {
        "number": remittance.number,
        "amount": str(remittance.amount),
        "claims_paid": str(claims_paid),
        "provider_adjustments": str(Decimal("0.00") - taken),
        "difference": str(difference),
    }


def _corrected_by(answer: Adjudication, contract: Contract | None) -> str:
    """Last day for a corrected claim; "" for a rejected one, which is not corrected but sent as new."""
    if contract is None or answer.paid_on is None or answer.status == "rejected":
        return ""
    return (answer.paid_on + datetime.timedelta(days=contract.corrected_days)).isoformat()


def _not_patient(lines: Sequence[AdjudicatedLine]) -> Decimal:
    return sum((a.amount for line in lines for a in line.adjustments if a.group != "PR"), Decimal("0.00"))


def line_payload(reference: Reference, line: AdjudicatedLine) -> Json:
    """A service line with what was adjusted by the payer and what is left to the patient."""
    known = reference.procedures.get(line.code)
    return {
        "number": line.number,
        "code": line.code,
        "modifiers": list(line.modifiers),
        "wording": known.wording if known else "",
        "units": line.units,
        "charge": str(line.charge),
        "allowed": str(line.allowed),
        "paid": str(line.paid),
        "adjusted": str(_not_patient([line])),
        "denied": line.denied,
        "why": line.why,
        "adjustments": [adjustment.model_dump(mode="json") for adjustment in line.adjustments],
    }


def reasons(reference: Reference, answer: Adjudication) -> Json:
    """Meaning and usual action of every CARC and RARC of the answer, in our own words, by code."""
    adjustments = [adjustment for line in answer.lines for adjustment in line.adjustments]
    tables = (
        (reference.carc, {adjustment.carc for adjustment in adjustments}),
        (reference.rarc, {remark for adjustment in adjustments for remark in adjustment.rarcs}),
    )
    return {
        code: {"meaning": table[code].meaning, "usual_action": table[code].usual_action}
        for table, codes in tables
        for code in sorted(codes)
        if code in table
    }
