"""Every screen: nothing scrolls that should not, nothing complains in the console, axe finds nothing of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Page, expect

import billing
import data
from records import Store
from scenarios.models import CodingAnswer
from tests.browser.running import without_modifiers

AXE = next(Path(axe_core_python.__file__).parent.glob("axe.min.js")).read_text()
STREAMLITS_OWN = {"scrollable-region-focusable": "Streamlit's main section scrolls and takes no focus of its own"}
FAMILY, SEED = "preventive-visit-problem", 4


def violations(page: Page) -> list[str]:
    """What axe holds against the page, save what Streamlit itself brings."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
        if one["id"] not in STREAMLITS_OWN or not all("stMain" in str(step) for step in node["target"])
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page itself could be scrolled, down or sideways; of Streamlit's main section, too."""
    return page.evaluate(
        """() => Math.max(...[document.scrollingElement, document.querySelector("[data-testid=stMain]")]
            .flatMap((box) => [box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth]))"""
    )


HEADINGS = {
    "coding": "Coder's desk",
    "claim": "Biller's desk",
    "account": "Account",
    "done": "Result",
}


@pytest.mark.parametrize("height", [768, 640])
@pytest.mark.parametrize("stage", HEADINGS)
def test_a_desk_fits_a_laptop_and_is_clean(open_case: Callable, stage: str, height: int) -> None:
    case = open_case(FAMILY, SEED, role="both", mess=3, height=height, until=stage, slip=without_modifiers)
    page = case.page
    case.open()
    expect(page.get_by_role("heading", level=1, name=HEADINGS[stage])).to_be_attached()
    assert overflow(page) <= 0
    assert violations(page) == []
    assert case.console == []


def test_the_open_look_up_and_the_dialog_are_accessible(open_case: Callable) -> None:
    case = open_case(FAMILY, SEED)
    page = case.page
    case.open()
    expect(page.get_by_label("next diagnosis", exact=True)).to_be_focused()
    page.keyboard.type("hypertension")
    expect(page.get_by_text("I10", exact=True).first).to_be_visible()
    assert overflow(page) <= 0
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    assert case.console == []


@pytest.mark.parametrize(
    "path", ["", "progress", "two-hats", "coder", "biller", "lookup", "calculators", "check", "x12"]
)
def test_a_page_without_a_case_says_what_to_do(open_case: Callable, path: str) -> None:
    case = open_case(FAMILY, SEED)
    page = case.page
    page.goto(f"{case.app.url}/{path}")
    expect(page.get_by_text("Training data.").first).to_be_visible()
    assert violations(page) == []
    assert case.console == []


def test_a_page_of_figures_is_accessible(open_case: Callable) -> None:
    case = open_case(FAMILY, SEED, role="both", until="done", slip=without_modifiers)
    page = case.page
    page.goto(f"{case.app.url}/progress")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert violations(page) == []
    page.goto(f"{case.app.url}/two-hats")
    expect(page.get_by_role("heading", name="Figures of the field")).to_be_visible()
    assert violations(page) == []
    page.goto(case.app.url)
    expect(page.get_by_role("heading", name="Last results")).to_be_visible()
    assert violations(page) == []
    assert case.console == []


def test_a_newcomer_is_coding_in_a_few_keys(open_case: Callable) -> None:
    case = open_case(FAMILY, SEED)
    page = case.page
    case.context.clear_cookies()
    page.goto(case.app.url)
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Robin Newcomer")
    page.keyboard.press("Enter")
    expect(page.get_by_label("next diagnosis", exact=True)).to_be_focused()


def only_attempt(store: Store, token: str) -> tuple[str, CodingAnswer]:
    """The one case of whoever has the cookie, with its model answer."""
    learner = store.learner(token)
    assert learner
    (summary,) = store.attempts(learner.id)
    variant = store.attempt(learner.id, summary.id).variant
    return summary.id, billing.model_answer(data.load(), variant.key)


def test_a_newcomer_gets_from_a_name_to_the_progress_page(open_case: Callable) -> None:
    case = open_case(FAMILY, SEED)
    page = case.page
    case.context.clear_cookies()
    page.goto(case.app.url)
    expect(page.get_by_label("Your name")).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("Robin Newcomer")
    page.get_by_role("radio", name="Coder").check()
    page.get_by_role("button", name="Open a case").click()
    cell = page.get_by_label("next diagnosis", exact=True)
    expect(cell).to_be_focused()
    (cookie,) = (one for one in case.context.cookies() if one["name"] == "bh_session")
    assert cookie["httpOnly"]
    store = case.app.open_store()
    attempt, answer = only_attempt(store, cookie["value"])
    store.close()
    assert attempt in page.url
    page.keyboard.type(answer.diagnoses[0])
    page.keyboard.press("Enter")
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value(answer.diagnoses[0])
    expect(page.locator(".saved.v-r")).to_contain_text("Saved")
    page.get_by_role("button", name="Submit").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="Result")).to_be_attached()
    expect(page.locator(".scoreband")).to_contain_text("of 100")
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_text("1 finished case")).to_be_visible()
    assert case.console == []
