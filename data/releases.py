"""The reference data as of a day: loaded releases in place of the tables that ship.

Families, keys and claims rest on the tables that ship, so that a seed always gives the same case; the rule book's
questions and the look-up ask for the day's own release.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from data.icd import CompiledFile, IcdTable
from data.loaders.store import LoadedRelease, ReleaseStore
from data.lookup import SearchIndex
from data.models import NcciEdit
from data.procedures import FeeSchedule, ProcedureRows, ProcedureTable, Rows

if TYPE_CHECKING:
    from data.reference import Reference

UNWORDED = "No wording is carried for this number; load a licensed file of descriptors"


@dataclass(frozen=True)
class Dated:
    """From when a table is, and which days it is in force."""

    label: str
    """Year and month, `2024-07`."""
    start: datetime.date
    end: datetime.date


class LoadedEdits:
    """Procedure-to-procedure edits of a loaded release, as they stand on a day."""

    def __init__(self, file: CompiledFile, on: datetime.date, label: str) -> None:
        self._file, self._on, self._label = file, int(f"{on:%Y%m%d}"), label

    def get(self, column_1: str, column_2: str) -> NcciEdit | None:
        """The edit of a pair in this order, where it is in force on the day."""
        first, second = column_1.upper(), column_2.upper()
        row = self._file.one(
            "SELECT indicator FROM ncci WHERE column_1 = ? AND column_2 = ? AND first <= ? "
            "AND (last IS NULL OR last >= ?)",
            first,
            second,
            self._on,
            self._on,
        )
        return None if row is None else NcciEdit(first, second, str(row[0]), self._label)

    def __contains__(self, code: object) -> bool:
        return str(code) in self._known

    def __len__(self) -> int:
        row = self._file.one("SELECT count(*) FROM ncci")
        return int(str(row[0])) if row else 0

    @functools.cached_property
    def _known(self) -> frozenset[str]:
        rows = self._file.all("SELECT DISTINCT column_1 FROM ncci UNION SELECT DISTINCT column_2 FROM ncci")
        return frozenset(str(row[0]) for row in rows)


@functools.lru_cache(maxsize=32)
def as_of(
    reference: Reference, store: ReleaseStore, in_force: tuple[LoadedRelease, ...], on: datetime.date
) -> Reference:
    """The reference data with these releases in place of the tables that ship; `on` decides about pairs of edits."""
    by_kind = {release.kind: release for release in in_force}
    files = {kind: store.open(release) for kind, release in by_kind.items()}
    dated = {**reference.dates, **{kind: Dated(one.label, one.start, one.end) for kind, one in by_kind.items()}}
    changed = replace(reference, dates=dated)
    if "icd10cm" in files:
        changed = replace(changed, icd=IcdTable(files["icd10cm"]), index=SearchIndex(files["icd10cm"]))
    if "ncci" in files:
        changed = replace(changed, edits=LoadedEdits(files["ncci"], on, _month(by_kind["ncci"])))
    if "gpci" in files:
        changed = replace(changed, localities=_localities(files["gpci"]))
    figures = reference.figures
    if "fees" in files:
        rows = _fee_rows(files["fees"])
        factor = Decimal(next(iter(rows.values()))["factor"])
        start = by_kind["fees"].start
        figures = replace(figures, data_from=_month(by_kind["fees"]), year=start.year, conversion_factor=factor)
        changed = replace(changed, figures=figures, fees=FeeSchedule(factor, rows))
    if {"fees", "mue", "hcpcs", "cpt"} & set(files):
        table = ProcedureTable(figures.data_from, _procedure_rows(reference.procedures.rows, files))
        changed = replace(changed, procedures=table)
    return changed


def _month(release: LoadedRelease) -> str:
    """`July 2026`, as the figures that ship say it."""
    return f"{release.start:%B %Y}"


def _fee_rows(file: CompiledFile) -> dict[tuple[str, str], Mapping[str, str]]:
    names = [str(row[1]) for row in file.all("PRAGMA table_info(fees)")]
    found = (dict(zip(names, map(str, row), strict=True)) for row in file.all("SELECT * FROM fees"))
    return {(row["code"], row["modifier"]): row for row in found}


def _localities(file: CompiledFile) -> Mapping[str, Mapping[str, str]]:
    names = ("mac", "state", "locality", "name", "work", "pe", "mp")
    rows = (dict(zip(names, map(str, row), strict=True)) for row in file.all("SELECT * FROM gpci"))
    return {f"{row['mac']}-{row['locality']}": row for row in rows}


def _procedure_rows(shipped: ProcedureRows, files: Mapping[str, CompiledFile]) -> ProcedureRows:
    """Wordings and figures with those of loaded files in their place; a school's own descriptors come last."""
    wordings = dict(shipped.wordings)
    figures: Rows = shipped.figures
    units: Rows = shipped.units
    days: Rows = shipped.days
    if "fees" in files:
        figures = {code: row for (code, modifier), row in _fee_rows(files["fees"]).items() if not modifier}
        for code in figures:
            wordings.setdefault(code, (_system(code), UNWORDED))
    if "mue" in files:
        rows = files["mue"].all("SELECT code, units, indicator FROM mue")
        units = {str(code): {"units": str(count), "indicator": str(indicator)} for code, count, indicator in rows}
    if "hcpcs" in files:
        wordings = {code: found for code, found in wordings.items() if found[0] != "HCPCS"}
        loaded = files["hcpcs"].all("SELECT code, wording, added, ended FROM hcpcs")
        wordings.update({str(code): ("HCPCS", str(wording)) for code, wording, _, _ in loaded})
        limits = {str(code): {"from": _iso(added), "to": _iso(ended)} for code, _, added, ended in loaded}
        days = {**days, **limits}
    if "cpt" in files:
        rows = files["cpt"].all("SELECT code, wording FROM cpt")
        wordings.update({str(code): ("CPT", str(wording)) for code, wording in rows})
    return ProcedureRows(wordings, figures, units, shipped.primaries, days)


def _system(code: str) -> Literal["CPT", "HCPCS"]:
    return "HCPCS" if code[0].isalpha() else "CPT"


def _iso(day: object) -> str:
    text = "" if day is None else str(day)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text else ""
