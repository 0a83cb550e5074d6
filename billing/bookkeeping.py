"""What people post: transfers, patients' payments, write-offs by reason, take-backs settled. Each has its guards.

A posting that law, contract or policy forbids is refused with the citation, and the books stay as they were.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from billing.ledger import (
    PATIENT_PARTY,
    Account,
    Entry,
    EntryKind,
    Ledger,
    LedgerError,
    Leg,
    Source,
    Visit,
    post,
    reversal,
)
from billing.values import CENT, ZERO
from data.models import SelfPayTerms

WriteOffReason = Literal["contractual", "denial", "small_balance", "bad_debt", "charity", "prompt_pay"]

POLICY = "Self-pay policy"
ROUTINE_WAIVER = "42 U.S.C. 1320a-7a(i)(6)(A); OIG Special Fraud Alert, 59 Fed. Reg. 65372 (1994)"
FEDERAL = {"medicare", "medicare_advantage", "medicaid", "tricare"}
CONTRACTUAL = "CMS Pub. 100-04, ch. 22, 60; contract, clause 4.5"
NO_BALANCE_BILLING = {
    "medicaid": "42 CFR 447.15; for managed care plans 42 CFR 438.106",
    "qmb": "42 U.S.C. 1396a(n)(3)(B) and 1395w-4(g)(3)(A)",
    "workers_comp": "the state's workers' compensation law; contract, clause 4.5",
}


class GuardError(LedgerError):
    """A posting that a rule forbids."""

    def __init__(self, message: str, cites: str) -> None:
        super().__init__(f"{message} ({cites})")
        self.cites = cites


@dataclass(frozen=True)
class Item:
    """What a posting is about: a claim's line, or with line 0 the claim as a whole."""

    claim: str
    line: int = 0


# ---- what is open ----------------------------------------------------------------------------------------


def open_with(ledger: Ledger, item: Item, party: str) -> Decimal:
    """What a payer (or `patient`) still owes of a line, or of the whole claim; negative: a credit, dollars."""
    account = Account.PATIENT if party == PATIENT_PARTY else Account.INSURANCE
    if item.line:
        return ledger.balances.get((account, party, item.claim, item.line), ZERO)
    visit = ledger.visit(item.claim)
    numbers = {0, *(line.number for line in visit.lines), *(e.source.line for e in ledger.by_claim.get(item.claim, ()))}
    return sum((ledger.balances.get((account, party, item.claim, number), ZERO) for number in numbers), ZERO)


def open_reasons(ledger: Ledger, item: Item, payer_id: str = "") -> tuple[str, ...]:
    """The denials that a payer's latest answer left open: `CO-197`; of any payer where none is named."""
    latest: dict[tuple[str, int], tuple[str, ...]] = {}
    for entry in ledger.standing(item.claim, "payment", "open"):
        if item.line in (0, entry.source.line) and payer_id in ("", entry.source.payer_id):
            latest[entry.source.payer_id, entry.source.line] = entry.reasons if entry.kind == "open" else ()
    return tuple(dict.fromkeys(reason for reasons in latest.values() for reason in reasons))


def protection(visit: Visit) -> str:
    """Why the patient may not be asked for more than the program says: `medicaid`, `qmb`, `workers_comp` or ""."""
    if visit.qmb:
        return "qmb"
    kinds = {payer.kind for payer in visit.payers}
    return next((kind for kind in ("medicaid", "workers_comp") if kind in kinds), "")


def waiver_cites(visit: Visit) -> str:
    """Why cost sharing is not waived as routine: federal law for federal programs, the plan's contract for others."""
    if any(payer.kind in FEDERAL for payer in visit.payers):
        return ROUTINE_WAIVER
    return f"contract, clause 5.1 (patient's share); {POLICY}, 3.3"


def legs_of(item: Item, amount: Decimal, debit: tuple[Account, str], credit: tuple[Account, str]) -> tuple[Leg, ...]:
    """The two sides of an entry about one item: account and party of each."""
    return tuple(
        Leg(account=account, amount=signed, claim=item.claim, line=item.line, party=party)
        for (account, party), signed in ((debit, amount), (credit, -amount))
    )


def receivable(party: str) -> tuple[Account, str]:
    """The receivable of a payer or the patient."""
    return (Account.PATIENT if party == PATIENT_PARTY else Account.INSURANCE), party


def draft(kind: EntryKind, item: Item, on: datetime.date, text: str, legs: tuple[Leg, ...] = (), **more: str) -> Entry:
    """An entry about a claim; `more`: `payer_id` and `document` of its source."""
    return Entry(date=on, kind=kind, text=text, legs=legs, source=Source(claim=item.claim, line=item.line, **more))


def _within(amount: Decimal, most: Decimal, what: str) -> None:
    if amount <= 0:
        raise LedgerError(f"{amount} is no amount to post: it must be more than nothing.")
    if amount > most:
        raise LedgerError(f"{amount} is more than {what}, {most}.")


# ---- claims and transfers --------------------------------------------------------------------------------


