"""Who pays first: order of benefits, and Medicare against a group plan."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.coordination_of_benefits import KINDS, CoveringPlan, Insured, coordination_of_benefits
from rules.medicare_primary import REASONS, medicare_primary

ON = datetime.date(2026, 5, 4)
MOTHER = CoveringPlan("mother", "commercial", "mother", "child", (5, 9), "active", since=datetime.date(2020, 1, 1))
FATHER = replace(MOTHER, id="father", holder="father", born=(3, 30))
OWN = CoveringPlan("own", "commercial", "patient", "self", employment="active", employer_size=50)
SPOUSE = replace(OWN, id="spouse", holder="spouse", relationship="spouse")
MEDICARE, MEDICAID = CoveringPlan("medicare", "medicare"), CoveringPlan("medicaid", "medicaid")


def order(*plans: CoveringPlan, age: int = 40) -> tuple[str, ...]:
    return coordination_of_benefits(Insured(age), plans, ON).order


def test_the_order_does_not_depend_on_the_order_told() -> None:
    plans = (MOTHER, FATHER, MEDICAID, CoveringPlan("tricare", "tricare"), CoveringPlan("wc", "workers_comp"))
    for told in itertools.permutations(plans):
        assert order(*told) == ("wc", "father", "mother", "tricare", "medicaid")


def test_birthday_then_length_of_coverage_for_parents_together() -> None:
    same_day = replace(FATHER, born=(5, 9), since=datetime.date(2010, 1, 1), employment="retired")
    assert order(MOTHER, same_day) == ("father", "mother")
    assert order(MOTHER, replace(same_day, since=datetime.date(2024, 1, 1))) == ("mother", "father")


def test_what_no_rule_parts_stays_open() -> None:
    found = coordination_of_benefits(Insured(), (MOTHER, replace(FATHER, born=(5, 9))), ON)
    assert found.open == ("father", "mother")
    assert "share equally" in found.steps[-1]


def test_parents_apart() -> None:
    mother, father = replace(MOTHER, custody="custodial"), replace(FATHER, custody="non_custodial")
    wife = CoveringPlan("wife", "commercial", "stepmother", "stepchild", (1, 1), custody="non_custodial_spouse")
    husband = CoveringPlan("husband", "commercial", "stepfather", "stepchild", (12, 1))
    for told in itertools.permutations((mother, father, wife, husband)):
        assert order(*told) == ("mother", "husband", "father", "wife")
    assert order(mother, replace(father, decree=True), husband)[0] == "father"


def test_medicare_stands_between_group_plans() -> None:
    retired = replace(OWN, employment="retired")
    assert order(retired, MEDICARE, SPOUSE, MEDICAID, age=70) == ("spouse", "medicare", "own", "medicaid")
    assert order(replace(OWN, employer_size=19), MEDICARE, age=70) == ("medicare", "own")


@pytest.mark.parametrize(
    ("plans", "message"),
    [
        ((MOTHER, replace(FATHER, born=None)), "born is missing"),
        ((OWN, replace(SPOUSE, id="own")), "an id of its own"),
        ((replace(OWN, kind="hospital"),), "kind is 'hospital'"),
        ((replace(OWN, employment=""), MEDICARE), "employment is missing"),
        ((replace(OWN, employer_size=None), MEDICARE), "employer_size is missing"),
        ((), "at least one"),
    ],
)
def test_what_a_rule_needs_is_asked_for(plans: tuple[CoveringPlan, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        coordination_of_benefits(Insured(70), plans, ON)


PLANS = st.builds(
    CoveringPlan,
    id=st.uuids().map(str),
    kind=st.sampled_from(KINDS),
    holder=st.sampled_from(["patient", "mother", "father"]),
    relationship=st.sampled_from(["self", "spouse", "child", "stepchild"]),
    born=st.tuples(st.integers(1, 12), st.integers(1, 28)),
    employment=st.sampled_from(["active", "retired", "cobra", "none"]),
    employer_size=st.integers(1, 500),
    since=st.dates(datetime.date(2000, 1, 1), datetime.date(2025, 12, 31)),
    custody=st.sampled_from(["", "custodial", "non_custodial", "joint"]),
    decree=st.booleans(),
)


@given(st.lists(PLANS, min_size=1, max_size=6), st.integers(0, 100))
def test_every_plan_stands_once_and_medicaid_after_all_insurance(plans: list[CoveringPlan], age: int) -> None:
    reason = "age" if age >= 65 else "disability"
    found = coordination_of_benefits(Insured(age, reason), plans, ON)  # type: ignore[arg-type]
    kinds = {plan.id: plan.kind for plan in plans}
    assert sorted(found.order) == sorted(kinds)
    assert found.steps
    standing = [kinds[one] for one in found.order]
    if "medicaid" in standing:
        assert set(standing[standing.index("medicaid") :]) <= {"medicaid", "self_pay"}


@pytest.mark.parametrize(
    ("reason", "age", "size", "primary"),
    [
        ("age", 65, 20, "group_plan"),
        ("age", 65, 19, "medicare"),
        ("disability", 64, 100, "group_plan"),
        ("disability", 64, 99, "medicare"),
        ("disability", 65, 99, "group_plan"),
    ],
)
def test_employer_size_decides(reason: str, age: int, size: int, primary: str) -> None:
    answer = medicare_primary(reason, "own", "active", size, ON, age)  # type: ignore[arg-type]
    assert answer.primary == primary
    assert answer.until is None


@pytest.mark.parametrize("reason", REASONS[:2])
@pytest.mark.parametrize("employment", ["retired", "cobra"])
def test_without_current_employment_medicare_is_first(reason: str, employment: str) -> None:
    assert medicare_primary(reason, "own", employment, 5_000, ON, 66).primary == "medicare"  # type: ignore[arg-type]


@given(st.dates(datetime.date(2018, 1, 1), datetime.date(2026, 12, 31)))
def test_renal_disease_has_thirty_whole_months(start: datetime.date) -> None:
    answer = medicare_primary("esrd", "own", "cobra", 1, start, 50, start)
    assert answer.until is not None
    assert (answer.until + datetime.timedelta(days=1)).day == 1
    assert (answer.until.year - start.year) * 12 + answer.until.month - start.month == 29
    after = answer.until + datetime.timedelta(days=1)
    assert medicare_primary("esrd", "own", "active", 900, answer.until, 50, start).primary == "group_plan"
    assert medicare_primary("esrd", "own", "active", 900, after, 50, start).primary == "medicare"


def test_what_does_not_go_with_the_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="begins at 65"):
        medicare_primary("age", "own", "active", 50, ON, 64)
    with pytest.raises(ValueError, match="esrd_start is missing"):
        medicare_primary("esrd", "own", "active", 50, ON, 50)
