"""A line typed by hand: what differs from the remittance is said exactly, what balances is posted as typed."""

from __future__ import annotations

import pytest

from billing.hand_posting import HandPosting, expected_posting, finish_by_hand, hand_findings, post_by_hand
from billing.ledger import Ledger, LedgerError, claim_balance, reverse
from billing.models import AdjudicatedLine
from billing.posting import post_remittance
from tests.billing.books import PAID, USUAL, answered, books, claim, d, payment, taken_back, visit

A = "KEP-20611"
MEDICARE = answered(1, "200.00", "62.72", "CO-45 120.00", "PR-2 16.00", "CO-253 1.28")
PARTLY = answered(1, "200.00", "80.00", "CO-45 60.00", "CO-151 40.00", "PR-3 20.00")
DENIED = answered(1, "200.00", "0.00", "CO-197 200.00")


def typed(paid: str, write_off: str, patient: str, left_open: str = "0.00") -> HandPosting:
    return HandPosting(paid=d(paid), write_off=d(write_off), patient=d(patient), left_open=d(left_open))


def test_what_is_right() -> None:
    assert expected_posting(MEDICARE) == typed("62.72", "121.28", "16.00")
    assert expected_posting(PARTLY) == typed("80.00", "60.00", "20.00", "40.00")
    assert expected_posting(DENIED) == typed("0.00", "0.00", "0.00", "200.00")
    for line in (MEDICARE, PARTLY, DENIED):
        assert hand_findings(line, expected_posting(line)) == ()


@pytest.mark.parametrize(
    ("line", "given", "kinds", "says"),
    [
        (MEDICARE, typed("62.72", "16.00", "121.28"), ["swapped"], "CO-45, CO-253 of 121.28"),
        (MEDICARE, typed("62.72", "137.28", "0.00"), ["patient_written_off"], "16.00 of PR-2"),
        (MEDICARE, typed("62.72", "120.00", "17.28"), ["billed_to_patient"], "1.28 of CO-45, CO-253"),
        (DENIED, typed("0.00", "200.00", "0.00"), ["denial_written_off"], "CO-197 is a denial"),
        (DENIED, typed("0.00", "0.00", "200.00"), ["denial_to_patient"], "CO-197 does not make the patient owe"),
        (MEDICARE, typed("62.72", "121.28", "15.00"), ["sum", "other"], "1.00 too little"),
        (MEDICARE, typed("67.22", "121.28", "11.50"), ["paid", "other"], "The digits are the same"),
        (MEDICARE, typed("62.00", "122.00", "16.00"), ["paid", "other"], "paid 62.72, not 62.00"),
        (PARTLY, typed("80.00", "60.00", "30.00", "30.00"), ["denial_to_patient"], "CO-151"),
        (MEDICARE, typed("62.72", "21.28", "16.00", "100.00"), ["other", "left_open"], "Write-off is 121.28"),
    ],
)
def test_every_difference_is_named(line: AdjudicatedLine, given: HandPosting, kinds: list[str], says: str) -> None:
    found = hand_findings(line, given)
    assert [one.kind for one in found] == kinds
    assert any(says in one.message for one in found)


def test_co_and_pr_findings_carry_their_rule() -> None:
    (swapped,) = hand_findings(MEDICARE, typed("62.72", "16.00", "121.28"))
    assert "ch. 22" in swapped.cites
    (waived,) = hand_findings(MEDICARE, typed("62.72", "137.28", "0.00"))
    assert "1320a-7a" in waived.cites


# ---- into the books --------------------------------------------------------------------------------------

ANSWER = claim(A, "L1", *USUAL)
PAYMENT = payment("T1", ANSWER, plb=(("L6", "L1", "-1.15"),))


def by_hand(ledger: Ledger, *lines: tuple[int, HandPosting]) -> Ledger:
    for number, sheet in lines:
        ledger = post_by_hand(ledger, PAYMENT, ANSWER, USUAL[number - 1], sheet).ledger
    return ledger


