"""Figures over many accounts, as a practice reads them at the end of a month; each with its formula and field target.

A figure that has nothing to divide by is None: no claims, no rate. Targets come from `data/field.yaml` with their
source; none of them is a promise.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from billing.aging import BUCKETS, bucket
from billing.ledger import PATIENT_PARTY, Account, Ledger, claim_balance
from billing.values import ZERO
from scenarios.models import Frozen

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)
OLD = ("91-120", ">120")


# ---- what goes in ----------------------------------------------------------------------------------------


class Denial(Frozen):
    """A denied amount of an answer."""

    carc: str
    """With its group: `CO-197`."""
    area: str = ""
    """Root-cause area, once it is known."""
    amount: Decimal


class ClaimSent(Frozen):
    """One claim that went out and what became of it."""

    sent_on: datetime.date
    payer_id: str
    first: bool
    """The first claim to this payer for these services; false for a corrected or repeated one."""
    charge: Decimal
    edits: int = 0
    """Errors that the scrubber stopped it for before it went out."""
    accepted: bool
    """By the clearinghouse and by the payer's front end."""
    answered_on: datetime.date | None = None
    """None while no remittance has come, and for a rejected claim."""
    paid: Decimal = ZERO
    denials: tuple[Denial, ...] = ()


class OpenBalance(Frozen):
    """What somebody owes: dollars, and since when."""

    party: str
    """Payer id, or `patient`."""
    amount: Decimal
    """Negative: a credit."""
    since: datetime.date
    """Date of service."""


class AccountFacts(Frozen):
    """One account on one day: the claims that went out and where the money stands, dollars."""

    account: str
    served_on: datetime.date
    charge: Decimal
    claims: tuple[ClaimSent, ...] = ()
    insurance_paid: Decimal = ZERO
    """Less what was paid back."""
    patient_paid: Decimal = ZERO
    """Less what was paid back."""
    contractual: Decimal = ZERO
    """Contractual write-off and sequestration: never collectible."""
    written_off: Decimal = ZERO
    """Everything else that was given up: denials, small balances, bad debt, charity, discounts."""
    open: tuple[OpenBalance, ...] = ()
    underpaid: Decimal = ZERO
    """Found short against the contract."""
    recovered: Decimal = ZERO
    """Of that, paid since."""
    reworked: int = 0
    """Corrected claims, appeals, records sent and calls that an answer or a rejection made necessary."""


def money_facts(ledger: Ledger, claim: str) -> AccountFacts:
    """The money of an account from the books; claims, underpayments and rework are added with `model_copy`."""
    visit = ledger.visit(claim)
    balance = claim_balance(ledger, claim)
    gone = {Account(name): amount for name, amount in balance.written_off.items()}
    never = gone.get(Account.CONTRACTUAL, ZERO) + gone.get(Account.SEQUESTRATION, ZERO)
    served = min(line.date for line in visit.lines)
    standing = {**balance.insurance, PATIENT_PARTY: balance.patient}
    return AccountFacts(
        account=claim,
        served_on=served,
        charge=balance.charge,
        insurance_paid=balance.insurance_paid,
        patient_paid=balance.patient_paid,
        contractual=never,
        written_off=sum(gone.values(), ZERO) - never,
        open=tuple(OpenBalance(party=p, amount=amount, since=served) for p, amount in standing.items() if amount),
    )


# ---- what comes out --------------------------------------------------------------------------------------


class Figure(Frozen):
    """One figure: `value` = `top` / `bottom`, as percent, days or dollars, to the tenth (dollars: the cent)."""

    id: str
    title: str
    unit: Literal["percent", "days", "dollars"]
    value: Decimal | None
    top: Decimal
    bottom: Decimal


def clean_claim_rate(accounts: Iterable[AccountFacts]) -> Figure:
    """First claims accepted by clearinghouse and payer, without an edit before, / first claims sent. Percent."""
    firsts = [claim for account in accounts for claim in account.claims if claim.first]
    clean = sum(claim.accepted and not claim.edits for claim in firsts)
    return _rate("clean_claim_rate", "Clean claims", Decimal(clean), Decimal(len(firsts)))


def first_pass_rate(accounts: Iterable[AccountFacts]) -> Figure:
    """First claims paid without a denied line / first claims that were answered or rejected. Percent."""
    firsts = [
        claim
        for account in accounts
        for claim in account.claims
        if claim.first and (claim.answered_on is not None or not claim.accepted)
    ]
    passed = sum(claim.accepted and not claim.denials for claim in firsts)
    return _rate("first_pass_rate", "Paid on the first claim", Decimal(passed), Decimal(len(firsts)))


