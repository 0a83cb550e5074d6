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
        ("adverse effect (T36-T50 with fifth or sixth character 5)", "T39.015A"),
        ("underdosing (T36-T50 with final character 6)", "T38.3X6A"),
        ("diabetes with hyperosmolarity (E08, E09, E11, E13 with final characters .00 or .01)", "E08.01"),
        ("leukemia in remission C91.0-C95.9 with 5th character 1", "C92.11"),
        ("hearing loss as classified in H90.-", "H90.3"),
        ("conditions classifiable to S06.0- to S06.8-code to specified injury", "S06.5X0A"),
        ("code (Chapter 20) to identify external cause", "Y92.010"),
        ("neoplasm of skin (C43-C44)", "C4A.9"),
        ("inflammatory polyarthropathies (M05-M14)", "M1A.00X0"),
        ("acquired absence of knee joint (Z89.52-", "Z89.521"),
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
        ("poisoning (T36-T50 with fifth or sixth character 1-4)", "T39.015A"),
        ("leukemia in remission C91.0-C95.9 with 5th character 1", "C92.10"),
        ("uncertain neoplasms (D37-D48)", "D3A.00"),
        ("melanoma of skin (C43.-)", "C4A.9"),
        ("acute lymphadenitis (L04.-)", "L03.90"),
    ],
)
def test_and_to_nothing_else(note: str, code: str) -> None:
    assert not refers_to(note, code)
