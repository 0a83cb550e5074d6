"""Money on an account: posting, the patient's bill and payment, write-offs, refunds, the end.

All of it is entries of the ledger, whose guards decide what may be posted; what they refuse is told to the learner.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal

from billing.accounts import claim_papers
from billing.accounts.models import Adjust, Close, Due, Item, Post, Refund, Reverse
from billing.accounts.sending import account_number
from billing.accounts.state import ActionError, State
from billing.bookkeeping import (
    GuardError,
    WriteOffReason,
    bad_debt_allowed_on,
    open_with,
    patient_payment,
    receivable,
    transfer_to_patient,
    write_off,
)
from billing.bookkeeping import Item as BookItem
from billing.hand_posting import HandPosting, finish_by_hand, post_by_hand
from billing.ledger import PATIENT_PARTY, LedgerError, claim_balance, reverse
from billing.posting import TAKEN_BACK, post_remittance
from billing.refunds import recognize_credit, refund_deadline
from billing.refunds import refund as pay_refund
from billing.statements import record_statement, statement
from billing.values import ZERO, read_money
from data import Reference
from data.models import SelfPayTerms

PATIENT_PAYS_DAYS = 18
"""From a statement to the patient's check, where one comes."""


def paid_at_desk(state: State) -> None:
    """What the patient paid at the visit (item 29) is in the books from the first day."""
    paid = read_money(state.world.encounter.registration.amount_paid or "0") or ZERO
    if paid > 0:
        day = state.world.encounter.date_of_service
        state.ledger = patient_payment(state.ledger, account_number(state.world), paid, day, "paid at the visit")


# ---- posting ---------------------------------------------------------------------------------------------


def post(state: State, action: Post) -> None:
    """Posts a remittance, automatically or as typed. Raises ActionError where the books do not take it."""
    remittance = state.remittances.get(action.remittance)
    if remittance is None:
        raise ActionError("There is no such remittance on this account.")
    if action.remittance in state.posted:
        raise ActionError(f"Remittance {action.remittance} is posted already. The books are unchanged.")
    if action.lines is None:
        posted = post_remittance(state.ledger, remittance, _accounts(state))
        if posted.refused:
            raise ActionError(" ".join(note.message for note in posted.notes))
        state.ledger = posted.ledger
        said = "; ".join(note.message for note in posted.notes if note.kind not in ("open", "hint"))
    else:
        said = _by_hand(state, action)
    state.posted.append(action.remittance)
    state.note("posted", f"Remittance {action.remittance} posted", said)
    for sent in list(state.claims):
        if sent.answer is not None and sent.state == "answered":
            state.change_claim(sent.n, state="posted")


def _accounts(state: State) -> dict[str, str]:
    """This account by the payers' own claim numbers."""
    account = account_number(state.world)
    return {one.claim_number: account for sent in state.remittances.values() for one in sent.claims}


def _by_hand(state: State, action: Post) -> str:
    remittance = state.remittances[action.remittance]
    typed = {(one.claim, one.line): one for one in action.lines or ()}
    ledger, findings = state.ledger, []
    try:
        for claim in (one for one in remittance.claims if one.clp_status != TAKEN_BACK):
            n = next((one.n for one in state.claims if one.answer == claim), None)
            for line in claim.lines:
                row = typed.get((n or 0, line.number))
                if row is None:
                    raise ActionError(f"Line {line.number} is not posted: every line of the remittance wants a row.")
                sheet = HandPosting(paid=row.paid, write_off=row.write_off, patient=row.patient, left_open=row.open)
                done = post_by_hand(ledger, remittance, claim, line, sheet, _accounts(state))
                ledger = done.ledger
                findings += [f"Line {line.number}: {one.message}" for one in done.findings]
        ledger = finish_by_hand(ledger, remittance, _accounts(state))
    except LedgerError as refused:
        raise ActionError(f"{refused} The books are unchanged.") from None
    state.ledger = ledger
    for text in findings:
        state.flag("posting", text, "Remittance, group codes CO and PR")
    return " ".join(findings)


def reverse_entry(state: State, action: Reverse) -> None:
    """Undoes an entry by its reversal; a payment that was undone can be posted again."""
    try:
        entry = state.ledger.entry(action.entry)
        state.ledger = reverse(state.ledger, action.entry, state.day, f"Reversed: {entry.text}")
    except LedgerError as refused:
        raise ActionError(str(refused)) from None
    state.note("posted", f"Entry {action.entry} reversed", entry.text)


