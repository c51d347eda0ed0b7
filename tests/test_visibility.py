"""Who sees what: on every route, what is not public leaves no trace for somebody who may not see it."""

import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from accounts import rules
from accounts.models import Department, Post
from indicators.models import Result, RuleProfile
from policies.models import Plan
from projects.models import ProjectCount
from tests import routes
from tests.city import CITY, ENDED, OTHER_CITY, make_official, make_one_of_each, make_post
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_person,
    make_plan,
    make_project,
    make_project_count,
    make_result,
    make_target,
)
from tests.reading import read

pytestmark = pytest.mark.django_db
SECRET = 98_765_432
UNCONFIRMED = [state for state in Result.EntryState if state not in {"confirmed", "checked"}]


@pytest.fixture
def rows() -> dict[str, Any]:
    return make_one_of_each(CITY)


def staff_of(code: str) -> Client:
    client = Client()
    client.force_login(make_official(Post.Role.STAFF, code))
    return client


def answers(rows: dict[str, Any], query: str = "") -> dict[str, tuple[int, str]]:
    """Return what somebody without a login is answered on every route."""
    client = Client()
    found = {name: client.get(address + query) for name, address in routes.addresses(rows).items()}
    return {name: (answer.status_code, routes.told(answer)) for name, answer in found.items()}


def without(address: str, text: str) -> str:
    """Return the text without what merely repeats the address, and without the token of a form."""
    key = address.strip("/").split("/")[1]
    text = re.sub(r'value="\w{64}"', "", text)
    return text.replace(address, "#").replace(quote(address, safe=""), "#").replace(f"「{key}」", "#")


def test_every_route_is_known_to_these_tests():
    assert set(routes.names()) == set(routes.OF_A_PLAN) | routes.OF_NO_PLAN


def test_a_published_plan_is_read_without_a_login(rows):
    assert {status for status, _ in answers(rows).values()} == {200}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_pages_of_a_plan_are_only_read(rows, method):
    for address in routes.addresses(rows).values():
        assert getattr(Client(), method)(address).status_code == 405


@pytest.mark.parametrize("beside_another", [True, False])
@pytest.mark.parametrize("who", ["nobody", "staff of another city", "somebody who left"])
def test_an_unpublished_plan_is_as_good_as_missing(rows, who, beside_another):
    if beside_another:
        make_one_of_each(OTHER_CITY)
    Plan.objects.filter(pk=rows["Plan"].pk).update(is_published=False)
    client = Client()
    if who == "staff of another city":
        client = staff_of(OTHER_CITY)
    elif who == "somebody who left":
        gone = make_person()
        make_post(gone, rows["Department"], **ENDED)
        client.force_login(gone)

    hidden = rows | {"PolicyNode": make_node(period=rows["PlanPeriod"], code="7-7-7", name="秘密の施策")}
    missing = routes.missing_addresses()
    for name, address in routes.addresses(hidden).items():
        for query in ("", f"?plan={CITY}", f"?plan={CITY}&period=1&year=2022"):
            answer = client.get(address + query)
            text = routes.told(answer)
            assert rows["Plan"].municipality not in text
            assert "秘密" not in text
            if name in missing:
                nothing = client.get(missing[name] + query)
                assert (answer.status_code, nothing.status_code) == (404, 404)
                assert without(address, text) == without(missing[name], nothing.content.decode())
                assert client.head(address + query).status_code == 404


def test_an_unpublished_plan_changes_nothing_on_any_other_page():
    shown = make_one_of_each(OTHER_CITY)
    before = answers(shown)
    make_one_of_each(CITY)
    Plan.objects.filter(local_government_code=CITY).update(is_published=False)
    assert answers(shown) == before


def test_without_a_published_plan_the_answers_are_those_of_an_empty_database(rows):
    Plan.objects.update(is_published=False)
    pages = {
        "policies:overview",
        "policies:heat_map",
        "policies:compare",
        "indicators:indicator_list",
        "projects:project_list",
    }
    assert {name: status for name, (status, _) in answers(rows).items()} == {
        name: 200 if name in pages else 404 for name in routes.OF_A_PLAN
    }


@pytest.mark.parametrize("role", Post.Role.values)
def test_an_unpublished_plan_is_open_to_everybody_of_its_city(rows, role):
    make_plan()
    Plan.objects.filter(pk=rows["Plan"].pk).update(is_published=False)
    client = Client()
    client.force_login(make_official(role, CITY))
    for address in routes.addresses(rows).values():
        assert client.get(address, {"plan": CITY}).status_code == 200


