"""What an edit looks at and what it says: the claim with its lines read, and beside it what the payer knows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from billing.items import LETTERS
from billing.models import Claim
from billing.values import read_date, read_money, read_units
from data import Contract, Payer, Reference
from rules import CodedEncounter, CodedLine, RuleMessage, check
from scenarios.models import Coverage, CoverageKind, Encounter

Severity = Literal["error", "warning", "info"]

KIND_BY_BOX: dict[str, CoverageKind] = {"medicare": "medicare", "medicaid": "medicaid", "tricare": "tricare"}
"""What item 1 says of the payer when nothing else is known; every other box is taken for a commercial plan."""


@dataclass(frozen=True)
class Finding:
    """One thing an edit found. Severity and citation stand here only where they differ from the edit's own."""

    item: str
    message: str
    severity: Severity | None = None
    cites: str = ""


@dataclass(frozen=True)
class Edit:
    """One edit. `rejects`: the clearinghouse or the payer sends the claim back for it, so it never is adjudicated."""

    id: str
    severity: Severity
    cites: str
    find: Callable[[Sheet], Iterator[Finding]]
    rejects: bool = False


@dataclass(frozen=True)
class ReadLine:
    """One row of item 24, read: None where a value cannot be read."""

    number: int
    date: datetime.date | None
    place: str
    code: str
    modifiers: tuple[str, ...]
    pointers: str
    charge: Decimal | None
    units: int | None
    npi: str
    diagnoses: tuple[str, ...]
    """The codes that the pointers name, the primary one first; pointers that name nothing are left out."""

    def item(self, column: str) -> str:
        """The name of one cell, `24D.3`."""
        return f"24{column}.{self.number}"


@dataclass(frozen=True)
class Sheet:
    """A claim laid open for the edits. `encounter` is None for a claim of which nothing else is known."""

    reference: Reference
    claim: Claim
    encounter: Encounter | None = None
    billed: Coverage | None = None
    """The coverage that the claim goes to; None: the primary one."""

    def item(self, key: str) -> str:
        """An item's text, without space around it."""
        return self._typed.get(key, "")

    def date(self, key: str) -> datetime.date | None:
        """An item as a date; None where it is none."""
        if key not in self._dates:
            self._dates[key] = read_date(self.item(key))
        return self._dates[key]

    @cached_property
    def _typed(self) -> dict[str, str]:
        return {key: text.strip() for key, text in self.claim.items.items()}

    @cached_property
    def _dates(self) -> dict[str, datetime.date | None]:
        """Dates that were read already: many edits ask for the same ones."""
        return {}

    @cached_property
    def diagnoses(self) -> tuple[tuple[str, str], ...]:
        """Item 21: letter and code, empty places left out."""
        return tuple(
            (letter, code.strip().upper())
            for letter, code in zip(LETTERS, self.claim.diagnoses, strict=False)
            if code.strip()
        )

    @cached_property
    def lines(self) -> tuple[ReadLine, ...]:
        return read_lines(self.claim, self.reference)

    @cached_property
    def coverage(self) -> Coverage | None:
        """The coverage that is billed, as the payer knows it."""
        if self.billed:
            return self.billed
        return min(self.encounter.coverage, key=lambda coverage: coverage.order) if self.encounter else None

    @cached_property
    def kind(self) -> CoverageKind:
        return self.coverage.kind if self.coverage else KIND_BY_BOX.get(self.item("1"), "commercial")

    @cached_property
    def payer(self) -> Payer | None:
        return self.reference.payers.get(self.coverage.payer_id) if self.coverage else None

    @cached_property
    def contract(self) -> Contract | None:
        return self.reference.contracts.get(self.coverage.payer_id) if self.coverage else None

    @cached_property
    def serviced(self) -> datetime.date | None:
        """The earliest date of service on the claim."""
        return min((line.date for line in self.lines if line.date), default=None)

    @cached_property
    def signed(self) -> datetime.date | None:
        """The day the claim was made out: item 31. The simulator has no other today."""
        return self.date("31 date")

    @cached_property
    def rule_messages(self) -> tuple[RuleMessage, ...]:
        """What the rule book says of the claim's codes; nothing where dates or sex cannot be read."""
        coded = coded_encounter(self)
        return _checked(self.reference, coded) if coded else ()


@lru_cache(maxsize=1_000)
def _checked(reference: Reference, coded: CodedEncounter) -> tuple[RuleMessage, ...]:
    """Scrubber and payer ask about the same codes one after the other."""
    return check(reference, coded)


def read_lines(claim: Claim, reference: Reference) -> tuple[ReadLine, ...]:
    """Item 24, row by row; a row in which no cell is filled is left out and keeps its number."""
    rows = []
    for number, row in enumerate(claim.lines, start=1):
        if not any((*row.D, row.E, row.F, row.G)):
            continue
        code, *modifiers = row.D or ("",)
        rows.append(
            ReadLine(
                number=number,
                date=read_date(row.A),
                place=row.B.strip(),
                code=code.strip().upper(),
                modifiers=tuple(modifier.strip().upper() for modifier in modifiers if modifier.strip()),
                pointers="".join(row.E.split()).upper(),
                charge=read_money(row.F),
                units=read_units(row.G),
                npi=row.J.strip(),
                diagnoses=_pointed(claim, reference, row.E),
            )
        )
    return tuple(rows)


def _pointed(claim: Claim, reference: Reference, pointers: str) -> tuple[str, ...]:
    codes = dict(zip(LETTERS, claim.diagnoses, strict=False))
    pointed = (codes.get(letter, "").strip() for letter in pointers.upper())
    return tuple(_dotted(reference, code) for code in pointed if code)


def _dotted(reference: Reference, code: str) -> str:
    known = reference.icd.get(code)
    return known.code if known else code.upper()


def coded_encounter(sheet: Sheet) -> CodedEncounter | None:
    """The claim's codes as the rule book reads them; None where a date or the sex is missing."""
    served, born, sex = sheet.serviced, sheet.date("3"), sheet.item("3 sex").upper()
    if not served or not born or born > served or not sheet.lines:
        return None
    letters = [letter for letter, _ in sheet.diagnoses]
    return CodedEncounter(
        date_of_service=served,
        birth_date=born,
        sex="M" if sex == "M" else "F",
        payer=sheet.kind,
        place_of_service=sheet.lines[0].place,
        diagnoses=tuple(code for _, code in sheet.diagnoses),
        lines=tuple(
            CodedLine(
                code=line.code,
                modifiers=line.modifiers,
                units=line.units or 1,
                pointers=tuple(letters.index(letter) for letter in line.pointers if letter in letters),
            )
            for line in sheet.lines
        ),
    )
