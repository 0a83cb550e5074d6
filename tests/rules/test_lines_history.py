"""The patient's history: global periods to the day, visits and procedures inside them, new and established patients."""

from __future__ import annotations

import datetime

import pytest

from data import Reference
from rules import PriorService
from rules.global_period import global_period
from tests.rules.line_cases import errors, line, met, prior


@pytest.mark.parametrize(
    ("code", "days", "inside"),
    [
        ("27447", 1, True),
        ("27447", 90, True),
        ("27447", 91, False),
        ("12032", 10, True),
        ("12032", 11, False),
        ("20610", 1, False),
        ("99213", 1, False),
    ],
)
def test_a_visit_inside_a_global_period(reference: Reference, code: str, days: int, inside: bool) -> None:
    history = (prior(code, days, diagnoses=("M17.11",)),)
    assert ("global.visit" in errors(reference, line("99213"), history=history)) is inside
    assert "global.visit" not in errors(reference, line("99213", "24"), history=history)
    assert "global.visit" not in errors(reference, line("99024"), history=history)


def test_another_physicians_procedure_is_no_matter(reference: Reference) -> None:
    assert errors(reference, line("99203"), history=(prior("27447", 20, same=False),)) == []


def test_25_alone_does_not_take_a_visit_out_of_the_period(reference: Reference) -> None:
    history = (prior("27447", 20),)
    assert "global.visit" in errors(reference, line("99213", "25"), line("20610", "LT", "79"), history=history)
    assert errors(reference, line("99213", "24", "25"), line("20610", "79", "LT"), history=history) == []


@pytest.mark.parametrize("modifier", ["58", "78", "79"])
def test_a_procedure_inside_needs_one_of_three(reference: Reference, modifier: str) -> None:
    history = (prior("27447", 20, "RT", diagnoses=("M17.11",)),)
    assert "global.procedure" in errors(reference, line("27447", "LT"), history=history, place="21")
    assert "global.procedure" not in errors(reference, line("27447", modifier, "LT"), history=history, place="21")


def test_tests_and_add_ons_need_none(reference: Reference) -> None:
    history = (prior("27447", 20),)
    assert errors(reference, line("73562", "RT"), history=history) == []
    inside = errors(reference, line("11042", "79"), line("11045"), history=history)
    assert inside == []


def test_78_does_not_begin_a_period_and_55_has_none(reference: Reference) -> None:
    for modifier in ("78", "55", "80", "AS"):
        assert errors(reference, line("99213"), history=(prior("27447", 20, modifier),)) == []
    for modifier in ("58", "79"):
        assert "global.visit" in errors(reference, line("99213"), history=(prior("27447", 20, modifier),))


def test_a_procedure_of_the_same_day_on_an_earlier_claim(reference: Reference) -> None:
    assert "line.separate_visit" in errors(reference, line("99213"), history=(prior("20610", 0, "RT"),))
    assert errors(reference, line("99213", "25"), history=(prior("20610", 0, "RT"),)) == []
    assert "line.decision_for_surgery" in errors(reference, line("99223"), history=(prior("27236", 0),), place="21")


def test_78_wants_an_operating_room(reference: Reference) -> None:
    history = (prior("27447", 20),)
    assert "global.no_operating_room" in errors(reference, line("12020", "78"), history=history)
    assert errors(reference, line("12020", "78"), history=history, place="21") == []


def test_unrelated_with_the_same_diagnosis_is_a_warning(reference: Reference) -> None:
    history = (prior("27447", 20, diagnoses=("M17.11",)),)
    found = met(reference, line("99213", "24"), history=history, diagnoses=("M17.11",))
    assert found["global.same_diagnosis"] == "warning"
    assert "global.same_diagnosis" not in met(reference, line("99213", "24"), history=history, diagnoses=("I10",))


def test_modifiers_of_a_period_that_is_none(reference: Reference) -> None:
    assert met(reference, line("99213", "24"), history=(prior("99213", 20),))["global.none"] == "warning"
    assert "global.none" not in met(reference, line("99213", "24"))


def test_the_visit_before_a_major_procedure(reference: Reference) -> None:
    plain, decided = (prior("99214", 1),), (prior("99214", 1, "57"),)
    assert met(reference, line("27447", "RT"), history=plain, place="21")["global.visit_before"] == "warning"
    assert "global.visit_before" not in met(reference, line("27447", "RT"), history=decided, place="21")
    assert "global.visit_before" not in met(reference, line("27447", "RT"), history=(prior("99214", 2),), place="21")


def test_the_period_of_a_day_at_the_end_of_time(reference: Reference) -> None:
    entry = reference.procedures.get("27447")
    assert global_period(entry, datetime.date.max) is None
    assert global_period(entry, datetime.date.min) is None
    period = global_period(entry, datetime.date(2026, 4, 10))
    assert period is not None
    assert (period.first, period.last) == (datetime.date(2026, 4, 9), datetime.date(2026, 7, 9))


@pytest.mark.parametrize(
    ("code", "history", "rule"),
    [
        ("99203", (PriorService(datetime.date(2023, 5, 4), "99213"),), "line.new_patient"),
        ("99203", (PriorService(datetime.date(2023, 5, 3), "99213"),), ""),
        ("99203", (PriorService(datetime.date(2025, 5, 4), "71046", ("26",)),), ""),
        ("99203", (PriorService(datetime.date(2025, 5, 4), "80053"),), ""),
        ("99203", (PriorService(datetime.date(2025, 5, 4), "99213", same_physician=False),), ""),
        ("99386", (PriorService(datetime.date(2025, 5, 4), "20610"),), "line.new_patient"),
        ("99213", (PriorService(datetime.date(2023, 5, 3), "99213"),), "line.established_patient"),
        ("99213", (PriorService(datetime.date(2025, 5, 4), "99213"),), ""),
    ],
)
def test_new_and_established(reference: Reference, code: str, history: tuple[PriorService, ...], rule: str) -> None:
    found = met(reference, line(code), history=history, payer="commercial", born=datetime.date(1980, 1, 1))
    assert {name for name in found if name.endswith("_patient")} == ({rule} if rule else set())
