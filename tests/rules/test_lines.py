"""Service lines: codes, modifiers, units, pointers, edits and visits beside procedures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules import CodedLine

Rules = Callable[..., dict[str, str]]


def line(code: str, *modifiers: str, units: int = 1, pointers: tuple[int, ...] = (0,)) -> CodedLine:
    return CodedLine(code, modifiers, units, pointers)


def errors(found: dict[str, str]) -> list[str]:
    return sorted(rule for rule, severity in found.items() if severity == "error")


@pytest.mark.parametrize(
    "lines",
    [
        (line("99214"),),
        (line("99213", "25"), line("20610", "RT"), line("J3301", units=4)),
        (line("12032"), line("12001", "59")),
        (line("12032", "XS"), line("12001")),
        (line("25605", "LT"), line("99213", "57")),
    ],
)
def test_right_lines_meet_no_error(rules_met: Rules, lines: tuple[CodedLine, ...]) -> None:
    assert errors(rules_met("I10", lines=lines)) == []


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ((line("99999X"),), "line.unknown"),
        ((line("99213", "QQ"),), "line.modifier_unknown"),
        ((line("99213", "25", "25"),), "line.modifier_repeated"),
        ((line("20610", "25"),), "line.modifier_misplaced"),
        ((line("99213", "59"),), "line.modifier_misplaced"),
        ((line("99213", "RT"),), "line.modifier_misplaced"),
        ((line("J3301", "JW", "JZ"),), "line.waste"),
        ((line("99213", pointers=()),), "line.pointers"),
        ((line("99213", pointers=(0, 1, 2, 3, 4)),), "line.pointers"),
        ((line("99213", pointers=(0, 0)),), "line.pointer_repeated"),
        ((line("99213", pointers=(3,)),), "line.pointer_nowhere"),
        ((line("99213", units=0),), "line.units"),
        ((line("99213", units=5),), "line.mue"),
        ((line("99213"), line("20610", "RT")), "line.separate_visit"),
        ((line("99213"), line("25605", "RT")), "line.decision_for_surgery"),
        ((line("13102"),), "line.add_on"),
        ((line("12002"), line("12001", "59")), "ncci.never"),
        ((line("12011"), line("12001")), "ncci.bypass"),
    ],
)
def test_each_edit_is_an_error(rules_met: Rules, lines: tuple[CodedLine, ...], rule: str) -> None:
    assert rule in errors(rules_met("I10", lines=lines))


def test_add_on_beside_its_primary(rules_met: Rules) -> None:
    assert "line.add_on" not in rules_met("I10", lines=(line("13101"), line("13102")))


def test_the_same_side_on_both_lines_parts_nothing(rules_met: Rules) -> None:
    assert "ncci.bypass" in rules_met("I10", lines=(line("12011", "RT"), line("12001", "RT")))
    assert "ncci.bypass" not in rules_met("I10", lines=(line("12011", "RT"), line("12001", "LT")))


def test_screening_modifier_goes_by_payer(rules_met: Rules) -> None:
    assert rules_met("Z12.11", lines=(line("45385", "33"),), payer="medicare")["line.modifier_misplaced"] == "warning"
    assert rules_met("Z12.11", lines=(line("45385", "PT"),), payer="hmo")["line.modifier_misplaced"] == "warning"
    assert "line.modifier_misplaced" not in rules_met("Z12.11", lines=(line("45385", "PT"),), payer="medicare")


def test_an_edit_of_no_units_is_medicares_alone(rules_met: Rules) -> None:
    assert "line.mue" in rules_met("Z00.00", lines=(line("99396"),), payer="medicare")
    assert "line.mue" not in rules_met("Z00.00", lines=(line("99396"),), payer="commercial")
