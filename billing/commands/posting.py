"""`post`: an 835 of anybody's into a ledger file, which is changed as a whole or not at all."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from billing.commands.frame import NOTICE, CallError, Commands, complain, show
from billing.ledger import Ledger, LedgerError
from billing.ledger_file import LedgerFileError, held, load_ledger, save_ledger
from billing.models import Remittance
from billing.posting_report import Json, open_unknown, post_payments, something_wrong
from billing.x12.remittance_reader import read_remittances
from data import Reference


def add(commands: Commands) -> None:
    """Put the command into the parser."""
    posting = commands.add_parser("post", help="an 835 into the books; balances before and after, what did not post")
    posting.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the 835; default: standard input")
    posting.add_argument("--ledger", type=Path, required=True, metavar="FILE", help="the books; started where missing")
    posting.add_argument("--open", action="store_true", help="open accounts that the books do not know")
    posting.set_defaults(run=_post)


def _post(reference: Reference, options: argparse.Namespace) -> int:
    found = read_remittances(reference, _source(options))
    if found.refusal:
        return _refuse(found.refusal)
    try:
        report = _into_the_books(reference, options, found.remittances)
    except (LedgerFileError, LedgerError) as problem:
        return _refuse(str(problem))
    show(report)
    return int(something_wrong(report))


def _source(options: argparse.Namespace) -> bytes:
    if options.file is None:
        return sys.stdin.buffer.read()
    try:
        found: bytes = options.file.read_bytes()
    except OSError as problem:
        raise CallError(f"{options.file} can't be read: {problem.strerror}.") from None
    return found


def _into_the_books(reference: Reference, options: argparse.Namespace, remittances: tuple[Remittance, ...]) -> Json:
    """Posts and writes the ledger, one process at a time; without anything new the file stays untouched."""
    with held(options.ledger):
        before = load_ledger(options.ledger) or Ledger()
        opened = open_unknown(before, remittances, reference.payers) if options.open else before
        after, report = post_payments(opened, remittances, before)
        if after.entries != before.entries:
            save_ledger(options.ledger, after)
    return report


def _refuse(reason: str) -> int:
    """Nothing was posted: the report says why, and so does standard error."""
    note = {"payment": "", "kind": "refused", "account": "", "line": None, "amount": "0.00", "message": reason}
    show(
        {
            "notice": NOTICE,
            "payments": [],
            "balances": None,
            "accounts": [],
            "not_posted": [note],
            "to_do": [],
            "entries": None,
        }
    )
    complain(reason)
    return 1
