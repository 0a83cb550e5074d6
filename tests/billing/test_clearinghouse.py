"""The middle gate: each rejecting edit is somebody's to see, has its status code, and stops the claim where it should."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from billing.clearinghouse import TableError, codes_of, gate_answers
from billing.edits import EDITS
from billing.models import ScrubMessage
from billing.payer import GATE, adjudicate
from data import Reference
from data.electronic_claims import filing_indicators, rejection_codes, taxonomy
from scenarios import families, variant
from tests.billing.made import MEMBER_IDS, line, npi, right_claim, with_items, with_line

SENT = datetime.date(2026, 6, 13)
ENTITIES = {"", "IL", "QC", "85", "82", "77", "DN", "DK", "PR"}


def message(edit: str, item: str) -> ScrubMessage:
    return ScrubMessage(edit=edit, item=item, severity="error", message="x", cites="x")


def test_every_rejecting_edit_has_codes_for_any_of_its_items(reference: Reference) -> None:
    named = {row.edit for row in rejection_codes()}
    assert {edit.id for edit in EDITS if edit.rejects} <= named
    categories = reference.claim_codes["claim_status_category"]
    statuses = reference.claim_codes["claim_status"]
    for row in rejection_codes():
        assert row.category in categories, row
        assert categories[row.category].accepted is False, row
        assert row.status in statuses, row
        assert statuses[row.status].valid, row
        assert row.entity in ENTITIES, row


def test_no_edit_rejects_that_has_codes_for_another_reason() -> None:
    known = {edit.id for edit in GATE}
    strange = {row.edit for row in rejection_codes() if row.edit.startswith("SC-")} - known
    assert not strange


def test_the_row_of_the_item_goes_before_the_row_of_any() -> None:
    assert codes_of(message("SC-001", "5 zip")).status == "500"
    assert codes_of(message("SC-001", "5")).status == "503"
    assert codes_of(message("SC-005", "24J.3")).entity == "82"
    assert codes_of(message("SC-301", "21C")).status == "255"
    assert codes_of(message("PG-777", "1a")).category == "A3"
    with pytest.raises(TableError):
        codes_of(message("SC-999", "1a"))


def test_tables_know_every_specialty_and_kind_of_payer(reference: Reference) -> None:
    for family in families().values():
        encounter = variant(reference, family, 1).encounter
        assert taxonomy(encounter.specialty, encounter.provider.credential), encounter.specialty
    assert filing_indicators()["medicare"].claim == "MB"
    assert taxonomy("family medicine", "NP") == "363L00000X"
    assert taxonomy("alchemy") == ""


@pytest.mark.parametrize(
    ("items", "cells", "gate", "code"),
    [
        ({"i17": "ROSA DIAZ MD", "i17_qualifier": "DN", "i17b": "1234567890"}, {}, "clearinghouse", "A7:562:DN"),
        ({"i25": "12"}, {}, "clearinghouse", "A7:128:85"),
        ({"i28": "1.00"}, {}, "clearinghouse", "A8:400"),
        ({"i1a": "XYZ"}, {}, "clearinghouse", "A7:164:IL"),
        ({"i6": "cousin"}, {}, "clearinghouse", "A7:156"),
        ({"i10b": "yes", "i14": "2026-06-09"}, {}, "clearinghouse", "A6:750"),
        ({}, {"B": "00"}, "clearinghouse", "A7:249"),
        ({}, {"D": ("99214", "Z9")}, "clearinghouse", "A7:453"),
        ({}, {"A": "2027-06-11"}, "clearinghouse", "A7:510"),
        ({"i3": "2026-06-12"}, {}, "clearinghouse", "A8:187"),
        ({"i1a": "LKM11111111"}, {}, "payer", "A3:33"),
        ({"i2": "TRENT, MARIGOLD"}, {}, "payer", "A7:30"),
        ({"i3": "1968-02-20"}, {}, "payer", "A7:158:QC"),
        ({"i33a": npi("111111111")}, {}, "payer", "A7:562:85"),
        ({"i25": "01-0559922"}, {}, "payer", "A8:128:85"),
        ({"i22": "7", "i22_original": "LAK26000000001"}, {}, "payer", "A7:464"),
    ],
)
def test_the_gate_that_can_see_it_sends_it_back(
    reference: Reference, items: dict[str, str], cells: dict[str, Any], gate: str, code: str
) -> None:
    made, claim = right_claim(reference)
    right = gate_answers(reference, claim, made.encounter, SENT)
    assert right.accepted
    wrong = with_line(with_items(claim, **items), 1, **cells) if cells else with_items(claim, **items)
    found = gate_answers(reference, wrong, made.encounter, SENT)
    assert (found.answers[-1].gate, found.answers[-1].accepted) == (gate, False)
    assert code in found.answers[-1].codes
    assert len(found.answers[-1].codes) == len(found.answers[-1].messages)
    assert (found.received_on, found.claim_number, found.accepted) == (None, "", False)


def test_answers_come_day_after_day(reference: Reference) -> None:
    made, claim = right_claim(reference)
    found = gate_answers(reference, claim, made.encounter, SENT)
    assert [(one.gate, one.day.day) for one in found.answers] == [("file", 14), ("clearinghouse", 14), ("payer", 15)]
    assert found.received_on == datetime.date(2026, 6, 14)


@pytest.mark.parametrize("payer_id", sorted(MEMBER_IDS))
def test_the_payers_number_is_that_of_the_remittance(reference: Reference, payer_id: str) -> None:
    made, claim = right_claim(reference, payer_id=payer_id, lines=(line("99214"),))
    found = gate_answers(reference, claim, made.encounter, SENT)
    assert found.accepted, found.answers[-1].messages
    contract = reference.contracts[payer_id]
    answer = adjudicate(reference, claim, made.encounter, contract, datetime.date(2026, 7, 2))
    assert answer.claim_number == found.claim_number


def test_without_a_visit_nobody_knows_members(reference: Reference) -> None:
    _, claim = right_claim(reference)
    found = gate_answers(reference, with_items(claim, i1a="LKM11111111"), None, SENT)
    assert found.accepted
    assert found.claim_number.startswith("LAK")


def test_nobody_to_send_it_to(reference: Reference) -> None:
    made, claim = right_claim(reference)
    coverage = made.encounter.coverage[0].model_copy(update={"kind": "self_pay", "payer_id": "self-pay"})
    encounter = made.encounter.model_copy(update={"coverage": (coverage,)})
    found = gate_answers(reference, claim, encounter, SENT)
    assert found.answers[-1].gate == "clearinghouse"
    assert "A3:116" in found.answers[-1].codes


def test_the_same_claim_gets_the_same_answers(reference: Reference) -> None:
    made, claim = right_claim(reference)
    one, other = (gate_answers(reference, claim, made.encounter, SENT) for _ in range(2))
    assert one.answers == other.answers
    assert (one.claim_text, one.file_text, one.payer_text) == (other.claim_text, other.file_text, other.payer_text)
