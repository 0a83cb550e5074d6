"""What the rule book says about service lines, subject by subject; each subject stands in a file of its own.

Elements of the messages are `line 1`, `line 2`, ... in the order of the lines.
"""

from __future__ import annotations

from data import Reference
from rules.add_ons import check_add_ons
from rules.assistants import check_assistants
from rules.code_ages import check_ages
from rules.code_places import check_places
from rules.code_status import check_codes
from rules.coded_claim import Subject, coded_claim
from rules.components import check_components
from rules.drug_lines import check_drug_lines
from rules.global_period import check_global_period
from rules.laboratory import check_laboratory
from rules.models import CodedEncounter, RuleMessage
from rules.modifiers import check_modifiers
from rules.ncci import check_ncci
from rules.ordered_services import check_ordered_services
from rules.patient_status import check_patient_status
from rules.payer_codes import check_payer_codes
from rules.pointers import check_pointers
from rules.same_day_visits import check_same_day_visits
from rules.therapy_lines import check_therapy
from rules.units import check_units

SUBJECTS: tuple[Subject, ...] = (
    check_codes,
    check_payer_codes,
    check_ages,
    check_modifiers,
    check_components,
    check_assistants,
    check_pointers,
    check_units,
    check_add_ons,
    check_places,
    check_laboratory,
    check_drug_lines,
    check_therapy,
    check_ordered_services,
    check_patient_status,
    check_same_day_visits,
    check_global_period,
    check_ncci,
)


def check_lines(reference: Reference, encounter: CodedEncounter) -> tuple[RuleMessage, ...]:
    """All messages about the service lines; no claim makes it raise."""
    claim = coded_claim(reference, encounter)
    return tuple(message for subject in SUBJECTS for message in subject(claim))
