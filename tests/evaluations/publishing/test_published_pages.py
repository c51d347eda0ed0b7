"""What the public reads once something was published: that, at every address, and nothing else."""

import hashlib
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from accounts.models import Department, Person, Post
from desk.actions.once import new_key
from evaluations import urls
from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.actions import publish_correction
from evaluations.publishing.models import Publication
from evaluations.publishing.page.pages import read_content
from evaluations.publishing.views import publish as publish_page
from evaluations.rating.models.evaluation import EvaluationReason, NarrativeSection
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import Indicator, Result
from policies.models import Plan, PlanPeriod, PolicyNode
from projects.models import LeadingProject
from tests import routes
from tests.city import CITY, OTHER_CITY, make_official
from tests.evaluations.published_hall import Hall, make_hall
from tests.factories import make_indicator, make_node, make_person
from tests.reading import read

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
OUTSIDE = ("nobody", "staff of another city")
INSIDE = list(Post.Role.values)


@pytest.fixture
def hall() -> Hall:
    read_content.cache_clear()
    return make_hall()


def visitor(who: str) -> Client:
    client = Client()
    if who != "nobody":
        code = OTHER_CITY if who == "staff of another city" else CITY
        client.force_login(make_official("staff" if who not in INSIDE else who, code))
    return client


# files, of which the tests of packages tell
MADE_BEFOREHAND = {f"published:{of}" for of in ("package", "cycle_package", "period_package", "plan_package")}


def published_routes(hall: Hall, number: int = 1) -> dict[str, str]:
    """Return the address of every published page of an edition, by its route."""
    place = {"plan": CITY, "key": "r5-mid"}
    edition = {**place, "number": number}
    return {
        "published:latest": reverse("published:latest", kwargs=place),
        "published:edition": reverse("published:edition", kwargs=edition),
        "published:indicators": reverse("published:indicators", kwargs=edition),
        "published:book": reverse("published:book", kwargs=edition),
        "published:data": reverse("published:data", kwargs=edition),
        "published:chart": reverse("published:chart", kwargs={**edition, "pk": hall.indicator.pk}),
        "published:measure": reverse("published:measure", kwargs={**edition, "address": hall.node.address}),
    }


def live_routes(hall: Hall) -> dict[str, str]:
    """Return the address of every page of the plan, of one that there is not, and of every answer of the API."""
    rows = {
        "PolicyNode": hall.node,
        "Indicator": hall.indicator,
        "LeadingProject": LeadingProject.objects.get(),
    }
    nodes = {f"node {node.address}": node.get_absolute_url() for node in PolicyNode.objects.all()}
    paths = json.loads(Client().get("/api/v1/openapi.json").content)["paths"]
    given = {"{address}": hall.node.address, "{key}": hall.indicator.uid}
    api = {}
    for path in paths:
        address = path
        for name, value in given.items():
            address = address.replace(name, value)
        api[f"api {path}"] = address
    return routes.addresses(rows) | routes.missing_addresses_as("missing ") | nodes | api


def answers(client: Client, addresses: Mapping[str, str]) -> dict[str, tuple[int, str, str]]:
    found = {}
    for name, address in addresses.items():
        answer = client.get(address)
        body = TOKEN.sub("", answer.content.decode())
        found[name] = (answer.status_code, answer.get("Location", ""), body)
    return found


