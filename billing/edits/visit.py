"""Edits on when, where and how the visit came about: dates, filing limits, place, accident questions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from billing.edits.form import ACCIDENT_ITEMS, NUCC
from billing.edits.sheet import Edit, Finding, Sheet

NEAR_DAYS = 14
"""So many days before the filing limit the edit begins to warn."""


def _future_service(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if line.date and sheet.signed and line.date > sheet.signed:
            yield Finding(line.item("A"), f"Line {line.number} is dated {line.date}, after the claim was signed.")


def _before_birth(sheet: Sheet) -> Iterator[Finding]:
    born = sheet.date("3")
    for line in sheet.lines:
        if born and line.date and line.date < born:
            yield Finding(line.item("A"), f"Line {line.number} is dated before the patient was born.")


def _other_day(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if sheet.encounter and line.date and line.date != sheet.encounter.date_of_service:
            yield Finding(
                line.item("A"),
                f"Line {line.number} is dated {line.date}; the visit was on another day.",
            )


def filing_limit(sheet: Sheet) -> datetime.date | None:
    """The last day on which a first claim may arrive, by the contract."""
    if not sheet.contract or not sheet.serviced:
        return None
    return sheet.serviced + datetime.timedelta(days=sheet.contract.timely_filing_days)


def _filing_near(sheet: Sheet) -> Iterator[Finding]:
    last = filing_limit(sheet)
    if last and sheet.signed and last - datetime.timedelta(days=NEAR_DAYS) <= sheet.signed <= last:
        yield Finding(
            "31 date", f"The payer must have the claim by {last}: {(last - sheet.signed).days} days are left."
        )


def _filing_past(sheet: Sheet) -> Iterator[Finding]:
    last = filing_limit(sheet)
    if last and sheet.signed and sheet.signed > last:
        yield Finding("31 date", f"The filing limit was {last}. The claim will be denied and nobody owes it.")


def _onset(sheet: Sheet) -> Iterator[Finding]:
    onset = sheet.date("14")
    if onset and sheet.serviced and onset > sheet.serviced:
        yield Finding("14", f"Item 14 is {onset}, after the service.")
    if sheet.item("14") and not sheet.item("14 qualifier"):
        yield Finding("14 qualifier", "Item 14 has a date and no qualifier: 431 onset, 484 last menstrual period.")


def _accident_questions(sheet: Sheet) -> Iterator[Finding]:
    for key in ACCIDENT_ITEMS:
        if not sheet.item(key):
            yield Finding(key, f"Item {key} is not answered.")


def _injury_without_accident(sheet: Sheet) -> Iterator[Finding]:
    injury = next((code for _, code in sheet.diagnoses if code.startswith(("S", "T0", "T1", "T2"))), "")
    answers = [sheet.item(key).lower() for key in ACCIDENT_ITEMS]
    if injury and "yes" not in answers:
        yield Finding("10c", f"Injury diagnosis {injury}, and no accident question is answered yes.")


def _auto_state(sheet: Sheet) -> Iterator[Finding]:
    if sheet.item("10b").lower() == "yes" and not sheet.item("10b state"):
        yield Finding("10b state", "Item 10b says auto accident: the state goes with it.")


def _work_related(sheet: Sheet) -> Iterator[Finding]:
    answer = sheet.item("10a").lower()
    if answer == "yes" and sheet.kind != "workers_comp":
        yield Finding("10a", "Item 10a says the condition came from work: workers' compensation answers first.")
    if answer == "no" and sheet.kind == "workers_comp":
        yield Finding("10a", "Workers' compensation is billed, and item 10a says it has nothing to do with work.")


def _auto_payer(sheet: Sheet) -> Iterator[Finding]:
    if sheet.item("10b").lower() == "yes" and sheet.kind != "workers_comp":
        yield Finding("10b", "Item 10b says auto accident: the auto insurer answers before the health plan.")


def _place(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if line.place not in sheet.reference.places:
            yield Finding(line.item("B"), f"Line {line.number} has no valid place of service.")


def _other_place(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        right = sheet.encounter.place_of_service if sheet.encounter else line.place
        if line.place in sheet.reference.places and line.place != right:
            name = sheet.reference.places[line.place].name
            yield Finding(
                line.item("B"), f"Line {line.number} says place {line.place} ({name}); the visit was elsewhere."
            )


def _rendering_provider(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if sheet.encounter and line.npi and line.npi != sheet.encounter.provider.npi:
            yield Finding(line.item("J"), f"Line {line.number} names another rendering provider than the chart.")


EDITS = (
    Edit("SC-201", "error", f"{NUCC}, item 24A", _future_service, rejects=True),
    Edit("SC-202", "error", f"{NUCC}, items 3 and 24A", _before_birth, rejects=True),
    Edit("SC-203", "error", "Chart note; NUCC 1500 manual, item 24A", _other_day),
    Edit("SC-204", "warning", "Contract, clause 3.1", _filing_near),
    Edit("SC-205", "error", "Contract, clause 3.1", _filing_past),
    Edit("SC-206", "error", f"{NUCC}, item 14", _onset, rejects=True),
    Edit("SC-220", "warning", f"{NUCC}, items 10a to 10c", _accident_questions),
    Edit("SC-221", "warning", f"{NUCC}, item 10", _injury_without_accident),
    Edit("SC-222", "error", f"{NUCC}, item 10b", _auto_state, rejects=True),
    Edit("SC-223", "error", f"{NUCC}, item 10a; contract, clause 2.2", _work_related),
    Edit("SC-224", "error", f"{NUCC}, item 10b; contract, clause 2.2", _auto_payer),
    Edit("SC-230", "error", f"{NUCC}, item 24B; CMS place of service codes", _place, rejects=True),
    Edit("SC-231", "error", "Chart note; NUCC 1500 manual, item 24B", _other_place),
    Edit("SC-232", "error", "Chart note; NUCC 1500 manual, item 24J", _rendering_provider),
)
