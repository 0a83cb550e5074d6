"""`python -m billing post`: what goes in as an 835 stands in the ledger file, once, or nothing does and it says why."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from billing.__main__ import main
from billing.ledger_file import load_ledger
from billing.models import Remittance
from billing.x12.remittance_835 import remittance_text
from data import Reference
from tests.billing.books import USUAL, answered, claim, payment, taken_back

FIRST = claim("KEP-1", "L1", *USUAL)
CORRECTED = claim("KEP-1", "L3", USUAL[0], answered(2, "82.00", "50.00", "CO-45 32.00"), original="L1")
DENIED = claim("KEP-2", "L2", answered(1, "200.00", "0.00", "CO-197 200.00"))
TWO = (
    payment("T1", FIRST, DENIED, plb=(("L6", "L1", "-1.15"),)),
    payment("T2", taken_back(FIRST), CORRECTED, plb=(("WO", "L1", "-10.00"),)),
)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Runs the command on a ledger of its own with bytes on standard input; gives exit code and report."""

    def command(given: str | bytes, *arguments: str) -> tuple[int, dict[str, Any]]:
        source = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(source)))
        code = main(["post", "--ledger", str(tmp_path / "books.json"), *arguments])
        return code, json.loads(capsys.readouterr().out)

    return command


def text(reference: Reference, *payments: Remittance) -> str:
    return remittance_text(reference, payments)


def test_accounts_are_opened_and_paid(reference: Reference, post: Any, tmp_path: Path) -> None:
    code, report = post(text(reference, *TWO), "--open")
    assert code == 0
    assert [one["posted"] for one in report["payments"]] == [True, True]
    assert (report["balances"]["before"], report["accounts"][0]["before"]) == ({}, None)
    assert report["balances"]["after"] == {
        "Insurance receivable": "200.00", "Patient receivable": "27.04", "Cash": "169.31", "Charges": "-482.00",
        "Contractual write-off": "96.80", "Interest income": "-1.15", "Payer offsets": "-10.00",
    }  # fmt: skip
    assert [note["kind"] for note in report["not_posted"]] == ["open"]
    ledger = load_ledger(tmp_path / "books.json")
    assert ledger is not None
    assert len(ledger.entries) == report["entries"]["after"]


def test_posted_again_nothing_changes(reference: Reference, post: Any, tmp_path: Path) -> None:
    given = text(reference, *TWO)
    post(given, "--open")
    before = (tmp_path / "books.json").read_bytes()
    code, report = post(given, "--open")
    assert code == 1
    assert [(note["payment"], note["kind"]) for note in report["not_posted"]] == [("T1", "refused"), ("T2", "refused")]
    assert report["balances"]["before"] == report["balances"]["after"]
    assert (tmp_path / "books.json").read_bytes() == before


def test_without_open_the_money_waits(reference: Reference, post: Any) -> None:
    code, report = post(text(reference, TWO[0]))
    assert code == 1
    assert {note["kind"] for note in report["not_posted"]} == {"unapplied"}
    assert report["balances"]["after"]["Unapplied cash"] == "-168.16"


def test_a_file_is_read_and_a_missing_one_is_a_wrong_call(
    reference: Reference, post: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "payment.835"
    path.write_text(text(reference, TWO[0]))
    assert post("", "--open", str(path))[0] == 0
    assert main(["post", "--ledger", str(tmp_path / "books.json"), str(tmp_path / "none.835")]) == 2
    assert "none.835 can't be read" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["", "hello", b"PK\x03\x04rest", b"\xff\xfeI\x00S\x00A\x00"])
def test_what_is_no_835_is_refused(post: Any, tmp_path: Path, given: str | bytes) -> None:
    code, report = post(given, "--open")
    assert code == 1
    assert [note["kind"] for note in report["not_posted"]] == ["refused"]
    assert not (tmp_path / "books.json").exists()


def test_an_835_that_is_cut_or_does_not_balance_leaves_the_books(
    reference: Reference, post: Any, tmp_path: Path
) -> None:
    given = text(reference, TWO[0])
    post(text(reference, payment("T9", claim("KEP-9", "L9", *USUAL))), "--open")
    before = (tmp_path / "books.json").read_bytes()
    for spoiled in (given[: len(given) // 2], given[:-10], given.replace("*169.31*", "*196.31*", 1)):
        assert spoiled != given
        code, report = post(spoiled, "--open")
        assert code == 1
        assert report["not_posted"][0]["kind"] == "refused"
        assert (tmp_path / "books.json").read_bytes() == before


def test_a_damaged_ledger_is_named_and_left(reference: Reference, post: Any, tmp_path: Path) -> None:
    post(text(reference, TWO[0]), "--open")
    path = tmp_path / "books.json"
    path.write_bytes(path.read_bytes()[:-400])
    damaged = path.read_bytes()
    code, report = post(text(reference, TWO[1]), "--open")
    assert code == 1
    assert "books.json can't be used" in report["not_posted"][0]["message"]
    assert path.read_bytes() == damaged


def test_a_ledger_in_no_folder_is_refused(post: Any, reference: Reference, tmp_path: Path) -> None:
    code, report = post(text(reference, TWO[0]), "--ledger", str(tmp_path / "none" / "books.json"))
    assert code == 1
    assert "can't be used" in report["not_posted"][0]["message"]