def record_billed(ledger: Ledger, claim: str, payer_id: str, on: datetime.date, document: str = "") -> Ledger:
    """Takes note that a claim went to a payer: aging by the date last billed starts from it."""
    ledger.visit(claim)
    text = f"{claim}: claim sent to {payer_id}"
    return post(ledger, [draft("billed", Item(claim), on, text, payer_id=payer_id, document=document)])


def transfer_to_payer(
    ledger: Ledger, item: Item, from_party: str, to_payer: str, amount: Decimal, on: datetime.date
) -> Ledger:
    """Moves an open amount to another payer of the visit: what the first left to the patient, or a wrong payer's.

    Raises LedgerError where less is open or the visit has no such payer.
    """
    visit = ledger.visit(item.claim)
    if visit.kind_of(to_payer) is None:
        raise LedgerError(f"{to_payer} is no payer of account {item.claim}: register the coverage first.")
    if from_party == to_payer:
        raise LedgerError(f"The amount stands with {to_payer} already.")
    _within(amount, open_with(ledger, item, from_party), f"what is open with {from_party}")
    legs = legs_of(item, amount, receivable(to_payer), receivable(from_party))
    text = f"{item.claim}: {amount} from {from_party} to {to_payer}"
    return post(ledger, [draft("transfer", item, on, text, legs, payer_id=to_payer)])


def transfer_to_patient(
    ledger: Ledger, item: Item, payer_id: str, amount: Decimal, on: datetime.date, reason: str
) -> Ledger:
    """Moves what a payer does not owe to the patient. `reason`: why the patient owes it.

    Raises GuardError for what was denied under CO or PI, for Medicaid, QMB and workers' compensation; LedgerError
    where less is open.
    """
    visit = ledger.visit(item.claim)
    shield = protection(visit)
    if shield:
        who = {"qmb": "A QMB patient", "medicaid": "A Medicaid patient", "workers_comp": "An injured worker"}[shield]
        raise GuardError(f"{who} may not be billed for what the program does not pay.", NO_BALANCE_BILLING[shield])
    barred = [one for one in open_reasons(ledger, item, payer_id) if one[:2] in ("CO", "PI")]
    if barred:
        raise GuardError(f"{', '.join(barred)}: the payer holds the practice liable, never the patient.", CONTRACTUAL)
    if not reason.strip():
        raise LedgerError("Say why the patient owes it: the answer, the notice, the end of coverage.")
    _within(amount, open_with(ledger, item, payer_id), f"what is open with {payer_id}")
    legs = legs_of(item, amount, receivable(PATIENT_PARTY), receivable(payer_id))
    text = f"{item.claim}: {amount} from {payer_id} to the patient: {reason}"
    return post(ledger, [draft("transfer", item, on, text, legs, payer_id=payer_id)])


# ---- patients' payments ----------------------------------------------------------------------------------


def patient_payment(
    ledger: Ledger, claim: str, amount: Decimal, on: datetime.date, document: str = "", line: int = 0
) -> Ledger:
    """Money from the patient. More than is owed stands as a credit until it is known whose it is."""
    ledger.visit(claim)
    item = Item(claim, line)
    if amount <= 0:
        raise LedgerError(f"{amount} is no payment: it must be more than nothing. A refund is posted as a refund.")
    legs = legs_of(item, amount, (Account.CASH, PATIENT_PARTY), receivable(PATIENT_PARTY))
    return post(
        ledger, [draft("patient_payment", item, on, f"{claim}: patient paid {amount}", legs, document=document)]
    )


def returned_payment(ledger: Ledger, number: int, on: datetime.date, reason: str = "insufficient funds") -> Ledger:
    """A patient's check that the bank sent back: the payment is reversed and the patient owes it again.

    Raises LedgerError where the entry is no patient's payment or was returned already.
    """
    entry = ledger.entry(number)
    if entry.kind != "patient_payment":
        raise LedgerError(f"Entry {number} is no patient's payment: {entry.text}.")
    return post(ledger, [reversal(ledger, number, on, f"{entry.source.claim}: payment returned, {reason}")])


# ---- write-offs ------------------------------------------------------------------------------------------


def write_off(
    ledger: Ledger,
    item: Item,
    party: str,
    reason: WriteOffReason,
    amount: Decimal,
    on: datetime.date,
    document: str = "",
    policy: SelfPayTerms | None = None,
) -> Ledger:
    """Gives an open amount up. `party`: whose balance; `document`: decision, application or notice that it rests on.

    `policy`: the practice's terms, needed for small balances, discounts and bad debt. Raises GuardError where a rule or
    the policy forbids it, LedgerError where less is open.
    """
    visit = ledger.visit(item.claim)
    open_amount = open_with(ledger, item, party)
    if party == PATIENT_PARTY:
        # payments stand with the claim as a whole: a line may show more than the patient still owes
        open_amount = min(open_amount, open_with(ledger, Item(item.claim), party))
        _patient_guard(ledger, visit, reason, amount, on, document, policy)
    else:
        _payer_guard(ledger, item, party, reason, document)
    _within(amount, open_amount, f"what is open with {party}")
    legs = legs_of(item, amount, (_WRITE_OFF_ACCOUNTS[reason], party), receivable(party))
    text = f"{item.claim}: {amount} written off, {_WRITE_OFF_ACCOUNTS[reason].value.lower()}"
    return post(ledger, [draft("write_off", item, on, text, legs, payer_id=party, document=document)])


