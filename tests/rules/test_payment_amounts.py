"""Medicare second, sequestration and limiting charge: worked examples, and what holds for any amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dollars import cents, percent
from rules.limiting_charge import limiting_charge
from rules.medicare_secondary import medicare_secondary
from rules.sequestration import sequestration

AMOUNTS = st.decimals(min_value=0, max_value=50_000, places=2)
RATES = st.sampled_from([Decimal(0), Decimal("0.15"), Decimal("0.20"), Decimal("0.35"), Decimal(1)])


def test_the_example_of_the_regulation() -> None:
    answer = medicare_secondary(
        Decimal(175), Decimal(150), Decimal(120), Decimal(125), Decimal(0), Decimal("0.20")
    )  # 42 CFR 411.33(b)
    assert answer.amounts == (Decimal(55), Decimal(100), Decimal(30))
    assert answer.pays == Decimal(30)
    assert answer.patient == 0
    assert "lowest: 30.00" in " ".join(answer.steps)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, RATES, st.none() | AMOUNTS)
def test_second_payment_balances_and_is_the_lowest(
    charge: Decimal,
    allowed: Decimal,
    paid: Decimal,
    fee: Decimal,
    deductible: Decimal,
    rate: Decimal,
    obligated: Decimal | None,
) -> None:
    paid = min(paid, charge)
    answer = medicare_secondary(charge, allowed, paid, fee, deductible, rate, obligated)
    assert min(answer.pays, answer.patient, answer.write_off) >= 0
    assert paid + answer.pays + answer.patient + answer.write_off == charge
    assert answer.pays == min(answer.amounts)
    assert all(amount == cents(amount) for amount in (answer.pays, answer.patient, answer.write_off))


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, RATES)
def test_a_higher_first_payment_never_costs_medicare_or_the_patient_more(
    charge: Decimal, allowed: Decimal, paid: Decimal, fee: Decimal, rate: Decimal
) -> None:
    paid = min(paid, charge)
    without = medicare_secondary(charge, allowed, Decimal(0), fee, Decimal(0), rate)
    with_payment = medicare_secondary(charge, allowed, paid, fee, Decimal(0), rate)
    assert with_payment.pays <= without.pays
    assert with_payment.patient <= without.patient


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, RATES)
def test_payments_never_exceed_what_must_be_accepted(
    charge: Decimal, allowed: Decimal, fee: Decimal, obligated: Decimal, rate: Decimal
) -> None:
    paid = min(obligated, charge, allowed)
    answer = medicare_secondary(charge, allowed, paid, fee, Decimal(0), rate, obligated)
    assert paid + answer.pays + answer.patient <= min(charge, obligated)


@pytest.mark.parametrize(
    ("paid", "rate", "message"), [("200", "0.2", "more than the charge"), ("10", "1.2", "share from 0 to 1")]
)
def test_amounts_that_cannot_be_are_refused(paid: str, rate: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        medicare_secondary(Decimal(100), Decimal(80), Decimal(paid), Decimal(80), Decimal(0), Decimal(rate))


@given(AMOUNTS, AMOUNTS, RATES)
def test_sequestration_balances_and_leaves_the_patient_alone(
    allowed: Decimal, deductible: Decimal, rate: Decimal
) -> None:
    answer = sequestration(allowed, deductible, rate)
    assert min(answer.withheld, answer.paid, answer.patient) >= 0
    assert answer.withheld + answer.paid + answer.patient == allowed
    assert answer.withheld == cents((allowed - answer.patient) * Decimal("0.02"))
    assert answer.patient >= min(allowed, deductible)


def test_sequestration_refuses_a_rate_in_percent() -> None:
    with pytest.raises(ValueError, match="share from 0 to 1"):
        sequestration(Decimal(100), Decimal(0), Decimal(20))


@given(AMOUNTS)
def test_limiting_charge_lies_just_above_the_fee(fee: Decimal) -> None:
    answer = limiting_charge(fee)
    assert answer.non_participating_allowed <= fee
    assert abs(answer.limit - fee * Decimal("1.0925")) <= Decimal("0.02")


def test_a_share_reads_as_percent() -> None:
    assert [percent(Decimal(rate)) for rate in ("0.20", "0.02", "1", "0.95", "0.125")] == [
        "20 %", "2 %", "100 %", "95 %", "12.5 %",
    ]  # fmt: skip
