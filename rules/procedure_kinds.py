"""What kind of service a procedure code is (visit, surgery, test, drug), and the lists of modifiers that edits use.

Source: NCCI Policy Manual for Medicare Services, chapter 1; the runs of codes stand in `rules/tables/code_kinds.yaml`,
the lists of modifiers in `rules/tables/modifiers.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from rules.tables import table

_EACH = 20_000
"""Codes remembered: more than the product carries."""


def within(code: str, runs: Iterable[Iterable[str]]) -> bool:
    """Whether a code of five characters lies in one of the runs (first and last code, both included)."""
    return len(code) == 5 and any(low <= code <= high for low, high in runs)


@lru_cache(maxsize=_EACH)
def is_evaluation_and_management(code: str) -> bool:
    """Visits: office, hospital, preventive, eye examinations, Medicare's own visit codes."""
    return within(code, table("code_kinds")["evaluation_and_management"])


@lru_cache(maxsize=_EACH)
def kind_of(code: str) -> str:
    """`visit`, `surgery`, `anesthesia`, `imaging`, `laboratory`, `drug`, `vaccine`, ...; empty where none is known."""
    return next((row["kind"] for row in table("code_kinds")["kinds"] if within(code, row["runs"])), "")


@cache
def modifier_list(name: str) -> frozenset[str]:
    """One of the lists of `rules/tables/modifiers.yaml`, such as `ncci_bypass`."""
    return frozenset(table("modifiers")[name])
