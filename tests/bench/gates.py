"""Sends 5,000 claims through scrubber, clearinghouse and payer on one core, and every file through pyx12 and oxedi.

python -m tests.bench.gates [CLAIMS]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from typing import NamedTuple

from billing.claim_batch import Batch, send_batch
from billing.commands.electronic import payments
from billing.models import Adjudication
from billing.scrubber import scrub
from billing.x12.remittance_835 import remittance_text
from billing.x12.submission import submission
from data import Reference, load
from tests.billing.x12.own_checks import claim_objections, remittance_objections, status_objections
from tests.billing.x12.scenes import Scene, answered, changed, library, second, second_payer
from tests.billing.x12.validators import oxedi_objections, pyx12_objections

CLAIMS = 5_000
IN_ONE_FILE = 500
PAID_AFTER = 40
SAMPLE = 3
"""Objections that are shown of each judge."""


def _scenes(reference: Reference, wanted: int) -> list[Scene]:
    """Of every fourth seed also the second, the corrected and the taken back claims."""
    return list(islice(_endless(reference), wanted))


def _endless(reference: Reference) -> Iterator[Scene]:
    for seed in count(1):
        for scene in library(reference, [seed]):
            yield scene
            if seed % 4:
                continue
            yield second(reference, scene, second_payer(scene))
            if reference.contracts[scene.payer_id].takes_frequency_7:
                yield changed(reference, scene, "7")
                yield changed(reference, scene, "8")


def _passed(
    reference: Reference, scenes: Sequence[Scene], control: int, spent: dict[str, float]
) -> tuple[Batch, list[Adjudication]]:
    """One file of claims through all three gates; adds the seconds of processor that each gate took."""
    clock = time.process_time
    started = clock()
    for scene in scenes:
        scrub(reference, scene.claim, scene.encounter)
    scrubbed = clock()
    sent = [submission(reference, one.claim, one.encounter, one.order) for one in scenes]
    batch = send_batch(reference, sent, control=control, prior=[one.prior for one in scenes])
    judged = clock()
    pairs = zip(scenes, batch.numbers, strict=True)
    answers = [answered(reference, scene, PAID_AFTER, taken_in=True) for scene, number in pairs if number]
    spent["scrubber"] += scrubbed - started
    spent["clearinghouse"] += judged - scrubbed
    spent["payer"] += clock() - judged
    return batch, answers


def _judge(name: str, texts: Sequence[str], objections: Callable[[str], Sequence[str]]) -> None:
    started = time.perf_counter()
    found = [said for text in texts for said in objections(text)]
    spent = time.perf_counter() - started
    size = sum(text.count("\n") for text in texts)
    print(f"  {name}: {len(texts)} files, {size:,} segments, {len(found)} objections, {spent:.1f} s")
    for said in found[:SAMPLE]:
        print(f"    {said}")


class _Files(NamedTuple):
    """The texts of all files, by kind."""

    claims: list[str]
    readings: list[str]
    """999."""
    acknowledgments: list[str]
    """277CA."""
    payments: list[str]

    def keep(self, reference: Reference, batch: Batch, answers: Sequence[Adjudication]) -> None:
        """Write the files of one batch and of what was paid for it."""
        reading, acknowledgments = batch.texts(batch.file.control)
        self.claims.append(batch.file.text)
        self.readings.append(reading)
        self.acknowledgments.extend(acknowledgments)
        decided = [answer for answer in answers if answer.status != "rejected"]
        self.payments.append(remittance_text(reference, payments(decided, batch.file.control)))

    def judge(self, reference: Reference) -> None:
        """Hold every file against pyx12, oxedi and our own checks."""
        _judge("837P, pyx12", self.claims, pyx12_objections)
        _judge("837P, own checks", self.claims, lambda text: list(claim_objections(text)))
        _judge("999, pyx12", self.readings, pyx12_objections)
        _judge("277CA, pyx12", self.acknowledgments, pyx12_objections)
        _judge("277CA, own checks", self.acknowledgments, lambda text: list(status_objections(reference, text)))
        _judge("835, pyx12", self.payments, pyx12_objections)
        _judge("835, oxedi", self.payments, oxedi_objections)
        _judge("835, own checks", self.payments, lambda text: list(remittance_objections(reference, text)))


def main() -> None:
    """Makes the claims, sends them through the gates, then holds every file against the judges."""
    reference = load()
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    scenes = _scenes(reference, wanted)
    kinds = Counter(("second" if one.order > 1 else {"7": "corrected", "8": "void"}.get(one.claim.items["22"], "first"))
                    for one in scenes)  # fmt: skip
    payers = Counter(one.payer_id for one in scenes)
    print(f"{len(scenes):,} claims: {dict(kinds)}; payers {dict(payers)}")
    spent = dict.fromkeys(("scrubber", "clearinghouse", "payer"), 0.0)
    files = _Files([], [], [], [])
    back: Counter[tuple[str, ...]] = Counter()
    statuses: Counter[str] = Counter()
    for at in range(0, len(scenes), IN_ONE_FILE):
        batch, answers = _passed(reference, scenes[at : at + IN_ONE_FILE], at // IN_ONE_FILE + 1, spent)
        back.update(found[-1].codes for found in batch.answers if not found[-1].accepted)
        statuses.update(answer.status for answer in answers)
        files.keep(reference, batch, answers)
    print(f"claims per second per core, all three gates: {len(scenes) / sum(spent.values()):,.0f}")
    print("  " + ", ".join(f"{gate} {len(scenes) / seconds:,.0f}" for gate, seconds in spent.items()))
    print(f"taken in {sum(statuses.values()):,}, sent back {sum(back.values())} {dict(back)}; decided {dict(statuses)}")
    files.judge(reference)


if __name__ == "__main__":
    main()
