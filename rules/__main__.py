"""`python -m rules`: check coded encounters, ask the rule book, list what can be asked, report on Excludes notes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

import rules
from data import DataError, Reference, load
from rules.encounter_json import read_encounter, write_messages
from rules.topics import BadQuestion, ask, topics

LONGEST_LINE = 1_000_000
Answerer = Callable[[Reference, dict[str, object]], dict[str, object]]


def main(arguments: Sequence[str] | None = None, stdin: TextIO | None = None) -> int:
    """0 done, 1 the rule book found an error, 2 the call or a line of the input is wrong."""
    asked = _parser().parse_args(arguments)
    if asked.command == "topics":
        print(json.dumps([_shown(name) for name in topics()], indent=2))
        return 0
    try:
        reference = load()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    if asked.command == "report":
        report = rules.excludes_report(reference)
        print(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
        return 0 if report.complete else 1
    lines = stdin if stdin is not None else sys.stdin
    return _answer_lines(reference, lines, _check if asked.command == "check" else ask)


def _shown(name: str) -> dict[str, object]:
    topic = topics()[name]
    keys = [
        {"key": key.removesuffix("?"), "required": not key.endswith("?"), "what": what}
        for key, what in topic.keys.items()
    ]
    return {"topic": topic.name, "about": topic.about, "keys": keys}


def _check(reference: Reference, values: dict[str, object]) -> dict[str, object]:
    encounter = read_encounter(values)
    return write_messages(rules.check(reference.as_of(encounter.date_of_service), encounter))


def _answer_lines(reference: Reference, lines: Iterable[str], answer: Answerer) -> int:
    """One answer a line. A line that cannot be read is answered with `refused` and named on standard error."""
    worst = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = answer(reference, _object(line))
        except BadQuestion as error:
            print(f"line {number}: {error}", file=sys.stderr)
            given = {"known": False, "refused": str(error)}
            worst = 2
        messages = given.get("messages", ())
        if isinstance(messages, list) and any(message["severity"] == "error" for message in messages):
            worst = max(worst, 1)
        print(json.dumps(given, ensure_ascii=False, default=list), flush=True)
    return worst


def _object(line: str) -> dict[str, object]:
    if len(line) > LONGEST_LINE:
        raise BadQuestion(f"the line has {len(line):,} characters; at most {LONGEST_LINE:,} are read.")
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadQuestion(f"not JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadQuestion("expected a JSON object, {...}.")
    return values


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rules", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="reads coded encounters, JSON Lines; answers each with the rule book's messages")
    commands.add_parser("ask", help="reads questions, JSON Lines, each with a topic; answers each")
    commands.add_parser("topics", help="lists the topics with their keys")
    report = commands.add_parser("report", help="what became of every note of the tabular list")
    report.add_argument("subject", choices=("excludes",))
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
