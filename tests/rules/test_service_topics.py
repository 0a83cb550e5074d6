"""Questions about clinical services: what is read, what is refused by name, what is not known."""

from __future__ import annotations

import pytest

from data import Reference
from rules.topics import BadQuestion, ask

MDM = {"problems": "low", "data": "minimal", "risk": "low"}


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"topic": "em_office", "status": "new"}, "mdm and minutes are missing"),
        ({"topic": "em_office", "status": "old", "mdm": MDM}, "status is 'old'"),
        ({"topic": "em_office", "status": "new", "mdm": {**MDM, "data": {"pages": 3}}}, "unknown key 'pages'"),
        ({"topic": "em_hospital", "kind": "weekly", "mdm": MDM}, "kind is 'weekly'"),
        ({"topic": "prolonged", "code": "99215", "minutes": 60, "payer": "nobody"}, "payer is 'nobody'"),
        ({"topic": "repair", "wounds": [], "payer": "hmo"}, "wounds is empty"),
        ({"topic": "excision", "kind": "benign", "site": "gizzard", "lesion_cm": 1, "margin_cm": 0}, "site 'gizzard'"),
        ({"topic": "burn_area", "parts": [{"part": "arm", "share": 50, "degree": 2}], "age": 3}, "share is 50"),
        ({"topic": "therapy_units", "minutes": {}, "method": "cms"}, "expected a list"),
        ({"topic": "drug_units", "code": "J3301", "dose": 40, "vials": [40], "single_dose": True, "payer": "hmo"}, "dose needs one amount"),
        ({"topic": "drug_units", "code": "J3301", "dose": "much", "vials": [40], "single_dose": True, "payer": "hmo"}, "dose is 'much'"),
        ({"topic": "drug_units", "code": "J3301", "dose": "40 mg", "vials": ["1 ml"], "single_dose": True, "payer": "hmo"}, "vials are told in mg"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_refused_by_name(
    reference: Reference, question: dict[str, object], message: str
) -> None:
    with pytest.raises(BadQuestion, match=message):
        ask(reference, question)


def test_minutes_may_be_told_as_a_list_and_repeats_add_up(reference: Reference) -> None:
    told = [{"code": "97110", "minutes": 10}, {"code": "97110", "minutes": 13}]
    answer = ask(reference, {"topic": "therapy_units", "minutes": told, "method": "cms"})
    assert answer["units"] == {"97110": 2}


def test_anesthesia_without_base_units_still_tells_minutes_and_modifiers(reference: Reference) -> None:
    question = {
        "topic": "anesthesia",
        "code": "00840",
        "minutes": 75,
        "status": "2",
        "age": 40,
        "payer": "hmo",
        "performer": "QZ",
    }
    answer = ask(reference, question)
    assert (answer["known"], answer["minutes"], answer["time_units"], answer["modifiers"]) == (
        False,
        75,
        5,
        ["QZ", "P2"],
    )


def test_repairs_name_their_wounds_and_the_pairs_kept_apart(reference: Reference) -> None:
    wounds = [
        {"site": "left cheek", "cm": 2, "complexity": "simple"},
        {"site": "left arm", "cm": 1, "complexity": "simple"},
    ]
    answer = ask(reference, {"topic": "repair", "wounds": wounds, "payer": "commercial"})
    assert answer["kept_apart"] == [["12011", "12001"]]
