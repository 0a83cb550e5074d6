"""A remittance into the books: what was paid, written off and left to the patient, claim by claim and line by line.

Nothing of a payment that does not balance is posted, and no payment twice. Money for a claim that the books do not
know waits in `Unapplied cash`. A denied line stays open until somebody decides on it. What is posted follows from the
remittance alone, never from what stands in the books, so that remittances may come in any order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from billing.ledger import (
    PATIENT_PARTY,
    Account,
    ChargeLine,
    Entry,
    Ledger,
    LedgerError,
    Leg,
    Source,
    Visit,
    claim_balance,
    post,
    reversal,
)
from billing.line_split import Split, split, split_line
from billing.models import AdjudicatedLine, Adjudication, ProviderAdjustment, Remittance
from billing.remittance_balance import remittance_problems
from billing.values import ZERO
from scenarios.models import Frozen

TAKEN_BACK = "22"
ESTIMATE = "25"
"""CLP02: a reversal; a price estimate, which pays and decides nothing."""


class PostingNote(Frozen):
    """What a poster has to know of a remittance: what did not post, and what wants another step."""

    kind: Literal["refused", "unapplied", "open", "credit", "take_back", "hint"]
    """`refused`: nothing was posted; `unapplied`: the money waits; `open`: a line that somebody has to decide on."""
    claim: str = ""
    line: int = 0
    amount: Decimal = ZERO
    message: str


class Posted(Frozen):
    """The books after a remittance, with what was noticed. Refused: the books are as they were."""

    model_config = Frozen.model_config | {"arbitrary_types_allowed": True}

    ledger: Ledger
    notes: tuple[PostingNote, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing was posted."""
        return any(note.kind == "refused" for note in self.notes)


def post_remittance(ledger: Ledger, remittance: Remittance, accounts: Mapping[str, str] | None = None) -> Posted:
    """Posts a payment with all its claims. `accounts`: patient's account by the payer's claim number, where the
    remittance does not name it.
    """
    problems = (*remittance_problems(remittance), *_posted_before(ledger, remittance))
    if problems:
        refused = tuple(PostingNote(kind="refused", amount=remittance.amount, message=text) for text in problems)
        return Posted(ledger=ledger, notes=refused)
    drafts = list(payment_entries(remittance))
    notes: list[PostingNote] = []
    for claim in remittance.claims:
        entries, said = claim_entries(ledger, remittance, claim, account_of(claim, accounts or {}))
        drafts += entries
        notes += said
    after = post(ledger, drafts)
    notes += _what_stands(after, remittance, accounts or {})
    return Posted(ledger=after, notes=tuple(notes))


def account_of(claim: Adjudication, accounts: Mapping[str, str]) -> str:
    """The patient's account number that a claim was sent under (CLP01)."""
    return claim.parties.account if claim.parties else accounts.get(claim.claim_number, "")


# ---- posted before? --------------------------------------------------------------------------------------


def content_of(remittance: Remittance) -> str:
    """A hash of claims and amounts without number and day: a check made out anew has the same. "" without claims."""
    if not remittance.claims:
        return ""
    shown = remittance.model_dump(mode="json", include={"payer_id", "amount", "claims", "provider_adjustments"})
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _posted_before(ledger: Ledger, remittance: Remittance) -> Iterator[str]:
    content = content_of(remittance)
    for entry in ledger.remittances:
        same_payer = entry.source.payer_id == remittance.payer_id
        if same_payer and entry.source.remittance == remittance.number:
            yield (
                f"Payment {remittance.number} has been posted already, on {entry.date} as entry {entry.number}. "
                "The books are unchanged."
            )
            return
        if same_payer and content and entry.source.content == content:
            yield (
                f"Payment {remittance.number} holds the same claims and amounts as payment {entry.source.remittance}, "
                f"posted on {entry.date}: a check made out anew, or the same file. The books are unchanged."
            )
            return
    by_hand = [one.number for one in entries_of(ledger, remittance.payer_id, remittance.number)]
    if by_hand:
        yield (
            f"Lines of payment {remittance.number} have been posted by hand (entry {by_hand[0]}). Post the others by "
            "hand, or reverse these first. The books are unchanged."
        )


