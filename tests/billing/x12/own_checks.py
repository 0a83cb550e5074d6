"""What pyx12 and oxedi do not look at: sums, check digits, pointers, numbers that must name something.

Reads the text by itself, without a line of the writer: delimiters are those of our own files.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from data import Reference

Segments = list[list[str]]
NOTHING = Decimal(0)


def segments(text: str) -> Segments:
    """A file of ours as lists of elements, tag first."""
    return [line.rstrip("~").split("*") for line in text.splitlines()]


def get(segment: list[str], place: int) -> str:
    """An element by its number; empty where the segment is shorter."""
    return segment[place] if place < len(segment) else ""


def envelope_objections(text: str) -> Iterator[str]:
    """Counts and control numbers of every envelope."""
    found = segments(text)
    if found[0][0] != "ISA" or found[0][15] != "T" or len(text.splitlines()[0]) != 106:
        yield "ISA is not that of a test file of 106 characters"
    start = 0
    for place, segment in enumerate(found):
        if segment[0] == "ST":
            start = place
        if segment[0] == "SE" and (int(segment[1]) != place - start + 1 or segment[2] != found[start][2]):
            yield f"SE of transaction {segment[2]} counts {segment[1]}, not {place - start + 1}"
    if int(found[-2][1]) != sum(segment[0] == "ST" for segment in found) or found[-1][2] != found[0][13]:
        yield "GE or IEA does not fit"


def claim_objections(text: str) -> Iterator[str]:
    """837P: per claim, what the guide asks for beyond form."""
    yield from envelope_objections(text)
    for claim in _claims(segments(text), "CLM"):
        yield from (f"claim {claim[0][1]}: {problem}" for problem in _claim(claim))


def _claims(found: Segments, tag: str) -> Iterator[Segments]:
    """Segments from each `tag` to the next one or to the end of its level."""
    open_claim: Segments = []
    for segment in found:
        if segment[0] == tag or segment[0] in ("HL", "SE", "PLB"):
            if open_claim:
                yield open_claim
            open_claim = [segment] if segment[0] == tag else []
        elif open_claim:
            open_claim.append(segment)


def _claim(claim: Segments) -> Iterator[str]:
    diagnoses = next((len(one) - 1 for one in claim if one[0] == "HI"), 0)
    charges = NOTHING
    numbers = []
    for segment in claim:
        if segment[0] == "SV1":
            charges += Decimal(segment[2])
            for pointer in get(segment, 7).split(":"):
                if not pointer.isdecimal() or not 1 <= int(pointer) <= diagnoses:
                    yield f"pointer {pointer} beyond {diagnoses} diagnoses"
        if segment[0] == "LX":
            numbers.append(int(segment[1]))
        if segment[0] == "NM1" and get(segment, 8) == "XX" and not _is_npi(segment[9]):
            yield f"{segment[9]} is no NPI"
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        yield f"lines are numbered {numbers}"
    if Decimal(claim[0][2]) != charges:
        yield f"CLM02 is {claim[0][2]}, the lines make {charges}"
    if claim[0][5].split(":")[2] in ("7", "8") and not any(one[:2] == ["REF", "F8"] for one in claim):
        yield "corrects a claim without naming it"
    yield from _earlier_payers(claim)


def _earlier_payers(claim: Segments) -> Iterator[str]:
    """Loop 2430: each line charge = what an earlier payer paid + what it adjusted; AMT*D is the sum of its lines."""
    charge, paid_by = NOTHING, {}
    left: Decimal | None = None
    for segment in [*claim, ["LX"]]:
        if segment[0] in ("SVD", "LX"):
            if left:
                yield f"an earlier payer's line is out of balance by {left}"
            left = None
        if segment[0] == "SV1":
            charge = Decimal(segment[2])
        if segment[0] == "SVD":
            left = charge - Decimal(segment[2])
            paid_by[segment[1]] = paid_by.get(segment[1], NOTHING) + Decimal(segment[2])
        if segment[0] == "CAS" and left is not None:
            left -= sum(Decimal(value) for value in segment[3::3])
    stated = [Decimal(one[2]) for one in claim if one[:2] == ["AMT", "D"]]
    if paid_by and sorted(stated) != sorted(paid_by.values()):
        yield f"AMT*D says {stated}, the lines {list(paid_by.values())}"


def _is_npi(text: str) -> bool:
    if len(text) != 10 or not text.isdecimal():
        return False
    digits = [int(one) for one in "80840" + text]
    doubled = [sum(divmod(digit * 2, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def remittance_objections(reference: Reference, text: str) -> Iterator[str]:
    """835: codes that exist, and every sum, as the guide's section on balancing has it (1.10.2.1)."""
    yield from envelope_objections(text)
    found = segments(text)
    for payment in _transactions(found):
        total = Decimal(next(one for one in payment if one[0] == "BPR")[2])
        beside = sum((Decimal(value) for one in payment if one[0] == "PLB" for value in one[4::2]), NOTHING)
        paid = sum((Decimal(one[4]) for one in payment if one[0] == "CLP"), NOTHING)
        if total != paid - beside:
            yield f"BPR02 is {total}, claims {paid} less {beside}"
    for claim in _claims(found, "CLP"):
        yield from (f"claim {claim[0][7]}: {problem}" for problem in _paid_claim(reference, claim))


