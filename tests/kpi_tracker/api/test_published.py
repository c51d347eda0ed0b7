"""The published data by the API: what the pages say, to nobody more than to everybody."""

import json
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.rating.models.evaluation import EvaluationReason
from indicators.models import Result
from kpi_tracker.api import published
from policies.models import Plan
from tests.factories import (
    make_cycle,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_person_in_post,
    make_plan,
    make_project,
    make_publication,
    make_result,
)

pytestmark = pytest.mark.django_db
LISTS = ("nodes", "measures", "indicators", "projects")


def get(path, client=None, status=200):
    answer = (client or Client()).get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"].startswith("application/json")
    return json.loads(answer.content)


@pytest.fixture
def seed():
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)


@pytest.mark.usefixtures("seed")
def test_the_seed_is_answered_as_it_was_published_and_computed():
    answer = get("measures/4-2-4")
    (measure,) = answer["measures"]
    assert (answer["year"], answer["cycle"]["key"]) == (2023, "r5-mid")
    assert (measure["progress"]["symbol"], measure["direction"]["symbol"]) == ("A", "Ⅱ")
    assert (measure["suggestion"]["progress"], measure["suggestion"]["direction"]) == ("A", "Ⅱ")
    assert any("63件" in one for one in measure["suggestion"]["confirmations"])
    assert measure["progress_reasons"]
    judged = next(one for one in measure["indicators"] if one["is_judged"])
    years = {one["year"]: one for one in get(f"indicators/{judged['id']}")["years"]}
    found = [
        (years[y]["total"], years[y]["increment"], years[y]["attainment_class"]) for y in (2021, 2022, 2023)
    ]
    assert [(total, increment) for total, increment, _ in found] == [(46, None), (55, 9), (66, 11)]
    assert [one and one["symbol"] for *_, one in found] == [None, "a", "a"]
    assert years[2021]["total_is_derived"]
    assert not years[2022]["total_is_derived"]
    assert round(years[2023]["rate"], 1) == 124.5
    assert round(years[2023]["in_period_rate"], 1) == 285.7


@pytest.mark.usefixtures("seed")
def test_the_whole_tree_every_indicator_and_every_project_are_listed():
    tree = get("nodes")
    assert tree["plan"] == "141305"
    by_address = {one["address"]: one for one in tree["nodes"]}
    assert by_address["4-2-4"]["parent"] == "4-2"
    assert get("indicators")["count"] == len(get("indicators")["indicators"])
    assert {one["node"] for one in get("projects")["projects"]} == {"4-2-4"}
    assert [one["code"] for one in get("plans")] == ["141305"]


def test_unknown_is_null_and_zero_is_zero():
    indicator = make_indicator(targets={2022: 10, 2023: 10}, results={2022: 0})
    make_result(indicator=indicator, fiscal_year=2023, missing="pending", pending_until="令和6年11月")
    years = {one["year"]: one for one in get(f"indicators/{indicator.pk}")["years"]}
    assert years[2022]["total"] == 0
    assert (years[2023]["total"], years[2023]["text"]) == (None, "集計中（令和6年11月確定見込）")


@pytest.mark.parametrize("amount", ["12345678901.2345", "0.0001", "-7", "99999999999.9999"])
def test_amounts_come_through_exactly(amount):
    indicator = make_indicator(results={2022: Decimal(amount)})
    year = next(one for one in get(f"indicators/{indicator.pk}")["years"] if one["year"] == 2022)
    assert Decimal(repr(year["total"])) == Decimal(amount)


def test_nobody_is_told_more_for_being_logged_in():
    node = make_node(period=make_period(plan=make_plan(shows_suggestions=False)))
    cycle = make_cycle(period=node.period, is_published=False)
    evaluation = make_evaluation(node=node, cycle=cycle, progress="A")
    EvaluationReason.objects.create(evaluation=evaluation, subject="progress", number=1, text="内部の理由")
    indicator = make_indicator(node=node, targets={2022: 10}, results={2022: 7})
    make_result(indicator=indicator, fiscal_year=2023, total=9, entry_state=Result.EntryState.WAITING)
    make_project(counts_in=indicator, name="未確認の取組", counting_year=2023)
    keeper = make_person_in_post("planning")
    keeper.posts.get().department.__class__.objects.update(
        local_government_code=node.period.plan.local_government_code
    )
    client = Client()
    client.force_login(keeper)
    where = f"?plan={node.period.plan.local_government_code}"
    for path in (f"measures{where}", f"indicators{where}", f"indicators/{indicator.pk}", f"projects{where}"):
        assert get(path, client) == get(path)
        text = json.dumps(get(path, client), ensure_ascii=False)
        assert "内部の理由" not in text
        assert "未確認の取組" not in text
    (measure,) = get(f"measures{where}")["measures"]
    assert (measure["progress"], measure["suggestion"]) == (None, None)
    years = {one["year"]: one["total"] for one in get(f"indicators/{indicator.pk}", client)["years"]}
    assert (years[2022], years[2023]) == (7, None)


