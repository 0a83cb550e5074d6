"""One combination of a family's choices, worked out: what names stand for, and which sentences can stand.

Nothing here depends on wording or names of people, so combinations are kept and used again by all variants.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scenarios import templates
from scenarios.conditions import Condition, Value
from scenarios.family import SETTINGS, Family
from scenarios.mess import LEVELS
from scenarios.note import Heading, Line, Paper, Paragraph
from scenarios.templates import Cell, Parts, number_range

MOST_KEPT = 20_000
"""Combinations kept for one family; then the store starts anew."""

ListPick = tuple[tuple[int, tuple[str, ...]], ...]
"""Rows drawn from a list, with the numbers drawn for their ranges in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Picks:
    """What was chosen: a row of each choice, items of lists; payer, sex and age only where anything depends on them."""

    rows: tuple[int, ...]
    payer: str
    payer_kind: str
    sex: str
    age: int | None
    lists: tuple[ListPick, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Who the patient is to the key: completed years, `female` or `male`, and the payer's id."""

    age: int
    sex: str
    payer: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list with all that can be said where it is at hand."""

    number: int
    env: Mapping[str, Value]
    words: dict[str, str | Cell]
    own: dict[str, str | Cell]
    """Only the item's own words."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A piece of a document in a combination; competing lines share a group."""

    piece: Heading | Paragraph | Line
    item: int
    group: int
    """Index into the layout's groups, -1 where the line stands alone."""
    position: int


@dataclass(frozen=True)
class Layout:
    """Which lines can stand at a mess level."""

    papers: tuple[tuple[Paper, tuple[Stand, ...]], ...]
    groups: tuple[tuple[str, int], ...]
    """Label and number of competing lines."""


@dataclass
class Combination:
    """A combination worked out."""

    family: Family
    picks: Picks
    env: dict[str, Value]
    words: dict[str, str | Cell]
    items: dict[str, tuple[Item, ...]]
    layouts: dict[int, Layout] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)
    """Key plans, by what they depend on."""

    @functools.cached_property
    def allowed(self) -> bool:
        """Whether no `never` rules it out."""
        return not any(condition.test(self.env) for condition, _ in self.family.never)

    @functools.cached_property
    def setting(self) -> str:
        """Name of the setting."""
        return key_value(self.family.setting.parts, self.words)

    @property
    def place_of_service(self) -> str:
        """CMS place of service code of the setting."""
        return SETTINGS[self.setting][0]

    def given(self) -> str:
        """The combination as a condition, for messages."""
        parts = [f"{name}={self.env[name]}" for name in self.family.tables.choices]
        parts += [f"{name}={self.env[name]}" for name in ("payer", "age", "sex") if name in self.env]
        for name, items in self.items.items():
            first = self.family.tables.lists[name].columns[0]
            shown = ", ".join(" ".join(str(v) for v in _item_shown(item, first)) for item in items)
            parts.append(f"{name}: {shown}")
        return " and ".join(parts)

    def layout(self, mess: int) -> Layout:
        """The lines that can stand at a mess level; combinations of which the same lines hold share it."""
        level = mess if self.family.mess_counts else 1
        found = self.layouts.get(level)
        if found is None:
            truths = ("layout", *self._truths(level))
            found = self.family.cache.get(truths)
            if found is None:
                found = self.family.cache[truths] = _layout(self, level)
            self.layouts[level] = found
        return found

    def _truths(self, level: int) -> tuple[Any, ...]:
        """Which lines' conditions hold at a mess level."""
        env = {**self.env, "mess": str(level)}
        plain = tuple([condition.test(env) for condition in self.family.line_conditions])
        return plain, tuple([tuple(holding(self, line, level)) for line in self.family.each_lines])

    def standing(self) -> dict[str, tuple[int, ...]]:
        """Item numbers with which each sentence can stand at some mess level, 0 for one without a list."""
        levels = LEVELS if self.family.mess_counts else LEVELS[:1]
        mark = ("standing", *map(self._truths, levels))
        found = self.family.cache.get(mark)
        if found is None:
            found = self.family.cache[mark] = _standing([self.layout(level) for level in levels])
        return found


def _item_shown(item: Item, first: str) -> list[str]:
    return [str(item.own[first]), *(f"{k} {v}" for k, v in item.own.items() if k == "cm")]


def combination(family: Family, picks: Picks) -> Combination:
    """A combination, from the family's store where it was worked out before."""
    found = family.cache.get(picks)
    if found is None:
        if len(family.cache) >= MOST_KEPT:
            family.cache.clear()
        found = family.cache[picks] = _worked_out(family, picks)
    return found


