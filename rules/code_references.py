"""The codes that a tabular note speaks of, read from the note's own words.

Notes name codes in parentheses: `(E08.-)`, `(O10-O11, O13-O16)`, `(T36-T50 with fifth or sixth character 5)`,
`(O10-O11.-)`. A note that names no code, such as "see Alphabetical Index", refers to nothing that can be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_PARENTHESES = re.compile(r"\(([^()]*)\)")
_PROSE = re.compile(rf"(?:category|categories|classified to|code from)\s+({_CODE})")
_SPAN = re.compile(rf"({_CODE})\.?(?:-(?![A-Z\d]))?(?:\s*-\s*({_CODE})\.?-?)?")
_POSITIONS = {
    "fifth or sixth": (5, 6),
    "fifth or six": (5, 6),
    "fifth": (5,),
    "5th": (5,),
    "sixth": (6,),
    "6th": (6,),
    "seventh": (7,),
    "7th": (7,),
}
_CHARACTER = re.compile(
    rf"with ({'|'.join(sorted(_POSITIONS, key=len, reverse=True))}) character\s+([0-9A-Z])(?:-([0-9A-Z]))?"
)
_FINAL = re.compile(r"with final characters\s+-?([0-9A-Z]+)")
_SUBCATEGORY = re.compile(r"with \.([0-9]+)(?:-\.([0-9]+))?")


def bare(code: str) -> str:
    """The code without its dot, in capitals: `E1122`."""
    return code.replace(".", "").strip().upper()


@dataclass(frozen=True)
class CodeSpan:
    """All codes from `first` to `last` (undotted beginnings), narrowed by characters that must follow."""

    first: str
    last: str
    positions: tuple[int, ...] = ()
    """Places, counted from 1 without the dot, of which one must hold a character of `low` to `high`."""
    low: str = ""
    high: str = ""
    ending: str = ""
    subcategory_low: str = ""
    subcategory_high: str = ""

    def __contains__(self, code: str) -> bool:
        letters = bare(code)
        if letters[: len(self.first)] < self.first or letters[: len(self.last)] > self.last:
            return False
        if self.positions and not any(self.low <= letters[p - 1 : p] <= self.high for p in self.positions):
            return False
        if self.ending and not letters.endswith(self.ending):
            return False
        if not self.subcategory_low:
            return True
        rest = letters[3:]
        low, high = self.subcategory_low, self.subcategory_high
        return rest[: len(low)] >= low and rest[: len(high)] <= high


def _condition(part: str) -> dict[str, object]:
    """The "with ..." of a reference, as fields of `CodeSpan`."""
    if found := _CHARACTER.search(part):
        low = found[2]
        return {"positions": _POSITIONS[found[1]], "low": low, "high": found[3] or low}
    if found := _FINAL.search(part):
        return {"ending": found[1]}
    if found := _SUBCATEGORY.search(part):
        return {"subcategory_low": found[1], "subcategory_high": found[2] or found[1]}
    return {}


def _spans(text: str) -> list[CodeSpan]:
    spans = []
    for part in re.split(r"[,;](?! with)", text):
        condition = _condition(part)
        for found in _SPAN.finditer(part.split(" with ")[0]):
            first = bare(found[1])
            spans.append(CodeSpan(first, bare(found[2]) if found[2] else first, **condition))  # type: ignore[arg-type]
    return spans


@lru_cache(maxsize=20_000)
def referenced_codes(text: str) -> tuple[CodeSpan, ...]:
    """The spans of codes that a note's text names, in its order; empty where it names none."""
    spans: list[CodeSpan] = []
    for line in text.splitlines():
        inside = [span for group in _PARENTHESES.findall(line) for span in _spans(group)]
        spans += inside or [CodeSpan(bare(code), bare(code)) for code in _PROSE.findall(line)]
    return tuple(spans)


@lru_cache(maxsize=2_000)
def code_spans(text: str) -> tuple[CodeSpan, ...]:
    """The same for a bare list as rule tables hold it: `E08-E13, O24.4-`."""
    return tuple(_spans(text))


def refers_to(text: str, code: str) -> bool:
    """Whether a note's text names this code or a range that holds it."""
    return any(code in span for span in referenced_codes(text))
