"""Pictures of every screen of the running app: `python -m tests.browser.screenshots [FOLDER] [--all]`.

Without --all only README's pictures, light at 1366 x 768, into docs/screenshots; with it also dark and at phone width.
--only takes the names of screens.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

import billing
import data
import scenarios
from billing.accounts import case_opening
from billing.accounts.solving import model_actions
from records import KeptCode
from scenarios.models import CodingAnswer, Variant
from tests.browser.running import FLAGS, ROOT, App, Preparing, chromium_path, with_compiled_code_book, without_modifiers

SIZES = {"": (1366, 768), "-phone": (390, 844)}
PAST = (
    # days ago, family, seed, hat, slips, minutes
    (24, "diabetes-kidney-hypertension", 3, "coder", True, 9.5),
    (22, "ankle-fracture-stages", 5, "biller", True, 8.0),
    (17, "preventive-visit-problem", 2, "coder", True, 8.2),
    (16, "screening-colonoscopy", 7, "biller", False, 7.1),
    (12, "urgent-care-lacerations", 4, "coder", False, 7.4),
    (11, "prenatal-visit", 6, "biller", True, 6.6),
    (9, "knee-steroid-injection", 8, "both", True, 11.0),
    (5, "screening-colonoscopy", 9, "coder", True, 5.8),
    (4, "diabetes-kidney-hypertension", 11, "biller", False, 5.2),
    (2, "ankle-fracture-stages", 13, "coder", False, 4.9),
    (1, "preventive-visit-problem", 15, "biller", False, 4.4),
)
FEELINGS = {"coder": 4, "biller": 3, "both": 4}


FAVORITES = (
    KeptCode(code="E11.22", system="ICD10CM"),
    KeptCode(code="N18.31", system="ICD10CM"),
    KeptCode(code="99214", system="CPT"),
)
TOOLS = {
    "lookup": "lookup?q=colles&code=S52.531",
    "why-not": "lookup?q=diabetes+type&code=E11.9&with=E10.9",
    "calculators": "calculators?c=repair&payer=commercial&wounds.0.site=forehead&wounds.0.cm=3.2&wounds.0.complexity="
    "intermediate&wounds.0.closure=sutures&wounds.1.site=left+forearm&wounds.1.cm=2.0&wounds.1.complexity=simple"
    "&wounds.1.closure=sutures",
    "check": "check?codes=E11.22%0AN18.31%0AE10.9%0A99214-25+AB%0A17110+x2+B%0A11200+B&payer=medicare",
}
DRAWN = {"lookup": ".tree", "why-not": ".cmp-t", "calculators": ".ans-steps", "check": ".say"}
"""By which a tool's page is known to be drawn."""


def variant_with(reference: data.Reference, family: str, first: int, fault: bool, modifier: str = "") -> Variant:
    """The first variant from a seed on whose registration is wrong or right, and whose key needs the modifier."""
    for seed in range(first, first + 200):
        found = scenarios.variant(reference, scenarios.families()[family], seed, 1)
        needed = {code for line in found.key.sets[0].lines for group in line.modifiers.must for code in group}
        if bool(found.key.claim_faults) == fault and (not modifier or modifier in needed):
            return found
    raise ValueError(f"no such variant of {family}")


def slipped(answer: CodingAnswer) -> CodingAnswer:
    """Two usual slips: the last diagnosis is forgotten, no line carries a modifier."""
    kept = answer.diagnoses[:-1] if len(answer.diagnoses) > 1 else answer.diagnoses
    letters = "ABCDEFGHIJKL"[: len(kept)]
    bare = without_modifiers(answer)
    lines = tuple(
        line.model_copy(update={"pointers": tuple(one for one in line.pointers if one in letters) or ("A",)})
        for line in bare.lines
    )
    return bare.model_copy(update={"diagnoses": kept, "lines": lines})


def prepare(app: App) -> tuple[str, dict[str, str]]:
    """A learner with some weeks behind them and a case at every stage. Gives the cookie's token and the addresses."""
    store, reference = app.open_store(), data.load()
    now = datetime.datetime.now(datetime.UTC)
    learner, token = store.create_learner("Dana Whitcomb", now)
    desk = Preparing(store, reference, learner.id)
    for days, family, seed, role, slips, minutes in PAST:
        variant = variant_with(reference, family, seed, fault=role == "biller")
        answer = billing.model_answer(reference, variant.key)
        done = desk.case(
            variant, role, "done", now - datetime.timedelta(days=days), slipped(answer) if slips else answer,
            {} if slips and role == "biller" else None, minutes / (1 if role == "coder" else 2),
        )  # fmt: skip
        store.feeling(learner.id, done, FEELINGS[role], now)
    today = now - datetime.timedelta(minutes=40)
    diabetes = variant_with(reference, "diabetes-kidney-hypertension", 12, fault=False)
    full = billing.model_answer(reference, diabetes.key)
    begun = full.model_copy(update={"diagnoses": full.diagnoses[:2], "lines": ()})
    injection = variant_with(reference, "knee-steroid-injection", 1, fault=False, modifier="25")
    denied = without_modifiers(billing.model_answer(reference, injection.key))
    faulty = variant_with(reference, "preventive-visit-problem", 1, fault=True)
    colonoscopy = variant_with(reference, "screening-colonoscopy", 20, fault=False)
    missed = slipped(billing.model_answer(reference, colonoscopy.key))
    addresses = {
        "result": f"coder?attempt={desk.case(colonoscopy, 'coder', 'done', today, missed)}",
        "biller-desk": f"biller?attempt={desk.case(faulty, 'biller', 'claim', today, None, {})}",
        **account_addresses(desk, reference, injection, denied, today),
        "coder-desk": f"coder?attempt={desk.case(diabetes, 'coder', 'coding', today, begun)}",
        "start": "",
        "x12": "x12",
        "progress": "progress",
        "two-hats": "two-hats",
    } | TOOLS
    for number, code in enumerate(FAVORITES):
        store.star_code(learner.id, code, True, now + datetime.timedelta(seconds=number))
    store.close()
    return token, addresses


