"""The fact file: every fact was written from its source, and the rule book must answer it so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import Reference
from rules.topics import ask, topics

FOLDER = Path(__file__).parents[1] / "facts"


def facts() -> Iterator[tuple[str, dict[str, object]]]:
    for path in sorted(FOLDER.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                yield f"{path.name}:{number}", json.loads(line)


FACTS = dict(facts())


def agrees(expected: object, given: object) -> bool:
    """A mapping asks for its own keys only; lists and values must be the same."""
    if isinstance(expected, dict):
        return isinstance(given, dict) and all(agrees(value, given.get(key)) for key, value in expected.items())
    if isinstance(expected, list):
        return (
            isinstance(given, list)
            and len(given) == len(expected)
            and all(agrees(one, other) for one, other in zip(expected, given, strict=True))
        )
    return type(expected) is type(given) and expected == given


@pytest.mark.parametrize("where", FACTS)
def test_fact(reference: Reference, where: str) -> None:
    fact = FACTS[where]
    question, expected = fact["ask"], fact["expect"]
    assert isinstance(question, dict)
    answer = json.loads(json.dumps(ask(reference, question), default=list))
    assert agrees(expected, answer), f"{where}: expected {expected}, got {answer} ({fact['source']})"


def test_every_fact_has_its_source_and_says_what_is_known() -> None:
    assert all(str(fact.get("source", "")).strip() for fact in FACTS.values())


def test_every_topic_is_answered_and_cites(reference: Reference) -> None:
    asked = {fact["ask"]["topic"] for fact in FACTS.values() if isinstance(fact["ask"], dict)}
    assert asked == set(topics())
    for where, fact in FACTS.items():
        answer = ask(reference, fact["ask"])  # type: ignore[arg-type]
        assert not answer["known"] or answer["cites"], f"{where} is answered without a citation"
