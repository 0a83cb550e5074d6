"""The tools over HTTP: code book for anybody, favorites of a learner, questions and lists to the rule book."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient


def test_the_code_book_answers_somebody_without_a_name(visitor: Callable[[], TestClient]) -> None:
    client = visitor()
    assert client.get("/api/lookup", params={"q": "htn"}).json()["hits"][0]["code"] == "I10"
    assert client.get("/api/edition").json()["figures"] == "July 2024"
    assert client.get("/api/favorites").status_code == 401


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
