"""271: what the payer answered, as segments and as lines that a person reads."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from billing.x12.eligibility_271 import EligibilityFileError, eligibility_file, eligibility_words
from data import Reference
from scenarios import families, variant
from scenarios.models import Encounter
from tests.billing.made import made_variant
from tests.billing.x12 import scenes
from tests.billing.x12.own_checks import envelope_objections

SHARES = {"deductible": Decimal("500.00"), "deductible_left": Decimal("63.00"), "copay": Decimal("25.00")}
OPENING = ["ISA", "GS", "ST", "BHT", "HL", "NM1", "HL", "NM1", "HL"]


def rows(reference: Reference, encounter: Encounter) -> list[str]:
    text = eligibility_file(reference, encounter).text
    assert not list(envelope_objections(text))
    return [row.rstrip("~") for row in text.splitlines()]


def test_an_active_plan_with_its_shares(reference: Reference) -> None:
    found = rows(reference, made_variant(reference, coverage=SHARES).encounter)
    assert found[9:22] == [
        "TRN*2*EL000000001*9TRAINPRAC",
        "NM1*IL*1*TRENT*MARISOL*A***MI*LKM44719083",
        "REF*6P*HBS-2207",
        "DMG*D8*19680219",
        "DTP*291*D8*20260101",
        "EB*1**30*PR*CHOICE PPO",
        "DTP*348*D8*20260101",
        "EB*C*IND*30***23*500*****Y",
        "EB*C*IND*30***29*63*****Y",
        "EB*A*IND*30*****.2****Y",
        "EB*B*IND*98***27*25*****Y",
        "SE*19*0001",
        "GE*1*1",
    ]


def test_a_plan_that_has_ended_says_no_more(reference: Reference) -> None:
    encounter = made_variant(reference, coverage={"effective_to": datetime.date(2026, 5, 31)}).encounter
    ended = encounter.eligibility[0].model_copy(update={"active": False})
    found = rows(reference, encounter.model_copy(update={"eligibility": (ended,)}))
    assert "DTP*291*RD8*20260101-20260531" in found
    assert [row for row in found if row.startswith("EB")] == ["EB*6**30*PR*CHOICE PPO"]


def test_a_dependent_and_another_payer(reference: Reference) -> None:
    insured = scenes.insured("Trent", "Amos")
    encounter = made_variant(reference, coverage={"relationship": "child", "insured": insured}).encounter
    other = encounter.coverage[0].model_copy(update={"order": 2, "payer": "Summit Peak Insurance"})
    found = rows(reference, encounter.model_copy(update={"coverage": (encounter.coverage[0], other)}))
    assert "NM1*IL*1*TRENT*AMOS****MI*LKM44719083" in found
    assert found[found.index("HL*4*3*23*0") + 2] == "NM1*03*1*TRENT*MARISOL*A"
    assert "INS*N*19" in found
    start = found.index("EB*R**30")
    assert found[start + 1 : start + 4] == ["LS*2120", "NM1*PR*2*SUMMIT PEAK INSURANCE", "LE*2120"]


def test_in_plain_words(reference: Reference) -> None:
    told = eligibility_words(reference, made_variant(reference, coverage=SHARES).encounter)
    assert told[0] == "Training data."
    assert "Active: Choice PPO." in told
    assert "Coinsurance: the patient pays 20 percent." in told
    assert "Copayment 25.00 a visit in the office." in told


def test_an_answer_that_was_never_given(reference: Reference) -> None:
    with pytest.raises(EligibilityFileError):
        eligibility_file(reference, made_variant(reference).encounter, order=2)


def test_every_family_has_an_answer_that_can_be_written(reference: Reference) -> None:
    for family in families().values():
        encounter = variant(reference, family, 2).encounter
        found = rows(reference, encounter)
        assert [row.split("*")[0] for row in found[: len(OPENING)]] == OPENING
        assert any(row.startswith(("EB*1*", "EB*6*")) for row in found)
