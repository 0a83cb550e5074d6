"""Finished attempts become the figures that the screens draw. Pure: summaries in, figures out.

An attempt with both hats counts for each hat's accuracy; its time counts for neither, since it cannot be split.
"""

from __future__ import annotations

import csv
import datetime
import io
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from billing import figures
from billing.figures import AccountFacts, Figure
from records.models import AttemptSummary, Hat, SkillRow
from scenarios.models import Frozen

FEWEST_CASES = 5
"""Fewer finished cases than this under a hat are not compared."""
HATS: tuple[Hat, Hat] = ("coder", "biller")


class WeekPoint(Frozen):
    """Mean score of the cases finished in one week under one hat."""

    week: datetime.date
    """The Monday."""
    hat: Hat
    accuracy: float
    """Percent."""
    cases: int


class SkillFigure(Frozen):
    """How often one skill went right."""

    skill: str
    hat: Hat
    right: int
    seen: int
    cases: int

    @property
    def accuracy(self) -> float:
        """Percent."""
        return 100 * self.right / self.seen


class HatFigures(Frozen):
    """One hat's own figures; None where there is nothing to say yet."""

    hat: Hat
    cases: int
    accuracy: float | None
    """Percent, mean of first submissions."""
    spread: float | None
    """Standard error of the accuracy, percent; None below two cases."""
    median_seconds: float | None
    weakest: str | None
    """Skill id that went wrong most often."""
    lost_last_ten: Decimal
    """Dollars over the last ten cases."""
    feeling: float | None
    """Mean of the answers, 1 to 5."""


class BillerFigures(Frozen):
    """What came of the first claims of the cases worked as biller alone; with both hats a loss may be the coding's."""

    cases: int
    unharmed: int
    """First claims that lost no money."""
    mended: int
    """Of the others, those whose second claim made it good."""
    lost: Decimal
    """Dollars that the first claims lost."""


def finished(attempts: Iterable[AttemptSummary]) -> list[AttemptSummary]:
    """Oldest first."""
    done = [a for a in attempts if a.stage == "done" and a.finished_at is not None]
    return sorted(done, key=lambda a: (a.finished_at or a.opened_at, a.id))


def score(attempt: AttemptSummary, hat: Hat) -> float | None:
    """The attempt's score under a hat, percent; None where that hat was not worn."""
    value = attempt.coder_score if hat == "coder" else attempt.biller_score
    return None if value is None else float(value)


def accuracy_by_week(attempts: Iterable[AttemptSummary]) -> list[WeekPoint]:
    """One point a week and hat, oldest first."""
    scores: dict[tuple[datetime.date, Hat], list[float]] = defaultdict(list)
    for attempt in finished(attempts):
        day = (attempt.finished_at or attempt.opened_at).date()
        for hat in HATS:
            value = score(attempt, hat)
            if value is not None:
                scores[day - datetime.timedelta(days=day.weekday()), hat].append(value)
    return [
        WeekPoint(week=week, hat=hat, accuracy=statistics.fmean(values), cases=len(values))
        for (week, hat), values in sorted(scores.items())
    ]


def by_skill(evidence: Iterable[SkillRow]) -> list[SkillFigure]:
    """Each skill seen, the coder's first, most practised first."""
    rows: dict[tuple[Hat, str], list[SkillRow]] = defaultdict(list)
    for row in evidence:
        rows[row.hat, row.skill].append(row)
    figures = [
        SkillFigure(
            skill=skill,
            hat=hat,
            right=sum(row.right for row in seen),
            seen=len(seen),
            cases=len({row.attempt_id for row in seen}),
        )
        for (hat, skill), seen in rows.items()
    ]
    return sorted(figures, key=lambda f: (HATS.index(f.hat), -f.cases, f.skill))


def weakest_skill(evidence: Iterable[SkillRow], hat: Hat | None = None) -> str | None:
    """The skill that went wrong most often among the last 60 observations; None where nothing went wrong."""
    rows = [row for row in evidence if hat in (None, row.hat)][-60:]
    wrong = Counter(row.skill for row in rows if not row.right)
    return min(wrong, key=lambda skill: (-wrong[skill], skill)) if wrong else None


