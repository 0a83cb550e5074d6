"""Root causes in the payer's arithmetic, and those that show once the money is in."""

from decimal import Decimal
from typing import Any

import pytest

from billing.causes.opening import planted_world
from billing.ledger import claim_balance
from data import Reference
from tests.billing.causes import scenes, worlds
from tests.billing.causes.worlds import visit
from tests.billing.made import line

CHECKUP: dict[str, Any] = {"lines": (line("99396"),), "diagnoses": ("Z00.00",), "coverage": {"copay": "0.00"}}
CHECKUP_SHARE: dict[str, Any] = {**CHECKUP, "coverage": {"deductible_left": Decimal("500.00")}}
KNEE: dict[str, Any] = {"lines": (line("20610", "RT"),), "diagnoses": ("M17.11",)}

SLIPS: dict[str, dict[str, Any]] = {
    "slip.fee-loaded": {},
    "slip.reduced": KNEE,
    "slip.network": {},
    "slip.preventive-share": CHECKUP_SHARE,
    "slip.lower-level": {},
    "slip.interest": {},
}


@pytest.mark.parametrize("cause", SLIPS)
def test_a_slip_is_paid_too_little_until_it_is_told(reference: Reference, cause: str) -> None:
    variant = visit(reference, cause, **SLIPS[cause])
    assert worlds.right_looks(reference, variant) == {"paid"}
    assert worlds.problems(reference, variant) == []
    answer = worlds.opened(reference, variant).claims[-1].answer
    assert answer is not None
    right = scenes.right_payment(reference, variant)
    assert answer.paid < right or cause == "slip.interest"
    scenes.is_told(reference, variant)
    scenes.pays_the_same(reference, variant)


def test_interest_is_what_the_days_beyond_the_limit_bring(reference: Reference) -> None:
    """Paid on day 62 after receipt, limit 30: payment x 12 % x 32 / 365, and the principal is not paid twice."""
    variant = visit(reference, "slip.interest")
    late = worlds.opened(reference, variant).claims[-1].answer
    mended = worlds.played(reference, variant).claims[-1].answer
    assert late is not None
    assert mended is not None
    assert (late.interest, late.paid) == (Decimal("0.00"), mended.paid)
    days = (late.paid_on - late.received_on).days - 30 if late.paid_on and late.received_on else 0
    rate = reference.contracts["lakeshore-ppo"].interest_rate
    assert mended.interest == (late.paid * rate * days / 365).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("slip.fee-loaded", {"payer": "medicare"}, "same for everybody"),
        ("slip.preventive-share", {}, "pay the same"),
        ("slip.lower-level", KNEE, "no level below"),
        ("slip.interest", {"payer": "granite-medicaid"}, "knows no interest"),
        ("after.payer-paid-twice", {"payer": "medicare"}, "as a correction"),
        ("after.paid-out-of-turn", {"second": "summit-ppo"}, "pays last"),
        ("after.paid-out-of-turn", {"payer": "granite-medicaid"}, "no other plan"),
        ("after.qualified-beneficiary", {}, "no such members"),
        ("after.qualified-beneficiary", {"payer": "medicare", "second": "granite-medicaid"}, "another payer"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


def test_a_screening_share_is_the_payers_slip_only_if_the_claim_was_marked(reference: Reference) -> None:
    """33 on the claim and a share all the same: the payer. No 33: the claim."""
    scope: dict[str, Any] = {"lines": (line("45385", "33", points=("d1", "d2")),), "diagnoses": ("Z12.11", "D12.3")}
    marked = planted_world(reference, visit(reference, "slip.preventive-share", **scope))
    unmarked = planted_world(reference, visit(reference, "code.screening-unmarked", **scope))
    assert "33" in marked.service_line.D
    assert "33" not in unmarked.service_line.D


# ---- after payment ---------------------------------------------------------------------------------------


def test_money_of_the_payers_goes_back_to_the_payer(reference: Reference) -> None:
    variant = visit(reference, "after.payer-paid-twice")
    assert worlds.right_looks(reference, variant) == {"paid"}
    assert worlds.problems(reference, variant) == []
    account = worlds.played(reference, variant)
    paid = [claim.answer.paid for claim in account.claims if claim.answer]
    assert paid == [scenes.right_payment(reference, variant)] * 2
    balance = claim_balance(account.ledger, account.account_number)
    assert balance.open == 0
    assert {item.kind for item in account.items} == {"credit"}
    scenes.is_told(reference, variant)


def test_money_of_the_patients_goes_back_to_the_patient(reference: Reference) -> None:
    variant = visit(reference, "after.patient-overpaid")
    assert worlds.problems(reference, variant) == []
    account = worlds.played(reference, variant)
    assert claim_balance(account.ledger, account.account_number).open == 0
    assert [item.id for item in account.items] == ["c.patient"]
    scenes.is_told(reference, variant)


@pytest.mark.parametrize("payer", ["granite-medicaid", "eagle-ridge"])
def test_a_program_that_pays_last_takes_back_and_comes_second(reference: Reference, payer: str) -> None:
    variant = visit(reference, "after.paid-out-of-turn", payer=payer, second="summit-ppo")
    opened = worlds.opened(reference, variant)
    assert {item.look for item in opened.items} == {"CO-22"}
    assert opened.remittances[-1].claims[0].clp_status == "22"
    assert worlds.problems(reference, variant) == []
    account = worlds.played(reference, variant)
    assert [claim.payer_id for claim in account.claims][:2] == [payer, "summit-ppo"]
    assert claim_balance(account.ledger, account.account_number).open == 0
    scenes.is_told(reference, variant)


@pytest.mark.parametrize("payer", ["lakeshore-ppo", "medicare"])
def test_a_wrong_take_back_is_disputed(reference: Reference, payer: str) -> None:
    variant = visit(reference, "after.taken-as-duplicate", payer=payer)
    opened = worlds.opened(reference, variant)
    assert {item.look for item in opened.items} == {"OA-18"}
    assert worlds.problems(reference, variant) == []
    scenes.is_told(reference, variant)
    scenes.pays_the_same(reference, variant)


@pytest.mark.parametrize("payer", ["medicare", "tidewater-ma"])
def test_a_qualified_beneficiary_is_asked_for_nothing(reference: Reference, payer: str) -> None:
    variant = visit(reference, "after.qualified-beneficiary", payer=payer)
    assert worlds.problems(reference, variant) == []
    account = worlds.played(reference, variant)
    assert not account.statements
    assert claim_balance(account.ledger, account.account_number).open == 0
    scenes.is_told(reference, variant)
