"""The command line of the biller's room: `claim`, `scrub`, `adjudicate`; forms in docs/commands.md.

One JSON document on standard output, or JSON Lines where several claims go in or come out. Exit 0: nothing wrong;
1: something is wrong with what was asked about; 2: the call itself is wrong.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from billing import (
    ClaimInputError,
    adjudicate,
    check_family,
    claim_from_json,
    claim_to_json,
    key_claim,
    scrub,
)
from billing.charge_entry import primary
from billing.check import PAID_AFTER_DAYS
from billing.models import Adjudication, Claim
from billing.values import read_date
from billing.x12.explain import add_explain_options, explain_command
from data import Reference, load
from scenarios import FamilyError, families, load_family, variant
from scenarios.models import Variant

NOTICE = "Training data. All people, payers and numbers are invented."


class CallError(Exception):
    """The call itself is wrong; exit 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(load(), options))
    except (CallError, ClaimInputError, FamilyError) as problem:
        print(problem, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m billing", description="Claims, the scrubber and the payer.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    claim = commands.add_parser("claim", help="the claim that the key calls for, as JSON")
    _variant_options(claim, required=True)
    claim.add_argument("--all", action="store_true", help="every family, JSON Lines")
    claim.add_argument("--seeds", metavar="A-B", help="several seeds, JSON Lines")
    claim.add_argument("--check", action="store_true", help="say on standard error what is wrong with the biller's key")
    claim.set_defaults(run=_claim)
    scrubbing = commands.add_parser("scrub", help="claims on standard input, the scrubber's messages out")
    _variant_options(scrubbing)
    scrubbing.set_defaults(run=_scrub)
    paying = commands.add_parser("adjudicate", help="claims on standard input, the payer's answers out")
    _variant_options(paying)
    paying.add_argument("--contract", metavar="C", help="payer id of the contract; default: of the encounter's payer")
    paying.add_argument("--paid-on", metavar="DATE", help=f"default: {PAID_AFTER_DAYS} days after the service")
    paying.set_defaults(run=_adjudicate)
    explaining = commands.add_parser("explain", help="an X12 file of anybody's in plain words, and what is wrong in it")
    add_explain_options(explaining)
    explaining.set_defaults(run=_explain)
    return parser


def _variant_options(parser: argparse.ArgumentParser, required: bool = False) -> None:
    parser.add_argument("--family", help="id or path of a family" + ("" if required else " that the claims belong to"))
    parser.add_argument("--seed", type=int)


# ---- commands --------------------------------------------------------------------------------------------


def _claim(reference: Reference, options: argparse.Namespace) -> int:
    wrong = False
    many = options.all or options.seeds
    for made in _variants(reference, options):
        document = {"notice": NOTICE, "family": made.family, "seed": made.seed}
        document |= claim_to_json(key_claim(reference, made))
        _print(document, lines=bool(many))
        problems = check_family(reference, made) if options.check else []
        for rule, message in problems:
            print(f"{made.family} {made.seed}: {rule}: {message}", file=sys.stderr)
        wrong = wrong or bool(problems)
    return int(wrong)


def _scrub(reference: Reference, options: argparse.Namespace) -> int:
    documents, many = _documents()
    wrong = False
    for document in documents:
        claim, made = _read(reference, document, options)
        found = scrub(reference, claim, made.encounter if made else None)
        _print({"messages": [message.model_dump() for message in found]}, lines=many)
        wrong = wrong or any(message.severity == "error" for message in found)
    return int(wrong)


def _adjudicate(reference: Reference, options: argparse.Namespace) -> int:
    documents, many = _documents()
    wrong = False
    for document in documents:
        claim, made = _read(reference, document, options)
        if made is None:
            raise CallError(
                'A payer knows its members: give --family and --seed, or "family" and "seed" with the claim.'
            )
        answer = adjudicate(reference, claim, made.encounter, *_terms(reference, made, options))
        _print(_answer_to_json(answer), lines=many)
        wrong = wrong or answer.status != "paid" or any(line.denied for line in answer.lines)
    return int(wrong)


def _explain(reference: Reference, options: argparse.Namespace) -> int:
    try:
        document, code = explain_command(reference, options)
    except OSError as problem:
        raise CallError(f"{options.file} cannot be read: {problem.strerror}.") from None
    print(document)
    return code


def _terms(reference: Reference, made: Variant, options: argparse.Namespace) -> tuple[Any, datetime.date]:
    payer_id = options.contract or primary(made.encounter).payer_id
    if payer_id not in reference.contracts:
        raise CallError(f"There is no contract {payer_id}; there are {', '.join(sorted(reference.contracts))}.")
    paid_on = read_date(options.paid_on) if options.paid_on else None
    if options.paid_on and paid_on is None:
        raise CallError(f"--paid-on takes a date, YYYY-MM-DD, not {options.paid_on}.")
    later = made.encounter.date_of_service + datetime.timedelta(days=PAID_AFTER_DAYS)
    return reference.contracts[payer_id], paid_on or later


def _answer_to_json(answer: Adjudication) -> dict[str, Any]:
    document = answer.model_dump(mode="json")
    for line, row in zip(answer.lines, document["lines"], strict=True):
        owed = sum(one.amount for one in line.adjustments if one.group == "PR")
        row["patient"] = f"{owed:.2f}"
    return {"notice": NOTICE} | document


# ---- what goes in ----------------------------------------------------------------------------------------


def _variants(reference: Reference, options: argparse.Namespace) -> Iterator[Variant]:
    if not options.all and not options.family:
        raise CallError("Give --family F --seed N, or --all.")
    chosen = list(families().values()) if options.all else [load_family(options.family)]
    for family in chosen:
        for seed in _seeds(options):
            yield variant(reference, family, seed)


def _seeds(options: argparse.Namespace) -> range:
    if not options.seeds:
        return range(options.seed or 0, (options.seed or 0) + 1)
    first, _, last = options.seeds.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise CallError(f"--seeds takes two numbers such as 1-20, not {options.seeds}.")
    return range(int(first), int(last) + 1)


def _documents() -> tuple[list[dict[str, Any]], bool]:
    """The claims on standard input and whether there are several: one document, or one a line."""
    text = sys.stdin.read()
    try:
        return [_object(json.loads(text))], False
    except json.JSONDecodeError as first_error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            parsed = [_object(json.loads(line)) for line in lines]
        except json.JSONDecodeError:
            raise CallError(f"Standard input is neither one JSON document nor JSON Lines: {first_error}.") from None
    if not parsed:
        raise CallError("Standard input is empty: a claim is expected, as `python -m billing claim` prints it.")
    return parsed, True


def _object(document: object) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise CallError('A claim is a JSON object with "items".')
    return document


def _read(reference: Reference, document: dict[str, Any], options: argparse.Namespace) -> tuple[Claim, Variant | None]:
    """The claim, and the variant that it belongs to where the call or the claim names one."""
    named = {key: document[key] for key in ("family", "seed", "notice") if key in document}
    claim = claim_from_json({key: value for key, value in document.items() if key not in named})
    family, seed = options.family or named.get("family"), options.seed
    if seed is None:
        seed = named.get("seed", 0)
    if family is None:
        return claim, None
    if not isinstance(family, str) or not isinstance(seed, int):
        raise CallError('"family" is text and "seed" a number.')
    return claim, variant(reference, load_family(family), seed)


def _print(document: dict[str, Any], lines: bool) -> None:
    if lines:
        print(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    else:
        print(json.dumps(document, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
