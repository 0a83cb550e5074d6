"""Root causes of lateness and of claims sent back by number, name and date."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from billing.causes.opening import planted_world
from data import Reference
from tests.billing.causes import worlds
from tests.billing.causes.worlds import Ends, visit
from tests.billing.made import npi

BORN = datetime.date(1955, 2, 19)
REFERRED = {"referring_provider": "Ann Hale MD", "referring_npi": npi("199279998"), "referring_qualifier": "DN"}
MEDICARE: dict[str, Any] = {"payer": "medicare"}
RETIRED: dict[str, Any] = {**MEDICARE, "second": "lakeshore-ppo", "patient": {"birth_date": BORN, "age": 71}}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "timely.sent-late": ({}, "nothing"),
    "timely.payers-receipt": ({}, "payer"),
    "timely.only-clearinghouse": ({}, "nothing"),
    "timely.date-misread": ({}, "payer"),
    "timely.correction-late": ({}, "nothing"),
    "timely.plan-took-back": (MEDICARE, "payer"),
    "timely.retroactive": (MEDICARE, "payer"),
    "timely.second-clock": (RETIRED, "payer"),
    "reject.member-id": ({}, "payer"),
    "reject.old-number": ({}, "payer"),
    "reject.name": ({}, "payer"),
    "reject.birth-date": ({}, "payer"),
    "reject.referring-number": ({"registration": REFERRED}, "payer"),
    "reject.billing-number": ({}, "payer"),
    "reject.code-cut": ({}, "payer"),
}


@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str) -> None:
    changes, ends = VISITS[cause]
    worlds.stands(reference, visit(reference, cause, **changes), ends)


@pytest.mark.parametrize(
    ("changes", "siblings"),
    [
        (
            {},
            (
                "timely.sent-late", "timely.payers-receipt", "timely.only-clearinghouse", "timely.date-misread",
                "timely.correction-late",
            ),
        ),
        (MEDICARE, ("timely.sent-late", "timely.payers-receipt", "timely.plan-took-back", "timely.retroactive")),
        ({}, ("reject.member-id", "reject.old-number", "reject.name", "reject.birth-date", "reject.billing-number")),
    ],
)  # fmt: skip
def test_papers_tell_siblings_apart(reference: Reference, changes: dict[str, Any], siblings: tuple[str, ...]) -> None:
    worlds.told_apart(reference, visit(reference, **changes), siblings)


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("timely.correction-late", MEDICARE, "no frequency 7"),
        ("timely.second-clock", {**MEDICARE, "second": "granite-medicaid"}, "by itself"),
        ("timely.plan-took-back", {}, "only with medicare"),
        ("timely.retroactive", {}, "only programs"),
        ("reject.old-number", MEDICARE, "only a plan"),
        ("reject.referring-number", {}, "no room"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


def test_medicare_says_that_lateness_has_no_appeal(reference: Reference) -> None:
    """N211 on Medicare's remittance; other payers leave the appeal open."""
    remarks = {payer: worlds.opened(reference, visit(reference, "timely.sent-late", payer=payer)).items[0].rarcs
               for payer in ("medicare", "lakeshore-ppo")}  # fmt: skip
    assert remarks == {"medicare": ("N211",), "lakeshore-ppo": ()}


def test_a_day_before_the_limit_is_in_time(reference: Reference) -> None:
    world = planted_world(reference, visit(reference, "timely.sent-late"))
    for days, seen in ((-8, {"paid"}), (0, {"CO-29"})):
        sent = world.sent_on.fromordinal(world.sent_on.toordinal() + days)
        assert worlds.looks(reference, replace(world, sent_on=sent)) == seen


def test_an_old_number_agrees_with_the_card_and_not_with_eligibility(reference: Reference) -> None:
    account = worlds.opened(reference, visit(reference, "reject.old-number"))
    texts = {paper.id: paper.text for paper in account.papers}
    sent = account.claims[0].claim.items["1a"]
    assert sent in texts["card.1"]
    assert f"ID {sent}" not in texts["eligibility.1"].split("Found by")[0]
