"""The codes that a tabular note speaks of, read from the note's own words.

Notes name codes in parentheses, `(E08.-)`, `(O10-O11, O13-O16)`, `(T36-T50 with fifth or sixth character 5)`, or in
the sentence, `as classified in H90.-`, `code (Chapter 20)`. A note that names none, such as "see Alphabetical
Index", refers to nothing that can be compared. Few notes say it in words; how we read those is a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from rules.tables import table

_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_PARENTHESES = re.compile(r"\(([^()]*)\)")
_SPAN = re.compile(rf"(?<![A-Z0-9.])({_CODE})(?![0-9A-Z])\.?(?:-(?![A-Z\d]))?(?:\s*(?:-|to)\s*({_CODE})\.?-?)?")
_CHAPTER = re.compile(r"[Cc]hapter (\d+)")
_NO_CODE = re.compile(r"vitamin B12|\bB12 ")
_POSITIONS = {
    "fifth or sixth": (5, 6),
    "final": (5, 6),
    "fifth or six": (5, 6),
    "fifth": (5,),
    "5th": (5,),
    "sixth": (6,),
    "6th": (6,),
    "seventh": (7,),
    "7th": (7,),
}
_WORDS = "|".join(sorted(_POSITIONS, key=len, reverse=True))
_CHARACTER = re.compile(rf"with ({_WORDS})[ -]character\s+\.?([0-9A-Z])(?:(?:-| or )([0-9A-Z]))?(?![0-9A-Za-z])")
_FINAL = re.compile(r"with (?:final|fifth to sixth) characters\s+[-.]?([0-9A-Z]+)(?: or [-.]?([0-9A-Z]+))?")
_SUBCATEGORY = re.compile(r"with \.([0-9]+)(?:-\.([0-9]+))?")
# Categories that end in a letter stand in the tabular list after another one than the alphabet says.
_STANDS_AFTER = {
    "C4A": "C43",
    "C7A": "C75",
    "C7B": "C75",
    "D3A": "D36",
    "J4A": "J44",
    "M1A": "M08",
    "Z3A": "Z36",
}


@lru_cache(maxsize=20_000)
def bare(code: str) -> str:
    """The code without its dot, in capitals: `E1122`."""
    return code.replace(".", "").strip().upper()


def tabular_place(code: str) -> str:
    """A key that sorts undotted codes as the tabular list has them."""
    after = _STANDS_AFTER.get(code[:3])
    return f"{after}~{code[2:]}" if after else code


@dataclass(frozen=True)
class CodeSpan:
    """All codes from `first` to `last` (undotted beginnings), narrowed by characters that must follow."""

    first: str
    last: str
    positions: tuple[int, ...] = ()
    """Places, counted from 1 without the dot; the last of them that is no placeholder holds `low` to `high`."""
    low: str = ""
    high: str = ""
    endings: tuple[str, ...] = ()
    """One of these stands at the end."""
    subcategory_low: str = ""
    subcategory_high: str = ""

    _low: str = field(init=False, repr=False, compare=False)
    _high: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Works out once what codes are compared with."""
        object.__setattr__(self, "_low", tabular_place(self.first))
        object.__setattr__(self, "_high", tabular_place(self.last))

    def __contains__(self, code: str) -> bool:
        return self.holds(bare(code))

    @property
    def is_narrowed(self) -> bool:
        """Whether not all codes between its ends belong to it."""
        return bool(self.positions or self.endings or self.subcategory_low)

    def reaches(self, category: str) -> bool:
        """Whether a code of this category can belong to it."""
        place = tabular_place(category)
        return self._low[: len(place)] <= place and (place <= self._high or category == self.last[:3])

    def covers(self, category: str) -> bool:
        """Whether every code of this category belongs to it."""
        place = tabular_place(category)
        whole = self.first == self.last == category or (self._low < place < self._high and self.last[:3] != category)
        return not self.is_narrowed and (whole or (len(self.last) == 3 and self._low < place and category == self.last))

    def holds(self, letters: str) -> bool:
        """The same as `in` for a code that is known to be without its dot and in capitals."""
        if self.first == self.last:
            if not letters.startswith(self.first):
                return False
        elif not self._between(letters):
            return False
        return not self.is_narrowed or self._meets_condition(letters)

    def _meets_condition(self, letters: str) -> bool:
        if self.positions and not self.low <= self._character(letters) <= self.high:
            return False
        if self.endings and not letters.endswith(self.endings):
            return False
        if not self.subcategory_low:
            return True
        rest = letters[3:]
        low, high = self.subcategory_low, self.subcategory_high
        return rest[: len(low)] >= low and rest[: len(high)] <= high

    def _character(self, letters: str) -> str:
        """The character that the condition is about. "Fifth or sixth" is the sixth, unless that is a placeholder."""
        places = [letters[place - 1 : place] for place in reversed(self.positions)]
        return next((found for found in places if found not in {"", "X"}), "")

    def _between(self, letters: str) -> bool:
        place = tabular_place(letters) if letters[:3] in _STANDS_AFTER else letters
        low, high = self._low, self._high
        return place[: len(low)] >= low and (place[: len(high)] <= high or letters.startswith(self.last))


