"""Of a plan with editions the API answers what its published pages show, and never another figure than a page."""

import json
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.actions import publish, publish_correction
from evaluations.publishing.scorecards.drafts import draft_of
from indicators.models import Indicator, Result
from policies.models import Plan
from store.actions.rows import Actor, add_rows
from store.models import Change
from tests.evaluations.published_hall import TODAY, Hall, make_hall
from tests.factories import make_cycle, make_indicator, make_node, make_publication, make_result
from tests.reading import Element, read
from tests.scenery import aside, read_only

pytestmark = pytest.mark.django_db
BY = Actor(Change.Via.COMMAND)
DASH = "－"
LATER = "公表後に確定"


@pytest.fixture
def _django_db_helper() -> None: ...


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """An invented city as visitors read it, page by page and by the API, before anything of it is published."""
    with read_only(django_db_blocker):
        call_command("sample_city", measures=3, years=6, seed=1, verbosity=0)
        plan = Plan.objects.filter(periods__cycles__isnull=False).order_by("pk").first()
        decided = EvaluationCycle.objects.filter(period__plan=plan, evaluations__progress__isnull=False)
        cycle = decided.order_by("last_year", "pk").last()
        assert cycle is not None
        yield SimpleNamespace(plan=plan, cycle=cycle)


@pytest.fixture(autouse=True)
def _undone(city: SimpleNamespace) -> Iterator[None]:
    with aside():
        yield


def get(path: str, **query: Any) -> Any:
    answer = Client().get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def cells_of(table: Element) -> dict[str, dict[str, str]]:
    """Return the rows of a table of years by their first cell, and in each the cells by their headings."""
    heads, *rows = table.rows
    return {row[0]: dict(zip(heads, row, strict=True)) for row in rows}


def said_alike(year: dict[str, Any], row: dict[str, str]) -> bool:
    """Tell whether a year of the API says what the row of a page says, in its own way of writing."""
    symbol = (year["attainment_class"] or {"symbol": DASH})["symbol"]
    return (
        row["目標"].startswith((year["target"] or {"text": DASH})["text"])
        and row["期末の目標"].startswith((year["period_target"] or {"text": DASH})["text"])
        and row["実績"].startswith(year["text"])
        and row.get("達成状況", symbol).startswith(symbol)
        and is_shown(year["rate"], row.get("達成率", DASH))
    )


def is_shown(rate: float | None, words: str) -> bool:
    """Tell whether the page writes that rate: rounded to as many decimals as it shows."""
    shown = words.partition("％")[0].replace(",", "").replace("−", "-")
    if rate is None or shown in {DASH, ""}:
        return rate is None and shown in {DASH, ""}
    return Decimal(str(rate)).quantize(Decimal(shown), rounding=ROUND_HALF_UP) == Decimal(shown)


def test_pages_and_api_say_the_same_of_every_indicator_and_year_of_a_city(city: SimpleNamespace) -> None:
    keys = [one["id"] for one in get("indicators", plan=city.plan.key)["indicators"]]
    compared = 0
    for pk in keys:
        page = read(Client().get(f"/indicators/{pk}/"))
        rows = next(cells_of(one) for one in page.all("table") if "実績" in one.rows[0])
        answer = get(f"indicators/{pk}")
        assert answer["source"]["origin"] == "confirmed"
        assert [year["label"] for year in answer["years"]] == list(rows)
        for year in answer["years"]:
            assert said_alike(year, rows[year["label"]]), (pk, year, rows[year["label"]])
            compared += 1
    assert compared > 30
    listed = get("measures", plan=city.plan.key)["measures"]
    assert any(one["progress"] for one in listed)


def published_twice(city: SimpleNamespace) -> Any:
    """Publish the city's last cycle, correct one settled figure, publish it again; return the newest edition."""
    cycle = EvaluationCycle.objects.with_rules().get(pk=city.cycle.pk)
    publish(draft_of(cycle, TODAY), edition=1, allowed_despite="試験", by=BY)
    wrong = Result.objects.filter(
        indicator__node__period=cycle.period, fiscal_year__lte=cycle.last_year, standing="final", total__gt=0
    ).last()
    assert wrong is not None
    Result.objects.filter(pk=wrong.pk).update(total=wrong.total + 1)
    draft = draft_of(EvaluationCycle.objects.with_rules().get(pk=cycle.pk), TODAY)
    return publish_correction(draft, edition=2, reason="誤り", allowed_despite="試験", by=BY)


def shown_of(edition: Any) -> Iterator[tuple[int, dict[str, dict[str, str]]]]:
    """Yield every published indicator with its table of years, as the published pages show them."""
    content, root = edition.read(), edition.get_absolute_url()
    for node in (*content["measures"], *content["others"]):
        page = read(Client().get(f"{root}policies/{node['address']}/"))
        for box in page.all("div"):
            if box.attributes.get("id", "").startswith("years-"):
                yield int(box.attributes["id"].removeprefix("years-")), cells_of(box.one("table"))