_WRITE_OFF_ACCOUNTS: dict[WriteOffReason, Account] = {
    "contractual": Account.CONTRACTUAL,
    "denial": Account.DENIAL,
    "small_balance": Account.SMALL_BALANCE,
    "bad_debt": Account.BAD_DEBT,
    "charity": Account.CHARITY,
    "prompt_pay": Account.PROMPT_PAY,
}


def _payer_guard(ledger: Ledger, item: Item, payer_id: str, reason: WriteOffReason, document: str) -> None:
    """A payer's balance: the contract's part, or a denial that was decided on."""
    denied = open_reasons(ledger, item, payer_id)
    if reason == "contractual" and denied:
        raise GuardError(
            f"{', '.join(denied)} is a denial, not the contract's reduction: decide on it, then write it off as one.",
            CONTRACTUAL,
        )
    if reason == "denial" and not document.strip():
        raise LedgerError("A denial write-off names the decision that it rests on: who gave it up, and why.")
    if reason not in ("contractual", "denial"):
        raise LedgerError(f"A payer's balance is no {reason.replace('_', ' ')}: bill the payer, appeal, or decide.")


def _patient_guard(
    ledger: Ledger,
    visit: Visit,
    reason: WriteOffReason,
    amount: Decimal,
    on: datetime.date,
    document: str,
    policy: SelfPayTerms | None,
) -> None:
    """A patient's balance: never as routine; by need, by size, or after the policy's statements."""
    owed = open_with(ledger, Item(visit.claim), PATIENT_PARTY)
    if protection(visit) and reason == "contractual":
        return
    if reason in ("contractual", "denial"):
        raise GuardError(
            "What a payer leaves to the patient is not written off as routine: bill it; need is shown by an "
            "application, a bad debt by statements.",
            waiver_cites(visit),
        )
    if reason == "charity" and not document.strip():
        raise GuardError("Charity rests on an application that was approved: name it.", waiver_cites(visit))
    if reason == "charity":
        return
    if policy is None:
        raise LedgerError(f"{reason.replace('_', ' ').capitalize()} goes by the self-pay policy: give its terms.")
    if reason == "small_balance" and (owed >= policy.small_balance or amount != owed):
        raise GuardError(
            f"A small balance is a whole account below {policy.small_balance}; {owed} is open.", f"{POLICY}, 4.2"
        )
    if reason == "prompt_pay":
        _prompt_pay_guard(ledger, visit, amount, on, policy)
    if reason == "bad_debt":
        _bad_debt_guard(ledger, visit, on, policy)


def _prompt_pay_guard(ledger: Ledger, visit: Visit, amount: Decimal, on: datetime.date, policy: SelfPayTerms) -> None:
    if visit.payers:
        raise GuardError("The discount is for patients without insurance, never on cost sharing.", waiver_cites(visit))
    most = (visit.charge * policy.prompt_pay_percent).quantize(CENT)
    owed = open_with(ledger, Item(visit.claim), PATIENT_PARTY)
    if amount > most:
        raise GuardError(f"The discount is at most {most} on charges of {visit.charge}.", f"{POLICY}, 3.1")
    if amount != owed:
        raise GuardError(
            f"The discount is for payment in full: post the payment first; {owed} is open.", f"{POLICY}, 3.1"
        )
    last_day = min(line.date for line in visit.lines) + datetime.timedelta(days=policy.prompt_pay_days)
    if on > last_day:
        raise GuardError(f"The discount could be had until {last_day}.", f"{POLICY}, 3.1")


def _bad_debt_guard(ledger: Ledger, visit: Visit, on: datetime.date, policy: SelfPayTerms) -> None:
    shield = protection(visit)
    day = bad_debt_allowed_on(ledger, visit.claim, policy)
    if shield:
        raise GuardError("This patient owes nothing that could become a bad debt.", NO_BALANCE_BILLING[shield])
    if day is None:
        sent = len(ledger.standing(visit.claim, "statement"))
        raise GuardError(f"{sent} of {policy.statements_before_collection} statements have gone out.", f"{POLICY}, 4.3")
    if on < day:
        raise GuardError(f"The account may be given up from {day} on.", f"{POLICY}, 4.3")


def bad_debt_allowed_on(ledger: Ledger, claim: str, policy: SelfPayTerms) -> datetime.date | None:
    """First day on which what the patient owes may be given up; None before the policy's last statement is out."""
    sent = ledger.standing(claim, "statement")
    if len(sent) < policy.statements_before_collection:
        return None
    last = sent[policy.statements_before_collection - 1].date
    return last + datetime.timedelta(days=policy.final_notice_days)
