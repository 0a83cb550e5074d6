"""The 33 items of the CMS-1500 (02/12) as data: what each is called, what may stand in it, where it lies on the form.

The desk draws the form from this table, the scrubber checks lengths and choices by it, and a claim read from JSON
may hold no other keys. Lengths are those of the NUCC 1500 reference instruction manual for version 02/12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "money", "choice", "npi", "phone", "list", "reserved"]
Section = Literal["patient", "provider", "diagnoses", "lines", "totals"]

YES_NO = ("yes", "no")
SEX = ("M", "F")


@dataclass(frozen=True)
class Item:
    """One fillable field of the form.

    `key` is its name in a claim's `items`; `number` what is printed in the box; `box` the key of the box it shares
    with others (`3 sex` lies in box `3`). `column` is 1-based on a grid of 48 columns. `max_length` counts the
    characters that the printed field holds.
    """

    key: str
    number: str
    label: str
    kind: Kind
    section: Section
    row: int
    column: int
    span: int
    max_length: int
    options: tuple[str, ...] = ()
    required: str = ""
    """When the item must be filled, in words; empty where it may stay blank."""
    box: str = ""


@dataclass(frozen=True)
class LineColumn:
    """One column of item 24."""

    key: str
    label: str
    kind: Kind
    max_length: int
    span: int


def _item(
    key: str,
    label: str,
    place: tuple[Section, int, int, int],
    max_length: int,
    kind: Kind = "text",
    options: tuple[str, ...] = (),
    required: str = "",
    box: str = "",
) -> Item:
    section, row, column, span = place
    number = key.split()[0]
    return Item(key, number, label, kind, section, row, column, span, max_length, options, required, box or key)


def _yes_no(key: str, label: str, place: tuple[Section, int, int, int], required: str = "always") -> Item:
    return _item(key, label, place, 3, "choice", YES_NO, required)


_PATIENT = (
    _item(
        "1",
        "Payer",
        ("patient", 1, 1, 32),
        8,
        "choice",
        ("medicare", "medicaid", "tricare", "champva", "group", "feca", "other"),
        "always",
    ),
    _item("1a", "Insured's I.D. number", ("patient", 1, 33, 16), 29, required="always"),
    _item("2", "Patient's name (last, first, middle)", ("patient", 2, 1, 18), 28, required="always"),
    _item("3", "Patient's birth date", ("patient", 2, 19, 9), 10, "date", required="always"),
    _item("3 sex", "Sex", ("patient", 2, 28, 5), 1, "choice", SEX, "always", "3"),
    _item(
        "4", "Insured's name (last, first, middle)", ("patient", 2, 33, 16), 29, required="unless Medicare is primary"
    ),
    _item("5", "Patient's address (no., street)", ("patient", 3, 1, 18), 28, required="always"),
    _item(
        "6",
        "Patient relationship to insured",
        ("patient", 3, 19, 14),
        6,
        "choice",
        ("self", "spouse", "child", "other"),
        "when item 4 is filled",
    ),
    _item("7", "Insured's address (no., street)", ("patient", 3, 33, 16), 29, required="when item 4 is filled"),
    _item("5 city", "City", ("patient", 4, 1, 13), 24, required="always"),
    _item("5 state", "State", ("patient", 4, 14, 5), 3, required="always"),
    _item("8", "Reserved for NUCC use", ("patient", 4, 19, 14), 28, "reserved"),
    _item("7 city", "City", ("patient", 4, 33, 11), 23, required="when item 7 is filled"),
    _item("7 state", "State", ("patient", 4, 44, 5), 4, required="when item 7 is filled"),
    _item("5 zip", "ZIP code", ("patient", 5, 1, 7), 12, required="always"),
    _item("5 phone", "Telephone", ("patient", 5, 8, 11), 14, "phone"),
    _item("7 zip", "ZIP code", ("patient", 5, 33, 6), 12, required="when item 7 is filled"),
    _item("7 phone", "Telephone", ("patient", 5, 39, 10), 14, "phone"),
    _item("9", "Other insured's name (last, first, middle)", ("patient", 6, 1, 18), 28, required="when 11d is yes"),
    _item(
        "11", "Insured's policy group or FECA number", ("patient", 6, 33, 16), 29, required="Medicare: NONE if primary"
    ),
    _item("9a", "Other insured's policy or group number", ("patient", 7, 1, 18), 28, required="when 11d is yes"),
    _yes_no("10a", "Employment? (current or previous)", ("patient", 7, 19, 14)),
    _item("11a", "Insured's date of birth", ("patient", 7, 33, 10), 10, "date"),
    _item("11a sex", "Sex", ("patient", 7, 43, 6), 1, "choice", SEX, box="11a"),
    _item("9b", "Reserved for NUCC use", ("patient", 8, 1, 18), 28, "reserved"),
    _yes_no("10b", "Auto accident?", ("patient", 8, 19, 10)),
    _item("10b state", "Place (state)", ("patient", 8, 29, 4), 2, required="when 10b is yes", box="10b"),
    _item("11b qualifier", "Qual.", ("patient", 8, 33, 3), 2, box="11b"),
    _item("11b", "Other claim ID", ("patient", 8, 36, 13), 28),
    _item("9c", "Reserved for NUCC use", ("patient", 9, 1, 18), 28, "reserved"),
    _yes_no("10c", "Other accident?", ("patient", 9, 19, 14)),
    _item("11c", "Insurance plan name or program name", ("patient", 9, 33, 16), 29),
    _item("9d", "Insurance plan name or program name", ("patient", 10, 1, 18), 28, required="when 11d is yes"),
    _item("10d", "Claim codes (designated by NUCC)", ("patient", 10, 19, 14), 19),
    _item("11d", "Another health benefit plan?", ("patient", 10, 33, 16), 3, "choice", YES_NO, "unless Medicare"),
    _item("12", "Patient's or authorized person's signature", ("patient", 11, 1, 24), 28, required="always"),
    _item("12 date", "Date", ("patient", 11, 25, 8), 10, "date", box="12"),
    _item(
        "13", "Insured's or authorized person's signature", ("patient", 11, 33, 16), 28, required="assigned benefits"
    ),
)

_PROVIDER = (
    _item("14", "Date of current illness, injury, or pregnancy (LMP)", ("provider", 1, 1, 12), 10, "date"),
    _item("14 qualifier", "Qual.", ("provider", 1, 13, 6), 3, "choice", ("431", "484"), "when 14 is filled", "14"),
    _item("15 qualifier", "Qual.", ("provider", 1, 19, 4), 3, box="15"),
    _item("15", "Other date", ("provider", 1, 23, 10), 10, "date"),
    _item("16 from", "Dates patient unable to work, from", ("provider", 1, 33, 8), 10, "date", box="16"),
    _item("16 to", "To", ("provider", 1, 41, 8), 10, "date", box="16"),
    _item("17 qualifier", "Qual.", ("provider", 2, 1, 3), 2, "choice", ("DN", "DK", "DQ"), "when 17 is filled", "17"),
    _item("17", "Name of referring provider or other source", ("provider", 2, 4, 15), 24),
    _item("17a qualifier", "Qual.", ("provider", 2, 19, 2), 2, box="17a"),
    _item("17a", "Other ID", ("provider", 2, 21, 4), 17),
    _item("17b", "NPI", ("provider", 2, 25, 8), 10, "npi", required="when 17 is filled"),
    _item("18 from", "Hospitalization dates, from", ("provider", 2, 33, 8), 10, "date", box="18"),
    _item("18 to", "To", ("provider", 2, 41, 8), 10, "date", box="18"),
    _item("19", "Additional claim information (designated by NUCC)", ("provider", 3, 1, 32), 71),
    _item("20", "Outside lab?", ("provider", 3, 33, 8), 3, "choice", YES_NO),
    _item("20 charges", "$ Charges", ("provider", 3, 41, 8), 9, "money", required="when 20 is yes", box="20"),
)

_DIAGNOSES = (
    _item("21", "Diagnosis or nature of illness or injury", ("diagnoses", 1, 1, 28), 8, "list", required="always"),
    _item("21 indicator", "ICD ind.", ("diagnoses", 1, 29, 4), 1, "choice", ("0", "9"), "always", "21"),
    _item("22", "Resubmission code", ("diagnoses", 1, 33, 6), 1, "choice", ("7", "8")),
    _item("22 original", "Original ref. no.", ("diagnoses", 1, 39, 10), 18, required="when 22 is 7 or 8", box="22"),
    _item("23", "Prior authorization number", ("diagnoses", 2, 33, 16), 29, required="when the contract asks for it"),
)

_LINES = (_item("24", "Service lines", ("lines", 1, 1, 48), 6, "list", required="always"),)

_TOTALS = (
    _item("25", "Federal tax I.D. number", ("totals", 1, 1, 7), 15, required="always"),
    _item("25 type", "SSN, EIN", ("totals", 1, 8, 6), 3, "choice", ("ssn", "ein"), "always", "25"),
    _item("26", "Patient's account no.", ("totals", 1, 14, 9), 14, required="always"),
    _item("27", "Accept assignment?", ("totals", 1, 23, 9), 3, "choice", YES_NO, "always"),
    _item("28", "Total charge", ("totals", 1, 32, 7), 10, "money", required="always"),
    _item("29", "Amount paid", ("totals", 1, 39, 6), 9, "money"),
    _item("30", "Rsvd for NUCC use", ("totals", 1, 45, 4), 9, "reserved"),
    _item("31", "Signature of physician or supplier", ("totals", 2, 1, 14), 28, required="always"),
    _item("31 date", "Date", ("totals", 3, 1, 14), 10, "date", required="always", box="31"),
    _item("32", "Service facility location information", ("totals", 2, 15, 17), 26),
    _item("32 street", "Street", ("totals", 3, 15, 17), 26, required="when 32 is filled", box="32"),
    _item("32 city", "City", ("totals", 4, 15, 9), 24, required="when 32 is filled", box="32"),
    _item("32 state", "State", ("totals", 4, 24, 3), 2, required="when 32 is filled", box="32"),
    _item("32 zip", "ZIP code", ("totals", 4, 27, 5), 10, required="when 32 is filled", box="32"),
    _item("32a", "NPI", ("totals", 5, 15, 8), 10, "npi", required="when 32 is filled"),
    _item("32b", "Other ID", ("totals", 5, 23, 9), 14),
    _item("33", "Billing provider info", ("totals", 2, 32, 17), 29, required="always"),
    _item("33 street", "Street", ("totals", 3, 32, 17), 29, required="always", box="33"),
    _item("33 city", "City", ("totals", 4, 32, 7), 24, required="always", box="33"),
    _item("33 state", "State", ("totals", 4, 39, 3), 2, required="always", box="33"),
    _item("33 zip", "ZIP code", ("totals", 4, 42, 7), 10, required="always", box="33"),
    _item("33 phone", "Telephone", ("totals", 5, 32, 7), 14, "phone", required="always", box="33"),
    _item("33a", "NPI", ("totals", 5, 39, 6), 10, "npi", required="always"),
    _item("33b", "Other ID", ("totals", 5, 45, 4), 17),
)

ITEMS: tuple[Item, ...] = _PATIENT + _PROVIDER + _DIAGNOSES + _LINES + _TOTALS
"""Every field of the form, in the order in which it is filled."""

BY_KEY: dict[str, Item] = {item.key: item for item in ITEMS}

SINGLE_KEYS: tuple[str, ...] = tuple(item.key for item in ITEMS if item.kind != "list")
"""Keys that hold one text: all but 21 and 24."""

LINE_COLUMNS: tuple[LineColumn, ...] = (
    LineColumn("A", "Date of service", "date", 10, 8),
    LineColumn("B", "Place of service", "text", 2, 3),
    LineColumn("C", "EMG", "text", 1, 3),
    LineColumn("D", "Procedures, services, or supplies; modifier", "list", 6, 13),
    LineColumn("E", "Diagnosis pointer", "text", 4, 4),
    LineColumn("F", "$ Charges", "money", 9, 6),
    LineColumn("G", "Days or units", "text", 3, 3),
    LineColumn("H", "EPSDT family plan", "text", 3, 1),
    LineColumn("I", "ID qual.", "text", 2, 1),
    LineColumn("J", "Rendering provider ID (NPI)", "npi", 10, 6),
)

LETTERS = "ABCDEFGHIJKL"
"""Item 21 has twelve places."""

DIAGNOSES_MAX = 12
LINES_MAX = 50
"""What an electronic professional claim carries (837P, loop 2400); a printed form has six rows."""
PRINTED_LINES = 6
MODIFIERS_MAX = 4
