"""Loads one published file: what it is, from when it is in force, its rows checked one by one, swapped in whole."""

from __future__ import annotations

import calendar
import datetime
import hashlib
import io
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from data.loaders.layouts import LAYOUTS, Layout, Values, hcpcs_records
from data.loaders.opening import LoadError, opened, rows_of
from data.loaders.store import LoadedRelease, ReleaseStore, insert
from data.loaders.tabular import fill_tabular
from data.models import DataError

KINDS = (*LAYOUTS, "icd10cm")
Progress = Callable[[int], None]
"""Is told now and then how many rows were read."""
BATCH = 20_000
FIRST_NCCI_YEAR = 1994
"""Version 32.2 of the NCCI edits belongs to the third quarter of 2026."""
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}


def load_file(
    kind: str,
    path: Path,
    folder: Path,
    start: datetime.date | None = None,
    end: datetime.date | None = None,
    progress: Progress | None = None,
) -> LoadedRelease:
    """Loads `path` as a release of `kind` into the store under `folder`.

    `start` and `end` are the days in force where the file's name does not say them. Raises LoadError with the file,
    the line, what was found and what was expected; DataError where the store cannot be written. Either leaves what
    was loaded before.
    """
    if kind not in KINDS:
        raise LoadError(f"{kind!r} is no kind of file; expected one of {', '.join(KINDS)}.")
    names = LAYOUTS[kind].names if kind in LAYOUTS else ("tabular",)
    with opened(path, names) as (name, stream):
        version, first, last = _in_force(kind, name, start, end)
        release = LoadedRelease(kind, version, first, last, path.name, _digest(path), 0)

        def fill(connection: sqlite3.Connection) -> int:
            if kind == "icd10cm":
                return fill_tabular(connection, name, stream)
            return _fill(connection, LAYOUTS[kind], name, stream, progress)

        return ReleaseStore(folder).swap_in(release, fill)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fill(
    connection: sqlite3.Connection, layout: Layout, name: str, stream: IO[bytes], progress: Progress | None
) -> int:
    connection.execute(layout.table)
    width = len(connection.execute(f"SELECT * FROM {layout.kind} LIMIT 0").description)
    count, batch = 0, list[tuple[int, Values]]()
    for numbered in _rows(layout, name, stream):
        batch.append(numbered)
        if len(batch) >= BATCH:
            _insert(connection, layout, width, name, batch)
            count += len(batch)
            batch.clear()
            if progress is not None:
                progress(count)
    _insert(connection, layout, width, name, batch)
    count += len(batch)
    if not count:
        raise LoadError(f"{name} holds no rows of {layout.about}.")
    if progress is not None:
        progress(count)
    return count


def _rows(layout: Layout, name: str, stream: IO[bytes]) -> Iterator[tuple[int, Values]]:
    if layout.kind == "hcpcs" and name.lower().endswith(".txt"):
        yield from hcpcs_records(name, io.TextIOWrapper(stream, encoding="cp1252", errors="replace"))
    else:
        yield from layout.read(name, rows_of(name, stream, layout.headings))


def _insert(
    connection: sqlite3.Connection, layout: Layout, width: int, name: str, batch: list[tuple[int, Values]]
) -> None:
    """A batch of rows; where one stands there already, the line that repeats it is named."""
    connection.execute("SAVEPOINT batch")
    try:
        insert(connection, layout.kind, width, (values for _, values in batch))
    except sqlite3.IntegrityError:
        connection.execute("ROLLBACK TO batch")
        for line, values in batch:
            try:
                insert(connection, layout.kind, width, [values])
            except sqlite3.IntegrityError:
                shown = " ".join(str(values[place]) for place in layout.unique)
                raise LoadError(f"{name}, line {line}: {shown} stands in the file twice.") from None
    connection.execute("RELEASE batch")


# ---- from when a file is in force -------------------------------------------------------------------------


def _in_force(
    kind: str, name: str, start: datetime.date | None, end: datetime.date | None
) -> tuple[str, datetime.date, datetime.date]:
    """Version, first and last day, from the file's name unless they were given."""
    file = name.rsplit(": ", 1)[-1]
    found = _named(kind, file)
    if start is None:
        if found is None:
            raise LoadError(f"{name}: its name does not say from when it is in force; say --from YYYY-MM-DD.")
        start = found[1]
    version = found[0] if found is not None else f"{start:%Y-%m}"
    last = end or _last_day(kind, start)
    if last < start:
        raise LoadError(f"{name}: in force from {start} to {last}; the end comes before the beginning.")
    return version, start, last


def _named(kind: str, file: str) -> tuple[str, datetime.date] | None:
    """`ccipra-v322r0-f1.txt`, `MCR_MUE_..._Eff_07-01-2026.csv`, `PPRRVU26_JUL.csv`, `HCPC2026_JUL_ANWEB.txt`."""
    if kind == "ncci" and (match := re.search(r"v(\d{2})([0-3])r(\d)", file, re.IGNORECASE)):
        year, quarter = FIRST_NCCI_YEAR + int(match[1]), int(match[2])
        return f"{match[1]}.{match[2]}", datetime.date(year, 3 * quarter + 1, 1)
    if match := re.search(r"(\d{2})-(\d{2})-(20\d{2})", file):
        try:
            return f"{match[3]}-{match[1]}", datetime.date(int(match[3]), int(match[1]), int(match[2]))
        except ValueError:
            return None
    match = re.search(r"20(\d{2})(?!\d)[_ -]*([A-Za-z]{3})?", file) or re.search(r"(\d{2})[_ -]+([A-Za-z]{3})", file)
    if match is None:
        return None
    year, month = 2000 + int(match[1]), _MONTHS.get((match[2] or "").lower(), 0)
    if kind == "icd10cm" and not month:
        return str(year), datetime.date(year - 1, 10, 1)  # a fiscal year begins in October
    return f"{year}-{month or 1:02d}", datetime.date(year, month or 1, 1)


def _last_day(kind: str, start: datetime.date) -> datetime.date:
    """Quarterly files end with their quarter, the code set with the fiscal year, others with the year."""
    if kind in ("ncci", "mue", "fees", "hcpcs"):
        month = (start.month - 1) // 3 * 3 + 3
        return datetime.date(start.year, month, calendar.monthrange(start.year, month)[1])
    if kind == "icd10cm":
        return datetime.date(start.year + (start.month >= 10), 9, 30)
    return datetime.date(start.year, 12, 31)


__all__ = ["KINDS", "DataError", "LoadError", "Progress", "load_file"]
