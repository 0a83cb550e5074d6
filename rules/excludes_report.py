"""A report on the Excludes notes of the whole tabular list: how many are read, resolved to codes, left as text.

It also proves that Excludes1 works both ways: for each note every billable code that it stands above is asked about
codes that the note names, and every code that it names is asked back. Source: Guidelines FY 2026, I.A.12.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from data import IcdCode, Reference
from data.models import Note, NoteKind
from rules.code_references import CodeSpan, bare, code_spans, referenced_codes, tabular_place
from rules.excludes import together
from rules.tabular_notes import TabularNotes, tabular_notes

_LAST = "~~~~~~~~"


@dataclass(frozen=True)
class NoteCount:
    """Excludes notes of one kind. `leads` are first lines whose codes stand in the lines under them."""

    read: int
    resolved: int
    leads: int
    as_text: tuple[Note, ...]
    """Notes that name no code, such as "see Alphabetical Index"."""
    without_codes: tuple[Note, ...]
    """Notes that name a code which this release does not have."""

    @property
    def adds_up(self) -> bool:
        """Whether each note read is accounted for."""
        return self.read == self.resolved + self.leads + len(self.as_text) + len(self.without_codes)

    def as_json(self) -> dict[str, object]:
        """For the command line."""
        lists = {"as_text": self.as_text, "without_codes": self.without_codes}
        return {
            "read": self.read,
            "resolved": self.resolved,
            "leads": self.leads,
            **{name: [{"at": note.at, "text": note.text} for note in notes] for name, notes in lists.items()},
        }


@dataclass(frozen=True)
class ExcludesReport:
    """What became of every Excludes note, and whether Excludes1 works both ways."""

    release: str
    billable_codes: int
    excludes1: NoteCount
    excludes2: NoteCount
    codes_kept_apart: int
    """Billable codes that at least one Excludes1 note bears on, from either end."""
    pairs_asked: int
    one_way: tuple[tuple[str, str], ...]
    """Pairs that were kept apart in one order and not in the other; there must be none."""

    @property
    def complete(self) -> bool:
        """Nothing dropped, nothing one way."""
        return self.excludes1.adds_up and self.excludes2.adds_up and not self.one_way

    def as_json(self) -> dict[str, object]:
        """For the command line."""
        return {
            "release": self.release,
            "billable_codes": self.billable_codes,
            "excludes1": self.excludes1.as_json(),
            "excludes2": self.excludes2.as_json(),
            "codes_kept_apart": self.codes_kept_apart,
            "pairs_asked": self.pairs_asked,
            "symmetric": not self.one_way,
            "one_way": [list(pair) for pair in self.one_way],
            "complete": self.complete,
            "cites": "ICD-10-CM Guidelines FY 2026, I.A.12",
        }


class _Billable:
    """All billable codes in the order of the tabular list."""

    def __init__(self, entries: Sequence[IcdCode]) -> None:
        placed = sorted((tabular_place(bare(entry.code)), entry) for entry in entries if entry.billable)
        self.places = [place for place, _ in placed]
        self.entries = [entry for _, entry in placed]

    def named(self, spans: Sequence[CodeSpan]) -> list[IcdCode]:
        """Codes of the spans."""
        return [entry for span in spans for entry in self._of(span)]

    def _of(self, span: CodeSpan) -> Iterator[IcdCode]:
        low = bisect_left(self.places, tabular_place(span.first))
        high = bisect_left(self.places, tabular_place(span.last) + _LAST)
        # Between these places all codes belong to the span, but for a condition or a category that ends in a letter.
        return (
            entry
            for place, entry in zip(self.places[low:high], self.entries[low:high], strict=True)
            if not (span.is_narrowed or "~" in place) or span.holds(bare(entry.code))
        )

    def under(self, heading: str, categories: dict[str, list[str]]) -> list[IcdCode]:
        """Codes that a note at a code, a block or a chapter bears on."""
        starts = categories.get(heading)
        spans = tuple(CodeSpan(start, start) for start in starts) if starts else code_spans(heading)
        return self.named(spans)


def excludes_report(reference: Reference) -> ExcludesReport:
    """Reads every Excludes note of the tabular list and asks every billable code; takes some seconds."""
    entries = list(reference.icd)
    notes1, notes2 = _notes(reference, entries, "excludes1"), _notes(reference, entries, "excludes2")
    billable = _Billable(entries)
    apart, asked, one_way = _ask_both_ways(reference, entries, billable, notes1)
    return ExcludesReport(
        release=reference.release,
        billable_codes=len(billable.entries),
        excludes1=_count(notes1, billable),
        excludes2=_count(notes2, billable),
        codes_kept_apart=apart,
        pairs_asked=asked,
        one_way=one_way,
    )


def _notes(reference: Reference, entries: Sequence[IcdCode], kind: NoteKind) -> list[Note]:
    """All notes of a kind, each once: at chapters and blocks, then at categories, subcategories and codes."""
    at_headings: dict[str, list[Note]] = {}
    asked: set[str] = set()
    for entry in entries:
        if entry.parent is not None or entry.block in asked:
            continue
        asked.add(entry.block)
        above: dict[str, list[Note]] = {}
        for note in reference.icd.inherited(entry.code, kind)[len(entry.own(kind)) :]:
            above.setdefault(note.at, []).append(note)
        at_headings |= above
    own = [note for entry in entries for note in entry.own(kind)]
    return [note for notes in at_headings.values() for note in notes] + own


def _count(notes: Sequence[Note], billable: _Billable) -> NoteCount:
    """Sorts notes into resolved, leads and text. A lead ends in a colon and is followed by notes at the same place."""
    resolved, leads = 0, 0
    as_text: list[Note] = []
    without: list[Note] = []
    places = {note.at for note in notes if referenced_codes(note.text)}
    for note in notes:
        spans = referenced_codes(note.text)
        if spans and billable.named(spans):
            resolved += 1
        elif spans:
            without.append(note)
        elif note.text.endswith(":") and note.at in places:
            leads += 1
        else:
            as_text.append(note)
    return NoteCount(len(notes), resolved, leads, tuple(as_text), tuple(without))


def _ask_both_ways(
    reference: Reference, entries: Sequence[IcdCode], billable: _Billable, notes: Sequence[Note]
) -> tuple[int, int, tuple[tuple[str, str], ...]]:
    """Number of codes that a note bears on, number of pairs asked, and those that hold in one order only."""
    categories: dict[str, list[str]] = {}
    for entry in entries:
        if entry.parent is None:
            categories.setdefault(entry.block, []).append(entry.code)
            categories.setdefault(f"Chapter {entry.chapter}", []).append(entry.code)
    read = tabular_notes(reference)
    under = cache(lambda heading: billable.under(heading, categories))
    touched: set[str] = set()
    asked = 0
    one_way: list[tuple[str, str]] = []
    for note in notes:
        named = billable.named(referenced_codes(note.text))
        standing = under(note.at) if named else []
        for one, two in _crossed(standing, named):
            touched.update((one.code, two.code))
            asked += 1
            if not _same_both_ways(read, one, two):
                one_way.append((one.code, two.code))
        ends = [(standing[0], named[-1])] if standing else []
        one_way += [
            (one.code, two.code) for one, two in ends if together(reference, one, two) != together(reference, two, one)
        ]
    return len(touched), asked, tuple(one_way)


def _crossed(standing: Sequence[IcdCode], named: Sequence[IcdCode]) -> Iterator[tuple[IcdCode, IcdCode]]:
    """Pairs in which each code of either list comes up at least once; a code is no pair with itself."""
    for place in range(max(len(standing), len(named)) if standing and named else 0):
        one, two = standing[place % len(standing)], named[place % len(named)]
        if one.code != two.code:
            yield one, two


def _same_both_ways(read: TabularNotes, one: IcdCode, two: IcdCode) -> bool:
    """Whether the note reaches the first code, and the second is kept from it when asked the other way round."""
    return read.of(one).naming("excludes1", two.code) is not None and read.pair("excludes1", two, one) is not None
