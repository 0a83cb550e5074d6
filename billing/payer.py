"""The payer: from a claim to what is paid, adjusted and owed by the patient, line by line, in balance to the cent.

A claim that the gate sends back never reaches adjudication. For the rest each line is denied for the first reason
that holds, or priced by the contract; then the patient's share and sequestration are taken.
Rules: contracts under data/contracts; 42 CFR 410.152 and 410.160 (coinsurance, deductible); 2 U.S.C. 906
(sequestration).
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from billing.edits import EDITS, ReadLine, Sheet
from billing.form import claim_to_json
from billing.models import AdjudicatedLine, Adjudication, Adjustment, Claim, ScrubMessage
from billing.payer_file import PayerFile
from billing.payer_rules import Denial, PayerView, denials, rejections
from billing.pricing import Price, Pricer, cents
from billing.screening import (
    preventive_by_itself,
    preventive_reason,
)
from billing.scrubber import messages
from billing.values import ZERO
from data import Contract, Reference
from scenarios.models import Encounter

SEQUESTRATION = Decimal("0.02")
SCREENING_TURNED_TREATMENT = Decimal("0.15")
"""Medicare's coinsurance for a colonoscopy marked PT, 2023 to 2026 (42 CFR 410.152(l)(5)(i)(C))."""

GATE = tuple(edit for edit in EDITS if edit.rejects)


class AdjudicationError(ValueError):
    """An adjudication that does not balance: a fault of this room, never of a claim."""


def adjudicate(
    reference: Reference,
    claim: Claim,
    encounter: Encounter,
    contract: Contract,
    paid_on: datetime.date,
    prior: tuple[Adjudication, ...] = (),
    file: PayerFile | None = None,
    received_on: datetime.date | None = None,
) -> Adjudication:
    """The payer's answer to a claim. `prior`: its answers to earlier claims for the same visit, oldest first.

    `file`: what the payer holds beyond the coverage; None: nothing that stands in the way. `received_on`: the day on
    which the claim arrived; None: two weeks before it is paid.

    Same input, same answer. Raises AdjudicationError where a line would not balance, which no claim can bring about.
    """
    number = claim_number(claim, contract.payer_id, paid_on, len(prior))
    coverage = next((one for one in encounter.coverage if one.payer_id == contract.payer_id), None)
    sheet = Sheet(reference, claim, encounter)
    rejection = messages(sheet, GATE)
    if coverage is None:
        rejection += (_unknown_member(contract),)
    rejection += _resubmission(sheet, contract, prior) + _not_yet(sheet, paid_on)
    if rejection or coverage is None:
        return _rejected(sheet, contract, number, rejection, paid_on)
    view = PayerView(sheet, encounter, coverage, contract, paid_on, prior, file or PayerFile(), received_on)
    rejection = rejections(view)
    if rejection:
        return _rejected(sheet, contract, number, rejection, paid_on)
    lines = _adjudicated(view)
    return _checked(
        Adjudication(
            claim_number=number,
            payer_id=contract.payer_id,
            status="denied" if all(line.denied for line in lines) else "paid",
            lines=lines,
            charge=sum((line.charge for line in lines), ZERO),
            allowed=sum((line.allowed for line in lines), ZERO),
            paid=sum((line.paid for line in lines), ZERO),
            patient=sum((patient_share(line) for line in lines), ZERO),
            paid_on=paid_on,
        )
    )


def claim_number(claim: Claim, payer_id: str, paid_on: datetime.date, resent: int) -> str:
    """The payer's own number for a claim: made from the claim itself, so that the same claim gets the same number."""
    text = json.dumps([claim_to_json(claim), payer_id, paid_on.isoformat(), resent], sort_keys=True)
    digits = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10**9
    return f"{payer_id[:3].upper()}{paid_on:%y}{digits:09d}"


def patient_share(line: AdjudicatedLine) -> Decimal:
    """What the patient owes of a line: its adjustments of group PR."""
    return sum((adjustment.amount for adjustment in line.adjustments if adjustment.group == "PR"), ZERO)


