"""The people and papers around a chart: patient, provider, practice, coverage, card, eligibility, registration.

All invented, all by labelled draws. One fault among those a family lists may be planted in the registration; the
truth stands in the coverage, the card and the eligibility answer.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from data import Payer, Reference
from scenarios.claim_plan import ALWAYS_SELF, FAULTS, Fault
from scenarios.combination import Combination, Person, days_old_range, key_value
from scenarios.draw import Draw
from scenarios.models import (
    Address,
    Card,
    ClaimFault,
    Coverage,
    Eligibility,
    Insured,
    Patient,
    Practice,
    Provider,
    Registration,
)
from scenarios.people import PEOPLE, Sex, birth_date, completed_years
from scenarios.phrases import specialty
from scenarios.trusted import trusted

_FACILITIES = {
    "19": ("Outpatient Center", "Ambulatory Pavilion", "Health Center"),
    "21": ("General Hospital", "Community Hospital", "Regional Medical Center"),
    "22": ("General Hospital", "Community Hospital", "Regional Medical Center"),
    "23": ("General Hospital", "Community Hospital", "Regional Medical Center"),
    "24": ("Surgery Center", "Endoscopy Center", "Ambulatory Surgery Center"),
    "31": ("Care Center", "Nursing and Rehabilitation Center", "Skilled Nursing Center"),
}


@dataclass(frozen=True)
class Terms:
    """What members of a kind of coverage pay: typical figures of the training world, dollars and fractions."""

    copays: tuple[str, ...]
    deductibles: tuple[str, ...]
    coinsurance: str


_TERMS = {
    "medicare": Terms(("0.00",), ("283.00",), "0.20"),
    "medicaid": Terms(("0.00",), ("0.00",), "0.00"),
    "medicare_advantage": Terms(("10.00", "20.00"), ("0.00",), "0.20"),
    "commercial": Terms(("25.00", "30.00", "35.00"), ("1000.00", "1500.00", "2500.00"), "0.20"),
    "hmo": Terms(("15.00", "20.00", "25.00"), ("0.00",), "0.00"),
    "workers_comp": Terms(("0.00",), ("0.00",), "0.00"),
    "tricare": Terms(("25.00",), ("150.00",), "0.20"),
    "self_pay": Terms(("0.00",), ("0.00",), "1.00"),
}
"""Medicare: Part B deductible of 2026 (CMS); the rest invented."""


def weekdays(reference: Reference) -> tuple[datetime.date, ...]:
    """Days of service in the data window: weekdays that are no federal holiday."""
    start, end = reference.window.start, reference.window.end
    days = (start + datetime.timedelta(days=index) for index in range((end - start).days + 1))
    return tuple(day for day in days if day.weekday() < 5 and not _holiday(day))


def _holiday(day: datetime.date) -> bool:
    """Federal holidays that close an office (5 U.S.C. 6103), with their Friday or Monday in lieu."""
    if day.month == 5 and day.weekday() == 0 and day.day > 24:
        return True
    if day.weekday() == 0 and ((day.month == 9 and day.day <= 7) or (day.month == 10 and 8 <= day.day <= 14)):
        return True
    if day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28:
        return True
    for month, fixed in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25)):
        actual = datetime.date(day.year, month, fixed)
        shift = {5: -1, 6: 1}.get(actual.weekday(), 0)
        if day == actual + datetime.timedelta(days=shift):
            return True
    return False


@dataclass(frozen=True)
class Surroundings:
    """Everything of an encounter but its documents, and the faults planted in it."""

    patient: Patient
    provider: Provider
    practice: Practice
    coverage: Coverage
    card: Card
    eligibility: Eligibility
    registration: Registration
    faults: tuple[ClaimFault, ...]
    referrer: str
    referrer_npi: str
    second: tuple[Coverage, Card, Eligibility] | None = None
    """A second coverage with its papers, where the family has one."""


def surroundings(
    reference: Reference, combination: Combination, draw: Draw, day: datetime.date, person: Person
) -> Surroundings:
    """The surroundings of one encounter."""
    family, claim = combination.family, combination.family.claim
    payer = reference.payers[person.payer]
    sex: Sex = "F" if person.sex == "female" else "M"
    patient = _patient(draw, sex, _born(combination, draw, person, day), day)
    provider = _provider(combination, draw)
    practice = _practice(combination, draw)
    coverage = _coverage(reference, combination, draw, patient, payer, day)
    words = combination.words
    accident = key_value(claim.accident.parts, words) if claim.accident else ""
    onset = key_value(claim.onset.parts, words) if claim.onset else ""
    referrer, referrer_npi = "", ""
    if claim.referring:
        referrer_sex: Sex = draw.one_of("referrer:sex", ("F", "M"))
        first = PEOPLE.training_first_name(draw, "referrer", referrer_sex)
        referrer = f"{first} {PEOPLE.training_last_name(draw, 'referrer')}"
        referrer_npi = PEOPLE.training_npi(draw, "referrer")
    right = _registration(patient, coverage, payer, day, accident, onset, claim.onset_qualifier)
    if claim.referring:
        right |= {
            "referring_provider": f"{referrer}, MD",
            "referring_npi": referrer_npi,
            "referring_qualifier": claim.referring,
        }
    card = _card(coverage, payer, draw, day)
    registered, faults = _with_fault(family.claim.faults, right, coverage, payer, draw)
    registration = trusted(Registration, **registered)
    eligibility = _eligibility(coverage, patient)
    second = _second(reference, combination, draw, patient, day, coverage.insured)
    return Surroundings(
        patient, provider, practice, coverage, card, eligibility, registration, faults, referrer, referrer_npi, second
    )


def _birthday_beside(first: datetime.date, second: datetime.date, earlier: bool, draw: Draw) -> datetime.date:
    """The second date with a birthday before or after the first one's in the year; 1 January and 31 December bend."""
    start, end = datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)
    turn = datetime.date(2025, first.month, min(first.day, 28))
    low, high = (start, turn - datetime.timedelta(days=1)) if earlier else (turn + datetime.timedelta(days=1), end)
    days = max((high - low).days, 0)
    chosen = low + datetime.timedelta(days=draw.between("birthday", 0, days))
    return second.replace(month=chosen.month, day=min(chosen.day, 28))


