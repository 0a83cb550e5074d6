"""`python -m data`: search the code sets, load published files, say what is loaded, from when and in force when."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data import DataError, Hit, Reference, default_folder, load, search

KIND_NAMES = ("ncci", "mue", "fees", "gpci", "hcpcs", "icd10cm", "cpt")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done, 1 nothing found or data unusable, 2 the call is wrong."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.command == "search" and bool(asked.query) == asked.lines:
        parser.error("search takes either a QUERY or --lines")
    if asked.command == "load":
        return _load_release(asked)
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


def _load_release(asked: argparse.Namespace) -> int:
    """Loads one file; 1 where it is refused, with everything left as it was."""
    from data.loaders.loading import LoadError, load_file

    def progress(count: int) -> None:
        print(f"{asked.file}: {count:,} rows", file=sys.stderr)

    try:
        release = load_file(asked.kind, Path(asked.file), default_folder(), asked.start, asked.end, progress)
    except (LoadError, DataError) as error:
        print(f"{error} Nothing was changed.", file=sys.stderr)
        return 1
    print(json.dumps(dataclasses.asdict(release), indent=2, default=str))
    return 0


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
        "loaded": [
            {
                "kind": release.kind,
                "version": release.version,
                "in_force": {"from": release.start.isoformat(), "to": release.end.isoformat()},
                "source": release.source,
                "rows": release.rows,
                "sha256": release.sha256,
            }
            for release in reference.store.releases()
        ],
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("status", help="what is loaded, from when, in force when")
    take = commands.add_parser("load", help="takes a file that CMS publishes, or a school's licensed descriptors")
    take.add_argument("kind", choices=KIND_NAMES, metavar="KIND", help=", ".join(KIND_NAMES))
    take.add_argument("file", metavar="FILE", help="as published: text, CSV, workbook, XML, or the zip around it")
    take.add_argument("--from", dest="start", type=_date, metavar="DATE", help="first day in force (YYYY-MM-DD)")
    take.add_argument("--to", dest="end", type=_date, metavar="DATE", help="last day in force (YYYY-MM-DD)")
    find = commands.add_parser("search", help="codes for a number, words, an abbreviation; best first, as JSON")
    find.add_argument("query", nargs="*", help="what a coder would type")
    find.add_argument("--limit", type=_positive, default=12, metavar="N", help="at most N answers (default 12)")
    find.add_argument("--lines", action="store_true", help="read a query a line, answer each on one line")
    return parser


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date YYYY-MM-DD") from None


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    raise SystemExit(main())
