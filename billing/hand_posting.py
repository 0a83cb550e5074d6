"""A remittance posted by hand, line by line as it is typed, and what differs from the remittance said in full.

What balances is posted as typed, right or wrong: a wrong posting is mended by a reversal, as in life.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from billing.bookkeeping import CONTRACTUAL, ROUTINE_WAIVER
from billing.ledger import Account, Entry, Ledger, LedgerError, post
from billing.line_split import Split, posts_to, split_line
from billing.models import AdjudicatedLine, Adjudication, Remittance
from billing.posting import (
    TAKEN_BACK,
    account_of,
    claim_entries,
    entries_of,
    line_entries,
    match_lines,
    payment_entries,
    whole_claim_entries,
)
from billing.remittance_balance import remittance_problems
from billing.values import ZERO
from scenarios.models import Frozen

_NOT_WAIVED = f"contract, clause 5.1; for federal programs {ROUTINE_WAIVER}"

Column = Literal["paid", "write_off", "patient", "left_open"]


class HandPosting(Frozen):
    """One line as typed, dollars. Together they are the charge, less what an earlier payer took care of."""

    paid: Decimal = ZERO
    write_off: Decimal = ZERO
    """Contractual reduction and sequestration."""
    patient: Decimal = ZERO
    left_open: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All four columns."""
        return self.paid + self.write_off + self.patient + self.left_open


class HandFinding(Frozen):
    """One difference between what was typed and what the remittance says."""

    kind: Literal[
        "sum",
        "paid",
        "swapped",
        "patient_written_off",
        "billed_to_patient",
        "denial_written_off",
        "denial_to_patient",
        "left_open",
        "other",
    ]
    column: Column | None
    """None: the line as a whole."""
    typed: Decimal
    expected: Decimal
    message: str
    cites: str = ""


def expected_posting(line: AdjudicatedLine) -> HandPosting:
    """What the remittance says of a line in the sheet's four columns."""
    given = split_line(line)
    return HandPosting(
        paid=given.paid,
        write_off=given.contractual + given.sequestration,
        patient=given.patient,
        left_open=given.left_open,
    )


def hand_findings(line: AdjudicatedLine, typed: HandPosting) -> tuple[HandFinding, ...]:
    """All that differs from the remittance, the gravest first; empty where the line is posted right."""
    right = expected_posting(line)
    if typed == right:
        return ()
    found: list[HandFinding] = []
    if typed.total != right.total:
        found.append(_off_balance(typed, right))
    if typed.paid != right.paid:
        found.append(_paid(typed.paid, right.paid))
    moved = _moved(line, typed, right)
    found += moved or _column_by_column(typed, right, found)
    return tuple(found)


def _off_balance(typed: HandPosting, right: HandPosting) -> HandFinding:
    by = typed.total - right.total
    message = (
        f"Paid {typed.paid}, written off {typed.write_off}, patient {typed.patient} and left open {typed.left_open} "
        f"make {typed.total}; the line is {right.total}: {abs(by)} too {'much' if by > 0 else 'little'}."
    )
    return HandFinding(kind="sum", column=None, typed=typed.total, expected=right.total, message=message)


def _paid(typed: Decimal, right: Decimal) -> HandFinding:
    swapped = sorted(str(typed)) == sorted(str(right))
    message = f"The payer paid {right}, not {typed}: the deposit will not balance."
    if swapped:
        message += " The digits are the same in another order."
    return HandFinding(kind="paid", column="paid", typed=typed, expected=right, message=message)


def _moved(line: AdjudicatedLine, typed: HandPosting, right: HandPosting) -> list[HandFinding]:
    """An amount that stands in the wrong column, said as what it does to the patient and the practice."""
    more = {name: getattr(typed, name) - getattr(right, name) for name in ("write_off", "patient", "left_open")}
    contract, patient, denied = _codes(line, "contract"), _codes(line, "patient"), _codes(line, "open")
    if right.write_off and right.patient and typed.write_off == right.patient and typed.patient == right.write_off:
        message = (
            f"Write-off and patient are swapped: {contract} of {right.write_off} is the contract's reduction and never "
            f"the patient's; {patient} of {right.patient} is the patient's and not written off."
        )
        return [_finding("swapped", "write_off", typed, right, message, CONTRACTUAL)]
    if more["write_off"] > 0 and more["patient"] == -more["write_off"]:
        message = (
            f"{more['write_off']} of {patient} was written off: the patient owes it, and it is not waived as routine."
        )
        return [_finding("patient_written_off", "write_off", typed, right, message, _NOT_WAIVED)]
    if more["patient"] > 0 and more["write_off"] == -more["patient"]:
        message = f"{more['patient']} of {contract} was left to the patient: the contract takes it off; write it off."
        return [_finding("billed_to_patient", "patient", typed, right, message, CONTRACTUAL)]
    if more["write_off"] > 0 and more["left_open"] == -more["write_off"]:
        message = f"{denied} is a denial, not the contract's cut: {more['write_off']} stays open until decided on."
        return [_finding("denial_written_off", "write_off", typed, right, message, CONTRACTUAL)]
    if more["patient"] > 0 and more["left_open"] == -more["patient"]:
        message = f"{denied} does not make the patient owe {more['patient']}: it stays open until it is decided on."
        return [_finding("denial_to_patient", "patient", typed, right, message, CONTRACTUAL)]
    return []


def _column_by_column(typed: HandPosting, right: HandPosting, said: list[HandFinding]) -> list[HandFinding]:
    names: dict[Column, str] = {"write_off": "Write-off", "patient": "Patient", "left_open": "Left open"}
    found: list[HandFinding] = []
    for column, name in names.items():
        was, should = getattr(typed, column), getattr(right, column)
        if was != should:
            kind: Literal["left_open", "other"] = "left_open" if column == "left_open" else "other"
            found.append(_finding(kind, column, typed, right, f"{name} is {should} on the remittance, not {was}."))
    return found


