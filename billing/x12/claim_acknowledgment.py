"""The 277CA (005010X214): which claims of a file are taken in, and which come back, with a status code for each reason.

The clearinghouse writes one, and the payer's front end another. Only the payer's carries the payer's own claim number
and proves when it got the claim.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from billing.values import ZERO
from billing.x12.claim_parts import named
from billing.x12.interchange import PRACTICE, Interchange, Trader, Transaction, amount, eight, interchange
from billing.x12.submission import Person

VERSION = "005010X214"


class StatusCode(NamedTuple):
    """STC01: category, status, and the entity it is about (empty where it is about none)."""

    category: str
    status: str
    entity: str = ""

    @property
    def text(self) -> str:
        """As people write it, `A7:562:85`."""
        return ":".join(part for part in self if part)


class Status(NamedTuple):
    """One reason, with the item and the row of the form that it is about."""

    code: StatusCode
    plain: str
    item: str = ""
    line: int | None = None


@dataclass(frozen=True)
class AnsweredLine:
    """A service line as a 277CA names it."""

    number: int
    code: str
    modifiers: tuple[str, ...]
    charge: Decimal
    units: int
    date: datetime.date | None


@dataclass(frozen=True)
class ClaimStatus:
    """What becomes of one claim."""

    account: str
    patient: Person
    member_id: str
    charge: Decimal
    first_day: datetime.date
    last_day: datetime.date
    accepted: bool
    statuses: tuple[Status, ...]
    """At least one; those of a line stand under it."""
    lines: tuple[AnsweredLine, ...] = ()
    number: str = ""
    """The payer's own number of a claim that it takes in."""


@dataclass(frozen=True)
class BillingProvider:
    """Whose claims they are."""

    name: str
    npi: str


@dataclass(frozen=True)
class ClaimAcknowledgment:
    """One source's answer to the claims of one file."""

    source: Trader
    from_payer: bool
    payer_number: str
    """Electronic payer id; empty where the clearinghouse answers."""
    received_on: datetime.date
    processed_on: datetime.date
    file_reference: str
    """BHT03 of the file of claims."""
    claims: tuple[tuple[BillingProvider, ClaimStatus], ...]

    @property
    def statuses(self) -> tuple[ClaimStatus, ...]:
        return tuple(status for _, status in self.claims)


def acknowledgment_file(answer: ClaimAcknowledgment, control: int = 1) -> Interchange:
    """The 277CA as a file to the practice."""
    written = Transaction("277", VERSION, 1)
    day = eight(answer.processed_on)
    reference = f"CA{control:09d}"
    written.add("", ("BHT", "0085", "08", reference, day, "0800", "TH"), "Answer to claims.")
    levels = _Levels(written)
    _source(levels, answer, reference)
    _receiver(levels, answer)
    for provider, group in groupby(answer.claims, key=lambda pair: pair[0]):
        claims = [status for _, status in group]
        _provider(levels, answer, provider, claims)
        for status in claims:
            _claim(levels, answer, status)
    return interchange("HN", VERSION, (answer.source, PRACTICE), answer.processed_on, control, (written,))


class _Levels:
    """Numbers the levels: source, receiver, provider, patient."""

    def __init__(self, written: Transaction) -> None:
        self.written = written
        self.count = 0
        self.provider = 0

    def begin(self, loop: str, parent: str, code: str, child: str, plain: str) -> int:
        """The HL of one level; gives its number."""
        self.count += 1
        self.written.add(loop, ("HL", str(self.count), parent, code, child), plain)
        return self.count


def _source(levels: _Levels, answer: ClaimAcknowledgment, reference: str) -> None:
    written, loop = levels.written, "2200A"
    levels.begin("2000A", "", "20", "1", "Who answers.")
    entity, qualifier, number = ("PR", "PI", answer.payer_number) if answer.from_payer else (
        "AY", "46", answer.source.number)  # fmt: skip
    elements = ("NM1", entity, "2", answer.source.name, "", "", "", "", qualifier, number)
    who = "The payer" if answer.from_payer else "The clearinghouse"
    written.add("2100A", elements, f"{who}: {answer.source.name}.")
    written.add(loop, ("TRN", "1", reference), f"Its number of this answer: {reference}.")
    received, processed = answer.received_on, answer.processed_on
    written.add(loop, ("DTP", "050", "D8", eight(received)), f"Claims received on {received}.")
    written.add(loop, ("DTP", "009", "D8", eight(processed)), f"Looked at on {processed}.")


def _receiver(levels: _Levels, answer: ClaimAcknowledgment) -> None:
    written, loop = levels.written, "2200B"
    levels.begin("2000B", "1", "21", "1", "Who sent the claims.")
    elements = ("NM1", "41", "2", PRACTICE.name, "", "", "", "", "46", PRACTICE.number)
    written.add("2100B", elements, f"Sender: {PRACTICE.name}.")
    plain = f"The sender's number of the file: {answer.file_reference}."
    written.add(loop, ("TRN", "2", answer.file_reference), plain)
    day = eight(answer.processed_on)
    written.add(loop, ("STC", _received(answer), day, "WQ", _charges(answer.statuses)), RECEIVED_WORDS)
    _totals(written, loop, answer.statuses, ("90", "AA"))


RECEIVED_WORDS = "Received; that is no acceptance of any claim."


