"""What people post, and what law, contract and policy forbid them: each guard with its citation and a neighbour that passes."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from billing.aging import aging, bucket
from billing.bookkeeping import (
    GuardError,
    Item,
    bad_debt_allowed_on,
    open_reasons,
    open_with,
    patient_payment,
    record_billed,
    returned_payment,
    transfer_to_patient,
    transfer_to_payer,
    write_off,
)
from billing.ledger import (
    PATIENT_PARTY,
    Account,
    Ledger,
    LedgerError,
    Visit,
    claim_balance,
    correct_charges,
    open_visits,
    post,
    reverse,
    trial_balance,
)
from billing.posting import post_remittance
from billing.statements import record_statement, statement
from data import Reference
from data.models import SelfPayTerms
from tests.billing.books import PAID, SERVED, USUAL, answered, books, claim, d, payment, visit

A = "KEP-20611"
LAKE = "lakeshore-ppo"


@pytest.fixture
def terms(reference: Reference) -> SelfPayTerms:
    found = reference.contracts["self-pay"].self_pay
    assert found is not None
    return found


def day(days: int) -> datetime.date:
    return PAID + datetime.timedelta(days=days)


def paid(*payers: str, qmb: bool = False, lines: tuple[object, ...] = USUAL) -> Ledger:
    """A visit of which the first payer has answered: by default 27.04 is left to the patient."""
    first = payers[0] if payers else LAKE
    made = visit(A, *payers or (LAKE,), qmb=qmb)
    posted = post_remittance(books(made), payment("T1", claim(A, "L1", *lines, payer=first)))  # type: ignore[arg-type]
    assert not posted.refused
    return posted.ledger


DENIED = (answered(1, "200.00", "0.00", "CO-197 200.00"), USUAL[1])


# ---- the journal -----------------------------------------------------------------------------------------


def test_an_entry_is_reversed_once_and_a_reversal_never() -> None:
    ledger = patient_payment(paid(), A, d("27.04"), day(10))
    number = len(ledger.entries)
    back = reverse(ledger, number, day(11), "wrong account")
    assert back.balances == paid().balances
    assert back.entries[: len(ledger.entries)] == ledger.entries
    with pytest.raises(LedgerError, match="reversed once"):
        reverse(back, number, day(12), "again")
    with pytest.raises(LedgerError, match="itself a reversal"):
        reverse(back, number + 1, day(12), "again")
    with pytest.raises(LedgerError, match="no entry 99"):
        reverse(back, 99, day(12), "nothing")


def test_an_entry_out_of_balance_or_with_fractions_is_not_taken() -> None:
    ledger = paid()
    entry = ledger.entries[-1]
    legs = (entry.legs[0].model_copy(update={"amount": entry.legs[0].amount + 1}), *entry.legs[1:])
    with pytest.raises(LedgerError, match=r"differ by 1\.00"):
        post(ledger, [entry.model_copy(update={"legs": legs})])
    third = d("0.333")
    legs = (entry.legs[0].model_copy(update={"amount": third}), entry.legs[0].model_copy(update={"amount": -third}))
    with pytest.raises(LedgerError, match="fractions"):
        post(ledger, [entry.model_copy(update={"legs": legs})])


def test_an_account_is_opened_once_and_charges_are_corrected_by_reversal() -> None:
    ledger = books(visit(A, LAKE))
    with pytest.raises(LedgerError, match="in the books already"):
        open_visits(ledger, [visit(A, LAKE)], SERVED)
    with pytest.raises(LedgerError, match="negative"):
        books(visit("B", LAKE, charges=("-1.00",)))
    after = correct_charges(ledger, visit(A, LAKE, charges=("180.00", "82.00", "15.00")), PAID)
    assert claim_balance(after, A).charge == d("277.00")
    assert [entry.kind for entry in after.entries] == ["charge", "charge", "reversal", "charge", "charge"]


def test_all_accounts_together_are_nothing() -> None:
    ledger = patient_payment(paid(), A, d("30.00"), day(10))
    assert sum(trial_balance(ledger).values()) == 0
    assert trial_balance(ledger)["Charges"] == d("-282.00")


# ---- transfers -------------------------------------------------------------------------------------------


def test_the_patients_part_goes_to_the_second_payer() -> None:
    ledger = transfer_to_payer(paid(LAKE, "medicare"), Item(A, 1), PATIENT_PARTY, "medicare", d("27.04"), day(1))
    assert open_with(ledger, Item(A), "medicare") == d("27.04")
    assert open_with(ledger, Item(A), PATIENT_PARTY) == 0
    with pytest.raises(LedgerError, match="more than what is open"):
        transfer_to_payer(ledger, Item(A, 1), PATIENT_PARTY, "medicare", d("0.01"), day(1))
    with pytest.raises(LedgerError, match="no payer of account"):
        transfer_to_payer(paid(), Item(A, 1), PATIENT_PARTY, "medicare", d("1.00"), day(1))
    with pytest.raises(LedgerError, match="already"):
        transfer_to_payer(ledger, Item(A, 1), "medicare", "medicare", d("1.00"), day(1))
    with pytest.raises(LedgerError, match="more than nothing"):
        transfer_to_payer(ledger, Item(A, 1), "medicare", LAKE, d("-1.00"), day(1))


def test_a_denial_under_co_is_never_the_patients() -> None:
    with pytest.raises(GuardError, match=r"CO-197.*ch\. 22"):
        transfer_to_patient(paid(lines=DENIED), Item(A, 1), LAKE, d("200.00"), day(1), "denied")
    other = (answered(1, "200.00", "0.00", "OA-100 0.00", "OA-109 200.00"), USUAL[1])
    ledger = transfer_to_patient(paid(lines=other), Item(A, 1), LAKE, d("200.00"), day(1), "not insured there")
    assert open_with(ledger, Item(A, 1), PATIENT_PARTY) == d("200.00")
    with pytest.raises(LedgerError, match="Say why"):
        transfer_to_patient(paid(lines=other), Item(A, 1), LAKE, d("200.00"), day(1), " ")


def test_a_corrected_answer_frees_the_line_of_its_denial() -> None:
    ledger = paid(lines=DENIED)
    assert open_reasons(ledger, Item(A, 1), LAKE) == ("CO-197",)
    after = post_remittance(ledger, payment("T2", claim(A, "L2", USUAL[0]))).ledger
    assert open_reasons(after, Item(A, 1), LAKE) == ()


@pytest.mark.parametrize(
    ("payers", "qmb", "cites"),
    [
        (("granite-medicaid",), False, "447.15"),
        (("medicare",), True, r"1396a\(n\)\(3\)\(B\)"),
        (("harbor-comp",), False, "workers' compensation"),
    ],
)
def test_medicaid_qmb_and_injured_workers_are_not_balance_billed(
    payers: tuple[str, ...], qmb: bool, cites: str
) -> None:
    lines = (answered(1, "200.00", "0.00", "OA-109 200.00"), USUAL[1])
    with pytest.raises(GuardError, match=cites):
        transfer_to_patient(paid(*payers, qmb=qmb, lines=lines), Item(A, 1), payers[0], d("200.00"), day(1), "not paid")


# ---- payments of the patient -----------------------------------------------------------------------------


def test_a_returned_check_is_owed_again() -> None:
    ledger = patient_payment(paid(), A, d("27.04"), day(10), "check 112")
    back = returned_payment(ledger, len(ledger.entries), day(14))
    assert open_with(back, Item(A), PATIENT_PARTY) == d("27.04")
    assert back.balance(Account.CASH) == paid().balance(Account.CASH)
    with pytest.raises(LedgerError, match="reversed once"):
        returned_payment(back, len(ledger.entries), day(15))
    with pytest.raises(LedgerError, match="no patient's payment"):
        returned_payment(back, 1, day(15))
    with pytest.raises(LedgerError, match="no payment"):
        patient_payment(ledger, A, d("0.00"), day(10))


# ---- write-offs ------------------------------------------------------------------------------------------


def gives_up(ledger: Ledger, reason: str, amount: str, terms: SelfPayTerms, on: int = 1, party: str = PATIENT_PARTY,
             document: str = "", line: int = 0) -> Ledger:  # fmt: skip
    return write_off(ledger, Item(A, line), party, reason, d(amount), day(on), document, terms)  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", ["contractual", "denial"])
@pytest.mark.parametrize(
    ("payer", "cites"), [("medicare", r"1320a-7a\(i\)\(6\)\(A\).*65372"), (LAKE, r"clause 5\.1.*Self-pay policy, 3\.3")]
)
def test_what_the_patient_owes_is_not_written_off_as_routine(
    terms: SelfPayTerms, reason: str, payer: str, cites: str
) -> None:
    with pytest.raises(GuardError, match=cites):
        gives_up(paid(payer), reason, "27.04", terms, document="we always do")


def test_a_qmbs_share_is_written_off(terms: SelfPayTerms) -> None:
    ledger = gives_up(paid("medicare", qmb=True), "contractual", "27.04", terms)
    assert claim_balance(ledger, A).open == 0


def test_a_denial_is_not_the_contracts_reduction(terms: SelfPayTerms) -> None:
    ledger = paid(lines=DENIED)
    with pytest.raises(GuardError, match="CO-197 is a denial"):
        gives_up(ledger, "contractual", "200.00", terms, party=LAKE, line=1)
    with pytest.raises(LedgerError, match="names the decision"):
        gives_up(ledger, "denial", "200.00", terms, party=LAKE, line=1)
    after = gives_up(ledger, "denial", "200.00", terms, party=LAKE, line=1, document="no authorization was asked for")
    assert claim_balance(after, A).written_off["Denial write-off"] == d("200.00")
    with pytest.raises(LedgerError, match="no bad debt"):
        gives_up(ledger, "bad_debt", "200.00", terms, party=LAKE, line=1)


def test_a_small_balance_is_a_whole_account_below_the_limit(terms: SelfPayTerms) -> None:
    ledger = patient_payment(paid(), A, d("22.04"), day(5))
    with pytest.raises(GuardError, match=r"below 5\.00; 5\.00 is open.*4\.2"):
        gives_up(ledger, "small_balance", "5.00", terms)
    ledger = patient_payment(ledger, A, d("0.01"), day(5))
    with pytest.raises(GuardError, match="whole account"):
        gives_up(ledger, "small_balance", "4.00", terms)
    assert claim_balance(gives_up(ledger, "small_balance", "4.99", terms), A).open == 0


def test_charity_rests_on_an_application(terms: SelfPayTerms) -> None:
    with pytest.raises(GuardError, match="application"):
        gives_up(paid(), "charity", "27.04", terms)
    assert claim_balance(gives_up(paid(), "charity", "27.04", terms, document="application 7"), A).open == 0


def test_the_discount_is_for_the_uninsured_who_pay_in_full_in_time(terms: SelfPayTerms) -> None:
    own = books(visit(A))
    with pytest.raises(GuardError, match=r"65372"):
        gives_up(paid("medicare"), "prompt_pay", "5.00", terms)
    with pytest.raises(GuardError, match=r"at most 70\.50"):
        gives_up(own, "prompt_pay", "70.51", terms)
    with pytest.raises(GuardError, match="payment in full"):
        gives_up(own, "prompt_pay", "70.50", terms)
    settled = patient_payment(own, A, d("211.50"), SERVED)
    with pytest.raises(GuardError, match="2026-07-11"):
        gives_up(settled, "prompt_pay", "70.50", terms, on=10)
    assert claim_balance(gives_up(settled, "prompt_pay", "70.50", terms, on=9), A).open == 0


def statements(ledger: Ledger, count: int, terms: SelfPayTerms) -> Ledger:
    for place in range(count):
        ledger = record_statement(ledger, statement(ledger, A, day(30 * place), f"S{place + 1}", {}, terms))
    return ledger


def test_bad_debt_waits_for_the_statements_and_the_final_notice(terms: SelfPayTerms) -> None:
    two, three = statements(paid(), 2, terms), statements(paid(), 3, terms)
    assert bad_debt_allowed_on(two, A, terms) is None
    with pytest.raises(GuardError, match=r"2 of 3 statements.*4\.3"):
        gives_up(two, "bad_debt", "27.04", terms, on=300)
    assert bad_debt_allowed_on(three, A, terms) == day(90)
    with pytest.raises(GuardError, match="from 2026-09-30 on"):
        gives_up(three, "bad_debt", "27.04", terms, on=89)
    assert claim_balance(gives_up(three, "bad_debt", "27.04", terms, on=90), A).written_off["Bad debt"] == d("27.04")


def test_no_bad_debt_of_a_protected_patient(terms: SelfPayTerms) -> None:
    with pytest.raises(GuardError, match="owes nothing"):
        gives_up(paid("medicare", qmb=True), "bad_debt", "27.04", terms, on=300)


@pytest.mark.parametrize(
    "act",
    [
        lambda ledger: write_off(ledger, Item(A, 1), PATIENT_PARTY, "charity", d("27.05"), PAID, "application 7"),
        lambda ledger: patient_payment(ledger, "nobody", d("1.00"), PAID),
        lambda ledger: record_billed(ledger, "nobody", LAKE, PAID),
        lambda ledger: claim_balance(ledger, A, 9),
    ],
)
def test_more_than_is_open_and_unknown_accounts_are_refused(act: Callable[[Ledger], object]) -> None:
    with pytest.raises(LedgerError):
        act(paid())


def test_bad_debt_needs_the_policys_terms() -> None:
    with pytest.raises(LedgerError, match="give its terms"):
        write_off(paid(), Item(A), PATIENT_PARTY, "bad_debt", d("27.04"), day(300))


def test_a_line_that_the_patient_has_paid_for_is_not_written_off_again() -> None:
    ledger = patient_payment(paid(), A, d("27.04"), day(3))
    with pytest.raises(LedgerError, match=r"what is open with patient, 0\.00"):
        write_off(ledger, Item(A, 1), PATIENT_PARTY, "charity", d("27.04"), day(4), "application 7")


# ---- aging -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "0-30"),
        (30, "0-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (91, "91-120"),
        (120, "91-120"),
        (121, ">120"),
    ],
)
def test_buckets(days: int, name: str) -> None:
    assert bucket(days) == name


def other_visit() -> Visit:
    return visit("KEP-2", LAKE, charges=("100.00",))


def test_aging_by_service_and_by_the_last_bill() -> None:
    ledger = open_visits(paid(lines=DENIED), [other_visit()], SERVED)
    ledger = record_billed(ledger, A, LAKE, SERVED + datetime.timedelta(days=50))
    as_of = SERVED + datetime.timedelta(days=70)
    (by_service,) = aging(ledger, as_of)
    assert (by_service.party, by_service.buckets["61-90"], by_service.credits) == (LAKE, d("300.00"), 0)
    (by_bill,) = aging(ledger, as_of, "billed")
    assert (by_bill.buckets["0-30"], by_bill.buckets["61-90"], by_bill.owed) == (d("200.00"), d("100.00"), d("300.00"))


def test_a_credit_hides_no_old_balance_and_whole_payments_go_to_the_oldest_line() -> None:
    ledger = patient_payment(open_visits(paid(), [visit("KEP-3")], SERVED), A, d("40.00"), day(1))
    ledger = patient_payment(ledger, "KEP-3", d("220.00"), day(1))
    (row,) = aging(ledger, SERVED)
    assert (row.party, row.credits, row.owed) == (PATIENT_PARTY, d("-12.96"), d("62.00"))