def credits(state: State) -> None:
    """A balance below nothing is somebody's money: an open item for each; one that was used up is settled.

    A patient's credit waits for the payers: what they leave to the patient comes out of it first.
    """
    account = account_number(state.world)
    balance = claim_balance(state.ledger, account)
    owed = {payer: -amount for payer, amount in balance.insurance.items()}
    payers_owe = any(amount > 0 for amount in balance.insurance.values()) or any(
        one.state in ("waiting", "answered") for one in state.claims
    )
    owed[PATIENT_PARTY] = ZERO if payers_owe else -balance.patient
    for item in [one for one in state.items.values() if one.kind == "credit" and one.state == "open"]:
        amount = owed.get(item.id.removeprefix("c."), ZERO)
        if amount <= 0:
            state.change_item(item.id, state="settled", outcome="The credit was used up.")
        elif amount != item.amount:
            state.change_item(item.id, amount=amount)
    for party, amount in owed.items():
        known = state.items.get(f"c.{party}")
        if amount > 0 and (known is None or known.state == "settled"):
            state.items[f"c.{party}"] = _credit_item(state, party, amount)


def _credit_item(state: State, party: str, amount: Decimal) -> Item:
    kind = state.ledger.visit(account_number(state.world)).kind_of(party)
    limit = refund_deadline(kind, state.day) if kind is not None else None
    return Item(
        id=f"c.{party}",
        kind="credit",
        claim=len(state.claims),
        line=None,
        look="credit",
        amount=amount,
        due=(Due(what="refund", day=limit.last_day),) if limit is not None else (),
        evidence=tuple(paper.id for paper in state.papers.values() if paper.kind not in ("x12", "claim")),
    )


# ---- the patient -----------------------------------------------------------------------------------------


def patient_owes(state: State) -> Decimal:
    """The patient's balance, dollars; below nothing for a credit."""
    return claim_balance(state.ledger, account_number(state.world)).patient


def send_statement(state: State) -> None:
    """A statement goes to the patient, who pays, or does not; one that may not go out is a slip and stays in."""
    account = account_number(state.world)
    if patient_owes(state) <= 0:
        raise ActionError("The patient owes nothing: no statement goes out.")
    number = len(state.statements) + 1
    wording = {code: known.wording for code in _codes(state) if (known := state.world.reference.procedures.get(code))}
    try:
        made = statement(state.ledger, account, state.day, f"S{number}", wording, policy(state))
        state.ledger = record_statement(state.ledger, made)
    except GuardError as refused:
        state.flag("compliance", f"A statement was to go to the patient. {refused}", refused.cites, patient_owes(state))
        return
    except LedgerError as refused:
        state.flag("money", f"A statement was to go out too early. {refused}", "Patient last", patient_owes(state))
        return
    state.statements.append(state.day)
    state.add_paper(claim_papers.statement_paper(made))
    state.note("statement", f"Statement {number} sent", f"{made.amount_due} owed", f"statement.{number}")
    if number >= pays_after(state):
        state.plan(
            PATIENT_PAYS_DAYS, "The patient's payment", lambda: _patient_pays(state, made.amount_due, f"S{number}")
        )
    else:
        days = policy(state).statement_days
        state.plan(days, f"{days} days after statement {number}",
                   lambda: state.note("patient", f"No payment on statement {number}"))  # fmt: skip


def _codes(state: State) -> list[str]:
    return [line.code for line in state.ledger.visit(account_number(state.world)).lines]


def pays_after(state: State) -> int:
    """The statement that this patient pays on: 1 for most, 2 for some, 9 (never) for one in ten; fixed by the seed."""
    variant = state.world.variant
    digest = hashlib.sha256(f"{variant.family}:{variant.seed}:pays".encode()).digest()[0] % 10
    return 1 if digest < 7 else 2 if digest < 9 else 9


def _patient_pays(state: State, owed: Decimal, document: str) -> None:
    amount = min(owed, patient_owes(state))
    if amount <= 0:
        return
    state.ledger = patient_payment(state.ledger, account_number(state.world), amount, state.day, document)
    state.note("payment", "The patient paid", f"{amount} by check")


def self_pay_terms(reference: Reference) -> SelfPayTerms:
    """The terms of the practice's self-pay policy, the document that the learner reads."""
    terms = reference.contracts["self-pay"].self_pay
    if terms is None:
        raise LookupError("The self-pay policy has no terms.")
    return terms


def policy(state: State) -> SelfPayTerms:
    """The practice's own terms for patients."""
    return self_pay_terms(state.world.reference)


def adjust(state: State, action: Adjust) -> None:
    """Gives up what is left with the patient, for one of the policy's reasons."""
    owed = patient_owes(state)
    account = account_number(state.world)
    reason: WriteOffReason = action.reason
    try:
        state.ledger = write_off(
            state.ledger, BookItem(account), PATIENT_PARTY, reason, owed, state.day, "decision", policy(state)
        )
    except LedgerError as refused:
        raise ActionError(str(refused)) from None
    state.note("posted", f"Patient's balance of {owed} given up: {reason.replace('_', ' ')}")