def test_of_a_plan_with_two_editions_both_say_what_the_newest_says(city: SimpleNamespace) -> None:
    edition = published_twice(city)
    listed, seen = get("indicators", plan=city.plan.key), set()
    assert (listed["source"]["edition"], listed["source"]["sha256"]) == (2, edition.sha256)
    for pk, rows in shown_of(edition):
        years = {year["label"]: year for year in get(f"indicators/{pk}")["years"]}
        assert list(years) == list(rows)
        assert {year["origin"] for year in years.values()} == {"edition"}
        for label, year in years.items():
            assert said_alike(year, rows[label]), (pk, year, rows[label])
        seen.add(pk)
    assert {one["id"] for one in listed["indicators"]} == seen
    index = read(Client().get(edition.get_absolute_url())).text
    ratings = {one["uid"]: (one["progress"], one["direction"]) for one in edition.read()["measures"]}
    for measure in get("measures", plan=city.plan.key)["measures"]:
        assert measure["name"] in index
        assert measure["owed"] is None
        given = [(measure[name] or {"symbol": ""})["symbol"] for name in ("progress", "direction")]
        assert tuple(given) == ratings.pop(measure["uid"])
    assert ratings == {}


def test_an_edition_answers_every_operation_in_its_own_words() -> None:
    hall = make_hall("131016")
    edition = hall.publish()
    hall.node.name = "別名"
    hall.node.save()
    plan = {"plan": "131016"}
    tree = get("nodes", **plan)
    assert [one["address"] for one in tree["nodes"]] == ["1", "1-1", "1-1-1", "1-1-1-1"]
    assert [one["depth"] for one in tree["nodes"]] == [1, 2, 3, 4]
    assert tree["nodes"][2]["name"] == "元の施策"
    assert tree["source"] == {
        "origin": "edition",
        "cycle": "r5-mid",
        "edition": 1,
        "published_at": edition.read()["edition"]["published_at"].replace("+00:00", "Z"),
        "sha256": edition.sha256,
        "data": "/published/131016/r5-mid/1/data.json",
    }
    for address in (hall.node.address, hall.node.uid):
        (measure,) = get(f"measures/{address}", **plan)["measures"]
        assert (measure["name"], measure["progress"]["symbol"]) == ("元の施策", "A")
    (project,) = get("projects", **plan)["projects"]
    assert (project["name"], project["counting_year"]) == ("元の取組", 2022)
    (before,) = get("measures", year="R4", **plan)["measures"]
    assert [one["result"] for one in before["indicators"]] == ["5件"]
    said = get(f"indicators/{hall.indicator.pk}")
    assert (said["baseline"], said["plan"], said["total"], said["target"]) == (1, "131016", 7, "6件")
    assert said["years"][-1]["target"] == {"text": "6件", "value": 6, "upper": None, "comparator": "plain"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("measures?plan=131016&period=9", 404),
        ("measures?plan=131016&year=2031", 404),
        ("measures?plan=131016&year=R0", 400),
        ("measures/9-9-9?plan=131016", 404),
        ("indicators?plan=131016&page=2", 404),
    ],
)
def test_what_an_edition_does_not_say_is_refused(path: str, status: int) -> None:
    make_hall("131016").publish()
    assert Client().get(f"/api/v1/{path}").status_code == status


def test_an_edition_of_an_older_form_tells_what_it_has() -> None:
    hall = make_hall("131016")
    content = {**hall.draft().content, "edition": {"errata": [], "published_at": "2024-08-01T00:00:00+00:00"}}
    older = json.loads(
        json.dumps(content), object_hook=lambda part: {k: v for k, v in part.items() if k != "facts"}
    )
    make_publication(cycle=hall.cycle, plan_key="131016", content=json.dumps(older))
    said = get(f"indicators/{hall.indicator.pk}")
    last = said["years"][-1]
    assert (last["total"], last["text"], last["rate"], last["target"]["text"]) == (7, "7件", None, "6件")
    assert (said["result"], said["target"], said["total"]) == ("7件", "6件", 7)


# --- what was confirmed after the edition ---


def years_seen(hall: Hall) -> dict[str, tuple[str, str]]:
    """Return what the published page and the API say of the indicator's years, which must be the same."""
    page = read(Client().get(f"{newest(hall)}policies/{hall.node.address}/"))
    rows = cells_of(page.one("div", id=f"years-{hall.indicator.pk}").one("table"))
    answer = {year["label"]: year for year in get(f"indicators/{hall.indicator.pk}")["years"]}
    assert list(rows) == list(answer)
    for label, year in answer.items():
        assert said_alike(year, rows[label]), (year, rows[label])
        assert (LATER in rows[label]["実績"]) is (year["origin"] == "after_edition")
    return {label: (year["text"], year["origin"]) for label, year in answer.items()}


