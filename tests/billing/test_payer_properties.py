"""What holds for every claim: balance after any first payer, the same answer twice, and no cent lost in thousands."""

from __future__ import annotations

import datetime
import random
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import adjudicate, key_claim, remit
from billing.models import Adjudication, Adjustment, Claim, ClaimLine, PriorPayer
from billing.payer import Received, adjudicate_all, reversal
from billing.payer_file import Mistake, PayerFile
from billing.pricing import Pricer, cents
from billing.remittance import carried_forward, check_balance, recovery, remit_again
from billing.secondary import PriorLine, coordinated, prior_line, prior_payer
from billing.secondary_claim import secondary_claim
from data import Reference
from data.models import CoordinationRule
from rules.medicare_secondary import medicare_secondary
from scenarios.models import Variant
from tests.billing.made import MEMBER_IDS, SERVED, made_variant, npi, right_claim, totalled, with_items
from tests.billing.test_adjudications import covered
from tests.billing.test_payer import DIAGNOSES, WORK
from tests.billing.test_pricing import billed

ON = SERVED + datetime.timedelta(days=21)
money = st.decimals(0, 500, places=2)
FEW = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


SERVICES = {
    "99213": (("25",), "A"), "20610": (("RT",), "C"), "J3301": ((), "C"), "93000": ((), "A"), "99406": (("25",), "A"),
    "11721": (("59",), "A"), "20550": (("59", "RT"), "C"),
}  # fmt: skip
"""Services that every payer here pays beside each other, their modifiers, and the diagnoses they point at."""
rows = st.builds(
    lambda code, charge: ClaimLine(
        A=SERVED.isoformat(), B="11", D=(code, *SERVICES[code][0]), E=SERVICES[code][1], F=f"{charge / 100:.2f}", G="1",
        J=npi("154839201"),
    ),
    st.sampled_from(sorted(SERVICES)),
    st.decimals(0, 90_000, places=0),
)  # fmt: skip
rows_of_a_day = st.lists(rows, min_size=1, max_size=4, unique_by=lambda row: row.D[0])


def variant_and_claim(
    reference: Reference, payer_id: str, lines: list[ClaimLine], deductible: Decimal, rate: Decimal
) -> tuple[Variant, Claim]:
    variant, claim = right_claim(
        reference,
        payer_id=payer_id,
        registration=WORK if payer_id == "harbor-comp" else {},
        coverage={"deductible_left": deductible, "coinsurance_rate": rate, "copay": Decimal("20.00")},
    )
    return variant, totalled(claim.model_copy(update={"lines": tuple(lines), "diagnoses": DIAGNOSES}))


def test_the_services_drawn_are_paid_by_every_payer(reference: Reference) -> None:
    """What the properties below are about is no heap of denials."""
    lines = [
        ClaimLine(A=SERVED.isoformat(), B="11", D=(code, *parts), E=points, F="400.00", G="1", J=npi("154839201"))
        for code, (parts, points) in SERVICES.items()
    ]
    for payer_id in MEMBER_IDS:
        variant, claim = variant_and_claim(reference, payer_id, lines, Decimal(0), Decimal("0.20"))
        answer = adjudicate(reference, claim, variant.encounter, reference.contracts[payer_id], ON)
        assert answer.rejection == ()
        assert [row.why for row in answer.lines if row.denied] == []


