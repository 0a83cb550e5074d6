"""How many random claims the rule book checks in a second on one core, diagnoses and lines together and apart.

    python -m tests.bench.rule_book [CLAIMS]

20,000 claims are drawn from a seed over all ICD-10-CM and procedure codes, a part of their fields garbage. None may
raise, and every message must cite its rule.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from data import Reference, load
from rules import CodedEncounter, RuleMessage, check, check_diagnoses, check_lines
from tests.rules.random_claims import random_claims

CLAIMS = 20_000
Check = Callable[[Reference, CodedEncounter], Sequence[RuleMessage]]


def rate(reference: Reference, claims: Sequence[CodedEncounter], checked: Check) -> tuple[float, int]:
    """Claims a second, and how many messages they met."""
    start, met = time.process_time(), 0
    for claim in claims:
        for message in checked(reference, claim):
            met += 1
            if not message.cites.strip():
                raise AssertionError(f"{message.rule} cites nothing: {message}")
    return len(claims) / (time.process_time() - start), met


def main() -> None:
    """Prints a line for lines, diagnoses and both; the first round, cold, and the second, warm."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    reference = load()
    claims = list(random_claims(reference, count))
    checks: dict[str, Check] = {"lines": check_lines, "diagnoses": check_diagnoses, "both": check}
    for name, checked in checks.items():
        for round_name in ("cold", "warm"):
            per_second, met = rate(reference, claims, checked)
            print(f"rule book {name:10s} {round_name}  {per_second:7.0f} claims/s  n {count}  messages {met}")


if __name__ == "__main__":
    main()
