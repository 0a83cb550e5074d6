"""What the field says of the two jobs: norms with their source, a day in each workplace. Read from `field.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Norm:
    """A figure of the field with its source; never a promise."""

    measure: str
    figure: str
    hat: str
    source: str


@dataclass(frozen=True)
class DayHour:
    """What a time of day is spent on in each workplace."""

    time: str
    small_practice: str
    billing_company: str


@dataclass(frozen=True)
class Job:
    """A hat's work in a few sentences."""

    hat: str
    title: str
    text: str


@dataclass(frozen=True)
class Field:
    """All of `field.yaml`."""

    norms: tuple[Norm, ...]
    days: tuple[DayHour, ...]
    jobs: tuple[Job, ...]


@cache
def field() -> Field:
    """The file as it ships; every value is text."""
    text = (Path(__file__).parent / "field.yaml").read_text(encoding="utf-8")
    read = yaml.load(text, Loader=yaml.BaseLoader)  # makes text only
    return Field(
        norms=tuple(Norm(**one) for one in read["norms"]),
        days=tuple(DayHour(**one) for one in read["days"]),
        jobs=tuple(Job(**one) for one in read["jobs"]),
    )
