"""The code book over HTTP: look-up, tabular entry, worksheet."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient


def test_a_lookup_finds_by_words_and_says_what_is_missing(learner: TestClient) -> None:
    hits = learner.get("/api/lookup", params={"q": "colles r", "system": "ICD10CM"}).json()["hits"]
    assert hits[0]["code"] == "S52.531"
    assert (hits[0]["billable"], hits[0]["seventh"]) == (False, True)
    assert hits[0]["chapter"]


def test_procedures_are_found_apart_from_diagnoses(learner: TestClient) -> None:
    hits = learner.get("/api/lookup", params={"q": "99214", "system": "PROC"}).json()["hits"]
    assert hits[0]["code"] == "99214"
    assert {hit["system"] for hit in hits} <= {"CPT", "HCPCS"}


@pytest.mark.parametrize("query", ["", "   ", "zzzqqqxxx", "'; drop table icd; --", "\x00", "x" * 5_000])
def test_any_query_is_answered(learner: TestClient, query: str) -> None:
    answer = learner.get("/api/lookup", params={"q": query})
    assert answer.status_code == 200
    assert isinstance(answer.json()["hits"], list)


@pytest.mark.parametrize("bad", [{"system": "SNOMED"}, {"limit": "many"}, {"limit": "-1"}, {"as_of": "soon"}])
def test_a_lookup_of_another_shape_is_refused(learner: TestClient, bad: dict[str, str]) -> None:
    assert learner.get("/api/lookup", params={"q": "x"} | bad).status_code == 400


def test_an_entry_carries_notes_of_the_headings_above(learner: TestClient) -> None:
    entry = learner.get("/api/entry", params={"code": "e1122"}).json()
    assert entry["code"] == "E11.22"
    assert [parent["code"] for parent in entry["parents"]][-2:] == ["E11", "E11.2"]
    assert any(note["at"] == "E11" for note in entry["notes"]["use_additional"])


def test_an_entry_names_its_seventh_characters(learner: TestClient) -> None:
    entry = learner.get("/api/entry", params={"code": "S52.531"}).json()
    assert not entry["billable"]
    assert {"A", "D", "S"} <= set(entry["sevenths"])


def test_a_code_that_is_none_is_said(learner: TestClient) -> None:
    answer = learner.get("/api/entry", params={"code": "ZZZ"})
    assert answer.status_code == 404
    assert "ZZZ" in answer.json()["error"]["message"]


def test_the_worksheet_holds_every_combination(learner: TestClient) -> None:
    codes = learner.get("/api/worksheet").json()["codes"]
    assert len(codes) == 2 * 4**3
    assert codes["established moderate moderate minimal"]["code"] == "99214"
    assert codes["new high high low"]["code"] == "99205"
