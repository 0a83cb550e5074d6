"""The Table of Neoplasms: a site, and its code by behavior: malignant primary and secondary, in situ, benign and so on.

Sites are the malignant neoplasms of the tabular list; `neoplasm_sites.csv` tells which codes of the other blocks are
of the same site, and the side is matched by the titles. Codes of other blocks that no site holds stand by themselves.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.icd import IcdTable
from data.models import DataError, IcdCode
from data.table_rows import Entry, entry, find
from data.tables import read_csv

if TYPE_CHECKING:
    from data.reference import Reference

_COLUMNS = ("secondary", "in_situ", "benign", "uncertain", "unspecified")
_LETTERS = "0123456789AB"
# Blocks of chapter 2 by column (ICD-10-CM tabular list, C00-D49), as first and last category.
_BLOCKS = {
    "primary": (("C00", "C76"), ("C7A", "C7A"), ("C80", "C96")),
    "secondary": (("C77", "C79"), ("C7B", "C7B")),
    "in_situ": (("D00", "D09"),),
    "benign": (("D10", "D36"), ("D3A", "D3A")),
    "uncertain": (("D37", "D48"),),
    "unspecified": (("D49", "D49"),),
}
_SIDE = re.compile(r"\b(right|left|bilateral)\b")
_UNSPECIFIED = re.compile(r", unspecified$|\bunspecified ")
_LID = re.compile(r"\b(upper|lower)\b(?= eyelid)")
# Wording before the site, and how the site reads with what it says of the kind of growth.
_HEADS = (
    (re.compile(r"^Unspecified malignant neoplasm of (?=.*skin)"), "{}"),
    (re.compile(r"^Basal cell carcinoma of "), "{}, basal cell carcinoma"),
    (re.compile(r"^Squamous cell carcinoma of "), "{}, squamous cell carcinoma"),
    (re.compile(r"^Other specified malignant neoplasm of "), "{}, other specified type"),
    (re.compile(r"^Malignant melanoma of "), "{}, melanoma"),
    (re.compile(r"^Merkel cell carcinoma of "), "{}, Merkel cell carcinoma"),
    (re.compile(r"^(?:Malignant neoplasm|Malignant \(primary\) neoplasm)(?: of|,) "), "{}"),
    (re.compile(r"^Secondary(?: and unspecified)? malignant neoplasm of "), "{}"),
    (re.compile(r"^(?:Other b|B)enign neoplasms? of "), "{}"),
    (re.compile(r"^Neoplasm of (?:uncertain|unspecified) behavior of (?:the )?"), "{}"),
    (re.compile(r"^Carcinoma in situ of "), "{}"),
)


@dataclass(frozen=True, slots=True)
class NeoplasmRow:
    """One site. Each column is a complete code; empty where the code set has none of this site."""

    site: str
    primary: str
    secondary: str
    in_situ: str
    benign: str
    uncertain: str
    unspecified: str


def neoplasm_table(reference: Reference, text: str, limit: int = 60) -> tuple[NeoplasmRow, ...]:
    """Rows whose site, or a code of theirs, fits the text, best first; none for an empty text.

    Raises DataError where `neoplasm_sites.csv` names a code that the release does not have.
    """
    return find(_entries(reference.icd), text, limit)


@functools.lru_cache(maxsize=2)
def _entries(icd: IcdTable) -> tuple[Entry[NeoplasmRow], ...]:
    """All rows in the order of the tabular list, made once for a release."""
    sites = {row["primary"]: row for row in _site_rows()}
    rows = [_row(icd, code, _site_of(sites, code.code)) for code in _codes(icd, "primary")]
    held = {code for row, _ in rows for code in _row_codes(row)}
    for column in _COLUMNS:
        found = [code for code in _codes(icd, column) if code.code not in held]
        alone = [_alone(icd, code, column, _site_of(sites, code.code)) for code in found]
        held.update(code for row in alone for code in _row_codes(row))
        rows.extend((row, ()) for row in alone)
    # `colon` is the name of `colon, unspecified`, before that of the sites that are called so too.
    return tuple(
        entry(row, (_UNSPECIFIED.sub("", row.site), row.site, *names), _row_codes(row)[0]) for row, names in rows
    )


def _own_names(row: NeoplasmRow) -> tuple[str, str]:
    """`colon` is the name of `colon, unspecified`, before that of the sites that are called so too."""
    return _UNSPECIFIED.sub("", row.site), row.site


def _site_rows() -> Iterator[dict[str, str]]:
    """The rows of `neoplasm_sites.csv`, one for each beginning that a row names."""
    for row in read_csv("neoplasm_sites.csv"):
        for primary in row["primary"].split():
            yield {**row, "primary": primary}


def _site_of(sites: Mapping[str, Mapping[str, str]], code: str) -> Mapping[str, str]:
    """The row of the longest beginning of a code; empty where none is named."""
    return next((sites[code[:length]] for length in range(len(code), 2, -1) if code[:length] in sites), {})


def _row(icd: IcdTable, code: IcdCode, site: Mapping[str, str]) -> tuple[NeoplasmRow, Sequence[str]]:
    """The row of a malignant primary, and the other names of its site."""
    # Sites that overlap and kinds of growth have a code as malignant primary only (ICD-10-CM Table of Neoplasms).
    alone = "verlapping" in code.title or ("," in _head(code.title)[1] and not code.code.startswith("C43"))
    columns = {column: "" if alone else _same_side(icd, site.get(column, ""), code.title) for column in _COLUMNS}
    names = [name.strip() for name in site.get("words", "").split(";") if name.strip()]
    return NeoplasmRow(_site(code.title), code.code, **columns), names


def _same_side(icd: IcdTable, given: str, title: str) -> str:
    """The code itself, or of those below a heading with a dash the one that is of the same side as the title."""
    if not given:
        return ""
    heading = icd.get(given.rstrip("-"))
    if heading is None or (heading.billable and given.endswith("-")):
        raise DataError(f"neoplasm_sites.csv: {given} is not in this release as it is used.")
    if not given.endswith("-"):
        return heading.code
    fitting = [code for code, sides in _sided(icd, heading.code) if sides == _sides(title)]
    return fitting[0] if len(fitting) == 1 else ""


@functools.lru_cache(maxsize=256)
def _sided(icd: IcdTable, heading: str) -> tuple[tuple[str, tuple[str, str]], ...]:
    """The billable codes below a heading, with their side."""
    return tuple((code.code, _sides(code.title)) for code in _billable(icd, heading))


def _sides(title: str) -> tuple[str, str]:
    """Right, left or both, and upper or lower of an eyelid; empty where the title does not tell."""
    side, lid = _SIDE.search(title), _LID.search(title)
    return (side[0] if side else "", lid[0] if lid else "")


def _codes(icd: IcdTable, column: str) -> Iterator[IcdCode]:
    """The billable codes of the blocks of a column, in the order of the tabular list."""
    for first, last in _BLOCKS[column]:
        for category in _categories(first, last):
            yield from _billable(icd, category)


def _categories(first: str, last: str) -> Iterator[str]:
    """`C00` to `C76`, with the categories that end in a letter in their place."""
    names = (f"{first[0]}{tens}{ones}" for tens in "0123456789" for ones in _LETTERS)
    inside = (name for name in names if first <= name <= last)
    return (name for name in inside if name == first or name not in {"C7A", "C7B", "D3A"})


def _billable(icd: IcdTable, code: str) -> Iterator[IcdCode]:
    found = icd.get(code)
    if found is None:
        return
    if found.billable:
        yield found
    for child in found.children:
        yield from _billable(icd, child)


def _alone(icd: IcdTable, code: IcdCode, column: str, site: Mapping[str, str]) -> NeoplasmRow:
    """The row of a code that no malignant primary's site holds."""
    columns = {other: _same_side(icd, site.get(other, ""), code.title) for other in _COLUMNS}
    return NeoplasmRow(_site(code.title), "", **{**columns, column: code.code})


def _row_codes(row: NeoplasmRow) -> tuple[str, ...]:
    return tuple(filter(None, (row.primary, *(getattr(row, column) for column in _COLUMNS))))


def _head(title: str) -> tuple[str, str]:
    """The site in a title, and the pattern that tells the kind of growth beside it."""
    for head, pattern in _HEADS:
        found = head.match(title)
        if found:
            return title[found.end() :], pattern
    return title, "{}"


def _site(title: str) -> str:
    """`right ovary` of `Malignant neoplasm of right ovary`; `skin of nose, basal cell carcinoma`."""
    site, pattern = _head(title)
    return pattern.format(site)