def _second(
    reference: Reference,
    combination: Combination,
    draw: Draw,
    patient: Patient,
    day: datetime.date,
    first: Insured,
) -> tuple[Coverage, Card, Eligibility] | None:
    """The second coverage with card and eligibility, drawn by labels of its own."""
    claim = combination.family.claim
    payer_id = key_value(claim.secondary.parts, combination.words).strip() if claim.secondary else ""
    if payer_id in ("", "none"):
        return None
    payer = reference.payers[payer_id]
    own = draw.labeled("second")
    relation = key_value(claim.second_relationship.parts, combination.words) if claim.second_relationship else "self"
    made = _coverage(reference, combination, own, patient, payer, day)
    changes = {"order": 2, "authorization": "", "relationship": relation}
    insured = _insured(own, patient, relation, day)
    wanted = key_value(claim.second_birthday.parts, combination.words).strip() if claim.second_birthday else ""
    if wanted in ("earlier", "later"):
        born = _birthday_beside(first.birth_date, insured.birth_date, wanted == "earlier", own)
        insured = insured.model_copy(update={"birth_date": born})
    coverage = made.model_copy(update=changes | {"insured": insured})
    card = _card(coverage, payer, own, day).model_copy(update={"order": 2})
    eligibility = _eligibility(coverage, patient).model_copy(update={"order": 2})
    return coverage, card, eligibility


