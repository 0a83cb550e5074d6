"""The releases that were loaded: one SQLite file each, never changed after it was swapped in.

A file's name says the kind and the days it is in force; what a stopped load leaves behind has another ending and
is swept away by the next one.
"""

from __future__ import annotations

import datetime
import functools
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from data.icd import CompiledFile
from data.models import DataError

FOLDER = "releases"
PART = ".part"


@dataclass(frozen=True)
class LoadedRelease:
    """One published release in the local store."""

    kind: str
    version: str
    start: datetime.date
    """First day in force."""
    end: datetime.date
    """Last day in force; after it the release is carried forward until a newer one is loaded."""
    source: str
    """Name of the file that it was read from."""
    sha256: str
    rows: int

    @property
    def label(self) -> str:
        """Year and month from which it is in force, as `data_from` says it."""
        return f"{self.start:%Y-%m}"

    @property
    def file_name(self) -> str:
        """Name in the store; a release of the same days takes the place of the one before."""
        return f"{self.kind}-{self.start.isoformat()}.sqlite3"


class ReleaseStore:
    """The folder of loaded releases. Reading never blocks writing: a swap is one rename."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def releases(self) -> tuple[LoadedRelease, ...]:
        """All that is loaded, by kind and first day. Raises DataError for a file that cannot be read."""
        return _releases(self.folder, _stamp(self.folder))

    def open(self, release: LoadedRelease) -> CompiledFile:
        """Read access from any thread; the file is shared by all who ask for it."""
        path = self.folder / release.file_name
        return _opened(path, path.stat().st_mtime_ns)

    def swap_in(self, release: LoadedRelease, fill: Callable[[sqlite3.Connection], int]) -> LoadedRelease:
        """Writes a release beside the store and renames it into its place; `fill` returns how many rows it wrote.

        Whatever `fill` raises leaves the store as it was. Raises DataError where the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for left_over in self.folder.glob(f"{release.kind}-*{PART}"):
                left_over.unlink(missing_ok=True)
            handle, name = tempfile.mkstemp(prefix=f"{release.kind}-", suffix=PART, dir=self.folder)
            os.close(handle)
        except OSError as error:
            raise DataError(f"{self.folder} cannot be written ({error.strerror}); set BOTH_HATS_HOME.") from error
        part = Path(name)
        try:
            done = self._write(part, release, fill)
            os.replace(part, self.folder / release.file_name)
            _sync(self.folder)
        except (OSError, sqlite3.OperationalError) as error:
            raise DataError(f"{release.file_name} cannot be written ({error}); nothing was changed.") from error
        finally:
            part.unlink(missing_ok=True)
        return done

    @staticmethod
    def _write(part: Path, release: LoadedRelease, fill: Callable[[sqlite3.Connection], int]) -> LoadedRelease:
        connection = sqlite3.connect(part)
        try:
            connection.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")
            done = LoadedRelease(**{**asdict(release), "rows": fill(connection)})
            connection.execute("CREATE TABLE release (about TEXT)")
            connection.execute("INSERT INTO release VALUES (?)", (json.dumps(asdict(done), default=str),))
            connection.commit()
        finally:
            connection.close()
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        return done


def insert(connection: sqlite3.Connection, table: str, width: int, rows: Iterable[tuple[object, ...]]) -> None:
    """Rows into a table of `width` columns."""
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def _sync(folder: Path) -> None:
    """Makes the rename last through a power cut, where the system lets a folder be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    try:
        return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.sqlite3")))
    except OSError:
        return ()


@functools.lru_cache(maxsize=8)
def _releases(folder: Path, stamp: tuple[tuple[str, int], ...]) -> tuple[LoadedRelease, ...]:
    """Read again only when a file of the folder has changed."""
    found = []
    for name, changed in stamp:
        try:
            row = _opened(folder / name, changed).one("SELECT about FROM release")
            about = json.loads(str(row[0])) if row else {}
            days = {end: datetime.date.fromisoformat(about[end]) for end in ("start", "end")}
            found.append(LoadedRelease(**{**about, **days}))
        except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"The loaded release {name} cannot be read; delete it and load it again.") from error
    return tuple(found)


@functools.lru_cache(maxsize=64)
def _opened(path: Path, _changed: int) -> CompiledFile:
    return CompiledFile(path)
