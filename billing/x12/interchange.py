"""Builds X12 files: values cleaned and measured, segments that know their box on the form, envelopes that count right.

A value that a file may not hold is never smuggled in: it is cut where it is a name or a text, and becomes a `Fault`
where it is a number that a cut would make another one. Source: X12.5 and X12.6 (delimiters, extended character set),
lengths as in the implementation guides.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

ELEMENT, COMPONENT, REPETITION, TERMINATOR = "*", ":", "^", "~"
MADE_AT = "0800"
"""Time of day in every header: files are made by their claims' dates, never by a clock."""

Element = str | tuple[str, ...]
"""One value, or the components of a composite."""

_UNSAFE = re.compile(r"""[^A-Za-z0-9 !"&'()+,\-./;?=%@\[\]_{}\\|<>#$]|  """)
"""Whatever is not in the extended character set, the four delimiters, which are, and two blanks together."""
_SAID_OTHERWISE = str.maketrans(
    {
        "*": " ", ":": " ", "~": "-", "^": " ", "`": "'", "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-",
        "…": "...", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
        "œ": "oe", "Œ": "OE", "ı": "i", "þ": "th", "Þ": "TH", "ð": "d", "Ð": "D", "\t": " ", "\u00a0": " ",
    }
)  # fmt: skip


class Length(NamedTuple):
    """How long an element may be, characters."""

    least: int
    most: int
    cut: bool = False
    """A longer value is cut: it is a name or a text. Else it is a fault."""


LENGTHS: Mapping[tuple[str, int], Length] = {
    ("NM1", 3): Length(1, 60, True), ("NM1", 4): Length(1, 35, True), ("NM1", 5): Length(1, 25, True),
    ("NM1", 9): Length(2, 80), ("N1", 2): Length(1, 60, True), ("N1", 4): Length(2, 80),
    ("N3", 1): Length(1, 55, True), ("N3", 2): Length(1, 55, True), ("N4", 1): Length(2, 30, True),
    ("N4", 2): Length(2, 2), ("N4", 3): Length(3, 15), ("PER", 2): Length(1, 60, True), ("PER", 4): Length(1, 256),
    ("SBR", 3): Length(1, 50), ("SBR", 4): Length(1, 60, True), ("CLM", 1): Length(1, 20), ("CLM", 2): Length(1, 18),
    ("CLP", 1): Length(1, 20), ("CLP", 7): Length(1, 50), ("REF", 2): Length(1, 50), ("NTE", 2): Length(1, 80, True),
    ("SV1", 2): Length(1, 18), ("TRN", 2): Length(1, 50), ("DMG", 2): Length(8, 8),
}  # fmt: skip

_ANY = Length(0, 1_000_000)
_LIMITED: Mapping[str, Mapping[int, Length]] = {
    tag: {place: length for (one, place), length in LENGTHS.items() if one == tag} for tag, _ in LENGTHS
}
"""The lengths of LENGTHS by segment."""
_MODIFIER = Length(2, 2)
_MODIFIERS_OF = {("SV1", 1), ("SVD", 3), ("SVC", 1)}
"""Composites of a procedure: qualifier, code, four modifiers."""


class WrittenSegment(NamedTuple):
    """One segment of a file that we write."""

    elements: tuple[str, ...]
    """Tag first; composites already joined."""
    loop: str
    """Loop of the implementation guide, `2010BA`; envelopes have none."""
    plain: str
    """What it says, in plain words."""
    items: tuple[str, ...] = ()
    """Items of the CMS-1500 that it comes from, `1a`, `24D.1`."""
    line: int | None = None
    """Row of item 24, where it belongs to one."""

    @property
    def tag(self) -> str:
        return self.elements[0]

    @property
    def text(self) -> str:
        """The segment without its terminator."""
        return ELEMENT.join(self.elements)


class Fault(NamedTuple):
    """Something that a segment wants and that the claim does not give: what a 999 tells of it (IK3, IK4)."""

    claim: int
    """Claim in the file, from 0; -1 for what is no claim's."""
    position: int
    """Segment in its transaction, ST is 1."""
    tag: str
    loop: str
    segment_code: Literal["3", "8"]
    """IK304: 3 the segment is missing, 8 one of its elements is wrong."""
    element: int
    """From 1; 0 where the whole segment is missing."""
    component: int
    """From 1; 0 where the element is no composite."""
    element_code: Literal["", "1", "4", "5", "6", "7", "8"]
    """IK403: 1 missing, 4 too short, 5 too long, 6 character, 7 code, 8 date."""
    value: str
    item: str
    """Item of the form that is to be mended."""
    message: str


