"""Loops 2300 and 2310 of an 837P: what the form says of the claim as a whole."""

from __future__ import annotations

import re

from billing.values import read_money
from billing.x12.claim_parts import address, nine_digit_zip, provider
from billing.x12.interchange import Transaction, amount, eight
from billing.x12.other_payers import other_payer
from billing.x12.service_lines import service_lines
from billing.x12.submission import Person, Submission, person_in_order, solo

LOOP = "2300"
UNNAMED = Person("NAME NOT ON THE FORM")
"""Rendering provider of whom the form has the NPI only."""

_OTHER_DATES = {
    "454": "First treatment", "304": "Last seen", "453": "Acute phase began", "455": "Last X-ray",
    "471": "Prescribed", "090": "Care taken over", "091": "Care given up", "444": "First visit",
}  # fmt: skip
"""Qualifiers of item 15 with what they say (NUCC 1500 manual, item 15); the accident, 439, is told apart."""
_DATE_ORDER = ("431", "454", "304", "453", "439", "484", "455", "471", "314", "360", "361", "435", "096",
               "090", "091", "444")  # fmt: skip
"""In this order the guide lists the dates of loop 2300."""
_CLIA = re.compile(r"\d{2}D\d{7}")
_REFERRAL = re.compile(r"RE?F[ -]?\w+", re.IGNORECASE)
_CONDITION = re.compile(r"[A-Z0-9]{2}")
_FREQUENCIES = {"1": "first claim", "7": "replaces an earlier claim", "8": "takes an earlier claim back"}
_CAUSES = (("10a", "EM", "work"), ("10b", "AA", "an auto accident"), ("10c", "OA", "another accident"))


def claim_information(written: Transaction, one: Submission) -> None:
    """Everything of one claim from CLM to its last service line."""
    _claim(written, one)
    _dates(written, one)
    _amounts_and_numbers(written, one)
    _diagnoses(written, one)
    _providers(written, one)
    for other in one.others:
        other_payer(written, other)
    service_lines(written, one)


# ---- 2300 ------------------------------------------------------------------------------------------------


def frequency(one: Submission) -> str:
    """CLM05-3: item 22, or 1."""
    code = one.sheet.item("22")
    return code if code in ("7", "8") else "1"


def _claim(written: Transaction, one: Submission) -> None:
    sheet = one.sheet
    total = read_money(sheet.item("28"))
    place = sheet.lines[0].place if sheet.lines else ""
    code = frequency(one)
    causes, state = _related_causes(one)
    assignment = {"yes": "A", "no": "C"}.get(sheet.item("27").lower(), "")
    benefits = "Y" if sheet.item("13") or (one.payer.kind == "medicare" and assignment == "A") else "N"
    elements = (
        "CLM", sheet.item("26"), amount(total) if total is not None else "", "", "", (place, "B", code),
        "Y" if sheet.item("31") else "N", assignment, benefits, "Y" if sheet.item("12") else "I", "",
        (*(*causes, "")[:2], "", state) if causes else "",
    )  # fmt: skip
    said = [f"Claim of account {sheet.item('26')}: {total} charged, place of service {place}, {_FREQUENCIES[code]}"]
    said += [f"assignment {'accepted' if assignment == 'A' else 'not accepted'}"]
    said += [f"came from {' and '.join(word for key, x12, word in _CAUSES if x12 in causes)}"] if causes else []
    keys = ("26", "28", "24B.1", "22", "31", "27", "13", "12", *(key for key, x12, _ in _CAUSES if x12 in causes))
    if sheet.lines and not place:
        message = "Item 24B of the first line is empty: the claim has no place of service."
        written.fault(LOOP, "CLM", 5, "1", "", "24B.1", message, component=1)
    plain = "; ".join(said) + "."
    written.add(LOOP, elements, plain, keys, needs={1: "26", 2: "28", 7: "27"})


def _related_causes(one: Submission) -> tuple[tuple[str, ...], str]:
    sheet = one.sheet
    causes = tuple(code for key, code, _ in _CAUSES if sheet.item(key).lower() == "yes")
    # The guide has room for two; an auto accident goes before another one.
    return causes[:2], sheet.item("10b state").upper() if "AA" in causes else ""


def _dates(written: Transaction, one: Submission) -> None:
    found = _dates_of_form(one)
    for qualifier in _DATE_ORDER:
        if qualifier in found:
            form, value, plain, keys = found[qualifier]
            written.add(LOOP, ("DTP", qualifier, form, value), plain, keys)


_Dated = tuple[str, str, str, tuple[str, ...]]
"""D8 or RD8, value, plain words, items."""


def _dates_of_form(one: Submission) -> dict[str, _Dated]:
    sheet = one.sheet
    found: dict[str, _Dated] = {}
    if begun := sheet.date("14"):
        pregnancy = sheet.item("14 qualifier") == "484"
        what = "Last menstrual period" if pregnancy else "First symptoms or injury"
        found["484" if pregnancy else "431"] = ("D8", eight(begun), f"{what}: {begun}.", ("14", "14 qualifier"))
    other, qualifier = sheet.date("15"), sheet.item("15 qualifier")
    if other and qualifier in _OTHER_DATES:
        keys = ("15", "15 qualifier")
        found[qualifier] = ("D8", eight(other), f"{_OTHER_DATES[qualifier]}: {other}.", keys)
    accident, key = (other, "15") if other and qualifier == "439" else (begun, "14")
    if accident and _related_causes(one)[0] and sheet.item("14 qualifier") != "484":
        found["439"] = ("D8", eight(accident), f"Accident: {accident}.", (key,))
    found.update(_away_from_work(one))
    for key, code, what in (("18 from", "435", "Admitted"), ("18 to", "096", "Discharged")):
        if day := sheet.date(key):
            found[code] = ("D8", eight(day), f"{what}: {day}.", (key,))
    return found


