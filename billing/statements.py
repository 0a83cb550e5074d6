"""The patient's statement: each service in plain words, what was paid and adjusted, what is owed, and by when.

What may stand on it: only what a payer has left to the patient, or a self-pay patient's own charges. Never a balance
that a payer has not answered for, that the contract takes off, or that Medicaid, QMB or workers' compensation bars.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal

from billing.aging import BUCKETS, bucket, spread
from billing.bookkeeping import (
    NO_BALANCE_BILLING,
    POLICY,
    GuardError,
    Item,
    bad_debt_allowed_on,
    draft,
    open_with,
    protection,
)
from billing.ledger import PATIENT_PARTY, Account, ChargeLine, Ledger, LedgerError, claim_balance, post
from billing.refunds import refund_due
from billing.values import CENT, ZERO
from data.models import SelfPayTerms
from scenarios.models import Frozen

MEDICAID_COPAY = "PR-3"
NOTICE = "Training data: all people, payers and numbers are invented."


class StatementLine(Frozen):
    """One service on the statement, dollars: the charge is the sum of the other columns."""

    date: datetime.date
    service: str
    charge: Decimal
    insurance_paid: Decimal
    adjusted: Decimal
    """Taken off by contract, by law or by the practice."""
    pending: Decimal
    """Not asked for: still with a payer, or barred."""
    you_paid: Decimal
    you_owe: Decimal


class Statement(Frozen):
    """A statement as it goes to the patient."""

    number: str
    date: datetime.date
    account: str
    patient: str
    lines: tuple[StatementLine, ...]
    amount_due: Decimal
    due_by: datetime.date
    aging: Mapping[str, Decimal]
    """What is owed by days since the service."""
    sequence: int
    """1 for the first of the cycle."""
    messages: tuple[str, ...]


class StatementProblem(Frozen):
    """Why a balance may not go to the patient, or not now."""

    message: str
    cites: str = ""


class Due(Frozen):
    """What comes next on a patient's balance by the policy."""

    action: str
    """`statement`, `bad_debt` (with the final notice before it) or `nothing`."""
    on: datetime.date | None = None
    """First day for it."""
    why: str


# ---- what may be asked for -------------------------------------------------------------------------------


def billable(ledger: Ledger, claim: str) -> Decimal:
    """What the patient may be asked for today, dollars; nothing where `statement_problems` finds any."""
    owed = max(open_with(ledger, Item(claim), PATIENT_PARTY), ZERO)
    if protection(ledger.visit(claim)):
        return min(owed, _medicaid_copay(ledger, claim))
    return owed


def statement_problems(ledger: Ledger, claim: str, policy: SelfPayTerms | None = None) -> tuple[StatementProblem, ...]:
    """All that keeps the account off a statement; empty where one may go out."""
    visit = ledger.visit(claim)
    owed = open_with(ledger, Item(claim), PATIENT_PARTY)
    found: list[StatementProblem] = []
    if owed < 0 or refund_due(ledger, claim, PATIENT_PARTY) > 0:
        credit = max(-owed, refund_due(ledger, claim, PATIENT_PARTY))
        found.append(StatementProblem(message=f"The patient has a credit of {credit}: refund it, don't bill."))
    elif owed == 0:
        found.append(StatementProblem(message="The patient owes nothing."))
    shield = protection(visit)
    if shield and owed > 0 and not billable(ledger, claim):
        text = {
            "qmb": "QMB: Medicare's deductible, coinsurance and copayments are never the patient's. Bill Medicaid.",
            "medicaid": "Medicaid's payment is payment in full but for the copayment that Medicaid itself names.",
            "workers_comp": "Care of a work injury is never billed to the worker.",
        }[shield]
        found.append(StatementProblem(message=text, cites=NO_BALANCE_BILLING[shield]))
    waiting = [one.payer_id for one in visit.payers if open_with(ledger, Item(claim), one.payer_id) > 0]
    answered = {entry.source.payer_id for entry in ledger.standing(claim, "payment", "open", "transfer")}
    unasked = [one.payer_id for one in visit.payers if one.payer_id not in answered and one.payer_id not in waiting]
    if owed > 0 and unasked and not shield:
        text = f"{' and '.join(unasked)} has not answered yet: transfer the balance and send the claim there first."
        found.append(StatementProblem(message=text))
    if policy and 0 < owed < policy.small_balance:
        text = f"{owed} is below {policy.small_balance}: a small balance is written off and not billed."
        found.append(StatementProblem(message=text, cites=f"{POLICY}, 4.2"))
    return tuple(found)


