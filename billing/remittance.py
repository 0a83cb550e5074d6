"""The remittance and the books: one payment for several claims, in balance, and the ledger entries that it makes.

A denied line stays open in the books until somebody decides on it; what the patient owes and what is written off by
contract is posted at once.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from billing.models import AdjudicatedLine, Adjudication, LedgerEntry, Remittance
from billing.payer import patient_share
from billing.values import ZERO

INSURANCE = "Insurance receivable"
PATIENT = "Patient receivable"
CASH = "Cash"
WRITE_OFF = "Contractual write-off"
SEQUESTERED = "Sequestration"

_ACCOUNT_BY_CARC = {"253": SEQUESTERED}
"""Where an adjustment of group CO on a paid line goes; all others are contractual."""


class RemittanceError(ValueError):
    """A remittance or posting that does not balance; the message says where and by how much."""


def remit(adjudications: Iterable[Adjudication], number: str, paid_on: datetime.date) -> Remittance:
    """One payment for the claims that were adjudicated; rejected claims are not on a remittance.

    Raises RemittanceError where line, claim or payment do not balance, or claims of several payers are mixed.
    """
    claims = tuple(claim for claim in adjudications if claim.status != "rejected")
    payers = {claim.payer_id for claim in claims}
    if len(payers) != 1:
        raise RemittanceError(f"A remittance is of one payer; these claims are of {len(payers)}.")
    for claim in claims:
        check_balance(claim)
    amount = sum((claim.paid for claim in claims), ZERO)
    return Remittance(number=number, payer_id=payers.pop(), paid_on=paid_on, amount=amount, claims=claims)


def check_balance(claim: Adjudication) -> None:
    """Raises RemittanceError unless charge = paid + adjustments on every line and the claim's sums are its lines'."""
    for line in claim.lines:
        difference = line.charge - line.paid - sum((one.amount for one in line.adjustments), ZERO)
        if difference:
            raise RemittanceError(f"Claim {claim.claim_number}, line {line.number} is out of balance by {difference}.")
    sums = {
        "charge": sum((line.charge for line in claim.lines), ZERO),
        "allowed": sum((line.allowed for line in claim.lines), ZERO),
        "paid": sum((line.paid for line in claim.lines), ZERO),
        "patient": sum((patient_share(line) for line in claim.lines), ZERO),
    }
    for name, total in sums.items():
        difference = getattr(claim, name) - total
        if difference:
            raise RemittanceError(f"Claim {claim.claim_number}: {name} differs from its lines by {difference}.")


def posting(remittance: Remittance) -> tuple[LedgerEntry, ...]:
    """The ledger entries of a remittance: cash, write-offs and patients' shares against the insurance receivable.

    Raises RemittanceError where the payment is not the sum of its claims, or debits and credits differ.
    """
    paid = sum((claim.paid for claim in remittance.claims), ZERO)
    taken = sum((one.amount for one in remittance.provider_adjustments), ZERO)
    if remittance.amount != paid - taken:
        raise RemittanceError(f"Payment {remittance.amount} is not {paid} less {taken} at provider level.")
    entries: list[LedgerEntry] = []
    for claim in remittance.claims:
        entries += _claim_entries(remittance, claim)
    debit, credit = sum((one.debit for one in entries), ZERO), sum((one.credit for one in entries), ZERO)
    if debit != credit:
        raise RemittanceError(f"Debits {debit} and credits {credit} differ.")
    return tuple(entries)


def open_amount(claim: Adjudication) -> Decimal:
    """What stays open after posting: charges of lines that were denied and that the patient does not owe."""
    return sum((line.charge for line in claim.lines if _stays_open(line)), ZERO)


def _stays_open(line: AdjudicatedLine) -> bool:
    return line.denied and patient_share(line) == ZERO


def _claim_entries(remittance: Remittance, claim: Adjudication) -> list[LedgerEntry]:
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO)
    reasons: dict[str, set[str]] = defaultdict(set)
    posted = [line for line in claim.lines if not _stays_open(line)]
    totals[CASH] = sum((line.paid for line in posted), ZERO)
    for adjustment in (one for line in posted for one in line.adjustments):
        account = PATIENT if adjustment.group == "PR" else _ACCOUNT_BY_CARC.get(adjustment.carc, WRITE_OFF)
        totals[account] += adjustment.amount
        reasons[account].add(f"{adjustment.group}-{adjustment.carc}")
    on = remittance.paid_on
    notes = {CASH: f"Payment {remittance.number}"} | {name: ", ".join(sorted(r)) for name, r in reasons.items()}
    debits = [
        LedgerEntry(date=on, account=name, entry=notes[name], debit=totals[name], credit=ZERO)
        for name in (CASH, WRITE_OFF, SEQUESTERED, PATIENT)
        if totals[name]
    ]
    credit = sum((entry.debit for entry in debits), ZERO)
    if not credit:
        return []
    text = f"Claim {claim.claim_number}, {_line_numbers(posted)}"
    return [*debits, LedgerEntry(date=on, account=INSURANCE, entry=text, debit=ZERO, credit=credit)]


def _line_numbers(lines: list[AdjudicatedLine]) -> str:
    numbers = ", ".join(str(line.number) for line in lines)
    return f"line {numbers}" if len(lines) == 1 else f"lines {numbers}"
