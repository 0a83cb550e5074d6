"""Filing limits, appeals and federal workdays: both sides of each limit."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import Reference
from rules.appeals import appeal_limit, appeal_programs
from rules.timely_filing import filing_limit
from rules.workdays import federal_holidays, months_later, next_workday, no_work, years_later

DAYS = st.dates(datetime.date(2015, 1, 1), datetime.date(2035, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_federal_holidays_of_a_year_as_they_are_kept() -> None:
    assert [f"{one:%m-%d}" for one in federal_holidays(2026)] == [
        "01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25",
    ]  # fmt: skip
    # New Year's Day of 2028 is a Saturday and kept on the Friday before, in 2027.
    assert federal_holidays(2027)[day("2027-12-31")] == "New Year's Day"
    assert day("2028-01-01") not in federal_holidays(2028)


@given(DAYS)
def test_the_next_workday_is_one_and_near(given_day: datetime.date) -> None:
    found = next_workday(given_day)
    assert not no_work(found)
    assert 0 <= (found - given_day).days <= 4
    assert (found == given_day) == (not no_work(given_day))


@given(DAYS)
def test_a_year_and_twelve_months_are_the_same(given_day: datetime.date) -> None:
    assert years_later(given_day) == months_later(given_day, 12)


@given(DAYS)
def test_medicare_takes_a_claim_a_year_later_on_a_workday(reference: Reference, served: datetime.date) -> None:
    limit = filing_limit(reference, "medicare", served)
    assert limit is not None
    assert not no_work(limit.last_day)
    assert 0 <= (limit.last_day - years_later(served)).days <= 4
    assert filing_limit(reference, "medicare", served, served) is not None


def test_a_leap_day_counts_as_the_28th(reference: Reference) -> None:
    limit = filing_limit(reference, "medicare", day("2024-02-29"))
    assert limit is not None
    assert limit.last_day == day("2025-02-28")
    assert "29 February" in limit.steps[0]


def test_every_contract_has_its_own_days(reference: Reference) -> None:
    for name, contract in reference.contracts.items():
        limit = filing_limit(reference, name, day("2026-05-04"))
        if reference.payers[name].kind == "self_pay":
            assert limit is None
            continue
        assert limit is not None
        if reference.payers[name].kind != "medicare":
            assert (limit.last_day - day("2026-05-04")).days == contract.timely_filing_days


@pytest.mark.parametrize(
    ("contract", "remitted", "last"),
    [
        # 90 days from 2026-05-04 end on 2026-08-02, 90 days from 2026-07-01 on 2026-09-29: the later holds.
        ("lakeshore-ppo", "2026-07-01", "2026-09-29"),
        # 60 days from 2026-06-01 end on 2026-07-31; 120 days from 2026-05-04 on 2026-09-01.
        ("pinecrest-hmo", "2026-06-01", "2026-09-01"),
        # Workers' compensation has no claim after another payer's: 365 days from the service.
        ("harbor-comp", "2026-07-01", "2027-05-04"),
    ],
)
def test_a_second_payers_days_may_count_from_the_first_payers_answer(
    reference: Reference, contract: str, remitted: str, last: str
) -> None:
    limit = filing_limit(reference, contract, day("2026-05-04"), day(remitted))
    assert limit is not None
    assert limit.last_day == day(last)


def test_without_law_or_contract_nothing_is_known(reference: Reference) -> None:
    for kind in ("commercial", "hmo", "medicare_advantage", "workers_comp", "self_pay"):
        assert filing_limit(reference, kind, day("2026-05-04")) is None


def test_a_remittance_before_the_service_is_refused(reference: Reference) -> None:
    with pytest.raises(ValueError, match="before the date of service"):
        filing_limit(reference, "medicaid", day("2026-05-04"), day("2026-05-03"))


@pytest.mark.parametrize(("level", "days"), [(1, 125), (2, 185), (3, 65), (4, 65), (5, 65)])
def test_five_levels_of_medicare(level: int, days: int) -> None:
    limit = appeal_limit("medicare", level, day("2026-05-01"), 2026)
    assert limit is not None
    assert limit.last_day is not None
    assert (limit.last_day - day("2026-05-01")).days == days
    assert (limit.minimum_amount is not None) == (level in (3, 5))


def test_an_amount_of_a_year_not_at_hand_is_left_open() -> None:
    limit = appeal_limit("medicare", "alj", day("2027-03-01"), 2027)
    assert limit is not None
    assert limit.minimum_amount is None
    assert "not at hand" in limit.steps[-1]


def test_a_level_may_be_named_and_a_wrong_one_is_refused() -> None:
    for program in appeal_programs():
        with pytest.raises(ValueError, match="expected one of 1 re"):
            appeal_limit(program, 9, day("2026-05-01"), 2026)
    named = appeal_limit("medicare", "Judicial review", day("2026-05-01"), 2026)
    assert named is not None
    assert named.level == 5
    assert appeal_limit("commercial", 1, day("2026-05-01"), 2026) is None
