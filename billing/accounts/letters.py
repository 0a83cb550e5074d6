"""The appeal letter, put together from the facts of the account and what the learner encloses.

Its blocks are parted by blank lines: letterhead, date, addressee, reference, then what was decided, why that is wrong
and by which rule, what is asked for, what is enclosed. `billing.papers.letter` prints it as it stands.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from billing.accounts.models import Decide, Item, SentClaim
from billing.accounts.sending import contract_of, coverage_of
from billing.accounts.state import State
from billing.causes.frame import Paper
from billing.models import AdjudicatedLine
from data import Contract, Reference
from data.follow_up import RootCause
from data.models import Clause
from scenarios.models import Coverage, Encounter

NOTICE = "Training data. All people, payers and numbers are invented."
APPEALS_CLAUSE = "3.5"

MEDICARE_RULES = (
    ("redetermination", "42 CFR 405.940 to 405.958"),
    ("reconsideration", "42 CFR 405.960 to 405.978"),
    ("administrative law judge", "42 CFR 405.1000 to 405.1058"),
    ("Appeals Council", "42 CFR 405.1100 to 405.1140"),
    ("federal district court", "42 CFR 405.1136"),
)
"""The five levels of a Medicare appeal and where each is ruled."""


def appeal_letter(state: State, item: Item, action: Decide) -> Paper:
    """The letter of an appeal: to whom, at which level, about what, why, by which rule, and with which papers."""
    sent = state.claim(item.claim)
    coverage = coverage_of(state.world, sent.order)
    contract = contract_of(state.world, coverage)
    encounter = state.world.encounter
    number = sum(paper.startswith("letter.appeal") for paper in state.papers) + 1
    level = _level(state, item)
    blocks = [
        _letterhead(encounter),
        _long_date(state.day),
        _addressee(state, contract, coverage, level),
        "\n".join(_reference_lines(encounter, coverage, contract, sent, level)),
        "To whom it may concern:",
        _asks(contract, item, state.day, level),
        _decided(state.world.reference, sent, item),
        *_reasons(state.world.reference, contract, action),
        _wanted(item),
        _enclosures(state, action),
        f"Sincerely,\nBilling office, {encounter.practice.name}",
        NOTICE,
    ]
    return Paper(
        id=f"letter.appeal.{number}",
        title=f"Our appeal, letter {number}",
        kind="letter",
        day=state.day,
        text="\n\n".join(blocks),
    )


def _level(state: State, item: Item) -> int:
    """From 1: how often this item was appealed, this time included."""
    return sum(one.item == item.id and one.action == "appeal" for _, one in state.decisions)


def _name_of(contract: Contract, level: int) -> str:
    levels = contract.appeal_levels or ("first appeal",)
    return levels[min(level, len(levels)) - 1]


def _rule_of(contract: Contract, level: int) -> str:
    """Where the right to this appeal stands."""
    clause = next((one for one in contract.clauses if one.number == APPEALS_CLAUSE), None)
    name = _name_of(contract, level)
    law = next((rule for word, rule in MEDICARE_RULES if word in name), "") if contract.filing_indicator == "MB" else ""
    ours = f"{contract.name}, clause {clause.number}" if clause else contract.name
    return f"{law}; {ours}" if law else ours


def _long_date(day: datetime.date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _letterhead(encounter: Encounter) -> str:
    practice = encounter.practice
    place = practice.address
    return "\n".join(
        [
            practice.name,
            f"{place.street}, {place.city}, {place.state} {place.zip}",
            f"Telephone {practice.phone} | NPI {practice.npi} | Tax ID {practice.tax_id}",
        ]
    )


def _addressee(state: State, contract: Contract, coverage: Coverage, level: int) -> str:
    """The first level goes to the payer's own address; the later ones to the body that its decision names."""
    if level > 1:
        name = _name_of(contract, level)
        return f"{name[0].upper()}{name[1:]}\nat the address given in the decision on our earlier appeal"
    address = contract.appeal_address or state.world.reference.payers[coverage.payer_id].claim_address
    *lines, city, place = (part.strip() for part in address.split(","))
    return "\n".join([*lines, f"{city}, {place}"])


