"""Invented people, places and numbers.

Faker is the frame: its `Generator` holds one provider of our own. The provider takes every name and number from
word lists that ship here and from labelled draws, so that another Faker release, its word lists or its random
stream change no variant, and a birth date follows from age and date of service, never from today.
"""

from __future__ import annotations

import datetime
import functools
import re
from pathlib import Path
from typing import Literal

from faker import Generator
from faker.providers import BaseProvider

from scenarios.draw import Draw
from scenarios.models import Address
from scenarios.trusted import trusted

_WORDS = Path(__file__).parent / "words"
_STREET_KINDS = ("Street", "Avenue", "Lane", "Road", "Drive", "Court", "Way")
_AREA_CODES = {
    "WI": "608", "MN": "218", "IL": "217", "MI": "231", "OH": "740", "IA": "319", "IN": "765", "NH": "603", "PA": "814",
    "NE": "402", "ME": "207", "OR": "541", "CO": "970", "VA": "757", "WA": "509", "SD": "605", "VT": "802", "KS": "785",
    "NY": "518", "TN": "423", "MO": "660",
}  # fmt: skip
Sex = Literal["F", "M"]


@functools.cache
def _words(name: str) -> tuple[str, ...]:
    return tuple((_WORDS / f"{name}.txt").read_text(encoding="utf-8").split())


@functools.cache
def _towns() -> tuple[tuple[str, str, str], ...]:
    lines = (_WORDS / "towns.txt").read_text(encoding="utf-8").splitlines()
    towns = [line.split(",") for line in lines if line and not line.startswith("#")]
    return tuple((name, state, zip_start) for name, state, zip_start in towns)


class TrainingPeople(BaseProvider):
    """Faker provider of people for training; every method takes the draw and the label of the choice."""

    def training_last_name(self, draw: Draw, label: str) -> str:
        """A family name."""
        return draw.one_of(f"{label}:last", _words("last_names"))

    def training_first_name(self, draw: Draw, label: str, sex: Sex) -> str:
        """A given name."""
        return draw.one_of(f"{label}:first", _words("first_names_f" if sex == "F" else "first_names_m"))

    def training_initial(self, draw: Draw, label: str) -> str:
        """A middle initial."""
        return draw.one_of(f"{label}:middle", "ABCDEFGHJKLMNPRSTW")

    def training_address(self, draw: Draw, label: str) -> Address:
        """An invented street in an invented town."""
        town, state, zip_start = draw.one_of(f"{label}:town", _towns())
        number = draw.between(f"{label}:house", 11, 4989)
        street = draw.one_of(f"{label}:street", _words("streets"))
        kind = draw.one_of(f"{label}:street-kind", _STREET_KINDS)
        zip_code = f"{zip_start}{draw.between(f'{label}:zip', 10, 99)}"
        return trusted(Address, street=f"{number} {street} {kind}", city=town, state=state, zip=zip_code)

    def training_phone(self, draw: Draw, label: str, state: str) -> str:
        """A number of the range kept for fiction, 555-0100 to 555-0199."""
        return f"({_AREA_CODES[state]}) 555-01{draw.digits(f'{label}:phone', 2)}"

    def training_npi(self, draw: Draw, label: str) -> str:
        """Ten digits whose check digit passes Luhn with prefix 80840; made up all the same."""
        return with_check_digit("1" + draw.digits(f"{label}:npi", 8))

    def training_tax_id(self, draw: Draw, label: str) -> str:
        """Nine digits with a prefix that the IRS has not given out."""
        return f"{draw.one_of(f'{label}:ein', ('07', '08', '09', '17', '18', '19'))}-{draw.digits(f'{label}:tax', 7)}"

    def training_number(self, draw: Draw, label: str, pattern: str) -> str:
        """Text that a simple pattern matches: literals, classes and counts, as the payers' member ids have them."""
        number = draw.number(label, 1 << 64)
        out = []
        for index, letters in enumerate(_letters(pattern)):
            if index and index % 10 == 0:
                number = draw.number(f"{label}:{index}", 1 << 64)
            number, rest = divmod(number, len(letters))
            out.append(letters[rest])
        return "".join(out)


def with_check_digit(nine: str) -> str:
    """An NPI from its first nine digits (CMS NPI check digit: Luhn over 80840 and the number)."""
    total = 24
    for index, digit in enumerate(reversed(nine)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return nine + str(-total % 10)


@functools.cache
def _letters(pattern: str) -> tuple[str, ...]:
    letters: list[str] = []
    for chars, single, count in re.findall(r"(?:\[([^\]]+)\]|(\\?.))(?:\{(\d+)\})?", pattern):
        if chars:
            spread = re.sub(r"\\d", "0-9", chars)
            spread = re.sub(r"(\w)-(\w)", lambda m: "".join(map(chr, range(ord(m[1]), ord(m[2]) + 1))), spread)
        else:
            spread = "0123456789" if single == r"\d" else single[-1]
        letters += [spread] * int(count or 1)
    return tuple(letters)


def completed_years(born: datetime.date, on: datetime.date) -> int:
    """Age in completed years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def birth_date(age: int, on: datetime.date, draw: Draw) -> datetime.date:
    """A birth date that makes the person `age` completed years old on a day."""
    latest = _years_before(on, age)
    earliest = _years_before(on, age + 1) + datetime.timedelta(days=1)
    return earliest + datetime.timedelta(days=draw.number("patient:birthday", (latest - earliest).days + 1))


def _years_before(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def generator() -> TrainingPeople:
    """The provider inside Faker's frame."""
    frame = Generator()
    provider = TrainingPeople(frame)
    frame.add_provider(provider)
    return provider


PEOPLE = generator()
