"""Root causes of registration: coverage ended or not begun, another plan, children, hospice, accidents, exclusions."""

import datetime
from typing import Any

import pytest

from data import Reference
from tests.billing.causes import worlds
from tests.billing.causes.worlds import Ends, insured, visit
from tests.billing.made import line

DAY = datetime.date
THERAPY: dict[str, Any] = {"lines": (line("97110", "GP"),), "diagnoses": ("M17.11",)}
CHILD = {"relationship": "child", "insured": insured("Trent", "Ola", DAY(1979, 9, 9))}
BABY = {"birth_date": DAY(2026, 6, 9), "age": 0}
GROWN = {"birth_date": DAY(2000, 2, 19), "age": 26}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "coverage.ended": ({}, "patient"),
    "coverage.ended-new-payer": ({"second": "summit-ppo"}, "payer"),
    "coverage.taken-back": ({}, "patient"),
    "coverage.not-begun": ({}, "patient"),
    "coverage.payer-stale": ({}, "payer"),
    "coverage.managed-plan": ({"payer": "medicare", "second": "tidewater-ma"}, "payer"),
    "coverage.back-to-original": ({"payer": "tidewater-ma", "second": "medicare"}, "payer"),
    "coverage.limit-used": (THERAPY, "patient"),
    "coverage.excluded": ({}, "patient"),
    "coverage.not-told": ({}, "nothing"),
    "coverage.newborn-not-added": (
        {"coverage": CHILD, "patient": BABY, "lines": (line("99391"),), "diagnoses": ("Z00.110",)},
        "payer",
    ),
    "coverage.aged-out": ({"coverage": CHILD, "patient": GROWN}, "patient"),
    "coverage.spend-down": ({"payer": "granite-medicaid"}, "payer"),
    "coverage.renewal-missed": ({"payer": "granite-medicaid"}, "payer"),
    "coverage.wrong-death": ({"payer": "medicare"}, "payer"),
    "coverage.hospice": ({"payer": "medicare"}, "payer"),
    "coverage.hospice-attending": ({"payer": "medicare"}, "payer"),
    "coverage.hospice-owes": ({"payer": "medicare"}, "nothing"),
    "coverage.nursing-stay": ({"payer": "medicare", **THERAPY}, "nothing"),
    "coverage.work-injury": ({"second": "harbor-comp"}, "payer"),
    "coverage.not-at-work": ({}, "payer"),
    "coverage.not-a-car": ({}, "payer"),
    "coverage.auto-used-up": ({}, "payer"),
}


@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str) -> None:
    changes, ends = VISITS[cause]
    worlds.stands(reference, visit(reference, cause, **changes), ends)


@pytest.mark.parametrize(
    ("changes", "siblings"),
    [
        ({}, ("coverage.ended", "coverage.payer-stale", "coverage.taken-back")),
        ({"second": "summit-ppo"}, ("coverage.ended-new-payer", "coverage.payer-stale")),
        ({"payer": "tidewater-ma", "second": "medicare"}, ("coverage.back-to-original", "coverage.payer-stale")),
        ({}, ("coverage.excluded", "coverage.not-told")),
        ({}, ("coverage.not-a-car", "coverage.auto-used-up")),
        ({"payer": "medicare"}, ("coverage.hospice", "coverage.hospice-attending", "coverage.hospice-owes")),
    ],
)
def test_papers_tell_siblings_apart(reference: Reference, changes: dict[str, Any], siblings: tuple[str, ...]) -> None:
    worlds.told_apart(reference, visit(reference, **changes), siblings)


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("coverage.ended", {"payer": "medicare"}, "only with"),
        ("coverage.ended", {"second": "summit-ppo"}, "second coverage"),
        ("coverage.managed-plan", {"payer": "lakeshore-ppo", "second": "summit-ppo"}, "medicare_advantage"),
        ("coverage.excluded", {"payer": "granite-medicaid"}, "only with"),
        ("coverage.not-told", {"payer": "pinecrest-hmo"}, "no written agreement"),
        ("coverage.aged-out", {}, "no child"),
        (
            "coverage.newborn-not-added",
            {"coverage": CHILD, "patient": {**BABY, "birth_date": DAY(2026, 5, 20)}},
            "thirty",
        ),
        ("coverage.nursing-stay", {"payer": "medicare"}, "only therapy"),
        ("coverage.not-at-work", {"second": "harbor-comp"}, "compensation carrier"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


def test_without_an_agreement_an_exclusion_is_the_practices_loss(reference: Reference) -> None:
    """CO-204 where clause 2.4 asks for an agreement and none was signed, PR-204 with it."""
    seen = {cause: worlds.planted_looks(reference, visit(reference, cause))
            for cause in ("coverage.excluded", "coverage.not-told")}  # fmt: skip
    assert seen == {"coverage.excluded": {"PR-204"}, "coverage.not-told": {"CO-204"}}
    told = worlds.played(reference, visit(reference, "coverage.excluded"))
    untold = worlds.played(reference, visit(reference, "coverage.not-told"))
    assert told.statements
    assert not untold.statements


def test_what_was_paid_is_taken_back_before_the_patient_is_billed(reference: Reference) -> None:
    account = worlds.opened(reference, visit(reference, "coverage.taken-back"))
    first, second = account.remittances
    assert first.claims[0].paid > 0
    assert {one.clp_status for one in second.claims} >= {"22"}


def test_ten_b_stays_yes_where_a_car_was_the_cause(reference: Reference) -> None:
    variant = visit(reference, "coverage.auto-used-up")
    account = worlds.played(reference, variant)
    assert {one.claim.items["10b"] for one in account.claims} == {"yes"}
