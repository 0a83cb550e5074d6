"""Questions about payment and payers: who pays, how much, in which order, by when, and what a code of theirs means.

Only reads the question and dresses the answer; the rules stand in the modules of `rules` that are named below.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import cast, get_args

from data.claim_codes import ClaimCode, ClaimCodeTable
from data.models import CoverageKind, ReasonCode
from data.reference import Reference
from rules.appeals import AppealLimit, appeal_limit, appeal_programs
from rules.beneficiary_notice import beneficiary_notice
from rules.coordination_of_benefits import (
    CUSTODY,
    KINDS,
    RELATIONSHIPS,
    CoveringPlan,
    Custody,
    Employment,
    Insured,
    Relationship,
    coordination_of_benefits,
)
from rules.limiting_charge import limiting_charge
from rules.medicare_primary import EMPLOYMENT, REASONS, WHOSE, Reason, medicare_primary
from rules.medicare_secondary import medicare_secondary
from rules.sequestration import sequestration
from rules.telehealth import telehealth
from rules.timely_filing import filing_limit
from rules.topics.frame import Answer, Asked, BadQuestion, Topic, unknown

_KINDS = cast(tuple[CoverageKind, ...], get_args(CoverageKind))
_PAYER = f"{', '.join(_KINDS)}, or the id of a payer"
_PERCENT = re.compile(r"^\d+(\.\d+)?\s*%$")


def _payer_kind(reference: Reference, asked: Asked) -> CoverageKind:
    """The kind of coverage that `payer` names, itself or through the payer's id."""
    named = reference.payers.get(asked.text("payer").lower())
    return named.kind if named else cast(CoverageKind, asked.one_of("payer", _KINDS))


def _rate(asked: Asked) -> Asked:
    """The same question with `coinsurance_rate` as a share of one where it was written `20%`."""
    given = asked.values.get("coinsurance_rate")
    if isinstance(given, str) and _PERCENT.match(given.strip()):
        share = Decimal(given.strip().rstrip("% ")) / 100
        return Asked({**asked.values, "coinsurance_rate": share}, asked.as_of)
    return asked


def _money(amount: object) -> str:
    return f"{amount:.2f}"


# ---- how a service is billed -----------------------------------------------------------------------------


def _telehealth(reference: Reference, asked: Asked) -> Answer:
    code, kind = asked.code("code"), _payer_kind(reference, asked)
    found = telehealth(code, kind, asked.flag("audio_only", False), asked.text("patient_at"), asked.as_of)
    if isinstance(found, str):
        return unknown(found)
    return {
        "place_of_service": found.place_of_service,
        "modifiers": list(found.modifiers),
        "may": list(found.may),
        "rate": found.rate or None,
        "payable": found.payable,
        "steps": list(found.steps),
        "cites": found.cites,
    }


def _abn(reference: Reference, asked: Asked) -> Answer:
    found = beneficiary_notice(asked.text("reason"), asked.flag("signed"), _payer_kind(reference, asked))
    if isinstance(found, str):
        return unknown(found)
    return {
        "modifiers": list(found.modifiers),
        "group_code": found.group_code,
        "who_owes": found.who_owes,
        "carc": found.carc,
        "steps": list(found.steps),
        "cites": found.cites,
    }


# ---- codes -----------------------------------------------------------------------------------------------

_PREFIX = re.compile(r"^(CO|PR|OA|PI|CR)[- ]?(?=[0-9A-Z])")
_CODES_FROM, _CODES_LAST = "July 2024", datetime.date(2024, 7, 31)


def _reason(codes: Mapping[str, ReasonCode], asked: Asked, what: str) -> Answer:
    written = asked.code("code")
    found = codes.get(written) or codes.get(_PREFIX.sub("", written))
    if found is None:
        return unknown(f"{written} is not among the {what} at hand.")
    return {
        "code": found.code,
        "meaning": found.meaning,
        "valid": found.valid_on(asked.as_of),
        "ended": found.ended or None,
        "usual_action": found.usual_action,
        "data_from": _CODES_FROM,
        "carried_forward": asked.as_of > _CODES_LAST,
        "cites": f"{what}, code numbers of {_CODES_FROM}; our own wording",
    }


