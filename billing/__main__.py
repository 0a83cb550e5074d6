"""The command line of the biller's room; forms in docs/commands.md, each subject in `billing.commands`.

One JSON document on standard output, or JSON Lines where several claims go in or come out, or the text of an X12
file. Exit 0: nothing wrong; 1: something is wrong with what was asked about; 2: the call itself is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from billing.commands import cases, claims, electronic, explaining, posting
from billing.commands.frame import CallError
from billing.form import ClaimInputError
from data import load
from scenarios import FamilyError

COMMANDS = (claims, cases, electronic, explaining, posting)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(load(), options))
    except (CallError, ClaimInputError, FamilyError) as problem:
        print(problem, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m billing", description="Claims, their gates, and what is paid.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for subject in COMMANDS:
        subject.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
