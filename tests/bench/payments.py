"""Prints how many claims a payer answers and pays a second on one core, and that no cent of 10,000 is lost.

python -m tests.bench.payments
"""

from __future__ import annotations

import datetime
import time
from collections import defaultdict
from decimal import Decimal
from itertools import cycle, islice

from billing import adjudicate, key_claim, remit
from billing.charge_entry import primary
from billing.models import Adjudication, Claim
from data import Reference, load
from scenarios import families, variant
from scenarios.models import Encounter

CLAIMS = 10_000
SEEDS_A_FAMILY = 10
IN_ONE_PAYMENT = 50
Made = tuple[Claim, Encounter, str]


def _claims(reference: Reference) -> list[Made]:
    found: list[Made] = []
    for family in families().values():
        for seed in range(1, SEEDS_A_FAMILY + 1):
            made = variant(reference, family, seed)
            claim = key_claim(reference, made)
            if claim.lines:
                found.append((claim, made.encounter, primary(made.encounter).payer_id))
    return list(islice(cycle(found), CLAIMS))


def main() -> None:
    """Answers the claims, pays them in remittances of fifty and adds both sides up."""
    reference = load()
    work = _claims(reference)
    started = time.process_time()
    answers: dict[str, list[Adjudication]] = defaultdict(list)
    for claim, encounter, payer_id in work:
        paid_on = encounter.date_of_service + datetime.timedelta(days=21)
        answers[payer_id].append(adjudicate(reference, claim, encounter, reference.contracts[payer_id], paid_on))
    paid = Decimal(0)
    for payer_id, own in answers.items():
        for at in range(0, len(own), IN_ONE_PAYMENT):
            batch = own[at : at + IN_ONE_PAYMENT]
            paid += remit(batch, f"{payer_id}-{at}", datetime.date(2026, 11, 1)).amount
    rate = len(work) / (time.process_time() - started)
    lines = [line for own in answers.values() for answer in own for line in answer.lines]
    charged = sum((line.charge for line in lines), Decimal(0))
    adjusted = sum((one.amount for line in lines for one in line.adjustments), Decimal(0))
    print(f"claims answered and paid per second per core: {rate:,.0f}")
    print(f"{len(work):,} claims: {charged:,} charged = {paid:,} paid + {adjusted:,} adjusted")
    assert charged == paid + adjusted, f"{charged - paid - adjusted} lost"


if __name__ == "__main__":
    main()
