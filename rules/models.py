"""What goes into the rule book and what comes out of it.

A coded encounter is a list of codes with the few facts that conventions and edits look at; a message is one
thing the rule book has to say about it. No answer key, no points.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from data.models import CoverageKind

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class RuleMessage:
    """One message. `rule` is a stable id such as `icd.excludes1`; `elements` are codes, or `line 2`."""

    rule: str
    severity: Severity
    elements: tuple[str, ...]
    message: str
    cites: str


@dataclass(frozen=True)
class CodedLine:
    """One service line; `pointers` are 0-based indexes into the encounter's diagnoses, first is primary."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    pointers: tuple[int, ...] = ()


@dataclass(frozen=True)
class PriorService:
    """A service before this encounter, as the practice's records hold it; the global period counts from `date`."""

    date: datetime.date
    code: str
    modifiers: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    same_physician: bool = True
    """By the same physician, or one of the same group and specialty."""


@dataclass(frozen=True)
class CodedEncounter:
    """What was coded for one patient, one provider and one day."""

    date_of_service: datetime.date
    birth_date: datetime.date
    sex: Literal["F", "M"]
    payer: CoverageKind
    place_of_service: str
    diagnoses: tuple[str, ...]
    lines: tuple[CodedLine, ...]
    history: tuple[PriorService, ...] = ()

    @property
    def age(self) -> int:
        """Completed years on the date of service."""
        had_birthday = (self.date_of_service.month, self.date_of_service.day) >= (
            self.birth_date.month,
            self.birth_date.day,
        )
        return self.date_of_service.year - self.birth_date.year - (0 if had_birthday else 1)
