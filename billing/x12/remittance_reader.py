"""Reads anybody's 835 into remittances: claims and lines with their adjustments, remarks, interest, reversals, PLB.

Nothing raises: what is wrong is told as a problem, and `refusal` says in one sentence why a file must not be posted.
Where the file says less than the model holds, the model's field keeps its empty value.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, cast

from billing.line_split import posts_to
from billing.models import (
    AdjudicatedLine,
    Adjudication,
    Adjustment,
    GroupCode,
    ProviderAdjustment,
    Remittance,
    RemittedParties,
)
from billing.values import ZERO, letters_and_digits
from billing.x12.composed import remarks, triples
from billing.x12.problems import Problem
from billing.x12.reading import Segment, read
from billing.x12.values import CENT, read_amount, read_day
from billing.x12.walk import Walk
from data import Payer, Reference

_BLOCKING = frozenset(
    {
        "empty", "too_large", "character_set", "not_x12", "no_isa", "isa_cut", "delimiters", "cut", "not_closed",
        "too_many_segments", "segment_too_long", "segment_count", "transaction_count", "group_count", "control_number",
        "no_envelope", "wrong_amount", "unbalanced_line", "unbalanced_claim", "unbalanced_payment",
    }
)  # fmt: skip
"""Errors after which the money of a file can't be trusted."""
_SHARES = frozenset({"1", "2", "3", "66", "122", "241", "242", "247", "248", "275"})
"""CARCs of group PR that are part of an allowed amount: deductible, coinsurance, copayment and what stands for them."""
_ORDERS = {"2": 2, "20": 2, "3": 3, "21": 3}
_DENIED = "4"
_METHODS: dict[str, Literal["ACH", "CHK", "NON"]] = {"CHK": "CHK", "NON": "NON"}
_TAX_ID_DIGITS = 9


@dataclass(frozen=True)
class ReadRemittances:
    """What an 835 file holds, one remittance for each of its transactions."""

    remittances: tuple[Remittance, ...]
    problems: tuple[Problem, ...]
    refusal: str = ""
    """Why the file must not be posted, a sentence; empty where it may."""


def read_remittances(reference: Reference, source: str | bytes) -> ReadRemittances:
    """All remittances of a file, in its order, and all that is wrong with it; raises nothing."""
    walk = Walk(reference, read(source))
    reader = _FileReader(reference)
    for step in walk.steps():
        if step.kind == "835" or step.segment.tag == "GS":
            reader.take(step.segment, step.loop)
    problems = walk.problems()
    found = (transaction.remittance() for transaction in reader.transactions)
    remittances = tuple(one for one in found if one)
    return ReadRemittances(remittances, problems, _refusal(problems, walk.kinds, remittances))


def _refusal(problems: Sequence[Problem], kinds: Sequence[str], remittances: Sequence[Remittance]) -> str:
    blocking = [one for one in problems if one.severity == "error" and one.kind in _BLOCKING]
    if blocking:
        first = blocking[0]
        where = f" (segment {first.position}, line {first.line})" if first.position else ""
        more = f" And {len(blocking) - 1} more such problems." if len(blocking) > 1 else ""
        return f"{first.message}{where}{more} Nothing was posted."
    if not remittances and "835" in kinds:
        return "The remittance says neither a payment (BPR) nor its day. Nothing was posted."
    if not remittances:
        held = f"it holds {', '.join(dict.fromkeys(kinds))}" if kinds else "it holds no transaction"
        return f"The file is no remittance (835): {held}. Nothing was posted."
    return ""


# ---- what a file says, gathered --------------------------------------------------------------------------


@dataclass
class _Line:
    svc: Segment
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    number: str = ""
    allowed: Decimal | None = None
    date: datetime.date | None = None
    rendering: str = ""


@dataclass
class _ClaimRead:
    clp: Segment
    lines: list[_Line] = field(default_factory=list)
    names: dict[str, Segment] = field(default_factory=dict)
    """NM1 by its entity."""
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    dates: dict[str, datetime.date] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)
    original: str = ""


