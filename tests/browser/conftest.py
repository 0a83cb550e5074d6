"""The real app in a process of its own, a real Chromium, and learners with a case of a known family and seed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

import billing
import data
import scenarios
from scenarios.models import CodingAnswer, Variant
from tests.browser.running import FLAGS, App, Preparing, Stage, chromium_path, with_compiled_code_book

WAIT = 6_000
"""Milliseconds that a screen may take on a busy machine before a test gives up."""
PROBE = "/_stcore/"
"""Streamlit asks for its own files below a page's path first and takes the 404 as an answer."""
expect.set_options(timeout=WAIT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(str(item.fspath)).parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(with_compiled_code_book(tmp_path_factory.mktemp("home")))
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
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

    def heard(self, message: ConsoleMessage) -> None:
        """Keeps errors, a broken content security policy among them."""
        if message.type == "error" and PROBE not in message.location["url"]:
            self.console.append(f"{message.text} {message.location['url']}")

    def submissions(self, step: str) -> int:
        store = self.app.open_store()
        try:
            return sum(one.step == step for one in store.submissions(self.learner, self.attempt))
        finally:
            store.close()

    def fields(self, step: str) -> dict[str, object]:
        store = self.app.open_store()
        try:
            return store.fields(self.learner, self.attempt, step)  # type: ignore[arg-type]
        finally:
            store.close()

    def submission(self, step: str, number: int) -> dict[str, Any]:
        """What came of a submitted step."""
        store = self.app.open_store()
        try:
            made = store.submissions(self.learner, self.attempt)
            return next(one.result for one in made if (one.step, one.round) == (step, number))
        finally:
            store.close()

    def stage(self) -> str:
        store = self.app.open_store()
        try:
            return store.attempt(self.learner, self.attempt).stage
        finally:
            store.close()


@pytest.fixture
def open_case(app: App, chromium: Browser, reference: data.Reference) -> Iterator[Callable[..., Case]]:
    """Opens a case of a family and seed for a new learner, in a browser of its own."""
    contexts: list[BrowserContext] = []

    def opened(
        family: str,
        seed: int,
        role: str = "coder",
        mess: int = 1,
        height: int = 768,
        until: Stage = "coding",
        slip: Callable[[CodingAnswer], CodingAnswer] | None = None,
        claim: dict[str, Any] | None = None,
    ) -> Case:
        variant = scenarios.variant(reference, scenarios.families()[family], seed, mess)
        now = datetime.datetime.now(datetime.UTC)
        store = app.open_store()
        learner, token = store.create_learner("Dana Whitcomb", now)
        answer = billing.model_answer(reference, variant.key)
        if until == "coding" and slip is None:
            attempt = store.open_attempt(learner.id, variant, role, "billing_company", now).id  # type: ignore[arg-type]
        else:
            entered = slip(answer) if slip else answer
            attempt = Preparing(store, reference, learner.id).case(variant, role, until, now, entered, claim)
        stage = store.attempt(learner.id, attempt).stage
        store.close()
        context = chromium.new_context(viewport={"width": 1366, "height": height})
        contexts.append(context)
        context.add_cookies([{"name": "bh_session", "value": token, "url": app.url, "httpOnly": True}])
        page = context.new_page()
        page.set_default_timeout(WAIT)
        screen = "biller" if stage in ("claim", "account") else "coder"
        case = Case(app, context, page, learner.id, attempt, variant, answer, screen)
        page.on("console", lambda message: case.heard(message))
        page.on("pageerror", lambda error: case.console.append(str(error)))
        return case

    yield opened
    for context in contexts:
        context.close()
