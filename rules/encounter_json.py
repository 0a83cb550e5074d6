"""A coded encounter as JSON, the form that `python -m rules check` and the page "Check my codes" read."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping
from typing import Literal, cast, get_args

from data import CoverageKind
from rules.models import CodedEncounter, CodedLine, PriorService, RuleMessage
from rules.topics.frame import Asked, BadQuestion, refuse_unknown

_KEYS = ("date_of_service", "birth_date", "sex", "payer", "place_of_service", "diagnoses", "lines", "history")
_LINE_KEYS = ("code", "modifiers", "units", "pointers")
_HISTORY_KEYS = ("date", "code", "modifiers", "diagnoses", "same_physician")
_SEX: Mapping[str, Literal["F", "M"]] = {"f": "F", "female": "F", "m": "M", "male": "M"}
MOST_UNITS = 99_999


def read_encounter(values: Mapping[str, object]) -> CodedEncounter:
    """The encounter of one JSON object. Raises BadQuestion with the key that cannot be read and what was expected."""
    refuse_unknown(values, _KEYS, "encounter")
    asked = Asked(values, datetime.date.min)
    sex = _SEX.get(asked.text("sex").lower())
    if sex is None:
        raise BadQuestion(f"sex is {asked.text('sex')!r}; expected F or M.")
    place = asked.text("place_of_service").zfill(2)
    born, served = asked.date("birth_date"), asked.date("date_of_service")
    if born > served:
        raise BadQuestion(f"birth_date {born} is after date_of_service {served}.")
    return CodedEncounter(
        date_of_service=served,
        birth_date=born,
        sex=sex,
        payer=cast("CoverageKind", asked.one_of("payer", get_args(CoverageKind))),
        place_of_service=place,
        diagnoses=tuple(code.upper() for code in asked.texts("diagnoses")),
        lines=tuple(_line(line) for line in asked.items("lines", _LINE_KEYS)),
        history=tuple(_prior(prior) for prior in asked.items("history", _HISTORY_KEYS, default=())),
    )


def _line(asked: Asked) -> CodedLine:
    units = asked.whole("units", default=1)
    if units > MOST_UNITS:
        raise BadQuestion(f"units is {units}; expected at most {MOST_UNITS}.")
    return CodedLine(
        code=asked.code("code"),
        modifiers=tuple(modifier.upper() for modifier in asked.texts("modifiers", default=())),
        units=units,
        pointers=tuple(_pointer(text) for text in asked.texts("pointers", default=())),
    )


def _pointer(text: str) -> int:
    """`A` or `1` is the first diagnosis: 0."""
    if re.fullmatch(r"[A-La-l]", text):
        return ord(text.upper()) - ord("A")
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) - 1
    raise BadQuestion(f"pointer {text[:20]!r}; expected a letter A to L.")


def _prior(asked: Asked) -> PriorService:
    return PriorService(
        date=asked.date("date"),
        code=asked.code("code"),
        modifiers=tuple(modifier.upper() for modifier in asked.texts("modifiers", default=())),
        diagnoses=tuple(code.upper() for code in asked.texts("diagnoses", default=())),
        same_physician=asked.flag("same_physician", default=True),
    )


def write_messages(messages: tuple[RuleMessage, ...]) -> dict[str, object]:
    """`{"messages": [...]}`, one object a message."""
    return {"messages": [dataclasses.asdict(message) for message in messages]}
