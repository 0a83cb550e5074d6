"""How X12 writes amounts, dates and times, and what they are; None for what is none.

Amounts have a decimal point only where they need one and may be negative (X12.6, type R); dates are CCYYMMDD, in the
ISA YYMMDD; times HHMM with perhaps seconds.
"""

from __future__ import annotations

import datetime
import functools
import re
from decimal import Decimal

_AMOUNT = re.compile(r"-?(\d{1,15}(\.\d{0,6})?|\.\d{1,6})")
_TIME = re.compile(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d(\d{1,2})?)?")
CENT = Decimal("0.01")


@functools.lru_cache(maxsize=20_000)
def read_amount(text: str) -> Decimal | None:
    """A number as X12 writes it, exact; None for any other text."""
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


@functools.lru_cache(maxsize=4_000)
def read_day(text: str) -> datetime.date | None:
    """A date of eight digits, or of six (this century), that is in the calendar."""
    if not text.isdecimal() or not text.isascii() or len(text) not in (6, 8):
        return None
    year, month, day = (text[:4], text[4:6], text[6:]) if len(text) == 8 else (f"20{text[:2]}", text[2:4], text[4:])
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def is_time(text: str) -> bool:
    """Whether a text is a time of day: HHMM, perhaps with seconds and hundredths."""
    return bool(_TIME.fullmatch(text))


def told_time(text: str) -> str:
    """`17:05`; as it stands where it is no time."""
    return f"{text[:2]}:{text[2:4]}" if is_time(text) else text
