"""Whatever is posted in whatever order: the books balance, the same facts give the same balances, no cent is lost."""

from __future__ import annotations

import itertools
import random
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.bookkeeping import Item, open_with, patient_payment, transfer_to_payer, write_off
from billing.hand_posting import expected_posting, finish_by_hand, post_by_hand
from billing.ledger import (
    PATIENT_PARTY,
    Account,
    Ledger,
    LedgerError,
    claim_balance,
    ledger_problems,
    open_visits,
    reverse,
    trial_balance,
)
from billing.models import Adjudication, Remittance
from billing.posting import entries_of, post_remittance, reverse_remittance
from billing.values import CENT
from tests.billing.books import PAID, SERVED, answered, books, claim, d, payment, taken_back, visit

ACCOUNTS = ("A-1", "A-2", "A-3")
PAYERS = ("medicare", "granite-medicaid")
cents = st.integers(0, 30_000).map(lambda n: Decimal(n) / 100)


@st.composite
def answers(draw: st.DrawFn, account: str, number: str) -> Adjudication:
    """An answer to one account's two lines, each split by chance between money, adjustments and a denial."""
    lines = []
    for place, charge in enumerate((d("200.00"), d("82.00")), start=1):
        left, parts = charge, []
        for reason in ("CO-45", "PR-1", "PR-2", "CO-253", "CO-151", "OA-23"):
            amount = draw(st.sampled_from((Decimal(0), left, min(draw(cents), left))))
            left -= amount
            parts += [f"{reason} {amount:.2f}"] if amount else []
        lines.append(answered(place, str(charge), f"{left:.2f}", *parts))
    return claim(account, number, *lines, payer="medicare")


@st.composite
def payments(draw: st.DrawFn) -> list[Remittance]:
    """Payments of one payer: answers, reversals of some of them, corrected answers, provider-level adjustments."""
    made: list[Remittance] = []
    for place, account in enumerate(ACCOUNTS[: draw(st.integers(1, 3))]):
        first = draw(answers(account, f"L{place}"))
        made.append(payment(f"T{place}", first))
        if draw(st.booleans()):
            second = draw(answers(account, f"C{place}"))
            held = first.paid - second.paid
            level = (("WO", first.claim_number, f"{-held:.2f}"),) if held > 0 else ()
            made.append(payment(f"R{place}", taken_back(first), second, plb=level))
    if draw(st.booleans()):
        made.append(payment("P", plb=(("L6", "x", f"-{draw(cents):.2f}"),), payer_id="medicare"))
    return made


def opened() -> Ledger:
    return books(*(visit(account, *PAYERS) for account in ACCOUNTS))


def posted(ledger: Ledger, remittances: list[Remittance]) -> Ledger:
    for one in remittances:
        result = post_remittance(ledger, one)
        assert not result.refused, result.notes
        ledger = result.ledger
    return ledger


def sound(ledger: Ledger) -> None:
    assert ledger_problems(ledger) == ()
    assert sum(trial_balance(ledger).values()) == 0
    assert Ledger(ledger.entries, ledger.visits).balances == ledger.balances


@settings(derandomize=True, max_examples=60, deadline=None)
@given(payments(), st.randoms(use_true_random=False))
def test_any_order_of_payments_gives_the_same_balances(made: list[Remittance], chance: random.Random) -> None:
    straight = posted(opened(), made)
    shuffled = made[:]
    chance.shuffle(shuffled)
    other = posted(opened(), shuffled)
    sound(straight)
    sound(other)
    assert other.balances == straight.balances
    assert straight.balance(Account.CASH) == sum((one.amount for one in made), Decimal(0))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(payments(), st.data())
def test_postings_and_reversals_that_end_with_the_same_facts_give_the_same_balances(
    made: list[Remittance], data: st.DataObject
) -> None:
    plain = posted(opened(), made)
    ledger, waiting, up = opened(), made[:], []
    for _ in range(data.draw(st.integers(0, 12))):
        if up and data.draw(st.booleans()):
            back = up.pop(data.draw(st.integers(0, len(up) - 1)))
            try:
                ledger = reverse_remittance(ledger, "medicare", back.number, "posted by mistake")
            except LedgerError:  # the payer's own reversal leans on it: that one goes first
                assert any(entry.number in ledger.taken_back for entry in entries_of(ledger, "medicare", back.number))
                up.append(back)
                continue
            waiting.append(back)
        elif waiting:
            one = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
            ledger = posted(ledger, [one])
            up.append(one)
        sound(ledger)
    assert posted(ledger, waiting).balances == plain.balances


