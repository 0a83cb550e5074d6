"""Etiology before manifestation: what code first, use additional code and code also notes say about an order.

Two codes that ask for each other first leave the order to the encounter; code also says nothing about it. Sources:
ICD-10-CM Official Guidelines FY 2026, I.A.13, I.A.17, I.B.7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from data import IcdCode, Reference
from data.models import Note
from rules.code_references import code_spans, in_spans
from rules.diagnosis_tables import order_of
from rules.models import RuleMessage, Severity
from rules.tabular_notes import tabular_notes

_SEQUENCE = "ICD-10-CM Guidelines FY 2026, I.A.13"
_ADDITIONAL = "ICD-10-CM Guidelines FY 2026, I.A.17 and I.B.7"
_MANIFESTATION_WORDS = (
    "diseases classified elsewhere",
    "conditions classified elsewhere",
    "due to underlying condition",
    "in neoplastic disease",
)
# Additional codes that may be the reason for an encounter of their own, such as counseling about tobacco.
_OWN_REASON = code_spans("F10-F19, Z55-Z65, Z72, Z77, Z80-Z87, Z57")


@dataclass(frozen=True)
class Order:
    """`first` goes before `second`, by a note of the tabular list or a section of the guidelines."""

    rule: str
    first: str
    second: str
    why: str
    severity: Severity
    cites: str


def order_between(reference: Reference, one: IcdCode, two: IcdCode) -> Order | None:
    """Which of two codes goes first; None where neither a note nor a guideline decides."""
    found = _by_note(reference, one, two) or _by_note(reference, two, one)
    if found is not None:
        return found
    for first, second in ((one, two), (two, one)):
        row = order_of(first, second)
        if row is not None:
            why = row.text.format(code=first.code, other=second.code, category=first.code[:3])
            return Order("icd.sequence", first.code, second.code, why, row.severity, row.cites)
    return None


def _by_note(reference: Reference, first: IcdCode, second: IcdCode) -> Order | None:
    """The note by which `first` goes before `second`, unless another one says the opposite."""
    mine, theirs = tabular_notes(reference).of(first), tabular_notes(reference).of(second)
    note = theirs.naming("code_first", first.code)
    if note is not None and mine.naming("code_first", second.code) is None:
        why = f"{first.code} goes before {second.code}: code first note at {note.at} ({note.text})."
        return Order("icd.code_first", first.code, second.code, why, _weight(note, second), _SEQUENCE)
    note = mine.naming("use_additional", second.code)
    if note is not None and note_is_mutual(reference, first, second) is False:
        why = f"{first.code} goes before {second.code}: use additional code note at {note.at} ({note.text})."
        severity: Severity = "warning" if in_spans(second.code, _OWN_REASON) else _weight(note, first)
        return Order("icd.use_additional", first.code, second.code, why, severity, _ADDITIONAL)
    return None


def note_is_mutual(reference: Reference, first: IcdCode, second: IcdCode) -> bool:
    """Whether the second code asks for the first as an additional or an earlier code too."""
    notes = tabular_notes(reference)
    return (
        notes.of(second).naming("use_additional", first.code) is not None
        or notes.of(first).naming("code_first", second.code) is not None
    )


def _weight(note: Note, entry: IcdCode) -> Severity:
    """A note at the category or below decides the order; one at a block or chapter speaks of many diseases."""
    return "error" if entry.code.startswith(note.at) else "warning"


def check_order(reference: Reference, entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Manifestations before their etiology, and additional codes before the code that asks for them."""
    notes = tabular_notes(reference)
    above = [(entry, notes.of(entry)) for entry in entries]
    for (earlier, of_earlier), (later, of_later) in combinations(above, 2):
        if not of_earlier.naming("code_first", later.code) and not of_later.naming("use_additional", earlier.code):
            continue
        found = _by_note(reference, later, earlier)
        if found is not None:
            yield RuleMessage(found.rule, found.severity, (found.first, found.second), found.why, found.cites)


def is_manifestation_title(title: str) -> bool:
    """Whether a title says that the code is part of an etiology/manifestation pair (I.A.13)."""
    lowered = title.lower()
    return any(words in lowered for words in _MANIFESTATION_WORDS)


def check_etiology(reference: Reference, entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Manifestations without the disease that causes them. First place is the business of `check_first_listed`."""
    for entry in entries:
        if not is_manifestation_title(entry.title) or in_spans(entry.code, code_spans("B95-B97")):
            continue
        notes = [read for read in tabular_notes(reference).of(entry).notes if read.kind == "code_first"]
        spans = tuple(span for read in notes for span in read.spans)
        if not notes or any(in_spans(other.code, spans) for other in entries if other.code != entry.code):
            continue
        open_ended = not spans or any("such as" in read.note.text or not read.spans for read in notes)
        alone = len(entries) == 1
        yield RuleMessage(
            "icd.etiology_missing",
            "error" if alone or not open_ended else "warning",
            (entry.code,),
            f"{entry.code} is a manifestation: the disease that causes it is missing before it ({notes[0].note.text}).",
            _SEQUENCE,
        )
