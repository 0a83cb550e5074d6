"""Grading: an answer and a key to findings, a score, and evidence about skills. Pure functions."""

from grading.account import grade_account
from grading.answer_json import AnswerError, coding_answer_from_json, grade_to_json
from grading.claim import grade_claim
from grading.coding import grade_coding
from grading.models import Finding, Grade, Kind, Risk, SkillEvidence
from grading.weights import Weights, WeightsError, default_weights, load_weights

__all__ = [
    "AnswerError",
    "Finding",
    "Grade",
    "Kind",
    "Risk",
    "SkillEvidence",
    "Weights",
    "WeightsError",
    "coding_answer_from_json",
    "default_weights",
    "grade_account",
    "grade_claim",
    "grade_coding",
    "grade_to_json",
    "load_weights",
]
