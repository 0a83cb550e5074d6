"""Random coded encounters over all ICD and procedure codes, with garbage among them; the same seed, the same claims."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import get_args

from data import CoverageKind, Reference
from rules import CodedEncounter, CodedLine, PriorService

GARBAGE = ("", " ", "????", "9921", "99213X", "é11.9", "\x00", "E11.99999", "DROP TABLE", "9" * 300)
PLACES = ("11", "11", "11", "22", "21", "23", "02", "10", "24", "31", "81", "", "ZZ", "100")
PAYERS: tuple[CoverageKind, ...] = get_args(CoverageKind)
VISITS = ("99202", "99213", "99214", "99223", "99232", "99284", "99291", "99396", "G0439", "99024")


def random_claims(reference: Reference, count: int, seed: int = 0, garbage: float = 0.05) -> Iterator[CodedEncounter]:
    """`count` encounters; `garbage` is the share of fields that hold no sense."""
    chance = random.Random(seed)
    diagnoses = [code.code for code in reference.icd if code.billable]
    procedures = sorted(procedure.code for procedure in reference.procedures)
    cpt = [code for code in procedures if code[0].isdigit()]
    modifiers = sorted(reference.modifiers)
    maker = _Maker(chance, garbage, diagnoses, procedures, cpt, modifiers)
    for _ in range(count):
        yield maker.encounter()


class _Maker:
    def __init__(
        self,
        chance: random.Random,
        garbage: float,
        diagnoses: list[str],
        procedures: list[str],
        cpt: list[str],
        modifiers: list[str],
    ) -> None:
        self.chance, self.garbage = chance, garbage
        self.diagnoses, self.procedures, self.cpt, self.modifiers = diagnoses, procedures, cpt, modifiers

    def encounter(self) -> CodedEncounter:
        chance = self.chance
        on = datetime.date(2026, 4, 1) + datetime.timedelta(days=chance.randrange(183))
        if self._spoilt():
            on = chance.choice((datetime.date.min, datetime.date.max, datetime.date(2024, 2, 29)))
        held = tuple(self._of(self.diagnoses) for _ in range(chance.choice((1, 1, 2, 3, 4, 12))))
        return CodedEncounter(
            date_of_service=on,
            birth_date=datetime.date(1926, 1, 1) + datetime.timedelta(days=chance.randrange(36_600)),
            sex=chance.choice(("F", "M")),
            payer=chance.choice(PAYERS),
            place_of_service=chance.choice(PLACES),
            diagnoses=held,
            lines=tuple(self._line(len(held)) for _ in range(chance.choice((0, 1, 1, 2, 3, 4, 6)))),
            history=tuple(self._prior(on) for _ in range(chance.choice((0, 0, 0, 1, 2)))),
        )

    def _spoilt(self) -> bool:
        return self.chance.random() < self.garbage

    def _of(self, codes: list[str]) -> str:
        return self.chance.choice(GARBAGE) if self._spoilt() else self.chance.choice(codes)

    def _code(self) -> str:
        if self.chance.random() < 0.3:
            return self.chance.choice(VISITS)
        return self._of(self.cpt if self.chance.random() < 0.8 else self.procedures)

    def _line(self, held: int) -> CodedLine:
        chance = self.chance
        marks = tuple(self._of(self.modifiers) for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 5))))
        units = chance.choice((-1, 0, 10**12)) if self._spoilt() else chance.choice((1, 1, 1, 2, 4, 90))
        pointers = tuple(chance.randrange(-1, held + 1) for _ in range(chance.choice((0, 1, 1, 2, 5))))
        return CodedLine(self._code(), marks, units, pointers)

    def _prior(self, on: datetime.date) -> PriorService:
        days = self.chance.choice((0, 1, 10, 11, 90, 91, 1000, 1096, 2000))
        earlier = on.toordinal() - days
        day = datetime.date.fromordinal(max(1, earlier))
        return PriorService(day, self._code(), (self._of(self.modifiers),), (self._of(self.diagnoses),))
