"""Root causes of "not necessary" and "too often": reasons, notices, intervals."""

import datetime
from typing import Any

import pytest

from billing.causes.opening import planted_world, right_world
from billing.payer_file import PaidService
from billing.payer_rules.frequency import interval_of, next_covered
from data import Reference
from tests.billing.causes import scenes, worlds
from tests.billing.causes.worlds import Ends, visit
from tests.billing.made import line

B12: dict[str, Any] = {"lines": (line("J3420"), line("96372")), "diagnoses": ("D51.0",), "case_line": "J3420-"}
TWO: dict[str, Any] = {"lines": (line("J3420", points=("d1", "d2")),), "diagnoses": ("D51.0", "R53.83")}
A1C: dict[str, Any] = {"payer": "medicare", "lines": (line("83036", "QW"),), "diagnoses": ("E11.22",)}
TOLD: dict[str, Any] = {**A1C, "lines": (line("83036", "QW", "GA"),)}
UNTOLD: dict[str, Any] = {**A1C, "lines": (line("83036", "QW", "GZ"),)}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "need.reason-left-off": (B12, "payer"),
    "need.second-not-read": (TWO, "payer"),
    "need.policy-overlooked": (B12, "payer"),
    "need.notice-signed": (TOLD, "patient"),
    "need.notice-unmarked": (TOLD, "patient"),
    "need.too-soon": (A1C, "nothing"),
    "need.counted-wrongly": (A1C, "payer"),
}


@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str) -> None:
    changes, ends = VISITS[cause]
    variant = visit(reference, cause, **changes)
    worlds.stands(reference, variant, ends)
    scenes.is_told(reference, variant)
    if ends == "payer":
        scenes.pays_the_same(reference, variant)


def test_no_reason_at_all_is_written_off(reference: Reference) -> None:
    """The right world itself is denied here; its neighbor is the chart that has the reason."""
    unsupported = {**B12, "diagnoses": ("R53.83",), "facts": {"supported": "no"}}
    variant = visit(reference, "need.no-reason", **unsupported)
    assert worlds.planted_looks(reference, variant) == {"CO-50"}
    assert worlds.right_looks(reference, visit(reference, **B12)) == {"paid"}
    assert worlds.problems(reference, variant) == []
    assert not worlds.played(reference, variant).statements
    assert "has the reason" in worlds.cannot(reference, visit(reference, "need.no-reason", **B12))


def test_a_notice_signed_afterwards_moves_nothing_to_the_patient(reference: Reference) -> None:
    variant = visit(reference, "need.notice-late", **UNTOLD)
    assert worlds.planted_looks(reference, variant) == {"CO-50"}
    assert worlds.problems(reference, variant) == []
    account = worlds.played(reference, variant)
    assert not account.statements
    assert not account.flags
    paper = next(one for one in account.papers if one.id == "form.notice")
    assert "10:26" in paper.text
    scenes.is_told(reference, variant)


def test_the_notice_wins_the_patients_share_and_no_payment(reference: Reference) -> None:
    """A redetermination with the signed notice turns CO into PR; the service stays denied."""
    account = worlds.played(reference, visit(reference, "need.notice-unmarked", **TOLD))
    answer = account.claims[-1].answer
    assert answer is not None
    assert answer.paid == 0
    assert {one.group for row in answer.lines for one in row.adjustments} == {"PR"}
    assert account.statements


def test_only_original_medicare_knows_the_notice(reference: Reference) -> None:
    for payer in ("tidewater-ma", "lakeshore-ppo"):
        why = worlds.cannot(reference, visit(reference, "need.notice-signed", **{**TOLD, "payer": payer}))
        assert "only Original Medicare" in why


@pytest.mark.parametrize(
    ("modifier", "look"), [("GZ", "CO-50"), ("GY", "PR-96"), ("GA", "paid")]
)  # GA alone denies nothing: Medicare decides on the service as on any other.
def test_what_a_mark_alone_does_at_medicare(reference: Reference, modifier: str, look: str) -> None:
    variant = visit(reference, payer="medicare", lines=(line("20610", "RT", modifier),), diagnoses=("M17.11",))
    assert worlds.right_looks(reference, variant) == {look}
    other = visit(reference, lines=(line("20610", "RT", modifier),), diagnoses=("M17.11",))
    assert worlds.right_looks(reference, other) == {"paid"}


def test_papers_tell_siblings_apart(reference: Reference) -> None:
    worlds.told_apart(reference, visit(reference, **A1C), ("need.too-soon", "need.counted-wrongly"))
    worlds.told_apart(reference, visit(reference, **TWO), ("need.second-not-read", "need.policy-overlooked"))
    worlds.told_apart(reference, visit(reference, **TWO), ("need.reason-left-off", "need.policy-overlooked"))


@pytest.mark.parametrize(
    ("code", "last", "first"),
    [
        ("77067", datetime.date(2025, 6, 20), datetime.date(2026, 6, 1)),
        ("G0439", datetime.date(2025, 12, 31), datetime.date(2026, 12, 1)),
        ("G0105", datetime.date(2024, 7, 2), datetime.date(2026, 7, 1)),
        ("G0121", datetime.date(2016, 6, 30), datetime.date(2026, 6, 1)),
        ("83036", datetime.date(2026, 3, 13), datetime.date(2026, 6, 11)),
        ("11721", datetime.date(2026, 4, 12), datetime.date(2026, 6, 11)),
    ],
)
def test_intervals_end_on_the_day_that_the_rules_say(
    reference: Reference, code: str, last: datetime.date, first: datetime.date
) -> None:
    """Full months after the month of the last one, or days (42 CFR 410.15, 410.34, 410.37, 410.39; NCD 190.23)."""
    row = interval_of(code)
    assert row is not None
    assert next_covered(row, last) == first


def test_a_day_before_and_the_day_itself(reference: Reference) -> None:
    world = right_world(reference, visit(reference, **A1C))
    for last, look in ((datetime.date(2026, 3, 13), "paid"), (datetime.date(2026, 3, 14), "CO-151")):
        paid = PaidService(date=last, code="83036", npi="1715204933", own_practice=False, claim_number="M1")
        assert worlds.looks(reference, world.with_file(history=(paid,))) == {look}


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("need.reason-left-off", {"lines": (line("20610", "RT"),), "diagnoses": ("M17.11",)}, "no other diagnosis"),
        ("need.reason-left-off", {}, "no policy is about"),
        ("need.second-not-read", B12, "points at one diagnosis"),
        ("need.policy-overlooked", {}, "no policy is about"),
        ("need.too-soon", {"payer": "medicare"}, "has no interval"),
        ("need.too-soon", TOLD, "tells of a notice"),
        ("need.too-soon", {**A1C, "facts": {"last": "2026-01-05"}}, "interval was over"),
        ("need.too-soon", {**A1C, "payer": "lakeshore-ppo"}, "with payment"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


def test_lines_keep_pointing_at_what_is_left(reference: Reference) -> None:
    """Where one of three diagnoses is left off, the other lines still point at theirs."""
    lines = (line("99214", "25", points=("d3", "d2")), line("J3420", points=("d1",)))
    facts: dict[str, Any] = {"lines": lines, "diagnoses": ("D51.0", "I10", "E03.9"), "case_line": "J3420-"}
    world = planted_world(reference, visit(reference, "need.reason-left-off", **facts))
    assert world.claim.diagnoses == ("I10", "E03.9")
    assert [row.E for row in world.claim.lines] == ["BA", "A"]
