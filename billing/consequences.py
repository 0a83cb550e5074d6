"""What a slip did to the money: the payer's answer to the learner's claim beside its answer to the right claim.

Lines are matched by code, then by kind of service, so that a visit at another level is compared with the visit.
Messages say what the remittance shows and never name what would have been right.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from billing.charge_entry import key_claim
from billing.models import AdjudicatedLine, Adjudication, Claim, Consequence
from billing.payer import adjudicate, patient_share
from billing.payer_rules.view import REVERSAL
from billing.values import ZERO
from data import Reference
from scenarios.models import Variant

Pair = tuple[AdjudicatedLine | None, AdjudicatedLine | None]
"""A line of the learner's claim and the line of the right claim that it stands for; None where there is no other."""


def consequences(
    reference: Reference, variant: Variant, own: Adjudication, own_claim: Claim
) -> tuple[Consequence, ...]:
    """What the learner's claim lost, gained wrongly or charged the patient, against the right claim paid that day."""
    if own.paid_on is None:
        raise ValueError("An adjudication without a date cannot be compared.")
    right_claim = key_claim(reference, variant)
    contract = reference.contracts[own.payer_id]
    right = adjudicate(reference, right_claim, variant.encounter, contract, own.paid_on)
    if own.status == "rejected":
        return (_rejected(own, right),)
    if own.clp_status == REVERSAL:
        return tuple(one for line in right.lines if (one := _not_billed(line)))
    pairs = matched(own.lines, right.lines)
    found = [one for pair in pairs if (one := _of_pair(*pair))]
    return (*found, *_patient_overcharged(own, right, pairs))


def matched(own: Iterable[AdjudicatedLine], right: Iterable[AdjudicatedLine]) -> tuple[Pair, ...]:
    """Pairs of lines: the same code with the same modifiers, the same code, the same kind of service; then the rest."""
    mine, theirs = list(own), list(right)
    pairs: list[Pair] = []
    for alike in (_same_line, _same_code, _same_kind):
        for line in tuple(mine):
            other = next((candidate for candidate in theirs if alike(line, candidate)), None)
            if other is not None:
                pairs.append((line, other))
                mine.remove(line)
                theirs.remove(other)
    pairs += [(line, None) for line in mine]
    in_order = sorted(pairs, key=lambda pair: pair[0].number if pair[0] else 0)
    return (*in_order, *((None, other) for other in theirs))


def _same_line(line: AdjudicatedLine, other: AdjudicatedLine) -> bool:
    return _same_code(line, other) and set(line.modifiers) == set(other.modifiers)


def _same_code(line: AdjudicatedLine, other: AdjudicatedLine) -> bool:
    return line.code == other.code


def _same_kind(line: AdjudicatedLine, other: AdjudicatedLine) -> bool:
    return service_kind(line.code) == service_kind(other.code)


def service_kind(code: str) -> str:
    """What kind of service a code is: the visit, or the first three characters (one family of procedures)."""
    return "visit" if "99202" <= code <= "99215" else code[:3]


def _of_pair(line: AdjudicatedLine | None, right: AdjudicatedLine | None) -> Consequence | None:
    if line is None:
        return _not_billed(right) if right else None
    expected = right.allowed if right else ZERO
    if line.denied:
        as_intended = right is not None and right.denied
        return None if as_intended else _denied(line, expected)
    if line.allowed < expected:
        return _consequence(
            "underpaid", line, expected, f"allowed {line.allowed}, {expected - line.allowed} too little"
        )
    if line.allowed > expected:
        over = line.allowed - expected
        return _consequence("overpaid", line, expected, f"allowed {line.allowed}, {over} more than the chart supports")
    return None


def _rejected(own: Adjudication, right: Adjudication) -> Consequence:
    items = ", ".join(dict.fromkeys(message.item for message in own.rejection))
    first = own.rejection[0].message if own.rejection else ""
    return Consequence(
        kind="rejected",
        line=None,
        code="",
        expected=right.allowed,
        got=ZERO,
        message=f"The claim was sent back unprocessed (items {items}). {first}",
    )


def _not_billed(right: AdjudicatedLine) -> Consequence | None:
    if right.allowed == ZERO:
        return None
    message = f"A service of the chart is not on the claim: {right.allowed} was never asked for."
    return Consequence(kind="not_billed", line=None, code="", expected=right.allowed, got=ZERO, message=message)


def _denied(line: AdjudicatedLine, expected: Decimal) -> Consequence:
    reason = line.adjustments[0]
    text = f"Line {line.number}, {_name(line)}: denied, {reason.group}-{reason.carc}. {line.why}"
    return Consequence(
        kind="denied", line=line.number, code=line.code, expected=expected, got=ZERO, message=text, carc=reason.carc
    )


def _consequence(
    kind: str, line: AdjudicatedLine, expected: Decimal, text: str, got: Decimal | None = None, carc: str = ""
) -> Consequence:
    return Consequence.model_validate(
        {
            "kind": kind,
            "line": line.number,
            "code": line.code,
            "expected": expected,
            "got": line.allowed if got is None else got,
            "message": f"Line {line.number}, {_name(line)}: {text}.",
            "carc": carc,
        }
    )


def _patient_overcharged(own: Adjudication, right: Adjudication, pairs: tuple[Pair, ...]) -> list[Consequence]:
    """The lines of which the patient owes more than by the right claim, where the claim as a whole asks more of him."""
    if own.patient <= right.patient or own.allowed > right.allowed:
        return []
    found = []
    for line, other in pairs:
        owed, fair = (patient_share(one) if one else ZERO for one in (line, other))
        if line and owed > fair:
            carc = next(one.carc for one in line.adjustments if one.group == "PR")
            text = f"the patient owes {owed}, {owed - fair} too much"
            found.append(_consequence("patient_overcharged", line, fair, text, owed, carc))
    return found


def _name(line: AdjudicatedLine) -> str:
    return "-".join((line.code, *line.modifiers))
