"""The rule book: what official conventions and edits say about a list of codes, with no idea of any answer key.

`check` runs all of it over a coded encounter; the calculators answer one question each and show their working.
"""

from rules.anesthesia import AnesthesiaAnswer, anesthesia
from rules.appeals import AppealLimit, appeal_limit, appeal_programs
from rules.beneficiary_notice import NoticeAnswer, beneficiary_notice
from rules.burns import BurnArea, BurnedPart, burn_area
from rules.check import check
from rules.code_comparison import CodeComparison, CompareRow, compare_codes
from rules.code_references import code_spans, referenced_codes, refers_to
from rules.coordination_of_benefits import BenefitOrder, CoveringPlan, Insured, coordination_of_benefits
from rules.critical_care import critical_care
from rules.diagnoses import check_diagnoses
from rules.drug_units import DrugUnits, drug_units
from rules.emergency_visits import emergency_visit_level
from rules.excisions import ExcisionAnswer, excision
from rules.excludes_report import ExcludesReport, excludes_report
from rules.hospital_visits import hospital_visit_by_time, hospital_visit_level
from rules.immunizations import Vaccine, immunization_administration
from rules.infusions import InfusionService, infusion
from rules.laterality import same_but_for_side, side_named
from rules.limiting_charge import LimitingCharge, limiting_charge
from rules.lines import check_lines
from rules.medical_decision_making import DataReviewed, LevelAnswer
from rules.medicare_primary import MedicarePrimary, medicare_primary
from rules.medicare_secondary import SecondaryPayment, medicare_secondary
from rules.models import CodedEncounter, CodedLine, PriorService, RuleMessage
from rules.office_visits import office_visit_by_time, office_visit_level
from rules.pregnancy import Gestation, gestation
from rules.preventive_visits import preventive_visit
from rules.procedure_kinds import is_evaluation_and_management
from rules.prolonged_services import prolonged
from rules.sequestration import Sequestered, sequestration
from rules.service_lines import NotSettled, ServiceAnswer, ServiceLine
from rules.telehealth import TelehealthBilling, telehealth
from rules.therapy_units import TherapyUnits, therapy_units
from rules.timely_filing import FilingLimit, filing_limit
from rules.wound_repairs import RepairAnswer, RepairLine, Wound, laceration_repairs

__all__ = [
    "AnesthesiaAnswer",
    "AppealLimit",
    "BenefitOrder",
    "BurnArea",
    "BurnedPart",
    "CodeComparison",
    "CodedEncounter",
    "CodedLine",
    "CompareRow",
    "CoveringPlan",
    "DataReviewed",
    "DrugUnits",
    "ExcisionAnswer",
    "ExcludesReport",
    "FilingLimit",
    "Gestation",
    "InfusionService",
    "Insured",
    "LevelAnswer",
    "LimitingCharge",
    "MedicarePrimary",
    "NotSettled",
    "NoticeAnswer",
    "PriorService",
    "RepairAnswer",
    "RepairLine",
    "RuleMessage",
    "SecondaryPayment",
    "Sequestered",
    "ServiceAnswer",
    "ServiceLine",
    "TelehealthBilling",
    "TherapyUnits",
    "Vaccine",
    "Wound",
    "anesthesia",
    "appeal_limit",
    "appeal_programs",
    "beneficiary_notice",
    "burn_area",
    "check",
    "check_diagnoses",
    "check_lines",
    "code_spans",
    "compare_codes",
    "coordination_of_benefits",
    "critical_care",
    "drug_units",
    "emergency_visit_level",
    "excision",
    "excludes_report",
    "filing_limit",
    "gestation",
    "hospital_visit_by_time",
    "hospital_visit_level",
    "immunization_administration",
    "infusion",
    "is_evaluation_and_management",
    "laceration_repairs",
    "limiting_charge",
    "medicare_primary",
    "medicare_secondary",
    "office_visit_by_time",
    "office_visit_level",
    "preventive_visit",
    "prolonged",
    "referenced_codes",
    "refers_to",
    "same_but_for_side",
    "sequestration",
    "side_named",
    "telehealth",
    "therapy_units",
]
