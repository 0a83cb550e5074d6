"""All that the rule book says about the diagnoses of an encounter, in one call."""

from __future__ import annotations

from collections.abc import Sequence

from data import IcdCode, Reference
from rules.ages import check_ages
from rules.code_editor import check_code_editor
from rules.code_order import check_etiology, check_order
from rules.code_validity import check_codes, dotted
from rules.diagnosis_tables import check_tables
from rules.excludes import check_excludes1
from rules.first_listed import check_first_listed
from rules.injuries import check_injuries
from rules.laterality import check_laterality
from rules.models import CodedEncounter, RuleMessage
from rules.pregnancy import check_pregnancy

_SAME_AS = {
    "icd.code_first": "icd.sequence",
    "icd.use_additional": "icd.sequence",
    "mce.manifestation_first": "icd.never_first",
}
MOST_DIAGNOSES = 12
MOST_COMPARED = 50
"""Codes beyond this many are checked alone and not in pairs: no claim holds them."""


def known_codes(reference: Reference, diagnoses: Sequence[str]) -> tuple[IcdCode, ...]:
    """The entries of the codes that exist, in their order, each once."""
    entries = (reference.icd.get(code) for code in dict.fromkeys(diagnoses))
    return tuple(entry for entry in entries if entry is not None)


def check_diagnoses(reference: Reference, encounter: CodedEncounter) -> tuple[RuleMessage, ...]:
    """Validity, conventions and sequencing of the diagnoses as listed; codes may be written without the dot."""
    diagnoses = tuple(dotted(code) for code in encounter.diagnoses)
    entries = known_codes(reference, diagnoses)[:MOST_COMPARED]
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
    messages += check_order(reference, entries)
    messages += check_etiology(reference, entries)
    messages += check_tables(entries)
    messages += check_laterality(reference, entries)
    messages += check_pregnancy(entries)
    messages += check_injuries(entries)
    messages += check_ages(encounter, entries)
    billable = [entry.code for entry in entries if entry.billable]
    messages += check_code_editor(encounter, billable, reference.window)
    return _each_once(messages)


def _each_once(messages: Sequence[RuleMessage]) -> tuple[RuleMessage, ...]:
    """One message about one thing: a note of the tabular list, or the editor, before a table row that says the same."""
    said = {
        (_SAME_AS[message.rule], message.elements)
        for message in messages
        if message.rule in _SAME_AS and message.severity == "error"
    }
    return tuple(message for message in messages if (message.rule, message.elements) not in said)
