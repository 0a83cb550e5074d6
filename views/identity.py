"""Who is asking. The one place that knows: today a random token in a cookie, for a name chosen on the Start screen.

Routes ask `learner_of(request)`, pages ask `current_learner()`; nothing else reads the cookie.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from records import Learner
from views import resources

COOKIE = "bh_session"
_YEAR_SECONDS = 365 * 24 * 3600


class NotSignedIn(Exception):
    """Nobody is known here yet: a name has to be chosen on Start."""


class ForeignOrigin(Exception):
    """A page of another site tried to act in the learner's name."""


def learner_of(request: Request) -> Learner:
    """The learner of an HTTP request. Raises NotSignedIn, StoreError."""
    token = request.cookies.get(COOKIE)
    learner = resources.store().learner(token) if token else None
    if learner is None:
        raise NotSignedIn
    return learner


def current_learner() -> Learner | None:
    """The learner of the page being run, None for a newcomer. Asks the database at each run. Raises StoreError."""
    token = st.context.cookies.get(COOKIE)
    return resources.store().learner(token) if token else None


def check_origin(request: Request) -> None:
    """Raises ForeignOrigin unless the request comes from a page of this very app (or from no browser at all)."""
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            raise ForeignOrigin
    elif urlsplit(origin).netloc != request.headers.get("host"):
        raise ForeignOrigin


def remember(response: Response, token: str, request: Request) -> None:
    """Sets the cookie: out of reach of scripts, not sent along from other sites."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, max_age=_YEAR_SECONDS, httponly=True, samesite="lax", secure=secure, path="/")


def forget(response: Response) -> None:
    """Removes the cookie."""
    response.delete_cookie(COOKIE, path="/")
