"""Choosing a name, leaving, and whether the app can work."""

from __future__ import annotations

import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from records import StoreError
from views import resources
from views.identity import COOKIE, NotSignedIn, check_origin, forget, learner_of, remember
from views.routes.answering import answer, form_or_json, guarded


async def login(request: Request) -> Response:
    """Name in, cookie out. Somebody known already is renamed. A form post is sent on to Start."""
    raw = await request.body()
    return await run_in_threadpool(guarded, lambda: _login(request, raw))


def _login(request: Request, raw: bytes) -> Response:
    check_origin(request)
    content_type = request.headers.get("content-type", "")
    name = str(form_or_json(raw, content_type).get("name", ""))
    try:
        known = learner_of(request)
    except NotSignedIn:
        learner, token = resources.store().create_learner(name, datetime.datetime.now(datetime.UTC))
    else:
        learner, token = resources.store().rename_learner(known.id, name), request.cookies[COOKIE]
    by_form = not content_type.startswith("application/json")
    response: Response = RedirectResponse("/", 303) if by_form else answer({"name": learner.name})
    remember(response, token, request)
    return response


async def logout(request: Request) -> Response:
    """Forgets who this browser is; the work stays in the database."""
    return await run_in_threadpool(guarded, lambda: _logout(request))


def _logout(request: Request) -> Response:
    check_origin(request)
    if token := request.cookies.get(COOKIE):
        resources.store().end_session(token)
    response = answer({})
    forget(response)
    return response


def healthz(_request: Request) -> Response:
    """200 when the database answers, 503 with its sentence when not."""
    try:
        resources.store().healthy()
    except StoreError as error:
        return JSONResponse({"status": "database", "message": error.message}, status_code=503)
    return JSONResponse({"status": "ok"})


ROUTES = [
    Route("/login", login, methods=["POST"]),
    Route("/logout", logout, methods=["POST"]),
    Route("/healthz", healthz),
]