def hat_figures(attempts: Sequence[AttemptSummary], evidence: Sequence[SkillRow], hat: Hat) -> HatFigures:
    """A learner's own figures under one hat."""
    worn = [a for a in finished(attempts) if score(a, hat) is not None]
    scores = [value for a in worn if (value := score(a, hat)) is not None]
    alone = [a.seconds for a in worn if a.role == hat]
    feelings = [a.feeling for a in worn if a.feeling is not None and a.role == hat]
    return HatFigures(
        hat=hat,
        cases=len(worn),
        accuracy=statistics.fmean(scores) if scores else None,
        spread=statistics.stdev(scores) / len(scores) ** 0.5 if len(scores) > 1 else None,
        median_seconds=statistics.median(alone) if alone else None,
        weakest=weakest_skill(evidence, hat),
        lost_last_ten=sum((a.lost for a in worn[-10:] if a.role == hat), Decimal("0.00")),
        feeling=statistics.fmean(feelings) if feelings else None,
    )


def biller_figures(attempts: Iterable[AttemptSummary]) -> BillerFigures:
    """Over all finished cases worked as biller alone."""
    billed = [a for a in finished(attempts) if a.role == "biller"]
    harmed = [a for a in billed if a.lost]
    return BillerFigures(
        cases=len(billed),
        unharmed=len(billed) - len(harmed),
        mended=sum(a.mended for a in harmed),
        lost=sum((a.lost for a in harmed), Decimal("0.00")),
    )


def comparison(coder: HatFigures, biller: HatFigures) -> str:
    """One honest sentence on whether the two accuracies can be told apart."""
    few = [f for f in (coder, biller) if f.cases < FEWEST_CASES]
    if few:
        needs = " and ".join(f"{FEWEST_CASES - f.cases} more as {f.hat}" for f in few)
        return f"Too few cases to compare the two hats: finish {needs}."
    assert coder.accuracy is not None
    assert biller.accuracy is not None
    difference = coder.accuracy - biller.accuracy
    doubt = 2 * ((coder.spread or 0.0) ** 2 + (biller.spread or 0.0) ** 2) ** 0.5
    said = f"{coder.accuracy:.0f} % over {coder.cases} cases and {biller.accuracy:.0f} % over {biller.cases}"
    if abs(difference) <= doubt:
        return f"{said} are too close to tell apart yet: the difference may be chance."
    better = "coder" if difference > 0 else "biller"
    return f"{said}: so far the {better}'s work goes better, by more than chance would explain."


CSV_COLUMNS = (
    "finished_at", "case", "family", "seed", "hat", "workplace", "coder_score", "biller_score", "active_seconds",
    "dollars_lost", "mended", "felt_1_to_5", "training_data",
)  # fmt: skip


def csv_export(attempts: Iterable[AttemptSummary]) -> str:
    """Finished attempts as CSV, oldest first; a cell that a spreadsheet could take for a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for a in finished(attempts):
        row = (
            a.finished_at and a.finished_at.isoformat(timespec="seconds"), a.title, a.family, a.seed,
            a.role, a.workplace,
            a.coder_score, a.biller_score, a.seconds, a.lost, "yes" if a.mended else "no", a.feeling,
            "all people, payers and numbers are invented",
        )  # fmt: skip
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


# ---- the books -------------------------------------------------------------------------------------------


def books(accounts: Sequence[AccountFacts]) -> tuple[Figure, ...]:
    """The figures of the closed accounts, as a practice reads them at the end of a month."""
    last = max((day for one in accounts for day in _days(one)), default=datetime.date.min)
    return (
        figures.clean_claim_rate(accounts),
        figures.first_pass_rate(accounts),
        figures.denial_rate(accounts),
        figures.days_in_ar(accounts, last),
        figures.over_90_days(accounts, last),
        figures.net_collection_rate(accounts),
        figures.underpayments_recovered(accounts),
    )


def _days(account: AccountFacts) -> list[datetime.date]:
    answered = [claim.answered_on for claim in account.claims if claim.answered_on]
    return [account.served_on, *(claim.sent_on for claim in account.claims), *answered]


def denial_reasons(accounts: Sequence[AccountFacts]) -> list[tuple[str, int]]:
    """Group and reason code with how often it came, most frequent first."""
    denied = (one.carc for account in accounts for claim in account.claims for one in claim.denials)
    return sorted(Counter(denied).items(), key=lambda one: (-one[1], one[0]))[:8]
