"""The biller's commands: what they print, when they fail, and that they print the same bytes again."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from billing.__main__ import main

FAMILY = "diabetes-kidney-hypertension"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs one command with a text on standard input; gives exit code, standard output and standard error."""

    def command(*arguments: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def claim(run: Any, *more: str) -> dict[str, Any]:
    code, out, _ = run("claim", "--family", FAMILY, "--seed", "3", *more)
    assert code == 0
    document: dict[str, Any] = json.loads(out)
    return document


def test_claim_prints_the_keys_claim_with_its_family_and_seed(run: Any) -> None:
    document = claim(run)
    assert (document["family"], document["seed"]) == (FAMILY, 3)
    assert "Training data" in document["notice"]
    assert {"1", "1a", "21", "24", "33a"} <= set(document["items"])
    assert document["items"]["24"][0]["G"] == 1
    assert document == claim(run)


def test_claim_for_several_seeds_and_all_families_is_json_lines(run: Any) -> None:
    _, out, _ = run("claim", "--family", FAMILY, "--seeds", "1-3")
    assert [json.loads(row)["seed"] for row in out.splitlines()] == [1, 2, 3]
    _, out, _ = run("claim", "--all", "--seed", "1")
    assert len({json.loads(row)["family"] for row in out.splitlines()}) >= 8


def test_the_key_claim_passes_the_scrubber_and_is_paid(run: Any) -> None:
    given = json.dumps(claim(run))
    code, out, _ = run("scrub", given=given)
    assert code == 0
    assert not [one for one in json.loads(out)["messages"] if one["severity"] == "error"]
    code, out, _ = run("adjudicate", given=given)
    answer = json.loads(out)
    assert code == 0
    assert answer["status"] == "paid"
    assert {"allowed", "paid", "adjustments", "patient", "why"} <= set(answer["lines"][0])
    assert all(isinstance(one["amount"], str) for one in answer["lines"][0]["adjustments"])


def test_a_spoiled_claim_exits_1_and_says_where(run: Any) -> None:
    document = claim(run)
    document["items"]["1a"] = "123"
    code, out, _ = run("scrub", given=json.dumps(document))
    assert code == 1
    message = next(one for one in json.loads(out)["messages"] if one["edit"] == "SC-104")
    assert set(message) == {"edit", "item", "severity", "message", "cites"}
    code, out, _ = run("adjudicate", given=json.dumps(document))
    assert code == 1
    assert json.loads(out)["status"] == "rejected"


def test_a_claim_without_a_family_is_scrubbed_by_itself(run: Any) -> None:
    document = {"items": claim(run)["items"]}
    assert run("scrub", given=json.dumps(document))[0] == 0
    code, _, err = run("adjudicate", given=json.dumps(document))
    assert code == 2
    assert "--family" in err


def test_several_claims_come_in_and_go_out_as_json_lines(run: Any) -> None:
    _, rows, _ = run("claim", "--family", FAMILY, "--seeds", "1-2")
    _, out, _ = run("scrub", given=rows)
    assert len(out.splitlines()) == 2
    _, out, _ = run("adjudicate", given=rows)
    assert [json.loads(row)["status"] for row in out.splitlines()] == ["paid", "paid"]


@pytest.mark.parametrize(
    ("arguments", "given", "said"),
    [
        (("claim",), "", "--family"),
        (("claim", "--family", "no-such-family", "--seed", "1"), "", "no-such-family"),
        (("claim", "--family", FAMILY, "--seeds", "9"), "", "two numbers"),
        (("scrub",), "", "Standard input is empty"),
        (("scrub",), "{not json", "neither one JSON document"),
        (("scrub",), "[1]", "JSON object"),
        (("scrub",), '{"items": {"34": "x"}}', "34"),
        (("scrub",), '{"items": {"1a": "=A1"}}', "formula"),
        (("adjudicate", "--family", FAMILY, "--seed", "1", "--contract", "acme"), '{"items": {}}', "no contract acme"),
        (("adjudicate", "--family", FAMILY, "--seed", "1", "--paid-on", "soon"), '{"items": {}}', "--paid-on"),
    ],
)
def test_a_wrong_call_exits_2_with_one_sentence(run: Any, arguments: tuple[str, ...], given: str, said: str) -> None:
    code, out, err = run(*arguments, given=given)
    assert code == 2
    assert out == ""
    assert said in err
    assert "Traceback" not in err
