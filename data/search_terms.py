"""The vocabulary of the lookup: `search_terms.csv` and the names of drugs, made into terms once, when the code set is
compiled, and read from there by every process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data.drug_table import drug_names
from data.tables import read_csv
from data.words import STOP_WORDS, plain, words

SHORTEST_DRUG = 5


@dataclass(frozen=True, slots=True)
class Term:
    """One row of `search_terms.csv`: alternatives to look for and codes that answer it best."""

    phrase: str
    kind: str
    means: str
    alternatives: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]


def spoken_as(phrase: str) -> str:
    """A phrase without small words and plurals, its words in any order: a term may be inverted."""
    return " ".join(sorted(word for word in words(phrase) if word not in STOP_WORDS))


def terms() -> dict[str, Term]:
    """The terms by their phrase as it is typed."""
    found: dict[str, Term] = {}
    for row in read_csv("search_terms.csv"):
        alternatives = tuple(
            tuple(word for word in words(part) if word not in STOP_WORDS) for part in row["means"].split(";") if part
        )
        phrase = plain(row["phrase"])
        found[phrase] = Term(phrase, row["kind"], row["means"].split(";")[0], alternatives, tuple(row["codes"].split()))
    for name, code in drug_names().items():
        phrase = plain(name)
        if len(phrase) >= SHORTEST_DRUG:
            found.setdefault(phrase, Term(phrase, "drug", f"a drug of {code}", (), (f"{code}-",)))
    return found


def written_terms() -> list[list[object]]:
    """The terms as the compiled file keeps them: what `read_term` reads, and last how the phrase is spoken."""
    return [
        [term.phrase, term.kind, term.means, term.alternatives, term.codes, spoken_as(term.phrase)]
        for term in terms().values()
    ]


def read_term(row: Sequence[Any]) -> Term:
    """One row of the compiled file."""
    phrase, kind, means, alternatives, codes, _ = row
    return Term(phrase, kind, means, tuple(map(tuple, alternatives)), tuple(codes))
