"""The clinical choices of a family: `vary`, `tables`, `lists`.

A choice is a small table whose first column holds its values; a table crosses two choices or hangs columns on one;
a list draws several rows (two to three wounds).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from scenarios import source, templates
from scenarios.conditions import Known
from scenarios.phrases import ENGINE_WORDS
from scenarios.problems import Place, Problems, did_you_mean
from scenarios.templates import Cell, number_range

MOST_ROWS = 200
NAME = re.compile(r"[a-z][a-z0-9_]*$")
_VALUE = re.compile(r"[^,=<>|()!{}]+$")
_PICK = re.compile(r"pick (?:(all)|(\d+)(?: to (\d+))?)$")

RESERVED = ENGINE_WORDS | {"mess", "n", "phrase", "any", "and", "or", "not"}
"""Names that the engine gives a meaning; no choice, table or list may take one."""

Value = str | Cell


@dataclass(frozen=True)
class Choice:
    """What varies clinically. Each row maps `side`, `side.mod`, ... to its cell."""

    name: str
    values: tuple[str, ...]
    rows: tuple[dict[str, Value], ...]
    places: tuple[Place, ...]
    place: Place
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """Cells by the value of `row`, and by the value of `across` (a second choice) or by a column's name."""

    name: str
    row: str
    across: str
    cells: dict[tuple[str, str], Value]
    columns: tuple[str, ...]
    place: Place
    of_list: str = ""
    """The list whose column `row` is; empty where it is a choice."""

    def entries(self, row: str, across: str) -> Iterator[tuple[str, Value]]:
        """Names and cells that the table gives in a combination; none for a row that it lacks."""
        if self.across:
            if (row, across) in self.cells:
                yield self.name, self.cells[row, across]
            return
        for column in self.columns:
            if (row, column) in self.cells:
                yield f"{self.name}.{column}", self.cells[row, column]
                if len(self.columns) == 1:
                    yield self.name, self.cells[row, column]

    def names(self) -> tuple[str, ...]:
        """The slots that it gives."""
        if self.across:
            return (self.name,)
        plain = tuple(f"{self.name}.{column}" for column in self.columns)
        return (*plain, self.name) if len(self.columns) == 1 else plain


@dataclass(frozen=True)
class ItemList:
    """Rows of which some are drawn; a cell may be a range of numbers."""

    name: str
    low: int
    high: int
    columns: tuple[str, ...]
    rows: tuple[dict[str, Value | tuple[Decimal, ...]], ...]
    places: tuple[Place, ...]
    place: Place


@dataclass
class Tables:
    """All tables of a family."""

    choices: dict[str, Choice] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    lists: dict[str, ItemList] = field(default_factory=dict)


def _rows(text: source.Text, problems: Problems, skip_first: bool = False) -> list[tuple[list[str], Place]]:
    rows = []
    for line, place in text.lines():
        if line.strip():
            if skip_first:
                skip_first = False
                continue
            rows.append(([cell.strip() for cell in line.strip().strip("|").split("|")], place))
    if not rows:
        problems.add("table.empty", text.place, "a table needs a row of column names and at least one row")
    if len(rows) > MOST_ROWS:
        problems.add("table.size", text.place, f"{len(rows)} rows; {MOST_ROWS} are allowed")
    return rows[: MOST_ROWS + 1]


def _body(rows: list[tuple[list[str], Place]], problems: Problems) -> Iterator[tuple[list[str], Place]]:
    width = len(rows[0][0])
    for cells, place in rows[1:]:
        if len(cells) != width:
            message = f"the row has {len(cells)} cells, the head has {width}; '-' is an empty cell"
            problems.add("table.columns", place, message)
        else:
            yield cells, place


def _good_name(name: str, place: Place, problems: Problems) -> bool:
    if not NAME.fullmatch(name):
        problems.add("name.form", place, f"{name!r}: a name is lower-case letters, digits and _, a letter first")
        return False
    if name in RESERVED:
        problems.add("name.reserved", place, f"{name!r} has a meaning of its own; take another name")
        return False
    return True