class Trader(NamedTuple):
    """One end of the line, as the envelopes name it."""

    name: str
    number: str
    """At most 15 characters."""


PRACTICE = Trader("BOTH HATS TRAINING PRACTICE", "TRAINPRACTICE")
CLEARINGHOUSE = Trader("BOTH HATS TRAINING CLEARINGHOUSE", "TRAINCLEARING")


def paying_trader(name: str, electronic_payer_id: str) -> Trader:
    """A payer as the end of a line; its number says that it is of the training world."""
    return Trader(cleaned(name), f"TRAIN{electronic_payer_id}"[:15])


# ---- values ----------------------------------------------------------------------------------------------


def cleaned(text: str) -> str:
    """A text in the extended character set without delimiters: accents taken off, blanks single.

    A character that has no counterpart there becomes nothing; `Transaction.add` has noted it as a fault before.
    """
    if not _UNSAFE.search(text):
        return text.strip()
    plain = unicodedata.normalize("NFKD", text.translate(_SAID_OTHERWISE))
    return " ".join("".join(one for one in plain if one == " " or not _UNSAFE.match(one)).split())


def unwritable(text: str) -> str:
    """The first character of a text that has no counterpart in the character set; empty where all have one."""
    if not _UNSAFE.search(text):
        return ""
    plain = unicodedata.normalize("NFKD", text.translate(_SAID_OTHERWISE))
    left = (one for one in plain if _UNSAFE.match(one) and not unicodedata.combining(one))
    return next(left, "")


def amount(value: Decimal) -> str:
    """Dollars as X12 wants them: no zeros at the end, no point where nothing follows (`55.8`, `260`, `-3.05`)."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if value else "0"


def eight(day: datetime.date | None) -> str:
    """A date as CCYYMMDD; empty where there is none."""
    return f"{day:%Y%m%d}" if day else ""


def digits(text: str) -> str:
    """Only the digits: telephone, tax and zip numbers stand without punctuation."""
    return "".join(one for one in text if one.isdecimal() and one.isascii())


def composite(*parts: str) -> tuple[str, ...]:
    """Components of one element; empty ones at the end are left out when it is written."""
    return parts


# ---- transactions ----------------------------------------------------------------------------------------


class Transaction:
    """One transaction, ST to SE, while it is being written."""

    def __init__(self, code: str, version: str, control: int, in_header: bool = True) -> None:
        """`in_header`: the guide wants its version in ST03 too; the remittance does not."""
        self.code = code
        self.control = f"{control:04d}"
        self.segments: list[WrittenSegment] = []
        self.faults: list[Fault] = []
        self.claim = -1
        """Claim that the next segments belong to."""
        head = ("ST", code, self.control, version) if in_header else ("ST", code, self.control)
        self.add("", head, f"Transaction {self.control} begins.")

    def add(
        self,
        loop: str,
        elements: Sequence[Element],
        plain: str,
        items: tuple[str, ...] = (),
        line: int | None = None,
        needs: Mapping[int, str] | None = None,
    ) -> None:
        """Write one segment. `needs`: elements that must not be empty, each with the form's item that it comes from."""
        tag = elements[0]
        assert isinstance(tag, str)
        written = [tag]
        limits = _LIMITED.get(tag, {})
        for place, element in enumerate(elements[1:], start=1):
            if isinstance(element, str):
                limit = limits.get(place, _ANY)
                if not element or (limit.least <= len(element) <= limit.most and not _UNSAFE.search(element)):
                    written.append(element)
                    continue
            item = (needs or {}).get(place) or (items[0] if items else "")
            written.append(self._element(loop, tag, place, element, item))
        for place, item in (needs or {}).items():
            if not written[place]:
                message = f"Item {item} is empty or cannot be read: {tag}{place:02d} is missing."
                self.fault(loop, tag, place, "1", "", item, message)
        while not written[-1]:
            written.pop()
        self.segments.append(WrittenSegment(tuple(written), loop, plain, items, line))

    def missing(self, loop: str, tag: str, item: str, message: str) -> None:
        """Note a segment that should stand here and can't be written at all."""
        position = len(self.segments) + 1
        self.faults.append(Fault(self.claim, position, tag, loop, "3", 0, 0, "", "", item, message))

    def fault(
        self,
        loop: str,
        tag: str,
        place: int,
        code: Literal["1", "4", "5", "6", "7", "8"],
        value: str,
        item: str,
        message: str,
        component: int = 0,
    ) -> None:
        """Note an element of the segment that is written next."""
        position = len(self.segments) + 1
        self.faults.append(Fault(self.claim, position, tag, loop, "8", place, component, code, value, item, message))

    def closed(self) -> tuple[WrittenSegment, ...]:
        """All segments with the SE that counts them."""
        count = len(self.segments) + 1
        self.add("", ("SE", str(count), self.control), f"Transaction {self.control} ends after {count} segments.")
        return tuple(self.segments)

    def _element(self, loop: str, tag: str, place: int, element: Element, item: str) -> str:
        if isinstance(element, str):
            return self._value(loop, tag, place, element, item)
        parts = [self._value(loop, tag, place, part, item, number) for number, part in enumerate(element, start=1)]
        while parts and not parts[-1]:
            parts.pop()
        return COMPONENT.join(parts)

    def _value(self, loop: str, tag: str, place: int, value: str, item: str, component: int = 0) -> str:
        if _UNSAFE.search(value):
            strange = unwritable(value)
            value = cleaned(value)
            if strange:
                message = f"Item {item} holds {strange}, which is not in X12's character set."
                self.fault(loop, tag, place, "6", strange, item, message, component)
        if component:
            limit = _MODIFIER if component > 2 and (tag, place) in _MODIFIERS_OF else None
        else:
            limit = LENGTHS.get((tag, place))
        if limit is None or not value or limit.least <= len(value) <= limit.most:
            return value
        if len(value) > limit.most and limit.cut:
            return value[: limit.most].rstrip()
        short = len(value) < limit.least
        message = (
            f"Item {item} has {len(value)} characters; {tag}{place:02d} takes "
            f"{f'at least {limit.least}' if short else f'at most {limit.most}'}."
        )
        self.fault(loop, tag, place, "4" if short else "5", value[:99], item, message, component)
        return value


