"""Visit levels by decision making and by time, critical care and prolonged service: limits, refusals, and that more
never gives less.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import (
    DataReviewed,
    NotSettled,
    ServiceAnswer,
    critical_care,
    emergency_visit_level,
    hospital_visit_by_time,
    hospital_visit_level,
    office_visit_by_time,
    office_visit_level,
    preventive_visit,
    prolonged,
)
from rules.medical_decision_making import LEVELS, data_level
from rules.tables import table

MINUTES = st.integers(min_value=0, max_value=600)
LEVEL = st.sampled_from(LEVELS)


def units(answer: ServiceAnswer) -> int:
    return sum(line.units for line in answer.lines)


def test_data_alone_by_category() -> None:
    assert data_level(DataReviewed())[0] == "straightforward"
    assert data_level(DataReviewed(historian=True))[0] == "low"
    assert data_level(DataReviewed(tests=3))[0] == "moderate"
    assert data_level(DataReviewed(interpretation=True, discussion=True))[0] == "high"
    with pytest.raises(ValueError, match="counts, 0 or more"):
        data_level(DataReviewed(tests=-1))


@given(LEVEL, LEVEL, LEVEL)
def test_the_order_of_the_three_elements_does_not_matter(one: str, two: str, three: str) -> None:
    codes = {
        office_visit_level("new", *order).code for order in ((one, two, three), (three, one, two), (two, three, one))
    }
    assert len(codes) == 1


@given(LEVEL, LEVEL, LEVEL, st.integers(min_value=0, max_value=2))
def test_a_higher_element_never_lowers_the_visit(one: str, two: str, three: str, raised: int) -> None:
    before = [one, two, three]
    after = list(before)
    after[raised] = "high"
    assert emergency_visit_level(*after).code >= emergency_visit_level(*before).code
    assert hospital_visit_level("initial", *after).code >= hospital_visit_level("initial", *before).code


@given(MINUTES, MINUTES)
def test_more_minutes_never_give_a_lower_visit(one: int, two: int) -> None:
    few, many = sorted((one + 15, two + 15))
    assert office_visit_by_time("established", few).code <= office_visit_by_time("established", many).code


def test_time_below_the_first_code_settles_nothing() -> None:
    with pytest.raises(NotSettled, match="14 minutes do not reach the 15 of 99202"):
        office_visit_by_time("new", 14)
    with pytest.raises(NotSettled, match="39 minutes do not reach the 40 of 99221"):
        hospital_visit_by_time("initial", 39)


def test_eight_hours_matter_to_medicare_only() -> None:
    assert hospital_visit_by_time("same_day", 85, Decimal(7), "medicare").code == "99223"
    assert hospital_visit_by_time("same_day", 85, Decimal(8), "medicare").code == "99236"
    assert hospital_visit_by_time("same_day", 85, Decimal(7), "commercial").code == "99236"


def test_words_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="kind is 'daily'; expected one of initial"):
        hospital_visit_level("daily", "low", "low", "low")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="coded by its minutes"):
        hospital_visit_level("discharge", "low", "low", "low")
    with pytest.raises(ValueError, match="minutes is -1"):
        office_visit_by_time("new", -1)
    with pytest.raises(NotSettled, match="one of welcome, first, subsequent"):
        preventive_visit(70, "new", "medicare")


@given(MINUTES, MINUTES, st.sampled_from(["medicare", "commercial"]))
def test_more_minutes_never_give_fewer_units(one: int, two: int, payer: str) -> None:
    few, many = sorted((one, two))
    assert units(critical_care(few, 50, payer)) <= units(critical_care(many, 50, payer))  # type: ignore[arg-type]
    for code in table("prolonged")["visits"]:
        assert units(prolonged(code, few, payer)) <= units(prolonged(code, many, payer))  # type: ignore[arg-type]


@given(MINUTES)
def test_medicare_never_pays_more_time_than_cpt(minutes: int) -> None:
    assert units(critical_care(minutes, 50, "medicare")) <= units(critical_care(minutes, 50, "commercial"))
    for code in table("prolonged")["visits"]:
        assert units(prolonged(code, minutes, "medicare")) <= units(prolonged(code, minutes, "commercial"))


def test_small_children_need_the_setting() -> None:
    with pytest.raises(NotSettled, match="under 6"):
        critical_care(60, 5, "commercial")
    with pytest.raises(NotSettled, match="first day"):
        critical_care(60, 5, "commercial", inpatient=True)
    with pytest.raises(NotSettled, match="age in days"):
        critical_care(60, 0, "commercial", inpatient=True, first_day=True)
    with pytest.raises(NotSettled, match="no limit of prolonged service"):
        prolonged("G0439", 90, "medicare")
