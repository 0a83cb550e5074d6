"""`python -m scenarios list | show | check`: the families from a shell, as docs/commands.md says.

One JSON document on standard output (JSON Lines for several variants), words for people on standard error.
Exit 0: nothing wrong; 1: something is wrong with a family; 2: the call itself is wrong.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import data
from scenarios.checker import Check, CheckReport, check_family
from scenarios.family import LIBRARY, Family, families, load_family
from scenarios.models import Variant
from scenarios.problems import FamilyError, Problem
from scenarios.variants import variant

_LARGEST_SEED = 10**12


class _CallError(Exception):
    """The call itself is wrong."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scenarios", description="Families, variants and their check.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="list | show | check")
    commands.add_parser("list", help="all families of the library, as a JSON array")
    show = commands.add_parser("show", help="one variant, or with --seeds or --all JSON Lines of them")
    show.add_argument("family", nargs="?", metavar="FAMILY", help="id of a family, or the path of a family file")
    show.add_argument("--all", action="store_true", help="every family of the library")
    seeds = show.add_mutually_exclusive_group()
    seeds.add_argument("--seed", type=_seed, metavar="N", help="which variant")
    seeds.add_argument("--seeds", type=_seeds, metavar="A-B", help="a run of seeds, both ends included")
    show.add_argument(
        "--mess", type=int, choices=(1, 2, 3, 4), help="1 clean to 4 very messy; by the seed if not given"
    )
    show.add_argument("--with-key", action="store_true", help="add the answer key, the right claim included")
    show.add_argument("--text", action="store_true", help="the chart as a person would read it, no JSON")
    check = commands.add_parser("check", help="try every combination of families")
    check.add_argument("family", nargs="*", metavar="FAMILY", help="ids or paths; none is the same as --all")
    check.add_argument("--all", action="store_true", help="every family of the library")
    return parser


