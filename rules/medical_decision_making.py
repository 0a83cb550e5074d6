"""The level of medical decision making: problems, data and risk, of which two must reach a level.

Data may be told as a level or as what was reviewed, counted by category. Source: CPT E/M guidelines 2023 to 2026, table
of medical decision making (our wording).
"""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = ("straightforward", "low", "moderate", "high")
ELEMENTS = ("problems", "data", "risk")
MDM_CITES = "CPT E/M guidelines, medical decision making: two of three elements"
TIME_CITES = "CPT E/M guidelines, total time on the date of the encounter"
_SAME_AS = {"minimal": "straightforward", "none": "straightforward", "limited": "low", "extensive": "high"}
_FEW, _MANY = 2, 3


@dataclass(frozen=True)
class LevelAnswer:
    """Code and level of decision making, with the working."""

    code: str
    level: str
    steps: tuple[str, ...]
    cites: str = MDM_CITES


@dataclass(frozen=True)
class DataReviewed:
    """What was reviewed and analyzed, counted as the guidelines do: each unique source and each unique test once.

    A test that is ordered is not counted again when its result is read at the same encounter.
    """

    documents: int = 0
    """Notes from outside, each unique source once."""
    tests: int = 0
    """Results reviewed and tests ordered, each unique test once."""
    historian: bool = False
    """An assessment that needed an independent historian."""
    interpretation: bool = False
    """Own reading of a test that another physician performed and that is not billed by the reader."""
    discussion: bool = False
    """Management or a test discussed with a physician or source from outside."""


@dataclass(frozen=True)
class Decision:
    """Level reached, with the working."""

    level: str
    steps: tuple[str, ...]


def level_rank(element: str, value: str) -> int:
    """Place of a level word, 0 straightforward to 3 high. Raises ValueError for a word that is none."""
    word = _SAME_AS.get(value.strip().lower(), value.strip().lower())
    if word not in LEVELS:
        raise ValueError(f"{element} is {value!r}; expected one of {', '.join(LEVELS)} (or minimal)")
    return LEVELS.index(word)


def data_level(reviewed: DataReviewed) -> tuple[str, tuple[str, ...]]:
    """Level of the data and its working.

    Low: two documents or tests, or a historian. Moderate: one of three categories (three of documents, tests and
    historian; interpretation; discussion). High: two of the three. Raises ValueError for a count below 0.
    """
    if reviewed.documents < 0 or reviewed.tests < 0:
        raise ValueError("documents and tests are counts, 0 or more")
    few = reviewed.documents + reviewed.tests
    first = few + int(reviewed.historian)
    reached = [
        name
        for name, met in (
            ("category 1", first >= _MANY),
            ("category 2", reviewed.interpretation),
            ("category 3", reviewed.discussion),
        )
        if met
    ]
    if reached:
        level = "high" if len(reached) > 1 else "moderate"
    else:
        level = "low" if few >= _FEW or reviewed.historian else "straightforward"
    steps = (
        f"Category 1: {reviewed.documents} documents + {reviewed.tests} tests"
        f"{' + historian' if reviewed.historian else ''} = {first} (three needed).",
        f"Category 2, independent interpretation: {'yes' if reviewed.interpretation else 'no'}.",
        f"Category 3, discussion: {'yes' if reviewed.discussion else 'no'}.",
        f"Categories met: {', '.join(reached) or 'none'}: data {level}.",
    )
    return level, steps


def decision_level(problems: str, data: str | DataReviewed, risk: str) -> Decision:
    """The level that two of the three elements meet or exceed. Raises ValueError for a word that is no level."""
    first: tuple[str, ...] = ()
    if isinstance(data, DataReviewed):
        data, first = data_level(data)
    ranks = [level_rank(name, value) for name, value in zip(ELEMENTS, (problems, data, risk), strict=True)]
    level = sorted(ranks)[1]
    reached = [name for name, rank in zip(ELEMENTS, ranks, strict=True) if rank >= level]
    steps = (
        *first,
        *(f"{name.capitalize()}: {LEVELS[rank]}." for name, rank in zip(ELEMENTS, ranks, strict=True)),
        f"Two of three reach {LEVELS[level]}: {' and '.join(reached)}.",
    )
    return Decision(LEVELS[level], steps)
