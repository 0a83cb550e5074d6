"""Progress and Two hats with nothing done, a little done and much done; text from outside is never markup."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import billing
import data
import grading
import scenarios
import views
from records import Change, Learner, Store
from records.models import Role
from views import blocks, identity

PAGES = Path(views.__file__).parent
WEEKS = datetime.timedelta(weeks=9)
NOW = datetime.datetime(2026, 9, 28, 15, tzinfo=datetime.UTC)
ROLES: tuple[Role, ...] = ("coder", "biller", "coder", "both")


def seed(store: Store, name: str, cases: int) -> tuple[Learner, str]:
    """A learner with `cases` finished cases of all roles over nine weeks, wrong less and less often."""
    reference, families = data.load(), [one for one in scenarios.families().values() if one.case is None]
    learner, token = store.create_learner(name, NOW - WEEKS)
    chance = random.Random(cases)
    for number in range(cases):
        role = ROLES[number % len(ROLES)]
        begun = NOW - WEEKS + WEEKS * number / cases
        case = scenarios.variant(reference, families[number % len(families)], 1000 + number)
        attempt = store.open_attempt(learner.id, case, role, "billing_company", begun)
        answer = billing.model_answer(reference, case.key)
        if chance.random() > number / cases:
            answer = answer.model_copy(update={"diagnoses": answer.diagnoses[:-1]})
        coded = grading.grade_coding(reference, case, answer).model_dump(mode="json")
        good = chance.random() < number / cases
        claim = billing.key_claim(reference, case) if good else billing.registered_claim(reference, case)
        billed = grading.grade_claim(reference, case, claim).model_dump(mode="json")
        work = {
            "coder": [("coding", "done", {"coder": coded})],
            "biller": [("claim", "done", {"biller": billed})],
            "both": [
                ("coding", "claim", {"coder": coded}),
                ("claim", "done", {"biller": billed}),
            ],
        }[role]
        at = begun
        for step, following, grades in work:
            for n in range(1, chance.randint(4, 9)):
                at += datetime.timedelta(seconds=chance.randint(20, 80))
                store.save(learner.id, attempt.id, step, "tab", [Change(n=n, key="query", value=f"{n}")], 0, at)
            store.submit(learner.id, attempt.id, step, "tab", 0, 1, {}, {"grades": grades}, following, at)
        store.feeling(learner.id, attempt.id, chance.randint(2, 5), at)
    return learner, token


@pytest.fixture
def shown(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Runs a page as a learner (None: a newcomer) sees it; gives its run and all its words and markup."""

    def run(page: str, learner: Learner | None) -> tuple[AppTest, str]:
        monkeypatch.setattr(identity, "current_learner", lambda: learner)
        ran = AppTest.from_file(str(PAGES / page), default_timeout=30).run()
        assert not ran.exception
        words = [element.proto.body for element in ran.get("html")]
        words += [element.value for element in (*ran.title, *ran.subheader, *ran.markdown)]
        return ran, "\n".join(words)

    return run


@pytest.mark.parametrize("page", ["progress_page.py", "two_hats_page.py"])
def test_newcomer_is_told_what_to_do_next(page, shown):
    _, words = shown(page, None)
    assert 'href="/"' in words
    assert "Training data" in words


@pytest.mark.parametrize("page", ["progress_page.py", "two_hats_page.py"])
def test_a_learner_without_a_finished_case_is_told_what_to_do_next(page, shown, store):
    learner, _ = store.create_learner("Dana", NOW)
    _, words = shown(page, learner)
    assert 'href="/"' in words
    assert "Training data" in words


def test_progress_draws_both_hats_and_each_skill(shown, store):
    learner, _ = seed(store, "Dana", 12)
    ran, words = shown("progress_page.py", learner)
    assert len(ran.get("plotly_chart")) == 2
    assert "12 finished cases" in words
    assert 'href="/api/export.csv"' in words
    titles = {skill.title for skill in scenarios.skills().values()}
    assert sum(title in words for title in titles) >= 5
    assert "Biller's figures" in words


def test_progress_shows_no_biller_figures_where_none_were_measured(shown, store):
    learner, _ = seed(store, "Dana", 1)
    _, words = shown("progress_page.py", learner)
    assert "1 finished case since" in words
    assert "Biller's figures" not in words


def test_two_hats_says_when_there_are_too_few_cases(shown, store):
    learner, _ = seed(store, "Dana", 4)
    _, words = shown("two_hats_page.py", learner)
    assert "Too few cases" in words
    assert "Next: a case as biller" in words
    assert 'href="/"' in words


def test_two_hats_compares_once_there_are_enough(shown, store):
    learner, _ = seed(store, "Dana", 20)
    _, words = shown("two_hats_page.py", learner)
    assert "Too few cases" not in words
    assert "standard 95 %" in words
    assert "Next: a case as" in words


def test_each_field_figure_stands_with_its_source(shown):
    _, words = shown("two_hats_page.py", None)
    norms = data.field().norms
    assert norms
    for norm in norms:
        assert norm.figure in words
        assert norm.source in words


def test_a_day_and_both_jobs_are_told(shown):
    _, words = shown("two_hats_page.py", None)
    assert {job.hat for job in data.field().jobs} == {"coder", "biller"}
    for hour in data.field().days:
        assert hour.time in words


def test_what_comes_in_as_text_goes_out_escaped(monkeypatch):
    out = []
    monkeypatch.setattr(blocks.st, "html", out.append)
    bad = "<img src=x onerror=alert(1)>"
    blocks.table(bad, (bad, bad), [(bad, blocks.hat("coder", bad)), (blocks.small(bad), 1)])
    blocks.soft(bad)
    assert "<img" not in "".join(out)
    assert "&lt;img" in "".join(out)
