"""835: what an adjudication becomes, that everything balances, and that the validators would see it if it did not."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from billing.models import Adjudication, Adjustment, ProviderAdjustment, Remittance
from billing.payer import adjudicate
from billing.remittance import RemittanceError, recovery, remit, remit_again
from billing.x12.remittance_835 import RemittanceFileError, remittance_file, remittance_text
from data import Reference
from tests.billing.made import MEMBER_IDS, line, right_claim
from tests.billing.x12 import scenes
from tests.billing.x12.own_checks import remittance_objections
from tests.billing.x12.validators import oxedi_objections, pyx12_objections

PAID = datetime.date(2026, 7, 2)


def answer(reference: Reference, payer_id: str = "lakeshore-ppo", **facts: Any) -> Adjudication:
    facts.setdefault("lines", (line("99214"), line("71046")))
    variant, claim = right_claim(reference, payer_id=payer_id, **facts)
    return adjudicate(reference, claim, variant.encounter, reference.contracts[payer_id], PAID)


def rows(reference: Reference, *payments: Remittance) -> list[str]:
    """The segments of a file that every judge accepts."""
    text = remittance_text(reference, payments)
    assert not pyx12_objections(text)
    assert not oxedi_objections(text)
    assert not list(remittance_objections(reference, text))
    return [row.rstrip("~") for row in text.splitlines()]


def test_a_payment_segment_by_segment(reference: Reference) -> None:
    paid = answer(reference, coverage={"deductible_left": Decimal("100.00"), "coinsurance_rate": Decimal("0.20")})
    found = rows(reference, remit([paid], "EFT0001", PAID))
    assert (
        found[3]
        == f"BPR*I*{paid.paid}*C*ACH*CCP*01*999999992*DA*TRAININGONLY*1000000033**01*999999992*DA*TRAININGONLY*20260702"
    )
    assert found[4:7] == ["TRN*1*EFT0001*1000000033", "DTM*405*20260702", "N1*PR*LAKESHORE MUTUAL"]
    assert found[7:9] == ["N3*CLAIMS, PO BOX 3300", "N4*MILWAUKEE*WI*53201"]
    assert "PER*BL*TRAINING FILES DESK*TE*4145550133" in found
    assert "REF*TJ*010559921" in found
    clp = next(row for row in found if row.startswith("CLP")).split("*")
    assert clp[1:5] == ["KEP-20611", "1", f"{paid.charge.normalize():f}", f"{paid.paid.normalize():f}"]
    assert Decimal(clp[5]) == paid.patient
    assert clp[6:8] == ["12", paid.claim_number]
    assert "NM1*QC*1*TRENT*MARISOL*A***MI*LKM44719083" in found
    assert not any(row.startswith("NM1*IL") for row in found)
    assert "DTM*232*20260611" in found
    assert "DTM*472*20260611" in found
    assert "CAS*PR*1*100" in "\n".join(found)
    assert "REF*6R*2" in found
    assert f"AMT*B6*{paid.lines[0].allowed.normalize():f}" in found
    assert found[-2:] == ["GE*1*1", "IEA*1*000000001"]


@pytest.mark.parametrize("payer_id", sorted(MEMBER_IDS))
def test_the_filing_indicator_is_the_contracts(reference: Reference, payer_id: str) -> None:
    found = rows(reference, remit([answer(reference, payer_id)], "EFT0001", PAID))
    clp = next(row for row in found if row.startswith("CLP")).split("*")
    assert clp[6] == reference.contracts[payer_id].filing_indicator


def test_reasons_of_one_group_stand_together_six_a_segment(reference: Reference) -> None:
    paid = answer(reference, lines=(line("99214"),))
    first = paid.lines[0]
    codes = ("45", "59", "253", "97", "144", "131", "P12")
    total = first.charge - first.paid
    amounts = [Decimal("1.01")] * 6 + [total - Decimal("6.06")]
    many = first.model_copy(
        update={"adjustments": tuple(Adjustment(group="CO", carc=code, amount=amount) for code, amount in zip(codes, amounts, strict=True))}
    )  # fmt: skip
    claim = paid.model_copy(update={"lines": (many,), "patient": Decimal("0.00")})
    found = [row for row in rows(reference, remit([claim], "EFT1", PAID)) if row.startswith("CAS")]
    assert found[0] == "CAS*CO*45*1.01**59*1.01**253*1.01**97*1.01**144*1.01**131*1.01"
    assert found[1].startswith("CAS*CO*P12*")


def test_remarks_numbers_and_crossover(reference: Reference) -> None:
    paid = answer(reference, "medicare", lines=(line("99214"),))
    row = paid.lines[0].model_copy(update={"remarks": ("N130",)})
    told = paid.model_copy(
        update={
            "lines": (row,), "remarks": ("MA01", "MA18"), "clp_status": "19", "crossed_to": "granite-medicaid",
            "original": "MED26000000001", "frequency": "7",
        }
    )  # fmt: skip
    found = rows(reference, remit([told], "EFT1", PAID))
    assert "MOA***MA01*MA18" in found
    assert "LQ*HE*N130" in found
    assert "REF*F8*MED26000000001" in found
    assert "NM1*TT*2*GRANITE STATE COMMUNITY HEALTH PLAN*****PI*GSM22" in found
    clp = next(one for one in found if one.startswith("CLP")).split("*")
    assert (clp[2], clp[9]) == ("19", "7")


def test_a_denied_line_pays_nothing_and_says_why(reference: Reference) -> None:
    paid = answer(reference, lines=(line("99214"), line("99213")))
    found = rows(reference, remit([paid], "EFT1", PAID))
    denied = [one for one in paid.lines if one.denied]
    for one in denied:
        assert any(row.startswith(f"CAS*{one.adjustments[0].group}*{one.adjustments[0].carc}*") for row in found)
    covered = sum(one.charge for one in paid.lines if not one.denied)
    assert f"AMT*AU*{covered.normalize():f}" in found


def test_a_dependents_remittance_names_the_subscriber(reference: Reference) -> None:
    insured = scenes.insured("Trent", "Amos")
    paid = answer(reference, coverage={"relationship": "spouse", "insured": insured})
    found = rows(reference, remit([paid], "EFT1", PAID))
    assert "NM1*IL*1*TRENT*AMOS****MI*LKM44719083" in found


def test_a_reversal_turns_every_sign_and_the_new_answer_follows(reference: Reference) -> None:
    first = answer(reference)
    again = first.model_copy(
        update={"claim_number": "LAK26999999999", "frequency": "7", "original": first.claim_number}
    )
    payment = remit_again(first, again, "EFT2", PAID)
    found = rows(reference, payment)
    clps = [one.split("*") for one in found if one.startswith("CLP")]
    assert [clp[2] for clp in clps] == ["22", "1"]
    assert Decimal(clps[0][3]) == -first.charge
    assert Decimal(clps[0][4]) == -first.paid
    assert clps[0][5] == ""
    assert found[3].startswith("BPR*H*0*C*NON*")


def test_provider_level_amounts_lower_or_raise_the_payment(reference: Reference) -> None:
    late = answer(reference).model_copy(update={"interest": Decimal("1.25")})
    payment = remit([late], "EFT3", PAID, [recovery("LAK26000000007", Decimal("10.00"))])
    found = rows(reference, payment)
    plb = next(one for one in found if one.startswith("PLB"))
    assert plb.split("*")[2:] == ["20261231", f"L6:{late.claim_number}", "-1.25", "WO:LAK26000000007", "10"]
    assert "AMT*I*1.25" in found
    assert payment.amount == late.paid + Decimal("1.25") - 10


def test_what_cannot_be_taken_is_carried_forward(reference: Reference) -> None:
    payment = remit([answer(reference)], "EFT4", PAID, [recovery("LAK26000000007", Decimal("5000.00"))])
    found = rows(reference, payment)
    assert payment.amount == 0
    assert "FB:EFT4" in next(one for one in found if one.startswith("PLB"))
    assert found[3] == "BPR*H*0*C*NON************20260702"


def test_a_check(reference: Reference) -> None:
    payment = remit([answer(reference)], "CHK5", PAID, method="CHK")
    assert rows(reference, payment)[3] == f"BPR*I*{payment.amount}*C*CHK************20260702"


def test_more_than_six_amounts_beside_the_claims(reference: Reference) -> None:
    several = [ProviderAdjustment(reason="WO", reference=f"LAK2600000001{n}", amount=Decimal("0.10")) for n in range(8)]
    text = remittance_text(reference, [remit([answer(reference)], "EFT5", PAID, several)])
    assert not oxedi_objections(text)
    assert not list(remittance_objections(reference, text))
    assert [one.count(":") for one in text.splitlines() if one.startswith("PLB")] == [6, 2]
    # pyx12 takes the second PLB for a second footer, though its map lets the segment repeat.
    assert pyx12_objections(text) == [" PLB 34: Loop FOOTER exceeded max count.  Found 2, should have 1"]


def test_several_payments_of_several_payers_in_one_file(reference: Reference) -> None:
    payments = [remit([answer(reference, payer)], f"EFT{n}", PAID) for n, payer in enumerate(sorted(MEMBER_IDS))]
    found = rows(reference, *payments)
    assert sum(row.startswith("ST*") for row in found) == len(MEMBER_IDS)
    assert remittance_text(reference, payments) == remittance_text(reference, payments)


# ---- what is refused -------------------------------------------------------------------------------------


def test_a_payment_that_does_not_add_up_is_not_written(reference: Reference) -> None:
    payment = remit([answer(reference)], "EFT6", PAID)
    with pytest.raises(RemittanceFileError, match="EFT6 is"):
        remittance_file(reference, [payment.model_copy(update={"amount": payment.amount + 1})])
    claim = payment.claims[0]
    short = claim.model_copy(update={"paid": claim.paid - 1})
    with pytest.raises(RemittanceError, match="paid"):
        remittance_file(reference, [payment.model_copy(update={"claims": (short,), "amount": payment.amount - 1})])
    nobody = claim.model_copy(update={"parties": None})
    with pytest.raises(RemittanceFileError, match="whom"):
        remittance_file(reference, [payment.model_copy(update={"claims": (nobody,)})])
    with pytest.raises(RemittanceFileError, match="no payment"):
        remittance_file(reference, [])


def test_a_payment_has_one_payee(reference: Reference) -> None:
    claim = answer(reference)
    assert claim.parties is not None
    other = claim.model_copy(update={"parties": claim.parties.model_copy(update={"payee_npi": "1000000004"})})
    with pytest.raises(RemittanceFileError, match="payees"):
        remittance_file(reference, [remit([claim, other], "EFT7", PAID)])


@pytest.mark.parametrize("element", ["BPR*I*", "CLP*KEP-20611*1*", "SVC*HC:99214*", "CAS*CO*45*"])
def test_the_judges_see_an_amount_that_was_changed(reference: Reference, element: str) -> None:
    text = remittance_text(reference, [remit([answer(reference)], "EFT8", PAID)])
    place = text.index(element) + len(element)
    assert text[place].isdecimal()
    changed = text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :]
    assert oxedi_objections(changed)
    assert list(remittance_objections(reference, changed))


def test_our_own_check_sees_a_reason_that_does_not_exist(reference: Reference) -> None:
    text = remittance_text(reference, [remit([answer(reference)], "EFT9", PAID)])
    assert list(remittance_objections(reference, text.replace("CAS*CO*45*", "CAS*CO*999*")))