@dataclass
class _TransactionRead:
    reference: Reference
    made_on: datetime.date | None
    """Day of the file (GS04)."""
    number: str = ""
    bpr: Segment | None = None
    payer: Segment | None = None
    payer_ids: list[str] = field(default_factory=list)
    payee: Segment | None = None
    payee_tax_id: str = ""
    claims: list[_ClaimRead] = field(default_factory=list)
    beside: list[ProviderAdjustment] = field(default_factory=list)

    def remittance(self) -> Remittance | None:
        """The transaction as one remittance; None where it says neither a payment nor its day."""
        paid_on = self._paid_on()
        if self.bpr is None or paid_on is None:
            return None
        payer_id = self._payer_id()
        return Remittance(
            number=self.number,
            payer_id=payer_id,
            paid_on=paid_on,
            amount=_money(self.bpr.get(2)),
            provider_adjustments=tuple(self.beside),
            claims=tuple(self._adjudication(claim, payer_id) for claim in self.claims),
            method=_METHODS.get(self.bpr.get(4), "ACH"),
        )

    def _paid_on(self) -> datetime.date | None:
        """BPR16, or the day of the file where the payment has none, as one of nothing may."""
        return (read_day(self.bpr.get(16)) if self.bpr else None) or self.made_on

    def _payer_id(self) -> str:
        """Key of one of our payers by name or electronic id, else the payer's name, else its id."""
        name = self.payer.get(2) if self.payer else ""
        ids = [self.payer.get(4) if self.payer else "", *self.payer_ids]
        known = _known_payer(self.reference, name, ids)
        return known.id if known else name or next((one for one in ids if one), "unknown")

    def _adjudication(self, claim: _ClaimRead, payer_id: str) -> Adjudication:
        clp, status = claim.clp, claim.clp.get(2)
        lines = tuple(_line(place, line, claim) for place, line in enumerate(_numbered(claim.lines), start=1))
        every = [*claim.adjustments, *(one for line in lines for one in line.adjustments)]
        denied = status == _DENIED or (bool(lines) and all(line.denied for line in lines))
        paid = _money(clp.get(4))
        allowed = (
            sum((line.allowed for line in lines), ZERO) if lines else claim.amounts.get("AU", _allowed(paid, every))
        )
        return Adjudication(
            claim_number=clp.get(7),
            payer_id=payer_id,
            status="denied" if denied or (not lines and _is_denied(paid, allowed, every)) else "paid",
            lines=lines,
            charge=_money(clp.get(3)),
            allowed=allowed,
            paid=paid,
            patient=sum((one.amount for one in every if one.group == "PR"), ZERO),
            paid_on=self._paid_on(),
            received_on=claim.dates.get("050"),
            order=_ORDERS.get(status, 1),
            clp_status=status,
            frequency=clp.get(9) or "1",
            original=claim.original,
            remarks=tuple(claim.remarks),
            adjustments=tuple(claim.adjustments),
            interest=claim.amounts.get("I", ZERO),
            crossed_to=self._crossed_to(claim),
            parties=self._parties(claim),
        )

    def _crossed_to(self, claim: _ClaimRead) -> str:
        carrier = claim.names.get("TT")
        if carrier is None:
            return ""
        known = _known_payer(self.reference, carrier.get(3), [carrier.get(9)])
        return known.id if known else carrier.get(3)

    def _parties(self, claim: _ClaimRead) -> RemittedParties:
        nobody = Segment(0, 0, 0, "", ("NM1",), claim.clp.delimiters)
        patient, insured = claim.names.get("QC", nobody), claim.names.get("IL", nobody)
        rendering = claim.names.get("82", nobody)
        payee = self.payee or nobody
        payee_npi = payee.get(4) if payee.get(3) == "XX" else ""
        by_line = next((line.rendering for line in claim.lines if line.rendering), "")
        return RemittedParties(
            account=claim.clp.get(1),
            patient_last_name=patient.get(3),
            patient_first_name=patient.get(4),
            patient_middle_initial=patient.get(5)[:1],
            member_id=patient.get(9) or insured.get(9),
            insured_last_name=insured.get(3),
            insured_first_name=insured.get(4),
            rendering_npi=(rendering.get(9) if rendering.get(8) == "XX" else "") or by_line or payee_npi,
            payee_name=payee.get(2),
            payee_npi=payee_npi,
            payee_tax_id=_tax_id(self.payee_tax_id or (payee.get(4) if payee.get(3) == "FI" else "")),
        )


