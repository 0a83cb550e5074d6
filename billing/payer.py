"""The payer: from a claim to what is paid, adjusted and owed by the patient, line by line, in balance to the cent.

A claim that the front end sends back never reaches adjudication. For the rest each line is denied for the first
reason that holds, or priced by the contract; then come the patient's share or another payer's answer, and
sequestration. Rules: contracts under data/contracts; 2 U.S.C. 906 (sequestration); CMS Pub. 100-04, ch. 1, 80.2.2
(interest).
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from billing.edits import EDITS, Edit, Sheet
from billing.form import claim_to_json
from billing.line_answers import answered_lines
from billing.misreading import claim_as_read
from billing.models import AdjudicatedLine, Adjudication, Adjustment, Claim, ScrubMessage
from billing.parties import parties_of
from billing.payer_file import PayerFile
from billing.payer_rules import Denial, PayerView, denials, rejections
from billing.payer_rules.view import DUPLICATE, REVERSAL, decided
from billing.pricing import cents
from billing.remarks import claim_remarks
from billing.scrubber import messages
from billing.shares import Shares
from billing.values import ZERO
from data import Contract, Reference
from scenarios.models import Coverage, Encounter

DAYS_OF_A_YEAR = 365
NOT_OURS = frozenset({"26", "27", "31"})
"""CARCs of a claim for a person who is not covered: the only wholly denied claims that bear claim status 4."""

GATE = tuple(edit for edit in EDITS if edit.rejects)


class AdjudicationError(ValueError):
    """An adjudication that does not balance: a fault of this room, never of a claim."""


@dataclass(frozen=True)
class Received:
    """One claim that a payer got, with what it knows of the visit."""

    claim: Claim
    encounter: Encounter
    received_on: datetime.date
    file: PayerFile = field(default_factory=PayerFile)


def adjudicate(
    reference: Reference,
    claim: Claim,
    encounter: Encounter,
    contract: Contract,
    paid_on: datetime.date,
    prior: tuple[Adjudication, ...] = (),
    file: PayerFile | None = None,
    received_on: datetime.date | None = None,
    replaces: Adjudication | None = None,
    taken_in: bool = False,
) -> Adjudication:
    """The payer's answer to a claim. `prior`: its answers to earlier claims for the same visit, oldest first.

    `file`: what the payer holds beyond the coverage; None: nothing that stands in the way. `received_on`: the day on
    which the claim arrived; None: two weeks before it is paid. `replaces`: an answer, not among `prior`, that the
    payer gives anew (appeal, reopening, reprocessing). `taken_in`: the front end has passed the claim, so that its
    edits are not asked again. A void (frequency 8) is answered by the reversal of the claim
    that it names. Same input, same answer. Raises AdjudicationError where a line would not balance, which no claim
    can bring about.
    """
    edits = () if taken_in else GATE
    return _answer(reference, claim, encounter, contract, paid_on, prior, file, received_on, replaces, edits)[0]


def adjudicate_all(reference: Reference, contract: Contract, claims: Sequence[Received]) -> tuple[Adjudication, ...]:
    """The payer's answers to claims of several visits in the order in which they arrived.

    What an earlier claim used of a member's yearly deductible is gone for the later ones, whatever their coverage
    says is left; each is answered after the contract's usual days. Order of equal days: as given.
    """
    used: dict[tuple[str, int], Decimal] = {}
    answers: list[Adjudication] = []
    for one in sorted(claims, key=lambda claim: claim.received_on):
        coverage = billed_coverage(one.claim, one.encounter, contract.payer_id)
        key = (coverage.member_id if coverage else "", one.encounter.date_of_service.year)
        paid_on = one.received_on + datetime.timedelta(days=contract.payment_days)
        encounter = _with_deductible_used(one.encounter, coverage, used.get(key, ZERO))
        answer, taken = _answer(reference, one.claim, encounter, contract, paid_on, (), one.file, one.received_on)
        used[key] = used.get(key, ZERO) + taken
        answers.append(answer)
    return tuple(answers)


def front_end(
    reference: Reference,
    claim: Claim,
    encounter: Encounter,
    contract: Contract,
    on: datetime.date,
    prior: tuple[Adjudication, ...] = (),
    file: PayerFile | None = None,
    edits: tuple[Edit, ...] = GATE,
) -> tuple[ScrubMessage, ...]:
    """Why the payer sends a claim back unprocessed on the day on which it arrives; empty where it takes it in.

    `edits`: those that are still to be asked, where a clearinghouse has asked the others.
    """
    coverage = billed_coverage(claim, encounter, contract.payer_id)
    sheet = Sheet(reference, claim, encounter, coverage)
    return _rejections(_view(sheet, encounter, coverage, contract, on, prior, file, on), contract, coverage, edits)


def claim_number(claim: Claim, payer_id: str, resent: int = 0) -> str:
    """The payer's own number for a claim: made from the claim itself, so that the same claim gets the same number.

    `resent`: how many claims for the visit the payer has answered before. The two digits are the year of service.
    """
    text = json.dumps([claim_to_json(claim), payer_id, resent], sort_keys=True)
    digits = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10**9
    year = next((line.A.strip()[2:4] for line in claim.lines if line.A.strip()[:4].isdecimal()), "00")
    return f"{payer_id[:3].upper()}{year:0>2}{digits:09d}"


def billed_coverage(claim: Claim, encounter: Encounter, payer_id: str) -> Coverage | None:
    """The coverage of a payer that the claim goes to; None where the payer covers nobody here."""
    own = [coverage for coverage in encounter.coverage if coverage.payer_id == payer_id]
    order = len(claim.prior_payers) + 1
    return next((coverage for coverage in own if coverage.order == order), own[0] if own else None)


def patient_share(line: AdjudicatedLine) -> Decimal:
    """What the patient owes of a line: its adjustments of group PR."""
    return sum((adjustment.amount for adjustment in line.adjustments if adjustment.group == "PR"), ZERO)


def reversal(earlier: Adjudication, on: datetime.date) -> Adjudication:
    """An earlier answer taken back: every amount with the other sign, under the same number (claim status 22)."""
    return earlier.model_copy(
        update={
            "lines": tuple(_reversed_line(line) for line in earlier.lines),
            "adjustments": tuple(_negated(one) for one in earlier.adjustments),
            "charge": -earlier.charge,
            "allowed": -earlier.allowed,
            "paid": -earlier.paid,
            "patient": -earlier.patient,
            "interest": ZERO,
            "clp_status": REVERSAL,
            "crossed_to": "",
            "remarks": (),
            "paid_on": on,
        }
    )


def _reversed_line(line: AdjudicatedLine) -> AdjudicatedLine:
    return line.model_copy(
        update={
            "charge": -line.charge,
            "allowed": -line.allowed,
            "paid": -line.paid,
            "adjustments": tuple(_negated(one) for one in line.adjustments),
            "remarks": (),
            "why": "Taken back.",
        }
    )


def _negated(adjustment: Adjustment) -> Adjustment:
    return adjustment.model_copy(update={"amount": -adjustment.amount})


# ---- one answer ------------------------------------------------------------------------------------------


def _answer(
    reference: Reference,
    claim: Claim,
    encounter: Encounter,
    contract: Contract,
    paid_on: datetime.date,
    prior: tuple[Adjudication, ...],
    file: PayerFile | None,
    received_on: datetime.date | None,
    replaces: Adjudication | None = None,
    edits: tuple[Edit, ...] = GATE,
) -> tuple[Adjudication, Decimal]:
    """The answer, and what it used of the yearly deductible."""
    coverage = billed_coverage(claim, encounter, contract.payer_id)
    sheet = Sheet(reference, claim, encounter, coverage)
    view = _view(sheet, encounter, coverage, contract, paid_on, prior, file, received_on)
    rejection = _rejections(view, contract, coverage, edits)
    if rejection or coverage is None:
        return _opened(view).model_copy(update={"rejection": rejection}), ZERO
    if sheet.item("22") == "8":
        return _void(view), ZERO
    read = claim_as_read(claim, view.file)
    if read != claim:
        misread = Sheet(reference, read, encounter, coverage)
        view = PayerView(misread, encounter, coverage, contract, paid_on, prior, view.file, received_on)
    return _decided(view, sheet, replaces)


def _view(
    sheet: Sheet,
    encounter: Encounter,
    coverage: Coverage | None,
    contract: Contract,
    paid_on: datetime.date,
    prior: tuple[Adjudication, ...],
    file: PayerFile | None,
    received_on: datetime.date | None,
) -> PayerView:
    own = coverage or min(encounter.coverage, key=lambda one: one.order)
    return PayerView(sheet, encounter, own, contract, paid_on, prior, file or PayerFile(), received_on)


def _decided(view: PayerView, billed: Sheet, replaces: Adjudication | None) -> tuple[Adjudication, Decimal]:
    shares = Shares(view)
    denied = denials(view)
    lines = answered_lines(view, billed, denied, shares)
    paid = sum((line.paid for line in lines), ZERO)
    crossed = _crossover(view, lines)
    earlier = replaces
    if view.is_correction and not replaces and not _all_repeated(denied, lines):
        earlier = view.answered[-1]
    answer = _opened(view).model_copy(
        update={
            "status": "denied" if all(line.denied for line in lines) else "paid",
            "lines": lines,
            "charge": sum((line.charge for line in lines), ZERO),
            "allowed": sum((line.allowed for line in lines), ZERO),
            "paid": paid,
            "patient": sum((patient_share(line) for line in lines), ZERO),
            "clp_status": _status(view, lines, denied, crossed),
            "original": earlier.claim_number if earlier else "",
            "frequency": "7" if view.sheet.item("22") == "7" else "1",
            "remarks": claim_remarks(view, lines, denied, crossed, shares, earlier is not None),
            "interest": _interest(view, paid, earlier, anew=replaces is not None),
            "crossed_to": crossed[0] if crossed else "",
        }
    )
    if replaces:
        number = claim_number(view.sheet.claim, view.contract.payer_id, len(view.prior) + 1)
        answer = answer.model_copy(update={"claim_number": number})
    return _checked(answer), shares.deductible_used


def _opened(view: PayerView) -> Adjudication:
    """What every answer says of the claim that it answers, before anything is decided."""
    claim = view.sheet.claim
    return Adjudication(
        claim_number=claim_number(claim, view.contract.payer_id, len(view.prior)),
        payer_id=view.contract.payer_id,
        status="rejected",
        lines=(),
        charge=sum((line.charge or ZERO for line in view.sheet.lines), ZERO),
        allowed=ZERO,
        paid=ZERO,
        patient=ZERO,
        paid_on=view.paid_on,
        received_on=view.received,
        order=len(claim.prior_payers) + 1,
        parties=parties_of(claim),
    )


def _all_repeated(denied: Mapping[int, Denial], lines: tuple[AdjudicatedLine, ...]) -> bool:
    """Whether the whole claim was answered before: a duplicate takes the place of nothing."""
    return bool(lines) and all(line.number in denied and denied[line.number].carc == DUPLICATE for line in lines)


def _status(
    view: PayerView, lines: tuple[AdjudicatedLine, ...], denied: Mapping[int, Denial], crossed: tuple[str, ...]
) -> str:
    """CLP02 (835 005010X221A1): 4 only for a person who is not covered; 19 to 21 where it was sent on."""
    if lines and all(line.number in denied and denied[line.number].carc in NOT_OURS for line in lines):
        return "4"
    order = min(len(view.sheet.claim.prior_payers) + 1, 3)
    return str(order + 18) if crossed else str(order)


def _crossover(view: PayerView, lines: tuple[AdjudicatedLine, ...]) -> tuple[str, ...]:
    """The payers that the claim is sent on to: those with an agreement that come next and are left something."""
    if not any(_leaves_a_share(line) for line in lines):
        return ()
    later = sorted(view.encounter.coverage, key=lambda one: one.order)
    return tuple(
        one.payer_id
        for one in later
        if one.order > view.coverage.order and one.payer_id in view.contract.crosses_over_to
    )


def _leaves_a_share(line: AdjudicatedLine) -> bool:
    shares = ("1", "2", "3", "209")
    return not line.denied and any(one.carc in shares and one.amount > 0 for one in line.adjustments)


def _interest(view: PayerView, paid: Decimal, earlier: Adjudication | None, anew: bool) -> Decimal:
    """Interest for late payment (clause 4.9), beside what an earlier answer has carried.

    A claim decided anew is owed what the first payment should have carried; a corrected claim brings interest on
    what it adds.
    """
    if view.file.mistake("interest_left_out"):
        return ZERO
    if earlier is None:
        return _simple_interest(view, paid, view.paid_on)
    if anew:
        return max(_simple_interest(view, paid, earlier.paid_on or view.paid_on) - earlier.interest, ZERO)
    return _simple_interest(view, paid - earlier.paid, view.paid_on)


def _simple_interest(view: PayerView, amount: Decimal, until: datetime.date) -> Decimal:
    """For each day after the contract's limit, the day of payment included."""
    contract = view.contract
    days = (until - view.received).days - contract.prompt_pay_days
    if not contract.prompt_pay_days or days <= 0 or amount <= ZERO:
        return ZERO
    return cents(amount * contract.interest_rate * days / DAYS_OF_A_YEAR)


