"""Money that is not the practice's: credits recognized, refunds to payers and patients, take-backs settled, deadlines.

Medicare Parts A and B: an identified overpayment is reported and returned within 60 days; a good-faith investigation
of related overpayments suspends the deadline (42 CFR 401.305 as amended by CMS-1807-F, in force since 2025-01-01).
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from billing.bookkeeping import GuardError, Item, draft, legs_of, open_with, receivable
from billing.ledger import PATIENT_PARTY, Account, Ledger, LedgerError, Leg, post
from billing.values import ZERO
from scenarios.models import CoverageKind, Frozen

RETURN_WITHIN = 60
INVESTIGATE_WITHIN = 180


class RefundDeadline(Frozen):
    """When an overpayment has to be back."""

    last_day: datetime.date
    why: str
    cites: str


def refund_deadline(
    kind: CoverageKind,
    identified_on: datetime.date,
    investigation_from: datetime.date | None = None,
    investigation_to: datetime.date | None = None,
) -> RefundDeadline | None:
    """The last day for an overpayment of a federal program; None for a payer whose contract alone decides.

    `investigation_from`, `investigation_to`: a timely good-faith investigation of related overpayments and the day on
    which it was concluded and the sum worked out (None: not yet).
    """
    plain = identified_on + datetime.timedelta(days=RETURN_WITHIN)
    if kind == "medicaid":
        return RefundDeadline(
            last_day=plain, why=f"{RETURN_WITHIN} days from {identified_on}", cites="42 U.S.C. 1320a-7k(d)(2)"
        )
    if kind != "medicare":
        return None
    if investigation_from is None:
        return RefundDeadline(
            last_day=plain, why=f"{RETURN_WITHIN} days from {identified_on}", cites="42 CFR 401.305(b)(1)"
        )
    if not identified_on <= investigation_from <= plain:
        raise LedgerError(f"An investigation that suspends the deadline begins between {identified_on} and {plain}.")
    longest = identified_on + datetime.timedelta(days=INVESTIGATE_WITHIN)
    until = min(investigation_to, longest) if investigation_to else longest
    return RefundDeadline(
        last_day=plain + (max(until, investigation_from) - investigation_from),
        why=f"suspended {investigation_from} to {until}, at most {longest}; then the days left of {RETURN_WITHIN}",
        cites="42 CFR 401.305(b)(3)",
    )


def recognize_credit(ledger: Ledger, item: Item, party: str, amount: Decimal, on: datetime.date) -> Ledger:
    """Books a credit as owed to the payer or the patient: from this day on it is identified.

    Raises LedgerError where no such credit stands, and for a patient's credit while a payer's balance is open.
    """
    credit = -open_with(ledger, item, party)
    if amount <= 0 or amount > max(credit, ZERO):
        raise LedgerError(f"{amount} is not a credit of {party}: its balance is {-credit}.")
    if party == PATIENT_PARTY:
        payers = [one.payer_id for one in ledger.visit(item.claim).payers]
        owing = [payer for payer in payers if open_with(ledger, Item(item.claim), payer) > 0]
        if owing:
            raise LedgerError(
                f"{' and '.join(owing)} has not settled account {item.claim} yet: the patient may still owe this money."
            )
    legs = legs_of(item, amount, receivable(party), (refund_account(party), party))
    text = f"{item.claim}: credit of {amount} is owed to {party}"
    return post(ledger, [draft("refund_due", item, on, text, legs, payer_id=party)])


def refund_account(party: str) -> Account:
    """Where money owed back stands."""
    return Account.PATIENT_REFUND if party == PATIENT_PARTY else Account.PAYER_REFUND


def refund_due(ledger: Ledger, claim: str, party: str) -> Decimal:
    """What is recognized as owed back and not yet paid, dollars."""
    return -ledger.balance(refund_account(party), party, claim)


def refund(ledger: Ledger, item: Item, party: str, amount: Decimal, on: datetime.date, document: str) -> Ledger:
    """Pays back what was recognized. `document`: the check, or the letter that it went with.

    Raises LedgerError where less is due and GuardError where a payer takes the money back by itself already.
    """
    due = -ledger.balances.get((refund_account(party), party, item.claim, item.line), ZERO)
    if amount <= 0 or amount > due:
        raise LedgerError(f"{amount} is more than the {due} that is due to {party}: recognize the credit first.")
    if party != PATIENT_PARTY and ledger.balance(Account.OFFSET, party) > 0:
        raise GuardError(
            f"{party} has withheld {ledger.balance(Account.OFFSET, party)} that is not yet settled: pay nothing twice.",
            "835 TR3 005010X221A1, 1.10.2.17",
        )
    legs = legs_of(item, amount, (refund_account(party), party), (Account.CASH, party))
    text = f"{item.claim}: {amount} paid back to {party}"
    return post(ledger, [draft("refund", item, on, text, legs, payer_id=party, document=document)])


def settle_take_back(ledger: Ledger, item: Item, payer_id: str, amount: Decimal, on: datetime.date) -> Ledger:
    """Puts money that a payer withheld to the claim that it was for: first against a refund that is due, else as
    no longer paid, so that the claim is open again.

    Raises LedgerError where less was withheld.
    """
    withheld = ledger.balance(Account.OFFSET, payer_id)
    if amount <= 0 or amount > withheld:
        raise LedgerError(f"{amount} is more than the {max(withheld, ZERO)} that {payer_id} has withheld.")
    ledger.visit(item.claim)
    due = -ledger.balances.get((Account.PAYER_REFUND, payer_id, item.claim, item.line), ZERO)
    settled = min(amount, due)
    sides = (
        (Account.PAYER_REFUND, settled),
        (Account.INSURANCE, amount - settled),
    )
    legs = tuple(
        Leg(account=account, amount=part, claim=item.claim, line=item.line, party=payer_id)
        for account, part in sides
        if part
    )
    offset = Leg(account=Account.OFFSET, amount=-amount, party=payer_id)
    text = f"{item.claim}: {amount} withheld by {payer_id} was for this claim"
    return post(ledger, [draft("transfer", item, on, text, (*legs, offset), payer_id=payer_id)])