# ---- the gate --------------------------------------------------------------------------------------------


def _unknown_member(contract: Contract) -> ScrubMessage:
    message = "The payer that was billed does not know this member."
    return ScrubMessage(edit="PG-001", item="1a", severity="error", message=message, cites=f"{contract.name}, 2.1")


def _resubmission(sheet: Sheet, contract: Contract, prior: tuple[Adjudication, ...]) -> tuple[ScrubMessage, ...]:
    """Item 22: a correction names an answered claim; voids are not part of this payer's exercise."""
    code, original = sheet.item("22"), sheet.item("22 original")
    answered = {earlier.claim_number for earlier in prior if earlier.status != "rejected"}
    cites = f"{contract.name}, 3.2"
    if code == "7" and original not in answered:
        message = "The payer has answered no claim of this number: it cannot be corrected."
        return (ScrubMessage(edit="PG-002", item="22 original", severity="error", message=message, cites=cites),)
    if code == "8":
        message = "A void takes the first claim back and pays nothing. Frequency 7 replaces it."
        return (ScrubMessage(edit="PG-003", item="22", severity="error", message=message, cites=cites),)
    return ()


def _not_yet(sheet: Sheet, paid_on: datetime.date) -> tuple[ScrubMessage, ...]:
    late = [line for line in sheet.lines if line.date and line.date > paid_on]
    cites = "NUCC 1500 manual (02/12), item 24A"
    return tuple(
        ScrubMessage(
            edit="PG-004",
            item=line.item("A"),
            severity="error",
            message="The date of service has not come.",
            cites=cites,
        )
        for line in late
    )


def _rejected(
    sheet: Sheet, contract: Contract, number: str, rejection: tuple[ScrubMessage, ...], paid_on: datetime.date
) -> Adjudication:
    charge = sum((line.charge or ZERO for line in sheet.lines), ZERO)
    return Adjudication(
        claim_number=number,
        payer_id=contract.payer_id,
        status="rejected",
        rejection=tuple(dict.fromkeys(rejection)),
        lines=(),
        charge=charge,
        allowed=ZERO,
        paid=ZERO,
        patient=ZERO,
        paid_on=paid_on,
    )


# ---- line by line ----------------------------------------------------------------------------------------


def _adjudicated(view: PayerView) -> tuple[AdjudicatedLine, ...]:
    lines = view.sheet.lines
    denied = denials(view)
    payable = [line for line in lines if line.number not in denied]
    pricer = Pricer(view.sheet.reference, view.contract, view.encounter.provider.credential)
    prices = pricer.prices(payable)
    shares = _Shares(view)
    answered = []
    for line in lines:
        denial = denied.get(line.number)
        answered.append(_denied(line, denial) if denial else _paid(view, line, prices[line.number], shares))
    return tuple(answered)


def _denied(line: ReadLine, denial: Denial) -> AdjudicatedLine:
    charge = line.charge or ZERO
    adjustment = Adjustment(group=denial.group, carc=denial.carc, rarcs=denial.rarcs, amount=charge)
    return _line(line, ZERO, ZERO, (adjustment,), True, denial.why)


def _paid(view: PayerView, line: ReadLine, price: Price, shares: _Shares) -> AdjudicatedLine:
    charge = line.charge or ZERO
    if charge == ZERO:
        return _line(line, ZERO, ZERO, (), False, "Reported at no charge: nothing to pay, nothing owed (clause 7.4).")
    share = shares.of(line, price)
    adjustments = [
        Adjustment(group="CO", carc="45", amount=charge - price.full),
        Adjustment(group="CO", carc="59", amount=price.full - price.allowed),
        *(Adjustment(group="PR", carc=carc, amount=amount) for carc, amount in share.amounts),
    ]
    before = price.allowed - sum((amount for _, amount in share.amounts), ZERO)
    withheld = cents(before * SEQUESTRATION) if view.contract.sequestration else ZERO
    adjustments.append(Adjustment(group="CO", carc="253", amount=withheld))
    kept = tuple(adjustment for adjustment in adjustments if adjustment.amount)
    why = " ".join(part for part in (price.why, share.why, "2 % withheld (clause 5.3)." if withheld else "") if part)
    return _line(line, price.allowed, before - withheld, kept, False, why)


