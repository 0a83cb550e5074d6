"""Rules over lists of diagnoses that stand in tables: each row met once, and silent where the list is right."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest

import rules
from rules.code_references import CodeSpan
from rules.diagnosis_tables import TABLES, TableName
from rules.tables import table

Rules = Callable[..., dict[str, str]]


@pytest.mark.parametrize(
    ("diagnoses", "rule", "severity"),
    [
        (("E11.22",), "icd.companion", "error"),
        (("E11.621",), "icd.companion", "error"),
        (("J44.0",), "icd.companion", "error"),
        (("I13.2", "N18.6"), "icd.companion", "error"),
        (("Z51.11",), "icd.companion", "error"),
        (("D63.0",), "icd.companion", "error"),
        (("G89.3",), "icd.companion", "error"),
        (("C79.51",), "icd.companion", "warning"),
        (("I10", "T46.5X6A"), "icd.companion", "warning"),
        (("O80", "Z37.1"), "icd.companion", "error"),
        (("O24.112", "Z3A.20"), "icd.companion", "warning"),
        (("Z79.4", "J20.9"), "icd.companion", "warning"),
        (("Z00.01",), "icd.companion", "warning"),
        (("E11.9", "E11.65"), "icd.conflict", "error"),
        (("I12.9", "N18.6"), "icd.conflict", "error"),
        (("I12.0", "N18.31"), "icd.conflict", "error"),
        (("I13.0", "I50.22", "N18.5"), "icd.conflict", "error"),
        (("O24.414", "Z79.4"), "icd.conflict", "error"),
        (("O80", "P07.14"), "icd.conflict", "error"),
        (("T86.11", "Z94.0"), "icd.conflict", "error"),
        (("Z00.00", "R73.09"), "icd.conflict", "warning"),
        (("C50.911", "Z85.3"), "icd.conflict", "warning"),
        (("Z08", "C61"), "icd.conflict", "warning"),
        (("O03.4", "Z3A.10"), "icd.conflict", "error"),
        (("I10", "N18.31"), "icd.presumed_link", "warning"),
        (("I10", "I51.7"), "icd.presumed_link", "warning"),
        (("I10", "I12.9", "N18.31"), "icd.presumed_link", "error"),
        (("I50.22", "I50.32"), "icd.presumed_link", "error"),
        (("J44.9", "J18.9"), "icd.presumed_link", "warning"),
        (("E11.9", "L97.411"), "icd.presumed_link", "warning"),
        (("E10.9", "G62.9"), "icd.presumed_link", "warning"),
        (("J20.9", "R05.1"), "icd.presumed_link", "warning"),
        (("F10.10", "F10.20"), "icd.presumed_link", "error"),
        (("T24.232A", "T24.331A"), "icd.sequence", "error"),
        (("T31.10", "T24.331A"), "icd.sequence", "error"),
        (("T45.1X5A", "D64.81"), "icd.sequence", "error"),
        (("J18.9", "A41.9"), "icd.sequence", "warning"),
        (("P07.35", "P07.14"), "icd.sequence", "error"),
    ],
)
def test_each_kind_of_row_speaks(rules_met: Rules, diagnoses: tuple[str, ...], rule: str, severity: str) -> None:
    assert rules_met(*diagnoses).get(rule) == severity


@pytest.mark.parametrize(
    "diagnoses",
    [
        ("E11.22", "N18.31"),
        ("I13.0", "I50.22", "N18.31"),
        ("I12.0", "N18.6", "Z99.2"),
        ("J44.0", "J20.9"),
        ("Z51.11", "C50.911"),
        ("C50.911", "D63.0"),
        ("E11.621", "L97.411"),
        ("E11.42", "E11.9".replace("9", "65")),
        ("O80", "Z37.0", "Z3A.39"),
        ("O24.414", "Z3A.30"),
        ("T24.331A", "T24.232A", "T31.10", "X12.XXXA"),
        ("A41.9", "J18.9"),
        ("Z00.01", "R73.09"),
        ("I25.110",),
        ("D64.81", "C50.911", "T45.1X5A"),
        ("R11.2", "T36.0X5A"),
        ("T39.011A", "R11.2"),
        ("E11.65", "T38.3X6A", "Z91.120"),
    ],
    ids=", ".join,
)
def test_right_lists_meet_no_table(rules_met: Rules, diagnoses: tuple[str, ...]) -> None:
    met = rules_met(*diagnoses)
    assert {"icd.companion", "icd.conflict", "icd.presumed_link", "icd.sequence", "icd.never_first"} & set(met) == set()


@pytest.mark.parametrize("name", TABLES)
def test_rows_name_real_codes_and_cite(holds_a_code: Callable[[CodeSpan], bool], name: TableName) -> None:
    for row in table(name):
        assert row["cites"].startswith("ICD-10-CM")
        assert row["text"].endswith(".")
        assert set(re.findall(r"{(\w+)}", row["text"])) <= {"code", "other", "category"}
        for side in ("codes", "other", "unless"):
            for span in rules.code_spans(str(row.get(side, ""))):
                assert holds_a_code(span), (side, row)


def test_every_table_says_its_source() -> None:
    folder = rules.__path__[0]
    for name in (*TABLES, "ages", "never_together", "note_readings", "first_listed"):
        with open(f"{folder}/tables/{name}.yaml", encoding="utf-8") as stream:
            head = [line for line in stream.read().splitlines() if line.startswith("#")]
        assert any("Source:" in line and "FY 2026" in line for line in head), name


@pytest.mark.parametrize(
    ("diagnoses", "rule", "severity"),
    [
        (("T24.231A", "T24.331A"), "icd.one_burn_a_site", "error"),
        (("R11.2", "T39.011A"), "icd.poisoning_first", "error"),
        (("T38.3X6A", "E11.65"), "icd.never_first", "error"),
        (("T36.0X5A", "R11.2"), "icd.never_first", "error"),
        (("S52.531S", "M24.831"), "icd.never_first", "error"),
        (("S52.531D", "W01.0XXA"), "icd.cause_encounter", "warning"),
        (("S52.531D", "W01.0XXD", "Y92.010"), "icd.cause_once", "warning"),
        (("I10", "O13.2", "Z3A.20"), "icd.pregnancy_first", "error"),
        (("F02.80",), "icd.etiology_missing", "error"),
        (("E11.9", "F02.80"), "icd.etiology_missing", "warning"),
        (("N18.9", "N18.31"), "icd.unspecified", "warning"),
        (("Z59.00", "I10"), "icd.never_first", "warning"),
        (("R65.20", "A41.9"), "icd.never_first", "error"),
    ],
)
def test_rules_that_no_table_holds(rules_met: Rules, diagnoses: tuple[str, ...], rule: str, severity: str) -> None:
    assert rules_met(*diagnoses).get(rule) == severity


@pytest.mark.parametrize(
    ("code", "born", "met"),
    [
        ("Z00.110", datetime.date(2026, 5, 1), False),
        ("Z00.110", datetime.date(2026, 4, 20), True),
        ("Z00.111", datetime.date(2026, 4, 20), False),
        ("Z00.129", datetime.date(2026, 4, 20), True),
        ("Z00.129", datetime.date(2026, 4, 5), False),
        ("Z38.00", datetime.date(2026, 5, 4), False),
        ("Z38.00", datetime.date(2026, 2, 1), True),
    ],
)
def test_ages_that_titles_name(rules_met: Rules, code: str, born: datetime.date, met: bool) -> None:
    assert ("icd.age" in rules_met(code, born=born)) is met
