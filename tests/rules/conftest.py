"""A short way to write coded encounters and ask the rule book about them."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Callable

import pytest

from data import Reference
from rules import CodedEncounter, CodedLine, RuleMessage, check
from rules.code_references import CodeSpan, bare, tabular_place


@pytest.fixture
def messages(reference: Reference) -> Callable[..., tuple[RuleMessage, ...]]:
    """What the rule book says about diagnoses and lines of an office visit on 2026-05-04."""

    def ask(
        *diagnoses: str,
        lines: tuple[CodedLine, ...] = (),
        payer: str = "commercial",
        born: datetime.date = datetime.date(1980, 1, 1),
        sex: str = "F",
        on: datetime.date = datetime.date(2026, 5, 4),
    ) -> tuple[RuleMessage, ...]:
        return check(reference, CodedEncounter(on, born, sex, payer, "11", diagnoses, lines))  # type: ignore[arg-type]

    return ask


@pytest.fixture
def rules_met(messages: Callable[..., tuple[RuleMessage, ...]]) -> Callable[..., dict[str, str]]:
    """Rule to severity, of the same question."""

    def ask(*diagnoses: str, **facts: object) -> dict[str, str]:
        return {message.rule: message.severity for message in messages(*diagnoses, **facts)}

    return ask


@pytest.fixture(scope="session")
def holds_a_code(reference: Reference) -> Callable[[CodeSpan], bool]:
    """Whether a span of a table names at least one code of the tabular list."""
    placed = sorted((tabular_place(bare(entry.code)), bare(entry.code)) for entry in reference.icd)

    def ask(span: CodeSpan) -> bool:
        low = bisect_left(placed, (tabular_place(span.first),))
        high = bisect_left(placed, (tabular_place(span.last) + "~~",))
        return any(span.holds(letters) for _, letters in placed[low:high])

    return ask
