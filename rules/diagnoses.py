"""All that the rule book says about the diagnoses of an encounter, in one call."""

from __future__ import annotations

from data import Reference
from rules.code_editor import check_code_editor
from rules.code_validity import check_codes, dotted
from rules.diagnosis_pairs import (
    check_companions,
    check_excludes1,
    check_laterality,
    check_presumed_links,
    check_sequence,
    known_codes,
)
from rules.first_listed import check_first_listed
from rules.models import CodedEncounter, RuleMessage
from rules.pregnancy import check_pregnancy

MOST_DIAGNOSES = 12


def check_diagnoses(reference: Reference, encounter: CodedEncounter) -> tuple[RuleMessage, ...]:
    """Validity, conventions and sequencing of the diagnoses as listed; codes may be written without the dot."""
    diagnoses = tuple(dotted(code) for code in encounter.diagnoses)
    entries = known_codes(reference, diagnoses)
    messages = [*check_codes(reference, encounter.date_of_service, diagnoses)]
    if len(diagnoses) > MOST_DIAGNOSES:
        messages.append(
            RuleMessage(
                "icd.too_many",
                "error",
                diagnoses[MOST_DIAGNOSES:],
                "A claim carries at most twelve diagnoses.",
                "NUCC 1500 manual, item 21",
            )
        )
    messages += check_first_listed(entries)
    messages += check_excludes1(reference, entries)
    messages += check_sequence(reference, entries)
    messages += check_companions(entries)
    messages += check_presumed_links(entries)
    messages += check_laterality(reference, entries)
    messages += check_pregnancy(entries)
    messages += check_code_editor(encounter, [entry.code for entry in entries if entry.billable])
    return tuple(messages)
