"""Pairs of procedures that Medicare does not pay together, and the modifiers that part them.

Sources: NCCI procedure-to-procedure edits; NCCI Policy Manual, chapter 1, section E: a modifier may stand on either
code of the pair; indicator 0 is never parted, 1 may be, 9 means that there is no edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from data import Reference
from rules.models import CodedLine, RuleMessage
from rules.procedure_kinds import is_evaluation_and_management, modifier_list

_MANUAL = "NCCI Policy Manual, ch. 1, E"


def bypassing_modifiers(one: CodedLine, two: CodedLine) -> frozenset[str]:
    """Modifiers on either line that part a pair with indicator 1.

    24, 25, 27 and 57 do so on a visit only; the same finger, vessel or side on both lines parts nothing.
    """
    parting: set[str] = set()
    for line, other in ((one, two), (two, one)):
        for modifier in modifier_list("ncci_bypass").intersection(line.modifiers):
            if modifier in modifier_list("evaluation_only") and not is_evaluation_and_management(line.code):
                continue
            if modifier in modifier_list("anatomic") and modifier in other.modifiers:
                continue
            parting.add(modifier)
    return frozenset(parting)


def check_ncci(reference: Reference, lines: Sequence[CodedLine]) -> Iterator[RuleMessage]:
    """One message for each pair that is not paid as coded."""
    for (i, one), (j, two) in combinations(enumerate(lines, start=1), 2):
        edit = reference.ncci_pair(one.code, two.code)
        if edit is None or edit.modifier_indicator == "9" or one.code == two.code:
            continue
        elements = (f"line {i}", f"line {j}")
        source = f"NCCI edit {edit.column_1}/{edit.column_2} of {edit.data_from}"
        if edit.modifier_indicator == "0":
            yield RuleMessage(
                "ncci.never",
                "error",
                elements,
                f"{edit.column_2} is part of {edit.column_1} and no modifier parts them.",
                f"{source}; {_MANUAL}",
            )
        elif not bypassing_modifiers(one, two):
            visit = next((line.code for line in (one, two) if is_evaluation_and_management(line.code)), None)
            how = f"25 on {visit}" if visit else "59 or XE, XP, XS, XU, or a modifier that names the place"
            yield RuleMessage(
                "ncci.bypass",
                "error",
                elements,
                f"{edit.column_2} is not paid beside {edit.column_1} without a modifier: {how}, where the services "
                "were distinct.",
                f"{source}; {_MANUAL}",
            )