def _worked_out(family: Family, picks: Picks) -> Combination:
    words: dict[str, str | Cell] = {"payer.kind": picks.payer_kind} if picks.payer else {}
    for choice, row in zip(family.tables.choices.values(), picks.rows, strict=True):
        words.update(choice.rows[row])
    for table in family.tables.tables.values():
        if not table.of_list:
            row_value = str(words[table.row])
            words.update(table.entries(row_value, str(words[table.across]) if table.across else ""))
    env: dict[str, Value] = {name: value.raw if isinstance(value, Cell) else value for name, value in words.items()}
    if picks.payer:
        env["payer"] = picks.payer
    if picks.sex:
        env["sex"] = picks.sex
    if picks.age is not None:
        env["age"] = str(picks.age)
    items: dict[str, tuple[Item, ...]] = {}
    own_items = {
        name: [_own(family, name, row, numbers) for row, numbers in picked]
        for name, picked in zip(family.tables.lists, picks.lists, strict=True)
    }
    for name, owns in own_items.items():
        env[f"{name}.count"] = str(len(owns))
        for column in family.tables.lists[name].columns:
            env[f"{name}.{column}"] = tuple(_raw(own[column]) for own in owns)
    for name, owns in own_items.items():
        items[name] = tuple(_item(family, name, number, own, env, words) for number, own in enumerate(owns, start=1))
    return Combination(family, picks, env, words, items)


def _raw(value: str | Cell) -> str:
    return value.raw if isinstance(value, Cell) else value


def _own(family: Family, name: str, row: int, numbers: tuple[str, ...]) -> dict[str, str | Cell]:
    left = iter(numbers)
    cells = family.tables.lists[name].rows[row]
    return {column: next(left) if isinstance(value, tuple) else value for column, value in cells.items()}


def _item(
    family: Family,
    name: str,
    number: int,
    own: dict[str, str | Cell],
    env: Mapping[str, Value],
    words: Mapping[str, str | Cell],
) -> Item:
    own = {**own, "n": str(number)}
    for table in family.tables.tables.values():
        if table.of_list == name:
            own.update(table.entries(str(own[table.row]), str(words.get(table.across, ""))))
    here = {**env, **{column: _raw(value) for column, value in own.items()}}
    return Item(number, here, {**words, **own}, own)


def _layout(combination: Combination, mess: int) -> Layout:
    groups: dict[tuple[str, int], int] = {}
    counts: list[int] = []
    labels: list[str] = []
    papers = []
    for paper in combination.family.papers:
        stands: list[Stand] = []
        for piece in paper.pieces:
            if not isinstance(piece, Line):
                stands.append(Stand(piece, 0, -1, 0))
                continue
            for number in holding(combination, piece, mess):
                if not piece.group:
                    stands.append(Stand(piece, number, -1, 0))
                    continue
                index = groups.setdefault((piece.group, number), len(counts))
                if index == len(counts):
                    counts.append(0)
                    labels.append(f"pick:{piece.group}")
                stands.append(Stand(piece, number, index, counts[index]))
                counts[index] += 1
        if any(isinstance(stand.piece, Line) for stand in stands):
            papers.append((paper, tuple(stands)))
    return Layout(tuple(papers), tuple(zip(labels, counts, strict=True)))


def _standing(layouts: list[Layout]) -> dict[str, tuple[int, ...]]:
    standing: dict[str, dict[int, None]] = {}
    for layout in layouts:
        for _, stands in layout.papers:
            for stand in stands:
                if isinstance(stand.piece, Line) and stand.piece.id:
                    standing.setdefault(stand.piece.id, {})[stand.item] = None
    return {name: tuple(numbers) for name, numbers in standing.items()}


def holding(combination: Combination, line: Line, mess: int) -> list[int]:
    """Numbers of the items for which a line holds; 0 where it has no list."""
    condition = line.condition
    if not line.each:
        if not condition.names or condition.test(_with_mess(combination.env, mess, condition)):
            return [0]
        return []
    items = combination.items[line.each]
    return [item.number for item in items if condition.test(_with_mess(item.env, mess, condition))]


def _with_mess(env: Mapping[str, Value], mess: int, condition: Condition) -> Mapping[str, Value]:
    return {**env, "mess": str(mess)} if "mess" in condition.names else env


def days_old_range(family: Family, words: Mapping[str, str | Cell]) -> tuple[int, int] | None:
    """Fewest and most days since birth, where the family counts them. ValueError where the file does not say them."""
    if family.days_old is None:
        return None
    return _whole_range(key_value(family.days_old.parts, words), "days old", 40_000)


def age_range(family: Family, words: Mapping[str, str | Cell]) -> tuple[int, int]:
    """Lowest and highest age of the patient in a combination. ValueError where the file does not say one."""
    days = days_old_range(family, words)
    if days is None:
        return _whole_range(key_value(family.age.parts, words), "age", 110)
    years = days[0] * 100 // 36525, days[1] * 100 // 36525
    if years[0] != years[1]:
        raise ValueError(f"patient: days old {days[0]} to {days[1]} goes over a birthday; keep it within a year of age")
    return years


def _whole_range(text: str, what: str, most: int) -> tuple[int, int]:
    numbers = number_range(text) or ((Decimal(text),) if text.isdigit() else ())
    if not numbers or numbers[-1] > most or numbers[0] < 0:
        raise ValueError(f"patient: {what} is {text!r}; '46 to 79' or '52' is expected")
    return int(numbers[0]), int(numbers[-1])


def key_value(parts: Parts, words: Mapping[str, str | Cell]) -> str:
    """A text of the key in a combination; the key's texts hold fixed text and plain slots only."""
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, templates.Word):
            value = words[part.name]
            text = key_value(value.options[0], words) if isinstance(value, Cell) else value
            out.append(templates.capital(text) if part.capital else text)
    return "".join(out)