def _carc(reference: Reference, asked: Asked) -> Answer:
    return _reason(reference.carc, asked, "Claim adjustment reason codes")


def _rarc(reference: Reference, asked: Asked) -> Answer:
    return _reason(reference.rarc, asked, "Remittance advice remark codes")


_SOURCES: dict[ClaimCodeTable, str] = {
    "group_code": "ASC X12N 835, CAS01; CMS Claims Processing Manual, ch. 22, 60",
    "claim_frequency": "NUCC 1500 manual, item 22; NUBC frequency codes; 837P CLM05-3",
    "claim_status_category": "ASC X12N 277, STC01-1 (code list 507)",
    "claim_status": "ASC X12N 277, STC01-2 (code list 508)",
    "claim_adjudication": "ASC X12N 835, CLP02",
}
_WITH_ACCEPTED: tuple[ClaimCodeTable, ...] = ("claim_status_category", "claim_status", "claim_adjudication")


def _claim_code(reference: Reference, table: ClaimCodeTable, asked: Asked) -> Answer:
    codes = reference.claim_codes[table]
    written = asked.code("code")
    found: ClaimCode | None = codes.get(written) or codes.get(written.lstrip("0") or "0")
    if found is None:
        return unknown(f"{written} is not among the codes at hand.", _SOURCES[table])
    answer: Answer = {"code": found.code, "meaning": found.meaning, "valid": found.valid}
    if table in _WITH_ACCEPTED:
        answer["accepted"] = found.accepted
    return {**answer, "usual_action": found.usual_action, "cites": _SOURCES[table]}


def _code_topic(table: ClaimCodeTable, about: str, code: str) -> Topic:
    return Topic(table, about, {"code": code}, lambda reference, asked: _claim_code(reference, table, asked))


# ---- money -----------------------------------------------------------------------------------------------


def _medicare_secondary(reference: Reference, asked: Asked) -> Answer:
    asked = _rate(asked)
    found = medicare_secondary(
        charge=asked.money("charge"),
        primary_allowed=asked.money("primary_allowed"),
        primary_paid=asked.money("primary_paid"),
        medicare_fee=asked.money("medicare_fee"),
        deductible_left=asked.money("deductible_left"),
        coinsurance_rate=asked.number("coinsurance_rate"),
        obligated_to_accept=asked.money("obligated_to_accept") if asked.has("obligated_to_accept") else None,
    )
    return {
        "pays": _money(found.pays),
        "patient": _money(found.patient),
        "write_off": _money(found.write_off),
        "amounts": [_money(amount) for amount in found.amounts],
        "steps": list(found.steps),
        "cites": found.cites,
    }


def _sequestration(reference: Reference, asked: Asked) -> Answer:
    asked = _rate(asked)
    found = sequestration(asked.money("allowed"), asked.money("deductible"), asked.number("coinsurance_rate"))
    return {
        "withheld": _money(found.withheld),
        "paid": _money(found.paid),
        "patient": _money(found.patient),
        "steps": list(found.steps),
        "cites": found.cites,
    }


def _limiting_charge(reference: Reference, asked: Asked) -> Answer:
    found = limiting_charge(asked.money("fee"))
    return {
        "non_participating_allowed": _money(found.non_participating_allowed),
        "limit": _money(found.limit),
        "steps": list(found.steps),
        "cites": found.cites,
    }


# ---- days ------------------------------------------------------------------------------------------------


def _timely_filing(reference: Reference, asked: Asked) -> Answer:
    payer = _filing_payer(reference, asked)
    remit = asked.date("remit_date") if asked.has("remit_date") else None
    found = filing_limit(reference, payer, asked.date("date_of_service"), remit)
    if found is None:
        return unknown(f"No regulation sets the limit of this payer ({payer}); its contract does, and none is at hand.")
    answer: Answer = {"last_day": found.last_day.isoformat(), "steps": list(found.steps), "cites": found.cites}
    return {**answer, "note": found.note} if found.note else answer