def entries_of(ledger: Ledger, payer_id: str, number: str) -> tuple[Entry, ...]:
    """All standing entries that a payment has made."""
    return tuple(
        entry
        for entry in ledger.entries
        if entry.source.remittance == number
        and entry.source.payer_id == payer_id
        and entry.reverses is None
        and entry.number not in ledger.reversed
    )


# ---- the entries -----------------------------------------------------------------------------------------


def payment_entries(remittance: Remittance) -> tuple[Entry, ...]:
    """What the payment makes in the books beside its claims: the note that it came, and provider-level adjustments."""
    level = (provider_adjustment_entry(remittance, one) for one in remittance.provider_adjustments)
    return (_received(remittance), *level)


def _received(remittance: Remittance) -> Entry:
    method = {"ACH": "electronic payment", "CHK": "check", "NON": "no payment"}[remittance.method]
    return Entry(
        date=remittance.paid_on,
        kind="remittance",
        text=f"Remittance {remittance.number}: {method} of {remittance.amount}",
        source=Source(remittance=remittance.number, payer_id=remittance.payer_id, content=content_of(remittance)),
        amount=remittance.amount,
    )


def claim_entries(
    ledger: Ledger, remittance: Remittance, claim: Adjudication, account: str
) -> tuple[list[Entry], list[PostingNote]]:
    """Entries and notes of one claim; a claim whose lines are not the visit's is posted as money only."""
    if claim.clp_status == ESTIMATE:
        text = f"Claim {claim.claim_number} is an estimate: no decision and no money. Nothing is posted for it."
        return [], [PostingNote(kind="hint", claim=account, message=text)]
    visit = ledger.visits.get(account)
    if visit is None:
        reason = f"the books hold no charges for account {account or 'that it names none of'}"
        return _unapplied(remittance, claim, account, reason)
    back = claim.clp_status == TAKEN_BACK
    placed, reason = _lines_taken_back(ledger, remittance, visit, claim) if back else match_lines(visit, claim)
    if reason:
        return _unapplied(remittance, claim, account, reason)
    entries: list[Entry] = []
    notes: list[PostingNote] = []
    for line, number in placed:
        entries += line_entries(ledger, remittance, claim, visit, number, split_line(line))
        notes += _line_notes(visit, claim, line, number)
    entries += whole_claim_entries(ledger, remittance, claim, visit)
    if claim.adjustments or not claim.lines:
        notes += _open_note(visit, claim, 0, split_claim(claim))
    return entries, notes


def whole_claim_entries(ledger: Ledger, remittance: Remittance, claim: Adjudication, visit: Visit) -> list[Entry]:
    """What the adjustments of the claim as a whole make in the books; nothing where there are none."""
    if claim.lines and not claim.adjustments:
        return []
    return line_entries(ledger, remittance, claim, visit, 0, split_claim(claim))


def match_lines(visit: Visit, claim: Adjudication) -> tuple[list[tuple[AdjudicatedLine, int]], str]:
    """Each answered line with the number that it has in the books, or the reason why one has none.

    By service and charge, of the same number where several are alike (payers renumber lines); else by number and
    charge, as where a payer has changed the code.
    """
    free = {line.number: line for line in visit.lines}
    placed: list[tuple[AdjudicatedLine, int]] = []
    for line in claim.lines:
        alike = [one for one in free.values() if _same_service(one, line)]
        mine = next((one for one in alike if one.number == line.number), alike[0] if alike else free.get(line.number))
        if mine is None or mine.charge != abs(line.charge):
            return [], f"its line {line.number}, {line.code} for {abs(line.charge)}, is none of the visit's lines"
        placed.append((line, mine.number))
        del free[mine.number]
    if not claim.lines and abs(claim.charge) != visit.charge:
        return [], f"it answers for {abs(claim.charge)} and the visit's charges are {visit.charge}"
    return placed, ""


