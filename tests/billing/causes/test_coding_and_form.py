"""Root causes in what was coded or keyed, and in the numbers that stand beside a code."""

import datetime
from typing import Any

import pytest

from billing.causes.opening import planted_world
from data import Reference
from tests.billing.causes import scenes, worlds
from tests.billing.causes.worlds import Ends, visit
from tests.billing.made import line

KNEE: dict[str, Any] = {"lines": (line("20610", "RT"),), "diagnoses": ("M17.11",)}
TWO_REASONS: dict[str, Any] = {"lines": (line("20610", "RT", points=("d2",)),), "diagnoses": ("I10", "M17.11")}
WARD: dict[str, Any] = {"encounter": {"place_of_service": "21", "setting": "hospital"}}
READING: dict[str, Any] = {"lines": (line("71046", "26"),), "diagnoses": ("J18.9",), **WARD}
CHECKUP: dict[str, Any] = {"lines": (line("99396"),), "diagnoses": ("Z00.00",)}
STREP: dict[str, Any] = {
    "lines": (line("99213"), line("87880", "QW")),
    "diagnoses": ("J02.0",),
    "case_line": "87880-QW",
}
SCOPE: dict[str, Any] = {
    "lines": (line("45385", "33", points=("d1", "d2")),),
    "diagnoses": ("Z12.11", "D12.3"),
    "coverage": {"deductible_left": "200.00"},
}
DRUG: dict[str, Any] = {"lines": (line("J3301", units=4),), "diagnoses": ("M17.11",), "payer": "granite-medicaid"}
LABOR: dict[str, Any] = {
    "payer": "harbor-comp",
    "lines": (line("99213"),),
    "diagnoses": ("S61.411A",),
    "registration": {"employment_related": "yes", "onset_date": "2026-06-10", "onset_qualifier": "431"},
}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "code.pointer": (TWO_REASONS, "payer"),
    "code.side-missing": (KNEE, "payer"),
    "code.reading-unmarked": (READING, "payer"),
    "code.other-side": (KNEE, "payer"),
    "code.place": ({"lines": (line("99232"),), **WARD}, "payer"),
    "code.other-age": (CHECKUP, "payer"),
    "code.not-new": ({"lines": (line("99214"),)}, "payer"),
    "code.units-typed": ({"lines": (line("99214"),)}, "payer"),
    "code.waived-unmarked": (STREP, "payer"),
    "code.screening-unmarked": (SCOPE, "payer"),
    "form.drug-number": (DRUG, "payer"),
    "form.laboratory-number": (STREP, "payer"),
    "doc.no-injury-date": (LABOR, "payer"),
    "reject.ordering-missing": ({**STREP, "payer": "medicare"}, "payer"),
    "reject.code-ended": ({"lines": (line("J1010", units=40),), "diagnoses": ("M17.11",)}, "payer"),
    "reject.code-cut": ({}, "payer"),
}


@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str) -> None:
    changes, ends = VISITS[cause]
    variant = visit(reference, cause, **changes)
    if cause == "code.screening-unmarked":  # Paid, but too little: nothing in the account is open.
        assert worlds.problems(reference, variant) == []
    else:
        worlds.stands(reference, variant, ends)
    scenes.is_told(reference, variant)
    scenes.pays_the_same(reference, variant)


def test_medicare_wants_a_new_claim_where_others_take_a_corrected_one(reference: Reference) -> None:
    """A claim without CLIA number is unprocessable there (MA130): no reopening, no appeal, nothing of it is paid."""
    variant = visit(reference, "form.laboratory-number", **{**STREP, "payer": "medicare"})
    opened = worlds.opened(reference, variant)
    answer = opened.claims[-1].answer
    assert answer is not None
    assert "MA130" in answer.remarks
    assert all(row.denied for row in answer.lines)
    assert {due.what for item in opened.items for due in item.due} == {"new claim"}
    assert [one.action for one in worlds.remedies(reference, variant)] == ["new_claim"]
    scenes.pays_the_same(reference, variant)


def test_a_corrected_claim_at_medicare_is_a_reopening(reference: Reference) -> None:
    variant = visit(reference, "code.side-missing", **{**KNEE, "payer": "medicare"})
    assert [one.action for one in worlds.remedies(reference, variant)] == ["reopening"]
    scenes.pays_the_same(reference, variant)


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("code.pointer", KNEE, "no other diagnosis"),
        ("code.side-missing", {}, "names no side"),
        ("code.other-side", {}, "names no side"),
        ("code.reading-unmarked", {"lines": (line("71046"),), "diagnoses": ("J18.9",)}, "no line has 26"),
        ("code.place", {}, "with payment"),
        ("code.other-age", {}, "no preventive visit"),
        ("code.not-new", {"lines": (line("99203"),)}, "no office visit of an established"),
        ("code.waived-unmarked", {}, "gives no room"),
        ("code.screening-unmarked", {}, "no line has 33 or PT"),
        ("form.drug-number", {**DRUG, "payer": "medicare"}, "does not ask"),
        ("form.laboratory-number", {}, "with payment"),
        ("doc.no-injury-date", {}, "only with workers' compensation"),
        ("reject.ordering-missing", STREP, "no test for Medicare"),
        ("reject.code-ended", {}, "took no other code's place"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


def test_tests_that_need_no_mark_pass_the_certificate_of_waiver(reference: Reference) -> None:
    """A dipstick is waived by its code alone (CMS list); a culture is waived by nothing."""
    for code, look in (("81002", "paid"), ("87070", "CO-B7")):
        variant = visit(reference, "", lines=(line(code),), diagnoses=("N39.0",))
        world = planted_world(reference, variant).with_file(waiver_only=True)
        assert worlds.looks(reference, world) == {look}


def test_the_established_visit_is_new_again_after_three_years(reference: Reference) -> None:
    world = planted_world(reference, visit(reference, "code.not-new", lines=(line("99214"),)))
    seen = world.file.history[0]
    for day, look in ((datetime.date(2023, 6, 11), "CO-B16"), (datetime.date(2023, 6, 10), "paid")):
        changed = world.with_file(history=(seen.model_copy(update={"date": day}),))
        assert worlds.looks(reference, changed) == {look}


def test_a_drug_number_has_qualifier_and_eleven_digits(reference: Reference) -> None:
    world = planted_world(reference, visit(reference, "form.drug-number", **DRUG))
    for text, look in (("N499999330101 ML1", "paid"), ("99999330101 ML1", "CO-16"), ("N49999933010 ML1", "CO-16")):
        assert worlds.looks(reference, world.with_line(supplement=text)) == {look}
