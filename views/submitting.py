"""What a submission sets in motion: which answer is graded, which gate it passes, which step comes next.

Only wiring: the answers are assembled by `records.work`, judged by `grading`, paid by `billing`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billing import adjudicate, consequences, registered_claim, remit
from billing.models import Adjudication, Claim, Consequence, Remittance
from data import Reference
from grading import grade_claim, grade_coding
from grading.models import Grade
from records import AttemptRow, Submission, work
from scenarios.models import CodingAnswer

Json = dict[str, Any]
ANSWER_AFTER = datetime.timedelta(days=18)
"""From the date of service to the payer's answer: two days to make the claim, two on its way, fourteen at the payer."""


@dataclass(frozen=True)
class Outcome:
    """What is to be stored of a submission."""

    answer: Json
    result: Json
    next_stage: str


def submit_coding(reference: Reference, row: AttemptRow, fields: Mapping[str, Any]) -> Outcome:
    """The coder's answer, graded; with both hats the grade waits until the money is in."""
    answer = work.coding_answer(fields)
    grade = grade_coding(reference, row.variant, answer)
    next_stage = "claim" if row.role == "both" else "done"
    return Outcome(answer.model_dump(mode="json"), {"grades": {"coder": grade.model_dump(mode="json")}}, next_stage)


def submit_claim(
    reference: Reference, row: AttemptRow, fields: Mapping[str, Any], past: Sequence[Submission]
) -> Outcome:
    """The claim as typed, graded and answered by the payer."""
    codes = own_codes(past)
    claim = work.claim(registered_claim(reference, row.variant, codes), fields)
    grade = grade_claim(reference, row.variant, claim, codes)
    answer = _payer_answer(reference, row, claim, past)
    result: Json = {
        "grades": {"biller": grade.model_dump(mode="json")},
        "adjudication": answer.model_dump(mode="json"),
        "remittance": None,
        "consequences": [],
    }
    if answer.status != "rejected" and answer.paid_on is not None:
        number = f"RA{answer.paid_on:%y%m%d}{len(past) + 1:02d}"
        result["remittance"] = remit([answer], number, answer.paid_on).model_dump(mode="json")
    slips = consequences(reference, row.variant, answer, claim)
    result["consequences"] = [slip.model_dump(mode="json") for slip in slips]
    return Outcome(claim.model_dump(mode="json"), result, "account")


def _payer_answer(reference: Reference, row: AttemptRow, claim: Claim, past: Sequence[Submission]) -> Adjudication:
    encounter = row.variant.encounter
    prior = tuple(answer for _, answer, _ in rounds(past))
    contract = reference.contracts[encounter.coverage[0].payer_id]
    paid_on = encounter.date_of_service + ANSWER_AFTER * (len(prior) + 1)
    return adjudicate(reference, claim, encounter, contract, paid_on, prior)


# ---- reading what was submitted before -------------------------------------------------------------------


def own_codes(past: Sequence[Submission]) -> CodingAnswer | None:
    """The learner's newest codes; None where somebody else coded."""
    found = [one for one in past if one.step == "coding"]
    return CodingAnswer.model_validate(found[-1].answer) if found else None


def rounds(past: Sequence[Submission]) -> list[tuple[Claim, Adjudication, Remittance | None]]:
    """Every claim sent so far with the payer's answer, oldest first."""
    return [
        (
            Claim.model_validate(one.answer),
            Adjudication.model_validate(one.result["adjudication"]),
            Remittance.model_validate(one.result["remittance"]) if one.result["remittance"] else None,
        )
        for one in past
        if one.step == "claim"
    ]


def first_grade(past: Sequence[Submission], step: str, hat: str) -> Grade | None:
    """The grade of the first submission of a step: the one that counts."""
    found = [one for one in past if one.step == step]
    return Grade.model_validate(found[0].result["grades"][hat]) if found else None


def slips(past: Sequence[Submission]) -> list[list[Consequence]]:
    """What the slips of each claim did to the money, oldest claim first."""
    return [
        [Consequence.model_validate(slip) for slip in one.result["consequences"]] for one in past if one.step == "claim"
    ]
