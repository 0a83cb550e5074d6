"""What the tabular notes say about two codes side by side: never together, in this order, not one without the other.

Excludes1, code first and use additional code are read from the notes themselves, those of the category, block and
chapter included. Sources: ICD-10-CM Official Guidelines FY 2026, I.A.12.a, I.A.13, I.A.15, I.A.17, I.B.13.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from data import IcdCode, Reference
from data.models import Note
from rules.code_references import CodeSpan, code_spans, refers_to
from rules.laterality import bilateral_among, same_but_for_side, side_named
from rules.models import RuleMessage, Severity
from rules.tables import table

_EXCLUDES1 = "ICD-10-CM Guidelines FY 2026, I.A.12.a"
_SEQUENCE = "ICD-10-CM Guidelines FY 2026, I.A.13"
_LATERALITY = "ICD-10-CM Guidelines FY 2026, I.B.13"


def known_codes(reference: Reference, diagnoses: Sequence[str]) -> tuple[IcdCode, ...]:
    """The entries of the codes that exist, in their order, each once."""
    entries = (reference.icd.get(code) for code in dict.fromkeys(diagnoses))
    return tuple(entry for entry in entries if entry is not None)


def _in_any(code: str, spans: Iterable[CodeSpan]) -> bool:
    return any(code in span for span in spans)


# ---- Excludes1 -------------------------------------------------------------------------------------------


def excluding_note(reference: Reference, code: str, other: str) -> Note | None:
    """The Excludes1 note by which the first code keeps the second away, wherever above it the note stands."""
    for note in reference.icd.inherited(code, "excludes1"):
        if refers_to(note.text, other):
            return note
    return None


def check_excludes1(reference: Reference, entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """One message for each pair that an Excludes1 note keeps apart."""
    for one, two in combinations(entries, 2):
        note = excluding_note(reference, one.code, two.code) or excluding_note(reference, two.code, one.code)
        if note is None:
            continue
        severity, reason, cites = _excludes1_weight(one, two)
        yield RuleMessage(
            "icd.excludes1",
            severity,
            (one.code, two.code),
            f"{one.code} and {two.code}: Excludes1 note at {note.at} ({_one_line(note.text)}); {reason}.",
            cites,
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _excludes1_weight(one: IcdCode, two: IcdCode) -> tuple[Severity, str, str]:
    """Error where the two cannot be unrelated, else warning; with the reason and the citation.

    The same block means the same kind of disease; injuries and sided conditions may be two different places.
    """
    for row in table("never_together"):
        first, second = (code_spans(text) for text in row["codes"])
        if (_in_any(one.code, first) and _in_any(two.code, second)) or (
            _in_any(two.code, first) and _in_any(one.code, second)
        ):
            return "error", row["why"], row["cites"]
    apart = "they stand together only if they are unrelated; ask the provider where that is not clear"
    if one.code[0] in "ST" or _opposite_sides(one.title, two.title) or one.block != two.block:
        return "warning", apart, _EXCLUDES1
    return "error", "the two are never reported together", _EXCLUDES1


def _opposite_sides(title: str, other: str) -> bool:
    return {side_named(title), side_named(other)} == {"right", "left"}


# ---- order and companions --------------------------------------------------------------------------------


def check_sequence(reference: Reference, entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Manifestations before their etiology, and additional codes before the code that asks for them."""
    for place, entry in enumerate(entries):
        for later in entries[place + 1 :]:
            message = _etiology_after(reference, entry, later) or _additional_before(reference, entry, later)
            if message is not None:
                yield message


def _etiology_after(reference: Reference, entry: IcdCode, later: IcdCode) -> RuleMessage | None:
    for note in reference.icd.inherited(entry.code, "code_first"):
        if refers_to(note.text, later.code) and not refers_to(_inherited_text(reference, later), entry.code):
            return RuleMessage(
                "icd.code_first",
                _weight_at(note, entry),
                (later.code, entry.code),
                f"{later.code} goes before {entry.code}: code first note at {note.at}.",
                _SEQUENCE,
            )
    return None


def _inherited_text(reference: Reference, entry: IcdCode) -> str:
    """All code first notes of a code: two that ask for each other first leave the order to the encounter."""
    return "\n".join(note.text for note in reference.icd.inherited(entry.code, "code_first"))


def _additional_before(reference: Reference, entry: IcdCode, later: IcdCode) -> RuleMessage | None:
    for note in reference.icd.inherited(later.code, "use_additional"):
        if refers_to(note.text, entry.code) and not any(
            refers_to(own.text, later.code) for own in reference.icd.inherited(entry.code, "use_additional")
        ):
            return RuleMessage(
                "icd.use_additional",
                _weight_at(note, later),
                (later.code, entry.code),
                f"{later.code} goes before {entry.code}: use additional code note at {note.at}.",
                _SEQUENCE,
            )
    return None


def _weight_at(note: Note, entry: IcdCode) -> Severity:
    """A note at the category or below decides the order; one at a block or chapter speaks of many diseases."""
    return "error" if entry.code.startswith(note.at) else "warning"


def check_companions(entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Combination codes that lack the code they cannot stand without."""
    for row in table("companions"):
        spans, companions = code_spans(row["codes"]), code_spans(row["companions"])
        if any(_in_any(entry.code, companions) for entry in entries):
            continue
        for entry in entries:
            if _in_any(entry.code, spans):
                yield RuleMessage(
                    "icd.companion", "error", (entry.code,), f"{entry.code} also needs {row['what']}.", row["cites"]
                )


def check_presumed_links(entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Two codes where the classification presumes a link and has one code for both."""
    for row in table("presumed_links"):
        first, second = (code_spans(text) for text in row["codes"])
        for one in entries:
            for two in entries:
                if _in_any(one.code, first) and _in_any(two.code, second):
                    yield RuleMessage(
                        "icd.presumed_link",
                        "warning",
                        (one.code, two.code),
                        f"{one.code} beside {two.code}: presumed to be related, {row['instead']}, unless the provider "
                        "says that they are not.",
                        row["cites"],
                    )


# ---- sides -----------------------------------------------------------------------------------------------


def check_laterality(reference: Reference, entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Bilateral beside a side, unspecified beside a side, both sides where one code says both."""
    for one, two in combinations(entries, 2):
        if not same_but_for_side(one.title, two.title):
            continue
        sides = {side_named(one.title), side_named(two.title)}
        if sides == {"right", "left"}:
            both = bilateral_among(one.title, _neighbours(reference, one))
            if both:
                yield RuleMessage(
                    "icd.bilateral",
                    "error",
                    (one.code, two.code),
                    f"{one.code} and {two.code}: one code says both sides, {both}.",
                    _LATERALITY,
                )
        else:
            what = "bilateral" if "bilateral" in sides else "unspecified side"
            yield RuleMessage(
                "icd.laterality",
                "error",
                (one.code, two.code),
                f"{one.code} and {two.code} are the same condition with and without a side ({what}).",
                _LATERALITY,
            )


def _neighbours(reference: Reference, entry: IcdCode) -> Iterator[tuple[str, str]]:
    """Codes of the same category with their titles: where a bilateral sibling would stand."""
    todo = [entry.code[:3]]
    while todo:
        found = reference.icd.get(todo.pop())
        if found is None:
            continue
        if found.billable:
            yield found.code, found.title
        todo += found.children
