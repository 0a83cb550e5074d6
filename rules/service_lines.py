"""What a calculator of services gives: codes with units and modifiers, and the working line by line.

`NotSettled` is for facts that are well formed and still do not decide the answer; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.models import CoverageKind

FOLLOW_MEDICARE: frozenset[CoverageKind] = frozenset({"medicare", "medicare_advantage"})
"""Payers that take Medicare's own HCPCS codes in place of CPT's."""


class NotSettled(ValueError):
    """What was given does not settle the answer; the message says what is missing."""


@dataclass(frozen=True)
class ServiceLine:
    """One service line; `of` names what it stands for (a drug, a vaccine, a wound), empty where nothing is named."""

    code: str
    units: int = 1
    modifiers: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True)
class ServiceAnswer:
    """Lines in the order of a claim, none where nothing is reported, and the working."""

    lines: tuple[ServiceLine, ...]
    steps: tuple[str, ...]
    cites: str


def counted(number: int, noun: str) -> str:
    """`1 minute`, `2 minutes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(words: Iterable[str]) -> str:
    """Words in one phrase: `a, b and c`."""
    parts = list(words)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
