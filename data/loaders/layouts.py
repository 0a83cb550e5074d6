"""The layouts of the published files: which columns they have, what each row must hold, what becomes of it.

Sources: CMS NCCI procedure-to-procedure and MUE files, physician fee schedule relative value files (PPRRVU and GPCI
of the RVU zip), HCPCS quarterly update (text record layout and workbook).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from data.loaders.opening import LoadError, Row

Values = tuple[object, ...]
Record = tuple[Row, str, str, str, str, str, str]
"""A HCPCS record: row, kind of record, code, wording, first day, day of the last change, last day."""
_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]$")
_MODIFIER = re.compile(r"[0-9A-Z]{2}$")
_DAY = re.compile(r"(19|20)\d{6}$")
_NUMBER = re.compile(r"-?\d*\.?\d+$")
HEADING_WITHIN = 30
"""Rows in which the headings of a file must come: before them stand its title and its notices."""
HCPCS_RECORD = {"code": (0, 5), "kind": (10, 11), "wording": (11, 91), "added": (268, 276), "changed": (276, 284)}
HCPCS_ENDED = (284, 292)


@dataclass(frozen=True)
class Layout:
    """One kind of file."""

    kind: str
    about: str
    names: tuple[str, ...]
    """Words of the member's name inside a zip."""
    headings: tuple[str, ...]
    """Headings that a sheet or the first rows must hold."""
    table: str
    """SQL of the table that it becomes."""
    unique: tuple[int, ...]
    """Columns of the table that no two rows share."""
    read: Callable[[str, Iterable[Row]], Iterator[tuple[int, Values]]]


def _refuse(name: str, line: int, found: str, expected: str) -> LoadError:
    return LoadError(f"{name}, line {line}: {found[:80]!r}; expected {expected}.")


def _after_heading(name: str, rows: Iterable[Row], headings: tuple[str, ...]) -> Iterator[Row]:
    """Rows after the headings. The headings may be spread over several rows, as CMS writes them."""
    seen = ""
    waiting = iter(rows)
    for number, row in enumerate(waiting, start=1):
        seen += " " + " ".join(" ".join(row.cells).lower().split())
        if all(heading in seen for heading in headings):
            break
        if number >= HEADING_WITHIN:
            raise LoadError(
                f"{name}: the first {number} lines hold no columns named {', '.join(headings)}; wrong file?"
            )
    else:
        raise LoadError(f"{name}: no columns named {', '.join(headings)}; wrong file, or one that was cut.")
    yield from (row for row in waiting if any(row.cells))


def _cells(name: str, row: Row, least: int) -> tuple[str, ...]:
    if len(row.cells) < least:
        raise _refuse(name, row.line, " | ".join(row.cells), f"{least} columns, found {len(row.cells)} (a cut line?)")
    return row.cells


def _code(name: str, row: Row, text: str) -> str:
    code = text.upper().zfill(5) if text.isdigit() else text.upper()
    if not _CODE.match(code):
        raise _refuse(name, row.line, text, "a procedure code of five characters")
    return code


def _day(name: str, row: Row, text: str, may_be_open: bool = False) -> int | None:
    if may_be_open and text in ("", "*"):
        return None
    if not _DAY.match(text):
        raise _refuse(name, row.line, text, "a date YYYYMMDD" + (" or *" if may_be_open else ""))
    return int(text)


def _number(name: str, row: Row, text: str) -> str:
    text = text.replace(",", "") or "0.00"
    if not _NUMBER.match(text):
        raise _refuse(name, row.line, text, "a number")
    return f"{float(text):.2f}"


def _ncci(name: str, rows: Iterable[Row]) -> Iterator[tuple[int, Values]]:
    """Column 1, column 2, (in existence before 1996), first day, last day, indicator, (rationale)."""
    for row in _after_heading(name, rows, ("column 1", "column 2", "effective", "deletion", "modifier")):
        if _is_heading(row):
            continue
        cells = _cells(name, row, 6)
        if cells[5] not in ("0", "1", "9"):
            raise _refuse(name, row.line, cells[5], "modifier indicator 0, 1 or 9")
        first, second = _code(name, row, cells[0]), _code(name, row, cells[1])
        yield row.line, (first, second, _day(name, row, cells[3]), _day(name, row, cells[4], True), cells[5])


def _is_heading(row: Row) -> bool:
    """A further row of a heading: it holds no code in front."""
    return not re.search(r"\d", row.cells[0]) or row.cells[0].lower().startswith("column")


