"""Figures over many accounts, worked by hand; and the field's targets that they are held against."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from billing.bookkeeping import Item, patient_payment, write_off
from billing.figures import (
    AccountFacts,
    ClaimSent,
    Denial,
    OpenBalance,
    aging_buckets,
    clean_claim_rate,
    cost_of_rework,
    days_in_ar,
    denial_counts,
    denial_rate,
    denials_by,
    first_pass_rate,
    gross_collection_rate,
    money_facts,
    net_collection_rate,
    over_90_days,
    underpayments_recovered,
)
from billing.posting import post_remittance
from data.field import field
from tests.billing.books import PAID, answered, books, claim, d, payment, visit

AS_OF = datetime.date(2026, 9, 30)
LAKE = "lakeshore-ppo"


def sent(
    first: bool = True, edits: int = 0, accepted: bool = True, open_: bool = False, *denied: tuple[str, str, str]
) -> ClaimSent:
    return ClaimSent(
        sent_on=AS_OF, payer_id=LAKE, first=first, charge=d("250.00"), edits=edits, accepted=accepted,
        answered_on=None if open_ or not accepted else AS_OF,
        denials=tuple(Denial(carc=carc, area=area, amount=d(amount)) for carc, area, amount in denied),
    )  # fmt: skip


def account(served: str, charge: str, *claims: ClaimSent, **more: object) -> AccountFacts:
    day = datetime.date.fromisoformat(served)
    values = {"account": served, "served_on": day, "charge": d(charge), "claims": claims} | more
    return AccountFacts.model_validate(values)


def owed(amount: str, since: str, party: str = LAKE) -> OpenBalance:
    return OpenBalance(party=party, amount=d(amount), since=datetime.date.fromisoformat(since))


FOUR = (
    account("2026-09-01", "250.00", sent()),
    account("2026-09-02", "250.00", sent(edits=1)),
    account("2026-09-03", "250.00", sent(accepted=False), sent(first=False)),
    account(
        "2026-09-04",
        "250.00",
        sent(True, 0, True, False, ("CO-197", "authorization", "100.00"), ("CO-16", "", "25.00")),
    ),
    account("2026-09-05", "250.00", sent(open_=True)),
)


def test_claim_rates() -> None:
    # 5 first claims: the mended one and the rejected one were not clean
    assert clean_claim_rate(FOUR).value == d("60.0")
    # 4 of them came back: 2 paid without a denial, 1 rejected, 1 denied in part
    assert first_pass_rate(FOUR).value == d("50.0")
    # 3 were answered: 1 with a denial
    assert denial_rate(FOUR).value == d("33.3")
    assert denial_counts(FOUR) == {"CO-197": 1, "CO-16": 1}


def test_denied_dollars_by_reason_and_area() -> None:
    # of 750.00 answered
    assert [(one.title, one.value) for one in denials_by(FOUR, "carc")] == [("CO-197", d("13.3")), ("CO-16", d("3.3"))]
    assert [one.title for one in denials_by(FOUR, "area")] == ["authorization", "not found yet"]


def test_days_in_ar_and_age() -> None:
    accounts = (
        account("2026-09-01", "3000.00", open=(owed("500.00", "2026-09-01"),)),
        account("2026-08-01", "6000.00", open=(owed("700.00", "2026-08-01"), owed("-80.00", "2026-08-01", "patient"))),
        account("2026-06-25", "9999.00", open=(owed("300.00", "2026-06-25"),)),
    )
    # 9,000 in 90 days are 100 a day; 1,500 are owed; the credit and the charge before 07-03 count for nothing
    found = days_in_ar(accounts, AS_OF)
    assert (found.value, found.top, found.bottom) == (d("15.0"), d("1500.00"), d("100"))
    # 29, 60 and 97 days
    assert list(aging_buckets(accounts, AS_OF).values()) == [d("500.00"), d("700.00"), 0, d("300.00"), 0]
    assert over_90_days(accounts, AS_OF).value == d("20.0")
    with pytest.raises(ValueError, match="one day"):
        days_in_ar(accounts, AS_OF, 0)


def test_collection() -> None:
    accounts = (
        account("2026-05-01", "200.00", insurance_paid=d("90.00"), patient_paid=d("20.00"), contractual=d("80.00"),
                written_off=d("10.00")),
        account("2026-05-02", "100.00", insurance_paid=d("60.00"), contractual=d("40.00")),
    )  # fmt: skip
    # 170 of 300 - 120; 170 of 300
    assert net_collection_rate(accounts).value == d("94.4")
    assert gross_collection_rate(accounts).value == d("56.7")


def test_underpayments_and_rework() -> None:
    accounts = (account("2026-05-01", "1.00", underpaid=d("40.00"), recovered=d("30.00"), reworked=2),
                account("2026-05-02", "1.00", reworked=1))  # fmt: skip
    assert underpayments_recovered(accounts).value == d("75.0")
    assert cost_of_rework(accounts, d("25.00")).value == d("75.00")


def test_nothing_to_divide_by_is_no_rate() -> None:
    for figure in (clean_claim_rate, first_pass_rate, denial_rate, net_collection_rate, gross_collection_rate,
                   underpayments_recovered):  # fmt: skip
        assert figure([]).value is None
    assert days_in_ar([], AS_OF).value is None
    assert over_90_days([], AS_OF).value is None


def test_the_money_comes_from_the_books() -> None:
    lines = (
        answered(1, "200.00", "108.16", "CO-45 63.80", "PR-2 27.04", "CO-253 1.00"),
        answered(2, "82.00", "0.00", "CO-197 82.00"),
    )
    ledger = post_remittance(books(visit("A", LAKE)), payment("T1", claim("A", "L1", *lines))).ledger
    ledger = patient_payment(ledger, "A", d("20.00"), PAID)
    ledger = write_off(ledger, Item("A", 2), LAKE, "denial", d("50.00"), PAID, "too late to appeal")
    facts = money_facts(ledger, "A")
    assert (facts.charge, facts.insurance_paid, facts.patient_paid) == (d("282.00"), d("108.16"), d("20.00"))
    assert (facts.contractual, facts.written_off) == (d("64.80"), d("50.00"))
    assert {one.party: one.amount for one in facts.open} == {LAKE: d("32.00"), "patient": d("7.04")}
    assert facts.charge == facts.insurance_paid + facts.patient_paid + facts.contractual + facts.written_off + sum(
        one.amount for one in facts.open
    )


def test_targets_carry_their_source_and_doubt() -> None:
    known = {clean_claim_rate([]).id, denial_rate([]).id, days_in_ar([], AS_OF).id, over_90_days([], AS_OF).id,
             net_collection_rate([]).id, cost_of_rework([], d("1.00")).id}  # fmt: skip
    targets = field().targets
    assert {target.figure for target in targets} == known
    for target in targets:
        assert target.source in target.shown
        assert ("(?)" in target.shown) == target.secondary
        assert (target.at_least is None) != (target.at_most is None)
    clean = next(target for target in targets if target.figure == "clean_claim_rate")
    assert clean.met(Decimal(95))
    assert not clean.met(d("94.9"))
