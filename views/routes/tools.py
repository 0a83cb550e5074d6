"""The rule book for anybody: one question, a list of codes, the calculators' forms. Nothing here knows of any case."""

from __future__ import annotations

from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from data import Reference
from data.models import CoverageKind
from rules import RuleMessage, check
from rules.encounter_json import read_encounter
from rules.topics import BadQuestion, ask, topics
from views import calculators, resources
from views.code_list import LETTERS, CodeList, ReadCode, Remark, beyond, read_history, read_list
from views.routes.answering import Json, Refused, asked_by_all, open_to_all

FACTS = ("date_of_service", "birth_date", "sex", "payer", "place_of_service")
MOST_POINTERS = 4
WITHOUT_DIAGNOSES = ("line.pointers",)
"""Rules that a list of procedures alone is not asked about."""
_FACT_NAMES = dict(zip(FACTS, ("date of service", "birth date", "sex", "payer", "place of service"), strict=True))


def answer_question(sent: Json) -> Json:
    """What the rule book answers; a question that can't be read is refused with its sentence."""
    try:
        return ask(resources.reference(), sent)
    except BadQuestion as error:
        raise Refused(str(error), status=400) from None


def check_list(sent: Json) -> Json:
    """What the rule book says about a typed list: how it was read, what could not be read, and the messages."""
    text, past = (_text(sent, key) for key in ("text", "history"))
    reference = resources.reference()
    codes = read_list(reference, text)
    prior, unread_prior = read_history(reference, past)
    unread = [*codes.unread, *beyond(codes)]
    shown = _as_read(reference, codes) | {
        "unread": [_remark(one) for one in unread],
        "unread_history": [_remark(one) for one in unread_prior],
        "remarks": [_remark(one) for one in codes.remarks],
        "history": [
            {"date": one.date.isoformat(), "code": one.code, "modifiers": one.modifiers, "same": one.same_physician}
            for one in prior
        ],
    }
    if not codes.codes:
        return shown | {"messages": []}
    _point(codes)
    encounter = {key: sent.get(key) for key in FACTS} | {
        "diagnoses": [one.code for one in codes.diagnoses],
        "lines": [_line(one, len(codes.diagnoses)) for one in codes.lines],
        "history": [
            {
                "date": one.date.isoformat(),
                "code": one.code,
                "modifiers": list(one.modifiers),
                "diagnoses": list(one.diagnoses),
                "same_physician": one.same_physician,
            }
            for one in prior
        ],
    }
    try:
        asked = read_encounter(encounter)
        found = check(reference.as_of(asked.date_of_service), asked)
    except BadQuestion as error:
        raise Refused(_plain(str(error)), status=400) from None
    if not codes.diagnoses:
        found = tuple(one for one in found if one.rule not in WITHOUT_DIAGNOSES)
    return shown | {"messages": [_message(one, codes) for one in found]}


def _point(codes: CodeList) -> None:
    """Where nobody typed a pointer, each line points to the first diagnoses; a list is not yet a claim."""
    if codes.diagnoses and not any(one.pointers for one in codes.lines):
        letters = list(LETTERS[: min(len(codes.diagnoses), MOST_POINTERS)])
        for one in codes.lines:
            one.pointers = letters


def _text(sent: Json, key: str) -> str:
    value = sent.get(key, "")
    if not isinstance(value, str):
        raise Refused(f"{key} is not text.", status=400)
    return value


def _plain(message: str) -> str:
    """The rule book's sentence with the form's names for its keys."""
    for key, name in _FACT_NAMES.items():
        message = message.replace(key, name)
    return message[:1].upper() + message[1:]


def _line(one: ReadCode, diagnoses: int) -> dict[str, Any]:
    reachable = [letter for letter in one.pointers if ord(letter) - ord("A") < diagnoses]
    return {"code": one.code, "modifiers": one.modifiers, "units": one.units or 1, "pointers": reachable}


def _as_read(reference: Reference, codes: CodeList) -> Json:
    diagnoses = [
        {"letter": _letter(place), "code": one.code, "title": _title(reference, one), "line": one.line}
        for place, one in enumerate(codes.diagnoses)
    ]
    lines = [
        {
            "code": one.code,
            "title": _title(reference, one),
            "modifiers": one.modifiers,
            "units": one.units or 1,
            "pointers": one.pointers,
            "line": one.line,
        }
        for one in codes.lines
    ]
    return {"diagnoses": diagnoses, "lines": lines}


def _letter(place: int) -> str:
    """A to L, then numbers: a claim carries twelve diagnoses."""
    return chr(ord("A") + place) if place < 12 else str(place + 1)


def _title(reference: Reference, one: ReadCode) -> str:
    if one.kind == "diagnosis":
        diagnosis = reference.icd.get(one.code)
        return diagnosis.title if diagnosis else ""
    procedure = reference.procedures.get(one.code)
    return procedure.wording if procedure else ""


def _remark(one: Remark) -> Json:
    return {"line": one.line, "text": one.text, "message": one.message}


def _message(found: RuleMessage, codes: CodeList) -> Json:
    """A message; `codes` are those it speaks of, with a line's number turned into its code."""
    spoken = []
    for element in found.elements:
        number = element.removeprefix("line ")
        if element.startswith("line ") and number.isdigit() and 0 < int(number) <= len(codes.lines):
            spoken.append({"name": element, "code": codes.lines[int(number) - 1].code, "system": "PROC"})
        else:
            system = "ICD10CM" if any(one.code == element for one in codes.diagnoses) else ""
            spoken.append({"name": "", "code": element, "system": system})
    return {
        "rule": found.rule,
        "severity": found.severity,
        "message": found.message,
        "cites": found.cites,
        "codes": spoken,
    }


def forms(_request: Request) -> Json:
    """The calculators whose topic the rule book knows, with the choices that come from the reference data."""
    return {"groups": list(calculators.GROUPS), "calculators": _forms(resources.reference())}


@cache
def _forms(reference: Reference) -> list[Json]:
    known = topics()
    return [one for one in calculators.load() if one["topic"] in known]


def facts(_request: Request) -> Json:
    """The choices of the check's facts."""
    reference = resources.reference()
    return {
        "payers": list(CoverageKind.__args__),
        "places": [{"code": place.code, "name": place.name} for place in reference.places.values()],
        "start": reference.window.start.isoformat(),
        "end": reference.window.end.isoformat(),
    }


ROUTES = [
    Route("/api/ask", asked_by_all(answer_question), methods=["POST"]),
    Route("/api/check", asked_by_all(check_list), methods=["POST"]),
    Route("/api/calculators", open_to_all(forms)),
    Route("/api/check-facts", open_to_all(facts)),
]
