"""What the field says of the two jobs: norms with their source, a day in each workplace. Read from `field.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
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
class Target:
    """What the field holds a figure of `billing.figures` against; never a promise."""

    figure: str
    """The figure's id."""
    says: str
    source: str
    year: str
    """Of the figure; `undated` where the source does not say."""
    secondary: bool
    """The source does not say where it has the number from: shown with a question mark."""
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    """In the figure's unit; one of the two."""

    @property
    def shown(self) -> str:
        """As a screen shows it, with its source."""
        return f"{self.says}{' (?)' if self.secondary else ''}; {self.source}, {self.year}"

    def met(self, value: Decimal) -> bool:
        """Whether a figure is as good as this or better."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


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
    targets: tuple[Target, ...]
    days: tuple[DayHour, ...]
    jobs: tuple[Job, ...]


@cache
def field() -> Field:
    """The file as it ships; every value is text."""
    text = (Path(__file__).parent / "field.yaml").read_text(encoding="utf-8")
    read = yaml.load(text, Loader=yaml.BaseLoader)  # makes text only
    return Field(
        norms=tuple(Norm(**one) for one in read["norms"]),
        targets=tuple(_target(one) for one in read["targets"]),
        days=tuple(DayHour(**one) for one in read["days"]),
        jobs=tuple(Job(**one) for one in read["jobs"]),
    )


def _target(row: dict[str, str]) -> Target:
    at_least, at_most = row.get("at_least"), row.get("at_most")
    return Target(
        figure=row["figure"],
        says=row["says"],
        source=row["source"],
        year=row["year"],
        secondary=row["secondary"] == "yes",
        at_least=Decimal(at_least) if at_least else None,
        at_most=Decimal(at_most) if at_most else None,
    )
