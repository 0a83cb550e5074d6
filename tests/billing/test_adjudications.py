"""Adjudications worked by hand in tests/facts/adjudication: the arithmetic as written, and the payer's own answer."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from billing import adjudicate, remit
from billing.models import Adjudication, Adjustment, Claim, LinePayment, PriorPayer, ProviderAdjustment, Remittance
from billing.payer import Received, adjudicate_all
from billing.payer_file import PayerFile
from billing.remittance import carried_forward, recovery, remit_again
from data import Reference
from scenarios.models import Encounter, Provider
from tests.billing.made import MEMBER_IDS, SERVED, line, npi, right_claim, totalled, with_items, with_line

FACTS = Path(__file__).parent.parent / "facts" / "adjudication"
LATER = SERVED + datetime.timedelta(days=21)


def facts(*names: str) -> list[dict[str, Any]]:
    return [case for name in names for case in yaml.safe_load((FACTS / f"{name}.yaml").read_text(encoding="utf-8"))]


SINGLE = facts("fees", "reductions", "shares", "secondary")
PAYMENTS = facts("payments")


def name(case: dict[str, Any]) -> str:
    return str(case["id"])


# ---- the arithmetic itself -------------------------------------------------------------------------------

STEP = re.compile(r"(?:^|[:.] )([\d(][^:=]*?) = (-?[\d,]+(?:\.\d+)?)\s*$")


def worked_out(text: str) -> Decimal:
    """The value of `2 % of 102.53` or `(1.92 + 1.79 + 0.14) x 33.2875`, to the cent."""
    text = text.replace(",", "")
    share = re.fullmatch(r"([\d.]+) % of ([\d.]+)", text)
    if share:
        return (Decimal(share[1]) / 100 * Decimal(share[2])).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert re.fullmatch(r"[\d. ()+\-x/]+", text), text
    numbers = re.sub(r"\d+(?:\.\d+)?", lambda found: f'Decimal("{found[0]}")', text.replace("x", "*"))
    value = eval(numbers, {"__builtins__": {}}, {"Decimal": Decimal})
    assert isinstance(value, Decimal)
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("case", SINGLE + PAYMENTS, ids=name)
def test_the_arithmetic_as_written_is_right(case: dict[str, Any]) -> None:
    steps = case["arithmetic"].splitlines()
    for step in steps:
        if "=" not in step:
            continue
        found = STEP.search(step)
        assert found, f"not read: {step}"
        assert worked_out(found[1]) == Decimal(found[2].replace(",", "")), step
    written = set(re.findall(r"[\d,]+\.\d\d\b", case["arithmetic"].replace(",", "")))
    for expected in case["expect"].get("lines", ()):
        for amount in (expected["paid"], *expected["adjustments"].values()):
            given = str(case).split("'arithmetic'")[0]
            assert amount in written or amount == "0.00" or amount in given, f"{amount} is not worked out"


def test_there_are_enough_of_them() -> None:
    ids = [name(case) for case in SINGLE + PAYMENTS]
    assert len(ids) == len(set(ids)) >= 60


# ---- making the claims -----------------------------------------------------------------------------------


def made(reference: Reference, case: dict[str, Any], step: dict[str, Any] | None = None) -> tuple[Encounter, Claim]:
    """The encounter and the claim of a case, or of one of its steps; charges as the case says."""
    own = case | (step or {})
    diagnoses = tuple(own.get("diagnoses", ("E11.22", "N18.31")))
    lines = tuple(
        line(
            row["code"], *row.get("modifiers", ()), units=row.get("units", 1), points=tuple(row.get("points", ("d1",)))
        )
        for row in own["lines"]
    )
    credential = own.get("credential", "MD")
    variant, claim = right_claim(
        reference,
        payer_id=case["payer"],
        diagnoses=diagnoses,
        lines=lines,
        coverage={"coinsurance_rate": Decimal(0)}
        | {key: Decimal(value) for key, value in case.get("terms", {}).items()},
        registration=case.get("registration", {}),
        encounter={
            "place_of_service": case.get("place", "11"),
            "provider": Provider(name="A Reyes", npi=npi("154839201"), credential=credential, specialty="medicine"),
        },
    )
    for number, row in enumerate(own["lines"], start=1):
        claim = with_line(claim, number, F=row["charge"])
    claim = totalled(claim).model_copy(update={"prior_payers": prior_payers(case)})
    return covered(reference, case, variant.encounter), claim


def covered(reference: Reference, case: dict[str, Any], encounter: Encounter) -> Encounter:
    """The encounter with the payers before and after this one among its coverage."""
    (own,) = encounter.coverage
    before = [entry["payer"] for entry in case.get("prior", ())]
    ids = [*before, own.payer_id, *case.get("after", ())]
    coverage = tuple(
        own.model_copy(
            update={"order": order}
            if payer_id == own.payer_id
            else {
                "order": order,
                "payer_id": payer_id,
                "payer": reference.payers[payer_id].name,
                "kind": reference.payers[payer_id].kind,
                "member_id": MEMBER_IDS[payer_id],
            }
        )
        for order, payer_id in enumerate(ids, start=1)
    )
    return encounter.model_copy(update={"coverage": coverage})


def prior_payers(case: dict[str, Any]) -> tuple[PriorPayer, ...]:
    found = []
    for order, entry in enumerate(case.get("prior", ()), start=1):
        payments = tuple(
            LinePayment(
                number=number,
                code=case["lines"][number - 1]["code"],
                paid=Decimal(row["paid"]),
                adjustments=adjustments(row["adjustments"]),
            )
            for number, row in enumerate(entry["lines"], start=1)
        )
        charge = sum((Decimal(row["charge"]) for row in case["lines"]), Decimal(0))
        paid = sum((one.paid for one in payments), Decimal(0))
        owed = sum((a.amount for one in payments for a in one.adjustments if a.group == "PR"), Decimal(0))
        for one in payments:
            total = one.paid + sum((a.amount for a in one.adjustments), Decimal(0))
            assert total == Decimal(case["lines"][one.number - 1]["charge"]), "the first payer's answer must balance"
        found.append(
            PriorPayer(
                order=order, payer_id=entry["payer"], payer=entry["payer"], claim_number="X1",
                paid_on=entry.get("paid_on", SERVED),
                charge=charge, allowed=paid + owed, paid=paid, patient=owed, lines=payments,
            )
        )  # fmt: skip
    return tuple(found)


def adjustments(written: dict[str, str]) -> tuple[Adjustment, ...]:
    parts = ((key.partition("-"), value) for key, value in written.items())
    return tuple(
        Adjustment.model_validate({"group": group, "carc": carc, "amount": value}) for (group, _, carc), value in parts
    )


def answered(
    reference: Reference, case: dict[str, Any], step: dict[str, Any] | None = None, prior: tuple[Adjudication, ...] = ()
) -> Adjudication:
    encounter, claim = made(reference, case, step)
    own = case | (step or {})
    if own.get("frequency"):
        claim = with_items(claim, i22=own["frequency"], i22_original=prior[-1].claim_number)
    file = PayerFile(payer_id=case["payer"], qmb=case.get("qmb", False))
    paid_on = own.get("paid_on", LATER + datetime.timedelta(days=30 * len(prior)))
    contract = reference.contracts[case["payer"]]
    return adjudicate(reference, claim, encounter, contract, paid_on, prior, file, own.get("received_on"))


# ---- one claim -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", SINGLE, ids=name)
def test_a_payer_comes_to_what_was_worked_by_hand(reference: Reference, case: dict[str, Any]) -> None:
    answer, expected = answered(reference, case), case["expect"]
    assert answer.rejection == ()
    shown = [
        {
            "allowed": str(row.allowed),
            "paid": str(row.paid),
            "adjustments": {f"{one.group}-{one.carc}": str(one.amount) for one in row.adjustments},
        }
        for row in answer.lines
    ]
    assert shown == expected["lines"]
    assert str(answer.patient) == expected["patient"]
    assert answer.status == expected.get("status", "paid")
    assert str(answer.interest) == expected.get("interest", "0.00")
    assert answer.clp_status == expected.get("clp_status", str(len(case.get("prior", ())) + 1))
    assert list(answer.remarks) == expected.get("remarks", [])
    assert answer.crossed_to == expected.get("crossed_to", "")
    assert all("clause" in row.why for row in answer.lines)
    remit((answer,), "R1", LATER)


# ---- several claims and payments -------------------------------------------------------------------------


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [case for case in PAYMENTS if case["kind"] in kinds]


@pytest.mark.parametrize("case", of_kind("sequence"), ids=name)
def test_a_deductible_is_used_up_across_claims(reference: Reference, case: dict[str, Any]) -> None:
    received = [
        Received(claim, encounter, step["received_on"])
        for step in case["claims"]
        for encounter, claim in (made(reference, case, step),)
    ]
    answers = adjudicate_all(reference, reference.contracts[case["payer"]], received)
    assert [str(answer.paid) for answer in answers] == case["expect"]["paid"]
    assert [str(answer.patient) for answer in answers] == case["expect"]["patient"]
    assert [answer.received_on for answer in answers] == sorted(step["received_on"] for step in case["claims"])


@pytest.mark.parametrize("case", of_kind("replace", "reopen", "void"), ids=name)
def test_an_answer_takes_the_place_of_another(reference: Reference, case: dict[str, Any]) -> None:
    first = answered(reference, case, case["claims"][0])
    frequency = {"replace": "7", "void": "8", "reopen": ""}[case["kind"]]
    second = answered(reference, case, case["claims"][-1] | {"frequency": frequency}, (first,))
    assert [str(one.paid) for one in (first, second)] == case["expect"]["paid"]
    assert second.original == first.claim_number
    assert second.frequency == (frequency or "1")
    if case["kind"] == "void":
        beside = answered(reference, case, case["next"])
        assert second.clp_status == "22"
        assert second.claim_number == first.claim_number
        compared(remit((second, beside), "R2", LATER), case["expect"])
        return
    remittance = remit_again(first, second, "R2", LATER)
    assert [claim.clp_status for claim in remittance.claims] == ["22", "1"]
    assert sum((claim.charge for claim in remittance.claims), Decimal(0)) == second.charge - first.charge
    compared(remittance, case["expect"])
    compared_next(reference, case, remittance)


@pytest.mark.parametrize("case", of_kind("recover"), ids=name)
def test_a_payment_with_what_stands_beside_its_claims(reference: Reference, case: dict[str, Any]) -> None:
    answers = [answered(reference, case, step) for step in case["claims"]]
    assert [str(answer.paid) for answer in answers] == case["expect"]["paid"]
    taken = (recovery("LAK26000000001", Decimal(case["overpaid"])),) if "overpaid" in case else ()
    remittance = remit(answers, "R2", LATER, taken)
    compared(remittance, case["expect"])
    compared_next(reference, case, remittance)


def compared(remittance: Remittance, expected: dict[str, Any]) -> None:
    beside: tuple[ProviderAdjustment, ...] = remittance.provider_adjustments
    assert {one.reason: str(one.amount) for one in beside} == expected["beside"]
    assert str(remittance.amount) == expected["amount"]
    paid = sum((claim.paid for claim in remittance.claims), Decimal(0))
    assert remittance.amount == paid - sum((one.amount for one in beside), Decimal(0))
    assert remittance.method == ("ACH" if remittance.amount else "NON")


def compared_next(reference: Reference, case: dict[str, Any], remittance: Remittance) -> None:
    if "next" in case["expect"]:
        later = answered(reference, case, case["next"])
        following = remit((later,), "R3", LATER, carried_forward(remittance))
        compared(following, case["expect"]["next"])
        assert {one.reference for one in following.provider_adjustments} == {remittance.number}
