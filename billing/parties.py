"""Whom an answer is about: patient, insured, provider and payee as the claim named them.

A remittance repeats what was billed, so that the practice finds its account again; it knows nothing better.
"""

from __future__ import annotations

import re

from billing.models import Claim, RemittedParties


def parties_of(claim: Claim) -> RemittedParties:
    """The people and numbers of a claim; empty where the form says nothing."""
    item = {key: value.strip() for key, value in claim.items.items()}
    last, first, middle = _name(item.get("2", ""))
    insured_last, insured_first, _ = _insured(item)
    return RemittedParties(
        account=item.get("26", ""),
        patient_last_name=last,
        patient_first_name=first,
        patient_middle_initial=middle[:1],
        member_id=item.get("1a", ""),
        insured_last_name=insured_last,
        insured_first_name=insured_first,
        rendering_npi=next((line.J.strip() for line in claim.lines if line.J.strip()), ""),
        payee_name=item.get("33", ""),
        payee_npi=item.get("33a", ""),
        payee_tax_id=_tax_id(item.get("25", "")),
    )


def _insured(item: dict[str, str]) -> tuple[str, str, str]:
    """The insured where that is somebody else than the patient."""
    own = item.get("6", "").lower() == "self" or item.get("4", "").upper() in ("", "SAME")
    return ("", "", "") if own else _name(item["4"])


def _name(typed: str) -> tuple[str, str, str]:
    """Last, first and middle name of `LAST, FIRST, MIDDLE` (NUCC 1500 manual, item 2)."""
    last, first, middle, *_ = (*(part.strip() for part in typed.split(",")), "", "", "")
    return last, first, middle


def _tax_id(typed: str) -> str:
    digits = re.sub(r"\D", "", typed)
    return f"{digits[:2]}-{digits[2:]}" if len(digits) == 9 else typed
