"""A file of many claims and everything that comes back of it: one 999, the clearinghouse's 277CA, one of each payer."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from billing.clearinghouse import (
    GateAnswer,
    claim_acknowledgment,
    claim_status,
    file_acknowledgment,
    judged,
    payers_number,
)
from billing.models import Adjudication
from billing.x12.claim_837 import claim_file
from billing.x12.claim_acknowledgment import ClaimAcknowledgment
from billing.x12.claim_acknowledgment import acknowledgment_file as claim_answer_file
from billing.x12.file_acknowledgment import FileAcknowledgment
from billing.x12.file_acknowledgment import acknowledgment_file as file_answer_file
from billing.x12.interchange import Fault, Interchange
from billing.x12.submission import Submission
from data import Reference


@dataclass(frozen=True)
class Batch:
    """Claims as they were sent in one file, and the answers to each."""

    sent: tuple[Submission, ...]
    file: Interchange
    sent_on: datetime.date
    answers: tuple[tuple[GateAnswer, ...], ...]
    """Of each claim, up to the first gate that sent it back."""
    numbers: tuple[str, ...]
    """The payer's own number of each claim; empty where no payer took it in."""

    @cached_property
    def file_answer(self) -> FileAcknowledgment:
        """The 999's facts."""
        return file_acknowledgment(self.file, self.sent, self.sent_on)

    @cached_property
    def claim_answers(self) -> tuple[ClaimAcknowledgment, ...]:
        """The 277CAs' facts: the clearinghouse's, then one of each payer that got claims of the file."""
        reached = range(len(self.sent))
        first = [number for number in reached if len(self.answers[number]) > 1]
        later = [number for number in reached if len(self.answers[number]) > 2]
        found = [self._answer("clearinghouse", first)] if first else []
        for payer in dict.fromkeys(self.sent[number].payer for number in later):
            found.append(self._answer("payer", [number for number in later if self.sent[number].payer == payer]))
        return tuple(found)

    def texts(self, control: int = 1) -> tuple[str, tuple[str, ...]]:
        """The 999, and the 277CAs in the order of `claim_answers`."""
        answered = tuple(claim_answer_file(one, control).text for one in self.claim_answers)
        return file_answer_file(self.file_answer, control).text, answered

    def _answer(self, gate: str, numbers: Sequence[int]) -> ClaimAcknowledgment:
        from_payer = gate == "payer"
        claims = [
            (
                self.sent[number],
                claim_status(
                    self.sent[number],
                    self.answers[number][2 if from_payer else 1],
                    self.numbers[number] if from_payer else "",
                ),
            )
            for number in numbers
        ]
        return claim_acknowledgment("payer" if from_payer else "clearinghouse", self.file, self.sent_on, claims)


def send_batch(
    reference: Reference,
    sent: Sequence[Submission],
    sent_on: datetime.date | None = None,
    control: int = 1,
    prior: Sequence[tuple[Adjudication, ...]] = (),
) -> Batch:
    """Send claims in one file. `sent_on`: None is the day of the newest claim.

    `prior`: of each claim what its payer has answered before to claims for the same visit; empty: nothing.
    """
    earlier = prior or [()] * len(sent)
    written = claim_file(sent, control)
    day = sent_on or written.made_on
    faults: dict[int, list[Fault]] = {}
    for fault in written.faults:
        faults.setdefault(fault.claim, []).append(fault)
    answers = tuple(judged(reference, one, tuple(faults.get(n, ())), day, earlier[n]) for n, one in enumerate(sent))
    return Batch(
        sent=tuple(sent),
        file=written,
        sent_on=day,
        answers=answers,
        numbers=tuple(
            payers_number(reference, one, len(before)) if found[-1].gate == "payer" and found[-1].accepted else ""
            for one, found, before in zip(sent, answers, earlier, strict=True)
        ),
    )
