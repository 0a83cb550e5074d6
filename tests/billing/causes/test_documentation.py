"""Root causes in what the payer waits for: records asked for, gone astray, unsigned, another day's; the member's word."""

from typing import Any

import pytest

from billing.causes.opening import planted_world
from data import Reference
from tests.billing.causes import scenes, worlds
from tests.billing.causes.worlds import Ends, visit
from tests.billing.made import line

CUT: dict[str, Any] = {
    "lines": (line("12001"),),
    "diagnoses": ("S61.411A",),
    "registration": {"other_accident": "yes", "onset_date": "2026-06-11", "onset_qualifier": "431"},
}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "doc.records-wanted": ({}, "payer"),
    "doc.not-matched": ({}, "payer"),
    "doc.other-day-sent": ({}, "payer"),
    "doc.unsigned": ({}, "payer"),
    "doc.accident-question": (CUT, "payer"),
}


@pytest.mark.parametrize("payer", ["lakeshore-ppo", "medicare", "granite-medicaid"])
@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str, payer: str) -> None:
    changes, ends = VISITS[cause]
    if cause == "doc.accident-question" and payer == "medicare":
        assert "no such question" in worlds.cannot(reference, visit(reference, cause, payer=payer, **changes))
        return
    variant = visit(reference, cause, payer=payer, **changes)
    worlds.stands(reference, variant, ends)
    scenes.is_told(reference, variant)
    scenes.pays_the_same(reference, variant)


def test_papers_tell_siblings_apart(reference: Reference) -> None:
    worlds.told_apart(reference, visit(reference), ("doc.records-wanted", "doc.not-matched"))
    worlds.told_apart(reference, visit(reference), ("doc.unsigned", "doc.other-day-sent"))


def test_of_an_operation_the_operative_report_is_asked_for(reference: Reference) -> None:
    """M29 asks for the operative report, M127 for the record of a visit."""
    for changes, remark, words in ((CUT, "M29", "operative report"), ({}, "M127", "record of the visit")):
        account = worlds.opened(reference, visit(reference, "doc.records-wanted", **changes))
        assert [item.rarcs for item in account.items] == [(remark,)]
        letter = next(paper for paper in account.papers if paper.id == "letter.records")
        assert words in letter.text


def test_records_without_the_attestation_do_not_help(reference: Reference) -> None:
    """The file stays unsigned until the attestation is in it."""
    world = planted_world(reference, visit(reference, "doc.unsigned"))
    assert worlds.looks(reference, world.with_file(records_received=True)) == {"CO-226"}
    assert worlds.looks(reference, world.with_file(records_unsigned=False)) == {"paid"}


def test_only_an_injury_brings_the_question_about_it(reference: Reference) -> None:
    assert "no injury" in worlds.cannot(reference, visit(reference, "doc.accident-question"))
