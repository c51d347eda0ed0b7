"""Aims in one table and results in another are one indicator where nothing else can be meant."""

import pytest

from reports.reading.aims_apart import with_aims_by_name, with_halves_joined
from reports.reading.facts import Reading
from tests.reports.doubted import told

RESULTS = "受診率(市) : 38.9 40.2 33.1\n受診率(県平均) : 40.7 41.3 35.6\n終了率 : 22.0 25.3 19.8\n"
AIMS = "受診率 : 44 47 50\n特定保健指導の終了率 : 30 36 42\n"
PAST, TO_COME = "a2018 a2019 a2020", "t2024 t2025 t2026"


def row(name: str, columns: str, figures: str = "44 47 50") -> Reading:
    (one,) = told(f"{name} : {figures}\n", columns)
    return one


def test_halves_of_one_name_become_one_indicator():
    found = with_halves_joined([*told(RESULTS, PAST), *told(AIMS, TO_COME)])
    assert [(one.name, len(one.facts)) for one in found] == [
        ("受診率(市)", 6),
        ("受診率(県平均)", 3),
        ("特定保健指導の終了率", 6),
    ]


@pytest.mark.parametrize(
    ("aims", "results"),
    [
        pytest.param(
            [("受診率", TO_COME)],
            [("がん検診の受診率", PAST), ("健診の受診率", PAST)],
            id="either",
        ),
        pytest.param(
            [("健診の受診率", TO_COME), ("検診の受診率", TO_COME)], [("受診率", PAST)], id="either aim"
        ),
        pytest.param([("率", TO_COME)], [("受診率", PAST)], id="a name of nothing"),
        pytest.param([("受診率", TO_COME)], [("終了率", PAST)], id="other names"),
        pytest.param([("受診率", "b2019 t2024 t2025")], [("受診率", PAST)], id="a start of its own"),
        pytest.param([("受診率", TO_COME)], [("受診率", "a2018 t2030")], id="aims of later years"),
    ],
)
def test_halves_stay_apart_where_nothing_says_that_they_are_one(aims, results):
    rows = [row(*one) for one in (*aims, *results)]
    assert with_halves_joined(rows) == rows


def test_halves_of_other_size_stay_apart():
    rows = [row("受診率", TO_COME), row("受診率", PAST, "4,400 4,700 5,000")]
    assert with_halves_joined(rows) == rows


def test_results_called_aims_are_aims_of_what_stands_beside():
    found = with_aims_by_name(
        told("目標受診率 : 45 48\n受診率 : 41.3 42.6\n対象者数 : 2862 2779\n", "a2018 a2019")
    )
    assert [(one.name, [fact.role.value for fact in one.facts]) for one in found] == [
        ("受診率", ["actuals", "actuals", "targets", "targets"]),
        ("対象者数", ["actuals", "actuals"]),
    ]
    alone = with_aims_by_name(told("計画終了率 : 45 48\n受診率 : 41.3 42.6\n", "a2018 a2019"))
    assert [(one.name, one.facts[0].role.value) for one in alone] == [
        ("終了率", "targets"),
        ("受診率", "actuals"),
    ]
