"""What an action on an account sets in motion: it is played, kept, and at the end graded. Only wiring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from billing.accounts import Action, ActionError, Opening, PatientAccount, case_opening, own_opening, run
from billing.accounts.facts import account_facts
from billing.accounts.models import Close, Send
from billing.accounts.solving import collected, model_account
from billing.causes import CAUSES
from billing.consequences import consequences
from billing.models import Adjudication, Claim, Consequence, Remittance
from data import Reference
from grading import Grade, grade_account
from records import AttemptRow, Submission, work
from scenarios.models import Variant
from views import submitting

Json = dict[str, Any]
_ACTION: TypeAdapter[Action] = TypeAdapter(Action)


@dataclass(frozen=True)
class Played:
    """What is to be kept of an action, and the account after it."""

    action: Json
    result: Json
    account: PatientAccount


def opening(reference: Reference, row: AttemptRow, past: Sequence[Submission]) -> Opening:
    """What the account starts from: the family's case, or the learner's own first claim."""
    if row.variant.key.case is not None:
        return case_opening(reference, row.variant)
    claims = [claim for claim, _, _ in submitting.rounds(past)]
    return own_opening(reference, row.variant, claims, submitting.own_codes(past))


def actions(past: Sequence[Submission]) -> list[Action]:
    """The actions kept so far, in order."""
    kept = sorted((one for one in past if one.step == "account"), key=lambda one: one.round)
    return [_ACTION.validate_python(one.answer) for one in kept]


def account(reference: Reference, row: AttemptRow, past: Sequence[Submission]) -> PatientAccount:
    """The account as it stands."""
    return run(opening(reference, row, past), actions(past))


def play(
    reference: Reference, row: AttemptRow, past: Sequence[Submission], asked: Json, fields: Mapping[str, Any]
) -> Played:
    """Plays one more action. Raises ActionError where the account does not allow it or it is none."""
    action = _read(asked)
    start, before = opening(reference, row, past), actions(past)
    if isinstance(action, Send):
        action = _as_saved(action, run(start, before), fields)
    after = run(start, [*before, action])
    result: Json = {}
    if isinstance(action, Close):
        case = row.variant.key.case
        area = reference.root_causes[case.cause].area if case else ""
        result["facts"] = account_facts(after, area).model_dump(mode="json")
    if isinstance(action, Close) and row.variant.key.case is not None:
        grade = grade_account(reference, row.variant, start, after)
        result["grades"] = {"biller": grade.model_dump(mode="json")}
    kept = action.model_dump(mode="json", exclude_defaults=True)
    return Played({"do": action.do} | kept, result, after)


# ---- once it is closed -----------------------------------------------------------------------------------

Round = tuple[Claim, Adjudication, Remittance | None]


@dataclass(frozen=True)
class Worked:
    """A closed account with its opening."""

    opening: Opening
    account: PatientAccount


def worked(reference: Reference, row: AttemptRow, past: Sequence[Submission]) -> Worked | None:
    """The account of a finished attempt; None where the case ended with the coding."""
    if row.variant.key.case is None and not submitting.rounds(past):
        return None
    start = opening(reference, row, past)
    return Worked(start, run(start, actions(past)))


def rounds(past: Sequence[Submission], done: Worked | None) -> list[Round]:
    """Every claim of the account with the payer's answer: the first as it was submitted, then those that followed."""
    first = submitting.rounds(past)
    if done is None:
        return first
    paid = {claim.claim_number: one for one in done.account.remittances for claim in one.claims}
    later = [
        (sent.claim, sent.answer, paid.get(sent.answer.claim_number))
        for sent in done.account.claims
        if sent.answer is not None and sent.n > len(first)
    ]
    return [*first, *later]


def left_slips(
    reference: Reference, variant: Variant, slips: Sequence[list[Consequence]], done: Worked | None
) -> list[Consequence] | None:
    """What the newest claim to the first payer still gets wrong; None where none followed the first."""
    if done is None or not slips:
        return None
    later = [one for one in done.account.claims if one.n > 1 and one.order == 1 and one.answer is not None]
    if not later or later[-1].answer is None:
        return list(slips[-1]) if len(slips) > 1 else None
    return list(consequences(reference, variant, later[-1].answer, later[-1].claim))


def account_grade(past: Sequence[Submission]) -> Grade | None:
    """The grade of an account that began with a payer's answer."""
    found = [one for one in past if one.step == "account" and one.result.get("grades")]
    return Grade.model_validate(found[-1].result["grades"]["biller"]) if found else None


def ending(reference: Reference, row: AttemptRow, done: Worked) -> Json:
    """What is told at the end: the root cause with its reasons, and the model's way with its days."""
    case = row.variant.key.case
    way = model_account(done.opening) if done.opening.case else None
    known = reference.root_causes[case.cause] if case else None
    return {
        "root_cause": None if case is None or known is None else {
            "id": case.cause, "title": known.title, "hint": known.hint, "why": case.why or known.why,
            "cites": case.cites or known.cites, "papers": list(CAUSES[case.cause].evidence),
            "evidence": [row.variant.key.evidence[index].model_dump(mode="json") for index in case.evidence],
        },
        "solution": [] if way is None else [one.model_dump(mode="json") for one in way.log],
        "collected": {"you": str(collected(done.account)), "model": None if way is None else str(collected(way))},
    }  # fmt: skip


def _read(asked: Json) -> Action:
    try:
        return _ACTION.validate_python(asked)
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'action'}: {e['msg']}" for e in error.errors()[:3])
        raise ActionError(f"This is no action of an account. {places}") from None


def _as_saved(action: Send, now: PatientAccount, fields: Mapping[str, Any]) -> Send:
    """The draft with the learner's saved changes: what goes out is what was saved."""
    draft = next((one for one in now.drafts if one.id == action.draft), None)
    if draft is None:
        return action
    prefix = f"draft/{draft.id}/"
    changes = {key.removeprefix(prefix): value for key, value in fields.items() if key.startswith(prefix)}
    return action.model_copy(update={"claim": work.claim(draft.claim, changes) if changes else None})
