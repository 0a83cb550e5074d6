"""The calculators' forms, read from `calculators.yaml`: which fields a topic of the rule book is asked with.

The file says how a question is put on a screen; what the answer is, only the rule book says.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "calculators.yaml"
GROUPS = ("Visits", "Time and units", "Surgery", "Drugs and vaccines", "Money", "Payers and deadlines")
KINDS = ("choice", "text", "code", "codes", "list", "number", "whole", "money", "date", "time", "flag", "rows")


@cache
def load() -> tuple[dict[str, Any], ...]:
    """All calculators in the order of the file, named lists of choices put in. Raises ValueError naming what is odd."""
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(_calculator(one, document) for one in document["calculators"])


def _calculator(one: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    if one["group"] not in GROUPS:
        raise ValueError(f"{FILE.name}: {one['id']}: no group {one['group']!r}")
    fields = [_field(field, named, one["id"]) for field in one["fields"]]
    return {"topic": one["id"], "find": "", "labels": {}, "note": "", "headline": "", **one, "fields": fields}


def _field(field: dict[str, Any], named: dict[str, Any], where: str) -> dict[str, Any]:
    """A field with its choices as [value, label] pairs, in order."""
    if field["kind"] not in KINDS:
        raise ValueError(f"{FILE.name}: {where}: {field['key']}: no kind {field['kind']!r}")
    made = dict(field)
    if "choices" in field:
        given = field["choices"]
        choices = named["choices"][given] if isinstance(given, str) else given
        made["choices"] = [[str(value), str(label)] for value, label in choices.items()]
    if "says" in field:
        made["says"] = named["says"][field["says"]]
    if field["kind"] == "rows":
        made["columns"] = [_field(column, named, where) for column in field["columns"]]
    return made
