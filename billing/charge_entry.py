"""Charge entry: from an encounter and its codes to a CMS-1500.

`key_claim` is the claim as it should be sent, written from what the payer and the chart know. `registered_claim` is
the claim as the practice system fills it in, written from what the front desk typed, planted errors included.
Both follow the NUCC 1500 manual (02/12); Medicare's differences are those of CMS Pub. 100-04, chapter 26, section 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from billing.items import BY_KEY, LETTERS, SINGLE_KEYS
from billing.models import Claim, ClaimLine
from billing.values import ZERO, money
from data import Reference
from scenarios.models import (
    Address,
    AnswerLine,
    AnswerSet,
    CodingAnswer,
    Coverage,
    CoverageKind,
    DiagnosisKey,
    Encounter,
    Key,
    LineKey,
    Registration,
    Variant,
)

SIGNATURE = "SIGNATURE ON FILE"

PAYER_BOX: dict[CoverageKind, str] = {
    "medicare": "medicare",
    "medicaid": "medicaid",
    "tricare": "tricare",
    "commercial": "group",
    "hmo": "group",
    "medicare_advantage": "other",
    "workers_comp": "other",
    "self_pay": "other",
}
"""Item 1 by kind of coverage. Medicare's box is for Part B itself; an Advantage plan is a private payer."""

REGISTRATION_ONLY = ("10a", "10b", "10b state", "10c", "14", "14 qualifier", "17", "17 qualifier", "17b", "27", "29")
"""Facts that stand nowhere but in the registration: there it is right unless a planted fault says otherwise."""


# ---- the codes -------------------------------------------------------------------------------------------


def model_answer(reference: Reference, key: Key) -> CodingAnswer:
    """The key's first set as an answer: model codes in their order, one modifier of each required group."""
    if key.query and key.query.codes == "held" and key.query.need == "required":
        return CodingAnswer(query=key.query.about)
    answer = key.sets[0]
    chosen = _diagnoses_in_order(answer)
    codes = list(dict.fromkeys(code for diagnosis in chosen for code in diagnosis.any[0]))
    by_id = {diagnosis.id: diagnosis.any[0] for diagnosis in chosen}
    required = [line for line in answer.lines if line.need == "required"]
    modifiers = _modifiers(reference, answer, required)
    lines = tuple(
        AnswerLine(
            code=line.any[0].code,
            units=line.any[0].units,
            modifiers=modifiers[line.id],
            pointers=_pointers(line, by_id, codes),
        )
        for line in required
    )
    query = key.query.about if key.query and key.query.need == "required" else None
    return CodingAnswer(query=query, diagnoses=tuple(codes), lines=lines)


def _diagnoses_in_order(answer: AnswerSet) -> list[DiagnosisKey]:
    """Required diagnoses, and optional ones that a line must point at, by tier; those in no tier come last."""
    pointed = {id_ for line in answer.lines for id_ in (line.pointers.first, *line.pointers.must) if id_}
    tier = {id_: number for number, ids in enumerate(answer.order) for id_ in ids}
    chosen = [diagnosis for diagnosis in answer.diagnoses if diagnosis.need == "required" or diagnosis.id in pointed]
    return sorted(chosen, key=lambda diagnosis: tier.get(diagnosis.id, len(answer.order)))


def _modifiers(reference: Reference, answer: AnswerSet, lines: list[LineKey]) -> dict[str, tuple[str, ...]]:
    chosen = {line.id: [group[0] for group in line.modifiers.must] for line in lines}
    codes = {line.id: line.any[0].code for line in lines}
    for bypass in answer.bypass:
        one, other = bypass.lines
        if one not in chosen or other not in chosen or {*chosen[one], *chosen[other]} & set(bypass.any):
            continue
        # The edit's second column is the one that would not be paid, so the modifier goes there (NCCI manual, ch. 1).
        chosen[one if reference.ncci(codes[other], codes[one]) else other].append(bypass.any[0])
    return {id_: tuple(dict.fromkeys(modifiers)) for id_, modifiers in chosen.items()}


