"""The code book: look-up as you type, the tabular entry with its neighbors, and the worksheet for office visit levels.

Reference data only, so that anybody may ask; nothing here knows of any case.
"""

from __future__ import annotations

import bisect
import dataclasses
import datetime
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Literal, cast

import yaml
from starlette.requests import Request
from starlette.routing import Route

from data import IcdCode, ProcedureCode, Reference, drug_table, neoplasm_table, search
from rules import compare_codes, office_visit_level, same_but_for_side, side_named
from views import resources
from views.routes.answering import Json, Refused, open_to_all

LONGEST_QUERY = 120
MOST_HITS = 60
NOTE_KINDS = (
    "code_first",
    "use_additional",
    "code_also",
    "excludes1",
    "excludes2",
    "includes",
    "inclusion_terms",
    "notes",
)
INDICATORS = Path(__file__).parent.parent / "fee_indicators.yaml"
MOST_NEIGHBORS = 60
NEARBY = 6
"""Procedure codes shown before and after one."""
LEVELS = ("minimal", "low", "moderate", "high")


def lookup(request: Request) -> Json:
    """Matches for what was typed so far, best first."""
    query = request.query_params.get("q", "")[:LONGEST_QUERY].strip()
    system = request.query_params.get("system", "")
    limit = request.query_params.get("limit", "12")
    if system not in ("", "ICD10CM", "PROC") or not limit.isdigit():
        raise Refused("A look-up takes q, system (ICD10CM or PROC) and limit (a number).", status=400)
    if not query:
        return {"hits": []}
    reference = _asked_for(request)
    wanted = cast(Literal["ICD10CM", "PROC"] | None, system or None)
    hits = search(reference, query, limit=min(int(limit), MOST_HITS), system=wanted)
    return {"hits": [_hit(reference, hit) for hit in hits]}


def _hit(reference: Reference, hit: Any) -> Json:
    known = reference.icd.get(hit.code) if hit.system == "ICD10CM" else None
    return {
        "code": hit.code,
        "system": hit.system,
        "title": hit.title,
        "billable": hit.billable,
        "seventh": hit.seventh,
        "why": hit.why,
        "chapter": known.chapter if known else "",
    }


def _asked_for(request: Request) -> Reference:
    """The code sets in force on the day that the page asks for; without one, what ships."""
    day = request.query_params.get("as_of", "")
    if not day:
        return resources.reference()
    try:
        return resources.reference().as_of(datetime.date.fromisoformat(day))
    except ValueError:
        raise Refused("as_of is a date YYYY-MM-DD.", status=400) from None


def entry(request: Request) -> Json:
    """One code with its notes and neighbors; `system` where one spelling is a code of two sets (`E0781`)."""
    code = request.query_params.get("code", "")[:20]
    system = request.query_params.get("system", "")
    reference = _asked_for(request)
    if system != "PROC" and (diagnosis := reference.icd.get(code)):
        return _diagnosis(reference, diagnosis)
    if system != "ICD10CM" and (procedure := reference.procedures.get(code)):
        return _procedure(reference, procedure)
    raise Refused(f"The code book has no {code}.", status=404)


def _diagnosis(reference: Reference, code: IcdCode) -> Json:
    icd = reference.icd
    ancestors = [found for name in reversed(icd.ancestors(code.code)) if (found := icd.get(name))]
    return {
        "code": code.code,
        "system": "ICD10CM",
        "title": code.title,
        "billable": code.billable,
        "missing": icd.missing(code.code),
        "chapter": code.chapter,
        "headings": [
            {"name": f"Chapter {code.chapter}", "title": icd.heading(code.chapter)},
            {"name": code.block, "title": icd.heading(code.block)},
        ],
        "parents": [{"code": found.code, "title": found.title} for found in ancestors],
        "children": _codes(reference, code.children),
        "siblings": _codes(reference, parent.children) if (parent := icd.get(code.parent or "")) else [],
        "sides": _sides(reference, code),
        "notes": {kind: _notes(reference, code, kind) for kind in NOTE_KINDS},
        "sevenths": dict(code.sevenths),
    }


def _codes(reference: Reference, names: Sequence[str]) -> list[Json]:
    return [_child(found) for name in names[:MOST_NEIGHBORS] if (found := reference.icd.get(name))]


