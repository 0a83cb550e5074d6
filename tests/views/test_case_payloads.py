"""The payloads of the biller's desk, the remittance and the result: whole, JSON, and silent about the key in time."""

from __future__ import annotations

import datetime
import json
from typing import Any, get_args

import pytest

import data
from billing import ITEMS, adjudicate, consequences, key_claim, registered_claim, remit
from billing.models import Adjudication, Claim, Consequence, Remittance
from grading import grade_claim, grade_coding
from grading.models import Kind
from scenarios.models import AnswerLine, ClaimFault, CodingAnswer, Variant
from tests.billing.made import line, made_variant, with_items
from views.case_payload_claim import claim_payload, queue_row, round_payload
from views.case_payload_result import VERDICTS, NextStep, result_payload

WHY = "The card says otherwise, and so does the payer."
PAID_ON = datetime.date(2026, 7, 2)
Answer = tuple[Claim, Adjudication, Remittance | None]


@pytest.fixture
def faulty(reference: data.Reference) -> Variant:
    """A visit whose registration has two digits of the member ID turned."""
    right = made_variant(reference).encounter.coverage[0].member_id
    typed = right[:-2] + right[-1] + right[-2]
    fault = ClaimFault(
        name="turned digits", item="1a", registered=typed, right=right, why=WHY, cites="NUCC", skill="claim.member_id"
    )
    return made_variant(reference, faults=(fault,), registration={"member_id": typed})


def answered(reference: data.Reference, variant: Variant, claim: Claim) -> Answer:
    """The claim with the payer's answer and payment."""
    encounter = variant.encounter
    contract = reference.contracts[encounter.coverage[0].payer_id]
    answer = adjudicate(reference, claim, encounter, contract, PAID_ON)
    return claim, answer, None if answer.status == "rejected" else remit([answer], "RA1", PAID_ON)


def result(reference: data.Reference, variant: Variant, **parts: Any) -> dict[str, Any]:
    shown: dict[str, Any] = result_payload(reference, variant, "both", **parts)["result"]
    return shown


def test_the_claim_payload_has_every_item_and_no_word_of_the_key(reference: data.Reference, faulty: Variant) -> None:
    claim = registered_claim(reference, faulty)
    row = queue_row("a1", faulty, "claim", 1, claim, True)
    payload = claim_payload(reference, faulty, claim, None, 1, [row])
    assert [item["key"] for item in payload["items"]] == [item.key for item in ITEMS]
    assert WHY not in json.dumps(payload)
    assert payload["claim"]["items"]["1a"] == faulty.encounter.registration.member_id
    assert payload["queue"][0]["state"] == "To send"


def test_the_day_to_file_by_is_the_contracts(reference: data.Reference, faulty: Variant) -> None:
    claim = registered_claim(reference, faulty)
    first, second = (claim_payload(reference, faulty, claim, None, number)["file_by"] for number in (1, 2))
    days = reference.contracts["lakeshore-ppo"].timely_filing_days
    assert first == (faulty.encounter.date_of_service + datetime.timedelta(days=days)).isoformat()
    assert second == ""


def test_a_correction_sees_the_payers_number_of_the_first_claim(reference: data.Reference, faulty: Variant) -> None:
    claim = key_claim(reference, faulty)
    back = answered(reference, faulty, claim)
    payload = claim_payload(reference, faulty, claim, None, 2, came_back=back)
    assert payload["came_back"]["claim_number"] == back[1].claim_number
    assert payload["came_back"]["corrected_by"]


def test_a_rejected_claim_is_still_due_by_the_first_day(reference: data.Reference, faulty: Variant) -> None:
    claim = registered_claim(reference, faulty)
    first = claim_payload(reference, faulty, claim, None, 1)
    again = claim_payload(reference, faulty, claim, None, 2, came_back=answered(reference, faulty, claim))
    assert again["file_by"] == first["file_by"]
    assert again["came_back"]["corrected_by"] == ""


def test_a_paid_claim_balances_on_the_screen_and_explains_its_codes(reference: data.Reference, faulty: Variant) -> None:
    back = answered(reference, faulty, key_claim(reference, faulty))
    shown = round_payload(reference, 1, *back)
    parts = [round(float(shown[part]) * 100) for part in ("paid", "adjusted", "patient")]
    assert sum(parts) == round(float(shown["charge"]) * 100)
    assert shown["remittance"]["difference"] == "0.00"
    assert {a["carc"] for row in shown["lines"] for a in row["adjustments"]} <= set(shown["reasons"])
    assert sum(float(row["debit"]) - float(row["credit"]) for row in shown["ledger"]) == pytest.approx(0)


