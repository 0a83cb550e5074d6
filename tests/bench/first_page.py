"""First page on a cold browser and click to repaint, as ratios to an empty Streamlit app in the same run.

    python -m tests.bench.first_page [--rounds 7]

Both apps run side by side on loopback; rounds take turns, medians are printed. The first page is Start for a newcomer;
the click is the desk's E/M worksheet tab against a button of the empty app.
"""

from __future__ import annotations

import argparse
import shutil
import statistics

from playwright.sync_api import Browser, sync_playwright

from tests.bench.servers import both_hats, empty_streamlit

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WATCH = """
(() => {
  const roots = (root) => [root, ...[...root.querySelectorAll('*')].filter((e) => e.shadowRoot).flatMap((e) => roots(e.shadowRoot))];
  const seen = (text) => roots(document).some((root) => [...root.querySelectorAll('h1, h2, label, p, legend')]
    .some((e) => e.textContent.includes(text) && e.getClientRects().length));
  window.whenSeen = (text) => new Promise((done) => {
    const look = () => document.body && seen(text) ? done(performance.now()) : requestAnimationFrame(look);
    look();
  });
  window.clickUntil = async (name, text) => {
    const button = roots(document).flatMap((root) => [...root.querySelectorAll('button')]).find((e) => e.textContent.includes(name));
    const began = performance.now();
    button.click();
    return await window.whenSeen(text) - began;
  };
})()
"""


def first_page(browser: Browser, url: str, text: str) -> float:
    """Milliseconds from the start of navigation to the text on screen, on a cold browser."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(url, wait_until="commit")
    shown = float(page.evaluate("text => window.whenSeen(text)", text))
    context.close()
    return shown


def click(browser: Browser, url: str, button: str, text: str, times: int, newcomer: bool) -> list[float]:
    """Milliseconds from a click to what it shows, several times on fresh pages."""
    taken = []
    for _ in range(times):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(url)
        if newcomer:
            page.get_by_label("Your name").fill("Bench")
            page.keyboard.press("Enter")
            page.get_by_role("combobox", name="next diagnosis").wait_for()
        else:
            page.get_by_role("button", name=button).wait_for()
        page.wait_for_timeout(800)
        taken.append(float(page.evaluate("([name, text]) => window.clickUntil(name, text)", [button, text])))
        context.close()
    return taken


def main() -> None:
    """Starts both, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with both_hats() as ours, empty_streamlit() as theirs, sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        pages: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds + 1):
            pages[0].append(first_page(browser, ours.url, "Your name"))
            pages[1].append(first_page(browser, theirs.url, "Clicked 0"))
        mine, empty = (statistics.median(times[1:]) for times in pages)  # the first warms the servers
        print(f"first page: {mine:.0f} ms against {empty:.0f} ms of an empty app, ratio {mine / empty:.2f} (aim 1.3)")
        desk = statistics.median(click(browser, ours.url, "E/M worksheet", "Problems", rounds, newcomer=True))
        plain = statistics.median(click(browser, theirs.url, "Click", "Clicked 1", rounds, newcomer=False))
        print(f"click to repaint: {desk:.0f} ms against {plain:.0f} ms, ratio {desk / plain:.2f} (aim 1.5)")
        browser.close()


if __name__ == "__main__":
    main()
