"""What may stand on a patient's statement, in which cycle it goes out, and what keeps it back."""

from __future__ import annotations

import datetime

import pytest

from billing.bookkeeping import (
    GuardError,
    Item,
    patient_payment,
    transfer_to_patient,
    transfer_to_payer,
    write_off,
)
from billing.ledger import PATIENT_PARTY, Ledger, LedgerError
from billing.posting import post_remittance
from billing.statements import billable, next_step, payment_plan, record_statement, statement, statement_problems
from data import Reference
from data.models import SelfPayTerms
from tests.billing.books import PAID, USUAL, answered, books, claim, d, payment, visit

A = "KEP-20611"
LAKE, MEDICAID = "lakeshore-ppo", "granite-medicaid"
WORDING = {"99214": "Office visit, established patient", "20610": "Injection of a large joint"}


@pytest.fixture
def terms(reference: Reference) -> SelfPayTerms:
    found = reference.contracts["self-pay"].self_pay
    assert found is not None
    return found


def day(days: int) -> datetime.date:
    return PAID + datetime.timedelta(days=days)


def answered_by(payer: str, *others: str, qmb: bool = False, lines: tuple[object, ...] = USUAL) -> Ledger:
    answer = claim(A, "L1", *lines, payer=payer)  # type: ignore[arg-type]
    return post_remittance(books(visit(A, payer, *others, qmb=qmb)), payment("T1", answer)).ledger


def test_a_statement_in_plain_words(terms: SelfPayTerms) -> None:
    ledger = patient_payment(answered_by(LAKE), A, d("10.00"), day(1))
    made = statement(ledger, A, day(5), "S1", WORDING, terms)
    first, second = made.lines
    assert first.service == "Office visit, established patient"
    assert (first.charge, first.insurance_paid, first.adjusted, first.pending, first.you_paid, first.you_owe) == (
        d("200.00"), d("108.16"), d("64.80"), 0, d("10.00"), d("17.04"),
    )  # fmt: skip
    assert (second.you_owe, made.amount_due, made.due_by) == (0, d("17.04"), day(35))
    assert made.aging["0-30"] == d("17.04")
    assert made.sequence == 1
    assert any("invented" in text for text in made.messages)


def test_what_a_payer_has_not_decided_is_shown_and_not_asked_for(terms: SelfPayTerms) -> None:
    ledger = answered_by(LAKE, lines=(USUAL[0], answered(2, "82.00", "0.00", "CO-16 82.00")))
    made = statement(ledger, A, day(5), "S1", WORDING, terms)
    assert (made.lines[1].pending, made.lines[1].you_owe, made.amount_due) == (d("82.00"), 0, d("27.04"))


def test_every_line_adds_up(terms: SelfPayTerms) -> None:
    lines = (USUAL[0], answered(2, "82.00", "40.00", "CO-45 20.00", "PR-1 22.00"))
    ledger = patient_payment(answered_by(LAKE, lines=lines), A, d("30.00"), day(1))
    ledger = write_off(ledger, Item(A, 2), PATIENT_PARTY, "charity", d("5.00"), day(2), "application 7")
    made = statement(ledger, A, day(5), "S1", {}, terms)
    for line in made.lines:
        assert line.charge == line.insurance_paid + line.adjusted + line.pending + line.you_paid + line.you_owe
    assert made.amount_due == sum(line.you_owe for line in made.lines) == d("14.04")


# ---- what may not go out ---------------------------------------------------------------------------------


def test_a_credit_and_a_balance_of_nothing_are_not_billed(terms: SelfPayTerms) -> None:
    for amount, says in (("27.04", "owes nothing"), ("30.00", "credit of 2.96")):
        ledger = patient_payment(answered_by(LAKE), A, d(amount), day(1))
        with pytest.raises(LedgerError, match=says):
            statement(ledger, A, day(5), "S1", {}, terms)


def test_a_qmb_gets_no_statement(terms: SelfPayTerms) -> None:
    with pytest.raises(GuardError, match=r"1396a\(n\)\(3\)\(B\)"):
        statement(answered_by("medicare", qmb=True), A, day(5), "S1", {}, terms)