def test_a_rejected_claim_shows_messages_and_posts_nothing(reference: data.Reference, faulty: Variant) -> None:
    back = answered(reference, faulty, registered_claim(reference, faulty))
    shown = round_payload(reference, 1, *back)
    assert (shown["status"], shown["remittance"], shown["ledger"]) == ("rejected", None, [])
    assert shown["rejection"]
    assert WHY not in json.dumps(shown)


def test_every_kind_of_finding_has_a_verdict(reference: data.Reference) -> None:
    assert set(VERDICTS) == set(get_args(Kind))


def test_the_result_says_what_was_expected_and_why(reference: data.Reference, faulty: Variant) -> None:
    sent = registered_claim(reference, faulty)
    shown = result(reference, faulty, claim=grade_claim(reference, faulty, sent), claim_sent=sent)
    (part,) = shown["parts"]
    finding = next(one for one in part["findings"] if one["element"] == "item 1a")
    assert (finding["verdict"], finding["why"]) == ("wrong", WHY)
    assert part["risk"]
    assert shown["money"] is None


def test_a_coding_finding_carries_the_code_in_its_place(reference: data.Reference, faulty: Variant) -> None:
    answer = CodingAnswer(diagnoses=("E11.22", "J20.9"), lines=(AnswerLine(code="99213", pointers=("A",)),))
    grade = grade_coding(reference, faulty, answer)
    (part,) = result(reference, faulty, coding=grade, coding_answer=answer)["parts"]
    codes = {one["element"]: one["code"] for one in part["findings"]}
    assert codes["diagnosis A"] == "E11.22"
    assert codes["diagnosis B"] == "J20.9"
    assert codes["line 1"] == "99213"
    assert part["titles"]["J20.9"] == "Acute bronchitis, unspecified"


def test_two_slips_on_one_line_cost_the_line_once(reference: data.Reference) -> None:
    variant = made_variant(reference, lines=(line("99214", "25", points=("d1", "d2")), line("12001")))
    answer = CodingAnswer(
        diagnoses=("N18.31", "E11.22"),
        lines=(AnswerLine(code="99214", pointers=("A",)), AnswerLine(code="12001", pointers=("B",))),
    )
    (part,) = result(reference, variant, coding=grade_coding(reference, variant, answer), coding_answer=answer)["parts"]
    costs = [float(one["dollars"]) for one in part["findings"] if one["element"] == "line 1"]
    assert sum(cost > 0 for cost in costs) == 2
    assert float(part["lost"]) == max(costs)


def test_an_empty_answer_is_told_from_a_wrong_one(reference: data.Reference, faulty: Variant) -> None:
    empty = CodingAnswer()
    (part,) = result(reference, faulty, coding=grade_coding(reference, faulty, empty), coding_answer=empty)["parts"]
    assert (part["answered"], float(part["score"])) == (False, 0.0)


def test_a_slip_counts_as_mended_when_the_corrected_claim_has_it_no_more(
    reference: data.Reference, faulty: Variant
) -> None:
    first = answered(reference, faulty, registered_claim(reference, faulty))
    slips = consequences(reference, faulty, first[1], first[0])
    assert _mended(reference, faulty, [first], slips, None) == [None]
    assert _mended(reference, faulty, [first, first], slips, slips) == [False]
    second = answered(reference, faulty, key_claim(reference, faulty))
    left = consequences(reference, faulty, second[1], second[0])
    assert _mended(reference, faulty, [first, second], slips, left) == [True]


def _mended(
    reference: data.Reference,
    variant: Variant,
    rounds: list[Answer],
    slips: tuple[Consequence, ...],
    left: tuple[Consequence, ...] | None,
) -> list[bool | None]:
    shown = result(reference, variant, rounds=rounds, consequences=slips, left=left)
    return [slip["mended"] for slip in shown["money"]["consequences"]]


def test_the_next_step_names_the_skill_in_words(reference: data.Reference, faulty: Variant) -> None:
    shown = result(reference, faulty, next_step=NextStep("claim.member_id", 2, 5))
    assert shown["next"]["title"] != "claim.member_id"
    assert (shown["next"]["right"], shown["next"]["seen"]) == (2, 5)


def test_a_claim_may_hold_markup_and_stays_text(reference: data.Reference, faulty: Variant) -> None:
    claim = with_items(registered_claim(reference, faulty), i19="<script>alert(1)</script>")
    payload = claim_payload(reference, faulty, claim, None, 1)
    assert payload["claim"]["items"]["19"] == "<script>alert(1)</script>"