def _condition(text: str) -> dict[str, object]:
    """The "with ..." of a reference, as fields of `CodeSpan`."""
    if found := _CHARACTER.search(text):
        return {"positions": _POSITIONS[found[1]], "low": found[2], "high": found[3] or found[2]}
    if found := _FINAL.search(text):
        return {"endings": tuple(filter(None, found.groups()))}
    if found := _SUBCATEGORY.search(text):
        return {"subcategory_low": found[1], "subcategory_high": found[2] or found[1]}
    return {}


def _spans(text: str) -> list[CodeSpan]:
    """Spans of one list of codes; a condition bears on all codes before it that have none of their own."""
    spans: list[CodeSpan] = []
    waiting: list[tuple[str, str]] = []
    for part in re.split(r"[,;](?! with)", text):
        for found in _SPAN.finditer(part.split(" with ")[0]):
            first = bare(found[1])
            waiting.append((first, bare(found[2]) if found[2] else first))
        if condition := _condition(part):
            spans += [CodeSpan(first, last, **condition) for first, last in waiting]  # type: ignore[arg-type]
            waiting = []
    return spans + [CodeSpan(first, last) for first, last in waiting]


def _chapters(text: str) -> list[CodeSpan]:
    """Spans of the chapters that a text names by number."""
    ranges: Any = table("note_readings")["chapters"]
    return [span for number in _CHAPTER.findall(text) for span in code_spans(ranges[int(number)])]


def _line_spans(line: str) -> list[CodeSpan]:
    """What one line names: in parentheses, or else in its sentence, or else a whole chapter."""
    reading = table("note_readings")["readings"].get(line)
    if reading is not None:
        return list(code_spans(reading["codes"]))
    line = line.replace("}", ")")
    line += ")" * (line.count("(") - line.count(")"))
    inside = [span for group in _PARENTHESES.findall(line) for span in _spans(group)]
    return inside or _spans(_NO_CODE.sub(" ", line)) or _chapters(line)


@lru_cache(maxsize=20_000)
def referenced_codes(text: str) -> tuple[CodeSpan, ...]:
    """The spans of codes that a note's text names, in its order; empty where it names none."""
    return tuple(span for line in text.splitlines() for span in _line_spans(line))


@lru_cache(maxsize=2_000)
def code_spans(text: str) -> tuple[CodeSpan, ...]:
    """The same for a bare list as rule tables hold it: `E08-E13, O24.4-`."""
    return tuple(_spans(text))


def in_spans(code: str, spans: tuple[CodeSpan, ...]) -> bool:
    """Whether one of the spans holds the code."""
    letters = bare(code)
    return any(span.holds(letters) for span in spans)


def refers_to(text: str, code: str) -> bool:
    """Whether a note's text names this code or a range that holds it."""
    return in_spans(code, referenced_codes(text))
