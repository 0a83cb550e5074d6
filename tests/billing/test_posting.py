"""What a remittance does to the books, worked by hand, and what it is refused for."""

from __future__ import annotations

import pytest

from billing.ledger import Account, Ledger, LedgerError, claim_balance, correct_charges, ledger_problems
from billing.models import Adjudication
from billing.posting import identify, post_remittance, reverse_remittance
from tests.billing.books import PAID, USUAL, answered, books, claim, d, payment, taken_back, visit

A = "KEP-20611"
B = "KEP-20612"


def kinds(ledger: Ledger, *remittances: object) -> tuple[Ledger, list[str]]:
    """Posts in order; the ledger and the kinds of notes of the last one."""
    notes: list[str] = []
    for one in remittances:
        posted = post_remittance(ledger, one)  # type: ignore[arg-type]
        ledger, notes = posted.ledger, [note.kind for note in posted.notes]
    assert ledger_problems(ledger) == ()
    return ledger, notes


def test_an_ordinary_payment() -> None:
    # 282.00 charged = 168.16 paid + 86.80 contractual + 27.04 coinsurance
    ledger, notes = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", claim(A, "L1", *USUAL)))
    balance = claim_balance(ledger, A)
    assert notes == []
    assert (balance.charge, balance.insurance_paid, balance.patient, balance.insurance) == (
        d("282.00"), d("168.16"), d("27.04"), {},
    )  # fmt: skip
    assert balance.written_off == {"Contractual write-off": d("86.80")}
    assert claim_balance(ledger, A, 2).patient == 0
    assert ledger.balance(Account.CASH) == d("168.16")


def test_sequestration_has_an_account_of_its_own() -> None:
    line = answered(1, "100.00", "62.72", "CO-45 20.00", "PR-2 16.00", "CO-253 1.28")
    made = claim(A, "M1", line, payer="medicare")
    ledger, _ = kinds(books(visit(A, "medicare", charges=("100.00",))), payment("T1", made))
    assert claim_balance(ledger, A).written_off == {"Contractual write-off": d("20.00"), "Sequestration": d("1.28")}


def test_a_denied_line_stays_open_whole_and_the_patient_owes_a_denial_under_pr() -> None:
    lines = (
        answered(1, "200.00", "0.00", "CO-45 50.00", "CO-197 150.00"),
        answered(2, "82.00", "0.00", "PR-204 82.00"),
    )
    ledger, notes = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", claim(A, "L1", *lines)))
    balance = claim_balance(ledger, A)
    assert notes == ["open"]
    assert (balance.insurance, balance.patient, balance.written_off) == ({"lakeshore-ppo": d("200.00")}, d("82.00"), {})


def test_part_of_a_line_denied_stays_open_beside_what_was_paid() -> None:
    line = answered(1, "200.00", "80.00", "CO-45 60.00", "CO-151 60.00")
    posted = post_remittance(books(visit(A, "lakeshore-ppo", charges=("200.00",))), payment("T1", claim(A, "L1", line)))
    assert [(note.kind, note.amount) for note in posted.notes] == [("open", d("60.00"))]
    assert claim_balance(posted.ledger, A).insurance == {"lakeshore-ppo": d("60.00")}


def test_a_payment_of_nothing_is_posted_and_known_again() -> None:
    line = answered(1, "82.00", "0.00", "CO-197 82.00")
    zero = payment("Z1", claim(A, "L1", line), method="NON")
    ledger, _ = kinds(books(visit(A, "lakeshore-ppo", charges=("82.00",))), zero)
    assert ledger.balance(Account.CASH) == 0
    again = post_remittance(ledger, zero)
    assert again.refused
    assert again.ledger is ledger


