"""The last day on which a first claim may reach the payer.

A regulation sets it for Medicare, Medicaid and TRICARE (rules/tables/timely_filing.yaml); for every other payer the
practice's contract does, and without one the answer is not known.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from data import Reference
from rules.tables import table
from rules.workdays import months_later, next_workday, no_work, years_later


@dataclass(frozen=True)
class FilingLimit:
    """Last day with the working; `note` says what the reader must mind."""

    last_day: datetime.date
    steps: tuple[str, ...]
    cites: str
    note: str = ""


def filing_limit(
    reference: Reference, payer: str, date_of_service: datetime.date, remit_date: datetime.date | None = None
) -> FilingLimit | None:
    """Last day for `payer`, a kind of coverage or the id of a contract; None where neither law nor contract says it.

    `remit_date`: the first payer's remittance, where this payer comes second. Raises ValueError where that is before
    the date of service.
    """
    if remit_date and remit_date < date_of_service:
        raise ValueError(f"remit_date {remit_date} is before the date of service {date_of_service}")
    known = reference.payers.get(payer)
    kind = known.kind if known else payer
    if payer in reference.contracts and kind not in ("medicare", "self_pay"):
        return _by_contract(reference, payer, date_of_service, remit_date)
    rule = table("timely_filing").get(kind)
    return _by_regulation(rule, date_of_service, remit_date) if rule else None


def _by_contract(
    reference: Reference, payer: str, served: datetime.date, remit_date: datetime.date | None
) -> FilingLimit:
    contract = reference.contracts[payer]
    last = served + datetime.timedelta(days=contract.timely_filing_days)
    steps = [f"{contract.name}: {contract.timely_filing_days} days from {served} end on {last}."]
    cites, days = f"{contract.name}, clause 3.1", contract.secondary_filing_days
    if not remit_date or not days:
        note = "The contract has no other limit for a claim after another payer's answer." if remit_date else ""
        return FilingLimit(last, tuple(steps), cites, note)
    later = remit_date + datetime.timedelta(days=days)
    steps.append(f"{days} days from the first payer's remittance of {remit_date} end on {later}.")
    steps.append(f"The later day holds: {max(last, later)}.")
    return FilingLimit(max(last, later), tuple(steps), f"{cites}; clause 3.4")


def _by_regulation(rule: dict[str, Any], served: datetime.date, remit_date: datetime.date | None) -> FilingLimit:
    if "years" in rule:
        last = years_later(served, rule["years"])
        steps = [f"One calendar year after {served}: {last}{_leap(served, last)}."]
    else:
        last = months_later(served, rule["months"])
        steps = [f"{rule['months']} months after {served}: {last}."]
    cites, note = rule["cites"], rule["note"]
    extra = rule.get("after_primary")
    if remit_date and extra:
        later = months_later(remit_date, extra["months"])
        steps.append(f"{extra['months']} months after the first payer's answer of {remit_date}: {later}.")
        last = max(last, later)
        steps.append(f"The later day holds: {last}.")
        cites = f"{cites}; {extra['cites']}"
    elif remit_date and "secondary_note" in rule:
        steps.append(rule["secondary_note"])
    if rule["workday"]:
        last = _on_a_workday(last, steps)
    return FilingLimit(last, tuple(steps), cites, note)


def _leap(served: datetime.date, last: datetime.date) -> str:
    return " (29 February counts as 28 February)" if served.day != last.day else ""


def _on_a_workday(last: datetime.date, steps: list[str]) -> datetime.date:
    moved = next_workday(last)
    if moved != last:
        steps.append(f"{last} is no federal workday ({no_work(last)}): the next workday is {moved}.")
    return moved
