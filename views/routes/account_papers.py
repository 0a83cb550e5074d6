"""Claims of the desks in their other forms: as 837P beside the CMS-1500, and a draft as the scrubber sees it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from billing import registered_claim, scrub
from billing.accounts import PatientAccount
from billing.models import Claim
from billing.papers import claim_pdf, paper_pdf
from billing.x12.claim_837 import claim_segments
from billing.x12.submission import submission
from records import AttemptRow, Closed, Learner, Submission, work
from scenarios.models import Encounter
from views import account_play, resources, submitting
from views.routes.answering import Json, Refused, asked, told
from views.routes.desk import Identifier, Sent


class SentDraft(Sent):
    """A draft of the account to check, as saved up to `last_n`."""

    draft: Annotated[str, Field(max_length=32)]
    tab: Identifier
    last_n: Annotated[int, Field(ge=0)]


def x12(request: Request, learner: Learner) -> Json:
    """A claim as 837P, segment by segment: of a claim that went out, of a draft, or of the claim as saved so far."""
    store, reference = resources.store(), resources.reference()
    row = store.attempt(learner.id, request.query_params.get("attempt", "")[:64])
    past = store.submissions(learner.id, row.id)
    claim, order = _claim_of(request, learner, row, past)
    segments = claim_segments(submission(reference, claim, _encounter(row, past), order))
    return {
        "segments": [
            {"text": one.text, "loop": one.loop, "plain": one.plain, "items": list(one.items), "line": one.line}
            for one in segments
        ]
    }


def _claim_of(request: Request, learner: Learner, row: AttemptRow, past: list[Submission]) -> tuple[Claim, int | None]:
    """The claim that is asked for, and the coverage that it goes to."""
    store, reference = resources.store(), resources.reference()
    if row.stage == "claim":
        base = registered_claim(reference, row.variant, submitting.own_codes(past))
        return work.claim(base, store.fields(learner.id, row.id, "claim")), None
    account = _account(row, past)
    number, draft = request.query_params.get("claim", "1"), request.query_params.get("draft", "")
    if draft:
        return _draft(account, draft[:32], store.fields(learner.id, row.id, "account"))
    sent = next((one for one in account.claims if str(one.n) == number), None)
    if sent is None:
        raise Refused("There is no such claim on this account.", status=404)
    return sent.claim, sent.order


def _encounter(row: AttemptRow, past: list[Submission]) -> Encounter:
    """The visit as the account knows it."""
    if row.stage == "claim":
        return row.variant.encounter
    return account_play.opening(resources.reference(), row, past).world.encounter


def _account(row: AttemptRow, past: list[Submission]) -> PatientAccount:
    if row.stage == "coding":
        raise Refused("There is no claim yet.", status=404)
    return account_play.account(resources.reference(), row, past)


def _draft(account: PatientAccount, draft_id: str, fields: Json) -> tuple[Claim, int]:
    """A draft with the learner's saved changes."""
    draft = next((one for one in account.drafts if one.id == draft_id), None)
    if draft is None:
        raise Refused("There is no such draft on this account.", status=404)
    prefix = f"draft/{draft.id}/"
    changes = {key.removeprefix(prefix): value for key, value in fields.items() if key.startswith(prefix)}
    return work.claim(draft.claim, changes) if changes else draft.claim, draft.order


@told(SentDraft)
def scrub_draft(learner: Learner, sent: SentDraft) -> Json:
    """What the scrubber says about a draft as saved."""
    store, reference = resources.store(), resources.reference()
    row = store.check_complete(learner.id, sent.attempt, "account", sent.tab, sent.last_n)
    if row.stage != "account":
        raise Closed(row.stage)
    past = store.submissions(learner.id, row.id)
    claim, order = _draft(_account(row, past), sent.draft, store.fields(learner.id, row.id, "account"))
    found = scrub(reference, claim, _encounter(row, past), order)
    return {"messages": [message.model_dump(mode="json") for message in found]}


def paper(request: Request, learner: Learner) -> Response:
    """A paper as it is printed: CMS-1500, explanation of benefits, statement, appeal letter."""
    row = resources.store().attempt(learner.id, request.query_params.get("attempt", "")[:64])
    paper_id = request.query_params.get("paper", "")[:64]
    made = _printed(learner, row, paper_id)
    if made is None:
        raise Refused("There is no such paper on this account.", status=404)
    name = re.sub(r"[^A-Za-z0-9.-]", "", paper_id)
    shown = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(made, media_type="application/pdf", headers=shown)


def _printed(learner: Learner, row: AttemptRow, paper_id: str) -> bytes | None:
    """The paper's PDF; the claim of the claim stage and a draft are printed as saved."""
    store, reference = resources.store(), resources.reference()
    past = store.submissions(learner.id, row.id)
    if row.stage == "claim":
        base = registered_claim(reference, row.variant, submitting.own_codes(past))
        claim = work.claim(base, store.fields(learner.id, row.id, "claim"))
        registered = row.variant.encounter.registration.payer_id
        return claim_pdf(reference, claim, registered, row.variant.encounter.date_of_service)
    account = _account(row, past)
    draft = next((one for one in account.drafts if f"cms1500.draft.{one.id}" == paper_id), None)
    if draft is None or row.stage == "done":
        return paper_pdf(account_play.opening(reference, row, past), account, paper_id)
    claim, order = _draft(account, draft.id, store.fields(learner.id, row.id, "account"))
    return claim_pdf(reference, claim, draft.payer_id, account.day, order)


ROUTES = [
    Route("/api/paper", asked(paper)),
    Route("/api/x12", asked(x12)),
    Route("/api/scrub-draft", scrub_draft, methods=["POST"]),
]
