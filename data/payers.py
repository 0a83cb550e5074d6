"""Reads the invented payers and the contracts that the practice has with them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.models import BundlingEdit, CaseRate, Clause, Contract, DataError, Payer, ScheduledFee, SelfPayTerms
from data.tables import HERE, money, read_yaml

_LISTED: Mapping[object, type[Any]] = {
    "tuple[ScheduledFee, ...]": ScheduledFee,
    "tuple[CaseRate, ...]": CaseRate,
    "tuple[BundlingEdit, ...]": BundlingEdit,
}
"""Records that a contract lists, by the annotation of its field."""

_YES_NO = {"true": True, "false": False, "yes": True, "no": False}


def load_payers() -> dict[str, Payer]:
    """All payers by id. Raises DataError naming the payer and the key."""
    found = read_yaml("payers.yaml")
    if not isinstance(found, list):
        raise DataError("payers.yaml must be a list of payers.")
    payers = [_record(Payer, entry, "payers.yaml") for entry in found]
    for payer in payers:
        re.compile(payer.member_id_pattern)
    return {payer.id: payer for payer in payers}


def load_contracts(folder: Path = HERE / "contracts") -> dict[str, Contract]:
    """All contracts by payer id, one file each. Raises DataError naming the file and the key."""
    contracts = [_record(Contract, read_yaml(path), path.name) for path in sorted(folder.glob("*.yaml"))]
    return {contract.payer_id: contract for contract in contracts}


def _record(shape: type[Any], entry: object, file: str) -> Any:
    """A record from its YAML mapping; every key known, none missing, each value of the kind its field says."""
    if not isinstance(entry, Mapping):
        raise DataError(f"{file}: expected keys and values, found {entry!r}.")
    fields = {field.name: field for field in dataclasses.fields(shape)}
    unknown = sorted(set(entry) - set(fields))
    required = {name for name, field in fields.items() if field.default is dataclasses.MISSING}
    missing = sorted(required - set(entry))
    if unknown or missing:
        raise DataError(f"{file}: unknown keys {unknown}, missing keys {missing}.")
    return shape(**{name: _value(fields[name].type, value, f"{file}: {name}") for name, value in entry.items()})


def _value(kind: object, value: object, place: str) -> object:
    """One value as the field's annotation wants it."""
    if kind == "tuple[Clause, ...]":
        return tuple(_clause(entry, place) for entry in _list(value, place))
    if kind == "tuple[str, ...]":
        return tuple(str(entry) for entry in _list(value, place))
    if kind in _LISTED:
        return tuple(_record(_LISTED[kind], entry, place) for entry in _list(value, place))
    if kind == "SelfPayTerms | None":
        return _record(SelfPayTerms, value, place)
    if not isinstance(value, str):
        raise DataError(f"{place}: expected text, found {value!r}.")
    return _single(kind, value, place)


def _single(kind: object, value: str, place: str) -> object:
    if kind == "Decimal":
        return money(value)
    if kind == "int":
        return int(value)
    if kind == "bool":
        if value not in _YES_NO:
            raise DataError(f"{place}: expected true or false, found {value!r}.")
        return _YES_NO[value]
    return value.strip()


def _clause(entry: Any, place: str) -> Clause:
    if not isinstance(entry, Mapping) or set(entry) != {"number", "title", "text"}:
        raise DataError(f"{place}: a clause has number, title and text; found {entry!r}.")
    return Clause(entry["number"], entry["title"], " ".join(entry["text"].split()))


def _list(value: object, place: str) -> list[Any]:
    if value == "":
        return []
    if not isinstance(value, list):
        raise DataError(f"{place}: expected a list, found {value!r}.")
    return value
