"""Saving and submitting as the desks do it: nothing lost, nothing doubled, nothing of somebody else's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from records import Store, StoreError
from views import resources
from views.guards import LARGEST_BODY

ONE_DIAGNOSIS = {"dx/a/rank": "n", "dx/a/code": "I10"}


def submission(attempt: str, last_n: int, step: str = "coding", tab: str = "one") -> dict[str, Any]:
    return {"attempt": attempt, "step": step, "tab": tab, "last_n": last_n}


def test_what_is_saved_is_acknowledged_and_comes_back(
    learner: TestClient, open_case: Callable[..., str], save: Callable[..., Any]
) -> None:
    attempt = open_case()
    saved = save(attempt, ONE_DIAGNOSIS).json()
    assert saved["acknowledged"] == 2
    assert saved["others"] == []
    case = learner.get("/api/case", params={"attempt": attempt}).json()
    assert case["fields"] == ONE_DIAGNOSIS
    assert case["seq"] == saved["seq"]
    assert datetime.fromisoformat(case["attempt"]["saved_at"]) == datetime.fromisoformat(saved["at"])


def test_the_same_batch_twice_changes_nothing(open_case: Callable[..., str], save: Callable[..., Any]) -> None:
    attempt = open_case()
    first = save(attempt, ONE_DIAGNOSIS).json()
    again = save(attempt, ONE_DIAGNOSIS).json()
    assert (again["acknowledged"], again["seq"]) == (first["acknowledged"], first["seq"])


def test_two_tabs_see_each_other_and_overwrite_nothing(
    learner: TestClient, open_case: Callable[..., str], save: Callable[..., Any]
) -> None:
    attempt = open_case()
    save(attempt, ONE_DIAGNOSIS, tab="one")
    other = save(attempt, {"dx/b/code": "E11.9"}, tab="two").json()
    assert {change["key"]: change["value"] for change in other["others"]} == ONE_DIAGNOSIS
    fields = learner.get("/api/case", params={"attempt": attempt}).json()["fields"]
    assert fields == ONE_DIAGNOSIS | {"dx/b/code": "E11.9"}


def test_submit_waits_for_the_last_change(
    learner: TestClient, open_case: Callable[..., str], save: Callable[..., Any]
) -> None:
    attempt = open_case()
    save(attempt, ONE_DIAGNOSIS)
    early = learner.post("/api/submit", json=submission(attempt, last_n=3))
    assert early.status_code == 409
    assert early.json()["missing"] is True
    assert learner.get("/api/case", params={"attempt": attempt}).json()["attempt"]["stage"] == "coding"


def test_submitting_twice_is_one_submission(
    learner: TestClient, open_case: Callable[..., str], save: Callable[..., Any], store: Store
) -> None:
    attempt = open_case()
    save(attempt, ONE_DIAGNOSIS)
    answers = [learner.post("/api/submit", json=submission(attempt, last_n=2)).json() for _ in range(2)]
    assert answers == [{"stage": "done"}, {"stage": "done"}]
    row = store.attempts(_only_learner(store, learner))[0]
    assert row.coder_score is not None
    assert len(store.submissions(_only_learner(store, learner), attempt)) == 1


def test_a_submitted_step_takes_no_more_changes(
    learner: TestClient, open_case: Callable[..., str], save: Callable[..., Any]
) -> None:
    attempt = open_case()
    learner.post("/api/submit", json=submission(attempt, last_n=0))
    late = save(attempt, ONE_DIAGNOSIS)
    assert late.status_code == 409
    assert late.json()["stage"] == "done"


def test_somebody_elses_case_is_no_case(
    learner: TestClient, visitor: Callable[[], TestClient], open_case: Callable[..., str]
) -> None:
    attempt = open_case()
    other = visitor()
    other.post("/login", json={"name": "Eve"})
    no_case = other.get("/api/case", params={"attempt": "00000000-0000-0000-0000-000000000000"})
    calls = [
        other.get("/api/case", params={"attempt": attempt}),
        other.post("/api/save", json={"attempt": attempt, "step": "coding", "tab": "t", "since": 0, "changes": []}),
        other.post("/api/submit", json=submission(attempt, 0)),
        other.post("/api/scrub", json={"attempt": attempt, "tab": "t", "last_n": 0}),
        other.post("/api/feel", json={"attempt": attempt, "value": 3}),
        other.post("/api/open", json={"after": attempt, "skill": "icd.laterality"}),
    ]
    assert [call.status_code for call in calls] == [404] * len(calls)
    assert calls[0].json() == no_case.json()


def strings(document: Any) -> Iterator[str]:
    """Every string in a JSON document, keys included."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from strings(value)
    elif isinstance(document, list):
        for item in document:
            yield from strings(item)
    elif isinstance(document, str):
        yield document


