"""A visit or procedure after (or just before) another procedure: inside its global period, and with which modifier.

Source: CMS Claims Processing Manual, ch. 12, 40.1 to 40.4 and 30.6.6; NCCI Policy Manual, ch. 1, D.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from rules.global_period import POSTOPERATIVE_VISIT, GlobalPeriod

Kind = Literal["visit", "decision_for_surgery", "procedure", "staged", "return_to_operating_room"]
KINDS: tuple[Kind, ...] = ("visit", "decision_for_surgery", "procedure", "staged", "return_to_operating_room")


@dataclass(frozen=True)
class GlobalEvent:
    """What happened, when, by whom, and whether it has to do with the procedure."""

    date: datetime.date
    kind: Kind
    same_physician: bool
    related: bool


@dataclass(frozen=True)
class EventAnswer:
    """`modifier` is None where none is needed, none helps, or more than one may be right (`choices`)."""

    inside: bool
    modifier: str | None
    choices: tuple[str, ...]
    why: str


def event_in_period(period: GlobalPeriod, event: GlobalEvent) -> EventAnswer:
    """The modifier that the event needs to be paid apart from the procedure."""
    if event.date not in period:
        return EventAnswer(False, None, (), f"{event.date} lies outside {period.first} to {period.last}.")
    if not event.same_physician:
        return EventAnswer(True, None, (), "Another physician's service is not part of the global payment.")
    visit = event.kind in {"visit", "decision_for_surgery"}
    if event.date > period.day:
        return _visit_after(event) if visit else _procedure_after(event)
    return _visit_on_the_day(period, event) if visit else _procedure_on_the_day(event)


def _one(modifier: str, why: str) -> EventAnswer:
    return EventAnswer(True, modifier, (modifier,), why)


def _visit_on_the_day(period: GlobalPeriod, event: GlobalEvent) -> EventAnswer:
    if event.kind == "decision_for_surgery" and period.days < 90:
        return EventAnswer(True, None, (), "The decision for a minor procedure is part of it; 57 is for 90 days only.")
    if event.kind == "decision_for_surgery" or (event.related and period.days == 90):
        return _one("57", "57 where the visit led to the decision for the major procedure; else it is part of it.")
    if period.days == 90 and event.date < period.day:
        why = "No modifier is made for an unrelated visit of the day before; its diagnosis tells it apart."
        return EventAnswer(True, None, (), why)
    return _one("25", "25 where the visit was significant and separate from the procedure of the day.")


def _visit_after(event: GlobalEvent) -> EventAnswer:
    if event.kind == "decision_for_surgery":
        return _one("57", "57 where the visit led to the decision for another major procedure.")
    if event.related:
        return EventAnswer(
            True, None, (), f"Care after the procedure is paid with it: {POSTOPERATIVE_VISIT}, no charge."
        )
    return _one("24", "24: the visit has nothing to do with the procedure.")


def _procedure_after(event: GlobalEvent) -> EventAnswer:
    if event.kind == "return_to_operating_room":
        if event.related:
            return _one("78", "78: unplanned return to the operating room for something related; no new period begins.")
        return _one("79", "79: it has nothing to do with the first procedure; a new period begins.")
    if event.kind == "staged":
        return _one("58", "58: planned, more extensive, or therapy after a diagnosis; a new period begins.")
    if not event.related:
        return _one("79", "79: it has nothing to do with the first procedure; a new period begins.")
    why = "58 where it was planned or more extensive, 78 for an unplanned return to the operating room."
    return EventAnswer(True, None, ("58", "78"), why)


def _procedure_on_the_day(event: GlobalEvent) -> EventAnswer:
    if event.kind == "return_to_operating_room" and event.related:
        return _one("78", "78: return to the operating room on the same day for something related.")
    if event.kind == "staged":
        return _one("58", "58: planned or more extensive, on the same day.")
    if event.related:
        why = "Same session: the rules for several procedures and NCCI edits apply, not the global period."
        return EventAnswer(True, None, (), why)
    return EventAnswer(True, None, ("59", "79"), "59 or XE, XS in the same session or day; 79 for a later session.")
