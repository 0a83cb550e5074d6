"""The notes that bear on a code, read once: its own, and those of its category, block and chapter.

Most codes have no note of their own and share what stands above them, so that a few thousand values serve the whole
tabular list. Notes are also kept by the first letter of the codes that they name, which makes a pair quick to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from data import IcdCode, Reference
from data.models import Note, NoteKind
from rules.code_references import CodeSpan, bare, referenced_codes

PAIR_KINDS: tuple[NoteKind, ...] = ("excludes1", "excludes2", "code_first", "use_additional", "code_also")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, eq=False)
class ReadNote:
    """A note of the tabular list with the codes that its words name; no span where they name none."""

    kind: NoteKind
    note: Note
    spans: tuple[CodeSpan, ...]


@dataclass(frozen=True, eq=False)
class NotesAbove:
    """All notes that bear on a code, nearest first, and the same by the first letter of the codes they name."""

    notes: tuple[ReadNote, ...] = ()
    by_letter: Mapping[tuple[NoteKind, str], tuple[tuple[CodeSpan, Note], ...]] = field(default_factory=dict)

    def naming(self, kind: NoteKind, code: str) -> Note | None:
        """The nearest note of a kind that names the code."""
        named = self.by_letter.get((kind, code[:1]))
        if not named:
            return None
        letters = bare(code)
        return next((note for span, note in named if span.holds(letters)), None)


class TabularNotes:
    """The notes of one reference, worked out as they are asked for. Take it from `tabular_notes`."""

    def __init__(self, reference: Reference) -> None:
        self._icd = reference.icd
        self._of: dict[str, NotesAbove] = {}

    def of(self, entry: IcdCode) -> NotesAbove:
        """Everything that bears on a code."""
        # A code with a 7th character has no notes of its own: all its siblings share their parent's.
        key = entry.parent if entry.parent and entry.sevenths and len(entry.code) == 8 else entry.code
        found = self._of.get(key)
        if found is None:
            found = self._work_out(key)
            self._of[key] = found
        return found

    def pair(self, kind: NoteKind, one: IcdCode, two: IcdCode) -> Note | None:
        """The note of a kind, at or above either code, that names the other; a code is no pair with itself."""
        if one.code == two.code:
            return None
        return self.of(one).naming(kind, two.code) or self.of(two).naming(kind, one.code)

    def _work_out(self, key: str) -> NotesAbove:
        entry = self._icd.get(key)
        if entry is None:
            return NotesAbove()
        parent = self._icd.get(entry.parent) if entry.parent else None
        above = self.of(parent) if parent else self._headings(entry)
        own = tuple(
            ReadNote(kind, note, referenced_codes(note.text)) for kind in PAIR_KINDS for note in entry.own(kind)
        )
        return _joined(own, above) if own else above

    def _headings(self, entry: IcdCode) -> NotesAbove:
        """The notes of a category's block and chapter, shared by all categories of the block."""
        found = self._of.get(entry.block)
        if found is None:
            at_category = {kind: len(entry.own(kind)) for kind in PAIR_KINDS}
            inherited = tuple(
                ReadNote(kind, note, referenced_codes(note.text))
                for kind in PAIR_KINDS
                for note in self._icd.inherited(entry.code, kind)[at_category[kind] :]
            )
            found = _joined(inherited, NotesAbove())
            self._of[entry.block] = found
        return found


def _joined(own: tuple[ReadNote, ...], above: NotesAbove) -> NotesAbove:
    """Own notes before those above."""
    by_letter: dict[tuple[NoteKind, str], list[tuple[CodeSpan, Note]]] = {}
    for read in own:
        for span in read.spans:
            for letter in _LETTERS[_LETTERS.index(span.first[0]) : _LETTERS.index(span.last[0]) + 1]:
                by_letter.setdefault((read.kind, letter), []).append((span, read.note))
    merged = {key: tuple(named) + above.by_letter.get(key, ()) for key, named in by_letter.items()}
    return NotesAbove(own + above.notes, {**above.by_letter, **merged})


@lru_cache(maxsize=4)
def tabular_notes(reference: Reference) -> TabularNotes:
    """The notes of a reference; one value for each reference, kept."""
    return TabularNotes(reference)
