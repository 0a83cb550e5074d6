"""Modifiers on a line: known, at most four, each once, on a code that takes them, none that excludes another.

Sources: NUCC 1500 manual, item 24D; the tables `modifiers.yaml` and `modifier_use.yaml`, each row with its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import RuleMessage
from rules.modifier_use import bound_uses, refusals
from rules.procedure_kinds import modifier_list, within
from rules.tables import table

MOST_MODIFIERS = 4
_ITEM_24D = "NUCC 1500 manual, item 24D"
_MULTIPLE = "CMS Claims Processing Manual, ch. 12, 40.6; NCCI Policy Manual, ch. 1, R"
_BILATERAL = "Medicare physician fee schedule, bilateral indicator {0}; CMS Claims Processing Manual, ch. 12, 40.7"
_TAKES_50 = frozenset({"1", "3", ""})
_SIDES = frozenset({"RT", "LT"})


def check_modifiers(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Everything about the modifiers of each line alone."""
    for line in claim.lines:
        if not line.modifiers:
            continue
        yield from _form(claim, line)
        for modifier in sorted(line.marks):
            yield from _misplaced(claim, line, modifier)
        if len(line.marks) > 1:
            yield from _excluded(line)
            yield from _both_sides(line)
            yield from _order(line)
        yield from _fifty(claim, line)
        yield from _fifty_one(line)


def _form(claim: CodedClaim, line: ClaimLine) -> Iterator[RuleMessage]:
    if len(line.modifiers) > MOST_MODIFIERS:
        yield line.says("line.modifiers_many", "error", "A line carries at most four modifiers.", _ITEM_24D)
    if len(line.marks) < len(line.modifiers):
        yield line.says("line.modifier_repeated", "error", "A modifier stands twice on the line.", _ITEM_24D)
    for modifier in sorted(line.marks):
        if modifier not in claim.reference.modifiers:
            yield line.says("line.modifier_unknown", "error", f"{modifier[:20]} is no modifier.", _ITEM_24D)


def _misplaced(claim: CodedClaim, line: ClaimLine, modifier: str) -> Iterator[RuleMessage]:
    """A modifier on a code, for a payer or in a place that does not take it."""
    if line.entry is None:
        return
    refused = refusals(modifier, line.code)
    for row in refused[:1]:
        text = f"{modifier} {row.what}; {line.code} is not one."
        yield line.says("line.modifier_misplaced", row.severity, text, row.cites)
    if refused:
        return
    for row in bound_uses(modifier):
        payer, place = claim.encounter.payer, claim.encounter.place_of_service
        elsewhere = row.places is not None and place not in row.places
        other_payer = row.payers is not None and payer not in row.payers
        if (elsewhere or other_payer) and not within(line.code, row.but_for):
            rule = "line.modifier_place" if elsewhere else "line.modifier_misplaced"
            yield line.says(rule, row.severity, f"{modifier} {row.what}.", row.cites)


def _excluded(line: ClaimLine) -> Iterator[RuleMessage]:
    """Two modifiers of which only one can be true."""
    for row in table("modifiers")["one_of"]:
        found = [modifier for modifier in row["of"] if modifier in line.marks]
        allowed = [set(pair) for pair in row.get("but", ())]
        pair = next((pair for pair in combinations(found, 2) if set(pair) not in allowed), None)
        if pair is not None:
            rule = row.get("rule", "line.modifiers_exclude")
            text = f"{pair[0]} and {pair[1]} do not stand on one line: {row['why']}."
            yield line.says(rule, "error", text, row["cites"])


def _both_sides(line: ClaimLine) -> Iterator[RuleMessage]:
    if line.marks >= _SIDES and line.entry is not None and line.entry.system == "CPT":
        text = "RT and LT on one line: 50 says both sides, or each side has its own line."
        yield line.says("line.modifiers_exclude", "error", text, "CMS Claims Processing Manual, ch. 12, 40.7")


def _order(line: ClaimLine) -> Iterator[RuleMessage]:
    """What changes payment stands before what only informs."""
    informs, pays = modifier_list("informational"), modifier_list("payment")
    informed = ""
    for modifier in line.modifiers:
        if modifier in informs:
            informed = informed or modifier
        elif informed and modifier in pays:
            text = f"{modifier} changes the payment and stands before {informed}, which only informs."
            yield line.says("line.modifier_order", "info", text, "CMS Claims Processing Manual, ch. 26, 10.4, item 24D")
            return


def _fifty(claim: CodedClaim, line: ClaimLine) -> Iterator[RuleMessage]:
    """50 where the fee schedule does not pay both sides: indicator 0 no pair, 2 both sides already, 9 no concept."""
    entry = line.entry
    if "50" not in line.marks or entry is None or refusals("50", line.code) or entry.bilateral in _TAKES_50:
        return
    why = {
        "2": "its amount already covers both sides",
        "0": "the fee schedule knows no second side of it",
        "9": "sides mean nothing for it",
    }.get(entry.bilateral, "the fee schedule does not pay it so")
    text = f"50 is not taken on {line.code} (bilateral indicator {entry.bilateral}): {why}."
    yield line.says("line.modifier_misplaced", claim.firmly(), text, _BILATERAL.format(entry.bilateral))


def _fifty_one(line: ClaimLine) -> Iterator[RuleMessage]:
    """51 never goes on an add-on code or one that is exempt from the multiple procedure rule."""
    entry = line.entry
    if "51" not in line.marks or entry is None or refusals("51", line.code):
        return
    if line.is_add_on:
        text = f"51 never goes on an add-on code, and {line.code} is one."
        yield line.says("line.modifier_misplaced", "error", text, _MULTIPLE)
    elif line.code in table("modifiers")["exempt_from_51"]:
        text = f"{line.code} is exempt from 51."
        yield line.says("line.modifier_misplaced", "error", text, "CPT modifier 51 exempt codes")
    elif entry.multiple in {"0", "9"}:
        text = f"51 changes nothing on {line.code}: no multiple procedure rule applies (indicator {entry.multiple})."
        yield line.says("line.modifier_misplaced", "warning", text, _MULTIPLE)
