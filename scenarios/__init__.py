"""What an encounter is and how one is made: families, variants, and the check that keeps their keys right."""

from scenarios.family import Example, Family, families, load_family
from scenarios.problems import FamilyError, Problem
from scenarios.skills import Skill, skills
from scenarios.variants import ENGINE_EDITION, variant

__all__ = [
    "ENGINE_EDITION",
    "Example",
    "Family",
    "FamilyError",
    "Problem",
    "Skill",
    "families",
    "load_family",
    "skills",
    "variant",
]