def test_the_second_payer_leaves_what_the_first_took_care_of() -> None:
    first = answered(1, "200.00", "80.00", "CO-45 100.00", "PR-2 20.00")
    second = answered(1, "200.00", "5.00", "OA-23 180.00", "CO-45 15.00")
    ledger, _ = kinds(
        books(visit(A, "medicare", "granite-medicaid", charges=("200.00",))),
        payment("T1", claim(A, "M1", first, payer="medicare", clp_status="19", crossed_to="granite-medicaid")),
    )
    assert claim_balance(ledger, A).insurance == {"granite-medicaid": d("20.00")}
    ledger, notes = kinds(ledger, payment("T2", claim(A, "G1", second, payer="granite-medicaid", order=2)))
    balance = claim_balance(ledger, A)
    assert (balance.open, balance.insurance_paid, balance.written_off["Contractual write-off"]) == (0, 85, 115)
    assert notes == []


@pytest.mark.parametrize(
    ("crossed_to", "medicare", "medicaid"), [("", "16.00", None), ("granite-medicaid", None, "16.00")]
)
def test_a_qmbs_share_is_for_the_next_payer_alone(crossed_to: str, medicare: str | None, medicaid: str | None) -> None:
    line = answered(1, "200.00", "62.72", "CO-45 120.00", "OA-209 16.00", "CO-253 1.28")
    ledger, notes = kinds(
        books(visit(A, "medicare", "granite-medicaid", charges=("200.00",), qmb=True)),
        payment("T1", claim(A, "M1", line, payer="medicare", crossed_to=crossed_to)),
    )
    owed = {"medicare": medicare, "granite-medicaid": medicaid}
    assert claim_balance(ledger, A).insurance == {payer: d(amount) for payer, amount in owed.items() if amount}
    assert claim_balance(ledger, A).patient == 0
    assert notes == ([] if crossed_to else ["open"])


def test_interest_is_income_and_never_the_claims() -> None:
    made = claim(A, "L1", *USUAL, interest=d("1.15"))
    ledger, notes = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", made, plb=(("L6", "L1", "-1.15"),)))
    assert ledger.balance(Account.INTEREST) == d("-1.15")
    assert ledger.balance(Account.CASH) == d("169.31")
    assert claim_balance(ledger, A).insurance_paid == d("168.16")
    assert notes == []
    _, notes = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", made))
    assert notes == ["hint"]


# ---- taken back ------------------------------------------------------------------------------------------


def corrected() -> Adjudication:
    """The corrected answer to USUAL: the first line allowed less."""
    line = answered(1, "200.00", "90.87", "CO-45 86.41", "PR-2 22.72")
    return claim(A, "L2", line, USUAL[1], original="L1", frequency="7")


def test_a_reversal_and_the_corrected_answer_in_one_payment() -> None:
    first = claim(A, "L1", *USUAL)
    both = payment("T2", taken_back(first), corrected(), plb=(("WO", "L1", "-17.29"),))
    ledger, _ = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", first), both)
    balance = claim_balance(ledger, A)
    assert both.amount == 0
    assert (balance.insurance_paid, balance.patient, balance.insurance) == (d("150.87"), d("22.72"), {})
    # the practice owes 17.29 that the payer will hold back from the next payment
    assert ledger.balance(Account.OFFSET) == d("-17.29")
    assert sorted(ledger.taken_back) == [4, 5]


def test_what_was_forwarded_is_held_back_from_the_next_payment() -> None:
    first = claim(A, "L1", *USUAL)
    later = claim(B, "L9", *USUAL)
    ledger, notes = kinds(
        books(visit(A, "lakeshore-ppo"), visit(B, "lakeshore-ppo")),
        payment("T1", first),
        payment("T2", taken_back(first), plb=(("FB", "T2", "-168.16"),)),
        payment("T3", later, plb=(("FB", "T2", "168.16"),)),
    )
    assert ledger.balance(Account.CASH) == d("168.16")
    assert ledger.balance(Account.OFFSET) == 0
    assert claim_balance(ledger, A).insurance == {"lakeshore-ppo": d("282.00")}
    assert notes == []


def test_money_held_back_without_a_reversal_is_pointed_at() -> None:
    ledger, notes = kinds(
        books(visit(A, "lakeshore-ppo")), payment("T1", claim(A, "L1", *USUAL), plb=(("WO", "L77", "40.00"),))
    )
    assert notes == ["take_back"]
    assert ledger.balance(Account.OFFSET) == d("40.00")


