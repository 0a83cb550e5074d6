"""How fast an 835 of thousands of claims is read, explained and made into a remittance, on one core.

    python -m tests.bench.x12_reading [CLAIMS]

10,000 claims of two lines each stand in one payment, in balance; none may raise or be lost.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from billing.x12.explain import explain
from billing.x12.reading import read
from billing.x12.remittance_reader import read_remittances
from data import load
from tests.billing.x12.other_senders import many_claims

CLAIMS = 10_000


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Prints a line for each of the three."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    reference = load()
    text = many_claims(count)
    segments = text.count("~")
    explained, found = explain(reference, text), read_remittances(reference, text)
    assert explained.problems == ()
    assert len(found.remittances[0].claims) == count
    print(f"{count:,} claims, {segments:,} segments, {len(text) / 1e6:.1f} MB")
    for name, work in (
        ("read", lambda: read(text)),
        ("explained", lambda: explain(reference, text)),
        ("made a remittance", lambda: read_remittances(reference, text)),
    ):
        taken = seconds(work)
        print(f"{name}: {taken:.1f} s, {segments / taken:,.0f} segments/s, {count / taken:,.0f} claims/s")


if __name__ == "__main__":
    main()
