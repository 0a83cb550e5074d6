"""Professional and technical component: 26 and TC on codes that have them, and what a physician bills in a hospital.

PC/TC indicator: 0 physician service, 1 diagnostic test with both parts, 2 professional part only, 3 technical part
only, 4 the whole test only, 5 incident to a physician, 6 laboratory interpretation, 7 therapy, 8 and 9 neither.
Sources: CMS Claims Processing Manual, ch. 23, addendum (PC/TC indicator); ch. 13, 20.2 (hospital patients).
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import RuleMessage, Severity
from rules.modifier_use import refusals

HOSPITAL = frozenset({"19", "21", "22", "23"})
"""Where the hospital is paid for equipment and staff."""
_PARTS = "Medicare physician fee schedule, PC/TC indicator {0}; CMS Claims Processing Manual, ch. 23, addendum"
_HOSPITAL = "CMS Claims Processing Manual, ch. 13, 20.2; PC/TC indicator {0}"


def check_components(claim: CodedClaim) -> Iterator[RuleMessage]:
    """26 and TC line by line."""
    in_hospital = claim.encounter.place_of_service in HOSPITAL
    for line in claim.lines:
        entry = line.entry
        if entry is None or not entry.pc_tc:
            continue
        yield from _without_parts(claim, line, entry.pc_tc)
        if in_hospital:
            yield from _in_hospital(claim, line, entry.pc_tc)


def _without_parts(claim: CodedClaim, line: ClaimLine, indicator: str) -> Iterator[RuleMessage]:
    for modifier in ("26", "TC"):
        if modifier not in line.marks or refusals(modifier, line.code):
            continue
        takes = {"1"} | ({"6"} if modifier == "26" else set())
        if indicator not in takes:
            firm = line.kind != "laboratory" or claim.by_medicare_rules
            what = "no professional and technical part" if indicator not in {"6", "8"} else "no part of that kind"
            text = f"{line.code} has {what}: {modifier} does not go on it."
            severity: Severity = "error" if firm else "warning"
            yield line.says("line.modifier_misplaced", severity, text, _PARTS.format(indicator))


def _in_hospital(claim: CodedClaim, line: ClaimLine, indicator: str) -> Iterator[RuleMessage]:
    """The hospital bills equipment, staff and drugs of its patients; the physician bills the reading alone."""
    place, cites = claim.encounter.place_of_service, _HOSPITAL.format(indicator)
    if indicator == "1" and "TC" in line.marks:
        text = f"The technical part of {line.code} is the hospital's at place of service {place}: no TC by a physician."
        yield line.says("line.technical_in_hospital", claim.firmly(), text, cites)
    elif indicator == "1" and "26" not in line.marks:
        text = f"At place of service {place} the physician bills the reading of {line.code} with 26."
        yield line.says("line.professional_part", claim.firmly(), text, cites)
    elif indicator in {"3", "4"}:
        what = "the technical part" if indicator == "3" else "the whole test"
        text = f"{line.code} is {what}, which a physician does not bill at place of service {place}."
        yield line.says("line.technical_in_hospital", claim.firmly(), text, cites)
    elif indicator == "5":
        text = (
            f"{line.code} is given by staff incident to a physician; at place of service {place} it is the hospital's."
        )
        yield line.says("line.incident_to", claim.firmly(), text, cites)
