"""Codes read from the words of tabular notes."""

from __future__ import annotations

import pytest

from rules import refers_to


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("secondary hypertension (I15.-)", "I15.0"),
        ("gestational diabetes (O24.4-)", "O24.410"),
        ("hypertensive disease complicating pregnancy (O10-O11, O13-O16)", "O11.2"),
        ("hypertensive disease complicating pregnancy (O10-O11, O13-O16)", "O16.9"),
        ("code to identify stage of chronic kidney disease (N18.1-N18.6)", "N18.31"),
        ("obstetric condition (O09-O60, O80-O82, O94-O9A)", "O99.210"),
        ("poisoning (T36-T50 with fifth or sixth character 1-4)", "T39.1X1A"),
        ("adverse effect (T36-T50 with fifth or sixth character 5)", "T39.1X5A"),
        ("open fracture of wrist (S62.- with 7th character B)", "S62.001B"),
        ("hypothyroidism, acquired (E00-E03.-)", "E03.9"),
        ("multiple sclerosis (G35-)", "G35.D"),
        ("code from category Z3A to identify the weeks", "Z3A.20"),
        ("first line\ninsulin (Z79.4)\noral drugs (Z79.84)", "Z79.84"),
    ],
)
def test_a_note_refers_to_what_it_names(note: str, code: str) -> None:
    assert refers_to(note, code)


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("hypertensive disease complicating pregnancy (O10-O11, O13-O16)", "O12.00"),
        ("code to identify stage of chronic kidney disease (N18.1-N18.6)", "N18.9"),
        ("adverse effect (T36-T50 with fifth or sixth character 5)", "T39.1X1A"),
        ("open fracture of wrist (S62.- with 7th character B)", "S62.001A"),
        ("vitamin B12 deficiency - see Alphabetical Index", "B12.9"),
        ("chronic kidney disease (N18.30)", "N18.31"),
    ],
)
def test_and_to_nothing_else(note: str, code: str) -> None:
    assert not refers_to(note, code)
