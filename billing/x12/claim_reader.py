"""Reads anybody's 837P back into claims as the CMS-1500 has them: each box from the segment that carries it.

The form and the file do not hold the same: what only the form says (the insured's address beside a patient, the date
of a signature) stays empty. Sources: NUCC 1500 manual and its crosswalk to the 837P, 005010X222A1.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import cast

from billing.charge_entry import PAYER_BOX, SIGNATURE
from billing.items import LETTERS, LINES_MAX, SINGLE_KEYS
from billing.models import Adjustment, Claim, ClaimLine, GroupCode, LinePayment, PriorPayer
from billing.values import ZERO, letters_and_digits
from billing.x12.claim_parts import ZIP_PLUS_4
from billing.x12.composed import DIAGNOSIS_KINDS, triples
from billing.x12.problems import Problem
from billing.x12.reading import Segment, read
from billing.x12.values import CENT, read_amount, read_day
from billing.x12.walk import Walk
from data import Payer, Reference
from data.icd import with_dot

_BOXES = {"MA": "medicare", "MB": "medicare", "MC": "medicaid", "CH": "tricare", "VA": "champva"}
"""Item 1 by the kind of plan (SBR09); all others are group plans or other."""
_RELATIONS = {"18": "self", "01": "spouse", "19": "child"}
_ORDERS = {"P": 1, "S": 2, "T": 3}
_CAUSES = {"EM": "10a", "AA": "10b", "OA": "10c"}
_OTHER_DATES = ("454", "304", "453", "439", "455", "471", "090", "091", "444")
"""Qualifiers of item 15, in the order of the manual."""
_YES_NO = {True: "yes", False: "no"}
_Place = tuple[str, Segment]
"""A segment and its loop."""


@dataclass(frozen=True)
class ReadClaims:
    """The claims of a file, in its order, and all that is wrong with it."""

    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]


def read_claims(reference: Reference, source: str | bytes) -> ReadClaims:
    """All professional claims of a file; raises nothing. Institutional and dental claims have another form."""
    walk = Walk(reference, read(source))
    claims = []
    gathered = _Gathered()
    for step in walk.steps():
        if step.kind == "837P" and gathered.take(step.loop, step.segment):
            claims.append(_claim(reference, gathered.whole()))
            gathered.begin(step.loop, step.segment)
    if gathered.claim:
        claims.append(_claim(reference, gathered.whole()))
    return ReadClaims(tuple(claims), walk.problems())


# ---- segments of one claim -------------------------------------------------------------------------------


@dataclass
class _Gathered:
    """Segments as they come, by the level that they belong to."""

    provider: list[_Place] = field(default_factory=list)
    subscriber: list[_Place] = field(default_factory=list)
    patient: list[_Place] = field(default_factory=list)
    claim: list[_Place] = field(default_factory=list)

    def take(self, loop: str, segment: Segment) -> bool:
        """Keep a segment; True, and nothing kept, where it begins something new and a claim is whole."""
        if self.claim and segment.tag in ("HL", "CLM", "SE"):
            return True
        self.keep(loop, segment)
        return False

    def begin(self, loop: str, segment: Segment) -> None:
        """A claim was taken out; the segment that ended it opens what comes next."""
        self.claim = []
        self.keep(loop, segment)

    def keep(self, loop: str, segment: Segment) -> None:
        """Put a segment to its level; a level that begins ends those below it."""
        if loop == "2000A" and segment.tag == "HL":
            self.provider, self.subscriber, self.patient = [], [], []
        elif loop == "2000B" and segment.tag == "HL":
            self.subscriber, self.patient = [], []
        elif loop == "2000C" and segment.tag == "HL":
            self.patient = []
        level = {"2000A": self.provider, "2000B": self.subscriber, "2000C": self.patient}
        names = {"2010A": self.provider, "2010B": self.subscriber, "2010C": self.patient}
        if loop in level:
            level[loop].append((loop, segment))
        elif loop[:5] in names:
            names[loop[:5]].append((loop, segment))
        elif loop[:2] in ("23", "24"):
            self.claim.append((loop, segment))

    def whole(self) -> _Segments:
        """One claim with the levels above it."""
        lines = [place for place, (_, segment) in enumerate(self.claim) if segment.tag == "LX"]
        first = lines[0] if lines else len(self.claim)
        above = [*self.provider, *self.subscriber, *self.patient]
        parts = [self.claim[begin:end] for begin, end in pairwise([*lines, len(self.claim)])]
        return _Segments([*above, *self.claim[:first]], bool(self.patient), parts)


@dataclass(frozen=True)
class _Segments:
    """One claim's segments: those of the claim as a whole, and those of each line."""

    head: list[_Place]
    has_patient: bool
    """The patient is not the subscriber: there is a level of its own."""
    lines: list[list[_Place]]