@FEW
@given(
    first=st.sampled_from([name for name in sorted(MEMBER_IDS) if name != "harbor-comp"]),
    second=st.sampled_from(sorted(MEMBER_IDS)),
    lines=rows_of_a_day,
    deductible=money,
    rate=st.decimals(0, 1, places=2),
    qmb=st.booleans(),
)
def test_two_payers_balance_and_share_what_is_charged(
    reference: Reference,
    first: str,
    second: str,
    lines: list[ClaimLine],
    deductible: Decimal,
    rate: Decimal,
    qmb: bool,
) -> None:
    one, claim = variant_and_claim(reference, first, lines, deductible, rate)
    before = adjudicate(reference, claim, one.encounter, reference.contracts[first], ON)
    if before.status == "rejected" or first == second:
        return
    two, own = variant_and_claim(reference, second, lines, deductible, rate)
    encounter = covered(reference, {"payer": second, "prior": [{"payer": first}]}, two.encounter)
    again = own.model_copy(update={"prior_payers": (prior_payer(reference, before),)})
    file = PayerFile(qmb=qmb)
    after = adjudicate(reference, again, encounter, reference.contracts[second], ON, file=file)
    assert after == adjudicate(reference, again, encounter, reference.contracts[second], ON, file=file)
    if after.status == "rejected":
        return
    remit((after,), "R2", ON)
    assert after.order == 2
    for mine, theirs in zip(after.lines, before.lines, strict=True):
        if mine.denied or theirs.denied or second == "harbor-comp":
            continue
        # The first payer's write-off is never paid again, and what both pay is never more than the charge.
        assert mine.paid <= theirs.charge - theirs.paid
        assert mine.paid + theirs.paid <= theirs.charge
    if reference.contracts[second].coordination == "medicaid":
        covered_lines = [row for row in after.lines if not row.denied]
        settled = [row for row, old in zip(after.lines, before.lines, strict=True) if not old.denied]
        assert all(one.group != "PR" for row in covered_lines if row in settled for one in row.adjustments)


@FEW
@given(
    payer_id=st.sampled_from([name for name in sorted(MEMBER_IDS) if name != "medicare"]),
    lines=rows_of_a_day,
    fewer=st.integers(1, 4),
    deductible=money,
    owed=st.decimals(0, 2000, places=2),
)
def test_a_correction_moves_the_difference_and_no_payment_is_below_nothing(
    reference: Reference, payer_id: str, lines: list[ClaimLine], fewer: int, deductible: Decimal, owed: Decimal
) -> None:
    variant, claim = variant_and_claim(reference, payer_id, lines, deductible, Decimal("0.20"))
    contract = reference.contracts[payer_id]
    first = adjudicate(reference, claim, variant.encounter, contract, ON)
    if first.status == "rejected":
        return
    corrected = totalled(claim.model_copy(update={"lines": claim.lines[:fewer]}))
    corrected = with_items(corrected, i22="7", i22_original=first.claim_number)
    second = adjudicate(reference, corrected, variant.encounter, contract, ON + datetime.timedelta(days=20), (first,))
    assert second.status != "rejected"
    remittance = remit_again(first, second, "R9", ON, (recovery("X", owed),))
    carried = sum((one.amount for one in carried_forward(remittance)), Decimal(0))
    assert remittance.amount >= 0
    assert remittance.amount - carried == second.paid - first.paid - owed
    assert min(remittance.amount, carried) == 0


@FEW
@given(payer_id=st.sampled_from(sorted(MEMBER_IDS)), lines=rows_of_a_day, deductible=money)
def test_a_reversal_undoes_an_answer_to_the_cent(
    reference: Reference, payer_id: str, lines: list[ClaimLine], deductible: Decimal
) -> None:
    variant, claim = variant_and_claim(reference, payer_id, lines, deductible, Decimal("0.20"))
    answer = adjudicate(reference, claim, variant.encounter, reference.contracts[payer_id], ON)
    if answer.status == "rejected":
        return
    undone = reversal(answer, ON)
    check_balance(undone)
    for name in ("charge", "allowed", "paid", "patient"):
        assert getattr(undone, name) + getattr(answer, name) == 0
    back = reversal(undone, ON)
    assert [row.adjustments for row in back.lines] == [row.adjustments for row in answer.lines]