def change_everything(hall: Hall) -> None:
    """Rename, re-rate, re-count, add and delete, as years of reorganisation would."""
    Plan.objects.update(municipality="改後市", name="改後計画", first_year=2015, shows_suggestions=False)
    PlanPeriod.objects.update(name="改後期間")
    PolicyNode.objects.update(name="改後名称", direct_goal="改後目標")
    Department.objects.update(name="改後課")
    Indicator.objects.update(name="改後指標", method="改後算出方法", unit="後")
    Result.objects.update(total=Decimal(55443))
    LeadingProject.objects.update(name="改後取組", summary="改後概要")
    EvaluationCycle.objects.update(name="改後評価")
    EvaluationReason.objects.update(text="改後理由")
    NarrativeSection.objects.update(body="改後本文")
    hall.evaluation.progress = hall.cycle.progress_scale.levels.get(symbol="D")
    hall.evaluation.save()
    hall.cycle.progress_scale.levels.update(label="改後意味")
    new = make_node(parent=hall.node.parent, name="改後施策")
    make_indicator(node=new, name="改後新指標", results={2023: 55443})
    Person.objects.filter(pk=hall.planner.pk).update(name="改後氏名")
    Result.objects.update(entered_by=None)
    Person.objects.get(username="enterer").delete()
    ProjectSheet.objects.all().delete()
    for indicator in (hall.indicator, *hall.undertaking.indicators.all()):
        for below in (indicator.results, indicator.targets, indicator.project_counts, indicator.projects):
            below.all().delete()
        indicator.delete()
    hall.undertaking.delete()


def test_every_route_of_what_was_published_is_known_to_these_tests(hall):
    known = set(published_routes(hall)) | MADE_BEFOREHAND
    assert {f"published:{one.name}" for one in urls.published_routes} == known
    assert "published" in {getattr(one, "namespace", None) for one in get_resolver().url_patterns}


@pytest.mark.parametrize("who", OUTSIDE)
def test_whatever_changes_afterwards_changes_no_public_byte(hall, who):
    Result.objects.update(entered_by=make_person(username="enterer"))
    hall.publish()
    client = visitor(who)
    addresses = published_routes(hall) | live_routes(hall)
    before = answers(client, addresses)
    change_everything(hall)
    read_content.cache_clear()
    after = answers(client, addresses)
    for name, (_, _, body) in after.items():
        for words in ("改後", "55,443", "55443"):
            assert words not in body, name
    assert {name for name in before if after[name] != before[name]} == set()
    new = PolicyNode.objects.get(name="改後施策")
    for address in (new.get_absolute_url(), new.indicators.get().get_absolute_url()):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", OUTSIDE)
def test_an_address_of_the_plan_leads_to_what_was_published_of_it(hall, who):
    project = LeadingProject.objects.get()
    hall.publish()
    index, client = f"/published/{CITY}/r5-mid/1/", visitor(who)
    page = f"{index}policies/{hall.node.address}/"
    for address, place in (
        ("/", index),
        (f"/?plan={CITY}", index),
        (f"/?plan={CITY}&period=1&year=2022", index),
        ("/projects/", index),
        (f"/indicators/?plan={CITY}", f"{index}indicators/"),
        (f"/heat/?plan={CITY}", index),
        (f"/compare/?plan={CITY}&from=2022&to=2023", index),
        (hall.node.get_absolute_url(), page),
        (hall.node.parent.get_absolute_url(), f"{index}policies/{hall.node.parent.address}/"),
        (hall.undertaking.get_absolute_url(), f"{page}#undertakings"),
        (hall.indicator.get_absolute_url(), f"{page}#indicator-{hall.indicator.pk}"),
        (f"{hall.indicator.get_absolute_url()}chart.json", f"{index}charts/{hall.indicator.pk}.json"),
        (project.get_absolute_url(), f"{page}#project-{project.pk}"),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.get("Location")) == (302, place), address
        assert client.get(place.partition("#")[0]).status_code == 200
    for address in ("/overview.json", "/policies/9-9-9/", "/indicators/987654321/", "/projects/987654321/"):
        assert client.get(address).status_code == 404, address


def test_the_menu_of_a_published_page_leads_nobody_back_to_the_same_page(hall):
    hall.publish()
    index = f"/published/{CITY}/r5-mid/1/"
    for address in (index, f"{index}policies/{hall.node.address}/"):
        for who, names in (
            ("nobody", ["概況", "指標"]),
            ("staff", ["概況", "指標", "取組", "実績の入力", "評価"]),
        ):
            menu = read(visitor(who).get(address)).one("nav", **{"aria-label": "主なページ"})
            assert [link.text for link in menu.all("a")] == names


