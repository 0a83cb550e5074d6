"""What is printed where on a CMS-1500: each item by the rules of the NUCC manual, in capitals, inside its length.

Dates are MM DD YYYY (MM DD YY in item 24), money has neither sign nor point, telephone numbers no hyphen, diagnoses
no point. A text that is longer than its field is cut, as the paper cuts it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from billing.items import PRINTED_LINES
from billing.models import Claim, ClaimLine
from billing.papers.grid import Edges, Field, grid
from billing.values import read_date, read_money

MARK = "X"
CONTINUED = "CONTINUED"
PENNIES = 2


@dataclass(frozen=True)
class Printed:
    """A piece of text on the grid."""

    key: str
    """Item of the form, `24D.3` for the third row of the claim, `carrier` or `page`."""
    column: int
    line: int
    text: str
    edges: Edges
    """Box that it must lie in, points."""


def pages_of(claim: Claim, address: str) -> list[list[Printed]]:
    """The pages of a claim, six service lines each; totals stand on the last one."""
    number = max(-(-len(claim.lines) // PRINTED_LINES), 1)
    return [_page(claim, address, at, number) for at in range(number)]


def _page(claim: Claim, address: str, at: int, of: int) -> list[Printed]:
    items = claim.items
    if at < of - 1:
        items = {**items, "28": CONTINUED, "29": ""}
    found = list(_carrier(address))
    if of > 1:
        place = grid().page_number
        found.append(_at("page", place.column, place.line, f"PAGE {at + 1:02d} OF {of:02d}", _paper()))
    for key, field in grid().fields.items():
        found += _field(key, field, items, claim.diagnoses)
    first = at * PRINTED_LINES
    for row, line in enumerate(claim.lines[first : first + PRINTED_LINES]):
        found += _row(line, row, first + row + 1)
    return found


def _at(key: str, column: int, line: int, text: str, edges: Edges) -> Printed:
    return Printed(key, column, line, text, edges)


def _paper() -> Edges:
    page = grid().page
    return (page.left, 0.0, page.x(page.columns + 1), page.height)


def capitals(text: str) -> str:
    """Capitals of the Latin alphabet only; what the paper's font cannot show becomes a question mark."""
    return text.strip().upper().encode("latin-1", "replace").decode("latin-1")


def carrier_lines(address: str) -> tuple[str, ...]:
    """Name, address, second line of it or nothing, and city, state, ZIP of a payer (NUCC manual, carrier block)."""
    *start, place = (part.strip() for part in address.split(","))
    name, *streets = start
    city = streets.pop() if len(streets) > 1 else ""
    second = streets[1] if len(streets) > 1 else ""
    lines = (name, streets[0] if streets else "", second, f"{city} {place}")
    return tuple(_plain(line) for line in lines)


def _carrier(address: str) -> Iterator[Printed]:
    place = grid().carrier
    for number, text in enumerate(carrier_lines(address)):
        if text:
            yield _at("carrier", place.column, place.line + number, text[: place.length], _paper())


# ---- single items ----------------------------------------------------------------------------------------


def _field(key: str, field: Field, items: Mapping[str, str], diagnoses: tuple[str, ...]) -> list[Printed]:
    edges = grid().boxes[field.box].edges
    if field.rule == "diagnoses":
        return _diagnoses(field, diagnoses, edges)
    if field.rule == "city_line":
        typed = " ".join(_plain(items.get(part, "")) for part in field.parts).strip()
        typed = re.sub(r" +", " ", typed)
    else:
        typed = capitals(items.get(key, ""))
    if not typed:
        return []
    if field.rule == "choice":
        marks = {capitals(value): column for value, column in field.places.items()}
        return [_at(key, marks[typed], field.line, MARK, edges)] if typed in marks else []
    pieces = _PIECES.get(field.rule)
    if pieces is not None:
        return [_at(key, column, line, text, edges) for column, line, text in pieces(field, typed) if text]
    return [_at(key, field.column, field.line, _WORDED.get(field.rule, str)(typed)[: field.length], edges)]


def _plain(text: str) -> str:
    """No commas, periods, semicolons, number signs: hyphens, slashes and apostrophes stay (NUCC manual, addresses)."""
    return re.sub(r" +", " ", re.sub(r"[.,;:#]", " ", capitals(text))).strip()


def _name(text: str) -> str:
    """Commas part last, first and middle name; no periods."""
    return text.replace(".", "")


def _number(text: str) -> str:
    """Neither hyphens nor blanks inside a number."""
    return re.sub(r"[-\s]", "", text)


_WORDED: Mapping[str, Callable[[str], str]] = {
    "words": _plain, "address": _plain, "name": _name, "number": _number,
    "zip": lambda text: text.replace(" ", ""),
}  # fmt: skip

Piece = tuple[int, int, str]
"""Column, line, text."""


def _date(field: Field, typed: str) -> list[Piece]:
    day = read_date(typed)
    if day is None:
        return [(field.column, field.line, typed[: field.length])]
    parts = (f"{day.month:02d}", f"{day.day:02d}", f"{day.year:04d}"[-field.year :])
    return [(column, field.line, part) for column, part in zip(field.columns, parts, strict=True)]


