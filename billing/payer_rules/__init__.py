"""Why a payer pays nothing: one function a reason, asked in the order in which a payer asks; the first answer decides.

Reason codes are X12's numbers with our own wording; the contract's clause stands in every `why`. Each module of this
package holds the reasons of one subject; what is asked when is decided here alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from billing.edits import ReadLine
from billing.models import ScrubMessage
from billing.payer_rules import (
    authorization,
    benefits,
    bundling,
    claim_form,
    coding,
    coordination,
    coverage,
    duplicates,
    enrollment,
    filing,
    frequency,
    membership,
    notices,
    records,
)
from billing.payer_rules.view import PAYMENT_DAYS, ClaimReason, Denial, GateReason, LineReason, PayerView

GATE_REASONS: tuple[GateReason, ...] = coding.GATE_REASONS
"""The claim is sent back unprocessed; all that answer are told."""

CLAIM_REASONS: tuple[ClaimReason, ...] = (
    *coverage.CLAIM_REASONS,
    *membership.CLAIM_REASONS,
    *enrollment.CLAIM_REASONS,
    *claim_form.CLAIM_REASONS,
    *authorization.CLAIM_REASONS,
    *records.CLAIM_REASONS,
    *filing.CLAIM_REASONS,
)
"""No line of the claim is paid."""

LINE_REASONS: tuple[LineReason, ...] = (
    *duplicates.LINE_REASONS,
    *bundling.AFTERCARE_CHARGED,
    *benefits.LINE_REASONS,
    *membership.LINE_REASONS,
    *enrollment.LINE_REASONS,
    *authorization.LINE_REASONS,
    *coordination.LINE_REASONS,
    *claim_form.LINE_REASONS,
    *records.LINE_REASONS,
    *notices.LINE_REASONS,
    *frequency.LINE_REASONS,
    *coding.SUPPORT_REASONS,
    *bundling.LINE_REASONS,
    *coding.UNIT_REASONS,
)
"""One line by itself is not paid; what two lines do to each other is `bundling.bundled`, asked last."""


def rejections(view: PayerView) -> tuple[ScrubMessage, ...]:
    """Why the payer sends the claim back unprocessed, beside the edits that reject every payer's claims."""
    return tuple(message for reason in GATE_REASONS if (message := reason(view)))


def denials(view: PayerView) -> Mapping[int, Denial]:
    """The lines that are not paid, by number, each with the first reason that holds."""
    lines = view.sheet.lines
    whole = next((denial for reason in CLAIM_REASONS if (denial := reason(view))), None)
    if whole:
        return {line.number: whole for line in lines}
    alone = {line.number: denial for line in lines if (denial := _line_denial(view, line))}
    payable = tuple(line for line in lines if line.number not in alone)
    plans = {line.number: denial for line in payable if (denial := bundling.bundled_by_plan(view, line, payable))}
    left = tuple(line for line in payable if line.number not in plans)
    pairs = {line.number: denial for line in left if (denial := bundling.bundled(view, line, left))}
    return alone | plans | pairs


def _line_denial(view: PayerView, line: ReadLine) -> Denial | None:
    return next((denial for reason in LINE_REASONS if (denial := reason(view, line))), None)


__all__ = ["PAYMENT_DAYS", "Denial", "PayerView", "denials", "rejections"]