@pytest.mark.parametrize("role", INSIDE)
def test_whoever_is_of_the_city_keeps_the_live_pages_with_a_link_to_the_edition(hall, role):
    client = visitor(role)
    before = client.get(hall.node.get_absolute_url())
    assert "公表版" not in before.content.decode()
    hall.publish()
    answer = client.get(hall.node.get_absolute_url())
    assert answer.status_code == 200
    assert (
        f'<a class="nowrap" href="/published/{CITY}/r5-mid/1/">元の評価 公表版 第1版</a>'
        in answer.content.decode()
    )


def test_a_plan_without_an_edition_stays_as_it_is(hall):
    make_hall(OTHER_CITY)
    hall.publish()
    client = Client()
    assert client.get("/").status_code == 302
    other = client.get("/", {"plan": OTHER_CITY})
    assert other.status_code == 200
    Plan.objects.filter(local_government_code=CITY).update(municipality="改後市")
    assert "改後市" not in client.get("/", {"plan": OTHER_CITY}).content.decode()
    assert "公表市 公表計画" in other.content.decode()


def test_what_was_published_is_read_even_if_the_plan_is_taken_back(hall):
    hall.publish()
    Plan.objects.update(is_published=False)
    client = Client()
    assert client.get("/").status_code == 302
    for address in published_routes(hall).values():
        assert client.get(address).status_code == 200


