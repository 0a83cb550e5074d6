"""Progress: accuracy against the standard, skill by skill, time a case, the cases behind it, and all of it as CSV."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from html import escape

import streamlit as st

from billing.figures import AccountFacts, Figure
from data.field import field as data_field
from records import AttemptSummary, progress
from views import blocks, resources
from views.identity import current_learner

STANDARD = 95
"""Percent: what employers commonly expect of a coder."""
MOST_TICKS = 6
"""Dates that a phone has room for."""
MOST_BARS = 20
LIGHT = {
    "coder": "#1B5998", "biller": "#87470F", "both": "#5A666C",
    "text": "#182024", "soft": "#5A666C", "line": "#D6DBD8", "surface": "#FFFFFF",
}  # fmt: skip
DARK = {
    "coder": "#7FB4EC", "biller": "#E2A568", "both": "#98A5AC",
    "text": "#E4E9EB", "soft": "#98A5AC", "line": "#323A40", "surface": "#191E21",
}  # fmt: skip
"""Plotly takes no CSS variables: these are tokens.css in both themes."""


def show_nothing_yet(reason: str) -> None:
    """What to do where there is nothing to draw."""
    st.subheader("Nothing to show yet")
    st.write(reason)
    blocks.start_link()


def colors() -> dict[str, str]:
    """The look's colors for charts, in the theme that is shown."""
    if st.context.theme.type == "dark":
        return DARK
    return LIGHT


def labels_apart(heights: dict[str, float], gap: float) -> dict[str, float]:
    """Where labels go so that none covers another: near their heights, at least `gap` apart, order kept."""
    placed: dict[str, float] = {}
    ceiling = float("inf")
    for label, height in sorted(heights.items(), key=lambda one: -one[1]):
        placed[label] = min(height, ceiling)
        ceiling = placed[label] - gap
    return placed


