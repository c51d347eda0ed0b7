"""The search: what is found, in which order, by whom, and what it says where nothing is."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from unittest.mock import Mock
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from indicators.models import Indicator
from kpi_tracker.pages.search.entries import names_of
from policies.models import Plan, PolicyNode
from projects.models import LeadingProject
from store.actions.numbers import move
from store.actions.rows import Actor, change_row
from store.models import Change
from store.numbers import EVERYTHING
from tests.city import make_official
from tests.entry.office import client_of
from tests.factories import (
    make_cycle,
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person,
    make_plan,
    make_project,
    make_publication,
)
from tests.reading import Element, read
from tests.scenery import aside, read_only

pytestmark = pytest.mark.django_db
CITY, OTHER = "900001", "900002"
STATEMENTS = 8  # to search in others, however many
NONSENSE = ["%", "_", "\\", "'; --", "(((", "[", "*", ".*", "%00", "%F0%28", "a" * 9000, "%20%20", "&q=1&q=2"]


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module", autouse=True)
def _database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with read_only(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _undone(built: dict[str, Any]) -> Iterator[None]:
    with aside():
        yield


@pytest.fixture
def town(built: dict[str, Any], _undone: None) -> dict[str, Any]:
    return built


@pytest.fixture(scope="module")
def built(_database: None) -> dict[str, Any]:
    """Return a city with two periods, a policy above two measures, and one of everything else."""
    plan = make_plan(local_government_code=CITY, municipality="緑沢市")
    section = make_department(local_government_code=CITY, name="脱炭素推進課", parent=bureau())
    earlier = make_node(
        period=make_period(plan=plan, first_year=2018, last_year=2021), code="3", name="前の緑化"
    )
    period = make_period(plan=plan)
    top = make_node(period=period, depth=2, code="4-2", name="みどりと暮らすまち")
    first = make_node(parent=top, code="4-2-1", name="ごみの減量")
    second = make_node(parent=top, code="4-2-2", name="花とみどりの普及")
    indicator = make_indicator(
        node=second, department=section, number="①", name="緑化面積", results={2023: 5}, targets={2023: 5}
    )
    project = make_project(node=first, name="邊見台のコミュニティバス")
    return {
        "plan": plan,
        "period": period,
        "earlier": earlier,
        "top": top,
        "first": first,
        "second": second,
        "indicator": indicator,
        "project": project,
        "section": section,
    }


def bureau() -> Any:
    return make_department(local_government_code=CITY, name="環境局", kind="bureau")


def page(query: str, client: Client | None = None) -> Element:
    answer = (client or Client()).get(f"/search/?q={query}")
    assert answer.status_code == 200
    return read(answer).one("main")


def found(query: str, client: Client | None = None) -> dict[str, list[str]]:
    """Return the titles of what was found below their heading."""
    sections = page(query, client).all("section")
    return {
        one.one("h2").text: [hit.one("a").text for hit in one.one("ul", class_="hits").all("li")]
        for one in sections
    }


def test_each_kind_is_found_by_what_it_is_called_and_leads_to_its_page(town):
    asked = f"plan={CITY}&period=2&year=2023"
    ways = {
        "みどりと暮らす": f"/policies/4-2/?{asked}",
        "緑化面積": f"/indicators/{town['indicator'].pk}/?{asked}",
        "辺見台 こみゅにてぃ": f"/projects/{town['project'].pk}/?{asked}",
        "脱炭素": f"/indicators/?department={town['section'].code}&{asked}",
        "緑沢市": f"/?plan={CITY}",
        "前の": f"/policies/3/?plan={CITY}&period=1",
    }
    for words, way in ways.items():
        assert list(page(quote(words)).one("ul", class_="hits").links) == [way], words
        assert Client().get(way).status_code == 200


def test_kinds_stand_apart_and_the_nearest_first(town):
    assert found(quote("４ー２")) == {
        "政策体系の項目（3件）": ["4-2 みどりと暮らすまち", "4-2-1 ごみの減量", "4-2-2 花とみどりの普及"],
        "指標（1件）": ["① 緑化面積"],
        "取組（1件）": ["邊見台のコミュニティバス"],
    }
    assert found(quote("ミドリ"))["政策体系の項目（2件）"] == [
        "4-2 みどりと暮らすまち",
        "4-2-2 花とみどりの普及",
    ]
    assert found(quote("普及 みどり")) == {"政策体系の項目（1件）": ["4-2-2 花とみどりの普及"]}
    assert found(quote("普及 ごみ")) == {}


def test_a_hit_says_where_it_stands_and_of_which_period_it_is_where_that_is_another(town):
    (hit,) = page(quote("面積")).one("ul", class_="hits").all("li")
    assert hit.one("p").text == "4-2 みどりと暮らすまち › 4-2-2 花とみどりの普及"
    (hit,) = page(quote("前の緑化")).one("ul", class_="hits").all("li")
    assert [one.text for one in hit.all("span")] == ["施策", "第1期実施計画"]
    assert list(found(quote("緑化")).values()) == [["3 前の緑化"], ["① 緑化面積"]]


def test_a_long_list_is_cut_says_so_and_leads_to_all_of_it(town):
    for number in range(60):
        make_indicator(node=town["first"], name=f"調査項目{number}")
    main = page(quote("調査項目"))
    (section,) = main.all("section")
    assert len(section.all("li")) == 10
    (more,) = [one for one in section.all("a") if "すべて表示" in one.text]
    assert more.text == "指標60件をすべて表示"
    whole = read(Client().get(more.attributes["href"])).one("main")
    assert len(whole.one("ul", class_="hits").all("li")) == 50
    assert whole.one("nav", class_="pagination").one("span", class_="quiet").text == "全60件中 1–50件"
    last = read(Client().get(f"{more.attributes['href']}&page=2")).one("main")
    assert len(last.one("ul", class_="hits").all("li")) == 10


def test_nothing_found_says_what_to_try(town):
    text = page(quote("みどり 存在しない")).text
    assert "「みどり 存在しない」に当たるものは見つかりませんでした。" in text
    assert "言葉を減らしてみてください" in text
    assert "指標の一覧" in text
    assert "ほかの自治体" not in text


@pytest.mark.parametrize("typed", NONSENSE, ids=range(len(NONSENSE)))
def test_whatever_is_typed_is_answered_and_means_nothing_but_itself(town, typed):
    text = page(typed).text
    assert "見つかりませんでした" in text or "探す言葉を" in text
    assert Client().get(f"/search/options/?q={typed}").status_code == 200


def test_signs_that_databases_take_for_others_are_found_as_they_stand(town):
    make_node(parent=town["top"], name="再エネ100％_の\\まち")
    for typed in ("100%25", "%25_", "\\"):
        assert len(found(typed)["政策体系の項目（1件）"]) == 1


@pytest.mark.parametrize(
    "query", ["kind=x", "page=x&kind=node", "page=9999&kind=node", "others=x", "others=-1"]
)
def test_a_parameter_that_nobody_understands_changes_nothing(town, query):
    make_period(plan=make_plan(local_government_code=OTHER))
    assert Client().get(f"/search/?q=4-2&{query}").status_code == 200


def test_an_installation_with_nothing_to_read_says_how_to_begin():
    Plan.objects.update(is_published=False)
    assert "計画がまだ登録されていません" in Client().get("/search/?q=a").content.decode()
    assert Client().get("/search/options/?q=a").status_code == 200


def test_other_cities_are_searched_on_asking(town):
    period = make_period(plan=make_plan(local_government_code=OTHER, municipality="隣市"))
    make_node(period=period, name="隣のみどり")
    assert "隣の" not in str(found(quote("みどり")))
    main = page(quote("みどり"))
    (way,) = [one.attributes["href"] for one in main.all("a") if "ほかの自治体" in one.text]
    other = read(Client().get(way)).one("main")
    (hit,) = other.one("ul", class_="hits").all("li")
    assert hit.one("a").text == "1 隣のみどり"
    assert hit.one("a").attributes["href"] == f"/policies/1/?plan={OTHER}&period=1"
    assert "隣市 総合計画　第1期実施計画" in hit.text.replace(" 第1期", "　第1期")
    assert "1件のうち1–1件め" in other.text


def test_nine_other_cities_cost_no_statement_more_than_one(town, settings, django_assert_num_queries):
    settings.KEPT_ANSWERS = True  # a large edition is read by itself, once
    cache.clear()
    asked = f"/search/?q=a&plan={CITY}&others=1"
    for number in range(9):
        make_node(period=make_period(plan=make_plan(local_government_code=f"92000{number}")))
        beside = make_plan(local_government_code=f"92000{number}", name="公表した計画")
        make_publication(cycle=make_cycle(period=make_period(plan=beside)), content=content_of(None))
        move(EVERYTHING)
        Client().get(asked)
        with django_assert_num_queries(STATEMENTS):
            Client().get(asked)


def test_the_names_of_a_plan_are_read_once_from_whichever_city_they_are_searched(town, settings, monkeypatch):
    settings.KEPT_ANSWERS = True
    cache.clear()
    codes = [CITY, "910000", "910001", "910002"]
    for code in codes[1:]:
        make_node(period=make_period(plan=make_plan(local_government_code=code)), name="みどり")
    move(EVERYTHING)
    reading = Mock(wraps=names_of)
    monkeypatch.setattr("kpi_tracker.pages.search.reach.names_of", reading)
    for code in codes:
        assert found(f"{quote('みどり')}&plan={code}&others=1")
    read = [plan for (plans,), _ in reading.call_args_list for plan in plans]
    assert sorted(read) == sorted(set(read))


def test_other_cities_are_searched_some_at_a_time(town, monkeypatch):
    monkeypatch.setattr("kpi_tracker.pages.search.reach.PLANS_AT_ONCE", 2)
    for number in range(3):
        plan = make_plan(local_government_code=f"91000{number}", municipality=f"町{number}")
        make_node(period=make_period(plan=plan), name="みどり")
    first = page(quote("みどり") + "&others=1")
    assert len(first.one("ul", class_="hits").all("li")) == 2
    (onward,) = [one.attributes["href"] for one in first.all("a", class_="button")]
    rest = read(Client().get(onward)).one("main")
    assert len(rest.one("ul", class_="hits").all("li")) == 1
    assert "3件のうち3–3件め" in rest.text


def test_what_is_not_published_is_found_by_its_city_alone(town):
    hidden = make_node(
        period=make_period(plan=make_plan(local_government_code=CITY, name="案", is_published=False))
    )
    PolicyNode.objects.filter(pk=hidden.pk).update(name="秘密の施策")
    other = make_plan(local_government_code=OTHER, municipality="秘密市", is_published=False)
    make_node(period=make_period(plan=other), name="秘密の施策")
    here = f"{quote('秘密')}&plan={CITY}"
    stranger, official = Client(), client_of(make_official("staff", CITY))
    stranger.force_login(make_person())
    for client in (Client(), stranger):
        for query in (here, f"{here}&others=1", f"{quote('秘密')}&plan={OTHER}"):
            assert "見つかりませんでした" in page(query, client).text
        assert "秘密の" not in client.get(f"/search/options/?q={here}").content.decode()
    assert found(here, official) == {"政策体系の項目（1件）": ["1 秘密の施策"]}
    assert "秘密の施策" in official.get(f"/search/options/?q={here}").content.decode()


def test_a_project_that_tells_of_a_figure_nobody_confirmed_is_found_by_who_sees_the_figure(town):
    ahead = make_indicator(node=town["first"], department=town["section"])
    make_project(counts_in=ahead, name="先走りの実証", counting_year=2024)
    own = make_person(role="staff", department=town["section"])
    asked = f"{quote('先走り')}&plan={CITY}"
    other_section = make_official("staff", CITY)
    for client in (Client(), client_of(other_section)):
        assert found(asked, client) == {}
    assert list(found(asked, client_of(own)).values()) == [["先走りの実証"]]


def content_of(node: dict[str, Any] | None) -> str:
    """Return an edition's content with one measure, or with none."""
    said = {
        "plan": {"is_fictional": False},
        "period": {"number": 1, "name": "第1期実施計画"},
        "others": [],
        "measures": [node] if node else [],
    }
    return json.dumps(said, ensure_ascii=False)


