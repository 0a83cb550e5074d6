"""Papers that an account's own events make: claims as sent, remittances, statements, as text that can be read."""

from __future__ import annotations

from billing.accounts.models import SentClaim
from billing.causes.frame import Paper, World
from billing.items import LETTERS
from billing.models import Adjudication, Remittance
from billing.statements import Statement

_KIND = {
    "original": "Claim", "new": "New claim", "corrected": "Corrected claim", "reopened": "Claim for a reopening",
    "void": "Void", "secondary": "Secondary claim",
}  # fmt: skip


def claim_as_sent(world: World, sent: SentClaim) -> Paper:
    """The claim as it went out, item by item where something stands."""
    filled = [f"{key}: {value}" for key, value in sent.claim.items.items() if value]
    diagnoses = "  ".join(f"{letter}. {code}" for letter, code in zip(LETTERS, sent.claim.diagnoses, strict=False))
    rows = [
        f"{number}. {line.A} POS {line.B}  {'-'.join(line.D)}  {line.E}  {line.F} x {line.G}  {line.J}"
        for number, line in enumerate(sent.claim.lines, start=1)
    ]
    text = "\n".join([*filled, f"21: {diagnoses}", *rows])
    title = f"{_KIND[sent.kind]} {sent.n} as sent to {world.reference.payers[sent.payer_id].name}"
    return Paper(id=f"claim.{sent.n}", title=title, kind="claim", day=sent.sent_on, text=text)


def remittance_paper(world: World, remittance: Remittance, paper_id: str) -> Paper:
    """The remittance as a paper: sums, then each claim with its lines and reasons."""
    rows = [f"Payment {remittance.number}, {remittance.paid_on}, {remittance.method} {remittance.amount}"]
    for claim in remittance.claims:
        rows += _claim_rows(claim)
    rows += [f"Provider level {one.reason} {one.reference}: {-one.amount}" for one in remittance.provider_adjustments]
    name = world.reference.payers[remittance.payer_id].name
    return Paper(
        id=paper_id,
        title=f"Remittance {remittance.number} of {name}",
        kind="remittance",
        day=remittance.paid_on,
        text="\n".join(rows),
    )


def _claim_rows(claim: Adjudication) -> list[str]:
    rows = [f"Claim {claim.claim_number}: charged {claim.charge}, paid {claim.paid}, patient {claim.patient}"]
    for line in claim.lines:
        reasons = ", ".join(" ".join([f"{one.group}-{one.carc} {one.amount}", *one.rarcs]) for one in line.adjustments)
        code = "-".join((line.code, *line.modifiers))
        rows.append(
            f"{line.number}. {code}: charged {line.charge}, allowed {line.allowed}, paid {line.paid}; {reasons}"
        )
    if claim.remarks:
        rows.append(f"Remarks: {', '.join(claim.remarks)}")
    return rows


def statement_paper(made: Statement) -> Paper:
    """The patient's statement."""
    rows = [
        f"{line.date} {line.service}: charge {line.charge}, insurance paid {line.insurance_paid}, adjusted "
        f"{line.adjusted}, you owe {line.you_owe}"
        for line in made.lines
    ]
    text = "\n".join([*rows, f"Due by {made.due_by}: {made.amount_due}", *made.messages])
    return Paper(
        id=f"statement.{made.sequence}", title=f"Statement {made.sequence}", kind="form", day=made.date, text=text
    )
