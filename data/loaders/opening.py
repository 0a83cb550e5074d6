"""Opens a published file - text, CSV, a workbook, XML, or a zip around one of them - as numbered rows of text.

Everything is read as a stream under limits that are counted while reading, since what a zip says of its own size
cannot be trusted.
"""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MEGABYTE = 1024 * 1024
LARGEST_FILE = 400 * MEGABYTE
LARGEST_UNPACKED = 800 * MEGABYTE
MOST_MEMBERS = 200
# Published text packs to a tenth or so; a workbook of nothing but repeats to a hundredth.
LARGEST_RATIO = 400
LONGEST_ROW = 20_000
SNIFFED = 12
"""First lines that show whether tabs or commas part the columns."""
_TEXT = (".txt", ".csv", ".tsv", ".xml")
_WORKBOOK = (".xlsx",)


class LoadError(Exception):
    """A file that cannot be loaded: says which file, which line, what was found and what was expected."""


@dataclass(frozen=True)
class Row:
    """One row of a file; `line` counts from 1 as an editor or a spreadsheet shows it."""

    line: int
    cells: tuple[str, ...]


class Counted(io.RawIOBase):
    """A stream that stops at a limit of bytes and tells how far it has come."""

    def __init__(self, stream: IO[bytes], name: str, limit: int) -> None:
        super().__init__()
        self._stream, self._name, self._left = stream, name, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            content = self._stream.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise LoadError(f"{self._name} is cut or damaged ({error}); download it again.") from error
        self._left -= len(content)
        if self._left < 0:
            raise LoadError(f"{self._name} unpacks to more than {LARGEST_UNPACKED // MEGABYTE} MB and is refused.")
        buffer[: len(content)] = content
        return len(content)


@contextmanager
def opened(path: Path, wanted: tuple[str, ...] = ()) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of the data file in `path`; of a zip the member whose name holds one of `wanted`."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise LoadError(f"{path.name} cannot be read ({error.strerror}).") from error
    if size > LARGEST_FILE:
        raise LoadError(f"{path.name} has {size // MEGABYTE} MB; at most {LARGEST_FILE // MEGABYTE} MB are read.")
    if path.suffix.lower() != ".zip":
        with path.open("rb") as stream:
            yield path.name, stream
        return
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise LoadError(f"{path.name} is no whole zip file ({error}); download it again.") from error
    with archive:
        member = _member(archive, path.name, wanted)
        try:
            inside = archive.open(member)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise LoadError(f"{path.name}: {member.filename} cannot be unpacked ({error}).") from error
        with inside:
            name = f"{path.name}: {Path(member.filename).name}"
            yield name, io.BufferedReader(Counted(inside, name, LARGEST_UNPACKED))


def _member(archive: zipfile.ZipFile, name: str, wanted: tuple[str, ...]) -> zipfile.ZipInfo:
    """The one data file of the archive. LoadError where there is none, several, or a bomb."""
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise LoadError(f"{name} holds {len(members)} files; at most {MOST_MEMBERS} are looked at.")
    known = [info for info in members if info.filename.lower().endswith((*_TEXT, *_WORKBOOK))]
    named = [info for info in known if any(word in Path(info.filename).name.lower() for word in wanted)]
    found = named or ([] if wanted and len(known) > 1 else known)
    if not found:
        inside = ", ".join(Path(info.filename).name for info in members[:8]) or "nothing"
        raise LoadError(f"{name} holds no data file of this kind (it holds {inside}).")
    text = [info for info in found if info.filename.lower().endswith(_TEXT)]
    chosen = sorted(text or found, key=lambda info: info.filename)
    if len(chosen) > 1:
        both = ", ".join(Path(info.filename).name for info in chosen[:4])
        raise LoadError(f"{name} holds several data files ({both}); unpack it and load each one.")
    info = chosen[0]
    if info.file_size > LARGEST_UNPACKED or info.file_size > LARGEST_RATIO * max(info.compress_size, 1):
        raise LoadError(f"{name}: {info.filename} unpacks to {info.file_size:,} bytes and is refused.")
    return info


def rows_of(name: str, stream: IO[bytes], sheet_has: tuple[str, ...] = ()) -> Iterator[Row]:
    """Rows of a text file (tabs or commas) or of the sheet of a workbook that holds the headings `sheet_has`."""
    if name.lower().endswith(_WORKBOOK):
        yield from _workbook_rows(name, stream, sheet_has)
        return
    text = io.TextIOWrapper(stream, encoding="cp1252", errors="replace", newline="")
    head = [_line(text, name, number) for number in range(1, SNIFFED + 1)]
    rest = iter(lambda: _line(text, name, 0), "")
    lines = (line.removeprefix("\u00ef\u00bb\u00bf") for line in itertools.chain(filter(None, head), rest))
    # CMS's tab files quote nothing by rule: a lone quotation mark in a wording must not swallow the lines after it.
    tabs = any("\t" in line for line in head)
    reader = csv.reader(lines, csv.excel, quoting=csv.QUOTE_NONE, delimiter="\t") if tabs else csv.reader(lines)
    try:
        for cells in reader:
            yield Row(reader.line_num, tuple(cell.strip().strip('"') for cell in cells))
    except csv.Error as error:
        raise LoadError(f"{name}, line {reader.line_num}: {error}.") from error


def _line(text: io.TextIOWrapper, name: str, number: int) -> str:
    line = text.readline(LONGEST_ROW + 1)
    if len(line) > LONGEST_ROW:
        where = f", line {number}" if number else ""
        raise LoadError(f"{name}{where}: a line is longer than {LONGEST_ROW:,} characters; this is no table.")
    return line


def _workbook_rows(name: str, stream: IO[bytes], sheet_has: tuple[str, ...]) -> Iterator[Row]:
    content = stream.read(LARGEST_FILE + 1)
    _check_workbook(name, content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise LoadError(f"{name} is no whole workbook ({error}).") from error
    try:
        sheet = next((one for one in book.worksheets if _holds(one, sheet_has)), None)
        if sheet is None:
            names = ", ".join(one.title for one in book.worksheets[:6])
            raise LoadError(f"{name}: no sheet has the columns {', '.join(sheet_has)} (its sheets are {names}).")
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield Row(line, tuple("" if cell is None else _cell_text(cell) for cell in cells))
    finally:
        book.close()


def _check_workbook(name: str, content: bytes) -> None:
    """A workbook is a zip itself: its parts are held to the same limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            total = sum(part.file_size for part in parts.infolist())
            bomb = total > LARGEST_UNPACKED or total > LARGEST_RATIO * max(len(content), 1)
            if bomb or len(parts.infolist()) > MOST_MEMBERS:
                raise LoadError(f"{name} unpacks to {total:,} bytes and is refused.")
    except zipfile.BadZipFile as error:
        raise LoadError(f"{name} is no whole workbook ({error}); download it again.") from error


def _holds(sheet: Any, headings: tuple[str, ...]) -> bool:
    """Whether the first rows of a sheet hold all the headings."""
    seen = ""
    for cells in sheet.iter_rows(max_row=15, values_only=True):
        seen += " " + " ".join(str(cell) for cell in cells if cell is not None)
    seen = " ".join(seen.lower().split())
    return all(heading.lower() in seen for heading in headings)


def _cell_text(cell: object) -> str:
    """A cell as its digits: 99214.0 is 99214, a date YYYYMMDD."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "strftime"):
        return str(cell.strftime("%Y%m%d"))
    return str(cell).strip()