def test_of_a_plan_with_editions_visitors_find_what_was_published_and_nothing_else(town):
    indicator = {"id": 71, "number": "①", "name": "公表した面積"}
    above = [{"code": "4-2", "name": "公表した政策", "address": "4-2"}]
    measure = {
        "code": "4-2-1",
        "name": "公表した施策",
        "address": "4-2-1",
        "layer": "施策",
        "above": above,
        "indicators": [indicator],
        "undertakings": [{"code": "10", "name": "公表した事業", "address": "10", "indicators": []}],
        "projects": [{"id": 5, "name": "公表した取組"}],
    }
    cycle = make_cycle(period=town["period"])
    content = content_of(measure)
    named = {"content": content, "sha256": sha256(content.encode()).hexdigest(), "municipality": "旧緑沢市"}
    edition = make_publication(cycle=cycle, published_at=timezone.now(), **named)
    assert found(quote("みどり")) == {}
    assert found(quote("緑化面積")) == {}
    assert found(quote("公表した")) == {
        "政策体系の項目（2件）": ["4-2-1 公表した施策", "10 公表した事業"],
        "指標（1件）": ["① 公表した面積"],
        "取組（1件）": ["公表した取組"],
    }
    main = page(quote("公表した"))
    start = f"{edition.get_absolute_url()}policies/4-2-1/"
    assert [one for one in main.links if one.startswith("/published/")] == [
        start,
        f"{start}#undertakings",
        f"{start}#indicator-71",
        f"{start}#project-5",
    ]
    assert "4-2 公表した政策 › 4-2-1 公表した施策" in main.text
    assert list(found(quote("旧緑沢市"))) == ["計画（1件）"]
    official = client_of(make_official("staff", CITY))
    assert "公表した" not in str(found(f"{quote('公表した')}&plan={CITY}", official))
    assert "政策体系の項目（2件）" in found(f"{quote('みどり')}&plan={CITY}", official)


