"""What Start calls: where you stopped, what can be opened, what came of the last cases; and opening one."""

from __future__ import annotations

import datetime
import secrets
from collections import Counter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from billing.accounts import case_opening
from billing.causes.opening import CaseError
from records import AttemptSummary, Learner
from records.progress import HATS, csv_export, hat_figures
from scenarios import Family, variant
from scenarios.models import Variant
from views import case_payload, resources
from views.identity import NotSignedIn, learner_of
from views.routes.answering import Json, Refused, answer, asked, guarded, told

Role = Literal["coder", "biller", "both"]
Workplace = Literal["small_practice", "billing_company"]
TOUR: tuple[tuple[Role, Workplace], ...] = (
    ("coder", "billing_company"),
    ("biller", "billing_company"),
    ("both", "small_practice"),
)
"""The guided tour: one case of each kind, then the comparison."""
PAGES = {"coding": "coder", "claim": "biller", "account": "biller"}
LAST_RESULTS = 6
SEEDS = 1_000_000
MOST_DRAWS = 12
"""Seeds tried for a case whose root cause depends on what the seed gives."""
WEEK = datetime.timedelta(days=7)


class Opening(BaseModel):
    """Which case to open: by role, workplace and choice of family; or like `after`, for one of its skills."""

    model_config = ConfigDict(extra="forbid")
    role: Role | None = None
    workplace: Workplace | None = None
    specialty: Annotated[str, Field(max_length=80)] = ""
    family: Annotated[str, Field(max_length=120)] = ""
    gentle: bool = False
    """The easiest there is, for a first case."""
    after: Annotated[str, Field(max_length=64)] = ""
    skill: Annotated[str, Field(max_length=80)] = ""


def start(request: Request) -> Response:
    """All that Start shows. A newcomer gets `learner: null` and what can be opened."""
    return guarded(lambda: _start(request))


def _start(request: Request) -> Response:
    try:
        learner = learner_of(request)
    except NotSignedIn:
        return answer({"learner": None, "families": _families(), "attempts": 0, "resume": None, "tour": _tour(())})
    attempts = resources.store().attempts(learner.id)
    return answer(
        {
            "learner": {"name": learner.name},
            "families": _families(),
            "attempts": len(attempts),
            "resume": _resume(learner, attempts),
            "open": [_open_case(one) for one in attempts if one.stage != "done"][:LAST_RESULTS],
            "last": [_result(one) for one in attempts if one.stage == "done"][:LAST_RESULTS],
            "week": _week(attempts),
            "tour": _tour(attempts),
        }
    )


def _families() -> list[Json]:
    return [
        {
            "id": family.id,
            "title": family.title,
            "specialty": family.specialty,
            "roles": list(family.roles),
            "difficulty": family.difficulty,
        }
        for family in sorted(resources.library().values(), key=lambda family: (family.specialty, family.title))
    ]


def _open_case(one: AttemptSummary) -> Json:
    return {
        "attempt": one.id,
        "title": one.title,
        "role": one.role,
        "workplace": one.workplace,
        "stage": one.stage,
        "page": PAGES[one.stage],
        "seconds": one.seconds,
        "saved_at": one.saved_at.isoformat() if one.saved_at else None,
    }


def _resume(learner: Learner, attempts: tuple[AttemptSummary, ...]) -> Json | None:
    """The open case that was worked on last."""
    waiting = [one for one in attempts if one.stage != "done"]
    if not waiting:
        return None
    newest = max(waiting, key=lambda one: one.saved_at or one.opened_at)
    entered = ""
    if newest.stage == "coding":
        entered = case_payload.progress_words(resources.store().fields(learner.id, newest.id, "coding"))
    return _open_case(newest) | {"entered": entered}


def _result(one: AttemptSummary) -> Json:
    return {
        "attempt": one.id,
        "title": one.title,
        "role": one.role,
        "page": "biller" if one.role == "biller" else "coder",
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
        "coder_score": None if one.coder_score is None else str(one.coder_score),
        "biller_score": None if one.biller_score is None else str(one.biller_score),
        "lost": str(one.lost),
        "mended": one.mended,
    }


