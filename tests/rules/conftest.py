"""A short way to write coded encounters and ask the rule book about them."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from data import Reference
from rules import CodedEncounter, CodedLine, RuleMessage, check


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
