"""`python -m data`, as docs/commands.md says."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from data import Reference
from data.__main__ import main


@pytest.fixture(autouse=True)
def _compiled(reference: Reference, compiled_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTH_HATS_HOME", str(compiled_folder))


def test_search_prints_one_array(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "broken", "wrist", "--limit", "3"]) == 0
    hits = json.loads(capsys.readouterr().out)
    assert len(hits) == 3
    assert {"code", "system", "title", "billable", "why"} <= set(hits[0])


def test_lines_answer_line_by_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("htn\nzzzzqqq\nE11.22\n"))
    assert main(["search", "--lines", "--limit", "2"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [len(answer) for answer in answers] == [2, 0, 1]
    assert answers[2][0]["code"] == "E11.22"


def test_nothing_found_is_an_empty_array_and_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "zzzzqqq"]) == 1
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    "call",
    [[], ["search"], ["search", "htn", "--lines"], ["search", "htn", "--limit", "0"], ["load", "recipes", "file"]],
)
def test_a_wrong_call_is_2(call: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(call)
    assert stopped.value.code == 2


def test_status_says_what_is_loaded_and_from_when(capsys: pytest.CaptureFixture[str], reference: Reference) -> None:
    assert main(["status"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["edition"] == reference.edition
    assert status["in_force"] == {"from": "2026-04-01", "to": "2026-09-30"}
    tables = {table["table"]: table for table in status["tables"]}
    assert tables["ICD-10-CM"]["codes"] == 74_719
    assert tables["HCPCS Level II"]["data_from"] == "July 2024"
    assert tables["HCPCS Level II"]["carried_forward"] is True