def test_a_refund_that_the_payer_acknowledges_changes_nothing() -> None:
    made = payment("T1", claim(A, "L1", *USUAL), plb=(("72", "L0", "-40.00"), ("WO", "L0", "40.00")))
    ledger, _ = kinds(books(visit(A, "lakeshore-ppo")), made)
    assert (ledger.balance(Account.OFFSET), ledger.balance(Account.CASH)) == (0, d("168.16"))


def test_a_reversal_is_of_the_charges_that_were_answered_then() -> None:
    first = claim(A, "L1", *USUAL)
    ledger, _ = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", first))
    ledger = correct_charges(ledger, visit(A, "lakeshore-ppo", charges=("300.00", "82.00")), PAID)
    new = claim(A, "L2", answered(1, "300.00", "108.16", "CO-45 164.80", "PR-2 27.04"), USUAL[1], original="L1")
    ledger, notes = kinds(ledger, payment("T2", taken_back(first), new))
    balance = claim_balance(ledger, A)
    assert (balance.charge, balance.insurance, balance.patient) == (d("382.00"), {}, d("27.04"))
    assert sorted(ledger.taken_back) == [4, 5]
    assert notes == ["take_back"]


def test_the_reversal_of_a_denial_takes_the_open_note_back() -> None:
    denied = claim(A, "L1", answered(1, "82.00", "0.00", "CO-16 82.00"))
    paid = claim(A, "L2", answered(1, "82.00", "60.00", "CO-45 22.00"), original="L1")
    ledger, _ = kinds(
        books(visit(A, "lakeshore-ppo", charges=("82.00",))),
        payment("T1", denied),
        payment("T2", taken_back(denied), paid),
    )
    assert ledger.standing(A, "open") == ()
    assert claim_balance(ledger, A).open == 0


# ---- what does not post ----------------------------------------------------------------------------------


def test_posting_twice_is_refused_and_changes_nothing() -> None:
    first = payment("T1", claim(A, "L1", *USUAL))
    ledger, _ = kinds(books(visit(A, "lakeshore-ppo")), first)
    for again in (first, first.model_copy(update={"number": "T2"})):
        posted = post_remittance(ledger, again)
        assert posted.refused
        assert posted.ledger is ledger
        assert "T1" in posted.notes[0].message


def test_the_same_number_of_another_payer_is_another_payment() -> None:
    ledger = books(visit(A, "lakeshore-ppo"), visit(B, "medicare"))
    ledger, _ = kinds(ledger, payment("T1", claim(A, "L1", *USUAL)))
    posted = post_remittance(ledger, payment("T1", claim(B, "M1", *USUAL, payer="medicare")))
    assert not posted.refused


@pytest.mark.parametrize("spoiled", ["payment", "line", "claim", "negative", "cents"])
def test_nothing_of_an_unbalanced_payment_is_posted(spoiled: str) -> None:
    made = payment("T1", claim(A, "L1", *USUAL))
    if spoiled == "payment":
        made = made.model_copy(update={"amount": made.amount + d("0.01")})
    elif spoiled == "negative":
        made = payment("T1", taken_back(made.claims[0]))
    else:
        line = answered(1, "200.00", "108.17", "CO-45 64.80", "PR-2 27.04")
        if spoiled == "cents":
            line = answered(1, "200.00", "108.165", "CO-45 64.795", "PR-2 27.04")
        whole = claim(A, "L1", USUAL[0] if spoiled == "claim" else line, USUAL[1])
        made = payment("T1", whole.model_copy(update={"paid": d("168.18")}) if spoiled == "claim" else whole)
    ledger = books(visit(A, "lakeshore-ppo"))
    posted = post_remittance(ledger, made)
    assert posted.refused
    assert posted.ledger is ledger


