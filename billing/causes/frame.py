"""The frame of the root causes: the world of one account before the biller meets it, and what a cause does to it.

A cause plants itself in a world in which everything is right: in the claim as it was sent, in a payer's file, in the
coverage, in the days. The denial is then the payer's own answer to what it sees, never a code put there by hand.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from billing.models import Claim, ClaimLine
from billing.payer_file import Mistake, PayerFile
from billing.values import money
from data import Contract, Reference
from scenarios.models import CodingAnswer, Coverage, Encounter, Frozen, Variant

ActionId = Literal[
    "new_claim",
    "corrected_claim",
    "reopening",
    "appeal",
    "send_records",
    "call_payer",
    "bill_other",
    "ask_coder",
    "ask_patient",
    "retro_authorization",
    "bill_patient",
    "write_off",
    "refund",
    "no_action",
]

PaperSource = Literal["file", "portal", "call", "coder", "patient"]


class Paper(Frozen):
    """Something that can be read about an account. Every paper says that it is training data where it is printed."""

    id: str
    """Short and stable, `card.1`, `eligibility.1`, `claim.1`, `277ca.payer.1`, `era.1`, `contract`, `letter.auth`."""
    title: str
    kind: Literal["card", "eligibility", "registration", "claim", "x12", "remittance", "contract", "letter", "note",
                  "portal", "call", "policy", "form"]  # fmt: skip
    day: datetime.date
    text: str
    source: PaperSource = "file"
    """file: lies in the account; portal: seen when the payer's portal is asked; call: told on the telephone;
    coder, patient: comes when they are asked."""


@dataclass(frozen=True)
class World:
    """All there is about one account when the biller opens it: the truth, what was typed and sent, what payers hold."""

    reference: Reference
    variant: Variant
    encounter: Encounter
    """The variant's, with the coverage as the payers have it."""
    coding: CodingAnswer
    """What the coder gave, right by the key."""
    claim: Claim
    """The claim as it was (or will be) sent to the payer that was billed."""
    order: int
    """Coverage that was billed: 1 primary, 2 secondary."""
    line: int
    """Row of item 24, from 1, that the trouble falls on."""
    sent_on: datetime.date
    facts: Mapping[str, str]
    """`CaseKey.facts`: what the family says about the cause."""
    files: Mapping[str, PayerFile] = field(default_factory=dict)
    """By payer id; a payer without one holds an ordinary file."""
    earlier: tuple[tuple[Claim, datetime.date] | tuple[Claim, datetime.date, int], ...] = ()
    """Claims that were answered and posted before this one, with the days they were sent and the coverage's order
    (left out: the one that was billed).
    """
    taken_back: PayerFile | None = None
    """The billed payer's file as it reads later, when it takes its payment back; None: it never does."""
    taken_back_after: int = 120
    """Days from the payment to the take-back."""
    papers: tuple[Paper, ...] = ()
    """Beside those that every account has."""
    call: str = ""
    """What a representative of the payer says when asked about the claim; empty: only what the remittance says."""
    coder_says: str = ""
    """What the coder answers when asked; empty: that the codes stand as they are."""
    coder_gives: CodingAnswer | None = None
    """The codes that the coder changes them to."""
    patient_says: str = ""
    """What the patient answers when asked."""
    settled: Mapping[str, PayerFile] = field(default_factory=dict)
    """Payer's file after the patient, an authorization or the records have settled the matter, by payer id."""

    own_coding: CodingAnswer | None = None
    """The learner's own codes, where the learner wore both hats; None: the key's."""

    @property
    def coverage(self) -> Coverage:
        """The coverage that was billed."""
        return next(one for one in self.encounter.coverage if one.order == self.order)

    @property
    def payer_id(self) -> str:
        return self.coverage.payer_id

    @property
    def contract(self) -> Contract:
        return self.reference.contracts[self.payer_id]

    @property
    def file(self) -> PayerFile:
        """The billed payer's file."""
        return self.files.get(self.payer_id, PayerFile(payer_id=self.payer_id))

    @property
    def service_line(self) -> ClaimLine:
        """The row that the trouble falls on."""
        return self.claim.lines[self.line - 1]

    @property
    def code(self) -> str:
        """Procedure of that row."""
        return self.service_line.D[0]

    # ---- making another world of it ----

    def with_own(self, claim: Claim, coding: CodingAnswer | None) -> World:
        """The learner's own claim and codes in place of the key's."""
        return replace(self, claim=claim, own_coding=coding, coding=coding or self.coding)

    def with_item_map(self, items: Mapping[str, str]) -> World:
        """Other values in single items of the claim, by item."""
        unknown = set(items) - set(self.claim.items)
        if unknown:
            raise KeyError(f"The form has no item {', '.join(sorted(unknown))}.")
        return replace(self, claim=self.claim.model_copy(update={"items": {**self.claim.items, **items}}))

    def with_line(self, number: int | None = None, **columns: Any) -> World:
        """Other values in a row of item 24 (default: the row in trouble); the total charge follows."""
        at = (number or self.line) - 1
        lines = list(self.claim.lines)
        lines[at] = lines[at].model_copy(update=columns)
        return self.with_lines(tuple(lines))

    def with_lines(self, lines: tuple[ClaimLine, ...]) -> World:
        """Other rows of item 24; the total charge follows."""
        total = sum((Decimal(line.F) for line in lines), Decimal("0.00"))
        items = {**self.claim.items, "28": money(total)}
        return replace(self, claim=self.claim.model_copy(update={"lines": lines, "items": items}))

    def with_diagnoses(self, *codes: str) -> World:
        """Other codes in item 21; pointers stay as they are."""
        return replace(self, claim=self.claim.model_copy(update={"diagnoses": codes}))

    def with_coverage(self, order: int, **changes: Any) -> World:
        """Another truth about a coverage; card and eligibility papers are not touched."""
        coverage = tuple(
            one.model_copy(update=changes) if one.order == order else one for one in self.encounter.coverage
        )
        return replace(self, encounter=self.encounter.model_copy(update={"coverage": coverage}))

    def with_eligibility(self, order: int, **changes: Any) -> World:
        """Another eligibility answer in the file."""
        answers = tuple(
            one.model_copy(update=changes) if one.order == order else one for one in self.encounter.eligibility
        )
        return replace(self, encounter=self.encounter.model_copy(update={"eligibility": answers}))

    def with_file(self, **changes: Any) -> World:
        """Another file at the billed payer."""
        return replace(self, files={**self.files, self.payer_id: self.file.model_copy(update=changes)})

    def with_mistake(self, mistake: Mistake) -> World:
        """One more mistake of the billed payer."""
        return self.with_file(mistakes=(*self.file.mistakes, mistake))

    def with_settled(self, **changes: Any) -> World:
        """What the billed payer's file becomes once the matter is settled (records in, authorization given, ...)."""
        before = self.settled.get(self.payer_id, self.file)
        return replace(self, settled={**self.settled, self.payer_id: before.model_copy(update=changes)})

    def with_paper(self, paper: Paper) -> World:
        """One more paper in the account."""
        return replace(self, papers=(*self.papers, paper))


@dataclass(frozen=True)
class Remedy:
    """One right way on from a root cause."""

    action: ActionId
    proof: tuple[str, ...] = ()
    """Ids of papers that must go with an appeal or with records."""
    mend: Callable[[Claim], Claim] | None = None
    """What makes the claim right, for new_claim, corrected_claim, reopening; None: the key's own claim."""
    after: tuple[ActionId, ...] = ()
    """Steps that come before it, such as ask_coder, bill_patient only after ask_patient."""
    accepted: bool = False
    """As good as the best one; the first remedy is the model answer."""


@dataclass(frozen=True)
class Cause:
    """One root cause: how it comes about in a world and what mends it. Its words stand in data/root_causes.csv."""

    id: str
    plant: Callable[[World], World]
    remedies: Callable[[World], tuple[Remedy, ...]]
    """Asked about the planted world; the model answer first."""
    evidence: tuple[str, ...]
    """Ids of papers that settle it: at least one; `note` is the chart."""
    impossible: Callable[[World], str] = lambda world: ""
    """Why it cannot come about in a (right) world; empty where it can."""
