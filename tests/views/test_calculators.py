"""The calculators' forms agree with the topics that they ask, and every worked example is answered."""

from __future__ import annotations

from typing import Any

import pytest

import data
from rules.topics import BadQuestion, ask, topics
from views import calculators

FORMS = {one["id"]: one for one in calculators.load()}
NOT_ARITHMETIC = {
    "icd", "icd_pair", "code", "ncci", "mue", "modifier", "carc", "rarc", "group_code", "place_of_service",
    "claim_frequency", "claim_status_category", "claim_status", "claim_adjudication",
}  # fmt: skip
"""Topics that only look something up; the look-up's entries show them."""


def question(form: dict[str, Any], state: dict[str, str]) -> dict[str, Any]:
    """What the page asks with a flat state, as `views/assets/calculator_form.js` builds it."""
    asked: dict[str, Any] = {"topic": form["topic"]}
    for field in form["fields"]:
        shown = all(state.get(key) == value for key, value in field.get("when", {}).items())
        if field["key"].startswith("_") or not shown:
            continue
        if field["kind"] == "rows":
            asked[field["key"]] = rows(field, state)
        elif state.get(field["key"], "") != "":
            put(asked, field["key"].split("."), value(field, state[field["key"]]))
    return asked


def rows(field: dict[str, Any], state: dict[str, str]) -> list[dict[str, Any]]:
    number = len({path.split(".")[1] for path in state if path.startswith(field["key"] + ".")})
    cells = [(row, column, state.get(f"{field['key']}.{row}.{column['key']}", "")) for row in range(number) for column in field["columns"]]  # fmt: skip
    return [{c["key"]: value(c, text) for at, c, text in cells if at == row and text != ""} for row in range(number)]


def put(asked: dict[str, Any], path: list[str], given: object) -> None:
    for step in path[:-1]:
        asked = asked.setdefault(step, {})
    asked[path[-1]] = given


def value(field: dict[str, Any], text: str) -> object:
    if field["kind"] == "list":
        return [part.strip() for part in text.split(",")]
    if field["kind"] == "codes":
        return text.replace(",", " ").split()
    return text == "true" if field["kind"] == "flag" or field.get("bool") else text


def choices() -> list[tuple[str, str, str]]:
    """(form, path in its example, a choice) for each choice of each form."""
    found = []
    for form in FORMS.values():
        for field in form["fields"]:
            columns = [(f"{field['key']}.0.{one['key']}", one) for one in field.get("columns", [])]
            for path, one in columns or [(field["key"], field)]:
                if not path.startswith("_"):
                    found += [(form["id"], path, choice) for choice, _ in one.get("choices", [])]
    return found


def refusal(reference: data.Reference, asked: dict[str, Any]) -> str:
    """Why the rule book can't read a question; empty where it can."""
    try:
        ask(reference, asked)
    except BadQuestion as error:
        return str(error)
    return ""


def test_every_arithmetic_topic_has_a_calculator() -> None:
    assert set(topics()) - NOT_ARITHMETIC <= {form["topic"] for form in FORMS.values()}
    assert {form["topic"] for form in FORMS.values()} <= set(topics())


@pytest.mark.parametrize("name", FORMS)
def test_a_form_asks_what_its_topic_takes(name: str) -> None:
    topic = topics()[FORMS[name]["topic"]]
    keys = {field["key"].split(".")[0] for field in FORMS[name]["fields"] if not field["key"].startswith("_")}
    assert keys <= set(topic.allowed)
    assert set(topic.required) <= keys


@pytest.mark.parametrize("name", FORMS)
def test_a_worked_example_is_answered(reference: data.Reference, name: str) -> None:
    answer = ask(reference, question(FORMS[name], FORMS[name]["example"]))
    assert answer["known"], answer
    assert answer["cites"]
    assert not FORMS[name]["headline"] or FORMS[name]["headline"] in answer


@pytest.mark.parametrize(("name", "path", "choice"), choices())
def test_every_choice_is_one_that_the_topic_knows(reference: data.Reference, name: str, path: str, choice: str) -> None:
    said = refusal(reference, question(FORMS[name], FORMS[name]["example"] | {path: choice}))
    assert "expected one of" not in said
    assert "unknown" not in said


def test_groups_are_in_use() -> None:
    assert {form["group"] for form in FORMS.values()} == set(calculators.GROUPS)