def accuracy_chart(done: list[AttemptSummary]) -> None:
    """Lines by hat and week, with the standard as a dashed line; names stand at the lines' ends."""
    import plotly.graph_objects as go

    ink = colors()
    points = progress.accuracy_by_week(done)
    figure = go.Figure()
    ends: dict[str, float] = {f"{STANDARD} % standard": STANDARD}
    latest = []
    for hat in progress.HATS:
        mine = [p for p in points if p.hat == hat]
        if not mine:
            continue
        name, last = blocks.HAT_NAMES[hat], mine[-1]
        ends[f"{name} {last.accuracy:.0f} %"] = last.accuracy
        latest.append(f"{name.lower()} {last.accuracy:.0f} % in the week of {day(last.week)}")
        figure.add_scatter(
            x=[p.week for p in mine],
            y=[p.accuracy for p in mine],
            mode="lines+markers",
            hovertext=[f"{name} {p.accuracy:.0f} %, {counted(p.cases)}, week of {day(p.week)}" for p in mine],
            hoverinfo="text",
            line={"color": ink[hat], "width": 2},
            marker={"symbol": "circle" if hat == "coder" else "square", "size": 8},
            cliponaxis=False,
        )
    lowest = min(20 * (min(p.accuracy for p in points) // 20), 80)
    figure.add_hline(y=STANDARD, line={"dash": "dash", "width": 1, "color": ink["text"]})
    for label, height in labels_apart(ends, (106 - lowest) / 13).items():
        place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "y": height, "yanchor": "middle"}
        figure.add_annotation(text=label, showarrow=False, font={"size": 12, "color": ink["text"]}, **place)
    weeks = sorted({p.week for p in points})
    shown = weeks[:: -(-len(weeks) // MOST_TICKS)]
    margin = datetime.timedelta(days=2)
    figure.update_layout(height=260, margin={"l": 36, "r": 104, "t": 16, "b": 28}, **plain(ink))
    figure.update_yaxes(range=[lowest - 3, 103], tickvals=[20 * n for n in range(6)], **axis(ink))
    figure.update_xaxes(
        range=[weeks[0] - margin, weeks[-1] + margin], tickvals=shown, ticktext=[day(w) for w in shown], **axis(ink)
    )
    figure.update_xaxes(showgrid=False)
    st.plotly_chart(figure, key="accuracy", theme=None, config={"displayModeBar": False})
    blocks.soft(f"Mean score of each week's cases, first submissions. Latest: {', '.join(latest)}.")


def time_chart(done: list[AttemptSummary]) -> None:
    """A bar for each of the last cases, in its hat's color."""
    import plotly.graph_objects as go

    ink = colors()
    last = done[-MOST_BARS:]
    figure = go.Figure()
    figure.add_bar(
        x=list(range(len(done) - len(last) + 1, len(done) + 1)),
        y=[one.seconds / 60 for one in last],
        marker_color=[ink[one.role] for one in last],
        hovertext=[f"{escape(one.title)}: {blocks.minutes(one.seconds)}" for one in last],
        hoverinfo="text",
    )
    figure.update_layout(height=160, margin={"l": 36, "r": 16, "t": 16, "b": 28}, bargap=0.35, **plain(ink))
    figure.update_yaxes(rangemode="tozero", nticks=5, **axis(ink))
    figure.update_xaxes(dtick=1 if len(last) < MOST_TICKS else 5, showgrid=False, **axis(ink, grid=False))
    st.plotly_chart(figure, key="time", theme=None, config={"displayModeBar": False})
    which = "last " if len(last) < len(done) else ""
    blocks.soft(
        f"Minutes of the {which}{counted(len(last))} in order. Blue: coder, brown: biller, gray: both hats. "
        "Pauses over two minutes count as two minutes."
    )


def plain(ink: dict[str, str]) -> dict[str, object]:
    """Layout that all charts share: the look's surface and letters, no legend."""
    font = {"family": "IBM Plex Sans, system-ui, sans-serif", "size": 12, "color": ink["soft"]}
    hover = {"bgcolor": ink["surface"], "bordercolor": ink["line"], "font": font | {"color": ink["text"]}}
    grounds = {"paper_bgcolor": ink["surface"], "plot_bgcolor": ink["surface"]}
    return {"showlegend": False, "font": font, "hoverlabel": hover, "dragmode": False, **grounds}


def axis(ink: dict[str, str], grid: bool = True) -> dict[str, object]:
    """What all axes share: thin lines, no zooming."""
    lines = {"gridcolor": ink["line"]} if grid else {}
    return {"fixedrange": True, "zeroline": False, "tickangle": 0, "linecolor": ink["line"], **lines}


def counted(cases: int) -> str:
    """`1 case`, `2 cases`."""
    return f"{cases} case{'s' * (cases != 1)}"


def day(date: datetime.date) -> str:
    """`9/21`."""
    return f"{date.month}/{date.day}"


def skills_table(learner_id: str) -> None:
    """Each skill with its meter; those that went wrong most often first."""
    figures = progress.by_skill(resources.store().skill_evidence(learner_id))
    titles = resources.skill_titles()
    rows = [
        (
            blocks.hat(f.hat, titles.get(f.skill, f.skill)),
            blocks.meter(f.accuracy, f.hat),
            blocks.percent(f.accuracy),
            f.cases,
        )
        for f in sorted(figures, key=lambda f: (f.accuracy, -f.seen))
    ]
    blocks.table("Mastery by skill", ("Skill", "", "Right", "Cases"), rows, numbers=(2, 3))
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


def biller_table(figures: progress.BillerFigures) -> None:
    """What came of the first claims."""
    rows = [
        ("First claim lost no money", f"{figures.unharmed} of {figures.cases}"),
        ("Sent again and mended", f"{figures.mended} of {figures.cases - figures.unharmed}"),
        ("Lost by the first claims", f"${figures.lost:,.2f}"),
    ]
    blocks.table("Biller's figures", ("Measure", "Yours"), rows, numbers=(1,))
    blocks.soft("Of the cases worked as biller.")


def books_table(accounts: Sequence[AccountFacts]) -> None:
    """The figures of the accounts that were closed, beside what the field says."""
    targets = {one.figure: one.shown for one in reversed(data_field().targets)}
    rows = [(one.title, figure_words(one), targets.get(one.id, "")) for one in progress.books(accounts)]
    blocks.table("Accounts closed", ("Figure", "Yours", "The field says"), rows, numbers=(1,))
    reasons = progress.denial_reasons(accounts)
    if reasons:
        blocks.table("Denials by reason", ("Reason", "Times"), reasons, numbers=(1,))
    blocks.soft(f"Of {counted(len(accounts))} with a closed account. (?) rests on a secondary source.")


def figure_words(figure: Figure) -> str:
    """A figure with its unit; a dash where there is nothing to divide by."""
    if figure.value is None:
        return "-"
    words = {"percent": f"{figure.value} %", "days": f"{figure.value} days", "dollars": f"${figure.value:,.2f}"}
    return words[figure.unit]


def cases_table(done: list[AttemptSummary]) -> None:
    """The last cases."""
    rows = [
        (
            one.title,
            day(one.finished_at),
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
    first = finished[0].opened_at
    since = f"{len(finished)} finished case{'s' * (len(finished) != 1)} since {first:%B} {first.day}."
    st.html(f'<p class="bh">{since} Export: <a href="/api/export.csv" download>CSV</a></p>')
    left, right = st.columns([7, 5], gap="medium")
    with left:
        st.subheader("Accuracy by week")
        accuracy_chart(finished)
        st.subheader("Time a case")
        time_chart(finished)
        st.subheader("Last cases")
        cases_table(finished)
    with right:
        st.subheader("By hat")
        hats_table(finished)
        as_biller = progress.biller_figures(finished)
        if as_biller.cases:
            st.subheader("Biller's figures")
            biller_table(as_biller)
        closed = resources.store().account_facts(learner.id)
        if closed:
            st.subheader("The books")
            books_table(closed)
        st.subheader("Mastery by skill")
        skills_table(learner.id)
blocks.foot()
