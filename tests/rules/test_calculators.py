"""The calculators against worked examples, with both sides of each limit."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from data import Reference
from rules import (
    Wound,
    drug_units,
    gestation,
    laceration_repairs,
    office_visit_level,
    preventive_visit,
)


@pytest.mark.parametrize(
    ("status", "elements", "code"),
    [
        ("established", ("minimal", "minimal", "minimal"), "99212"),
        ("established", ("low", "minimal", "low"), "99213"),
        ("established", ("moderate", "low", "moderate"), "99214"),
        ("established", ("high", "moderate", "low"), "99214"),
        ("established", ("high", "high", "low"), "99215"),
        ("new", ("straightforward", "low", "high"), "99203"),
        ("new", ("moderate", "moderate", "high"), "99204"),
    ],
)
def test_two_of_three_elements(status: str, elements: tuple[str, str, str], code: str) -> None:
    answer = office_visit_level(status, *elements)  # type: ignore[arg-type]
    assert answer.code == code
    assert len(answer.steps) == 5
    assert answer.steps[-1].endswith(f"{code}.")


def test_an_unknown_element_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="risk is 'severe'"):
        office_visit_level("new", "low", "low", "severe")


def repairs(*wounds: tuple[str, str, str]) -> list[tuple[str, int]]:
    made = [Wound(f"w{n}", site, Decimal(cm), kind) for n, (site, cm, kind) in enumerate(wounds)]  # type: ignore[arg-type]
    return [(line.code, line.units) for line in laceration_repairs(made).lines]


@pytest.mark.parametrize(
    ("cm", "code"),
    [
        ("2.5", "12001"), ("2.6", "12002"), ("7.5", "12002"), ("7.6", "12004"), ("12.5", "12004"), ("12.6", "12005"),
        ("20", "12005"), ("20.1", "12006"), ("30", "12006"), ("30.1", "12007"),
    ],
)  # fmt: skip
def test_simple_limb_at_each_limit(cm: str, code: str) -> None:
    assert repairs(("left forearm", cm, "simple")) == [(code, 1)]


@pytest.mark.parametrize(
    ("cm", "code"),
    [("2.5", "12051"), ("2.6", "12052"), ("5", "12052"), ("5.1", "12053"), ("7.6", "12054"), ("30.1", "12057")],
)
def test_intermediate_face_at_each_limit(cm: str, code: str) -> None:
    assert repairs(("forehead", cm, "intermediate")) == [(code, 1)]


def test_lengths_of_one_group_are_added_and_groups_kept_apart() -> None:
    assert repairs(
        ("left forearm", "2.0", "simple"), ("right lower leg", "2.0", "simple"), ("left cheek", "1.2", "simple")
    ) == [("12002", 1), ("12011", 1)]  # fmt: skip


def test_the_hand_joins_the_arm_when_simple_and_not_when_intermediate() -> None:
    assert repairs(("right hand", "2.0", "simple"), ("right forearm", "2.0", "simple")) == [("12002", 1)]
    assert repairs(("right hand", "2.0", "intermediate"), ("right forearm", "2.0", "intermediate")) == [
        ("12031", 1), ("12041", 1),
    ]  # fmt: skip


def test_most_complicated_first_and_long_complex_repairs_with_add_on() -> None:
    assert repairs(("left thigh", "14.0", "simple"), ("chest", "13.0", "complex")) == [
        ("13101", 1), ("13102", 2), ("12005", 1),
    ]  # fmt: skip
    assert repairs(("chest", "7.5", "complex")) == [("13101", 1)]
    assert repairs(("chest", "12.5", "complex")) == [("13101", 1), ("13102", 1)]


def test_a_short_complex_repair_is_intermediate() -> None:
    assert repairs(("left cheek", "1.0", "complex")) == [("12051", 1)]
    assert repairs(("left cheek", "1.1", "complex")) == [("13131", 1)]


def test_pairs_that_an_edit_keeps_apart(reference: Reference) -> None:
    wounds = [Wound("a", "left forearm", Decimal(2), "simple"), Wound("b", "left cheek", Decimal(1), "simple")]
    assert laceration_repairs(wounds, reference).parted == (("12001", "12011"),)


def test_an_unknown_site_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="site 'left gizzard' is not known; expected one of"):
        repairs(("left gizzard", "1.0", "simple"))


@pytest.mark.parametrize(
    ("code", "dose", "vials", "payer", "expected"),
    [
        ("J3301", "40", ("40",), "commercial", (4, 0, ())),
        ("J3301", "40", ("40",), "medicare", (4, 0, ("JZ",))),
        ("J3301", "25", ("40",), "medicare", (3, 1, ("JW",))),
        ("J3301", "25", ("40",), "commercial", (3, 1, ())),
        ("J1885", "30", ("30",), "medicare", (2, 0, ("JZ",))),
        ("J1885", "31", ("60",), "medicare", (3, 1, ("JW",))),
        ("J3301", "60", ("40", "40"), "medicare", (6, 2, ("JW",))),
    ],
)
def test_drug_units(
    reference: Reference,
    code: str,
    dose: str,
    vials: tuple[str, ...],
    payer: str,
    expected: tuple[int, int, tuple[str, ...]],
) -> None:
    got = drug_units(reference, code, Decimal(dose), "mg", [Decimal(v) for v in vials], True, payer)  # type: ignore[arg-type]
    assert (got.units, got.wasted_units, got.modifiers) == expected
    assert sum(units for units, _ in got.lines) == got.units + (got.wasted_units if payer == "medicare" else 0)


def test_a_multiple_dose_vial_wastes_nothing(reference: Reference) -> None:
    got = drug_units(reference, "J3301", Decimal(25), "mg", [Decimal(200)], False, "medicare")
    assert (got.units, got.wasted_units, got.modifiers) == (3, 0, ())


def test_micrograms_and_milligrams_convert(reference: Reference) -> None:
    assert drug_units(reference, "J3420", Decimal(1), "mg", [Decimal(1)], True, "hmo").units == 1


def test_a_dose_beyond_the_vials_is_refused(reference: Reference) -> None:
    with pytest.raises(ValueError, match="dose 80 mg does not come out of vials holding 40 mg"):
        drug_units(reference, "J3301", Decimal(80), "mg", [Decimal(40)], True, "medicare")


@pytest.mark.parametrize(
    ("age", "status", "payer", "code"),
    [
        (0, "new", "medicaid", "99381"), (1, "established", "hmo", "99392"), (4, "established", "hmo", "99392"),
        (5, "established", "hmo", "99393"), (17, "new", "hmo", "99384"), (18, "new", "hmo", "99385"),
        (39, "established", "commercial", "99395"), (40, "established", "commercial", "99396"),
        (64, "established", "commercial", "99396"), (65, "established", "commercial", "99397"),
        (70, "first", "medicare", "G0438"), (70, "subsequent", "medicare", "G0439"),
        (65, "welcome", "medicare", "G0402"),
    ],
)  # fmt: skip
def test_preventive_visits(age: int, status: str, payer: str, code: str) -> None:
    assert preventive_visit(age, status, payer) == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days_to_due", "weeks", "days", "trimester", "code"),
    [
        (280 - 55, 7, 6, 1, "Z3A.01"), (280 - 56, 8, 0, 1, "Z3A.08"), (280 - 97, 13, 6, 1, "Z3A.13"),
        (280 - 98, 14, 0, 2, "Z3A.14"), (280 - 195, 27, 6, 2, "Z3A.27"), (280 - 196, 28, 0, 3, "Z3A.28"),
        (0, 40, 0, 3, "Z3A.40"), (-21, 43, 0, 3, "Z3A.49"),
    ],
)  # fmt: skip
def test_gestation_at_each_limit(days_to_due: int, weeks: int, days: int, trimester: int, code: str) -> None:
    on = datetime.date(2026, 5, 4)
    got = gestation(on + datetime.timedelta(days=days_to_due), on)
    assert (got.weeks, got.days, got.trimester, got.code) == (weeks, days, trimester, code)


def test_gestation_from_the_last_period_agrees() -> None:
    on = datetime.date(2026, 5, 4)
    by_period = gestation(None, on, last_period=datetime.date(2025, 12, 15))
    assert by_period.code == gestation(datetime.date(2025, 12, 15) + datetime.timedelta(days=280), on).code


def test_a_date_outside_the_pregnancy_is_refused() -> None:
    with pytest.raises(ValueError, match="not inside a pregnancy"):
        gestation(datetime.date(2024, 5, 4), datetime.date(2026, 5, 4))