def _finding(
    kind: Literal["swapped", "patient_written_off", "billed_to_patient", "denial_written_off", "denial_to_patient",
                  "left_open", "other"],
    column: Column,
    typed: HandPosting,
    right: HandPosting,
    message: str,
    cites: str = "",
) -> HandFinding:  # fmt: skip
    was, should = getattr(typed, column), getattr(right, column)
    return HandFinding(kind=kind, column=column, typed=was, expected=should, message=message, cites=cites)


def _codes(line: AdjudicatedLine, which: Literal["contract", "patient", "open"]) -> str:
    given = split_line(line)
    if which == "open":
        return ", ".join(given.open_reasons)
    kinds = ("patient",) if which == "patient" else ("contractual", "sequestration")
    wanted = [one for one in line.adjustments if posts_to(one) in kinds]
    return ", ".join(f"{one.group}-{one.carc}" for one in wanted)


# ---- into the books --------------------------------------------------------------------------------------


class HandPosted(Frozen):
    """The books after a line was posted as typed, and what differs from the remittance."""

    model_config = Frozen.model_config | {"arbitrary_types_allowed": True}

    ledger: Ledger
    findings: tuple[HandFinding, ...] = ()


def post_by_hand(
    ledger: Ledger, remittance: Remittance, claim: Adjudication, line: AdjudicatedLine, typed: HandPosting,
    accounts: Mapping[str, str] | None = None,
) -> HandPosted:  # fmt: skip
    """Posts one line as typed.

    Raises LedgerError where the columns do not make up the line, the line or the whole payment is posted already, the
    remittance does not balance, or the books do not know the line. Reversals are posted whole, by `post_remittance`.
    """
    account = account_of(claim, accounts or {})
    visit = ledger.visit(account)
    problems = remittance_problems(remittance)
    if problems:
        raise LedgerError(" ".join(problems))
    if claim.clp_status == TAKEN_BACK:
        raise LedgerError(f"Claim {claim.claim_number} is a reversal: it takes a posting back and is not typed.")
    placed, reason = match_lines(visit, claim)
    number = next((mine for answered, mine in placed if answered == line), None)
    if number is None:
        raise LedgerError(f"Line {line.number} of claim {claim.claim_number} can't be posted: {reason or 'unknown'}.")
    if typed.total != expected_posting(line).total:
        raise LedgerError(_off_balance(typed, expected_posting(line)).message)
    _check_not_posted(ledger, remittance, account, number)
    entries = line_entries(ledger, remittance, claim, visit, number, _as_typed(line, typed))
    return HandPosted(ledger=post(ledger, entries), findings=hand_findings(line, typed))


def _check_not_posted(ledger: Ledger, remittance: Remittance, account: str, number: int) -> None:
    """Raises LedgerError where the line stands posted, or the whole payment does; a reversed line may be typed anew."""
    for entry in entries_of(ledger, remittance.payer_id, remittance.number):
        if entry.kind in ("payment", "open") and (entry.source.claim, entry.source.line) == (account, number):
            raise LedgerError(f"{entry.text}: posted already, as entry {entry.number}. Reverse it to post it anew.")
    undone = any(
        entry.source.remittance == remittance.number and entry.source.line == number and entry.number in ledger.reversed
        for entry in ledger.by_claim.get(account, ())
    )
    for entry in ledger.remittances:
        same = (entry.source.payer_id, entry.source.remittance) == (remittance.payer_id, remittance.number)
        if same and not undone:
            raise LedgerError(f"Payment {remittance.number} is posted already, as entry {entry.number}.")


def _as_typed(line: AdjudicatedLine, typed: HandPosting) -> Split:
    given = split_line(line)
    withheld = min(given.sequestration, typed.write_off)
    return given.model_copy(
        update={
            "paid": typed.paid,
            "contractual": typed.write_off - withheld,
            "sequestration": withheld,
            "patient": typed.patient,
            "left_open": typed.left_open,
            "next_payer": min(given.next_payer, typed.left_open),
            "open_reasons": given.open_reasons or tuple(f"{one.group}-{one.carc}" for one in line.adjustments),
        }
    )


def finish_by_hand(ledger: Ledger, remittance: Remittance, accounts: Mapping[str, str] | None = None) -> Ledger:
    """Closes a payment whose lines were typed, with what nobody types: reversals, adjustments of a claim as a whole,
    claims that the books do not know, provider-level adjustments.

    Raises LedgerError where the typed lines' cash is not what the payment says, line by line together.
    """
    standing = entries_of(ledger, remittance.payer_id, remittance.number)
    if any(one.kind == "remittance" for one in standing):
        raise LedgerError(f"Payment {remittance.number} is posted already.")
    drafts: list[Entry] = []
    paid = ZERO
    for claim in remittance.claims:
        visit = ledger.visits.get(account_of(claim, accounts or {}))
        if visit is None or claim.clp_status == TAKEN_BACK or match_lines(visit, claim)[1]:
            drafts += claim_entries(ledger, remittance, claim, account_of(claim, accounts or {}))[0]
        else:
            paid += sum((line.paid for line in claim.lines), ZERO)
            drafts += whole_claim_entries(ledger, remittance, claim, visit)
    cash = sum((leg.amount for one in standing for leg in one.legs if leg.account == Account.CASH), ZERO)
    if cash != paid:
        raise LedgerError(
            f"The lines posted make {cash}, the payment's {paid}: the deposit is off by {abs(cash - paid)}."
        )
    return post(ledger, [*payment_entries(remittance), *drafts])