def _born(combination: Combination, draw: Draw, person: Person, day: datetime.date) -> datetime.date:
    """The patient's birth date: by days where the family counts them, else by completed years."""
    days = days_old_range(combination.family, combination.words)
    if days is None:
        return birth_date(person.age, day, draw)
    return day - datetime.timedelta(days=draw.between("days old", *days))


def _patient(draw: Draw, sex: Sex, born: datetime.date, day: datetime.date) -> Patient:
    last, first = PEOPLE.training_last_name(draw, "patient"), PEOPLE.training_first_name(draw, "patient", sex)
    middle = PEOPLE.training_initial(draw, "patient")
    address = PEOPLE.training_address(draw, "patient")
    return trusted(
        Patient,
        name=f"{last}, {first} {middle}",
        last_name=last,
        first_name=first,
        middle_initial=middle,
        birth_date=born,
        sex=sex,
        age=completed_years(born, day),
        address=address,
        phone=PEOPLE.training_phone(draw, "patient", address.state),
        account_number=f"BH{draw.digits('patient:account', 7)}",
    )


def _provider(combination: Combination, draw: Draw) -> Provider:
    family = combination.family
    voice = specialty(family.specialty)
    sex: Sex = draw.one_of("provider:sex", ("F", "M"))
    first, last = PEOPLE.training_first_name(draw, "provider", sex), PEOPLE.training_last_name(draw, "provider")
    return trusted(
        Provider,
        name=f"{first} {last}",
        npi=PEOPLE.training_npi(draw, "provider"),
        credential=family.provider_credential or voice.credential,
        specialty=family.provider_specialty or voice.name,
    )


def _practice(combination: Combination, draw: Draw) -> Practice:
    address = PEOPLE.training_address(draw, "practice")
    values: dict[str, Any] = {
        "name": draw.one_of("practice:name", specialty(combination.family.specialty).practices),
        "npi": PEOPLE.training_npi(draw, "practice"),
        "tax_id": PEOPLE.training_tax_id(draw, "practice"),
        "address": address,
        "phone": PEOPLE.training_phone(draw, "practice", address.state),
    }
    kinds = _FACILITIES.get(combination.place_of_service)
    if kinds:
        street = PEOPLE.training_address(draw, "facility")
        where = trusted(Address, street=street.street, city=address.city, state=address.state, zip=address.zip)
        values["facility_name"] = f"{address.city} {draw.one_of('facility:kind', kinds)}"
        values["facility_npi"] = PEOPLE.training_npi(draw, "facility")
        values["facility_address"] = where
    return trusted(Practice, **values)


def _insured(draw: Draw, patient: Patient, relationship: str, day: datetime.date) -> Insured:
    if relationship == "self":
        return trusted(
            Insured,
            last_name=patient.last_name,
            first_name=patient.first_name,
            middle_initial=patient.middle_initial,
            birth_date=patient.birth_date,
            sex=patient.sex,
            address=patient.address,
            phone=patient.phone,
        )
    older = {"spouse": (-4, 5), "child": (22, 36)}.get(relationship, (0, 20))
    age = max(patient.age + draw.between("insured:older", *older), 19)
    sex: Sex = (
        ("M" if patient.sex == "F" else "F") if relationship == "spouse" else draw.one_of("insured:sex", ("F", "M"))
    )
    return trusted(
        Insured,
        last_name=patient.last_name,
        first_name=PEOPLE.training_first_name(draw, "insured", sex),
        middle_initial=PEOPLE.training_initial(draw, "insured"),
        birth_date=birth_date(age, day - datetime.timedelta(days=draw.number("insured:born", 200)), draw),
        sex=sex,
        address=patient.address,
        phone=patient.phone,
    )