def test_what_is_not_published_is_answered_like_what_does_not_exist():
    indicator = make_indicator()
    Plan.objects.update(is_published=False)
    assert get(f"indicators/{indicator.pk}", status=404) == get("indicators/987654321", status=404)
    assert "公開されている計画がありません" in get("measures", status=404)["detail"]
    assert get("plans") == []


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        pytest.param(
            "measures?fields=email", 400, "「fields」という項目は指定できません", id="an unknown parameter"
        ),
        pytest.param("plans?plan=1", 400, "使える項目：なし", id="a parameter of another operation"),
        pytest.param("measures?plan=000000", 404, "キーの公開データ", id="a plan nobody has"),
        pytest.param("measures?period=9", 404, "計画期間", id="a period the plan does not have"),
        pytest.param("measures?year=2019", 404, "2019", id="a year outside the period"),
        pytest.param("measures?year=R0", 400, "令和0年度", id="a year that cannot be"),
        pytest.param("measures/9-9-9", 404, "9-9-9", id="a measure the plan does not have"),
        pytest.param("indicators?page=0", 404, "1から1まで", id="a page before the first"),
        pytest.param("indicators?page=１", 404, "1から1まで", id="a page in full-width digits"),
        pytest.param("indicators/1?plan=1", 400, "使える項目：year", id="a plan for one indicator"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(path, status, words):
    make_indicator(results={2022: 1})
    assert words in get(path, status=status)["detail"]


def test_years_are_read_as_people_write_them():
    make_indicator(results={2022: 1, 2023: 2})
    assert get("measures?year=R4")["year"] == get("measures?year=2022")["year"] == 2022


@pytest.mark.parametrize("path", ["nodes", "measures", "indicators", "projects"])
def test_whoever_follows_the_next_page_has_the_whole_list_once_and_in_order(path, monkeypatch):
    node = make_node()
    for number in range(3):
        made = make_indicator(node=node if number == 1 else make_node(period=node.period), results={2022: 1})
        make_project(counts_in=made)
    whole = get(f"{path}?period=1")
    assert (whole["page"], whole["pages"], whole["next"]) == (1, 1, None)
    monkeypatch.setattr(published, "PER_PAGE", 2)
    monkeypatch.setattr(published, "NODES_PER_PAGE", 2)
    found, following = [], f"/api/v1/{path}?period=1"
    while following:
        part = get(following.removeprefix("/api/v1/"))
        found += part[path]
        assert part["count"] == len(whole[path])
        following = part["next"]
    assert found == whole[path]
    assert len(found) > 2
    assert "1から" in get(f"{path}?page={part['pages'] + 1}", status=404)["detail"]


def test_what_was_published_of_a_plan_is_read_once():
    said = {"code": "999997", "municipality": "当時の市", "name": "総合計画", "is_fictional": False}
    said |= {"first_year": 2016, "last_year": 2025, "periods": []}
    first = make_publication()
    make_publication(
        cycle=first.cycle, edition=2, kind="correction", reason="誤り", content=json.dumps({"plan": said})
    )
    published.published_plan.cache_clear()
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            plans = get("plans")
        costs.append(len(asked))
    assert plans == [{"key": first.cycle.period.plan.key} | said]
    assert costs == [5, 4]  # the content of an edition, once


def test_the_description_names_every_operation_and_no_other_host():
    described = get("openapi.json")
    assert set(described["paths"]) == {
        "/api/v1/plans",
        "/api/v1/nodes",
        "/api/v1/measures",
        "/api/v1/measures/{address}",
        "/api/v1/indicators",
        "/api/v1/indicators/{key}",
        "/api/v1/projects",
        *(f"/api/v1/{name}.{suffix}" for name in LISTS for suffix in ("csv", "jsonl")),
    }
    assert all(set(methods) == {"get"} for methods in described["paths"].values())
    assert "://" not in json.dumps(described)


def test_the_api_only_reads_and_sets_no_cookie():
    client = Client(enforce_csrf_checks=True)
    for method in (client.post, client.put, client.delete, client.patch):
        assert method("/api/v1/plans").status_code == 405
    assert not client.get("/api/v1/plans").cookies
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/plans", headers={"Origin": "null"})


@pytest.mark.every_database
@pytest.mark.parametrize("key", ["a\0b", "\0", "a" * 400, "あ", "a b", "\n"])
def test_what_can_be_no_uid_is_there_no_more_than_any_other(key: str):
    make_indicator()
    answer = Client().get(f"/api/v1/indicators/{quote(key)}")
    assert answer.status_code == 404
    assert answer.json() == Client().get("/api/v1/indicators/none").json()
    for name in ("indicators", "projects", "measures", "nodes"):
        asked = {"page" if name == "nodes" else "uid": key}
        assert Client().get(f"/api/v1/{name}", asked).status_code in {200, 404}