@pytest.mark.parametrize("role", ["coder", "biller", "both"])
def test_nothing_of_the_key_is_sent_before_the_case_is_done(
    learner: TestClient, open_case: Callable[..., str], store: Store, role: str
) -> None:
    for family in resources.library().values():
        if role not in family.roles and (role != "both" or family.case is not None):
            continue
        attempt = open_case(role, family=family.id)
        key = store.attempt(_only_learner(store, learner), attempt).variant.key
        case = learner.get("/api/case", params={"attempt": attempt}).json()
        sent = set(strings(case))
        secret = {entry.why for one in key.sets for entry in (*one.diagnoses, *one.lines)}
        if key.case is None:  # a case's papers may name the rule that the key rests on
            secret |= {entry.cites for one in key.sets for entry in (*one.diagnoses, *one.lines)}
        secret |= {text for fault in key.claim_faults for text in (fault.why, fault.cites)}
        secret |= {text for one in key.not_coded for text in (one.why, one.cites if key.case is None else "")}
        secret -= {""}
        assert secret, f"{family.id} has a key without reasons"
        assert not [text for text in sent for why in secret if why in text]
        if key.case is not None:
            lines = [
                line
                for sent_claim in case["account"]["claims"]
                for line in (sent_claim["answer"] or {"lines": []})["lines"]
            ]
            assert all(re.fullmatch(r"(Clause [\d., ]+)?", line["why"]) for line in lines if line["denied"])
            told = json.dumps({name: value for name, value in case["account"].items() if name != "items"})
            known = resources.reference().root_causes[key.case.cause]
            assert known.why not in json.dumps(case)
            assert key.case.cause not in told
        else:
            assert not sent & {"evidence", "why"}
        assert not sent & {
            "sets",
            "not_coded",
            "claim_faults",
            "seed",
            "consequences",
            "grades",
        }
        if role != "biller":
            assert not sent & {"registration", "cards", "eligibility", "member_id"}


def test_a_coders_desk_names_no_code_of_the_key(
    learner: TestClient, open_case: Callable[..., str], store: Store
) -> None:
    for family in (one for one in resources.library().values() if one.case is None):
        attempt = open_case("coder", family=family.id)
        key = store.attempt(_only_learner(store, learner), attempt).variant.key
        payload = learner.get("/api/case", params={"attempt": attempt}).text
        for answer in key.sets:
            assert not [
                code for entry in answer.diagnoses for codes in entry.any for code in codes if f'"{code}"' in payload
            ]
            assert not [entry.code for line in answer.lines for entry in line.any if f'"{entry.code}"' in payload]


def test_a_whole_claim_as_biller_ends_with_its_result(
    learner: TestClient, open_case: Callable[..., str], save: Callable[..., Any]
) -> None:
    attempt = open_case("biller", family="knee-steroid-injection")
    scrubbed = learner.post("/api/scrub", json={"attempt": attempt, "tab": "one", "last_n": 0}).json()
    assert isinstance(scrubbed["messages"], list)
    sent = learner.post("/api/submit", json=submission(attempt, 0, "claim")).json()
    assert sent == {"stage": "account"}
    account = work_to_the_end(learner, attempt)
    assert account["closed"]
    result = learner.get("/api/case", params={"attempt": attempt}).json()["result"]
    assert [part["name"] for part in result["parts"]] == ["claim"]
    assert result["money"]["rounds"]


def act(learner: TestClient, attempt: str, number: int, **action: Any) -> Any:
    """One action on the account."""
    return learner.post("/api/account", json={"attempt": attempt, "number": number, "action": action})


def work_to_the_end(learner: TestClient, attempt: str) -> dict[str, Any]:
    """Waits for the payer, posts, and closes, giving up what is open."""
    number, account = 0, learner.get("/api/case", params={"attempt": attempt}).json()["account"]
    while account["next"] and not account["remittances"]:
        number += 1
        account = act(learner, attempt, number, do="wait").json()["account"]
    for remittance in account["remittances"]:
        number += 1
        account = act(learner, attempt, number, do="post", remittance=remittance["number"]).json()["account"]
    return act(learner, attempt, number + 1, do="close", give_up=True).json()["account"]


