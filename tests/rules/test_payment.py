"""Fees by RVU and GPCI, shares by modifier, several procedures: figures worked by hand from the July 2024 files."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data import Reference
from rules.fees import NoFee, fee, find_locality
from rules.payment import Ranked, modifier_share, reduced
from rules.payment_day import DayLine, priced_day, ranking_is_known


def money(text: str) -> Decimal:
    return Decimal(text)


def test_a_fee_is_the_weighed_sum_times_the_factor(reference: Reference) -> None:
    # (1.92 x 1.065 + 1.79 x 1.166 + 0.14 x 1.656) x 33.2875
    found = fee(reference, "99214", facility=False, locality="MANHATTAN")
    assert found.amount == money("145.26")
    assert found.total == money("3.85")
    assert len(found.steps) == 2


@pytest.mark.parametrize("name", ["10112-00", "1011200", "AL 00", "al", "Alabama"])
def test_a_locality_is_found_by_several_names(reference: Reference, name: str) -> None:
    assert find_locality(reference, name)["mac"] == "10112"


@pytest.mark.parametrize("name", ["CA", "nowhere", "99999-99", "San Francisco-Oakland-Berkeley"])
def test_no_locality_or_more_than_one(reference: Reference, name: str) -> None:
    with pytest.raises(KeyError):
        find_locality(reference, name)


@pytest.mark.parametrize(
    ("code", "facility", "component"),
    [
        ("27447", False, ""),
        ("J3301", False, ""),
        ("83036", False, ""),
        ("99213", True, "26"),
        ("nonsense", True, ""),
    ],
)
def test_no_fee_is_said_and_not_guessed(reference: Reference, code: str, facility: bool, component: str) -> None:
    with pytest.raises(NoFee):
        fee(reference, code, facility, component)


@pytest.mark.parametrize(
    ("code", "modifiers", "share"),
    [
        ("20610", ("50",), "1.50"),
        ("73610", ("50",), "2.00"),
        ("69210", ("50",), "1"),
        ("45385", ("50",), "1"),
        ("27447", ("62",), "0.625"),
        ("27447", ("80",), "0.16"),
        ("27447", ("AS", "80"), "0.136"),
        ("27447", ("50", "80"), "0.240"),
        ("27447", ("RT", "79"), "1"),
    ],
)
def test_shares_by_modifier(reference: Reference, code: str, modifiers: tuple[str, ...], share: str) -> None:
    assert modifier_share(reference.procedures.get(code), modifiers).factor == money(share)


@pytest.mark.parametrize("modifier", ["52", "53", "54", "55", "56", "66", "78"])
def test_what_is_priced_from_the_record_is_not_known(reference: Reference, modifier: str) -> None:
    entry = reference.procedures.get("27447")
    assert modifier_share(entry, (modifier,)).factor is None
    stand_in = modifier_share(entry, (modifier,), training=True).factor
    assert stand_in is not None
    assert 0 < stand_in < 1


def ranked(number: int, amount: str, multiple: str = "2", units: int = 1, code: str = "") -> Ranked:
    return Ranked(number, code or f"code {number}", money(amount), units, multiple)


def scope(number: int, amount: str, base: str = "B", base_amount: str = "180.00") -> Ranked:
    """An endoscopy of a family."""
    return Ranked(number, f"code {number}", money(amount), 1, "3", base, money(base_amount))


def allowed(*lines: Ranked) -> list[str]:
    return [str(found.allowed) for _, found in sorted(reduced(lines).items())]


def test_the_dearest_in_full_each_further_at_half() -> None:
    lines = [ranked(number, amount) for number, amount in enumerate(("100.00", "400.00", "200.00", "50.01"), start=1)]
    assert allowed(*lines) == ["50.00", "400.00", "100.00", "25.01"]


def test_a_line_without_the_rule_stays_and_does_not_rank() -> None:
    assert allowed(ranked(1, "900.00", multiple="0"), ranked(2, "100.00")) == ["900.00", "100.00"]


def test_equal_amounts_rank_by_line() -> None:
    assert allowed(ranked(1, "100.00"), ranked(2, "100.00")) == ["100.00", "50.00"]


def test_each_unit_is_a_procedure() -> None:
    # Three units of 100: one in full and two at half; the dearer single procedure goes first.
    assert allowed(ranked(1, "300.00", units=3)) == ["200.00"]
    assert allowed(ranked(1, "300.00", units=3), ranked(2, "150.00")) == ["150.00", "150.00"]


def test_an_endoscopy_family_is_paid_by_what_exceeds_its_base() -> None:
    assert allowed(scope(1, "200.00"), scope(2, "250.00"), scope(3, "170.00")) == ["20.00", "250.00", "0.00"]


def test_the_base_itself_beside_its_family_is_worth_nothing() -> None:
    assert allowed(scope(1, "250.00"), ranked(2, "180.00", code="B")) == ["250.00", "0.00"]


def test_families_rank_by_their_sums() -> None:
    other = scope(1, "260.00", base="C", base_amount="90.00")
    assert allowed(other, scope(2, "250.00"), scope(3, "200.00")) == ["130.00", "250.00", "20.00"]


def day(reference: Reference, *lines: tuple[str, tuple[str, ...], int], facility: bool = False) -> list[str]:
    asked = [DayLine(number, *line) for number, line in enumerate(lines, start=1)]
    return [str(line.allowed) for line in priced_day(reference, asked, facility)]


def test_therapy_halves_the_practice_expense_of_further_units(reference: Reference) -> None:
    # 97110: 0.88 x 33.2875 = 29.29, practice expense 0.42; 97140: 0.81 and 0.37.
    assert day(reference, ("97110", ("GP",), 2), ("97140", ("GP",), 1)) == ["51.59", "20.80"]


def test_images_of_one_session(reference: Reference) -> None:
    whole = [str(fee(reference, code, facility=False).amount) for code in ("76700", "76856")]
    assert day(reference, ("76700", (), 1)) == whole[:1]
    technical, reading = (fee(reference, "76856", False, part).amount for part in ("TC", "26"))
    lessened = round(technical * Decimal("0.50"), 2) + round(reading * Decimal("0.95"), 2)
    found = day(reference, ("76700", (), 1), ("76856", (), 1))
    assert found[0] == whole[0]
    assert abs(Decimal(found[1]) - lessened) <= Decimal("0.01")


def test_a_line_of_unknown_price_leaves_the_rank_open(reference: Reference) -> None:
    lines = [DayLine(1, "12032", ("52",)), DayLine(2, "11402")]
    priced = priced_day(reference, lines, facility=False)
    assert priced[0].allowed is None
    assert not ranking_is_known(priced)
    assert ranking_is_known(priced_day(reference, [DayLine(1, "99213"), DayLine(2, "12032", ("52",))], facility=False))
