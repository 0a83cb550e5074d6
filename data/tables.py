"""Reads the CSV and YAML tables of this folder.

Every scalar is read as text, so that a code such as `02` or `1E10` stays what the author wrote. Lines that start
with `#` name the source and the year.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from data.models import DataError

HERE = Path(__file__).parent
# Makes no type but str, list and dict: safe, and `no` stays "no". The C parser where PyYAML was built with it.
_TEXT_LOADER: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_csv(name: str | Path) -> Iterator[dict[str, str]]:
    """Rows of a table of this folder, by column. Raises DataError where a row has too few or too many fields."""
    path = HERE / name
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            lines = (line for line in stream if not line.startswith("#"))
            rows = csv.DictReader(lines)
            for row in rows:
                if None in row or None in row.values():
                    raise DataError(f"{path.name}: the row {row} does not have the columns {rows.fieldnames}.")
                yield row
    except OSError as error:
        raise DataError(f"{path.name} cannot be read ({error.strerror}); restore the file from the project.") from error


def read_yaml(name: str | Path) -> object:
    """A YAML file of this folder with every scalar as text. Raises DataError where it does not parse."""
    path = HERE / name
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_TEXT_LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise DataError(f"{path.name} cannot be read: {error}") from error


def money(text: str) -> Decimal:
    """Text to a Decimal; raises DataError naming what was found."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise DataError(f"{text!r} is not a number") from error