def _sides(reference: Reference, code: IcdCode) -> list[Json]:
    """The same condition on the other side, on both or on none that is named, with the code itself; else nothing."""
    icd = reference.icd
    parent = icd.get(code.parent or "")
    siblings = [found for name in (parent.children if parent else ()) if (found := icd.get(name))]
    same = [one for one in siblings if one.code == code.code or same_but_for_side(code.title, one.title)]
    return [{"code": one.code, "side": side_named(one.title), "title": one.title} for one in same] if same[1:] else []


def _child(code: IcdCode) -> Json:
    return {"code": code.code, "title": code.title, "billable": code.billable}


def _notes(reference: Reference, code: IcdCode, kind: str) -> list[Json]:
    """Own notes and those of the headings above; what a code is called is its own only."""
    own_only = kind == "inclusion_terms"
    found = code.inclusion_terms if own_only else reference.icd.inherited(code.code, kind)
    return [{"text": note.text, "at": note.at} for note in found]


def _procedure(reference: Reference, code: ProcedureCode) -> Json:
    return {
        "code": code.code,
        "system": code.system,
        "title": code.wording,
        "billable": True,
        "missing": "",
        "global_days": code.global_days,
        "neighbors": [_neighbor(reference, name) for name in _nearby(reference, code.code)],
        "indicators": _indicators(code),
        "add_on_to": list(code.add_on_to),
        "mue": code.mue,
        "in_force": [day.isoformat() if day else None for day in (code.in_force_from, code.in_force_to)],
        "data_from": code.data_from,
    }


def drugs(request: Request) -> Json:
    """Rows of the Table of Drugs for what was typed: each substance with its code by intent."""
    text = request.query_params.get("q", "")[:LONGEST_QUERY]
    return {"rows": [dataclasses.asdict(row) for row in drug_table(_asked_for(request), text, MOST_HITS)]}


def neoplasms(request: Request) -> Json:
    """Rows of the Table of Neoplasms for what was typed: each site with its code by behavior."""
    text = request.query_params.get("q", "")[:LONGEST_QUERY]
    return {"rows": [dataclasses.asdict(row) for row in neoplasm_table(_asked_for(request), text, MOST_HITS)]}


@cache
def _indicator_table() -> list[Json]:
    """The fee schedule's indicators with what each value says."""
    found: list[Json] = yaml.safe_load(INDICATORS.read_text(encoding="utf-8"))
    return found


def _indicators(code: ProcedureCode) -> list[Json]:
    """Those that the fee schedule gives for a code, in words."""
    given = [(one, getattr(code, one["key"])) for one in _indicator_table()]
    return [
        {"name": one["name"], "value": value, "says": one["values"].get(value, "")} for one, value in given if value
    ]


def compare(request: Request) -> Json:
    """Two codes side by side, and what decides between them."""
    first, second = (request.query_params.get(name, "")[:20].strip() for name in ("first", "second"))
    if not first or not second:
        raise Refused("A comparison takes two codes, first and second.", status=400)
    found = compare_codes(_asked_for(request), first, second)
    rows = [{"aspect": row.aspect, "first": row.first, "second": row.second, "same": row.same} for row in found.rows]
    return {"common": found.common, "together": found.together, "why": found.why, "cites": found.cites, "rows": rows}


@lru_cache(maxsize=4)
def _numbers(reference: Reference) -> tuple[str, ...]:
    return tuple(sorted(procedure.code for procedure in reference.procedures))


def _nearby(reference: Reference, code: str) -> tuple[str, ...]:
    """The codes before and after one in the order of their numbers, itself among them."""
    numbers = _numbers(reference)
    place = bisect.bisect_left(numbers, code)
    return numbers[max(0, place - NEARBY) : place + NEARBY + 1]


def _neighbor(reference: Reference, code: str) -> Json:
    procedure = reference.procedures.get(code)
    return {"code": code, "title": procedure.wording if procedure else "", "billable": True}


def edition(_request: Request) -> Json:
    """What the code book holds and from when; shown on every page of the tools."""
    reference = resources.reference()
    return {
        "release": reference.release,
        "start": reference.window.start.isoformat(),
        "end": reference.window.end.isoformat(),
        "figures": reference.figures.data_from,
    }


def worksheet(_request: Request) -> Json:
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
    Route("/api/lookup", open_to_all(lookup)),
    Route("/api/entry", open_to_all(entry)),
    Route("/api/drug-table", open_to_all(drugs)),
    Route("/api/neoplasm-table", open_to_all(neoplasms)),
    Route("/api/compare", open_to_all(compare)),
    Route("/api/edition", open_to_all(edition)),
    Route("/api/worksheet", open_to_all(worksheet)),
]
