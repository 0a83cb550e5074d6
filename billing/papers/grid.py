"""The printing grid of the CMS-1500: 79 columns by 66 lines, and where each item lies on it.

Read from cms1500_grid.yaml; what the paper shows and what the tests measure both come from this one table.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import pydantic

from data.tables import read_yaml
from scenarios.models import Frozen

FILE = Path(__file__).parent / "cms1500_grid.yaml"

Rule = Literal[
    "text", "words", "name", "address", "zip", "number", "number_as_shown", "choice", "date", "money", "phone",
    "notes", "diagnoses", "signature", "city_line",
]  # fmt: skip
Edges = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the upper left corner of the page."""


class Page(Frozen):
    """The paper and its grid, in points, columns and lines."""

    width: float
    height: float
    left: float
    """Where column 1 begins."""
    column: float
    line: float
    columns: int
    lines: int

    def x(self, column: int) -> float:
        """Left edge of a column, points."""
        return self.left + (column - 1) * self.column

    def y(self, line: int) -> float:
        """Upper edge of a line, points."""
        return (line - 1) * self.line


class Strip(Frozen):
    """A stretch of the grid outside the boxes."""

    column: int
    line: int
    length: int
    rows: int = 1


class Box(Frozen):
    """A drawn box with our own short label."""

    edges: Edges
    label: str


class Field(Frozen):
    """Where an item is printed and by which rule."""

    box: str
    line: int
    rule: Rule
    column: int = 0
    length: int = 1
    columns: tuple[int, ...] = ()
    """First columns of the parts: month, day, year; area code and number; diagnoses across."""
    places: dict[str, int] = pydantic.Field(default_factory=dict)
    """Column of the mark by the item's value."""
    names: Literal["above", "left", "right"] = "left"
    """Where the name of each mark stands."""
    year: int = 4
    """Digits of the year in a date."""
    rows: int = 1
    width: int = 0
    """Columns of one line where a text is broken."""
    parts: tuple[str, ...] = ()
    """Items that are printed as one text."""


class Column(Frozen):
    """One column of item 24."""

    column: int
    length: int
    columns: tuple[int, ...] = ()
    edges: tuple[float, float]
    """Left and right in points."""
    label: str


class Supplement(Frozen):
    """The shaded half of a row."""

    column: int
    length: int


class Rows(Frozen):
    """Item 24."""

    head: int
    first: int
    """Shaded line of the first row; the unshaded one follows."""
    rows: int
    supplement: Supplement
    columns: dict[str, Column]


class Grid(Frozen):
    """The whole form."""

    page: Page
    carrier: Strip
    page_number: Strip
    boxes: dict[str, Box]
    fields: dict[str, Field]
    lines: Rows


@cache
def grid() -> Grid:
    """The form's grid. Raises DataError or ValidationError where the table is not whole."""
    return Grid.model_validate(read_yaml(FILE))
