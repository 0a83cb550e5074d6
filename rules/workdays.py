"""Workdays of the federal government: what a day falls on, and the next day on which an office works.

Filing limits that end on a day without work run on to the next workday (42 CFR 424.44; Pub. 100-04, ch. 1, 70).
Source of the holidays: 5 U.S.C. 6103; a Saturday's holiday is kept on Friday, a Sunday's on Monday.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator

from rules.tables import table

_DAY = datetime.timedelta(days=1)


def federal_holidays(year: int) -> dict[datetime.date, str]:
    """Days without federal work of a calendar year, as they are kept, with their names."""
    kept = (found for around in (year - 1, year, year + 1) for found in _holidays(around))
    return {day: name for day, name in kept if day.year == year}


def _holidays(year: int) -> Iterator[tuple[datetime.date, str]]:
    for entry in table("federal_holidays"):
        if "day" in entry:
            yield _kept(datetime.date(year, entry["month"], entry["day"])), entry["name"]
        else:
            yield _weekday_of_month(year, entry["month"], entry["weekday"], entry["which"]), entry["name"]


def _kept(day: datetime.date) -> datetime.date:
    return day + {calendar.SATURDAY: -_DAY, calendar.SUNDAY: _DAY}.get(day.weekday(), datetime.timedelta())


def _weekday_of_month(year: int, month: int, weekday: int, which: int) -> datetime.date:
    """The first, second ... (or last, -1) Monday (0) ... of a month."""
    last = calendar.monthrange(year, month)[1]
    days = [datetime.date(year, month, number) for number in range(1, last + 1)]
    matching = [day for day in days if day.weekday() == weekday]
    return matching[which - 1] if which > 0 else matching[which]


def no_work(day: datetime.date) -> str:
    """Why federal offices do not work that day (`Saturday`, `Labor Day`); empty for a workday."""
    if day.weekday() >= calendar.SATURDAY:
        return f"{day:%A}"
    return federal_holidays(day.year).get(day, "")


def next_workday(day: datetime.date) -> datetime.date:
    """The day itself where it is a workday, or the first workday after it."""
    while no_work(day):
        day += _DAY
    return day


def years_later(day: datetime.date, years: int = 1) -> datetime.date:
    """The same date some years later; 29 February becomes 28 where the year has none (Pub. 100-04, ch. 1, 70.2)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month some months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
