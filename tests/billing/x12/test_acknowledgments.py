"""999 and 277CA as files: what was faulty stands at its segment, what was sent back has its status codes."""

from __future__ import annotations

import datetime
import importlib.resources
from typing import Any
from xml.etree import ElementTree

import pytest

from billing.claim_batch import send_batch
from billing.clearinghouse import file_acknowledgment, gate_answers
from billing.x12.claim_837 import claim_file
from billing.x12.file_acknowledgment import DATA_ELEMENTS, acknowledgment_file
from billing.x12.submission import submission
from data import Reference
from tests.billing.made import line, npi, right_claim, with_items, with_line
from tests.billing.x12.own_checks import status_objections
from tests.billing.x12.validators import pyx12_objections

SENT = datetime.date(2026, 6, 13)


def lines_of(text: str) -> list[str]:
    return [row.rstrip("~") for row in text.splitlines()]


def answers(reference: Reference, change: Any = None, **facts: Any) -> Any:
    """What comes back of a made claim, once it was changed."""
    variant, claim = right_claim(reference, **facts)
    found = gate_answers(reference, change(claim) if change else claim, variant.encounter, SENT)
    for text in (found.file_text, found.clearinghouse_text, found.payer_text):
        assert not text or not pyx12_objections(text)
    for text in (found.clearinghouse_text, found.payer_text):
        assert not text or not list(status_objections(reference, text))
    return found


# ---- 999 -------------------------------------------------------------------------------------------------


def test_a_readable_file_is_accepted(reference: Reference) -> None:
    found = lines_of(answers(reference).file_text)
    assert found[3:7] == ["AK1*HC*1*005010X222A1", "AK2*837*0001*005010X222A1", "IK5*A", "AK9*A*1*1*1"]
    assert found[0].split("*")[9] == "260614"


def test_a_missing_birth_date_is_told_at_its_segment(reference: Reference) -> None:
    found = answers(reference, lambda claim: with_items(claim, i3=""))
    segments = found.file.segments
    first = next(place for place, one in enumerate(segments) if one.tag == "ST")
    position = next(place for place, one in enumerate(segments) if one.tag == "DMG") - first + 1
    said = lines_of(found.file_text)
    start = said.index(f"IK3*DMG*{position}*2010*8")
    assert said[start + 1 : start + 5] == ["CTX*CLM01:KEP-20611", "IK4*2*1251*1", "IK5*R*5", "AK9*R*1*1*0"]
    assert found.answers[-1].codes == ("DMG02:1",)
    assert not found.clearinghouse_text


@pytest.mark.parametrize(
    ("items", "cells", "error", "element"),
    [
        ({}, {"E": "F"}, "SV1", "IK4*7:1*1328*7*F"),
        ({}, {"G": ""}, "SV1", "IK4*4*380*1"),
        ({"i1a": ""}, {}, "NM1", "IK4*9*67*1"),
        ({"i5_state": "MAINE"}, {}, "N4", "IK4*2*156*5*MAINE"),
        ({"i26": "KEP-20611-WITH-ITS-BRANCH"}, {}, "CLM", "IK4*1*1028*5*KEP-20611-WITH-ITS-BRANCH"),
        ({}, {"D": ("99214", "259")}, "SV1", "IK4*1:3*1339*5*259"),
    ],
)
def test_elements_are_named_by_number(
    reference: Reference, items: dict[str, str], cells: dict[str, str], error: str, element: str
) -> None:
    found = answers(reference, lambda claim: with_line(with_items(claim, **items), 1, **cells))
    said = lines_of(found.file_text)
    assert any(row.startswith(f"IK3*{error}*") for row in said)
    assert element in said


def test_a_character_that_is_left_out_is_accepted_with_errors(reference: Reference) -> None:
    found = answers(reference, lambda claim: with_items(claim, i5="218 COVE LANE 李"))
    said = lines_of(found.file_text)
    assert said[-5:-3] == ["IK5*E*5", "AK9*E*1*1*1"]
    assert found.answers[0].accepted


def test_a_segment_that_is_missing(reference: Reference) -> None:
    found = answers(reference, lambda claim: claim.model_copy(update={"diagnoses": ()}))
    said = lines_of(found.file_text)
    assert any(row.startswith("IK3*HI*") and row.endswith("*2300*3") for row in said)


def test_of_several_transactions_one_may_be_rejected(reference: Reference) -> None:
    variant, claim = right_claim(reference)
    sent = [
        submission(reference, with_items(claim, i3=""), variant.encounter),
        submission(reference, claim, variant.encounter),
    ]
    answer = file_acknowledgment(claim_file(sent), tuple(sent), SENT)
    text = acknowledgment_file(answer).text
    assert not pyx12_objections(text)
    assert answer.outcomes == ("A", "R")
    assert not answer.accepted
    assert "AK9*P*2*2*1" in lines_of(text)


