"""No key, reason or accepted alternative reaches the browser before submission: every frame and answer is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Response, WebSocket, expect

from scenarios.models import Key

ASSETS = Path(__file__).parent.parent.parent / "views" / "assets"


class Wire:
    """All bytes that a page receives, over HTTP and over websockets."""

    def __init__(self, page: Page) -> None:
        self.received: list[bytes] = []
        self._answers: list[Response] = []
        page.on("response", lambda answer: self._answers.append(answer))
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on(
            "framereceived", lambda frame: self.received.append(frame if isinstance(frame, bytes) else frame.encode())
        )

    def _read(self, answer: Response) -> None:
        if 300 <= answer.status < 400:
            return
        try:
            self.received.append(answer.body())
        except Error:  # Chromium lets go of large files; the app's own code is read from the disk then
            assert "/static/" in answer.url or "/assets/" in answer.url, f"unread: {answer.url}"

    def holds(self, text: str) -> bool:
        """Whether the text came in, plainly or as JSON writes it."""
        while self._answers:
            self._read(self._answers.pop())
        forms = {text.encode(), json.dumps(text)[1:-1].encode(), json.dumps(text, ensure_ascii=False)[1:-1].encode()}
        return any(form in body for form in forms for body in self.received)


def secrets(key: Key) -> set[str]:
    """Sentences that only the key holds."""
    whys = {one.why for answer in key.sets for one in (*answer.diagnoses, *answer.lines)}
    whys |= {one.why for one in key.not_coded} | {one.why for one in key.claim_faults}
    return whys | ({key.query.why} if key.query else set())


@pytest.mark.parametrize("family", ["diabetes-kidney-hypertension", "screening-colonoscopy"])
def test_the_coders_page_holds_nothing_of_the_key_before_submission(open_case: Callable, family: str) -> None:
    case = open_case(family, 5, mess=3)
    page = case.page
    wire = Wire(page)
    case.open()
    expect(page.get_by_label("next diagnosis", exact=True)).to_be_focused()
    page.keyboard.type("I10")
    page.keyboard.press("Enter")
    expect(page.locator(".saved.v-r")).to_contain_text("Saved")
    assert wire.holds(case.variant.encounter.patient.last_name), "the test reads what comes in"
    hidden = secrets(case.variant.key)
    assert {text for text in hidden if wire.holds(text)} == set()
    codes = {code for one in case.variant.key.sets[0].diagnoses for group in one.any for code in group if len(code) > 5}
    examples = "".join(path.read_text() for path in ASSETS.glob("*.js"))  # codes that the screens' own hints name
    assert {code for code in codes if code not in examples and wire.holds(code)} == set()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Result")).to_be_attached()
    assert any(wire.holds(text) for text in hidden), "after submission the reasons come"


def test_the_billers_page_does_not_name_the_planted_error(open_case: Callable) -> None:
    case = open_case("knee-steroid-injection", 3, role="biller")
    page = case.page
    wire = Wire(page)
    case.open()
    expect(page.get_by_role("heading", name="Biller's desk")).to_be_attached()
    page.keyboard.press("F9")
    expect(page.get_by_text("Scrubber").first).to_be_visible()
    assert wire.holds(case.variant.encounter.coverage[0].member_id)
    assert {text for text in secrets(case.variant.key) if wire.holds(text)} == set()
