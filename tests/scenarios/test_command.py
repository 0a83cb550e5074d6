"""`python -m scenarios` as docs/commands.md says it: forms, exit codes, where messages go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.__main__ import main

FAMILY = "ankle-fracture-stages"
BAD = Path(__file__).parent.parent / "bad_families"


def test_list_names_what_a_learner_chooses_by(capsys, library) -> None:
    assert main(["list"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in listed] == list(library)
    assert {"id", "title", "specialty", "roles", "setting", "skills", "difficulty", "version"} <= set(listed[0])


def test_show_hides_the_key_unless_asked(capsys) -> None:
    assert main(["show", FAMILY, "--seed", "7"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert "key" not in shown
    assert shown["family"] == FAMILY
    assert {
        "date_of_service",
        "place_of_service",
        "setting",
        "specialty",
        "patient",
        "provider",
        "coverage",
        "documents",
    } <= set(shown["encounter"])


def test_show_with_key_holds_answer_and_right_claim(capsys) -> None:
    assert main(["show", FAMILY, "--seed", "7", "--mess", "2", "--with-key"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["mess"] == 2
    assert {"query", "sets", "neutral", "not_coded", "evidence", "claim"} <= set(shown["key"])
    assert shown["key"]["claim"]["items"]["24"]


def test_show_of_several_is_json_lines(capsys, library) -> None:
    assert main(["show", "--all", "--seeds", "3-5"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["family"], line["seed"]) for line in lines] == [(name, s) for name in library for s in (3, 4, 5)]


def test_show_text_reads_as_a_chart(capsys) -> None:
    assert main(["show", FAMILY, "--seed", "7", "--text"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("=")
    assert "TRAINING DATA" in text
    assert "KEY" not in text.splitlines()


def test_family_may_be_a_path(capsys) -> None:
    assert main(["check", str(BAD / "wrong-reads.yaml")]) == 1
    out = capsys.readouterr()
    report = json.loads(out.out)
    assert report["families"] == 1
    assert {"file", "line", "family", "given", "rule", "message"} <= set(report["problems"][0])
    assert "code.reads" in out.err


def test_check_of_several_reports_all(capsys) -> None:
    assert main(["check", str(BAD / "anchor.yaml"), str(BAD / "folded-block.yaml")]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {problem["rule"] for problem in report["problems"]} >= {"yaml.anchor", "yaml.folded"}


def test_check_passes_a_right_family(capsys) -> None:
    assert main(["check", FAMILY]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["problems"] == []
    assert report["variants"] > report["distinct_keys"] >= 10


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["show"],
        ["show", FAMILY],
        ["show", FAMILY, "--seed", "-1"],
        ["show", FAMILY, "--seeds", "9-2"],
        ["show", FAMILY, "--seed", "1", "--mess", "5"],
        ["show", FAMILY, "--all", "--seed", "1"],
        ["show", "no-such-family", "--seed", "1"],
        ["check", FAMILY, "--all"],
        ["check", "no-such-family"],
        ["sell"],
    ],
)
def test_wrong_call_exits_with_2_and_says_why(arguments: list[str], capsys) -> None:
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    out = capsys.readouterr()
    assert out.err
    assert not out.out


def test_unknown_family_gets_a_hint(capsys) -> None:
    assert main(["show", "ankle-fracture-stage", "--seed", "1"]) == 2
    assert f"did you mean '{FAMILY}'?" in capsys.readouterr().err
