"""Writes professional claims: 837P, guide 005010X222A1, from CMS-1500 claims; every segment knows its boxes.

`claim_file` takes any number of claims into one interchange. What a claim lacks is left out and noted as a fault of
the file: a 999 says it in its own words, and the command `submit` keeps such a claim back.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from billing.x12 import claim_loops
from billing.x12.claim_parties import billing_provider, patient_is_insured, patient_loop, subscriber_loop
from billing.x12.interchange import (
    CLEARINGHOUSE,
    PRACTICE,
    Interchange,
    Transaction,
    WrittenSegment,
    eight,
    interchange,
)
from billing.x12.submission import Submission

VERSION = "005010X222A1"
CLAIMS_MAX = 5_000
"""Claims of one transaction, as the guide recommends; more begin another."""
DESK_PHONE = "8005550140"
"""The training practice's own desk for electronic claims."""


def claim_file(submissions: Sequence[Submission], control: int = 1) -> Interchange:
    """Claims as one file. Dated by the newest claim; claims of one billing provider in a row share its loop.

    A claim that lacks something stands in a transaction of its own behind the others, so that the 999 that rejects
    it takes no other claim with it.
    """
    dates = [one.made_on for one in submissions if one.made_on]
    made_on = max(dates, default=datetime.date(2026, 1, 1))
    writer = _FileWriter(made_on, control)
    numbered = list(enumerate(submissions))
    faulty = [pair for pair in numbered if not writer.take(*pair)]
    for pair in faulty:
        writer.take_alone(*pair)
    return interchange("HC", VERSION, (PRACTICE, CLEARINGHOUSE), made_on, control, writer.transactions)


def claim_text(submissions: Sequence[Submission], control: int = 1) -> str:
    """The text of `claim_file`."""
    return claim_file(submissions, control).text


def claim_segments(one: Submission, control: int = 1) -> tuple[WrittenSegment, ...]:
    """One claim's file, segment by segment, with loop, plain words, items of the form and service line."""
    return claim_file((one,), control).segments


class _FileWriter:
    """The transactions of one file while claims are put into them."""

    def __init__(self, made_on: datetime.date, control: int) -> None:
        self.made_on, self.control = made_on, control
        self.transactions: list[Transaction] = []
        self.levels: _Levels | None = None
        """Of the transaction that is open."""
        self.taken = 0

    def take(self, place: int, one: Submission) -> bool:
        """Write a claim beside the others; False, and nothing written, where it lacks something."""
        if self.levels is None or self.taken == CLAIMS_MAX:
            self.levels, self.taken = self._begin(), 0
        levels = self.levels
        before = levels.state()
        levels.claim(place, one)
        if not levels.written.faults:
            self.taken += 1
            return True
        levels.restore(before)
        if not self.taken:
            self.transactions.pop()
            self.levels = None
        return False

    def take_alone(self, place: int, one: Submission) -> None:
        """Write a claim with its faults into a transaction of its own."""
        self._begin().claim(place, one)

    def _begin(self) -> _Levels:
        number = len(self.transactions) + 1
        written = Transaction("837", VERSION, number)
        self.transactions.append(written)
        reference = file_reference(self.control, number)
        written.add("", ("BHT", "0019", "00", reference, eight(self.made_on), "0800", "CH"), "Claims to be paid.")
        plain = "Sent by the training practice."
        written.add("1000A", ("NM1", "41", "2", PRACTICE.name, "", "", "", "", "46", PRACTICE.number), plain)
        written.add("1000A", ("PER", "IC", "TRAINING DATA DESK", "TE", DESK_PHONE), "Whom to ask about the file.")
        plain = "Sent to the training clearinghouse."
        receiver = ("NM1", "40", "2", CLEARINGHOUSE.name, "", "", "", "", "46", CLEARINGHOUSE.number)
        written.add("1000B", receiver, plain)
        return _Levels(written)


def file_reference(control: int, transaction: int = 1) -> str:
    """BHT03: the practice's own number of a transaction, which the 277CA repeats."""
    return f"BH{control:09d}{transaction:04d}"


class _Levels:
    """Numbers the levels: billing provider, subscriber, patient (HL)."""

    def __init__(self, written: Transaction) -> None:
        self.written = written
        self.count = 0
        self.provider = 0
        """HL01 of the billing provider that is open."""
        self.open: tuple[str, ...] = ()

    def state(self) -> tuple[int, int, int, tuple[str, ...]]:
        """What `restore` needs to go back to."""
        return len(self.written.segments), self.count, self.provider, self.open

    def restore(self, state: tuple[int, int, int, tuple[str, ...]]) -> None:
        """Take back what was written since."""
        length, self.count, self.provider, self.open = state
        del self.written.segments[length:]
        self.written.faults.clear()

    def claim(self, place: int, one: Submission) -> None:
        """One claim below its billing provider. `place`: in the file, from 0."""
        self.written.claim = place
        keys = ("33", "33 street", "33 city", "33 state", "33 zip", "33 phone", "33a", "33b", "25", "25 type")
        billing = (*(one.sheet.item(key) for key in keys), one.taxonomy)
        if billing != self.open:
            self.open, self.provider = billing, self._level("", "20", True, "2000A", "A billing provider.")
            billing_provider(self.written, one)
        own = patient_is_insured(one)
        holder = self._level(str(self.provider), "22", not own, "2000B", "A subscriber: who holds the policy.")
        subscriber_loop(self.written, one, own)
        if not own:
            self._level(str(holder), "23", False, "2000C", "A patient who is not the subscriber.")
            patient_loop(self.written, one)
        claim_loops.claim_information(self.written, one)

    def _level(self, parent: str, code: str, children: bool, loop: str, plain: str) -> int:
        self.count += 1
        self.written.add(loop, ("HL", str(self.count), parent, code, "1" if children else "0"), plain)
        return self.count
