"""The 999 (005010X231A1): whether a file could be read, and where it could not, segment by segment.

It says nothing about whether anybody will pay, and is no proof that a payer got the claim.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from billing.x12.interchange import CLEARINGHOUSE, PRACTICE, Fault, Interchange, Sent, Transaction, interchange

VERSION = "005010X231A1"
Outcome = Literal["A", "E", "R"]
"""Accepted, accepted with errors, rejected (IK501, AK901)."""

OUTCOME_WORDS: Mapping[Outcome, str] = {
    "A": "accepted",
    "E": "accepted, with errors noted",
    "R": "rejected: nothing of it goes on",
}
TOLERATED = ("6",)
"""Element errors that stop nothing: a character that was left out."""

LOOP_CHARACTERS = 4
"""So many of a loop's name an IK3 can hold: 2010CA is told as 2010 (X12 data element 447)."""
SEGMENT_WORDS = {"3": "the segment is missing", "8": "elements of the segment are wrong"}
ELEMENT_WORDS = {
    "1": "missing", "4": "too short", "5": "too long", "6": "has a character that is not allowed",
    "7": "not a code that is known here", "8": "not a date",
}  # fmt: skip

DATA_ELEMENTS: Mapping[tuple[str, int, int], str] = {
    ("NM1", 3, 0): "1035", ("NM1", 4, 0): "1036", ("NM1", 5, 0): "1037", ("NM1", 9, 0): "67", ("N3", 1, 0): "166",
    ("N4", 1, 0): "19", ("N4", 2, 0): "156", ("N4", 3, 0): "116", ("DMG", 2, 0): "1251", ("CLM", 1, 0): "1028",
    ("CLM", 2, 0): "782", ("CLM", 5, 1): "1331", ("CLM", 7, 0): "1359", ("REF", 2, 0): "127", ("DTP", 3, 0): "1251",
    ("NTE", 2, 0): "352", ("SBR", 3, 0): "127", ("SBR", 4, 0): "93", ("SV1", 1, 2): "234", ("SV1", 1, 3): "1339",
    ("SV1", 1, 4): "1339", ("SV1", 1, 5): "1339", ("SV1", 1, 6): "1339", ("SV1", 2, 0): "782",
    ("SV1", 4, 0): "380", ("SV1", 7, 0): "1328", ("SV1", 7, 1): "1328", ("SV1", 7, 2): "1328",
    ("SV1", 7, 3): "1328", ("SV1", 7, 4): "1328", ("LIN", 3, 0): "234", ("PER", 4, 0): "364",
}  # fmt: skip
"""Number of the data element in X12's dictionary (IK402), by segment, element and component."""


def outcome(faults: Sequence[Fault]) -> Outcome:
    """What becomes of a transaction with these faults."""
    if not faults:
        return "A"
    return "E" if all(fault.element_code in TOLERATED for fault in faults) else "R"


@dataclass(frozen=True)
class FileAcknowledgment:
    """What the receiver's translator says of one file."""

    sent: Interchange
    day: datetime.date
    accounts: tuple[str, ...] = ()
    """Account number of each claim of the file, so that a fault can name its claim."""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Of each transaction in order: all its claims share it."""
        return tuple(outcome(one.faults) for one in self.sent.transactions)

    @property
    def accepted(self) -> bool:
        """Whether every transaction goes on."""
        return "R" not in self.outcomes


def acknowledgment_file(answer: FileAcknowledgment, control: int = 1) -> Interchange:
    """The 999 as a file from the clearinghouse to the practice."""
    written = Transaction("999", VERSION, 1)
    sent = answer.sent
    plain = f"Answer to group {sent.control} of {len(sent.transactions)} transaction(s)."
    written.add("", ("AK1", sent.group, str(sent.control), sent.version), plain)
    for transaction in sent.transactions:
        plain = f"On transaction {transaction.control}:"
        written.add("2000", ("AK2", transaction.code, transaction.control, sent.version), plain)
        _faults(written, answer, transaction)
        result = outcome(transaction.faults)
        codes = ("IK5", result) if result == "A" else ("IK5", result, "5")
        written.add("2000", codes, f"Transaction {transaction.control} is {OUTCOME_WORDS[result]}.")
    _group(written, answer)
    return interchange("FA", VERSION, (CLEARINGHOUSE, PRACTICE), answer.day, control, (written,))


def _group(written: Transaction, answer: FileAcknowledgment) -> None:
    outcomes = answer.outcomes
    taken = sum(result != "R" for result in outcomes)
    whole = "R" if not taken else "P" if taken < len(outcomes) else "E" if "E" in outcomes else "A"
    counts = (str(len(outcomes)), str(len(outcomes)), str(taken))
    plain = f"Of {counts[0]} transaction(s) {counts[2]} taken."
    written.add("", ("AK9", whole, *counts), plain)


def _faults(written: Transaction, answer: FileAcknowledgment, transaction: Sent) -> None:
    def place(fault: Fault) -> tuple[int, str]:
        return fault.position, fault.tag

    for (position, tag), group in groupby(sorted(transaction.faults, key=place), key=place):
        found = list(group)
        first = found[0]
        missing = any(fault.segment_code == "3" for fault in found)
        code = "3" if missing else "8"
        plain = f"Segment {position}, {tag} in loop {first.loop}: {SEGMENT_WORDS[code]}."
        items = tuple(dict.fromkeys(fault.item for fault in found))
        written.add("2100", ("IK3", tag, str(position), first.loop[:LOOP_CHARACTERS], code), plain, items)
        account = answer.accounts[first.claim] if 0 <= first.claim < len(answer.accounts) else ""
        if account:
            written.add("2100", ("CTX", ("CLM01", account)), f"It is the claim of account {account}.")
        for fault in found:
            if fault.element:
                _element(written, fault)


def _element(written: Transaction, fault: Fault) -> None:
    where = (str(fault.element), str(fault.component)) if fault.component else str(fault.element)
    number = DATA_ELEMENTS.get((fault.tag, fault.element, fault.component), "")
    plain = f"Element {fault.element} {ELEMENT_WORDS[fault.element_code]}. {fault.message}"
    written.add("2110", ("IK4", where, number, fault.element_code, fault.value), plain, (fault.item,))
