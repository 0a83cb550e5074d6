"""The biller's half of a family's check: the key's claim is clean, is paid, and the planted faults are what they say.

Handed to `scenarios check` as a hook; every variant of every family passes through it.
"""

from __future__ import annotations

import datetime

from billing.case_check import check_case
from billing.charge_entry import key_claim, model_answer, primary, registered_claim
from billing.items import SINGLE_KEYS
from billing.payer import adjudicate
from billing.scrubber import scrub
from billing.values import same_value
from data import Reference
from scenarios.models import ClaimFault, Variant

NOT_COVERED = frozenset({"GA", "GY", "GZ"})
"""Modifiers by which a right claim itself says that Medicare will not pay the line."""
PAID_AFTER_DAYS = 21
"""When the payer of a checked claim answers, counted from the service."""

Problem = tuple[str, str]
"""Rule and message."""


def check_family(reference: Reference, variant: Variant) -> list[Problem]:
    """What is wrong with the biller's side of one variant, as (rule, message); empty when nothing is."""
    if not model_answer(reference, variant.key).lines:
        return []
    if primary(variant.encounter).payer_id not in reference.contracts:
        return [("billing.contract", f"There is no contract with payer {primary(variant.encounter).payer_id}.")]
    problems = [*_scrubbed(reference, variant), *_adjudicated(reference, variant), *_faults(reference, variant)]
    return problems or check_case(reference, variant)


def _scrubbed(reference: Reference, variant: Variant) -> list[Problem]:
    claim = key_claim(reference, variant)
    found = scrub(reference, claim, variant.encounter)
    return [
        ("billing.scrub", f"The key's claim fails {message.edit} at {message.item}: {message.message}")
        for message in found
        if message.severity == "error"
    ]


def _adjudicated(reference: Reference, variant: Variant) -> list[Problem]:
    encounter = variant.encounter
    contract = reference.contracts[primary(encounter).payer_id]
    if contract.self_pay:
        return []
    paid_on = encounter.date_of_service + datetime.timedelta(days=PAID_AFTER_DAYS)
    answer = adjudicate(reference, key_claim(reference, variant), encounter, contract, paid_on)
    rejected = [
        ("billing.rejected", f"The key's claim is sent back at {message.item}: {message.message}")
        for message in answer.rejection
    ]
    denied = [
        ("billing.denied", f"Line {line.number}, {line.code}, of the key's claim is denied: {line.why}")
        for line in answer.lines
        if line.denied
        and not NOT_COVERED & set(line.modifiers)
        and not (_unsupported(variant) and line.code == _case_code(variant))
    ]
    return rejected + denied


def _unsupported(variant: Variant) -> bool:
    """Whether the case is that no reason for the service is documented: its own line is then rightly denied."""
    return variant.key.case is not None and variant.key.case.facts.get("supported") == "no"


def _case_code(variant: Variant) -> str:
    case = variant.key.case
    lines = {line.id: line.any[0].code for line in variant.key.sets[0].lines}
    return lines.get(case.line, "") if case else ""


def _faults(reference: Reference, variant: Variant) -> list[Problem]:
    key, registered = key_claim(reference, variant), registered_claim(reference, variant)
    problems: list[Problem] = []
    for fault in variant.key.claim_faults:
        if fault.item not in SINGLE_KEYS:
            problems.append(("billing.fault", f"Planted fault {fault.name}: the form has no item {fault.item}."))
        else:
            problems += _fault(fault, key.items[fault.item], registered.items[fault.item])
    return problems


def _fault(fault: ClaimFault, right: str, typed: str) -> list[Problem]:
    problems: list[Problem] = []
    if not same_value(fault.item, right, fault.right):
        problems.append(
            ("billing.fault", f"Planted fault {fault.name}: item {fault.item} should be {fault.right}, the key claim "
             f"has {right or 'nothing'}.")
        )  # fmt: skip
    if not same_value(fault.item, typed, fault.registered):
        problems.append(
            ("billing.fault", f"Planted fault {fault.name}: item {fault.item} should show {fault.registered}, the "
             f"pre-filled claim has {typed or 'nothing'}.")
        )  # fmt: skip
    if same_value(fault.item, fault.right, fault.registered):
        problems.append(("billing.fault", f"Planted fault {fault.name}: right and registered value are the same."))
    return problems
