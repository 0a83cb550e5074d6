"""The ledger as a file: one JSON document with an entry a line, a version and a checksum.

It is written beside the old one and renamed, so that a process killed at any moment leaves the old books or the new
ones. A file that is damaged, cut or of a later version is refused with its reason and never written over.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from billing.ledger import Entry, Ledger, Visit, ledger_problems
from scenarios.models import Frozen

FORMAT = "both-hats ledger"
VERSION = 1
NOTICE = "Training data. All people, payers and numbers are invented."
_KEYS = {"format", "version", "notice", "sha256", "visits", "entries"}


class LedgerFileError(ValueError):
    """A ledger file that can't be read; the message says what is wrong. The file is as it was."""


def to_text(ledger: Ledger) -> str:
    """The ledger as text; the same ledger always gives the same bytes."""
    visits, entries = _lines(tuple(ledger.visits.values())), _lines(ledger.entries)
    head = {"format": FORMAT, "version": VERSION, "notice": NOTICE, "sha256": _checksum(visits, entries)}
    start = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{start},\n"visits": [\n{_joined(visits)}],\n"entries": [\n{_joined(entries)}]}}\n'


def from_text(text: str) -> Ledger:
    """The ledger that a text holds. Raises LedgerFileError where it is no whole, unchanged ledger."""
    document = _document(text)
    try:
        visits = tuple(Visit.model_validate_json(json.dumps(one)) for one in document["visits"])
        entries = tuple(Entry.model_validate_json(json.dumps(one)) for one in document["entries"])
    except (ValidationError, TypeError) as error:
        raise LedgerFileError(f"It holds a visit or an entry that can't be read: {_first(error)}.") from None
    if document["sha256"] != _checksum(_lines(visits), _lines(entries)):
        raise LedgerFileError("Its checksum does not fit what it holds: it was changed outside the program.")
    ledger = Ledger(entries, MappingProxyType({visit.claim: visit for visit in visits}))
    problems = ledger_problems(ledger)
    if problems:
        raise LedgerFileError(f"Its books are not in order: {problems[0]}")
    return ledger


def _document(text: str) -> dict[str, Any]:
    if not text.endswith("}\n"):
        raise LedgerFileError("It is cut off: the end is missing.")
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise LedgerFileError(f"It is not whole JSON: {error}.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise LedgerFileError("It is not a ledger of this program.")
    if document.get("version") != VERSION:
        raise LedgerFileError(f"It is of version {document.get('version')}; this program reads version {VERSION}.")
    if set(document) != _KEYS:
        raise LedgerFileError(f"Its keys are {', '.join(sorted(document))}; expected {', '.join(sorted(_KEYS))}.")
    return document


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        one = error.errors(include_url=False)[0]
        return f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
    return str(error)


def _lines(records: Sequence[Frozen]) -> list[str]:
    return [record.model_dump_json(exclude_defaults=True) for record in records]


def _joined(lines: Sequence[str]) -> str:
    return ",\n".join(lines) + ("\n" if lines else "")


def _checksum(visits: Sequence[str], entries: Sequence[str]) -> str:
    return hashlib.sha256("\n".join((*visits, "", *entries)).encode()).hexdigest()


# ---- on disk ---------------------------------------------------------------------------------------------


def load_ledger(path: Path) -> Ledger | None:
    """The ledger of a file; None where there is no such file. Raises LedgerFileError, naming it."""
    try:
        return from_text(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise LedgerFileError(f"{path.name} is no ledger: it is not text. It is left as it was.") from None
    except OSError as error:
        raise LedgerFileError(f"{path.name} can't be read: {error.strerror}.") from None
    except LedgerFileError as error:
        raise LedgerFileError(
            f"{path.name} can't be used. {error} It is left as it was; take a copy from before."
        ) from None


def save_ledger(path: Path, ledger: Ledger) -> None:
    """Writes the ledger beside the file, forces it to the disk and renames it. Raises LedgerFileError."""
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(to_text(ledger))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
        _settle(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise LedgerFileError(f"{path.name} can't be written: {error.strerror}. It is left as it was.") from None


def _settle(folder: Path) -> None:
    """Makes the renaming itself last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Lets one process at a time post to the ledgers of a folder. Raises LedgerFileError where there is no folder."""
    try:
        handle = os.open(path.resolve().parent, os.O_RDONLY)
    except OSError as error:
        raise LedgerFileError(f"{path} can't be used: {error.strerror}.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
