"""Which codes may, must or must not stand first on an office claim.

Sources: ICD-10-CM Official Guidelines FY 2026, I.A.13, I.C.15.a.1, I.C.20.a.6, I.C.21.c.16 and the tabular notes. The
Medicare Code Editor's own list is not used: it is made for inpatients and refuses codes that are right in an office.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from data import IcdCode
from rules.code_order import is_manifestation_title
from rules.code_references import CodeSpan, code_spans, in_spans
from rules.models import RuleMessage, Severity
from rules.tables import table

_MANIFESTATION = "ICD-10-CM Guidelines FY 2026, I.A.13"
_SEQUELA = "ICD-10-CM Guidelines FY 2026, I.B.10"


@dataclass(frozen=True)
class FirstListed:
    """Whether a code may stand first; where not, or only there, why and by which section."""

    allowed: bool
    only: bool
    severity: Severity
    why: str
    cites: str


@lru_cache(maxsize=2_000)
def _never(category: str) -> tuple[tuple[tuple[CodeSpan, ...], Severity, str, str], ...]:
    """Rows that may speak of a code in this category: codes, severity, why, citation."""
    rows: Any = table("first_listed")["never_first"]
    read = ((code_spans(row["codes"]), row.get("severity", "error"), row["why"], row["cites"]) for row in rows)
    return tuple(row for row in read if any(span.reaches(category) for span in row[0]))


def only_first_listed(code: str) -> bool:
    """Whether a code may be reported as first-listed only (I.C.21.c.16)."""
    row = table("first_listed")["only_first"]
    return in_spans(code, code_spans(row["codes"])) and not in_spans(code, code_spans(row["but_not"]))


def first_listed(entry: IcdCode) -> FirstListed:
    """What the guidelines say about the code in first place."""
    for spans, severity, why, cites in _never(entry.code[:3]):
        if in_spans(entry.code, spans):
            return FirstListed(False, False, severity, why, cites)
    if is_manifestation_title(entry.title):
        why = "the disease that causes it goes before a manifestation"
        return FirstListed(False, False, "error", why, _MANIFESTATION)
    if entry.chapter == "19" and len(entry.code) == 8 and entry.code.endswith("S"):
        why = "the condition that is left goes before the injury that caused it"
        return FirstListed(False, False, "error", why, _SEQUELA)
    only = entry.code[0] == "Z" and only_first_listed(entry.code)
    cites = table("first_listed")["only_first"]["cites"]
    return FirstListed(True, only, "error", "it is reported as the first-listed diagnosis only" if only else "", cites)


def check_first_listed(entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Codes at the wrong end of the list. Two that must both be first need only one of them there."""
    if not entries:
        return
    first = entries[0]
    said = first_listed(first)
    if not said.allowed:
        message = f"{first.code} is never first-listed: {said.why}."
        if said.severity == "warning":
            message = f"{first.code} is rarely first-listed: {said.why}."
        yield RuleMessage("icd.never_first", said.severity, (first.code,), message, said.cites)
    if said.only:
        return
    for entry in entries[1:]:
        if entry.code[0] == "Z" and only_first_listed(entry.code):
            yield RuleMessage(
                "icd.only_first",
                "error",
                (entry.code,),
                f"{entry.code} is reported as the first-listed diagnosis only.",
                table("first_listed")["only_first"]["cites"],
            )
