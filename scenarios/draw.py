"""Chance that can be made again: a choice has a label; its outcome is a hash of family, version, seed and label.

There is no running stream, so a new choice reshuffles none of the old ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

Item = TypeVar("Item")


class Draw:
    """All choices of one variant. The mess level is no part of it: a messier note keeps the facts of the case."""

    __slots__ = ("_base",)

    def __init__(self, family: str, version: int, seed: int) -> None:
        self._base = hashlib.blake2b(f"{family}\0{version}\0{seed}\0".encode(), digest_size=8)

    def labeled(self, label: str) -> Draw:
        """Choices of their own under a label: a second of something that is drawn once already."""
        made = Draw.__new__(Draw)
        made._base = self._base.copy()
        made._base.update(f"{label}\0".encode())
        return made

    def number(self, label: str, count: int) -> int:
        """0 to count - 1."""
        state = self._base.copy()
        state.update(label.encode())
        return int.from_bytes(state.digest(), "big") % count

    def between(self, label: str, low: int, high: int) -> int:
        """low to high, both included."""
        return low + self.number(label, high - low + 1)

    def one_of(self, label: str, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.number(label, len(items))]

    def chance(self, label: str, percent: int) -> bool:
        """True for about `percent` of seeds."""
        return self.number(label, 100) < percent

    def sample(self, label: str, count: int, of: int) -> list[int]:
        """`count` different numbers below `of`, in random order: those whose own hashes are lowest."""
        ranked = sorted(range(of), key=lambda index: self.number(f"{label}:{index}", 1 << 62))
        return ranked[:count]

    def digits(self, label: str, count: int) -> str:
        """`count` decimal digits."""
        return f"{self.number(label, 10**count):0{count}d}"

    def decimal(self, label: str, numbers: Sequence[Decimal]) -> Decimal:
        """One of the numbers of a range."""
        return numbers[self.number(label, len(numbers))]
