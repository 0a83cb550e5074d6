"""Edits on the form itself: is every item filled that must be, readable, of the right length and kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from billing.edits.sheet import Edit, Finding, Sheet
from billing.items import ITEMS, PRINTED_LINES, SINGLE_KEYS
from billing.values import ZERO, is_npi, read_date, read_money

NUCC = "NUCC 1500 manual (02/12)"
ACCIDENT_ITEMS = ("10a", "10b", "10c")

_ALWAYS = tuple(item.key for item in ITEMS if item.required == "always" and item.key not in ACCIDENT_ITEMS)
_ALWAYS_SINGLE = tuple(key for key in _ALWAYS if key in SINGLE_KEYS)
_UNLESS_MEDICARE = ("4", "11d")
_LABELS = {item.key: item.label for item in ITEMS}
_MEASURED = tuple(item for item in ITEMS if item.kind not in ("list", "date", "phone") and not item.options)
_CHOICES = tuple((item, frozenset(option.lower() for option in item.options)) for item in ITEMS if item.options)
_DATES = tuple(item.key for item in ITEMS if item.kind == "date")


def _missing_items(sheet: Sheet) -> Iterator[Finding]:
    keys = list(_ALWAYS_SINGLE)
    if sheet.kind != "medicare":
        keys += _UNLESS_MEDICARE
    if sheet.item("4") and sheet.kind != "medicare":
        keys += ["6", "7"]
    for key in keys:
        if not sheet.item(key):
            yield Finding(key, f"Item {key} is empty: {_LABELS[key]}.")


def _too_long(sheet: Sheet) -> Iterator[Finding]:
    for item in _MEASURED:
        length = len(sheet.item(item.key))
        if length > item.max_length:
            yield Finding(item.key, f"Item {item.key} holds {item.max_length} characters; {length} were typed.")


def _not_a_choice(sheet: Sheet) -> Iterator[Finding]:
    for item, options in _CHOICES:
        value = sheet.item(item.key)
        if value and value.lower() not in options:
            yield Finding(item.key, f"Item {item.key} takes one of {', '.join(item.options)}, not {value[:20]}.")


def _unreadable_date(sheet: Sheet) -> Iterator[Finding]:
    for key in _DATES:
        if sheet.item(key) and not sheet.date(key):
            yield Finding(key, f"Item {key} is not a date: {sheet.item(key)[:20]}.")
    for line in sheet.lines:
        if not line.date:
            yield Finding(line.item("A"), f"Line {line.number} has no date of service that can be read.")


def _bad_npi(sheet: Sheet) -> Iterator[Finding]:
    for key in ("17b", "32a", "33a"):
        if sheet.item(key) and not is_npi(sheet.item(key)):
            yield Finding(key, f"Item {key} is not an NPI: ten digits, the last of which is a check digit.")
    for line in sheet.lines:
        if not is_npi(line.npi):
            yield Finding(line.item("J"), f"Line {line.number} names no rendering provider by a valid NPI.")


def _bad_tax_id(sheet: Sheet) -> Iterator[Finding]:
    tax_id = sheet.item("25")
    if tax_id and not re.fullmatch(r"\d{2}-?\d{7}|\d{3}-?\d{2}-?\d{4}", tax_id):
        yield Finding("25", "Item 25 is a tax number of nine digits.")


def _no_lines(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.lines:
        yield Finding("24", "The claim has no service line: nothing would be paid.")


def _many_lines(sheet: Sheet) -> Iterator[Finding]:
    if len(sheet.lines) > PRINTED_LINES:
        yield Finding(
            "24", f"{len(sheet.lines)} lines: a printed form has {PRINTED_LINES}, an electronic claim takes 50."
        )


def _unreadable_money(sheet: Sheet) -> Iterator[Finding]:
    for key in ("20 charges", "28", "29"):
        if sheet.item(key) and read_money(sheet.item(key)) is None:
            yield Finding(key, f"Item {key} is not an amount in dollars and cents.")
    for line in sheet.lines:
        if line.charge is None:
            yield Finding(line.item("F"), f"Line {line.number} has no charge that can be read.")


def _total_differs(sheet: Sheet) -> Iterator[Finding]:
    total = read_money(sheet.item("28"))
    added = sum((line.charge or ZERO for line in sheet.lines), ZERO)
    if total is not None and total != added:
        yield Finding("28", f"The total is {total}; the lines add up to {added}.")


def _resubmission(sheet: Sheet) -> Iterator[Finding]:
    code, original = sheet.item("22"), sheet.item("22 original")
    if code in ("7", "8") and not original:
        yield Finding("22 original", f"Frequency {code} needs the payer's number of the first claim.")
    if original and not code:
        yield Finding("22", "An original reference number stands without a resubmission code.")


def _future_signature(sheet: Sheet) -> Iterator[Finding]:
    first = sheet.serviced
    if first and sheet.signed and sheet.signed < first:
        yield Finding("31 date", f"The claim is signed on {sheet.signed}, before the service on {first}.")


def _two_digit_birth_year(sheet: Sheet) -> Iterator[Finding]:
    typed = sheet.item("3")
    if typed and read_date(typed) and not re.search(r"\d{4}", typed):
        yield Finding("3", "A birth date has four digits for the year.")


EDITS = (
    Edit("SC-001", "error", f"{NUCC}, required items", _missing_items, rejects=True),
    Edit("SC-002", "warning", f"{NUCC}, field lengths", _too_long),
    Edit("SC-003", "error", f"{NUCC}, boxes", _not_a_choice, rejects=True),
    Edit("SC-004", "error", f"{NUCC}, dates", _unreadable_date, rejects=True),
    Edit("SC-005", "error", "45 CFR 162.406; NPI check digit (Luhn, prefix 80840)", _bad_npi, rejects=True),
    Edit("SC-006", "error", f"{NUCC}, item 25", _bad_tax_id, rejects=True),
    Edit("SC-007", "error", f"{NUCC}, item 24", _no_lines, rejects=True),
    Edit("SC-008", "info", f"{NUCC}, item 24; 837P loop 2400", _many_lines),
    Edit("SC-009", "error", f"{NUCC}, items 24F, 28, 29", _unreadable_money, rejects=True),
    Edit("SC-010", "error", f"{NUCC}, item 28", _total_differs, rejects=True),
    Edit("SC-011", "error", f"{NUCC}, item 22", _resubmission, rejects=True),
    Edit("SC-012", "error", f"{NUCC}, item 31", _future_signature, rejects=True),
    Edit("SC-013", "error", f"{NUCC}, item 3", _two_digit_birth_year, rejects=True),
)