class _FileReader:
    """Sorts segments into transactions, claims and lines."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.transactions: list[_TransactionRead] = []
        self.made_on: datetime.date | None = None

    def take(self, segment: Segment, loop: str) -> None:
        """One segment of an 835 and its loop, or a GS."""
        if segment.tag == "GS":
            self.made_on = read_day(segment.get(4))
            return
        if segment.tag == "ST":
            self.transactions.append(_TransactionRead(self.reference, self.made_on))
            return
        transaction = self.transactions[-1]
        if loop == "2110" and transaction.claims:
            self._in_line(transaction.claims[-1], segment)
        elif loop == "2100":
            self._in_claim(transaction, segment)
        else:
            self._in_header(transaction, segment, loop)

    def _in_header(self, transaction: _TransactionRead, segment: Segment, loop: str) -> None:
        tag = segment.tag
        if tag == "BPR":
            transaction.bpr = segment
        elif tag == "TRN":
            transaction.number = segment.get(2)
        elif tag == "N1" and loop == "1000A":
            transaction.payer = segment
        elif tag == "N1" and loop == "1000B":
            transaction.payee = segment
        elif tag == "REF" and loop == "1000A":
            transaction.payer_ids.append(segment.get(2))
        elif tag == "REF" and loop == "1000B" and segment.get(1) == "TJ":
            transaction.payee_tax_id = segment.get(2)
        elif tag == "PLB":
            transaction.beside.extend(_beside(segment))

    def _in_claim(self, transaction: _TransactionRead, segment: Segment) -> None:
        tag = segment.tag
        if tag == "CLP":
            transaction.claims.append(_ClaimRead(segment))
            return
        if not transaction.claims:
            return
        claim = transaction.claims[-1]
        if tag == "CAS":
            claim.adjustments.extend(_adjustments(segment))
        elif tag == "NM1":
            claim.names.setdefault(segment.get(1), segment)
        elif tag in ("MOA", "MIA"):
            claim.remarks.extend(remarks(segment))
        elif tag == "DTM" and (day := read_day(segment.get(2))):
            claim.dates[segment.get(1)] = day
        elif tag == "AMT":
            claim.amounts[segment.get(1)] = _money(segment.get(2))
        elif tag == "REF" and segment.get(1) == "F8":
            claim.original = segment.get(2)

    def _in_line(self, claim: _ClaimRead, segment: Segment) -> None:
        tag = segment.tag
        if tag == "SVC":
            claim.lines.append(_Line(segment))
            return
        line = claim.lines[-1]
        if tag == "CAS":
            line.adjustments.extend(_adjustments(segment))
        elif tag == "LQ" and segment.get(1) == "HE":
            line.remarks.append(segment.get(2))
        elif tag == "DTM" and segment.get(1) in ("472", "150"):
            line.date = read_day(segment.get(2))
        elif tag == "AMT" and segment.get(1) == "B6":
            line.allowed = _money(segment.get(2))
        elif tag == "REF" and segment.get(1) == "6R":
            line.number = segment.get(2)
        elif tag == "REF" and segment.get(1) == "HPI":
            line.rendering = segment.get(2)


# ---- from segments to models -----------------------------------------------------------------------------


def _numbered(lines: list[_Line]) -> list[_Line]:
    """Line numbers of ours (REF 6R) where all are numbers and none comes twice; else none, so that places count."""
    numbers = [line.number for line in lines]
    ours = all(number.isdecimal() and 0 < int(number[:6]) < 1000 for number in numbers)
    if not ours or len(set(numbers)) != len(numbers):
        for line in lines:
            line.number = ""
    return lines


def _line(place: int, line: _Line, claim: _ClaimRead) -> AdjudicatedLine:
    svc = line.svc
    service = svc.parts(1)
    code = service[1] if len(service) > 1 else service[0]
    charge, paid = _money(svc.get(2)), _money(svc.get(3))
    allowed = line.allowed if line.allowed is not None else _allowed(paid, line.adjustments)
    return AdjudicatedLine(
        number=int(line.number) if line.number else place,
        code=code or svc.get(4),
        modifiers=tuple(modifier for modifier in service[2:6] if modifier),
        units=_units(svc.get(5)),
        charge=charge,
        allowed=allowed,
        paid=paid,
        adjustments=tuple(line.adjustments),
        denied=_is_denied(paid, allowed, line.adjustments),
        why="",
        date=line.date or claim.dates.get("232"),
        remarks=tuple(line.remarks),
    )


def _allowed(paid: Decimal, adjustments: Sequence[Adjustment]) -> Decimal:
    """What a payer must have allowed that does not say so: paid, the patient's shares, and what the law withheld."""
    kept = (one.amount for one in adjustments if _is_share(one) or posts_to(one) in ("sequestration", "next"))
    return paid + sum(kept, ZERO)