class Sent(NamedTuple):
    """A transaction of a file, as an acknowledgment names it."""

    code: str
    """837."""
    control: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Interchange:
    """A file as it is sent: its segments in order, its transactions, and what is wrong with them."""

    segments: tuple[WrittenSegment, ...]
    transactions: tuple[Sent, ...]
    group: str
    """Functional identifier, GS01."""
    version: str
    control: int
    made_on: datetime.date

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong in any of its transactions."""
        return tuple(fault for transaction in self.transactions for fault in transaction.faults)

    @property
    def text(self) -> str:
        """The file's text, one segment a line."""
        return "".join(f"{segment.text}{TERMINATOR}\n" for segment in self.segments)


def interchange(
    group: str,
    version: str,
    ends: tuple[Trader, Trader],
    made_on: datetime.date,
    control: int,
    transactions: Iterable[Transaction],
) -> Interchange:
    """The envelopes around finished transactions, marked as test data (ISA15 T).

    `group` is GS01; `ends` are sender and receiver.
    """
    sender, receiver = ends
    inside: list[WrittenSegment] = []
    sent: list[Sent] = []
    for transaction in transactions:
        inside += transaction.closed()
        sent.append(Sent(transaction.code, transaction.control, tuple(transaction.faults)))
    day, number = eight(made_on), f"{control:09d}"
    isa = ("ISA", "00", " " * 10, "00", " " * 10, "ZZ", f"{sender.number:15}", "ZZ", f"{receiver.number:15}",
           day[2:], MADE_AT, REPETITION, "00501", number, "0", "T", COMPONENT)  # fmt: skip
    gs = ("GS", group, sender.number, receiver.number, day, MADE_AT, str(control), "X", version)
    return Interchange(
        segments=(
            WrittenSegment(isa, "", f"File {control} from {sender.name} to {receiver.name}. Test: training data."),
            WrittenSegment(gs, "", f"Group of transactions of guide {version}."),
            *inside,
            WrittenSegment(("GE", str(len(sent)), str(control)), "", f"Group ends after {len(sent)} transaction(s)."),
            WrittenSegment(("IEA", "1", number), "", f"File {control} ends."),
        ),
        transactions=tuple(sent),
        group=group,
        version=version,
        control=control,
        made_on=made_on,
    )
