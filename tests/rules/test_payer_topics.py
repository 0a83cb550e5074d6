"""The payers' questions: other words that are taken, what is refused by name, and the tables behind the codes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from data import Reference
from rules.telehealth import where_the_patient_is
from rules.topics import BadQuestion, ask

PLAN = {"id": "a", "kind": "commercial", "holder": "patient"}
SECOND = {
    "charge": "175", "primary_allowed": "150", "primary_paid": "120", "medicare_fee": "125", "deductible_left": "0",
}  # fmt: skip


def test_a_payer_may_be_named_by_its_id(reference: Reference) -> None:
    by_id = ask(reference, {"topic": "abn", "reason": "excluded", "signed": "no", "payer": "medicare"})
    assert by_id["modifiers"] == ["GY"]
    telehealth = {
        "topic": "telehealth",
        "code": "99213",
        "payer": "lakeshore-ppo",
        "patient_at": "Skilled nursing-facility",
    }
    assert ask(reference, telehealth)["place_of_service"] == "02"
    filing = {"topic": "timely_filing", "payer": "lakeshore-ppo", "date_of_service": "2026-05-04"}
    assert ask(reference, filing)["last_day"] == "2026-08-02"


def test_coinsurance_may_be_written_in_percent(reference: Reference) -> None:
    assert ask(reference, {"topic": "medicare_secondary", **SECOND, "coinsurance_rate": "20 %"})["pays"] == "30.00"


def test_a_group_code_before_a_reason_is_taken_off(reference: Reference) -> None:
    for written in ("co-45", "CO45", "CO 45", "45"):
        assert ask(reference, {"topic": "carc", "code": written})["code"] == "45"


def test_custody_and_relationship_in_other_words(reference: Reference) -> None:
    plans = [
        {**PLAN, "id": "dad", "holder": "father", "born": "1970-01-02", "custody": False},
        {**PLAN, "id": "mum", "holder": "mother", "born": "12-31", "custody": True},
        {**PLAN, "id": "step", "holder": "Stepfather", "born": "06-06", "relationship": "stepson"},
    ]
    answer = ask(reference, {"topic": "cob", "plans": plans})
    assert answer["order"] == ["mum", "step", "dad"]
    assert "custodial parent" in str(answer["why"])


@pytest.mark.parametrize(
    ("reason", "modifiers"),
    [
        ("not reasonable and necessary", ["GZ"]),
        ("screening more often than covered", ["GZ"]),
        ("Medicare never covers it", ["GY"]),
        ("routine foot care", ["GY"]),
    ],
)
def test_a_reason_for_the_notice_in_plain_words(reference: Reference, reason: str, modifiers: list[str]) -> None:
    answer = ask(reference, {"topic": "abn", "reason": reason, "signed": False, "payer": "medicare"})
    assert answer["modifiers"] == modifiers


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"topic": "abn", "reason": "because", "signed": True, "payer": "medicare"}, "reason is 'because'"),
        ({"topic": "telehealth", "code": "99213", "payer": "medicare", "patient_at": "mars"}, "patient_at is 'mars'"),
        (
            {"topic": "telehealth", "code": "98009", "payer": "hmo", "audio_only": False, "patient_at": "home"},
            "audio only code",
        ),
        ({"topic": "timely_filing", "date_of_service": "2026-05-04"}, "payer is missing"),
        ({"topic": "timely_filing", "contract": "acme", "date_of_service": "2026-05-04"}, "contract is 'acme'"),
        ({"topic": "appeal", "program": "medicare", "decision_date": "2026-05-01", "level": 6}, "level is '6'"),
        ({"topic": "appeal", "program": "bank", "decision_date": "2026-05-01", "level": 1}, "program is 'bank'"),
        ({"topic": "cob", "plans": [{**PLAN, "born": "13-40"}]}, "born is '13-40'"),
        ({"topic": "cob", "plans": [{**PLAN, "custody": "cat"}]}, "custody is 'cat'"),
        ({"topic": "cob", "plans": [{**PLAN, "color": "red"}]}, "unknown key 'color'"),
        ({"topic": "cob", "plans": []}, "at least one"),
        (
            {
                "topic": "medicare_primary",
                "age": 66,
                "reason": "age",
                "whose_employment": "own",
                "employment": "active",
            },
            "employer_size is missing",
        ),
        ({"topic": "medicare_secondary", **SECOND, "coinsurance_rate": 20}, "share from 0 to 1"),
        ({"topic": "limiting_charge", "fee": "-1"}, "fee"),
    ],
)
def test_bad_questions_are_refused_by_name(reference: Reference, question: Mapping[str, object], message: str) -> None:
    with pytest.raises(BadQuestion, match=message):
        ask(reference, question)


def test_every_arithmetic_answer_shows_its_steps(reference: Reference) -> None:
    for question in (
        {"topic": "medicare_secondary", **SECOND, "coinsurance_rate": "0.2"},
        {"topic": "sequestration", "allowed": "100", "deductible": "0", "coinsurance_rate": "0.2"},
        {"topic": "limiting_charge", "fee": "100"},
        {"topic": "appeal", "program": "tricare", "decision_date": "2026-05-01", "level": 2},
    ):
        answer = ask(reference, question)
        assert answer["steps"]
        assert answer["cites"]


def test_places_of_the_patient() -> None:
    assert where_the_patient_is("Home") == "home"
    assert where_the_patient_is("patient's home") == "home"
    assert where_the_patient_is("rural_health_clinic") == "elsewhere"


def test_code_tables_are_whole_and_worded(reference: Reference) -> None:
    tables = reference.claim_codes
    assert [len(tables[name]) for name in ("group_code", "claim_frequency", "claim_adjudication")] == [5, 9, 10]
    assert len(tables["claim_status_category"]) >= 40
    assert len(tables["claim_status"]) >= 200
    for codes in tables.values():
        for code in codes.values():
            assert code.meaning[0].isupper() or code.meaning[0].isdigit(), code
            assert code.usual_action, code
    assert {"CO", "PR", "OA", "PI"} <= set(tables["group_code"])
    assert {"1", "2", "3", "4", "19", "20", "21", "22", "23", "25"} == set(tables["claim_adjudication"])
    assert [code for code, one in tables["claim_status_category"].items() if one.accepted is False] == [
        "A1", "A3", "A4", "A6", "A7", "A8", "D0",
    ]  # fmt: skip


def test_reason_codes_of_a_practice_are_there_and_ended_ones_are_marked(reference: Reference) -> None:
    in_use = [code for code in reference.carc.values() if not code.ended]
    assert len(in_use) >= 200
    assert len([code for code in reference.rarc.values() if not code.ended]) >= 150
    assert {code.code for code in in_use}.isdisjoint({"15", "17", "42", "62", "125", "138", "165", "A2", "B5"})
    for code in (*reference.carc.values(), *reference.rarc.values()):
        assert code.ended in ("", "yes") or len(code.ended) == 10, code
