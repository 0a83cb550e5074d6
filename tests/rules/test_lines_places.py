"""Codes against payer, place of service, age and each other: what a line may not be whatever its modifiers."""

from __future__ import annotations

import datetime

import pytest

from data import Reference
from rules import CodedLine
from tests.rules.line_cases import errors, line, messages, met


@pytest.mark.parametrize(
    ("coded", "place", "right"),
    [
        (line("99213"), "11", True),
        (line("99213"), "21", False),
        (line("99223"), "11", False),
        (line("99223"), "21", True),
        (line("99232"), "22", True),
        (line("99284"), "23", True),
        (line("99284"), "20", False),
        (line("99291"), "23", True),
        (line("99213", "95"), "10", True),
        (line("20610", "RT"), "10", False),
        (line("99214"), "02", True),
    ],
)
def test_visits_belong_to_their_place(reference: Reference, coded: CodedLine, place: str, right: bool) -> None:
    assert ("line.place" not in errors(reference, coded, place=place)) is right


def test_a_place_that_is_none(reference: Reference) -> None:
    assert "place.unknown" in errors(reference, line("99213"), place="ZZ")


@pytest.mark.parametrize(
    ("coded", "rule"),
    [
        (line("71046"), "line.professional_part"),
        (line("71046", "TC"), "line.technical_in_hospital"),
        (line("93005"), "line.technical_in_hospital"),
        (line("93000"), "line.technical_in_hospital"),
        (line("96372"), "line.incident_to"),
    ],
)
def test_what_belongs_to_the_hospital(reference: Reference, coded: CodedLine, rule: str) -> None:
    assert rule in errors(reference, coded, place="22")
    assert rule not in met(reference, coded, place="11")


def test_the_reading_alone_is_right_in_hospital(reference: Reference) -> None:
    assert errors(reference, line("71046", "26"), place="23") == []
    assert errors(reference, line("93010"), place="23") == []


@pytest.mark.parametrize(
    ("lines", "diagnosis", "wanted"),
    [
        ((line("99243"),), "I10", True),
        ((line("99215"), line("99417")), "I10", True),
        ((line("90686"), line("90471")), "Z23", True),
        ((line("90686"), line("G0008")), "Z23", False),
        ((line("90677"), line("90471")), "Z23", True),
        ((line("90715"), line("90471")), "S61.011A", False),
        ((line("45378"),), "Z12.11", True),
        ((line("45378"),), "K92.1", False),
        ((line("82274"),), "Z12.11", True),
        ((line("84153"),), "Z12.5", True),
        ((line("84153"),), "N40.1", False),
        ((line("S0612"),), "Z01.419", True),
        ((line("T1015"),), "I10", True),
    ],
)
def test_medicares_own_codes(reference: Reference, lines: tuple[CodedLine, ...], diagnosis: str, wanted: bool) -> None:
    refused = {"line.not_for_medicare", "line.payers_code"}
    assert bool(refused & set(errors(reference, *lines, diagnoses=(diagnosis,)))) is wanted
    assert not refused & set(errors(reference, *lines, diagnoses=(diagnosis,), payer="commercial"))


def test_medicares_codes_elsewhere_are_a_warning(reference: Reference) -> None:
    assert met(reference, line("G0439"), payer="commercial")["line.medicares_code"] == "warning"


def test_status_x_and_e_refuse_nothing(reference: Reference) -> None:
    for coded in (line("83036"), line("J3301", units=4), line("36415")):
        assert not {"line.not_for_medicare", "line.not_covered"} & set(met(reference, coded))


def test_a_routine_examination_with_gy_is_as_it_should_be(reference: Reference) -> None:
    assert met(reference, line("99397"))["line.not_for_medicare"] == "warning"
    assert "line.not_for_medicare" not in met(reference, line("99397", "GY"))


def test_99024_is_reported_and_not_complained_about(reference: Reference) -> None:
    assert met(reference, line("99024")) == {}


def test_hospitals_visit_code_is_nobodys_on_a_professional_claim(reference: Reference) -> None:
    assert "line.payers_code" in errors(reference, line("G0463"), payer="commercial", place="22")


def test_codes_name_an_age(reference: Reference) -> None:
    child = datetime.date(2021, 5, 5)
    assert "line.age" not in met(reference, line("99392"), payer="commercial", born=child)
    assert "line.age" in errors(reference, line("99393"), payer="commercial", born=child)
    assert "line.age" in errors(reference, line("90460"), payer="commercial")


def test_part_of_the_other_sex_is_a_warning_that_kx_lifts(reference: Reference) -> None:
    assert met(reference, line("58300"), payer="commercial", sex="M")["line.sex"] == "warning"
    assert "line.sex" not in met(reference, line("58300", "KX"), payer="commercial", sex="M")


def test_tests_remind_of_the_ordering_provider(reference: Reference) -> None:
    found = [m for m in messages(reference, line("99213"), line("80053"), line("71046")) if m.severity == "info"]
    assert [m.elements for m in found if m.rule == "line.ordering_provider"] == [("line 2", "line 3")]


def test_two_visits_of_a_day(reference: Reference) -> None:
    assert met(reference, line("99213"), line("99214"))["line.second_visit"] == "warning"
    assert "line.second_visit" not in met(reference, line("99213"), line("99214", "25"))
    assert "line.second_visit" in met(reference, line("99223"), line("99284"), place="23")
    assert "ncci.bypass" in errors(reference, line("G0439"), line("99213"))
    assert errors(reference, line("G0439"), line("99213", "25")) == []


def test_complexity_is_not_paid_beside_25_and_a_procedure(reference: Reference) -> None:
    lines = (line("99214", "25"), line("G2211"), line("20610", "RT"))
    assert "line.complexity_beside_25" in errors(reference, *lines)
    assert errors(reference, line("99214"), line("G2211")) == []
    assert "line.add_on" in errors(reference, line("G2211"))


def test_the_same_line_twice_is_a_warning(reference: Reference) -> None:
    assert met(reference, line("71046"), line("71046"))["line.repeated"] == "warning"
    assert "line.repeated" not in met(reference, line("71046"), line("71046", "76"))
