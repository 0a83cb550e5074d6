"""Encounters built by hand for the biller's room: small, and with every number known."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from billing.charge_entry import key_claim
from billing.models import Claim, ClaimLine
from data import Reference
from scenarios.models import (
    Address,
    AnswerSet,
    Card,
    ClaimFault,
    CodeUnits,
    Coverage,
    DiagnosisKey,
    Eligibility,
    Encounter,
    Insured,
    Key,
    LineKey,
    ModifierKey,
    Patient,
    PointerKey,
    Practice,
    Provider,
    Registration,
    Variant,
)

SERVED = datetime.date(2026, 6, 11)
BORN = datetime.date(1968, 2, 19)

MEMBER_IDS = {
    "medicare": "1EG4TE5MK73",
    "granite-medicaid": "GM123456789",
    "lakeshore-ppo": "LKM44719083",
    "pinecrest-hmo": "P1234567-01",
    "tidewater-ma": "TW123456789",
    "harbor-comp": "WC-2026-123456",
    "summit-ppo": "ABC123456789",
    "eagle-ridge": "123456789-01",
}


def npi(first_nine: str) -> str:
    """Nine digits with the check digit that makes them an NPI."""
    digits = [int(digit) for digit in "80840" + first_nine]
    total = sum(sum(divmod(digit * 2, 10)) if place % 2 == 0 else digit for place, digit in enumerate(reversed(digits)))
    return first_nine + str(-total % 10)


HOME = Address(street="218 Cove Lane", city="Harlow Bay", state="ME", zip="04999")


def line(code: str, *modifiers: str, units: int = 1, points: tuple[str, ...] = ("d1",)) -> LineKey:
    """A line of the key with required modifiers, pointing at diagnosis ids."""
    return LineKey(
        id=f"{code}-{'-'.join(modifiers)}",
        any=(CodeUnits(code=code, units=units),),
        modifiers=ModifierKey(must=tuple((modifier,) for modifier in modifiers)),
        pointers=PointerKey(first=points[0], must=points[1:]),
        evidence=(),
        why="documented",
        cites="CPT",
    )


def made_variant(
    reference: Reference,
    payer_id: str = "lakeshore-ppo",
    diagnoses: tuple[str, ...] = ("E11.22", "N18.31"),
    lines: tuple[LineKey, ...] = (),
    faults: tuple[ClaimFault, ...] = (),
    patient: dict[str, Any] | None = None,
    coverage: dict[str, Any] | None = None,
    registration: dict[str, Any] | None = None,
    encounter: dict[str, Any] | None = None,
) -> Variant:
    """One visit on 2026-06-11 at the office (place 11) with a key of these codes; keyword dicts change single facts."""
    payer = reference.payers[payer_id]
    person = Patient(
        **{
            "name": "Trent, Marisol A", "last_name": "Trent", "first_name": "Marisol", "middle_initial": "A",
            "birth_date": BORN, "sex": "F", "age": 58, "address": HOME, "phone": "207-555-0142",
            "account_number": "KEP-20611", **(patient or {}),
        }
    )  # fmt: skip
    insured = Insured(
        last_name=person.last_name, first_name=person.first_name, middle_initial=person.middle_initial,
        birth_date=person.birth_date, sex=person.sex, address=HOME, phone=person.phone,
    )  # fmt: skip
    plan = Coverage(
        **{
            "order": 1, "payer": payer.name, "payer_id": payer_id, "kind": payer.kind, "plan": payer.plans[0],
            "member_id": MEMBER_IDS[payer_id], "group_number": "" if payer.kind == "medicare" else "HBS-2207",
            "relationship": "self", "insured": insured, "effective_from": datetime.date(2026, 1, 1),
            "coinsurance_rate": Decimal("0.20"), **(coverage or {}),
        }
    )  # fmt: skip
    visit = {
        "date_of_service": SERVED, "place_of_service": "11", "setting": "office", "specialty": "family medicine",
        "provider": Provider(name="Dana Okafor", npi=npi("154839201"), credential="MD", specialty="family medicine"),
        "practice": Practice(
            name="Kestrel Family Practice", npi=npi("190283746"), tax_id="01-0559921", phone="207-555-0100",
            address=Address(street="4 Mill Road", city="Harlow Bay", state="ME", zip="04999"),
        ),
        **(encounter or {}),
    }  # fmt: skip
    return Variant(
        family="by-hand", title="By hand", version=1, seed=1, mess=1, roles=("biller",), skills=(), difficulty=1,
        engine_edition="1", data_edition=reference.edition,
        encounter=Encounter(
            **visit, patient=person, coverage=(plan,), cards=(_card(plan, person),),
            eligibility=(_eligibility(plan, person),), documents=(),
            registration=_registration(person, plan, registration or {}),
        ),
        key=_key(diagnoses, lines or (line("99214", points=("d1", "d2")[: len(diagnoses)]),), faults),
    )  # fmt: skip


def _key(diagnoses: tuple[str, ...], lines: tuple[LineKey, ...], faults: tuple[ClaimFault, ...]) -> Key:
    wanted = tuple(
        DiagnosisKey(id=f"d{place}", any=((code,),), evidence=(), why="documented", cites="I.C")
        for place, code in enumerate(diagnoses, start=1)
    )
    return Key(sets=(AnswerSet(diagnoses=wanted, lines=lines),), claim_faults=faults)


def _card(plan: Coverage, person: Patient) -> Card:
    return Card(
        order=1, payer=plan.payer, plan=plan.plan, member=person.name, member_id=plan.member_id,
        group_number=plan.group_number, electronic_payer_id="X", copay=str(plan.copay), scanned_on=SERVED,
    )  # fmt: skip


def _eligibility(plan: Coverage, person: Patient) -> Eligibility:
    return Eligibility(
        order=1, active=True, member_id=plan.member_id, member=person.name, birth_date=person.birth_date,
        effective_from=plan.effective_from, effective_to=plan.effective_to, deductible_left=plan.deductible_left,
        coinsurance_rate=plan.coinsurance_rate, copay=plan.copay,
    )  # fmt: skip


def _registration(person: Patient, plan: Coverage, changes: dict[str, Any]) -> Registration:
    home = {"street": HOME.street, "city": HOME.city, "state": HOME.state, "zip": HOME.zip, "phone": person.phone}
    return Registration(
        **{
            "patient_last_name": person.last_name, "patient_first_name": person.first_name,
            "patient_middle_initial": person.middle_initial, "birth_date": person.birth_date.isoformat(),
            "sex": person.sex, **home, **{f"insured_{key}": value for key, value in home.items()},
            "payer_id": plan.payer_id, "member_id": plan.member_id, "group_number": plan.group_number,
            "plan": plan.plan, "relationship": plan.relationship, "insured_last_name": plan.insured.last_name,
            "insured_first_name": plan.insured.first_name, "insured_middle_initial": plan.insured.middle_initial,
            "insured_birth_date": plan.insured.birth_date.isoformat(), "insured_sex": plan.insured.sex, **changes,
        }
    )  # fmt: skip


def with_items(claim: Claim, **items: str) -> Claim:
    """The claim with some items changed; `i1a="X"` changes item 1a, `i3_sex` item `3 sex`."""
    changed = {name[1:].replace("_", " "): value for name, value in items.items()}
    return claim.model_copy(update={"items": claim.items | changed})


def with_line(claim: Claim, number: int, **cells: Any) -> Claim:
    """The claim with some cells of one line changed."""
    rows = list(claim.lines)
    rows[number - 1] = ClaimLine(**(rows[number - 1].model_dump() | cells))
    return claim.model_copy(update={"lines": tuple(rows)})


def totalled(claim: Claim) -> Claim:
    """The claim with item 28 made the sum of its lines."""
    total = sum(Decimal(row.F) for row in claim.lines)
    return with_items(claim, i28=f"{total:.2f}")


def right_claim(reference: Reference, **facts: Any) -> tuple[Variant, Claim]:
    """A variant and its right claim."""
    variant = made_variant(reference, **facts)
    return variant, key_claim(reference, variant)
