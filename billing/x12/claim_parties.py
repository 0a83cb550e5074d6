"""Loops 2000A to 2010CA of an 837P: who bills, who holds the policy, who pays, who the patient is."""

from __future__ import annotations

from billing.x12.claim_parts import address, name, named, nine_digit_zip
from billing.x12.interchange import Transaction, digits, eight
from billing.x12.submission import Person, Submission, person_by_commas
from data.electronic_claims import filing_indicators

ORDER_CODES = {1: "P", 2: "S", 3: "T"}
"""SBR01."""
ORDER_WORDS = {1: "first payer", 2: "second payer", 3: "third payer"}
PATIENT_CODES = {"spouse": "01", "child": "19", "other": "G8"}
"""PAT01 and SBR02, by item 6."""
DISABLED, WORKING_AGED = "43", "12"
"""SBR05: Medicare second to a group plan of an employer; from 65 years on it is working aged."""


def patient_is_insured(one: Submission) -> bool:
    """Medicare's patients are always their own subscribers; else item 6 says so, or nothing else does."""
    if one.payer.kind == "medicare":
        return True
    return one.sheet.item("6").lower() in ("", "self")


# ---- 2000A -----------------------------------------------------------------------------------------------


def billing_provider(written: Transaction, one: Submission) -> None:
    sheet = one.sheet
    other_id = sheet.item("33b").upper()
    taxonomy = other_id[2:].strip() if other_id.startswith("ZZ") else one.taxonomy
    if taxonomy:
        plain = f"The billing provider's specialty, taxonomy {taxonomy}."
        written.add("2000A", ("PRV", "BI", "PXC", taxonomy), plain, ("33b",) if other_id.startswith("ZZ") else ())
    loop = "2010AA"
    entity = ("NM1", "85", "2", sheet.item("33"), "", "", "", "", "XX", sheet.item("33a"))
    plain = f"Billing provider: {sheet.item('33')}, NPI {sheet.item('33a')}."
    written.add(loop, entity, plain, ("33", "33a"), needs={3: "33", 9: "33a"})
    address(written, loop, sheet, "33", "Billing provider's address", zip_code=nine_digit_zip(sheet.item("33 zip")))
    ssn = sheet.item("25 type").lower() == "ssn"
    plain = f"Tax number {sheet.item('25')}, {'a social security number' if ssn else 'of an employer'}."
    tax = ("REF", "SY" if ssn else "EI", digits(sheet.item("25")))
    written.add(loop, tax, plain, ("25", "25 type"), needs={2: "25"})
    if other_id.startswith("0B"):
        written.add(loop, ("REF", "0B", other_id[2:].strip()), "State license number.", ("33b",))
    phone = digits(sheet.item("33 phone"))[-10:]
    if phone:
        contact = ("PER", "IC", sheet.item("33"), "TE", phone)
        written.add(loop, contact, "Whom to call at the practice.", ("33 phone",))


# ---- 2000B and 2000C -------------------------------------------------------------------------------------


def subscriber_loop(written: Transaction, one: Submission, own: bool) -> None:
    _order_of_payers(written, one, own)
    sheet, loop = one.sheet, "2010BA"
    insured = person_by_commas(sheet.item("2")) if own else _insured(one)
    keys = ("2",) if own else ("4",)
    member_id = "".join(sheet.item("1a").split())
    organization = not own and one.payer.kind == "workers_comp" and "," not in sheet.item("4")
    entity = named("IL", insured, "MI", member_id, organization)
    plain = f"Subscriber: {insured.spoken}, member ID {member_id}."
    written.add(loop, entity, plain, (*keys, "1a"), needs={3: keys[0], 9: "1a"})
    if own:
        _home_and_birth(written, one, loop)
        _compensation_claim(written, one, loop)
    payer = one.payer
    entity = ("NM1", "PR", "2", payer.name.upper(), "", "", "", "", "PI", payer.number)
    written.add("2010BB", entity, f"Payer: {payer.name}, payer ID {payer.number}.", ("1", "11c"))
    other_id = sheet.item("33b").upper()
    if other_id.startswith("G2"):
        plain = "The number that this payer gave the practice."
        written.add("2010BB", ("REF", "G2", other_id[2:].strip()), plain, ("33b",))


