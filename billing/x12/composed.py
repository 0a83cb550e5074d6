"""Segments that say several things at once, told in a sentence: adjustments, service lines, diagnoses, statuses.

A layout calls one by name (`by: adjustments`). Each takes what may be looked up and the segment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from billing.items import LETTERS
from billing.x12.reading import Segment
from billing.x12.sentences import UNKNOWN, Teller, procedure, told_amount, told_day
from billing.x12.values import read_amount
from data.icd import with_dot

DIAGNOSIS_KINDS = frozenset({"ABK", "ABF", "BK", "BF"})
"""HI qualifiers of the codes that pointers point at."""
_ICD10_KINDS = frozenset({"ABK", "ABF", "ABJ", "ABN", "APR"})
_ADJUSTMENT_WORDS = {
    "PR": "Patient owes {amount}",
    "OA": "Other adjustment {amount}",
    "PI": "Payer's own reduction {amount}, not the patient's to pay",
    "CR": "Correction {amount}",
}


def triples(segment: Segment) -> Iterator[tuple[str, str, str]]:
    """Reason, amount and quantity of each adjustment of a CAS; what is empty throughout is left out."""
    elements = segment.elements
    for place in range(2, len(elements), 3):
        reason, amount, quantity = (*elements[place : place + 3], "", "")[:3]
        if reason or amount or quantity:
            yield reason, amount, quantity


def _adjustments(teller: Teller, segment: Segment) -> str:
    group = segment.get(1)
    told = []
    for reason, amount, quantity in triples(segment):
        words = _group_words(teller, group, reason).format(amount=told_amount(amount) or "(no amount)")
        units = f", {quantity} units" if quantity and quantity not in ("0", "1") else ""
        told.append(f"{words}{units} ({group}-{reason}: {teller.meaning('carc', reason) or UNKNOWN})")
    return "; ".join(told) + "." if told else f"Adjustment of group {group} without a reason."


def _group_words(teller: Teller, group: str, reason: str) -> str:
    if group == "CO":
        known = teller.reference.carc.get(reason)
        written_off = bool(known) and known is not None and known.usual_action.startswith("Write off")
        return "Contractual write-off {amount}" if written_off else "Not paid, and not the patient's to pay: {amount}"
    return _ADJUSTMENT_WORDS.get(group, "Adjustment {amount}")


def _service(teller: Teller, segment: Segment) -> str:
    told = f"Paid {told_amount(segment.get(3)) or '(empty)'} of {told_amount(segment.get(2))} charged for "
    told += procedure(segment, segment.get(1))
    told += _units(segment.get(5), "UN") if segment.get(5) else ""
    told += f", revenue code {segment.get(4)}" if segment.get(4) else ""
    told += f"; billed as {procedure(segment, segment.get(6))}" if segment.get(6) else ""
    return told + (f"; {segment.get(7)} billed." if segment.get(7) else ".")


def _service_asked(_teller: Teller, segment: Segment) -> str:
    return f"Line {procedure(segment, segment.get(1))}: charged {told_amount(segment.get(2))}."


def _units(quantity: str, unit: str) -> str:
    """`, 1 unit`, `, 30 minutes`."""
    words = {"UN": "unit" if quantity == "1" else "units", "MJ": "minutes", "DA": "days"}.get(unit, unit)
    return f", {quantity} {words}"


def _pointers(teller: Teller, segment: Segment, element: int) -> str:
    """` Pointer 1, 2: diagnoses A (E11.22) and B (N18.31).`"""
    numbers = [number for number in segment.parts(element) if number]
    if not numbers:
        return ""
    named = [_pointed(teller, number) for number in numbers]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f" Pointer {', '.join(numbers)}: diagnos{'is' if len(named) == 1 else 'es'} {listed}."


def _pointed(teller: Teller, number: str) -> str:
    place = int(number) if number.isdecimal() and number.isascii() and len(number) < 3 else 0
    if not 1 <= place <= len(LETTERS):
        return f"{number} (there is none)"
    if place > len(teller.diagnoses):
        return f"{LETTERS[place - 1]} (not on the claim)"
    return f"{LETTERS[place - 1]} ({teller.diagnoses[place - 1]})"


def _professional_line(teller: Teller, segment: Segment) -> str:
    told = f"{procedure(segment, segment.get(1))} for {told_amount(segment.get(2))}"
    told += _units(segment.get(4), segment.get(3))
    told += f", at place {teller.code('place', segment.get(5))}" if segment.get(5) else ""
    told += ", emergency" if segment.get(9) == "Y" else ""
    told += ", EPSDT" if segment.get(11) == "Y" else ""
    told += ", family planning" if segment.get(12) == "Y" else ""
    return told + "." + _pointers(teller, segment, 7)


def _institutional_line(_teller: Teller, segment: Segment) -> str:
    told = f"Revenue code {segment.get(1)}"
    told += f", {procedure(segment, segment.get(2))}" if segment.get(2) else ""
    told += f": {told_amount(segment.get(3))}{_units(segment.get(5), segment.get(4))}"
    return told + (f", not covered {told_amount(segment.get(7))}." if read_amount(segment.get(7)) else ".")


def _dental_line(teller: Teller, segment: Segment) -> str:
    told = f"{procedure(segment, segment.get(1)).removeprefix('dental code ')} for {told_amount(segment.get(2))}"
    told += _units(segment.get(6), "UN") if segment.get(6) else ""
    told += f", at place {teller.code('place', segment.get(3))}" if segment.get(3) else ""
    told += "".join(f", {teller.code('mouth', area)}" for area in segment.parts(4) if area)
    told += f", {teller.code('prosthesis', segment.get(5))}" if segment.get(5) else ""
    return told + "." + _pointers(teller, segment, 11)


def _other_payers_line(_teller: Teller, segment: Segment) -> str:
    told = f"The other payer {segment.get(1)} paid {told_amount(segment.get(2))}"
    told += f" for {procedure(segment, segment.get(3))}" if segment.get(3) else ""
    told += _units(segment.get(5), "UN") if segment.get(5) else ""
    return told + (f", bundled into line {segment.get(6)}." if segment.get(6) else ".")


def _diagnoses(teller: Teller, segment: Segment) -> str:
    told = [_health_code(teller, segment, place) for place in range(1, len(segment.elements)) if segment.get(place)]
    return "; ".join(told) + "." if told else "No code."


def _unlettered(teller: Teller, segment: Segment) -> str:
    """Codes of an institutional claim, whose lines point at none."""
    told = [_health_code(teller, segment, place, "") for place in range(1, len(segment.elements)) if segment.get(place)]
    return "; ".join(told) + "." if told else "No code."


def _health_code(teller: Teller, segment: Segment, place: int, letters: str = LETTERS) -> str:
    kind, code = segment.part(place, 1), segment.part(place, 2)
    words = teller.code("diagnosis_kind", kind)
    if kind in _ICD10_KINDS:
        code = with_dot(code)
    title = teller.meaning("icd", code) if kind in _ICD10_KINDS else ""
    if letters and kind in DIAGNOSIS_KINDS:
        teller.diagnoses.append(code)
        letter = letters[len(teller.diagnoses) - 1] if len(teller.diagnoses) <= len(letters) else "beyond L"
        words = f"{words} {letter}"
    told = f"{words}: {code}" + (f" {title}" if title else "")
    return told + _health_code_rest(segment, place)


def _health_code_rest(segment: Segment, place: int) -> str:
    form, when, value = segment.part(place, 3), segment.part(place, 4), segment.part(place, 5)
    told = ""
    if when:
        begin, _, end = when.partition("-")
        told = f" {'from' if form == 'RD8' else 'on'} {told_day(begin)}" + (f" to {told_day(end)}" if end else "")
    if value:
        told += f", {told_amount(value)}"
    present = {"Y": "present on admission", "N": "not present on admission"}.get(segment.part(place, 9), "")
    return told + (f" ({present})" if present else "")


def _provider_adjustments(teller: Teller, segment: Segment) -> str:
    told = [_provider_adjustment(teller, segment, place) for place in range(3, len(segment.elements), 2)]
    head = f"Beside the claims, for provider {segment.get(1)} (fiscal year to {told_day(segment.get(2))}): "
    return head + "; ".join(one for one in told if one) + "."


def _provider_adjustment(teller: Teller, segment: Segment, place: int) -> str:
    kind, number = segment.part(place, 1), segment.part(place, 2)
    if not kind and not segment.get(place + 1):
        return ""
    amount = read_amount(segment.get(place + 1))
    effect = "leaves the payment as it is"
    if amount:
        effect = "raises the payment" if amount < 0 else "lowers the payment"
    shown = f"{abs(amount):.2f}" if amount is not None else segment.get(place + 1)
    return f"{teller.code('adjustment_kind', kind)} {shown} {effect} ({kind}{', ' + number if number else ''})"


def _claim_payment(teller: Teller, segment: Segment) -> str:
    told = f"Claim {segment.get(1)}: {teller.code('claim_adjudication', segment.get(2))}. "
    told += f"Charged {told_amount(segment.get(3))}, paid {told_amount(segment.get(4))}"
    told += f", the patient's share {told_amount(segment.get(5))}" if segment.get(5) else ""
    told += f"; {teller.code('filing', segment.get(6))}" if segment.get(6) else ""
    told += f"; payer's number {segment.get(7)}" if segment.get(7) else ""
    told += f"; place or facility type {segment.get(8)}" if segment.get(8) else ""
    told += f"; {teller.code('claim_kind', segment.get(9))}" if segment.get(9) else ""
    return told + (f"; DRG {segment.get(11)}." if segment.get(11) else ".")


def remarks(segment: Segment) -> Iterator[str]:
    """Claim-level remark codes of a MOA or MIA."""
    places = (3, 4, 5, 6, 7) if segment.tag == "MOA" else (5, 20, 21, 22, 23)
    return (segment.get(place) for place in places if segment.get(place))


def _remark_words(teller: Teller, segment: Segment) -> str:
    told = [f"{code} ({teller.meaning('rarc', code) or UNKNOWN})" for code in remarks(segment)]
    return f"Remarks on the claim: {'; '.join(told)}" if told else ""


def _told_amounts(segment: Segment, named: dict[int, str]) -> list[str]:
    """Amounts of a segment that are not nothing, each with its name."""
    told = ((words, segment.get(place)) for place, words in named.items())
    return [f"{words} {told_amount(text)}" for words, text in told if text and read_amount(text) != 0]


def _outpatient(teller: Teller, segment: Segment) -> str:
    parts = [f"Outpatient rate {segment.get(1)}"] if segment.get(1) else []
    parts += _told_amounts(segment, {2: "Payable by HCPCS", 8: "ESRD amount", 9: "Professional part not payable"})
    return "; ".join([*parts, *filter(None, [_remark_words(teller, segment)])]) + "."


def _inpatient(teller: Teller, segment: Segment) -> str:
    parts = [f"Inpatient: {segment.get(1) or '0'} covered days"]
    parts += _told_amounts(
        segment, {2: "outlier", 4: "DRG amount", 6: "disproportionate share", 7: "pass-through", 8: "capital"}
    )
    return "; ".join([*parts, *filter(None, [_remark_words(teller, segment)])]) + "."


def _remark(teller: Teller, segment: Segment) -> str:
    words = teller.code("remark_list", segment.get(1))
    meaning = teller.meaning("rarc", segment.get(2)) if segment.get(1) == "HE" else ""
    if segment.get(1) == "HE":
        return f"{words} {segment.get(2)}: {meaning or UNKNOWN}."
    return f"{words} {segment.get(2)}."


def status_codes(segment: Segment) -> Iterator[tuple[str, str, str]]:
    """Category, status and entity of each status of an STC (elements 01, 10 and 11)."""
    for place in (1, 10, 11):
        if segment.get(place):
            yield segment.part(place, 1), segment.part(place, 2), segment.part(place, 3)


def _status(teller: Teller, segment: Segment) -> str:
    told = []
    for category, status, entity in status_codes(segment):
        words = f"{teller.meaning('status_category', category) or UNKNOWN} ({category})"
        words += f": {teller.meaning('status', status) or UNKNOWN} ({status})" if status else ""
        told.append(words + (f", about: {teller.code('entity', entity)}" if entity else ""))
    told += [f"as of {told_day(segment.get(2))}"] if segment.get(2) else []
    told += [teller.code("status_action", segment.get(3))] if segment.get(3) else []
    told += _told_amounts(segment, {4: "charged", 5: "paid"})
    told += [segment.get(12)] if segment.get(12) else []
    return "; ".join(told) + "."


def _conditions(teller: Teller, segment: Segment) -> str:
    codes = ", ".join(teller.code("condition", code) for code in segment.elements[3:] if code)
    applies = {"Y": "", "N": "does not apply: "}.get(segment.get(2), f"{teller.code('yes_no', segment.get(2))}: ")
    return f"{teller.code('condition_kind', segment.get(1))}: {applies}{codes}."


def _benefit(teller: Teller, segment: Segment) -> str:
    told = teller.code("eligibility", segment.get(1))
    share = read_amount(segment.get(8))
    told += f" {told_amount(segment.get(7))}" if segment.get(7) else ""
    told += f" {(share * Decimal(100)).normalize():f}%" if share is not None else ""
    services = ", ".join(teller.code("service_type", code) for code in segment.repeats(3))
    parts = [f"for {services}"] if services else []
    for place, table in ((2, "coverage_level"), (4, "insurance"), (6, "period"), (11, "authorization")):
        parts += [teller.code(table, segment.get(place))] if segment.get(place) else []
    parts += [f"plan {segment.get(5)}"] if segment.get(5) else []
    parts += [f"{segment.get(10)} {teller.code('quantity', segment.get(9)).lower()}"] if segment.get(10) else []
    parts += [teller.code("in_network", segment.get(12))] if segment.get(12) else []
    parts += [procedure(segment, segment.get(13))] if segment.get(13) else []
    return ", ".join([told, *parts]) + "."


def _acknowledged_context(_teller: Teller, segment: Segment) -> str:
    what, number = segment.part(1, 1), segment.part(1, 2)
    if what == "SITUATIONAL TRIGGER":
        return f"Because of {segment.get(2)}, segment {segment.get(3)} of the transaction."
    return f"It concerns {what}{' ' + number if number else ''}."


COMPOSED: dict[str, Callable[[Teller, Segment], str]] = {
    "adjustments": _adjustments,
    "service": _service,
    "service_asked": _service_asked,
    "professional_line": _professional_line,
    "institutional_line": _institutional_line,
    "dental_line": _dental_line,
    "other_payers_line": _other_payers_line,
    "diagnoses": _diagnoses,
    "unlettered": _unlettered,
    "provider_adjustments": _provider_adjustments,
    "claim_payment": _claim_payment,
    "outpatient": _outpatient,
    "inpatient": _inpatient,
    "remark": _remark,
    "status": _status,
    "conditions": _conditions,
    "benefit": _benefit,
    "acknowledged_context": _acknowledged_context,
}
"""By the name that a layout calls it by."""