def _columns(head: list[str], place: Place, problems: Problems) -> None:
    for column in head:
        if not NAME.fullmatch(column):
            problems.add("name.form", place, f"column {column!r}: lower-case letters, digits and _, a letter first")
    if len(set(head)) != len(head):
        problems.add("table.columns", place, "two columns of the same name")


def read_choice(name: str, node: source.Text, problems: Problems) -> Choice | None:
    """One entry of `vary`."""
    if not _good_name(name, node.place, problems):
        return None
    if not node.literal:
        return _plain_choice(name, node, problems)
    rows = _rows(node, problems)
    if not rows:
        return None
    head, head_place = rows[0]
    if head[0] != name:
        problems.add(
            "table.head", head_place, f"the first column of choice {name!r} must be named {name!r}, not {head[0]!r}"
        )
        return None
    _columns(head, head_place, problems)
    values: list[str] = []
    cells_of: list[dict[str, Value]] = []
    places: list[Place] = []
    for cells, place in _body(rows, problems):
        if cells[0] in values:
            problems.add("table.twice", place, f"value {cells[0]!r} of {name!r} stands twice")
            continue
        _check_value(cells[0], place, problems)
        values.append(cells[0])
        places.append(place)
        row: dict[str, Value] = {name: cells[0]}
        for column, text in zip(head[1:], cells[1:], strict=True):
            row[f"{name}.{column}"] = templates.cell(text, f"cell:{name}.{column}:{cells[0]}", place, problems)
        cells_of.append(row)
    if not values:
        problems.add("table.empty", node.place, f"choice {name!r} has no rows")
        return None
    return Choice(name, tuple(values), tuple(cells_of), tuple(places), node.place, _numeric(values))


def _check_value(value: str, place: Place, problems: Problems) -> None:
    if not _VALUE.fullmatch(value) or {"and", "or", "not"} & set(value.split()):
        problems.add("table.value", place, f"value {value!r}: no , = < > ( ) and none of the words and, or, not")


def _plain_choice(name: str, node: source.Text, problems: Problems) -> Choice | None:
    numbers = number_range(node.value)
    values = [str(number) for number in numbers] if numbers else [text.strip() for text in node.value.split(",")]
    if len(values) > MOST_ROWS:
        problems.add("table.size", node.place, f"{len(values)} values; {MOST_ROWS} are allowed; take a bigger step")
        return None
    if len(set(values)) != len(values):
        problems.add("table.twice", node.place, f"a value of {name!r} stands twice")
        return None
    for value in values:
        _check_value(value, node.place, problems)
    rows = tuple({name: value} for value in values)
    return Choice(name, tuple(values), rows, (node.place,) * len(values), node.place, _numeric(values))  # type: ignore[arg-type]


def _numeric(values: list[str]) -> bool:
    return all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in values)


def read_list(name: str, node: source.Text, problems: Problems) -> ItemList | None:
    """One entry of `lists`."""
    if not _good_name(name, node.place, problems):
        return None
    lines = [(line.strip(), place) for line, place in node.lines() if line.strip()]
    pick = _PICK.fullmatch(lines[0][0]) if lines else None
    if pick is None:
        place = lines[0][1] if lines else node.place
        problems.add("list.pick", place, "a list starts with a line 'pick 2', 'pick 2 to 3' or 'pick all'")
        return None
    rows = _rows(node, problems, skip_first=True)
    if not rows:
        return None
    head, head_place = rows[0]
    _columns(head, head_place, problems)
    for column in set(head) & RESERVED:
        problems.add("name.reserved", head_place, f"column {column!r} has a meaning of its own; take another name")
    items: list[dict[str, Value | tuple[Decimal, ...]]] = []
    places = []
    for cells, place in _body(rows, problems):
        item: dict[str, Value | tuple[Decimal, ...]] = {}
        for column, text in zip(head, cells, strict=True):
            label = f"cell:{name}.{column}:{cells[0]}"
            item[column] = number_range(text) or templates.cell(text, label, place, problems)
        items.append(item)
        places.append(place)
    low = len(items) if pick[1] else int(pick[2])
    high = len(items) if pick[1] else int(pick[3] or pick[2])
    if not 1 <= low <= high <= len(items):
        problems.add("list.pick", lines[0][1], f"'{lines[0][0]}' of {len(items)} rows is not possible")
        return None
    return ItemList(name, low, high, tuple(head), tuple(items), tuple(places), node.place)


