"""What a page is about follows from its address; nonsense in it is answered in words, never with an error."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from policies import page as scopes
from policies.models import Layer, Plan, PlanPeriod, PolicyNode
from policies.page import Scope, read_scope
from tests import routes
from tests.city import make_official, make_one_of_each
from tests.factories import (
    make_cycle,
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_publication,
    make_result,
    make_target,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
TODAY = date(2024, 6, 1)  # in R6


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scopes, "timezone", SimpleNamespace(localdate=lambda: TODAY))


@pytest.fixture
def plan() -> Plan:
    """Three periods: results in the first and the second, promises only in the third."""
    plan = make_plan(local_government_code="900001", municipality="一番市")
    for first, last, years in ((2016, 2017, (2016, 2017)), (2018, 2021, (2018, 2020)), (2022, 2025, ())):
        period = make_period(plan=plan, first_year=first, last_year=last)
        make_indicator(node=make_node(period=period), targets={last: 9}, results=dict.fromkeys(years, 5))
    return plan


def scope_of(query: str = "", **about: Any) -> Scope:
    request = RequestFactory().get(f"/?{query}")
    request.user = AnonymousUser()
    scope = read_scope(request, **about)
    assert scope is not None
    return scope


def shown(query: str = "") -> tuple[str, int, int]:
    scope = scope_of(query)
    return scope.plan.municipality, scope.period.number, scope.year.year


def report(period_number: int, year: int) -> None:
    indicator = PolicyNode.objects.get(period__number=period_number).indicators.get()
    make_result(indicator=indicator, fiscal_year=year)


def test_the_first_plan_loaded_is_shown_unless_another_is_asked_for(plan):
    make_period(plan=make_plan(local_government_code="900002", municipality="二番市"))
    assert shown()[0] == "一番市"
    assert shown("plan=900002")[0] == "二番市"


def test_an_official_begins_with_the_own_city(plan, rf):
    make_period(plan=make_plan(local_government_code="900002", municipality="二番市"))
    for query, municipality in (("", "二番市"), ("plan=900001", "一番市"), ("plan=000000", "二番市")):
        request = rf.get(f"/?{query}")
        request.user = make_official("staff", "900002")
        scope = read_scope(request)
        assert scope is not None
        assert scope.plan.municipality == municipality


def test_the_period_of_today_is_shown_if_it_has_results(plan):
    report(3, 2022)
    assert shown()[1:] == (3, 2022)


def test_without_results_in_the_period_of_today_the_latest_that_has_some_is_shown(plan):
    assert shown()[1:] == (2, 2020)


def test_a_later_period_that_has_results_already_does_not_replace_that_of_today(plan, monkeypatch):
    report(3, 2022)
    monkeypatch.setattr(scopes, "timezone", SimpleNamespace(localdate=lambda: date(2021, 4, 1)))
    assert shown()[1] == 2


def test_without_any_result_the_last_period_and_its_first_year_are_shown():
    plan = make_plan()
    for first in (2016, 2018):
        make_period(plan=plan, first_year=first, last_year=first + 1)
    assert shown()[1:] == (2, 2018)


def test_a_year_that_only_has_a_reason_for_a_missing_figure_is_not_the_last_one(plan):
    indicator = PolicyNode.objects.get(period__number=2).indicators.get()
    make_result(indicator=indicator, fiscal_year=2021, missing="pending")
    assert shown()[2] == 2020


def test_an_empty_row_waiting_for_its_figure_is_no_result(plan):
    indicator = PolicyNode.objects.get(period__number=2).indicators.get()
    make_result(indicator=indicator, fiscal_year=2021, total=None)
    assert shown()[2] == 2020


@pytest.mark.parametrize("field", ["total", "increment", "text_value"])
def test_a_figure_a_yearly_share_and_a_text_are_results_even_if_they_say_nought(plan, field):
    indicator = PolicyNode.objects.get(period__number=2).indicators.get()
    said = {"total": None} | {field: "策定した" if field == "text_value" else Decimal(0)}
    make_result(indicator=indicator, fiscal_year=2021, **said)
    assert shown()[2] == 2021


def test_a_result_outside_the_period_is_not_its_last_year(plan):
    indicator = PolicyNode.objects.get(period__number=2).indicators.get()
    make_result(indicator=indicator, fiscal_year=2024)
    assert shown("period=2")[2] == 2020


@pytest.mark.parametrize(
    "written", ["R2", "r2", "Ｒ２", "2020", "令和2年度", "令和２（２０２０）年度", "2020年度", "平成32年度"]
)
def test_a_year_may_be_written_as_people_write_it(plan, written):
    assert shown(f"year={quote(written)}")[1:] == (2, 2020)


def test_an_era_that_overran_is_read_with_a_warning(plan):
    scope = scope_of("year=平成32年度")
    assert scope.year.year == 2020
    assert len(scope.messages) == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_period_can_be_asked_for(plan, number):
    scope = scope_of(f"period={number}")
    assert (scope.period.number, scope.messages) == (number, ())
    assert scope.query == f"plan=900001&period={number}&year={scope.year.year}"


NONSENSE = {
    "era year that never was": "令和99",
    "far": "9999",
    "negative": "-1",
    "quote": "'",
    "blank": "%20%20",
    "NUL": "%00",
    "10 KB": "9" * 10_000,
    "10 KB of words": quote("令和") * 1_700,
    "lone surrogate": "%ED%A0%80",
    "broken UTF-8": "%FF%FE",
    "script": quote("<script>alert(1)</script>"),
    "right to left": quote("\u202e2020"),
    "digits of another script": quote("२०२०"),
    "superscript": quote("²"),
    "SQL": quote('"; DROP TABLE policies_plan; --'),
    "infinity": "Infinity",
    "exponent": "1e3",
    "list": "[]",
}
SAID_NOTHING = {"blank"}


@pytest.mark.parametrize("name", ["year", "period", "plan"])
@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_the_address_is_answered_by_the_page_with_a_message(plan, name, nonsense):
    answer = Client().get(f"/?{name}={nonsense}")
    assert answer.status_code == 200
    notices = read(answer).all("div", class_="notice--warning")
    assert len(notices) == (0 if nonsense == "%20%20" else 1)
    assert "alert(1)</script>" not in answer.content.decode()
    assert all(len(notice.text) < 200 for notice in notices)


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_fells_no_page_and_no_figure(nonsense):
    rows = make_one_of_each()
    parameters = ("year", "period", "plan", "shown", "q", "under", "progress", "sort", "page", "per_page")
    other = ("measure", "indicator", "counted_in", "standing")
    query = "&".join(f"{name}={nonsense}" for name in (*parameters, *other))
    for address in routes.addresses(rows).values():
        assert Client().get(f"{address}?{query}", follow=True).status_code in {200, 404}, address


@pytest.mark.parametrize("number", ["0", "-1", "1" + "0" * 30, "abc", ""])
@pytest.mark.parametrize("name", ["page", "per_page"])
def test_an_impossible_page_of_a_table_is_another_page(name, number):
    rows = make_one_of_each()
    for kind in ("policies:overview", "projects:project_list"):
        assert Client().get(f"{routes.addresses(rows)[kind]}?{name}={number}").status_code == 200


def test_a_page_of_a_table_is_never_longer_than_its_bound():
    rows = make_one_of_each()
    for order in range(2, 260):
        rows["LeadingProject"].pk, rows["LeadingProject"].uid = None, f"uid-{order}"
        rows["LeadingProject"].name = f"取組{order}"
        rows["LeadingProject"].save()
    answer = Client().get("/projects/?per_page=100000")
    assert len(answer.context["table"].page.object_list) == 200


def test_of_a_parameter_that_stands_twice_the_last_counts(plan):
    assert shown("period=1&period=2&year=R99&year=R2")[1:] == (2, 2020)


def test_a_year_of_another_period_is_refused_by_name(plan):
    scope = scope_of("period=1&year=2020")
    assert scope.year.year == 2017
    assert scope.messages == (
        "令和2(2020)年度は第1期実施計画の年度ではないため、平成29(2017)年度を表示しています。",
    )


def test_the_page_says_what_is_shown_and_why_not_a_later_year(plan):
    assert scope_of().words.endswith("令和2(2020)年度を表示しています。")
    assert not scope_of().caveat
    assert scope_of("year=2021").caveat == "この年度の実績はまだありません（最新は令和2年度）。"
    assert scope_of("period=3").caveat == "この期間の実績は、まだ登録されていません。"


def test_the_switcher_stands_on_what_is_shown(plan):
    switcher = read(Client().get("/?period=2&year=2018")).one("form", class_="scope-switcher")
    chosen = [one.text for one in switcher.all("option", selected="")]
    assert chosen == ["一番市 総合計画", "第2期実施計画", "平成30(2018)年度"]
    assert switcher.one("input", name="shown").attributes["value"] == "900001.2"


@pytest.mark.parametrize(
    ("asked", "clean"),
    [
        pytest.param("plan=900001&period=2&year=2018", "plan=900001&period=2&year=2018", id="another year"),
        pytest.param("plan=900001&period=1&year=2020", "plan=900001&period=1&year=2017", id="another period"),
        pytest.param("plan=900002&period=2&year=2020", "plan=900002&period=1&year=2023", id="another plan"),
    ],
)
def test_switching_drops_what_belonged_to_the_plan_or_period_before(plan, asked, clean):
    other = make_period(plan=make_plan(local_government_code="900002"))
    make_indicator(node=make_node(period=other), results={2023: 5})
    make_period(plan=other.plan, first_year=2018, last_year=2021)  # a second one too, without results
    answer = Client().get(f"/?shown=900001.2&{asked}")
    assert (answer.status_code, answer["Location"]) == (302, f"/?{clean}")
    assert read(Client().get(answer["Location"])).all("div", class_="notice--warning") == []


def test_switching_the_year_stays_on_the_page():
    rows = make_one_of_each()
    scope = scope_of()
    query = f"plan={scope.plan.local_government_code}&period=1&year=2024"
    for name, address in routes.addresses(rows).items():
        if name.endswith("chart"):
            continue
        answer = Client().get(f"{address}?shown={scope.shown}&{query}")
        assert (answer.status_code, answer["Location"]) == (302, f"{address}?{query}")


@pytest.mark.parametrize("kind", ["Indicator", "LeadingProject", "PolicyNode"])
def test_switching_away_from_what_a_page_belongs_to_leads_to_a_page_of_the_new_choice(kind):
    rows = make_one_of_each()
    make_period(plan=make_plan(local_government_code="900002", municipality="二番市"))
    code = rows["Plan"].local_government_code
    query = f"shown={code}.1&plan=900002&period=1&year=2022"
    answer = Client().get(f"{rows[kind].get_absolute_url()}?{query}", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain
    assert answer.context["scope"].plan.municipality == "二番市"


def test_an_object_decides_its_plan_and_period_whatever_the_address_says():
    rows = make_one_of_each()
    make_period(plan=make_plan(local_government_code="900002"))
    answer = Client().get(
        rows["Indicator"].get_absolute_url(), {"plan": "900002", "period": "7", "year": "2023"}
    )
    scope = answer.context["scope"]
    assert (scope.plan, scope.period, scope.year.year) == (rows["Plan"], rows["PlanPeriod"], 2023)


def test_a_period_without_a_tree_says_so_on_every_page_that_can_show_it(plan):
    empty = make_period(plan=plan, number=4, first_year=2026, last_year=2029)
    Layer.objects.filter(period=empty).delete()
    assert "まだ登録されていません" in read(Client().get("/?period=4")).one("main").text
    assert Client().get("/projects/?period=4").status_code == 200
    assert Client().get("/overview.json?period=4").status_code == 200
    missing = Client().get("/policies/1/?period=4")
    assert missing.status_code == 404
    assert "政策体系は、まだ登録されていません" in missing.content.decode()


def test_an_empty_database_says_how_to_load_something():
    for address in ("/", "/projects/"):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert "計画がまだ登録されていません" in read(answer).one("h1").text
        assert "make demo" in answer.content.decode()
    assert Client().get("/policies/4-2-4/").status_code == 404
    assert Client().get(reverse("policies:overview_chart")).status_code == 404


def test_a_plan_without_periods_is_passed_over_like_an_empty_database():
    make_plan()
    assert Client().get("/").status_code == 200
    assert PlanPeriod.objects.count() == 0


def test_the_code_alone_is_the_first_plan_of_a_municipality_and_a_key_each_further_one():
    old = make_plan(local_government_code="900001", name="旧計画", first_year=2006, last_year=2015)
    make_period(plan=old, first_year=2006, last_year=2009)
    new = make_plan(local_government_code="900001", name="新計画")
    make_period(plan=new)
    assert scope_of("plan=900001").plan == old
    assert scope_of("plan=900001-2").plan == new
    assert make_target().fiscal_year == 2022


def test_the_switcher_offers_the_plans_of_the_own_city_and_leads_to_the_others(plan):
    make_period(plan=make_plan(local_government_code="900001", municipality="一番市", name="水道ビジョン"))
    alone = read(Client().get("/")).one("form", class_="scope-switcher")
    assert "ほかの自治体" not in alone.text
    for number in range(3):
        make_period(plan=make_plan(local_government_code=f"90001{number}", municipality=f"隣{number}市"))
    make_plan(local_government_code="900020", municipality="計画期間のない市")
    switcher = read(Client().get("/?plan=900001")).one("form", class_="scope-switcher")
    assert [one.text for one in switcher.one("select", name="plan").all("option")] == [
        "一番市 総合計画",
        "一番市 水道ビジョン",
    ]
    assert switcher.one("a").attributes["href"] == reverse("policies:plan_search")


def test_the_plans_of_other_cities_are_found_by_words_and_only_those_one_may_read(plan):
    secret = make_plan(local_government_code="900002", municipality="二番市", is_published=False)
    make_period(plan=secret)
    make_period(plan=make_plan(local_government_code="900003", municipality="三番市", name="水道ビジョン"))

    def found(query: str = "", client: Client | None = None) -> list[str]:
        main = read((client or Client()).get(f"/plans/?{query}")).one("main")
        return [one.attributes["href"] for one in main.all("a") if "plan=" in one.attributes["href"]]

    official = Client()
    official.force_login(make_official("staff", "900002"))
    assert found() == ["/?plan=900001", "/?plan=900003"]
    assert found(client=official) == ["/?plan=900001", "/?plan=900002", "/?plan=900003"]
    assert found("q=" + quote("三番 ビジョン")) == ["/?plan=900003"]
    assert found("q=900001") == ["/?plan=900001"]
    nothing = Client().get("/plans/?q=" + quote("二番"))
    assert "「二番」に当たる計画はありません" in nothing.content.decode()
    for nonsense in NONSENSE.values():
        assert Client().get(f"/plans/?q={nonsense}&page={nonsense}").status_code == 200


def test_a_plan_of_which_only_editions_are_read_is_found_by_its_published_name(plan):
    cycle = make_cycle(period=make_period(plan=make_plan(municipality="新市", is_published=False)))
    make_publication(cycle=cycle, municipality="旧市")
    assert "旧市" in Client().get("/plans/").content.decode()
    assert "新市" not in Client().get("/plans/").content.decode()
    assert "旧市" not in Client().get("/plans/?q=" + quote("新市")).content.decode()


def test_every_part_of_a_scope_tells_it_from_another_so_that_no_kept_page_is_of_another_reader():
    make_one_of_each()
    scope: Any = read_scope(RequestFactory().get("/"))
    others = {
        "plan": Plan(pk=7),
        "plans": [],
        "period": PlanPeriod(pk=7, name="別の期"),
        "periods": [],
        "unconfirmed_of": frozenset({7}),
        "edition": "第2版",
        "messages": ("読めません。",),
        "today": date(2025, 4, 1),
        "year": scope.year - 1,
        **dict.fromkeys(("years_with_results", "published_plans", "enters"), frozenset({7})),
        **{
            one: not getattr(scope, one)
            for one in ("internal", "was_switched", "is_planning", "is_among_others")
        },
    }
    assert set(others) == {one.name for one in fields(Scope)}
    signs = {replace(scope, **{name: value}).sign for name, value in others.items()}
    before = scope.sign
    assert len(signs | {before}) == len(others) + 1
    scope.plan.shows_suggestions = not scope.plan.shows_suggestions
    assert scope.sign != before