def test_money_for_a_claim_that_the_books_do_not_know_waits() -> None:
    stranger = claim("ZZZ-1", "L2", *USUAL)
    made = payment("T1", claim(A, "L1", *USUAL), stranger)
    ledger, notes = kinds(books(visit(A, "lakeshore-ppo")), made)
    assert notes == ["unapplied"]
    assert ledger.balance(Account.UNAPPLIED) == d("-168.16")
    assert ledger.balance(Account.CASH) == made.amount
    # once the account is found the waiting money is posted to it
    number = next(entry.number for entry in ledger.entries if entry.kind == "unapplied")
    after = identify(ledger, number, made, stranger.model_copy(update={"parties": None}), A).ledger
    assert after.balance(Account.UNAPPLIED) == 0
    assert after.balance(Account.CASH) == made.amount
    with pytest.raises(LedgerError):
        identify(ledger, 1, made, stranger, A)


def test_lines_that_are_not_the_visits_are_not_posted() -> None:
    _, notes = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", claim(A, "L1", answered(1, "250.00", "250.00"))))
    assert notes == ["unapplied"]


def test_renumbered_lines_are_found_and_a_changed_code_is_pointed_at() -> None:
    renumbered = (
        answered(1, "82.00", "60.00", "CO-45 22.00", code="20610"),
        answered(2, "200.00", "108.16", "CO-45 64.80", "PR-2 27.04", code="99214"),
    )
    ledger, _ = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", claim(A, "L1", *renumbered)))
    assert claim_balance(ledger, A, 1).insurance_paid == d("108.16")
    lower = answered(1, "200.00", "90.00", "CO-45 110.00", code="99213")
    _, notes = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", claim(A, "L1", lower, USUAL[1])))
    assert notes == ["hint"]


def test_paid_twice_is_a_credit() -> None:
    ledger, notes = kinds(
        books(visit(A, "lakeshore-ppo")), payment("T1", claim(A, "L1", *USUAL)), payment("T2", claim(A, "L5", *USUAL))
    )
    assert notes == ["credit"]
    assert claim_balance(ledger, A).insurance == {"lakeshore-ppo": d("-282.00")}


def test_an_estimate_decides_nothing() -> None:
    _, notes = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", claim(A, "L1", *USUAL, clp_status="25", paid=d("0.00"),
        lines=(answered(1, "282.00", "0.00", "OA-101 282.00"),))))  # fmt: skip
    assert notes == ["hint"]


def test_adjustments_of_the_claim_as_a_whole() -> None:
    line = answered(1, "200.00", "150.00", "CO-45 50.00")
    whole = claim(A, "L1", line, adjustments=(answered(1, "9.00", "0.00", "CO-237 3.00", "CO-252 6.00").adjustments),
                  paid=d("141.00"))  # fmt: skip
    ledger, notes = kinds(books(visit(A, "lakeshore-ppo", charges=("200.00",))), payment("T1", whole))
    assert claim_balance(ledger, A).insurance_paid == d("141.00")
    assert claim_balance(ledger, A).insurance == {"lakeshore-ppo": d("6.00")}
    assert notes == ["open"]


def test_an_answer_without_lines() -> None:
    bare = claim(A, "L1", paid=d("168.16"), charge=d("282.00"), adjustments=(
        answered(1, "1.00", "0.00", "CO-45 86.80", "PR-2 27.04").adjustments))  # fmt: skip
    ledger, _ = kinds(books(visit(A, "lakeshore-ppo")), payment("T1", bare))
    balance = claim_balance(ledger, A)
    assert (balance.open, balance.patient, balance.insurance_paid) == (d("27.04"), d("27.04"), d("168.16"))


def test_a_payment_can_be_taken_back_whole_and_posted_anew() -> None:
    made = payment("T1", claim(A, "L1", *USUAL), plb=(("L6", "L1", "-1.15"),))
    before = books(visit(A, "lakeshore-ppo"))
    ledger, _ = kinds(before, made)
    back = reverse_remittance(ledger, "lakeshore-ppo", "T1", "posted to the wrong day")
    assert back.balances == before.balances
    with pytest.raises(LedgerError, match="does not stand"):
        reverse_remittance(back, "lakeshore-ppo", "T1", "again")
    again, _ = kinds(back, made)
    assert again.balances == ledger.balances
