"""Questions about Medicare's fee schedule: the fee of a code, and what is allowed for the services of one day.

Only reads the question and dresses the answer; the arithmetic stands in `rules.fees` and `rules.payment`.
"""

from __future__ import annotations

from data import Reference
from rules.dollars import ZERO, cents
from rules.fees import CITES as FEE_CITES
from rules.fees import COMPONENTS, NATIONAL, NoFee, fee
from rules.payment import modifier_share
from rules.payment_day import DayLine, PricedLine, priced_day, ranking_is_known
from rules.topics.frame import Answer, Asked, BadQuestion, Topic, unknown
from rules.topics.procedures import dated

_LINE_KEYS = ("code", "modifiers", "units")
_PAYS_NOT = {"I": "takes another code", "N": "does not cover it", "B": "pays it within other services"}


def _fee(reference: Reference, asked: Asked) -> Answer:
    code, modifier = asked.code("code"), asked.text("modifier", "").upper()
    if modifier and modifier not in reference.modifiers:
        return unknown(f"{modifier} is not among the modifiers carried")
    component = modifier if modifier in COMPONENTS else ""
    try:
        found = fee(reference, code, asked.flag("facility"), component, asked.text("locality", NATIONAL))
    except NoFee as error:
        return unknown(str(error))
    except KeyError as error:
        return unknown(str(error.args[0]))
    share = modifier_share(reference.procedures.get(code), () if component else (modifier,))
    if share.factor is None:
        return unknown("; ".join(share.notes))
    steps, amount = list(found.steps), cents(found.amount * share.factor)
    if share.notes:
        steps.append(f"{'; '.join(share.notes)}: {amount}.")
    values = {"work": found.work, "practice_expense": found.practice_expense, "malpractice": found.malpractice}
    answer: Answer = {
        "code": code,
        "modifier": modifier or None,
        "rvu": {**{name: f"{value:.2f}" for name, value in values.items()}, "total": f"{found.total:.2f}"},
        "gpci": dict(zip(values, (f"{index:.3f}" for index in found.indices), strict=True)),
        "locality": found.locality,
        "conversion_factor": str(found.conversion_factor),
        "year": reference.figures.year,
        "amount": f"{amount:.2f}",
        "medicare_pays": found.status not in _PAYS_NOT,
        "steps": steps,
        **dated(reference, "fees", asked),
        "cites": "; ".join((FEE_CITES.format(year=reference.figures.year), *share.cites)),
    }
    if found.status in _PAYS_NOT:
        answer["why"] = f"Status {found.status}: Medicare {_PAYS_NOT[found.status]}; the figures serve other payers."
    return answer


def _payment(reference: Reference, asked: Asked) -> Answer:
    lines = [_line(number, item) for number, item in enumerate(asked.items("lines", _LINE_KEYS), start=1)]
    if not lines:
        raise BadQuestion("lines is empty; expected one or more.")
    priced = priced_day(reference, lines, asked.flag("facility"))
    shown = [_shown(line) for line in priced]
    if not ranking_is_known(priced) or all(line.allowed is None for line in priced):
        why = " ".join(text for line in priced if line.allowed is None for text in line.why)
        return {**unknown(why, "CMS Claims Processing Manual, ch. 12, 40.6"), "lines": shown}
    total = sum((line.allowed for line in priced if line.allowed is not None), ZERO)
    cites = dict.fromkeys(cite for line in priced for cite in line.cites)
    return {
        "lines": shown,
        "total": f"{total:.2f}",
        "steps": [text for line in priced for text in line.why],
        "conversion_factor": str(reference.figures.conversion_factor),
        **dated(reference, "fees", asked),
        "cites": "; ".join(cites),
    }


def _line(number: int, item: Asked) -> DayLine:
    modifiers = tuple(modifier.upper() for modifier in item.texts("modifiers", ()))
    return DayLine(number, item.code("code"), modifiers, item.whole("units", 1, least=1))


def _shown(line: PricedLine) -> Answer:
    return {
        "code": line.line.code,
        "modifiers": list(line.line.modifiers),
        "units": line.line.units,
        "known": line.allowed is not None,
        "allowed": None if line.allowed is None else f"{line.allowed:.2f}",
        "why": " ".join(line.why),
    }


TOPICS = (
    Topic(
        "fee",
        "Medicare's fee for one unit of a code, by relative values and cost indices.",
        {
            "code": "CPT or HCPCS code",
            "modifier?": "26, TC, 53 or another modifier",
            "facility": "true or false: which practice expense",
            "locality?": "Medicare locality (10112-00, CA 18, its name) or national",
        },
        _fee,
    ),
    Topic(
        "payment",
        "What Medicare allows for the services of one physician on one day, national amounts.",
        {"lines": f"list of objects with {', '.join(_LINE_KEYS)}", "facility": "true or false"},
        _payment,
    ),
)
