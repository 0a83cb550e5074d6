"""Rules over a list of diagnoses that stand in tables: never without, never beside, one code for both, in this order.

A row of `tables/companions.yaml`, `conflicts.yaml`, `combinations.yaml` or `sequence.yaml` names codes, what is wrong
and the citation. Rows are found by the category of each code, so that the tables may grow without slowing the check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from data import IcdCode
from rules.code_references import CodeSpan, bare, code_spans
from rules.models import RuleMessage, Severity
from rules.tables import table

TableName = Literal["companions", "conflicts", "combinations", "sequence"]
TABLES: tuple[TableName, ...] = ("companions", "conflicts", "combinations", "sequence")
_RULES = {
    "companions": "icd.companion",
    "conflicts": "icd.conflict",
    "combinations": "icd.presumed_link",
    "sequence": "icd.sequence",
}
Placed = tuple[int, IcdCode]


@dataclass(frozen=True, eq=False)
class Row:
    """One rule: `codes` are meant, `other` is what must, must not or must only later stand beside them."""

    table: TableName
    codes: tuple[CodeSpan, ...]
    other: tuple[CodeSpan, ...]
    unless: tuple[CodeSpan, ...]
    """Where one of these stands on the claim the row says nothing."""
    severity: Severity
    text: str
    """With {code} and {other}; {category} is the first three characters of the code."""
    cites: str

    def message(self, code: str, other: str = "") -> RuleMessage:
        """The row's message about these codes."""
        text = self.text.format(code=code, other=other, category=code[:3])
        elements = (code, other) if other else (code,)
        return RuleMessage(_RULES[self.table], self.severity, elements, text, self.cites)


@cache
def _rows() -> tuple[Row, ...]:
    """All rows of all tables, in their order."""
    return tuple(_read(name, fields) for name in TABLES for fields in table(name))


def _read(name: TableName, fields: dict[str, Any]) -> Row:
    sides = (code_spans(str(fields.get(side, ""))) for side in ("codes", "other", "unless"))
    codes, other, unless = sides
    return Row(name, codes, other, unless, fields.get("severity", "error"), fields["text"], fields["cites"])


Side = Literal["codes", "other", "unless"]
Named = tuple[int, Side, tuple[CodeSpan, ...]]


@cache
def _of_letter(letter: str) -> tuple[Named, ...]:
    """Number of row, side and spans of all rows that may speak of codes with this first letter."""
    found: list[Named] = []
    for number, row in enumerate(_rows()):
        sides: tuple[tuple[Side, tuple[CodeSpan, ...]], ...] = (
            ("codes", row.codes),
            ("other", row.other),
            ("unless", row.unless),
        )
        for side, spans in sides:
            near = tuple(span for span in spans if span.first[0] <= letter <= span.last[0])
            if near:
                found.append((number, side, near))
    return tuple(found)


@lru_cache(maxsize=4_000)
def _candidates(category: str) -> tuple[Named, ...]:
    """The same for one category; no span where the row speaks of all its codes."""
    found: list[Named] = []
    for number, side, spans in _of_letter(category[:1]):
        if any(span.covers(category) for span in spans):
            found.append((number, side, ()))
        elif near := tuple(span for span in spans if span.reaches(category)):
            found.append((number, side, near))
    return tuple(found)


def check_tables(entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """What the tables say about the codes, in the order of the claim."""
    hits: dict[int, dict[str, list[Placed]]] = {}
    for place, entry in enumerate(entries):
        letters = bare(entry.code)
        for number, side, spans in _candidates(letters[:3]):
            if not spans or any(span.holds(letters) for span in spans):
                hits.setdefault(number, {}).setdefault(side, []).append((place, entry))
    for number in sorted(hits):
        row, found = _rows()[number], hits[number]
        if "codes" in found and "unless" not in found:
            yield from _JUDGES[row.table](row, found["codes"], found.get("other", []))


def _companion(row: Row, codes: Sequence[Placed], other: Sequence[Placed]) -> Iterator[RuleMessage]:
    """Codes that stand without any of those they need."""
    if not other:
        yield from (row.message(entry.code) for _, entry in codes)


def _beside(row: Row, codes: Sequence[Placed], other: Sequence[Placed]) -> Iterator[RuleMessage]:
    """Each pair that the row names."""
    for place, entry in codes:
        for other_place, beside in other:
            if place != other_place:
                yield row.message(entry.code, beside.code)


def _order(row: Row, codes: Sequence[Placed], other: Sequence[Placed]) -> Iterator[RuleMessage]:
    """Codes that should stand before the others and do not."""
    first = codes[0]
    for place, beside in other:
        if place < first[0]:
            yield row.message(first[1].code, beside.code)


_JUDGES: dict[TableName, Callable[[Row, Sequence[Placed], Sequence[Placed]], Iterator[RuleMessage]]] = {
    "companions": _companion,
    "conflicts": _beside,
    "combinations": _beside,
    "sequence": _order,
}


def order_of(one: IcdCode, two: IcdCode) -> Row | None:
    """The sequence row by which the first code goes before the second, if there is one."""
    for row in _rows():
        if row.table != "sequence" or row.severity != "error":
            continue
        if any(one.code in span for span in row.codes) and any(two.code in span for span in row.other):
            return row
    return None