def _medicaid_copay(ledger: Ledger, claim: str) -> Decimal:
    """The copayment that a Medicaid payer's own answer leaves to the patient, less what the patient has paid."""
    visit = ledger.visit(claim)
    named = ZERO
    for entry in ledger.standing(claim, "payment"):
        if visit.kind_of(entry.source.payer_id) == "medicaid":
            copays = [reason.split() for reason in entry.reasons if reason.startswith(f"{MEDICAID_COPAY} ")]
            named += sum((Decimal(amount) for _, amount in copays), ZERO)
    return max(named - claim_balance(ledger, claim).patient_paid, ZERO)


# ---- the statement ---------------------------------------------------------------------------------------


def statement(
    ledger: Ledger,
    claim: str,
    on: datetime.date,
    number: str,
    wording: Mapping[str, str],
    policy: SelfPayTerms,
) -> Statement:
    """The statement of an account. `wording`: a service in plain words by its code.

    Raises GuardError where a rule bars it, LedgerError where nothing is owed.
    """
    problems = statement_problems(ledger, claim, policy)
    if problems:
        first = problems[0]
        raise GuardError(first.message, first.cites) if first.cites else LedgerError(first.message)
    visit = ledger.visit(claim)
    stands = _stands_by_line(ledger, claim)
    owed = _asked_by_line(stands, billable(ledger, claim))
    lines = tuple(
        _line(ledger, claim, line, wording.get(line.code, f"Service {line.code}"), stands, owed) for line in visit.lines
    )
    due = billable(ledger, claim)
    ages = dict.fromkeys(BUCKETS, ZERO)
    for shown in lines:
        ages[bucket((on - shown.date).days)] += shown.you_owe
    sequence = len(ledger.standing(claim, "statement")) + 1
    return Statement(
        number=number,
        date=on,
        account=claim,
        patient=visit.patient,
        lines=lines,
        amount_due=due,
        due_by=on + datetime.timedelta(days=policy.statement_days),
        aging=ages,
        sequence=sequence,
        messages=_messages(ledger, claim, on, sequence, policy),
    )


def _stands_by_line(ledger: Ledger, claim: str) -> dict[int, Decimal]:
    """The patient's balance by line, what was paid on the whole account taken off the oldest first."""
    visit = ledger.visit(claim)
    numbers = (0, *(line.number for line in visit.lines))
    standing = {
        number: ledger.balances.get((Account.PATIENT, PATIENT_PARTY, claim, number), ZERO) for number in numbers
    }
    spread_out = spread(ledger, claim, standing)
    whole = spread_out.pop(0, ZERO)
    if whole:
        first = visit.lines[0].number
        spread_out[first] = spread_out.get(first, ZERO) + whole
    return spread_out


def _asked_by_line(stands: Mapping[int, Decimal], left: Decimal) -> dict[int, Decimal]:
    """What is asked for by line; together what is billable, to the cent."""
    asked: dict[int, Decimal] = {}
    for number in sorted(stands):
        asked[number] = min(max(stands[number], ZERO), left)
        left -= asked[number]
    return asked


def _line(
    ledger: Ledger,
    claim: str,
    line: ChargeLine,
    service: str,
    stands: Mapping[int, Decimal],
    asked: Mapping[int, Decimal],
) -> StatementLine:
    balance = claim_balance(ledger, claim, line.number)
    with_payers = sum(balance.insurance.values(), ZERO)
    adjusted = sum(balance.written_off.values(), ZERO)
    mine, you_owe = stands.get(line.number, ZERO), asked.get(line.number, ZERO)
    return StatementLine(
        date=line.date,
        service=service,
        charge=balance.charge,
        insurance_paid=balance.insurance_paid,
        adjusted=adjusted,
        pending=with_payers + mine - you_owe,
        you_paid=balance.charge - balance.insurance_paid - adjusted - with_payers - mine,
        you_owe=you_owe,
    )