def _coverage(
    reference: Reference, combination: Combination, draw: Draw, patient: Patient, payer: Payer, day: datetime.date
) -> Coverage:
    claim = combination.family.claim
    relationship = "self" if payer.kind in ALWAYS_SELF else draw.one_of("relationship", claim.relationships)
    terms = _TERMS[payer.kind]
    deductible = Decimal(draw.one_of("coverage:deductible", terms.deductibles))
    left = Decimal("0.00")
    if deductible and draw.chance("coverage:left?", 35):
        left = min(deductible, Decimal(draw.between("coverage:left", 20, 180)) + Decimal("0.00"))
    member_id = PEOPLE.training_number(draw, "member", payer.member_id_pattern)
    if payer.kind == "workers_comp":
        member_id = member_id.replace(member_id[3:7], str(day.year), 1)
    group = f"{draw.one_of('group:letter', 'ABCDEGHKMPRT')}{draw.digits('group', 5)}"
    return trusted(
        Coverage,
        order=1,
        payer=payer.name,
        payer_id=payer.id,
        kind=payer.kind,
        plan=draw.one_of("coverage:plan", payer.plans),
        member_id=member_id,
        group_number=group if payer.kind in ("commercial", "hmo") else "",
        relationship=relationship,
        insured=_insured(draw, patient, relationship, day),
        effective_from=datetime.date(day.year - draw.number("coverage:since", 4), 1, 1),
        effective_to=None,
        copay=Decimal(draw.one_of("coverage:copay", terms.copays)),
        deductible=deductible,
        deductible_left=left,
        coinsurance_rate=Decimal(terms.coinsurance),
        authorization=f"AU{draw.digits('authorization', 8)}" if claim.authorization else "",
        qmb=claim.qualified and payer.kind == "medicare",
    )


def _card(coverage: Coverage, payer: Payer, draw: Draw, day: datetime.date) -> Card:
    insured = coverage.insured
    scanned = (
        day if draw.chance("card:today", 60) else day - datetime.timedelta(days=draw.between("card:days", 20, 200))
    )
    return trusted(
        Card,
        order=1,
        payer=coverage.payer,
        plan=coverage.plan,
        member=f"{insured.first_name} {insured.middle_initial} {insured.last_name}".upper(),
        member_id=coverage.member_id,
        group_number=coverage.group_number,
        electronic_payer_id=payer.electronic_payer_id,
        copay=f"${coverage.copay}" if coverage.copay else "none",
        scanned_on=max(scanned, coverage.effective_from),
    )


def _eligibility(coverage: Coverage, patient: Patient) -> Eligibility:
    insured = coverage.insured
    notes = []
    if coverage.relationship != "self":
        subscriber = f"{insured.last_name}, {insured.first_name} {insured.middle_initial}"
        notes.append(f"Subscriber {subscriber}; patient is the subscriber's {_relation_word(coverage.relationship)}.")
    if coverage.authorization:
        notes.append(f"Authorization {coverage.authorization} on file for the services of this date.")
    return trusted(
        Eligibility,
        order=1,
        active=True,
        member_id=coverage.member_id,
        member=patient.name,
        birth_date=patient.birth_date,
        effective_from=coverage.effective_from,
        effective_to=coverage.effective_to,
        deductible_left=coverage.deductible_left,
        coinsurance_rate=coverage.coinsurance_rate,
        copay=coverage.copay,
        note=" ".join(notes),
    )


def _relation_word(relationship: str) -> str:
    return {"spouse": "spouse", "child": "child"}.get(relationship, "dependent")


