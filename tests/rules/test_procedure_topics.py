"""Questions about procedures that cannot be read are refused by the key's name; what is not held is not known."""

from __future__ import annotations

import pytest

from data import Reference
from rules.topics import BadQuestion, ask

EVENT = {"date": "2026-05-04", "kind": "visit", "same_physician": True, "related": False}


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ({"topic": "code"}, "code"),
        ({"topic": "code", "code": ["99213"]}, "code"),
        ({"topic": "ncci", "codes": ["99213"]}, "codes"),
        ({"topic": "ncci", "codes": "99213"}, "codes"),
        ({"topic": "fee", "code": "99213"}, "facility"),
        ({"topic": "fee", "code": "99213", "facility": "perhaps"}, "facility"),
        ({"topic": "fee", "code": "99213", "facility": True, "local": "AL"}, "local"),
        ({"topic": "payment", "facility": True, "lines": []}, "lines"),
        ({"topic": "payment", "facility": True, "lines": [{"code": "99213", "units": 0}]}, "units"),
        ({"topic": "payment", "facility": True, "lines": [{"units": 1}]}, "code"),
        ({"topic": "status", "date_of_service": "2026-05-04"}, "prior"),
        ({"topic": "status", "date_of_service": "2026-05-04", "prior": [{"date": "2026-05-05"}]}, "2026-05-05"),
        ({"topic": "status", "date_of_service": "4 May", "prior": []}, "date_of_service"),
        ({"topic": "global_period", "code": "27447", "date_of_service": "2026-05-04"}, "event"),
        (
            {
                "topic": "global_period",
                "code": "27447",
                "date_of_service": "2026-05-04",
                "event": {**EVENT, "kind": "party"},
            },
            "kind",
        ),
    ],
)
def test_a_bad_question_names_the_key(reference: Reference, question: dict[str, object], named: str) -> None:
    with pytest.raises(BadQuestion, match=named):
        ask(reference, question)


def test_a_day_of_services_shows_each_line(reference: Reference) -> None:
    lines = [{"code": "45380", "modifiers": ["59"]}, {"code": "45385"}, {"code": "J3301", "units": 4}]
    answer = ask(reference, {"topic": "payment", "facility": True, "lines": lines})
    shown = answer["lines"]
    assert isinstance(shown, list)
    assert [line["allowed"] for line in shown] == ["15.64", "249.32", None]
    assert [line["known"] for line in shown] == [True, True, False]
    assert answer["total"] == "264.96"


def test_answers_say_from_when_they_are(reference: Reference) -> None:
    for question in (
        {"topic": "mue", "code": "99213"},
        {"topic": "fee", "code": "99213", "facility": False},
        {"topic": "ncci", "codes": ["45385", "45378"]},
        {"topic": "code", "code": "99213"},
    ):
        now, then = ask(reference, question), ask(reference, {**question, "as_of": "2024-07-01"})
        assert (now["data_from"], now["carried_forward"]) == ("2024-07", True)
        assert then["carried_forward"] is False


def test_a_code_of_no_days_has_no_period(reference: Reference) -> None:
    question = {"topic": "global_period", "code": "93000", "date_of_service": "2026-05-04", "event": EVENT}
    assert ask(reference, question)["inside"] is False