def _lines_taken_back(
    ledger: Ledger, remittance: Remittance, visit: Visit, claim: Adjudication
) -> tuple[list[tuple[AdjudicatedLine, int]], str]:
    """The same for a reversal: it repeats what was posted then, whatever the charges of the visit are today."""
    numbers = {claim.claim_number, claim.original} - {""}
    posted = ledger.standing(visit.claim, "payment", "open")
    free = [*dict.fromkeys(one.source.line for one in posted if one.source.payer_claim_number in numbers)]
    placed: list[tuple[AdjudicatedLine, int]] = []
    for line in claim.lines:
        given = split_line(line)
        order = sorted(free, key=lambda number, own=line.number: number != own)  # type: ignore[misc]
        mirrored = (
            number
            for number in order
            if all(one.takes_back for one in line_entries(ledger, remittance, claim, visit, number, given))
        )
        own = line.number if visit.line(line.number) else None
        number = next(mirrored, own)
        if number is None:
            return [], f"it takes back line {line.number}, {line.code}, which the visit does not have"
        placed.append((line, number))
        free = [one for one in free if one != number]
    return placed, ""


def split_claim(claim: Adjudication) -> Split:
    """What the adjustments of the claim as a whole do, beside its lines; all of the answer where it names no lines."""
    charge = claim.charge - sum((line.charge for line in claim.lines), ZERO)
    paid = claim.paid - sum((line.paid for line in claim.lines), ZERO)
    return split(charge, paid, claim.adjustments, any(line.paid for line in claim.lines))


def _same_service(mine: ChargeLine, line: AdjudicatedLine) -> bool:
    if line.date is not None and line.date != mine.date:
        return False
    return (mine.code, set(mine.modifiers), mine.charge) == (line.code, set(line.modifiers), abs(line.charge))


def line_entries(
    ledger: Ledger, remittance: Remittance, claim: Adjudication, visit: Visit, number: int, given: Split
) -> list[Entry]:
    """What one answered line (0: the claim as a whole) makes in the books: its payment, and a note of what is open."""
    source = Source(
        remittance=remittance.number,
        payer_id=remittance.payer_id,
        payer_claim_number=claim.claim_number,
        claim=visit.claim,
        line=number,
    )
    if claim.crossed_to and given.next_payer:
        given = _crossed_over(given)
    what = f"{visit.claim} line {number}" if number else visit.claim
    entries: list[Entry] = []
    legs = _legs(remittance, claim, visit, number, given)
    if legs:
        entries.append(
            Entry(
                date=remittance.paid_on,
                kind="payment",
                text=f"{what}: paid {given.paid} with {remittance.number}",
                legs=legs,
                source=source,
                reasons=given.reasons,
            )
        )
    if given.left_open:
        entries.append(
            Entry(
                date=remittance.paid_on,
                kind="open",
                text=f"{what}: {', '.join(given.open_reasons)} leaves {given.left_open} open",
                source=source,
                reasons=given.open_reasons,
                amount=given.left_open,
            )
        )
    if claim.clp_status == TAKEN_BACK:
        return [_taking_back(ledger, claim, entry) for entry in entries]
    return entries


def _crossed_over(given: Split) -> Split:
    """What only the next payer may be asked for goes to it with the claim that was sent on."""
    return given.model_copy(
        update={
            "patient": given.patient + given.next_payer,
            "left_open": given.left_open - given.next_payer,
            "next_payer": ZERO,
            "open_reasons": tuple(reason for reason in given.open_reasons if reason != "OA-209"),
        }
    )


