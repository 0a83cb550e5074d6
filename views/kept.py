"""Codes that a learner comes back to, with what the code book says of them today."""

from __future__ import annotations

from typing import Any

from data import Reference
from records import KeptCode, KeptCodes


def named(reference: Reference, code: str, system: str) -> KeptCode | None:
    """The code as the book writes it and the set it belongs to; None where the book has no such code."""
    if system == "ICD10CM":
        diagnosis = reference.icd.get(code)
        return KeptCode(code=diagnosis.code, system="ICD10CM") if diagnosis else None
    procedure = reference.procedures.get(code)
    return KeptCode(code=procedure.code, system=procedure.system) if procedure else None


def payload(reference: Reference, kept: KeptCodes) -> dict[str, Any]:
    """Favorites and recent codes as the look-up's hits are drawn; codes that the book no longer has are left out."""
    return {
        "favorites": [hit for one in kept.favorites if (hit := _hit(reference, one))],
        "recent": [hit for one in kept.recent if (hit := _hit(reference, one))],
    }


def _hit(reference: Reference, kept: KeptCode) -> dict[str, Any] | None:
    if kept.system == "ICD10CM":
        code = reference.icd.get(kept.code)
        if code is None:
            return None
        seventh = bool(code.sevenths) and not code.billable and len(code.children[0].replace(".", "")) == 7
        return {
            "code": code.code,
            "system": "ICD10CM",
            "title": code.title,
            "billable": code.billable,
            "seventh": seventh,
            "why": "",
        }
    procedure = reference.procedures.get(kept.code)
    if procedure is None:
        return None
    return {
        "code": procedure.code,
        "system": procedure.system,
        "title": procedure.wording,
        "billable": True,
        "seventh": False,
        "why": "",
    }
