"""The papers that every account has from the start: registration, cards, eligibility, chart, contract, portal, call."""

from __future__ import annotations

from collections.abc import Iterator

from billing.causes.frame import Paper, World
from billing.payer_file import PayerFile
from data import Contract
from scenarios.models import Card, Coverage, Eligibility


def first_papers(world: World) -> tuple[Paper, ...]:
    """The account's standing papers, then those that the root cause brought; a paper of the same id takes its place."""
    found = {paper.id: paper for paper in _standing(world)}
    found |= {paper.id: paper for paper in world.papers}
    return tuple(found.values())


def _standing(world: World) -> Iterator[Paper]:
    encounter = world.encounter
    day = encounter.date_of_service
    yield Paper(
        id="registration", title="Registration as typed", kind="registration", day=day, text=_registration(world)
    )
    for card in encounter.cards:
        yield Paper(id=f"card.{card.order}", title=f"Insurance card, {card.payer}", kind="card", day=card.scanned_on,
                    text=_card(card))  # fmt: skip
    for answer in encounter.eligibility:
        yield Paper(id=f"eligibility.{answer.order}", title=_eligibility_title(world, answer), kind="eligibility",
                    day=day, text=_eligibility(answer))  # fmt: skip
    chart = "\n\n".join(f"{one.title.upper()}\n{one.text}" for one in encounter.documents)
    yield Paper(id="note", title="Chart of the visit", kind="note", day=day, text=chart)
    yield Paper(id="contract", title=world.contract.name, kind="contract", day=day, text=_contract(world.contract))
    policy = next((one for one in world.reference.policies if one.is_about(world.code)), None)
    if policy is not None:
        text = (
            f"{policy.title}. {policy.text} Diagnoses that support it: {', '.join(policy.diagnoses)}. {policy.source}"
        )
        yield Paper(id="policy", title=f"Coverage policy {policy.policy}", kind="policy", day=day, text=text)
    name = world.coverage.payer
    yield Paper(id="portal", title=f"Portal of {name}", kind="portal", day=world.sent_on, source="portal",
                text=portal_text(world))  # fmt: skip
    if world.call:
        yield Paper(id="call", title=f"Call to {name}", kind="call", day=world.sent_on, source="call", text=world.call)


def _registration(world: World) -> str:
    typed = world.encounter.registration
    rows = {
        "Patient": f"{typed.patient_last_name}, {typed.patient_first_name} {typed.patient_middle_initial}".strip(),
        "Birth date, sex": f"{typed.birth_date}, {typed.sex}",
        "Address": f"{typed.street}, {typed.city}, {typed.state} {typed.zip}",
        "Payer, plan": f"{typed.payer_id}, {typed.plan}",
        "Member ID, group": f"{typed.member_id}, {typed.group_number}",
        "Relationship": typed.relationship,
        "Work, auto, other accident": f"{typed.employment_related}, {typed.auto_accident}, {typed.other_accident}",
        "Authorization": typed.authorization or "none entered",
        "Referring provider": typed.referring_provider or "none entered",
    }
    return "\n".join(f"{name}: {value}" for name, value in rows.items())


def _card(card: Card) -> str:
    rows = (
        ("Member", card.member), ("Member ID", card.member_id), ("Group", card.group_number), ("Plan", card.plan),
        ("Payer ID", card.electronic_payer_id), ("Copay", card.copay),
    )  # fmt: skip
    return "\n".join([card.payer, *(f"{name}: {value}" for name, value in rows if value)])


def _eligibility_title(world: World, answer: Eligibility) -> str:
    payer = next((one.payer for one in world.encounter.coverage if one.order == answer.order), "payer")
    return f"Eligibility answer of {payer}"


def _eligibility(answer: Eligibility) -> str:
    until = f" to {answer.effective_to}" if answer.effective_to else ", no end"
    rows = [
        "Active coverage" if answer.active else "No active coverage",
        f"Member: {answer.member}, ID {answer.member_id}, born {answer.birth_date}",
        f"In force from {answer.effective_from}{until}",
        f"Deductible left {answer.deductible_left}; coinsurance {answer.coinsurance_rate * 100:.0f} %",
        f"Office copay {answer.copay}" if answer.copay else "",
        answer.note,
    ]
    return "\n".join(row for row in rows if row)


