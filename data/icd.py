"""ICD-10-CM as the official tabular list has it, read row by row from the compiled file.

`IcdTable` answers what a code says, where it stands and what a longer code must add. Rows come from SQLite when
they are asked for and are kept in a small cache, so that a process holds only what it uses.
"""

from __future__ import annotations

import functools
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from data.models import NOTE_KINDS, DataError, IcdCode, Note, NoteKind

CACHED_ROWS = 8192
_COLUMNS = "code, title, billable, parent, children, chapter, block, notes, sevenths"


def with_dot(code: str) -> str:
    """A code as people write it: capitals, the dot after the third character, no blanks around it."""
    plain = code.strip().upper().replace(".", "")
    return plain if len(plain) <= 3 else f"{plain[:3]}.{plain[3:]}"


class CompiledFile:
    """Read-only access to the compiled file from any thread.

    Each thread has a connection of its own; the pages come from a shared memory map, so that a connection is light.
    A file in memory (where no folder can be written) has one connection that the threads take turns at.
    """

    def __init__(self, path: Path | None, image: bytes = b"") -> None:
        """`path` names the compiled file; None means that `image` holds it."""
        self.path = path
        self._local = threading.local()
        self._turn = threading.Lock()
        self._shared: sqlite3.Connection | None = None
        if path is None:
            self._shared = sqlite3.connect(":memory:", check_same_thread=False)
            self._shared.deserialize(image)

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            assert self.path is not None, "a file in memory has its shared connection"
            found = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            found.execute("PRAGMA mmap_size = 268435456")
            found.execute("PRAGMA cache_size = -256")
            self._local.connection = found
        return found

    def one(self, sql: str, *values: object) -> tuple[object, ...] | None:
        """The first row of a query, or None."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def all(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """All rows of a query."""
        if self._shared is None:
            return self._connection().execute(sql, values).fetchall()
        with self._turn:
            return self._shared.execute(sql, values).fetchall()

    def blob(self, name: str) -> bytes:
        """One of the binary parts of the search index."""
        row = self.one("SELECT value FROM part WHERE name = ?", name)
        if row is None or not isinstance(row[0], bytes):
            raise DataError(f"The compiled code set has no part {name!r}; delete it and start again.")
        return row[0]


class IcdTable:
    """All categories, subcategories and codes of one release of ICD-10-CM."""

    def __init__(self, compiled: CompiledFile) -> None:
        self._compiled = compiled
        # One cache for each table: the bound method is wrapped so that the cache dies with the table.
        self._row = functools.lru_cache(maxsize=CACHED_ROWS)(self._read)
        self._sevenths = {
            number: MappingProxyType(json.loads(str(meanings)))
            for number, meanings in compiled.all("SELECT id, meanings FROM sevenths")
        }
        self._heading = functools.lru_cache(maxsize=None)(self._read_heading)
        self._blocks = tuple(str(row[0]) for row in compiled.all("SELECT name FROM heading WHERE name LIKE '%-%'"))
        self._outer_blocks = functools.lru_cache(maxsize=None)(self._find_outer_blocks)

    def get(self, code: str) -> IcdCode | None:
        """The code, with or without its dot, in any case; None where the release does not have it."""
        return self._row(with_dot(code))

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.get(code) is not None

    def __iter__(self) -> Iterator[IcdCode]:
        """All codes in the order of the tabular list."""
        for row in self._compiled.all(f"SELECT {_COLUMNS} FROM icd ORDER BY position"):
            yield self._code(row)

    def __len__(self) -> int:
        row = self._compiled.one("SELECT count(*) FROM icd")
        return int(str(row[0])) if row else 0

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The subcategories and the category above a code, nearest first."""
        found = self.get(code)
        above: list[str] = []
        while found is not None and found.parent is not None:
            above.append(found.parent)
            found = self.get(found.parent)
        return tuple(above)

    def inherited(self, code: str, kind: NoteKind) -> tuple[Note, ...]:
        """Notes of one kind that bear on a code: its own first, then those above it up to block and chapter."""
        found = self.get(code)
        if found is None:
            return ()
        notes = list(found.own(kind))
        for above in self.ancestors(code):
            ancestor = self.get(above)
            notes.extend(ancestor.own(kind) if ancestor else ())
        for heading in (found.block, *self._outer_blocks(found.block), found.chapter):
            notes.extend(note for note_kind, note in self._heading(heading)[1] if note_kind == kind)
        return tuple(notes)

    def _find_outer_blocks(self, block: str) -> tuple[str, ...]:
        """Blocks that hold a block, as `T20-T32` holds `T20-T25`, the narrowest first."""
        first, _, last = block.partition("-")
        if first[2:].isalpha():
            # D3A stands after D36 and not inside D37-D48, as the alphabet would have it.
            return ()
        outer = [name for name in self._blocks if name != block and name[:3] <= first and last <= name[4:]]
        return tuple(sorted(sorted(outer, reverse=True), key=lambda name: name[4:]))

    def heading(self, name: str) -> str:
        """Title of a block (`E08-E13`) or a chapter (`4`); empty where there is none."""
        return self._heading(name)[0]

    def missing(self, code: str) -> str:
        """What must be added to make a billable code of it, in plain words; empty where it is one already."""
        found = self.get(code)
        if found is None:
            return self._missing_of_unknown(with_dot(code))
        if found.billable:
            return ""
        if _takes_seventh_next(found):
            return _seventh_words(found)
        if found.sevenths:
            return f"{_choice_words(found)}, and then a 7th character ({_letters(found)})"
        return _choice_words(found)

    def _missing_of_unknown(self, code: str) -> str:
        """Explains from the longest beginning that is a code."""
        for length in range(len(code) - 1, 2, -1):
            found = self.get(code[:length])
            if found is None or code[:length].endswith("."):
                continue
            rest = code.replace(".", "")[len(found.code.replace(".", "")) :]
            if found.billable:
                return f"{code} is not in ICD-10-CM: {found.code} is complete as it stands"
            placed = _with_seventh(found, rest[-1]) if _takes_seventh_next(found) else ""
            if placed and placed in self:
                return f"the placeholder X, so that the 7th character stands in the 7th place: {placed}"
            return f"{code} is not in ICD-10-CM; {found.code} needs {self.missing(found.code)}"
        return f"{code} is not in ICD-10-CM"

    def _read(self, code: str) -> IcdCode | None:
        row = self._compiled.one(f"SELECT {_COLUMNS} FROM icd WHERE code = ?", code)
        return None if row is None else self._code(row)

    def _code(self, row: tuple[object, ...]) -> IcdCode:
        """An IcdCode from a row of the compiled file."""
        code, title, billable, parent, children, chapter, block, notes, sevenths = row
        own = {kind: tuple(Note(text, str(code)) for text in texts) for kind, texts in json.loads(str(notes)).items()}
        return IcdCode(
            code=str(code),
            title=str(title),
            billable=bool(billable),
            parent=None if parent is None else str(parent),
            children=tuple(str(children).split()),
            chapter=str(chapter),
            block=str(block),
            sevenths=self._sevenths[sevenths],
            **{kind: own.get(kind, ()) for kind in NOTE_KINDS},
        )

    def _read_heading(self, name: str) -> tuple[str, tuple[tuple[str, Note], ...]]:
        row = self._compiled.one("SELECT title, notes FROM heading WHERE name = ?", name)
        if row is None:
            return "", ()
        at = f"Chapter {name}" if name.isdigit() else name
        notes = json.loads(str(row[1]))
        return str(row[0]), tuple((kind, Note(text, at)) for kind, texts in notes.items() for text in texts)


def _takes_seventh_next(code: IcdCode) -> bool:
    """Whether the children of a code are its 7th characters: seven places and the dot."""
    return bool(code.sevenths) and bool(code.children) and len(code.children[0]) == 8


def _with_seventh(code: IcdCode, character: str) -> str:
    """The code with placeholders up to the 7th character."""
    plain = code.code.replace(".", "")
    return with_dot(f"{plain:X<6}{character}")


def _letters(code: IcdCode) -> str:
    return ", ".join(code.sevenths)


def _seventh_words(code: IcdCode) -> str:
    """A 7th character, and the placeholder where the code is too short."""
    words = f"a 7th character ({_letters(code)})"
    gap = 6 - len(code.code.replace(".", ""))
    if not gap:
        return words
    x = "a placeholder X" if gap == 1 else f"{gap} placeholders X"
    return f"{x} and {words}, as in {code.children[0]}"


def _choice_words(code: IcdCode) -> str:
    """The next character, with the choices."""
    place = len(code.code.replace(".", "")) + 1
    shown = ", ".join(code.children[:8]) + (", ..." if len(code.children) > 8 else "")
    return f"a {place}th character: choose among {shown}"
