"""What many root causes share: the right way to send a mended claim by payer, and papers in a practice's words."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from billing.causes.frame import ActionId, Paper, PaperSource, Remedy, World
from billing.charge_entry import key_claim
from billing.models import Claim

Mend = Callable[[Claim], Claim]


def item_mend(**items: str) -> Mend:
    """Puts single items of the claim right; `item_1a="..."` is item 1a, underscores within stand for spaces."""
    named = {name.removeprefix("item_").replace("_", " "): value for name, value in items.items()}
    return lambda claim: claim.model_copy(update={"items": {**claim.items, **named}})


def line_mend(number: int, **columns: object) -> Mend:
    """Puts columns of a row of item 24 right."""

    def mend(claim: Claim) -> Claim:
        lines = list(claim.lines)
        lines[number - 1] = lines[number - 1].model_copy(update=columns)
        return claim.model_copy(update={"lines": tuple(lines)})

    return mend


def as_it_should_be(world: World, right: Claim) -> Mend:
    """The right claim in place of the one that was sent; what marks it as a correction stays."""

    def mend(claim: Claim) -> Claim:
        kept = {key: claim.items[key] for key in ("22", "22 original")}
        return right.model_copy(update={"items": {**right.items, **kept}})

    return mend


def corrected(world: World, mend: Mend | None, after: tuple[ActionId, ...] = ()) -> tuple[Remedy, ...]:
    """A correction of an answered claim: frequency 7, or with Medicare a reopening for a clerical error
    (42 CFR 405.980; CMS Pub. 100-04, ch. 34).
    """
    action: ActionId = "corrected_claim" if world.contract.takes_frequency_7 else "reopening"
    return (Remedy(action, mend=mend, after=after),)


def right_claim(world: World) -> Claim:
    """The key's claim: what should have gone out."""
    return key_claim(world.reference, world.variant)


def unchanged(claim: Claim) -> Claim:
    """A claim that goes out again as it was."""
    return claim


def paper(
    world: World,
    paper_id: str,
    title: str,
    kind: str,
    text: str,
    days: int = 0,
    source: PaperSource = "file",
) -> Paper:
    """A paper dated so many days after the service."""
    day = world.encounter.date_of_service + datetime.timedelta(days=days)
    return Paper.model_validate(
        {"id": paper_id, "title": title, "kind": kind, "day": day, "text": text, "source": source}
    )


def desk_note(world: World, text: str, days: int = 0, initials: str = "RT") -> Paper:
    """A note of the front desk or billing office on the account."""
    day = world.encounter.date_of_service + datetime.timedelta(days=days)
    return paper(world, "account-note", "Account notes", "note", f"{day:%m/%d/%Y} {initials}: {text}", days)


def written(day: datetime.date) -> str:
    """A date as it stands on American papers."""
    return f"{day:%m/%d/%Y}"
