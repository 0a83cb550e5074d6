"""What the training payers allow by modifier: the same arithmetic as the rule book's, times the contract's percent."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from billing.edits import ReadLine
from billing.pricing import Pricer
from data import Reference

DAY = datetime.date(2026, 5, 4)


def billed(code: str, *modifiers: str, number: int = 1, place: str = "21", units: int = 1) -> ReadLine:
    return ReadLine(number, DAY, place, code, modifiers, "A", Decimal("9999.00"), units, "", ("I10",))


def allowed(reference: Reference, *lines: ReadLine, credential: str = "MD") -> list[str]:
    contract = reference.contracts["medicare"]
    prices = Pricer(reference, contract, credential).prices(lines)
    return [str(prices[line.number].allowed) for line in lines]


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        # 27447 in a facility: 38.57 x 33.2875 = 1283.90 (fee schedule, July 2024).
        (billed("27447"), "1283.90"),
        (billed("27447", "51"), "1283.90"),
        (billed("27447", "50"), "1925.85"),
        (billed("27447", "62"), "802.44"),
        (billed("27447", "80"), "205.42"),
        (billed("27447", "82"), "205.42"),
        (billed("27447", "AS"), "174.61"),
        (billed("27447", "54"), "898.73"),
        (billed("27447", "55"), "256.78"),
        (billed("27447", "56"), "128.39"),
        (billed("27447", "78"), "898.73"),
        (billed("27447", "66"), "641.95"),
        (billed("27447", "52"), "641.95"),
        (billed("27447", "53"), "641.95"),
        # Priced apart by the schedule: 45378-53, 71046-26 and its technical part.
        (billed("45378", "53"), "90.87"),
        (billed("71046", "26"), "10.32"),
    ],
)
def test_payers_honor_modifiers(reference: Reference, line: ReadLine, amount: str) -> None:
    assert allowed(reference, line) == [amount]


def test_an_assistant_who_is_no_physician_is_not_lessened_twice(reference: Reference) -> None:
    assert allowed(reference, billed("27447", "AS"), credential="PA-C") == ["174.61"]
    assert allowed(reference, billed("99213", place="11"), credential="PA-C") == ["77.24"]


def test_further_procedures_and_endoscopies(reference: Reference) -> None:
    lines = (billed("45380", "59", number=1), billed("45385", number=2), billed("43239", "51", number=3))
    assert allowed(reference, *lines) == ["15.64", "249.32", "68.24"]


def test_a_contract_without_the_rule_reduces_nothing(reference: Reference) -> None:
    contract = replace(reference.contracts["medicare"], multiple_procedure_reduction=False)
    lines = (billed("12032", number=1), billed("11402", number=2))
    prices = Pricer(reference, contract, "MD").prices(lines)
    assert all(price.allowed == price.full for price in prices.values())


def test_every_share_names_its_clause(reference: Reference) -> None:
    contract = reference.contracts["medicare"]
    price = Pricer(reference, contract, "MD").prices([billed("27447", "80")])[1]
    assert "clause 4.7" in price.why
    assert any(clause.number == "4.7" for clause in contract.clauses)
