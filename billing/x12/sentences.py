"""Sentences of the layouts: `Claim {01}: charged {02|money}[, at place {05-1|place}].` filled from a segment.

A place names an element and perhaps a component, then how its value is told: as a code of a table, as money, as a
date. What stands in brackets is left out where one of its places is empty.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from billing.x12.layout import tables
from billing.x12.reading import Segment
from billing.x12.values import read_amount, read_day, told_time
from data import Reference
from data.claim_codes import ClaimCodeTable

_SLOT = re.compile(r"\{(\d\d)(?:-(\d))?(?:\|([a-z_]+)(?::(\d\d))?)?\}")
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
UNKNOWN = "not known here"


@dataclass
class Teller:
    """What the sentences of one file may look up, and what stands in the claim they are in."""

    reference: Reference
    diagnoses: list[str] = field(default_factory=list)
    """Codes of the claim's HI segments, in order: what pointers point at."""
    memory: dict[tuple[str, str], str] = field(default_factory=dict)
    """Codes told before: most codes of a file stand in it many times."""

    def code(self, table: str, code: str) -> str:
        """A code in words, from the layouts' tables or the reference data; else `99 (not known here)`."""
        key = (table, code)
        found = self.memory.get(key)
        if found is None:
            found = self.memory[key] = self._code(table, code)
        return found

    def _code(self, table: str, code: str) -> str:
        meaning = self.meaning(table, code)
        return meaning if meaning else f"{code} ({UNKNOWN})"

    def meaning(self, table: str, code: str) -> str:
        """What a code means; empty where the table does not hold it."""
        if table in tables():
            return tables()[table].get(code, "")
        if table == "place":
            place = self.reference.places.get(code)
            return f"{code} {place.name}" if place else ""
        if table in ("carc", "rarc"):
            reasons = self.reference.carc if table == "carc" else self.reference.rarc
            return reasons[code].meaning if code in reasons else ""
        if table == "icd":
            entry = self.reference.icd.get(code)
            return entry.title if entry else ""
        claim_codes = self.reference.claim_codes[_CLAIM_CODES[table]]
        return claim_codes[code].meaning if code in claim_codes else ""


_CLAIM_CODES: dict[str, ClaimCodeTable] = {
    "group_code": "group_code",
    "claim_adjudication": "claim_adjudication",
    "status_category": "claim_status_category",
    "status": "claim_status",
}
_Filter = Callable[[Teller, Segment, str, int, int], str]


@dataclass(frozen=True)
class _Slot:
    element: int
    component: int
    told: _Filter
    argument: int

    def fill(self, teller: Teller, segment: Segment) -> str:
        value = segment.part(self.element, self.component) if self.component else segment.get(self.element)
        return self.told(teller, segment, value, self.argument, self.element) if value else ""


@dataclass(frozen=True)
class Sentence:
    """A sentence with places to fill. Each part is text, a place, or a bracket of both."""

    parts: tuple[str | _Slot | tuple[str | _Slot, ...], ...]

    def tell(self, teller: Teller, segment: Segment) -> str:
        """The sentence for one segment, its first letter large."""
        words = []
        for part in self.parts:
            if isinstance(part, str):
                words.append(part)
            elif isinstance(part, _Slot):
                words.append(part.fill(teller, segment) or "(empty)")
            else:
                words.append(_bracket(part, teller, segment))
        told = "".join(words)
        return told[:1].upper() + told[1:]


def _bracket(parts: tuple[str | _Slot, ...], teller: Teller, segment: Segment) -> str:
    words = []
    for part in parts:
        word = part if isinstance(part, str) else part.fill(teller, segment)
        if not word:
            return ""
        words.append(word)
    return "".join(words)


@functools.cache
def sentence(written: str) -> Sentence:
    """A sentence ready to be filled. Raises KeyError where it names a table or a way of telling that is not there."""
    parts: list[str | _Slot | tuple[str | _Slot, ...]] = []
    for number, piece in enumerate(_OPTIONAL.split(written)):
        if number % 2:
            parts.append(tuple(_slots(piece)))
        else:
            parts.extend(_slots(piece))
    return Sentence(tuple(part for part in parts if part))


