"""The rule book: what official conventions and edits say about a list of codes, with no idea of any answer key.

`check` runs all of it over a coded encounter; the calculators answer one question each and show their working.
"""

from rules.check import check
from rules.code_references import code_spans, referenced_codes, refers_to
from rules.diagnoses import check_diagnoses
from rules.drug_units import DrugUnits, drug_units
from rules.laterality import same_but_for_side, side_named
from rules.lines import check_lines
from rules.models import CodedEncounter, CodedLine, PriorService, RuleMessage
from rules.office_visits import LevelAnswer, office_visit_level, preventive_visit
from rules.pregnancy import Gestation, gestation
from rules.procedure_kinds import is_evaluation_and_management
from rules.wound_repairs import RepairAnswer, RepairLine, Wound, laceration_repairs

__all__ = [
    "CodedEncounter",
    "CodedLine",
    "DrugUnits",
    "Gestation",
    "LevelAnswer",
    "PriorService",
    "RepairAnswer",
    "RepairLine",
    "RuleMessage",
    "Wound",
    "check",
    "check_diagnoses",
    "check_lines",
    "code_spans",
    "drug_units",
    "gestation",
    "is_evaluation_and_management",
    "laceration_repairs",
    "office_visit_level",
    "preventive_visit",
    "referenced_codes",
    "refers_to",
    "same_but_for_side",
    "side_named",
]