def _pointers(line: LineKey, by_id: Mapping[str, tuple[str, ...]], codes: list[str]) -> tuple[str, ...]:
    wanted = [line.pointers.first, *line.pointers.must] if line.pointers.first else [*line.pointers.must]
    wanted = wanted or [id_ for id_ in line.pointers.may if id_ in by_id]
    pointed = [code for id_ in wanted if id_ for code in by_id.get(id_, ())] or codes[:1]
    return tuple(LETTERS[codes.index(code)] for code in dict.fromkeys(pointed))[:4]


# ---- the claims ------------------------------------------------------------------------------------------


def key_claim(reference: Reference, variant: Variant, codes: CodingAnswer | None = None) -> Claim:
    """The right claim for `codes`, or for the key's model answer where none are given."""
    coding = codes or model_answer(reference, variant.key)
    encounter = variant.encounter
    items = _shared_items(encounter, coding)
    items.update(_patient_items(encounter))
    coverage = primary(encounter)
    items.update(insured_items(coverage))
    items.update(_other_coverage_items(encounter, coverage))
    items.update(_registered_facts(encounter.registration))
    items["23"] = coverage.authorization
    right = {fault.item: fault.right for fault in variant.key.claim_faults if fault.item in REGISTRATION_ONLY}
    items.update({item: _upper(item, value) for item, value in right.items()})
    _complete_order(items, encounter, coding, coverage.kind)
    return _claim(reference, encounter, items, coding)


def registered_claim(reference: Reference, variant: Variant, codes: CodingAnswer | None = None) -> Claim:
    """The claim as pre-filled: registration as typed, charge entry from `codes` or the key's model answer."""
    coding = codes or model_answer(reference, variant.key)
    encounter = variant.encounter
    registration = encounter.registration
    payer = reference.payers.get(registration.payer_id)
    kind: CoverageKind = payer.kind if payer else primary(encounter).kind
    items = _shared_items(encounter, coding)
    items.update(_typed_patient(registration))
    items.update(_typed_insured(registration, kind))
    items.update(_other_coverage_items(encounter, primary(encounter)))
    items.update(_registered_facts(registration))
    items["23"] = registration.authorization
    typed = {f.item: f.registered for f in variant.key.claim_faults if not _typed_in_registration(f.item)}
    items.update({item: value.upper() for item, value in typed.items() if item in SINGLE_KEYS})
    _complete_order(items, encounter, coding, kind)
    return _claim(reference, encounter, items, coding)


def accepted_values(reference: Reference, variant: Variant) -> dict[str, tuple[str, ...]]:
    """Values that are as right as the key claim's own, by item: what payers and manuals let stand in its place."""
    encounter = variant.encounter
    coverage = primary(encounter)
    own_name = _name(encounter.patient.last_name, encounter.patient.first_name, encounter.patient.middle_initial)
    accepted: dict[str, tuple[str, ...]] = {
        "12": ("SOF",), "13": ("SOF",), "12 date": ("",), "20": ("",),
        "2": (_without_middle(encounter.patient.last_name, encounter.patient.first_name),),
        "5 phone": ("",), "7 phone": ("",),
    }  # fmt: skip
    if coverage.relationship == "self":
        accepted |= {"4": ("SAME", own_name), "7": ("SAME",)}
    if coverage.kind == "medicare":
        # Medicare primary: 4, 6, 7 and 11a-d stay blank, but nothing goes wrong where they repeat the patient's data.
        accepted |= _repeated(encounter) | {"11d": ("no",), "11c": (coverage.plan,), "13": (SIGNATURE, "SOF")}
    if coverage.kind in ("commercial", "hmo"):
        accepted["1"] = ("other",)
    if coverage.kind == "medicare_advantage":
        accepted["1"] = ("group",)
    accepted["33"] = (encounter.practice.name.upper(),)
    if encounter.practice.facility_name:
        accepted["32"] = (encounter.practice.facility_name.upper(),)
    else:
        accepted |= _own_place(encounter)
    return accepted


def primary(encounter: Encounter) -> Coverage:
    """The coverage that is billed first."""
    return min(encounter.coverage, key=lambda coverage: coverage.order)


# ---- items by source -------------------------------------------------------------------------------------


def _claim(reference: Reference, encounter: Encounter, items: Mapping[str, str], coding: CodingAnswer) -> Claim:
    lines = tuple(_charge(reference, encounter, line) for line in coding.lines)
    total = sum((fee(reference, line.code) * line.units for line in coding.lines), ZERO)
    filled = {key: items.get(key, "") for key in SINGLE_KEYS} | {"28": money(total)}
    return Claim(items=filled, diagnoses=coding.diagnoses, lines=lines)


