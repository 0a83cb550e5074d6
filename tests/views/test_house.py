"""What holds for every answer: headers, assets, and Start."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from views.routes import assets

VIEWS = Path(__file__).parents[2] / "views"


def test_every_answer_carries_the_policy(visitor: Callable[[], TestClient]) -> None:
    for path in ("/healthz", "/api/start", "/assets/coder.js", "/nowhere"):
        policy = visitor().get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.split("style-src")[0]


def test_assets_of_this_edition_are_kept_forever_and_no_others(visitor: Callable[[], TestClient]) -> None:
    client = visitor()
    current = client.get(f"{assets.asset_base()}/coder.js")
    assert "immutable" in current.headers["cache-control"]
    assert current.headers["content-type"].startswith("text/javascript")
    old = client.get("/assets/0123456789ab/coder.js")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("path", ["../main.py", "%2e%2e/main.py", "..%2f..%2fapp.py", "/etc/passwd", "fonts", ""])
def test_nothing_beside_the_assets_is_served(visitor: Callable[[], TestClient], path: str) -> None:
    assert visitor().get(f"/assets/{path}").status_code == 404


def test_every_module_that_is_imported_exists() -> None:
    for module in (VIEWS / "assets").glob("*.js"):
        for name in re.findall(r'(?:from|import)\s*\(?\s*"\./([\w.]+)"', module.read_text(encoding="utf-8")):
            assert (VIEWS / "assets" / name).is_file(), f"{module.name} imports {name}"


def test_assets_ask_no_other_server() -> None:
    for file in (VIEWS / "assets").glob("*.[jc]s*"):
        found = re.findall(r"https?://(?!www\.w3\.org/)[^\s\"')]+", file.read_text(encoding="utf-8"))
        assert not found, f"{file.name}: {found}"


def test_a_newcomer_gets_the_library_and_nothing_else(visitor: Callable[[], TestClient]) -> None:
    start = visitor().get("/api/start").json()
    assert start["learner"] is None
    assert len(start["families"]) >= 8
    assert set(start["families"][0]) == {"id", "title", "specialty", "roles", "difficulty"}


def test_the_tour_follows_what_was_done(learner: TestClient, open_case: Callable[..., str]) -> None:
    attempt = open_case("coder", gentle=True)
    tour = learner.get("/api/start").json()["tour"]
    assert [step["role"] for step in tour] == ["coder", "biller", "both"]
    assert (tour[0]["done"], tour[0]["open"]["attempt"]) == (False, attempt)
    learner.post("/api/submit", json={"attempt": attempt, "step": "coding", "tab": "t", "last_n": 0})
    assert [step["done"] for step in learner.get("/api/start").json()["tour"]] == [True, False, False]


def test_a_fresh_case_is_one_the_learner_had_least(learner: TestClient, open_case: Callable[..., str]) -> None:
    number = sum("coder" in family["roles"] for family in learner.get("/api/start").json()["families"])
    for _ in range(number):
        open_case("coder")
    titles = [one["title"] for one in learner.get("/api/start").json()["open"]]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"role": "coder"}, "workplace"),
        ({"role": "coder", "workplace": "billing_company", "family": "no/such"}, "library"),
    ],
)
def test_a_choice_that_is_none_is_said(learner: TestClient, choice: dict[str, str], words: str) -> None:
    answer = learner.post("/api/open", json=choice)
    assert answer.status_code == 422
    assert words in answer.json()["error"]["message"]


def test_the_export_is_training_data(learner: TestClient, open_case: Callable[..., str]) -> None:
    attempt = open_case()
    learner.post("/api/submit", json={"attempt": attempt, "step": "coding", "tab": "t", "last_n": 0})
    rows = learner.get("/api/export.csv").text.splitlines()
    assert "training_data" in rows[0]
    assert "invented" in rows[1]
