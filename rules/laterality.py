"""Which side a diagnosis code names, and which codes differ in nothing but the side.

Read from the official titles, because the character that carries the side is not at one place in every category.
Source: ICD-10-CM Official Guidelines FY 2026, I.B.13.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Side = Literal["right", "left", "bilateral", "unspecified", ""]

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