def test_the_api_answers_from_the_edition_and_names_its_file(hall):
    hall.publish()
    client = Client()
    for path in ("measures", "nodes", "indicators", "projects", f"indicators/{hall.indicator.pk}"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200
        assert answer.json()["source"]["data"] == f"/published/{CITY}/r5-mid/1/data.json"
    (plan,) = client.get("/api/v1/plans").json()
    assert (plan["municipality"], plan["periods"][0]["number"]) == ("公表市", 1)


@pytest.mark.parametrize("who", ["nobody", "planning"])
def test_a_downloaded_edition_carries_a_hash_that_anybody_can_recompute(hall, who):
    edition = hall.publish()
    answer = visitor(who).get(published_routes(hall)["published:data"])
    data = json.loads(answer.content)
    text = json.dumps(data["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == data["sha256"] == edition.sha256
    assert answer["Content-Type"].startswith("application/json")
    assert "attachment" in answer["Content-Disposition"]


def test_a_visitor_gets_no_cookie(hall):
    hall.publish()
    client = Client()
    for address in published_routes(hall).values():
        assert client.get(address).status_code == 200
    assert not client.cookies


def test_an_old_edition_is_read_beside_the_new_one_and_says_so(hall):
    hall.publish()
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(8))
    publish_correction(hall.draft(), edition=2, reason="転記の誤り", reasons=["桁違い"], by=hall.by)
    client = Client()
    pages = {}
    for number in (1, 2):
        listed = published_routes(hall, number)
        pages[number] = read(client.get(listed["published:measure"])).text
        assert client.get(listed["published:data"]).status_code == 200
    assert "第1版です。最新は第2版です。" in pages[1]
    assert "最新は" not in pages[2]
    assert "7件" in pages[1]
    assert "8件" in pages[2]
    assert "8件" not in pages[1]
    index = read(client.get(f"/published/{CITY}/r5-mid/"))
    (errata,) = [table.rows for table in index.all("table") if "誤" in table.rows[0]]
    assert errata[0] == ["該当箇所", "誤", "正", "理由"]
    assert errata[1][1:] == ["7件", "8件", "桁違い"]
    assert "公表版 第2版（この版）" in index.text
    assert client.get(hall.node.get_absolute_url())["Location"].startswith(f"/published/{CITY}/r5-mid/2/")


def test_the_published_page_has_the_order_of_a_report(hall):
    hall.publish()
    page = read(Client().get(published_routes(hall)["published:measure"]))
    assert [one.text for one in page.all("h2")] == ["概要", "背景", "取組", "成果", "まとめ"]
    for words in ("元の主管課（関係課：元の関係課）", "元の理由", "元の背景", "元の取組", "報告件数1件"):
        assert words in page.text, words
    assert page.all("section", id="nothing") == []


@pytest.mark.parametrize(
    "address",
    [
        f"/published/{CITY}/r5-mid/2/",
        f"/published/{CITY}/r5-mid/1/policies/9-9-9/",
        f"/published/{CITY}/r5-mid/1/charts/987654321.json",
        f"/published/{CITY}/r5-mid/2/data.json",
        f"/published/{CITY}/r5-mid/2/print/",
        f"/published/{OTHER_CITY}/r5-mid/",
        f"/published/{CITY}/other/",
        f"/published/{CITY}/r5-mid/99999999999999999999999/",
        "/published/%00/r5-mid/",
    ],
)
def test_what_was_not_published_is_missing(hall, address):
    hall.publish()
    assert Client().get(address).status_code == 404


def test_who_asks_for_what_nobody_published_has_no_edition_read_again(hall, monkeypatch):
    hall.publish()
    for code in ("999901", "999902", "999903"):
        make_hall(code).publish()
    missing = ("/indicators/987654321/", "/projects/987654321/", "/api/v1/indicators/987654321")
    for page in missing:
        assert Client().get(page).status_code == 404
    monkeypatch.setattr(Publication, "read", lambda one: pytest.fail("an edition is read"))
    for page in missing:
        with CaptureQueriesContext(connection) as asked:
            assert Client().get(page).status_code == 404
        assert len(asked) <= 6, page


def test_a_published_page_costs_as_many_queries_for_many_measures_as_for_one(hall):
    def cost() -> list[int]:
        read_content.cache_clear()
        counted = []
        for address in published_routes(hall, Publication.objects.count()).values():
            read_content.cache_clear()
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(address).status_code == 200
            counted.append(len(queries))
        return counted

    hall.publish()
    before = cost()
    for number in range(6):
        make_indicator(node=make_node(parent=hall.node.parent), results={2023: number})
    publish_correction(hall.draft(), edition=2, reason="追加", allowed_despite="試験", by=hall.by)
    assert cost() == before
    assert max(before) == 3  # the first screen asks for the plan's other evaluations, too


# --- the page of the 事務局 ---

WHO = {
    "nobody": 302,
    "staff": 404,
    "chief": 404,
    "bureau": 404,
    "committee": 404,
    "system": 404,
    "planning": 200,
    "planning elsewhere": 404,
    "left": 404,
    "root": 200,
}


def somebody(who: str) -> Client:
    client = Client(headers={"Referer": "http://testserver/"})
    if who == "root":
        client.force_login(make_person(is_superuser=True))
    elif who == "planning elsewhere":
        client.force_login(make_official("planning", OTHER_CITY))
    elif who == "left":
        person = make_official("planning")
        person.posts.update(valid_to="2020-03-31")
        client.force_login(person)
    elif who != "nobody":
        client.force_login(make_official(who))
    return client


def sent(client: Client, hall: Hall, **instead: Any) -> dict[str, Any]:
    """Return what the page would send."""
    shown = client.get(hall.address).context["preview"]
    return {"edition": shown.next_edition, "basis": shown.draft.basis, "once": new_key()} | instead


@pytest.mark.parametrize("who", WHO)
def test_only_the_planning_office_publishes(hall, who):
    client, body = somebody(who), sent(somebody("planning"), hall)
    assert client.get(hall.address).status_code == WHO[who]
    assert client.get("/evaluations/cycles/missing/publish/").status_code == (302 if who == "nobody" else 404)
    answer = client.post(hall.address, body)
    assert answer.status_code == (302 if WHO[who] == 200 else WHO[who])
    assert Publication.objects.count() == (WHO[who] == 200)
    assert client.put(hall.address).status_code in {405, 302}


@pytest.mark.parametrize("without", ["edition", "basis", "once"])
def test_a_form_without_what_it_showed_is_refused(hall, without):
    client = somebody("planning")
    body = sent(client, hall)
    del body[without]
    assert client.post(hall.address, body).status_code == 400
    assert client.post(hall.address, body | {without: "x" * 70}).status_code == 400
    assert not Publication.objects.exists()


def test_a_form_sent_twice_leads_to_the_first_edition(hall):
    client = somebody("planning")
    body = sent(client, hall)
    first, second = client.post(hall.address, body), client.post(hall.address, body)
    assert first["Location"] == second["Location"] == f"/published/{CITY}/r5-mid/1/"
    assert Publication.objects.count() == 1


def test_what_changed_since_the_page_was_opened_is_shown_before_it_is_published(hall):
    client = somebody("planning")
    hall.evaluation.progress = None
    hall.evaluation.save()
    body = sent(client, hall, allowed_despite="議会の日程のため")
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(8))
    answer = client.post(hall.address, body)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "公表する内容が変わりました" in text
    assert "議会の日程のため" in text
    assert not Publication.objects.exists()


def test_whoever_comes_second_is_told_and_loses_nothing(hall):
    client = somebody("planning")
    hall.publish()
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(8))
    body = sent(client, hall, kind="correction", reason="わたしの理由", why="わたしの注")
    publish_correction(hall.draft(), edition=2, reason="ほかの人の理由", by=hall.by)
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(9))
    answer = client.post(hall.address, body | {"basis": "0" * 64})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "すでに公表しています" in text
    assert "わたしの理由" in text
    assert "わたしの注" in text
    assert Publication.objects.count() == 2


