"""What is called a start and is a result; what lies halfway and is an aim."""

from decimal import Decimal

import pytest

from reports.reading.documents import Place
from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.halfway import with_aims_halfway
from reports.reading.starts import with_results_for_starts

PLACE = Place(1, 1, "")
ROLES = {"b": FactRole.BASELINE, "t": FactRole.TARGET, "a": FactRole.ACTUAL}


def reading(told: str) -> Reading:
    facts = [
        Fact(
            role=ROLES[one[0]], year=int(one[1:]), value=Decimal(1), place=PLACE, confidence=Confidence.LIKELY
        )
        for one in told.split()
    ]
    return Reading(name="相談の件数", facts=tuple(facts), place=PLACE)


def said(one: Reading) -> str:
    return " ".join(f"{fact.role.value[0]}{fact.year}" for fact in one.facts)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param("b2019 t2024", "b2019 t2024", id="a start and an aim"),
        pytest.param("b2021 b2022 b2023", "a2021 a2022 a2023", id="years behind each other"),
        pytest.param("b2015 b2021 t2026", "b2015 a2021 t2026", id="a start and what is now"),
        pytest.param("t2021 t2022 b2021 b2022 a2023", "t2021 t2022 b2021 a2022 a2023", id="a second start"),
        pytest.param(
            "t2021 t2022 t2023 b2021 a2022", "t2021 t2022 t2023 a2021 a2022", id="beside yearly aims"
        ),
        pytest.param("b2021 t2021", "b2021 t2021", id="one aim only, which may be of the same year"),
        pytest.param("b2021 b2022 a2022", "b2021 b2022 a2022", id="results that are told already"),
    ],
)
def test_a_start_is_of_one_year_before_the_aims(told: str, expected: str) -> None:
    assert said(with_results_for_starts([reading(told)])[0]) == expected


@pytest.mark.parametrize(
    ("told", "present", "are_titled", "expected"),
    [
        pytest.param("b2015 a2030 t2040", 2020, False, "b2015 t2030 t2040", id="to come"),
        pytest.param("b2015 a2020 t2025", 2020, True, "b2015 a2020 t2025", id="counted"),
        pytest.param("b2015 a2022 t2040", 2020, True, "b2015 a2022 t2040", id="the document may be younger"),
        pytest.param("b2015 a2030 t2040", None, True, "b2015 t2030 t2040", id="years behind the last start"),
        pytest.param("b2015 a2030 t2040", None, False, "b2015 a2030 t2040", id="no title says halfway"),
        pytest.param("b2015 a2020 t2025", None, True, "b2015 a2020 t2025", id="near the start"),
        pytest.param("b2015 a2018 a2030 t2040", 2020, True, "b2015 a2018 a2030 t2040", id="one of several"),
    ],
)
def test_what_lies_halfway_and_is_to_come_is_an_aim(
    told: str, present: int | None, are_titled: bool, expected: str
) -> None:
    assert said(with_aims_halfway([reading(told)], present, are_titled=are_titled)[0]) == expected