def read_table(name: str, node: source.Text, known: Tables, problems: Problems) -> Table | None:
    """One entry of `tables`; choices and lists must be read before."""
    if not _good_name(name, node.place, problems):
        return None
    rows = _rows(node, problems)
    if not rows:
        return None
    head, head_place = rows[0]
    row_name = head[0]
    of_list = next((each.name for each in known.lists.values() if row_name in each.columns), "")
    if row_name in known.choices:
        of_list = ""
    elif not of_list:
        columns = [column for each in known.lists.values() for column in each.columns]
        hint = did_you_mean(row_name, [*known.choices, *columns])
        problems.add("table.row", head_place, f"first column {row_name!r} is no choice and no list's column{hint}")
        return None
    if len(head) < 2:
        problems.add("table.columns", head_place, "a table needs at least two columns")
        return None
    across = _across(head, row_name, known)
    if not across:
        _columns(head, head_place, problems)
    cells = _cells(name, head, rows, problems)
    _complete(row_name, across, of_list, head, cells, known, node.place, problems)
    return Table(name, row_name, across, cells, () if across else tuple(head[1:]), node.place, of_list)


def _across(head: list[str], row_name: str, known: Tables) -> str:
    for choice in known.choices.values():
        if choice.name != row_name and set(head[1:]) <= set(choice.values):
            return choice.name
    return ""


def _cells(
    name: str, head: list[str], rows: list[tuple[list[str], Place]], problems: Problems
) -> dict[tuple[str, str], Value]:
    cells: dict[tuple[str, str], Value] = {}
    seen = set()
    for texts, place in _body(rows, problems):
        if texts[0] in seen:
            problems.add("table.twice", place, f"row {texts[0]!r} stands twice")
        seen.add(texts[0])
        for column, text in zip(head[1:], texts[1:], strict=True):
            label = f"cell:{name}.{column}:{texts[0]}"
            cells[texts[0], column] = templates.cell(text, label, place, problems)
    return cells


def _complete(
    row_name: str,
    across: str,
    of_list: str,
    head: list[str],
    cells: Mapping[tuple[str, str], Value],
    known: Tables,
    place: Place,
    problems: Problems,
) -> None:
    rows = {row for row, _ in cells}
    if of_list:
        wanted = {str(item[row_name]) for item in known.lists[of_list].rows}
    else:
        wanted = set(known.choices[row_name].values)
    for row in sorted(wanted - rows):
        problems.add("table.missing", place, f"no row for {row_name}={row}")
    for row in sorted(rows - wanted):
        problems.add("table.dead", place, f"row {row!r}: {row_name} is never that{did_you_mean(row, wanted)}")
    if across:
        for column in sorted(set(known.choices[across].values) - set(head[1:])):
            problems.add("table.missing", place, f"no column for {across}={column}")


def known_names(tables: Tables) -> dict[str, Known]:
    """What conditions may mention of the tables, with the values each can have."""
    known: dict[str, Known] = {}
    for choice in tables.choices.values():
        for name in choice.rows[0]:
            cells = [row[name] for row in choice.rows]
            if all(isinstance(cell, str) for cell in cells):
                texts = [str(cell) for cell in cells]
                known[name] = Known(frozenset(texts), _numeric([text for text in texts if text]))
    for each in tables.lists.values():
        known[f"{each.name}.count"] = Known(None, True)
        for column, what in item_names(each).items():
            known[f"{each.name}.{column}"] = what
    return known


def item_names(items: ItemList) -> dict[str, Known]:
    """What conditions may mention where an item is at hand."""
    known: dict[str, Known] = {"n": Known(None, True)}
    for column in items.columns:
        cells = [row[column] for row in items.rows]
        if any(isinstance(cell, tuple) for cell in cells):
            known[column] = Known(None, True)
        elif all(isinstance(cell, str) for cell in cells):
            texts = [str(cell) for cell in cells]
            known[column] = Known(frozenset(texts), _numeric([text for text in texts if text]))
    return known