def _seed(text: str) -> int:
    if not text.isdigit() or int(text) > _LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"{text!r} is no seed: a whole number from 0")
    return int(text)


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    low, high = _seed(first), _seed(last)
    if high < low:
        raise argparse.ArgumentTypeError(f"{text!r}: the first seed must not be greater than the last")
    return range(low, high + 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "list":
            return _list()
        return _show(options) if options.command == "show" else _check(options)
    except _CallError as error:
        print(f"python -m scenarios: {error}", file=sys.stderr)
        return 2
    except FamilyError as error:
        print(error, file=sys.stderr)
        missing = all(problem.rule == "family.unknown" for problem in error.problems)
        return 2 if missing else 1


def _write(value: Any, indent: int | None = None) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def _list() -> int:
    _write(
        [
            {
                "id": family.id,
                "title": family.title,
                "specialty": family.specialty,
                "roles": list(family.roles),
                "setting": ", ".join(family.settings),
                "skills": list(family.skills),
                "difficulty": family.difficulty,
                "version": family.version,
            }
            for family in families().values()
        ],
        indent=1,
    )
    return 0


# ---- show ------------------------------------------------------------------------------------------------


def _show(options: argparse.Namespace) -> int:
    if options.all == bool(options.family):
        raise _CallError("show: name one FAMILY, or give --all")
    if options.seed is None and options.seeds is None:
        raise _CallError("show: --seed N or --seeds A-B is needed")
    chosen = list(families().values()) if options.all else [load_family(options.family)]
    seeds = options.seeds if options.seeds is not None else (options.seed,)
    several = options.all or options.seeds is not None
    for one in _variants(chosen, seeds, options.mess):
        if options.text:
            sys.stdout.write(as_text(one, options.with_key))
        else:
            _write(as_json(one, options.with_key), indent=None if several else 1)
    return 0


def _variants(chosen: Sequence[Family], seeds: Sequence[int], mess: int | None) -> Iterator[Variant]:
    reference = data.load()
    for family in chosen:
        for seed in seeds:
            yield variant(reference, family, seed, mess)


def as_json(one: Variant, with_key: bool) -> dict[str, Any]:
    """A variant as docs/commands.md shows it; the key only where asked for."""
    shown: dict[str, Any] = {
        "family": one.family,
        "title": one.title,
        "version": one.version,
        "seed": one.seed,
        "mess": one.mess,
        "engine_edition": one.engine_edition,
        "data_edition": one.data_edition,
        "training_data": "invented: no person, payer or number in it is real",
        "encounter": one.encounter.model_dump(mode="json"),
    }
    if with_key:
        shown["key"] = one.key.model_dump(mode="json")
        claim = _claim(one)
        if claim is not None:
            shown["key"]["claim"] = claim
        if one.key.case is not None:
            shown["key"]["denial"] = _denial(one)
    return shown


def _claim(one: Variant) -> Any:
    """The right claim by CMS-1500 item, from the biller's room; None where no claim can be made (codes held)."""
    held = one.key.query is not None and one.key.query.codes == "held"
    if held or not one.key.sets[0].lines:
        return None
    billing = importlib.import_module("billing")
    return billing.claim_to_json(billing.key_claim(data.load(), one))


def _denial(one: Variant) -> Any:
    """The root cause and the right ways of a biller's case, from the biller's room."""
    views, accounts = importlib.import_module("billing.case_view"), importlib.import_module("billing.accounts")
    reference = data.load()
    key = views.case_key_json(reference, one, accounts.case_opening(reference, one))
    return {name: key[name] for name in ("cause", "title", "why", "cites", "papers", "evidence", "ways", "collected")}


def as_text(one: Variant, with_key: bool) -> str:
    """The chart as a person would read it; with the key, its codes and reasons below."""
    rule = "=" * 100
    parts = [f"{rule}\nTRAINING DATA  {one.title}  ({one.family}, seed {one.seed}, mess {one.mess})\n{rule}\n"]
    parts += [f"{document.text}\n{'-' * 100}\n" for document in one.encounter.documents]
    if with_key:
        parts.append(_key_text(one))
    return "".join(parts)


def _key_text(one: Variant) -> str:
    lines = ["KEY"]
    if one.key.query:
        lines.append(f"  query ({one.key.query.need}, codes {one.key.query.codes}): {one.key.query.about}")
    for number, answer in enumerate(one.key.sets, start=1):
        lines.append(f"  answer {number}{' (model)' if number == 1 else ''}")
        for diagnosis in answer.diagnoses:
            codes = " or ".join("+".join(codes) for codes in diagnosis.any)
            lines.append(f"    {diagnosis.id}: {codes} ({diagnosis.need})  {diagnosis.why}")
        for line in answer.lines:
            codes = " or ".join(f"{made.code} x{made.units}" for made in line.any)
            modifiers = " ".join("/".join(group) for group in line.modifiers.must)
            lines.append(f"    {line.id}: {codes} {modifiers} ({line.need})  {line.why}")
    lines += [f"  not coded ({entry.kind}): {', '.join(entry.codes)}  {entry.why}" for entry in one.key.not_coded]
    lines += [f"  claim: item {f.item} registered {f.registered!r}, right {f.right!r}" for f in one.key.claim_faults]
    return "\n".join(lines) + "\n"


# ---- check -----------------------------------------------------------------------------------------------


def _hooks() -> tuple[Check, ...]:
    """The checks of the rooms that turn a key into a claim and into a grade."""
    found = []
    for room, name in (("billing", "check_family"), ("grading", "check_key")):
        check = getattr(importlib.import_module(room), name, None)
        if check is not None:
            found.append(check)
    return tuple(found)


def _check_one(name: str) -> CheckReport | tuple[Problem, ...] | None:
    """The report of one family, or what is wrong with its file; None where there is no such family. Runs in a process
    of its own where there are several."""
    try:
        return check_family(data.load(), load_family(name), _hooks())
    except FamilyError as error:
        missing = all(problem.rule == "family.unknown" for problem in error.problems)
        return None if missing else error.problems


def _check(options: argparse.Namespace) -> int:
    if options.all and options.family:
        raise _CallError("check: name families, or give --all")
    names: Sequence[str] = options.family or [str(path) for path in sorted(LIBRARY.rglob("*.yaml"), key=_by_stem)]
    problems: list[Problem] = []
    checked, variants, keys = 0, 0, 0
    for name, report in zip(names, _reports(names), strict=True):
        if report is None:
            load_family(name)  # says that there is no such family
            continue
        checked += 1
        if not isinstance(report, CheckReport):
            problems.extend(report)
            continue
        variants, keys = variants + report.variants, keys + report.distinct_keys
        problems.extend(report.problems)
        print(f"{report.family}: {report.variants} variants, {report.distinct_keys} keys", file=sys.stderr)
    for problem in problems:
        print(problem, file=sys.stderr)
    _write(
        {
            "families": checked,
            "variants": variants,
            "distinct_keys": keys,
            "problems": [problem.as_json() for problem in problems],
        },
        indent=1,
    )
    return 1 if problems else 0


def _by_stem(path: Path) -> str:
    return path.stem


def _reports(names: Sequence[str]) -> Iterator[CheckReport | tuple[Problem, ...] | None]:
    """Reports in the order of the names; several families are checked side by side, one process a core."""
    cores = min(os.cpu_count() or 1, len(names))
    if cores < 2 or "fork" not in get_all_start_methods():
        yield from map(_check_one, names)
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("fork")) as pool:
        pool.submit(_prepared).result()
        yield from pool.map(_check_one, names)


def _prepared() -> None:
    """Compiles the code set where it is not there yet, before several processes want it."""
    data.load()


if __name__ == "__main__":
    sys.exit(main())
