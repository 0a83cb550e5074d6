"""Root causes of "part of another payment": modifiers left off, services that truly are part, a payer's slip."""

from typing import Any

import pytest

from billing.causes.opening import planted_world
from data import Reference
from tests.billing.causes import scenes, worlds
from tests.billing.causes.worlds import Ends, visit
from tests.billing.made import line

VISIT_25: dict[str, Any] = {
    "lines": (line("99214", "25", points=("d2",)), line("20610", "RT")),
    "diagnoses": ("M17.11", "I10"),
}
TWO_SPOTS: dict[str, Any] = {
    "lines": (line("17000", "59", points=("d2",)), line("11102", points=("d1",))),
    "diagnoses": ("D49.2", "L57.0"),
}
DECIDED: dict[str, Any] = {
    "lines": (line("99214", "57"), line("25600", "RT")),
    "diagnoses": ("S52.531A",),
    "registration": {"other_accident": "yes", "onset_date": "2026-06-11", "onset_qualifier": "431"},
}
KNEE: dict[str, Any] = {"facts": {"surgery": "27447", "days": "25"}}
UNRELATED: dict[str, Any] = {"lines": (line("99214", "24", points=("d1", "d2")),), **KNEE}
INJECTION: dict[str, Any] = {"lines": (line("20610", "RT"),), "diagnoses": ("M17.11",)}
ROOM: dict[str, Any] = {"encounter": {"place_of_service": "22", "setting": "hospital", "specialty": "orthopedics"}}


def again(modifier: str) -> dict[str, Any]:
    """A procedure in the global period of a knee replacement."""
    lines = (line("10180", modifier),)
    return {"lines": lines, "diagnoses": ("T81.41XA",), "facts": {"surgery": "27447", "days": "12"}, **ROOM}


AFTER: dict[str, Any] = {
    "lines": (line("99214", "25", points=("d2",)), line("99024", points=("d1",))),
    "diagnoses": ("Z47.1", "I10"),
    "case_line": "99024-",
    **KNEE,
}
WOUND: dict[str, Any] = {"lines": (line("11042"), line("11045", units=2)), "diagnoses": ("L97.412",)}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "bundle.25-left-off": (VISIT_25, "payer"),
    "bundle.25-other-line": (VISIT_25, "payer"),
    "bundle.57-left-off": (DECIDED, "payer"),
    "bundle.59-left-off": (TWO_SPOTS, "payer"),
    "bundle.24-left-off": (UNRELATED, "payer"),
    "bundle.58-left-off": (again("58"), "payer"),
    "bundle.78-left-off": (again("78"), "payer"),
    "bundle.79-left-off": (again("79"), "payer"),
    "bundle.visit-included": (INJECTION, "payer"),
    "bundle.part-of-it": (
        {"lines": (line("11102"),), "diagnoses": ("D49.2",), "facts": {"code": "17000"}, "case_line": "11102-"},
        "payer",
    ),
    "bundle.plans-own-edit": ({"payer": "summit-ppo", "facts": {"code": "94760"}}, "payer"),
    "bundle.primary-lost": (WOUND, "payer"),
    "bundle.modifier-ignored": (VISIT_25, "payer"),
}


@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str) -> None:
    changes, ends = VISITS[cause]
    variant = visit(reference, cause, **changes)
    worlds.stands(reference, variant, ends)
    scenes.is_told(reference, variant)
    scenes.pays_the_same(reference, variant)


@pytest.mark.parametrize(
    ("changes", "siblings"),
    [
        (VISIT_25, ("bundle.25-left-off", "bundle.25-other-line", "bundle.modifier-ignored")),
        (TWO_SPOTS, ("bundle.59-left-off", "bundle.modifier-ignored")),
    ],
)
def test_papers_tell_siblings_apart(reference: Reference, changes: dict[str, Any], siblings: tuple[str, ...]) -> None:
    worlds.told_apart(reference, visit(reference, **changes), siblings)


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("bundle.25-left-off", {}, "has none of 25"),
        ("bundle.25-other-line", {"lines": (line("99214", "25"),)}, "no procedure beside"),
        ("bundle.24-left-off", {"lines": (line("99214", "24"),), "diagnoses": ("I10",)}, "surgery"),
        ("bundle.24-left-off", {**UNRELATED, "facts": {"surgery": "27447", "days": "91"}}, "with payment"),
        ("bundle.visit-included", VISIT_25, "visit of its own"),
        ("bundle.visit-included", {**INJECTION, **ROOM}, "not charged elsewhere"),
        ("bundle.part-of-it", {}, "names no code"),
        ("bundle.plans-own-edit", {"facts": {"code": "94760"}}, "no edit of its own"),
        ("bundle.primary-lost", {**WOUND, "payer": "medicare"}, "adds no line"),
        ("bundle.primary-lost", INJECTION, "needs another one"),
        ("bundle.modifier-ignored", {}, "no modifier that sets it apart"),
        ("bundle.aftercare", {}, "no visit after an operation"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


def test_drugs_and_films_are_no_part_of_an_operations_package(reference: Reference) -> None:
    """In the 25 days after a knee replacement a film and a drug are paid; the visit beside them is not."""
    film = line("73560", "RT", points=("d1",))
    lines = (line("99214", "24", points=("d2",)), film, line("J1885", units=2, points=("d1",)))
    variant = visit(reference, "bundle.24-left-off", lines=lines, diagnoses=("M25.561", "I10"), **KNEE)
    world = planted_world(reference, variant)
    assert world.line == 1
    assert worlds.looks(reference, world) == {"CO-97"}
    answer = worlds.opened(reference, variant).claims[-1].answer
    assert answer is not None
    assert [row.denied for row in answer.lines] == [True, False, False]


@pytest.mark.parametrize("modifier", ["25", "57"])
def test_no_modifier_of_the_day_takes_a_visit_out_of_an_earlier_global(reference: Reference, modifier: str) -> None:
    variant = visit(reference, "bundle.24-left-off", **UNRELATED)
    world = planted_world(reference, variant).with_line(D=("99214", modifier))
    assert worlds.looks(reference, world) == {"CO-97"}


def test_aftercare_charged_as_a_visit_is_written_off(reference: Reference) -> None:
    """A right claim beside the fault: the other visit of the day stays paid."""
    variant = visit(reference, "bundle.aftercare", lines=(line("99024"),), diagnoses=("Z47.1",), **KNEE)
    assert {item.look for item in worlds.opened(reference, variant).items} == {"CO-97"}
    assert worlds.problems(reference, variant) == []
    assert not worlds.played(reference, variant).statements


def test_the_global_period_names_its_modifier(reference: Reference) -> None:
    """What the coder says of 58, 78 and 79 is not the same."""
    said = {planted_world(reference, visit(reference, f"bundle.{one}-left-off", **again(one))).coder_says
            for one in ("58", "78", "79")}  # fmt: skip
    assert len(said) == 3
