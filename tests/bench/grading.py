"""Prints how many codings are graded a second on one core: right answers and wrong ones, over the whole library.

python -m tests.bench.grading
"""

from __future__ import annotations

import time
from itertools import cycle

from billing import model_answer
from data import load
from grading import grade_coding
from scenarios import families, variant
from scenarios.models import AnswerLine, CodingAnswer

SEEDS_A_FAMILY = 20
SECONDS = 5.0


def _slipped(answer: CodingAnswer) -> CodingAnswer:
    """A typical wrong answer: first diagnosis left out, a needless one added, modifiers gone, a line too many."""
    lines = tuple(line.model_copy(update={"modifiers": ()}) for line in answer.lines)
    return CodingAnswer(diagnoses=(*answer.diagnoses[1:], "R07.9"), lines=(*lines, AnswerLine(code="81002")))


def main() -> None:
    """Grades for a few seconds and prints the rate."""
    reference = load()
    work = []
    for family in families().values():
        for seed in range(1, SEEDS_A_FAMILY + 1):
            made = variant(reference, family, seed)
            right = model_answer(reference, made.key)
            work += [(made, right), (made, _slipped(right))]
    count, started = 0, time.perf_counter()
    for made, answer in cycle(work):
        grade_coding(reference, made, answer)
        count += 1
        if count % 50 == 0 and time.perf_counter() - started > SECONDS:
            break
    rate = count / (time.perf_counter() - started)
    print(f"codings graded per second per core: {rate:,.0f} (aim 1,000; {len(work)} answers of the library)")


if __name__ == "__main__":
    main()
