"""Excludes notes: every one of the tabular list accounted for, both ways, with a weight that has its reason."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest

import rules
from data import Reference
from rules.code_references import CodeSpan, tabular_place
from rules.excludes import together
from rules.excludes_report import ExcludesReport
from rules.tables import table


@pytest.fixture(scope="module")
def report(reference: Reference) -> ExcludesReport:
    return rules.excludes_report(reference)


def test_every_note_is_accounted_for_and_works_both_ways(report: ExcludesReport) -> None:
    assert report.complete
    assert report.one_way == ()
    assert report.pairs_asked > 250_000
    for count in (report.excludes1, report.excludes2):
        assert count.adds_up
        assert count.resolved / count.read > 0.97
        assert count.without_codes == ()


def test_notes_left_as_text_name_no_code(report: ExcludesReport, reference: Reference) -> None:
    words = [
        note.text.replace(",", " ").replace("(", " ").replace(")", " ").split() for note in report.excludes1.as_text
    ]
    assert [word for text in words for word in text if len(word) > 2 and word.strip(".-") in reference.icd] == []


def test_no_note_of_the_published_list_is_lost(report: ExcludesReport) -> None:
    """Counted in the package itself, past our compiled file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import simple_icd_10_cm as published

    names = list(dict.fromkeys(published.get_all_codes(True)))
    headings = [name for name in names if published.is_chapter_or_block(name)]
    codes = [n for n in names if published.is_category_or_subcategory(n) and not published.is_extended_subcategory(n)]
    for count, read in (
        (report.excludes1, published.get_excludes1),
        (report.excludes2, published.get_excludes2),
    ):
        at_headings = sum(len(read(name, prioritize_blocks=True)) for name in headings)
        at_codes = sum(len(read(code, prioritize_blocks=False)) for code in codes)
        assert count.read == at_headings + at_codes


def test_the_report_is_plain_json(report: ExcludesReport) -> None:
    answer = report.as_json()
    assert answer["complete"] is True
    assert answer["symmetric"] is True
    listed = answer["excludes1"]["as_text"]  # type: ignore[index]
    assert {"at", "text"} == set(listed[0])


def test_codes_are_placed_as_the_tabular_list_has_them(reference: Reference) -> None:
    categories = [entry.code for entry in reference.icd if entry.parent is None and entry.code[0] != "U"]
    assert sorted(categories, key=tabular_place) == categories


@pytest.mark.parametrize(
    ("one", "two", "verdict", "severity"),
    [
        ("E11.9", "E10.9", "excludes1", "error"),
        ("F45.8", "G47.63", "excludes1", "warning"),
        ("S61.411A", "S62.001B", "excludes1", "warning"),
        ("Q21.0", "I51.0", "excludes1", "error"),
        ("N18.5", "N18.6", "excludes1", "error"),
        ("F10.10", "F10.20", "excludes1", "error"),
        ("I20.0", "I25.110", "excludes1", "warning"),
        ("M65.30", "M70.031", "excludes1", "warning"),
        ("J20.9", "J44.0", "excludes2", "info"),
        ("I10", "J44.9", "allowed", "info"),
        ("Z91.0111", "Z91.0112", "excludes1", "error"),
        ("M80.051A", "M81.0", "excludes1", "error"),
        ("O32.1XX1", "O32.8XX2", "excludes1", "warning"),
        ("O32.1XX1", "O32.8XX1", "excludes1", "error"),
        ("T20.00XA", "L55.0", "excludes2", "info"),
    ],
)
def test_a_pair_is_weighed_the_same_from_both_ends(
    reference: Reference, one: str, two: str, verdict: str, severity: str
) -> None:
    first, second = reference.icd.get(one), reference.icd.get(two)
    assert first is not None
    assert second is not None
    found = together(reference, first, second)
    assert (found.verdict, found.severity) == (verdict, severity)
    assert found == together(reference, second, first)


def test_a_code_is_no_pair_with_itself(reference: Reference) -> None:
    entry = reference.icd.get("C50.911")
    assert entry is not None
    assert together(reference, entry, entry).verdict == "allowed"


@pytest.mark.parametrize("name", ["never_together", "can_be_unrelated"])
def test_each_row_of_the_table_has_a_reason_and_real_codes(holds_a_code: Callable[[CodeSpan], bool], name: str) -> None:
    for row in table("never_together")[name]:
        assert row["why"]
        assert row["cites"].startswith("ICD-10-CM")
        for side in row["codes"]:
            for span in rules.code_spans(side):
                assert holds_a_code(span), row
