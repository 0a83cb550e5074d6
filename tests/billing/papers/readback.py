"""Reads a CMS-1500 back from its PDF: every run of typed characters with its place on the page."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Typed:
    """Characters that stand side by side: text and edges in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def typed(pdf: bytes) -> list[list[Typed]]:
    """By page, what was typed in Courier; the form itself is in Helvetica."""
    book = pypdfium2.PdfDocument(pdf)
    return [_runs(list(_characters(page))) for page in book]


def _characters(page: Any) -> Iterator[Typed]:
    """Characters in Courier with the edges of their cells, points from the upper left corner."""
    text, height = page.get_textpage(), page.get_height()
    name = ctypes.create_string_buffer(64)
    for at in range(text.count_chars()):
        raw.FPDFText_GetFontInfo(text, at, name, len(name), None)
        if name.value.startswith(b"Courier"):
            left, bottom, right, top = text.get_charbox(at, loose=True)
            yield Typed(chr(raw.FPDFText_GetUnicode(text, at)), left, height - top, right, height - bottom)


def words(pdf: bytes) -> list[str]:
    """The text of each page."""
    with pdfplumber.open(io.BytesIO(pdf)) as book:
        return [page.extract_text() for page in book.pages]


def _runs(characters: list[Typed]) -> list[Typed]:
    """Characters one column apart belong together; a blank column parts them."""
    found: list[Typed] = []
    for one in sorted(characters, key=lambda one: (round(one.top), one.left)):
        if not one.text.strip():
            continue
        last = found[-1] if found else None
        if last and abs(last.top - one.top) < 1 and abs(last.right - one.left) < 0.5:
            found[-1] = replace(last, text=last.text + one.text, right=one.right)
        else:
            found.append(one)
    return found
