"""All reference data in one value: code sets, fee figures, edits, payers, contracts and reason codes.

`load` is the one way in. Everything it gives is read-only and may be shared by threads.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from types import MappingProxyType

from data import compile as icd_compile
from data.claim_codes import ClaimCode, ClaimCodeTable, load_claim_codes
from data.folder import default_folder
from data.follow_up import FollowUpAction, RootCause, load_follow_up_actions, load_root_causes
from data.icd import IcdTable
from data.loaders.store import LoadedRelease, ReleaseStore
from data.lookup import SearchIndex
from data.models import Contract, DataError, Modifier, NcciEdit, Payer, Place, ReasonCode, Window
from data.payers import load_contracts, load_payers
from data.policies import CoveragePolicy, load_policies
from data.procedures import Charges, FeeSchedule, NcciTable, ProcedureRows, ProcedureTable
from data.releases import Dated, LoadedEdits, as_of
from data.tables import read_csv, read_yaml


@dataclass(frozen=True, slots=True)
class Figures:
    """Where the Medicare figures come from and how they become dollars."""

    data_from: str
    year: int
    conversion_factor: Decimal
    charge_multiple: Decimal


@dataclass(frozen=True, eq=False)
class Reference:
    """What the code sets, fee schedules, payers and reason codes say, in one edition.

    Two values are never compared: it is known by identity, so that it can be a key of a cache.
    """

    edition: str
    window: Window
    release: str
    """Title of the ICD-10-CM release."""
    figures: Figures
    icd: IcdTable
    procedures: ProcedureTable
    modifiers: Mapping[str, Modifier]
    places: Mapping[str, Place]
    payers: Mapping[str, Payer]
    contracts: Mapping[str, Contract]
    policies: tuple[CoveragePolicy, ...]
    carc: Mapping[str, ReasonCode]
    rarc: Mapping[str, ReasonCode]
    claim_codes: Mapping[ClaimCodeTable, Mapping[str, ClaimCode]]
    """Group, frequency, 277 and CLP02 codes, by the name of their table."""
    root_causes: Mapping[str, RootCause]
    """What can stand behind a payer's answer, by id."""
    follow_up_actions: Mapping[str, FollowUpAction]
    fees: FeeSchedule
    edits: NcciTable | LoadedEdits
    practice_charges: Charges
    index: SearchIndex
    localities: Mapping[str, Mapping[str, str]]
    """Medicare's localities with their practice cost indices, by contractor and number: `10112-00`."""
    dates: Mapping[str, Dated]
    """From when each dated table is, by its name in `data.releases.TABLES`."""
    store: ReleaseStore
    """Releases that were loaded; `as_of` puts them in the place of the tables that ship."""

    def as_of(self, on: datetime.date) -> Reference:
        """The reference data with the loaded releases in force on a day; itself where none is loaded for it.

        A release loaded for an earlier time than the shipped table counts only for days before that one began.
        """
        newest: dict[str, LoadedRelease] = {}
        for release in self.store.releases():
            shipped = self.dates.get(release.kind)
            older = shipped is not None and release.start < shipped.start <= on
            if release.start <= on and not older:
                newest[release.kind] = release
        return as_of(self, self.store, tuple(newest.values()), on) if newest else self

    def dated(self, table: str) -> Dated:
        """From when a table is. KeyError for a table that has no date."""
        return self.dates[table]

    def carried_forward(self, table: str, on: datetime.date) -> bool:
        """Whether a day lies outside the time for which a table was published."""
        dated = self.dates[table]
        return not dated.start <= on <= dated.end

    def ncci(self, column_1: str, column_2: str) -> NcciEdit | None:
        """The edit of this pair in this order; None where there is none. Ask `ncci_known` of both codes first."""
        return self.edits.get(column_1, column_2)

    def ncci_pair(self, first: str, second: str) -> NcciEdit | None:
        """The edit of a pair in either order."""
        return self.edits.get(first, second) or self.edits.get(second, first)

    def ncci_known(self, code: str) -> bool:
        """Whether the edits loaded speak of this code at all."""
        return code.upper() in self.edits

    def charges(self, code: str) -> Decimal:
        """The practice's fee for one unit, whole dollars. KeyError where the product does not carry the code."""
        return self.practice_charges.of(code)

    def medicare_fee(self, code: str, facility: bool, modifier: str = "") -> Decimal | None:
        """The national Medicare amount for one unit, carried forward from `figures.data_from`.

        `modifier` is 26, TC or 53 where the schedule prices the component apart; other modifiers change nothing.
        None where the physician fee schedule gives no amount there.
        """
        return self.fees.amount(code, facility, modifier)


