"""Compiles ICD-10-CM and the search index once into one SQLite file.

The package with the tabular list takes seconds to import; the compiled file opens in milliseconds. Its name holds
the version of the package and a hash of our own tables and of the code that writes it, so that a change makes a
new file.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import logging
import mmap
import os
import sqlite3
import tempfile
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from data import search_index
from data.icd import CompiledFile
from data.models import NoteKind
from data.tables import HERE

SOURCES = (
    "compile.py",
    "search_index.py",
    "search_terms.py",
    "drugs.csv",
    "words.py",
    "cpt.csv",
    "hcpcs.csv",
    "in_force.csv",
    "search_terms.csv",
    "common_codes.csv",
)
# Bytes of SQLite's header that are free for the application (user_version) and hold the checksum of the rest.
SEAL = slice(60, 64)
_SCHEMA = """
CREATE TABLE icd (
  code TEXT PRIMARY KEY, position INTEGER, title TEXT, billable INTEGER, parent TEXT, children TEXT,
  chapter TEXT, block TEXT, notes TEXT, sevenths INTEGER
) WITHOUT ROWID;
CREATE TABLE sevenths (id INTEGER PRIMARY KEY, meanings TEXT);
CREATE TABLE heading (name TEXT PRIMARY KEY, title TEXT, notes TEXT) WITHOUT ROWID;
CREATE TABLE part (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""
log = logging.getLogger("both_hats.data")


def compiled_file(folder: Path, package_version: str) -> CompiledFile:
    """The compiled file of this edition, made in `folder` where it is not there or cannot be read.

    Where the folder cannot be written a warning is logged and the file is held in memory.
    """
    path = folder / f"icd10cm-{package_version}-{_edition_hash(package_version)}.sqlite3"
    if path.exists():
        if _readable(path):
            return CompiledFile(path)
        log.warning("The compiled code set %s cannot be read and is made again.", path.name)
    image = _build()
    try:
        _write(path, image)
    except OSError as error:
        log.warning(
            "%s cannot be written (%s): the code set is kept in memory and made again at each start. "
            "Set BOTH_HATS_HOME to a folder that can be written.",
            folder,
            error.strerror or error,
        )
        return CompiledFile(None, image)
    return CompiledFile(path)


def _edition_hash(package_version: str) -> str:
    """Twelve hex digits over everything that the compiled file is made from."""
    digest = hashlib.blake2b(package_version.encode(), digest_size=6)
    for name in SOURCES:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def _readable(path: Path) -> bool:
    """Whether the file is whole, by the checksum in its header."""
    try:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content[:16] == b"SQLite format 3\x00" and content[SEAL] == _checksum(content)
    except (OSError, ValueError):
        return False


def _checksum(content: bytearray | mmap.mmap) -> bytes:
    """CRC-32 of all but the four bytes that hold it."""
    with memoryview(content) as view:
        return zlib.crc32(view[SEAL.stop :], zlib.crc32(view[: SEAL.start])).to_bytes(4, "big")


def _write(path: Path, image: bytes) -> None:
    """Writes beside the file and renames, so that no process ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(image)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _build() -> bytes:
    """The image of the compiled file."""
    with warnings.catch_warnings():
        # The package reads its files in a way that Python has deprecated; that is no concern of whoever starts us.
        warnings.simplefilter("ignore", DeprecationWarning)
        package = importlib.import_module("simple_icd_10_cm")
    connection = sqlite3.connect(":memory:")
    fill(connection, package)
    connection.commit()
    image = bytearray(connection.serialize())
    connection.close()
    image[SEAL] = _checksum(image)
    return bytes(image)


def fill(connection: sqlite3.Connection, package: ModuleType) -> int:
    """Writes the tabular list that `package` holds, and the search index over it; returns the number of codes."""
    connection.executescript(_SCHEMA)
    connection.executemany("INSERT OR REPLACE INTO heading VALUES (?, ?, ?)", _headings(package))
    sets: dict[str, int] = {"{}": 0}
    connection.executemany("INSERT INTO icd VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _codes(package, sets))
    connection.executemany("INSERT INTO sevenths VALUES (?, ?)", ((number, text) for text, number in sets.items()))
    connection.executemany("INSERT INTO part VALUES (?, ?)", search_index.build(connection))
    return int(connection.execute("SELECT count(*) FROM icd").fetchone()[0])


def _headings(package: ModuleType) -> Iterator[tuple[str, str, str]]:
    """Chapters and blocks."""
    for name in package.get_all_codes(True):
        if package.is_chapter_or_block(name):
            title = _clean(package.get_description(name, prioritize_blocks=True))
            yield name, title, json.dumps(_notes(package, name))


def _codes(package: ModuleType, sets: dict[str, int]) -> Iterator[tuple[object, ...]]:
    """Categories, subcategories and codes, each with its own notes and the 7th characters that may follow.

    Whole chapters share a set of 7th characters: each set is numbered once in `sets`, the empty one is 0.
    """
    for position, code in enumerate(dict.fromkeys(package.get_all_codes(True))):
        if not package.is_category_or_subcategory(code):
            continue
        parent = None if package.is_category(code) else package.get_parent(code)
        children = package.get_children(code)
        chapter, block = _place(package, code)
        extended = package.is_extended_subcategory(code)
        title = _clean(package.get_description(parent)) + _ending(package, code) if extended and parent else ""
        yield (
            code,
            position,
            title or _clean(package.get_description(code)),
            int(not children),
            parent,
            " ".join(children),
            chapter,
            block,
            json.dumps({} if extended else _notes(package, code, prioritize_blocks=False)),
            sets.setdefault(json.dumps(_sevenths(package, code)), len(sets)),
        )


def _place(package: ModuleType, code: str) -> tuple[str, str]:
    """Chapter and block that a code stands in."""
    above = package.get_ancestors(code)
    chapter = next(name for name in above if package.is_chapter(name))
    block = next((name for name in above if package.is_block(name)), above[-2] if len(above) > 1 else code)
    return chapter, block


def _ending(package: ModuleType, code: str) -> str:
    """What a 7th character adds to the title; the tabular list's further line on the same character is left out."""
    meaning = package.get_seven_chr_def(code, search_in_ancestors=True).get(code[-1], "")
    first = meaning.split("/\t")[0]
    return f", {_clean(first)}" if first else ""


def _sevenths(package: ModuleType, code: str) -> dict[str, str]:
    """7th characters of the codes at or below a code, in the order of the tabular list, with their meaning."""
    own = package.get_parent(code) if package.is_extended_subcategory(code) else code
    meanings = package.get_seven_chr_def(own, search_in_ancestors=True)
    children = package.get_children(own)
    if children and package.is_extended_subcategory(children[0]):
        used = {child[-1] for child in children}
        meanings = {character: text for character, text in meanings.items() if character in used}
    return {character: _clean(text.replace("/\t", "; ")) for character, text in meanings.items()}


def _notes(package: ModuleType, code: str, prioritize_blocks: bool = True) -> dict[NoteKind, list[str]]:
    """Own notes of a code or heading by kind; kinds without a note are left out."""
    which = {"prioritize_blocks": prioritize_blocks}
    found: dict[NoteKind, list[str]] = {
        "excludes1": package.get_excludes1(code, **which),
        "excludes2": package.get_excludes2(code, **which),
        "includes": package.get_includes(code, **which),
        "inclusion_terms": package.get_inclusion_term(code, **which),
        "code_first": _lines(package.get_code_first(code, **which)),
        "use_additional": _lines(package.get_use_additional_code(code, **which)),
        "code_also": _lines(package.get_code_also(code, **which)),
        "notes": _lines(package.get_notes(code, **which)),
    }
    return {kind: [_clean(text) for text in texts] for kind, texts in found.items() if texts}


def _lines(text: str) -> list[str]:
    """Lines of a note of several lines; a line that ends in a colon leads each line after it."""
    lines: list[str] = []
    lead = ""
    for line in filter(None, (part.strip() for part in text.split("\n"))):
        if line.endswith(":"):
            lead = line + " "
        else:
            lines.append(lead + line)
    return lines or ([lead.strip()] if lead else [])


def _clean(text: str) -> str:
    """One line without runs of blanks."""
    return " ".join(text.split())