def newest(hall: Hall) -> str:
    return str(hall.cycle.publications.order_by("-edition")[0].get_absolute_url())


def let_figures_follow(hall: Hall) -> None:
    """Let what was out be confirmed, a settled one be changed, and the next years come."""
    of = {"indicator": hall.indicator}
    Result.objects.filter(**of, fiscal_year=2023).update(total=8, missing="", pending_until="")
    Result.objects.filter(**of, fiscal_year=2022).update(total=4)
    make_result(**of, fiscal_year=2024, total=9)
    make_result(**of, fiscal_year=2025, total=99, entry_state="waiting")


@pytest.fixture
def hall() -> Hall:
    made = make_hall("131016")
    pending = {"total": None, "missing": "pending", "pending_until": "令和6年11月"}
    Result.objects.filter(indicator=made.indicator, fiscal_year=2023).update(**pending)
    publish(made.draft(), edition=1, allowed_despite="試験", by=made.by)
    return made


def test_without_the_setting_nothing_later_is_seen(hall: Hall) -> None:
    before = years_seen(hall)
    let_figures_follow(hall)
    assert years_seen(hall) == before


def test_with_the_setting_what_was_confirmed_later_stands_marked_beside_the_edition(hall: Hall) -> None:
    Plan.objects.filter(pk=hall.cycle.period.plan_id).update(shows_later_results=True)
    before = years_seen(hall)
    assert {origin for _, origin in before.values()} == {"edition"}
    let_figures_follow(hall)
    assert years_seen(hall) == before | {
        "令和5(2023)年度": ("8件", "after_edition"),
        "令和6(2024)年度": ("9件", "after_edition"),
    }  # R4 was settled: that is changed by an edition alone; R7 is not confirmed
    page = read(Client().get(f"{newest(hall)}policies/{hall.node.address}/")).text
    assert "8件 公表後に確定公表版では集計中（令和6年11月公表予定）" in page
    for kept in ("data.json", "print/"):
        assert "9件" not in Client().get(f"{newest(hall)}{kept}").content.decode()
    (listed,) = [
        one for one in get("indicators", plan="131016")["indicators"] if one["id"] == hall.indicator.pk
    ]
    assert (listed["year"], listed["result"], listed["total"]) == (2023, "8件", 8)
    (later,) = get("measures", plan="131016", year=2024)["measures"]
    assert [one["result"] for one in later["indicators"]] == ["9件"]


def test_what_is_seen_beside_it_is_kept_no_longer_than_it_stands(hall: Hall, settings: Any) -> None:
    settings.KEPT_ANSWERS = True
    Plan.objects.filter(pk=hall.cycle.period.plan_id).update(shows_later_results=True)
    address = f"{newest(hall)}policies/{hall.node.address}/"
    assert "9件" not in Client().get(address).content.decode()
    add_rows([Result(indicator=hall.indicator, fiscal_year=2024, total=9, entry_state="confirmed")], by=BY)
    assert "9件" in Client().get(address).content.decode()
    assert get(f"indicators/{hall.indicator.pk}")["years"][-1]["text"] == "9件"


def test_what_came_later_stands_beside_the_newest_edition_of_the_period_alone(hall: Hall) -> None:
    Plan.objects.filter(pk=hall.cycle.period.plan_id).update(shows_later_results=True)
    first = newest(hall)
    let_figures_follow(hall)
    later = make_cycle(period=hall.cycle.period, key="r6", first_year=2024, last_year=2024)
    publish(
        draft_of(EvaluationCycle.objects.with_rules().get(pk=later.pk), TODAY),
        edition=1,
        allowed_despite="試験",
        by=BY,
    )
    assert LATER not in read(Client().get(f"{first}policies/{hall.node.address}/")).text
    assert get("indicators", plan="131016")["source"]["cycle"] == "r6"


def test_classes_of_later_years_follow_the_plan_and_not_the_edition(hall: Hall) -> None:
    Plan.objects.filter(pk=hall.cycle.period.plan_id).update(
        shows_later_results=True, shows_suggestions=False
    )
    let_figures_follow(hall)
    years = {one["year"]: one for one in get(f"indicators/{hall.indicator.pk}")["years"]}
    assert years[2022]["attainment_class"]["symbol"] == "a"
    assert years[2023]["attainment_class"] is None
    assert years[2023]["reason"] == ""


def test_a_measure_that_was_added_later_is_not_answered(hall: Hall) -> None:
    added = make_indicator(node=make_node(parent=hall.node.parent), results={2023: 3})
    assert Client().get(f"/api/v1/indicators/{added.pk}").status_code == 404
    assert Indicator.objects.filter(pk=added.pk).exists()
