"""Remittance, posting sheet and what a slip does to the money."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from billing import RemittanceError, consequences, key_claim, open_amount, posting, registered_claim, remit
from billing.ledger import Account
from billing.models import Claim, Consequence
from data import Reference
from scenarios.models import AnswerLine, CodingAnswer, Variant
from tests.billing.made import line, right_claim, totalled, with_items, with_line
from tests.billing.test_payer import ADENOMA, PAID_ON, POLYPS, answered
from tests.billing.test_scrubber import KNEE, MEDICARE, WOUNDS, cells


def totals(reference: Reference, variant: Variant, claim: Claim) -> dict[str, str]:
    """Account to debit, or credit for the receivable, of a remittance for one claim."""
    entries = posting(remit((answered(reference, variant, claim),), "NTM-1", PAID_ON))
    return {entry.account: str(entry.debit or entry.credit) for entry in entries}


def test_a_medicare_payment_is_posted_account_by_account(reference: Reference) -> None:
    variant, claim = right_claim(reference, **MEDICARE, coverage={"deductible_left": Decimal("50.00")})
    # As worked in test_payer: paid 61.28, write-off 153.84, sequestration 1.25, patient 65.63; together 282.00.
    assert totals(reference, variant, claim) == {
        Account.CASH: "61.28",
        Account.CONTRACTUAL: "153.84",
        Account.SEQUESTRATION: "1.25",
        Account.PATIENT: "65.63",
        Account.INSURANCE: "282.00",
    }


def test_a_denied_line_stays_open(reference: Reference) -> None:
    variant, right = right_claim(reference, **KNEE)
    claim = with_line(right, 1, D=("99213",))
    answer = answered(reference, variant, claim)
    assert open_amount(answer) == answer.lines[0].charge
    assert totals(reference, variant, claim)[Account.INSURANCE] == str(answer.lines[1].charge)


def test_what_the_payer_does_not_cover_is_the_patients(reference: Reference) -> None:
    variant, claim = right_claim(reference, **MEDICARE, diagnoses=("Z00.00",), lines=(line("99396"),))
    assert totals(reference, variant, claim) == {Account.PATIENT: "272.00", Account.INSURANCE: "272.00"}


def test_one_remittance_pays_several_claims(reference: Reference) -> None:
    made = [right_claim(reference), right_claim(reference, **KNEE)]
    answers = [answered(reference, variant, claim) for variant, claim in made]
    remittance = remit(answers, "LKM-1", PAID_ON)
    assert remittance.amount == sum((answer.paid for answer in answers), Decimal(0))
    entries = posting(remittance)
    assert sum(entry.debit for entry in entries) == sum(entry.credit for entry in entries)


def test_rejected_claims_and_mixed_payers_are_on_no_remittance(reference: Reference) -> None:
    variant, claim = right_claim(reference)
    rejected = answered(reference, variant, with_items(claim, i1a="LKM44179083"))
    paid = answered(reference, variant, claim)
    assert remit((rejected, paid), "LKM-1", PAID_ON).claims == (paid,)
    other, other_claim = right_claim(reference, **MEDICARE)
    with pytest.raises(RemittanceError, match="claims are of 2"):
        remit((paid, answered(reference, other, other_claim)), "X", PAID_ON)
    with pytest.raises(RemittanceError, match="claims are of 0"):
        remit((rejected,), "X", PAID_ON)


@pytest.mark.parametrize("field", ["charge", "allowed", "paid", "patient"])
def test_a_remittance_out_of_balance_is_refused(reference: Reference, field: str) -> None:
    variant, claim = right_claim(reference)
    answer = answered(reference, variant, claim)
    spoiled = answer.model_copy(update={field: getattr(answer, field) + Decimal("0.01")})
    with pytest.raises(RemittanceError, match=r"0\.01"):
        remit((spoiled,), "LKM-1", PAID_ON)


def test_a_line_out_of_balance_is_refused(reference: Reference) -> None:
    variant, claim = right_claim(reference)
    answer = answered(reference, variant, claim)
    row = answer.lines[0].model_copy(update={"paid": answer.lines[0].paid + Decimal("0.01")})
    with pytest.raises(RemittanceError, match="line 1"):
        remit((answer.model_copy(update={"lines": (row,)}),), "LKM-1", PAID_ON)


def test_a_payment_that_is_not_its_claims_is_not_posted(reference: Reference) -> None:
    variant, claim = right_claim(reference)
    remittance = remit((answered(reference, variant, claim),), "LKM-1", PAID_ON)
    with pytest.raises(RemittanceError, match="Payment"):
        posting(remittance.model_copy(update={"amount": remittance.amount + 1}))


# ---- what a slip costs -----------------------------------------------------------------------------------


def of_claim(reference: Reference, variant: Variant, claim: Claim) -> list[Consequence]:
    return list(consequences(reference, variant, answered(reference, variant, claim), claim))


def test_the_right_claim_has_no_consequence(reference: Reference) -> None:
    for facts in ({}, KNEE, WOUNDS, MEDICARE):
        variant, claim = right_claim(reference, **facts)
        assert of_claim(reference, variant, claim) == []


def test_a_missing_25_is_a_denial(reference: Reference) -> None:
    variant, right = right_claim(reference, **KNEE)
    (denied,) = of_claim(reference, variant, with_line(right, 1, D=("99213",)))
    # 90.87 x 1.25 = 113.59 is what the visit would have brought.
    assert (denied.kind, denied.line, denied.carc) == ("denied", 1, "97")
    assert (denied.expected, denied.got) == (Decimal("113.59"), Decimal("0.00"))


def test_a_lower_level_is_an_underpayment_and_a_higher_one_an_overpayment(reference: Reference) -> None:
    variant, right = right_claim(reference)
    (low,) = of_claim(reference, variant, cells(1, D=("99213",), F="200.00")(right))
    # 160.20 for 99214, 113.59 for 99213
    assert (low.kind, low.expected, low.got) == ("underpaid", Decimal("160.20"), Decimal("113.59"))
    (high,) = of_claim(reference, variant, cells(1, D=("99215",), F="400.00")(right))
    assert high.kind == "overpaid"
    assert "99214" not in low.message + high.message


def test_fewer_units_are_an_underpayment(reference: Reference) -> None:
    variant, right = right_claim(reference, diagnoses=("M17.11",), lines=(line("J3301", units=4),))
    row = right.lines[0]
    (found,) = of_claim(reference, variant, cells(1, G="2", F=str(Decimal(row.F) / 2))(right))
    assert found.kind == "underpaid"
    assert found.got * 2 == found.expected


def test_a_missed_line_was_never_billed(reference: Reference) -> None:
    variant, right = right_claim(reference, **KNEE)
    one_line = totalled(right.model_copy(update={"lines": right.lines[:1]}))
    (found,) = of_claim(reference, variant, one_line)
    assert (found.kind, found.line, found.code) == ("not_billed", None, "")
    assert "20610" not in found.message


def test_a_line_too_many_is_an_overpayment(reference: Reference) -> None:
    variant, right = right_claim(reference)
    film = right.lines[0].model_copy(update={"D": ("71046",), "F": "70.00"})
    two_lines = totalled(right.model_copy(update={"lines": (*right.lines, film)}))
    (found,) = of_claim(reference, variant, two_lines)
    assert (found.kind, found.code, found.expected) == ("overpaid", "71046", Decimal("0.00"))


def test_a_forgotten_screening_modifier_makes_the_patient_pay(reference: Reference) -> None:
    facts = MEDICARE | POLYPS | {"diagnoses": ADENOMA, "lines": (line("45385", "PT", points=("d1", "d2")),)}
    variant, right = right_claim(reference, **facts)
    (found,) = of_claim(reference, variant, with_line(right, 1, D=("45385",)))
    # 240.00 + 1.86 in place of 37.40, as worked in test_payer
    assert (found.kind, found.expected, found.got) == ("patient_overcharged", Decimal("37.40"), Decimal("241.86"))


def test_an_incomplete_diagnosis_is_a_rejection(reference: Reference) -> None:
    variant, right = right_claim(reference)
    (found,) = of_claim(reference, variant, right.model_copy(update={"diagnoses": ("E11.22", "N18.3")}))
    assert (found.kind, found.expected, found.got) == ("rejected", Decimal("160.20"), Decimal("0.00"))
    assert "21B" in found.message


SLIPS = {
    "25 forgotten": (
        AnswerLine(code="99213", pointers=("A",)),
        AnswerLine(code="20610", modifiers=("RT",), pointers=("A",)),
    ),
    "wrong side": (
        AnswerLine(code="99213", modifiers=("25",), pointers=("A",)),
        AnswerLine(code="20610", modifiers=("LT",), pointers=("A",)),
    ),
    "too many units": (
        AnswerLine(code="99213", modifiers=("25",), pointers=("A",)),
        AnswerLine(code="20610", modifiers=("RT",), units=3, pointers=("A",)),
    ),
    "side forgotten": (
        AnswerLine(code="99213", modifiers=("25",), pointers=("A",)),
        AnswerLine(code="20610", pointers=("A",)),
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_with_both_hats_a_coding_slip_comes_back_and_can_be_mended(reference: Reference, slip: str) -> None:
    variant, right = right_claim(reference, **KNEE)
    own = CodingAnswer(diagnoses=("M17.11",), lines=SLIPS[slip])
    claim = registered_claim(reference, variant, own)
    assert claim == key_claim(reference, variant, own)
    first = answered(reference, variant, claim)
    assert [found.kind for found in consequences(reference, variant, first, claim)] == ["denied"]
    mended = with_items(right, i22="7", i22_original=first.claim_number)
    second = answered(reference, variant, mended, (first,), PAID_ON + datetime.timedelta(days=30))
    assert not any(row.denied for row in second.lines)
    assert second.paid > first.paid
    assert consequences(reference, variant, second, mended) == ()
