"""What a payer looks at when it decides on a claim, and how a reason for paying nothing is told.

The claim as the payer reads it, the coverage, the contract, its own file and its earlier answers: no answer key.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from billing.edits import ReadLine, Sheet
from billing.models import Adjudication, GroupCode, ScrubMessage
from billing.payer_file import PayerFile
from data import Contract
from scenarios.models import Coverage, Encounter

PAYMENT_DAYS = 14
"""A payer here answers on the fourteenth day after it received a claim, where no other day is told."""

REVERSAL = "22"
"""CLP02: an earlier payment is taken back."""
DUPLICATE = "18"
"""CARC: answered before."""
UNPROCESSABLE = "MA130"
"""The claim cannot be processed as it is; no appeal, a new claim is needed."""


@dataclass(frozen=True)
class Denial:
    """A reason for paying nothing."""

    group: GroupCode
    carc: str
    rarcs: tuple[str, ...]
    why: str
    unprocessable: bool = False
    """The claim is incomplete or invalid and carries no appeal rights: Medicare says MA130 and wants a new claim."""


@dataclass(frozen=True)
class PayerView:
    """All that the payer looks at when it decides on a claim."""

    sheet: Sheet
    """The claim as this payer reads it: a mistake of the payer's own may have left out what was sent."""
    encounter: Encounter
    coverage: Coverage
    contract: Contract
    paid_on: datetime.date
    prior: tuple[Adjudication, ...]
    """Its answers to earlier claims for the same visit, oldest first."""
    file: PayerFile = field(default_factory=PayerFile)
    received_on: datetime.date | None = None

    @property
    def received(self) -> datetime.date:
        """The day on which the claim arrived."""
        return self.received_on or self.paid_on - datetime.timedelta(days=PAYMENT_DAYS)

    @property
    def answered(self) -> tuple[Adjudication, ...]:
        """Earlier claims for the visit that were decided on: rejected and unprocessable ones count as never sent."""
        return decided(self.prior)

    @property
    def secondary(self) -> bool:
        """Whether the claim carries another payer's answer."""
        return bool(self.sheet.claim.prior_payers)

    @property
    def is_correction(self) -> bool:
        """Whether the claim replaces an answered one: by frequency 7, or by reopening where that is not taken."""
        if not self.answered:
            return False
        return self.sheet.item("22") == "7" or not self.contract.takes_frequency_7


def decided(answers: tuple[Adjudication, ...]) -> tuple[Adjudication, ...]:
    """The answers that decided on a claim, voids and voided ones left out."""
    voided = {one.original for one in answers if one.frequency == "8"}
    return tuple(
        one
        for one in answers
        if one.status != "rejected"
        and one.clp_status != REVERSAL
        and one.claim_number not in voided
        and UNPROCESSABLE not in one.remarks
    )


GateReason = Callable[[PayerView], ScrubMessage | None]
"""Why the claim is sent back unprocessed."""
ClaimReason = Callable[[PayerView], Denial | None]
"""Why no line of the claim is paid."""
LineReason = Callable[[PayerView, ReadLine], Denial | None]
"""Why one line is not paid."""
