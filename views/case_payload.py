"""The case as JSON, by stage: what a learner may see of it, and nothing of the key before the case is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from billing import ITEMS, LINE_COLUMNS, registered_claim
from data import Reference
from records import AttemptRow, AttemptSummary, SkillRow, Submission
from records.work import coding_answer
from scenarios.models import Variant
from views import account_play, submitting
from views.account_payload import account_payload
from views.case_payload_claim import claim_payload, contract_payload, queue_row
from views.case_payload_result import NextStep, result_payload

Json = dict[str, Any]
BILLERS_OWN = {"registration", "cards", "eligibility", "coverage"}
"""Parts of the encounter that a coder has no use for, and that would tell a learner with both hats too early."""


def attempt_payload(row: AttemptRow) -> Json:
    """The attempt itself; no seed, so that nobody can look the key up by it."""
    return {
        "id": row.id,
        "role": row.role,
        "workplace": row.workplace,
        "stage": row.stage,
        "round": row.round,
        "title": row.title,
        "opened_at": row.opened_at.isoformat(),
        "saved_at": row.saved_at.isoformat() if row.saved_at else None,
        "seconds": row.seconds,
    }


def encounter_payload(reference: Reference, variant: Variant, stage: str) -> Json:
    """The encounter; for the coder without what only a biller works with."""
    encounter = variant.encounter
    place = reference.places.get(encounter.place_of_service)
    shown = encounter.model_dump(mode="json", exclude=BILLERS_OWN if stage == "coding" else {"coverage"})
    primary = encounter.coverage[0] if encounter.coverage else None
    return shown | {
        "place_name": place.name if place else "",
        "payer": {"name": primary.payer, "plan": primary.plan, "kind": primary.kind} if primary else None,
    }


def claim_stage(reference: Reference, row: AttemptRow, past: Sequence[Submission], queue: Sequence[Json]) -> Json:
    """The pre-filled claim with its form."""
    codes = submitting.own_codes(past)
    claim = registered_claim(reference, row.variant, codes)
    own = queue_row(row.id, row.variant, row.stage, row.round, claim, True)
    back = submitting.rounds(past)
    came_back = back[-1] if back else None
    return claim_payload(reference, row.variant, claim, codes, row.round, [own, *queue], came_back=came_back)


def account_stage(reference: Reference, row: AttemptRow, past: Sequence[Submission], queue: Sequence[Json]) -> Json:
    """The account as it stands, with the form and the contract."""
    account = account_play.account(reference, row, past)
    contract = reference.contracts.get(account.claims[0].payer_id)
    own = queue_row(row.id, row.variant, row.stage, row.round, account.claims[0].claim, True)
    return {
        "account": account_payload(reference, row, account),
        "items": [asdict(item) for item in ITEMS],
        "line_columns": [asdict(column) for column in LINE_COLUMNS],
        "contract": contract_payload(contract),
        "queue": [own, *queue],
    }


def done_stage(
    reference: Reference,
    row: AttemptRow,
    past: Sequence[Submission],
    summary: AttemptSummary | None,
    evidence: Sequence[SkillRow],
) -> Json:
    """Grades with their reasons, money, and the one thing to practice next."""
    coded = [one for one in past if one.step == "coding"]
    worked = account_play.worked(reference, row, past)
    sent = account_play.rounds(past, worked)
    slips = submitting.slips(past)
    payload = result_payload(
        reference,
        row.variant,
        row.role,
        coding=submitting.first_grade(past, "coding", "coder"),
        coding_answer=submitting.own_codes(coded[:1]),
        claim=submitting.first_grade(past, "claim", "biller"),
        claim_sent=sent[0][0] if sent else None,
        rounds=sent,
        consequences=slips[0] if slips else [],
        left=account_play.left_slips(reference, row.variant, slips, worked),
        account=account_play.account_grade(past),
        seconds=row.seconds,
        submitted_at=(row.finished_at or row.opened_at).isoformat(),
        next_step=next_step(row.id, evidence),
        feeling=summary.feeling if summary else None,
    )
    if worked is not None:
        payload["account"] = account_payload(reference, row, worked.account)
        payload["account_end"] = account_play.ending(reference, row, worked)
    return payload


def next_step(attempt_id: str, evidence: Sequence[SkillRow]) -> NextStep | None:
    """The skill of this case that went wrong here and is weakest overall; None where all was right."""
    missed = {one.skill for one in evidence if one.attempt_id == attempt_id and not one.right}
    seen = {skill: [one.right for one in evidence if one.skill == skill] for skill in missed}
    if not seen:
        return None
    skill = min(sorted(seen), key=lambda name: sum(seen[name]) / len(seen[name]))
    return NextStep(skill, sum(seen[skill]), len(seen[skill]))


def progress_words(fields: Json) -> str:
    """What stands in an unfinished coding, for the Start screen: "6 diagnoses and 3 lines entered"."""
    answer = coding_answer(fields)
    diagnoses, lines = len(answer.diagnoses), len(answer.lines)
    parts = [
        f"{diagnoses} diagnos{'is' if diagnoses == 1 else 'es'}" if diagnoses else "",
        f"{lines} line{'' if lines == 1 else 's'}" if lines else "",
    ]
    entered = " and ".join(part for part in parts if part)
    return f"{entered} entered" if entered else ""
