"""`python -m grading` as a school would script it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from billing import claim_to_json, key_claim, model_answer
from data import Reference
from grading.__main__ import main
from scenarios import load_family, variant
from scenarios.models import CodingAnswer

FAMILY = "knee-steroid-injection"
Run = Callable[..., tuple[int, list[Any], str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Exit code, the JSON documents on standard output, and standard error."""

    def call(*arguments: str, given: str = "") -> tuple[int, list[Any], str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(str(left.code))
        printed = capsys.readouterr()
        return code, [json.loads(line) for line in printed.out.splitlines()], printed.err

    return call


def as_json(answer: CodingAnswer) -> dict[str, Any]:
    return answer.model_dump(mode="json")


@pytest.fixture
def right(reference: Reference) -> dict[str, Any]:
    return as_json(model_answer(reference, variant(reference, load_family(FAMILY), 7).key))


def test_a_right_coding(run: Run, right: dict[str, Any]) -> None:
    code, (grade,), _ = run("coding", "--family", FAMILY, "--seed", "7", given=json.dumps(right))
    assert code == 0
    assert (grade["score"], grade["out_of"]) == (100.0, 100)
    keys = {"kind", "element", "expected", "given", "points", "evidence", "why", "cites", "dollars", "risk", "skill"}
    assert all(keys <= finding.keys() for finding in grade["findings"])
    assert all(set(seen) == {"skill", "right"} for seen in grade["skills"])


def test_a_right_claim(run: Run, reference: Reference) -> None:
    claim = claim_to_json(key_claim(reference, variant(reference, load_family(FAMILY), 7)))
    code, (grade,), _ = run("claim", "--family", FAMILY, "--seed", "7", given=json.dumps(claim))
    assert (code, grade["score"]) == (0, 100.0)


def test_the_mess_of_the_note_does_not_change_the_grade(run: Run, right: dict[str, Any]) -> None:
    for mess in ("1", "4"):
        _, (grade,), _ = run("coding", "--family", FAMILY, "--seed", "7", "--mess", mess, given=json.dumps(right))
        assert grade["score"] == 100.0


def test_lines(run: Run, right: dict[str, Any]) -> None:
    rows = [
        {"family": FAMILY, "seed": 7, "answer": right},
        {"family": FAMILY, "seed": 7, "mess": 2, "answer": {}},
    ]
    code, grades, _ = run("coding", "--lines", given="\n".join(map(json.dumps, rows)))
    assert code == 0
    assert [grade["score"] for grade in grades] == [100.0, 0.0]


def test_a_bad_line_has_its_answer_and_the_others_theirs(run: Run, right: dict[str, Any]) -> None:
    rows = [
        json.dumps({"family": "no-such-family", "seed": 7, "answer": {}}),
        "not json",
        json.dumps({"family": FAMILY, "seed": 7, "wrong": 1}),
        json.dumps({"family": FAMILY, "seed": "7", "answer": {}}),
        json.dumps({"family": FAMILY, "seed": 7, "answer": {"diagnosis": []}}),
        json.dumps({"family": FAMILY, "seed": 7, "answer": right}),
    ]
    code, answers, errors = run("coding", "--lines", given="\n".join(rows))
    assert code == 2
    assert ["error" in answer for answer in answers] == [True] * 5 + [False]
    assert all(f"line {number}" in errors for number in range(1, 6))


@pytest.mark.parametrize(
    ("arguments", "given", "exit_code", "says"),
    [
        (("coding", "--family", FAMILY, "--seed", "7"), '{"diagnosis": []}', 2, "unknown key 'diagnosis'"),
        (("coding", "--family", FAMILY, "--seed", "7"), "{", 2, "not JSON"),
        (("claim", "--family", FAMILY, "--seed", "7"), '{"items": {"99": "x"}}', 2, "99"),
        (("coding", "--family", "no-such-family", "--seed", "7"), "{}", 2, "no-such-family"),
        (("coding", "--family", FAMILY), "{}", 2, "--seed"),
        (("coding", "--lines", "--seed", "7"), "", 2, "--lines"),
        (("coding", "--family", FAMILY, "--seed", "x"), "{}", 2, "invalid int"),
        (("coding", "--family", FAMILY, "--seed", "7", "--mess", "5"), "{}", 2, "--mess"),
        (("remit",), "", 2, "invalid choice"),
    ],
)
def test_what_is_refused(run: Run, arguments: tuple[str, ...], given: str, exit_code: int, says: str) -> None:
    code, printed, errors = run(*arguments, given=given)
    assert (code, printed) == (exit_code, [])
    assert says in errors


def test_a_family_with_problems_is_not_a_wrong_call(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "half-written.yaml"
    path.write_text("format: 1\nfamily: half-written\n", encoding="utf-8")
    code, printed, errors = run("coding", "--family", str(path), "--seed", "7", given="{}")
    assert (code, printed) == (1, [])
    assert "half-written" in errors


def test_the_keys_claim_pipes_from_billing_into_grading() -> None:
    call = ["--family", "knee-steroid-injection", "--seed", "3"]
    claim = subprocess.run(
        [sys.executable, "-m", "billing", "claim", *call], capture_output=True, text=True, check=True
    ).stdout
    graded = subprocess.run(
        [sys.executable, "-m", "grading", "claim", *call], input=claim, capture_output=True, text=True, check=True
    ).stdout
    assert json.loads(graded)["score"] == 100
