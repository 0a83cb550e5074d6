"""The lock file of variants: a hash of every variant of a few seeds and mess levels of each family.

`python tests/scenarios/lock.py` writes it anew, after a family's version, the engine's edition or the data edition went up
on purpose; the test fails while any of it changes by accident.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

import data
from scenarios import ENGINE_EDITION, families, variant

FILE = Path(__file__).with_name("variants.lock")
SEEDS = range(1, 41)


def lines() -> list[str]:
    """One line a family: editions, version and the hash over its sample variants."""
    reference = data.load()
    found = []
    for family in families().values():
        digest = hashlib.sha256()
        for seed in SEEDS:
            digest.update(variant(reference, family, seed, seed % 4 + 1).model_dump_json().encode())
        editions = f"engine {ENGINE_EDITION} data {reference.edition}"
        found.append(f"{family.id} version {family.version} {editions} {digest.hexdigest()}")
    return found


if __name__ == "__main__":
    FILE.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    print(f"{FILE.name}: {len(lines())} families")
