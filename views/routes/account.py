"""What the account desk calls: one action, played and kept."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.routing import Route

from billing.accounts import ActionError
from records import Behind, Closed, Learner
from views import account_play, resources
from views.account_payload import account_payload
from views.routes.answering import Json, Refused, told
from views.routes.desk import Identifier


class SentAction(BaseModel):
    """One action on an account; `number` counts from 1, so that a doubled click is one action."""

    model_config = ConfigDict(extra="forbid")
    attempt: Identifier
    number: Annotated[int, Field(ge=1, le=1000)]
    action: dict[str, Any]
    tab: Identifier = "account"
    last_n: Annotated[int, Field(ge=0)] = 0
    """Last change of this tab that must be saved before (a draft's fields)."""


@told(SentAction)
def act(learner: Learner, sent: SentAction) -> Json:
    """Plays the action and gives the account after it; the same number again gives the account as it stands."""
    store, reference = resources.store(), resources.reference()
    row = store.check_complete(learner.id, sent.attempt, "account", sent.tab, sent.last_n)
    past = store.submissions(learner.id, row.id)
    done = sum(one.step == "account" for one in past)
    if row.stage != "account":
        raise Closed(row.stage)
    if sent.number > done + 1:
        raise Behind(done)
    if sent.number <= done:
        return _stands(reference, row, past)
    fields = store.fields(learner.id, row.id, "account")
    try:
        played = account_play.play(reference, row, past, sent.action, fields)
    except ActionError as refused:
        raise Refused(str(refused), "The account is as it was.") from None
    now = datetime.datetime.now(datetime.UTC)
    kept = store.act(learner.id, row.id, sent.number, played.action, played.result, played.account.closed, now)
    if kept.answer != played.action:
        return _stands(reference, row, store.submissions(learner.id, row.id))
    stage = "done" if played.account.closed else "account"
    return {"stage": stage, "account": account_payload(reference, row, played.account)}


def _stands(reference: Any, row: Any, past: Any) -> Json:
    account = account_play.account(reference, row, past)
    return {"stage": row.stage, "account": account_payload(reference, row, account)}


ROUTES = [Route("/api/account", act, methods=["POST"])]
