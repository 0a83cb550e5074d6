"""Random claims, garbage among them: the rule book never raises, cites every message, and says the same twice."""

from __future__ import annotations

import pytest

from data import Reference
from rules import check
from tests.rules.random_claims import random_claims

COUNT = 400


@pytest.mark.parametrize("garbage", [0.0, 0.05, 0.5])
def test_random_claims_never_raise_and_every_message_cites(reference: Reference, garbage: float) -> None:
    met = set()
    for claim in random_claims(reference, COUNT, seed=int(garbage * 100), garbage=garbage):
        found = check(reference, claim)
        assert found == check(reference, claim)
        for message in found:
            assert message.rule.strip()
            assert message.elements
            assert message.message.strip()
            assert message.cites.strip()
            met.add(message.rule)
    assert len(met) > 25


def test_the_same_seed_gives_the_same_claims(reference: Reference) -> None:
    assert list(random_claims(reference, 20, seed=3)) == list(random_claims(reference, 20, seed=3))
    assert list(random_claims(reference, 20, seed=3)) != list(random_claims(reference, 20, seed=4))
