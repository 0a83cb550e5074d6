"""`submit` and `remit` from a shell: files out, what is kept back is named, the same input gives the same bytes."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from billing.__main__ import main
from billing.form import claim_to_json
from data import Reference
from tests.billing.made import right_claim
from tests.billing.x12 import scenes
from tests.billing.x12.own_checks import claim_objections, remittance_objections
from tests.billing.x12.validators import oxedi_objections, pyx12_objections

FAMILIES = ("diabetes-kidney-hypertension", "sore-throat-rapid-strep", "anesthesia-record")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs one command with a text on standard input; gives exit code, standard output and standard error."""

    def command(*arguments: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def claims(run: Any) -> list[dict[str, Any]]:
    """Nine right claims as `claim` prints them."""
    found: list[dict[str, Any]] = []
    for family in FAMILIES:
        _, out, _ = run("claim", "--family", family, "--seeds", "1-3")
        found += [json.loads(row) for row in out.splitlines()]
    return found


def as_lines(documents: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(one) for one in documents)


def test_submit_prints_one_interchange_of_all_claims(run: Any, claims: list[dict[str, Any]]) -> None:
    code, out, err = run("submit", "--control", "42", given=as_lines(claims))
    assert (code, err) == (0, "")
    assert not pyx12_objections(out)
    assert not list(claim_objections(out))
    assert out.count("\nCLM*") == len(claims)
    assert "*000000042*0*T*:~" in out.splitlines()[0]
    assert run("submit", "--control", "42", given=as_lines(claims))[1] == out


def test_submit_takes_a_claim_without_its_visit(run: Any, claims: list[dict[str, Any]]) -> None:
    bare = {"items": claims[0]["items"]}
    code, out, _ = run("submit", given=json.dumps(bare))
    assert code == 0
    assert not pyx12_objections(out)


def test_submit_keeps_back_what_it_cannot_write(run: Any, claims: list[dict[str, Any]]) -> None:
    claims[1]["items"]["3"] = ""
    claims[2]["items"]["24"][0]["G"] = ""
    code, out, err = run("submit", given=as_lines(claims))
    assert code == 1
    assert out.count("\nCLM*") == len(claims) - 2
    assert not pyx12_objections(out)
    assert "Claim 2 (account" in err
    assert "Item 3 is empty" in err
    assert "Claim 3 (account" in err
    code, out, _ = run("submit", given=json.dumps(claims[1]))
    assert (code, out) == (1, "")


def test_answers_tell_what_comes_back(run: Any, claims: list[dict[str, Any]]) -> None:
    claims[0]["items"]["3"] = ""
    claims[1]["items"]["33a"] = "1234567890"
    claims[4]["items"]["2"] = "SOMEBODY, ELSE"
    code, out, _ = run("submit", "--answers", given=as_lines(claims))
    told = json.loads(out)
    assert code == 1
    assert "Training data" in told["notice"]
    assert not told["999"]["accepted"]
    (problem,) = told["999"]["transactions"][1]["problems"]
    assert (problem["claim"], problem["item"], problem["element"], problem["code"]) == (1, "3", "DMG02", "1")
    house, *payers = told["277CA"]
    assert (house["from"], len(house["claims"])) == ("clearinghouse", len(claims) - 1)
    assert not house["claims"][0]["accepted"]
    assert house["claims"][0]["statuses"][0] | {"message": ""} == {
        "category": "A7", "status": "562", "entity": "85", "item": "33a", "line": None, "message": "",
    }  # fmt: skip
    at_payers = [claim for payer in payers for claim in payer["claims"]]
    assert [claim["accepted"] for claim in at_payers].count(False) == 1
    assert all(claim["claim_number"] for claim in at_payers if claim["accepted"])
    for text in (told["999"]["text"], *(one["text"] for one in told["277CA"])):
        assert not pyx12_objections(text)
    code, _, _ = run("submit", "--answers", given=as_lines(claims[5:]))
    assert code == 0


@pytest.mark.parametrize("control", ["0", "-1", "x", "1000000000"])
def test_a_control_number_is_one_to_nine_digits(run: Any, control: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("submit", "--control", control)
    assert stopped.value.code == 2


def test_remit_pays_each_payer_payee_and_day(run: Any, claims: list[dict[str, Any]], reference: Reference) -> None:
    _, answers, _ = run("adjudicate", given=as_lines(claims))
    code, out, err = run("remit", "--control", "3", given=answers)
    assert (code, err) == (0, "")
    assert not pyx12_objections(out)
    assert not oxedi_objections(out)
    assert not list(remittance_objections(reference, out))
    assert out.count("\nCLP*") == len(claims)
    assert run("remit", "--control", "3", given=answers)[1] == out


def test_remit_leaves_rejected_claims_out(run: Any, claims: list[dict[str, Any]]) -> None:
    claims[0]["items"]["1a"] = "NOBODY"
    _, answers, _ = run("adjudicate", given=as_lines(claims[:2]))
    code, out, err = run("remit", given=answers)
    assert code == 1
    assert out.count("\nCLP*") == 1
    assert "Adjudication 1 is left out" in err
    code, out, _ = run("remit", given=answers.splitlines()[0])
    assert (code, out) == (1, "")


def test_remit_names_what_is_wrong(run: Any, claims: list[dict[str, Any]]) -> None:
    _, answers, _ = run("adjudicate", given=as_lines(claims[:2]))
    first = json.loads(answers.splitlines()[0])
    assert run("remit", given="")[0] == 2
    assert run("remit", given="[]")[0] == 2
    code, _, err = run("remit", given=json.dumps(first | {"surprise": 1}))
    assert (code, "surprise" in err) == (2, True)
    code, _, err = run("remit", given=json.dumps(first | {"payer_id": "nobody"}))
    assert (code, "no payer nobody" in err) == (2, True)
    code, out, err = run("remit", given=json.dumps(first | {"paid": "1.00"}))
    assert (code, out) == (1, "")
    assert first["claim_number"] in err
    code, out, err = run("remit", given=json.dumps(first | {"parties": None}))
    assert (code, out, "parties" in err) == (1, "", True)


def test_a_secondary_claim_goes_through_as_json(run: Any, reference: Reference) -> None:
    variant, claim = right_claim(reference, payer_id="medicare")
    scene = scenes.second(reference, scenes.Scene(claim, variant.encounter), "granite-medicaid")
    code, out, err = run("submit", given=json.dumps(claim_to_json(scene.claim)))
    assert (code, err) == (0, "")
    assert not pyx12_objections(out)
    assert not list(claim_objections(out))
    assert "\nSBR*S*18*" in out
    assert "\nSVD*NTM01*" in out
