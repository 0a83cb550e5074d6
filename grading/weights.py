"""What an element is worth and a slip takes away: read from `data/grading_weights.yaml`, checked, handed round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

WEIGHTS_FILE = Path(__file__).parents[1] / "data" / "grading_weights.yaml"
MOST_BYPASSES_A_LINE = 2


class WeightsError(Exception):
    """The weights file does not hold together; the message names the key and how to mend it."""


@dataclass(frozen=True)
class Weights:
    """Whole points by element; names are those of the file."""

    diagnosis: int
    order: int
    line_code: int
    line_units: int
    line_modifiers: int
    line_pointers: int
    bypass: int
    query: int
    extra_diagnosis: int
    distractor: int
    extra_line: int
    query_needless: int
    claim_item: int
    prefilled_percent: int
    prefilled_alone: int
    claim_spoiled: int
    claim_spoiled_harmless: int
    case_cause: int
    case_action: int
    case_proof: int
    case_money: int
    case_conduct: int
    modifier_skills: Mapping[str, str]
    claim_risks: Mapping[str, str]
    """Risk by claim item."""
    claim_skills: Mapping[str, str]
    """Skill by claim item."""
    claim_remarks: frozenset[str]
    """Items in which any text is welcome where the right claim has none."""


def load_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """The weights of a file. Raises WeightsError naming what is missing, unknown or unfair."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = set(Weights.__dataclass_fields__)
    if wrong := sorted(names ^ content.keys()):
        raise WeightsError(f"{path.name}: missing or unknown keys {', '.join(wrong)}")
    risks, skills = _by_item(content.pop("claim_risks")), _by_item(content.pop("claim_skills"))
    modifiers = MappingProxyType(content.pop("modifier_skills"))
    remarks = frozenset(content.pop("claim_remarks"))
    for name, value in content.items():
        if type(value) is not int or value < 0:
            raise WeightsError(f"{path.name}: {name} is {value!r}; expected a whole number, 0 or more")
    weights = Weights(
        **content, modifier_skills=modifiers, claim_risks=risks, claim_skills=skills, claim_remarks=remarks
    )
    _check_fairness(weights, path.name)
    return weights


def _by_item(groups: dict[str, list[str]]) -> Mapping[str, str]:
    """A table of value to items, turned round."""
    return MappingProxyType({item: value for value, items in groups.items() for item in items})


def _check_fairness(weights: Weights, name: str) -> None:
    if max(weights.extra_diagnosis, weights.distractor) > weights.diagnosis:
        raise WeightsError(f"{name}: extra_diagnosis and distractor may be at most diagnosis ({weights.diagnosis})")
    around = weights.line_units + weights.line_modifiers + weights.line_pointers
    around += weights.bypass * MOST_BYPASSES_A_LINE
    if not around <= weights.extra_line <= weights.line_code:
        raise WeightsError(f"{name}: extra_line is {weights.extra_line}; expected {around} to {weights.line_code}")


@cache
def default_weights() -> Weights:
    """The weights that ship with the product, read once."""
    return load_weights()