def _contract(contract: Contract) -> str:
    return "\n".join([contract.name, *(f"{one.number} {one.title}. {one.text}" for one in contract.clauses)])


# ---- the portal ------------------------------------------------------------------------------------------


def portal_text(world: World) -> str:
    """What the billed payer's portal shows of the member, the provider and the claim: its file in plain words."""
    return "\n".join(
        [*_member(world.coverage, world.file), *_permissions(world), *_provider(world), *_history(world.file)]
    )


def _member(coverage: Coverage, file: PayerFile) -> Iterator[str]:
    until = f"to {coverage.effective_to}" if coverage.effective_to else "no end date"
    yield f"Member {coverage.member_id}: coverage from {coverage.effective_from}, {until}."
    if file.managed_by:
        yield f"Managed by {file.managed_by} since {file.managed_from}: send claims there."
    yield f"Other insurance on file: {file.other_payer + ', primary' if file.other_payer else 'none'}."
    if file.cob_due:
        yield "Question about other insurance: sent to the member, no answer."
    if file.accident_due:
        yield "Question about an accident: sent to the member, no answer."
    if file.died_on:
        yield f"Date of death on file: {file.died_on}."
    for stay in file.stays:
        until = str(stay.last_day) if stay.last_day else "open"
        yield f"{stay.kind.replace('_', ' ').capitalize()}: {stay.first_day} to {until} {stay.facility}".rstrip() + "."
    if file.visit_limit is not None:
        yield f"Visits this year: {file.visits_used} of {file.visit_limit} used."
    if file.excluded:
        yield f"Not a benefit of this plan: {', '.join(file.excluded)}."
    if file.not_eligible_reason:
        yield f"Not eligible in the month of service: {file.not_eligible_reason}."


def _permissions(world: World) -> Iterator[str]:
    file, coverage = world.file, world.coverage
    if file.authorizations is None:
        if coverage.authorization:
            yield f"Authorization {coverage.authorization}: approved."
    elif not file.authorizations:
        yield "Authorizations: none on file."
    for one in file.authorizations or ():
        units = f", {one.units} units" if one.units is not None else ""
        given = f", given to NPI {one.npi}" if one.npi else ""
        yield f"Authorization {one.number}: {', '.join(one.codes)}, {one.first_day} to {one.last_day}{units}{given}."
    for referral in file.referrals or ():
        yield (
            f"Referral {referral.number}: {referral.first_day} to {referral.last_day}, {referral.used} of "
            f"{referral.visits} visits used."
        )
    if file.referrals == ():
        yield "Referrals: none on file."


def _provider(world: World) -> Iterator[str]:
    file, provider = world.file, world.encounter.provider
    since = f" from {file.enrolled_from}" if file.enrolled_from else ""
    until = f" to {file.enrolled_to}" if file.enrolled_to else ""
    if provider.npi not in file.unknown_npis:
        yield f"Rendering provider NPI {provider.npi}: enrolled{since}{until}."
    if file.unknown_npis:
        yield f"NPI not on file: {', '.join(file.unknown_npis)}."
    if file.tax_id:
        yield f"Practice's tax ID on file: {file.tax_id}."
    if file.referring_barred:
        yield f"May not order or refer: NPI {', '.join(file.referring_barred)}."
    if file.out_of_network:
        yield "Practice's network status: out of network for this member's plan."


def _history(file: PayerFile) -> Iterator[str]:
    for paid in file.history:
        whose = "your practice" if paid.own_practice else f"another practice, NPI {paid.npi}"
        code = "-".join((paid.code, *paid.modifiers))
        yield f"Paid before: {paid.date} {code} x {paid.units}, claim {paid.claim_number}, {whose}."
    if file.records_wanted and not file.records_received:
        yield f"Waiting for records: {', '.join(file.records_wanted)}."