def _registration(
    patient: Patient, coverage: Coverage, payer: Payer, day: datetime.date, accident: str, onset: str, qualifier: str
) -> dict[str, str]:
    insured = coverage.insured
    right = {
        "patient_last_name": patient.last_name,
        "patient_first_name": patient.first_name,
        "patient_middle_initial": patient.middle_initial,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex,
        "street": patient.address.street,
        "city": patient.address.city,
        "state": patient.address.state,
        "zip": patient.address.zip,
        "phone": patient.phone,
        "payer_id": payer.id,
        "member_id": coverage.member_id,
        "group_number": coverage.group_number,
        "plan": coverage.plan,
        "relationship": coverage.relationship,
        "insured_last_name": insured.last_name,
        "insured_first_name": insured.first_name,
        "insured_middle_initial": insured.middle_initial,
        "insured_birth_date": insured.birth_date.isoformat(),
        "insured_sex": insured.sex,
        "insured_street": insured.address.street,
        "insured_city": insured.address.city,
        "insured_state": insured.address.state,
        "insured_zip": insured.address.zip,
        "insured_phone": insured.phone,
        "amount_paid": str(coverage.copay),
        "authorization": coverage.authorization,
    }
    if accident == "employment":
        right["employment_related"] = "yes"
    elif accident == "auto":
        right |= {"auto_accident": "yes", "auto_accident_state": patient.address.state}
    elif accident == "other":
        right["other_accident"] = "yes"
    if onset.lstrip("-").isdigit():
        right["onset_date"] = (day - datetime.timedelta(days=int(onset))).isoformat()
        right["onset_qualifier"] = qualifier
    return right


# ---- planted faults --------------------------------------------------------------------------------------

_ACCIDENT_FIELDS = (("employment_related", "10a"), ("auto_accident", "10b"), ("other_accident", "10c"))


def _with_fault(
    names: tuple[str, ...], right: dict[str, str], coverage: Coverage, payer: Payer, draw: Draw
) -> tuple[dict[str, str], tuple[ClaimFault, ...]]:
    """The registration as typed, and what was planted in it; one of the faults that can stand here."""
    possible = [name for name in names if name == "none" or _can_stand(FAULTS[name], right, coverage, payer)]
    name = draw.one_of("fault", possible) if possible else "none"
    if name == "none":
        return right, ()
    return _planted(FAULTS[name], right, coverage, payer, draw)


def _can_stand(fault: Fault, right: dict[str, str], coverage: Coverage, payer: Payer) -> bool:
    if fault.needs == "insured":
        return coverage.relationship != "self"
    if fault.needs == "accident":
        return any(right.get(field) == "yes" for field, _ in _ACCIDENT_FIELDS)
    if fault.needs == "plan":
        return len(payer.plans) > 1
    if fault.name == "relationship":
        return payer.kind not in ALWAYS_SELF
    return all(right.get(field) for field, _, _ in fault.fields)


def _planted(
    fault: Fault, right: dict[str, str], coverage: Coverage, payer: Payer, draw: Draw
) -> tuple[dict[str, str], tuple[ClaimFault, ...]]:
    fields = list(fault.fields)
    if fault.needs == "accident":
        spoil = fields[0][2]
        fields = [(field, item, spoil) for field, item in _ACCIDENT_FIELDS if right.get(field) == "yes"]
    registered, planted = dict(right), []
    for field, item, spoil in fields:
        wrong = _wrong_plan(right[field], payer, draw) if fault.needs == "plan" else spoil(right[field], draw)
        registered[field] = wrong
        if field == "patient_last_name" and coverage.relationship == "self":
            registered["insured_last_name"] = wrong
        if field == "birth_date" and coverage.relationship == "self":
            registered["insured_birth_date"] = wrong
        planted.append(
            trusted(
                ClaimFault,
                name=fault.name,
                item=item,
                registered=_shown(field, registered),
                right=_shown(field, right),
                why=fault.why,
                cites=fault.cites,
                skill=fault.skill,
            )
        )
    return registered, tuple(planted)


def _wrong_plan(value: str, payer: Payer, draw: Draw) -> str:
    return draw.one_of("fault:plan", [plan for plan in payer.plans if plan != value])


def _shown(field: str, values: dict[str, str]) -> str:
    """A value as the claim's item shows it."""
    for prefix in ("patient", "insured"):
        if field in (f"{prefix}_last_name", f"{prefix}_first_name"):
            names = (values[f"{prefix}_{part}"] for part in ("last_name", "first_name", "middle_initial"))
            return ", ".join(names).upper()
    return values[field]
