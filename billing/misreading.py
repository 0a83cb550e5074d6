"""What a payer's own mistake makes of a claim before anything is decided: modifiers dropped, diagnoses overlooked.

The reasons for denial then see what the payer sees; the remittance shows the line as it was billed.
"""

from __future__ import annotations

from billing.models import Claim, ClaimLine
from billing.payer_file import PayerFile

SETS_APART = frozenset({"24", "25", "57", "58", "59", "76", "77", "78", "79", "91", "XE", "XP", "XS", "XU"})
"""Modifiers that tell a payer why a service is paid beside another one."""


def claim_as_read(claim: Claim, file: PayerFile) -> Claim:
    """The claim as the payer takes it in; the claim itself where it makes no such mistake."""
    if not file.mistakes:
        return claim
    return claim.model_copy(update={"lines": tuple(_line_as_read(line, file) for line in claim.lines)})


def _line_as_read(line: ClaimLine, file: PayerFile) -> ClaimLine:
    code = line.D[0].strip().upper() if line.D else ""
    changed: dict[str, object] = {}
    if file.mistake("modifier_ignored", code):
        changed["D"] = tuple(part for part in line.D if part.strip().upper() not in SETS_APART)
    if file.mistake("diagnosis_ignored", code):
        changed["E"] = line.E.strip()[:1]
    return line.model_copy(update=changed) if changed else line
