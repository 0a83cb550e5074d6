"""The Medicare Code Editor is asked about few codes only; here it is asked about all the others, and has no edit."""

from __future__ import annotations

import datetime

import pytest

from data import Reference
from rules.code_editor import SEX_EDIT_ASKED_AS_OF, _age_asked, _ask, _edits, _scope, is_manifestation, sex_of

ON = datetime.date(2026, 5, 4)


def outside(reference: Reference, scope: str) -> list[list[str]]:
    """Billable codes outside a scope, in lists of 25."""
    codes = [entry.code for entry in reference.icd if entry.billable and scope not in _scope(entry.code[:3])]
    return [codes[start : start + 25] for start in range(0, len(codes), 25)]


def test_no_age_edit_and_no_unknown_code_outside_the_scope(reference: Reference) -> None:
    for codes in outside(reference, "age"):
        for age in (0, 30, 70):
            assert _ask(codes, age, "F", ON) & {"AGE_CONFLICT", "INVALID_CODE"} == set()


def test_no_sex_edit_outside_the_scope(reference: Reference) -> None:
    for codes in outside(reference, "sex"):
        assert "SEX_CONFLICT" not in _ask(codes, 30, "F", SEX_EDIT_ASKED_AS_OF)
        assert "SEX_CONFLICT" not in _ask(codes, 30, "M", SEX_EDIT_ASKED_AS_OF)


def test_no_manifestation_outside_the_scope(reference: Reference) -> None:
    codes = {code for some in outside(reference, "manifestation") for code in some}
    assert not [code for code in sorted(codes)[::5] if "MANIFESTATION_AS_PDX" in _ask((code,), 30, "F", ON)]


@pytest.mark.parametrize("code", ["Z00.129", "P07.14", "Z38.00", "O80", "F03.90", "N40.0", "Z68.51", "Z34.02"])
def test_an_age_of_the_same_band_meets_the_same_edits(code: str) -> None:
    for age in range(125):
        assert _edits(code, age, "F", ON) == _edits(code, _age_asked(age), "F", ON), age


def test_what_the_editor_says_of_single_codes() -> None:
    assert (sex_of("C61"), sex_of("O80"), sex_of("I10")) == ("M", "F", "")
    assert is_manifestation("D63.1", ON)
    assert not is_manifestation("E11.9", ON)
