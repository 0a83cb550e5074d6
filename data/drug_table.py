"""The Table of Drugs and Chemicals: a substance, and its code by what it did to the patient and why.

The tabular list gives a row for each subcategory of T36-T65; `drugs.csv` gives the common drugs, brand names and
household poisons their subcategory. The codes are complete but for the 7th character, which tells the encounter.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.icd import IcdTable
from data.models import DataError, IcdCode
from data.table_rows import Entry, entry, find
from data.tables import read_csv

if TYPE_CHECKING:
    from data.reference import Reference

CATEGORIES = tuple(f"T{number}" for number in range(36, 66))
# The last character of a code by intent (ICD-10-CM tabular list, T36-T65), in the order of the columns.
INTENTS = "123456"
_HEAD = re.compile(
    r"^(poisoning by, adverse effects? of and underdosing of|poisoning by and adverse effect of|poisoning by"
    r"|toxic effects? of contact with|toxic effects? of)\s+(the\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DrugRow:
    """One substance. A column is the code without its 7th character (A, D, S), `T39.1X1`; empty where there is none."""

    substance: str
    code: str
    """The subcategory that the intent is added to, `T39.1X`, `T36.9`."""
    accidental: str
    self_harm: str
    assault: str
    undetermined: str
    adverse_effect: str
    underdosing: str
    names: tuple[str, ...] = ()
    """Brand names and other names."""


def drug_table(reference: Reference, text: str, limit: int = 60) -> tuple[DrugRow, ...]:
    """Rows whose substance, brand name or subcategory fits the text, best first; none for an empty text.

    Raises DataError where `drugs.csv` names a subcategory that the release does not have.
    """
    return find(_entries(reference.icd), text, limit)


def drug_names() -> dict[str, str]:
    """Every name of `drugs.csv`, substance or brand, and its subcategory: `Tylenol`, `T39.1X`."""
    found: dict[str, str] = {}
    for row in read_csv("drugs.csv"):
        for name in (row["substance"], *_names(row)):
            found.setdefault(name, row["code"])
    return found


@functools.lru_cache(maxsize=2)
def _entries(icd: IcdTable) -> tuple[Entry[DrugRow], ...]:
    """All rows in the order of the alphabet, made once for a release."""
    classes = list(_class_rows(icd))
    drugs = list(_drug_rows({row.code: row for row, _ in classes}))
    named = {(row.substance, row.code) for row in drugs}
    found = [(row, (row.substance, *terms)) for row, terms in classes if (row.substance, row.code) not in named]
    found.extend((row, (row.substance, *row.names)) for row in drugs)
    found.sort(key=lambda one: one[0].substance.lower())
    return tuple(entry(row, names, row.code) for row, names in found)


def _drug_rows(classes: Mapping[str, DrugRow]) -> Iterator[DrugRow]:
    """The rows of `drugs.csv`, with the codes of their subcategory."""
    for row in read_csv("drugs.csv"):
        if row["code"] not in classes:
            raise DataError(f"drugs.csv: {row['substance']}: {row['code']} is no subcategory with an intent.")
        yield replace(classes[row["code"]], substance=row["substance"], names=_names(row))


def _names(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in row["names"].split(";") if name.strip())


def _class_rows(icd: IcdTable) -> Iterator[tuple[DrugRow, tuple[str, ...]]]:
    """The rows of the tabular list, with the inclusion terms by which they are found too."""
    for category in CATEGORIES:
        found = icd.get(category)
        if found is not None:
            yield from _below(icd, found, ())


def _below(icd: IcdTable, code: IcdCode, terms: Sequence[str]) -> Iterator[tuple[DrugRow, tuple[str, ...]]]:
    first = icd.get(f"{code.code}1") if f"{code.code}1" in code.children else None
    if first is not None and "accidental" in first.title:
        told = (*terms, *_terms(code), *_terms(first))
        yield _class_row(code), told
        return
    # The terms of a heading hold for what is below it where that is one subcategory with a placeholder.
    passed = (*terms, *_terms(code)) if len(code.children) == 1 else ()
    for child in code.children:
        found = icd.get(child)
        if found is not None and not found.billable:
            yield from _below(icd, found, passed)


def _class_row(code: IcdCode) -> DrugRow:
    by_intent = {child[-1]: child for child in code.children}
    accidental, self_harm, assault, undetermined, adverse, under = (by_intent.get(intent, "") for intent in INTENTS)
    return DrugRow(_substance(code.title), code.code, accidental, self_harm, assault, undetermined, adverse, under)


def _terms(code: IcdCode) -> tuple[str, ...]:
    """Inclusion terms without the words that every one begins with."""
    return tuple(_substance(note.text) for note in code.inclusion_terms if not note.text.endswith("NOS"))


def _substance(title: str) -> str:
    """`penicillins` of `Poisoning by, adverse effect of and underdosing of penicillins`."""
    return _HEAD.sub("", title).replace("- ", "-")
