"""Writes a payer's answer on eligibility: 271, guide 005010X279A1, and the same in plain words.

Simple amounts for one individual, in network, as most payers give them. (pyx12 4.0 has no map of this guide; our own
tests hold the segments and their order.)
"""

from __future__ import annotations

import datetime

from billing.x12.claim_parts import named
from billing.x12.interchange import (
    CLEARINGHOUSE,
    PRACTICE,
    Interchange,
    Transaction,
    amount,
    eight,
    interchange,
)
from billing.x12.submission import UNKNOWN_PAYER_ID, Person, coverage_of, person_by_commas
from data import Reference
from data.electronic_claims import filing_indicators
from scenarios.models import Coverage, Eligibility, Encounter

VERSION = "005010X279A1"
HEALTH_PLAN, OFFICE_VISIT = "30", "98"
"""Service types, EB03: benefits of the plan as a whole; a physician's visit in the office."""
RELATIONSHIPS = {"self": "18", "spouse": "01", "child": "19", "other": "34"}
"""INS02; 34 is any other adult."""
PER_YEAR, REMAINING, PER_VISIT = "23", "29", "27"
"""Time periods, EB06."""


class EligibilityFileError(LookupError):
    """The encounter has no eligibility answer, or no coverage, of this order."""


def eligibility_file(reference: Reference, encounter: Encounter, order: int = 1, control: int = 1) -> Interchange:
    """The answer as asked on the date of service. Raises EligibilityFileError where none was given."""
    answer = next((one for one in encounter.eligibility if one.order == order), None)
    coverage = coverage_of(encounter, order)
    if answer is None or coverage is None:
        raise EligibilityFileError(f"There is no eligibility answer of order {order}.")
    asked_on = encounter.date_of_service
    written = Transaction("271", VERSION, 1)
    number = f"EL{control:09d}"
    written.add("", ("BHT", "0022", "11", number, eight(asked_on), "0800"), f"Answer on eligibility of {asked_on}.")
    _asked(written, reference, coverage, encounter)
    subscriber = Person(coverage.insured.last_name, coverage.insured.first_name, coverage.insured.middle_initial)
    own = coverage.relationship == "self"
    patient = person_by_commas(answer.member)
    _subscriber(written, answer, coverage, patient if own else subscriber, number)
    if not own:
        _dependent(written, answer, coverage, patient, number)
    _benefits(written, answer, coverage, "2110C" if own else "2110D")
    _others(written, encounter, coverage, "2110C" if own else "2110D")
    return interchange("HB", VERSION, (CLEARINGHOUSE, PRACTICE), asked_on, control, (written,))


def eligibility_words(reference: Reference, encounter: Encounter, order: int = 1) -> tuple[str, ...]:
    """The same answer as lines that a person reads; the headers of the file are left out."""
    written = eligibility_file(reference, encounter, order)
    silent = ("ISA", "GS", "ST", "HL", "TRN", "SE", "GE", "IEA")
    return ("Training data.", *(one.plain for one in written.segments if one.tag not in silent))


def _asked(written: Transaction, reference: Reference, coverage: Coverage, encounter: Encounter) -> None:
    payer = reference.payers.get(coverage.payer_id)
    number = (payer.electronic_payer_id if payer else "") or UNKNOWN_PAYER_ID
    written.add("2000A", ("HL", "1", "", "20", "1"), "Who answers.")
    name = payer.name if payer else coverage.payer
    entity = ("NM1", "PR", "2", name.upper(), "", "", "", "", "PI", number)
    written.add("2100A", entity, f"{name} answers.")
    written.add("2000B", ("HL", "2", "1", "21", "1"), "Who asked.")
    practice = encounter.practice
    entity = ("NM1", "1P", "2", practice.name.upper(), "", "", "", "", "XX", practice.npi)
    written.add("2100B", entity, f"{practice.name} asked.")


def _subscriber(written: Transaction, answer: Eligibility, coverage: Coverage, person: Person, number: str) -> None:
    own = coverage.relationship == "self"
    written.add("2000C", ("HL", "3", "2", "22", "0" if own else "1"), "The subscriber.")
    if own:
        written.add("2000C", ("TRN", "2", number, f"9{PRACTICE.number[:9]}"), "The question's number.")
    entity = named("IL", person, "MI", answer.member_id)
    written.add("2100C", entity, f"Subscriber: {person.spoken}, member ID {answer.member_id}.", ("1a",))
    if coverage.group_number:
        plain = f"Group number {coverage.group_number}."
        written.add("2100C", ("REF", "6P", coverage.group_number), plain, ("11",))
    if own:
        written.add("2100C", ("DMG", "D8", eight(answer.birth_date)), f"Born {answer.birth_date}.", ("3",))
        _plan_dates(written, answer, "2100C")