def _messages(ledger: Ledger, claim: str, on: datetime.date, sequence: int, policy: SelfPayTerms) -> tuple[str, ...]:
    visit = ledger.visit(claim)
    said = []
    if sequence >= policy.statements_before_collection:
        said.append("This is our last statement before a final notice and collection. Please pay, or call us.")
    elif sequence > 1:
        said.append("This balance was on an earlier statement. Please pay, or call us to arrange payments.")
    if not visit.payers and sequence == 1 and policy.prompt_pay_percent:
        share = f"{policy.prompt_pay_percent * 100:.0f} %"
        last_day = min(line.date for line in visit.lines) + datetime.timedelta(days=policy.prompt_pay_days)
        if on <= last_day:
            said.append(f"Without insurance you may take {share} off if you pay in full by {last_day}.")
    said.append("If you can't pay, ask us for a payment plan or for financial assistance.")
    return (*said, NOTICE)


def record_statement(ledger: Ledger, made: Statement) -> Ledger:
    """Takes note that a statement went out: the next one, the aging by last billing and bad debt count from it.

    Raises LedgerError where it is not the next one of the account.
    """
    if made.sequence != len(ledger.standing(made.account, "statement")) + 1:
        raise LedgerError(f"Statement {made.sequence} of account {made.account} has gone out already.")
    text = f"{made.account}: statement {made.number} of {made.amount_due}"
    note = draft("statement", Item(made.account), made.date, text, document=made.number)
    return post(ledger, [note.model_copy(update={"amount": made.amount_due})])


# ---- the cycle -------------------------------------------------------------------------------------------


def next_step(ledger: Ledger, claim: str, policy: SelfPayTerms) -> Due:
    """What the policy wants next: a statement, or after the last one and a final notice giving the account up."""
    problems = statement_problems(ledger, claim, policy)
    if problems:
        return Due(action="nothing", why=problems[0].message)
    sent = ledger.standing(claim, "statement")
    if not sent:
        return Due(action="statement", why="No statement has gone out.")
    last = sent[-1].date
    if len(sent) < policy.statements_before_collection:
        due = last + datetime.timedelta(days=policy.statement_days)
        why = f"{len(sent)} of {policy.statements_before_collection} statements, the last on {last}."
        return Due(action="statement", on=due, why=why)
    return Due(
        action="bad_debt", on=bad_debt_allowed_on(ledger, claim, policy), why=f"Final notice went out on {last}."
    )


class PaymentPlan(Frozen):
    """Monthly payments that together are the balance."""

    payments: tuple[tuple[datetime.date, Decimal], ...]
    """Day and dollars; the last one takes what is left."""

    @property
    def total(self) -> Decimal:
        """Sum of the payments."""
        return sum((amount for _, amount in self.payments), ZERO)


def payment_plan(balance: Decimal, first_day: datetime.date, months: int, policy: SelfPayTerms) -> PaymentPlan:
    """A plan of equal payments, rounded up to the cent; no interest. Raises LedgerError outside the policy's terms."""
    if balance <= 0:
        raise LedgerError("There is nothing to pay off.")
    if not 1 <= months <= policy.plan_longest_months:
        raise LedgerError(f"A plan runs 1 to {policy.plan_longest_months} months, not {months}.")
    each = (balance / months).quantize(CENT, ROUND_CEILING)
    if each < policy.plan_smallest_monthly and months > 1:
        raise LedgerError(f"{each} a month is below the smallest payment of {policy.plan_smallest_monthly}.")
    payments: list[tuple[datetime.date, Decimal]] = []
    left = balance
    while left > 0:
        payments.append((_months_later(first_day, len(payments)), min(each, left)))
        left -= min(each, left)
    return PaymentPlan(payments=tuple(payments))


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months on; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
