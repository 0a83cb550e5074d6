"""Every screen: nothing scrolls that should not, nothing complains in the console, axe finds nothing of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Page, expect

AXE = next(Path(axe_core_python.__file__).parent.glob("axe.min.js")).read_text()
STREAMLITS_OWN = {
    "region": "Streamlit puts its header outside a landmark",
    "landmark-one-main": "as above",
    "scrollable-region-focusable": "Streamlit's main section scrolls without focus",
}
PROBE = "_stcore"
"""Streamlit asks for its own files below a page's path first and takes the 404 as an answer."""


def violations(page: Page) -> list[str]:
    """What axe holds against the page, save what Streamlit itself brings."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"} and one["id"] not in STREAMLITS_OWN
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("height", [768, 640])
@pytest.mark.parametrize("role", ["coder", "biller"])
def test_a_desk_fits_a_laptop_and_is_clean(open_case: Callable, role: str, height: int) -> None:
    case = open_case("preventive-visit-problem", 4, role=role, mess=3, height=height)
    page = case.page
    failed: list[str] = []
    page.on(
        "response",
        lambda answer: failed.append(answer.url) if answer.status >= 400 and PROBE not in answer.url else None,
    )
    case.open()
    heading = "Coder's desk" if role == "coder" else "Biller's desk"
    expect(page.get_by_role("heading", name=heading)).to_be_attached()
    assert page.evaluate("document.scrollingElement.scrollHeight - innerHeight") <= 0
    assert violations(page) == []
    assert failed == []
    assert [line for line in case.console if "404" not in line] == []


@pytest.mark.parametrize("path", ["", "progress", "two-hats", "coder", "biller"])
def test_a_page_without_a_case_says_what_to_do(open_case: Callable, path: str) -> None:
    case = open_case("preventive-visit-problem", 4)
    page = case.page
    page.goto(f"{case.app.url}/{path}")
    expect(page.get_by_text("Training data.").first).to_be_visible()
    assert violations(page) == []
    assert [line for line in case.console if "404" not in line] == []


def test_a_newcomer_is_coding_in_a_few_keys(open_case: Callable) -> None:
    case = open_case("preventive-visit-problem", 4)
    page = case.page
    case.context.clear_cookies()
    page.goto(case.app.url)
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Robin Newcomer")
    page.keyboard.press("Enter")
    expect(page.get_by_label("next diagnosis", exact=True)).to_be_focused()