def _found(places: Sequence[_Place], loop: str, tag: str, qualifier: str = "") -> Segment | None:
    return next(_all(places, loop, tag, qualifier), None)


def _all(places: Sequence[_Place], loop: str, tag: str, qualifier: str = "") -> Iterator[Segment]:
    for where, segment in places:
        if where == loop and segment.tag == tag and (not qualifier or segment.get(1) == qualifier):
            yield segment


def _value(places: Sequence[_Place], loop: str, tag: str, qualifier: str, element: int) -> str:
    segment = _found(places, loop, tag, qualifier)
    return segment.get(element) if segment else ""


# ---- the form --------------------------------------------------------------------------------------------


def _claim(reference: Reference, segments: _Segments) -> Claim:
    head = segments.head
    items = dict.fromkeys(SINGLE_KEYS, "")
    for part in (_insured, _patient, _claim_items, _dates, _numbers, _referring, _facility, _billing):
        items |= part(reference, segments)
    items |= _other_plan(head)
    if items["1"] == "medicare":
        items |= {"13": "", "11d": items["11d"] if items["9"] else ""}
    lines = segments.lines[:LINES_MAX]
    return Claim(
        items=items,
        diagnoses=tuple(_diagnoses(head)),
        lines=tuple(_line(segments, line) for line in lines),
        prior_payers=tuple(_prior_payers(reference, segments)),
    )


def _insured(reference: Reference, segments: _Segments) -> dict[str, str]:
    """Items 1, 1a, 4, 6, 11 and 11c."""
    head = segments.head
    sbr, insured, payer = (_found(head, *at) for at in (("2000B", "SBR"), ("2010BA", "NM1"), ("2010BB", "NM1")))
    known = _payer(reference, payer)
    filing = sbr.get(9) if sbr else ""
    items = {"1": PAYER_BOX[known.kind] if known else _BOXES.get(filing, "group")}
    items["1a"] = insured.get(9) if insured else ""
    if items["1"] == "medicare":
        return items | {"11": (sbr.get(3) if sbr else "") or "NONE"}
    relation = _value(head, "2000C", "PAT", "", 1) if segments.has_patient else "18"
    items["4"] = _name(insured)
    items["6"] = _RELATIONS.get(relation, "other")
    items["11"] = sbr.get(3) if sbr else ""
    items["11c"] = (sbr.get(4) if sbr else "") or (payer.get(3) if payer else "")
    return items


def _patient(_reference: Reference, segments: _Segments) -> dict[str, str]:
    """Items 2, 3 and 5, from the level of the patient, or of the subscriber who is the patient."""
    head, loop = segments.head, "2010CA" if segments.has_patient else "2010BA"
    sex = _value(head, loop, "DMG", "", 3)
    return {
        "2": _name(_found(head, loop, "NM1")),
        "3": _day(_value(head, loop, "DMG", "", 2)),
        "3 sex": sex if sex in ("F", "M") else "",
        **_address(head, loop, "5", "5"),
    }


def _claim_items(_reference: Reference, segments: _Segments) -> dict[str, str]:
    """What CLM says: items 10, 12, 13, 22, 26, 27, 28 and 31."""
    clm = _found(segments.head, "2300", "CLM")
    if clm is None:
        return {}
    causes = {cause for cause in (clm.part(11, 1), clm.part(11, 2), clm.part(11, 3)) if cause}
    frequency = clm.part(5, 3)
    return {
        **{key: _YES_NO[cause in causes] for cause, key in _CAUSES.items()},
        "10b state": clm.part(11, 4),
        "12": SIGNATURE if clm.get(9) == "Y" else "",
        "13": SIGNATURE if clm.get(8) == "Y" else "",
        "22": frequency if frequency in ("7", "8") else "",
        "26": clm.get(1),
        "27": _YES_NO[clm.get(7) == "A"],
        "28": _money(clm.get(2)),
        "31": SIGNATURE if clm.get(6) == "Y" else "",
    }


