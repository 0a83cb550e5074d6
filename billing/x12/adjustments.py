"""CAS segments: why a charge was not paid in full, as a remittance and a secondary claim both tell it."""

from __future__ import annotations

from collections.abc import Sequence

from billing.models import Adjustment
from billing.values import ZERO
from billing.x12.interchange import Transaction, amount

TRIPLETS_MAX = 6
"""Reasons of one CAS."""
GROUP_WORDS = {
    "CO": "nobody owes it",
    "PR": "owed by the patient",
    "OA": "other",
    "PI": "the payer's own decision",
}


def adjustments(written: Transaction, loop: str, found: Sequence[Adjustment], line: int | None = None) -> None:
    """One CAS for each group code and six reasons; amounts of nothing are left out, reasons keep their order."""
    for group in dict.fromkeys(one.group for one in found):
        kept = [one for one in found if one.group == group and one.amount != ZERO]
        for start in range(0, len(kept), TRIPLETS_MAX):
            _segment(written, loop, group, kept[start : start + TRIPLETS_MAX], line)


def _segment(written: Transaction, loop: str, group: str, found: Sequence[Adjustment], line: int | None) -> None:
    elements = ["CAS", group]
    for one in found:
        elements += [one.carc, amount(one.amount), ""]
    said = ", ".join(f"{one.amount} reason {one.carc}" for one in found)
    keys = (f"24F.{line}",) if line else ()
    written.add(loop, elements, f"Adjusted, {GROUP_WORDS[group]}: {said}.", keys, line)
