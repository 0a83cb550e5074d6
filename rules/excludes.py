"""Excludes1 and Excludes2: whether two codes may stand together, by which note, and how sure that is.

An Excludes1 pair is an error where the two cannot be unrelated and a warning where they can; which is which stands
in `tables/never_together.yaml` with reasons. Sources: ICD-10-CM Official Guidelines FY 2026, I.A.12.a, I.A.12.b.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Literal

from data import IcdCode, Reference
from data.models import Note
from rules.code_references import CodeSpan, bare, code_spans
from rules.laterality import side_named
from rules.models import RuleMessage, Severity
from rules.tables import table
from rules.tabular_notes import tabular_notes

EXCLUDES1 = "ICD-10-CM Guidelines FY 2026, I.A.12.a"
EXCLUDES2 = "ICD-10-CM Guidelines FY 2026, I.A.12.b"
_APART = "they stand together only if they are unrelated; ask the provider where that is not clear"


@dataclass(frozen=True)
class Together:
    """What Excludes notes say of two codes. `note` is None where neither kind of note names the pair."""

    verdict: Literal["allowed", "excludes1", "excludes2"]
    note: Note | None
    severity: Severity
    """Of an Excludes1 pair: `error` where the two cannot be unrelated. `info` else."""
    why: str
    cites: str


def together(reference: Reference, one: IcdCode, two: IcdCode) -> Together:
    """Whether two codes may be reported together; the same answer in either order."""
    notes = tabular_notes(reference)
    note = notes.pair("excludes1", one, two)
    if note is not None:
        # Nearest note first whichever code was named first: the answer does not hang on the order asked in.
        other = notes.pair("excludes1", two, one) or note
        note = max((note, other), key=lambda found: (len(found.at), found.at))
        return Together("excludes1", note, *_weight(one, two, note))
    note = notes.pair("excludes2", one, two)
    if note is not None:
        other = notes.pair("excludes2", two, one) or note
        note = max((note, other), key=lambda found: (len(found.at), found.at))
        return Together(
            "excludes2", note, "info", "not part of each other: both are reported if both are there", EXCLUDES2
        )
    return Together("allowed", None, "info", "no Excludes note names the pair", EXCLUDES1)


def check_excludes1(reference: Reference, entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """One message for each pair that an Excludes1 note keeps apart."""
    notes = tabular_notes(reference)
    above = [(entry, notes.of(entry)) for entry in entries]
    for (one, of_one), (two, of_two) in combinations(above, 2):
        if not of_one.naming("excludes1", two.code) and not of_two.naming("excludes1", one.code):
            continue
        found = together(reference, one, two)
        assert found.note is not None, "an Excludes1 pair has its note"
        yield RuleMessage(
            "icd.excludes1",
            found.severity,
            (one.code, two.code),
            f"{one.code} and {two.code}: Excludes1 note at {found.note.at} ({found.note.text}); {found.why}.",
            found.cites,
        )


@dataclass(frozen=True)
class _Row:
    """A row of the table, read."""

    first: tuple[CodeSpan, ...]
    second: tuple[CodeSpan, ...]
    severity: Severity
    why: str
    cites: str

    def speaks_of(self, one: str, two: str) -> bool:
        """Whether the row names the pair, in either order; both without the dot."""
        return (_holds(self.first, one) and _holds(self.second, two)) or (
            _holds(self.first, two) and _holds(self.second, one)
        )


def _holds(spans: tuple[CodeSpan, ...], letters: str) -> bool:
    return any(span.holds(letters) for span in spans)


@lru_cache(maxsize=1)
def _rows() -> tuple[_Row, ...]:
    weights: tuple[tuple[str, Severity], ...] = (("never_together", "error"), ("can_be_unrelated", "warning"))
    return tuple(
        _Row(code_spans(row["codes"][0]), code_spans(row["codes"][1]), severity, row["why"], row["cites"])
        for name, severity in weights
        for row in table("never_together")[name]
    )


def _weight(one: IcdCode, two: IcdCode, note: Note) -> tuple[Severity, str, str]:
    """Error where the two cannot be unrelated, else warning; with the reason and the citation.

    Where no row of the table speaks: two codes of one category are kinds of the same condition, and a congenital and
    an acquired form cannot occur together (I.A.12.a's own example); two different sides, places or injuries can.
    """
    first, second = bare(one.code), bare(two.code)
    row = next((row for row in _rows() if row.speaks_of(first, second)), None)
    if row is not None:
        return row.severity, row.why, row.cites
    if one.code[0] in "STVWXY" or {side_named(one.title), side_named(two.title)} == {"right", "left"}:
        return "warning", _APART, EXCLUDES1
    if first[0] == second[0] == "O" and first[6:7] != second[6:7]:
        return "warning", "in a multiple pregnancy they may be of two fetuses, else never together", EXCLUDES1
    if _congenital_and_acquired(one, two, note):
        return "error", "a congenital and an acquired form of the same condition do not occur together", EXCLUDES1
    if first[:3] == second[:3] and one.chapter in _ONE_CONDITION:
        return "error", "the two are forms of one condition and never reported together", EXCLUDES1
    return "warning", _APART, EXCLUDES1


# Chapters in whose categories two codes are two forms of one condition; elsewhere they may be two places or episodes.
_ONE_CONDITION = frozenset({"3", "4", "6", "9", "10", "14", "15", "16", "21"})


def _congenital_and_acquired(one: IcdCode, two: IcdCode, note: Note) -> bool:
    """Whether the note parts a condition from its own congenital form."""
    if (one.chapter == "17") == (two.chapter == "17"):
        return False
    return note.text.lower().startswith(("congenital", "acquired")) or "acquired" in (one.title + two.title).lower()
