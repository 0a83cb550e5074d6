"""What the result screen needs as JSON, once a case is done: grades, evidence, money, and the one next step.

Plain functions, values in and JSON out. Only the routes of a finished case may call them: this is where the key's
reasons reach the learner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from billing import ITEMS, LINE_COLUMNS, claim_to_json
from billing.models import Adjudication, Claim, Consequence, Remittance
from data import Reference
from grading.models import Finding, Grade
from scenarios.models import CodingAnswer, Key, Variant
from scenarios.skills import skills
from views.case_payload_claim import round_payload

Json = dict[str, Any]

STANDARD = 95
"""Accuracy expected of a coder, percent (common standard of the field)."""
VERDICTS = {
    "right": ("right", "Right"),
    "accepted": ("right", "Accepted alternative"),
    "neutral": ("neutral", "Neither gains nor loses"),
    "missing": ("missing", "Missing"),
    "extra": ("wrong", "Not supported"),
    "distractor": ("wrong", "Not coded here"),
    "less_specific": ("partly", "Less specific"),
    "wrong_side": ("partly", "Wrong side"),
    "wrong_seventh_character": ("partly", "Wrong 7th character"),
    "wrong_order": ("partly", "Order"),
    "wrong_modifier": ("partly", "Modifier"),
    "wrong_units": ("partly", "Units"),
    "wrong_pointer": ("partly", "Pointers"),
    "wrong_field": ("wrong", "Wrong"),
    "query_missed": ("missing", "Query missed"),
    "query_needless": ("wrong", "Query not needed"),
}
"""Kind of a finding -> verdict (icon and color) and its words."""
RISK_WORDS = {
    "compliance": "Compliance: the claim does not say what the note says",
    "overpaid": "Overpaid: money that must go back",
    "denied": "Denied",
    "rejected": "Rejected before it reached the payer",
    "underpaid": "Underpaid",
}
"""Worst first; `none` is not shown."""


@dataclass(frozen=True)
class NextStep:
    """The one thing to practice next. `right` of `seen` observations of the skill so far."""

    skill: str
    right: int
    seen: int


def result_payload(
    reference: Reference,
    variant: Variant,
    role: str,
    *,
    coding: Grade | None = None,
    coding_answer: CodingAnswer | None = None,
    claim: Grade | None = None,
    claim_sent: Claim | None = None,
    account: Grade | None = None,
    rounds: Sequence[tuple[Claim, Adjudication, Remittance | None]] = (),
    consequences: Sequence[Consequence] = (),
    left: Sequence[Consequence] | None = None,
    seconds: int = 0,
    submitted_at: str = "",
    pace: str = "",
    next_step: NextStep | None = None,
    feeling: int | None = None,
) -> Json:
    """Everything the result screen shows. `consequences` are of the first claim, `left` of the corrected one
    (None: none was sent). `account` is the grade of an account that began with a payer's answer. `seconds` is active
    time; `pace` the field's norm in words, "" if none.
    """
    parts = []
    if coding is not None:
        parts.append(_coding_part(reference, variant.key, coding, coding_answer))
    if claim is not None:
        parts.append(_claim_part(claim, claim_sent))
    if account is not None:
        parts.append(_part("account", account))
    answers = [round_payload(reference, number, *answer) for number, answer in enumerate(rounds, start=1)]
    money = _money(consequences, left, answers)
    return {
        "result": {
            "role": role,
            "standard": STANDARD,
            "parts": parts,
            "money": money if answers else None,
            "seconds": seconds,
            "pace": pace,
            "submitted_at": submitted_at,
            "next": _next(next_step),
            "feeling": feeling,
        }
    }


def _coding_part(reference: Reference, key: Key, grade: Grade, answer: CodingAnswer | None) -> Json:
    part = _part("coding", grade)
    for finding in part["findings"]:
        finding["code"] = _code_of(finding, answer)
    return part | {
        "query": None if key.query is None else key.query.model_dump(mode="json"),
        "answered": answer is not None and bool(answer.query or answer.diagnoses or answer.lines),
        "titles": titles(reference, [*_codes(grade), *(finding["code"] for finding in part["findings"])]),
    }


def _claim_part(grade: Grade, sent: Claim | None) -> Json:
    labels = {item.key: item.label for item in ITEMS} | {f"24{column.key}": column.label for column in LINE_COLUMNS}
    return _part("claim", grade) | {
        "labels": labels,
        "items": [asdict(item) for item in ITEMS],
        "line_columns": [asdict(column) for column in LINE_COLUMNS],
        "sent": None if sent is None else claim_to_json(sent),
    }


def _part(name: str, grade: Grade) -> Json:
    findings = [_finding(finding) for finding in grade.findings]
    return {
        "name": name,
        "score": str(grade.score),
        "out_of": grade.out_of,
        "findings": findings,
        "lost": str(_lost(grade.findings)),
        "risk": _worst_risk(grade.findings),
    }


def _lost(findings: Sequence[Finding]) -> Decimal:
    """Allowed amount that would not have been paid: a line once for all its slips; a rejection costs all."""
    slips = [finding for finding in findings if finding.dollars > 0 and finding.points < finding.worth]
    by_line: dict[str, Decimal] = {}
    for slip in slips:
        line = slip.element.rpartition(".")[2]
        by_line[line] = max(slip.dollars, by_line.get(line, Decimal("0.00")))
    rejected = [slip.dollars for slip in slips if slip.risk == "rejected"]
    return max(rejected) if rejected else sum(by_line.values(), Decimal("0.00"))


def _finding(finding: Finding) -> Json:
    verdict, words = VERDICTS[finding.kind]
    if finding.kind == "missing" and finding.given:
        verdict, words = ("wrong", "Wrong code") if finding.element.startswith("line") else ("partly", "Incomplete")
    skill = skills().get(finding.skill)
    return finding.model_dump(mode="json") | {
        "verdict": verdict,
        "words": words,
        "risk_words": RISK_WORDS.get(finding.risk, ""),
        "skill_title": skill.title if skill else finding.skill,
    }


def _code_of(finding: Json, answer: CodingAnswer | None) -> str:
    """The code that a finding is about: what stands in its place in the answer, else what should have stood there."""
    what, _, where = finding["element"].partition(" ")
    if answer is not None and what == "diagnosis" and len(where) == 1 and where.isupper():
        place = ord(where) - ord("A")
        return answer.diagnoses[place] if place < len(answer.diagnoses) else ""
    if answer is not None and what == "line" and where.isdecimal():
        lines = answer.lines[int(where) - 1 : int(where)]
        return "-".join((lines[0].code, *lines[0].modifiers)) if lines else ""
    return str(finding["expected"]).split(",")[0] if what in ("diagnosis", "line") else ""


def _worst_risk(findings: Sequence[Finding]) -> str:
    """The worst risk of all findings in words; "" where there is none."""
    present = {finding.risk for finding in findings}
    return next((words for risk, words in RISK_WORDS.items() if risk in present), "")


def _codes(grade: Grade) -> list[str]:
    return [text.split()[0].rstrip(",") for f in grade.findings for text in (f.expected, f.given) if text.split()]


def titles(reference: Reference, codes: Sequence[str]) -> dict[str, str]:
    """Title or wording of each code that the tables know, by the code as written (modifiers after a hyphen cut off)."""
    found = {}
    for written in codes:
        code = written.split("-")[0]
        diagnosis = reference.icd.get(code)
        procedure = None if diagnosis else reference.procedures.get(code)
        if diagnosis:
            found[written] = diagnosis.title
        elif procedure:
            found[written] = procedure.wording
    return found


def _money(consequences: Sequence[Consequence], left: Sequence[Consequence] | None, answers: Sequence[Json]) -> Json:
    """The payer's answers, what each slip of the first claim did, and whether the corrected claim mended it."""
    return {
        "rounds": list(answers),
        "consequences": [item.model_dump(mode="json") | {"mended": _mended(item, left)} for item in consequences],
    }


def _mended(item: Consequence, left: Sequence[Consequence] | None) -> bool | None:
    """None where no corrected claim was sent; else whether its answer shows this slip no more."""
    if left is None:
        return None
    if any(other.kind == "rejected" for other in left):
        return False
    if item.line is None:
        return not any(other.kind == item.kind for other in left)
    return not any(other.line == item.line or other.code == item.code for other in left)


def _next(step: NextStep | None) -> Json | None:
    if step is None:
        return None
    known = skills().get(step.skill)
    return {
        "skill": step.skill,
        "title": known.title if known else step.skill,
        "right": step.right,
        "seen": step.seen,
    }
