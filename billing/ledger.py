"""The books of the practice: journal entries that balance, are numbered and dated, and are never changed.

A ledger is a value: posting gives a new one. A mistake is mended by a reversal, which is an entry of its own with the
sides swapped; no entry is reversed twice. Every balance is the sum of its legs, so that the order of postings does
not matter. Positive amounts are debits, negative ones credits.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from billing.values import CENT, ZERO
from scenarios.models import CoverageKind, Frozen

PATIENT_PARTY = "patient"


class Account(StrEnum):
    """The accounts, by the names that screens show."""

    INSURANCE = "Insurance receivable"
    PATIENT = "Patient receivable"
    CASH = "Cash"
    UNAPPLIED = "Unapplied cash"
    CHARGES = "Charges"
    CONTRACTUAL = "Contractual write-off"
    SEQUESTRATION = "Sequestration"
    DENIAL = "Denial write-off"
    SMALL_BALANCE = "Small-balance write-off"
    BAD_DEBT = "Bad debt"
    CHARITY = "Charity"
    PROMPT_PAY = "Prompt-pay discount"
    PAYER_REFUND = "Refunds payable to payers"
    PATIENT_REFUND = "Refunds payable to patients"
    INTEREST = "Interest income"
    OFFSET = "Payer offsets"


EntryKind = Literal[
    "charge",
    "billed",
    "remittance",
    "payment",
    "open",
    "take_back",
    "provider_adjustment",
    "unapplied",
    "transfer",
    "write_off",
    "patient_payment",
    "statement",
    "refund_due",
    "refund",
    "reversal",
]
"""`billed`, `remittance`, `open` (an answer leaves a line open) and `statement` only take note: they have no legs."""


class LedgerError(ValueError):
    """A posting that the books do not take; the message says why and what to do. The books stay as they were."""


class Leg(Frozen):
    """One side of an entry."""

    account: Account
    amount: Decimal
    """Dollars and cents: positive is a debit, negative a credit."""
    claim: str = ""
    """Patient's account number, item 26."""
    line: int = 0
    """Service line from 1; 0 is the claim as a whole."""
    party: str = ""
    """Payer id, or `patient`."""


class Source(Frozen):
    """What an entry rests on; empty where it does not apply."""

    remittance: str = ""
    """Trace number of the payment (TRN02)."""
    payer_id: str = ""
    payer_claim_number: str = ""
    """The payer's own number for the claim (CLP07)."""
    claim: str = ""
    line: int = 0
    document: str = ""
    """Statement, check, refund or application number."""
    content: str = ""
    """SHA-256 of what was posted, to know it again."""


class Entry(Frozen):
    """One journal entry: debits and credits are equal, or there are none and it only takes note."""

    number: int = 0
    """From 1, without gaps; the ledger gives it."""
    date: datetime.date
    kind: EntryKind
    text: str
    legs: tuple[Leg, ...] = ()
    source: Source = Source()
    reverses: int | None = None
    takes_back: int | None = None
    """A payer's own reversal: the entry that it undoes. Unlike `reverses` it is a transaction that can be reversed."""
    reasons: tuple[str, ...] = ()
    """The remittance's adjustments, `CO-45 53.10`; of kind `open`, those that leave the line open."""
    amount: Decimal = ZERO
    """What a note is about: the open amount, the sum of a statement, the payment of a remittance."""


class ChargeLine(Frozen):
    """A service line as it stands in the books."""

    number: int
    date: datetime.date
    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    charge: Decimal


class VisitPayer(Frozen):
    """A payer of the visit."""

    payer_id: str
    kind: CoverageKind


class Visit(Frozen):
    """What the books know of a claim: who owes in which order, and the charges."""

    claim: str
    """Patient's account number, item 26 (CLP01): unique in a ledger."""
    patient: str
    """As on the statement."""
    payers: tuple[VisitPayer, ...] = ()
    """In order; none for a self-pay patient."""
    qmb: bool = False
    """Qualified Medicare Beneficiary on the dates of service."""
    lines: tuple[ChargeLine, ...]

    @property
    def charge(self) -> Decimal:
        """Sum of the lines, dollars."""
        return sum((line.charge for line in self.lines), ZERO)

    def line(self, number: int) -> ChargeLine | None:
        """The line of this number, if there is one."""
        return next((one for one in self.lines if one.number == number), None)

    def kind_of(self, payer_id: str) -> CoverageKind | None:
        """Kind of one of the visit's payers."""
        return next((one.kind for one in self.payers if one.payer_id == payer_id), None)


