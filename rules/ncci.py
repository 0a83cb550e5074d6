"""Pairs of procedures that Medicare does not pay together, and the modifiers that part them.

Sources: NCCI procedure-to-procedure edits; NCCI Policy Manual, chapter 1, section E: a modifier may stand on either
code of the pair; indicator 0 is never parted, 1 may be, 9 means that there is no edit.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from data import NcciEdit, Reference
from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import CodedLine, RuleMessage
from rules.procedure_kinds import is_evaluation_and_management, kind_of, modifier_list

_MANUAL = "NCCI Policy Manual, ch. 1, E"


def bypassing_modifiers(one: CodedLine, two: CodedLine) -> frozenset[str]:
    """Modifiers on either line that part a pair with indicator 1.

    24, 25, 27 and 57 do so on a visit only, 59 and the X modifiers never there, 91 on a laboratory test only; the same
    finger, vessel or side on both lines parts nothing.
    """
    if not one.modifiers and not two.modifiers:
        return frozenset()
    parting: set[str] = set()
    for line, other in ((one, two), (two, one)):
        for modifier in modifier_list("ncci_bypass").intersection(line.modifiers):
            if _parts(modifier, line, other):
                parting.add(modifier)
    return frozenset(parting)


def _parts(modifier: str, line: CodedLine, other: CodedLine) -> bool:
    visit = is_evaluation_and_management(line.code)
    if modifier in modifier_list("evaluation_only"):
        return visit
    if modifier in modifier_list("distinct_service"):
        return not visit
    if modifier == "91":
        return kind_of(line.code) == "laboratory"
    return not (modifier in modifier_list("anatomic") and modifier in other.modifiers)


def edit_of(reference: Reference, one: str, two: str) -> NcciEdit | None:
    """The edit in force of a pair in either order; None too where the indicator is 9 or the codes are the same."""
    if one == two:
        return None
    edit = reference.ncci_pair(one, two)
    return None if edit is None or edit.modifier_indicator == "9" else edit


def check_ncci(claim: CodedClaim) -> Iterator[RuleMessage]:
    """One message for each pair that is not paid as coded."""
    known = [line for line in claim.lines if line.entry is not None]
    for one, two in combinations(known, 2):
        edit = edit_of(claim.reference, one.code, two.code)
        if edit is None:
            continue
        source = f"NCCI edit {edit.column_1}/{edit.column_2} of {edit.data_from}"
        if edit.modifier_indicator == "0":
            text = f"{edit.column_2} is part of {edit.column_1} and no modifier parts them; {edit.column_2} is denied."
            yield RuleMessage("ncci.never", "error", (one.name, two.name), text, f"{source}; {_MANUAL}")
        elif not bypassing_modifiers(one.coded, two.coded):
            text = (
                f"{edit.column_2} is not paid beside {edit.column_1} without a modifier: {_way(one, two)}, where the "
                "services were distinct."
            )
            yield RuleMessage("ncci.bypass", "error", (one.name, two.name), text, f"{source}; {_MANUAL}")


def _way(one: ClaimLine, two: ClaimLine) -> str:
    visit = next((line.code for line in (one, two) if line.is_visit), None)
    return f"25 on {visit}" if visit else "59 or XE, XP, XS, XU, or a modifier that names the place"
