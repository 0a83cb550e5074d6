"""What X12 files want to know that no form says: kinds of payers, provider taxonomy, status codes of rejected claims.

Read from `filing_indicators.csv`, `taxonomies.csv` and `claim_rejections.csv` in this folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast, get_args

from data.models import CoverageKind, DataError
from data.tables import read_csv


@dataclass(frozen=True, slots=True)
class FilingIndicator:
    """How one kind of payer is named in X12."""

    claim: str
    """837P, SBR09, where no contract says it."""
    insurance: str
    """271, EB04; empty where that list has no word for it."""
    group_type: str
    """837P, SBR05, where Medicare pays after it; empty where the patient's age decides."""
    meaning: str


@cache
def filing_indicators() -> Mapping[CoverageKind, FilingIndicator]:
    """Every kind of coverage. Raises DataError where one is missing."""
    found = {
        row["kind"]: FilingIndicator(row["claim"], row["insurance"], row["group_type"], row["meaning"])
        for row in read_csv("filing_indicators.csv")
    }
    missing = set(get_args(CoverageKind)) ^ set(found)
    if missing:
        raise DataError(f"filing_indicators.csv: missing or unknown kinds {sorted(missing)}.")
    return MappingProxyType(cast(dict[CoverageKind, FilingIndicator], found))


@cache
def _taxonomies() -> Mapping[str, str]:
    return MappingProxyType({row["of"]: row["code"] for row in read_csv("taxonomies.csv")})


def taxonomy(specialty: str, credential: str = "") -> str:
    """The NUCC taxonomy code of a specialty as families name it; a credential that has its own goes first.

    Empty where the table knows neither: an electronic claim may leave it out.
    """
    known = _taxonomies()
    return known.get(credential.upper()) or known.get(specialty.strip().lower().replace(" ", "-"), "")


Seer = Literal["clearinghouse", "payer"]


@dataclass(frozen=True, slots=True)
class RejectionCodes:
    """What a 277CA says of a claim that an edit sends back."""

    id: str
    """Edit and item."""
    edit: str
    item: str
    """First characters of the item that the codes are for; empty: any."""
    seen_by: Seer
    """Who can see it: the clearinghouse without any member file, or only the payer's front end."""
    category: str
    status: str
    entity: str
    """Entity code, STC01-3; empty where the status names none."""
    meaning: str


@cache
def rejection_codes() -> tuple[RejectionCodes, ...]:
    """All rows in their order; of one edit the first whose item fits speaks. Raises DataError for an unknown seer."""
    rows = tuple(RejectionCodes(**row) for row in read_csv("claim_rejections.csv"))  # type: ignore[arg-type]
    strange = [row.edit for row in rows if row.seen_by not in get_args(Seer)]
    if strange:
        raise DataError(f"claim_rejections.csv: {strange[0]}: seen_by is clearinghouse or payer.")
    return rows
