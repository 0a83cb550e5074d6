"""Which procedure codes count as evaluation and management, and which modifiers do what to an edit.

Source: NCCI Policy Manual for Medicare Services, chapter 1, sections D and E; the lists stand in
`rules/tables/modifiers.yaml`.
"""

from __future__ import annotations

from functools import cache

from rules.tables import table


def is_evaluation_and_management(code: str) -> bool:
    """Visits: office, hospital, preventive, eye examinations, Medicare's own visit codes."""
    return any(len(code) == 5 and low <= code <= high for low, high in table("modifiers")["evaluation_and_management"])


@cache
def modifier_list(name: str) -> frozenset[str]:
    """One of the lists of `rules/tables/modifiers.yaml`, such as `ncci_bypass`."""
    return frozenset(table("modifiers")[name])