def _dates(_reference: Reference, segments: _Segments) -> dict[str, str]:
    """Items 14, 15, 16 and 18."""
    found = {segment.get(1): segment.get(3) for segment in _all(segments.head, "2300", "DTP")}
    items: dict[str, str] = {}
    onset = next((code for code in ("431", "484") if code in found), "")
    if onset:
        items |= {"14": _day(found[onset]), "14 qualifier": onset}
    other = next((code for code in _OTHER_DATES if code in found and found[code] != found.get(onset)), "")
    if other:
        items |= {"15": _day(found[other]), "15 qualifier": other}
    begin, _, end = found.get("314", "").partition("-")
    items["16 from"] = _day(begin or found.get("360", ""))
    items["16 to"] = _day(end or found.get("361", ""))
    return items | {"18 from": _day(found.get("435", "")[:8]), "18 to": _day(found.get("096", ""))}


def _numbers(_reference: Reference, segments: _Segments) -> dict[str, str]:
    """Items 10d, 19, 22, 23 and 29."""
    head = segments.head
    numbers = (_value(head, "2300", "REF", kind, 2) for kind in ("G1", "9F", "X4"))
    conditions = [
        segment.part(place, 2)
        for segment in _all(head, "2300", "HI")
        for place in range(1, len(segment.elements))
        if segment.part(place, 1) == "BG"
    ]
    return {
        "10d": " ".join(conditions),
        "19": _value(head, "2300", "NTE", "ADD", 2),
        "21 indicator": "9" if any(s.part(1, 1) == "BK" for s in _all(head, "2300", "HI")) else "0",
        "22 original": _value(head, "2300", "REF", "F8", 2),
        "23": next((number for number in numbers if number), ""),
        "29": _money(_value(head, "2300", "AMT", "F5", 2)),
    }


def _referring(_reference: Reference, segments: _Segments) -> dict[str, str]:
    """Item 17: a referring provider, an ordering one (on the lines), a supervising one."""
    everywhere = [*segments.head, *(place for line in segments.lines for place in line)]
    for loop, qualifier in (("2310A", "DN"), ("2420E", "DK"), ("2310D", "DQ")):
        named = _found(everywhere, loop, "NM1")
        if named:
            second = _found(everywhere, loop, "REF")
            return {
                "17": " ".join(part for part in (named.get(4), named.get(5), named.get(3), named.get(7)) if part),
                "17 qualifier": qualifier,
                "17b": named.get(9),
                "17a qualifier": second.get(1) if second else "",
                "17a": second.get(2) if second else "",
            }
    return {}


def _facility(_reference: Reference, segments: _Segments) -> dict[str, str]:
    head = segments.head
    named = _found(head, "2310C", "NM1")
    return {"32": named.get(3), "32a": named.get(9), **_address(head, "2310C", "32", "32 street")} if named else {}


def _billing(_reference: Reference, segments: _Segments) -> dict[str, str]:
    """Items 25 and 33."""
    head = segments.head
    named = _found(head, "2010AA", "NM1")
    employer, person = (_value(head, "2010AA", "REF", kind, 2) for kind in ("EI", "SY"))
    phone = _found(head, "2010AA", "PER")
    plan_number = _value(head, "2010BB", "REF", "G2", 2)
    return {
        "25": _tax_id(employer, (2,)) if employer else _tax_id(person, (3, 5)),
        "25 type": "ein" if employer else "ssn" if person else "",
        "33": _spoken(named),
        "33a": named.get(9) if named else "",
        "33b": f"G2{plan_number}" if plan_number else "",
        "33 phone": _phone(phone.get(4)) if phone and phone.get(3) == "TE" else "",
        **_address(head, "2010AA", "33", "33 street"),
    }


def _other_plan(head: Sequence[_Place]) -> dict[str, str]:
    """Items 9 and 11d, of the first other payer of the claim."""
    sbr = _found(head, "2320", "SBR")
    if sbr is None:
        return {"11d": "no"}
    insured, payer = _found(head, "2330A", "NM1"), _found(head, "2330B", "NM1")
    return {
        "11d": "yes",
        "9": _name(insured),
        "9a": sbr.get(3) or (insured.get(9) if insured else ""),
        "9d": sbr.get(4) or (payer.get(3) if payer else ""),
    }


