"""Progress: accuracy against the standard, skill by skill, time a case, the cases behind it, and all of it as CSV."""

from __future__ import annotations

import streamlit as st

from records import AttemptSummary, progress
from views import blocks, resources
from views.identity import current_learner

STANDARD = 95
"""Percent: what employers commonly expect of a coder."""


def show_nothing_yet(reason: str) -> None:
    """What to do where there is nothing to draw."""
    st.subheader("Nothing to show yet")
    st.write(reason)
    blocks.start_link()


def accuracy_chart(done: list[AttemptSummary]) -> None:
    """Lines by hat and week, with the standard as a dashed line; names stand at the lines' ends."""
    import plotly.graph_objects as go

    dark = st.context.theme.type == "dark"
    colors = {"coder": "#7FB4EC", "biller": "#E2A568"} if dark else {"coder": "#1B5998", "biller": "#87470F"}
    points = progress.accuracy_by_week(done)
    figure = go.Figure()
    for hat in progress.HATS:
        mine = [p for p in points if p.hat == hat]
        if not mine:
            continue
        words = [f"{p.accuracy:.0f} % over {p.cases} case{'s' * (p.cases != 1)}" for p in mine]
        ends = [""] * (len(mine) - 1) + [f"  {blocks.HAT_NAMES[hat]} {mine[-1].accuracy:.0f} %"]
        figure.add_scatter(
            x=[f"{p.week:%m/%d}" for p in mine],
            y=[p.accuracy for p in mine],
            mode="lines+markers+text",
            text=ends,
            textposition="middle right",
            hovertext=words,
            hoverinfo="x+text",
            name=blocks.HAT_NAMES[hat],
            line={"color": colors[hat], "width": 2},
            marker={"symbol": "circle" if hat == "coder" else "square", "size": 8},
            cliponaxis=False,
        )
    figure.add_hline(y=STANDARD, line={"dash": "dash", "width": 1}, annotation={"text": f"{STANDARD} % standard"})
    figure.update_layout(height=260, margin={"l": 32, "r": 96, "t": 12, "b": 28}, showlegend=False)
    figure.update_yaxes(range=[0, 103], ticksuffix=" %", fixedrange=True)
    figure.update_xaxes(type="category", fixedrange=True)
    with st.container(border=True):
        st.plotly_chart(figure, key="accuracy", config={"displayModeBar": False})
    said = "; ".join(
        f"week of {p.week:%m/%d} {blocks.HAT_NAMES[p.hat].lower()} {p.accuracy:.0f} %" for p in points[-6:]
    )
    blocks.soft(f"Mean score of the cases of each week, first submissions. {said}.")


def time_chart(done: list[AttemptSummary]) -> None:
    """A bar for each of the last cases, in its hat's color."""
    import plotly.graph_objects as go

    dark = st.context.theme.type == "dark"
    colors = {
        "coder": "#7FB4EC" if dark else "#1B5998",
        "biller": "#E2A568" if dark else "#87470F",
        "both": "#98A5AC" if dark else "#5A666C",
    }
    last = done[-20:]
    figure = go.Figure()
    figure.add_bar(
        x=[str(number) for number in range(len(done) - len(last) + 1, len(done) + 1)],
        y=[one.seconds / 60 for one in last],
        marker_color=[colors[one.role] for one in last],
        hovertext=[f"{one.title}: {blocks.minutes(one.seconds)}" for one in last],
        hoverinfo="text",
    )
    figure.update_layout(height=180, margin={"l": 32, "r": 12, "t": 12, "b": 28}, showlegend=False)
    figure.update_yaxes(title="minutes", rangemode="tozero", fixedrange=True)
    figure.update_xaxes(title="case", type="category", fixedrange=True)
    with st.container(border=True):
        st.plotly_chart(figure, key="time", config={"displayModeBar": False})
    blocks.soft("Blue: coder, brown: biller, gray: both hats. Pauses over two minutes count as two minutes.")


def skills_table(learner_id: str) -> None:
    """Each skill with its meter; those that went wrong most often first."""
    figures = progress.by_skill(resources.store().skill_evidence(learner_id))
    titles = resources.skill_titles()
    rows = [
        (
            blocks.hat(f.hat, titles.get(f.skill, f.skill)),
            blocks.meter(f.accuracy, f.hat),
            blocks.percent(f.accuracy),
            f"{f.cases} case{'s' * (f.cases != 1)}",
        )
        for f in sorted(figures, key=lambda f: (f.accuracy, -f.seen))
    ]
    blocks.table("Mastery by skill", ("Skill", "", "Right", "Seen in"), rows, numbers=(2, 3))
    blocks.soft("Weakest first. Upright stroke: 95 %.")


def hats_table(done: list[AttemptSummary]) -> None:
    """Both hats in figures."""
    coder, biller = (progress.hat_figures(done, [], hat) for hat in progress.HATS)
    rows = [
        ("Cases", coder.cases, biller.cases),
        ("Accuracy; standard 95 %", blocks.percent(coder.accuracy), blocks.percent(biller.accuracy)),
        ("Median time a case", blocks.minutes(coder.median_seconds), blocks.minutes(biller.median_seconds)),
    ]
    heads = ("Measure", blocks.hat("coder"), blocks.hat("biller"))
    blocks.table("By hat", heads, rows, numbers=(1, 2))


def cases_table(done: list[AttemptSummary]) -> None:
    """The last cases."""
    rows = [
        (
            one.title,
            f"{one.finished_at:%m/%d}",
            *(blocks.percent(progress.score(one, hat)) for hat in progress.HATS),
            blocks.minutes(one.seconds),
            f"${one.lost:,.2f}",
        )
        for one in reversed(done[-10:])
    ]
    heads = ("Case", "Date", "Coder", "Biller", "Time", "Lost")
    blocks.table("Last cases", heads, rows, numbers=(1, 2, 3, 4, 5))


blocks.style()
st.title("Progress")
learner = current_learner()
finished = progress.finished(resources.store().attempts(learner.id)) if learner else []
if learner is None:
    show_nothing_yet("Choose a name on Start and finish one case; your figures appear here.")
elif not finished:
    show_nothing_yet("Finish one case, as coder, biller or both: its score, skills and time appear here.")
else:
    cases = f"{len(finished)} finished case{'s' * (len(finished) != 1)} since {finished[0].opened_at:%B %-d}."
    st.html(f'<p class="bh">{cases} Export: <a href="/api/export.csv" download>CSV</a></p>')
    left, right = st.columns([7, 5], gap="medium")
    with left:
        st.subheader("Accuracy by week")
        accuracy_chart(finished)
        st.subheader("Time a case")
        time_chart(finished)
        st.subheader("Last cases")
        cases_table(finished)
    with right:
        st.subheader("Mastery by skill")
        skills_table(learner.id)
        st.subheader("By hat")
        hats_table(finished)
blocks.foot()
