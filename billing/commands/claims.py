"""`claim`, `scrub` and `adjudicate`: the key's claim, the scrubber's messages, the payer's answer."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Iterator
from typing import Any

from billing.charge_entry import key_claim, primary
from billing.check import PAID_AFTER_DAYS, check_family
from billing.commands.frame import (
    NOTICE,
    CallError,
    Commands,
    complain,
    documents,
    read_claim,
    show,
    variant_options,
)
from billing.form import claim_to_json
from billing.models import Adjudication, Claim
from billing.payer import adjudicate
from billing.scrubber import scrub
from billing.values import read_date
from data import Contract, Reference
from scenarios import families, load_family, variant
from scenarios.models import Variant


def add(commands: Commands) -> None:
    """Put the commands into the parser."""
    claim = commands.add_parser("claim", help="the claim that the key calls for, as JSON")
    variant_options(claim, required=True)
    claim.add_argument("--all", action="store_true", help="every family, JSON Lines")
    claim.add_argument("--seeds", metavar="A-B", help="several seeds, JSON Lines")
    claim.add_argument("--check", action="store_true", help="say on standard error what is wrong with the biller's key")
    claim.set_defaults(run=_claim)
    scrubbing = commands.add_parser("scrub", help="claims on standard input, the scrubber's messages out")
    variant_options(scrubbing)
    scrubbing.set_defaults(run=_scrub)
    paying = commands.add_parser("adjudicate", help="claims on standard input, the payer's answers out")
    variant_options(paying)
    paying.add_argument("--contract", metavar="C", help="payer id of the contract; default: of the encounter's payer")
    paying.add_argument("--paid-on", metavar="DATE", help=f"default: {PAID_AFTER_DAYS} days after the service")
    paying.set_defaults(run=_adjudicate)


def _claim(reference: Reference, options: argparse.Namespace) -> int:
    wrong = False
    many = options.all or options.seeds
    for made in _variants(reference, options):
        document = {"notice": NOTICE, "family": made.family, "seed": made.seed}
        document |= claim_to_json(key_claim(reference, made))
        show(document, lines=bool(many))
        problems = check_family(reference, made) if options.check else []
        for rule, message in problems:
            complain(f"{made.family} {made.seed}: {rule}: {message}")
        wrong = wrong or bool(problems)
    return int(wrong)


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


def _scrub(reference: Reference, options: argparse.Namespace) -> int:
    found, many = documents()
    wrong = False
    for document in found:
        claim, made = read_claim(reference, document, options)
        messages = scrub(reference, claim, made.encounter if made else None)
        show({"messages": [message.model_dump() for message in messages]}, lines=many)
        wrong = wrong or any(message.severity == "error" for message in messages)
    return int(wrong)


def _adjudicate(reference: Reference, options: argparse.Namespace) -> int:
    found, many = documents()
    wrong = False
    for document in found:
        claim, made = read_claim(reference, document, options)
        if made is None:
            raise CallError(
                'A payer knows its members: give --family and --seed, or "family" and "seed" with the claim.'
            )
        answer = adjudicate(reference, claim, made.encounter, *_terms(reference, claim, made, options))
        show(_answer_to_json(answer), lines=many)
        wrong = wrong or answer.status != "paid" or any(line.denied for line in answer.lines)
    return int(wrong)


def _terms(
    reference: Reference, claim: Claim, made: Variant, options: argparse.Namespace
) -> tuple[Contract, datetime.date]:
    """Contract and day of payment: of the coverage that comes after those that have answered, else the first."""
    order = max((prior.order for prior in claim.prior_payers), default=0) + 1
    coverage = next((one for one in made.encounter.coverage if one.order == order), primary(made.encounter))
    payer_id = options.contract or coverage.payer_id
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
