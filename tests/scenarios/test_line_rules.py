"""Rules that stand in place of codes: the family tells facts, the rule book makes the lines."""

from __future__ import annotations

import pytest

from scenarios.line_rules import Facts, Made, burn_area, made_lines


def facts(items: list[dict[str, str]] | None = None, age: int = 40, payer: str = "commercial", **given: str) -> Facts:
    return Facts(given, items or [], age, payer)  # type: ignore[arg-type]


def test_a_visit_is_told_by_decision_or_by_minutes() -> None:
    by_decision = facts(status="established", problems="moderate", data="low", risk="moderate")
    assert made_lines("e/m office", by_decision) == [Made("99214")]
    assert made_lines("e/m office", facts(status="new", minutes="46")) == [Made("99204")]
    with pytest.raises(ValueError, match="data and risk missing"):
        made_lines("e/m office", facts(status="new", problems="low"))


def test_hospital_emergency_and_discharge() -> None:
    high = {"problems": "high", "data": "extensive", "risk": "high"}
    assert made_lines("e/m hospital", facts(kind="initial", **high)) == [Made("99223")]
    assert made_lines("e/m hospital", facts(kind="discharge", minutes="31")) == [Made("99239")]
    assert made_lines("e/m emergency", facts(**high)) == [Made("99285")]


def test_critical_care_counts_otherwise_for_medicare() -> None:
    assert made_lines("critical care", facts(minutes="80")) == [Made("99291"), Made("99292")]
    assert made_lines("critical care", facts(minutes="80", payer="medicare", age=70)) == [Made("99291")]
    assert made_lines("critical care", facts(minutes="29")) == []


def test_prolonged_service_by_payer() -> None:
    assert made_lines("prolonged", facts(visit="99215", minutes="71")) == [Made("99417", 2)]
    assert made_lines("prolonged", facts(visit="99215", minutes="69", payer="medicare", age=70)) == [Made("G2212", 1)]
    assert made_lines("prolonged", facts(visit="99215", minutes="68", payer="medicare", age=70)) == []


def test_therapy_lines_stand_for_their_rows_and_a_tie_is_refused() -> None:
    rows = [{"n": "1", "code": "97110", "minutes": "24"}, {"n": "2", "code": "97140", "minutes": "16"}]
    made = made_lines("therapy units", facts(rows, method="cms"))
    assert made == [Made("97110", 2, (), (1,)), Made("97140", 1, (), (2,))]
    tie = [{"n": "1", "code": "97110", "minutes": "8"}, {"n": "2", "code": "97140", "minutes": "8"}]
    with pytest.raises(ValueError, match="a tie"):
        made_lines("therapy units", facts(tie, method="cms"))


def test_vaccines_are_given_with_counselling_or_without() -> None:
    rows = [{"n": "1", "code": "90707", "components": "3", "route": "subcutaneous"}]
    assert made_lines("immunization", facts(rows, age=4, counselled="yes")) == [Made("90460"), Made("90461", 2)]
    assert made_lines("immunization", facts(rows, age=4, counselled="no")) == [Made("90471")]
    with pytest.raises(ValueError, match="yes or no"):
        made_lines("immunization", facts(rows, counselled="perhaps"))


def test_excision_adds_both_margins() -> None:
    given = {"kind": "malignant", "site": "left cheek", "lesion": "0.8", "margin": "0.2"}
    assert made_lines("excision", facts(**given)) == [Made("11642")]
    with pytest.raises(ValueError, match="a number is expected"):
        made_lines("excision", facts(**{**given, "margin": "narrow"}))


def test_burned_area() -> None:
    rows = [{"part": "right arm", "share": "1", "degree": "2"}, {"part": "head", "share": "1", "degree": "3"}]
    assert burn_area(rows, 40) == "T31.10"
