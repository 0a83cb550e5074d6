"""What a biller can do on an account, and what comes of it: actions in, a frozen account out.

An account is never stored: it is the outcome of its actions, so that the same actions always give the same account.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from billing.causes.frame import ActionId, Paper
from billing.ledger import Ledger
from billing.models import Adjudication, Claim, Remittance, ScrubMessage
from scenarios.models import Frozen

# ---- actions ---------------------------------------------------------------------------------------------


class Wait(Frozen):
    """Let days pass: to the next thing that happens, or to a day."""

    do: Literal["wait"]
    until: datetime.date | None = None


class Look(Frozen):
    """Open a paper; those of the portal and the telephone are asked for by it."""

    do: Literal["look"]
    paper: Annotated[str, Field(max_length=64)]


class PostedLine(Frozen):
    """A line as posted by hand, dollars."""

    claim: int
    line: int
    paid: Decimal
    write_off: Decimal
    patient: Decimal
    open: Decimal
    """Left open in insurance receivable."""


class Post(Frozen):
    """Post a remittance: automatically, or by hand with every line."""

    do: Literal["post"]
    remittance: Annotated[str, Field(max_length=64)]
    lines: Annotated[tuple[PostedLine, ...], Field(max_length=60)] | None = None


class Decide(Frozen):
    """A decision about an open item: what stands behind it and what is done."""

    do: Literal["decide"]
    item: Annotated[str, Field(max_length=32)]
    cause: Annotated[str, Field(max_length=64)] = ""
    """Id of a root cause; empty where the item is none of the workbench's."""
    action: ActionId
    proof: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=20)] = ()
    note: Annotated[str, Field(max_length=2000)] = ""


class Send(Frozen):
    """Send a claim that was prepared; `claim` is the draft as the learner left it."""

    do: Literal["send"]
    draft: Annotated[str, Field(max_length=32)]
    claim: Claim | None = None
    """None: as prepared."""


class Statement(Frozen):
    """Send the patient a statement."""

    do: Literal["statement"]


class Refund(Frozen):
    """Pay money back to a payer (its id) or to the patient (`patient`)."""

    do: Literal["refund"]
    to: Annotated[str, Field(max_length=40)]
    amount: Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=2)]


class Adjust(Frozen):
    """Write off what is left with the patient."""

    do: Literal["adjust"]
    reason: Literal["small_balance", "bad_debt", "charity", "prompt_pay"]


class Question(Frozen):
    """Hold a paid line to be underpaid: it becomes an open item."""

    do: Literal["question"]
    claim: int
    line: int


class Reverse(Frozen):
    """Undo a ledger entry by an entry with its sides swapped."""

    do: Literal["reverse"]
    entry: int


class Close(Frozen):
    """Close the account: at zero balance, or giving up what is left."""

    do: Literal["close"]
    give_up: bool = False


Action = Annotated[
    Wait | Look | Post | Decide | Send | Statement | Refund | Adjust | Question | Reverse | Close,
    Field(discriminator="do"),
]


# ---- what an account shows -------------------------------------------------------------------------------


class Happened(Frozen):
    """One line of the account's log."""

    day: datetime.date
    kind: Literal["sent", "gate", "rejected", "remittance", "letter", "call", "coder", "patient", "posted",
                  "statement", "payment", "decision", "deadline", "note"]  # fmt: skip
    title: str
    text: str = ""
    paper: str = ""
    """Paper that came with it."""


class Gate(Frozen):
    """What one gate said of a claim."""

    gate: Literal["scrubber", "clearinghouse", "payer"]
    day: datetime.date
    accepted: bool
    text: str
    messages: tuple[ScrubMessage, ...] = ()
    codes: tuple[str, ...] = ()
    """277CA category and status of each message, `A7:164`."""
    paper: str = ""


class SentClaim(Frozen):
    """A claim that went out, with what came back."""

    n: int
    order: int
    payer_id: str
    kind: Literal["original", "new", "corrected", "reopened", "void", "secondary"]
    claim: Claim
    sent_on: datetime.date
    received_on: datetime.date | None = None
    state: Literal["waiting", "rejected", "answered", "posted"] = "waiting"
    gates: tuple[Gate, ...] = ()
    answer: Adjudication | None = None
    """The newest answer; an appeal or a reprocessing puts another in its place."""
    replaces: int | None = None
    """Claim that this one mends."""


class Due(Frozen):
    """A deadline of an open item."""

    what: Literal["new claim", "corrected claim", "reopening", "appeal", "records", "refund", "statement"]
    day: datetime.date


class Item(Frozen):
    """Something that wants a decision: a denied line, a rejected claim, an underpayment, a take-back, a credit."""

    id: str
    kind: Literal["rejection", "denial", "underpaid", "takeback", "credit", "share"]
    claim: int
    line: int | None
    """None: the whole claim."""
    look: str
    """`CO-197`, `reject`, `underpaid`, ...: root causes of the same look are the choices."""
    group: str = ""
    carc: str = ""
    rarcs: tuple[str, ...] = ()
    amount: Decimal
    due: tuple[Due, ...] = ()
    evidence: tuple[str, ...] = ()
    """Ids of papers worth opening."""
    decision: Decide | None = None
    """The newest."""
    decided_on: datetime.date | None = None
    outcome: str = ""
    state: Literal["open", "waiting", "settled"] = "open"


class Draft(Frozen):
    """A claim made ready for the learner to finish and send."""

    id: str
    kind: Literal["original", "new", "corrected", "reopened", "void", "secondary"]
    order: int
    payer_id: str
    claim: Claim
    replaces: int | None = None
    item: str = ""
    """Open item that it answers."""
    codes_by_coder: bool = False
    """The coder changed the codes in it."""


class Flag(Frozen):
    """A slip against rule or contract, told after it was made."""

    day: datetime.date
    kind: Literal["compliance", "money", "deadline", "posting"]
    text: str
    cites: str
    amount: Decimal = Decimal("0.00")


class Coming(Frozen):
    """What the account waits for next."""

    day: datetime.date
    text: str


@dataclass(frozen=True)
class PatientAccount:
    """One patient account after its actions."""

    day: datetime.date
    opened_on: datetime.date
    number: int
    """Actions so far."""
    closed: bool
    gave_up: Decimal
    """What was still owed when it was given up, dollars."""
    claims: tuple[SentClaim, ...]
    items: tuple[Item, ...]
    drafts: tuple[Draft, ...]
    papers: tuple[Paper, ...]
    looked: tuple[str, ...]
    """Ids of papers opened, in order."""
    remittances: tuple[Remittance, ...]
    posted: tuple[str, ...]
    """Numbers of remittances posted."""
    ledger: Ledger
    log: tuple[Happened, ...]
    flags: tuple[Flag, ...]
    decisions: tuple[tuple[datetime.date, Decide], ...]
    coming: tuple[Coming, ...]
    statements: tuple[datetime.date, ...]
    recovered: Decimal = Decimal("0.00")
    """Paid after a line was held to be underpaid, dollars."""

    @property
    def account_number(self) -> str:
        """Item 26 of its claims: the name of the account in the books."""
        return self.claims[0].claim.items["26"]

    def item(self, item_id: str) -> Item | None:
        """The item of an id, if there is one."""
        return next((one for one in self.items if one.id == item_id), None)
