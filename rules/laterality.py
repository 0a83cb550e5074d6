"""Which side a diagnosis code names, and which codes differ in nothing but the side.

Read from the official titles, because the character that carries the side is not at one place in every category.
Sources: ICD-10-CM Official Guidelines FY 2026, I.B.13 (laterality), I.B.2 (level of detail).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Literal

from data import IcdCode, Reference
from rules.models import RuleMessage

Side = Literal["right", "left", "bilateral", "unspecified", ""]

_LATERALITY = "ICD-10-CM Guidelines FY 2026, I.B.13"
_DETAIL = "ICD-10-CM Guidelines FY 2026, I.B.2"
_SIDES: tuple[Side, ...] = ("bilateral", "right", "left")
_FILLERS = frozenset({"unilateral", "of", "the", "side", "both", "eye", "ear"})
"""Words that come and go with the side: `right eye` beside `bilateral`."""


@lru_cache(maxsize=20_000)
def _words(title: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9']+", title.lower()))


@lru_cache(maxsize=20_000)
def side_named(title: str) -> Side:
    """The side that a title names; `unspecified` where it says that word and no side; empty where neither."""
    words = _words(title)
    for side in _SIDES:
        if side in words:
            return side
    return "unspecified" if "unspecified" in words else ""


@lru_cache(maxsize=20_000)
def _stems(title: str) -> frozenset[tuple[str, ...]]:
    """The title's words without the side, sorted; one form for each "unspecified" that may have meant the side."""
    words = sorted(w for w in _words(title) if w not in _FILLERS and w not in _SIDES)
    forms = {tuple(words)}
    if side_named(title) == "unspecified":
        words.remove("unspecified")
        forms = {tuple(words)}
    return frozenset(forms)


def same_but_for_side(title: str, other: str) -> bool:
    """Whether two official titles tell the same condition and name different sides (or one names none)."""
    mine, theirs = side_named(title), side_named(other)
    if not mine or not theirs or mine == theirs or {mine, theirs} == {"unspecified"}:
        return False
    return bool(_stems(title) & _stems(other))


def bilateral_among(title: str, candidates: Iterable[tuple[str, str]]) -> str:
    """The first code of (code, title) candidates that names both sides of the same condition, or empty."""
    for code, other in candidates:
        if side_named(other) == "bilateral" and same_but_for_side(title, other):
            return code
    return ""


# ---- over a list of codes --------------------------------------------------------------------------------


def check_laterality(reference: Reference, entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Bilateral beside a side, unspecified beside a side, both sides where one code says both."""
    for one, two in combinations(entries, 2):
        if one.code[:3] != two.code[:3] or one.code == two.code:
            continue
        if same_but_for_side(one.title, two.title):
            yield from _sides(reference, one, two)
        elif _less_said(reference, one, two) or _less_said(reference, two, one):
            less, more = (one, two) if _less_said(reference, one, two) else (two, one)
            yield RuleMessage(
                "icd.unspecified",
                "warning",
                (less.code, more.code),
                f"{less.code} ({less.title}) adds nothing beside {more.code} ({more.title}) if both are one condition.",
                _DETAIL,
            )


def _sides(reference: Reference, one: IcdCode, two: IcdCode) -> Iterator[RuleMessage]:
    sides = {side_named(one.title), side_named(two.title)}
    if sides == {"right", "left"}:
        both = bilateral_among(one.title, _neighbours(reference, one))
        if both:
            text = f"{one.code} and {two.code}: one code says both sides, {both}."
            yield RuleMessage("icd.bilateral", "error", (one.code, two.code), text, _LATERALITY)
        return
    what = "bilateral" if "bilateral" in sides else "unspecified side"
    text = f"{one.code} and {two.code} are the same condition with and without a side ({what})."
    yield RuleMessage("icd.laterality", "error", (one.code, two.code), text, _LATERALITY)


def _less_said(reference: Reference, less: IcdCode, more: IcdCode) -> bool:
    """Whether the first title is the unspecified form of what its own heading says and the second a named form."""
    head, mark, _ = less.title.partition(", unspecified")
    if not mark or "unspecified" in more.title.lower() or less.code[0] in "STVWXY":
        return False
    heading = reference.icd.get(less.parent or "")
    if heading is None or not more.code.startswith(heading.code):
        return False
    return _words(head)[:2] == _words(heading.title)[:2] or _words(head) == _words(more.title)[: len(_words(head))]


def _neighbours(reference: Reference, entry: IcdCode) -> Iterator[tuple[str, str]]:
    """Codes of the same category with their titles: where a bilateral sibling would stand."""
    todo = [entry.code[:3]]
    while todo:
        found = reference.icd.get(todo.pop())
        if found is None:
            continue
        if found.billable:
            yield found.code, found.title
        todo += found.children
