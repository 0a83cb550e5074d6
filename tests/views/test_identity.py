"""Who is asking: the cookie, the name, and pages of other sites."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from views.identity import COOKIE


def test_login_sets_a_cookie_out_of_reach_of_scripts(visitor: Callable[[], TestClient]) -> None:
    answer = visitor().post("/login", json={"name": "Dana"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_a_form_post_is_sent_on_to_start(visitor: Callable[[], TestClient]) -> None:
    answer = visitor().post("/login", data={"name": "Dana"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert COOKIE in answer.headers["set-cookie"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "\x00\x01"])
def test_a_name_that_is_none_is_refused_in_words(visitor: Callable[[], TestClient], name: str) -> None:
    answer = visitor().post("/login", json={"name": name})
    assert answer.status_code == 422
    assert "1 to 60 characters" in answer.json()["error"]["message"]
    assert "set-cookie" not in answer.headers


def test_a_second_login_renames_and_keeps_the_work(learner: TestClient, open_case: Callable[..., str]) -> None:
    attempt = open_case()
    learner.post("/login", json={"name": "Dana W"})
    start = learner.get("/api/start").json()
    assert start["learner"] == {"name": "Dana W"}
    assert start["resume"]["attempt"] == attempt


def test_logout_ends_the_session_everywhere(learner: TestClient, visitor: Callable[[], TestClient]) -> None:
    token = learner.cookies[COOKIE]
    assert learner.post("/logout", json={}).status_code == 200
    thief = visitor()
    thief.cookies.set(COOKIE, token)
    assert thief.get("/api/case?attempt=x").status_code == 401


@pytest.mark.parametrize(
    "path", ["/login", "/logout", "/api/open", "/api/save", "/api/submit", "/api/scrub", "/api/feel"]
)
@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://testserver.evil.example"}],
)
def test_posts_of_other_sites_are_refused(learner: TestClient, path: str, headers: dict[str, str]) -> None:
    answer = learner.post(path, json={}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.json()["error"]["message"]


def test_a_cross_site_post_without_origin_is_refused(learner: TestClient) -> None:
    request = learner.build_request("POST", "/api/feel", json={}, headers={"sec-fetch-site": "cross-site"})
    del request.headers["origin"]
    assert learner.send(request).status_code == 403


@pytest.mark.parametrize("path", ["/api/case?attempt=x", "/api/export.csv"])
def test_a_newcomer_is_sent_to_start(visitor: Callable[[], TestClient], path: str) -> None:
    answer = visitor().get(path)
    assert answer.status_code == 401
    assert answer.json()["error"]["do"] == "Choose your name on Start."
