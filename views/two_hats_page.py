"""Two hats: the learner's own figures as coder and as biller side by side, and what each job is like."""

from __future__ import annotations

from html import escape

import streamlit as st

from data import field
from records import progress
from views import blocks, resources
from views.identity import current_learner


def beside(measure: str, remark: str) -> blocks.Raw:
    """A measure with what to hold it against below it, so that a phone shows both hats."""
    return blocks.Raw(f"{escape(measure)}<br>{blocks.small(remark)}" if remark else escape(measure))


def wrapping(words: str) -> blocks.Raw:
    """Words in a column of figures that may take two lines."""
    return blocks.Raw(f'<span style="white-space:normal">{escape(words)}</span>')


def own_figures(learner_id: str) -> None:
    """The two hats side by side, with one honest sentence on whether they can be told apart."""
    store = resources.store()
    attempts, evidence = store.attempts(learner_id), store.skill_evidence(learner_id)
    coder, biller = (progress.hat_figures(attempts, evidence, hat) for hat in progress.HATS)
    titles = resources.skill_titles()
    pace = next((norm.figure for norm in field().norms if "Pace" in norm.measure), "")

    def skill(name: str | None) -> str:
        return titles.get(name, name) if name else "–"

    def felt(value: float | None) -> str:
        return "–" if value is None else f"{value:.1f}"

    rows = [
        ("Cases", "", coder.cases, biller.cases),
        ("Accuracy", "standard 95 %", blocks.percent(coder.accuracy), blocks.percent(biller.accuracy)),
        (
            "Median time a case",
            f"field, emergency coder: {pace}",
            blocks.minutes(coder.median_seconds),
            blocks.minutes(biller.median_seconds),
        ),
        ("Points lost most", "", wrapping(skill(coder.weakest)), wrapping(skill(biller.weakest))),
        (
            "Money lost, last ten cases",
            "had it been real",
            f"${coder.lost_last_ten:,.2f}",
            f"${biller.lost_last_ten:,.2f}",
        ),
        ("How it felt, 1 to 5", "your answers after each case", felt(coder.feeling), felt(biller.feeling)),
    ]
    shown = [(beside(measure, remark), *values) for measure, remark, *values in rows]
    heads = ("Your own figures", blocks.hat("coder"), blocks.hat("biller"))
    blocks.table("Your own figures as coder and biller", heads, shown, numbers=(1, 2))
    st.write(progress.comparison(coder, biller))
    st.write(next_step(coder, biller, titles))
    blocks.start_link()


def next_step(coder: progress.HatFigures, biller: progress.HatFigures, titles: dict[str, str]) -> str:
    """The one thing to do now: wear the hat worn less, or practice what goes wrong most."""
    fewer = min(coder, biller, key=lambda one: one.cases)
    if fewer.cases < progress.FEWEST_CASES:
        return f"Next: a case as {fewer.hat}."
    weaker = min(coder, biller, key=lambda one: one.accuracy or 0.0)
    if weaker.weakest is None:
        return "Next: a case with both hats, where your own slip comes back to you."
    return f"Next: a case as {weaker.hat}; watch this: {titles.get(weaker.weakest, weaker.weakest).lower()}."


def jobs() -> None:
    """What each job is like."""
    parts = [
        f'<div><p class="b">{blocks.hat(job.hat, job.title)}</p><p>{escape(job.text)}</p></div>' for job in field().jobs
    ]
    st.html(f'<div class="bh block"><div class="jobs">{"".join(parts)}</div></div>')


def day() -> None:
    """A day in each workplace."""
    rows = [(hour.time, hour.small_practice, hour.billing_company) for hour in field().days]
    blocks.table("A day", ("Time", "Small practice, both hats on one person", "Billing company, one job"), rows)


def norms() -> None:
    """What the field measures, with its sources."""
    rows = [
        (
            blocks.hat(norm.hat, norm.measure),
            norm.figure,
            blocks.Raw(f'<span class="soft">{escape(norm.source)}</span>'),
        )
        for norm in field().norms
    ]
    blocks.table("Figures of the field", ("Measure", "Figure", "Source"), rows)
    blocks.soft("Figures of others, from the sources named, some of them secondary. None is a promise.")


blocks.style()
st.title("Two hats")
learner = current_learner()
left, right = st.columns([7, 5], gap="medium")
with left:
    st.subheader("Your figures")
    if learner is None:
        st.write("Choose a name on Start and finish a few cases under each hat; they are set side by side here.")
        blocks.start_link()
    else:
        own_figures(learner.id)
    st.subheader("A day")
    day()
with right:
    st.subheader("What each job is like")
    jobs()
    st.subheader("Figures of the field")
    norms()
blocks.foot()