def _transactions(found: Segments) -> Iterator[Segments]:
    open_transaction: Segments = []
    for segment in found:
        open_transaction.append(segment)
        if segment[0] == "SE":
            yield open_transaction
            open_transaction = []


def _paid_claim(reference: Reference, claim: Segments) -> Iterator[str]:
    head, adjusted, owed = claim[0], NOTHING, NOTHING
    line_left: Decimal | None = None
    for segment in [*claim, ["SVC", "", "0", "0"]]:
        if segment[0] == "SVC":
            if line_left:
                yield f"a line is out of balance by {line_left}"
            line_left = Decimal(segment[2]) - Decimal(segment[3])
        if segment[0] == "CAS":
            amounts = sum((Decimal(value) for value in segment[3::3]), NOTHING)
            adjusted += amounts
            owed += amounts if segment[1] == "PR" else NOTHING
            if line_left is not None:
                line_left -= amounts
            yield from (f"CARC {code} is not known" for code in segment[2::3] if code not in reference.carc)
        remarks = segment[3:] if segment[0] == "MOA" else segment[2:] if segment[0] == "LQ" else []
        yield from (f"RARC {code} is not known" for code in remarks if code not in reference.rarc)
    if Decimal(head[3]) - Decimal(head[4]) != adjusted:
        yield f"charge {head[3]} is not paid {head[4]} + adjusted {adjusted}"
    if head[2] != "22" and Decimal(get(head, 5) or 0) != owed:
        yield f"CLP05 is {get(head, 5) or 'empty'}, PR makes {owed}"


def status_objections(reference: Reference, text: str) -> Iterator[str]:
    """277CA: status codes that exist, and counts and dollars that are those of the claims."""
    yield from envelope_objections(text)
    found = segments(text)
    categories, statuses = (reference.claim_codes[name] for name in ("claim_status_category", "claim_status"))
    taken = back = NOTHING
    for segment in found:
        if segment[0] != "STC":
            continue
        for composite in filter(None, (get(segment, place) for place in (1, 10, 11))):
            category, status = composite.split(":")[:2]
            if category not in categories or status not in statuses:
                yield f"{composite} is not known"
    for claim in _patients(found):
        first = next(one for one in claim if one[0] == "STC")
        if first[3] == "U":
            back += Decimal(first[4])
        else:
            taken += Decimal(first[4])
            if not all(one[1].startswith(("A0", "A2")) for one in claim if one[0] == "STC"):
                yield "a claim is taken in with the code of one sent back"
    stated = {one[1]: Decimal(one[2]) for one in found if one[0] == "AMT"}
    if (stated.get("YU", NOTHING), stated.get("YY", NOTHING)) != (taken, back) and _providers(found) == 1:
        yield f"AMT says {stated}, the claims {taken} and {back}"


def _providers(found: Segments) -> int:
    return sum(one[0] == "HL" and one[3] == "19" for one in found)


def _patients(found: Segments) -> Iterator[Segments]:
    open_claim: Segments = []
    for segment in found:
        if segment[0] in ("HL", "SE"):
            if open_claim:
                yield open_claim
            open_claim = [segment] if get(segment, 3) == "PT" else []
        elif open_claim:
            open_claim.append(segment)
