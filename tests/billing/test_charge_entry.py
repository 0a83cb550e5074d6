"""Charge entry: the right claim, the pre-filled one, and what else is accepted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from billing import accepted_values, check_family, key_claim, model_answer, registered_claim, same_value
from billing.items import SINGLE_KEYS
from data import Reference
from scenarios.models import (
    AnswerLine,
    BypassKey,
    ClaimFault,
    CodingAnswer,
    Key,
    PointerKey,
    QueryKey,
    Variant,
)
from tests.billing.made import MEMBER_IDS, line, made_variant, npi
from tests.billing.test_scrubber import ELSEWHERE, KNEE, SCAN, WOUNDS


def test_the_right_claim_says_what_the_payer_knows(reference: Reference) -> None:
    claim = key_claim(reference, made_variant(reference))
    expected = {
        "1": "group", "1a": "LKM44719083", "2": "TRENT, MARISOL, A", "3": "1968-02-19", "3 sex": "F",
        "4": "TRENT, MARISOL, A", "5": "218 COVE LANE", "6": "self", "10a": "no", "10b": "no", "10c": "no",
        "11": "HBS-2207", "11c": "CHOICE PPO", "11d": "no", "12": "SIGNATURE ON FILE", "17": "", "21 indicator": "0",
        "22": "", "25": "01-0559921", "25 type": "ein", "26": "KEP-20611", "27": "yes", "28": "282.00",
        "31": "DANA OKAFOR MD", "32": "", "33": "KESTREL FAMILY PRACTICE", "33a": npi("190283746"),
    }  # fmt: skip
    assert {key: claim.items[key] for key in expected} == expected
    assert claim.diagnoses == ("E11.22", "N18.31")
    (row,) = claim.lines
    assert (row.A, row.B, row.D, row.E, row.F, row.G) == ("2026-06-11", "11", ("99214",), "AB", "282.00", "1")
    assert npi("154839201") == row.J
    assert set(claim.items) == set(SINGLE_KEYS)


def test_medicare_primary_leaves_the_insured_blank(reference: Reference) -> None:
    claim = key_claim(reference, made_variant(reference, "medicare"))
    assert {key: claim.items[key] for key in ("1", "4", "6", "7", "11", "11a", "11c", "11d", "13")} == {
        "1": "medicare", "4": "", "6": "", "7": "", "11": "NONE", "11a": "", "11c": "", "11d": "", "13": "",
    }  # fmt: skip


def test_medicare_is_told_who_ordered_a_test(reference: Reference) -> None:
    lines = (line("99214", "25"), line("80053"))
    claim = key_claim(reference, made_variant(reference, "medicare", lines=lines))
    assert [claim.items[key] for key in ("17 qualifier", "17", "17b")] == ["DK", "DANA OKAFOR MD", npi("154839201")]
    assert key_claim(reference, made_variant(reference, lines=lines)).items["17"] == ""


def test_a_facility_stands_in_item_32_only_where_there_is_one(reference: Reference) -> None:
    claim = key_claim(reference, made_variant(reference, **ELSEWHERE))
    assert claim.items["32"] == "HARLOW BAY MEDICAL CENTER"
    assert claim.items["32a"] == npi("183920174")
    assert claim.lines[0].B == "22"


def planted(item: str, registered: str, right: str) -> ClaimFault:
    """A registration error of this item."""
    return ClaimFault(name=f"item {item}", item=item, registered=registered, right=right, why="", cites="", skill="x")


FAULTS: tuple[tuple[ClaimFault, dict[str, Any]], ...] = (
    (planted("1a", "LKM44179083", "LKM44719083"), {"registration": {"member_id": "LKM 4417 9083"}}),
    (planted("3", "1968-02-18", "1968-02-19"), {"registration": {"birth_date": "1968-02-18"}}),
    (planted("2", "TRENT, MARISA, A", "TRENT, MARISOL, A"), {"registration": {"patient_first_name": "Marisa"}}),
    (planted("10c", "no", "yes"), {"registration": {"other_accident": "no"}}),
    (planted("27", "no", "yes"), {"registration": {"accept_assignment": "no"}}),
    (planted("23", "", "AU12345"), {"coverage": {"authorization": "AU12345"}}),
    (planted("25", "01-0559912", "01-0559921"), {}),
)


@pytest.mark.parametrize(
    ("fault", "facts"), FAULTS, ids=lambda value: value.name if isinstance(value, ClaimFault) else ""
)
def test_a_planted_fault_is_on_the_prefilled_claim_only(
    reference: Reference, fault: ClaimFault, facts: dict[str, Any]
) -> None:
    variant = made_variant(reference, faults=(fault,), **facts)
    right, typed = key_claim(reference, variant), registered_claim(reference, variant)
    assert same_value(fault.item, right.items[fault.item], fault.right)
    assert same_value(fault.item, typed.items[fault.item], fault.registered)
    assert check_family(reference, variant) == []


def test_a_payer_that_registration_mistook_changes_item_1(reference: Reference) -> None:
    variant = made_variant(reference, registration={"payer_id": "medicare", "group_number": ""})
    assert registered_claim(reference, variant).items["1"] == "medicare"
    assert registered_claim(reference, variant).items["11"] == "NONE"


@pytest.mark.parametrize("payer_id", sorted(MEMBER_IDS))
def test_without_a_fault_the_prefilled_claim_is_the_right_one(reference: Reference, payer_id: str) -> None:
    variant = made_variant(reference, payer_id)
    assert registered_claim(reference, variant) == key_claim(reference, variant)


def test_the_learners_own_codes_are_charged(reference: Reference) -> None:
    own = CodingAnswer(
        diagnoses=("I10", "E11.22"),
        lines=(AnswerLine(code="99213", modifiers=("25",), units=1, pointers=("B", "A")), AnswerLine(code="99999")),
    )
    claim = registered_claim(reference, made_variant(reference), own)
    assert claim.diagnoses == ("I10", "E11.22")
    assert claim.lines[0].D == ("99213", "25")
    assert claim.lines[0].E == "BA"
    assert claim.lines[1].F == "0.00"
    assert Decimal(claim.items["28"]) == reference.charges("99213")


def test_usual_variants_are_accepted(reference: Reference) -> None:
    medicare = accepted_values(reference, made_variant(reference, "medicare"))
    assert "SAME" in medicare["4"]
    assert "TRENT, MARISOL, A" in medicare["4"]
    assert medicare["6"] == ("self",)
    ppo = accepted_values(reference, made_variant(reference))
    assert ppo["1"] == ("other",)
    assert "KESTREL FAMILY PRACTICE" in ppo["32"]
    assert accepted_values(reference, made_variant(reference, **ELSEWHERE))["32"] == ("HARLOW BAY MEDICAL CENTER",)


def test_a_long_name_is_cut_to_whole_words_that_fit(reference: Reference) -> None:
    practice = made_variant(reference).encounter.practice
    long = practice.model_copy(update={"name": "Kestrel Family Practice Associates of Harlow Bay"})
    variant = made_variant(reference, encounter={"practice": long})
    assert key_claim(reference, variant).items["33"] == "KESTREL FAMILY PRACTICE"
    assert accepted_values(reference, variant)["33"] == ("KESTREL FAMILY PRACTICE ASSOCIATES OF HARLOW BAY",)


# ---- the model answer ------------------------------------------------------------------------------------


def changed_key(variant: Variant, **changes: Any) -> Key:
    answer = variant.key.sets[0].model_copy(update=changes)
    return variant.key.model_copy(update={"sets": (answer,)})


def test_the_model_answer_follows_the_order_of_the_key(reference: Reference) -> None:
    variant = made_variant(reference)
    answer = model_answer(reference, changed_key(variant, order=(("d2",), ("d1",))))
    assert answer.diagnoses == ("N18.31", "E11.22")
    assert answer.lines[0].pointers == ("B", "A")


def test_optional_diagnoses_stand_on_it_only_where_a_line_needs_them(reference: Reference) -> None:
    variant = made_variant(reference)
    first, second = variant.key.sets[0].diagnoses
    optional = (first, second.model_copy(update={"need": "optional"}))
    assert model_answer(reference, changed_key(variant, diagnoses=optional)).diagnoses == ("E11.22", "N18.31")
    row = variant.key.sets[0].lines[0].model_copy(update={"pointers": PointerKey(first="d1")})
    assert model_answer(reference, changed_key(variant, diagnoses=optional, lines=(row,))).diagnoses == ("E11.22",)


def test_a_bypass_modifier_goes_on_the_second_column(reference: Reference) -> None:
    variant = made_variant(
        reference, diagnoses=WOUNDS["diagnoses"], lines=(line("12001", points=("d2",)), line("12011"))
    )
    bypass = BypassKey(lines=("12001-", "12011-"), any=("59", "XS"))
    answer = model_answer(reference, changed_key(variant, bypass=(bypass,)))
    assert [row.modifiers for row in answer.lines] == [("59",), ()]


def test_held_codes_leave_nothing_to_bill(reference: Reference) -> None:
    variant = made_variant(reference)
    query = QueryKey(need="required", about="type of heart failure", why="", cites="", evidence=(), codes="held")
    key = variant.key.model_copy(update={"query": query})
    assert model_answer(reference, key).lines == ()
    assert check_family(reference, variant.model_copy(update={"key": key})) == []


# ---- the hook of the checker -----------------------------------------------------------------------------


@pytest.mark.parametrize("facts", [{}, KNEE, WOUNDS, SCAN, {"payer_id": "medicare"}])
def test_good_families_pass_the_hook(reference: Reference, facts: dict[str, Any]) -> None:
    assert check_family(reference, made_variant(reference, **facts)) == []


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"diagnoses": ("E11.22", "N18.3")}, "billing.rejected"),
        ({"diagnoses": ("I10",), "lines": (line("20610", "RT"),)}, "billing.denied"),
        ({"diagnoses": ("M17.11",), "lines": (line("20610"),)}, "billing.scrub"),
        (
            {"faults": (planted("34", "", "x"),)},
            "billing.fault",
        ),
        (
            {"faults": (planted("1a", "A", "B"),)},
            "billing.fault",
        ),
    ],
)
def test_bad_families_do_not_pass_the_hook(reference: Reference, facts: dict[str, Any], rule: str) -> None:
    assert rule in [found for found, _ in check_family(reference, made_variant(reference, **facts))]
