"""The Table of Neoplasms: sites that every coder knows, every code in the tabular list, sides that agree."""

from __future__ import annotations

import time
from dataclasses import astuple

import pytest

from data import NeoplasmRow, Reference, neoplasm_table
from data.neoplasm_table import _entries

# Blocks of chapter 2 by column.
BLOCKS = (
    ("C00-C76", "C7A", "C80-C96"),
    ("C77-C79", "C7B"),
    ("D00-D09",),
    ("D10-D36", "D3A"),
    ("D37-D48",),
    ("D49-D49",),
)
# A malignant primary with its secondary, in situ, benign, uncertain and unspecified code; a dash where there is none.
# Source: ICD-10-CM tabular list FY 2026 by title, and the ICD-10-CM Table of Neoplasms (CDC/NCHS).
KNOWN = """
C50.411 C79.81 D05.91 D24.1 D48.61 D49.3
C50.412 C79.81 D05.92 D24.2 D48.62 D49.3
C50.919 C79.81 D05.90 D24.9 D48.60 D49.3
C50.021 C79.81 D05.91 D24.1 D48.61 D49.3
C00.3 C79.89 D00.01 D10.0 D37.01 D49.0
C02.1 C79.89 D00.07 D10.1 D37.02 D49.0
C07 C79.89 D00.00 D11.0 D37.030 D49.0
C09.9 C79.89 D00.08 D10.4 D37.05 D49.0
C15.5 C78.89 D00.1 D13.0 D37.8 D49.0
C16.3 C78.89 D00.2 D13.1 D37.1 D49.0
C17.0 C78.4 D01.49 D13.2 D37.2 D49.0
C18.0 C78.5 D01.0 D12.0 D37.4 D49.0
C18.1 C78.5 D01.0 D12.1 D37.3 D49.0
C18.7 C78.5 D01.0 D12.5 D37.4 D49.0
C18.9 C78.5 D01.0 D12.6 D37.4 D49.0
C20 C78.5 D01.2 D12.8 D37.5 D49.0
C21.1 C78.5 D01.3 D12.9 D37.8 D49.0
C22.9 C78.7 D01.5 D13.4 D37.6 D49.0
C24.1 C78.89 D01.5 D13.5 D37.6 D49.0
C25.0 C78.89 D01.7 D13.6 D37.8 D49.0
C25.4 C78.89 D01.7 D13.7 D37.8 D49.0
C32.0 C78.39 D02.0 D14.1 D38.0 D49.1
C34.11 C78.01 D02.21 D14.31 D38.1 D49.1
C34.32 C78.02 D02.22 D14.32 D38.1 D49.1
C34.2 C78.01 D02.21 D14.31 D38.1 D49.1
C34.90 C78.00 D02.20 D14.30 D38.1 D49.1
C38.0 C79.89 - D15.1 D48.7 D49.89
C40.21 C79.51 - D16.21 D48.0 D49.2
C41.2 C79.51 - D16.6 D48.0 D49.2
C44.301 C79.2 D04.39 D23.39 D48.5 D49.2
C44.1021 C79.2 D04.111 D23.111 D48.5 D49.2
C44.1092 C79.2 D04.122 D23.122 D48.5 D49.2
C44.602 C79.2 D04.61 D23.61 D48.5 D49.2
C44.311 - - - - -
C49.11 C79.89 - D21.11 D48.19 D49.2
C53.9 C79.82 D06.9 D26.0 D39.0 D49.59
C54.1 C79.82 D07.0 D26.1 D39.0 D49.59
C56.1 C79.61 D07.39 D27.0 D39.11 D49.59
C56.3 C79.63 D07.39 - - D49.59
C61 C79.82 D07.5 D29.1 D40.0 D49.59
C62.12 C79.82 D07.69 D29.22 D40.12 D49.59
C64.1 C79.01 D09.19 D30.01 D41.01 D49.511
C65.2 C79.02 D09.19 D30.12 D41.12 D49.512
C66.1 C79.19 D09.19 D30.21 D41.21 D49.59
C67.0 C79.11 D09.0 D30.3 D41.4 D49.4
C67.8 - - - - -
C69.21 C79.49 D09.21 D31.21 D48.7 D49.81
C71.1 C79.31 - D33.0 D43.0 D49.6
C71.6 C79.31 - D33.1 D43.1 D49.6
C72.41 C79.49 - D33.3 D43.3 D49.7
C73 C79.89 D09.3 D34 D44.0 D49.7
C74.02 C79.72 D09.3 D35.02 D44.12 D49.7
C76.41 C79.89 D04.61 D36.7 D48.7 D49.89
C80.1 C79.9 D09.9 D36.9 D48.9 D49.9
"""


