"""The layouts hold together: every sentence reads, every table and loop that one names is there, sources are said."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from billing.x12.composed import COMPOSED
from billing.x12.layout import FOLDER, Layout, Loop, common, layout_for, layouts, tables
from billing.x12.sentences import sentence
from data import Reference

ELEMENT_KINDS = {"", "money", "number", "date", "time", "period", "group_code", "claim_adjudication"}


def all_loops(loop: Loop) -> Iterator[Loop]:
    yield loop
    for child in loop.children:
        yield from all_loops(child)


@pytest.mark.parametrize("layout", layouts(), ids=lambda one: one.kind)
def test_every_segment_of_a_loop_is_told(layout: Layout) -> None:
    for loop in all_loops(layout.root):
        for tag in {*loop.has, *loop.opens.tags}:
            assert tag in layout.rules, f"{layout.kind} {loop.id}: {tag}"


@pytest.mark.parametrize("layout", layouts(), ids=lambda one: one.kind)
def test_every_rule_has_a_sentence_that_reads(layout: Layout) -> None:
    for rules in layout.rules.values():
        for rule in rules:
            assert bool(rule.plain) != bool(rule.by), rule
            assert not rule.by or rule.by in COMPOSED, rule.by
            assert not rule.plain or sentence(rule.plain).parts
            assert {element.kind for element in rule.elements} <= ELEMENT_KINDS, rule


@pytest.mark.parametrize("layout", layouts(), ids=lambda one: one.kind)
def test_what_a_loop_needs_can_stand_in_it(layout: Layout) -> None:
    for loop in all_loops(layout.root):
        assert set(loop.needs) <= {child.id for child in loop.children}, loop.id
        for need in loop.must:
            assert set(need.tags) <= {*loop.has, *loop.opens.tags}, f"{loop.id}: {need.written}"
        assert loop.last <= loop.has


def test_a_table_named_by_nothing_is_not_kept() -> None:
    written = "".join(path.read_text() for path in FOLDER.parent.rglob("*.yaml"))
    code = "".join(path.read_text() for path in FOLDER.parent.glob("*.py"))
    for table in tables():
        assert f"|{table}" in written or re.search(f"[\"']{table}[\"']", code), table


def test_every_file_says_where_it_is_from() -> None:
    for path in FOLDER.glob("*.yaml"):
        head = path.read_text().splitlines()[:4]
        assert head[0].startswith("# Source: "), path.name
        assert any("20" in line for line in head), path.name


def test_every_meaning_is_short_and_plain() -> None:
    for table, codes in tables().items():
        for code, meaning in codes.items():
            assert 0 < len(meaning) <= 70, f"{table} {code}"
            assert not meaning.endswith("."), f"{table} {code}"


def test_the_implementation_decides_the_layout() -> None:
    kinds = {
        ("837", "005010X222A1"): "837P",
        ("837", "005010X223A2"): "837I",
        ("837", "005010X224A2"): "837D",
        ("837", "004010X098A1"): "837P",
        ("837", ""): "837P",
        ("835", ""): "835",
        ("277", "005010X214"): "277CA",
        ("277", "005010X212"): "277",
        ("276", "005010X212"): "276",
        ("997", "004010"): "999",
        ("271", "004010X092A1"): "271",
    }
    for asked, kind in kinds.items():
        layout = layout_for(*asked)
        assert layout is not None
        assert layout.kind == kind
    assert layout_for("850", "004010") is None


def test_envelopes_are_told_everywhere() -> None:
    assert {"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"} <= set(common())


def test_kinds_of_claims_are_those_of_the_reference_data(reference: Reference) -> None:
    assert set(tables()["claim_kind"]) == set(reference.claim_codes["claim_frequency"]) | {"6"}
