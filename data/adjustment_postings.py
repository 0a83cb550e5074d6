"""What an adjustment does to the books, by reason code: written off at once, or open until somebody decides.

Read from `adjustment_postings.csv`; a code that is not listed stays open.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, cast, get_args

from data.models import DataError
from data.tables import read_csv

PostsTo = Literal["contractual", "sequestration", "prior", "patient", "next"]


@cache
def adjustment_postings() -> Mapping[str, PostsTo]:
    """CARC to where an adjustment of group CO, OA or PI goes. Raises DataError for an unknown word or a code twice."""
    found: dict[str, PostsTo] = {}
    for row in read_csv("adjustment_postings.csv"):
        if row["posts"] not in get_args(PostsTo) or row["carc"] in found:
            raise DataError(f"adjustment_postings.csv: {row['carc']} posts to {row['posts']!r}, or stands twice.")
        found[row["carc"]] = cast(PostsTo, row["posts"])
    return MappingProxyType(found)
