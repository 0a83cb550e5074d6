"""Small pieces of HTML for the native pages: tables, meters, hats. Whatever comes in as text goes out escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import streamlit as st

_CSS = Path(__file__).parent / "assets" / "pages.css"
HAT_NAMES = {"coder": "Coder", "biller": "Biller"}


class Raw(str):
    """HTML made here, not to be escaped again."""

    __slots__ = ()


def style() -> None:
    """Puts the pages' style sheet on the page."""
    st.html(_CSS)


def hat(name: str, words: str = "") -> Raw:
    """A hat in its color, with words behind it (default: the hat's name)."""
    kind = "biller" if name == "biller" else "coder"
    return Raw(f'<span class="hat {kind}" aria-hidden="true"></span>{escape(words or HAT_NAMES[kind])}')


def small(words: str) -> Raw:
    """Words in small print inside a cell."""
    return Raw(f'<span class="soft">{escape(words)}</span>')


def meter(percent: float, hat_name: str) -> Raw:
    """A bar to 100 with the 95 % standard as an upright stroke; the figure itself stands beside it."""
    width = min(max(percent, 0.0), 100.0)
    return Raw(
        f'<div class="meter {escape(hat_name)}" aria-hidden="true"><i style="width:{width:.0f}%"></i><b></b></div>'
    )


def table(label: str, heads: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[int] = ()) -> None:
    """A table in a block; `numbers` are the columns set to the right. The first column names its row."""
    head = "".join(f'<th scope="col"{_class(i in numbers)}>{_text(text)}</th>' for i, text in enumerate(heads))
    body = "".join(f"<tr>{''.join(_cell(i, value, i in numbers) for i, value in enumerate(row))}</tr>" for row in rows)
    st.html(
        f'<div class="bh block" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(column: int, value: object, number: bool) -> str:
    if column == 0:
        return f'<th scope="row">{_text(value)}</th>'
    return f"<td{_class(number)}>{_text(value)}</td>"


def _class(number: bool) -> str:
    return ' class="num"' if number else ""


def _text(value: object) -> str:
    return str(value) if isinstance(value, Raw) else escape(str(value))


def start_link() -> None:
    """The way to a case."""
    st.html('<p class="bh"><a href="/" target="_self">Open a case on Start</a></p>')


def soft(words: str) -> None:
    """A remark in small print."""
    st.html(f'<p class="bh foot">{escape(words)}</p>')


def foot() -> None:
    """What every page says at its end."""
    soft("Training data. All people, payers and numbers are invented. CPT codes are the AMA's; the wording is our own.")


def minutes(seconds: float | None) -> str:
    """`6:40`, or a dash."""
    return "–" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def percent(value: float | None) -> str:
    """`86 %`, or a dash."""
    return "–" if value is None else f"{value:.0f} %"