@settings(derandomize=True, max_examples=40, deadline=None)
@given(payments())
def test_a_payment_posted_twice_changes_nothing(made: list[Remittance]) -> None:
    ledger = posted(opened(), made)
    for one in made:
        again = post_remittance(ledger, one)
        assert again.refused
        assert again.ledger is ledger
        assert entries_of(ledger, "medicare", one.number)


STEPS = st.tuples(st.sampled_from(("pay", "transfer", "write_off", "reverse")), st.sampled_from(ACCOUNTS), cents,
                  st.integers(1, 40))  # fmt: skip


@settings(derandomize=True, max_examples=60, deadline=None)
@given(payments(), st.lists(STEPS, max_size=15))
def test_the_books_balance_whatever_people_post(
    made: list[Remittance], steps: list[tuple[str, str, Decimal, int]]
) -> None:
    ledger = posted(opened(), made)
    for what, account, amount, number in steps:
        before = ledger
        try:
            if what == "pay":
                ledger = patient_payment(ledger, account, amount, PAID)
            elif what == "transfer":
                ledger = transfer_to_payer(ledger, Item(account), PATIENT_PARTY, "granite-medicaid", amount, PAID)
            elif what == "write_off":
                ledger = write_off(ledger, Item(account), "medicare", "denial", amount, PAID, "decided")
            else:
                ledger = reverse(ledger, number, PAID, "mistake")
        except LedgerError:
            assert ledger is before
        sound(ledger)
        for name in ACCOUNTS:
            balance = claim_balance(ledger, name)
            gone = sum(balance.written_off.values(), balance.insurance_paid + balance.patient_paid)
            assert balance.open == balance.charge - gone
            assert open_with(ledger, Item(name), PATIENT_PARTY) == balance.patient


def test_no_cent_is_lost_over_ten_thousand_claims() -> None:
    chance = random.Random(7)
    visits, remittances, paid, patient, taken = [], [], Decimal(0), Decimal(0), Decimal(0)
    for batch in range(100):
        claims = []
        for place in range(100):
            account = f"K{batch:02}{place:02}"
            charge = Decimal(chance.randint(1_000, 90_000)) / 100
            allowed = (charge * Decimal(chance.randint(20, 100)) / 100).quantize(CENT, ROUND_HALF_UP)
            share = (allowed * Decimal("0.2")).quantize(CENT, ROUND_HALF_UP)
            cut = ((allowed - share) * Decimal("0.02")).quantize(CENT, ROUND_HALF_UP)
            parts = {"CO-45": charge - allowed, "PR-2": share, "CO-253": cut}
            line = answered(
                1, str(charge), f"{allowed - share - cut:.2f}", *(f"{k} {v:.2f}" for k, v in parts.items() if v)
            )
            visits.append(visit(account, "medicare", charges=(str(charge),)))
            claims.append(claim(account, f"M{account}", line, payer="medicare"))
            paid, patient, taken = paid + line.paid, patient + share, taken + charge - allowed
        remittances.append(payment(f"T{batch}", *claims))
    ledger = posted(open_visits(Ledger(), visits, SERVED), remittances)
    totals = trial_balance(ledger)
    assert totals["Cash"] == paid
    assert totals["Patient receivable"] == patient
    assert totals["Contractual write-off"] == taken
    assert totals["Insurance receivable"] == 0
    assert sum(totals.values()) == 0
    assert len(list(itertools.filterfalse(lambda one: one.kind == "remittance", ledger.entries))) == 20_000


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(ACCOUNTS), min_size=1, max_size=3, unique=True), st.data())
def test_typed_as_the_remittance_says_comes_to_the_same_as_posted_by_itself(
    names: list[str], data: st.DataObject
) -> None:
    made = payment("T", *(data.draw(answers(name, f"L{name}")) for name in names))
    ledger = opened()
    for one in made.claims:
        for line in one.lines:
            done = post_by_hand(ledger, made, one, line, expected_posting(line))
            assert done.findings == ()
            ledger = done.ledger
    assert finish_by_hand(ledger, made).balances == posted(opened(), [made]).balances
