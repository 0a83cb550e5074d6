"""The payers' coverage policies: which diagnoses are a reason for which services.

Read from `coverage_policies.csv` in this folder, which carries its source in its header.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

POLICIES_FILE = Path(__file__).with_name("coverage_policies.csv")


@dataclass(frozen=True, slots=True)
class CoveragePolicy:
    """One policy: the services it is about, the diagnoses that support them, and the CARC of its denial."""

    policy: str
    title: str
    procedures: tuple[str, ...]
    """Prefixes, or ranges such as `12001-13160`."""
    diagnoses: tuple[str, ...]
    """Prefixes, with the dot."""
    carc: str
    text: str
    source: str

    def is_about(self, code: str) -> bool:
        """Whether the policy speaks of this procedure or drug."""
        return any(_within(code, span) for span in self.procedures)

    def supports(self, diagnosis: str) -> bool:
        """Whether this diagnosis is a reason for the service."""
        return any(diagnosis.upper().startswith(prefix) for prefix in self.diagnoses)


def load_policies(path: Path = POLICIES_FILE) -> tuple[CoveragePolicy, ...]:
    """All coverage policies, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return tuple(_policy(row) for row in rows)


def _policy(row: dict[str, str]) -> CoveragePolicy:
    return CoveragePolicy(
        policy=row["policy"],
        title=row["title"],
        procedures=tuple(row["procedures"].split()),
        diagnoses=tuple(row["diagnoses"].split()),
        carc=row["carc"],
        text=row["text"],
        source=row["source"],
    )


def _within(code: str, span: str) -> bool:
    first, _, last = span.partition("-")
    return first <= code <= last if last else code.startswith(span)
