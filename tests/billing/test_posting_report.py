"""Several payments into one ledger: what the report says, and accounts opened from the payments themselves."""

from __future__ import annotations

from billing.ledger import Ledger
from billing.posting_report import open_unknown, post_payments, something_wrong
from data import Reference
from tests.billing.books import USUAL, answered, books, claim, d, payment, taken_back, visit

A, B = "KEP-20611", "KEP-20612"


def test_balances_before_and_after() -> None:
    before = books(visit(A, "lakeshore-ppo"))
    after, report = post_payments(before, [payment("T1", claim(A, "L1", *USUAL))])
    assert report["payments"] == [
        {
            "number": "T1",
            "payer": "lakeshore-ppo",
            "paid_on": "2026-07-02",
            "amount": "168.16",
            "claims": 1,
            "posted": True,
        }
    ]
    assert report["balances"]["before"] == {"Insurance receivable": "282.00", "Charges": "-282.00"}
    assert report["balances"]["after"]["Cash"] == "168.16"
    (account,) = report["accounts"]
    assert account["before"]["insurance"] == {"lakeshore-ppo": "282.00"}
    assert account["after"] == {
        "charge": "282.00", "insurance_paid": "168.16", "patient_paid": "0.00", "patient": "27.04", "insurance": {},
        "written_off": {"Contractual write-off": "86.80"},
    }  # fmt: skip
    assert report["entries"] == {"before": 2, "after": len(after.entries)}
    assert report["not_posted"] == report["to_do"] == []
    assert not something_wrong(report)


def test_what_did_not_post_and_why() -> None:
    denied = claim(A, "L1", answered(1, "200.00", "0.00", "CO-197 200.00"), USUAL[1])
    good, lost = payment("T1", denied), payment("T2", claim("ZZZ", "L2", *USUAL))
    spoiled = payment("T3", claim(A, "L3", *USUAL)).model_copy(update={"amount": d("1.00")})
    ledger, report = post_payments(books(visit(A, "lakeshore-ppo")), [good])
    assert [note["kind"] for note in report["not_posted"]] == ["open"]
    assert not something_wrong(report)
    after, report = post_payments(ledger, [good, lost, spoiled])
    assert [(note["payment"], note["kind"]) for note in report["not_posted"]] == [
        ("T1", "refused"), ("T2", "unapplied"), ("T3", "refused"),
    ]  # fmt: skip
    assert [one["posted"] for one in report["payments"]] == [False, True, False]
    assert something_wrong(report)
    assert after.balances != ledger.balances


def test_accounts_are_opened_from_what_the_payments_answer(reference: Reference) -> None:
    first = claim(A, "L1", *USUAL)
    made = [
        payment("T1", first, claim(B, "L2", USUAL[0])),
        payment("T2", taken_back(first), plb=(("FB", "T2", "-168.16"),)),
    ]
    ledger = open_unknown(Ledger(), made, reference.payers)
    assert {name: one.charge for name, one in ledger.visits.items()} == {A: d("282.00"), B: d("200.00")}
    _, report = post_payments(ledger, made)
    assert not something_wrong(report)
    assert open_unknown(ledger, made, reference.payers) is ledger


def test_a_corrected_answer_opens_no_second_charge_and_the_second_payer_is_of_the_same_visit(
    reference: Reference,
) -> None:
    first = claim(A, "M1", *USUAL, payer="medicare")
    again = claim(A, "M2", USUAL[1], answered(3, "70.00", "70.00"), payer="medicare")
    second = claim(A, "G1", answered(1, "200.00", "27.04", "OA-23 172.96"), payer="granite-medicaid", order=2)
    made = [payment("T2", second), payment("T1", first), payment("T3", taken_back(first), again)]
    (opened,) = open_unknown(Ledger(), made, reference.payers).visits.values()
    assert [line.charge for line in opened.lines] == [d("200.00"), d("82.00"), d("70.00")]
    assert [(one.payer_id, one.kind) for one in opened.payers] == [
        ("medicare", "medicare"),
        ("granite-medicaid", "medicaid"),
    ]


def test_an_answer_without_lines_and_only_a_reversal(reference: Reference) -> None:
    bare = claim(A, "L1", paid=d("168.16"), charge=d("282.00"), adjustments=USUAL[0].adjustments + USUAL[1].adjustments)
    (opened,) = open_unknown(Ledger(), [payment("T1", bare)], reference.payers).visits.values()
    assert opened.charge == d("282.00")
    back = payment("T1", taken_back(claim(A, "L1", *USUAL)), plb=(("FB", "T1", "-168.16"),))
    ledger = open_unknown(Ledger(), [back], reference.payers)
    assert not ledger.visits
    _, report = post_payments(ledger, [back])
    assert something_wrong(report)