def _reference_lines(
    encounter: Encounter, coverage: Coverage, contract: Contract, sent: SentClaim, level: int
) -> Iterator[str]:
    levels = max(len(contract.appeal_levels), 1)
    yield f"Request: {_name_of(contract, level)} (level {min(level, levels)} of {levels})"
    yield f"Patient: {encounter.patient.name}, born {encounter.patient.birth_date:%m/%d/%Y}"
    yield f"Member ID: {coverage.member_id}"
    yield f"Your claim number: {sent.answer.claim_number if sent.answer else 'none'}"
    yield f"Our account number: {sent.claim.items['26']}"
    yield f"Date of service: {encounter.date_of_service:%m/%d/%Y}"
    provider = encounter.provider
    yield f"Rendering provider: {provider.name}, {provider.credential}, NPI {provider.npi}"


def _asks(contract: Contract, item: Item, today: datetime.date, level: int) -> str:
    """What the letter is, by which right, and whether it comes in time."""
    text = (
        f"We do not agree with your decision and file this request ({_name_of(contract, level)}) "
        f"under {_rule_of(contract, level)}."
    )
    due = next((one.day for one in item.due if one.what == "appeal"), None)
    if due is None or level > 1:
        return text
    days = (due - today).days
    if days < 0:
        return f"{text} The last day to file was {due:%m/%d/%Y}; this letter comes {-days} days after it."
    return f"{text} The last day to file is {due:%m/%d/%Y}, so this request is in time."


def _decided(reference: Reference, sent: SentClaim, item: Item) -> str:
    """The payer's decision, line by line, with its codes in words."""
    answer = sent.answer
    lines = [one for one in answer.lines if item.line in (None, one.number)] if answer else []
    when = f" on {answer.paid_on:%m/%d/%Y}" if answer and answer.paid_on else ""
    rows = [_decided_line(line, item) for line in lines]
    said = _codes_in_words(reference, item)
    return "\n".join([f"What you decided{when}:", *rows, *said])


def _decided_line(line: AdjudicatedLine, item: Item) -> str:
    code = "-".join((line.code, *line.modifiers))
    where = f"- Line {line.number}, {code}, units {line.units}, charge ${line.charge}"
    if item.kind == "underpaid" or not item.carc:
        return f"{where}: allowed ${line.allowed}, paid ${line.paid}."
    denied = "denied" if line.denied else f"${item.amount} taken off"
    return f"{where}: {denied} with {item.group}-{item.carc}, paid ${line.paid}."


def _codes_in_words(reference: Reference, item: Item) -> list[str]:
    known = reference.carc.get(item.carc)
    rows = [f"- {item.group}-{item.carc} means: {known.meaning}."] if known else []
    rows += [f"- {one} means: {reference.rarc[one].meaning}." for one in item.rarcs if one in reference.rarc]
    return rows


def _reasons(reference: Reference, contract: Contract, action: Decide) -> Iterator[str]:
    """Why the decision is wrong: the biller's own words, else the root cause; then the rule it goes by."""
    cause = reference.root_causes.get(action.cause)
    own = action.note.strip()
    why = own or (f"{cause.title}." if cause else "The decision does not fit the record that we enclose.")
    yield f"Why this decision is wrong: {why}"
    if cause is not None:
        quoted = [
            f"- Clause {one.number}, {one.title}: {' '.join(one.text.split())}" for one in _cited(contract, cause)
        ]
        yield "\n".join([f"The rule: {cause.cites}.", *quoted])


def _cited(contract: Contract, cause: RootCause) -> list[Clause]:
    """The contract's clauses that the root cause names, but for that on appeals itself."""
    _, word, rest = cause.cites.partition("clause")
    numbers = re.findall(r"(?<![\d.])\d\.\d{1,2}\b", rest) if word else []
    return [one for one in contract.clauses if one.number in numbers and one.number != APPEALS_CLAUSE]


def _wanted(item: Item) -> str:
    if item.kind == "underpaid":
        return "We ask you to process the line again at the contract's rate and to pay the difference."
    if item.kind == "takeback":
        return "We ask you to restore the payment that was taken back."
    return "We ask you to reverse the decision and to pay the service under the contract."


def _enclosures(state: State, action: Decide) -> str:
    titles = [state.papers[one].title for one in action.proof]
    if not titles:
        return "Enclosed: nothing."
    return "\n".join(["Enclosed:", *(f"{number}. {title}" for number, title in enumerate(titles, start=1))])
