"""Conventions of the tabular list over pairs and lists of diagnoses."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

Rules = Callable[..., dict[str, str]]

CLEAN = [
    ("E11.22", "N18.31", "Z79.4"),
    ("I13.0", "I50.22", "N18.32"),
    ("I12.9", "N18.4"),
    ("S52.531A", "W01.0XXA"),
    ("G30.9", "F02.80"),
    ("M17.0",),
    ("S61.411A", "S61.412A"),
    ("O09.512", "Z3A.20"),
    ("Z34.02", "Z3A.20"),
    ("Z00.01", "I10"),
    ("Z12.11", "K63.5"),
    ("E66.9", "Z68.35"),
    ("J20.9", "F17.210"),
    ("Z00.00", "Z12.11"),
    ("O24.012", "E10.9", "Z3A.20"),
]


@pytest.mark.parametrize("diagnoses", CLEAN, ids=", ".join)
def test_right_lists_meet_no_error(rules_met: Rules, diagnoses: tuple[str, ...]) -> None:
    assert [rule for rule, severity in rules_met(*diagnoses).items() if severity == "error"] == []


@pytest.mark.parametrize(
    ("diagnoses", "rule"),
    [
        (("E11",), "icd.not_billable"),
        (("S52.531",), "icd.seventh_missing"),
        (("S52.531Z",), "icd.seventh_not_allowed"),
        (("T14.8A",), "icd.placeholder"),
        (("Q99.99",), "icd.unknown"),
        (("E11.9", "E11.9"), "icd.repeated"),
        (("E11.9", "E10.9"), "icd.excludes1"),
        (("E11.9", "R73.03"), "icd.excludes1"),
        (("O09.512", "Z34.02", "Z3A.20"), "icd.excludes1"),
        (("O24.410", "E11.9", "Z3A.12"), "icd.excludes1"),
        (("N18.31", "E11.22"), "icd.code_first"),
        (("I50.22", "I11.0"), "icd.code_first"),
        (("Z79.4", "E11.9"), "icd.use_additional"),
        (("E11.22",), "icd.companion"),
        (("I12.9",), "icd.companion"),
        (("I11.0",), "icd.companion"),
        (("I13.0", "N18.31"), "icd.companion"),
        (("F02.80", "G30.9"), "icd.code_first"),
        (("F02.80", "I10"), "mce.manifestation_first"),
        (("W01.0XXA", "S52.531A"), "icd.never_first"),
        (("Z68.35", "E66.9"), "icd.never_first"),
        (("I10", "Z00.00"), "icd.only_first"),
        (("M17.0", "M17.11"), "icd.laterality"),
        (("M17.11", "M17.12"), "icd.bilateral"),
        (("H25.10", "H25.11"), "icd.laterality"),
        (("Z3A.12", "I10"), "icd.weeks_alone"),
        (("O09.512", "Z3A.12"), "icd.trimester"),
        (("O09.512", "O99.213", "E66.9", "Z3A.20"), "icd.trimester"),
        (("Z00.129",), "mce.age"),
    ],
)
def test_each_convention_is_an_error(rules_met: Rules, diagnoses: tuple[str, ...], rule: str) -> None:
    assert rules_met(*diagnoses).get(rule) == "error"


@pytest.mark.parametrize(
    ("diagnoses", "rule"),
    [
        (("F45.8", "G47.63"), "icd.excludes1"),
        (("I10", "N18.31"), "icd.presumed_link"),
        (("E11.9", "N18.31"), "icd.presumed_link"),
        (("N40.0",), "mce.sex"),
        (("O09.512",), "icd.weeks_missing"),
    ],
)
def test_what_may_be_right_is_a_warning(rules_met: Rules, diagnoses: tuple[str, ...], rule: str) -> None:
    assert rules_met(*diagnoses).get(rule) == "warning"


def test_a_date_outside_the_window_is_refused(rules_met: Rules) -> None:
    assert rules_met("I10", on=datetime.date(2027, 1, 4))["icd.window"] == "error"


def test_codes_are_taken_without_the_dot(rules_met: Rules) -> None:
    assert rules_met("e1122", "n1831") == rules_met("E11.22", "N18.31")


def test_every_message_cites(messages: Callable[..., tuple]) -> None:  # type: ignore[type-arg]
    lists = [("E11.9", "E10.9", "N18.31"), ("W01.0XXA", "M17.0", "M17.11"), ("XYZ", "S52.531", "I11.0")]
    found = [message for diagnoses in lists for message in messages(*diagnoses)]
    assert len(found) > 6
    assert all(message.cites and message.message.endswith(".") for message in found)
