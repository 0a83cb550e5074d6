"""The whole rule book over one coded encounter."""

from __future__ import annotations

from data import Reference
from rules.diagnoses import check_diagnoses
from rules.lines import check_lines
from rules.models import CodedEncounter, RuleMessage


def check(reference: Reference, encounter: CodedEncounter) -> tuple[RuleMessage, ...]:
    """Everything conventions and edits say about the codes: diagnoses first, then service lines."""
    return check_diagnoses(reference, encounter) + check_lines(reference, encounter)