def may_give_up(state: State) -> bool:
    """Whether the policy lets the patient's balance become a bad debt today."""
    day = bad_debt_allowed_on(state.ledger, account_number(state.world), policy(state))
    return day is not None and day <= state.day


# ---- items -----------------------------------------------------------------------------------------------


def _book_items(state: State, item: Item) -> list[BookItem]:
    """The lines of the books that an item is about."""
    account = account_number(state.world)
    lines = [item.line] if item.line else [line.number for line in state.ledger.visit(account).lines]
    return [BookItem(account, number) for number in lines]


def to_patient(state: State, item: Item, reason: str) -> None:
    """Moves what the payer does not owe to the patient; raises the books' own refusals."""
    payer = state.claim(item.claim).payer_id
    ledger = state.ledger
    for book in _book_items(state, item):
        amount = open_with(ledger, book, payer)
        if amount > 0:
            ledger = transfer_to_patient(ledger, book, payer, amount, state.day, reason)
    state.ledger = ledger


def write_off_item(state: State, item: Item, note: str) -> Decimal:
    """Writes off what is open of an item; raises LedgerError."""
    payer = state.claim(item.claim).payer_id
    ledger, total = state.ledger, ZERO
    why = note or "decided on the workbench"
    for book in _book_items(state, item):
        amount = open_with(ledger, book, payer)
        if amount > 0:
            ledger = write_off(ledger, book, payer, "denial", amount, state.day, why)
            total += amount
        share = open_with(ledger, book, PATIENT_PARTY)
        if (item.kind == "underpaid" or item.group == "PR") and share > 0:
            ledger = write_off(ledger, book, PATIENT_PARTY, "contractual", share, state.day, why)
            total += share
    if item.kind == "rejection":
        raise LedgerError("A rejected claim was never decided on: mend it and send it, there is nothing to write off.")
    state.ledger = ledger
    return total


def close_item(state: State, item: Item) -> str:
    """Closes an item without a move of money, where none is open."""
    payer = state.claim(item.claim).payer_id
    left = sum((max(open_with(state.ledger, book, payer), ZERO) for book in _book_items(state, item)), ZERO)
    return f"Closed; {left} stays open in the books." if left and item.kind == "denial" else "Closed: nothing is owed."


def refund_item(state: State, item: Item) -> str:
    """Pays the credit that an item is about back to whom it belongs."""
    party = item.id.removeprefix("c.") if item.kind == "credit" else state.claim(item.claim).payer_id
    amount = _credit(state, party)
    if amount <= 0:
        return "There is no credit to pay back."
    _pay_back(state, party, amount)
    return f"{amount} paid back."


def refund(state: State, action: Refund) -> None:
    """Pays money back. Raises ActionError where none is owed."""
    if action.amount > _credit(state, action.to):
        raise ActionError(f"{action.amount} is more than the credit of {max(_credit(state, action.to), ZERO)}.")
    _pay_back(state, action.to, action.amount)
    item = state.items.get(f"c.{action.to}")
    if item is not None:
        state.change_item(item.id, state="settled", outcome=f"{action.amount} paid back.")


def _credit(state: State, party: str) -> Decimal:
    return -open_with(state.ledger, BookItem(account_number(state.world)), party)


def _pay_back(state: State, party: str, amount: Decimal) -> None:
    account = account_number(state.world)
    left = amount
    numbers = [0, *(line.number for line in state.ledger.visit(account).lines)]
    try:
        for number in numbers:
            book = BookItem(account, number)
            credit = -state.ledger.balances.get((*receivable(party), account, number), ZERO)
            part = min(credit, left)
            if part > 0:
                state.ledger = recognize_credit(state.ledger, book, party, part, state.day)
                state.ledger = pay_refund(state.ledger, book, party, part, state.day, "refund check")
                left -= part
    except LedgerError as refused:
        raise ActionError(str(refused)) from None
    state.note("posted", f"Refund of {amount - left} to {party}")


# ---- the end ---------------------------------------------------------------------------------------------


def left_open(state: State) -> Decimal:
    """What payers and patient still owe."""
    return claim_balance(state.ledger, account_number(state.world)).open


def close(state: State, action: Close) -> None:
    """Closes the account. Raises ActionError while something is open, unless it is given up."""
    unposted = [number for number in state.remittances if number not in state.posted]
    left = left_open(state)
    if not action.give_up:
        if unposted:
            raise ActionError(f"Remittance {unposted[0]} is not posted yet.")
        if left != ZERO:
            raise ActionError(f"{left} is still open. Work it off, or give it up.")
        credits_open = [one for one in state.items.values() if one.kind == "credit" and one.state != "settled"]
        if credits_open:
            raise ActionError("Somebody's money is still on this account: a credit has to be paid back.")
    state.gave_up = max(left, ZERO)
    state.closed = True
    state.note("note", "Account closed", f"{left} open" if left else "Zero balance")
