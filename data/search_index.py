"""Builds the search index: which word stands in which title, how common a code is, how words may be misspelt.

The index is a handful of arrays that are read as they are (see `PARTS`). A document is an ICD-10-CM category,
subcategory or code without its 7th characters, or a procedure; its number is its place in the arrays.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.search_terms import written_terms
from data.tables import read_csv
from data.words import deletions, sound, telling, words

PARTS = (
    "documents",  # JSON: [number of ICD-10-CM documents, number of all]
    "terms",  # all words, sorted, one a line
    "starts",  # uint32: where a term's postings begin; one more than there are terms
    "postings",  # uint32: documents of a term
    "weights",  # float32: TITLE or NOTE for each posting
    "prior",  # float32: how likely a document is wanted, whatever was typed
    "lengths",  # float32: telling words of a document's title
    "phrases",  # JSON: the terms of `data.search_terms`
    "usual",  # uint32: of a heading the complete code it leads to; of all others the document itself
    "names",  # uint32, sorted: hashes of whole names (titles and inclusion terms) as sets of words
    "named",  # uint32: document of each of `names`
    "codes",  # all codes without a dot, sorted, one a line
    "code_documents",  # uint32: document of each of `codes`
    "sounds",  # how the terms sound, sorted, one a line
    "sound_terms",  # uint32: term of each of `sounds`
    "spellings",  # uint32, sorted: hashes of terms with a letter left out
    "spelling_terms",  # uint32: term of each of `spellings`
)
TITLE = 1.0
NOTE = 0.78
FAMILY = 0.2
"""What the most common code of a category lends to the others of it."""
_COMMON = {"1": 0.35, "2": 0.6, "3": 0.9}
# Words that only say that nothing more was said.
_NOT_NAMED = frozenset(("nos", "nec", "not", "elsewhere", "classified"))
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SAYS_NOTHING = frozenset(("unspecified", "without", "complication", "other", "part", "site"))
# Chapters that an office rarely codes first: pregnancy, perinatal, congenital, external causes.
_RARE_CHAPTERS = {"15": -0.25, "16": -0.35, "17": -0.2, "20": -0.3}
# Parts of titles that are rarely what somebody looks for who did not say them; adverse effects before poisonings.
_LESS_LIKELY = {
    "classified elsewhere": 0.25,
    "poisoning by": 0.25,
    "adverse effect": 0.2,
    "underdosing": 0.3,
    "sequela": 0.25,
    "ruptured": 0.06,
    "subluxation": 0.06,
    "bypass graft": 0.06,
}
# Quality reporting codes have long texts that hold every word; temporary and private payers' codes are rarer too.
_RARE_PROCEDURES = {
    "M": -0.3,
    "G8": -0.3,
    "G9": -0.3,
    "G4": -0.3,
    "C": -0.15,
    "S": -0.15,
    "T": -0.15,
    "Q0": -0.1,
    "05": -0.3,
}


@dataclass(frozen=True, slots=True)
class Document:
    """What the index knows of one entry."""

    code: str
    system: str
    title: str
    billable: bool
    seventh: bool
    prior: float
    notes: tuple[str, ...] = ()


def build(connection: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    """The parts of the index over the codes in `connection`; also writes the table `document`."""
    icd = list(_icd_documents(connection))
    documents = icd + list(_procedure_documents())
    connection.execute("CREATE TABLE document (id INTEGER PRIMARY KEY, code, system, title, billable, seventh)")
    connection.executemany(
        "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)",
        ((at, d.code, d.system, d.title, int(d.billable), int(d.seventh)) for at, d in enumerate(documents)),
    )
    yield "documents", json.dumps([len(icd), len(documents)]).encode()
    yield "prior", _floats([document.prior for document in documents])
    yield "lengths", _floats([_length(document.title) for document in documents])
    yield "phrases", json.dumps(written_terms()).encode()
    yield "usual", _integers(_usual(icd, len(documents)))
    names = sorted({(name_hash(words(text)), at) for at, document in enumerate(documents) for text in _names(document)})
    yield "names", _integers([name for name, _ in names])
    yield "named", _integers([at for _, at in names])
    numbered = sorted((document.code.replace(".", ""), at) for at, document in enumerate(documents))
    yield "codes", "\n".join(code for code, _ in numbered).encode()
    yield "code_documents", _integers([at for _, at in numbered])
    yield from _word_parts(documents)


def _usual(icd: list[Document], count: int) -> list[int]:
    """Of each document the one to code where nothing more is known: a heading leads to its unspecified code."""
    place = {document.code: at for at, document in enumerate(icd)}
    below: dict[str, list[int]] = {}
    for at, document in enumerate(icd):
        for length in range(3, len(document.code)):
            above = document.code[:length].rstrip(".")
            if above in place and above != document.code:
                below.setdefault(above, []).append(at)
    usual = list(range(count))
    for code, found in below.items():
        if not icd[place[code]].billable and not icd[place[code]].seventh:
            complete = [at for at in dict.fromkeys(found) if icd[at].billable or icd[at].seventh]
            heading = set(words(icd[place[code]].title))
            usual[place[code]] = min(complete, key=lambda at: _beyond(icd[at], heading), default=place[code])
    return usual


def _beyond(document: Document, heading: set[str]) -> tuple[bool, bool, float, int, str]:
    """Orders codes below a heading: the one that says the least beyond it first, the more common one of equals."""
    found = words(document.title)
    said = len(set(telling(found)) - heading - _SAYS_NOTHING)
    open_end = bool(_SAYS_NOTHING.intersection(found)) or document.code.endswith("9")
    more = "with" in found and "with" not in heading
    return more, not open_end, -document.prior, said, document.code


def _names(document: Document) -> set[str]:
    """All that a document is called: its title and its inclusion terms, with and without what brackets add."""
    found = {document.title, *document.notes}
    return found | {_BRACKETS.sub(" ", text) for text in found}


def name_hash(found: list[str]) -> int:
    """The 32 bits that a name is looked up by: its words in any order, without those that say nothing more."""
    said = sorted(set(telling(found)) - _SAYS_NOTHING - _NOT_NAMED)
    return zlib.crc32(" ".join(said).encode()) if said else 0


def _length(title: str) -> float:
    """Telling words of a title, without those that only say that nothing more was said."""
    return float(max(1, sum(word not in _SAYS_NOTHING for word in telling(words(title)))))


def _word_parts(documents: list[Document]) -> Iterator[tuple[str, bytes]]:
    """Terms, their postings and their misspellings."""
    where: dict[str, dict[int, float]] = {}
    for at, document in enumerate(documents):
        for text, weight in [(note, NOTE) for note in document.notes] + [(document.title, TITLE)]:
            for word in telling(words(text)):
                where.setdefault(word, {})[at] = weight
    terms = sorted(where)
    yield "terms", "\n".join(terms).encode()
    yield "starts", _integers([0, *np.cumsum([len(where[term]) for term in terms]).tolist()])
    yield "postings", _integers([at for term in terms for at in where[term]])
    yield "weights", _floats([weight for term in terms for weight in where[term].values()])
    heard = sorted((sound(term), number) for number, term in enumerate(terms) if len(term) >= 5 and term.isalpha())
    yield "sounds", "\n".join(key for key, _ in heard).encode()
    yield "sound_terms", _integers([number for _, number in heard])
    pairs = sorted(
        (spelling_hash(left), number)
        for number, term in enumerate(terms)
        if len(term) >= 4 and term.isalpha()
        for left in deletions(term, 1)
    )
    yield "spellings", _integers([spelled for spelled, _ in pairs])
    yield "spelling_terms", _integers([number for _, number in pairs])


def spelling_hash(text: str) -> int:
    """The 32 bits that a word with letters left out is looked up by."""
    return zlib.crc32(text.encode())


def _icd_documents(connection: sqlite3.Connection) -> Iterator[Document]:
    """Every heading and code but those that end in a 7th character; the heading stands for them."""
    common = {row["code"]: _COMMON[row["weight"]] for row in read_csv("common_codes.csv")}
    families: dict[str, float] = {}
    for code, weight in common.items():
        families[code[:3]] = max(families.get(code[:3], 0.0), weight)
    rows = connection.execute(
        "SELECT code, title, billable, children, chapter, notes, sevenths FROM icd ORDER BY position"
    )
    for code, title, billable, children, chapter, notes, sevenths in rows.fetchall():
        if len(code) == 8 and sevenths:
            continue
        seventh = bool(sevenths) and len(children.split(" ", 1)[0]) == 8
        own = json.loads(notes)
        yield Document(
            code=code,
            system="ICD10CM",
            title=title,
            billable=bool(billable),
            seventh=seventh,
            prior=_prior(title, bool(billable) or seventh, chapter)
            + common.get(code, 0.0)
            + FAMILY * families.get(code[:3], 0.0),
            notes=tuple(own.get("inclusion_terms", []) + own.get("includes", [])),
        )


def _prior(title: str, complete: bool, chapter: str) -> float:
    """Billable and general entries before headings and rare ones."""
    prior = 0.2 if complete else 0.0
    prior += _RARE_CHAPTERS.get(chapter, 0.0)
    lowered = title.lower()
    prior += 0.1 if "unspecified" in lowered or "without complication" in lowered else 0.0
    prior -= 0.06 if lowered.startswith("other ") else 0.0
    for words_of_title, less in _LESS_LIKELY.items():
        prior -= less if words_of_title in lowered else 0.0
    return prior


def _procedure_documents() -> Iterator[Document]:
    """CPT numbers with our wording, then HCPCS Level II."""
    common = {row["code"]: _COMMON[row["weight"]] for row in read_csv("common_codes.csv")}
    ended = {row["code"] for row in read_csv("in_force.csv") if row["to"]}
    for system, name, prior in (("CPT", "cpt.csv", 0.25), ("HCPCS", "hcpcs.csv", 0.0)):
        for row in read_csv(name):
            code = row["code"]
            rare = next((less for beginning, less in _RARE_PROCEDURES.items() if code.startswith(beginning)), 0.0)
            rare -= 1.0 if code in ended else 0.0
            likely = prior + rare + common.get(code, 0.0)
            yield Document(code, system, row["wording"], code not in ended, False, likely)


def _integers(values: list[int]) -> bytes:
    array: npt.NDArray[np.uint32] = np.array(values, dtype="<u4")
    return array.tobytes()


def _floats(values: list[float]) -> bytes:
    array: npt.NDArray[np.float32] = np.array(values, dtype="<f4")
    return array.tobytes()