@pytest.mark.parametrize("state", UNCONFIRMED)
@pytest.mark.parametrize("accumulation", ["annual", "cumulative"])
def test_a_figure_that_nobody_confirmed_leaves_no_trace(rows, state, accumulation):
    indicator = make_indicator(
        node=rows["PolicyNode"],
        accumulation=accumulation,
        targets={2022: 4, 2023: 6, 2024: 8},
        results={2022: 5},
    )
    make_project(counts_in=indicator)
    seen = rows | {"Indicator": indicator}
    before = answers(seen)

    added = Decimal(SECRET) if accumulation == "cumulative" else None
    figure = {"total": Decimal(SECRET + 5), "increment": added, "entry_state": state}
    make_result(indicator=indicator, fiscal_year=2023, **figure)
    make_result(indicator=indicator, fiscal_year=2024, missing="pending", entry_state=state)

    assert answers(seen) == before
    asked = answers(seen, "?year=2023")
    assert all(f"{SECRET + 5:,}" not in body for _, body in asked.values())
    assert all(str(SECRET + 5) not in body for _, body in asked.values())


@pytest.mark.parametrize(
    "where", ["its department", "the department beside", "the bureau above", "elsewhere"]
)
@pytest.mark.parametrize("role", Post.Role.values)
def test_who_may_see_an_unconfirmed_figure_sees_it_and_nobody_else_does(rows, role, where):
    bureau = make_department(local_government_code=CITY, kind=Department.Kind.BUREAU)
    own, beside = (make_department(local_government_code=CITY, parent=bureau) for _ in range(2))
    elsewhere = make_department(local_government_code=OTHER_CITY)
    posted = {"its department": own, "the department beside": beside, "the bureau above": bureau}
    node = make_node(period=rows["PlanPeriod"])
    indicator = make_indicator(node=node, department=own, results={2022: 5})
    make_result(indicator=indicator, fiscal_year=2023, total=SECRET, entry_state="waiting")
    person = make_person(role=role, department=posted.get(where, elsewhere))
    owned = SimpleNamespace(department=own, local_government_code=CITY)
    may = rules.may_see_unconfirmed(person, owned, timezone.localdate())

    client = Client()
    client.force_login(person)
    for address, written in (
        (indicator.get_absolute_url(), f"{SECRET:,}"),
        (f"{indicator.get_absolute_url()}chart.json", str(SECRET)),
        (node.get_absolute_url(), f"{SECRET:,}"),
        ("/", f"{SECRET:,}"),
    ):
        assert (written in client.get(address).content.decode()) == may
    assert client.get("/").context["scope"].year.year == (2023 if may else 2022)


def test_the_decisions_of_an_unpublished_cycle_leave_no_trace(rows):
    node = rows["PolicyNode"]
    period = node.period
    before, before_later = answers(rows), answers(rows, "?year=2025")
    cycle = make_cycle(period=period, is_published=False, first_year=2022, last_year=2025, name="内部の回")
    evaluation = make_evaluation(cycle=cycle, node=node, progress="D", direction="Ⅳ")
    evaluation.reasons.create(subject="progress", number=1, text="まだ言えない理由")
    evaluation.sections.create(kind="background", order=1, body="まだ言えない本文")

    assert answers(rows) == before
    assert answers(rows, "?year=2025") == before_later
    page = staff_of(CITY).get(node.get_absolute_url(), {"year": 2025}).content.decode()
    assert "まだ言えない理由" in page
    assert "まだ言えない本文" in page


