"""The last day for an appeal and the amount that must be in dispute, level by level.

Days count from receipt of the decision, presumed five days after its date, where the regulation says so
(rules/tables/appeals.yaml). Commercial and state programs stand in contracts and state law and are not known here.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.tables import table

_ALSO = {
    "alj": "hearing",
    "administrative law judge": "hearing",
    "alj hearing": "hearing",
    "appeals council": "council",
    "medicare appeals council": "council",
    "council review": "council",
    "federal court": "court",
    "federal district court": "court",
    "district court": "court",
    "judicial review": "court",
    "ire": "independent review",
    "independent review entity": "independent review",
}


@dataclass(frozen=True)
class AppealLimit:
    """One level of appeal. `last_day` is None where the plan itself sends the case on."""

    level: int
    name: str
    decided_by: str
    last_day: datetime.date | None
    minimum_amount: Decimal | None
    """Dollars in dispute; None where the level asks for none, or the year's figure is not known."""
    amount_year: int | None
    steps: tuple[str, ...]
    cites: str
    note: str = ""


def appeal_programs() -> tuple[str, ...]:
    """Programs whose levels are known."""
    return tuple(table("appeals")["programs"])


def appeal_limit(program: str, level: int | str, decision_date: datetime.date, filed_year: int) -> AppealLimit | None:
    """The limit for asking `level` (a number or a name) against a decision of the level before it.

    None for a program that is not known. `filed_year`: the year in which the appeal is filed, for the amount. Raises
    ValueError for a level that the program does not have.
    """
    found = table("appeals")["programs"].get(program)
    if found is None:
        return None
    number = _number(found["levels"], level)
    rule = found["levels"][number - 1]
    last, steps = _last_day(found, rule, decision_date)
    amount = _amount(rule, filed_year)
    if "amount" in rule:
        steps.append(_amount_step(amount, filed_year))
    return AppealLimit(
        level=number,
        name=rule["name"],
        decided_by=rule["by"],
        last_day=last,
        minimum_amount=amount,
        amount_year=filed_year if amount is not None else None,
        steps=tuple(steps),
        cites=rule["cites"],
        note=found.get("note", ""),
    )


def _number(levels: list[dict[str, Any]], level: int | str) -> int:
    names = [rule["name"] for rule in levels]
    wanted = str(level).strip().lower().replace("_", " ")
    wanted = _ALSO.get(wanted, wanted)
    if wanted.isdigit() and 1 <= int(wanted) <= len(names):
        return int(wanted)
    if wanted in names:
        return names.index(wanted) + 1
    expected = ", ".join(f"{place} {name}" for place, name in enumerate(names, start=1))
    raise ValueError(f"level is {level!r}; expected one of {expected}")


def _last_day(
    program: dict[str, Any], rule: dict[str, Any], decided: datetime.date
) -> tuple[datetime.date | None, list[str]]:
    if rule.get("automatic"):
        return None, [f"The plan sends the case to the {rule['by']} by itself; nobody has to ask."]
    days = rule["days"]
    if rule["from"] == "notice" or decided < rule.get("since", decided):
        last = decided + datetime.timedelta(days=days)
        return last, [f"{days} days from the notice of {decided}: {last}."]
    received = decided + datetime.timedelta(days=program["receipt_days"])
    last = received + datetime.timedelta(days=days)
    return last, [
        f"Decision of {decided}, presumed received {program['receipt_days']} days later: {received}.",
        f"{days} days from receipt: {last}.",
    ]


def _amount(rule: dict[str, Any], year: int) -> Decimal | None:
    if "amount" not in rule:
        return None
    found = table("appeals")["amounts"][rule["amount"]].get(year)
    return None if found is None else Decimal(found)


def _amount_step(amount: Decimal | None, year: int) -> str:
    if amount is None:
        return f"An amount must be in dispute; the figure for {year} is not at hand."
    return f"In dispute must be at least {amount:.2f} (appeals filed in {year})."
