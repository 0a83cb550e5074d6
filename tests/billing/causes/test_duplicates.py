"""Root causes of "answered before": sent twice, not marked, two services that look like one, a payer's mix-up."""

from typing import Any

import pytest

from billing.causes.opening import planted_world
from billing.values import is_npi
from data import Reference
from tests.billing.causes import scenes, worlds
from tests.billing.causes.worlds import Ends, visit
from tests.billing.made import line

FINGERS: dict[str, Any] = {
    "lines": (line("26720", "F7"), line("26720", "F8", points=("d2",))),
    "diagnoses": ("S62.642A", "S62.644A"),
    "case_line": "26720-F8",
    "registration": {"other_accident": "yes", "onset_date": "2026-06-11", "onset_qualifier": "431"},
}
WARD: dict[str, Any] = {"encounter": {"place_of_service": "21", "setting": "hospital"}}
READING: dict[str, Any] = {"lines": (line("71046", "26"),), "diagnoses": ("J18.9",), **WARD}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "dup.sent-twice": ({}, "payer"),
    "dup.correction-not-marked": ({}, "payer"),
    "dup.repeat-unmarked": (FINGERS, "payer"),
    "dup.other-provider": (READING, "nothing"),
    "dup.two-specialties": ({}, "payer"),
    "dup.payer-mixed-up": ({}, "payer"),
}


@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str) -> None:
    changes, ends = VISITS[cause]
    variant = visit(reference, cause, **changes)
    worlds.stands(reference, variant, ends)
    scenes.is_told(reference, variant)
    scenes.pays_the_same(reference, variant)


def test_papers_tell_siblings_apart(reference: Reference) -> None:
    looks_alike = ("dup.sent-twice", "dup.correction-not-marked", "dup.two-specialties", "dup.payer-mixed-up")
    worlds.told_apart(reference, visit(reference), looks_alike)


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("dup.correction-not-marked", {"payer": "medicare"}, "takes no frequency 7"),
        ("dup.repeat-unmarked", {}, "gives no room"),
        ("dup.other-provider", {"lines": (line("71046"),), "diagnoses": ("J18.9",)}, "hospital"),
        ("dup.other-provider", WARD, "hospital"),
        ("dup.two-specialties", {"encounter": {"specialty": "cardiology"}}, "cardiologist"),
        ("dup.two-specialties", {"lines": (line("20610", "RT"),), "diagnoses": ("M17.11",)}, "no office visit"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


def test_the_first_claim_stays_paid_once_when_it_was_sent_twice(reference: Reference) -> None:
    variant = visit(reference, "dup.sent-twice")
    account = worlds.played(reference, variant)
    paid = [claim.answer.paid for claim in account.claims if claim.answer]
    assert paid == [scenes.right_payment(reference, variant), 0]


def test_numbers_of_other_providers_pass_the_check_digit(reference: Reference) -> None:
    for cause, changes in (("dup.other-provider", READING), ("dup.two-specialties", {})):
        assert is_npi(planted_world(reference, visit(reference, cause, **changes)).file.history[0].npi)
