"""Finds rows of a table by what somebody types: whole names first, then begun words, then misspellings.

The Table of Drugs and the Table of Neoplasms are both looked up so; the search over all codes is in `data.lookup`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from data.words import distance, telling, words

Row = TypeVar("Row")
# A word of this many letters may be misspelled by so many; a shorter one must be right.
_MISTAKES = ((8, 2), (5, 1))


@dataclass(frozen=True, slots=True)
class Entry(Generic[Row]):
    """A row, its names in words, the first one as the table shows it, and the code it answers to."""

    row: Row
    names: tuple[tuple[str, ...], ...]
    code: str


def entry(row: Row, names: Sequence[str], code: str) -> Entry[Row]:
    """A row that is found by any word of its names, or by the beginning of its code."""
    return Entry(row, tuple(tuple(words(name)) for name in names), code)


def find(entries: Sequence[Entry[Row]], text: str, limit: int) -> tuple[Row, ...]:
    """At most `limit` rows that hold every word of the text, best first; none for a text without words."""
    asked = telling(words(text))
    if not asked:
        return ()
    code = text.strip().upper()
    ranked = [(0, entry.row) for entry in entries if len(code) > 2 and entry.code.startswith(code)]
    ranked = ranked or _ranked(entries, asked) or _misspelled(entries, asked)
    return tuple(row for _, row in sorted(ranked, key=lambda found: found[0])[:limit])


def _ranked(entries: Sequence[Entry[Row]], asked: Sequence[str]) -> list[tuple[int, Row]]:
    """Rows in which each word asked for begins a word, with how well they fit: 0 is best."""
    found = ((_rank(entry, asked), entry.row) for entry in entries)
    return [(rank, row) for rank, row in found if rank is not None]


def _rank(entry: Entry[Row], asked: Sequence[str]) -> int | None:
    """0 a whole name, 1 its beginning, 2 whole words, 3 begun words; doubled, and one more by another name."""
    best: int | None = None
    for place, name in enumerate(entry.names):
        fit = _fit(name, asked)
        if fit is not None:
            rank = 2 * fit + (place > 0)
            best = rank if best is None else min(best, rank)
    if best is None and _fit([word for name in entry.names for word in name], asked) is not None:
        return 8
    return best


def _fit(name: Sequence[str], asked: Sequence[str]) -> int | None:
    told = telling(list(name))
    if not all(any(word.startswith(beginning) for word in name) for beginning in asked):
        return None
    if told == list(asked):
        return 0
    if told[: len(asked)] == list(asked):
        return 1
    return 2 if set(asked) <= set(name) else 3


def _misspelled(entries: Sequence[Entry[Row]], asked: Sequence[str]) -> list[tuple[int, Row]]:
    """Rows that hold each word asked for, give or take a few letters."""
    known = {word for entry in entries for name in entry.names for word in name}
    meant = [{word for word in known if _alike(word, typed)} for typed in asked]
    if not all(meant):
        return []
    held = ((entry.row, {word for name in entry.names for word in name}) for entry in entries)
    return [(0, row) for row, told in held if all(told & choice for choice in meant)]


def _alike(word: str, typed: str) -> bool:
    most = next((mistakes for letters, mistakes in _MISTAKES if len(typed) >= letters), 0)
    return word == typed or (most > 0 and distance(word, typed, most) <= most)
