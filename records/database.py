"""Opens the database, brings it to the newest schema under a lock, and turns its faults into plain words.

SQLite: one file, write-ahead log, every commit flushed to disk, writers wait their turn (BEGIN IMMEDIATE).
PostgreSQL: whatever DATABASE_URL names; migrations run under an advisory lock.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.folder import default_folder

BUSY_SECONDS = 10
_IN_THIS_PROCESS = threading.Lock()
MIGRATION_LOCK = 80_837  # any number, the same for all processes


class StoreError(Exception):
    """The database cannot do what was asked. `message` says what happened, `kept` what is safe."""

    def __init__(self, message: str, kept: str) -> None:
        super().__init__(f"{message} {kept}")
        self.message = message
        self.kept = kept


def database_url() -> str:
    """DATABASE_URL, or the SQLite file in the user's data folder."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return f"sqlite:///{default_folder() / 'both-hats.sqlite3'}"
    for scheme in ("postgres://", "postgresql://"):  # the driver that ships is psycopg 3
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def open_engine(url: str) -> sa.Engine:
    """An engine whose writing transactions take the write lock at their start. Raises StoreError."""
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if parsed.database and not parsed.database.startswith((":memory:", "file:")):
        _make_folder(Path(parsed.database).parent)
    engine = sa.create_engine(
        parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, pool_size=10, max_overflow=40
    )
    sa.event.listen(engine, "connect", _sqlite_connect)
    sa.event.listen(engine, "begin", _sqlite_begin)
    return engine


def _parsed(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise StoreError("DATABASE_URL is not a database address.", "Nothing was opened or changed.") from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {folder} cannot be made ({error.strerror}).",
            "Nothing was written. Set BOTH_HATS_HOME to a folder you can write to.",
        ) from error


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, so that schema changes roll back too
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _sqlite_begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(engine: sa.Engine, *, writes: bool) -> Iterator[sa.Connection]:
    """One transaction; every database fault leaves it undone and comes out as StoreError."""
    try:
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
    except sa.exc.DBAPIError as error:
        raise plain_error(error) from error
    except sa.exc.TimeoutError as error:
        raise StoreError("The database is busy.", "Nothing was changed; try again in a moment.") from error


def migrate(engine: sa.Engine) -> None:
    """Brings the schema to the newest revision, one thread and one process at a time. Raises StoreError."""
    with _IN_THIS_PROCESS:  # Alembic's environment is global
        _migrate(engine)


def _migrate(engine: sa.Engine) -> None:
    script = ScriptDirectory.from_config(_alembic_config())
    with transaction(engine, writes=False) as connection:
        at = MigrationContext.configure(connection).get_current_revision()
        if at == script.get_current_head():
            return
    if engine.dialect.name == "sqlite":
        _write_ahead_log(engine)
    with transaction(engine, writes=True) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        at = MigrationContext.configure(connection).get_current_revision()
        if at is not None and at not in {revision.revision for revision in script.walk_revisions()}:
            raise StoreError(
                f"This database was written by a newer version of Both Hats (schema {at}).",
                "Nothing in it was changed. Start the newer version, or name another database.",
            )
        config = _alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _write_ahead_log(engine: sa.Engine) -> None:
    """Switches the file's journal. SQLite does not wait for other openers here, so we do."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw = engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA journal_mode = WAL")
            finally:
                raw.close()
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise plain_error(error) from error
            time.sleep(0.02)
        else:
            return


def _alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


_SAYINGS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("database is locked", "database table is locked", "lock timeout", "deadlock"),
        "The database is busy with another writer.",
        "Nothing was changed; what you entered is kept in the browser and sent again.",
    ),
    (
        ("readonly database", "read-only transaction", "attempt to write a readonly"),
        "The database can only be read, not written.",
        "All that was saved before is safe; new changes stay in the browser until the file can be written again.",
    ),
    (
        ("disk is full", "disk full", "no space left", "could not extend file"),
        "The disk that holds the database is full.",
        "All that was saved before is safe; free some space and the changes in the browser are sent again.",
    ),
    (
        ("file is not a database", "disk image is malformed"),
        "The database file is damaged or is not a Both Hats database.",
        "It was left as it is. Put a backup in its place, or set BOTH_HATS_HOME to another folder.",
    ),
    (
        ("unable to open database file",),
        "The database file cannot be opened.",
        "Nothing was changed. Check that the folder exists and can be written to.",
    ),
    (
        ("connection refused", "could not connect", "connection failed", "server closed the connection", "is closed"),
        "The database server does not answer.",
        "All that was saved before is safe; changes stay in the browser and are sent again.",
    ),
)


def plain_error(error: Any) -> StoreError:
    """The database's own complaint as one sentence on what happened and one on what is safe."""
    complaint = str(getattr(error, "orig", None) or error).lower()
    for signs, message, kept in _SAYINGS:
        if any(sign in complaint for sign in signs):
            return StoreError(message, kept)
    return StoreError(
        f"The database refused: {complaint.splitlines()[0][:200]}.", "This change was undone; earlier ones are safe."
    )
