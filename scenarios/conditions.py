"""The one condition language: `visit=first and (wound!=closed or sent>180)`.

Parsed once against the names that are known where it stands, so that a misspelt name or value is an error with a
hint and never a condition that is silently false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from scenarios.problems import Place, Problems, did_you_mean

Value = str | tuple[str, ...]
"""What a name stands for: text, or the texts of all items of a list's column."""
Env = Mapping[str, Value]
Test = Callable[[Env], bool]

_TOKEN = re.compile(r"\s*(<=|>=|!=|[()=<>,]|[^\s()=<>!,]+)")
_ORDERS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True)
class Known:
    """What may stand on the right of a name: its values, or any number."""

    values: frozenset[str] | None = None
    numeric: bool = False


@dataclass(frozen=True)
class Condition:
    """A parsed condition. `names` it mentions, `numbers` it compares them with."""

    text: str
    test: Test
    names: frozenset[str] = frozenset()
    numbers: tuple[tuple[str, Decimal], ...] = ()
    equals: tuple[tuple[str, str], ...] = ()
    """name=value pairs that are joined by `and` only; what an example gives."""

    def holds(self, env: Env) -> bool:
        """Whether it holds in a combination."""
        return self.test(env)


ALWAYS = Condition("", lambda env: True)


class _Wrong(Exception):
    """The text is no condition; the message says where it stopped making sense."""


@dataclass
class _Parser:
    tokens: list[str]
    known: Mapping[str, Known]
    problems: Problems
    place: Place
    at: int = 0
    names: set[str] = field(default_factory=set)
    numbers: list[tuple[str, Decimal]] = field(default_factory=list)
    equals: list[tuple[str, str]] = field(default_factory=list)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def either(self) -> Test:
        tests = [self.both()]
        while self.peek() == "or":
            self.take()
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else (lambda env: any(test(env) for test in tests))

    def both(self) -> Test:
        tests = [self.single()]
        while self.peek() == "and":
            self.take()
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else (lambda env: all(test(env) for test in tests))

    def single(self) -> Test:
        if self.peek() == "not":
            self.take()
            inner = self.single()
            return lambda env: not inner(env)
        if self.peek() == "(":
            self.take()
            test = self.either()
            if self.take() != ")":
                raise _Wrong("a '(' is not closed")
            return test
        return self.comparison()

    def comparison(self) -> Test:
        name = self.take()
        if not name or name in {"and", "or", ")", ",", "=", "!=", "<", ">", "<=", ">="}:
            raise _Wrong(f"a name is expected{f' before {name!r}' if name else ' at the end'}")
        operator = self.take()
        if operator not in {"=", "!=", "<", "<=", ">", ">="}:
            raise _Wrong(f"after {name!r} one of = != < <= > >= is expected, found {operator or 'the end'!r}")
        values = list(self._values())
        self.names.add(name)
        self._check(name, operator, values)
        if operator in _ORDERS:
            return self._order(name, operator, values)
        return self._equality(name, operator == "=", values)

    def _values(self) -> Iterator[str]:
        words: list[str] = []
        while True:
            token = self.peek()
            if token in {"", "and", "or", ")", ","}:
                if not words:
                    raise _Wrong("a value is missing")
                yield " ".join(words)
                words = []
                if token != ",":
                    return
            elif token in {"(", "=", "!=", "<", ">", "<=", ">="}:
                raise _Wrong(f"unexpected {token!r}")
            else:
                words.append(token)
            self.take()

    def _check(self, name: str, operator: str, values: list[str]) -> None:
        known = self.known.get(name)
        if known is None:
            hint = did_you_mean(name, self.known)
            self.problems.add("condition.name", self.place, f"unknown name {name!r} in condition{hint}")
            return
        for value in values:
            number = _number(value)
            needs_number = operator in _ORDERS or known.values is None
            if needs_number and number is None:
                message = f"{name} {operator} {value}: a number is expected"
                self.problems.add("condition.number", self.place, message)
            elif not needs_number and known.values is not None and value not in known.values:
                hint = did_you_mean(value, known.values)
                self.problems.add("condition.value", self.place, f"{name} is never {value!r}{hint}")
            if number is not None:
                self.numbers.append((name, number))
        if operator in _ORDERS and not known.numeric:
            numbers = [_number(value) for value in known.values or ()]
            if not numbers or None in numbers:
                self.problems.add("condition.number", self.place, f"{name} is no number and cannot be compared")

    def _order(self, name: str, operator: str, values: list[str]) -> Test:
        if len(values) != 1:
            raise _Wrong(f"{operator} takes one number")
        limit = _number(values[0]) or Decimal(0)
        compare = _ORDERS[operator]

        def ordered(env: Env) -> bool:
            found = env[name]
            texts = (found,) if isinstance(found, str) else found
            return any(compare(Decimal(text), limit) for text in texts if text)

        return ordered

    def _equality(self, name: str, positive: bool, values: list[str]) -> Test:
        wanted = frozenset(values)
        if positive and len(values) == 1:
            self.equals.append((name, values[0]))

        def equal(env: Env) -> bool:
            found = env[name]
            held = found in wanted if isinstance(found, str) else not wanted.isdisjoint(found)
            return held is positive

        return equal


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def parse(text: str, known: Mapping[str, Known], place: Place, problems: Problems) -> Condition:
    """The condition; what is wrong goes to `problems`, and a condition that always holds comes back."""
    tokens = _TOKEN.findall(text)
    if len(text) > 1000:
        problems.add("condition.syntax", place, f"a condition of {len(text)} characters; 1000 are allowed")
        return ALWAYS
    before = len(problems.found)
    parser = _Parser(tokens, known, problems, place)
    try:
        test = parser.either()
        if parser.peek():
            raise _Wrong(f"unexpected {parser.peek()!r}")
    except _Wrong as wrong:
        problems.add("condition.syntax", place, f"condition {text!r}: {wrong}")
        return ALWAYS
    except RecursionError:
        problems.add("condition.syntax", place, "a condition nested too deeply")
        return ALWAYS
    if len(problems.found) > before:
        return ALWAYS
    plain = not ({"or", "not"} & set(tokens))
    equals = tuple(parser.equals) if plain else ()
    return Condition(text.strip(), test, frozenset(parser.names), tuple(parser.numbers), equals)
