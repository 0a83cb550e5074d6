"""Shared phrase banks: what gives notes of a specialty their color, and bears on no code.

Each YAML file here is a specialty; `common.yaml` is added to all. A phrase is prose as in a family's note.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from scenarios import source, templates
from scenarios.problems import FamilyError, Problems

FOLDER = Path(__file__).parent
BANKS = ("ros", "exam", "social", "allergies", "counsel", "followup", "closing", "general")
"""Banks that a family's lines may ask for; `copied` is the engine's own."""
_ALL = (*BANKS, "copied", "practices")

ENGINE_WORDS = frozenset(
    [
        "days_old",
        "mr",
        "surname",
        "given",
        "name",
        "he",
        "him",
        "his",
        "himself",
        "man",
        "provider",
        "provider_name",
        "credential",
        "practice",
        "referrer",
        "dos",
        "year",
        "last_year",
        "dob",
        "vitals",
        "bp",
        "pulse",
        "resp",
        "temp",
        "spo2",
        "weight",
        "height",
        "bmi",
        "payer",
        "age",
        "sex",
    ]
)
"""Slots that the engine fills in prose."""


@dataclass(frozen=True)
class Specialty:
    """How a specialty's papers sound."""

    name: str
    credential: str
    practices: tuple[str, ...]
    banks: dict[str, tuple[templates.Parts, ...]]


@functools.cache
def specialty(name: str) -> Specialty:
    """The banks of a specialty, the common ones added; an unknown specialty gets the common ones."""
    common = _read(FOLDER / "common.yaml")
    path = FOLDER / f"{name}.yaml"
    own = _read(path) if name.replace("-", "").isalpha() and path.is_file() else source.Mapping({}, {}, common.place)
    banks = {}
    for bank in _ALL:
        texts = [line for mapping in (own, common) for line in _lines(mapping, bank)]
        if bank == "practices" and _lines(own, bank):
            texts = _lines(own, bank)
        banks[bank] = texts
    problems = Problems(f"scenarios/phrases/{name}.yaml")
    place = common.place
    compiled = {
        bank: tuple(templates.parse(text, templates.short_label(text), place, problems) for text in texts)
        for bank, texts in banks.items()
        if bank != "practices"
    }
    if problems.found:
        raise FamilyError(problems.sorted())
    label = own.text("specialty") or common.text("specialty")
    credential = own.text("credential") or common.text("credential")
    shown = label.value if label and own.items else name.replace("-", " ").title()
    return Specialty(shown, credential.value if credential else "MD", tuple(banks["practices"]), compiled)


def _lines(mapping: source.Mapping, bank: str) -> list[str]:
    node = mapping.text(bank)
    return [line.strip() for line in node.value.splitlines() if line.strip()] if node else []


def _read(path: Path) -> source.Mapping:
    problems = Problems(f"scenarios/phrases/{path.name}")
    mapping = source.read(path.read_text(encoding="utf-8"), problems)
    if mapping is None or problems.found:
        raise FamilyError(problems.sorted())
    return mapping