def test_an_action_twice_is_one_action_and_a_gap_is_refused(learner: TestClient, open_case: Callable[..., str]) -> None:
    attempt = open_case("biller", family="knee-steroid-injection")
    learner.post("/api/submit", json=submission(attempt, 0, "claim"))
    first = act(learner, attempt, 1, do="wait").json()
    again = act(learner, attempt, 1, do="wait").json()
    assert again["account"]["number"] == first["account"]["number"] == 1
    assert again["account"]["day"] == first["account"]["day"]
    assert act(learner, attempt, 5, do="wait").status_code == 409
    refused = act(learner, attempt, 2, do="post", remittance="none")
    assert refused.status_code == 422
    assert "no such remittance" in refused.json()["error"]["message"]
    assert act(learner, attempt, 2, do="dance").status_code == 422
    assert learner.get("/api/case", params={"attempt": attempt}).json()["account"]["number"] == 1


def test_both_hats_see_no_grade_until_the_money_is_in(
    learner: TestClient, open_case: Callable[..., str], save: Callable[..., Any]
) -> None:
    attempt = open_case("both")
    save(attempt, ONE_DIAGNOSIS | {"line/x/rank": "n", "line/x/code": "99213", "line/x/pointers": ["a"]})
    assert learner.post("/api/submit", json=submission(attempt, 5)).json() == {"stage": "claim"}
    case = learner.get("/api/case", params={"attempt": attempt}).json()
    assert case["claim"]["items"]["21"][0] == "I10"
    assert not set(strings(case)) & {"grades", "findings", "result"}
    learner.post("/api/submit", json=submission(attempt, 0, "claim"))
    assert not set(strings(learner.get("/api/case", params={"attempt": attempt}).json())) & {"grades", "findings"}
    work_to_the_end(learner, attempt)
    result = learner.get("/api/case", params={"attempt": attempt}).json()["result"]
    assert [part["name"] for part in result["parts"]] == ["coding", "claim"]


@pytest.mark.parametrize(
    ("path", "body", "names"),
    [
        ("/api/save", {"attempt": "x", "step": "coding", "tab": "t", "since": 0, "changes": [], "key": 1}, "key"),
        ("/api/save", {"attempt": "x", "step": "lunch", "tab": "t", "since": 0, "changes": []}, "step"),
        ("/api/save", {"attempt": "x", "step": "coding", "tab": "t" * 65, "since": 0, "changes": []}, "tab"),
        ("/api/submit", {"attempt": "x", "step": "coding", "tab": "t", "last_n": -1}, "last_n"),
        ("/api/feel", {"attempt": "x", "value": 6}, "value"),
    ],
)
def test_a_body_of_another_shape_is_refused_by_name(
    learner: TestClient, path: str, body: dict[str, Any], names: str
) -> None:
    answer = learner.post(path, json=body)
    assert answer.status_code == 400
    assert names in answer.json()["error"]["message"]


def test_what_is_not_json_is_refused(learner: TestClient) -> None:
    assert learner.post("/api/save", content=b"\xff{").status_code == 400


def test_an_overlong_value_is_refused_and_named(open_case: Callable[..., str], save: Callable[..., Any]) -> None:
    answer = save(open_case(), {"query": "x" * 25_000})
    assert answer.status_code == 422
    assert "query" in answer.json()["error"]["message"]


def test_a_big_body_is_refused_announced_or_not(learner: TestClient) -> None:
    announced = learner.post("/api/save", content=b"x" * (LARGEST_BODY + 1))
    chunks = (b"x" * 100_000 for _ in range(LARGEST_BODY // 100_000 + 1))
    streamed = learner.post("/api/save", content=chunks)
    assert [announced.status_code, streamed.status_code] == [413, 413]
    assert "Nothing of it was saved" in announced.json()["error"]["kept"]


def test_a_database_that_fails_is_said_and_survived(
    learner: TestClient, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    def fails(*_: Any) -> None:
        raise StoreError("The disk is full.", "What was confirmed as saved is kept.")

    with monkeypatch.context() as broken:
        broken.setattr(store, "learner", fails)
        broken.setattr(store, "healthy", fails)
        answer = learner.get("/api/start")
        assert answer.status_code == 503
        assert answer.json()["error"] == {
            "message": "The disk is full.",
            "kept": "What was confirmed as saved is kept.",
            "do": "It is tried again by itself.",
        }
        assert learner.get("/healthz").status_code == 503
    assert learner.get("/healthz").json() == {"status": "ok"}


def _only_learner(store: Store, client: TestClient) -> str:
    learner = store.learner(client.cookies["bh_session"])
    assert learner is not None
    return learner.id
