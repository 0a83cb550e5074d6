"""Favorite and recent codes of the learner: what they are, starring one, and that one was looked at."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.routing import Route

from records import KeptCode, Learner
from views import kept, resources
from views.identity import NotSignedIn, learner_of
from views.routes.answering import Json, Refused, open_to_all, told


class SentCode(BaseModel):
    """A code of the book; `system` where one spelling is a code of two sets."""

    model_config = ConfigDict(extra="forbid")
    code: Annotated[str, Field(min_length=1, max_length=12)]
    system: Literal["ICD10CM", "CPT", "HCPCS", "PROC"]


class SentStar(SentCode):
    """A star set or taken away."""

    on: bool


def favorites(request: Request) -> Json:
    """Favorites and recent codes, as hits; none, and `known` false, for somebody without a name."""
    try:
        return _kept(learner_of(request))
    except NotSignedIn:
        return {"known": False, "favorites": [], "recent": []}


@told(SentStar)
def star(learner: Learner, sent: SentStar) -> Json:
    """Makes a code a favorite, or no longer one."""
    resources.store().star_code(learner.id, _known(sent), sent.on, datetime.datetime.now(datetime.UTC))
    return _kept(learner)


@told(SentCode)
def seen(learner: Learner, sent: SentCode) -> Json:
    """Puts a code first among the recent ones."""
    resources.store().see_code(learner.id, _known(sent), datetime.datetime.now(datetime.UTC))
    return _kept(learner)


def _known(sent: SentCode) -> KeptCode:
    found = kept.named(resources.reference(), sent.code, sent.system)
    if found is None:
        raise Refused(f"The code book has no {sent.code}.", "Your favorites stand as they were.", status=404)
    return found


def _kept(learner: Learner) -> Json:
    return {"known": True} | kept.payload(resources.reference(), resources.store().kept_codes(learner.id))


ROUTES = [
    Route("/api/favorites", open_to_all(favorites)),
    Route("/api/favorites", star, methods=["POST"]),
    Route("/api/recent", seen, methods=["POST"]),
]
