"""Root causes of other insurance: Medicare and group plans, parents, payers that come last, questions and files."""

import datetime
from typing import Any

import pytest

from data import Reference
from tests.billing.causes import worlds
from tests.billing.causes.worlds import Ends, insured, parent, visit

DAY = datetime.date
BESIDE: dict[str, Any] = {"payer": "medicare", "second": "lakeshore-ppo"}
OLD: dict[str, Any] = {**BESIDE, "patient": {"birth_date": DAY(1955, 2, 19), "age": 71}}
PARENTS: dict[str, Any] = {
    "coverage": {"relationship": "child", "insured": insured("Trent", "Ola", DAY(1979, 9, 9))},
    "patient": {"birth_date": DAY(2017, 2, 19), "age": 9},
    "second": "summit-ppo",
    "second_insured": parent("Per", DAY(1981, 3, 2), "M"),
    "second_coverage": {"relationship": "child"},
}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "cob.working-spouse": (OLD, "payer"),
    "cob.retired-file-open": (OLD, "payer"),
    "cob.small-employer": (OLD, "payer"),
    "cob.disabled": (BESIDE, "payer"),
    "cob.renal": (BESIDE, "payer"),
    "cob.birthday-rule": (PARENTS, "payer"),
    "cob.decree": (PARENTS, "payer"),
    "cob.last-payer-first": ({"payer": "granite-medicaid", "second": "lakeshore-ppo"}, "payer"),
    "cob.question-open": ({}, "payer"),
    "cob.file-stale": ({}, "payer"),
    "cob.crossed-over": ({"payer": "medicare", "second": "granite-medicaid"}, "payer"),
}


@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str) -> None:
    changes, ends = VISITS[cause]
    worlds.stands(reference, visit(reference, cause, **changes), ends)


@pytest.mark.parametrize(
    ("changes", "siblings"),
    [
        (OLD, ("cob.working-spouse", "cob.retired-file-open", "cob.small-employer")),
        (BESIDE, ("cob.disabled", "cob.renal")),
        (PARENTS, ("cob.birthday-rule", "cob.decree")),
    ],
)
def test_papers_tell_siblings_apart(reference: Reference, changes: dict[str, Any], siblings: tuple[str, ...]) -> None:
    worlds.told_apart(reference, visit(reference, **changes), siblings)


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("cob.working-spouse", BESIDE, "not 65"),
        ("cob.disabled", OLD, "65"),
        ("cob.working-spouse", {"payer": "medicare", "second": "granite-medicaid"}, "no second coverage"),
        ("cob.birthday-rule", {**PARENTS, "second_insured": parent("Per", DAY(1981, 12, 2), "M")}, "not earlier"),
        ("cob.last-payer-first", {"payer": "eagle-ridge", "second": "granite-medicaid"}, "before Medicaid"),
        ("cob.crossed-over", BESIDE, "does not send"),
        ("cob.question-open", {"payer": "medicare"}, "only with"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


def test_medicare_follows_with_the_first_payers_amounts(reference: Reference) -> None:
    account = worlds.played(reference, visit(reference, "cob.working-spouse", **OLD))
    assert [one.payer_id for one in account.claims] == ["medicare", "lakeshore-ppo", "medicare"]
    assert account.claims[-1].claim.prior_payers
    assert account.claims[-1].answer is not None
    assert not any(line.denied for line in account.claims[-1].answer.lines)


def test_where_medicare_is_first_no_claim_goes_to_the_group_plan_before_it(reference: Reference) -> None:
    account = worlds.played(reference, visit(reference, "cob.small-employer", **OLD))
    assert account.claims[0].payer_id == "medicare"
    assert account.claims[0].answer is not None
    assert not any(line.denied for line in account.claims[0].answer.lines)


def test_the_remark_tells_a_crossover_from_a_claim_sent_twice(reference: Reference) -> None:
    crossed = worlds.opened(
        reference, visit(reference, "cob.crossed-over", payer="medicare", second="granite-medicaid")
    )
    twice = worlds.opened(reference, visit(reference, "dup.sent-twice", payer="medicare"))
    assert [item.rarcs for item in crossed.items] == [("N522",)]
    assert [item.rarcs for item in twice.items] == [()]


def test_the_questionnaire_says_whose_work_it_is(reference: Reference) -> None:
    spouses = {**OLD, "second_coverage": {"relationship": "spouse"}}
    for changes, words in ((OLD, "Are you employed? yes"), (spouses, "Is your spouse employed? yes")):
        account = worlds.opened(reference, visit(reference, "cob.working-spouse", **changes))
        form = next(paper for paper in account.papers if paper.id == "form.msp")
        assert words in form.text
