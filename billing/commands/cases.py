"""`case`: a biller's case as a learner gets it, and with the key what stands behind it."""

from __future__ import annotations

import argparse
import json

from billing.case_view import case_json, case_text
from billing.causes.opening import CaseError
from billing.commands.frame import CallError, Commands
from data import Reference
from scenarios import load_family, variant


def add(commands: Commands) -> None:
    """Put the command into the parser."""
    showing = commands.add_parser("case", help="what came back of a claim, the papers, and the choices")
    showing.add_argument("--family", required=True, help="id or path of a biller's family")
    showing.add_argument("--seed", type=int, required=True)
    showing.add_argument("--with-key", action="store_true", help="the root cause and the right ways too")
    showing.add_argument("--text", action="store_true", help="as a person would read it")
    showing.set_defaults(run=_case)


def _case(reference: Reference, options: argparse.Namespace) -> int:
    made = variant(reference, load_family(options.family), options.seed)
    try:
        shown = case_json(reference, made, options.with_key)
    except (LookupError, CaseError) as problem:
        raise CallError(str(problem)) from None
    print(case_text(shown) if options.text else json.dumps(shown, ensure_ascii=False, indent=1))
    return 0
