"""The appeal letter, put together from the facts of the account and what the learner encloses."""

from __future__ import annotations

from billing.accounts.models import Decide, Item
from billing.accounts.sending import contract_of, coverage_of
from billing.accounts.state import State
from billing.causes.frame import Paper


def appeal_letter(state: State, item: Item, action: Decide) -> Paper:
    """The letter of an appeal: to whom, about what, why, and with which papers."""
    sent = state.claim(item.claim)
    coverage = coverage_of(state.world, sent.order)
    contract = contract_of(state.world, coverage)
    encounter = state.world.encounter
    number = sum(paper.startswith("letter.appeal") for paper in state.papers) + 1
    answer = sent.answer
    about = f"line {item.line}" if item.line else "the whole claim"
    cause = state.world.reference.root_causes.get(action.cause)
    level = contract.appeal_levels[0] if contract.appeal_levels else "first level of appeal"
    enclosed = [state.papers[one].title for one in action.proof] or ["nothing"]
    codes = ", ".join("-".join(line.D) for n, line in enumerate(sent.claim.lines, start=1) if item.line in (None, n))
    text = "\n".join(
        [
            f"{encounter.practice.name}, {encounter.practice.address.street}, {encounter.practice.address.city}, "
            f"{encounter.practice.address.state} {encounter.practice.address.zip}",
            f"To: {contract.appeal_address or state.world.reference.payers[coverage.payer_id].claim_address}",
            f"Date: {state.day}",
            f"Request for {level}",
            f"Member: {encounter.patient.name}, ID {coverage.member_id}",
            f"Claim: {answer.claim_number if answer else ''}, date of service {encounter.date_of_service}",
            f"Services: {codes}; we ask about {about}, {item.look}, {item.amount}.",
            f"Why: {action.note.strip() or (cause.title if cause else 'The decision does not fit the record.')}",
            f"Enclosed: {'; '.join(enclosed)}.",
            "Training data. All people, payers and numbers are invented.",
        ]
    )
    return Paper(
        id=f"letter.appeal.{number}", title=f"Our appeal, letter {number}", kind="letter", day=state.day, text=text
    )
