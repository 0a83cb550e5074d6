"""The gates that a claim passes before the payer decides, as an account shows them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from billing.accounts.models import Gate
from billing.accounts.state import State
from billing.causes.frame import Paper
from billing.models import Adjudication, Claim, ScrubMessage
from billing.payer import front_end
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
    found = scrub(state.world.reference, claim, state.world.encounter) if order == 1 else ()
    errors = [message for message in found if message.severity == "error"]
    text = f"{len(errors)} error{'s' * (len(errors) != 1)}" if errors else "No errors"
    return Gate(gate="scrubber", day=state.day, accepted=not errors, text=text, messages=tuple(found))


def pass_gates(state: State, claim: Claim, coverage: Coverage) -> tuple[GateAnswer, ...]:
    """The answers to come, in the order in which they come; the last one accepts or rejects."""
    n = len(state.claims) + 1
    world = state.world
    contract = world.reference.contracts[coverage.payer_id]
    prior = tuple(one.answer for one in state.claims if one.answer is not None and one.payer_id == coverage.payer_id)
    day = state.day + datetime.timedelta(days=1)
    file = state.file(coverage.payer_id)
    found = front_end(world.reference, claim, world.encounter, contract, day, prior, file)
    answers = [_answer(state, n, "clearinghouse", day, ())]
    answers.append(_answer(state, n, "payer", day + datetime.timedelta(days=1), found))
    return tuple(answers)


def _answer(state: State, n: int, gate: str, day: datetime.date, found: tuple[ScrubMessage, ...]) -> GateAnswer:
    paper_id = f"277ca.{gate}.{n}"
    text = " ".join(f"Item {message.item}: {message.message}" for message in found) or "Accepted."
    paper = Paper(id=paper_id, title=f"{_NAMES[gate]}, claim {n}", kind="x12", day=day, text=text)
    made = Gate.model_validate(
        {"gate": gate, "day": day, "accepted": not found, "text": text, "messages": found, "paper": paper_id}
    )
    said = "rejected" if found else "accepted"
    received = day if gate == "payer" and not found else None
    return GateAnswer(made, f"{_NAMES[gate]}: claim {n} {said}", (paper,), received)


def late_rejection(state: State, n: int, answer: Adjudication) -> GateAnswer:
    """A payer's front end that sends a claim back after having taken it: what adjudication itself refuses."""
    paper_id = f"277ca.payer.{n}.late"
    text = " ".join(f"Item {message.item}: {message.message}" for message in answer.rejection)
    paper = Paper(id=paper_id, title=f"Payer returns claim {n}", kind="letter", day=state.day, text=text)
    gate = Gate(gate="payer", day=state.day, accepted=False, text=text, messages=answer.rejection, paper=paper_id)
    return GateAnswer(gate, f"The payer returns claim {n} unprocessed", (paper,))
