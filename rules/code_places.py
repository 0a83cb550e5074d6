"""Codes and the place of service: which visits belong where, and which services are not given from afar.

Sources: CMS Place of Service code set; the table `rules/tables/code_places.yaml`, each row with its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rules.coded_claim import CodedClaim
from rules.models import RuleMessage
from rules.procedure_kinds import within
from rules.tables import table

_SET = "CMS Place of Service code set; NUCC 1500 manual, item 24B"
_AFAR = frozenset({"02", "10"})
_HANDS_ON = frozenset({"surgery", "anesthesia", "imaging", "vaccine administration", "ambulance"})


def check_places(claim: CodedClaim) -> Iterator[RuleMessage]:
    """An unknown place, and codes that do not belong to the place."""
    place = claim.encounter.place_of_service
    if place not in claim.reference.places:
        yield RuleMessage("place.unknown", "error", (place,), f"{place[:20]} is no place of service.", _SET)
        return
    name = claim.reference.places[place].name
    for line in claim.lines:
        if line.entry is None:
            continue
        for row in table("code_places"):
            if within(line.code, row["codes"]) and _wrong(row, place):
                text = f"{line.code} does not belong to place of service {place} ({name}): {row['why']}."
                yield line.says("line.place", row.get("severity", "error"), text, row["cites"])
                break
        if place in _AFAR and line.kind in _HANDS_ON and "26" not in line.marks:
            text = f"{line.code} is done with hands on the patient, not from afar (place of service {place})."
            yield line.says("line.place", "error", text, "CMS Place of Service code set, 02 and 10; ch. 12, 190")


def _wrong(row: Mapping[str, Any], place: str) -> bool:
    return place in row["not_at"] if "not_at" in row else place not in row["only_at"]
