"""How well and how fast the lookup answers: first and first five, p50 and p95 in milliseconds, start and memory.

    python -m tests.bench.lookup

The queries are what somebody types, letter by letter, with broad beginnings of one and two letters among them.
Each is asked with the memory of earlier answers emptied, so that the figures are those of the engine.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from data import Reference, load, search
from tests.facts.queries import answered
from tests.facts.queries import queries as own_queries

TYPED = (
    "hypertension", "type 2 diabetes with ckd", "broken wrist", "pnuemonia", "colles fracture right", "S52.531A",
    "E11.22", "99214", "J3301", "lac rt hand", "screening colonoscopy", "r/o pneumonia", "supervision normal pregnancy",
    "hypertensive heart and chronic kidney disease", "diabetis", "unspecified fracture of lower end of radius",
)  # fmt: skip
ROOT = Path(__file__).parents[2]
_STARTED = """
import os, time, psutil, data
process = psutil.Process()
before, start = process.memory_info().rss, time.perf_counter()
reference = data.load()
data.search(reference, "type 2 diabetes with ckd")
seconds = time.perf_counter() - start
for query in ("hypertension", "fracture radius", "j", "99214", "acute", "pnuemonia", "e11"):
    data.search(reference, query)
print(seconds, (process.memory_info().rss - before) / 1024 / 1024)
"""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROUNDS = 5


def queries() -> dict[str, list[str]]:
    """Kinds of queries."""
    return {
        "one letter": list(LETTERS),
        "two letters": [first + second for first in LETTERS for second in "aeiou"],
        "as typed": [typed[:length] for typed in TYPED for length in range(1, len(typed) + 1)],
        "whole queries": list(TYPED),
    }


def timed(reference: Reference, asked: Sequence[str]) -> list[float]:
    """Milliseconds of each query, all rounds."""
    times = []
    for _ in range(ROUNDS):
        for query in asked:
            reference.index.answer.cache_clear()
            start = time.perf_counter()
            search(reference, query)
            times.append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    """Prints one line for each kind and one for all."""
    load()
    print_start()
    reference = load()
    for half in ("tuned", "held"):
        count, first, five = answered(reference, own_queries(half))
        print(f"lookup {half:14s} first {first / count:6.1%}  first five {five / count:6.1%}  n {count}")
    every: list[float] = []
    for kind, asked in queries().items():
        times = timed(reference, asked)
        every += times
        print(line(kind, times))
    print(line("all", every))


def print_start() -> None:
    """A new process with the compiled file there: time to the first answer, memory that it takes beyond its imports."""
    found = subprocess.run([sys.executable, "-c", _STARTED], capture_output=True, text=True, check=True, cwd=ROOT)
    seconds, megabytes = found.stdout.split()
    print(f"lookup start          {float(seconds) * 1000:6.0f} ms   memory {float(megabytes):5.1f} MB")


def line(kind: str, times: Sequence[float]) -> str:
    """Figures of one kind."""
    cuts = statistics.quantiles(times, n=20)
    rate = len(times) / (sum(times) / 1000)
    middle = statistics.median(times)
    return f"lookup {kind:14s} p50 {middle:6.2f} ms  p95 {cuts[18]:6.2f} ms  {rate:7.0f}/s  n {len(times)}"


if __name__ == "__main__":
    main()