def _void(view: PayerView) -> Adjudication:
    """A void (frequency 8): the claim that it names is taken back, and nothing is paid in its place."""
    original = view.sheet.item("22 original")
    first = next(one for one in reversed(view.answered) if one.claim_number == original)
    taken = reversal(first, view.paid_on)
    return taken.model_copy(update={"frequency": "8", "original": original, "received_on": view.received})


def _with_deductible_used(encounter: Encounter, coverage: Coverage | None, used: Decimal) -> Encounter:
    if coverage is None or not used:
        return encounter
    left = max(coverage.deductible_left - used, ZERO)
    changed = coverage.model_copy(update={"deductible_left": left})
    all_of_them = tuple(changed if one is coverage else one for one in encounter.coverage)
    return encounter.model_copy(update={"coverage": all_of_them})


# ---- the front end ---------------------------------------------------------------------------------------


def _rejections(
    view: PayerView, contract: Contract, coverage: Coverage | None, edits: tuple[Edit, ...]
) -> tuple[ScrubMessage, ...]:
    found = messages(view.sheet, edits)
    if contract.self_pay:
        return (_nobody(contract),)
    if coverage is None:
        found += (_unknown_member(contract),)
    found += _resubmission(view) + _not_yet(view)
    return tuple(dict.fromkeys(found)) or rejections(view)