def test_numbers_of_data_elements_are_those_of_the_guide() -> None:
    folder = importlib.resources.files("pyx12") / "map"
    root = ElementTree.fromstring((folder / "837.5010.X222.A1.xml").read_text(encoding="utf-8"))
    numbers: dict[tuple[str, int, int], set[str]] = {}
    for element in root.iter("element"):
        name, part = (*element.attrib["xid"].split("-"), "0")[:2]
        numbers.setdefault((name[:-2], int(name[-2:]), int(part)), set()).add(element.findtext("data_ele") or "")
    for key, number in DATA_ELEMENTS.items():
        # SV107 as a whole is the composite C004, whose number in an IK4 is that of its first component.
        tag, place, part = key if key != ("SV1", 7, 0) else ("SV1", 7, 1)
        assert number in numbers[(tag, place, part)], key


# ---- 277CA -----------------------------------------------------------------------------------------------


def test_the_clearinghouse_passes_on_and_the_payer_takes_in(reference: Reference) -> None:
    found = answers(reference)
    house, payer = lines_of(found.clearinghouse_text), lines_of(found.payer_text)
    assert "NM1*AY*2*BOTH HATS TRAINING CLEARINGHOUSE*****46*TRAINCLEARING" in house
    assert "STC*A0:16:PR*20260614*WQ*282" in house
    assert not any(row.startswith("REF*1K") for row in house)
    assert "NM1*PR*2*LAKESHORE MUTUAL*****PI*LKM33" in payer
    assert "STC*A2:20:PR*20260615*WQ*282" in payer
    # The payer's own number: only its own answer carries it, and with it the day of receipt.
    assert f"REF*1K*{found.claim_number}" in payer
    assert "DTP*050*D8*20260614" in payer
    assert payer[payer.index("QTY*90*1") :][:2] == ["QTY*90*1", "AMT*YU*282"]


def test_a_claim_sent_back_by_the_clearinghouse_never_reaches_the_payer(reference: Reference) -> None:
    found = answers(reference, lambda claim: with_items(claim, i33a="1234567890"))
    said = lines_of(found.clearinghouse_text)
    assert "STC*A7:562:85*20260614*U*282" in said
    assert {"QTY*AA*1", "AMT*YY*282", "QTY*QC*1"} <= set(said)
    assert not found.payer_text


def test_reasons_of_lines_stand_under_the_lines(reference: Reference) -> None:
    found = answers(
        reference,
        lambda claim: with_line(claim, 2, D=("99299", "Z9"), J="1234567890"),
        lines=(line("99214"), line("71046")),
    )
    said = lines_of(found.clearinghouse_text)
    start = next(place for place, row in enumerate(said) if row.startswith("SVC*HC:99299"))
    assert said[start + 1].startswith("STC*A7:454*20260614*U*******A7:")
    assert said[start + 2 : start + 4] == ["REF*FJ*2", "DTP*472*D8*20260611"]
    assert "STC*A7:247*20260614*U" in "\n".join(said)


def test_a_batch_is_answered_by_the_clearinghouse_and_each_payer(reference: Reference) -> None:
    sent = []
    for payer_id in ("lakeshore-ppo", "medicare", "lakeshore-ppo"):
        variant, claim = right_claim(reference, payer_id=payer_id)
        sent.append(submission(reference, claim, variant.encounter))
    variant, claim = right_claim(reference)
    unknown = with_items(claim, i1a="LKM11111111")
    sent.append(submission(reference, unknown, variant.encounter))
    sent.append(submission(reference, with_items(claim, i33a=npi("123456789")[:-1] + "X"), variant.encounter))
    sent.append(submission(reference, with_items(claim, i3=""), variant.encounter))
    batch = send_batch(reference, sent, control=9)
    file_text, claim_texts = batch.texts(9)
    for text in (file_text, *claim_texts):
        assert not pyx12_objections(text)
    house, lakeshore, medicare = batch.claim_answers
    assert [status.accepted for status in house.statuses] == [True, True, True, True, False]
    assert [status.accepted for status in lakeshore.statuses] == [True, True, False]
    assert [status.accepted for status in medicare.statuses] == [True]
    assert lakeshore.statuses[2].statuses[0].code.text == "A3:33"
    assert [bool(number) for number in batch.numbers] == [True, True, True, False, False, False]
    assert "AK9*P*2*2*1" in lines_of(file_text)
    assert batch.texts(9) == send_batch(reference, sent, control=9).texts(9)