def account_addresses(
    desk: Preparing, reference: data.Reference, injection: Variant, denied: CodingAnswer, now: datetime.datetime
) -> dict[str, str]:
    """Accounts at the moments that the pictures show: one's own claim denied, a case to decide, a case closed."""
    own = desk.case(injection, "both", "account", now, denied)
    account = desk.act(own, {"do": "wait"}, now)
    while account.coming:
        account = desk.act(own, {"do": "wait"}, now)
    visit = scenarios.variant(reference, scenarios.families()["denial-visit-beside-trigger-points"], 1, 1)
    open_case = desk.case(visit, "biller", "account", now)
    for remittance in desk.account(open_case).remittances:
        desk.act(open_case, {"do": "post", "remittance": remittance.number}, now)
    done = desk.case(visit, "biller", "account", now)
    for action in model_actions(case_opening(reference, visit)):
        desk.act(done, {"do": action.do} | action.model_dump(mode="json", exclude_defaults=True), now)
    return {
        "account": f"biller?attempt={open_case}",
        "account-claims": f"biller?attempt={own}",
        "account-posting": f"biller?attempt={own}",
        "account-ledger": f"biller?attempt={open_case}",
        "account-papers": f"biller?attempt={open_case}",
        "account-result": f"biller?attempt={done}",
    }


TABS = {
    "account-claims": "Claims",
    "account-posting": "Posting",
    "account-ledger": "Ledger",
    "account-papers": "Papers",
}


def pose(page: Page, screen: str) -> None:
    """Waits for the screen and brings it into the state that the picture shows."""
    if screen == "start-newcomer":
        expect(page.get_by_label("Your name")).to_be_visible()
    elif screen == "start":
        expect(page.get_by_role("heading", name="Where you stopped")).to_be_visible()
    elif screen == "coder-desk":
        page.get_by_label("next diagnosis", exact=True).click()
        page.keyboard.type("ckd 4")
        expect(page.get_by_text("N18.4").first).to_be_visible()
    elif screen == "result":
        expect(page.locator(".scoreband")).to_be_visible()
    elif screen == "biller-desk":
        expect(page.locator('input[aria-label^="1a"]')).to_be_visible()
        page.keyboard.press("F9")
        expect(page.get_by_text("Scrubber").first).to_be_visible()
        page.wait_for_load_state("networkidle")
    elif screen.startswith("account"):
        expect(page.locator(".log").first).to_be_visible()
        if screen in TABS:
            page.get_by_role("tab", name=TABS[screen]).click()
        if screen == "account-papers":
            page.locator(".papers").get_by_role("button", name="Chart of the visit").click()
        page.wait_for_load_state("networkidle")
    elif screen == "x12":
        page.get_by_role("button", name="Try an example").click()
        expect(page.locator(".segs")).to_be_visible()
    elif screen in TOOLS:
        expect(page.locator(DRAWN[screen]).first).to_be_visible()
        page.wait_for_load_state("networkidle")
    elif screen == "progress":
        expect(page.locator(".js-plotly-plot").nth(1)).to_be_visible()
    else:
        expect(page.get_by_role("heading", name="Figures of the field")).to_be_visible()
    page.evaluate("document.fonts.ready")


def photograph(
    browser: Browser,
    app: App,
    folder: Path,
    token: str,
    addresses: dict[str, str],
    everything: bool,
    only: list[str] | None = None,
) -> None:
    """Every screen in every look asked for."""
    for theme in ("light", "dark") if everything else ("light",):
        for suffix, (width, height) in SIZES.items() if everything else [("", SIZES[""])]:
            for screen, address in {"start-newcomer": "", **addresses}.items():
                if only and screen not in only:
                    continue
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
                if screen != "start-newcomer":
                    context.add_cookies([{"name": "bh_session", "value": token, "url": app.url, "httpOnly": True}])
                page = context.new_page()
                page.goto(f"{app.url}/{address}")
                pose(page, screen)
                page.screenshot(path=folder / f"{screen}{suffix}-{theme}.png", animations="disabled")
                context.close()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--all", action="store_true", help="also dark and at phone width")
    parser.add_argument("--only", nargs="+", metavar="SCREEN", help="these screens alone")
    asked = parser.parse_args(arguments)
    path = chromium_path()
    if path is None:
        print("Chromium is not installed.", file=sys.stderr)
        return 1
    asked.folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=10_000)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        app = App(with_compiled_code_book(Path(home)))
        app.start()
        try:
            token, addresses = prepare(app)
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            photograph(browser, app, asked.folder, token, addresses, asked.all, asked.only)
            browser.close()
        finally:
            app.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
