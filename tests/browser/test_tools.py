"""The tools' pages: look-up by keyboard, favorites, a calculator's working, a list checked, phones, hostile text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PROBE, WAIT
from tests.browser.running import App
from tests.browser.test_screens import overflow, violations

HOSTILE = "<img src=x onerror=\"document.title='taken'\"><b>bold</b>"
PAGES = ["lookup?code=S52.531&q=colles", "calculators?c=repair", "check?codes=E11.9%0AE10.9%0A99214-25+AB"]


def expected(url: str) -> bool:
    """Streamlit's probes, and questions that are refused while they are being typed."""
    return PROBE in url or url.endswith("/api/ask")


@pytest.fixture
def browse(app: App, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of the app for a new learner; `page.console` would hold errors, and is checked at the end."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(path: str, width: int = 1366, height: int = 768, named: bool = True) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        if named:
            context.request.post(f"{app.url}/login", data={"name": "Dana"}, headers={"origin": app.url})
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on(
            "console",
            lambda m: errors.append(m.text) if m.type == "error" and not expected(m.location["url"]) else None,
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{app.url}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def search(page: Page, text: str) -> None:
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_the_code_book_by_keyboard_with_a_favorite_that_stays(browse: Callable[..., Page]) -> None:
    page = browse("lookup")
    search(page, "ckd 3")
    expect(page.get_by_role("option", selected=True)).to_contain_text("N18.30")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("N18.31")
    expect(page.get_by_role("heading", level=2)).to_contain_text("N18.31")
    expect(page.get_by_role("region", name="N18.31, entry")).to_contain_text("Use additional code")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="N18.31, entry")).to_be_focused()
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("button", name="Favorite")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("/")
    search(page, "")
    page.keyboard.press("Delete")
    expect(page.get_by_role("group", name="Favorites").get_by_role("option")).to_contain_text("N18.31")
    assert "code=N18.31" in page.url
    page.reload()
    expect(page.get_by_role("heading", level=2)).to_contain_text("N18.31")
    expect(page.get_by_role("group", name="Favorites").get_by_role("option")).to_contain_text("N18.31")


def test_a_seventh_character_is_picked_with_its_letter(browse: Callable[..., Page]) -> None:
    page = browse("lookup")
    search(page, "T14.91")
    expect(page.get_by_role("heading", level=2)).to_contain_text("T14.91")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="A, initial encounter")).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=2)).to_contain_text("T14.91XD")


def test_why_not_the_other_code(browse: Callable[..., Page]) -> None:
    page = browse("lookup")
    search(page, "E11.9")
    expect(page.get_by_role("heading", level=2)).to_contain_text("E11.9")
    page.keyboard.press("Alt+w")
    search(page, "E10.9")
    beside = page.get_by_role("region", name="E11.9 beside E10.9").first
    expect(beside).to_contain_text("Excludes1 note at E11")
    expect(beside.get_by_role("rowheader", name="Title")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="E10.9, entry")).to_contain_text("In the tabular list")


def test_a_procedure_with_its_neighbors(browse: Callable[..., Page]) -> None:
    page = browse("lookup?code=99214&of=PROC")
    expect(page.get_by_role("region", name="Neighbors")).to_contain_text("99213")
    page.get_by_role("button", name="99213").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("99213")


def test_a_calculator_shows_its_working_and_keeps_it_in_the_address(browse: Callable[..., Page]) -> None:
    page = browse("calculators?c=repair")
    expect(page.get_by_role("heading", name="Laceration repair")).to_be_visible()
    page.get_by_label("Site, row 1").fill("forehead")
    page.get_by_label("Length, row 1").fill("3.2")
    page.get_by_label("Repair, row 1").select_option("intermediate")
    page.get_by_label("Payer").select_option("commercial")
    answer = page.get_by_role("region", name="Answer").last
    expect(answer).to_contain_text("12052")
    expect(answer.get_by_role("region", name="Working").get_by_role("listitem").first).to_contain_text("3.2")
    page.reload()
    expect(page.get_by_label("Site, row 1")).to_have_value("forehead")
    expect(page.get_by_role("region", name="Answer").last).to_contain_text("12052")
    assert violations(page) == []


def test_a_calculator_explains_bad_input_at_its_field(browse: Callable[..., Page]) -> None:
    page = browse("calculators?c=excision&kind=benign&site=cheek&margin_cm=0.3")
    page.get_by_label("Greatest diameter").fill("big")
    expect(page.get_by_role("alert").filter(has_text="expected a number")).to_contain_text("Greatest diameter")
    page.get_by_label("Greatest diameter").fill("1.1")
    expect(page.get_by_role("region", name="Answer").last).to_contain_text("1.7")


def test_the_list_of_calculators_is_searched_by_keyboard(browse: Callable[..., Page]) -> None:
    page = browse("calculators")
    expect(page.get_by_label("Search the calculators")).to_be_focused()
    page.keyboard.type("8 minute")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Therapy units")).to_be_visible()
    page.keyboard.press("Alt+e")
    expect(page.get_by_role("region", name="Answer").last).to_contain_text("97110")


