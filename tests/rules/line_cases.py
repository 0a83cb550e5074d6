"""A short way to ask the rule book about service lines: rule to severity, for one encounter."""

from __future__ import annotations

import datetime

from data import Reference
from rules import CodedEncounter, CodedLine, PriorService, RuleMessage, check_lines

DAY = datetime.date(2026, 5, 4)


def line(code: str, *modifiers: str, units: int = 1, pointers: tuple[int, ...] = (0,)) -> CodedLine:
    return CodedLine(code, modifiers, units, pointers)


def prior(
    code: str, days_before: int, *modifiers: str, diagnoses: tuple[str, ...] = (), same: bool = True
) -> PriorService:
    return PriorService(DAY - datetime.timedelta(days=days_before), code, modifiers, diagnoses, same)


def messages(
    reference: Reference,
    *lines: CodedLine,
    payer: str = "medicare",
    place: str = "11",
    diagnoses: tuple[str, ...] = ("I10",),
    history: tuple[PriorService, ...] = (),
    born: datetime.date = datetime.date(1950, 1, 1),
    sex: str = "F",
) -> tuple[RuleMessage, ...]:
    encounter = CodedEncounter(DAY, born, sex, payer, place, diagnoses, lines, history)  # type: ignore[arg-type]
    return check_lines(reference, encounter)


def met(reference: Reference, *lines: CodedLine, **facts: object) -> dict[str, str]:
    """Rule to severity."""
    return {found.rule: found.severity for found in messages(reference, *lines, **facts)}  # type: ignore[arg-type]


def errors(reference: Reference, *lines: CodedLine, **facts: object) -> list[str]:
    """Rules met as errors."""
    return sorted(rule for rule, severity in met(reference, *lines, **facts).items() if severity == "error")