def amount(typed: str, length: int) -> str:
    """Dollars and cents at the right end of a field, a blank between them where there is room."""
    value = read_money(typed)
    if value is None:
        return typed[:length]
    dollars, cents = str(value).split(".")
    apart = f"{dollars} {cents}"
    return (apart if len(apart) <= length else dollars + cents)[-length:]


def _money(field: Field, typed: str) -> list[Piece]:
    text = amount(typed, field.length)
    return [(field.column + field.length - len(text), field.line, text)]


def _phone(field: Field, typed: str) -> list[Piece]:
    digits = re.sub(r"\D", "", typed)
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    area, number = field.columns
    if len(digits) != 10:
        return [(number, field.line, _number(typed)[: field.column + field.length - number])]
    return [(area, field.line, digits[:3]), (number, field.line, digits[3:])]


def _notes(field: Field, typed: str) -> list[Piece]:
    """One line where it fits; else the end of the line above it holds the beginning."""
    upper, lower = field.columns
    width = grid().page.columns - 31
    if len(typed) <= width:
        return [(lower, field.line, typed)]
    above = width - upper + 1
    cut = typed.rfind(" ", 0, above + 1)
    if cut <= 0 or len(typed) - cut - 1 > width:
        cut = above
    return [(upper, field.line - 1, typed[:cut].rstrip()), (lower, field.line, typed[cut:].lstrip()[:width])]


def _signature(field: Field, typed: str) -> list[Piece]:
    """Two lines where the name is longer than one."""
    text = _plain(typed)
    if len(text) <= field.width:
        return [(field.column, field.line + 1, text)]
    cut = text.rfind(" ", 0, field.width + 1)
    cut = cut if cut > 0 else field.width
    rest = text[cut:].strip()[: field.width]
    return [(field.column, field.line, text[:cut].rstrip()), (field.column, field.line + 1, rest)]


_PIECES: Mapping[str, Callable[[Field, str], list[Piece]]] = {
    "date": _date, "money": _money, "phone": _phone, "notes": _notes, "signature": _signature,
}  # fmt: skip


def _diagnoses(field: Field, codes: tuple[str, ...], edges: Edges) -> list[Printed]:
    across = len(field.columns)
    found = []
    for place, code in enumerate(codes[: across * field.rows]):
        text = capitals(code).replace(".", "")[: field.length]
        if text:
            found.append(_at("21", field.columns[place % across], field.line + place // across, text, edges))
    return found


# ---- item 24 ---------------------------------------------------------------------------------------------


def _row(line: ClaimLine, row: int, number: int) -> Iterator[Printed]:
    """One row of the paper; `number` is the claim's line."""
    rows = grid().lines
    shaded, plain = rows.first + 2 * row, rows.first + 2 * row + 1
    for key, at, line_number, text in _columns(line, shaded, plain):
        left, right = rows.columns[key].edges
        edges = (left, grid().page.y(line_number), right, grid().page.y(line_number + 1))
        yield _at(f"24{key}.{number}", at, line_number, text, edges)
    typed = capitals(line.supplement)[: rows.supplement.length]
    if typed:
        top = grid().page.y(shaded)
        edges = (rows.columns["A"].edges[0], top, rows.columns["G"].edges[1], top + grid().page.line)
        yield _at(f"24 supplement.{number}", rows.supplement.column, shaded, typed, edges)


def _columns(line: ClaimLine, shaded: int, plain: int) -> Iterator[tuple[str, int, int, str]]:
    """Column of item 24, place and text of everything in a row but the supplement."""
    columns = grid().lines.columns
    for at, text in _service_dates(line.A, columns["A"].columns, columns["A"].length):
        yield "A", at, plain, text
    for at, text in zip(columns["D"].columns, line.D, strict=False):
        width = 6 if at == columns["D"].column else PENNIES
        if capitals(text):
            yield "D", at, plain, capitals(text)[:width]
    charge = amount(capitals(line.F), columns["F"].length)
    values = {"B": line.B, "C": line.C, "E": re.sub(r"[^A-Z]", "", capitals(line.E)), "F": charge, "G": line.G,
              "H": line.H, "J": line.J}  # fmt: skip
    for key, value in values.items():
        text = capitals(value)[: columns[key].length]
        at = columns[key].column + (columns[key].length - len(text) if key == "F" else 0)
        if text:
            # A reason code of EPSDT (two letters) stands in the shaded half, Y or N below it.
            yield key, at, shaded if key == "H" and len(text) > 1 else plain, text
    qualifier = capitals(line.I)[: columns["I"].length]
    if qualifier:
        yield "I", columns["I"].column, shaded, qualifier


def _service_dates(typed: str, columns: tuple[int, ...], length: int) -> Iterator[tuple[int, str]]:
    """From and to, both the same day."""
    day = read_date(typed)
    if day is None:
        if typed.strip():
            yield columns[0], capitals(typed)[:length]
        return
    parts = (f"{day.month:02d}", f"{day.day:02d}", f"{day.year % 100:02d}")
    yield from zip(columns, (*parts, *parts), strict=True)