def _filing_payer(reference: Reference, asked: Asked) -> str:
    """A contract's id, or the kind of payer. Raises BadQuestion where neither is told, or the contract is unknown."""
    if asked.has("contract"):
        return asked.one_of("contract", reference.contracts)
    if not asked.has("payer"):
        raise BadQuestion(f"payer is missing; expected {_PAYER}, or contract in its place.")
    written = asked.text("payer").lower()
    return written if written in reference.contracts else _payer_kind(reference, asked)


_PROGRAM_WORDS = {
    "medicare": "medicare", "medicare_a": "medicare", "medicare_b": "medicare", "medicare_part_a": "medicare",
    "medicare_part_b": "medicare", "part_a": "medicare", "part_b": "medicare", "original_medicare": "medicare",
    "medicare_advantage": "medicare_advantage", "medicare_part_c": "medicare_advantage", "part_c": "medicare_advantage",
    "tricare": "tricare",
}  # fmt: skip
_OWN_RULES = ("medicaid", "commercial", "hmo", "workers_comp", "self_pay")


def _appeal(reference: Reference, asked: Asked) -> Answer:
    payer = reference.payers.get(asked.text("program").lower())
    written = payer.kind if payer else asked.one_of("program", (*_PROGRAM_WORDS, *_OWN_RULES))
    program = _PROGRAM_WORDS.get(written, written)
    found = appeal_limit(program, asked.text("level"), asked.date("decision_date"), asked.as_of.year)
    if found is None:
        held = ", ".join(appeal_programs())
        return unknown(f"Appeals of {written} follow its contract or state; rules at hand are for {held}.")
    return _appeal_answer(found)


def _appeal_answer(found: AppealLimit) -> Answer:
    answer: Answer = {
        "level": found.level,
        "name": found.name,
        "decided_by": found.decided_by,
        "last_day": found.last_day.isoformat() if found.last_day else None,
        "steps": list(found.steps),
        "cites": found.cites,
    }
    if found.minimum_amount is not None:
        answer |= {"minimum_amount": _money(found.minimum_amount), "minimum_amount_year": found.amount_year}
    return {**answer, "note": found.note} if found.note else answer


# ---- who is first ----------------------------------------------------------------------------------------


def _medicare_primary(reference: Reference, asked: Asked) -> Answer:
    whose = asked.one_of("whose_employment", WHOSE)
    employment = asked.one_of("employment", EMPLOYMENT, "none")
    reason = cast(Reason, asked.one_of("reason", REASONS))
    if whose != "none" and employment == "active" and reason != "esrd" and not asked.has("employer_size"):
        raise BadQuestion("employer_size is missing; it decides who is first.")
    found = medicare_primary(
        reason=reason,
        whose_employment=whose,
        employment=employment,
        employer_size=asked.whole("employer_size", 0),
        on=asked.as_of,
        age=asked.whole("age"),
        esrd_start=asked.date("esrd_start") if asked.has("esrd_start") else None,
    )
    answer: Answer = {"primary": found.primary, "steps": list(found.steps), "cites": found.cites}
    return {**answer, "until": found.until.isoformat()} if found.until else answer


