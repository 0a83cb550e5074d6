"""What a question to the rule book is: a topic with named keys, and an answer that says `known` or not.

A topic only parses and dresses; the arithmetic stands in the other modules of `rules`. Bad input is refused by the
key's name, never guessed at.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from data import Reference

Answer = dict[str, object]
LONGEST_TEXT = 4_000
MOST_ITEMS = 200
# Figures that are larger than any dose, charge or count of minutes; beyond them arithmetic only wastes time.
LARGEST = Decimal(10) ** 9


class BadQuestion(Exception):
    """A question that cannot be read; the message names the key and what was expected."""


@dataclass(frozen=True)
class Topic:
    """One kind of question. `keys` maps a key (`name`, or `name?` where it may be left out) to what it holds."""

    name: str
    about: str
    keys: Mapping[str, str]
    answer: Callable[[Reference, Asked], Answer]

    @property
    def required(self) -> tuple[str, ...]:
        """Keys that must be there."""
        return tuple(key for key in self.keys if not key.endswith("?"))

    @property
    def allowed(self) -> tuple[str, ...]:
        """All keys, without the mark."""
        return tuple(key.removesuffix("?") for key in self.keys)


class Asked:
    """A question's values, read key by key. Every reader raises BadQuestion with the key's name.

    `as_of` is the day the answer is for: what the question says, or the training window's first day.
    """

    def __init__(self, values: Mapping[str, object], as_of: datetime.date, path: str = "") -> None:
        self.values, self.as_of, self._path = values, as_of, path

    def _name(self, key: str) -> str:
        return f"{self._path}{key}"

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self.values.get(key) is not None

    def _value(self, key: str, what: str) -> object:
        value = self.values.get(key)
        if value is None:
            raise BadQuestion(f"{self._name(key)} is missing; expected {what}.")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Text without blanks around it; a number is taken as its digits."""
        if default is not None and not self.has(key):
            return default
        value = self._value(key, "text")
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected text.")
        return str(value).strip()[:LONGEST_TEXT]

    def code(self, key: str) -> str:
        """A code in capitals."""
        return self.text(key).upper()

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        if default is not None and not self.has(key):
            return tuple(default)
        value = self._value(key, "a list")
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_ITEMS:
            raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected a list of at most {MOST_ITEMS}.")
        each = Asked({str(place): item for place, item in enumerate(value, start=1)}, self.as_of, self._name(key) + " ")
        return tuple(each.text(str(place)) for place in range(1, len(value) + 1))

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One word of a list, in any case; a hyphen or blank stands for an underscore."""
        words = tuple(allowed)
        value = self.text(key, default)
        found = value.lower().replace("-", "_").replace(" ", "_")
        for word in words:
            if word.lower().replace("-", "_").replace(" ", "_") == found:
                return word
        near = difflib.get_close_matches(found, words, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected one of {', '.join(words)}.{hint}")

    def number(self, key: str, default: Decimal | None = None, least: Decimal | None = Decimal(0)) -> Decimal:
        """A number as a Decimal; a JSON number or digits in a string."""
        if default is not None and not self.has(key):
            return default
        value = self._value(key, "a number")
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected a number.")
        try:
            found = Decimal(str(value).strip().removeprefix("$").replace(",", ""))
        except InvalidOperation:
            raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected a number.") from None
        if not found.is_finite() or abs(found) > LARGEST:
            raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected a number up to {LARGEST:,}.")
        if least is not None and found < least:
            raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected {least} or more.")
        return found

    def money(self, key: str, default: Decimal | None = None) -> Decimal:
        """Dollars, 0 or more, to the cent."""
        found = self.number(key, default)
        if found != round(found, 2):
            raise BadQuestion(f"{self._name(key)} is {_shown(self.values.get(key))}; expected dollars and cents.")
        return found.quantize(Decimal("0.01"))

    def whole(self, key: str, default: int | None = None, least: int = 0) -> int:
        """A whole number."""
        found = self.number(key, None if default is None else Decimal(default), Decimal(least))
        if found != found.to_integral_value():
            raise BadQuestion(f"{self._name(key)} is {_shown(self.values.get(key))}; expected a whole number.")
        return int(found)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false; `yes` and `no` are taken too."""
        if default is not None and not self.has(key):
            return default
        value = self._value(key, "true or false")
        if isinstance(value, bool):
            return value
        words = {"true": True, "yes": True, "false": False, "no": False}
        if isinstance(value, str) and value.strip().lower() in words:
            return words[value.strip().lower()]
        raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected true or false.")

    def date(self, key: str, default: datetime.date | None = None) -> datetime.date:
        """A day, written YYYY-MM-DD."""
        if default is not None and not self.has(key):
            return default
        value = self._value(key, "a date YYYY-MM-DD")
        try:
            return datetime.date.fromisoformat(value.strip() if isinstance(value, str) else "")
        except ValueError:
            raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected a date YYYY-MM-DD.") from None

    def inner(self, key: str, allowed: Iterable[str]) -> Asked:
        """An object of its own keys; an unknown one is refused by name."""
        value = self._value(key, "an object")
        if not isinstance(value, Mapping):
            raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected an object.")
        refuse_unknown(value, tuple(allowed), self._name(key))
        return Asked(value, self.as_of, f"{self._name(key)}.")

    def items(self, key: str, allowed: Iterable[str], default: Sequence[object] | None = None) -> tuple[Asked, ...]:
        """A list of objects, each with keys among `allowed`."""
        if default is not None and not self.has(key):
            return ()
        names = tuple(allowed)
        value = self._value(key, "a list")
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_ITEMS:
            raise BadQuestion(f"{self._name(key)} is {_shown(value)}; expected a list of at most {MOST_ITEMS}.")
        found = []
        for place, item in enumerate(value, start=1):
            if not isinstance(item, Mapping):
                raise BadQuestion(f"{self._name(key)} {place} is {_shown(item)}; expected an object.")
            refuse_unknown(item, names, f"{self._name(key)} {place}")
            found.append(Asked(item, self.as_of, f"{self._name(key)} {place}: "))
        return tuple(found)


def unknown(why: str, cites: str = "") -> Answer:
    """The answer where the data does not hold one."""
    return {"known": False, "why": why, "cites": cites}


def _shown(value: object) -> str:
    return repr(value)[:80]


def refuse_unknown(values: Mapping[str, object], allowed: Sequence[str], where: str) -> None:
    """Raises BadQuestion for a key that is not among `allowed`, with the nearest that is."""
    for key in values:
        if key not in allowed:
            near = difflib.get_close_matches(str(key), allowed, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise BadQuestion(f"{where}: unknown key {str(key)[:60]!r}; known are {', '.join(allowed)}.{hint}")


def ask_topic(reference: Reference, topic: Topic, question: Mapping[str, object]) -> Answer:
    """Asks one topic. Raises BadQuestion for a key that is missing, unknown or of another form.

    The topic is given the reference data as of the day that the question is for.
    """
    refuse_unknown(question, ("topic", "as_of", *topic.allowed), topic.name)
    for key in topic.required:
        if question.get(key) is None:
            raise BadQuestion(f"{topic.name}: {key} is missing; expected {topic.keys[key]}.")
    head = Asked(question, reference.window.start)
    asked = Asked(question, head.date("as_of", reference.window.start))
    try:
        answer = topic.answer(reference.as_of(asked.as_of), asked)
    except ValueError as error:
        raise BadQuestion(f"{topic.name}: {error}") from error
    return {"topic": topic.name, "known": True, "cites": "", **answer}