def _dependent(written: Transaction, answer: Eligibility, coverage: Coverage, patient: Person, number: str) -> None:
    written.add("2000D", ("HL", "4", "3", "23", "0"), "The patient, a dependent.")
    written.add("2000D", ("TRN", "2", number, f"9{PRACTICE.number[:9]}"), "The question's number.")
    entity = ("NM1", "03", "1", patient.last.upper(), patient.first.upper(), patient.middle.upper())
    written.add("2100D", entity, f"Patient: {patient.spoken}.", ("2",))
    written.add("2100D", ("DMG", "D8", eight(answer.birth_date)), f"Born {answer.birth_date}.", ("3",))
    relationship = RELATIONSHIPS[coverage.relationship]
    written.add("2100D", ("INS", "N", relationship), f"The subscriber's {coverage.relationship}.", ("6",))
    _plan_dates(written, answer, "2100D")


def _plan_dates(written: Transaction, answer: Eligibility, loop: str) -> None:
    start, end = answer.effective_from, answer.effective_to
    if end:
        value = ("RD8", f"{eight(start)}-{eight(end)}")
        written.add(loop, ("DTP", "291", *value), f"Plan from {start} to {end}.")
    else:
        written.add(loop, ("DTP", "291", "D8", eight(start)), f"Plan from {start}; no end is known.")


def _benefits(written: Transaction, answer: Eligibility, coverage: Coverage, loop: str) -> None:
    kind = filing_indicators()[coverage.kind].insurance
    status, said = ("1", "Active") if answer.active else ("6", "Not active")
    written.add(loop, ("EB", status, "", HEALTH_PLAN, kind, coverage.plan.upper()), f"{said}: {coverage.plan}.")
    written.add(loop, ("DTP", "348", "D8", eight(answer.effective_from)), f"Benefits begin {answer.effective_from}.")
    if answer.effective_to:
        written.add(loop, ("DTP", "349", "D8", eight(answer.effective_to)), f"Benefits end {answer.effective_to}.")
    if answer.note:
        written.add(loop, ("MSG", answer.note[:264]), answer.note)
    if answer.active:
        _shares(written, answer, coverage, loop)


def _shares(written: Transaction, answer: Eligibility, coverage: Coverage, loop: str) -> None:
    """What the patient pays: in EB the tenth element counts from the front, EB12 says in network."""
    network = ("", "", "", "", "Y")
    if coverage.deductible:
        year = ("EB", "C", "IND", HEALTH_PLAN, "", "", PER_YEAR, amount(coverage.deductible), *network)
        written.add(loop, year, f"Deductible {coverage.deductible} a calendar year.")
    if coverage.deductible or answer.deductible_left:
        left = ("EB", "C", "IND", HEALTH_PLAN, "", "", REMAINING, amount(answer.deductible_left), *network)
        written.add(loop, left, f"Of the deductible {answer.deductible_left} is left to be met.")
    if answer.coinsurance_rate:
        rate = f"{answer.coinsurance_rate.normalize():f}".lstrip("0")
        share = ("EB", "A", "IND", HEALTH_PLAN, "", "", "", "", rate, "", "", "", "Y")
        written.add(loop, share, f"Coinsurance: the patient pays {answer.coinsurance_rate * 100:.0f} percent.")
    if answer.copay:
        copay = ("EB", "B", "IND", OFFICE_VISIT, "", "", PER_VISIT, amount(answer.copay), *network)
        written.add(loop, copay, f"Copayment {answer.copay} a visit in the office.")


def _others(written: Transaction, encounter: Encounter, coverage: Coverage, loop: str) -> None:
    """Other coverage that the payer knows of, in force on the day."""
    day: datetime.date = encounter.date_of_service
    for other in encounter.coverage:
        ended = other.effective_to is not None and other.effective_to < day
        if other.order != coverage.order and other.effective_from <= day and not ended:
            written.add(loop, ("EB", "R", "", HEALTH_PLAN), "There is other coverage.")
            below = "2120C" if loop == "2110C" else "2120D"
            written.add(below, ("LS", "2120"), "Who gives it:")
            written.add(below, ("NM1", "PR", "2", other.payer.upper()), f"{other.payer}.")
            written.add(below, ("LE", "2120"), "End of other coverage.")