@functools.cache
def _loaded(folder: Path) -> Reference:
    settings = read_yaml("window.yaml")
    if not isinstance(settings, dict):
        raise DataError("window.yaml must hold edition, releases and figures.")
    version = metadata.version("simple-icd-10-cm")
    release = next((found for found in settings["releases"] if found["package_version"] == version), None)
    if release is None:
        known = ", ".join(found["package_version"] for found in settings["releases"])
        raise DataError(
            f"The package simple-icd-10-cm is {version}, but window.yaml knows {known}: install a version it knows."
        )
    compiled = icd_compile.compiled_file(folder, version)
    figures = _figures(settings["figures"])
    procedures = ProcedureTable(figures.data_from, ProcedureRows.shipped())
    fees = FeeSchedule.shipped(figures.conversion_factor)
    return Reference(
        edition=f"{release['release']}.{settings['edition']}",
        window=Window(*(datetime.date.fromisoformat(release[end]) for end in ("start", "end"))),
        release=release["title"],
        figures=figures,
        icd=IcdTable(compiled),
        procedures=procedures,
        modifiers=MappingProxyType({row["code"]: Modifier(**row) for row in read_csv("modifiers.csv")}),
        places=MappingProxyType(dict(_places())),
        payers=MappingProxyType(load_payers()),
        contracts=MappingProxyType(load_contracts()),
        policies=load_policies(),
        carc=MappingProxyType({row["code"]: ReasonCode(**row) for row in read_csv("carc.csv")}),
        rarc=MappingProxyType({row["code"]: ReasonCode(**row) for row in read_csv("rarc.csv")}),
        claim_codes=load_claim_codes(),
        root_causes=load_root_causes(),
        follow_up_actions=load_follow_up_actions(),
        fees=fees,
        edits=NcciTable(figures.data_from),
        practice_charges=Charges(fees, procedures, figures.charge_multiple),
        index=SearchIndex(compiled),
        localities=MappingProxyType({f"{row['mac']}-{row['locality']}": row for row in read_csv("gpci.csv")}),
        dates=MappingProxyType(_dates(settings["dates"])),
        store=ReleaseStore(folder),
    )


def load(folder: Path | None = None) -> Reference:
    """The reference data, read once for each process and folder.

    `folder` keeps the compiled ICD-10-CM and search index; None is `default_folder()`. Raises DataError where a
    table of the project cannot be used.
    """
    return _loaded((folder or default_folder()).absolute())


def _figures(settings: Mapping[str, str]) -> Figures:
    return Figures(
        data_from=settings["data_from"],
        year=int(settings["year"]),
        conversion_factor=Decimal(settings["conversion_factor"]),
        charge_multiple=Decimal(settings["charge_multiple"]),
    )


def _dates(settings: Mapping[str, Mapping[str, str]]) -> dict[str, Dated]:
    found = {}
    for table, days in settings.items():
        start, end = (datetime.date.fromisoformat(days[name]) for name in ("start", "end"))
        found[table] = Dated(f"{start:%Y-%m}", start, end)
    return found


def _places() -> Iterator[tuple[str, Place]]:
    for row in read_csv("places.csv"):
        yield row["code"], Place(row["code"], row["name"], row["facility"] == "yes")