def test_by_hand_and_by_itself_come_to_the_same() -> None:
    start = books(visit(A, "lakeshore-ppo"))
    ledger = by_hand(start, (1, expected_posting(USUAL[0])), (2, expected_posting(USUAL[1])))
    assert finish_by_hand(ledger, PAYMENT).balances == post_remittance(start, PAYMENT).ledger.balances


def test_what_is_wrong_but_balances_is_posted_as_typed() -> None:
    done = post_by_hand(books(visit(A, "lakeshore-ppo")), PAYMENT, ANSWER, USUAL[0], typed("108.16", "27.04", "64.80"))
    assert [one.kind for one in done.findings] == ["swapped"]
    assert claim_balance(done.ledger, A).patient == d("64.80")


def test_no_line_twice_and_no_payment_beside_it() -> None:
    start = books(visit(A, "lakeshore-ppo"))
    right = expected_posting(USUAL[0])
    ledger = by_hand(start, (1, right))
    with pytest.raises(LedgerError, match="posted already, as entry 3"):
        by_hand(ledger, (1, right))
    assert post_remittance(ledger, PAYMENT).refused
    with pytest.raises(LedgerError, match=r"off by 60\.00"):
        finish_by_hand(ledger, PAYMENT)
    whole = finish_by_hand(by_hand(ledger, (2, expected_posting(USUAL[1]))), PAYMENT)
    with pytest.raises(LedgerError, match="posted already"):
        finish_by_hand(whole, PAYMENT)
    assert post_remittance(whole, PAYMENT).refused
    with pytest.raises(LedgerError, match="posted already"):
        by_hand(post_remittance(start, PAYMENT).ledger, (1, right))


def test_a_line_that_was_reversed_is_typed_anew() -> None:
    ledger = post_remittance(books(visit(A, "lakeshore-ppo")), PAYMENT).ledger
    number = next(one.number for one in ledger.entries if one.kind == "payment" and one.source.line == 1)
    back = reverse(ledger, number, PAID, "wrong columns")
    with pytest.raises(LedgerError, match="posted already"):
        by_hand(back, (2, expected_posting(USUAL[1])))
    assert by_hand(back, (1, expected_posting(USUAL[0]))).balances == ledger.balances


def test_reversals_strangers_and_whole_claims_are_not_typed() -> None:
    old = claim(A, "L0", *USUAL)
    whole = claim(
        A, "L1", *USUAL, adjustments=(answered(1, "3.00", "0.00", "CO-237 3.00").adjustments), paid=d("165.16")
    )
    made = payment("T1", taken_back(old), whole, claim("ZZZ", "L9", *USUAL))
    start = post_remittance(books(visit(A, "lakeshore-ppo")), payment("T0", old)).ledger
    ledger = start
    for line in USUAL:
        ledger = post_by_hand(ledger, made, whole, line, expected_posting(line)).ledger
    assert finish_by_hand(ledger, made).balances == post_remittance(start, made).ledger.balances


def test_what_does_not_add_up_is_not_posted() -> None:
    start = books(visit(A, "lakeshore-ppo"))
    with pytest.raises(LedgerError, match=r"0\.01 too much"):
        by_hand(start, (1, typed("108.16", "64.81", "27.04")))
    back = taken_back(ANSWER)
    with pytest.raises(LedgerError, match="is a reversal"):
        post_by_hand(
            start,
            payment("T2", back, plb=(("FB", "x", "-168.16"),)),
            back,
            back.lines[0],
            typed("0.00", "0.00", "0.00"),
        )
    spoiled = PAYMENT.model_copy(update={"amount": d("1.00")})
    with pytest.raises(LedgerError, match="too little"):
        post_by_hand(start, spoiled, ANSWER, USUAL[0], expected_posting(USUAL[0]))
    stranger = answered(3, "5.00", "5.00")
    with pytest.raises(LedgerError, match="can't be posted"):
        post_by_hand(start, PAYMENT, ANSWER, stranger, expected_posting(stranger))


def test_the_second_payers_line_leaves_out_what_the_first_took_care_of() -> None:
    line = answered(1, "200.00", "5.00", "OA-23 180.00", "CO-45 15.00")
    assert expected_posting(line) == typed("5.00", "15.00", "0.00")
