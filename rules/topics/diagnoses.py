"""Questions about diagnosis codes: what one says and needs, whether two may stand together, how far a pregnancy is."""

from __future__ import annotations

from data import IcdCode, Reference
from data.models import NOTE_KINDS, NoteKind
from rules.code_editor import is_manifestation, sex_of
from rules.code_order import order_between
from rules.excludes import together
from rules.first_listed import first_listed
from rules.pregnancy import gestation
from rules.topics.frame import Answer, Asked, Topic, unknown

_RELEASE = "ICD-10-CM tabular list FY 2026"
_VALIDITY = "ICD-10-CM Guidelines FY 2026, I.B.2"


def _not_held(reference: Reference, asked: Asked) -> Answer | None:
    """The answer for a day before the release, which another release governs."""
    if asked.as_of >= reference.window.start:
        return None
    return unknown(
        f"The release at hand ({reference.release}) is in force from {reference.window.start}; "
        f"what held on {asked.as_of} is not known here.",
        _RELEASE,
    )


def _dated(reference: Reference, asked: Asked) -> Answer:
    """Which release the answer rests on, and whether it is older than the day asked about."""
    return {"data_from": reference.release, "carried_forward": asked.as_of > reference.window.end}


def _icd(reference: Reference, asked: Asked) -> Answer:
    """What a code says, what it lacks, what stands in its notes."""
    if answer := _not_held(reference, asked):
        return answer
    code = asked.code("code")
    entry = reference.icd.get(code)
    if entry is None:
        missing = reference.icd.missing(code[:20])
        return {**unknown(f"{missing}.", _RELEASE), "code": code[:20], "billable": False, "missing": missing}
    place = first_listed(entry)
    manifestation = entry.billable and is_manifestation(entry.code, reference.window.start)
    sex = sex_of(entry.code) if entry.billable else ""
    return {
        "code": entry.code,
        "billable": entry.billable,
        "title": entry.title,
        "sex": sex or None,
        "missing": reference.icd.missing(entry.code),
        "seventh": list(entry.sevenths),
        "seventh_meanings": dict(entry.sevenths),
        "notes": {kind: _listed(reference, entry, kind) for kind in NOTE_KINDS},
        "first_listed_allowed": place.allowed and not manifestation,
        "first_listed_only": place.only,
        "first_listed_why": place.why or ("the disease that causes it goes before a manifestation" * manifestation),
        "chapter": entry.chapter,
        "block": entry.block,
        "parents": list(reference.icd.ancestors(entry.code)),
        **_dated(reference, asked),
        "cites": f"{_RELEASE}, {entry.code}; {place.cites if place.why else _VALIDITY}",
    }


def _listed(reference: Reference, entry: IcdCode, kind: NoteKind) -> list[dict[str, str]]:
    """Notes of a kind, the code's own first; inherited ones with the place where they stand."""
    notes = entry.own(kind) if kind == "inclusion_terms" else reference.icd.inherited(entry.code, kind)
    return [{"text": note.text, "at": note.at} for note in notes]


def _icd_pair(reference: Reference, asked: Asked) -> Answer:
    """Whether two codes may be reported together, by which note, and which goes first."""
    if answer := _not_held(reference, asked):
        return answer
    codes = asked.texts("codes")
    if len(codes) != 2:
        raise ValueError(f"codes holds {len(codes)}; expected two.")
    entries = [reference.icd.get(code[:20]) for code in codes]
    for code, entry in zip(codes, entries, strict=True):
        if entry is None:
            return unknown(f"{reference.icd.missing(code[:20])}.", _RELEASE)
    one, two = (entry for entry in entries if entry is not None)
    if one.code == two.code:
        raise ValueError(f"codes holds {one.code} twice; expected two codes.")
    found = together(reference, one, two)
    order = order_between(reference, one, two)
    return {
        "codes": [one.code, two.code],
        "together": found.verdict,
        "at": found.note.at if found.note else None,
        "note": found.note.text if found.note else None,
        "can_be_unrelated": found.severity == "warning" if found.verdict == "excludes1" else None,
        "why": found.why,
        "order": order.first if order else None,
        "order_why": order.why if order else None,
        **_dated(reference, asked),
        "cites": "; ".join(dict.fromkeys([found.cites, *([order.cites] if order else [])])),
    }


def _gestation(_: Reference, asked: Asked) -> Answer:
    """Completed weeks, trimester and Z3A code."""
    due = asked.date("due_date") if asked.has("due_date") else None
    last = asked.date("last_period") if asked.has("last_period") else None
    if due is None and last is None:
        raise ValueError("due_date is missing; expected a date, or last_period in its place.")
    day = asked.date("date_of_service")
    try:
        found = gestation(due, day, last)
    except ValueError as error:
        return unknown(f"{error}.")
    return {
        "weeks": found.weeks,
        "days": found.days,
        "trimester": found.trimester,
        "code": found.code,
        "steps": list(found.steps),
        "cites": f"{found.cites}; I.C.21.c.11",
    }


TOPICS = (
    Topic(
        "icd",
        "what an ICD-10-CM code says, lacks and needs beside it",
        {"code": "ICD-10-CM code or category, with or without the dot"},
        _icd,
    ),
    Topic(
        "icd_pair",
        "whether two ICD-10-CM codes may stand together, and in which order",
        {"codes": "list of two ICD-10-CM codes"},
        _icd_pair,
    ),
    Topic(
        "gestation",
        "weeks, trimester and Z3A code on a day",
        {
            "due_date?": "expected date of delivery, YYYY-MM-DD",
            "last_period?": "first day of the last period, YYYY-MM-DD",
            "date_of_service": "YYYY-MM-DD",
        },
        _gestation,
    ),
)
