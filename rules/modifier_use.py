"""Which codes, payers and places take a modifier: `rules/tables/modifier_use.yaml`, read once and asked by code.

A modifier that the table does not name is taken on any code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from rules.models import Severity
from rules.procedure_kinds import is_evaluation_and_management, kind_of, within
from rules.tables import table

EVALUATION = "evaluation"
Runs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ModifierUse:
    """One row of the table."""

    modifiers: frozenset[str]
    only_kinds: frozenset[str]
    only_runs: Runs
    never_kinds: frozenset[str]
    never_runs: Runs
    but_for: Runs
    payers: frozenset[str] | None
    places: frozenset[str] | None
    severity: Severity
    what: str
    cites: str

    def takes(self, code: str) -> bool:
        """Whether the row lets its modifiers stand on a code."""
        kinds = {kind_of(code)}
        if is_evaluation_and_management(code):
            kinds.add(EVALUATION)
        if self.never_kinds & kinds or within(code, self.never_runs):
            return False
        bound = bool(self.only_kinds or self.only_runs)
        return not bound or bool(self.only_kinds & kinds) or within(code, self.only_runs)


@lru_cache(maxsize=100_000)
def refusals(modifier: str, code: str) -> tuple[ModifierUse, ...]:
    """The rows that keep a modifier off a code whatever the payer and the place, the firmest first."""
    return tuple(sorted((row for row in uses(modifier) if not row.takes(code)), key=lambda row: row.severity))


@cache
def bound_uses(modifier: str) -> tuple[ModifierUse, ...]:
    """The rows that bind a modifier to payers or places."""
    return tuple(row for row in uses(modifier) if row.payers is not None or row.places is not None)


@cache
def uses(modifier: str) -> tuple[ModifierUse, ...]:
    """All rows about a modifier."""
    return tuple(row for row in _rows() if modifier in row.modifiers)


@cache
def _rows() -> tuple[ModifierUse, ...]:
    return tuple(_row(row) for row in table("modifier_use"))


def _row(row: Mapping[str, Any]) -> ModifierUse:
    return ModifierUse(
        modifiers=frozenset(row["modifiers"]),
        only_kinds=frozenset(row.get("only_kinds", ())),
        only_runs=_runs(row, "only_runs"),
        never_kinds=frozenset(row.get("never_kinds", ())),
        never_runs=_runs(row, "never_runs"),
        but_for=_runs(row, "but_for"),
        payers=frozenset(row["payers"]) if "payers" in row else None,
        places=frozenset(row["places"]) if "places" in row else None,
        severity=cast("Severity", row.get("severity", "error")),
        what=row["what"],
        cites=row["cites"],
    )


def _runs(row: Mapping[str, Any], name: str) -> Runs:
    return tuple((low, high) for low, high in row.get(name, ()))
