"""Working an account in the browser as a biller would: by the head's button and the keys, reading what the desk says."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def next_step(page: Page) -> Locator:
    """The head's button, which names the sensible next step."""
    return page.locator(".c-state .btn-1")


def log_length(page: Page) -> int:
    """Entries of the account's log."""
    return page.locator(".acc-left .log > li").count()


def take(page: Page, words: str) -> None:
    """Takes the next step, which must be the one of these words, and waits for what comes of it."""
    expect(next_step(page)).to_contain_text(words)
    before = log_length(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".acc-left .log > li")).not_to_have_count(before)
    expect(next_step(page)).to_be_enabled()


def wait_for_mail(page: Page) -> None:
    """Lets the days pass until there is something to do."""
    for _ in range(8):
        if "Wait until" not in next_step(page).inner_text():
            return
        take(page, "Wait until")
    raise AssertionError("nothing came to do")


def choose(page: Page, what: str, option: str) -> None:
    """A radio of the workbench: `what` is cause or action, `option` its id."""
    page.locator(f"[data-what={what}] input[value='{option}']").check()


def decide(page: Page, action: str, cause: str = "") -> None:
    """Decides the item that is next."""
    if "Next item" in next_step(page).inner_text():
        page.keyboard.press("Control+Enter")
        expect(next_step(page)).to_contain_text("Decide")
    if cause:
        choose(page, "cause", cause)
    choose(page, "action", action)
    take(page, "Decide")


def send_draft(page: Page) -> None:
    """Sends the draft whose form is open; it is asked once."""
    expect(next_step(page)).to_contain_text("Send claim")
    expect(page.locator(".saved.v-r")).to_contain_text("Saved")
    before = log_length(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".acc-left .log > li")).not_to_have_count(before)
    expect(next_step(page)).to_be_enabled()


def close(page: Page, words: str = "Close at zero") -> None:
    """Closes the account and comes to the result."""
    expect(next_step(page)).to_contain_text(words)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Result")).to_be_attached()


def type_into(page: Page, label: str, value: str) -> None:
    """Types into a box of the form that is open."""
    box = page.get_by_label(label, exact=True)
    box.fill(value)
    box.press("Tab")
    expect(box).to_have_value(value)


def work_to_zero(page: Page) -> None:
    """Takes every next step to the end: denials are written off, credits are paid back, the account is closed."""
    actions = {"Denial": "write_off", "Credit balance": "refund"}
    for _ in range(30):
        words = next_step(page).inner_text()
        if "Close" in words:
            close(page, "Close")
            return
        if "Next item" in words:
            page.keyboard.press("Control+Enter")
            expect(next_step(page)).to_contain_text("Decide")
        elif "Decide" in words:
            decide(page, actions.get(page.locator("#bench h2").inner_text(), "no_action"))
        else:
            take(page, "")
    raise AssertionError("the account can't be brought to its end")