def test_what_is_offered_while_one_types_says_how_much_there_is(town):
    for number in range(6):
        make_indicator(node=town["first"], name=f"みどりの指標{number}")
    answer = read(Client().get(f"/search/options/?q={quote('みどり')}"))
    offered = answer.all("a")
    assert {one.attributes["role"] for one in offered} == {"option"}
    assert len({one.attributes["id"] for one in offered}) == len(offered) == 2 + 4 + 1
    assert len(answer.all("div", **{"data-said": "8件見つかりました。上下の矢印キーで選べます。"})) == 1
    assert offered[-1].attributes["href"].startswith("/search/?q=")
    assert "当たるものはありません" in Client().get(f"/search/options/?q={quote('ない')}").content.decode()


def test_the_search_carries_the_plan_of_its_page_on(town):
    for address in ("/", "/plans/", "/search/?q=a", town["second"].get_absolute_url()):
        form = read(Client().get(address)).one("form", class_="site-search")
        assert form.attributes["action"] == "/search/"
    carried = {one.attributes["name"]: one.attributes["value"] for one in form.all("input")}
    assert carried == {"plan": CITY, "period": "2", "year": "2023", "q": ""}


def test_what_is_kept_for_the_search_is_as_fresh_as_what_is_made_anew(town, settings):
    settings.KEPT_ANSWERS = True
    cache.clear()
    move(EVERYTHING)
    by = Actor(Change.Via.COMMAND)
    rows: list[Any] = [
        PolicyNode.objects.get(pk=town["first"].pk),
        Indicator.objects.get(pk=town["indicator"].pk),
        LeadingProject.objects.get(pk=town["project"].pk),
    ]
    for row in rows:
        assert found(quote(row.name))
        before, row.name = row.name, f"改めた名前{row.pk}"
        change_row(row, version=row.version, by=by)
        assert found(quote(before)) == {}
        assert found(quote(row.name))
    assert found(quote("改めた"))
    plan = Plan.objects.get(pk=town["plan"].pk)
    plan.is_published = False
    change_row(plan, version=plan.version, by=by)
    assert "計画がまだ登録されていません" in Client().get(f"/search/?q={quote('改めた')}").content.decode()


def test_what_is_kept_for_one_reader_is_found_by_no_other(town, settings):
    settings.KEPT_ANSWERS = True
    cache.clear()
    move(EVERYTHING)
    make_node(period=make_period(plan=make_plan(local_government_code=OTHER)), name="隣のみどり")
    ahead = make_indicator(node=town["first"], department=town["section"])
    make_project(counts_in=ahead, name="先走りの実証", counting_year=2024)
    make_node(
        period=make_period(plan=make_plan(local_government_code=CITY, name="案", is_published=False)),
        name="案の施策",
    )
    own = client_of(make_person(role="staff", department=town["section"]))
    for words, sees_more in (("みどり", False), ("先走り", True), ("案の施策", True)):
        assert found(f"{quote(words)}&plan={CITY}", own)
        assert bool(found(f"{quote(words)}&plan={CITY}")) is not sees_more
        assert "ごみ" not in str(found(f"{quote(words)}&plan={OTHER}"))
    assert list(found(f"{quote('みどり')}&plan={OTHER}").values()) == [["1 隣のみどり"]]
    assert found(f"{quote('先走り')}&plan={CITY}", own)
    assert found(f"{quote('先走り')}&plan={CITY}", client_of(make_official("staff", CITY))) == {}