def _nobody(contract: Contract) -> ScrubMessage:
    message = "The patient pays himself: there is no payer to send a claim to."
    return ScrubMessage(edit="PG-005", item="1", severity="error", message=message, cites=f"{contract.name}, 1.1")


def _unknown_member(contract: Contract) -> ScrubMessage:
    message = "The payer that was billed does not know this member."
    return ScrubMessage(edit="PG-001", item="1a", severity="error", message=message, cites=f"{contract.name}, 2.1")


def _resubmission(view: PayerView) -> tuple[ScrubMessage, ...]:
    """Item 22: a correction or a void names an answered claim, at a payer that takes them."""
    code, original = view.sheet.item("22"), view.sheet.item("22 original")
    cites = f"{view.contract.name}, 3.2"
    if code == "8" and not view.contract.takes_frequency_7:
        message = "This payer takes no voids: a payment is given back by an overpayment notice."
        return (ScrubMessage(edit="PG-003", item="22", severity="error", message=message, cites=cites),)
    if code in ("7", "8") and original not in {one.claim_number for one in decided(view.prior)}:
        message = "The payer has answered no claim of this number: it cannot be corrected or voided."
        return (ScrubMessage(edit="PG-002", item="22 original", severity="error", message=message, cites=cites),)
    return ()


def _not_yet(view: PayerView) -> tuple[ScrubMessage, ...]:
    on = view.received_on or view.paid_on
    late = [line for line in view.sheet.lines if line.date and line.date > on]
    cites = "NUCC 1500 manual (02/12), item 24A"
    return tuple(
        ScrubMessage(
            edit="PG-004",
            item=line.item("A"),
            severity="error",
            message="The date of service has not come.",
            cites=cites,
        )
        for line in late
    )


# ---- balance ---------------------------------------------------------------------------------------------


def _checked(answer: Adjudication) -> Adjudication:
    """The same adjudication, once every line and the claim are in balance."""
    for line in answer.lines:
        adjusted = sum((adjustment.amount for adjustment in line.adjustments), ZERO)
        below = any(one.amount < 0 and one.carc != "94" for one in line.adjustments)
        if line.charge != line.paid + adjusted or below:
            raise AdjudicationError(f"Line {line.number}: {line.charge} is not {line.paid} paid + {adjusted} adjusted.")
    return answer