def all_rows(reference: Reference) -> list[NeoplasmRow]:
    """Every row there is."""
    return [entry.row for entry in _entries(reference.icd)]


def codes(row: NeoplasmRow) -> tuple[str, ...]:
    """The six codes of a row."""
    return tuple(str(value) for value in astuple(row)[1:])


@pytest.mark.parametrize("line", KNOWN.split("\n")[1:-1])
def test_a_known_site_has_its_codes(reference: Reference, line: str) -> None:
    expected = tuple(code.replace("-", "") for code in line.split())
    assert codes(neoplasm_table(reference, expected[0])[0]) == expected


@pytest.mark.parametrize(
    ("text", "primary"),
    [
        ("breast upper-outer right female", "C50.411"),
        ("colon", "C18.9"),
        ("sigmoid colon", "C18.7"),
        ("prostate", "C61"),
        ("stomach", "C16.9"),
        ("brain", "C71.9"),
        ("left ovary", "C56.2"),
        ("bladder", "C67.9"),
        ("skin of nose", "C44.301"),
        ("basal cell nose", "C44.311"),
        ("melanoma scalp", "C43.4"),
        ("windpipe", "C33"),
        ("unknown primary", "C80.1"),
        ("prostrate", "C61"),
    ],
)
def test_a_site_is_found_by_its_words(reference: Reference, text: str, primary: str) -> None:
    assert neoplasm_table(reference, text)[0].primary == primary


def test_lymph_nodes_have_no_primary(reference: Reference) -> None:
    rows = [row for row in neoplasm_table(reference, "axilla lymph nodes") if row.secondary]
    assert codes(rows[0]) == ("", "C77.3", "", "D36.0", "D48.7", "D49.89")


def test_every_code_is_billable_and_in_the_block_of_its_column(reference: Reference) -> None:
    for row in all_rows(reference):
        for code, blocks in zip(codes(row), BLOCKS, strict=True):
            if code:
                found = reference.icd.get(code)
                assert found is not None, (row.site, code)
                assert found.billable, (row.site, code)
                assert code[:3] in {"C7A", "C7B", "D3A"} & set(blocks) or _within(code, blocks), (row.site, code)


def _within(code: str, blocks: tuple[str, ...]) -> bool:
    return any(block[:3] <= code[:3] <= block[4:] for block in blocks if "-" in block)


def test_a_row_is_of_one_side_and_its_primary_says_which(reference: Reference) -> None:
    for row in all_rows(reference):
        titles = [found.title for found in map(reference.icd.get, filter(None, codes(row))) if found]
        sides = {word for title in titles for word in title.split() if word in {"right", "left", "bilateral"}}
        assert len(sides) < 2, row
        # The middle lobe is the right lung's alone, and its title need not say so.
        assert sides <= set(titles[0].split()) or row.primary == "C34.2", row


def test_every_neoplasm_of_the_tabular_list_has_a_row(reference: Reference) -> None:
    held = {code for row in all_rows(reference) for code in codes(row) if code}
    listed = {code.code for code in reference.icd if code.billable and code.chapter == "2"}
    assert listed == held


def test_nothing_is_found_for_nothing_and_the_limit_holds(reference: Reference) -> None:
    assert neoplasm_table(reference, "") == neoplasm_table(reference, " ") == neoplasm_table(reference, "qqqqzz") == ()
    assert len(neoplasm_table(reference, "breast", limit=4)) == 4


def test_the_table_is_made_and_asked_quickly(reference: Reference) -> None:
    started = time.process_time()
    _entries.__wrapped__(reference.icd)
    made = time.process_time()
    neoplasm_table(reference, "prostrate")
    assert made - started < 0.6
    assert time.process_time() - made < 0.3