def test_open_ratings_are_listed_and_the_reason_is_asked_for(hall):
    client = somebody("planning")
    make_node(parent=hall.node.parent, name="未決定の施策")
    page = client.get(hall.address)
    assert "未決定の施策：「施策の進捗状況」が決定していません。" in read(page).text
    answer = client.post(hall.address, sent(client, hall))
    assert answer.status_code == 400
    assert "未解決のものが2件あります" in answer.content.decode()
    answer = client.post(hall.address, sent(client, hall, allowed_despite="議会の日程のため"))
    assert answer.status_code == 302
    assert Publication.objects.get().allowed_despite == "議会の日程のため"
    assert "議会の日程のため" in read(client.get(hall.address)).text
    for address in published_routes(hall).values():
        assert "議会の日程" not in Client().get(address).content.decode()


def test_a_correction_is_made_on_the_page_line_by_line(hall):
    hall.publish()
    client = somebody("planning")
    assert "変わったところはありません" in read(client.get(hall.address)).text
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(8))
    page = client.get(hall.address)
    rows = read(page).one("div", **{"aria-labelledby": "differences"}).one("table").rows
    assert rows[1][1:3] == ["7件", "8件"]
    why = ["桁違い", *[""] * (len(rows) - 2)]
    answer = client.post(hall.address, sent(client, hall, kind="correction", reason="", why=why))
    assert answer.status_code == 400
    assert "この版を公表する理由を入力してください" in answer.content.decode()
    assert 'value="桁違い"' in answer.content.decode()
    answer = client.post(hall.address, sent(client, hall, kind="update", reason="確定", why=why))
    assert answer.status_code == 400
    assert "次の1か所は、訂正（誤り）か遡及改定を選んでください" in answer.content.decode()
    answer = client.post(hall.address, sent(client, hall, kind="correction", reason="誤り", why=why))
    assert answer["Location"] == f"/published/{CITY}/r5-mid/2/"
    assert Publication.objects.get(edition=2).corrections[0]["reason"] == "桁違い"