def _is_share(adjustment: Adjustment) -> bool:
    return adjustment.group == "PR" and adjustment.carc in _SHARES


def _is_denied(paid: Decimal, allowed: Decimal, adjustments: Sequence[Adjustment]) -> bool:
    """Nothing paid or allowed, and another reason for it than an earlier payer's money."""
    return not paid and not allowed and any(posts_to(one) != "prior" for one in adjustments)


def _adjustments(cas: Segment) -> Iterator[Adjustment]:
    """Group CR, of version 4010, is kept as OA: it says neither the contract nor the patient."""
    group = cas.get(1) if cas.get(1) in ("CO", "PR", "OA", "PI") else "OA"
    for reason, text, _quantity in triples(cas):
        yield Adjustment(group=cast(GroupCode, group), carc=reason, amount=_money(text))


def _beside(plb: Segment) -> Iterator[ProviderAdjustment]:
    for place in range(3, len(plb.elements), 2):
        if plb.get(place) or plb.get(place + 1):
            amount = _money(plb.get(place + 1))
            yield ProviderAdjustment(reason=plb.part(place, 1), reference=plb.part(place, 2), amount=amount)


def _money(text: str) -> Decimal:
    """Dollars and cents; what is no amount counts nothing here, and is a problem that refuses the file."""
    amount = read_amount(text)
    return ZERO if amount is None else amount.quantize(CENT)


def _units(text: str) -> int:
    """Units paid; one where none are said (SVC05), rounded up where they are parts of one."""
    amount = read_amount(text)
    return 1 if amount is None else int(amount.to_integral_value(rounding="ROUND_CEILING"))


def _tax_id(text: str) -> str:
    digits = "".join(character for character in text if character.isdecimal())
    return f"{digits[:2]}-{digits[2:]}" if len(digits) == _TAX_ID_DIGITS else text


def _known_payer(reference: Reference, name: str, ids: Sequence[str]) -> Payer | None:
    """One of our payers by its name, else by its electronic id."""
    plain = letters_and_digits(name)
    found = next(
        (payer for payer in reference.payers.values() if plain and letters_and_digits(payer.name) == plain), None
    )
    given = {one.strip().upper() for one in ids if one.strip()}
    return found or next((payer for payer in reference.payers.values() if payer.electronic_payer_id in given), None)
