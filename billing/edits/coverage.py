"""Edits on who is covered by whom: the claim held beside the insurance card and the payer's eligibility answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from billing.charge_entry import PAYER_BOX
from billing.edits.sheet import Edit, Finding, Sheet
from billing.values import ZERO, is_npi, letters_and_digits, same_value

CHAPTER_26 = "CMS Pub. 100-04, ch. 26, 10.2"
ELIGIBILITY = "Eligibility answer (271) of the date of service"


def _payer_box(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.coverage:
        return
    box, right = sheet.item("1").lower(), PAYER_BOX[sheet.kind]
    private = {"group", "other"}
    if box and box != right and not (sheet.kind not in ("medicare", "medicaid", "tricare") and box in private):
        yield Finding("1", f"Item 1 says {box}; the card is of {sheet.coverage.payer}, which is box {right}.")


def _member_id_pattern(sheet: Sheet) -> Iterator[Finding]:
    member_id = "".join(sheet.item("1a").upper().split())
    if not sheet.payer or not sheet.coverage or not member_id or same_value("1a", member_id, sheet.coverage.member_id):
        return
    if not re.fullmatch(sheet.payer.member_id_pattern, member_id):
        yield Finding("1a", f"{sheet.payer.name} has no member IDs of this form: {sheet.payer.member_id_help}")


def _member_id(sheet: Sheet) -> Iterator[Finding]:
    if sheet.coverage and sheet.item("1a") and not same_value("1a", sheet.item("1a"), sheet.coverage.member_id):
        yield Finding("1a", "Member ID is not the one the payer knows. Compare the form with card and eligibility.")


def _patient_name(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.encounter or not sheet.item("2"):
        return
    patient = sheet.encounter.patient
    if not _is_name(sheet.item("2"), patient.last_name, patient.first_name):
        yield Finding("2", "Patient's name is not the one the payer holds for this member.")


def _birth_date(sheet: Sheet) -> Iterator[Finding]:
    born = sheet.date("3")
    if sheet.encounter and born and born != sheet.encounter.patient.birth_date:
        yield Finding("3", "Birth date is not the one the payer holds for this member.")


def _sex(sheet: Sheet) -> Iterator[Finding]:
    sex = sheet.item("3 sex").upper()
    if sheet.encounter and sex in ("F", "M") and sex != sheet.encounter.patient.sex:
        yield Finding("3 sex", "Sex is not the one on the chart and in the payer's record.")


def _medicare_second(sheet: Sheet) -> bool:
    """Medicare after another payer: items 4, 6, 7, 11 tell of its insured (CMS Pub. 100-04, ch. 26, 10.2)."""
    return sheet.kind == "medicare" and bool(sheet.claim.prior_payers)


def _insured_name(sheet: Sheet) -> Iterator[Finding]:
    if _medicare_second(sheet):
        return
    typed = sheet.item("4")
    if not sheet.coverage or not typed or typed.upper() == "SAME":
        return
    insured = sheet.coverage.insured
    if not _is_name(typed, insured.last_name, insured.first_name):
        yield Finding("4", "Insured's name is not the one on the card.")


def _relationship(sheet: Sheet) -> Iterator[Finding]:
    if _medicare_second(sheet):
        return
    typed = sheet.item("6").lower()
    if sheet.coverage and typed and typed != sheet.coverage.relationship:
        yield Finding("6", f"Item 6 says {typed}; the payer knows another relationship between patient and insured.")


def _medicare_policy(sheet: Sheet) -> Iterator[Finding]:
    if sheet.kind == "medicare" and not sheet.claim.prior_payers and sheet.item("11").upper() != "NONE":
        yield Finding("11", "Where Medicare is primary item 11 says NONE: it tells that other insurance was asked for.")


def _medicare_insured(sheet: Sheet) -> Iterator[Finding]:
    typed = sheet.item("4")
    own = (sheet.item("2"), "SAME")
    if sheet.kind == "medicare" and typed and not any(same_value("4", typed, value) for value in own):
        yield Finding("4", "Where Medicare is primary item 4 stays blank; somebody else's name stands there.")


def _group_number(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.coverage or sheet.kind == "medicare":
        return
    if not same_value("11", sheet.item("11"), sheet.coverage.group_number):
        yield Finding("11", "Group number is not the one on the card.")


def _coverage_dates(sheet: Sheet) -> Iterator[Finding]:
    served, coverage = sheet.serviced, sheet.coverage
    if not served or not coverage:
        return
    if served < coverage.effective_from:
        yield Finding("24A.1", f"Service on {served}; coverage began on {coverage.effective_from}.")
    if coverage.effective_to and served > coverage.effective_to:
        yield Finding("24A.1", f"Service on {served}; coverage ended on {coverage.effective_to}.")


def _other_plan(sheet: Sheet) -> Iterator[Finding]:
    answer = sheet.item("11d").lower()
    if answer == "yes" and not (sheet.item("9") and (sheet.item("9a") or sheet.item("9d"))):
        yield Finding("9", "Item 11d says another plan exists; items 9, 9a and 9d name it.")
    if answer == "no" and sheet.encounter and len(sheet.encounter.coverage) > 1:
        yield Finding("11d", "Item 11d says no other plan; a second coverage is on file.")


def _assignment(sheet: Sheet) -> Iterator[Finding]:
    if sheet.contract and sheet.item("27").lower() == "no":
        yield Finding("27", "The practice has a contract with this payer: assignment is accepted.")


def _insured_signature(sheet: Sheet) -> Iterator[Finding]:
    if sheet.kind != "medicare" and not sheet.item("13"):
        yield Finding("13", "Item 13 is empty: the payer may send the money to the patient.")


def _referring(sheet: Sheet) -> Iterator[Finding]:
    name, npi, qualifier = sheet.item("17"), sheet.item("17b"), sheet.item("17 qualifier")
    if name and not (npi and qualifier):
        yield Finding("17b" if not npi else "17 qualifier", "Item 17 names a provider: qualifier and NPI go with it.")
    if npi and not name:
        yield Finding("17", "Item 17b has an NPI and item 17 no name.")


def _billing_provider(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.encounter:
        return
    practice = sheet.encounter.practice
    for key, right in (("33a", practice.npi), ("25", practice.tax_id)):
        if sheet.item(key) and not same_value(key, sheet.item(key), right):
            yield Finding(key, f"Item {key} is not the number of the billing practice.")


def _account(sheet: Sheet) -> Iterator[Finding]:
    if sheet.encounter and not same_value("26", sheet.item("26"), sheet.encounter.patient.account_number):
        yield Finding("26", "Account number is not this patient's: the payment would be posted elsewhere.")


def _service_facility(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.encounter:
        return
    practice = sheet.encounter.practice
    if practice.facility_name and not sheet.item("32"):
        yield Finding("32", "The service was not given at the practice: item 32 names the facility.")
    elif practice.facility_name and is_npi(sheet.item("32a")) and sheet.item("32a") != practice.facility_npi:
        yield Finding("32a", "Item 32a is not the NPI of the place where the service was given.")


def _is_name(typed: str, last: str, first: str) -> bool:
    """Whether `Last, First, Middle` as typed begins with this last and first name; the middle initial is free."""
    parts = typed.split(",")
    if len(parts) < 2:
        return _begins(typed, last + first)
    return letters_and_digits(parts[0]) == letters_and_digits(last) and _begins(parts[1], first)


def _begins(typed: str, name: str) -> bool:
    """Whether whole words in front are the name: a middle name may follow, a further letter may not."""
    words = typed.split()
    return any(
        letters_and_digits("".join(words[:count])) == letters_and_digits(name) for count in range(len(words) + 1)
    )


def _first_payers_answer(sheet: Sheet) -> Iterator[Finding]:
    if sheet.coverage and sheet.coverage.order > 1 and not sheet.claim.prior_payers:
        yield Finding("29", f"{sheet.coverage.payer} comes second: the first payer's answer has to go with the claim.")


def _first_payers_amounts(sheet: Sheet) -> Iterator[Finding]:
    for payer in sheet.claim.prior_payers:
        adjusted = sum((one.amount for line in payer.lines for one in line.adjustments), ZERO)
        paid = sum((line.paid for line in payer.lines), ZERO)
        if payer.lines and paid != payer.paid:
            yield Finding("29", f"{payer.payer} paid {payer.paid}; its lines come to {paid}.")
        elif payer.lines and paid + adjusted != payer.charge:
            together = f"paid {paid} and adjusted {adjusted}"
            yield Finding("28", f"{payer.payer}: {together} are not the charge, {payer.charge}.")


EDITS = (
    Edit("SC-101", "error", f"{CHAPTER_26}, item 1; NUCC 1500 manual, item 1", _payer_box),
    Edit("SC-102", "error", "Payer's member ID format", _member_id_pattern, rejects=True),
    Edit("SC-104", "error", f"{ELIGIBILITY}; insurance card", _member_id, rejects=True),
    Edit("SC-105", "error", f"{ELIGIBILITY}; NUCC 1500 manual, item 2", _patient_name, rejects=True),
    Edit("SC-106", "error", f"{ELIGIBILITY}; NUCC 1500 manual, item 3", _birth_date, rejects=True),
    Edit("SC-107", "error", f"{ELIGIBILITY}; NUCC 1500 manual, item 3", _sex),
    Edit("SC-108", "error", "Insurance card; NUCC 1500 manual, item 4", _insured_name),
    Edit("SC-109", "error", "NUCC 1500 manual, item 6", _relationship),
    Edit("SC-110", "error", f"{CHAPTER_26}, item 11", _medicare_policy, rejects=True),
    Edit("SC-111", "warning", f"{CHAPTER_26}, item 4", _medicare_insured),
    Edit("SC-112", "warning", "Insurance card; NUCC 1500 manual, item 11", _group_number),
    Edit("SC-113", "error", ELIGIBILITY, _coverage_dates),
    Edit("SC-114", "error", "NUCC 1500 manual, items 9 and 11d", _other_plan),
    Edit("SC-115", "error", "Contract; NUCC 1500 manual, item 27", _assignment),
    Edit("SC-116", "warning", "NUCC 1500 manual, item 13", _insured_signature),
    Edit("SC-117", "error", "NUCC 1500 manual, item 17", _referring, rejects=True),
    Edit("SC-118", "error", "NUCC 1500 manual, items 25 and 33a", _billing_provider, rejects=True),
    Edit("SC-119", "warning", "NUCC 1500 manual, item 26", _account),
    Edit("SC-120", "error", "NUCC 1500 manual, item 32", _service_facility),
    Edit("SC-121", "error", "837P TR3 005010X222A1, loop 2320; contract, clause 2.3", _first_payers_answer),
    Edit("SC-122", "error", "837P TR3 005010X222A1, loops 2320 and 2430", _first_payers_amounts),
)
