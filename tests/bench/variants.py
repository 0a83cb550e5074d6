"""Variants per second on one core, for every family: `python tests/bench/variants.py`. Aim: 2,000."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

import data
from scenarios import Family, families, variant

AIM = 2_000
WARM_UP, MEASURED = 1_000, 3_000


def per_second(reference: data.Reference, family: Family) -> float:
    """Whole variants (encounter and key) a second of processor time, once the family has been used for a while."""
    for seed in range(WARM_UP):
        variant(reference, family, seed)
    start = time.process_time()
    for seed in range(WARM_UP, WARM_UP + MEASURED):
        variant(reference, family, seed)
    return MEASURED / (time.process_time() - start)


def main() -> None:
    """Print one line a family and the mean over the library."""
    reference = data.load()
    rates = {family.id: per_second(reference, family) for family in families().values()}
    for name, rate in rates.items():
        print(f"{name:32} {rate:8.0f} variants/s")
    mean = len(rates) / sum(1 / rate for rate in rates.values())
    print(f"{'library (equal shares)':32} {mean:8.0f} variants/s, aim {AIM}")


if __name__ == "__main__":
    main()
