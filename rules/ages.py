"""Ages that titles and notes of the tabular list name, such as a newborn under 8 days, against the patient's age.

Source: `tables/ages.yaml`. The Medicare Code Editor's age edit stands in `code_editor.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from data import IcdCode
from rules.code_references import code_spans, in_spans
from rules.models import CodedEncounter, RuleMessage
from rules.tables import table


def check_ages(encounter: CodedEncounter, entries: Sequence[IcdCode]) -> Iterator[RuleMessage]:
    """Codes whose own words name an age that the patient does not have."""
    days = (encounter.date_of_service - encounter.birth_date).days
    rows: Any = table("ages")
    for entry in entries:
        if entry.code[0] not in "OZ":
            continue
        for row in rows:
            if in_spans(entry.code, code_spans(row["codes"])):
                low, high = row.get("days") or row["years"]
                age, unit = (days, "days") if "days" in row else (encounter.age, "years")
                if not low <= age <= high:
                    text = f"{entry.code} {row['text']}; the patient is {age} {unit} old."
                    yield RuleMessage("icd.age", row.get("severity", "error"), (entry.code,), text, row["cites"])