def _diagnoses(head: Sequence[_Place]) -> Iterator[str]:
    for segment in _all(head, "2300", "HI"):
        for place in range(1, len(segment.elements)):
            kind, code = segment.part(place, 1), segment.part(place, 2)
            if kind in DIAGNOSIS_KINDS:
                yield with_dot(code) if kind in ("ABK", "ABF") else code


# ---- lines -----------------------------------------------------------------------------------------------


def _line(segments: _Segments, line: Sequence[_Place]) -> ClaimLine:
    head = segments.head
    service = _found(line, "2400", "SV1")
    clm = _found(head, "2300", "CLM")
    empty = Segment(0, 0, 0, "", ("SV1",), line[0][1].delimiters)
    sv1 = service or empty
    date = _value(line, "2400", "DTP", "472", 3)
    rendering = _value(line, "2420A", "NM1", "", 9) or _value(head, "2310B", "NM1", "", 9)
    return ClaimLine(
        A=_day(date.partition("-")[0]),
        B=sv1.get(5) or (clm.part(5, 1) if clm else ""),
        C="Y" if sv1.get(9) == "Y" else "",
        D=tuple(part for part in sv1.parts(1)[1:6] if part),
        E="".join(_letter(pointer) for pointer in sv1.parts(7)),
        F=_money(sv1.get(2)),
        G=_whole(sv1.get(4)),
        H="Y" if sv1.get(11) == "Y" else "",
        J=rendering or _value(head, "2010AA", "NM1", "", 9),
        supplement=_supplement(line),
    )


def _supplement(line: Sequence[_Place]) -> str:
    drug, quantity = _found(line, "2410", "LIN"), _found(line, "2410", "CTP")
    if drug and drug.get(2) == "N4":
        counted = f" {quantity.part(5, 1)}{quantity.get(4)}" if quantity else ""
        return f"N4{drug.get(3)}{counted}"
    return _value(line, "2400", "NTE", "ADD", 2)


def _letter(pointer: str) -> str:
    place = int(pointer) if pointer.isdecimal() and len(pointer) < 3 else 0
    return LETTERS[place - 1] if 1 <= place <= len(LETTERS) else ""


# ---- other payers ----------------------------------------------------------------------------------------


def _prior_payers(reference: Reference, segments: _Segments) -> Iterator[PriorPayer]:
    """Other payers that have answered: they have paid, or decided on a day."""
    for loops in _by_opening(segments.head, "2320"):
        payer = _found(loops, "2330B", "NM1")
        answers = [(place, answer) for place, answer in _line_answers(segments, payer.get(9) if payer else "")]
        decided = _value(loops, "2330B", "DTP", "573", 3) or next(
            (_value(answer, "2430", "DTP", "573", 3) for _, answer in answers), ""
        )
        day = read_day(decided)
        if day:
            yield _prior_payer(reference, segments, loops, answers, day)


def _prior_payer(
    reference: Reference,
    segments: _Segments,
    loops: Sequence[_Place],
    answers: Sequence[tuple[int, list[_Place]]],
    day: datetime.date,
) -> PriorPayer:
    sbr, payer = _found(loops, "2320", "SBR"), _found(loops, "2330B", "NM1")
    known = _payer(reference, payer)
    lines = tuple(_line_payment(place, answer) for place, answer in answers)
    paid = _amount(_value(loops, "2320", "AMT", "D", 2))
    at_claim = [one for cas in _all(loops, "2320", "CAS") for one in _adjustments(cas)]
    every = [*at_claim, *(one for line in lines for one in line.adjustments)]
    patient = sum((one.amount for one in every if one.group == "PR"), ZERO)
    return PriorPayer(
        order=_ORDERS.get(sbr.get(1) if sbr else "", 1),
        payer_id=known.id if known else "",
        payer=known.name if known else payer.get(3) if payer else "",
        claim_number=_value(loops, "2330B", "REF", "F8", 2),
        paid_on=day,
        charge=_amount(_value(segments.head, "2300", "CLM", "", 2)),
        allowed=paid + patient,
        paid=paid,
        patient=patient,
        lines=lines,
    )


def _line_answers(segments: _Segments, payer_id: str) -> Iterator[tuple[int, list[_Place]]]:
    for place, line in enumerate(segments.lines, start=1):
        for answer in _by_opening(line, "2430"):
            if answer[0][1].get(1) == payer_id:
                yield place, answer