_PLAN_KEYS = (
    "id", "kind", "holder", "relationship", "born", "employment", "employer_size", "since", "custody", "decree",
)  # fmt: skip
_PERSON_KEYS = ("name", "age", "reason", "medicare_reason", "esrd_start")
_RELATIONSHIP_WORDS: dict[str, Relationship] = {
    "subscriber": "self", "own": "self", "holder": "self", "patient": "self", "employee": "self", "husband": "spouse",
    "wife": "spouse", "partner": "spouse", "dependent": "child", "son": "child", "daughter": "child",
    "stepson": "stepchild", "stepdaughter": "stepchild",
}  # fmt: skip
_CUSTODY_WORDS: dict[str, Custody] = {
    "true": "custodial", "yes": "custodial", "custodial_parent": "custodial", "sole": "custodial",
    "false": "non_custodial", "no": "non_custodial", "noncustodial": "non_custodial",
    "non_custodial_parent": "non_custodial", "noncustodial_parent": "non_custodial",
    "spouse_of_custodial": "custodial_spouse", "custodial_parents_spouse": "custodial_spouse",
    "stepparent": "custodial_spouse", "spouse_of_non_custodial": "non_custodial_spouse",
    "spouse_of_noncustodial": "non_custodial_spouse", "shared": "joint",
}  # fmt: skip
_KIND_WORDS = {
    "group": "commercial", "employer": "commercial", "ppo": "commercial", "workers_compensation": "workers_comp",
    "medicare_supplement": "medigap",
}  # fmt: skip
_BORN = re.compile(r"^(?:\d{4}-)?(\d{1,2})-(\d{1,2})$")


def _cob(reference: Reference, asked: Asked) -> Answer:
    plans = [_plan(reference, one) for one in asked.items("plans", _PLAN_KEYS)]
    found = coordination_of_benefits(_person(asked), plans, asked.as_of)
    if found.open:
        return {**unknown(found.steps[-1], found.cites), "steps": list(found.steps), "open": list(found.open)}
    why = " ".join(found.steps)
    return {"order": list(found.order), "why": why, "steps": list(found.steps), "cites": found.cites}


def _person(asked: Asked) -> Insured:
    """What the question tells of the person: an object, or only a name."""
    if not isinstance(asked.values.get("person"), Mapping):
        return Insured()
    told = asked.inner("person", _PERSON_KEYS)
    reason = next((told.one_of(key, REASONS) for key in ("reason", "medicare_reason") if told.has(key)), None)
    return Insured(
        age=told.whole("age") if told.has("age") else None,
        reason=cast(Reason | None, reason),
        esrd_start=told.date("esrd_start") if told.has("esrd_start") else None,
    )


def _word(asked: Asked, key: str, allowed: tuple[str, ...], also: Mapping[str, str]) -> str:
    """One word of `allowed`, or another word for it; empty where the key is not told."""
    if not asked.has(key):
        return ""
    value = asked.values[key]
    text = str(value).lower() if isinstance(value, bool) else asked.text(key)
    plain = text.lower().replace("-", "_").replace(" ", "_").replace("'", "")
    return also[plain] if plain in also else Asked({key: text}, asked.as_of).one_of(key, allowed)


def _plan(reference: Reference, asked: Asked) -> CoveringPlan:
    payer = reference.payers.get(asked.text("kind").lower())
    kind = payer.kind if payer else _word(asked, "kind", KINDS, _KIND_WORDS)
    holder = asked.text("holder", "")
    related = _word(asked, "relationship", RELATIONSHIPS, _RELATIONSHIP_WORDS)
    return CoveringPlan(
        id=asked.text("id"),
        kind=kind,
        holder=holder,
        relationship=cast(Relationship, related or _by_holder(holder)),
        born=_born(asked),
        employment=cast(Employment, _word(asked, "employment", EMPLOYMENT, {"individual": "none"})),
        employer_size=asked.whole("employer_size") if asked.has("employer_size") else None,
        since=asked.date("since") if asked.has("since") else None,
        custody=cast(Custody, _word(asked, "custody", CUSTODY, _CUSTODY_WORDS)),
        decree=asked.flag("decree", False),
    )


def _by_holder(holder: str) -> Relationship:
    """What a person is to the holder, from who the holder is; the person's own plan where that says nothing."""
    words: dict[str, Relationship] = {
        "spouse": "spouse", "husband": "spouse", "wife": "spouse", "mother": "child", "father": "child",
        "parent": "child", "stepmother": "stepchild", "stepfather": "stepchild", "stepparent": "stepchild",
    }  # fmt: skip
    return words.get(holder.lower(), "self")


