"""How every JSON route answers: who is asking, what was sent, and one plain sentence for whatever goes wrong.

Handlers are plain functions and run in threads, because they wait for the database.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from records import Behind, Closed, Learner, NotFound, StoreError
from views.identity import ForeignOrigin, NotSignedIn, check_origin, learner_of

Json = dict[str, Any]
Body = TypeVar("Body", bound=BaseModel)
_log = logging.getLogger("both_hats")


class Refused(Exception):
    """What was asked can't be done; the sentences go to the learner."""

    def __init__(self, message: str, kept: str = "", todo: str = "", status: int = 422) -> None:
        super().__init__(message)
        self.message, self.kept, self.todo, self.status = message, kept, todo, status


def answer(body: Json, status: int = 200) -> JSONResponse:
    """JSON that no cache keeps."""
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


def refusal(status: int, message: str, kept: str = "", todo: str = "", **more: Any) -> JSONResponse:
    """An error as every screen expects it: what happened, what was kept, what to do."""
    return answer({"error": {"message": message, "kept": kept, "do": todo}} | more, status)


def asked(handler: Callable[[Request, Learner], Json | Response]) -> Callable[[Request], Response]:
    """A GET route for somebody known."""

    def route(request: Request) -> Response:
        return guarded(lambda: handler(request, learner_of(request)))

    return route


def open_to_all(handler: Callable[[Request], Json]) -> Callable[[Request], Response]:
    """A GET route for anybody: reference data that belongs to no learner and no case."""

    def route(request: Request) -> Response:
        return guarded(lambda: handler(request))

    return route


def asked_by_all(handler: Callable[[Json], Json]) -> Callable[[Request], Any]:
    """A POST route for anybody: own origin and a JSON object; nothing of it is kept."""

    async def route(request: Request) -> Response:
        raw = await request.body()

        def work() -> Json:
            check_origin(request)
            return handler(read_object(raw))

        return await run_in_threadpool(guarded, work)

    return route


def told(
    body_type: type[Body],
) -> Callable[[Callable[[Learner, Body], Json]], Callable[[Request], Any]]:
    """A POST route: own origin, a JSON body of the given shape, somebody known."""

    def decorate(handler: Callable[[Learner, Body], Json]) -> Callable[[Request], Any]:
        async def route(request: Request) -> Response:
            raw = await request.body()

            def work() -> Json:
                check_origin(request)
                return handler(learner_of(request), read_body(raw, body_type))

            return await run_in_threadpool(guarded, work)

        return route

    return decorate


def read_body(raw: bytes, body_type: type[Body]) -> Body:
    """The body as a model. Raises Refused naming the fields that are not as expected."""
    try:
        return body_type.model_validate_json(raw or b"{}")
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in error.errors()[:5])
        raise Refused(f"The request is not as expected. {places}", status=400) from None


def read_object(raw: bytes) -> Json:
    """The body as a JSON object. Raises Refused; nesting that would exhaust the reader is refused too."""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused("The request is not JSON.", status=400) from None
    if not isinstance(document, dict):
        raise Refused("The request is not a JSON object.", status=400)
    return document


def guarded(work: Callable[[], Json | Response]) -> Response:
    """Runs `work` and turns every expected failure into its sentence."""
    try:
        result = work()
        return result if isinstance(result, Response) else answer(result)
    except NotSignedIn:
        return refusal(401, "Nobody is signed in here.", "Your work is kept.", "Choose your name on Start.")
    except ForeignOrigin:
        return refusal(403, "This request came from another site and was refused.", "Nothing was changed.")
    except NotFound:
        return refusal(404, "There is no such case.", "Your own cases are on Start.", "Choose one there.")
    except Behind as error:
        kept = "What arrived is saved; the rest is kept in your browser."
        return refusal(409, "The last changes have not arrived yet.", kept, missing=True, saved=error.acknowledged)
    except Closed as error:
        kept = "What you submitted stands."
        return refusal(409, "This step is already submitted.", kept, "Reload to see it.", stage=error.stage)
    except Refused as error:
        return refusal(error.status, error.message, error.kept, error.todo)
    except ValueError as error:
        return refusal(422, str(error), "What was saved before stands.")
    except StoreError as error:
        return refusal(503, error.message, error.kept, "It is tried again by itself.")
    except Exception:
        _log.exception("A route failed")
        kept = "What was confirmed as saved is kept."
        return refusal(
            500, "Something went wrong on the server.", kept, "Try again; if it happens again, tell whoever runs it."
        )


def form_or_json(raw: bytes, content_type: str) -> Json:
    """The fields of a form post or a JSON object."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(raw.decode("utf-8", "replace")))
    try:
        document = json.loads(raw or b"{}")
    except ValueError:
        raise Refused("The request is not JSON.", status=400) from None
    return document if isinstance(document, dict) else {}
