"""A claim to its grade: item by item against the claim that is right for the learner's own codes.

What registration pre-filled rightly earns little, for it was there before; spoiling it costs. What it filled wrongly
or left blank is the learner's work. Codes are compared with the learner's own, so that no coding error counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from billing import ITEMS, LINE_COLUMNS, accepted_values, key_claim, registered_claim, same_value
from billing.models import Claim, ClaimLine
from grading.models import Grade, Risk
from grading.money import ZERO, allowed_amount
from grading.tally import SHARES, Mark, Tally, grade_of, percent
from grading.weights import Weights, default_weights
from rules.code_references import bare
from scenarios.models import CodingAnswer, Variant

if TYPE_CHECKING:
    from data import Reference

_LISTS = ("21", "24")
_LABELS = {item.key: item.label for item in ITEMS} | {f"24{c.key}": c.label for c in LINE_COLUMNS} | {"21": "Diagnosis"}
_MANUAL = "NUCC 1500 manual (02/12)"


@dataclass(frozen=True)
class Field:
    """One value of a form: `item` as shown (`1a`, `21A`, `24D.1`), `name` as weights and labels know it."""

    item: str
    name: str
    expected: str
    registered: str
    given: str
    right: bool
    prefilled: bool
    """The pre-filled claim had it right."""
    line: int | None = None

    @property
    def manual(self) -> str:
        number = self.name.split()[0]
        return f"{_MANUAL}, item {number}"


def grade_claim(
    reference: Reference,
    variant: Variant,
    claim: Claim,
    codes: CodingAnswer | None = None,
    weights: Weights | None = None,
) -> Grade:
    """Score and findings in the order of the form; `codes` are the learner's own where the claim carries them.

    A claim that carries the key's codes in place of the learner's own is graded against those: what the learner has
    put right on the way is not wrong.
    """
    chosen = weights or default_weights()
    tallies = [_tally(reference, variant, claim, own, chosen) for own in ((codes, None) if codes else (None,))]
    best = max(tallies, key=lambda tally: tally.rank)
    score = percent(0, 1) if _is_empty(claim) else best.score
    return grade_of(best, (), (), score)


def _is_empty(claim: Claim) -> bool:
    return not (any(v.strip() for v in claim.items.values()) or any(claim.diagnoses) or claim.lines)


def _tally(reference: Reference, variant: Variant, claim: Claim, codes: CodingAnswer | None, weights: Weights) -> Tally:
    right = key_claim(reference, variant, codes)
    registered = registered_claim(reference, variant, codes)
    fields = [
        *_single_fields(claim, right, registered, accepted_values(reference, variant)),
        *_diagnosis_fields(claim, right, registered),
        *_line_fields(claim, right, registered),
    ]
    own = [field for field in fields if not field.prefilled and (field.expected or field.registered)]
    given_before = [field for field in fields if field.prefilled and field.expected]
    own_worth = SHARES * weights.claim_item
    before = len(own) * own_worth * weights.prefilled_percent // 100 or SHARES * weights.prefilled_alone
    each = before // len(given_before) if given_before else 0
    marks = [_own_mark(reference, variant, right, field, own_worth, weights) for field in own]
    marks += _prefilled_marks(reference, variant, right, fields, each, weights)
    marks += _extra_rows(claim, right, weights)
    return Tally(tuple(marks), own_worth * len(own) + each * len(given_before))


# ---- comparing -------------------------------------------------------------------------------------------


def _single_fields(
    claim: Claim, right: Claim, registered: Claim, accepted: dict[str, tuple[str, ...]]
) -> Iterator[Field]:
    for item in ITEMS:
        key = item.key
        if key in _LISTS:
            continue
        expected, typed, given = (form.items.get(key, "") for form in (right, registered, claim))

        def agrees(value: str, key: str = key, expected: str = expected) -> bool:
            return any(same_value(key, value, one) for one in (expected, *accepted.get(key, ())))

        yield Field(key, key, expected, typed, given, agrees(given), agrees(typed))


def _diagnosis_fields(claim: Claim, right: Claim, registered: Claim) -> Iterator[Field]:
    for place in range(max(len(right.diagnoses), len(claim.diagnoses))):
        expected, typed, given = (
            form.diagnoses[place] if place < len(form.diagnoses) else "" for form in (right, registered, claim)
        )
        letter = chr(ord("A") + place)
        yield Field(
            f"21{letter}", "21", expected, typed, given, bare(given) == bare(expected), bare(typed) == bare(expected)
        )


def _line_fields(claim: Claim, right: Claim, registered: Claim) -> Iterator[Field]:
    rows = _rows_of(claim.lines, right.lines)
    for number, line in enumerate(right.lines):
        typed = registered.lines[number] if number < len(registered.lines) else None
        row = rows[number]
        for column in LINE_COLUMNS:
            name = f"24{column.key}"
            yield Field(
                item=f"{name}.{number + 1}",
                name=name,
                expected=_column(line, column.key),
                registered=_column(typed, column.key),
                given=_column(row, column.key),
                right=row is not None and _same(name, row, claim, line, right),
                prefilled=typed is not None and _same(name, typed, registered, line, right),
                line=number,
            )


def _rows_of(given: Sequence[ClaimLine], right: Sequence[ClaimLine]) -> list[ClaimLine | None]:
    """For each right row the given row with its code and modifiers, its code, or at its place; each used once."""
    left = dict(enumerate(given))
    found: dict[int, ClaimLine] = {}
    for alike in (_same_service, _same_code, None):
        for number, line in enumerate(right):
            if number in found:
                continue
            rows = [n for n, row in left.items() if (n == number if alike is None else alike(row, line))]
            if rows:
                found[number] = left.pop(min(rows, key=lambda n, at=number: abs(n - at)))  # type: ignore[misc]
    return [found.get(number) for number in range(len(right))]


def _same_code(row: ClaimLine, line: ClaimLine) -> bool:
    return [d.upper() for d in row.D[:1]] == [d.upper() for d in line.D[:1]]


def _same_service(row: ClaimLine, line: ClaimLine) -> bool:
    return _same_code(row, line) and _modifiers(row) == _modifiers(line)


def _modifiers(line: ClaimLine) -> set[str]:
    return {modifier.strip().upper() for modifier in line.D[1:] if modifier.strip()}


def _column(line: ClaimLine | None, column: str) -> str:
    if line is None:
        return ""
    value = getattr(line, column)
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _same(name: str, row: ClaimLine, claim: Claim, line: ClaimLine, right: Claim) -> bool:
    if name == "24D":
        return _same_service(row, line)
    if name == "24E":
        return _pointed(row, claim) == _pointed(line, right)
    if name == "24G":
        return _units(row.G) == _units(line.G)
    column = name[2:]
    return same_value(name, _column(row, column), _column(line, column))


def _pointed(line: ClaimLine, claim: Claim) -> tuple[str, frozenset[str]]:
    """The codes that a row points at: the first, and all of them."""
    codes = []
    for letter in line.E.upper():
        place = ord(letter) - ord("A")
        if 0 <= place < len(claim.diagnoses):
            codes.append(bare(claim.diagnoses[place]))
        elif letter.isalnum():
            codes.append(letter)
    return (codes[0] if codes else ""), frozenset(codes)


def _units(text: str) -> str:
    """Units as typed, `1.0` and `01` read as `1`."""
    whole = text.strip().removesuffix(".0").removesuffix(".00")
    return whole.lstrip("0") or whole


# ---- marks -----------------------------------------------------------------------------------------------


def _own_mark(reference: Reference, variant: Variant, right: Claim, field: Field, worth: int, weights: Weights) -> Mark:
    """A value that the learner had to fill in or put right."""
    fault = next((f for f in variant.key.claim_faults if f.item == field.item), None)
    risk = _risk(field, weights)
    return Mark(
        kind="right" if field.right else "wrong_field",
        element=f"item {field.item}",
        expected=field.expected,
        given=field.given,
        points=worth if field.right else 0,
        worth=worth,
        why=fault.why if fault else f"{_LABELS[field.name]}: registration had {field.registered or 'nothing'}.",
        cites=fault.cites if fault else field.manual,
        skill=fault.skill if fault else weights.claim_skills.get(field.name, "claim.demographics"),
        dollars=ZERO if field.right else _dollars(reference, variant, right, field, risk),
        risk="none" if field.right else risk,
    )


def _prefilled_marks(
    reference: Reference, variant: Variant, right: Claim, fields: Sequence[Field], each: int, weights: Weights
) -> Iterator[Mark]:
    """One mark for all that was right and stayed so, and one for each value that was spoiled."""
    kept = [field for field in fields if field.prefilled and field.right and field.expected]
    if kept:
        yield Mark(
            kind="right",
            element="pre-filled items",
            expected="",
            given=f"{len(kept)} left as they were",
            points=each * len(kept),
            worth=each * len(kept),
            why="Registration had these right.",
            cites=_MANUAL,
            skill="",
        )
    for field in fields:
        if field.right or not field.prefilled:
            continue
        if not field.expected and field.name in weights.claim_remarks:
            yield _remark(field)
            continue
        risk = _risk(field, weights)
        lost = weights.claim_spoiled_harmless if risk == "none" else weights.claim_spoiled
        yield Mark(
            kind="wrong_field",
            element=f"item {field.item}",
            expected=field.expected,
            given=field.given,
            points=-SHARES * lost,
            worth=each if field.expected else 0,
            why=f"{_LABELS[field.name]}: this was right before it was changed.",
            cites=field.manual,
            skill=weights.claim_skills.get(field.name, "claim.demographics"),
            dollars=_dollars(reference, variant, right, field, risk),
            risk=risk,
        )


def _remark(field: Field) -> Mark:
    why = f"{_LABELS[field.name]}: a remark here neither helps nor harms."
    return Mark("neutral", f"item {field.item}", "", field.given, 0, 0, why, field.manual, "")


def _extra_rows(claim: Claim, right: Claim, weights: Weights) -> Iterable[Mark]:
    used = {id(row) for row in _rows_of(claim.lines, right.lines) if row is not None}
    for number, row in enumerate(claim.lines, start=1):
        if id(row) not in used:
            yield Mark(
                kind="wrong_field",
                element=f"item 24.{number}",
                expected="",
                given=" ".join(row.D),
                points=-SHARES * weights.claim_item,
                worth=0,
                why="The row bills a service that was not coded.",
                cites=f"{_MANUAL}, item 24",
                skill="claim.lines",
                risk="compliance",
            )


def _risk(field: Field, weights: Weights) -> Risk:
    """What a wrong value of an item leads to; most stop the claim at the clearinghouse or payer's door."""
    risk = weights.claim_risks.get(field.name, "rejected")
    return risk  # type: ignore[return-value]


def _dollars(reference: Reference, variant: Variant, right: Claim, field: Field, risk: Risk) -> Decimal:
    """Allowed amount of the row, or of the whole claim, that is not paid because of the value."""
    if risk not in {"rejected", "denied"}:
        return ZERO
    rows = right.lines if field.line is None else right.lines[field.line : field.line + 1]
    return sum(
        (
            allowed_amount(reference, variant.encounter, row.D[0], int(row.G) if row.G.isdecimal() else 1)
            for row in rows
        ),
        ZERO,
    )