Key = tuple[Account, str, str, int]
"""Account, party, claim, line."""


@dataclass(frozen=True)
class Ledger:
    """The books: all entries in order and the visits that they are about."""

    entries: tuple[Entry, ...] = ()
    visits: Mapping[str, Visit] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def balances(self) -> Mapping[Key, Decimal]:
        """Every balance that is not zero: debits less credits."""
        return _balances({}, self.entries)

    @cached_property
    def reversed(self) -> frozenset[int]:
        """Numbers of the entries that a reversal has taken back."""
        return frozenset(entry.reverses for entry in self.entries if entry.reverses is not None)

    @cached_property
    def taken_back(self) -> Mapping[int, int]:
        """Entries that a payer has taken back, each with the standing entry that did it."""
        return {
            one.takes_back: one.number for one in self.entries if one.takes_back and one.number not in self.reversed
        }

    @cached_property
    def by_claim(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each claim, by the claim that their source names."""
        return _by_claim({}, self.entries)

    @cached_property
    def remittances(self) -> tuple[Entry, ...]:
        """Remittances that stand posted: not taken back."""
        return tuple(one for one in self.entries if one.kind == "remittance" and one.number not in self.reversed)

    def entry(self, number: int) -> Entry:
        """Raises LedgerError where there is no such entry."""
        if not 1 <= number <= len(self.entries):
            raise LedgerError(f"There is no entry {number}; the books hold {len(self.entries)}.")
        return self.entries[number - 1]

    def visit(self, claim: str) -> Visit:
        """Raises LedgerError where the books do not know the claim."""
        if claim not in self.visits:
            raise LedgerError(f"The books hold no charges for account {claim}.")
        return self.visits[claim]

    def standing(self, claim: str, *kinds: EntryKind) -> tuple[Entry, ...]:
        """The claim's entries of these kinds that nobody has reversed or taken back, oldest first."""
        return tuple(
            one
            for one in self.by_claim.get(claim, ())
            if one.kind in kinds and one.number not in self.reversed and one.number not in self.taken_back
        )

    def balance(
        self, account: Account, party: str | None = None, claim: str | None = None, line: int | None = None
    ) -> Decimal:
        """Debits less credits of an account, narrowed by what is given."""
        return sum(
            (
                amount
                for (name, who, what, number), amount in self.balances.items()
                if name == account and party in (None, who) and claim in (None, what) and line in (None, number)
            ),
            ZERO,
        )


# ---- posting ---------------------------------------------------------------------------------------------


def post(ledger: Ledger, drafts: Iterable[Entry]) -> Ledger:
    """The ledger with further entries, numbered in order: all or, raising LedgerError, none."""
    new: list[Entry] = []
    for number, draft in enumerate(drafts, start=len(ledger.entries) + 1):
        problem = entry_problem(draft)
        if problem:
            raise LedgerError(problem)
        new.append(draft.model_copy(update={"number": number}))
    after = replace(ledger, entries=ledger.entries + tuple(new))
    # cached_property keeps its value here: a long ledger is not read anew for each posting
    after.__dict__["balances"] = _balances(ledger.balances, new)
    after.__dict__["by_claim"] = _by_claim(ledger.by_claim, new)
    return after


def entry_problem(entry: Entry) -> str:
    """What keeps an entry out of the books; "" where nothing does."""
    total = sum((leg.amount for leg in entry.legs), ZERO)
    if total:
        return f"{entry.text}: debits and credits differ by {abs(total)}."
    if any(leg.amount != leg.amount.quantize(CENT) for leg in entry.legs):
        return f"{entry.text}: an amount has fractions of a cent."
    return ""


def open_visits(ledger: Ledger, visits: Iterable[Visit], on: datetime.date) -> Ledger:
    """Enters the charges of new visits: an entry a line, against the first payer or, without one, the patient.

    Raises LedgerError where an account is in the books already or a charge is negative.
    """
    added: dict[str, Visit] = {}
    drafts: list[Entry] = []
    for visit in visits:
        if visit.claim in ledger.visits or visit.claim in added:
            raise LedgerError(f"Account {visit.claim} is in the books already; correct its charges instead.")
        if len({line.number for line in visit.lines}) != len(visit.lines):
            raise LedgerError(f"Account {visit.claim} has two lines of one number.")
        added[visit.claim] = visit
        drafts += [_charge(visit, line, on) for line in visit.lines]
    return post(replace(ledger, visits=MappingProxyType({**ledger.visits, **added})), drafts)


def correct_charges(ledger: Ledger, visit: Visit, on: datetime.date) -> Ledger:
    """Changes the charges of a visit, as after a corrected code: the old charge is reversed, the new one entered.

    Lines that stay as they are keep their entry. Raises LedgerError for an account that is not in the books.
    """
    before = ledger.visit(visit.claim)
    changed = {line.number for line in before.lines} | {line.number for line in visit.lines}
    changed = {number for number in changed if before.line(number) != visit.line(number)}
    for entry in ledger.standing(visit.claim, "charge"):
        if entry.source.line in changed:
            ledger = reverse(ledger, entry.number, on, f"Charge corrected: {entry.text}")
    new = [_charge(visit, line, on) for line in visit.lines if line.number in changed]
    return post(replace(ledger, visits=MappingProxyType({**ledger.visits, visit.claim: visit})), new)


def _charge(visit: Visit, line: ChargeLine, on: datetime.date) -> Entry:
    if line.charge < 0:
        raise LedgerError(f"Account {visit.claim}, line {line.number}: a charge of {line.charge} is negative.")
    account, party = (Account.INSURANCE, visit.payers[0].payer_id) if visit.payers else (Account.PATIENT, PATIENT_PARTY)
    owed = Leg(account=account, amount=line.charge, claim=visit.claim, line=line.number, party=party)
    earned = Leg(account=Account.CHARGES, amount=-line.charge, claim=visit.claim, line=line.number)
    return Entry(
        date=on,
        kind="charge",
        text=f"{visit.claim} line {line.number}: {line.code}, {line.units} unit{'s' * (line.units != 1)}",
        legs=(owed, earned),
        source=Source(claim=visit.claim, line=line.number),
    )


def reverse(ledger: Ledger, number: int, on: datetime.date, text: str) -> Ledger:
    """Takes an entry back by a new one with the sides swapped.

    Raises LedgerError for a number that is not there, an entry reversed already, and a reversal.
    """
    return post(ledger, (reversal(ledger, number, on, text),))


def reversal(ledger: Ledger, number: int, on: datetime.date, text: str) -> Entry:
    """The entry that takes another one back, not yet posted; raises as `reverse` does."""
    entry = ledger.entry(number)
    if entry.reverses is not None:
        raise LedgerError(f"Entry {number} is itself a reversal; post the transaction anew instead.")
    if number in ledger.reversed:
        raise LedgerError(f"Entry {number} has been reversed already; an entry is reversed once.")
    if number in ledger.taken_back:
        by = ledger.entry(ledger.taken_back[number])
        raise LedgerError(f"The payer has taken entry {number} back with {by.source.remittance}: entry {by.number}.")
    legs = tuple(leg.model_copy(update={"amount": -leg.amount}) for leg in entry.legs)
    return Entry(date=on, kind="reversal", text=text, legs=legs, source=entry.source, reverses=number)


def _by_claim(before: Mapping[str, tuple[Entry, ...]], entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    new: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.source.claim:
            new[entry.source.claim].append(entry)
    return {**before, **{claim: (*before.get(claim, ()), *found) for claim, found in new.items()}}


def _balances(before: Mapping[Key, Decimal], entries: Iterable[Entry]) -> Mapping[Key, Decimal]:
    sums = dict(before)
    for entry in entries:
        for leg in entry.legs:
            key = (leg.account, leg.party, leg.claim, leg.line)
            amount = sums.get(key, ZERO) + leg.amount
            if amount:
                sums[key] = amount
            else:
                sums.pop(key, None)
    return MappingProxyType(sums)


# ---- what the books say ----------------------------------------------------------------------------------


class ClaimBalance(Frozen):
    """One claim, or one of its lines, in dollars."""

    claim: str
    line: int = 0
    """0: the claim as a whole."""
    charge: Decimal
    insurance: Mapping[str, Decimal]
    """Still open with each payer; negative: the payer has paid too much."""
    patient: Decimal
    """Still open with the patient; negative: a credit."""
    insurance_paid: Decimal
    patient_paid: Decimal
    written_off: Mapping[str, Decimal]
    """By account."""
    refundable: Decimal
    """Recognized as owed to a payer or the patient, not yet paid."""

    @property
    def open(self) -> Decimal:
        """What payers and patient still owe together."""
        return sum(self.insurance.values(), self.patient)


WRITE_OFFS = (
    Account.CONTRACTUAL,
    Account.SEQUESTRATION,
    Account.DENIAL,
    Account.SMALL_BALANCE,
    Account.BAD_DEBT,
    Account.CHARITY,
    Account.PROMPT_PAY,
)


def claim_balance(ledger: Ledger, claim: str, line: int = 0) -> ClaimBalance:
    """Where the money of a claim (or of one line) stands. Raises LedgerError for a claim or line that is not there."""
    visit = ledger.visit(claim)
    if line and visit.line(line) is None:
        raise LedgerError(f"Account {claim} has no line {line}.")
    legs = [
        leg
        for entry in ledger.by_claim.get(claim, ())
        for leg in entry.legs
        if leg.claim == claim and (not line or leg.line == line)
    ]
    sums: dict[Account, Decimal] = defaultdict(lambda: ZERO)
    payers: dict[str, Decimal] = defaultdict(lambda: ZERO)
    cash: dict[bool, Decimal] = {True: ZERO, False: ZERO}
    for leg in legs:
        sums[leg.account] += leg.amount
        if leg.account == Account.INSURANCE:
            payers[leg.party] += leg.amount
        if leg.account == Account.CASH:
            cash[leg.party == PATIENT_PARTY] += leg.amount
    return ClaimBalance(
        claim=claim,
        line=line,
        charge=-sums[Account.CHARGES],
        insurance={payer: amount for payer, amount in payers.items() if amount},
        patient=sums[Account.PATIENT],
        insurance_paid=cash[False],
        patient_paid=cash[True],
        written_off={str(account): sums[account] for account in WRITE_OFFS if sums[account]},
        refundable=-sums[Account.PAYER_REFUND] - sums[Account.PATIENT_REFUND],
    )


def trial_balance(ledger: Ledger) -> dict[str, Decimal]:
    """Every account with its balance, debits less credits; together they are nothing."""
    sums: dict[str, Decimal] = {str(account): ZERO for account in Account}
    for (account, _, _, _), amount in ledger.balances.items():
        sums[str(account)] += amount
    return sums


def ledger_problems(ledger: Ledger) -> tuple[str, ...]:
    """What is wrong with a ledger that came from elsewhere: numbers, balance, reversals; empty where nothing is."""
    problems: list[str] = []
    taken_back: set[int] = set()
    for place, entry in enumerate(ledger.entries, start=1):
        if entry.number != place:
            problems.append(f"Entry {place} bears the number {entry.number}.")
        if entry_problem(entry):
            problems.append(f"Entry {place}: {entry_problem(entry)}")
        if entry.takes_back is not None and not 1 <= entry.takes_back < place:
            problems.append(f"Entry {place} takes back {entry.takes_back}, which is no earlier entry.")
        if entry.reverses is None:
            continue
        if not 1 <= entry.reverses < place:
            problems.append(f"Entry {place} reverses {entry.reverses}, which is no earlier entry.")
        elif entry.reverses in taken_back:
            problems.append(f"Entry {place} reverses entry {entry.reverses} a second time.")
        taken_back.add(entry.reverses)
    return tuple(problems)
