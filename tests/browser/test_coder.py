"""A coder's case from the first key to the result; by keyboard alone, through reloads, tabs and a killed server."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from scenarios.models import CodingAnswer

FAMILY, SEED = "diabetes-kidney-hypertension", 12


def ready(page: Page) -> None:
    """The desk is there and the first cell has the focus."""
    expect(page.get_by_label("next diagnosis", exact=True)).to_be_focused()


def saved(page: Page) -> None:
    expect(page.locator(".saved.v-r")).to_contain_text("Saved")


def type_diagnoses(page: Page, codes: tuple[str, ...]) -> None:
    for place, code in enumerate(codes):
        letter = "ABCDEFGHIJKL"[place]
        expect(page.get_by_label("next diagnosis", exact=True)).to_be_focused()
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect(page.get_by_label(f"Diagnosis {letter}", exact=True)).to_have_value(code)


def type_lines(page: Page, answer: CodingAnswer) -> None:
    page.keyboard.press("Alt+3")
    for number, line in enumerate(answer.lines, start=1):
        expect(page.get_by_label("next line procedure code", exact=True)).to_be_focused()
        page.keyboard.type(line.code)
        page.keyboard.press("Enter")
        expect(page.get_by_label(f"Line {number} procedure code", exact=True)).to_have_value(line.code)
        for place in range(4):
            expect(page.get_by_label(f"Line {number} modifier {place + 1}", exact=True)).to_be_focused()
            page.keyboard.type(line.modifiers[place] if place < len(line.modifiers) else "")
            page.keyboard.press("Tab")
        expect(page.get_by_label(f"Line {number} units", exact=True)).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type(str(line.units))
        page.keyboard.press("Tab")
        expect(page.get_by_label(f"Line {number} diagnosis pointers", exact=True)).to_be_focused()
        page.keyboard.type("".join(line.pointers))
        page.keyboard.press("Enter")


def test_a_whole_case_with_the_keyboard_alone_scores_100(open_case: Callable) -> None:
    case = open_case(FAMILY, SEED)
    page = case.page
    case.open()
    ready(page)
    type_diagnoses(page, case.answer.diagnoses)
    type_lines(page, case.answer)
    saved(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Result")).to_be_attached()
    expect(page.locator(".scoreband")).to_contain_text("100")
    assert case.stage() == "done"


def test_a_slip_shows_its_reason_and_lights_up_the_note(open_case: Callable) -> None:
    case = open_case(FAMILY, SEED)
    page = case.page
    case.open()
    ready(page)
    type_diagnoses(page, case.answer.diagnoses[:1])
    saved(page)
    page.keyboard.press("Control+Enter")
    page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="Result")).to_be_attached()
    expect(page.locator("mark").first).to_be_visible()
    missing = case.variant.key.sets[0].diagnoses[1]
    page.get_by_role("button", name=missing.any[0][0]).first.click()
    expect(page.get_by_text(missing.why).first).to_be_visible()
    page.goto(f"{case.app.url}/progress")
    expect(page.get_by_role("heading", name="Accuracy by week")).to_be_visible()
    expect(page.get_by_text("1 finished case")).to_be_visible()


def test_a_reload_keeps_every_saved_answer(open_case: Callable) -> None:
    case = open_case(FAMILY, SEED)
    page = case.page
    case.open()
    ready(page)
    type_diagnoses(page, case.answer.diagnoses[:2])
    saved(page)
    page.reload()
    expect(page.get_by_label("Diagnosis B", exact=True)).to_have_value(case.answer.diagnoses[1])
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value(case.answer.diagnoses[0])


def test_two_tabs_do_not_overwrite_each_other(open_case: Callable) -> None:
    case = open_case(FAMILY, SEED)
    one, two = case.page, case.context.new_page()
    case.open()
    two.goto(case.url)
    ready(two)
    one.get_by_label("next diagnosis", exact=True).fill(case.answer.diagnoses[0])
    one.keyboard.press("Enter")
    saved(one)
    two.get_by_label("next diagnosis", exact=True).fill(case.answer.diagnoses[1])
    two.keyboard.press("Enter")
    saved(two)
    codes = {value for key, value in case.fields("coding").items() if key.endswith("/code")}
    assert codes >= set(case.answer.diagnoses[:2])


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_submitting_twice_submits_once(open_case: Callable, by: str) -> None:
    case = open_case(FAMILY, SEED)
    page = case.page
    case.open()
    ready(page)
    type_diagnoses(page, case.answer.diagnoses[:1])
    saved(page)
    with page.expect_request("**/api/submit"):
        if by == "mouse":
            page.get_by_role("button", name="Submit").first.dblclick()
            page.get_by_role("dialog").get_by_role("button", name="Submit").dblclick()
        else:
            for _ in range(4):
                page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Result")).to_be_attached()
    assert case.submissions("coding") == 1


def test_a_killed_server_loses_nothing_that_was_shown_as_saved(open_case: Callable) -> None:
    case = open_case(FAMILY, SEED)
    page = case.page
    case.open()
    ready(page)
    type_diagnoses(page, case.answer.diagnoses[:2])
    saved(page)
    case.app.kill()
    page.keyboard.type(case.answer.diagnoses[2])
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_contain_text("Not saved yet")
    case.app.start()
    page.reload()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value(case.answer.diagnoses[0])
    expect(page.get_by_label("Diagnosis B", exact=True)).to_have_value(case.answer.diagnoses[1])
    expect(page.get_by_label("Diagnosis C", exact=True)).to_have_value(case.answer.diagnoses[2])
    saved(page)
    codes = [value for key, value in case.fields("coding").items() if key.endswith("/code")]
    assert set(codes) >= set(case.answer.diagnoses[:3])