def fee(reference: Reference, code: str) -> Decimal:
    """The practice's fee for one unit; nothing for a code that is not on its fee list, as a practice system does."""
    return reference.charges(code) if reference.procedures.get(code) else ZERO


def _charge(reference: Reference, encounter: Encounter, line: AnswerLine) -> ClaimLine:
    return ClaimLine(
        A=encounter.date_of_service.isoformat(),
        B=encounter.place_of_service,
        D=(line.code.upper(), *line.modifiers),
        E="".join(line.pointers)[:4],
        F=money(fee(reference, line.code) * line.units),
        G=str(line.units),
        J=encounter.provider.npi,
    )


def _shared_items(encounter: Encounter, coding: CodingAnswer) -> dict[str, str]:
    """What the practice system knows of itself: nothing that the front desk types."""
    practice, provider, served = encounter.practice, encounter.provider, encounter.date_of_service.isoformat()
    items = {
        "12": SIGNATURE, "12 date": served, "20": "no", "21 indicator": "0",
        "25": practice.tax_id, "25 type": "ein", "26": encounter.patient.account_number,
        "31": f"{provider.name} {provider.credential}".upper().strip(), "31 date": served,
        "33": _fitted("33", practice.name), "33 phone": practice.phone, "33a": practice.npi,
    }  # fmt: skip
    items.update(_address("33", practice.address, "33 street"))
    if practice.facility_name:
        items |= {"32": _fitted("32", practice.facility_name), "32a": practice.facility_npi}
        items.update(_address("32", practice.facility_address or practice.address, "32 street"))
    return items


def _patient_items(encounter: Encounter) -> dict[str, str]:
    patient = encounter.patient
    return {
        "2": _name(patient.last_name, patient.first_name, patient.middle_initial),
        "3": patient.birth_date.isoformat(),
        "3 sex": patient.sex,
        "5 phone": patient.phone,
    } | _address("5", patient.address, "5")


def insured_items(coverage: Coverage) -> dict[str, str]:
    """Items 1, 1a, 4, 6, 7 and 11 to 13 for a coverage that is billed first."""
    items = {"1": PAYER_BOX[coverage.kind], "1a": _without_spaces(coverage.member_id)}
    if coverage.kind == "medicare":
        return items | {"11": "NONE"}
    insured = coverage.insured
    return (
        items
        | {
            "4": _name(insured.last_name, insured.first_name, insured.middle_initial),
            "6": coverage.relationship,
            "7 phone": insured.phone,
            "11": coverage.group_number.upper(),
            "11a": insured.birth_date.isoformat(),
            "11a sex": insured.sex,
            "11c": coverage.plan.upper(),
            "13": SIGNATURE,
        }
        | _address("7", insured.address, "7")
    )


def _other_coverage_items(encounter: Encounter, coverage: Coverage) -> dict[str, str]:
    """Items 9 to 9d and 11d: a second coverage, where there is one (Medicare primary leaves 11d blank)."""
    others = [other for other in encounter.coverage if other.order != coverage.order]
    if coverage.kind == "medicare":
        return {}
    if not others:
        return {"11d": "no"}
    other = min(others, key=lambda coverage: coverage.order)
    insured = other.insured
    return {
        "11d": "yes",
        "9": _name(insured.last_name, insured.first_name, insured.middle_initial),
        "9a": other.group_number.upper() or _without_spaces(other.member_id),
        "9d": other.plan.upper(),
    }


def _typed_patient(registration: Registration) -> dict[str, str]:
    return {
        "2": _name(
            registration.patient_last_name, registration.patient_first_name, registration.patient_middle_initial
        ),
        "3": registration.birth_date,
        "3 sex": registration.sex,
        "5": registration.street.upper(),
        "5 city": registration.city.upper(),
        "5 state": registration.state.upper(),
        "5 zip": registration.zip,
        "5 phone": registration.phone,
    }


