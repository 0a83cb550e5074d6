"""The code book: look-up as you type, the tabular entry, and the worksheet for office visit levels."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any, Literal, cast

from starlette.requests import Request
from starlette.routing import Route

from data import IcdCode, ProcedureCode, search
from records import Learner
from rules import office_visit_level
from views import resources
from views.routes.answering import Json, Refused, asked

LONGEST_QUERY = 120
MOST_HITS = 60
NOTE_KINDS = ("code_first", "use_additional", "code_also", "excludes1", "excludes2", "includes", "inclusion_terms")
LEVELS = ("minimal", "low", "moderate", "high")


def lookup(request: Request, _learner: Learner) -> Json:
    """Matches for what was typed so far, best first."""
    query = request.query_params.get("q", "")[:LONGEST_QUERY].strip()
    system = request.query_params.get("system", "")
    limit = request.query_params.get("limit", "12")
    if system not in ("", "ICD10CM", "PROC") or not limit.isdigit():
        raise Refused("A look-up takes q, system (ICD10CM or PROC) and limit (a number).", status=400)
    if not query:
        return {"hits": []}
    reference = resources.reference()
    wanted = cast(Literal["ICD10CM", "PROC"] | None, system or None)
    hits = search(reference, query, limit=min(int(limit), MOST_HITS), system=wanted)
    return {"hits": [_hit(hit) for hit in hits]}


def _hit(hit: Any) -> Json:
    known = resources.reference().icd.get(hit.code) if hit.system == "ICD10CM" else None
    return {
        "code": hit.code,
        "system": hit.system,
        "title": hit.title,
        "billable": hit.billable,
        "seventh": hit.seventh,
        "why": hit.why,
        "chapter": known.chapter if known else "",
    }


def entry(request: Request, _learner: Learner) -> Json:
    """One code with its notes and neighbors."""
    code = request.query_params.get("code", "")[:20]
    reference = resources.reference()
    if diagnosis := reference.icd.get(code):
        return _diagnosis(diagnosis)
    if procedure := reference.procedures.get(code.upper()):
        return _procedure(procedure)
    raise Refused(f"The code book has no {code}.", status=404)


def _diagnosis(code: IcdCode) -> Json:
    icd = resources.reference().icd
    ancestors = [found for name in reversed(icd.ancestors(code.code)) if (found := icd.get(name))]
    return {
        "code": code.code,
        "system": "ICD10CM",
        "title": code.title,
        "billable": code.billable,
        "missing": icd.missing(code.code),
        "chapter": code.chapter,
        "parents": [{"code": found.code, "title": found.title} for found in ancestors],
        "children": [_child(found) for name in code.children[:40] if (found := icd.get(name))],
        "notes": {kind: _notes(code, kind) for kind in NOTE_KINDS},
        "sevenths": dict(code.sevenths),
    }


def _child(code: IcdCode) -> Json:
    return {"code": code.code, "title": code.title, "billable": code.billable}


def _notes(code: IcdCode, kind: str) -> list[Json]:
    """Own notes and those of the headings above; what a code is called is its own only."""
    own_only = kind == "inclusion_terms"
    found = code.inclusion_terms if own_only else resources.reference().icd.inherited(code.code, kind)
    return [{"text": note.text, "at": note.at} for note in found[:12]]


def _procedure(code: ProcedureCode) -> Json:
    return {
        "code": code.code,
        "system": code.system,
        "title": code.wording,
        "billable": True,
        "missing": "",
        "global_days": code.global_days,
        "add_on_to": list(code.add_on_to),
        "mue": code.mue,
        "data_from": code.data_from,
    }


def worksheet(_request: Request, _learner: Learner) -> Json:
    """What each combination of status and three elements comes to; knows nothing of any case."""
    return {"levels": list(LEVELS), "codes": _office_visits()}


@cache
def _office_visits() -> dict[str, dict[str, str]]:
    found = {}
    for status, *elements in product(("new", "established"), LEVELS, LEVELS, LEVELS):
        level = office_visit_level(cast(Any, status), *elements)
        found[" ".join((status, *elements))] = {"code": level.code, "level": level.level}
    return cast(Any, found)


ROUTES = [
    Route("/api/lookup", asked(lookup)),
    Route("/api/entry", asked(entry)),
    Route("/api/worksheet", asked(worksheet)),
]