def _tour(attempts: tuple[AttemptSummary, ...]) -> list[Json]:
    """The three steps of the tour, from what was done already."""
    steps = []
    for role, workplace in TOUR:
        own = [one for one in attempts if one.role == role]
        waiting = next((one for one in own if one.stage != "done"), None)
        steps.append(
            {
                "role": role,
                "workplace": workplace,
                "done": any(one.stage == "done" for one in own),
                "open": _open_case(waiting) if waiting else None,
            }
        )
    return steps


@told(Opening)
def open_case(learner: Learner, opening: Opening) -> Json:
    """Opens a fresh case and says where it is worked."""
    store = resources.store()
    attempts = store.attempts(learner.id)
    role, workplace = opening.role, opening.workplace
    if opening.after:
        before = store.attempt(learner.id, opening.after)
        role, workplace = role or before.role, workplace or before.workplace
    if role is None or workplace is None:
        raise Refused("Choose a hat and a workplace first.")
    family = _choose(opening, role, attempts)
    if family.case is not None:
        role = "biller"
    case = _drawn(family)
    row = store.open_attempt(learner.id, case, role, workplace, datetime.datetime.now(datetime.UTC))
    return {"attempt": row.id, "page": PAGES[row.stage]}


def _drawn(family: Family) -> Variant:
    """A variant of a random seed; a case in which the root cause can't come about is drawn anew."""
    reference = resources.reference()
    for _ in range(MOST_DRAWS):
        made = variant(reference, family, secrets.randbelow(SEEDS))
        try:
            if made.key.case is not None:
                case_opening(reference, made)
        except CaseError:
            continue
        return made
    raise Refused("No case of this family could be made.", "Nothing was opened.", "Choose another one.")


def _choose(opening: Opening, role: Role, attempts: tuple[AttemptSummary, ...]) -> Family:
    """The family asked for; else of those that fit the one this learner has had least often."""
    library = resources.library()
    if opening.family:
        if opening.family not in library:
            raise Refused("There is no such case in the library.", todo="Choose another one.")
        return library[opening.family]
    fitting = [family for family in library.values() if _fits(family, role, opening)]
    if not fitting:
        fitting = [family for family in library.values() if _fits(family, role, Opening())]
    if not fitting:
        raise Refused("The library has no case for that.", todo="Choose another specialty.")
    had = Counter(one.family for one in attempts)
    rarest = min(had[family.id] for family in fitting)
    left = [family for family in fitting if had[family.id] == rarest]
    if opening.gentle:
        return min(left, key=lambda family: (family.difficulty, family.id))
    return secrets.choice(sorted(left, key=lambda family: family.id))


def _fits(family: Family, role: Role, opening: Opening) -> bool:
    plays = role in family.roles or (role == "both" and {"coder", "biller"} <= set(family.roles))
    in_specialty = opening.specialty in ("", family.specialty)
    return plays and in_specialty and (not opening.skill or opening.skill in family.skills)


def _week(attempts: tuple[AttemptSummary, ...]) -> Json:
    """The last seven days by hat."""
    since = datetime.datetime.now(datetime.UTC) - WEEK
    recent = [one for one in attempts if one.finished_at and one.finished_at >= since]
    figures = {hat: hat_figures(recent, (), hat) for hat in HATS}
    return {
        hat: {"cases": one.cases, "accuracy": one.accuracy, "median_seconds": one.median_seconds}
        for hat, one in figures.items()
    }


def export(_request: Request, learner: Learner) -> Response:
    """All of a learner's finished cases as CSV."""
    text = csv_export(resources.store().attempts(learner.id))
    headers = {"Content-Disposition": 'attachment; filename="both-hats.csv"', "Cache-Control": "no-store"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = [
    Route("/api/start", start),
    Route("/api/open", open_case, methods=["POST"]),
    Route("/api/export.csv", asked(export)),
]
