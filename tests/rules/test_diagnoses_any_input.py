"""The diagnosis half of the rule book over anything at all: it never raises and each message cites a rule."""

from __future__ import annotations

import datetime
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rules
from data import Reference
from rules import CodedEncounter, check_diagnoses

_BORN = datetime.date(1980, 1, 1)
_ON = datetime.date(2026, 5, 4)


def encounter(diagnoses: tuple[str, ...], born: datetime.date = _BORN, on: datetime.date = _ON) -> CodedEncounter:
    return CodedEncounter(on, born, "F", "medicare", "11", diagnoses, ())


def test_random_claims_of_real_codes(reference: Reference) -> None:
    chance = random.Random(4)
    codes = [entry.code for entry in reference.icd]
    for _ in range(1_500):
        born = datetime.date(chance.randint(1920, 2026), chance.randint(1, 4), 1)
        for message in check_diagnoses(
            reference, encounter(tuple(chance.choices(codes, k=chance.randint(0, 12))), born)
        ):
            assert message.cites
            assert message.message.endswith(".")
            assert message.elements


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text(max_size=12) | st.from_regex(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{0,5})?", fullmatch=True), max_size=20)
)
def test_anything_typed(reference: Reference, typed: list[str]) -> None:
    for message in check_diagnoses(reference, encounter(tuple(typed))):
        assert message.cites


@pytest.mark.parametrize(
    "diagnoses",
    [(), ("",), (" ",), (".",), ("I10",) * 3_000, ("\u00e9\u4e2d",), ("A" * 10_000,), ("e11.22 ", "N18.31")],
    ids=["none", "empty", "blank", "dot", "many", "letters of elsewhere", "long", "spaces"],
)
def test_edges(reference: Reference, diagnoses: tuple[str, ...]) -> None:
    assert isinstance(check_diagnoses(reference, encounter(diagnoses)), tuple)


def test_a_list_longer_than_any_claim_is_answered(reference: Reference) -> None:
    codes = tuple(entry.code for entry in reference.icd)[:5_000]
    assert any(message.rule == "icd.too_many" for message in check_diagnoses(reference, encounter(codes)))


@pytest.mark.parametrize("on", [datetime.date(1900, 1, 1), datetime.date(2026, 5, 4), datetime.date(9999, 12, 31)])
def test_any_day(reference: Reference, on: datetime.date) -> None:
    found = check_diagnoses(reference, encounter(("E11.22", "N18.31"), on=on))
    assert any(message.rule == "icd.window" for message in found) is (on.year != 2026)


@pytest.mark.parametrize(
    ("one", "two", "common", "together", "said"),
    [
        ("E11.22", "E11.21", "E11.2", "allowed", "Both stand under E11.2"),
        ("E11.9", "E10.9", "E08-E13", "excludes1", "Excludes1 note"),
        ("S52.531A", "S52.532A", "S52.53", "allowed", "Only S52.531A says: right"),
        ("I10", "J20.9", "", "allowed", "different chapters"),
        ("E11.22", "E11.2", "E11.2", "allowed", "stands under E11.2 and says more"),
        ("E11.22", "N18.31", "", "excludes2", "E11.22 goes before N18.31"),
        ("99213", "99214", "", "", "99214"),
        ("I10", "99213", "", "", "One is a diagnosis and the other a procedure"),
        ("XYZ", "I10", "", "", "XYZ is not among the codes at hand"),
    ],
)
def test_why_not_this_one(reference: Reference, one: str, two: str, common: str, together: str, said: str) -> None:
    found = rules.compare_codes(reference, one, two)
    assert found.common == common
    assert together in ("", found.together)
    assert said in " ".join(found.why)


def test_a_comparison_shows_where_two_codes_differ(reference: Reference) -> None:
    rows = {row.aspect: row for row in rules.compare_codes(reference, "M17.11", "M17.12").rows}
    assert (rows["Side"].first, rows["Side"].second, rows["Side"].same) == ("right", "left", False)
    assert rows["Category"].same
    assert rows["Billable"].first == "yes"
