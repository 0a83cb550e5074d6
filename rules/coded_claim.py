"""The service lines of a coded encounter, each joined once with what the reference data says of its code.

Every subject of the rule book about lines (modifiers, units, global period, ...) reads this and yields messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from data import ProcedureCode, Reference
from rules.models import CodedEncounter, CodedLine, RuleMessage, Severity
from rules.procedure_kinds import is_evaluation_and_management, kind_of

MEDICARE = frozenset({"medicare", "medicare_advantage"})


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One line with its place on the claim, `entry` None for a code that is not carried."""

    number: int
    code: str
    modifiers: tuple[str, ...]
    units: int
    pointers: tuple[int, ...]
    entry: ProcedureCode | None
    marks: frozenset[str]
    """The modifiers as a set."""
    kind: str
    is_visit: bool
    """Evaluation and management."""
    coded: CodedLine

    @property
    def name(self) -> str:
        """How messages point at it."""
        return f"line {self.number}"

    @property
    def is_add_on(self) -> bool:
        """Added to another code, by the add-on list or by the fee schedule's global indicator ZZZ."""
        return self.entry is not None and (bool(self.entry.add_on_to) or self.entry.global_days == "ZZZ")

    @property
    def is_procedure(self) -> bool:
        """Has a global period of its own: 0, 10 or 90 days."""
        return self.entry is not None and self.entry.global_days in {"000", "010", "090"} and not self.is_visit

    def says(self, rule: str, severity: Severity, text: str, cites: str) -> RuleMessage:
        """A message about this line."""
        return RuleMessage(rule, severity, (self.name,), text, cites)


@dataclass(frozen=True, slots=True)
class CodedClaim:
    """What was coded, and the reference data that says what it means."""

    reference: Reference
    encounter: CodedEncounter
    lines: tuple[ClaimLine, ...]
    codes: frozenset[str]

    @property
    def by_medicare_rules(self) -> bool:
        """Traditional Medicare or a Medicare Advantage plan."""
        return self.encounter.payer in MEDICARE

    def firmly(self, otherwise: Severity = "warning") -> Severity:
        """An error where Medicare's own rules bind, something milder for other payers."""
        return "error" if self.by_medicare_rules else otherwise

    def diagnoses_of(self, line: ClaimLine) -> tuple[str, ...]:
        """The diagnoses that a line points at, as far as they are there."""
        held = self.encounter.diagnoses
        return tuple(held[pointer] for pointer in line.pointers if 0 <= pointer < len(held))


Subject = Callable[[CodedClaim], Iterator[RuleMessage]]


def coded_claim(reference: Reference, encounter: CodedEncounter) -> CodedClaim:
    """Joins the lines of an encounter with their codes. Never raises."""
    lines = tuple(_joined(reference, number, line) for number, line in enumerate(encounter.lines, start=1))
    return CodedClaim(reference, encounter, lines, frozenset(line.code for line in lines))


def _joined(reference: Reference, number: int, line: CodedLine) -> ClaimLine:
    code = line.code.strip().upper()
    return ClaimLine(
        number=number,
        code=code,
        modifiers=line.modifiers,
        units=line.units,
        pointers=line.pointers,
        entry=reference.procedures.get(code),
        marks=frozenset(line.modifiers),
        kind=kind_of(code),
        is_visit=is_evaluation_and_management(code),
        coded=line,
    )
