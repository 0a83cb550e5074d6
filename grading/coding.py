"""A coding answer to its grade: against each answer set of the key, and then the one that it fits best.

Pure: the same variant, answer and weights always give the same grade. What holds for every grade (the key scores 100,
an empty answer 0, a wrong extra never raises, a mended error never lowers) is tested in `tests/grading`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from grading.diagnosis_grading import DiagnosisGrading, letter
from grading.line_grading import LineGrading
from grading.models import Grade
from grading.tally import SHARES, Mark, Tally, grade_of, percent
from grading.weights import Weights, default_weights
from rules.code_references import bare
from scenarios.models import AnswerLine, AnswerSet, CodingAnswer, QueryKey, Variant

if TYPE_CHECKING:
    from data import Reference

_NEEDLESS_CITES = "AHIMA/ACDIS Guidelines for Achieving a Compliant Query Practice (2022)"


def grade_coding(reference: Reference, variant: Variant, answer: CodingAnswer, weights: Weights | None = None) -> Grade:
    """Score, findings in the order of the chart, and what they show about skills."""
    chosen = weights or default_weights()
    tidy = _tidy(answer)
    tally = _tally(reference, variant, tidy, chosen)
    documents = [document.title for document in variant.encounter.documents]
    score = percent(0, 1) if _is_empty(tidy) else tally.score
    return grade_of(tally, variant.key.evidence, documents, score)


def _tidy(answer: CodingAnswer) -> CodingAnswer:
    """The answer with codes and letters in capitals, blanks and empty rows gone; a blank query is none."""
    lines = tuple(
        AnswerLine(
            code=line.code.strip().upper(),
            modifiers=tuple(modifier.strip().upper() for modifier in line.modifiers if modifier.strip()),
            units=line.units,
            pointers=tuple(pointer.strip().upper() for pointer in line.pointers),
        )
        for line in answer.lines
        if line.code.strip()
    )
    query = answer.query.strip() if answer.query else ""
    return CodingAnswer(query=query or None, diagnoses=_dotted(answer.diagnoses), lines=lines)


def _dotted(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes as people write them. A blank row keeps its place, so that no pointer letter shifts."""
    letters = (bare(code) for code in codes)
    return tuple(code if len(code) <= 3 else f"{code[:3]}.{code[3:]}" for code in letters)


def _is_empty(answer: CodingAnswer) -> bool:
    return answer.query is None and not any(answer.diagnoses) and not answer.lines


def _tally(reference: Reference, variant: Variant, answer: CodingAnswer, weights: Weights) -> Tally:
    query = variant.key.query
    if query is not None and query.need == "required" and query.codes == "held":
        return _held(reference, variant, answer, weights, query)
    tallies = [_against(reference, variant, answer_set, answer, weights) for answer_set in variant.key.sets]
    return max(tallies, key=lambda tally: tally.rank)


def _against(
    reference: Reference, variant: Variant, answer_set: AnswerSet, answer: CodingAnswer, weights: Weights
) -> Tally:
    """The marks against one set; where it requires nothing at all, any right element is worth all of it."""
    key = variant.key
    diagnoses = DiagnosisGrading(reference, variant.encounter, key, answer_set, answer.diagnoses)
    lines = LineGrading(reference, variant.encounter, key, answer_set, answer.lines, diagnoses, weights)
    marks = [*diagnoses.marks(weights), *lines.marks(), *_query_marks(key.query, answer, weights)]
    worth = diagnoses.worth(weights) + lines.worth()
    if key.query is not None and key.query.need == "required":
        worth += SHARES * weights.query
    if not worth:
        worth = SHARES * weights.diagnosis
        if diagnoses.matched or lines.matched:
            marks.append(Mark("right", "answer", "", "", worth, worth, "Nothing had to be coded.", "", ""))
    return Tally(tuple(marks), worth)


# ---- the provider query ----------------------------------------------------------------------------------


def _query_marks(query: QueryKey | None, answer: CodingAnswer, weights: Weights) -> Iterable[Mark]:
    if query is None:
        if answer.query is not None:
            yield Mark(
                kind="query_needless",
                element="query",
                expected="",
                given=answer.query,
                points=-SHARES * weights.query_needless,
                worth=0,
                why="The chart answers this: a query takes the provider's time and holds the claim.",
                cites=_NEEDLESS_CITES,
                skill="query.compliant",
            )
    elif answer.query is not None or query.need == "required":
        yield _query_mark(query, answer, weights)


def _query_mark(query: QueryKey, answer: CodingAnswer, weights: Weights) -> Mark:
    worth = SHARES * weights.query if query.need == "required" else 0
    asked = answer.query is not None
    return Mark(
        kind="right" if asked else "query_missed",
        element="query",
        expected=query.about,
        given=answer.query or "",
        points=worth if asked else 0,
        worth=worth,
        why=query.why,
        cites=query.cites,
        skill="query.compliant",
        evidence=query.evidence,
        risk="none" if asked else "compliance",
    )


def _held(reference: Reference, variant: Variant, answer: CodingAnswer, weights: Weights, query: QueryKey) -> Tally:
    """Codes are held until the provider answers: the query is the whole answer, and each code sent takes away.

    The codes together take half of the query's worth at most, so that who asked and billed is above who only billed.
    """
    sent = [(letter(n), code, weights.extra_diagnosis) for n, code in enumerate(answer.diagnoses) if code]
    sent += [(f"line {n}", line.code, weights.extra_line) for n, line in enumerate(answer.lines, start=1)]
    marks = [_query_mark(query, answer, weights)]
    most = SHARES * weights.query // 2
    shares: list[int] = []
    for _element, _code, lost in sent:
        shares.append(min(SHARES * lost, most - sum(shares)))
    marks += [
        Mark(
            kind="extra",
            element=element,
            expected="",
            given=code,
            points=-share,
            worth=0,
            why=f"Nothing is billed before the provider has answered. {query.why}",
            cites=query.cites,
            skill="query.compliant",
            evidence=query.evidence,
            risk="compliance",
        )
        for (element, code, _lost), share in zip(sent, shares, strict=True)
    ]
    return Tally(tuple(marks), SHARES * weights.query)
