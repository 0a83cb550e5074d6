"""Modifiers on lines: code, payer and place that take them, pairs that exclude each other, the fee schedule's indicators."""

from __future__ import annotations

import pytest

from data import Reference
from rules import CodedLine
from tests.rules.line_cases import errors, line, met


@pytest.mark.parametrize(
    "lines",
    [
        (line("27447", "RT", "80"),),
        (line("27447", "LT", "AS"),),
        (line("27447", "50"),),
        (line("71046"),),
        (line("73610", "RT"),),
        (line("11042"), line("11045", units=3)),
        (line("99213", "25"), line("20610", "RT")),
        (line("11720", "59"), line("11055", "Q8")),
        (line("87880", "QW"),),
        (line("97110", "GP", units=2), line("97140", "GP", "59")),
        (line("J1885", units=2), line("J1885", "JW", units=1)),
    ],
)
def test_right_modifiers_meet_no_error(reference: Reference, lines: tuple[CodedLine, ...]) -> None:
    assert errors(reference, *lines) == []


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ((line("12001", "59", "XS"),), "line.modifiers_exclude"),
        ((line("27447", "50", "RT"),), "line.modifiers_exclude"),
        ((line("27447", "RT", "LT"),), "line.modifiers_exclude"),
        ((line("71046", "26", "TC"),), "line.modifiers_exclude"),
        ((line("27447", "78", "79"),), "line.modifiers_exclude"),
        ((line("45378", "52", "53"),), "line.modifiers_exclude"),
        ((line("27447", "62", "80"),), "line.modifiers_exclude"),
        ((line("00731", "AA", "QX"),), "line.modifiers_exclude"),
        ((line("97110", "GP", "GO"),), "line.modifiers_exclude"),
        ((line("99213", "93", "95"),), "line.modifiers_exclude"),
        ((line("99213", "GA", "GZ"),), "line.modifiers_exclude"),
        ((line("20610", "24"),), "line.modifier_misplaced"),
        ((line("45385", "57"),), "line.modifier_misplaced"),
        ((line("11042"), line("11045", "51")), "line.modifier_misplaced"),
        ((line("31500", "51"),), "line.modifier_misplaced"),
        ((line("45385", "50"),), "line.modifier_misplaced"),
        ((line("93010", "26"),), "line.modifier_misplaced"),
        ((line("99213", "80"),), "line.modifier_misplaced"),
        ((line("45378", "P3"),), "line.modifier_misplaced"),
        ((line("20610", "F5"),), "line.modifier_misplaced"),
        ((line("27447", "LD"),), "line.modifier_misplaced"),
        ((line("20610", "RT", "80"),), "line.assistant"),
        ((line("45385", "62"),), "line.co_surgeon"),
        ((line("27447", "50", units=2),), "line.bilateral_units"),
        ((line("97110"),), "line.therapy_plan"),
        ((line("97161", "GO"),), "line.therapy_plan"),
        ((line("00731"),), "line.anesthesia_performer"),
        ((line("81025", "QW"),), "line.waived_test"),
        ((line("J1885", "JW"),), "line.waste_alone"),
        ((line("J1885", "JZ"), line("J1885", "JW")), "line.waste"),
        ((line("J0897", units=60),), "line.waste_missing"),
    ],
)
def test_each_modifier_rule_is_an_error_for_medicare(
    reference: Reference, lines: tuple[CodedLine, ...], rule: str
) -> None:
    assert rule in errors(reference, *lines)


def test_the_fee_schedule_binds_medicare_firmly_and_others_as_a_warning(reference: Reference) -> None:
    assert met(reference, line("69210", "50"))["line.modifier_misplaced"] == "error"
    assert met(reference, line("69210", "50"), payer="commercial")["line.modifier_misplaced"] == "warning"
    assert met(reference, line("20610", "80"), payer="commercial")["line.assistant"] == "warning"


def test_an_assistant_with_indicator_0_needs_the_record(reference: Reference) -> None:
    found = [code for code in reference.procedures if code.assistant == "0" and code.global_days == "090"]
    assert met(reference, line(found[0].code, "80"), place="21")["line.assistant"] == "warning"


def test_what_pays_stands_before_what_informs(reference: Reference) -> None:
    assert met(reference, line("12001", "RT", "59"))["line.modifier_order"] == "info"
    assert "line.modifier_order" not in met(reference, line("12001", "59", "RT"))


def test_as_may_stand_beside_80(reference: Reference) -> None:
    assert "line.modifiers_exclude" not in met(reference, line("27447", "AS", "80"), place="21")


def test_an_office_is_asked_for_qw_only_as_information(reference: Reference) -> None:
    assert met(reference, line("87880"))["line.waived_test"] == "info"
    assert "line.waived_test" not in met(reference, line("87880"), place="81")
    assert "line.waived_test" not in met(reference, line("87880", "90"))


def test_anesthesia_minutes_do_not_count_against_the_unit_edit(reference: Reference) -> None:
    assert "line.mue" not in met(reference, line("00731", "AA", units=95), place="22")
    assert "line.mue" in met(reference, line("01996", "AA", units=2), place="21")


def test_care_after_surgery_is_not_counted_by_the_edit_of_the_day(reference: Reference) -> None:
    assert "line.mue" not in met(reference, line("27447", "54", "RT"), line("27447", "55", "RT"), place="21")
    assert "line.mue" in met(reference, line("45385"), line("45385", "76"), place="24")


def test_59_on_a_visit_and_91_on_a_procedure_part_nothing(reference: Reference) -> None:
    assert "ncci.bypass" in errors(reference, line("20610"), line("99213", "59"))
    assert "ncci.bypass" in errors(reference, line("12011"), line("12001", "91"))
    assert "ncci.bypass" not in errors(reference, line("12011"), line("12001", "59"))
