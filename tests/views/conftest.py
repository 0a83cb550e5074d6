"""The routes as a browser meets them: a client on an empty database, with one learner signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from records import Store
from views import resources
from views.guards import BodyLimit, SecurityHeaders
from views.routes import ROUTES

ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A database of the test's own, the one that the routes use."""
    opened = Store.open(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    monkeypatch.setattr(resources, "_store", opened)
    yield opened
    opened.close()


@pytest.fixture
def visitor(store: Store) -> Callable[[], TestClient]:
    """Makes a new browser: no cookie, all routes."""
    app = Starlette(routes=ROUTES, middleware=[Middleware(SecurityHeaders), Middleware(BodyLimit)])
    return lambda: TestClient(app, headers=ORIGIN)


@pytest.fixture
def learner(visitor: Callable[[], TestClient]) -> TestClient:
    """A browser whose learner has chosen a name."""
    client = visitor()
    assert client.post("/login", json={"name": "Dana"}).status_code == 200
    return client


@pytest.fixture
def open_case(learner: TestClient) -> Callable[..., str]:
    """Opens a case for the learner; gives the attempt's id."""

    def opened(role: str = "coder", **choice: Any) -> str:
        answer = learner.post("/api/open", json={"role": role, "workplace": "billing_company"} | choice)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["attempt"])

    return opened


@pytest.fixture
def save(learner: TestClient) -> Callable[..., Any]:
    """Saves fields as one browser tab does, numbered from 1."""

    def saved(attempt: str, fields: dict[str, Any], step: str = "coding", tab: str = "one", since: int = 0) -> Any:
        changes = [{"n": n, "key": key, "value": value} for n, (key, value) in enumerate(fields.items(), start=1)]
        body = {"attempt": attempt, "step": step, "tab": tab, "since": since, "changes": changes}
        return learner.post("/api/save", json=body)

    return saved
