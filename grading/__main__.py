"""Grades from the shell: `python -m grading coding|claim --family F --seed N [--mess M]`, or `--lines`.

Exit 0: graded; 1: the family itself has problems; 2: the call or an answer cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from billing import ClaimInputError, claim_from_json
from data import Reference, load
from grading.answer_json import AnswerError, coding_answer_from_json, grade_to_json
from grading.claim import grade_claim
from grading.coding import grade_coding
from scenarios import Family, FamilyError, load_family, variant
from scenarios.models import Variant

_LINE_KEYS = ("family", "seed", "mess", "answer")


class _Refused(Exception):
    """An answer that cannot be graded, with one clear message and the exit code."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    _check_call(parser, options)
    grade = partial(_graded, load(), options.command)
    if options.lines:
        return _grade_lines(grade)
    try:
        result = grade(
            {"family": options.family, "seed": options.seed, "mess": options.mess}, _parsed(sys.stdin.read())
        )
    except _Refused as refusal:
        print(refusal, file=sys.stderr)
        return refusal.code
    print(json.dumps(result, ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grading", description="Grade an answer read from standard input.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (("coding", "a coding answer"), ("claim", "a CMS-1500 claim")):
        command = commands.add_parser(name, help=f"grade {what}")
        command.add_argument("--family", help="id of a family, or the path of a family file")
        command.add_argument("--seed", type=int, help="which variant of the family")
        command.add_argument("--mess", type=int, choices=(1, 2, 3, 4), help="1 clean to 4 very messy; the seed's own")
        command.add_argument("--lines", action="store_true", help="read JSON Lines of family, seed, mess, answer")
    return parser


def _check_call(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """One variant, or `--lines`, not both; leaves with exit code 2 otherwise."""
    named = (options.family, options.seed, options.mess)
    if options.lines and any(value is not None for value in named):
        parser.error("--lines takes family, seed and mess from each line, not from the call")
    if not options.lines and (options.family is None or options.seed is None):
        parser.error("--family and --seed are needed, or --lines")


def _grade_lines(grade: Callable[[dict[str, Any], object], dict[str, Any]]) -> int:
    """One result a line; a line that cannot be graded gives `{"error": ...}` and an exit code other than 0."""
    code = 0
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            row = _parsed(line)
            if not isinstance(row, dict):
                raise _Refused(f"expected an object with {', '.join(_LINE_KEYS)}")
            if unknown := [name for name in row if name not in _LINE_KEYS]:
                raise _Refused(f"unknown key {unknown[0]!r}; known are {', '.join(_LINE_KEYS)}")
            result = grade(row, row.get("answer"))
        except _Refused as refusal:
            code = max(code, refusal.code)
            print(f"line {number}: {refusal}", file=sys.stderr)
            result = {"error": str(refusal)}
        print(json.dumps(result, ensure_ascii=False))
    return code


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _Refused(f"standard input is not JSON: {error}") from error


def _graded(reference: Reference, command: str, which: dict[str, Any], answer: object) -> dict[str, Any]:
    made = _variant(reference, which)
    try:
        if command == "coding":
            return grade_to_json(grade_coding(reference, made, coding_answer_from_json(answer)))
        return grade_to_json(grade_claim(reference, made, claim_from_json(_bare(answer))))
    except (AnswerError, ClaimInputError) as error:
        raise _Refused(str(error)) from error


def _bare(answer: Any) -> Any:
    """A claim without what `billing claim` writes beside it, so that one can be piped into the other."""
    if not isinstance(answer, dict):
        return answer
    return {key: value for key, value in answer.items() if key not in ("family", "seed", "notice")}


def _variant(reference: Reference, which: dict[str, Any]) -> Variant:
    family, seed, mess = which.get("family"), which.get("seed"), which.get("mess")
    if not isinstance(family, str) or type(seed) is not int or not (mess is None or mess in (1, 2, 3, 4)):
        raise _Refused(f"family {family!r}, seed {seed!r}, mess {mess!r}: expected a text, a whole number, 1 to 4")
    try:
        return variant(reference, _family(family), seed, mess)
    except FamilyError as error:
        missing = all(problem.rule == "family.unknown" for problem in error.problems)
        raise _Refused(str(error), 2 if missing else 1) from error


@cache
def _family(name: str) -> Family:
    """A family, parsed once however many lines ask for it."""
    return load_family(name)


if __name__ == "__main__":
    sys.exit(main())
