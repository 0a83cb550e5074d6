"""How fast the lookup answers: p50 and p95 in milliseconds, and answers a second on one core.

    python -m tests.bench.lookup

The queries are what somebody types, letter by letter, with broad beginnings of one and two letters among them.
Each is asked with the memory of earlier answers emptied, so that the figures are those of the engine.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from data import Reference, load, search

TYPED = (
    "hypertension", "type 2 diabetes with ckd", "broken wrist", "pnuemonia", "colles fracture right", "S52.531A",
    "E11.22", "99214", "J3301", "lac rt hand", "screening colonoscopy", "r/o pneumonia", "supervision normal pregnancy",
    "hypertensive heart and chronic kidney disease", "diabetis", "unspecified fracture of lower end of radius",
)  # fmt: skip
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
    start = time.perf_counter()
    reference = load()
    print(f"load                {(time.perf_counter() - start) * 1000:8.0f} ms")
    every: list[float] = []
    for kind, asked in queries().items():
        times = timed(reference, asked)
        every += times
        print(line(kind, times))
    print(line("all", every))


def line(kind: str, times: Sequence[float]) -> str:
    """Figures of one kind."""
    cuts = statistics.quantiles(times, n=20)
    rate = len(times) / (sum(times) / 1000)
    middle = statistics.median(times)
    return f"lookup {kind:14s} p50 {middle:6.2f} ms  p95 {cuts[18]:6.2f} ms  {rate:7.0f}/s  n {len(times)}"


if __name__ == "__main__":
    main()