@FEW
@given(
    kind=st.sampled_from(
        ["fee_loaded", "modifier_ignored", "network_misread", "multiple_procedure", "downcoded", "preventive_share",
         "diagnosis_ignored"]
    ),
    payer_id=st.sampled_from(sorted(MEMBER_IDS)),
    lines=rows_of_a_day,
    share=st.decimals("0.5", "1.5", places=2),
)  # fmt: skip
def test_a_payers_own_mistake_still_balances(
    reference: Reference, kind: str, payer_id: str, lines: list[ClaimLine], share: Decimal
) -> None:
    variant, claim = variant_and_claim(reference, payer_id, lines, Decimal("50.00"), Decimal("0.20"))
    mistake = Mistake.model_validate({"kind": kind, "percent": share, "paid_code": "99212"})
    answer = adjudicate(
        reference, claim, variant.encounter, reference.contracts[payer_id], ON, file=PayerFile(mistakes=(mistake,))
    )
    if answer.status != "rejected":
        remit((answer,), "R1", ON)
        assert [(row.code, row.modifiers) for row in answer.lines] == [
            (row.D[0], row.D[1:]) for row in lines
        ]  # shown as billed, whatever was read


# ---- thousands -------------------------------------------------------------------------------------------


def test_no_cent_is_lost_over_ten_thousand_lines_after_another_payer() -> None:
    """left = pays + patient + written off for every rule, never below 0; drawn once and for all by one seed."""
    draw = random.Random(5)
    rules = get_args(CoordinationRule)
    total = parts = Decimal(0)
    for number in range(10_000):
        charge, fee = cent(draw, 1, 90_000), cent(draw, 0, 60_000)
        allowed = min(fee, charge)
        written_off = charge - min(cent(draw, 0, 90_000), charge)
        paid = min(cent(draw, 0, 90_000), charge - written_off)
        prior = PriorLine(charge, paid, written_off, Decimal("0.00"), adjudicated=bool(number % 7))
        share = min(cent(draw, 0, 20_000), allowed)
        found = coordinated(rules[number % len(rules)], prior, allowed, share)
        assert min(found.pays, found.patient, found.written_off) >= 0, (prior, allowed, share, found)
        assert found.pays <= allowed - share
        assert prior.settled + found.pays + found.patient + found.written_off == charge
        total += charge
        parts += prior.settled + found.pays + found.patient + found.written_off
    assert total == parts


def test_medicares_second_payment_is_the_rule_books() -> None:
    """Deductible and coinsurance taken together come to what the rule book makes of them apart."""
    draw = random.Random(11)
    for _ in range(2_000):
        charge = cent(draw, 100, 90_000)
        allowed = min(cent(draw, 100, 60_000), charge)
        agreed = min(cent(draw, 100, 60_000), charge)
        paid = min(cent(draw, 1, 60_000), agreed)
        deductible = cent(draw, 0, 24_000)
        taken = min(deductible, allowed)
        share = taken + cents((allowed - taken) * Decimal("0.20"))
        prior = PriorLine(charge, paid, charge - agreed, Decimal("0.00"), adjudicated=True)
        found = coordinated("medicare", prior, allowed, share)
        book = medicare_secondary(charge, agreed, paid, allowed, deductible, Decimal("0.20"), agreed)
        assert (found.pays, found.patient) == (book.pays, book.patient)
        assert found.written_off + prior.written_off == book.write_off


def test_no_cent_is_lost_in_pricing_ten_thousand_lines(reference: Reference) -> None:
    """charge = allowed + cuts + what is above the fee, for every contract; amounts are whole cents."""
    draw = random.Random(3)
    codes = ("99213", "20610", "45385", "45380", "43239", "12032", "11402", "J3301", "73110", "93000")
    contracts = [contract for contract in reference.contracts.values() if contract.self_pay is None]
    for _ in range(1_250):
        lines = [
            billed(draw.choice(codes), number=number, place=draw.choice(("11", "22")), units=draw.randint(1, 3))
            for number in range(1, 9)
        ]
        contract = draw.choice(contracts)
        prices = Pricer(reference, contract, draw.choice(("MD", "NP"))).prices(lines)
        assert len(prices) == len(lines)
        for price in prices.values():
            assert price.allowed >= 0
            assert all(amount >= 0 for _, amount in price.cuts)
            for amount in (price.full, price.allowed):
                assert amount == amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def cent(draw: random.Random, low: int, high: int) -> Decimal:
    return Decimal(draw.randint(low, high)) / 100


