"""A fixture loaded from a page: seen before, loaded within one's rights, taken back."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Post
from desk.actions.once import new_key
from evaluations.cycles.models import EvaluationCycle
from indicators.models import Indicator, RatingScale, Result, Target
from policies.models import Plan, PolicyNode
from reports.jobs.models import Job
from reports.loads import kinds
from reports.loads.actions import uploads
from store.models import Change, Load
from tests.city import CITY, OTHER_CITY, make_official
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_result,
    make_target,
)
from tests.reading import read

pytestmark = pytest.mark.django_db
LIST = "/reports/"


@pytest.fixture
def planner() -> Client:
    return client_of(Post.Role.PLANNING)


def client_of(role: str, code: str = CITY, **fields: Any) -> Client:
    client = Client()
    client.force_login(make_official(role, code, **fields))
    return client


def entry(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "fields": fields}


def choose(client: Client, *entries: dict[str, Any], text: str | None = None) -> Any:
    """Send a file and return the page that shows what it would change."""
    content = json.dumps(entries) if text is None else text
    answer = client.post(LIST, {"file": SimpleUploadedFile("計画.json", content.encode())})
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"])


def load(client: Client, page: Any, **typed: str) -> Any:
    """Send the form of that page."""
    version = str(page.context["version"])
    sent = {
        "once": new_key(),
        "version": version,
        "state": "waiting",
        "differing": "keep",
        "why": "",
        **typed,
    }
    return client.post(page.request["PATH_INFO"], sent, follow=True)


def said(page: Any) -> str:
    return read(page).one("main").text


@pytest.fixture
def plan() -> Plan:
    return make_plan(local_government_code=CITY)


@pytest.fixture
def indicator(plan: Plan) -> Indicator:
    return make_indicator(node=make_node(period=make_period(plan=plan)))


def a_result(indicator: Indicator, year: int = 2022, **fields: Any) -> dict[str, Any]:
    key = [*indicator.natural_key()]
    return entry(
        "indicators.result",
        indicator=key,
        fiscal_year=year,
        **{"total": 7, "entry_state": "checked"} | fields,
    )


def test_a_file_is_looked_at_loaded_and_taken_back(planner, indicator):
    page = choose(planner, a_result(indicator))
    assert "追加 1件" in said(page)
    assert not Result.objects.exists()
    done = load(planner, page)
    assert "「計画.json」を読み込みました" in done.content.decode()
    result = Result.objects.get()
    assert (result.total, result.entry_state) == (7, "waiting")
    first = Load.objects.get()
    assert (first.city, first.added, first.via) == (CITY, 1, "page")
    back = planner.post(reverse("reports:load", args=(first.pk,)), {"once": new_key()}, follow=True)
    assert "取り消しました" in back.content.decode()
    assert not Result.objects.exists()
    assert "この読込みは取り消されています" in said(back)


def test_published_results_come_in_as_such_for_a_reason_alone(planner, indicator):
    page = choose(planner, a_result(indicator))
    refused = load(planner, page, state="confirmed")
    assert refused.status_code == 422
    assert "理由・出典を入力してください" in said(refused)
    assert not Result.objects.exists()
    load(planner, page, state="confirmed", why="令和4年度 中間評価結果（公表資料）")
    assert Result.objects.get().entry_state == "checked"
    change = Change.objects.filter(model="indicators.result", field="total").get()
    assert (change.why, change.post != "") == ("令和4年度 中間評価結果（公表資料）", True)


@pytest.mark.parametrize("differing", ["keep", "overwrite"])
def test_what_sections_said_is_never_overwritten(planner, indicator, differing):
    make_result(indicator=indicator, total=5)
    page = choose(planner, a_result(indicator), a_result(indicator, 2023))
    assert "異なるが、データベースの値を残す項目" in said(page)
    load(planner, page, differing=differing)
    assert list(Result.objects.order_by("fiscal_year").values_list("total", flat=True)) == [5, 7]
    assert Result.objects.get(fiscal_year=2022).entry_state == "checked"


@pytest.mark.parametrize("is_published", [True, False])
def test_what_cities_promised_is_never_overwritten(planner, indicator, is_published):
    make_target(indicator=indicator, value=10)
    Plan.objects.update(is_published=is_published)
    key = [*indicator.natural_key()]
    page = choose(planner, entry("indicators.target", indicator=key, fiscal_year=2022, scope="year", value=4))
    expected = "改定番号1の行を追加" if is_published else "異なるが、データベースの値を残す項目"
    assert expected in said(page)
    load(planner, page, differing="overwrite")
    assert Target.objects.get().value == 10


@pytest.mark.parametrize(("differing", "name"), [("keep", "項目1"), ("overwrite", "新しい名前")])
def test_what_differs_stays_unless_the_file_shall_count(planner, indicator, differing, name):
    node = indicator.node
    fields = {"period": [*node.period.natural_key()], "layer": [*node.layer.natural_key()], "code": node.code}
    page = choose(
        planner, entry("policies.policynode", **fields, order=1, name="新しい名前"), a_result(indicator)
    )
    assert "新しい名前" in said(page)
    load(planner, page, differing=differing)
    assert PolicyNode.objects.get().name == name
    assert Result.objects.exists()


def test_publishing_is_never_decided_by_a_file(planner):
    fields = {
        "municipality": "市",
        "local_government_code": CITY,
        "name": "計画",
        "first_year": 2022,
        "last_year": 2025,
    }
    page = choose(planner, entry("policies.plan", **fields, is_published=True, shows_suggestions=True))
    assert "公開の設定は、ファイルからは変えません" in said(page)
    load(planner, page)
    plan = Plan.objects.get()
    assert (plan.is_published, plan.shows_suggestions) == (False, False)
    assert not EvaluationCycle.objects.exists()


def test_only_the_own_citys_rows_are_loaded(planner):
    make_department(local_government_code=OTHER_CITY)
    page = choose(
        planner, entry("accounts.department", local_government_code=OTHER_CITY, code="7", name="課")
    )
    assert page.status_code == 422
    assert f"団体コード {OTHER_CITY} のデータです" in said(page)
    refused = load(planner, page)
    assert refused.status_code == 422
    assert not Load.objects.exists()


@pytest.mark.parametrize(("role", "may"), [(Post.Role.PLANNING, False), (Post.Role.SYSTEM, True)])
def test_what_several_cities_use_is_the_systems(role, may):
    client = client_of(role)
    page = choose(client, entry("indicators.ratingscale", key="z", name="区分"))
    assert (page.status_code == 200) is may
    load(client, page)
    assert RatingScale.objects.filter(key="z").exists() is may


def test_what_several_cities_use_may_stand_in_the_file_as_it_is(planner, indicator):
    RatingScale.objects.create(key="z", name="区分")
    page = choose(planner, entry("indicators.ratingscale", key="z", name="区分"), a_result(indicator))
    load(planner, page)
    assert Result.objects.exists()


@pytest.mark.parametrize("role", [Post.Role.STAFF, Post.Role.CHIEF, Post.Role.BUREAU, Post.Role.COMMITTEE])
def test_nobody_else_may(role, indicator):
    client = client_of(role)
    assert client.get(LIST).status_code == 403
    file = SimpleUploadedFile("a.json", b"[]")
    assert client.post(LIST, {"file": file}).status_code == 403
    ticket = uploads.ticket_for(uploads.keep("a.json", b"[]"), client.session["_auth_user_id"])
    assert client.post(reverse("reports:new", args=(ticket,)), {}).status_code == 403
    assert Client().get(LIST).status_code == 302


def test_nothing_is_overwritten_that_was_not_shown(planner, indicator):
    node = indicator.node
    fields = {"period": [*node.period.natural_key()], "layer": [*node.layer.natural_key()], "code": node.code}
    page = choose(planner, entry("policies.policynode", **fields, order=1, name="新しい名前"))
    PolicyNode.objects.update(name="その間に変えた名前", version=2)
    late = load(planner, page, differing="overwrite")
    assert late.status_code == 409
    assert "その間に変えた名前" in said(late)
    assert PolicyNode.objects.get().name == "その間に変えた名前"
    load(planner, late, differing="overwrite")
    assert PolicyNode.objects.get().name == "新しい名前"


def test_a_file_opens_for_whoever_sent_it_alone(planner, indicator):
    page = choose(planner, a_result(indicator))
    colleague = client_of(Post.Role.PLANNING, username="colleague")
    assert colleague.get(page.request["PATH_INFO"]).status_code == 404
    assert colleague.get(reverse("reports:new", args=("x" * 20,))).status_code == 404


def test_a_load_of_another_city_is_not_there(planner, indicator):
    load(planner, choose(planner, a_result(indicator)))
    other = client_of(Post.Role.PLANNING, OTHER_CITY)
    address = reverse("reports:load", args=(Load.objects.get().pk,))
    assert other.get(address).status_code == other.post(address).status_code == 404
    assert "計画.json" not in said(other.get(LIST))
    assert "計画.json" in said(planner.get(LIST))


def test_what_was_built_on_a_load_is_named(planner, indicator):
    load(planner, choose(planner, a_result(indicator)))
    Result.objects.update(version=9)
    address = reverse("reports:load", args=(Load.objects.get().pk,))
    assert "取り消せません" in said(planner.get(address))
    refused = planner.post(address, {"once": new_key()})
    assert refused.status_code == 422
    assert Result.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"model": "policies.plan", "fi', "JSON"),
        ('{"model": "policies.plan"}', "全体を [ … ] の並びにしてください"),
        ('[{"model": "accounts.person", "fields": {}}]', "読み込めない種類です"),
        ("[" * 200 + '{"model": 1}' + "]" * 200, "入れ子"),
        ('[{"model": "\\ud800", "fields": {}}]', "読み込めない種類です"),
        ('[{"model": "policies.plan", "fields": {"\\ud800": 1}}]', "知らない項目です"),
        ('[{"model": 1, "\\ud800": 1, "\\ud800": 1}]', "二度あります"),
    ],
)
def test_a_file_that_is_no_fixture_is_refused_in_words(planner, text, words):
    page = choose(planner, text=text)
    assert page.status_code == 422
    assert words in said(page)
    assert "計画.json" in said(page)
    assert load(planner, page).status_code == 422


def test_the_same_file_sent_twice_at_once_is_kept(monkeypatch):
    replace, waiting = Path.replace, [1]

    def meanwhile(path: Path, target: Path) -> Path:
        if waiting:
            waiting.pop()
            uploads.keep("a.json", b"[]")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", meanwhile)
    kept = uploads.keep("a.json", b"[]")
    assert kept.path.read_bytes() == b"[]"
    assert kept.path.stat().st_mode & 0o077 == 0


def test_what_is_said_of_an_endless_text_is_short(planner):
    page = choose(planner, entry("policies.plan", municipality="市", key="9" * 100_000))
    assert page.status_code == 422
    assert len(page.content) < 50_000


def test_a_file_that_is_too_large_is_not_read(planner):
    assert planner.generic("POST", LIST, b"", CONTENT_LENGTH="32000000").status_code == 413


def test_what_nobody_reads_is_refused_at_once_and_not_kept(planner):
    program = b"MZ\x90\0" + bytes(99)
    answer = planner.post(LIST, {"file": SimpleUploadedFile("報告書.pdf", program)})
    assert (answer.status_code, kinds.PROGRAM in said(answer)) == (422, True)
    assert not (uploads.folder() / sha256(program).hexdigest()).exists()
    assert not Job.objects.exists()


def test_files_that_are_sent_together_are_one_sending(planner, settings):
    settings.ENTRY_QUOTAS = settings.ENTRY_QUOTAS | {"upload": (1, 10)}
    several = [SimpleUploadedFile(f"{number}.txt", b"words\n") for number in range(12)]
    answer = planner.post(LIST, {"file": several})
    assert "12個のファイルを受け付けました" in said(answer)
    assert Job.objects.count() == 12
    assert "全12件中" in said(answer), "each has a line"
    assert planner.post(LIST, {"file": several[:1]}).status_code == 429


def test_without_a_file_nothing_happens(planner):
    assert planner.post(LIST, {}).status_code == 422


def test_the_published_seed_comes_in_by_the_page_and_goes_again(settings):
    client = client_of(Post.Role.SYSTEM, "141305")
    text = (settings.FIXTURE_DIRS[0] / "kawasaki_4_2_4.json").read_text(encoding="utf-8")
    page = choose(client, text=text)
    assert page.status_code == 200, said(page)
    load(client, page, state="confirmed", why="公表資料")
    assert Plan.objects.get().key == "141305"
    assert Result.objects.filter(entry_state="checked").exists()
    again = choose(
        client, text=(settings.FIXTURE_DIRS[0] / "kawasaki_4_2_4.json").read_text(encoding="utf-8")
    )
    assert "データベースと同じ内容です" in said(again)
    client.post(reverse("reports:load", args=(Load.objects.get().pk,)), {"once": new_key()})
    assert not Plan.objects.exists()
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
