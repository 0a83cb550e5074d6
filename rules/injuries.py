"""Injuries, poisonings and what is left of them: which stands first, one burn a site, external causes that agree.

Sources: ICD-10-CM Official Guidelines FY 2026, I.C.19.d (burns), I.C.19.e.5 (adverse effect, poisoning, underdosing,
toxic effect), I.B.10 (sequela), I.C.20 (external causes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from data import IcdCode
from rules.code_references import bare, code_spans, in_spans
from rules.laterality import side_named
from rules.models import RuleMessage

_GUIDELINES = "ICD-10-CM Guidelines FY 2026, "
_POISONING = code_spans("T36-T50 with fifth or sixth character 1-4")
_BEFORE_POISONING = code_spans("O00-O9A, P00-P96, T51-T65")
_BURNS = code_spans("T20-T25")
_DEGREES = {"0": 0, "1": 1, "2": 2, "3": 3, "4": 0, "5": 1, "6": 2, "7": 3}
_ONCE = code_spans("Y92, Y93, Y99")


def seventh(code: str) -> str:
    """The 7th character of a code, or empty."""
    return bare(code)[6:7]


def check_injuries(entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Everything of chapters 19 and 20 that no table says."""
    injuries = [entry for entry in entries if entry.code[0] in "ST"]
    causes = [entry for entry in entries if entry.code[0] in "VWXY"]
    if injuries:
        yield from _poisoning_first(entries)
        yield from _one_burn_a_site(injuries)
    if injuries and causes:
        yield from _causes_agree(injuries, causes)


def _poisoning_first(entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """A poisoning goes before all but pregnancy codes; after the first encounter the order is not as certain."""
    for place, entry in enumerate(entries):
        if not in_spans(entry.code, _POISONING):
            continue
        before = [one for one in entries[:place] if not in_spans(one.code, (*_POISONING, *_BEFORE_POISONING))]
        if before:
            yield RuleMessage(
                "icd.poisoning_first",
                "error" if seventh(entry.code) == "A" and before[0].code[0] not in "Z" else "warning",
                (entry.code, before[0].code),
                f"{entry.code} is a poisoning and goes first, before {before[0].code}.",
                _GUIDELINES + "I.C.19.e.5.b",
            )
        return


def _one_burn_a_site(injuries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Burns of one place are one code, of the highest degree there (I.C.19.d.2)."""
    burns = [entry for entry in injuries if in_spans(entry.code, _BURNS) and bare(entry.code)[3:4] in _DEGREES]
    for one, two in combinations(burns, 2):
        first, second = bare(one.code), bare(two.code)
        if first[:3] != second[:3] or first[4:6] != second[4:6] or first[3] == second[3]:
            continue
        if side_named(one.title) == side_named(two.title) and (first[3] in "0123") == (second[3] in "0123"):
            gravest = max((one, two), key=lambda entry: _DEGREES[bare(entry.code)[3]])
            yield RuleMessage(
                "icd.one_burn_a_site",
                "error",
                (one.code, two.code),
                f"{one.code} and {two.code} are one place: only the highest degree is reported, {gravest.code}.",
                _GUIDELINES + "I.C.19.d.2",
            )


def _encounter(code: str) -> str:
    """Which encounter a 7th character is of: A (active treatment), D (healing), S (sequela), or empty."""
    stage = seventh(code)
    return "A" if stage and stage in "ABC" else "S" if stage == "S" else "D" if stage else ""


def _causes_agree(injuries: Sequence[IcdCode], causes: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """The cause is of the same encounter as the injury; place, activity and status are told once."""
    encounters = {found for entry in injuries if (found := _encounter(entry.code))}
    if not encounters:
        return
    for cause in causes:
        if (found := _encounter(cause.code)) and found not in encounters:
            yield RuleMessage(
                "icd.cause_encounter",
                "warning",
                (cause.code,),
                f"{cause.code}: its 7th character {seventh(cause.code)} is of another encounter than the injury's.",
                _GUIDELINES + "I.C.20.a.2",
            )
        if "A" not in encounters and in_spans(cause.code, _ONCE):
            yield RuleMessage(
                "icd.cause_once",
                "warning",
                (cause.code,),
                f"{cause.code} is reported once only, at the first encounter for treatment.",
                _GUIDELINES + "I.C.20.b, I.C.20.c and I.C.20.k",
            )
