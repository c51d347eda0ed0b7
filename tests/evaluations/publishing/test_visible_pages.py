"""The page of the 事務局 says what visitors will no longer see: the difference between their pages before and after."""

from typing import Any

import pytest
from django.test import Client

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.scorecards.sights import seen_now, seen_then
from evaluations.publishing.visible import Sight
from indicators.models import InterimValue, Result
from policies.models import Plan
from tests.city import make_official
from tests.evaluations.published_hall import TODAY, Hall, make_hall
from tests.factories import (
    make_cycle,
    make_indicator,
    make_interim_value,
    make_node,
    make_period,
    make_result,
)
from tests.reading import read

pytestmark = pytest.mark.django_db
WHERE = "1-1-1 元の施策 成果指標1 元の指標"


@pytest.fixture
def hall() -> Hall:
    return make_hall()


def parts(hall: Hall) -> dict[str, list[list[str]]]:
    """Return the rows of what is gone, other and new, as the page shows them."""
    client = Client()
    client.force_login(make_official("planning"))
    page = read(client.get(hall.address))
    boxes = [one for one in page.all("details") if one.attributes.get("id", "").startswith("seen-")]
    return {one.attributes["id"].removeprefix("seen-"): one.one("table").rows[1:] for one in boxes}


def now(hall: Hall) -> dict[str, Sight]:
    return seen_now(EvaluationCycle.objects.with_rules().get(pk=hall.cycle.pk), TODAY)


def test_a_plan_that_is_published_without_an_edition_loses_what_came_after_the_cycle(hall: Hall) -> None:
    make_result(indicator=hall.indicator, fiscal_year=2024, total=9)
    make_result(indicator=hall.indicator, fiscal_year=2025, total=9, entry_state="waiting")
    make_interim_value(indicator=hall.indicator, value=3, as_of="2024-09-30", is_published=True)
    before = make_period(plan=hall.cycle.period.plan, first_year=2018, last_year=2021)
    old = make_indicator(node=make_node(period=before), name="前期の指標", results={2019: 4})
    found = parts(hall)
    gone = dict(found["gone"])
    assert gone.pop(WHERE) == "令和6(2024)年度の実績 9件"
    assert any("令和6年9月30日現在の値" in words for words in gone.values())
    assert f"{old.node.code} {old.node.name} 成果指標1 前期の指標" in gone
    assert gone["計画の全体"].startswith("見込み")
    assert "other" not in found
    assert "new" not in found
    assert "2025" not in str(found)


def test_of_a_plan_that_nobody_could_read_all_is_new(hall: Hall) -> None:
    Plan.objects.update(is_published=False)
    assert now(hall) == {}
    found = parts(hall)
    assert "gone" not in found
    assert dict(found["new"])[WHERE].startswith("令和4(2022)年度の実績 5件")
    assert dict(found["new"])["1-1-1 元の施策"].startswith("進捗状況（元の評価） A")


def test_a_further_edition_is_held_against_the_last_one(hall: Hall) -> None:
    hall.publish()
    assert parts(hall) == {}
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=8)
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2022).update(total=None, missing="pending")
    found = parts(hall)
    assert found["other"] == [[WHERE, "令和5(2023)年度の実績 7件 → 8件"]]
    assert found["gone"] == [[WHERE, "令和4(2022)年度の実績 5件令和4(2022)年度の達成状況 a"]]


def test_what_is_seen_beside_the_last_edition_is_seen_now_and_then(hall: Hall) -> None:
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=None, missing="pending")
    hall.publish()
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=8, missing="")
    make_result(indicator=hall.indicator, fiscal_year=2024, total=9)
    assert dict(parts(hall)["new"])[WHERE].startswith("令和5(2023)年度の実績 8件")
    Plan.objects.update(shows_later_results=True)
    assert parts(hall) == {}


def test_editions_of_other_cycles_stay(hall: Hall) -> None:
    hall.publish()
    other = make_cycle(period=hall.cycle.period, key="r6", first_year=2024, last_year=2024)
    cycle = EvaluationCycle.objects.with_rules().get(pk=other.pk)
    assert seen_now(cycle, TODAY) == {}


def test_what_is_said_is_what_visitors_pages_show(hall: Hall) -> None:
    """Every figure that is counted as seen stands on a visitor's page, before and after."""
    make_result(indicator=hall.indicator, fiscal_year=2024, total=9)
    figures: Any = {
        one.words for key, one in now(hall).items() if key.startswith(f"figure {hall.indicator.pk} ")
    }
    page = read(Client().get(hall.indicator.get_absolute_url())).text
    assert figures == {"5件", "7件", "9件"}
    assert all(words in page for words in figures)
    cycle = EvaluationCycle.objects.with_rules().get(pk=hall.cycle.pk)
    then = seen_then(cycle, hall.draft().content, TODAY)
    edition = hall.publish()
    page = read(Client().get(f"{edition.get_absolute_url()}policies/{hall.node.address}/")).text
    assert {one.words for key, one in then.items() if key.startswith("figure")} == {"5件", "7件", "41件"}
    assert all(one.words in page for one in then.values())
    assert now(hall) == then
    assert not InterimValue.objects.exists()