def test_of_medicaid_only_the_copayment_that_medicaid_names(terms: SelfPayTerms) -> None:
    with pytest.raises(GuardError, match=r"447\.15"):
        statement(answered_by(MEDICAID), A, day(5), "S1", {}, terms)
    lines = (answered(1, "200.00", "60.00", "CO-45 127.00", "PR-3 8.00", "PR-96 5.00"), USUAL[1])
    ledger = answered_by(MEDICAID, lines=lines)
    made = statement(ledger, A, day(5), "S1", {}, terms)
    assert (billable(ledger, A), made.amount_due, made.lines[0].pending) == (d("8.00"), d("8.00"), d("5.00"))
    assert billable(patient_payment(ledger, A, d("8.00"), day(1)), A) == 0


def test_the_second_payer_is_asked_first(terms: SelfPayTerms) -> None:
    ledger = answered_by(LAKE, "medicare")
    with pytest.raises(LedgerError, match="medicare has not answered yet"):
        statement(ledger, A, day(5), "S1", {}, terms)
    ledger = transfer_to_payer(ledger, Item(A, 1), PATIENT_PARTY, "medicare", d("27.04"), day(1))
    assert [one.message for one in statement_problems(ledger, A)] == ["The patient owes nothing."]
    ledger = transfer_to_patient(ledger, Item(A, 1), "medicare", d("27.04"), day(9), "coverage had ended")
    assert statement(ledger, A, day(10), "S1", {}, terms).amount_due == d("27.04")


def test_an_injured_worker_gets_no_statement(terms: SelfPayTerms) -> None:
    with pytest.raises(GuardError, match="workers' compensation"):
        statement(answered_by("harbor-comp"), A, day(5), "S1", {}, terms)


def test_a_small_balance_is_not_billed(terms: SelfPayTerms) -> None:
    ledger = patient_payment(answered_by(LAKE), A, d("22.05"), day(1))
    with pytest.raises(GuardError, match=r"4\.99 is below 5\.00.*4\.2"):
        statement(ledger, A, day(5), "S1", {}, terms)


# ---- the cycle -------------------------------------------------------------------------------------------


def test_three_statements_thirty_days_apart_then_bad_debt(terms: SelfPayTerms) -> None:
    ledger = answered_by(LAKE)
    seen = []
    for _ in range(3):
        step = next_step(ledger, A, terms)
        seen.append((step.action, step.on))
        ledger = record_statement(ledger, statement(ledger, A, step.on or day(0), "S", {}, terms))
    step = next_step(ledger, A, terms)
    assert seen == [("statement", None), ("statement", day(30)), ("statement", day(60))]
    assert (step.action, step.on) == ("bad_debt", day(90))
    assert next_step(patient_payment(ledger, A, d("27.04"), day(70)), A, terms).action == "nothing"


def test_a_statement_goes_out_once(terms: SelfPayTerms) -> None:
    ledger = answered_by(LAKE)
    made = statement(ledger, A, day(5), "S1", {}, terms)
    ledger = record_statement(ledger, made)
    with pytest.raises(LedgerError, match="gone out already"):
        record_statement(ledger, made)
    later = statement(ledger, A, day(35), "S2", {}, terms)
    assert any("earlier statement" in text for text in later.messages)
    last = statement(record_statement(ledger, later), A, day(65), "S3", {}, terms)
    assert any("last statement" in text for text in last.messages)


def test_the_discount_is_offered_while_it_can_be_had(terms: SelfPayTerms) -> None:
    own = books(visit(A))
    offer = [text for text in statement(own, A, datetime.date(2026, 7, 11), "S1", {}, terms).messages if "25 %" in text]
    assert offer == ["Without insurance you may take 25 % off if you pay in full by 2026-07-11."]
    late = statement(own, A, datetime.date(2026, 7, 12), "S1", {}, terms)
    assert not any("25 %" in text for text in late.messages)


def test_a_plan_of_payments(terms: SelfPayTerms) -> None:
    plan = payment_plan(d("500.00"), datetime.date(2026, 10, 31), 6, terms)
    assert [amount for _, amount in plan.payments] == [d("83.34")] * 5 + [d("83.30")]
    assert [when.isoformat() for when, _ in plan.payments][:3] == ["2026-10-31", "2026-11-30", "2026-12-31"]
    assert plan.total == d("500.00")
    for balance, months, says in (("500.00", 13, "1 to 12"), ("200.00", 5, "40.00 a month"), ("0.00", 1, "nothing")):
        with pytest.raises(LedgerError, match=says):
            payment_plan(d(balance), PAID, months, terms)