def _away_from_work(one: Submission) -> dict[str, _Dated]:
    start, end = one.sheet.date("16 from"), one.sheet.date("16 to")
    keys = ("16 from", "16 to")
    if start and end:
        return {"314": ("RD8", f"{eight(start)}-{eight(end)}", f"Unable to work {start} to {end}.", keys)}
    if start:
        return {"360": ("D8", eight(start), f"Unable to work from {start}.", keys[:1])}
    return {"361": ("D8", eight(end), f"Unable to work until {end}.", keys[1:])} if end else {}


def _amounts_and_numbers(written: Transaction, one: Submission) -> None:
    sheet = one.sheet
    paid = read_money(sheet.item("29"))
    if paid:
        written.add(LOOP, ("AMT", "F5", amount(paid)), f"The patient has paid {paid}.", ("29",))
    number = sheet.item("23")
    if _REFERRAL.fullmatch(number):
        written.add(LOOP, ("REF", "9F", number), f"Referral number {number}.", ("23",))
    elif number and not _CLIA.fullmatch(number.upper()):
        written.add(LOOP, ("REF", "G1", number), f"Authorization number {number}.", ("23",))
    if frequency(one) != "1":
        original = sheet.item("22 original")
        plain = f"The payer's number of the earlier claim: {original}."
        written.add(LOOP, ("REF", "F8", original), plain, ("22 original",), needs={2: "22 original"})
    if _CLIA.fullmatch(number.upper()):
        written.add(LOOP, ("REF", "X4", number.upper()), f"Laboratory certificate (CLIA) {number.upper()}.", ("23",))
    if note := sheet.item("19"):
        written.add(LOOP, ("NTE", "ADD", note), f"Note to the payer: {note}.", ("19",))


def _diagnoses(written: Transaction, one: Submission) -> None:
    sheet = one.sheet
    if not sheet.diagnoses:
        written.missing(LOOP, "HI", "21", "Item 21 is empty: the claim has no diagnosis (HI).")
    else:
        first, more = ("BK", "BF") if sheet.item("21 indicator") == "9" else ("ABK", "ABF")
        codes = [code.replace(".", "") for _, code in sheet.diagnoses]
        values = ((more if place else first, code) for place, code in enumerate(codes))
        said = ", ".join(f"{place} {code}" for place, (_, code) in enumerate(sheet.diagnoses, start=1))
        keys = tuple(f"21{letter}" for letter, _ in sheet.diagnoses)
        written.add(LOOP, ("HI", *values), f"Diagnoses, the principal one first: {said}.", keys)
    conditions = [code for code in sheet.item("10d").upper().split() if _CONDITION.fullmatch(code)]
    if conditions:
        values = (("BG", code) for code in conditions[:12])
        written.add(LOOP, ("HI", *values), f"Claim codes {', '.join(conditions)}.", ("10d",))


# ---- 2310 ------------------------------------------------------------------------------------------------

_SECOND_NUMBERS = {"0B": "state license", "1G": "UPIN", "G2": "number given by the payer"}


def _providers(written: Transaction, one: Submission) -> None:
    sheet = one.sheet
    qualifier = sheet.item("17 qualifier").upper() or "DN"
    if sheet.item("17") and qualifier == "DN":
        _named_in_17(written, one, "2310A", "Referring provider")
    if sheet.lines and not solo(sheet):
        _rendering(written, one)
    _facility(written, one)
    if sheet.item("17") and qualifier == "DQ":
        _named_in_17(written, one, "2310D", "Supervising provider")


def _named_in_17(written: Transaction, one: Submission, loop: str, what: str) -> None:
    sheet = one.sheet
    person, npi = person_in_order(sheet.item("17")), sheet.item("17b")
    entity = provider("DN" if loop == "2310A" else "DQ", person, npi)
    written.add(loop, entity, f"{what}: {person.spoken}, NPI {npi or 'not given'}.", ("17", "17 qualifier", "17b"))
    other, qualifier = sheet.item("17a"), sheet.item("17a qualifier").upper()
    if other and qualifier in _SECOND_NUMBERS:
        plain = f"{what}'s {_SECOND_NUMBERS[qualifier]}."
        written.add(loop, ("REF", qualifier, other), plain, ("17a", "17a qualifier"))


def _rendering(written: Transaction, one: Submission) -> None:
    npi = one.sheet.lines[0].npi
    person = one.rendering or UNNAMED
    plain = f"Rendering provider: {person.spoken}, NPI {npi}."
    entity = provider("82", person, npi)
    written.add("2310B", (*entity, "", "")[:10], plain, ("24J.1", "31"), needs={9: "24J.1"})
    if one.taxonomy:
        plain = f"The rendering provider's specialty, taxonomy {one.taxonomy}."
        written.add("2310B", ("PRV", "PE", "PXC", one.taxonomy), plain)


def _facility(written: Transaction, one: Submission) -> None:
    """Item 32, unless it only repeats the billing provider: then the guide wants the loop left out."""
    sheet = one.sheet
    if not sheet.item("32") or sheet.item("32a") == sheet.item("33a"):
        return
    npi = sheet.item("32a")
    entity = ("NM1", "77", "2", sheet.item("32"), *(("", "", "", "", "XX", npi) if npi else ()))
    written.add("2310C", entity, f"Where the service was given: {sheet.item('32')}, NPI {npi}.", ("32", "32a"))
    address(written, "2310C", sheet, "32", "Address of the facility", zip_code=nine_digit_zip(sheet.item("32 zip")))
