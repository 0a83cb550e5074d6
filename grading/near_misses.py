"""How near a wrong code comes to a right one: the same but for the side, for the 7th character, or less specific.

A near miss earns nothing, as a missing code does, but it takes nothing away as any other wrong code would. (A near
miss that earned points would make it pay to add a wrong code.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rules import is_evaluation_and_management, same_but_for_side, side_named
from rules.code_references import bare

if TYPE_CHECKING:
    from data import Reference

NearMiss = Literal["wrong_seventh_character", "wrong_side", "less_specific"]
CLOSENESS: tuple[NearMiss, ...] = ("wrong_seventh_character", "wrong_side", "less_specific")
_VAGUE = ("unspecified", "without complication")


def diagnosis_near_miss(reference: Reference, given: str, expected: str) -> NearMiss | None:
    """What kind of near miss the given code is to the expected one, or None."""
    mine, right = bare(given), bare(expected)
    if mine == right or mine[:3] != right[:3]:
        return None
    if len(mine) == len(right) == 7 and mine[:6] == right[:6]:
        return "wrong_seventh_character"
    if right.startswith(mine):
        return "less_specific"
    entry, wanted = reference.icd.get(given), reference.icd.get(expected)
    if entry is None or wanted is None:
        return None
    if same_but_for_side(entry.title, wanted.title):
        return "less_specific" if side_named(entry.title) == "unspecified" else "wrong_side"
    vague = any(word in entry.title.lower() and word not in wanted.title.lower() for word in _VAGUE)
    return "less_specific" if vague else None


def same_neighbourhood(given: str, expected: str) -> bool:
    """Whether a coder would choose between two procedure codes: both visits, or the same run of numbers."""
    if given == expected:
        return False
    if is_evaluation_and_management(given) and is_evaluation_and_management(expected):
        return True
    return given[:3] == expected[:3] and len(given) == len(expected)


def most_excused(near: list[list[int]]) -> dict[int, int]:
    """The greatest number of wrong codes that stand for different missing elements: {wrong code: element}.

    `near[i]` holds the elements that wrong code i comes near to, nearest first. The number does not depend on the
    order of the codes.
    """
    taken: dict[int, int] = {}

    def place(code: int, seen: set[int]) -> bool:
        for element in near[code]:
            if element in seen:
                continue
            seen.add(element)
            if element not in taken or place(taken[element], seen):
                taken[element] = code
                return True
        return False

    for code in range(len(near)):
        place(code, set())
    return {code: element for element, code in taken.items()}