def test_what_kind_a_change_is_of_is_asked_and_nothing_is_chosen_before(hall):
    hall.publish()
    client = somebody("planning")
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(8))
    type(hall.indicator).objects.filter(pk=hall.indicator.pk).update(method="直した算出方法")
    page = read(client.get(hall.address))
    assert [one.attributes["value"] for one in page.all("input", name="kind")] == [
        "correction",
        "update",
        "revision",
    ]
    assert not any("checked" in one.attributes for one in page.all("input", name="kind"))
    assert len(page.all("select", name="line_kind")) == 2
    assert not any("selected" in one.attributes for one in page.all("option"))
    answer = client.post(hall.address, sent(client, hall, reason="改定"))
    assert answer.status_code == 400
    assert "種別を、訂正（誤り）・確定に伴う更新・遡及改定から選んでください。" in read(answer).text
    answer = client.post(
        hall.address, sent(client, hall, kind="revision", reason="", line_kind=["", "correction"])
    )
    chosen = [one.attributes["value"] for one in read(answer).all("option") if "selected" in one.attributes]
    assert (answer.status_code, chosen) == (400, ["correction"])
    odd = sent(client, hall, kind="revision", reason="改定", line_kind=["", "nothing"])
    assert client.post(hall.address, odd).status_code == 400
    body = sent(client, hall, kind="revision", reason="統計の改定", line_kind=["", "correction"])
    assert client.post(hall.address, body).status_code == 302
    index = read(Client().get(f"/published/{CITY}/r5-mid/"))
    titles = [one.text for one in index.all("h3") if one.text.startswith("第2版の")]
    assert titles == ["第2版の正誤表", "第2版の遡及改定"]
    (errata,) = [one.rows for one in index.all("table") if "誤" in one.rows[0]]
    assert [row[1:3] for row in errata[1:]] == [["元の算出方法", "直した算出方法"]]
    (revised,) = [one for one in index.all("table") if "改定前" in one.rows[0]]
    (follows,) = revised.all("details")
    assert "これに伴って変わるところ" in follows.text
    assert "達成率：116.7％ → 133.3％" in follows.text


def test_what_was_typed_when_the_session_was_over_is_there_after_the_login(hall):
    hall.publish()
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(8))
    client = Client(headers={"Referer": "http://testserver/"})
    answer = client.post(hall.address, {"edition": 2, "reason": "長い理由", "kind": "correction"})
    assert answer.status_code == 302
    way_back = answer["Location"].partition("next=")[2]
    client.force_login(make_official("planning"))
    assert "長い理由" in client.get(unquote(way_back)).content.decode()


def test_a_reorganisation_is_no_mistake_unless_one_says_so(hall):
    hall.publish()
    Department.objects.update(name="改後課")
    client = somebody("planning")
    page = client.get(hall.address)
    assert "変わったところはありません" in read(page).text
    renamed = {"departments": "current"}
    page = client.get(hall.address, renamed)
    assert {(one.before, one.after) for one in page.context["preview"].differences} == {
        ("元の主管課", "改後課"),
        ("元の関係課", "改後課"),
    }
    shown = page.context["preview"]
    said = {"kind": "correction", "reason": "所属の誤り"}
    body = {"edition": 2, "basis": shown.draft.basis, "once": new_key(), **said}
    assert client.post(hall.address, body).status_code == 409
    assert client.post(hall.address, body | renamed).status_code == 302
    assert Publication.objects.get(edition=2).read()["measures"][0]["department"] == "改後課"


def test_a_correction_of_very_many_places_can_still_be_sent(hall, monkeypatch):
    hall.publish()
    monkeypatch.setattr(publish_page, "MOST_REASONS", 1)
    Result.objects.filter(indicator=hall.indicator).update(total=Decimal(8))
    client = somebody("planning")
    page = read(client.get(hall.address))
    assert len(page.all("input", name="why")) == 1 < len(client.get(hall.address).context["differences"])
    answer = client.post(hall.address, sent(client, hall, kind="correction", reason="誤り", why="一つ目"))
    assert answer.status_code == 302
    reasons = [line["reason"] for line in Publication.objects.get(edition=2).corrections]
    assert reasons == ["一つ目", *[""] * (len(reasons) - 1)]