def _born(asked: Asked) -> tuple[int, int] | None:
    """Month and day of a birth date, written with its year or without."""
    if not asked.has("born"):
        return None
    text = asked.text("born")
    found = _BORN.match(text)
    try:
        day = datetime.date(2024, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadQuestion(f"born is {text[:40]!r}; expected a date YYYY-MM-DD or MM-DD.")
    return day.month, day.day


# ---- the topics ------------------------------------------------------------------------------------------

_AMOUNT = "dollars"
_SHARE = "a share of one, 0.20"

TOPICS = (
    Topic(
        "telehealth",
        "place of service, modifier and rate of a telehealth service",
        {
            "code": "CPT or HCPCS code",
            "payer": _PAYER,
            "audio_only?": "true where there was no video",
            "patient_at": "home, or elsewhere (office, hospital ...)",
        },
        _telehealth,
    ),
    Topic(
        "abn",
        "advance beneficiary notice: modifier, group code and who owes",
        {
            "service?": "a code or words; does not change the answer",
            "reason": "expected_denial (not necessary, too frequent) or excluded (by law)",
            "signed": "whether a valid notice was signed before the service",
            "payer": _PAYER,
        },
        _abn,
    ),
    Topic("carc", "claim adjustment reason code", {"code": "97, or with its group, CO-97"}, _carc),
    Topic("rarc", "remittance advice remark code", {"code": "N130, MA130, M15"}, _rarc),
    _code_topic("group_code", "group code of an adjustment: who bears it", "CO, PR, OA, PI"),
    _code_topic("claim_frequency", "claim frequency code", "1, 7, 8 and those of institutions"),
    _code_topic("claim_status_category", "category of a 277 or 277CA status", "A1, A3, F2 ..."),
    _code_topic("claim_status", "status code of a 277 or 277CA", "21, 562 ..."),
    _code_topic("claim_adjudication", "status of a claim on the remittance (CLP02)", "1, 2, 4, 22 ..."),
    Topic(
        "medicare_secondary",
        "what Medicare pays after another payer",
        {
            "charge": _AMOUNT,
            "primary_allowed": _AMOUNT,
            "primary_paid": _AMOUNT,
            "medicare_fee": _AMOUNT,
            "deductible_left": "dollars of Medicare's deductible not yet met",
            "coinsurance_rate": _SHARE,
            "obligated_to_accept?": "dollars that the provider must take as payment in full from the first payer",
        },
        _medicare_secondary,
    ),
    Topic(
        "sequestration",
        "the 2 percent cut of Medicare's payment",
        {"allowed": _AMOUNT, "deductible": "dollars of it that fall on this amount", "coinsurance_rate": _SHARE},
        _sequestration,
    ),
    Topic("limiting_charge", "the most a nonparticipating physician may charge", {"fee": _AMOUNT}, _limiting_charge),
    Topic(
        "timely_filing",
        "last day for a first claim",
        {
            "payer?": _PAYER,
            "contract?": "id of a contract, in place of payer",
            "date_of_service": "YYYY-MM-DD",
            "remit_date?": "the first payer's remittance, where this payer is second",
        },
        _timely_filing,
    ),
    Topic(
        "appeal",
        "last day for an appeal and the amount in dispute it needs",
        {
            "program": "medicare, medicare_advantage, tricare ...",
            "decision_date": "date of the decision appealed against",
            "level": "the level asked for: a number, or redetermination, reconsideration, hearing, council, court",
        },
        _appeal,
    ),
    Topic(
        "cob",
        "the order in which several payers pay",
        {
            "person?": "{age, reason (age, disability, esrd), esrd_start}; needed beside Medicare",
            "plans": f"list of {{{', '.join(_PLAN_KEYS)}}}",
        },
        _cob,
    ),
    Topic(
        "medicare_primary",
        "whether Medicare or a group plan is first",
        {
            "age": "completed years",
            "reason": "why the person has Medicare: age, disability, esrd",
            "whose_employment": "own, spouse, family, none",
            "employment?": "active, retired, cobra, none",
            "employer_size?": "number of employees",
            "esrd_start?": "a day in the first month of Medicare eligibility by renal disease",
        },
        _medicare_primary,
    ),
)
