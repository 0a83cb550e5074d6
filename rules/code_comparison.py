"""Why not this one? Two codes side by side: what both say, where they part, whether they may stand together.

Source: the ICD-10-CM tabular list for diagnoses; for procedures the figures and edits of the reference data, which
carry their month with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data import IcdCode, ProcedureCode, Reference
from data.models import NoteKind
from rules.code_editor import is_manifestation
from rules.code_order import order_between
from rules.excludes import together
from rules.first_listed import first_listed
from rules.laterality import side_named

_NOTES: tuple[tuple[str, NoteKind], ...] = (
    ("Includes", "includes"),
    ("Terms", "inclusion_terms"),
    ("Excludes1", "excludes1"),
    ("Excludes2", "excludes2"),
    ("Code first", "code_first"),
    ("Use additional code", "use_additional"),
    ("Code also", "code_also"),
)
_LONGEST = 400
_LIST = "ICD-10-CM tabular list FY 2026"


@dataclass(frozen=True)
class CompareRow:
    """One aspect of two codes, in words."""

    aspect: str
    first: str
    second: str

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.first == self.second


@dataclass(frozen=True)
class CodeComparison:
    """Two codes side by side. `common` is the nearest heading over both, empty where there is none."""

    first: str
    second: str
    common: str
    rows: tuple[CompareRow, ...]
    together: str
    """`allowed`, `excludes1`, `excludes2`, or for procedures `ncci`; empty where it is not known."""
    why: tuple[str, ...]
    """Plain sentences: what decides between the two."""
    cites: str


def compare_codes(reference: Reference, first: str, second: str) -> CodeComparison:
    """Compares two diagnosis codes or two procedure codes. Never raises: an unknown code is told as such."""
    one, two = reference.icd.get(first[:20]), reference.icd.get(second[:20])
    if one is not None and two is not None:
        return _diagnoses(reference, one, two)
    left, right = reference.procedures.get(first[:20]), reference.procedures.get(second[:20])
    if left is not None and right is not None:
        return _procedures(reference, left, right)
    why = tuple(
        f"{code[:20]} is not among the codes at hand."
        for code, found in ((first, one or left), (second, two or right))
        if found is None
    )
    other = ("One is a diagnosis and the other a procedure: they answer different questions, why and what.",)
    return CodeComparison(first[:20], second[:20], "", (), "", why or other, "")


# ---- diagnoses -------------------------------------------------------------------------------------------


def _diagnoses(reference: Reference, one: IcdCode, two: IcdCode) -> CodeComparison:
    common = _common(reference, one, two)
    found = together(reference, one, two)
    order = order_between(reference, one, two)
    return CodeComparison(
        first=one.code,
        second=two.code,
        common=common,
        rows=tuple(_diagnosis_rows(reference, one, two)),
        together=found.verdict if one.code != two.code else "",
        why=tuple(_why(reference, one, two, common)),
        cites="; ".join(
            dict.fromkeys(["ICD-10-CM tabular list FY 2026", found.cites, *([order.cites] if order else [])])
        ),
    )


def _path(reference: Reference, entry: IcdCode) -> tuple[str, ...]:
    """Code, subcategories, category, block, chapter."""
    return (entry.code, *reference.icd.ancestors(entry.code), entry.block, entry.chapter)


def _common(reference: Reference, one: IcdCode, two: IcdCode) -> str:
    theirs = set(_path(reference, two))
    shared = next((name for name in _path(reference, one) if name in theirs), "")
    return f"Chapter {shared}" if shared.isdigit() else shared


def _heading(reference: Reference, name: str) -> str:
    """Title of a code, block or chapter."""
    entry = reference.icd.get(name)
    return entry.title if entry else reference.icd.heading(name.removeprefix("Chapter "))


def _diagnosis_rows(reference: Reference, one: IcdCode, two: IcdCode) -> Iterator[CompareRow]:
    yield CompareRow("Title", one.title, two.title)
    yield CompareRow("Category", *(_category(reference, entry) for entry in (one, two)))
    yield CompareRow("Billable", *("yes" if entry.billable else "no" for entry in (one, two)))
    if not (one.billable and two.billable):
        yield CompareRow("Missing", *(reference.icd.missing(entry.code) for entry in (one, two)))
    if side_named(one.title) or side_named(two.title):
        yield CompareRow("Side", side_named(one.title), side_named(two.title))
    if one.sevenths or two.sevenths:
        yield CompareRow("7th characters", *(", ".join(entry.sevenths) for entry in (one, two)))
    yield CompareRow("First-listed", *(_place(reference, entry) for entry in (one, two)))
    for aspect, kind in _NOTES:
        mine, theirs = (_texts(reference, entry, kind) for entry in (one, two))
        if mine or theirs:
            yield CompareRow(aspect, mine, theirs)


def _category(reference: Reference, entry: IcdCode) -> str:
    category = reference.icd.get(entry.code[:3])
    return f"{category.code} {category.title}" if category else entry.code[:3]


def _place(reference: Reference, entry: IcdCode) -> str:
    place = first_listed(entry)
    if entry.billable and is_manifestation(entry.code, reference.window.start):
        return "not allowed"
    return "only" if place.only else "allowed" if place.allowed else "not allowed"


def _texts(reference: Reference, entry: IcdCode, kind: NoteKind) -> str:
    """The notes down from the category; those of block and chapter are the same for too many codes to help."""
    notes = entry.own(kind) if kind == "inclusion_terms" else reference.icd.inherited(entry.code, kind)
    text = "; ".join(note.text for note in notes if entry.code.startswith(note.at))
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(";", 1)[0] + "; ..."


def _why(reference: Reference, one: IcdCode, two: IcdCode, common: str) -> Iterator[str]:
    if one.code == two.code:
        yield "It is one code."
        return
    if one.code.startswith(two.code) or two.code.startswith(one.code):
        longer, shorter = (one, two) if len(one.code) > len(two.code) else (two, one)
        yield f"{longer.code} stands under {shorter.code} and says more."
    elif common:
        yield f"Both stand under {common} ({_heading(reference, common)}); there they part."
    else:
        yield f"They stand in different chapters: {_titles(reference, one)} and {_titles(reference, two)}."
    mine, theirs = _words_apart(one.title, two.title), _words_apart(two.title, one.title)
    if mine and theirs:
        yield f"Only {one.code} says: {mine}. Only {two.code} says: {theirs}."
    for entry in (one, two):
        if not entry.billable:
            yield f"{entry.code} cannot be billed; it lacks {reference.icd.missing(entry.code)}."
    found = together(reference, one, two)
    if found.note is not None:
        named = "Excludes1" if found.verdict == "excludes1" else "Excludes2"
        yield f"{named} note at {found.note.at} ({found.note.text}): {found.why}."
    else:
        yield "No Excludes note keeps the two apart."
    order = order_between(reference, one, two)
    if order is not None:
        yield order.why


def _titles(reference: Reference, entry: IcdCode) -> str:
    return f"{entry.chapter} ({reference.icd.heading(entry.chapter)})"


def _words_apart(title: str, other: str) -> str:
    """The words of a title that the other does not have."""
    theirs = {word.strip(",").lower() for word in other.split()}
    return " ".join(word.strip(",") for word in title.split() if word.strip(",").lower() not in theirs)


# ---- procedures ------------------------------------------------------------------------------------------


def _procedures(reference: Reference, one: ProcedureCode, two: ProcedureCode) -> CodeComparison:
    known = reference.ncci_known(one.code) and reference.ncci_known(two.code)
    edit = reference.ncci_pair(one.code, two.code) if one.code != two.code else None
    verdict = "ncci" if edit else "allowed" if known and one.code != two.code else ""
    return CodeComparison(
        first=one.code,
        second=two.code,
        common="",
        rows=tuple(_procedure_rows(reference, one, two)),
        together=verdict,
        why=tuple(_why_procedures(reference, one, two, known)),
        cites=f"Medicare physician fee schedule and NCCI edits, {reference.figures.data_from}, carried forward",
    )


def _procedure_rows(reference: Reference, one: ProcedureCode, two: ProcedureCode) -> Iterator[CompareRow]:
    pair = (one, two)
    yield CompareRow("Wording", one.wording, two.wording)
    yield CompareRow("Code set", one.system, two.system)
    yield CompareRow("Status", one.status, two.status)
    yield CompareRow("Global days", one.global_days, two.global_days)
    yield CompareRow("Add-on to", *(", ".join(code.add_on_to) for code in pair))
    yield CompareRow("Units a day", *("" if code.mue is None else str(code.mue) for code in pair))
    amounts = [reference.medicare_fee(code.code, facility=False) for code in pair]
    yield CompareRow("Medicare amount in an office", *("" if amount is None else f"${amount}" for amount in amounts))


def _why_procedures(reference: Reference, one: ProcedureCode, two: ProcedureCode, known: bool) -> Iterator[str]:
    if one.code == two.code:
        yield "It is one code."
        return
    mine, theirs = _words_apart(one.wording, two.wording), _words_apart(two.wording, one.wording)
    if mine and theirs:
        yield f"Only {one.code} says: {mine}. Only {two.code} says: {theirs}."
    for code, other in ((one, two), (two, one)):
        if code.add_on_to:
            beside = "it is one of them" if other.code in code.add_on_to else f"{other.code} is not one of them"
            yield f"{code.code} is an add-on code and stands only beside its primary codes; {beside}."
    edit = reference.ncci_pair(one.code, two.code)
    if edit is not None:
        ends = {"0": "no modifier parts them", "1": "a modifier parts them where the services are separate"}
        said = ends.get(edit.modifier_indicator, "the edit is no longer applied")
        yield f"NCCI edit: {edit.column_2} is not paid beside {edit.column_1}; {said}."
    elif known:
        yield "No NCCI edit names the pair."
    else:
        yield "Whether an NCCI edit names the pair is not known: the edits at hand do not speak of one of the codes."
