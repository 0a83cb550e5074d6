"""The ledger's file: whole or refused with its reason, and never written over where it is damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from billing.bookkeeping import patient_payment
from billing.ledger import Ledger
from billing.ledger_file import LedgerFileError, from_text, load_ledger, save_ledger, to_text
from billing.posting import post_remittance
from tests.billing.books import PAID, USUAL, books, claim, d, payment, visit

A = "KEP-20611"


def ledger() -> Ledger:
    posted = post_remittance(books(visit(A, "lakeshore-ppo")), payment("T1", claim(A, "L1", *USUAL)))
    return patient_payment(posted.ledger, A, d("10.00"), PAID, "Ärztin “112”")


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "books.json"
    assert load_ledger(path) is None
    for one in (Ledger(), ledger()):
        save_ledger(path, one)
        read = load_ledger(path)
        assert read == one
        assert to_text(read) == path.read_text(encoding="utf-8")
    assert [entry.name for entry in tmp_path.iterdir()] == ["books.json"]


def test_a_file_cut_at_any_byte_is_refused(tmp_path: Path) -> None:
    whole = to_text(ledger()).encode()
    path = tmp_path / "books.json"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(LedgerFileError, match=r"books\.json .* left as it was"):
            load_ledger(path)
        assert path.read_bytes() == whole[:length]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("27.04", "72.04", "checksum"),
        ('"version": 1', '"version": 2', "version 2"),
        ("both-hats ledger", "something", "not a ledger"),
        ('"kind":"payment"', '"kind":"payments"', "can't be read"),
        ('"notice"', '"extra": 1, "notice"', "keys"),
    ],
)
def test_a_changed_file_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "books.json"
    path.write_text(to_text(ledger()).replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LedgerFileError, match=says):
        load_ledger(path)


def test_books_that_are_not_in_order_are_refused_even_with_a_right_checksum() -> None:
    good = ledger()
    for broken in (
        Ledger((*good.entries[:-1], good.entries[-1].model_copy(update={"number": 99})), good.visits),
        Ledger((*good.entries, good.entries[0].model_copy(update={"number": 7, "reverses": 9})), good.visits),
        Ledger((good.entries[0].model_copy(update={"legs": good.entries[0].legs[:1]}),), good.visits),
    ):
        with pytest.raises(LedgerFileError, match="not in order"):
            from_text(to_text(broken))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[]\n", b'{"a":' * 2000 + b"}\n", b"null}\n", b""])
def test_what_is_no_ledger_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "books.json"
    path.write_bytes(content)
    with pytest.raises(LedgerFileError):
        load_ledger(path)


def test_a_folder_that_cannot_be_written_leaves_the_file(tmp_path: Path) -> None:
    with pytest.raises(LedgerFileError, match="can't be written"):
        save_ledger(tmp_path / "missing" / "books.json", ledger())
    with pytest.raises(LedgerFileError, match="can't be read"):
        load_ledger(tmp_path)


def test_every_entry_stands_on_a_line_of_its_own() -> None:
    text = to_text(ledger())
    assert json.loads(text)["entries"][-1]["source"]["document"] == "Ärztin “112”"
    assert sum(line.startswith('{"number":') for line in text.splitlines()) == len(ledger().entries)
