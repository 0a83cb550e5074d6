"""The compiled file: made once, made again when it is damaged, never half there, never a reason not to start."""

from __future__ import annotations

import logging
import multiprocessing
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from data import Reference, compile, load, search
from data.icd import IcdTable
from data.reference import _loaded
from data.tables import HERE

VERSION = "1.5.0"


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.fixture
def copied(reference: Reference, compiled_folder: Path, tmp_path: Path) -> Path:
    """A folder of its own with a good compiled file."""
    (good,) = compiled_folder.glob("icd10cm-*.sqlite3")
    copy = tmp_path / good.name
    copy.write_bytes(good.read_bytes())
    return copy


def fails() -> bytes:
    raise AssertionError("a good file is not made again")


def test_a_good_file_is_used_as_it_is(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compile, "_build", fails)
    assert "I10" in IcdTable(compile.compiled_file(copied.parent, VERSION))


@pytest.mark.parametrize("damage", ["empty", "cut short", "one byte", "text"])
def test_a_damaged_file_is_made_again(
    copied: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    good = copied.read_bytes()
    middle = len(good) // 2
    copied.write_bytes(
        {
            "empty": b"",
            "cut short": good[:middle],
            "one byte": good[:middle] + bytes([good[middle] ^ 0xFF]) + good[middle + 1 :],
            "text": b"not a database",
        }[damage]
    )
    monkeypatch.setattr(compile, "_build", lambda: good)
    with caplog.at_level(logging.WARNING, logger="both_hats.data"):
        table = IcdTable(compile.compiled_file(copied.parent, VERSION))
    assert "E11.22" in table
    assert copied.read_bytes() == good
    assert "made again" in caplog.text
    assert files(copied.parent) == [copied], "no temporary file stays behind"


def test_where_the_folder_cannot_be_written_it_is_kept_in_memory(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    image = copied.read_bytes()
    monkeypatch.setattr(compile, "_build", lambda: image)
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("in the way", encoding="utf-8")
    with caplog.at_level(logging.WARNING, logger="both_hats.data"):
        compiled = compile.compiled_file(blocked, VERSION)
    assert compiled.path is None
    assert "BOTH_HATS_HOME" in caplog.text
    table = IcdTable(compiled)
    seen: list[bool] = []
    threads = [threading.Thread(target=lambda: seen.append("S52.531A" in table)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 4


def test_the_name_holds_the_edition(copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = compile._edition_hash(VERSION)
    assert copied.name == f"icd10cm-{VERSION}-{before}.sqlite3"
    assert compile._edition_hash("1.6.0") != before
    tables = tmp_path / "tables"
    tables.mkdir()
    for name in compile.SOURCES:
        (tables / name).write_bytes((HERE / name).read_bytes())
    monkeypatch.setattr(compile, "HERE", tables)
    assert compile._edition_hash(VERSION) == before
    (tables / "search_terms.csv").write_text("phrase,kind,means,codes\n", encoding="utf-8")
    assert compile._edition_hash(VERSION) != before


def _compile_in(folder: str) -> tuple[int, str]:
    table = IcdTable(compile.compiled_file(Path(folder), VERSION))
    found = table.get("S52.531A")
    return len(table), found.title if found else ""


def test_processes_that_start_together_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Two processes compile into one empty folder at the same time; both work, one whole file is left."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        answers = pool.map(_compile_in, [str(tmp_path)] * 2, chunksize=1)
    assert answers == [answers[0]] * 2
    assert answers[0][1].startswith("Colles' fracture")
    (only,) = files(tmp_path)
    assert compile._readable(only)


def test_the_same_file_comes_out_of_another_process(
    compiled_folder: Path, reference: Reference, tmp_path: Path
) -> None:
    """Another hash seed, time zone and locale give the same bytes."""
    surroundings = {"PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "LC_ALL": "C", "BOTH_HATS_HOME": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-c", "import data; data.load()"],
        env={**os.environ, **surroundings},
        cwd=HERE.parent,
        check=True,
    )
    (made,) = files(tmp_path)
    assert made.read_bytes() == (compiled_folder / made.name).read_bytes()


def test_load_gives_the_same_value_for_a_folder(compiled_folder: Path, reference: Reference) -> None:
    assert load(compiled_folder) is load(compiled_folder) is reference


def test_threads_look_up_at_the_same_time(reference: Reference) -> None:
    queries = ["htn", "broken wrist", "colonoscopy", "S52.531", "dm2 ckd", "pnuemonia"] * 4
    expected = {query: search(reference, query) for query in queries}
    found: list[bool] = []

    def work(query: str) -> None:
        reference.index.answer.cache_clear()
        found.append(search(reference, query) == expected[query])

    threads = [threading.Thread(target=work, args=(query,)) for query in queries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * len(queries)


def test_a_release_that_is_not_known_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from data import DataError, reference

    monkeypatch.setattr(reference.metadata, "version", lambda name: "9.9.9")
    with pytest.raises(DataError, match=r"simple-icd-10-cm is 9\.9\.9, but window\.yaml knows 1\.5\.0"):
        _loaded.__wrapped__(tmp_path)