def _line(
    line: ReadLine,
    allowed: Decimal,
    paid: Decimal,
    adjustments: tuple[Adjustment, ...],
    denied: bool,
    why: str,
) -> AdjudicatedLine:
    return AdjudicatedLine(
        number=line.number,
        code=line.code,
        modifiers=line.modifiers,
        units=line.units or 1,
        charge=line.charge or ZERO,
        allowed=allowed,
        paid=paid,
        adjustments=adjustments,
        denied=denied,
        why=why,
    )


# ---- the patient's share ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Share:
    amounts: tuple[tuple[str, Decimal], ...]
    """CARC (1 deductible, 2 coinsurance, 3 copayment) and amount."""
    why: str


class _Shares:
    """Takes the patient's share line after line: what one line used of the deductible is gone for the next."""

    def __init__(self, view: PayerView) -> None:
        self._view = view
        self._deductible_left = view.coverage.deductible_left
        self._copay_taken = False

    def of(self, line: ReadLine, price: Price) -> _Share:
        """The patient's share of one payable line."""
        view, contract = self._view, self._view.contract
        if view.coverage.kind == "workers_comp":
            return _Share((), "The injured worker owes nothing (clause 5.1).")
        if contract.free_preventive and self._preventive(line):
            return self._preventive_share(line, price)
        if view.coverage.kind == "medicare" and not price.from_schedule and "80000" <= line.code <= "89999":
            return _Share((), "Laboratory tests carry no patient share (clause 5.1).")
        if view.coverage.copay and line.code.startswith(contract.copay_codes):
            return self._copay(price)
        return self._ordinary(price)

    def _preventive(self, line: ReadLine) -> bool:
        marked = self._view.contract.screening_modifier in line.modifiers and preventive_reason(line.diagnoses)
        return marked or preventive_by_itself(line.code, line.diagnoses)

    def _preventive_share(self, line: ReadLine, price: Price) -> _Share:
        """Nothing; but Medicare takes coinsurance where a screening turned into a treatment."""
        if self._view.coverage.kind != "medicare" or "PT" not in line.modifiers:
            return _Share((), "Preventive: no patient share (clause 5.2).")
        amount = cents(price.allowed * SCREENING_TURNED_TREATMENT)
        return _Share((("2", amount),), "Marked PT: no deductible, coinsurance 15 % (clause 5.2).")

    def _copay(self, price: Price) -> _Share:
        if self._copay_taken:
            return _Share((), "The day's copayment stands on another line (clause 5.1).")
        self._copay_taken = True
        amount = min(self._view.coverage.copay, price.allowed)
        return _Share((("3", amount),), f"Copayment {amount:.2f} (clause 5.1).")

    def _ordinary(self, price: Price) -> _Share:
        coverage = self._view.coverage
        deductible = min(self._deductible_left, price.allowed)
        self._deductible_left -= deductible
        coinsurance = cents((price.allowed - deductible) * coverage.coinsurance_rate)
        amounts = tuple((carc, amount) for carc, amount in (("1", deductible), ("2", coinsurance)) if amount)
        rate = f"{coverage.coinsurance_rate * 100:.0f}"
        why = f"Deductible {deductible:.2f}, then coinsurance {rate} % of the rest, {coinsurance:.2f} (clause 5.1)."
        return _Share(amounts, why)


# ---- balance ---------------------------------------------------------------------------------------------


def _checked(answer: Adjudication) -> Adjudication:
    """The same adjudication, once every line and the claim are in balance."""
    for line in answer.lines:
        adjusted = sum((adjustment.amount for adjustment in line.adjustments), ZERO)
        if line.charge != line.paid + adjusted or any(one.amount < 0 for one in line.adjustments):
            raise AdjudicationError(f"Line {line.number}: {line.charge} is not {line.paid} paid + {adjusted} adjusted.")
    return answer