def _slots(piece: str) -> list[str | _Slot]:
    found: list[str | _Slot] = []
    end = 0
    for slot in _SLOT.finditer(piece):
        found.append(piece[end : slot.start()])
        element, component, told, argument = slot.groups()
        found.append(_Slot(int(element), int(component or 0), _filter(told), int(argument or 0)))
        end = slot.end()
    found.append(piece[end:])
    return [part for part in found if part]


def _filter(name: str | None) -> _Filter:
    if not name:
        return _as_is
    if name in _FILTERS:
        return _FILTERS[name]
    if name not in tables() and name not in _CLAIM_CODES and name != "place":
        raise KeyError(name)
    return functools.partial(_from_table, name)


# ---- ways of telling a value -----------------------------------------------------------------------------


def _as_is(_teller: Teller, _segment: Segment, value: str, _argument: int, _element: int) -> str:
    return value


def _from_table(table: str, teller: Teller, segment: Segment, value: str, _argument: int, _element: int) -> str:
    by = segment.delimiters.repetition
    if by and by in value:
        return ", ".join(teller.code(table, code) for code in value.split(by) if code)
    return teller.code(table, value)


def told_amount(value: str) -> str:
    """Money as it is told: two decimals; as it stands where it is no amount."""
    amount = read_amount(value)
    return value if amount is None else f"{amount:.2f}"


def _money(_teller: Teller, _segment: Segment, value: str, _argument: int, _element: int) -> str:
    return told_amount(value)


def told_day(value: str) -> str:
    """`2026-05-04` for 20260504 or 260504; as it stands where it is no date."""
    day = read_day(value)
    return day.isoformat() if day else value


def _date(_teller: Teller, _segment: Segment, value: str, _argument: int, _element: int) -> str:
    return told_day(value)


def _time(_teller: Teller, _segment: Segment, value: str, _argument: int, _element: int) -> str:
    return told_time(value)


def _period(_teller: Teller, segment: Segment, value: str, argument: int, _element: int) -> str:
    form = segment.get(argument) if argument else "D8"
    if form.startswith("RD"):
        begin, _, end = value.partition("-")
        return f"{told_day(begin)} to {told_day(end)}"
    if form == "TM":
        return told_time(value)
    if form == "DT":
        return f"{told_day(value[:8])} {told_time(value[8:])}"
    return told_day(value)


def _name(_teller: Teller, segment: Segment, value: str, _argument: int, element: int) -> str:
    """Last, first middle suffix: the five elements from the last name on, as NM1 has them."""
    given = " ".join(part for part in (segment.get(element + 1), segment.get(element + 2)) if part)
    suffix = segment.get(element + 4)
    named = ", ".join(part for part in (value, given) if part)
    return f"{named} {suffix}" if suffix else named


def procedure(segment: Segment, value: str) -> str:
    """A service as people write it, `99284-25`; the kind of code is said where it is no CPT or HCPCS."""
    parts = value.split(segment.delimiters.component)
    if len(parts) == 1:
        return parts[0]
    modifiers = "".join(f"-{modifier}" for modifier in parts[2:6] if modifier)
    kind = "" if parts[0] in ("HC", "") else tables()["product"].get(parts[0], f"{parts[0]} ({UNKNOWN})") + " "
    return f"{kind}{parts[1]}{modifiers}"


def _procedure(_teller: Teller, segment: Segment, value: str, _argument: int, _element: int) -> str:
    return procedure(segment, value)


def _surfaces(teller: Teller, segment: Segment, value: str, _argument: int, _element: int) -> str:
    return ", ".join(teller.code("surface", code) for code in value.split(segment.delimiters.component) if code)


def _trim(_teller: Teller, _segment: Segment, value: str, _argument: int, _element: int) -> str:
    return value.strip()


def _date_kind(teller: Teller, _segment: Segment, value: str, _argument: int, _element: int) -> str:
    return teller.code("date", value)


_FILTERS: dict[str, _Filter] = {
    "money": _money,
    "date": _date,
    "time": _time,
    "period": _period,
    "name": _name,
    "procedure": _procedure,
    "surfaces": _surfaces,
    "trim": _trim,
    "date_kind": _date_kind,
}
