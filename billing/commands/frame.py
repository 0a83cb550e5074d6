"""What the biller's commands share: reading claims from standard input, naming a visit, printing, complaining."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from billing.form import claim_from_json
from billing.models import Claim
from data import Reference
from scenarios import load_family, variant
from scenarios.models import Variant

NOTICE = "Training data. All people, payers and numbers are invented."

Run = Callable[[Reference, argparse.Namespace], int]
"""A command: gives the exit code."""
Commands = Any
"""What argparse gives for subcommands; it names no type of its own for it."""


class CallError(Exception):
    """The call itself is wrong; exit 2."""


def variant_options(parser: argparse.ArgumentParser, required: bool = False) -> None:
    """`--family` and `--seed`."""
    parser.add_argument("--family", help="id or path of a family" + ("" if required else " that the claims belong to"))
    parser.add_argument("--seed", type=int)


def control_option(parser: argparse.ArgumentParser) -> None:
    """`--control`: the number of a file in its envelopes."""
    parser.add_argument("--control", type=_control, default=1, metavar="N", help="control number of the file, from 1")


def _control(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 999_999_999):
        raise argparse.ArgumentTypeError(f"a control number is 1 to 999999999, not {text[:20]}")
    return int(text)


def documents() -> tuple[list[dict[str, Any]], bool]:
    """What stands on standard input and whether it may be several: one JSON document, or one a line."""
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
        raise CallError("Standard input is empty: JSON is expected, as the commands of `python -m billing` print it.")
    return parsed, True


def _object(document: object) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise CallError("Each document is a JSON object.")
    return document


def read_claim(
    reference: Reference, document: dict[str, Any], options: argparse.Namespace
) -> tuple[Claim, Variant | None]:
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


def show(document: dict[str, Any], lines: bool = False) -> None:
    """Print one JSON document, on one line where several are printed."""
    if lines:
        print(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    else:
        print(json.dumps(document, ensure_ascii=False, indent=2))


def complain(message: str) -> None:
    """Say something to the person at the shell."""
    print(message, file=sys.stderr)
