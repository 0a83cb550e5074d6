"""No key, reason or accepted alternative reaches the browser before the case is done: every byte received is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, WebSocket, expect

import data
import scenarios
from scenarios.models import Key
from tests.browser.account_work import take, wait_for_mail, work_to_zero
from tests.browser.running import without_modifiers

TYPED = "R51.9"
"""What the learner enters: a code that no key here knows."""
ASKED_FOR = (
    "/api/lookup",
    "/api/entry",
    "/api/worksheet",
    "/api/compare",
    "/api/favorites",
    "/api/recent",
    "/api/calculators",
    "/api/ask",
)
"""Answers from the code book, to what was typed and for no case: no place for reasons, but for any code."""
PROGRAM = ("/assets/", "/static/")
"""Files of the program, the same for every learner and case: not read."""
KEY_FIELDS = ("not_coded", "claim_faults", "cites", "evidence", "neutral", "bypass", "seed")


class Wire:
    """All bytes that a browser receives, over HTTP and over websockets, read before the page gets them."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.received: list[tuple[str, bytes]] = []
        context.route(lambda url: not any(place in url for place in PROGRAM), self._pass)
        page.on("websocket", self._listen)

    def _pass(self, route: Route) -> None:
        try:
            answer = route.fetch()
            self.received.append((route.request.url, answer.body()))
            if route.request.is_navigation_request():
                route.continue_()  # Chromium lets only a page of known origin open a websocket to this machine
            else:
                route.fulfill(response=answer)
        except Error:  # the page no longer wanted it
            return

    def _listen(self, socket: WebSocket) -> None:
        def keep(frame: str | bytes) -> None:
            self.received.append((socket.url, frame if isinstance(frame, bytes) else frame.encode()))

        socket.on("framereceived", keep)

    def kinds(self) -> set[str]:
        """The schemes heard: the test is worth nothing without both."""
        return {url.split(":")[0] for url, _ in self.received}

    def holds(self, text: str) -> bool:
        """Whether the text came in, plainly or as JSON writes it."""
        forms = {text.encode(), json.dumps(text)[1:-1].encode(), json.dumps(text, ensure_ascii=False)[1:-1].encode()}
        return any(form in body for form in forms for _, body in self.received)

    def names(self, code: str) -> bool:
        """Whether a code came in as a word of its own, other than by the learner's look-ups."""
        word = re.compile(rb"(?<![\w.])" + re.escape(code).encode() + rb"(?![\w.]*\d)")
        return any(word.search(body) for url, body in self.received if not any(p in url for p in ASKED_FOR))

    def structures(self) -> set[str]:
        """Names of fields that only the key has, in the JSON of the routes."""
        bodies = [body for url, body in self.received if "/api/" in url and not any(p in url for p in ASKED_FOR)]
        return {name for name in KEY_FIELDS if any(f'"{name}"'.encode() in body for body in bodies)}


@pytest.fixture
def wiretap() -> Iterator[Callable[..., Wire]]:
    tapped: list[BrowserContext] = []

    def tap(context: BrowserContext, page: Page) -> Wire:
        tapped.append(context)
        return Wire(context, page)

    yield tap
    for context in tapped:
        context.unroute_all(behavior="ignoreErrors")


def reasons(key: Key) -> set[str]:
    """Sentences that only the key holds."""
    whys = {one.why for answer in key.sets for one in (*answer.diagnoses, *answer.lines)}
    whys |= {one.why for one in key.not_coded} | {one.why for one in key.claim_faults}
    whys |= {key.query.why, *key.query.choices} if key.query else set()
    return {why for why in whys if why}


def coded(key: Key) -> set[str]:
    """Every code that the key accepts or refuses."""
    codes = {code for answer in key.sets for one in answer.diagnoses for group in one.any for code in group}
    codes |= {one.code for answer in key.sets for line in answer.lines for one in line.any}
    return codes | {code for one in key.not_coded for code in one.codes}


def typed(page: Page) -> None:
    expect(page.get_by_label("next diagnosis", exact=True)).to_be_focused()
    page.keyboard.type(TYPED)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value(TYPED)
    expect(page.locator(".saved.v-r")).to_contain_text("Saved")


def submit(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("family", ["diabetes-kidney-hypertension", "screening-colonoscopy", "cough-and-dyspnea"])
def test_the_coders_page_holds_nothing_of_the_key_before_submission(
    open_case: Callable, wiretap: Callable, family: str
) -> None:
    case = open_case(family, 5, mess=3)
    page, key = case.page, case.variant.key
    wire = wiretap(case.context, page)
    case.open()
    typed(page)
    for pane in "1453":  # note, worksheet, query, lines
        page.keyboard.press(f"Alt+{pane}")
    page.reload()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value(TYPED)
    assert wire.kinds() == {"http", "ws"}
    assert wire.holds(case.variant.encounter.patient.last_name)
    assert wire.names(TYPED)
    assert {text for text in reasons(key) if wire.holds(text)} == set()
    assert {code for code in coded(key) if wire.names(code)} == set()
    assert wire.structures() == set()
    asked = [url for url, _ in wire.received if any(place in url for place in ASKED_FOR)]
    assert asked
    assert [url for url in asked if "attempt" in url] == []
    submit(page)
    expect(page.get_by_role("heading", name="Result")).to_be_attached()
    if key.query is None:
        needed = [one for one in key.sets[0].diagnoses if one.need == "required"]
        assert [one.why for one in needed if not wire.holds(one.why)] == []
        assert [one.any[0][0] for one in needed if not wire.names(one.any[0][0])] == []
    assert any(wire.holds(text) for text in reasons(key))


def test_the_billers_page_does_not_name_the_planted_error(
    open_case: Callable, wiretap: Callable, reference: data.Reference
) -> None:
    family = scenarios.families()["preventive-visit-problem"]
    seed = next(n for n in range(1, 200) if scenarios.variant(reference, family, n, 1).key.claim_faults)
    case = open_case(family.id, seed, role="biller", until="claim")
    page, key = case.page, case.variant.key
    wire = wiretap(case.context, page)
    case.open()
    expect(page.locator('input[aria-label^="1a"]')).to_be_visible()
    with page.expect_response("**/api/scrub"):
        page.keyboard.press("F9")
    assert wire.kinds() == {"http", "ws"}
    assert wire.holds(case.variant.encounter.coverage[0].member_id)
    assert {text for text in reasons(key) if wire.holds(text)} == set()
    assert wire.structures() == set()
    submit(page)
    expect(page.get_by_role("heading", level=1, name="Account")).to_be_attached()
    assert {text for text in reasons(key) if wire.holds(text)} == set()


def test_with_both_hats_the_reasons_wait_for_the_end(
    open_case: Callable, wiretap: Callable, reference: data.Reference
) -> None:
    family = scenarios.families()["knee-steroid-injection"]
    seed = next(n for n in range(1, 200) if not scenarios.variant(reference, family, n, 1).key.claim_faults)
    case = open_case(family.id, seed, role="both", slip=without_modifiers)
    page, key = case.page, case.variant.key
    wire = wiretap(case.context, page)
    case.open()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value(case.answer.diagnoses[0])
    submit(page)
    expect(page.get_by_role("heading", name="Biller's desk")).to_be_attached()
    submit(page)
    expect(page.get_by_role("heading", level=1, name="Account")).to_be_attached()
    assert {text for text in reasons(key) if wire.holds(text)} == set()
    wait_for_mail(page)
    take(page, "Post remittance")
    assert {text for text in reasons(key) if wire.holds(text)} == set()
    work_to_zero(page)
    assert any(wire.holds(text) for text in reasons(key))
