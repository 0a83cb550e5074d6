"""The world of a case before anybody has touched it, and the same world with its root cause in it."""

from __future__ import annotations

import datetime

from billing.causes import CAUSES
from billing.causes.frame import World
from billing.charge_entry import key_claim, model_answer
from data import Reference
from scenarios.models import CaseKey, Variant

SENT_AFTER = datetime.timedelta(days=2)
"""From the date of service to the day on which the practice sends a claim."""


class CaseError(ValueError):
    """A family asks for a root cause that is not known or cannot come about; the message says why."""


def right_world(reference: Reference, variant: Variant) -> World:
    """The account in which everything is right: the key's claim, sent two days after the visit to the first payer."""
    case = variant.key.case or CaseKey(cause="")
    coding = model_answer(reference, variant.key)
    required = [line.id for line in variant.key.sets[0].lines if line.need == "required"]
    return World(
        reference=reference,
        variant=variant,
        encounter=variant.encounter,
        coding=coding,
        claim=key_claim(reference, variant),
        order=1,
        line=required.index(case.line) + 1 if case.line else 1,
        sent_on=variant.encounter.date_of_service + SENT_AFTER,
        facts=case.facts,
    )


def planted_world(reference: Reference, variant: Variant) -> World:
    """The account with its root cause. Raises CaseError where the key names none that can come about here."""
    case = variant.key.case
    if case is None:
        return right_world(reference, variant)
    cause = CAUSES.get(case.cause)
    if cause is None:
        raise CaseError(f"There is no root cause {case.cause}.")
    world = right_world(reference, variant)
    reason = cause.impossible(world)
    if reason:
        raise CaseError(f"Root cause {case.cause} cannot come about: {reason}.")
    return cause.plant(world)