def test_an_excludes1_pair_is_found_in_a_typed_list(browse: Callable[..., Page]) -> None:
    page = browse("check", named=False)
    expect(page.get_by_label("Codes", exact=True)).to_be_focused()
    page.keyboard.type("E11.9\nE10.9")
    errors = page.get_by_role("region", name="Errors")
    expect(errors).to_contain_text("Excludes1")
    expect(errors).to_contain_text("ICD-10-CM Guidelines")
    expect(page.get_by_role("row").filter(has_text="E10.9")).to_contain_text("Type 1 diabetes")
    page.reload()
    expect(page.get_by_label("Codes", exact=True)).to_have_value("E11.9\nE10.9")
    page.get_by_label("Codes", exact=True).fill("I10\n99213 A")
    expect(page.get_by_text("The rule book finds nothing wrong with these codes.")).to_be_visible()
    assert violations(page) == []


def test_hostile_text_is_only_text(browse: Callable[..., Page]) -> None:
    page = browse("check")
    page.get_by_label("Codes", exact=True).fill(f"I10\n{HOSTILE}")
    expect(page.get_by_role("region", name="Not read")).to_contain_text("<img src=x")
    page.goto(page.url.split("/check")[0] + "/lookup")
    search(page, HOSTILE)
    expect(page.get_by_text("No match for")).to_contain_text("<img src=x")
    page.goto(
        page.url.split("/lookup")[0]
        + "/calculators?c=excision&site=<b>x</b>&lesion_cm=1&margin_cm=<i>y</i>&kind=benign"
    )
    expect(page.get_by_role("alert").filter(has_text="expected a number")).to_contain_text("<i>y</i>")
    assert page.locator("img[src=x]").count() == 0
    assert "taken" not in page.title()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("height", [768, 640])
def test_a_tool_fits_a_laptop_and_is_clean(browse: Callable[..., Page], path: str, height: int) -> None:
    page = browse(path, height=height)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert overflow(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_a_phone(browse: Callable[..., Page], path: str) -> None:
    page = browse(path, width=390, height=844)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    desk = page.locator(".tool")
    assert desk.evaluate("desk => desk.scrollWidth - desk.clientWidth") <= 0
    assert overflow(page) <= 0


def test_favorites_and_why_not_beside_the_desk(open_case: Callable) -> None:
    case = open_case("diabetes-kidney-hypertension", 12)
    page = case.page
    case.open()
    cell = page.get_by_label("next diagnosis", exact=True)
    expect(cell).to_be_focused()
    page.keyboard.type("ckd 3")
    expect(page.get_by_role("region", name="N18.30, tabular entry")).to_be_visible()
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("button", name="N18.30 is a favorite")).to_be_visible()
    page.keyboard.press("Alt+w")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("region", name="N18.30 beside N18.31").first).to_contain_text("Both stand under N18.3")
    assert overflow(page) <= 0
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()
    page.keyboard.type("*")
    expect(page.get_by_role("option", selected=True)).to_contain_text("N18.30")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value("N18.30")
    assert case.console == []


def test_a_calculator_beside_the_desk_puts_its_code_on_the_claim(open_case: Callable) -> None:
    case = open_case("diabetes-kidney-hypertension", 12)
    page = case.page
    case.open()
    expect(page.get_by_label("next diagnosis", exact=True)).to_be_focused()
    page.keyboard.press("Alt+6")
    page.get_by_label("Calculator", exact=True).select_option("drug_units")
    page.get_by_label("HCPCS code").fill("J1745")
    page.get_by_label("Dose given").fill("430 mg")
    page.get_by_label("Vials opened").fill("5 x 100 mg")
    page.get_by_role("group", name="Single-dose vial").get_by_text("No").click()
    add = page.get_by_role("button", name="Add to the claim").first
    expect(add).to_be_visible()
    assert overflow(page) <= 0
    assert violations(page) == []
    add.click()
    expect(page.get_by_label("Line 1 procedure code", exact=True)).to_have_value("J1745")
    expect(page.get_by_label("Line 1 units", exact=True)).to_have_value("43")
    expect(page.locator(".saved.v-r")).to_contain_text("Saved")
    assert case.console == []


def test_the_tables_lead_to_the_entry(browse: Callable[..., Page]) -> None:
    page = browse("lookup")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Alt+2")
    expect(page.get_by_label("Look up a substance").first).to_be_focused()
    page.keyboard.type("tylenol")
    page.get_by_role("button", name="T39.1X1", exact=True).first.click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("T39.1X1")
    expect(page.get_by_role("button", name="A, initial encounter")).to_be_visible()
    page.keyboard.press("Alt+3")
    page.keyboard.type("sigmoid")
    page.get_by_role("button", name="C18.7", exact=True).first.click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("C18.7")
    assert overflow(page) <= 0
    assert violations(page) == []
