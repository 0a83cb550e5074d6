"""The queries of `search.tsv`, and how many of them the lookup answers first or among the first five."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from data import Hit, Reference, search

FULL_LENGTH = len("S52.531A")
FILE = Path(__file__).with_name("search.tsv")


@dataclass(frozen=True)
class Query:
    """What was typed, the codes that may come first, and whether the ranking was tuned on it."""

    text: str
    codes: tuple[str, ...]
    half: str

    def meets(self, hit: Hit) -> bool:
        """Whether a hit is one of those: a trailing - takes all below; an entry that asks for its 7th character
        stands for the codes that it leads to."""
        return any(
            hit.code == wanted
            or (wanted.endswith("-") and hit.code.startswith(wanted.rstrip("-").rstrip(".")))
            or (hit.seventh and wanted.rstrip("-X") == hit.code)
            or (hit.seventh and len(wanted) == FULL_LENGTH and wanted.startswith(hit.code))
            for wanted in self.codes
        )


def queries(half: str = "") -> Iterator[Query]:
    """The queries of a half (`tuned`, `held`), or all."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "query\t")):
            text, codes, which = line.split("\t")
            if half in ("", which):
                yield Query(text, tuple(codes.split()), which)


def answered(reference: Reference, asked: Iterable[Query]) -> tuple[int, int, int]:
    """How many were asked, answered by the first hit, and by one of the first five."""
    count = first = five = 0
    for query in asked:
        met = [query.meets(hit) for hit in search(reference, query.text, 5)]
        count += 1
        first += met[:1] == [True]
        five += any(met)
    return count, first, five
