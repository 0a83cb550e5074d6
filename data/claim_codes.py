"""Codes of claims and their answers: adjustment groups, claim frequency, 277 categories and statuses, CLP02.

Code numbers are the standards' own, the wording is ours; each table names its source in its header.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from data.models import DataError
from data.tables import read_csv

ClaimCodeTable = Literal["group_code", "claim_frequency", "claim_status_category", "claim_status", "claim_adjudication"]
_FILES: dict[ClaimCodeTable, str] = {
    "group_code": "group_codes.csv",
    "claim_frequency": "claim_frequency.csv",
    "claim_status_category": "claim_status_categories.csv",
    "claim_status": "claim_statuses.csv",
    "claim_adjudication": "claim_adjudication.csv",
}
_ACCEPTED = {"yes": True, "no": False, "": None}


@dataclass(frozen=True, slots=True)
class ClaimCode:
    """One code in our own words."""

    code: str
    meaning: str
    accepted: bool | None
    """Whether the claim is taken into processing (277), or decided and not denied (CLP02); None: neither is said."""
    usual_action: str
    valid: bool = True
    """False for a code that is no longer used."""


def load_claim_codes() -> Mapping[ClaimCodeTable, Mapping[str, ClaimCode]]:
    """All tables by name, each by code. Raises DataError where a row's `accepted` is no yes, no or blank."""
    return MappingProxyType({name: MappingProxyType(_table(file)) for name, file in _FILES.items()})


def _table(file: str) -> dict[str, ClaimCode]:
    found = {}
    for row in read_csv(file):
        if row["accepted"] not in _ACCEPTED:
            raise DataError(f"{file}: {row['code']}: accepted is {row['accepted']!r}; expected yes, no or blank.")
        found[row["code"]] = ClaimCode(
            row["code"], row["meaning"], _ACCEPTED[row["accepted"]], row["usual_action"], not row["ended"]
        )
    return found