def _mue(name: str, rows: Iterable[Row]) -> Iterator[tuple[int, Values]]:
    """Code, units, adjudication indicator (`2 Date of Service Edit: Policy`), (rationale)."""
    for row in _after_heading(name, rows, ("hcpcs", "mue values", "adjudication indicator")):
        cells = _cells(name, row, 3)
        if not cells[1].isdigit():
            raise _refuse(name, row.line, cells[1], "whole units")
        if cells[2][:1] not in ("1", "2", "3"):
            raise _refuse(name, row.line, cells[2], "adjudication indicator 1, 2 or 3")
        yield row.line, (_code(name, row, cells[0]), int(cells[1]), cells[2][:1])


def _fees(name: str, rows: Iterable[Row]) -> Iterator[tuple[int, Values]]:
    """PPRRVU: relative values and indicators by code and modifier; the columns are known by their place."""
    for row in _after_heading(name, rows, ("hcpcs", "mod", "description", "bilat", "conv")):
        if len(row.cells[0]) != 5 or not re.search(r"\d", row.cells[0]):
            continue
        cells = _cells(name, row, 25)
        if cells[1] and not _MODIFIER.match(cells[1]):
            raise _refuse(name, row.line, cells[1], "a modifier or nothing")
        if not re.fullmatch(r"[A-Z]", cells[3]):
            raise _refuse(name, row.line, cells[3], "a status code, one letter")
        figures = tuple(_number(name, row, cells[place]) for place in (5, 6, 8, 10))
        factor = cells[24]
        if not _NUMBER.match(factor) or not 10 < float(factor) < 200:
            raise _refuse(name, row.line, factor, "a conversion factor in dollars")
        indicators = tuple(cells[place] for place in (13, 14, 18, 19, 20, 21, 23))
        yield row.line, (_code(name, row, cells[0]), cells[1], *figures, cells[3], *indicators, cells[7], factor)


def _gpci(name: str, rows: Iterable[Row]) -> Iterator[tuple[int, Values]]:
    """Contractor, state, locality number and name, then the indices of work, practice expense and malpractice."""
    for row in _after_heading(name, rows, ("locality number", "locality name", "gpci")):
        if not re.fullmatch(r"\d{4,5}", row.cells[0]):
            continue  # footnotes stand below the table
        cells = _cells(name, row, 7)
        if not re.fullmatch(r"[A-Z]{2}", cells[1]):
            raise _refuse(name, row.line, cells[1], "a state of two letters")
        for text in cells[4:7]:
            if not _NUMBER.match(text) or not 0.1 < float(text) < 5:
                raise _refuse(name, row.line, text, "an index such as 1.023")
        indices = tuple(f"{float(text):.3f}" for text in cells[4:7])
        yield row.line, (cells[0].zfill(5), cells[1], cells[2].zfill(2), cells[3].rstrip("*"), *indices)


def _hcpcs(name: str, rows: Iterable[Row]) -> Iterator[tuple[int, Values]]:
    """HCPCS Level II, from the workbook's columns; wordings of several rows are joined."""
    waiting = iter(rows)
    columns: dict[str, int] = {}
    for row in waiting:
        names = [" ".join(cell.upper().split()) for cell in row.cells]
        if "HCPC" in names and "LONG DESCRIPTION" in names:
            columns = {text: place for place, text in enumerate(names)}
            break
    wanted = ("HCPC", "LONG DESCRIPTION", "ADD DT", "ACT EFF DT", "TERM DT")
    if missing := [text for text in wanted if text not in columns]:
        raise LoadError(f"{name}: no columns named {', '.join(missing)}; wrong file?")
    record = columns.get("RECID")

    def records() -> Iterator[Record]:
        for row in waiting:
            if any(row.cells):
                code, wording, added, changed, ended = (_at(row, columns[text]) for text in wanted)
                yield row, _at(row, record) if record is not None else "3", code, wording, added, changed, ended

    yield from _joined(name, records())


def hcpcs_records(name: str, lines: Iterable[str]) -> Iterator[tuple[int, Values]]:
    """HCPCS Level II from the text file of fixed places (320 characters a record)."""

    def records() -> Iterator[Record]:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            row = Row(number, (line,))
            if len(line.rstrip("\r\n")) < HCPCS_ENDED[1]:
                raise _refuse(name, number, line, f"a record of at least {HCPCS_ENDED[1]} characters (a cut line?)")
            cut = {part: line[start:end].strip() for part, (start, end) in HCPCS_RECORD.items()}
            ended = line[slice(*HCPCS_ENDED)].strip()
            yield row, cut["kind"], cut["code"], cut["wording"], cut["added"], cut["changed"], ended

    yield from _joined(name, records())