def _line_payment(place: int, answer: Sequence[_Place]) -> LinePayment:
    svd = answer[0][1]
    service = svd.parts(3)
    return LinePayment(
        number=place,
        code=service[1] if len(service) > 1 else service[0],
        modifiers=tuple(part for part in service[2:6] if part),
        units=int(_whole(svd.get(5)) or 1),
        paid=_amount(svd.get(2)),
        adjustments=tuple(one for cas in _all(answer, "2430", "CAS") for one in _adjustments(cas)),
    )


def _by_opening(places: Sequence[_Place], loop: str) -> Iterator[list[_Place]]:
    """The repetitions of a loop, each with what stands inside it: from one opening segment to the next."""
    inner = {"2320": "233", "2430": "243"}[loop]
    openings = {"2320": "SBR", "2430": "SVD"}
    current: list[_Place] = []
    for where, segment in places:
        if where == loop and segment.tag == openings[loop]:
            if current:
                yield current
            current = []
        if where == loop or (where.startswith(inner) and current):
            current.append((where, segment))
    if current:
        yield current


def _adjustments(cas: Segment) -> Iterator[Adjustment]:
    group = cas.get(1) if cas.get(1) in ("CO", "PR", "OA", "PI") else "OA"
    for reason, text, _quantity in triples(cas):
        yield Adjustment(group=cast(GroupCode, group), carc=reason, amount=_amount(text))


# ---- single values ---------------------------------------------------------------------------------------


def _payer(reference: Reference, named: Segment | None) -> Payer | None:
    """One of our payers by its electronic id, else by its name."""
    if named is None:
        return None
    for payer in reference.payers.values():
        by_id = bool(payer.electronic_payer_id) and payer.electronic_payer_id == named.get(9)
        if by_id or letters_and_digits(payer.name) == letters_and_digits(named.get(3)):
            return payer
    return None


def _name(named: Segment | None) -> str:
    """`LAST JR, FIRST, MIDDLE`; an organization's name as it stands."""
    if named is None:
        return ""
    last = " ".join(part for part in (named.get(3), named.get(7)) if part)
    return ", ".join(part for part in (last, named.get(4), named.get(5)) if part)


def _spoken(named: Segment | None) -> str:
    """An organization's name, or a person's from first to last."""
    parts = (named.get(4), named.get(5), named.get(3), named.get(7)) if named else ()
    return " ".join(part for part in parts if part)


def _address(places: Sequence[_Place], loop: str, number: str, street: str) -> dict[str, str]:
    n4 = _found(places, loop, "N4")
    found = {street: _value(places, loop, "N3", "", 1)}
    values = (n4.get(1), n4.get(2), _zip(n4.get(3))) if n4 else ("", "", "")
    return found | {f"{number} {part}": value for part, value in zip(("city", "state", "zip"), values, strict=True)}


def _zip(text: str) -> str:
    """Five digits where the other four only stand for none, else with the hyphen."""
    if len(text) != 9 or not text.isdecimal():
        return text
    return text[:5] if text.endswith(ZIP_PLUS_4) else f"{text[:5]}-{text[5:]}"


def _tax_id(text: str, hyphens: tuple[int, ...]) -> str:
    if len(text) != 9 or not text.isdecimal():
        return text
    places = (0, *hyphens, 9)
    return "-".join(text[begin:end] for begin, end in pairwise(places))


def _phone(text: str) -> str:
    return f"({text[:3]}) {text[3:6]}-{text[6:]}" if len(text) == 10 and text.isdecimal() else text


def _day(text: str) -> str:
    """`YYYY-MM-DD`; empty for what is no date."""
    day = read_day(text)
    return day.isoformat() if day else ""


def _amount(text: str) -> Decimal:
    """Dollars and cents; nothing where there is no amount."""
    amount = read_amount(text)
    return ZERO if amount is None else amount.quantize(CENT)


def _money(text: str) -> str:
    """`612.00`; empty where nothing is said."""
    return f"{_amount(text):.2f}" if text else ""


def _whole(text: str) -> str:
    """Units as the form has them; parts of a unit stay as they are."""
    amount = read_amount(text)
    return text if amount is None or amount != amount.to_integral_value() else str(int(amount))
