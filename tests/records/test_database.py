"""A database that is locked, read-only, full, damaged or from a newer version says so once and loses nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from records import Change, Store, StoreError, database
from scenarios.models import Variant
from tests.records.conftest import NOW


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite3"


def opened(file: Path) -> Store:
    return Store.open(f"sqlite:///{file}")


def test_a_newer_schema_is_refused_and_left_alone(url: str) -> None:
    Store.open(url).close()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as refused:
        Store.open(url)
    assert "newer version" in refused.value.message
    assert "Nothing in it was changed" in refused.value.kept
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    engine.dispose()


def test_the_migrations_make_what_the_code_expects(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from records.tables import metadata

    Store.open(url).close()
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_many_processes_may_open_an_empty_database_at_once(url: str) -> None:
    faults: list[Exception] = []

    def run() -> None:
        try:
            Store.open(url).close()
        except Exception as error:
            faults.append(error)

    script = f"from records import Store; Store.open({url!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(3)]
    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert not faults


def test_a_locked_database_is_waited_for_and_then_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, variant: Variant
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    store = opened(file)
    learner, _ = store.create_learner("Dana", NOW)
    attempt = store.open_attempt(learner.id, variant, "coder", "small_practice", NOW)
    blocker = sqlite3.connect(file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="busy"):
        store.save(learner.id, attempt.id, "coding", "t", [Change(n=1, key="query", value="?")], 0, NOW)
    store.healthy()  # reading still works
    blocker.execute("ROLLBACK")
    saved = store.save(learner.id, attempt.id, "coding", "t", [Change(n=1, key="query", value="?")], 0, NOW)
    assert saved.acknowledged == 1
    store.close()


def test_a_read_only_database_can_be_read_and_says_so(file: Path) -> None:
    store = opened(file)
    learner, token = store.create_learner("Dana", NOW)
    store.close()
    uri = f"sqlite:///file:{file}?mode=ro&uri=true"
    read_only = Store(database.open_engine(uri))
    assert read_only.learner(token) == learner
    with pytest.raises(StoreError, match="only be read"):
        read_only.create_learner("Robin", NOW)
    read_only.close()


def test_a_full_disk_is_named_and_loses_nothing(file: Path, variant: Variant) -> None:
    store = opened(file)
    learner, token = store.create_learner("Dana", NOW)
    attempt = store.open_attempt(learner.id, variant, "coder", "small_practice", NOW)
    engine = database.open_engine(f"sqlite:///{file}")

    @sa.event.listens_for(engine, "connect")
    def _no_room(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    full = Store(engine)
    kept = 0

    def fill() -> None:
        nonlocal kept
        for n in range(1, 200):
            full.save(learner.id, attempt.id, "coding", "t", [Change(n=n, key=f"k{n}", value="x" * 4000)], 0, NOW)
            kept = n

    with pytest.raises(StoreError, match="full"):
        fill()
    assert len(store.fields(learner.id, attempt.id, "coding")) == kept
    assert store.learner(token) == learner
    full.close()
    store.close()


def test_a_damaged_file_is_named_and_left_as_it_is(file: Path) -> None:
    file.write_bytes(b"this is no database" * 500)
    before = file.read_bytes()
    with pytest.raises(StoreError, match="not a Both Hats database"):
        opened(file)
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="BOTH_HATS_HOME"):
        opened(tmp_path / "file" / "below" / "records.sqlite3")


def test_a_server_that_is_away_is_named() -> None:
    with pytest.raises(StoreError, match="does not answer"):
        Store.open("postgresql+psycopg://nobody@127.0.0.1:9/none")


def test_what_was_acknowledged_survives_kill_9(file: Path, variant: Variant) -> None:
    store = opened(file)
    learner, _ = store.create_learner("Dana", NOW)
    attempt = store.open_attempt(learner.id, variant, "coder", "small_practice", NOW)
    script = f"""
import datetime, itertools
from records import Store, Change
store = Store.open("sqlite:///{file}")
for n in itertools.count(1):
    saved = store.save({learner.id!r}, {attempt.id!r}, "coding", "t", [Change(n=n, key=f"k{{n}}", value=n)], 0,
                       datetime.datetime.now(datetime.UTC))
    print(saved.acknowledged, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=os.getcwd())
    assert process.stdout is not None
    seen = [int(process.stdout.readline()) for _ in range(25)]
    process.kill()
    seen += [int(line) for line in process.stdout.read().split()]
    process.wait()
    assert len(store.fields(learner.id, attempt.id, "coding")) >= seen[-1] >= 25
    store.close()
