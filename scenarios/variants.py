"""A variant: one encounter with its key, made from a family and a seed.

The same family, version, seed, mess, engine edition and data edition give the same bytes, whatever the process.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from data import Reference
from scenarios import mess as mess_engine
from scenarios.combination import Combination, ListPick, Person, Picks, age_range, combination, key_value
from scenarios.draw import Draw
from scenarios.encounter import Surroundings, surroundings, weekdays
from scenarios.entries import RULES
from scenarios.family import Family
from scenarios.keys import Ref, history_of, key_of, plan_of
from scenarios.models import Encounter, Evidence, Key, Patient, Variant
from scenarios.page import Chart, write_chart
from scenarios.phrases import specialty
from scenarios.templates import Cell, render
from scenarios.trusted import trusted

ENGINE_EDITION = "2"
"""Goes up whenever the engine makes other bytes from the same family, version and seed."""
_ATTEMPTS = 400


class Scope:
    """What a variant's sentences can say: words of the combination, of people and of the day."""

    __slots__ = ("_date", "_phrases", "draw", "words")

    def __init__(self, draw: Draw, words: dict[str, str | Cell], day: datetime.date, family: Family) -> None:
        self.draw, self.words, self._date = draw, words, day
        self._phrases = specialty(family.specialty).banks

    def day(self, days: int) -> str:
        """A date counted from the date of service, as charts write it."""
        return american(self._date + datetime.timedelta(days=days))

    def phrase(self, bank: str, label: str) -> str:
        """A phrase of the specialty's bank."""
        options = self._phrases[bank]
        chosen = self.draw.number(f"bank:{bank}:{label}", len(options))
        return render(options[chosen], self, label)

    def some_phrases(self, bank: str, count: int, label: str) -> list[str]:
        """Different phrases of a bank."""
        options = self._phrases[bank]
        return [render(options[index], self, label) for index in self.draw.sample(label, count, len(options))]


def american(day: datetime.date) -> str:
    """05/04/2026."""
    return f"{day.month:02d}/{day.day:02d}/{day.year}"


def variant(reference: Reference, family: Family, seed: int, mess: int | None = None) -> Variant:
    """The variant of a seed; the mess level follows from the seed where none is asked for."""
    draw = Draw(family.id, family.version, seed)
    level = mess if mess is not None else draw.between("mess", 1, 4)
    if level not in mess_engine.LEVELS:
        raise ValueError(f"mess is {mess}; 1 to 4 are known")
    chosen, person = picked(reference, family, draw)
    return assemble(reference, chosen, draw, seed, level, person)


def assemble(reference: Reference, chosen: Combination, draw: Draw, seed: int, level: int, person: Person) -> Variant:
    """The variant of a combination: everything but the clinical choices is drawn here."""
    family = chosen.family
    day = draw.one_of("day", _days(reference, family))
    around = surroundings(reference, chosen, draw, day, person)
    chart = _chart(chosen, around, draw, day, level)
    plan = plan_of(reference, chosen)
    key = _key(key_of(plan, _evidence(chart), chosen), around)
    encounter = trusted(
        Encounter,
        date_of_service=day,
        place_of_service=chosen.place_of_service,
        setting=chosen.setting,
        specialty=family.specialty,
        patient=around.patient,
        provider=around.provider,
        practice=around.practice,
        coverage=(around.coverage, *(around.second[:1] if around.second else ())),
        cards=(around.card, *(around.second[1:2] if around.second else ())),
        eligibility=(around.eligibility, *(around.second[2:] if around.second else ())),
        registration=around.registration,
        documents=chart.documents,
        history=history_of(chosen, day),
    )
    return trusted(
        Variant,
        family=family.id,
        title=family.title,
        version=family.version,
        seed=seed,
        mess=level,
        roles=family.roles,
        skills=family.skills,
        difficulty=family.difficulty,
        engine_edition=ENGINE_EDITION,
        data_edition=reference.edition,
        encounter=encounter,
        key=key,
    )


def _key(key: Key, around: Surroundings) -> Key:
    return trusted(Key, **{**key.__dict__, "claim_faults": around.faults})


def _days(reference: Reference, family: Family) -> tuple[datetime.date, ...]:
    days = family.cache.get("days")
    if days is None:
        days = family.cache["days"] = weekdays(reference)
    return days


# ---- choices ---------------------------------------------------------------------------------------------


def picked(reference: Reference, family: Family, draw: Draw) -> tuple[Combination, Person]:
    """Clinical choices, payer, sex and age of a seed: drawn anew until no `never` rules them out."""
    choices = family.tables.choices.values()
    for attempt in range(_ATTEMPTS):
        suffix = f"#{attempt}" if attempt else ""
        rows = tuple([draw.number(f"vary:{choice.name}{suffix}", len(choice.values)) for choice in choices])
        lists = tuple([_list_pick(family, name, draw, suffix) for name in family.tables.lists])
        words = choice_words(family, rows)
        sex = draw.one_of(f"sex{suffix}", sexes(family, words))
        age = draw.between(f"age{suffix}", *age_range(family, words))
        person = Person(age, sex, draw.one_of(f"payer{suffix}", family.claim.payers))
        chosen = combination(family, picks_of(reference, family, rows, lists, person))
        if chosen.allowed:
            return chosen, person
    raise ValueError(f"{family.id}: {_ATTEMPTS} draws and every one ruled out by 'never'")


def picks_of(
    reference: Reference, family: Family, rows: tuple[int, ...], lists: tuple[ListPick, ...], person: Person
) -> Picks:
    """What a combination is kept by: of the person only what anything depends on."""
    payer, kind = "", ""
    if family.uses_payer:
        payer, kind = person.payer, reference.payers[person.payer].kind
    sex = person.sex if "sex" in family.key_names else ""
    return Picks(rows, payer, kind, sex, age_that_counts(family, person.age) if family.uses_age else None, lists)


