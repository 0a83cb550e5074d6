"""The account in the browser: one claim from registration to zero balance, cases by their evidence, posting by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import billing
import data
import scenarios
from tests.browser.account_work import (
    choose,
    close,
    decide,
    log_length,
    next_step,
    send_draft,
    take,
    type_into,
    wait_for_mail,
)
from tests.browser.running import without_modifiers
from tests.browser.test_screens import overflow, violations

TWO_PLANS = "gel-injection-two-plans"
BESIDE = "denial-visit-beside-trigger-points"


def seed_of(reference: data.Reference, family: str, wanted: Callable[[scenarios.models.Variant], bool]) -> int:
    """The first seed whose variant is as wanted."""
    parsed = scenarios.families()[family]
    for seed in range(1, 200):
        if wanted(scenarios.variant(reference, parsed, seed, 1)):
            return seed
    raise AssertionError(f"no such seed of {family} below 200")


def mend_modifiers(page: Page, answer: scenarios.models.CodingAnswer) -> None:
    """Puts the modifiers that were forgotten on the form that is open."""
    for number, line in enumerate(answer.lines, start=1):
        for place, code in enumerate(line.modifiers, start=1):
            label = f"24D line {number} modifier {place}"
            if page.get_by_label(label, exact=True).input_value() != code:
                type_into(page, label, code)


def test_one_claim_from_registration_to_zero_balance(open_case: Callable, reference: data.Reference) -> None:
    """Rejected for its member ID, denied for its modifier, corrected, paid by two plans, the rest billed to the patient."""
    seed = 41
    case = open_case(TWO_PLANS, seed, role="both", until="claim", slip=without_modifiers, claim={})
    page = case.page
    right = case.variant.encounter.coverage[0].member_id
    assert [one.name for one in case.variant.key.claim_faults] == ["member-id-swapped"]
    case.open()
    expect(page.locator('input[aria-label^="1a "]')).not_to_have_value(right)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Account", exact=True)).to_be_attached()
    wait_for_mail(page)
    expect(page.get_by_text("Claim 1 rejected").first).to_be_visible()
    decide(page, "new_claim")
    type_into(page, "1a Insured's I.D. number", right)
    send_draft(page)
    wait_for_mail(page)
    take(page, "Post remittance")
    expect(page.locator("#bench")).to_contain_text("CO-4")
    decide(page, "corrected_claim")
    mend_modifiers(page, case.answer)
    send_draft(page)
    wait_for_mail(page)
    take(page, "Post remittance")
    expect(page.locator("#bench")).to_contain_text("Secondary claim")
    expect(page.get_by_text("answered first")).to_be_visible()
    mend_modifiers(page, case.answer)
    send_draft(page)
    wait_for_mail(page)
    take(page, "Post remittance")
    take(page, "Send statement")
    take(page, "Wait until")
    expect(page.locator(".c-facts")).to_contain_text("$0.00")
    close(page)
    page.get_by_role("tab", name="Money").click()
    expect(page.get_by_text("Zero balance").first).to_be_visible()
    log = page.locator(".log").inner_text()
    for words in ("rejected", "Remittance", "Statement 1 sent", "The patient paid"):
        assert words in log
    assert case.console == []


def test_a_case_is_told_by_its_evidence(open_case: Callable, reference: data.Reference) -> None:
    """The answer is there at once; papers are opened, the cause is named, the coder asked, the claim corrected and paid."""
    seed = seed_of(reference, BESIDE, lambda v: v.key.case is not None and v.key.case.cause == "bundle.25-left-off")
    case = open_case(BESIDE, seed, role="biller", until="account")
    page = case.page
    case.open()
    take(page, "Post remittance")
    expect(page.locator("#bench")).to_contain_text("CO-97")
    expect(page.locator("#bench")).to_contain_text("0 of")
    page.locator("#bench").get_by_role("button", name="Chart of the visit").click()
    expect(page.locator(".reader .note")).to_be_visible()
    expect(page.locator("#bench")).to_contain_text("1 of")
    page.locator("#bench").get_by_role("button", name="Payer's portal").click()
    expect(page.locator(".reader")).to_contain_text("Member ")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Choose the root cause")).to_be_visible()
    known = reference.root_causes["bundle.25-left-off"]
    choose(page, "cause", known.id)
    decide(page, "ask_coder")
    take(page, "Wait until")
    decide(page, "corrected_claim")
    expect(page.get_by_label("24D line 1 modifier 1", exact=True)).to_be_visible()
    send_draft(page)
    wait_for_mail(page)
    take(page, "Post remittance")
    for _ in range(6):
        if "Close" in next_step(page).inner_text():
            break
        take(page, "")
    close(page)
    expect(page.get_by_role("heading", name=known.title)).to_be_visible()
    expect(page.get_by_role("region", name="The model's way")).to_be_attached()
    assert case.console == []


def test_a_remittance_is_posted_by_hand_with_the_keyboard(open_case: Callable) -> None:
    case = open_case(BESIDE, 1, role="biller", until="account")
    page = case.page
    case.open()
    expect(next_step(page)).to_contain_text("Post remittance")
    page.locator("body").press("h")
    first = page.locator(".amt").first
    expect(first).to_be_focused()
    expect(page.get_by_text("still to balance")).to_be_visible()
    for line in answer_lines(case):
        columns = [line["paid"], line["write_off"], line["patient"], line["open"]]
        for amount in columns:
            page.keyboard.type(amount)
            page.keyboard.press("Tab")
    expect(page.get_by_text("In balance with the payment")).to_be_visible()
    expect(next_step(page)).to_contain_text("Post as typed")
    before = log_length(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".acc-left .log > li")).not_to_have_count(before)
    assert page.get_by_text("Noted", exact=True).count() == 0
    assert case.console == []


def answer_lines(case: object) -> list[dict[str, str]]:
    """The columns of the posting sheet as the remittance says them."""
    from billing.accounts import case_opening, run
    from billing.hand_posting import expected_posting

    account = run(case_opening(data.load(), case.variant), [])  # type: ignore[attr-defined]
    lines = [line for claim in account.remittances[0].claims for line in claim.lines]
    sheets = [expected_posting(line) for line in lines]
    return [
        {
            "paid": str(one.paid),
            "write_off": str(one.write_off),
            "patient": str(one.patient),
            "open": str(one.left_open),
        }
        for one in sheets
    ]


@pytest.mark.parametrize(("height", "theme"), [(768, "light"), (640, "dark")])
def test_every_tab_fits_and_is_clean(open_case: Callable, height: int, theme: str) -> None:
    case = open_case(BESIDE, 1, role="biller", until="account", height=height)
    page = case.page
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    case.open()
    take(page, "Post remittance")
    for tab in ("Claims", "Remittance", "Posting", "Ledger", "Papers", "Contract"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(200)
        assert overflow(page) <= 0, tab
        assert violations(page) == [], tab
    assert case.console == []


def test_a_box_lights_its_segment_and_a_segment_its_box(open_case: Callable) -> None:
    case = open_case("preventive-visit-problem", 4, role="biller", until="claim")
    page = case.page
    case.open()
    page.locator('input[aria-label^="1a "]').click()
    lit = page.locator(".x12 li.on")
    expect(lit.first).to_contain_text("NM1*IL")
    expect(lit.locator("b").first).to_have_text(case.variant.encounter.coverage[0].member_id)
    page.locator(".x12 li", has_text="SV1*HC").first.click()
    expect(page.locator(".form .sel input").first).to_have_attribute("aria-label", "24D line 1 procedure")
    page.get_by_label("24F line 1 charges", exact=True).fill("777.00")
    expect(page.locator(".x12 li", has_text="SV1*HC").first).to_contain_text("777")
    assert billing.ITEMS
    assert case.console == []


def test_any_x12_file_is_read_and_a_broken_one_answered(open_case: Callable) -> None:
    case = open_case("preventive-visit-problem", 4, role="biller", until="claim")
    page = case.page
    page.goto(f"{case.app.url}/x12")
    page.get_by_role("button", name="Try an example").click()
    expect(page.get_by_role("status").first).to_contain_text("Nothing wrong")
    expect(page.locator(".segs")).to_contain_text("Payment of 215.84")
    assert overflow(page) <= 0
    assert violations(page) == []
    area = page.get_by_label("X12 file", exact=True)
    area.fill(area.input_value().replace("CAS*CO*97*294~", "CAS*CO*97*2.94~").replace("SE*31", "SE*13"))
    expect(page.get_by_role("status").first).to_contain_text("error")
    page.locator("[data-go]").first.click()
    expect(page.locator(".segs .here")).to_be_visible()
    area.fill("x" * 400_001)
    expect(page.get_by_text("at most 400,000")).to_be_visible()
    area.fill("this is no X12")
    expect(page.locator(".x12-said")).to_contain_text("ISA")
    assert case.console == []