def _legs(remittance: Remittance, claim: Adjudication, visit: Visit, number: int, given: Split) -> tuple[Leg, ...]:
    payer, next_payer = remittance.payer_id, claim.crossed_to
    left_to = (Account.INSURANCE, next_payer) if next_payer else (Account.PATIENT, PATIENT_PARTY)
    sides = (
        (Account.CASH, payer, given.paid),
        (Account.CONTRACTUAL, payer, given.contractual),
        (Account.SEQUESTRATION, payer, given.sequestration),
        (*left_to, given.patient),
        (Account.INSURANCE, payer, given.prior + given.left_open - given.charge),
    )
    return tuple(
        Leg(account=account, amount=amount, claim=visit.claim, line=number, party=party)
        for account, party, amount in sides
        if amount
    )


def _taking_back(ledger: Ledger, claim: Adjudication, entry: Entry) -> Entry:
    """A payer's reversal, with the entry that it mirrors; where none does, it stands by itself.

    Either way its legs are the remittance's, so that the balances do not hang on which of the two came first.
    """
    numbers = {claim.claim_number, claim.original} - {""}
    text = f"{entry.text}, taken back"
    for earlier in ledger.standing(entry.source.claim, entry.kind):
        mirrored = {(leg.account, leg.party, -leg.amount) for leg in earlier.legs}
        if (
            earlier.source.line == entry.source.line
            and earlier.source.payer_claim_number in numbers
            and earlier.source.payer_id == entry.source.payer_id
            and mirrored == {(leg.account, leg.party, leg.amount) for leg in entry.legs}
            and earlier.amount == -entry.amount
        ):
            return entry.model_copy(update={"kind": "take_back", "text": text, "takes_back": earlier.number})
    return entry.model_copy(update={"kind": "take_back", "text": text})


def _unapplied(
    remittance: Remittance, claim: Adjudication, account: str, reason: str
) -> tuple[list[Entry], list[PostingNote]]:
    text = f"Claim {claim.claim_number} of {claim.paid} is not posted: {reason}."
    if not claim.paid:
        return [], [PostingNote(kind="unapplied", claim=account, message=text)]
    legs = (
        Leg(account=Account.CASH, amount=claim.paid, party=remittance.payer_id),
        Leg(account=Account.UNAPPLIED, amount=-claim.paid, party=remittance.payer_id),
    )
    source = Source(
        remittance=remittance.number,
        payer_id=remittance.payer_id,
        payer_claim_number=claim.claim_number,
        document=account,
    )
    entry = Entry(date=remittance.paid_on, kind="unapplied", text=text, legs=legs, source=source, amount=claim.paid)
    note = PostingNote(kind="unapplied", claim=account, amount=claim.paid, message=f"{text} The money is unapplied.")
    return [entry], [note]


_INTEREST = "L6"


def provider_adjustment_entry(remittance: Remittance, one: ProviderAdjustment) -> Entry:
    """A provider-level adjustment: interest is income, all others stand with the payer until they are settled.

    A negative amount raises the payment: with a reversal in the same remittance it leaves the practice owing the payer;
    the positive one that follows settles it (835 TR3 005010X221A1, 1.10.2.17).
    """
    account = Account.INTEREST if one.reason == _INTEREST else Account.OFFSET
    legs = tuple(
        Leg(account=name, amount=amount, party=remittance.payer_id)
        for name, amount in ((Account.CASH, -one.amount), (account, one.amount))
        if amount
    )
    source = Source(remittance=remittance.number, payer_id=remittance.payer_id, payer_claim_number=one.reference)
    text = f"{one.reason} {one.reference} with {remittance.number}"
    return Entry(date=remittance.paid_on, kind="provider_adjustment", text=text, legs=legs, source=source)


# ---- notes -----------------------------------------------------------------------------------------------


def _line_notes(visit: Visit, claim: Adjudication, line: AdjudicatedLine, number: int) -> Iterator[PostingNote]:
    mine = visit.line(number)
    if mine and mine.code != line.code and claim.clp_status != TAKEN_BACK:
        text = f"The payer answered {line.code} for {mine.code}: find out whether it changed the code."
        yield PostingNote(kind="hint", claim=visit.claim, line=number, message=text)
    given = split_line(line)
    yield from _open_note(visit, claim, number, _crossed_over(given) if claim.crossed_to else given)