@pytest.fixture(params=[3, 2], ids=["as many records as reported", "more records than reported"])
def counted(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A measure decided otherwise than suggested, whose indicator counts three projects."""
    rows = make_one_of_each(CITY)
    node = make_node(period=rows["PlanPeriod"])
    results = {"targets": {2022: 4, 2023: 6}, "results": {2022: 5, 2023: 7}}
    indicator = make_indicator(
        node=node, accumulation="cumulative", baseline=1, records_label="取組", **results
    )
    for number in range(3):
        make_project(counts_in=indicator, name=f"取組の{number}")
    make_project_count(indicator=indicator, count=request.param)
    make_project_count(indicator=indicator, fiscal_year=2023, count=48_151)
    make_evaluation(node=node, cycle=rows["EvaluationCycle"], progress="D", difference_reason="わけあって")
    RuleProfile.objects.update(name="市の基準")
    Plan.objects.update(shows_breakdown=False, shows_suggestions=False, shows_forecasts=False)
    return rows | {"PolicyNode": node, "Indicator": indicator, "LeadingProject": node.projects.first()}


def test_with_the_setting_off_the_public_reads_no_suggestion_and_no_breakdown(counted):
    for name, (status, body) in answers(counted).items():
        text = body
        assert status == 200
        for word in ("参考判定", "報告件数", "未登録", "48151", "48,151", "わけあって", "相違", "個票登録"):
            assert word not in text, (name, word)
    for name in ("policies:policy_node", "projects:project_list"):
        assert "主な取組3件を掲載" in answers(counted)[name][1]


# what tells of each of the three things that a plan may show to visitors, wherever it stands
TELLS: dict[str, tuple[str, ...]] = {
    "shows_breakdown": ("報告件数", "未登録", "48151", "48,151", "個票登録"),
    "shows_suggestions": ("参考判定", "わけあって", "相違", "達成状況は「"),
    "shows_forecasts": (
        "目標への見込み",
        "見込まれます",
        "見込みと幅",
        "見込みの上限",
        "あと",
        "期間の目標の達成には",
    ),
}


@pytest.mark.parametrize("shown", [None, *TELLS])
def test_each_of_three_settings_shows_its_own_to_visitors_on_every_page_figure_and_answer(counted, shown):
    make_target(indicator=counted["Indicator"], fiscal_year=2025, scope="period", value=90_000)
    make_target(indicator=counted["Indicator"], fiscal_year=2023, value=80_000, revision=1)
    if shown:
        Plan.objects.update(**{shown: True})
    told = "".join(body for _, body in answers(counted).values())
    found = {setting for setting, words in TELLS.items() if any(word in told for word in words)}
    assert found == ({shown} if shown else set())
    if shown == "shows_forecasts":
        assert all(word in told for word in TELLS[shown])


def test_staff_read_a_forecast_that_visitors_do_not_and_it_says_so(counted):
    address = counted["Indicator"].get_absolute_url()
    page = read(staff_of(CITY).get(address)).text
    assert re.search("庁内 (近年の推移|実績が2か年度分に満たない|期間の)", page)
    Plan.objects.update(shows_forecasts=True)
    assert "庁内 近年" not in read(staff_of(CITY).get(address)).text


def test_a_barred_suggestion_tells_visitors_no_count_that_is_not_shown(counted):
    Plan.objects.update(shows_suggestions=True)
    ProjectCount.objects.filter(fiscal_year=2022).update(count=1)
    make_project(counts_in=counted["Indicator"], name="余分な取組", counting_year=2022)
    page = Client().get(counted["PolicyNode"].get_absolute_url()).content.decode()
    assert "取組の件数に確認中のものがあります。" in page
    assert "上回っています" not in page
    assert "上回っています" in staff_of(CITY).get(counted["PolicyNode"].get_absolute_url()).content.decode()


def judged_in_figure(client: Client) -> int:
    traces = client.get("/overview.json").json()["data"]
    return sum(sum(filter(None, trace["x"])) for trace in traces if trace["name"] != "未判定")


def test_with_the_setting_off_the_table_cannot_be_sorted_by_suggestion(counted):
    client = Client()
    assert not client.get("/?sort=suggestion").context["table"].order_by
    assert client.get("/?sort=progress").context["table"].order_by == ("progress",)


def test_with_the_setting_off_the_figure_of_the_overview_counts_decisions_only(counted):
    counted["PolicyNode"].evaluations.update(progress=None)
    ProjectCount.objects.update(count=77)
    assert judged_in_figure(Client()) == 0
    assert judged_in_figure(staff_of(CITY)) > 0
    Plan.objects.update(shows_suggestions=True)
    assert judged_in_figure(Client()) > 0


def test_staff_see_suggestion_and_breakdown_in_spite_of_the_setting(counted):
    client = staff_of(CITY)
    page = client.get(counted["PolicyNode"].get_absolute_url()).content.decode()
    for words in (
        "参考判定（数値から機械的に算出した目安です",
        "・R5 48151件）、うち個票登録3件",
        "参考判定と異なる理由",
    ):
        assert words in page
    assert "参考判定" in client.get("/").content.decode()
    for client in (Client(), staff_of(OTHER_CITY)):
        assert "参考判定" not in client.get(counted["PolicyNode"].get_absolute_url()).content.decode()


def test_with_the_setting_on_the_public_reads_both(counted):
    Plan.objects.update(shows_suggestions=True, shows_breakdown=True)
    page = Client().get(counted["PolicyNode"].get_absolute_url()).content.decode()
    assert "参考判定（数値から機械的に算出した目安です" in page
    assert "・R5 48151件）、うち個票登録3件" in page


def test_the_distance_to_the_next_class_is_for_staff_only(rows):
    Plan.objects.update(shows_forecasts=False)
    indicator = make_indicator(node=rows["PolicyNode"], baseline=1, targets={2022: 9}, results={2022: 5})
    seen = rows | {"Indicator": indicator}
    said = "aまであと4件"
    assert all(said not in body and "あと4" not in body for _, body in answers(seen).values())
    staff = staff_of(CITY)
    for address in (indicator.get_absolute_url(), indicator.node.get_absolute_url()):
        assert said in read(staff.get(address)).text


def test_the_history_is_for_staff_only(rows):
    address = rows["Indicator"].get_absolute_url()
    assert "変更履歴" not in read(Client().get(address)).text
    assert "変更履歴" in read(staff_of(CITY).get(address)).text
