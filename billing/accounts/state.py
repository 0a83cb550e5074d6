"""The working state of an account while its actions are played: mutable, private to this room, never handed out."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from billing.accounts.models import (
    Coming,
    Decide,
    Draft,
    Flag,
    Happened,
    Item,
    PatientAccount,
    SentClaim,
)
from billing.causes.frame import Paper, World
from billing.ledger import Ledger
from billing.models import Remittance
from billing.payer_file import PayerFile


class ActionError(ValueError):
    """An action that the account does not allow now; the message says why and what to do. Nothing was changed."""


@dataclass(order=True)
class Planned:
    """Something that will happen on a day; of two on one day the one planned first comes first."""

    day: datetime.date
    sequence: int
    text: str = field(compare=False)
    happen: Callable[[], None] = field(compare=False)


@dataclass
class State:
    """Everything about the account at one moment."""

    world: World
    day: datetime.date
    ledger: Ledger
    files: dict[str, PayerFile]
    claims: list[SentClaim] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    looked: dict[str, None] = field(default_factory=dict)
    remittances: dict[str, Remittance] = field(default_factory=dict)
    posted: list[str] = field(default_factory=list)
    log: list[Happened] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    decisions: list[tuple[datetime.date, Decide]] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    statements: list[datetime.date] = field(default_factory=list)
    recovered: Decimal = Decimal("0.00")
    closed: bool = False
    gave_up: Decimal = Decimal("0.00")
    number: int = 0
    sequence: int = 0

    def note(self, kind: str, title: str, text: str = "", paper: str = "") -> None:
        """One more line of the log, today."""
        self.log.append(
            Happened.model_validate({"day": self.day, "kind": kind, "title": title, "text": text, "paper": paper})
        )

    def flag(self, kind: str, text: str, cites: str, amount: Decimal = Decimal("0.00")) -> None:
        """A slip against rule or contract."""
        self.flags.append(
            Flag.model_validate({"day": self.day, "kind": kind, "text": text, "cites": cites, "amount": amount})
        )

    def plan(self, days: int, text: str, happen: Callable[[], None]) -> None:
        """Something that will happen in so many days."""
        self.sequence += 1
        self.planned.append(Planned(self.day + datetime.timedelta(days=days), self.sequence, text, happen))

    def add_paper(self, paper: Paper) -> None:
        """A paper comes into the account; one that the learner need not ask for counts as not opened yet."""
        self.papers[paper.id] = paper

    def file(self, payer_id: str) -> PayerFile:
        """A payer's file as it is now."""
        return self.files.get(payer_id, PayerFile(payer_id=payer_id))

    def claim(self, n: int) -> SentClaim:
        """A claim by its number. Raises ActionError."""
        if not 1 <= n <= len(self.claims):
            raise ActionError(f"There is no claim {n} on this account.")
        return self.claims[n - 1]

    def change_claim(self, n: int, **changes: object) -> SentClaim:
        """Another value in place of a claim."""
        changed = self.claims[n - 1].model_copy(update=changes)
        self.claims[n - 1] = changed
        return changed

    def change_item(self, item_id: str, **changes: object) -> Item:
        """Another value in place of an item."""
        changed = self.items[item_id].model_copy(update=changes)
        self.items[item_id] = changed
        return changed

    def frozen(self, opened_on: datetime.date) -> PatientAccount:
        """The account as everybody else may see it."""
        coming = sorted(self.planned)
        return PatientAccount(
            day=self.day,
            opened_on=opened_on,
            number=self.number,
            closed=self.closed,
            gave_up=self.gave_up,
            claims=tuple(self.claims),
            items=tuple(self.items.values()),
            drafts=tuple(self.drafts.values()),
            papers=tuple(self.papers.values()),
            looked=tuple(self.looked),
            remittances=tuple(self.remittances.values()),
            posted=tuple(self.posted),
            ledger=self.ledger,
            log=tuple(self.log),
            flags=tuple(self.flags),
            decisions=tuple(self.decisions),
            coming=tuple(Coming(day=one.day, text=one.text) for one in coming),
            statements=tuple(self.statements),
            recovered=self.recovered,
        )
