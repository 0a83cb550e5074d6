"""What an encounter is and how one is made: families, variants, and the check that keeps their keys right."""

from scenarios.checker import Check, CheckReport, check_family
from scenarios.family import LIBRARY, Example, Family, families, load_family
from scenarios.problems import FamilyError, Problem
from scenarios.skills import Skill, skills
from scenarios.variants import ENGINE_EDITION, variant

__all__ = [
    "ENGINE_EDITION",
    "LIBRARY",
    "Check",
    "CheckReport",
    "Example",
    "Family",
    "FamilyError",
    "Problem",
    "Skill",
    "check_family",
    "families",
    "load_family",
    "skills",
    "variant",
]
