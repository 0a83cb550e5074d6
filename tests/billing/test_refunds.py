"""Credits, refunds and take-backs, and the days on which overpayments have to be back."""

from __future__ import annotations

import datetime

import pytest

from billing.bookkeeping import GuardError, Item, open_with, patient_payment
from billing.ledger import PATIENT_PARTY, Account, Ledger, LedgerError, claim_balance
from billing.posting import post_remittance
from billing.refunds import recognize_credit, refund, refund_deadline, refund_due, settle_take_back
from scenarios.models import CoverageKind
from tests.billing.books import PAID, USUAL, answered, books, claim, d, payment, visit

A = "KEP-20611"
LAKE = "lakeshore-ppo"
IDENTIFIED = datetime.date(2026, 8, 3)


def day(month: int, of_month: int) -> datetime.date:
    return datetime.date(2026, month, of_month)


@pytest.mark.parametrize(
    ("kind", "investigated", "last_day", "cites"),
    [
        # 2026-08-03 + 60 days
        ("medicare", (None, None), day(10, 2), "42 CFR 401.305(b)(1)"),
        ("medicaid", (None, None), day(10, 2), "42 U.S.C. 1320a-7k(d)(2)"),
        # suspended from 08-13 (10 of 60 days gone) to 09-12: 50 days from then
        ("medicare", (day(8, 13), day(9, 12)), day(11, 1), "42 CFR 401.305(b)(3)"),
        # never concluded: suspended to 2027-01-30, 180 days from 08-03; begun at once, so all 60 days are left
        ("medicare", (IDENTIFIED, None), datetime.date(2027, 3, 31), "42 CFR 401.305(b)(3)"),
        # concluded too late: the suspension ended on 2027-01-30 all the same
        ("medicare", (IDENTIFIED, datetime.date(2027, 2, 20)), datetime.date(2027, 3, 31), "42 CFR 401.305(b)(3)"),
    ],
)
def test_the_day_on_which_an_overpayment_has_to_be_back(
    kind: CoverageKind,
    investigated: tuple[datetime.date | None, datetime.date | None],
    last_day: datetime.date,
    cites: str,
) -> None:
    found = refund_deadline(kind, IDENTIFIED, *investigated)
    assert found is not None
    assert (found.last_day, found.cites) == (last_day, cites)


def test_a_commercial_payers_contract_decides_and_a_late_investigation_suspends_nothing() -> None:
    assert refund_deadline("commercial", IDENTIFIED) is None
    with pytest.raises(LedgerError, match="2026-10-02"):
        refund_deadline("medicare", IDENTIFIED, day(10, 3))


def overpaid() -> Ledger:
    """Paid twice: a credit of 282.00 with the payer, of which 168.16 is cash."""
    ledger = post_remittance(
        books(visit(A, LAKE)), payment("T1", claim(A, "L1", answered(1, "200.00", "200.00"), USUAL[1]))
    )
    twice = payment("T2", claim(A, "L2", answered(1, "200.00", "200.00")))
    return post_remittance(ledger.ledger, twice).ledger


def test_a_credit_is_recognized_and_paid_back() -> None:
    ledger = overpaid()
    item = Item(A, 1)
    assert open_with(ledger, item, LAKE) == d("-200.00")
    with pytest.raises(LedgerError, match=r"200\.01 is not a credit"):
        recognize_credit(ledger, item, LAKE, d("200.01"), IDENTIFIED)
    ledger = recognize_credit(ledger, item, LAKE, d("200.00"), IDENTIFIED)
    assert (open_with(ledger, item, LAKE), refund_due(ledger, A, LAKE)) == (0, d("200.00"))
    with pytest.raises(LedgerError, match="recognize the credit first"):
        refund(ledger, item, LAKE, d("200.01"), day(8, 20), "check 9")
    ledger = refund(ledger, item, LAKE, d("200.00"), day(8, 20), "check 9")
    assert refund_due(ledger, A, LAKE) == 0
    assert claim_balance(ledger, A).insurance_paid == d("260.00")


def test_a_patients_credit_waits_for_the_payers() -> None:
    ledger = patient_payment(books(visit(A, LAKE)), A, d("40.00"), PAID)
    with pytest.raises(LedgerError, match="has not settled"):
        recognize_credit(ledger, Item(A), PATIENT_PARTY, d("40.00"), IDENTIFIED)
    ledger = post_remittance(ledger, payment("T1", claim(A, "L1", *USUAL))).ledger
    with pytest.raises(LedgerError, match=r"12\.97 is not a credit"):
        recognize_credit(ledger, Item(A), PATIENT_PARTY, d("12.97"), IDENTIFIED)


def test_a_patients_credit_is_paid_back() -> None:
    ledger = post_remittance(books(visit(A, LAKE)), payment("T1", claim(A, "L1", *USUAL))).ledger
    ledger = patient_payment(ledger, A, d("40.00"), PAID, line=1)
    ledger = recognize_credit(ledger, Item(A, 1), PATIENT_PARTY, d("12.96"), IDENTIFIED)
    ledger = refund(ledger, Item(A, 1), PATIENT_PARTY, d("12.96"), day(8, 20), "check 10")
    balance = claim_balance(ledger, A)
    assert (balance.patient, balance.patient_paid, balance.refundable) == (0, d("27.04"), 0)


def test_nothing_is_paid_back_that_the_payer_has_withheld() -> None:
    ledger = recognize_credit(overpaid(), Item(A, 1), LAKE, d("200.00"), IDENTIFIED)
    withheld = payment("T4", claim(A, "L8", USUAL[1]), claim("X", "L7", answered(1, "300.00", "300.00")),
                       plb=(("WO", "L2", "200.00"),))  # fmt: skip
    ledger = post_remittance(ledger, withheld).ledger
    with pytest.raises(GuardError, match="pay nothing twice"):
        refund(ledger, Item(A, 1), LAKE, d("200.00"), day(8, 20), "check 9")
    with pytest.raises(LedgerError, match=r"200\.01 is more"):
        settle_take_back(ledger, Item(A, 1), LAKE, d("200.01"), day(8, 20))
    ledger = settle_take_back(ledger, Item(A, 1), LAKE, d("200.00"), day(8, 20))
    assert (refund_due(ledger, A, LAKE), ledger.balance(Account.OFFSET)) == (0, 0)


def test_a_take_back_without_a_refund_due_opens_the_claim_again() -> None:
    paid = payment("T1", claim(A, "L1", *USUAL), plb=(("WO", "L1", "60.00"),))
    ledger = post_remittance(books(visit(A, LAKE)), paid).ledger
    ledger = settle_take_back(ledger, Item(A, 2), LAKE, d("60.00"), day(8, 20))
    assert claim_balance(ledger, A).insurance == {LAKE: d("60.00")}
