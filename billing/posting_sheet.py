"""The posting sheet of a remittance: what the books will say of it, as debits and credits a claim."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from billing.ledger import Account
from billing.line_split import posts_to, split_line
from billing.models import Adjudication, LedgerEntry, Remittance
from billing.posting import provider_adjustment_entry, split_claim
from billing.remittance import RemittanceError
from billing.remittance_balance import remittance_problems
from billing.values import ZERO


def posting(remittance: Remittance) -> tuple[LedgerEntry, ...]:
    """The posting sheet of a remittance: its sums by claim and account, debits against the insurance receivable.

    Raises RemittanceError where the remittance does not balance.
    """
    problems = remittance_problems(remittance)
    if problems:
        raise RemittanceError(" ".join(problems))
    rows: list[LedgerEntry] = []
    for claim in remittance.claims:
        rows += _claim_rows(remittance, claim)
    for one in remittance.provider_adjustments:
        for leg in provider_adjustment_entry(remittance, one).legs:
            rows.append(_row(remittance, str(leg.account), f"{one.reason} {one.reference}", leg.amount))
    return tuple(rows)


def open_amount(claim: Adjudication) -> Decimal:
    """What stays open after posting: denied charges that the patient does not owe."""
    return sum((split_line(line).left_open for line in claim.lines), ZERO)


def _claim_rows(remittance: Remittance, claim: Adjudication) -> list[LedgerEntry]:
    totals: dict[Account, Decimal] = defaultdict(lambda: ZERO)
    reasons: dict[Account, dict[str, None]] = defaultdict(dict)
    posted = []
    splits = [(f"line {line.number}", line.adjustments, split_line(line)) for line in claim.lines]
    if claim.adjustments or not claim.lines:
        splits.append(("claim", claim.adjustments, split_claim(claim)))
    for name, adjustments, given in splits:
        credit = given.charge - given.prior - given.left_open
        if not (credit or given.paid):
            continue
        posted.append(name)
        for account, amount in (
            (Account.CASH, given.paid),
            (Account.CONTRACTUAL, given.contractual),
            (Account.SEQUESTRATION, given.sequestration),
            (Account.PATIENT, given.patient),
            (Account.INSURANCE, -credit),
        ):
            totals[account] += amount
        for one in adjustments:
            reasons[_SHEET_ACCOUNTS.get(posts_to(one), Account.INSURANCE)][f"{one.group}-{one.carc}"] = None
    notes = {account: ", ".join(sorted(found)) for account, found in reasons.items()}
    notes |= {Account.CASH: f"Payment {remittance.number}"}
    notes |= {Account.INSURANCE: f"Claim {claim.claim_number}, {_line_numbers(posted)}"}
    order = (Account.CASH, Account.CONTRACTUAL, Account.SEQUESTRATION, Account.PATIENT, Account.INSURANCE)
    return [_row(remittance, str(name), notes[name], totals[name]) for name in order if totals[name]]


_SHEET_ACCOUNTS = {
    "contractual": Account.CONTRACTUAL,
    "sequestration": Account.SEQUESTRATION,
    "patient": Account.PATIENT,
}


def _row(remittance: Remittance, account: str, entry: str, amount: Decimal) -> LedgerEntry:
    debit, credit = max(amount, ZERO), max(-amount, ZERO)
    return LedgerEntry(date=remittance.paid_on, account=account, entry=entry, debit=debit, credit=credit)


def _line_numbers(names: list[str]) -> str:
    numbers = [name.removeprefix("line ") for name in names]
    return f"line {numbers[0]}" if len(numbers) == 1 else f"lines {', '.join(numbers)}"