# ---- from one payer to the next --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "crosses"),
    [
        ("lakeshore-ppo", "medicare", ""),
        ("medicare", "granite-medicaid", "granite-medicaid"),
        ("medicare", "eagle-ridge", "eagle-ridge"),
        ("medicare", "summit-ppo", ""),
        ("summit-ppo", "lakeshore-ppo", ""),
        ("pinecrest-hmo", "granite-medicaid", ""),
        ("summit-ppo", "tidewater-ma", ""),
    ],
)
def test_the_claim_to_the_next_payer_is_taken_in_and_answered_second(
    reference: Reference, first: str, second: str, crosses: str
) -> None:
    variant = made_variant(reference, payer_id=first, coverage={"deductible_left": Decimal("60.00")})
    encounter = covered(reference, {"payer": first, "after": [second]}, variant.encounter)
    variant = variant.model_copy(update={"encounter": encounter})
    before = adjudicate(reference, key_claim(reference, variant), encounter, reference.contracts[first], ON)
    assert before.crossed_to == crosses
    assert before.clp_status == ("19" if crosses else "1")
    claim = secondary_claim(reference, variant, before)
    after = adjudicate(reference, claim, encounter, reference.contracts[second], ON + datetime.timedelta(days=30))
    assert after.rejection == ()
    assert (after.status, after.order, after.clp_status) == ("paid", 2, "2")
    settled = {f"{one.group}-{one.carc}": one.amount for row in after.lines for one in row.adjustments}
    assert settled["OA-23"] == before.charge - before.patient
    assert before.paid + after.paid <= before.charge


def test_a_member_who_is_qualified_by_the_coverage_owes_nothing(reference: Reference) -> None:
    facts = {"payer_id": "medicare", "coverage": {"deductible_left": Decimal("60.00"), "qmb": True}}
    variant, claim = right_claim(reference, **facts)
    answer = adjudicate(reference, claim, variant.encounter, reference.contracts["medicare"], ON)
    assert answer.patient == 0
    assert answer.remarks == ("N781", "N782")


# ---- details ---------------------------------------------------------------------------------------------


def test_order_of_arrival_and_not_of_asking_uses_up_the_deductible(reference: Reference) -> None:
    variant = made_variant(reference, payer_id="summit-ppo", coverage={"deductible_left": Decimal("100.00")})
    _, claim = right_claim(reference, payer_id="summit-ppo")
    claims = [Received(claim, variant.encounter, SERVED + datetime.timedelta(days=days)) for days in (9, 2, 5)]
    contract = reference.contracts["summit-ppo"]
    answers = adjudicate_all(reference, contract, claims)
    assert answers == adjudicate_all(reference, contract, sorted(claims, key=lambda one: one.received_on))
    assert [deductible(answer) for answer in answers] == [Decimal("100.00"), Decimal("0.00"), Decimal("0.00")]


def deductible(answer: Adjudication) -> Decimal:
    found: list[Adjustment] = [one for row in answer.lines for one in row.adjustments if one.carc == "1"]
    return sum((one.amount for one in found), Decimal("0.00"))


def test_a_first_payer_that_tells_nothing_of_a_line_paid_nothing(reference: Reference) -> None:
    _, claim = right_claim(reference)
    empty = PriorPayer(
        order=1, payer_id="", payer="Elsewhere", claim_number="1", paid_on=SERVED, charge=Decimal("282.00"),
        allowed=Decimal(0), paid=Decimal(0), patient=Decimal(0),
    )  # fmt: skip
    found = prior_line(claim.model_copy(update={"prior_payers": (empty,)}), 1, Decimal("282.00"))
    assert (found.settled, found.left, found.adjudicated) == (Decimal(0), Decimal("282.00"), False)
