"""Favorites and recent codes: each learner's own, in order, bounded; on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime

import pytest

from records import KeptCode, Store
from records.store import MOST_FAVORITES, RECENT_CODES
from tests.records.conftest import NOW

CKD = KeptCode(code="N18.31", system="ICD10CM")
VISIT = KeptCode(code="99214", system="CPT")


def later(seconds: int) -> datetime.datetime:
    return NOW + datetime.timedelta(seconds=seconds)


@pytest.fixture
def learner_id(store: Store) -> str:
    return store.create_learner("Dana Whitcomb", NOW)[0].id


def test_a_newcomer_has_none(store: Store, learner_id: str) -> None:
    kept = store.kept_codes(learner_id)
    assert (kept.favorites, kept.recent) == ((), ())


def test_favorites_stand_in_the_order_they_were_starred(store: Store, learner_id: str) -> None:
    store.star_code(learner_id, VISIT, True, later(1))
    store.star_code(learner_id, CKD, True, later(2))
    store.star_code(learner_id, VISIT, True, later(3))
    assert store.kept_codes(learner_id).favorites == (VISIT, CKD)
    store.star_code(learner_id, VISIT, False, later(4))
    store.star_code(learner_id, VISIT, False, later(5))
    assert store.kept_codes(learner_id).favorites == (CKD,)


def test_looking_again_brings_a_code_to_the_front(store: Store, learner_id: str) -> None:
    for second, code in enumerate((CKD, VISIT, CKD)):
        store.see_code(learner_id, code, later(second))
    assert store.kept_codes(learner_id).recent == (CKD, VISIT)


def test_one_code_in_two_sets_is_two(store: Store, learner_id: str) -> None:
    pump, thyroid = KeptCode(code="E0781", system="HCPCS"), KeptCode(code="E0781", system="ICD10CM")
    store.see_code(learner_id, pump, later(1))
    store.see_code(learner_id, thyroid, later(2))
    assert store.kept_codes(learner_id).recent == (thyroid, pump)


def test_old_looks_fall_off_and_favorites_stay(store: Store, learner_id: str) -> None:
    store.star_code(learner_id, CKD, True, later(0))
    store.see_code(learner_id, CKD, later(0))
    for number in range(RECENT_CODES):
        store.see_code(learner_id, KeptCode(code=f"992{number:02}", system="CPT"), later(1 + number))
    kept = store.kept_codes(learner_id)
    assert len(kept.recent) == RECENT_CODES
    assert CKD not in kept.recent
    assert kept.favorites == (CKD,)


def test_a_star_taken_away_keeps_the_look(store: Store, learner_id: str) -> None:
    store.see_code(learner_id, CKD, later(1))
    store.star_code(learner_id, CKD, True, later(2))
    store.star_code(learner_id, CKD, False, later(3))
    assert store.kept_codes(learner_id).recent == (CKD,)


def test_favorites_have_an_end(store: Store, learner_id: str) -> None:
    for number in range(MOST_FAVORITES):
        store.star_code(learner_id, KeptCode(code=f"{10000 + number}", system="CPT"), True, later(number))
    with pytest.raises(ValueError, match="room for"):
        store.star_code(learner_id, CKD, True, later(999))


def test_nobody_sees_what_another_keeps(store: Store, learner_id: str) -> None:
    other = store.create_learner("Robin", NOW)[0].id
    store.star_code(learner_id, CKD, True, later(1))
    store.see_code(learner_id, CKD, later(1))
    store.star_code(other, CKD, False, later(2))
    assert store.kept_codes(other).favorites == ()
    assert store.kept_codes(learner_id).favorites == (CKD,)
