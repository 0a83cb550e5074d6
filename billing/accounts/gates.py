"""The gates that a claim passes before the payer decides, as an account shows them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from billing import clearinghouse
from billing.accounts.models import Gate
from billing.accounts.state import State
from billing.causes.frame import Paper
from billing.models import Adjudication, Claim
from billing.scrubber import scrub
from scenarios.models import Coverage

_NAMES = {"file": "Clearinghouse, file check (999)", "clearinghouse": "Clearinghouse (277CA)", "payer": "Payer (277CA)"}


@dataclass(frozen=True)
class GateAnswer:
    """One gate's answer with the papers that came with it."""

    gate: Gate
    text: str
    """For the log."""
    papers: tuple[Paper, ...]
    received_on: datetime.date | None = None
    """The payer has the claim from this day on; only the payer's own answer says so."""


def scrubbed(state: State, claim: Claim, order: int) -> Gate:
    """What the practice's own scrubber says today; it stops nothing."""
    found = scrub(state.world.reference, claim, state.world.encounter, order)
    errors = [message for message in found if message.severity == "error"]
    text = f"{len(errors)} error{'s' * (len(errors) != 1)}" if errors else "No errors"
    return Gate(gate="scrubber", day=state.day, accepted=not errors, text=text, messages=tuple(found))


def pass_gates(state: State, claim: Claim, coverage: Coverage) -> tuple[GateAnswer, ...]:
    """The answers to come, in the order in which they come; the last one accepts or rejects."""
    n = len(state.claims) + 1
    prior = tuple(one.answer for one in state.claims if one.answer is not None and one.payer_id == coverage.payer_id)
    answers = clearinghouse.gate_answers(
        state.world.reference,
        claim,
        state.world.encounter,
        state.day,
        order=coverage.order,
        prior=prior,
        file=state.file(coverage.payer_id),
        control=n,
    )
    files = {"file": answers.file_text, "clearinghouse": answers.clearinghouse_text, "payer": answers.payer_text}
    return tuple(_answer(one, n, files[one.gate], answers.received_on) for one in answers.answers)


def _answer(one: clearinghouse.GateAnswer, n: int, text: str, received_on: datetime.date | None) -> GateAnswer:
    paper_id = f"999.{n}" if one.gate == "file" else f"277ca.{one.gate}.{n}"
    paper = Paper(id=paper_id, title=f"{_NAMES[one.gate]}, claim {n}", kind="x12", day=one.day, text=text)
    gate = Gate(
        gate="payer" if one.gate == "payer" else "clearinghouse",
        day=one.day,
        accepted=one.accepted,
        text=one.text,
        messages=one.messages,
        codes=one.codes,
        paper=paper_id,
    )
    said = "accepted" if one.accepted else "rejected"
    received = received_on if one.gate == "payer" and one.accepted else None
    return GateAnswer(gate, f"{_NAMES[one.gate]}: claim {n} {said}", (paper,), received)


def late_rejection(state: State, n: int, answer: Adjudication) -> GateAnswer:
    """A payer's front end that sends a claim back after having taken it: what adjudication itself refuses."""
    paper_id = f"277ca.payer.{n}.late"
    text = " ".join(f"Item {message.item}: {message.message}" for message in answer.rejection)
    paper = Paper(id=paper_id, title=f"Payer returns claim {n}", kind="letter", day=state.day, text=text)
    gate = Gate(gate="payer", day=state.day, accepted=False, text=text, messages=answer.rejection, paper=paper_id)
    return GateAnswer(gate, f"The payer returns claim {n} unprocessed", (paper,))
