"""The real app in a process of its own, a real Chromium, and learners with a case of a known family and seed."""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import billing
import data
import scenarios
from records import Store
from scenarios.models import CodingAnswer, Variant

ROOT = Path(__file__).parent.parent.parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WAIT = 6_000
"""Milliseconds that a screen may take on a busy machine before a test gives up."""
expect.set_options(timeout=WAIT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(str(item.fspath)).parts:
            item.add_marker(pytest.mark.browser)


class App:
    """`python app.py` on a free port with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        env = os.environ | {"BOTH_HATS_HOME": str(self.home), "BOTH_HATS_PORT": str(self.port)}
        env.pop("DATABASE_URL", None)
        log = (self.home / "app.log").open("ab")
        self.process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=env, stdout=log, stderr=log)
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError((self.home / "app.log").read_text())

    def kill(self) -> None:
        """kill -9: no chance to tidy up."""
        if self.process:
            self.process.kill()
            self.process.wait()

    @property
    def store(self) -> Store:
        return Store.open(f"sqlite:///{self.home / 'both-hats.sqlite3'}")


@pytest.fixture(scope="session")
def reference() -> data.Reference:
    return data.load()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("home"))
    for compiled in data.default_folder().glob("icd10cm-*.sqlite3"):
        shutil.copy(compiled, running.home)
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Case:
    """A learner's open case with its page: `answer` is the key's model answer."""

    app: App
    context: BrowserContext
    page: Page
    learner: str
    attempt: str
    variant: Variant
    answer: CodingAnswer
    screen: str
    console: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.app.url}/{self.screen}?attempt={self.attempt}"

    def open(self) -> None:
        self.page.goto(self.url)

    def fields(self, step: str) -> dict[str, object]:
        store = self.app.store
        try:
            return store.fields(self.learner, self.attempt, step)  # type: ignore[arg-type]
        finally:
            store.close()

    def submission(self, step: str, number: int) -> dict[str, Any]:
        """What came of a submitted step."""
        store = self.app.store
        try:
            made = store.submissions(self.learner, self.attempt)
            return next(one.result for one in made if (one.step, one.round) == (step, number))
        finally:
            store.close()

    def stage(self) -> str:
        store = self.app.store
        try:
            return store.attempt(self.learner, self.attempt).stage
        finally:
            store.close()


@pytest.fixture
def open_case(app: App, chromium: Browser, reference: data.Reference) -> Iterator[Callable[..., Case]]:
    """Opens a case of a family and seed for a new learner, in a browser of its own."""
    contexts: list[BrowserContext] = []

    def opened(family: str, seed: int, role: str = "coder", mess: int = 1, height: int = 768) -> Case:
        variant = scenarios.variant(reference, scenarios.families()[family], seed, mess)
        now = datetime.datetime.now(datetime.UTC)
        store = app.store
        learner, token = store.create_learner("Dana Whitcomb", now)
        attempt = store.open_attempt(learner.id, variant, role, "billing_company", now)  # type: ignore[arg-type]
        store.close()
        context = chromium.new_context(viewport={"width": 1366, "height": height})
        contexts.append(context)
        context.add_cookies([{"name": "bh_session", "value": token, "url": app.url, "httpOnly": True}])
        page = context.new_page()
        page.set_default_timeout(WAIT)
        screen = "biller" if role == "biller" else "coder"
        answer = billing.model_answer(reference, variant.key)
        case = Case(app, context, page, learner.id, attempt.id, variant, answer, screen)
        page.on("console", lambda message: case.console.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: case.console.append(str(error)))
        return case

    yield opened
    for context in contexts:
        context.close()