def _received(answer: ClaimAcknowledgment) -> tuple[str, ...]:
    return ("A1", "19", "PR" if answer.from_payer else "AY")


def _charges(claims: Sequence[ClaimStatus]) -> str:
    return amount(sum((status.charge for status in claims), ZERO))


def _totals(written: Transaction, loop: str, claims: Sequence[ClaimStatus], units: tuple[str, str]) -> None:
    """Counts, then dollars, of claims taken in and of claims sent back; what is none is left out."""
    taken = [status for status in claims if status.accepted]
    back = [status for status in claims if not status.accepted]
    for unit, found, said in ((units[0], taken, "taken in"), (units[1], back, "sent back")):
        if found:
            written.add(loop, ("QTY", unit, str(len(found))), f"Claims {said}: {len(found)}.")
    for unit, found, said in (("YU", taken, "taken in"), ("YY", back, "sent back")):
        if found:
            written.add(loop, ("AMT", unit, _charges(found)), f"Charges of claims {said}: {_charges(found)}.")


def _provider(
    levels: _Levels, answer: ClaimAcknowledgment, provider: BillingProvider, claims: Sequence[ClaimStatus]
) -> None:
    written = levels.written
    levels.provider = levels.begin("2000C", "2", "19", "1", "Whose claims.")
    elements = ("NM1", "85", "2", provider.name, "", "", "", "", "XX", provider.npi)
    written.add("2100C", elements, f"Billing provider: {provider.name}, NPI {provider.npi}.", ("33", "33a"))
    written.add("2200C", ("TRN", "1", "0"), "No number of the provider's own.")
    written.add("2200C", ("STC", _received(answer), "", "WQ", _charges(claims)), RECEIVED_WORDS)
    _totals(written, "2200C", claims, ("QA", "QC"))


def _claim(levels: _Levels, answer: ClaimAcknowledgment, status: ClaimStatus) -> None:
    written, loop = levels.written, "2200D"
    levels.count += 1
    written.add("2000D", ("HL", str(levels.count), str(levels.provider), "PT"), "A patient.")
    entity = named("QC", status.patient, "MI", status.member_id)
    plain = f"Patient: {status.patient.spoken}, member ID {status.member_id}."
    written.add("2100D", entity, plain, ("2", "1a"))
    written.add(loop, ("TRN", "2", status.account), f"Account {status.account}.", ("26",))
    of_lines = [one for one in status.statuses if one.line is not None and _line(status, one.line)]
    of_claim = [one for one in status.statuses if one not in of_lines]
    if not of_claim:
        worst = of_lines[0].code.category
        of_claim = [Status(StatusCode(worst, "247"), "Sent back for what stands on a line.")]
    for one in of_claim:
        _status(written, loop, answer, status, one, amount(status.charge))
    if status.number:
        plain = f"The payer's own number of the claim: {status.number}."
        written.add(loop, ("REF", "1K", status.number), plain)
    form, value = _span(status)
    written.add(loop, ("DTP", "472", form, value), f"Service from {status.first_day} to {status.last_day}.")
    for number, group in groupby(sorted(of_lines, key=lambda one: one.line or 0), key=lambda one: one.line):
        line = _line(status, number)
        if line:
            _line_status(written, answer, status, line, list(group))


def _status(
    written: Transaction,
    loop: str,
    answer: ClaimAcknowledgment,
    status: ClaimStatus,
    one: Status,
    charge: str = "",
    line: int | None = None,
) -> None:
    action = "WQ" if status.accepted else "U"
    elements = ("STC", tuple(one.code), eight(answer.processed_on), action, charge)
    plain = f"{'Taken in' if status.accepted else 'Sent back'}, {one.code.text}: {one.plain}"
    written.add(loop, elements, plain, (one.item,) if one.item else (), line)


def _line_status(
    written: Transaction,
    answer: ClaimAcknowledgment,
    status: ClaimStatus,
    line: AnsweredLine,
    found: Sequence[Status],
) -> None:
    """Loop 2220D: one STC a line, which has room for three reasons."""
    loop = "2220D"
    procedure = ("HC", line.code, *line.modifiers[:4])
    elements = ("SVC", procedure, amount(line.charge), "", "", "", "", str(line.units))
    written.add(loop, elements, f"Line {line.number}: {line.code}.", (f"24D.{line.number}",), line.number)
    codes = [tuple(one.code) for one in found[:3]]
    first, second, third = (*codes, (), ())[:3]
    spaces = ("",) * 5
    stc = ("STC", first, eight(answer.processed_on), "U", "", *spaces, second, third)
    plain = "Sent back, " + "; ".join(f"{one.code.text}: {one.plain}" for one in found[:3])
    items = tuple(dict.fromkeys(one.item for one in found if one.item))
    written.add(loop, stc, plain, items, line.number)
    written.add(loop, ("REF", "FJ", str(line.number)), "The practice's number of the line.", (), line.number)
    if line.date:
        written.add(loop, ("DTP", "472", "D8", eight(line.date)), f"Given on {line.date}.", (), line.number)


def _line(status: ClaimStatus, number: int | None) -> AnsweredLine | None:
    return next((line for line in status.lines if line.number == number and line.code), None)


def _span(status: ClaimStatus) -> tuple[str, str]:
    first, last = eight(status.first_day), eight(status.last_day)
    return ("D8", first) if first == last else ("RD8", f"{first}-{last}")
