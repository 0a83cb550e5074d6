"""The tools over HTTP: code book for anybody, favorites of a learner, questions and lists to the rule book."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

import data
from views.routes.codebook import _indicators


def test_the_code_book_answers_somebody_without_a_name(visitor: Callable[[], TestClient]) -> None:
    client = visitor()
    assert client.get("/api/lookup", params={"q": "htn"}).json()["hits"][0]["code"] == "I10"
    assert client.get("/api/edition").json()["figures"] == "July 2024"
    assert client.get("/api/favorites").json() == {"known": False, "favorites": [], "recent": []}
    assert client.post("/api/favorites", json={"code": "I10", "system": "ICD10CM", "on": True}).status_code == 401


def test_an_entry_shows_where_the_code_stands(learner: TestClient) -> None:
    entry = learner.get("/api/entry", params={"code": "S52.531A"}).json()
    assert [one["name"] for one in entry["headings"]] == ["Chapter 19", "S50-S59"]
    assert "S52.531D" in [one["code"] for one in entry["siblings"]]
    wrist = learner.get("/api/entry", params={"code": "S52.531"}).json()
    assert {(one["code"], one["side"]) for one in wrist["sides"]} == {
        ("S52.531", "right"), ("S52.532", "left"), ("S52.539", "unspecified"),
    }  # fmt: skip


def test_a_code_without_sides_has_none(learner: TestClient) -> None:
    assert learner.get("/api/entry", params={"code": "N18.31"}).json()["sides"] == []


def test_no_note_is_left_out_of_an_entry(learner: TestClient) -> None:
    notes = learner.get("/api/entry", params={"code": "N18.31"}).json()["notes"]
    assert len(notes["excludes2"]) > 12
    assert {"N17-N19", "Chapter 14"} <= {note["at"] for note in notes["excludes2"]}


def test_one_spelling_of_two_code_sets(learner: TestClient) -> None:
    pump = learner.get("/api/entry", params={"code": "E0781", "system": "PROC"}).json()
    thyroid = learner.get("/api/entry", params={"code": "E0781", "system": "ICD10CM"}).json()
    assert (pump["system"], thyroid["code"]) == ("HCPCS", "E07.81")


def test_a_procedure_stands_among_its_neighbors(learner: TestClient) -> None:
    near = [one["code"] for one in learner.get("/api/entry", params={"code": "99214"}).json()["neighbors"]]
    assert near == sorted(near)
    assert {"99213", "99214", "99215"} <= set(near)


def test_a_star_stays_and_goes(learner: TestClient) -> None:
    body = {"code": "e1122", "system": "ICD10CM"}
    kept = learner.post("/api/favorites", json=body | {"on": True}).json()
    assert [one["code"] for one in kept["favorites"]] == ["E11.22"]
    assert kept["favorites"][0]["title"].startswith("Type 2 diabetes")
    assert learner.get("/api/favorites").json() == kept
    assert learner.post("/api/favorites", json=body | {"on": False}).json()["favorites"] == []


def test_recent_codes_come_newest_first(learner: TestClient) -> None:
    for code, system in (("I10", "ICD10CM"), ("99214", "CPT"), ("S52.531", "ICD10CM")):
        kept = learner.post("/api/recent", json={"code": code, "system": system}).json()
    assert [one["code"] for one in kept["recent"]] == ["S52.531", "99214", "I10"]
    assert kept["recent"][0]["seventh"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"code": "ZZZ", "system": "ICD10CM", "on": True}, 404),
        ({"code": "I10", "system": "SNOMED", "on": True}, 400),
        ({"code": "I10", "system": "ICD10CM"}, 400),
        ({"code": "x" * 5_000, "system": "ICD10CM", "on": True}, 400),
    ],
)
def test_a_star_on_no_code_is_refused(learner: TestClient, body: dict[str, object], status: int) -> None:
    assert learner.post("/api/favorites", json=body).status_code == status
    assert learner.get("/api/favorites").json()["favorites"] == []


@pytest.mark.parametrize("path", ["/api/favorites", "/api/recent", "/api/ask", "/api/check"])
def test_a_page_of_another_site_is_refused(learner: TestClient, path: str) -> None:
    answer = learner.post(path, json={}, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403


FACTS = {
    "date_of_service": "2026-06-11",
    "birth_date": "1960-03-02",
    "sex": "F",
    "payer": "commercial",
    "place_of_service": "11",
}


def checked(client: TestClient, text: str, **more: object) -> dict[str, object]:
    answer = client.post("/api/check", json=FACTS | {"text": text} | more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_pair_under_excludes1_is_found_for_anybody(visitor: Callable[[], TestClient]) -> None:
    found = checked(visitor(), "E11.9\nE10.9")
    (message,) = [one for one in found["messages"] if one["rule"] == "icd.excludes1"]
    assert {one["code"] for one in message["codes"]} == {"E11.9", "E10.9"}
    assert message["severity"] == "error"
    assert message["cites"]


def test_a_sound_list_has_no_message(learner: TestClient) -> None:
    found = checked(learner, "I10\n99213 A")
    assert found["messages"] == []
    assert found["lines"][0]["pointers"] == ["A"]


def test_a_list_without_pointers_is_not_blamed_for_it(learner: TestClient) -> None:
    assert checked(learner, "I10\n99213")["messages"] == []
    assert checked(learner, "99213")["messages"] == []


def test_a_messages_line_is_named_by_its_code(learner: TestClient) -> None:
    found = checked(learner, "I10\n99999 A")
    assert [one["codes"][0]["code"] for one in found["messages"]] == ["99999"]


def test_garbage_is_said_and_nothing_breaks(learner: TestClient) -> None:
    found = checked(learner, "<script>alert(1)</script>\n\x00")
    assert [one["line"] for one in found["unread"]] == [1, 2]
    assert found["messages"] == []


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("date_of_service", "", "Date of service"),
        ("birth_date", "2027-01-01", "Birth date 2027-01-01 is after date of service"),
        ("payer", "aunt", "Payer"),
        ("sex", 3, "Sex"),
    ],
)
def test_an_odd_fact_is_named(learner: TestClient, fact: str, value: object, words: str) -> None:
    answer = learner.post("/api/check", json=FACTS | {"text": "I10", fact: value})
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"[1]", b"nonsense", b"[" * 200_000, b'{"text": 3}'])
def test_a_body_of_another_shape_is_refused(learner: TestClient, body: bytes) -> None:
    assert learner.post("/api/check", content=body).status_code == 400


def test_a_body_that_is_too_large_is_refused(learner: TestClient) -> None:
    assert learner.post("/api/ask", content=b" " * 1_000_001).status_code == 413


def test_a_question_of_no_topic_is_refused_in_words(visitor: Callable[[], TestClient]) -> None:
    answer = visitor().post("/api/ask", json={"topic": "weather"})
    assert answer.status_code == 400
    assert "weather" in answer.json()["error"]["message"]


def test_two_codes_are_compared(visitor: Callable[[], TestClient]) -> None:
    found = visitor().get("/api/compare", params={"first": "E11.9", "second": "E10.9", "as_of": "2026-06-11"}).json()
    assert (found["together"], found["common"]) == ("excludes1", "E08-E13")
    assert {"aspect": "Billable", "first": "yes", "second": "yes", "same": True} in found["rows"]
    assert found["why"]


@pytest.mark.parametrize("bad", [{}, {"first": "I10"}, {"first": "I10", "second": "I11.9", "as_of": "soon"}])
def test_a_comparison_of_less_than_two_codes_is_refused(visitor: Callable[[], TestClient], bad: dict[str, str]) -> None:
    assert visitor().get("/api/compare", params=bad).status_code == 400


def test_the_fee_schedules_indicators_are_in_words(learner: TestClient) -> None:
    entry = learner.get("/api/entry", params={"code": "45380"}).json()
    said = {one["name"]: one["says"] for one in entry["indicators"]}
    assert said["Several procedures"].startswith("endoscopy family")
    assert said["Assistant at surgery"] == "not paid by law"


def test_every_indicator_of_the_fee_schedule_has_its_words(learner: TestClient) -> None:
    reference = data.load()
    unsaid = {
        (one["name"], one["value"])
        for procedure in reference.procedures
        for one in _indicators(procedure)
        if not one["says"]
    }
    assert unsaid == set()


def test_the_table_of_drugs_gives_a_code_by_intent(visitor: Callable[[], TestClient]) -> None:
    (row, *_) = visitor().get("/api/drug-table", params={"q": "tylenol"}).json()["rows"]
    assert (row["accidental"], row["adverse_effect"], row["underdosing"]) == ("T39.1X1", "T39.1X5", "T39.1X6")


def test_the_table_of_neoplasms_gives_a_code_by_behavior(visitor: Callable[[], TestClient]) -> None:
    (row, *_) = visitor().get("/api/neoplasm-table", params={"q": "sigmoid"}).json()["rows"]
    assert (row["primary"], row["benign"]) == ("C18.7", "D12.5")


@pytest.mark.parametrize("table", ["drug", "neoplasm"])
@pytest.mark.parametrize("query", ["", "   ", "zzzqqqxxx", "\x00", "x" * 5_000, "<zzqq>"])
def test_any_text_may_be_asked_of_a_table(visitor: Callable[[], TestClient], table: str, query: str) -> None:
    answer = visitor().get(f"/api/{table}-table", params={"q": query})
    assert answer.status_code == 200
    assert answer.json() == {"rows": []}
