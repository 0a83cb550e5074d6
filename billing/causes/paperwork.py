"""Papers as payers and practices write them: a payer's letter, a fax report, a signed notice, a certificate, a log."""

from __future__ import annotations

import datetime

from billing.causes.common import paper, written
from billing.causes.frame import Paper, World

ANSWERED = 18
"""Days from the service to a payer's usual answer here: two to send, two on the way, fourteen to decide."""


def letter(world: World, paper_id: str, title: str, text: str, days: int = ANSWERED) -> Paper:
    """A letter of the billed payer to the practice, with the lines that its claims department puts on top."""
    day = world.encounter.date_of_service + datetime.timedelta(days=days)
    head = [
        f"{world.coverage.payer}, claims department, {written(day)}",
        f"To: {world.encounter.practice.name}, NPI {world.encounter.practice.npi}",
        f"Re: {world.encounter.patient.name}, member {world.coverage.member_id}",
        f"Service of {written(world.encounter.date_of_service)}, {'-'.join(world.service_line.D)}",
    ]
    return paper(world, paper_id, title, "letter", "\n".join([*head, "", text]), days)


def fax_report(world: World, what: str, pages: int, days: int) -> Paper:
    """The machine's report that something was sent."""
    day = world.encounter.date_of_service + datetime.timedelta(days=days)
    rows = (
        f"TRANSMISSION REPORT {written(day)} 10:42",
        f"From {world.encounter.practice.name}, {world.encounter.practice.phone}",
        f"To {world.coverage.payer}, medical review, 800-555-0164",
        f"{what}, {world.encounter.patient.name}, service of {written(world.encounter.date_of_service)}",
        f"{pages} pages of {pages} sent, result OK",
    )
    return paper(world, "fax", "Fax report", "form", "\n".join(rows), days)


def notice(world: World, signed: datetime.datetime) -> Paper:
    """An Advance Beneficiary Notice of Non-coverage (form CMS-R-131) as filled in and signed."""
    encounter = world.encounter
    rows = (
        f"A. Notifier: {encounter.practice.name}   B. Patient: {encounter.patient.name}   "
        f"C. Identification: {encounter.patient.account_number}",
        f"D. Service: {world.code}",
        "E. Reason Medicare may not pay: Medicare does not pay for it with your condition, or as often as this.",
        f"F. Estimated cost: ${world.service_line.F}",
        "G. Options: [x] Option 1, I want it and want Medicare billed for a decision; I pay if Medicare does not.",
        f"I. Signature: {encounter.patient.first_name} {encounter.patient.last_name}   "
        f"J. Date: {written(signed.date())}, {signed:%H:%M}",
        f"Visit of {written(encounter.date_of_service)} began at 09:30.",
    )
    return paper(world, "form.notice", "Advance Beneficiary Notice", "form", "\n".join(rows))


def certificate(world: World, number: str, kind: str) -> Paper:
    """The laboratory certificate that hangs in the practice."""
    rows = (
        "CLINICAL LABORATORY IMPROVEMENT AMENDMENTS",
        kind,
        f"{world.encounter.practice.name}, {world.encounter.practice.address.city}",
        f"CLIA ID number {number}, effective 02/01/2026 to 01/31/2028",
    )
    return paper(world, "form.certificate", "Laboratory certificate", "form", "\n".join(rows))


def charge_sheet(world: World, codes: tuple[str, ...]) -> Paper:
    """What the coder handed over to be keyed."""
    rows = [f"{number}. {code}" for number, code in enumerate(codes, start=1)]
    head = f"{world.encounter.patient.name}, {written(world.encounter.date_of_service)}, coded and released"
    return paper(world, "form.charges", "Coder's charge sheet", "form", "\n".join([head, *rows]))


def drug_log(world: World, number: str) -> Paper:
    """The line of the drug log that belongs to the injection."""
    rows = (
        "Date | drug code | NDC (5-4-2) | lot | expires | given by",
        f"{written(world.encounter.date_of_service)} | {world.code} | {number[:5]}-{number[5:9]}-{number[9:]} | "
        f"K4417 | 2027-08 | RT",
    )
    return paper(world, "form.drug-log", "Drug log", "form", "\n".join(rows))
