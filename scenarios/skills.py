"""What can be practiced and measured: the list that families, keys and grades name skills by."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

import data

_FILE = Path(data.__file__).parent / "skills.yaml"


@dataclass(frozen=True)
class Skill:
    """One skill; `domain` is the area of examinations that it belongs to."""

    id: str
    title: str
    hat: Literal["coder", "biller"]
    domain: str


@functools.cache
def skills() -> dict[str, Skill]:
    """All skills by id, in the order of the file."""
    with _FILE.open(encoding="utf-8") as file:
        listed = yaml.safe_load(file)
    return {skill_id: Skill(skill_id, **fields) for skill_id, fields in listed.items()}