def _at(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _joined(name: str, records: Iterable[Record]) -> Iterator[tuple[int, Values]]:
    """Record 3 begins a code, 4 goes on with its wording; 7 and 8 are modifiers, which stand elsewhere."""
    held: tuple[int, list[object]] | None = None
    for row, kind, code, wording, added, _changed, ended in records:
        if kind == "4" and held is not None and held[1][0] == code:
            held[1][1] = f"{held[1][1]} {wording}"
            continue
        if held is not None:
            yield held[0], tuple(held[1])
        held = None
        if kind == "3":
            if not wording:
                raise _refuse(name, row.line, wording, f"a description of {code}")
            held = (
                row.line,
                [_code(name, row, code), wording, _day(name, row, added, True), _day(name, row, ended, True)],
            )
        elif kind not in ("4", "7", "8"):
            raise _refuse(name, row.line, kind, "record 3, 4, 7 or 8")
    if held is not None:
        yield held[0], tuple(held[1])


def _descriptors(name: str, rows: Iterable[Row]) -> Iterator[tuple[int, Values]]:
    """A school's licensed descriptors: code, then the wording; a heading row may stand first."""
    for number, row in enumerate(rows):
        if not any(row.cells):
            continue
        cells = _cells(name, row, 2)
        if number == 0 and not _CODE.match(cells[0].upper()):
            continue
        if not cells[1]:
            raise _refuse(name, row.line, cells[1], f"the descriptor of {cells[0]}")
        yield row.line, (_code(name, row, cells[0]), cells[1])


_FEE_COLUMNS = (
    "code, modifier, rvu_work, rvu_pe_nonfacility, rvu_pe_facility, rvu_mp, status, pctc, global, mult_proc, bilat, "
    "asst, co_surg, endo_base, nonfac_na, factor"
)
LAYOUTS: Mapping[str, Layout] = {
    layout.kind: layout
    for layout in (
        Layout(
            "ncci",
            "NCCI procedure-to-procedure edits, practitioner",
            ("ccipra", "ptp", "ncci"),
            ("column 1", "column 2", "deletion"),
            "CREATE TABLE ncci (column_1 TEXT, column_2 TEXT, first INTEGER, last INTEGER, indicator TEXT, "
            "PRIMARY KEY (column_1, column_2, first)) WITHOUT ROWID",
            (0, 1, 2),
            _ncci,
        ),
        Layout(
            "mue",
            "medically unlikely edits, practitioner services",
            ("mue",),
            ("mue values", "adjudication indicator"),
            "CREATE TABLE mue (code TEXT PRIMARY KEY, units INTEGER, indicator TEXT) WITHOUT ROWID",
            (0,),
            _mue,
        ),
        Layout(
            "fees",
            "physician fee schedule relative values (PPRRVU)",
            ("pprrvu",),
            ("hcpcs", "mod", "description"),
            f"CREATE TABLE fees ({_FEE_COLUMNS}, PRIMARY KEY (code, modifier)) WITHOUT ROWID",
            (0, 1),
            _fees,
        ),
        Layout(
            "gpci",
            "geographic practice cost indices",
            ("gpci",),
            ("locality number", "gpci"),
            "CREATE TABLE gpci (mac TEXT, state TEXT, locality TEXT, name TEXT, work TEXT, pe TEXT, mp TEXT, "
            "PRIMARY KEY (mac, state, locality)) WITHOUT ROWID",
            (0, 1, 2),
            _gpci,
        ),
        Layout(
            "hcpcs",
            "HCPCS Level II codes",
            ("anweb", "hcpc"),
            ("hcpc", "long description"),
            "CREATE TABLE hcpcs (code TEXT PRIMARY KEY, wording TEXT, added INTEGER, ended INTEGER) WITHOUT ROWID",
            (0,),
            _hcpcs,
        ),
        Layout(
            "cpt",
            "a licensed file of CPT descriptors",
            (),
            (),
            "CREATE TABLE cpt (code TEXT PRIMARY KEY, wording TEXT) WITHOUT ROWID",
            (0,),
            _descriptors,
        ),
    )
}
