"""The file of queries: what it must hold, and what the lookup reaches on the half that the ranking was not tuned on."""

from __future__ import annotations

from data import Reference
from tests.facts.queries import answered, queries

LEAST_FIRST, LEAST_FIVE = 0.88, 0.97


def test_the_file_has_two_halves_and_only_codes_that_exist(reference: Reference) -> None:
    every = list(queries())
    assert len(every) >= 400
    assert len({query.text for query in every}) == len(every)
    assert len(list(queries("tuned"))) >= 200
    assert len(list(queries("held"))) >= 200
    for query in every:
        for wanted in query.codes:
            code = wanted.rstrip("-").rstrip(".")
            assert code in reference.icd or code in reference.procedures, (query.text, wanted)


def test_the_held_half_is_answered(reference: Reference) -> None:
    count, first, five = answered(reference, queries("held"))
    assert first / count >= LEAST_FIRST, f"first {first / count:.1%}"
    assert five / count >= LEAST_FIVE, f"first five {five / count:.1%}"
