"""How the values on a claim read: dates, money, units and names in any of the forms that people type.

One place decides whether two values are the same, so that the scrubber, the payer and the grade agree on it.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation

from billing.items import BY_KEY

CENT = Decimal("0.01")
ZERO = Decimal("0.00")

_DATE_FORMS = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[/ -](\d{1,2})[/ -](\d{4})"), (3, 1, 2)),
    (re.compile(r"(\d{2})(\d{2})(\d{4})"), (3, 1, 2)),
    (re.compile(r"(\d{1,2})[/ -](\d{1,2})[/ -](\d{2})"), (3, 1, 2)),
)


def read_date(text: str) -> datetime.date | None:
    """The date that `2026-05-04`, `05/04/2026`, `05 04 2026`, `05042026` or `05 04 26` means; None for any other."""
    for form, (year, month, day) in _DATE_FORMS:
        found = form.fullmatch(text.strip())
        if found:
            years = int(found[year])
            # Two digits are this century: birth dates are asked for with four (NUCC 1500 manual, item 3).
            try:
                return datetime.date(years + 2000 if years < 100 else years, int(found[month]), int(found[day]))
            except ValueError:
                return None
    return None


def read_money(text: str) -> Decimal | None:
    """Dollars and cents as typed (`1,594.00`, `$260`), or None."""
    cleaned = text.strip().lstrip("$").replace(",", "")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", cleaned):
        return None
    try:
        return Decimal(cleaned).quantize(CENT)
    except InvalidOperation:  # pragma: no cover - the pattern admits numbers only
        return None


def read_units(text: str) -> int | None:
    """Whole units of service as typed, 1 to 9,999, or None."""
    cleaned = text.strip()
    if not re.fullmatch(r"\d{1,4}(\.0+)?", cleaned):
        return None
    return int(Decimal(cleaned)) or None


def money(amount: Decimal) -> str:
    """Two decimals, no thousands separator: how money stands on a claim."""
    return str(amount.quantize(CENT))


def letters_and_digits(text: str) -> str:
    """What is left of a name, an address or a number when case, spacing and punctuation do not count."""
    return "".join(character for character in text.upper() if character.isalnum())


def is_npi(text: str) -> bool:
    """Ten digits that pass the Luhn check with the prefix 80840 (45 CFR 162.406; ISO 7812)."""
    if not re.fullmatch(r"[12]\d{9}", text):
        return False
    total = 0
    for place, digit in enumerate(reversed("80840" + text)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def same_value(key: str, given: str, expected: str) -> bool:
    """Whether two values of one item say the same thing, whatever way they are typed.

    Dates, money and telephone numbers are compared by meaning; everything else without regard to case, spacing
    and punctuation, as a payer's system compares them. `key` may also be a column of item 24 (`24A`).
    """
    kind = _kind(key)
    if kind == "date":
        return _dates_agree(given, expected)
    if kind == "money":
        return (read_money(given) or ZERO) == (read_money(expected) or ZERO)
    if kind == "phone":
        return _digits(given)[-10:] == _digits(expected)[-10:]
    return letters_and_digits(given) == letters_and_digits(expected)


def _kind(key: str) -> str:
    if key in BY_KEY:
        return BY_KEY[key].kind
    return {"24A": "date", "24F": "money"}.get(key[:3], "text")


def _dates_agree(given: str, expected: str) -> bool:
    if not given.strip() or not expected.strip():
        return given.strip() == expected.strip()
    one, other = read_date(given), read_date(expected)
    return one == other if one and other else letters_and_digits(given) == letters_and_digits(expected)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
