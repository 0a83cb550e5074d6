"""`explain`: an X12 file of anybody's in plain words, segment by segment, and what is wrong in it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from billing.commands.frame import CallError, Commands
from billing.x12.explain import explain, explained_json
from billing.x12.reading import SIZE_MAX
from data import Reference


def add(commands: Commands) -> None:
    """Put the command into the parser."""
    explaining = commands.add_parser("explain", help="an X12 file of anybody's in plain words, and what is wrong in it")
    what = "an 837, 999, 277CA, 835, 271 or TA1; - or nothing: standard input"
    explaining.add_argument("file", nargs="?", default="-", metavar="FILE", help=what)
    explaining.set_defaults(run=explain_command)


def explain_command(reference: Reference, options: argparse.Namespace) -> int:
    """Print the document. 0: nothing is wrong, warnings apart; 1: something is; raises CallError for no such file."""
    explained = explain(reference, _source(options.file))
    print(explained_json(explained))
    return int(not explained.is_sound)


def _source(name: str) -> bytes:
    """A file's bytes, one more than are read at most, so that a larger file is known without holding it."""
    if name == "-":
        return sys.stdin.buffer.read(SIZE_MAX + 1)
    try:
        with Path(name).open("rb") as stream:
            return stream.read(SIZE_MAX + 1)
    except OSError as problem:
        raise CallError(f"{name} can't be read: {problem.strerror}.") from None
