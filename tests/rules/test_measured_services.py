"""Excisions, burns, therapy units and wounds closed without stitches: refusals, and rules that hold for every input."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import Reference
from rules import (
    BurnedPart,
    NotSettled,
    Wound,
    burn_area,
    excision,
    laceration_repairs,
    therapy_units,
)
from rules.tables import table

CENTIMETERS = st.decimals(min_value="0.1", max_value="9", places=1)
TIMED = table("therapy")["timed"].split()[:6]
MINUTES_BY_CODE = st.dictionaries(st.sampled_from(TIMED), st.integers(min_value=0, max_value=90), min_size=1)


@given(CENTIMETERS, CENTIMETERS, st.sampled_from(["benign", "malignant"]))
def test_a_larger_lesion_never_has_a_lower_code(one: Decimal, two: Decimal, kind: str) -> None:
    small, large = (excision(kind, "left forearm", cm, Decimal("0.1")) for cm in sorted((one, two)))  # type: ignore[arg-type]
    assert small.code <= large.code
    assert large.excised_cm == max(one, two) + Decimal("0.2")


def test_excision_refuses_what_it_cannot_measure() -> None:
    with pytest.raises(ValueError, match="site 'left gizzard' is not known"):
        excision("benign", "left gizzard", Decimal(1), Decimal(0))
    with pytest.raises(ValueError, match="expected a lesion above 0"):
        excision("benign", "left arm", Decimal(0), Decimal(0))
    with pytest.raises(ValueError, match="kind is 'odd'"):
        excision("odd", "left arm", Decimal(1), Decimal(0))  # type: ignore[arg-type]


def test_every_burn_code_is_a_code(reference: Reference) -> None:
    body = ("head and neck", "trunk", "right arm", "left arm", "right leg", "left leg", "genitalia")
    for burned in range(1, len(body) + 1):
        for deep in range(burned + 1):
            parts = [BurnedPart(part, Decimal(1), 3 if place < deep else 2) for place, part in enumerate(body[:burned])]
            for kind in ("burn", "corrosion"):
                answer = burn_area(parts, 40, kind)  # type: ignore[arg-type]
                code = reference.icd.get(answer.code)
                assert code is not None
                assert code.billable


@pytest.mark.parametrize("age", [0, 1, 5, 10, 15, 80])
def test_the_parts_of_a_body_make_a_hundred_percent(age: int) -> None:
    halves = [(f"{side} {part}", 1) for side in ("right", "left") for part in ("arm", "leg")]
    rest = ["head and neck", "front of trunk", "back of trunk", "genitalia", *(["buttocks"] if age < 15 else [])]
    parts = [BurnedPart(part, Decimal(1), 2) for part, _ in halves] + [BurnedPart(p, Decimal(1), 2) for p in rest]
    assert burn_area(parts, age).total == 100


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([("tail", "1", 2)], "part 'tail' is not known"),
        ([("right arm", "1.5", 2)], "share is 1.5"),
        ([("right arm", "1", 5)], "degree is 5"),
        ([("right arm", "1", 2), ("right arm", "0.5", 3)], "more than the whole part"),
        ([("right arm", "1", 2), ("right hand", "1", 3)], "hand lies inside arm"),
        ([], "at least one burned part"),
    ],
)
def test_burns_that_cannot_be_are_refused(parts: list[tuple[str, str, int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        burn_area([BurnedPart(part, Decimal(share), degree) for part, share, degree in parts], 40)


@given(MINUTES_BY_CODE)
def test_medicare_units_follow_from_the_total(minutes: dict[str, int]) -> None:
    answer = therapy_units(minutes, "cms")
    total = sum(minutes.values())
    for one in answer.answers:
        assert sum(one.values()) == (total + 7) // 15
        assert all(minutes[code] // 15 <= units <= minutes[code] // 15 + 1 for code, units in one.items())
    assert len({tuple(one.items()) for one in answer.answers}) == len(answer.answers)


@given(MINUTES_BY_CODE, st.sampled_from(TIMED), st.sampled_from(["cms", "midpoint"]))
def test_more_therapy_never_makes_fewer_units(minutes: dict[str, int], code: str, method: str) -> None:
    more = {**minutes, code: minutes.get(code, 0) + 5}
    before, after = (sum(therapy_units(one, method).units.values()) for one in (minutes, more))  # type: ignore[arg-type]
    assert before <= after


def test_therapy_refuses_what_it_does_not_know() -> None:
    with pytest.raises(NotSettled, match="99213 counts by time"):
        therapy_units({"99213": 20}, "cms")
    with pytest.raises(ValueError, match="method is 'guess'"):
        therapy_units({"97110": 20}, "guess")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="minutes of 0 or more"):
        therapy_units({"97110": -1}, "cms")
    with pytest.raises(ValueError, match="at most 12"):
        therapy_units(dict.fromkeys(table("therapy")["timed"].split()[:13], 7), "cms")


def test_adhesive_and_strips() -> None:
    glued = Wound("a", "scalp", Decimal(3), "simple", "adhesive")
    assert [line.code for line in laceration_repairs([glued], payer="medicare").lines] == ["G0168"]
    assert [line.code for line in laceration_repairs([glued]).lines] == ["12002"]
    assert laceration_repairs([Wound("a", "scalp", Decimal(3), "simple", "strips")]).lines == ()
    with pytest.raises(NotSettled, match="how many units of G0168"):
        laceration_repairs([glued, Wound("b", "chin", Decimal(1), "simple", "adhesive")], payer="medicare")
    with pytest.raises(ValueError, match="closure 'tape'"):
        laceration_repairs([Wound("a", "scalp", Decimal(3), "simple", "tape")])  # type: ignore[arg-type]