def denial_rate(accounts: Iterable[AccountFacts]) -> Figure:
    """First claims answered with a denial of a line or more / first claims answered. Percent."""
    answered = _answered(accounts)
    denied = sum(bool(claim.denials) for claim in answered)
    return _rate("denial_rate", "Denied at first", Decimal(denied), Decimal(len(answered)))


def denials_by(accounts: Iterable[AccountFacts], which: Literal["carc", "area"]) -> tuple[Figure, ...]:
    """Denied dollars of a reason / charges of all first claims answered, the greatest first. Percent."""
    answered = _answered(accounts)
    charged = sum((claim.charge for claim in answered), ZERO)
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for denial in (one for claim in answered for one in claim.denials):
        sums[denial.carc if which == "carc" else denial.area or "not found yet"] += denial.amount
    ordered = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
    return tuple(_rate(f"denied_{which}", name, amount, charged) for name, amount in ordered)


def days_in_ar(accounts: Sequence[AccountFacts], as_of: datetime.date, period_days: int = 90) -> Figure:
    """Open balances without credits / average daily charges (charges of the last `period_days` / those days). Days.

    Raises ValueError for a period without days.
    """
    if period_days < 1:
        raise ValueError("The period has at least one day.")
    first = as_of - datetime.timedelta(days=period_days - 1)
    charged = sum((one.charge for one in accounts if first <= one.served_on <= as_of), ZERO)
    owed = sum((balance.amount for one in accounts for balance in one.open if balance.amount > 0), ZERO)
    value = (owed * period_days / charged).quantize(TENTH, ROUND_HALF_UP) if charged else None
    return Figure(
        id="days_in_ar", title="Days in A/R", unit="days", value=value, top=owed, bottom=charged / period_days
    )


def aging_buckets(accounts: Iterable[AccountFacts], as_of: datetime.date) -> Mapping[str, Decimal]:
    """Open balances without credits by days since the service, dollars, in the order of `BUCKETS`."""
    sums = dict.fromkeys(BUCKETS, ZERO)
    for balance in (one for account in accounts for one in account.open):
        if balance.amount > 0:
            sums[bucket((as_of - balance.since).days)] += balance.amount
    return sums


def over_90_days(accounts: Sequence[AccountFacts], as_of: datetime.date) -> Figure:
    """Open balances older than 90 days / all open balances, without credits. Percent."""
    buckets = aging_buckets(accounts, as_of)
    old = sum((buckets[name] for name in OLD), ZERO)
    return _rate("over_90_days", "A/R over 90 days", old, sum(buckets.values(), ZERO))


def net_collection_rate(accounts: Sequence[AccountFacts]) -> Figure:
    """Payments / (charges - contractual write-offs), of the accounts given. Percent.

    Give it accounts old enough to be settled: what is still open counts as not collected.
    """
    paid = _payments(accounts)
    due = sum((one.charge - one.contractual for one in accounts), ZERO)
    return _rate("net_collection_rate", "Net collection", paid, due)


def gross_collection_rate(accounts: Sequence[AccountFacts]) -> Figure:
    """Payments / charges. Percent; it moves with the fee list as much as with the work."""
    charged = sum((one.charge for one in accounts), ZERO)
    return _rate("gross_collection_rate", "Gross collection", _payments(accounts), charged)


def underpayments_recovered(accounts: Iterable[AccountFacts]) -> Figure:
    """Recovered / found short against the contract. Percent; `top` and `bottom` are the dollars."""
    given = list(accounts)
    found = sum((one.underpaid for one in given), ZERO)
    return _rate("underpayments_recovered", "Underpayments recovered", sum((a.recovered for a in given), ZERO), found)


def cost_of_rework(accounts: Iterable[AccountFacts], cost_each: Decimal) -> Figure:
    """Times a claim had to be worked again x `cost_each` dollars; `top` is the dollars, `bottom` the times."""
    times = sum(one.reworked for one in accounts)
    cost = cost_each * times
    return Figure(
        id="cost_of_rework", title="Cost of rework", unit="dollars", value=cost, top=cost, bottom=Decimal(times)
    )


def denial_counts(accounts: Iterable[AccountFacts]) -> Counter[str]:
    """How many first claims each reason was on, by CARC with its group."""
    return Counter(reason for claim in _answered(accounts) for reason in {denial.carc for denial in claim.denials})


def _answered(accounts: Iterable[AccountFacts]) -> list[ClaimSent]:
    return [c for account in accounts for c in account.claims if c.first and c.answered_on is not None]


def _payments(accounts: Iterable[AccountFacts]) -> Decimal:
    return sum((one.insurance_paid + one.patient_paid for one in accounts), ZERO)


def _rate(name: str, title: str, top: Decimal, bottom: Decimal) -> Figure:
    value = (HUNDRED * top / bottom).quantize(TENTH, ROUND_HALF_UP) if bottom else None
    return Figure(id=name, title=title, unit="percent", value=value, top=top, bottom=bottom)
