"""The biller's half in the browser: a planted registration error, and one's own coding slip denied and mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import data
import scenarios
from records import Change
from scenarios.models import CodingAnswer, Variant


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
    expect(page.get_by_role("heading", name="Remittance and posting")).to_be_attached()


def decide(page: Page, words: str) -> None:
    page.get_by_role("radio", name=words).check()
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()


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
    expect(page.get_by_text("In balance").first).to_be_visible()
    decide(page, "Close the case")
    expect(page.get_by_role("heading", name="Result")).to_be_attached()
    expect(page.locator(".scoreband")).to_contain_text("100")


def fields_of(answer: CodingAnswer) -> list[Change]:
    """The answer as the coder's desk saves it."""
    values: dict[str, object] = {}
    for place, code in enumerate(answer.diagnoses):
        values |= {f"dx/d{place}/code": code, f"dx/d{place}/rank": f"a{place:02}"}
    for place, line in enumerate(answer.lines):
        row = f"line/l{place}"
        pointers = [f"d{'ABCDEFGHIJKL'.index(letter)}" for letter in line.pointers]
        values |= {
            f"{row}/code": line.code,
            f"{row}/rank": f"a{place:02}",
            f"{row}/modifiers": list(line.modifiers),
            f"{row}/units": line.units,
            f"{row}/pointers": pointers,
        }
    return [Change(n=n, key=key, value=value) for n, (key, value) in enumerate(values.items(), start=1)]


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
    case = open_case(family, seed, role="both")
    page = case.page
    place = next(i for i, line in enumerate(case.answer.lines) if "25" in line.modifiers)
    slip = case.answer.model_copy(
        update={
            "lines": tuple(
                line.model_copy(update={"modifiers": ()}) if i == place else line
                for i, line in enumerate(case.answer.lines)
            )
        }
    )
    store = case.app.store
    now = store.attempt(case.learner, case.attempt).opened_at
    store.save(case.learner, case.attempt, "coding", "before", fields_of(slip), 0, now)
    store.close()
    case.open()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value(case.answer.diagnoses[0])
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Biller's desk")).to_be_attached()
    send(page)
    expect(page.get_by_text("Denied").first).to_be_visible()
    decide(page, "Mend")
    modifier = page.get_by_label(f"Line {place + 1} modifier 1", exact=True)
    expect(modifier).to_have_value("")
    modifier.fill("25")
    modifier.press("Tab")
    expect(page.locator(".saved.v-r")).to_contain_text("Saved")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Biller's desk")).to_be_attached()
    corrected = case.submission("claim", 1)["adjudication"]["claim_number"]
    page.locator('select[aria-label^="22 "]').select_option("7")
    original = page.locator('input[aria-label^="22 original"]')
    original.fill(corrected)
    original.press("Tab")
    expect(page.locator(".saved.v-r")).to_contain_text("Saved")
    send(page)
    expect(page.get_by_text("Second answer, to the corrected claim")).to_be_visible()
    lines = case.submission("claim", 2)["adjudication"]["lines"]
    assert [line["denied"] for line in lines] == [False] * len(lines)
    decide(page, "Close the case")
    expect(page.get_by_role("heading", name="Result")).to_be_attached()
    store = case.app.store
    summary = store.attempts(case.learner)[0]
    store.close()
    assert summary.mended
    assert summary.coder_score is not None
    assert summary.coder_score < 100
    assert summary.biller_score == 100
