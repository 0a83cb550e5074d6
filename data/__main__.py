"""`python -m data`: search the code sets, and say what is loaded, from when and in force when."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from typing import Any

from data import DataError, Hit, Reference, load, search


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done, 1 nothing found or data unusable, 2 the call is wrong."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.command == "search" and bool(asked.query) == asked.lines:
        parser.error("search takes either a QUERY or --lines")
    try:
        reference = load()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    if asked.command == "status":
        print(json.dumps(status(reference), indent=2))
        return 0
    if asked.lines:
        for line in sys.stdin:
            print(json.dumps(_answers(search(reference, line, asked.limit)), ensure_ascii=False), flush=True)
        return 0
    hits = search(reference, " ".join(asked.query), asked.limit)
    print(json.dumps(_answers(hits), ensure_ascii=False, indent=2))
    return 0 if hits else 1


def _answers(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(hit) for hit in hits]


def status(reference: Reference) -> dict[str, Any]:
    """What is loaded, how much of it, from when and in force when."""
    start, end = reference.window.start.isoformat(), reference.window.end.isoformat()
    billable = sum(code.billable for code in reference.icd)
    procedures = list(reference.procedures)
    figures = reference.figures.data_from
    carried = {"data_from": figures, "carried_forward": True}
    return {
        "edition": reference.edition,
        "in_force": {"from": start, "to": end},
        "tables": [
            {
                "table": "ICD-10-CM",
                "release": reference.release,
                "codes": billable,
                "headings": len(reference.icd) - billable,
            },
            {
                "table": "CPT",
                "codes": sum(code.system == "CPT" for code in procedures),
                "wording": "our own",
                **carried,
            },
            {"table": "HCPCS Level II", "codes": sum(code.system == "HCPCS" for code in procedures), **carried},
            {"table": "NCCI edits", "edits": len(reference.edits), **carried},
            {"table": "modifiers", "codes": len(reference.modifiers)},
            {"table": "places of service", "codes": len(reference.places)},
            {"table": "payers", "codes": len(reference.payers), "wording": "invented"},
            {"table": "contracts", "codes": len(reference.contracts), "wording": "invented"},
            {"table": "CARC", "codes": len(reference.carc), "wording": "our own"},
            {"table": "RARC", "codes": len(reference.rarc), "wording": "our own"},
        ],
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("status", help="what is loaded, from when, in force when")
    find = commands.add_parser("search", help="codes for a number, words, an abbreviation; best first, as JSON")
    find.add_argument("query", nargs="*", help="what a coder would type")
    find.add_argument("--limit", type=_positive, default=12, metavar="N", help="at most N answers (default 12)")
    find.add_argument("--lines", action="store_true", help="read a query a line, answer each on one line")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    raise SystemExit(main())