def _typed_insured(registration: Registration, kind: CoverageKind) -> dict[str, str]:
    items = {"1": PAYER_BOX[kind], "1a": _without_spaces(registration.member_id)}
    if kind == "medicare":
        return items | {"11": registration.group_number.upper() or "NONE"}
    return items | {
        "4": _name(
            registration.insured_last_name, registration.insured_first_name, registration.insured_middle_initial
        ),
        "6": registration.relationship,
        "7": registration.insured_street.upper(),
        "7 city": registration.insured_city.upper(),
        "7 state": registration.insured_state.upper(),
        "7 zip": registration.insured_zip,
        "7 phone": registration.insured_phone,
        "11": registration.group_number.upper(),
        "11a": registration.insured_birth_date,
        "11a sex": registration.insured_sex,
        "11c": registration.plan.upper(),
        "13": SIGNATURE if registration.assignment_of_benefits == "yes" else "",
    }


def _registered_facts(registration: Registration) -> dict[str, str]:
    return {
        "10a": registration.employment_related,
        "10b": registration.auto_accident,
        "10b state": registration.auto_accident_state.upper(),
        "10c": registration.other_accident,
        "14": registration.onset_date,
        "14 qualifier": registration.onset_qualifier,
        "17 qualifier": registration.referring_qualifier,
        "17": registration.referring_provider.upper(),
        "17b": registration.referring_npi,
        "27": registration.accept_assignment,
        "29": registration.amount_paid,
    }


def _complete_order(items: dict[str, str], encounter: Encounter, coding: CodingAnswer, kind: CoverageKind) -> None:
    """Item 17 where Medicare wants to know who ordered a test and nobody else did: the provider, qualifier DK.

    CMS Pub. 100-04, ch. 26, 10.4, item 17: a physician who both orders and performs a test is named in both places.
    """
    if kind == "medicare" and not items["17"] and any(is_test(line.code) for line in coding.lines):
        provider = encounter.provider
        items |= {"17 qualifier": "DK", "17": f"{provider.name} {provider.credential}".upper(), "17b": provider.npi}


def is_test(code: str) -> bool:
    """Whether a procedure is imaging or a laboratory test (CPT sections radiology and pathology)."""
    return len(code) == 5 and code.isdecimal() and "70000" <= code <= "89999"


def _typed_in_registration(item: str) -> bool:
    first = item.split()[0]
    return first in {"1", "1a", "2", "3", "4", "5", "6", "7", "11a", "11c", "23"} or item in (*REGISTRATION_ONLY, "11")


def _repeated(encounter: Encounter) -> dict[str, tuple[str, ...]]:
    """The patient's own data in the boxes of the insured."""
    patient = encounter.patient
    values = _address("7", patient.address, "7") | {
        "7 phone": patient.phone,
        "6": "self",
        "11a": patient.birth_date.isoformat(),
        "11a sex": patient.sex,
    }
    return {key: (value, "SAME") if key == "7" else (value,) for key, value in values.items()}


def _own_place(encounter: Encounter) -> dict[str, tuple[str, ...]]:
    """Item 32 may repeat the practice: Medicare wants the place of service named even where it is the biller's."""
    practice = encounter.practice
    values = {"32": practice.name.upper(), "32a": practice.npi} | _address("32", practice.address, "32 street")
    accepted = {key: (value,) for key, value in values.items()}
    return accepted | {"32": (practice.name.upper(), _fitted("33", practice.name))}


def _address(number: str, address: Address, street_key: str) -> dict[str, str]:
    return {
        street_key: address.street.upper(),
        f"{number} city": address.city.upper(),
        f"{number} state": address.state.upper(),
        f"{number} zip": address.zip,
    }


def _name(last: str, first: str, middle: str) -> str:
    """Last, First, Middle, with commas between (NUCC 1500 manual, item 2)."""
    return ", ".join(part.upper() for part in (last, first, middle) if part)


def _fitted(key: str, name: str) -> str:
    """A name cut to the words that the printed field holds, as practice systems do."""
    words, limit = name.upper().split(), BY_KEY[key].max_length
    while len(words) > 1 and len(" ".join(words)) > limit:
        words.pop()
    return " ".join(words)[:limit]


def _without_spaces(member_id: str) -> str:
    """A member ID as on the card, hyphens kept (NUCC 1500 manual, item 1a)."""
    return "".join(member_id.upper().split())


def _without_middle(last: str, first: str) -> str:
    return _name(last, first, "")


def _upper(item: str, value: str) -> str:
    return value.upper() if item == "17" else value
