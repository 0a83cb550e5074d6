"""What is given to a patient: infusions, vaccines, anesthesia; refusals, and rules that hold for every input."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import (
    AnesthesiaAnswer,
    InfusionService,
    NotSettled,
    ServiceAnswer,
    Vaccine,
    anesthesia,
    immunization_administration,
    infusion,
)
from rules.tables import table

FIRST_INTO_VEIN = set(table("infusions")["first_into_vein"])
ROUTES = st.tuples(
    st.sampled_from(
        [("therapeutic", "infusion"), ("therapeutic", "push"), ("hydration", "infusion"), ("therapeutic", "im")]
    ),
    st.sampled_from(["ceftriaxone", "morphine", "saline", "ondansetron"]),
    st.integers(min_value=0, max_value=900),
    st.integers(min_value=0, max_value=200),
)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def one(kind: str, route: str, start: int, minutes: int, drug: str = "drug") -> InfusionService:
    return InfusionService(kind, drug, route, clock(start), clock(start + minutes))


def units(answer: ServiceAnswer) -> int:
    return sum(line.units for line in answer.lines)


@given(st.lists(ROUTES, min_size=1, max_size=6))
def test_one_access_has_one_first_service(drawn: list[tuple[tuple[str, str], str, int, int]]) -> None:
    services = [one(kind, route, start, minutes, drug) for (kind, route), drug, start, minutes in drawn]
    try:
        answer = infusion(services, "facility")
    except NotSettled:
        return  # partly beside another infusion, partly alone
    first = [line for line in answer.lines if line.code in FIRST_INTO_VEIN]
    assert len(first) <= 1
    assert not first or (first[0].units == 1 and first[0] == answer.lines[0])
    assert all(line.units > 0 for line in answer.lines)


@given(st.integers(min_value=16, max_value=600), st.integers(min_value=0, max_value=60))
def test_a_longer_infusion_never_has_fewer_units(minutes: int, more: int) -> None:
    for kind in ("therapeutic", "hydration", "chemotherapy"):
        short, long = (infusion([one(kind, "infusion", 0, length)], "facility") for length in (minutes, minutes + more))
        assert units(short) <= units(long)


def test_a_service_without_a_site_belongs_to_the_only_access_named() -> None:
    first = InfusionService("therapeutic", "a", "infusion", "08:00", "08:30", "left arm")
    second, third = (
        one("therapeutic", "push", 520, 0, "b"),
        InfusionService("therapeutic", "c", "push", "09:00", "", "port"),
    )
    assert [line.code for line in infusion([first, second], "facility").lines] == ["96365", "96375"]
    with pytest.raises(NotSettled, match="b: through which of 2 accesses"):
        infusion([first, second, third], "facility")


def test_bags_of_fluid_one_after_another_are_one_hydration() -> None:
    bags = [one("hydration", "infusion", 480, 20, "saline"), one("hydration", "infusion", 500, 20, "ringer")]
    assert [line.code for line in infusion(bags, "facility").lines] == ["96360"]


def test_a_second_concurrent_infusion_is_not_reported() -> None:
    drugs = [one("therapeutic", "infusion", 480, 60, drug) for drug in ("a", "b", "c")]
    assert [(line.code, line.units) for line in infusion(drugs, "facility").lines] == [("96365", 1), ("96368", 1)]


@pytest.mark.parametrize(
    ("services", "setting", "reason", "message"),
    [
        ([], "facility", None, "at least one service"),
        ([("therapeutic", "x", "rub", "08:00", "09:00")], "facility", None, "route is 'rub'"),
        ([("magic", "x", "push", "08:00", "")], "facility", None, "kind is 'magic'"),
        ([("therapeutic", "x", "push", "8 am", "")], "facility", None, "'8 am' is no time"),
        ([("therapeutic", "x", "push", "08:00", "")], "ward", None, "setting is 'ward'"),
        ([("therapeutic", "x", "push", "08:00", "")], "physician", "y", "primary_reason is 'y'"),
    ],
)
def test_infusions_that_cannot_be_read_are_refused(
    services: list[tuple[str, ...]], setting: str, reason: str | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message) as raised:
        infusion([InfusionService(*service) for service in services], setting, reason)  # type: ignore[arg-type]
    assert not isinstance(raised.value, NotSettled)


@pytest.mark.parametrize(
    ("services", "message"),
    [
        ([("therapeutic", "x", "infusion", "08:00", "")], "its start and its stop"),
        ([("hydration", "x", "push", "08:00", "")], "hydration is an infusion"),
        ([("therapeutic", "x", "infusion", "08:00", "09:00"), ("therapeutic", "y", "infusion", "08:40", "10:00")], "20 minutes beside another infusion and 40 alone"),
        ([("chemo", "x", "infusion", "08:00", "09:00"), ("chemo", "y", "infusion", "08:00", "09:00")], "two chemotherapy infusions at once"),
    ],
)  # fmt: skip
def test_infusions_that_the_guidelines_leave_open(services: list[tuple[str, ...]], message: str) -> None:
    with pytest.raises(NotSettled, match=message):
        infusion([InfusionService(*service) for service in services], "facility")


@given(
    st.lists(
        st.tuples(st.sampled_from(["90700", "90686", "90681", "90746", "91320"]), st.integers(1, 5)),
        min_size=1,
        max_size=6,
    ),
    st.integers(min_value=0, max_value=90),
    st.booleans(),
    st.sampled_from(["medicare", "commercial"]),
)
def test_each_vaccine_is_administered_once(
    drawn: list[tuple[str, int]], age: int, counselled: bool, payer: str
) -> None:
    vaccines = [Vaccine(code, components, "oral" if code == "90681" else "im") for code, components in drawn]
    answer = immunization_administration(vaccines, age, counselled, payer)  # type: ignore[arg-type]
    assert sum(line.units for line in answer.lines if line.code != "90461") == len(vaccines)
    assert counselled or not {"90460", "90461"} & {line.code for line in answer.lines}


def test_vaccines_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="route is 'ear'"):
        immunization_administration([Vaccine("90700", 3, "ear")], 1, True, "commercial")
    with pytest.raises(ValueError, match="99213 is no vaccine's code"):
        immunization_administration([Vaccine("99213", 1, "im")], 1, True, "commercial")
    with pytest.raises(ValueError, match="components of 1 or more"):
        immunization_administration([Vaccine("90700", 0, "im")], 1, True, "commercial")


def answered(minutes: int, payer: str = "commercial", **more: object) -> AnesthesiaAnswer:
    return anesthesia("00790", minutes, "P3", 80, payer, "anesthesiologist", base_units=7, **more)  # type: ignore[arg-type]


@given(st.integers(min_value=1, max_value=900), st.integers(min_value=0, max_value=60))
def test_more_anesthesia_never_makes_fewer_units(minutes: int, more: int) -> None:
    short, long = answered(minutes).total_units, answered(minutes + more).total_units
    assert short is not None
    assert long is not None
    assert short <= long


def test_medicare_pays_base_and_time_alone() -> None:
    assert answered(97, "medicare").total_units == Decimal("13.5")
    assert answered(97).total_units == Decimal("15.5")


def test_anesthesia_that_cannot_be_is_refused() -> None:
    for change, message in (
        ({"code": "99100"}, "99100 is no anesthesia code"),
        ({"status": "P7"}, "status is 'P7'"),
        ({"performer": "surgeon"}, "performer is 'surgeon'"),
        ({"minutes": 0}, "minutes must be 1 or more"),
    ):
        asked = {
            "code": "00790",
            "minutes": 60,
            "status": "P1",
            "age": 40,
            "payer": "hmo",
            "performer": "crna",
            **change,
        }
        with pytest.raises(ValueError, match=message):
            anesthesia(**asked)  # type: ignore[arg-type]
