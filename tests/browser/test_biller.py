"""The biller's half in the browser: a planted registration error, and one's own coding slip denied and mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import data
import scenarios
from scenarios.models import Variant
from tests.browser.account_work import decide, send_draft, take, type_into, wait_for_mail, work_to_zero
from tests.browser.running import without_modifiers


def seed_with_fault(reference: data.Reference, family: str, fault: str) -> int:
    """The first seed whose registration carries the planted fault."""
    parsed = scenarios.families()[family]
    for seed in range(1, 400):
        faults = scenarios.variant(reference, parsed, seed, 1).key.claim_faults
        if [one.name for one in faults] == [fault]:
            return seed
    raise AssertionError(f"no seed of {family} below 400 plants {fault}")


def send(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Account", exact=True)).to_be_attached()


def test_a_planted_error_is_found_mended_paid_and_graded(open_case: Callable, reference: data.Reference) -> None:
    family = "diabetes-kidney-hypertension"
    case = open_case(family, seed_with_fault(reference, family, "member-id-swapped"), role="biller")
    page = case.page
    case.open()
    right = case.variant.encounter.coverage[0].member_id
    expect(page.get_by_text(right).first).to_be_visible()
    box = page.locator('input[aria-label^="1a"]')
    expect(box).not_to_have_value(right)
    page.keyboard.press("F9")
    expect(page.get_by_text("Member ID is not the one the payer knows.")).to_be_visible()
    box.fill(right)
    box.press("Tab")
    expect(page.locator(".saved.v-r")).to_contain_text("Saved")
    page.keyboard.press("F9")
    expect(page.get_by_text("Member ID is not the one the payer knows.")).to_be_hidden()
    send(page)
    work_to_zero(page)
    expect(page.locator(".scoreband")).to_contain_text("100")


def visit_with_25(reference: data.Reference) -> tuple[str, int, Variant]:
    """A knee injection with a separate visit and a clean registration."""
    family = "knee-steroid-injection"
    parsed = scenarios.families()[family]
    for seed in range(1, 400):
        variant = scenarios.variant(reference, parsed, seed, 1)
        lines = variant.key.sets[0].lines
        if not variant.key.claim_faults and any(("25",) in line.modifiers.must for line in lines):
            return family, seed, variant
    pytest.fail("no such variant below seed 400")


def test_with_both_hats_a_slip_is_denied_mended_and_paid(open_case: Callable, reference: data.Reference) -> None:
    family, seed, _ = visit_with_25(reference)
    case = open_case(family, seed, role="both", slip=without_modifiers)
    page = case.page
    case.open()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value(case.answer.diagnoses[0])
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Biller's desk")).to_be_attached()
    send(page)
    wait_for_mail(page)
    take(page, "Post remittance")
    expect(page.locator("#bench")).to_contain_text("Denial")
    decide(page, "corrected_claim")
    for number, line in enumerate(case.answer.lines, start=1):
        for position, code in enumerate(line.modifiers, start=1):
            type_into(page, f"24D line {number} modifier {position}", code)
    send_draft(page)
    wait_for_mail(page)
    work_to_zero(page)
    for part in ("Coding", "Claim"):
        page.get_by_role("tab", name=part).click()
        expect(page.locator(".scoreband")).to_contain_text("of 100")
    page.get_by_role("tab", name="Money").click()
    expect(page.get_by_text("Mended: the corrected claim brought it in").first).to_be_visible()
    store = case.app.open_store()
    summary = store.attempts(case.learner)[0]
    store.close()
    assert summary.mended
    assert summary.coder_score is not None
    assert summary.coder_score < 100
    assert summary.biller_score == 100