def _order_of_payers(written: Transaction, one: Submission, own: bool) -> None:
    sheet = one.sheet
    group = "" if sheet.item("11").upper() == "NONE" else sheet.item("11")
    plan = "" if group or one.payer.kind == "medicare" else sheet.item("11c")
    medicare_second = _why_medicare_is_second(one) if one.payer.kind == "medicare" and one.order > 1 else ""
    filing = filing_indicators()[one.payer.kind]
    elements = (
        "SBR", ORDER_CODES[min(one.order, 3)], "18" if own else "", group, plan, medicare_second, "", "", "",
        one.payer.filing,
    )  # fmt: skip
    said = [f"Billed as {ORDER_WORDS[min(one.order, 3)]}: {filing.meaning}"]
    said += ["the patient is the subscriber"] if own else []
    said += [f"group {group}"] if group else [f"plan {plan}"] if plan else []
    keys = ("1", "6", "11") if group else ("1", "6", "11c") if plan else ("1", "6")
    written.add("2000B", elements, "; ".join(said) + ".", keys)


def _why_medicare_is_second(one: Submission) -> str:
    """SBR05: by the kind of the payer before it, else by the patient's age on the day of service."""
    before = next((other for other in one.others if other.order < one.order), None)
    if before and (code := filing_indicators()[before.payer.kind].group_type):
        return code
    born, served = one.sheet.date("3"), one.sheet.serviced
    if not born or not served:
        return WORKING_AGED
    age = served.year - born.year - ((served.month, served.day) < (born.month, born.day))
    return WORKING_AGED if age >= 65 else DISABLED


def _insured(one: Submission) -> Person:
    typed = one.sheet.item("4")
    if typed.upper() == "SAME" or not typed:
        return person_by_commas(one.sheet.item("2"))
    return person_by_commas(typed)


def patient_loop(written: Transaction, one: Submission) -> None:
    sheet = one.sheet
    relationship = sheet.item("6").lower()
    code = PATIENT_CODES.get(relationship, "G8")
    if one.payer.kind == "workers_comp" and "," not in sheet.item("4"):
        code, relationship = "20", "employee"
    said = "another relationship" if relationship == "other" else relationship
    written.add("2000C", ("PAT", code), f"The patient is to the subscriber: {said}.", ("6",))
    patient = person_by_commas(sheet.item("2"))
    entity = name("QC", patient)
    written.add("2010CA", entity, f"Patient: {patient.spoken}.", ("2",), needs={3: "2"})
    _home_and_birth(written, one, "2010CA")
    _compensation_claim(written, one, "2010CA")


def _home_and_birth(written: Transaction, one: Submission, loop: str) -> None:
    sheet = one.sheet
    address(written, loop, sheet, "5", "Patient's address", street_key="5")
    born, sex = sheet.date("3"), sheet.item("3 sex").upper()
    said = {"F": "female", "M": "male"}.get(sex, "sex not said")
    plain = f"Born {born}, {said}."
    code = sex if sex in ("F", "M") else "U"
    written.add(loop, ("DMG", "D8", eight(born), code), plain, ("3", "3 sex"), needs={2: "3"})


def _compensation_claim(written: Transaction, one: Submission, loop: str) -> None:
    """REF*Y4: the number of a compensation or liability claim, from item 11b, or 1a where that is all there is."""
    sheet = one.sheet
    stated = sheet.item("11b") if sheet.item("11b qualifier").upper() == "Y4" else ""
    key = "11b" if stated else "1a"
    number = stated or ("".join(sheet.item("1a").split()) if one.payer.kind == "workers_comp" else "")
    if number:
        written.add(loop, ("REF", "Y4", number), f"The insurer's number of the injury: {number}.", (key,))
