"""Words as the search compares them."""

from __future__ import annotations

import pytest

from data.words import deletions, distance, telling, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ménière's disease", ["meniere", "disease"]),
        ("Crohn\u2019s", ["crohn"]),
        ("fractures", ["fracture"]),
        ("sepsis, virus, illness", ["sepsis", "virus", "illness"]),
        ("Stage 3a (moderate)", ["stage", "3a", "moderate"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_stop_words_stay_where_nothing_else_is_there() -> None:
    assert telling(["pain", "in", "the", "knee"]) == ["pain", "knee"]
    assert telling(["of"]) == ["of"]


@pytest.mark.parametrize(
    ("first", "second", "steps"),
    [
        ("asthma", "asthma", 0),
        ("asthma", "astma", 1),
        ("pneumonia", "pnuemonia", 1),
        ("diabetis", "diabetes", 1),
        ("abc", "xyz", 3),
    ],
)
def test_distance_counts_a_swap_once(first: str, second: str, steps: int) -> None:
    assert distance(first, second, 2) == steps
    assert distance(second, first, 2) == steps


def test_deletions() -> None:
    assert deletions("abc", 1) == {"abc", "bc", "ac", "ab"}
    assert "a" in deletions("abc", 2)
