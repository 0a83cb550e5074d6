"""The other papers of an account: what they say, that they fit the page, and that each paper is found by its id."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from billing.accounts import Opening, PatientAccount, case_opening
from billing.accounts.models import Decide, Post, Wait
from billing.accounts.running import Live
from billing.accounts.solving import model_actions
from billing.papers import claim_pdf, paper_pdf
from billing.papers.eob import appeal_rights
from billing.papers.letter import letter
from billing.papers.sheet import NOTICE, latin
from billing.papers.statement_paper import statement_paper
from billing.statements import Statement, StatementLine
from data import Reference, load
from data.models import CoverageKind
from scenarios import load_family, variant
from scenarios.models import Variant
from tests.billing.causes.worlds import JOINT, KNEE, visit
from tests.billing.papers.readback import words

DAY = datetime.date(2026, 7, 1)
ROW = re.compile(" ".join([r"(-?[\d,]+\.\d\d)"] * 5))


@cache
def played(payer: str = "lakeshore-ppo") -> tuple[Opening, PatientAccount]:
    """An authorization that the payer ignored: appealed, won, the patient billed."""
    opening = case_opening(load(), ignored(payer))
    live = Live(opening)
    for action in model_actions(opening):
        live.play(action)
    return opening, live.account


def ignored(payer: str) -> Variant:
    return visit(load(), "auth.payer-ignored", payer, lines=(JOINT,), diagnoses=KNEE, case_line="J7325-")


def page(paper_id: str, payer: str = "lakeshore-ppo") -> str:
    """The text of a paper of one page."""
    opening, account = played(payer)
    pdf = paper_pdf(opening, account, paper_id)
    assert pdf is not None
    assert paper_pdf(opening, account, paper_id) == pdf
    (text,) = words(pdf)
    assert NOTICE in text
    return " ".join(text.split())


def test_there_is_no_paper_of_an_unknown_id() -> None:
    opening, account = played()
    for paper_id in (
        "",
        "note",
        "cms1500.9",
        "cms1500.draft.x",
        "eob.x",
        "statement.0",
        "statement.x",
        "letter.appeal.9",
    ):
        assert paper_pdf(opening, account, paper_id) is None


def test_a_claim_as_sent_is_the_claim_on_paper(reference: Reference) -> None:
    opening, account = played()
    sent = account.claims[0]
    same = claim_pdf(reference, sent.claim, sent.payer_id, sent.sent_on)
    assert paper_pdf(opening, account, "cms1500.1") == same


def test_a_secondary_claim_goes_to_the_address_of_secondary_claims(reference: Reference) -> None:
    claim = played()[1].claims[0].claim
    contract = reference.contracts["medicare"]
    away = replace(contract, secondary_address="Elsewhere, PO Box 1, Fargo, ND 58108")
    other = replace(reference, contracts={**reference.contracts, "medicare": away})
    assert "ELSEWHERE" in words(claim_pdf(other, claim, "medicare", DAY, order=2))[0]
    assert "ELSEWHERE" not in words(claim_pdf(other, claim, "medicare", DAY, order=1))[0]


# ---- explanation of benefits -----------------------------------------------------------------------------


def test_the_explanation_of_a_denial_says_who_bears_it_and_how_to_appeal(reference: Reference) -> None:
    _, account = played()
    first = account.remittances[0]
    text = page(f"eob.{first.number}")
    assert "THIS IS NOT A BILL" in text
    assert f"CO-197: {reference.carc['197'].meaning}. You do not owe this amount." in text
    assert "within 180 days" in text
    assert f"{first.claims[0].charge:,.2f}" in text


def test_the_explanation_of_the_new_answer_shows_the_old_one_taken_back_and_what_the_patient_owes() -> None:
    _, account = played()
    last = account.remittances[-1]
    opening = played()[0]
    pdf = paper_pdf(opening, account, f"eob.{last.number}")
    assert pdf is not None
    text = " ".join(" ".join(words(pdf)).split())
    paid = last.claims[-1]
    assert paid.patient > 0
    assert "is taken back" in text
    assert f"You may be billed ${paid.patient:,.2f} by your provider." in text
    assert "This entry by itself asks nothing of you." in text


def test_amounts_of_an_explanation_add_up() -> None:
    """Charged is what was taken off, what the plan paid and what is owed, in every row as printed."""
    opening, account = played()
    rows = 0
    for remittance in account.remittances:
        pdf = paper_pdf(opening, account, f"eob.{remittance.number}")
        assert pdf is not None
        for found in ROW.findall("\n".join(words(pdf))):
            charged, _, taken, paid, owed = (Decimal(text.replace(",", "")) for text in found)
            assert charged == taken + paid + owed
            rows += 1
    assert rows == 2 * sum(len(one.claims) for one in account.remittances)


def test_every_kind_of_plan_has_its_words_on_appeals() -> None:
    kinds = set(CoverageKind.__args__) - {"self_pay"}  # type: ignore[attr-defined]
    assert set(appeal_rights()) == kinds
    assert "120 days" in appeal_rights()["medicare"].rights
    assert "65 days" in appeal_rights()["medicare_advantage"].rights


# ---- statement -------------------------------------------------------------------------------------------


def test_a_statement_is_printed_as_it_went_out() -> None:
    opening, account = played()
    text = page("statement.1")
    sent = next(one for one in account.ledger.entries if one.kind == "statement")
    assert text.count(f"${sent.amount:,.2f}") == 3
    assert text.count(account.account_number) == 2
    assert "Tear off here" in text
    assert opening.world.encounter.patient.last_name in text


def test_a_long_statement_goes_on_and_keeps_its_slip_on_the_first_page() -> None:
    opening, _ = played()
    zero = Decimal("0.00")
    line = StatementLine(
        date=DAY, service="A service with a name that takes more than one line of the table", charge=Decimal("10.00"),
        insurance_paid=zero, adjusted=zero, pending=zero, you_paid=zero, you_owe=Decimal("10.00"),
    )  # fmt: skip
    made = Statement(
        number="S1", date=DAY, account="BH1", patient="x", lines=(line,) * 30, amount_due=Decimal("300.00"),
        due_by=DAY, aging={"0-30": Decimal("300.00")}, sequence=1, messages=("Please pay.", NOTICE),
    )  # fmt: skip
    encounter = opening.world.encounter
    pages = words(statement_paper(made, encounter.practice, encounter.patient))
    assert len(pages) == 4
    assert "Tear off here" in pages[0]
    assert sum(text.count("07/01/2026 A service") for text in pages) == 30
    assert all(NOTICE in text for text in pages)


# ---- letter ----------------------------------------------------------------------------------------------


def appealed(variant: Variant, times: int, cause: str, waits: int = 0, proof: tuple[str, ...] = ()) -> PatientAccount:
    """The account after so many appeals of its first open item, without more than the first answer."""
    opening = case_opening(load(), variant)
    live = Live(opening)
    live.play(Post(do="post", remittance=live.account.remittances[-1].number))
    item = next(one for one in live.account.items if one.kind == "denial")
    for _ in range(waits):
        live.play(Wait(do="wait", until=live.account.day + datetime.timedelta(days=300)))
    for number in range(times):
        live.play(Decide(do="decide", item=item.id, cause=cause, action="appeal", proof=proof))
        if number < times - 1:
            live.play(Wait(do="wait"))
    return live.account


def text_of(variant: Variant, account: PatientAccount, paper_id: str) -> str:
    pdf = paper_pdf(case_opening(load(), variant), account, paper_id)
    assert pdf is not None
    (text,) = words(pdf)
    return " ".join(text.split())


def test_the_appeal_says_level_deadline_decision_reason_rule_and_enclosures(reference: Reference) -> None:
    made = ignored("lakeshore-ppo")
    account = appealed(made, 1, "auth.payer-ignored", proof=("contract",))
    text = text_of(made, account, "letter.appeal.1")
    item = next(one for one in account.items if one.kind == "denial")
    due = next(one.day for one in item.due if one.what == "appeal")
    cause = reference.root_causes["auth.payer-ignored"]
    contract = reference.contracts["lakeshore-ppo"]
    for said in (
        "level 1 of 3", f"{due:%m/%d/%Y}, so this request is in time", "denied with CO-197", cause.title, cause.cites,
        f"Enclosed: 1. {contract.name}", "clause 3.5", account.claims[0].claim.items["26"], "Provider Appeals",
        NOTICE,
    ):  # fmt: skip
        assert said in text, said


def test_medicare_has_five_levels_and_the_second_goes_to_another_body() -> None:
    made = variant(load(), load_family("denial-medicare-says-no"), 1)
    account = appealed(made, 2, "")
    first, second = (text_of(made, account, f"letter.appeal.{number}") for number in (1, 2))
    assert "redetermination by the MAC (level 1 of 5)" in first
    assert "42 CFR 405.940" in first
    assert "Redeterminations PO Box 1120" in first
    assert "reconsideration by a qualified independent contractor (level 2 of 5)" in second
    assert "42 CFR 405.960" in second
    assert "PO Box 1120" not in second


def test_a_late_appeal_says_that_it_is_late() -> None:
    made = ignored("lakeshore-ppo")
    account = appealed(made, 1, "auth.payer-ignored", waits=1)
    text = text_of(made, account, "letter.appeal.1")
    assert "this letter comes" in text
    assert "days after it" in text
    assert "in time" not in text
    assert "Enclosed: nothing." in text


@pytest.mark.parametrize("length", [0, 900, 1900])
def test_a_letter_is_one_page_whatever_the_biller_writes(length: int) -> None:
    text = "\n\n".join(["Practice\nStreet", "July 1, 2026", f"Why: {'words ' * (length // 6)}", "Sincerely,\nOffice"])
    assert len(words(letter(text, DAY))) == 1


def test_characters_that_the_fonts_do_not_know_are_replaced() -> None:
    assert latin("Zoë \u2013 \u201cfine\u201d \u6f22") == 'Zoë - "fine" ?'
    assert "?" in words(letter("Practice\n\n\u6f22\u5b57", DAY))[0]