def _open_note(visit: Visit, claim: Adjudication, number: int, given: Split) -> Iterator[PostingNote]:
    if given.left_open > 0:
        what = f"Line {number}" if number else "The claim"
        text = f"{what} stays open with {given.left_open}: {', '.join(given.open_reasons)}."
        yield PostingNote(kind="open", claim=visit.claim, line=number, amount=given.left_open, message=text)
    if claim.clp_status == TAKEN_BACK and number <= 1:
        text = f"Claim {claim.claim_number} is taken back; look for the corrected answer in the same payment."
        yield PostingNote(kind="take_back", claim=visit.claim, message=text)


def _what_stands(ledger: Ledger, remittance: Remittance, accounts: Mapping[str, str]) -> Iterator[PostingNote]:
    """What the books show after the posting that wants another step."""
    touched = dict.fromkeys(account_of(claim, accounts) for claim in remittance.claims)
    for account in touched:
        if account not in ledger.visits:
            continue
        balance = claim_balance(ledger, account)
        credit = balance.insurance.get(remittance.payer_id, ZERO)
        if credit < 0:
            text = (
                f"Account {account} has a credit of {-credit} with this payer: paid twice, or another payer's balance "
                "not yet transferred. Find out which before anything is refunded."
            )
            yield PostingNote(kind="credit", claim=account, amount=-credit, message=text)
        if balance.patient < 0:
            text = f"Account {account} has a credit of {-balance.patient} with the patient."
            yield PostingNote(kind="credit", claim=account, amount=-balance.patient, message=text)
    offset = ledger.balance(Account.OFFSET, remittance.payer_id)
    if offset > 0:
        text = (
            f"{offset} was taken back by this payer and no reversal explains it: find the claim by the reference, then "
            "correct its payment."
        )
        yield PostingNote(kind="take_back", amount=offset, message=text)
    named = sum((claim.interest for claim in remittance.claims), ZERO)
    paid = -sum((one.amount for one in remittance.provider_adjustments if one.reason == _INTEREST), ZERO)
    if named != paid and named:
        text = f"The claims name interest of {named}; the payment holds {paid}."
        yield PostingNote(kind="hint", amount=named - paid, message=text)


# ---- afterwards ------------------------------------------------------------------------------------------


def reverse_remittance(ledger: Ledger, payer_id: str, number: str, text: str) -> Ledger:
    """Takes a whole posted payment back, entry by entry, dated as it was; it may be posted anew afterwards.

    Raises LedgerError where no such payment stands posted, or the payer has taken part of it back since.
    """
    standing = entries_of(ledger, payer_id, number)
    if not standing:
        raise LedgerError(f"Payment {number} does not stand posted.")
    return post(ledger, [reversal(ledger, one.number, one.date, text) for one in standing])


def identify(ledger: Ledger, number: int, remittance: Remittance, claim: Adjudication, account: str) -> Posted:
    """Posts a claim whose money waits in entry `number`, once the books know its account.

    Raises LedgerError where that entry holds no unapplied money of this claim.
    """
    waiting = ledger.entry(number)
    if waiting.kind != "unapplied" or waiting.source.payer_claim_number != claim.claim_number:
        raise LedgerError(f"Entry {number} holds no unapplied money of claim {claim.claim_number}.")
    back = reversal(ledger, number, remittance.paid_on, f"Claim {claim.claim_number} is known now: {account}")
    entries, notes = claim_entries(ledger, remittance, claim, account)
    if any(note.kind == "unapplied" for note in notes):
        return Posted(ledger=ledger, notes=tuple(notes))
    return Posted(ledger=post(ledger, [back, *entries]), notes=tuple(notes))
