"""What the desks call: the case, saving, submitting, the scrubber, how it felt."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.routing import Route

from billing import registered_claim, scrub
from records import AttemptRow, Change, Closed, Learner, work
from views import case_payload, resources, submitting
from views.case_payload_claim import queue_row
from views.routes.answering import Json, Refused, asked, told

Identifier = Annotated[str, Field(min_length=1, max_length=64)]
Step = Literal["coding", "claim", "account"]
MOST_CHANGES = 500
QUEUE_LENGTH = 8


class Sent(BaseModel):
    """A body of a desk: unknown keys refused."""

    model_config = ConfigDict(extra="forbid")
    attempt: Identifier


class SentChanges(Sent):
    """A batch of numbered changes."""

    step: Step
    tab: Identifier
    since: Annotated[int, Field(ge=0)]
    changes: Annotated[list[Change], Field(max_length=MOST_CHANGES)]


class SentSubmission(Sent):
    """A step to hand in, once all changes up to `last_n` are saved."""

    step: Step
    tab: Identifier
    last_n: Annotated[int, Field(ge=0)]


class SentScrub(Sent):
    """A claim to check, as saved up to `last_n`."""

    tab: Identifier
    last_n: Annotated[int, Field(ge=0)]


class SentFeeling(Sent):
    """How the case felt, 1 to 5."""

    value: Annotated[int, Field(ge=1, le=5)]


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def case(request: Request, learner: Learner) -> Json:
    """Everything the desk needs, by stage."""
    store, reference = resources.store(), resources.reference()
    row = store.attempt(learner.id, request.query_params.get("attempt", "")[:64])
    payload: Json = {
        "attempt": case_payload.attempt_payload(row),
        "encounter": case_payload.encounter_payload(reference, row.variant, row.stage),
        "fields": {},
        "seq": 0,
    }
    if row.stage != "done":
        payload["fields"], payload["seq"] = store.fields_and_seq(learner.id, row.id, row.stage)
    if row.stage == "coding":
        return payload
    past = store.submissions(learner.id, row.id)
    if row.stage == "claim":
        return payload | case_payload.claim_stage(reference, row, past, _queue(learner, row))
    if row.stage == "account":
        return payload | case_payload.account_stage(reference, row, past, _queue(learner, row))
    summary = next((one for one in store.attempts(learner.id) if one.id == row.id), None)
    return payload | case_payload.done_stage(reference, row, past, summary, store.skill_evidence(learner.id))


def _queue(learner: Learner, current: AttemptRow) -> list[Json]:
    """The learner's other open claims."""
    store, reference = resources.store(), resources.reference()
    waiting = [one for one in store.attempts(learner.id) if one.stage in ("claim", "account") and one.id != current.id]
    rows = []
    for summary in waiting[:QUEUE_LENGTH]:
        row = store.attempt(learner.id, summary.id)
        codes = submitting.own_codes(store.submissions(learner.id, row.id))
        claim = registered_claim(reference, row.variant, codes)
        rows.append(queue_row(row.id, row.variant, row.stage, row.round, claim, False))
    return rows


@told(SentChanges)
def save(learner: Learner, sent: SentChanges) -> Json:
    """Keeps the changes and says so; tells what other tabs changed."""
    saved = resources.store().save(learner.id, sent.attempt, sent.step, sent.tab, sent.changes, sent.since, _now())
    return saved.model_dump(mode="json")


@told(SentSubmission)
def submit(learner: Learner, sent: SentSubmission) -> Json:
    """Hands a step in. A second time it answers with where the case is now."""
    store = resources.store()
    row = store.check_complete(learner.id, sent.attempt, sent.step, sent.tab, sent.last_n)
    if row.stage != sent.step:
        return {"stage": row.stage}
    fields = store.fields(learner.id, row.id, sent.step)
    outcome = _outcome(learner, row, sent.step, fields)
    try:
        store.submit(
            learner.id,
            row.id,
            sent.step,
            sent.tab,
            sent.last_n,
            row.round,
            outcome.answer,
            outcome.result,
            outcome.next_stage,
            _now(),
        )
    except Closed as error:
        return {"stage": error.stage}
    return {"stage": store.attempt(learner.id, row.id).stage}


def _outcome(learner: Learner, row: AttemptRow, step: Step, fields: dict[str, Any]) -> submitting.Outcome:
    reference = resources.reference()
    if step == "coding":
        return submitting.submit_coding(reference, row, fields)
    if step == "claim":
        past = resources.store().submissions(learner.id, row.id)
        return submitting.submit_claim(reference, row, fields, past)
    raise Refused("An account is worked by its actions, not handed in.", "Nothing was changed.")


@told(SentScrub)
def scrub_claim(learner: Learner, sent: SentScrub) -> Json:
    """What the scrubber says about the claim as saved."""
    store, reference = resources.store(), resources.reference()
    row = store.check_complete(learner.id, sent.attempt, "claim", sent.tab, sent.last_n)
    if row.stage != "claim":
        raise Closed(row.stage)
    codes = submitting.own_codes(store.submissions(learner.id, row.id))
    base = registered_claim(reference, row.variant, codes)
    claim = work.claim(base, store.fields(learner.id, row.id, "claim"))
    found = scrub(reference, claim, row.variant.encounter)
    return {"messages": [message.model_dump(mode="json") for message in found]}


@told(SentFeeling)
def feel(learner: Learner, sent: SentFeeling) -> Json:
    """Keeps how the case felt."""
    resources.store().feeling(learner.id, sent.attempt, sent.value, _now())
    return {}


ROUTES = [
    Route("/api/case", asked(case)),
    Route("/api/save", save, methods=["POST"]),
    Route("/api/submit", submit, methods=["POST"]),
    Route("/api/scrub", scrub_claim, methods=["POST"]),
    Route("/api/feel", feel, methods=["POST"]),
]