def age_that_counts(family: Family, age: int) -> int:
    """The lowest age that means the same to the key as this one: keys depend on age by its limits only."""
    if family.age_in_key:
        return age
    limits = family.cache.get("ages")
    if limits is None:
        limits = family.cache["ages"] = _age_limits(family)
    return max(limit for limit in limits if limit <= age)


def _age_limits(family: Family) -> list[int]:
    """Ages from which a condition or a rule of the family can answer otherwise."""
    limits = {0}
    for name, number in family.compared:
        if name == "age":
            limits |= {int(number), int(number) + 1}
    for rule in (*(line.rule for line in family.lines), *(diagnosis.rule for diagnosis in family.diagnoses)):
        limits |= set(RULES[rule].age_limits) if rule in RULES else set()
    return sorted(limits)


def sexes(family: Family, words: Mapping[str, str | Cell]) -> list[str]:
    """Sexes that the patient can have in a combination."""
    return [one.strip() for one in key_value(family.sex.parts, words).split(",")]


def choice_words(family: Family, rows: tuple[int, ...]) -> dict[str, str | Cell]:
    words: dict[str, str | Cell] = {}
    for choice, row in zip(family.tables.choices.values(), rows, strict=True):
        words.update(choice.rows[row])
    return words


def _list_pick(family: Family, name: str, draw: Draw, suffix: str) -> ListPick:
    items = family.tables.lists[name]
    count = draw.between(f"list:{name}:count{suffix}", items.low, items.high)
    rows = draw.sample(f"list:{name}{suffix}", count, len(items.rows))
    picked = []
    for row in rows:
        ranges = [(column, value) for column, value in items.rows[row].items() if isinstance(value, tuple)]
        numbers = tuple(str(draw.decimal(f"list:{name}:{row}:{column}{suffix}", value)) for column, value in ranges)
        picked.append((row, numbers))
    return tuple(picked)


# ---- the chart -------------------------------------------------------------------------------------------


def _chart(chosen: Combination, around: Surroundings, draw: Draw, day: datetime.date, level: int) -> Chart:
    words: dict[str, str | Cell] = {**chosen.words, **person_words(around, day), **_vitals(draw)}
    scope = Scope(draw, words, day, chosen.family)
    return write_chart(chosen, scope, around, day, level)


_PRONOUNS = {
    "F": {"he": "she", "him": "her", "his": "her", "himself": "herself", "mr": "Ms.", "man": "woman"},
    "M": {"he": "he", "him": "him", "his": "his", "himself": "himself", "mr": "Mr.", "man": "man"},
}


def person_words(around: Surroundings, day: datetime.date) -> dict[str, str]:
    """Slots that name people and days."""
    patient: Patient = around.patient
    words = dict(_PRONOUNS[patient.sex])
    if patient.age < 18:
        words["mr"] = patient.first_name
        words["man"] = "girl" if patient.sex == "F" else "boy"
    provider_last = around.provider.name.split(" ", 1)[1]
    return {
        **words,
        "surname": patient.last_name,
        "given": patient.first_name,
        "name": f"{patient.first_name} {patient.last_name}",
        "age": str(patient.age),
        "sex": "female" if patient.sex == "F" else "male",
        "days_old": str((day - patient.birth_date).days),
        "dob": american(patient.birth_date),
        "dos": american(day),
        "year": str(day.year),
        "last_year": str(day.year - 1),
        "provider": f"Dr. {provider_last}",
        "provider_name": around.provider.name,
        "credential": around.provider.credential,
        "practice": around.practice.name,
        "referrer": f"Dr. {around.referrer.split(' ', 1)[1]}" if around.referrer else "",
        "payer": around.coverage.payer,
    }


def _vitals(draw: Draw) -> dict[str, str]:
    """Vital signs of a well adult; weight and height give the body mass index (kg/m2, overweight at most)."""
    systolic, diastolic = draw.between("bp:s", 104, 127), draw.between("bp:d", 62, 79)
    inches = draw.between("height", 61, 74)
    bmi = Decimal(draw.between("bmi", 205, 274)) / 10
    pounds = int(bmi * inches * inches / 703)
    values = {
        "bp": f"{systolic}/{diastolic}",
        "pulse": str(draw.between("pulse", 58, 88)),
        "resp": str(draw.between("resp", 12, 18)),
        "temp": f"{97 + draw.between('temp', 4, 16) / 10:.1f}",
        "spo2": str(draw.between("spo2", 96, 100)),
        "weight": f"{pounds} lb",
        "height": f"{inches // 12} ft {inches % 12} in",
        "bmi": str(bmi),
    }
    styles = (
        "BP {bp}, pulse {pulse}, resp {resp}, temp {temp} F, SpO2 {spo2}% on room air.",
        "Vitals: BP {bp}, HR {pulse}, RR {resp}, T {temp} F.",
        "BP {bp} | P {pulse} | R {resp} | T {temp} | SpO2 {spo2}% RA | Wt {weight}",
        "T {temp} F, P {pulse}, R {resp}, BP {bp}; weight {weight}, height {height}, BMI {bmi}.",
    )
    values["vitals"] = draw.one_of("vitals", styles).format(**values)
    return values


def _evidence(chart: Chart) -> dict[Ref, Evidence]:
    return {
        ref: trusted(Evidence, document=title, start=start, end=end, text=text)
        for ref, (title, start, end, text) in chart.sentences.items()
    }


__all__ = ["ENGINE_EDITION", "assemble", "choice_words", "picked", "picks_of", "sexes", "variant"]
