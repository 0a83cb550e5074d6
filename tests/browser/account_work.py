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


def choose(page: Page, what: str, words: str) -> None:
    """A radio of the workbench: `what` is cause or action."""
    page.locator(f"[data-what={what}]").get_by_text(words, exact=True).click()


def decide(page: Page, action: str, cause: str = "") -> None:
    """Decides the chosen item."""
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
