"""Root causes around providers: enrolled when, known by which number, allowed to order or to bill."""

from typing import Any

import pytest

from data import Reference
from scenarios.models import Provider
from tests.billing.causes import worlds
from tests.billing.causes.worlds import Ends, visit
from tests.billing.made import line, npi

FILM: dict[str, Any] = {
    "payer": "medicare",
    "lines": (line("71046"),),
    "diagnoses": ("J18.9",),
    "registration": {
        "referring_provider": "Ann Hale MD",
        "referring_npi": npi("199279998"),
        "referring_qualifier": "DK",
    },
}
NURSE: dict[str, Any] = {
    "encounter": {
        "provider": Provider(name="Dana Okafor", npi=npi("154839201"), credential="NP", specialty="family medicine")
    }
}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "enroll.begins-later": ({}, "nothing"),
    "enroll.reaches-back": ({}, "payer"),
    "enroll.lapsed": ({"payer": "medicare"}, "nothing"),
    "enroll.wrong-rendering": ({}, "payer"),
    "enroll.not-loaded": ({}, "payer"),
    "enroll.tax-number": ({}, "payer"),
    "enroll.referring-barred": (FILM, "nothing"),
    "enroll.referring-mistyped": (FILM, "payer"),
    "enroll.kind-barred": (NURSE, "nothing"),
}


@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str) -> None:
    changes, ends = VISITS[cause]
    worlds.stands(reference, visit(reference, cause, **changes), ends)


@pytest.mark.parametrize(
    ("changes", "siblings"),
    [
        ({}, ("enroll.begins-later", "enroll.reaches-back", "enroll.lapsed")),
        ({}, ("enroll.wrong-rendering", "enroll.not-loaded")),
        (FILM, ("enroll.referring-barred", "enroll.referring-mistyped")),
    ],
)
def test_papers_tell_siblings_apart(reference: Reference, changes: dict[str, Any], siblings: tuple[str, ...]) -> None:
    worlds.told_apart(reference, visit(reference, **changes), siblings)


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("enroll.not-loaded", {"payer": "medicare"}, "only with"),
        ("enroll.referring-barred", {"payer": "medicare"}, "only tests"),
        ("enroll.referring-barred", {**FILM, "payer": "lakeshore-ppo"}, "only tests under Medicare"),
        ("enroll.kind-barred", {}, "physician"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


def test_the_visit_beside_a_test_is_paid_without_an_eligible_orderer(reference: Reference) -> None:
    """42 CFR 424.507 asks it of tests, not of the visit on the same claim."""
    both = {**FILM, "lines": (line("71046"), line("99214"))}
    items = worlds.opened(reference, visit(reference, "enroll.referring-barred", **both)).items
    assert [(item.line, item.carc) for item in items] == [(1, "183")]


def test_a_film_that_the_provider_ordered_himself_has_no_foreign_orderer(reference: Reference) -> None:
    own = {key: value for key, value in FILM.items() if key != "registration"}
    assert "himself" in worlds.cannot(reference, visit(reference, "enroll.referring-barred", **own))
