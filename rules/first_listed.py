"""Which codes may, must or must not stand first on an office claim.

Sources: ICD-10-CM Official Guidelines FY 2026, I.A.13, I.C.20.a.6, I.C.21.c.16 and the tabular notes. The Medicare
Code Editor's own list is not used: it is made for inpatients and refuses codes that are right in an office.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data import IcdCode
from rules.code_references import code_spans
from rules.models import RuleMessage
from rules.tables import table


def only_first_listed(code: str) -> bool:
    """Whether a code may be reported as first-listed only (I.C.21.c.16)."""
    row = table("first_listed")["only_first"]
    return any(code in span for span in code_spans(row["codes"])) and not any(
        code in span for span in code_spans(row["but_not"])
    )


def check_first_listed(entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Codes at the wrong end of the list. Two that must both be first need only one of them there."""
    if not entries:
        return
    first = entries[0]
    for row in table("first_listed")["never_first"]:
        if any(first.code in span for span in code_spans(row["codes"])):
            yield RuleMessage(
                "icd.never_first",
                "error",
                (first.code,),
                f"{first.code} is never first-listed: {row['why']}.",
                row["cites"],
            )
    if only_first_listed(first.code):
        return
    for entry in entries[1:]:
        if only_first_listed(entry.code):
            yield RuleMessage(
                "icd.only_first",
                "error",
                (entry.code,),
                f"{entry.code} is reported as the first-listed diagnosis only.",
                table("first_listed")["only_first"]["cites"],
            )
