"""A table of an office: opened, its columns named, held against the plan, loaded, remembered."""

from decimal import Decimal
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Person, Post
from indicators.models import Indicator, Result, Target
from policies.models import PlanPeriod, PolicyNode
from reports.jobs.actions.working import work_off
from reports.jobs.models import Job
from reports.tables.models import TableMapping
from reports.works import WORKS
from store.models import Load
from tests.city import CITY, OTHER_CITY, make_official
from tests.factories import make_department, make_indicator, make_node, make_period, make_plan
from tests.forms_found import forms_on
from tests.reports.office_tables import KPI_LIST, KPI_MERGES, saved, separated, sheet_of, xlsx
from tests.reports.test_loading_pages import LIST, client_of, load, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make_official(Post.Role.PLANNING, CITY)


@pytest.fixture
def period() -> PlanPeriod:
    plan = make_plan(local_government_code=CITY, first_year=2022, last_year=2025)
    period = make_period(plan=plan)
    for code, name in (("1-1", "子育ての支援"), ("1-2", "緑の保全")):
        make_node(period=period, code=code, name=name)
    make_department(local_government_code=CITY, code="31", name="子ども課")
    return period


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def work_all() -> None:
    while work_off("w", WORKS) is not None:
        pass


def send(client: Client, data: bytes, name: str = "一覧.xlsx") -> Any:
    """Send a file, let it be read, and return the page to which that leads."""
    sent = client.post(LIST, {"file": SimpleUploadedFile(name, data)})
    assert sent.status_code == 302, sent.content.decode()
    work_all()
    return client.get(sent["Location"], follow=True)


def post(client: Client, page: Any, **typed: Any) -> Any:
    """Send the page's form with that typed into it."""
    form = forms_on(page.request["PATH_INFO"], page)[-1]
    address = form.action
    return client.post(address, form.fields | typed, follow=True)


def table_to_load(client: Client, data: bytes) -> Any:
    """Send a table, take every proposal, and return the page that shows what it would change."""
    rows = post(client, send(client, data))
    assert rows.status_code == 200, said(rows)
    return post(client, rows)


def test_a_table_of_an_office_comes_in_and_goes_again(person, period):
    client = browser(person)
    page = table_to_load(client, xlsx(KPI_LIST, KPI_MERGES))
    assert "指標" in said(page)
    load(client, page, state="confirmed", why="公表資料")
    told = {
        (one.node.code, one.number): (one.name, one.unit, one.decimals, one.baseline_value, one.baseline_year)
        for one in Indicator.objects.select_related("node")
    }
    assert told == {
        ("1-1", "1"): ("保育所の数", "か所", 0, 10, 2021),
        ("1-1", "2"): ("子育ての満足度", "％", 1, Decimal("50.2"), 2021),
        ("1-2", "1"): ("公園の面積", "ha", 1, Decimal("120.5"), 2021),
        ("1-2", "2"): ("苦情の件数", "件", 0, 30, 2021),
    }
    targets = Target.objects.filter(indicator__name="子育ての満足度").order_by("fiscal_year")
    assert [(one.fiscal_year, one.scope, one.comparator, float(one.value)) for one in targets] == [
        (2022, "year", "plain", 52.0),
        (2023, "year", "plain", 54.0),
        (2025, "period", ">=", 60.0),
    ]
    results = {
        (one.indicator.name, one.fiscal_year): one for one in Result.objects.select_related("indicator")
    }
    assert results["子育ての満足度", 2023].missing == "pending"
    assert ("保育所の数", 2023) not in results, "a dash does not say why there is no figure"
    park = results["公園の面積", 2022]
    assert (park.total, park.is_approximate, park.entry_state) == (Decimal("121.4"), True, "checked")
    assert (park.printed, park.source) == ("約121.4", "一覧.xlsx 一覧 F10「約121.4」")
    assert Indicator.objects.filter(name="保育所の数", department__name="子ども課").exists()
    done = Load.objects.get()
    assert done.name == "一覧.xlsx"
    client.post(f"/reports/loads/{done.pk}/", {"once": "x" * 30})
    assert not Indicator.objects.exists()


SAID_OF_THEM: Final = separated(
    [
        ["指標名", "単位", "R4実績", "R6実績", "R8目標（最終）", "増減の方向", "備考"],
        ["暮らしやすいと思う割合", "％", "50", "52", "60", "↑", "市民調査（2年に1回）"],
        ["待ち時間", "分", "9", "8", "5以下", "維持", ""],
        ["回収の数", "回", "9", "8", "5", "－", "隔年"],
    ]
)


def test_which_way_is_better_and_how_often_is_taken_where_the_table_says_it(person, period):
    client = browser(person)
    rows = post(client, send(client, SAID_OF_THEM.encode(), "一覧.csv"))
    for words in ("目標の向き 増やす（↑）", "目標の向き 不明（－）", "2年ごとの調査として追加する"):
        assert words in said(rows)
    load(client, post(client, rows, node="1-1"), state="confirmed", why="公表資料")
    told = Indicator.objects.order_by("order").values_list("direction", "survey_interval", "asked_since")
    assert list(told) == [("up", 2, 2022), ("keep", None, None), ("unknown", 2, 2022)]


def test_how_often_is_left_open_where_somebody_says_so(person, period):
    client = browser(person)
    rows = post(client, send(client, SAID_OF_THEM.encode(), "一覧.csv"))
    form = forms_on(rows.request["PATH_INFO"], rows)[-1]
    fields = {name: value for name, value in form.fields.items() if name != "every-0"} | {"node": "1-1"}
    load(client, client.post(form.action, fields, follow=True), state="waiting")
    assert list(Indicator.objects.order_by("order").values_list("survey_interval", flat=True)) == [
        None,
        None,
        2,
    ]


def test_of_several_plans_the_person_says_into_which_it_goes(person, period):
    make_period(plan=make_plan(local_government_code=CITY, key=f"{CITY}-suido", name="水道ビジョン"))
    client = browser(person)
    page = send(client, xlsx(KPI_LIST, KPI_MERGES))
    refused = post(client, page)
    assert "読み込む計画期間" in said(refused)
    assert not TableMapping.objects.exists()
    post(client, page, period=[str(period.pk)])
    (mapping,) = TableMapping.objects.all()
    assert mapping.content["options"]["period"] == [*period.natural_key()]


def test_next_years_file_is_read_as_this_years_was(person, period):
    client = browser(person)
    page = send(client, xlsx(KPI_LIST, KPI_MERGES))
    rows = post(client, page, **{"name": ["KPI一覧"], "col-9": ["note"], "row-10": ["skip"]})
    load(client, post(client, rows))
    first = Indicator.objects.get(name="保育所の数")
    assert (Indicator.objects.count(), first.note) == (3, "子ども課")
    Indicator.objects.filter(pk=first.pk).update(name="保育所等の箇所数（認可）")

    later = [[str(cell).replace("令和5年度", "令和6年度") for cell in row] for row in KPI_LIST]
    later[5][7] = "13"
    again = send(client, xlsx(later, KPI_MERGES), "R6一覧.xlsx")
    assert "「KPI一覧」の読み方を思い出しました" in said(again)
    chosen = {one.at: (one.use.value, one.year) for one in again.context["columns"]}
    assert (chosen[9], chosen[7]) == (("note", None), ("result", 2024))
    assert again.context["rows"][10][2] == "skip"
    rows = post(client, again)
    names = {one.row.name: one for one in rows.context["beside"]}
    assert names["公園の面積"].chosen == str(Indicator.objects.get(name="公園の面積").pk)
    assert names["保育所の数"].chosen == "new", "a name that has changed is not the same by itself"
    loaded = post(client, rows, **{f"match-{names['保育所の数'].at}": [str(first.pk)]})
    assert "追加" in said(loaded)
    load(client, loaded)
    assert Result.objects.get(indicator=first, fiscal_year=2024).total == 13
    assert Indicator.objects.count() == 3

    remembered = TableMapping.objects.get()
    assert next(iter(remembered.part("matches").values())) == [first.node.uid, first.number]
    once_more = post(client, send(client, xlsx(later, KPI_MERGES)))
    assert {one.row.name: one.chosen for one in once_more.context["beside"]}["保育所の数"] == str(first.pk)


def test_what_cannot_be_read_is_left_out_only_where_somebody_says_so(person, period):
    client = browser(person)
    broken = [list(row) for row in KPI_LIST]
    broken[5][5] = "12人"
    broken[6][4] = "50・52"
    rows = post(client, send(client, xlsx(broken, KPI_MERGES)))
    assert "F6「12人」：単位が違います（このセルは「人」、この指標は「か所」）。" in said(rows)
    refused = post(client, rows)
    assert refused.status_code == 422
    assert "読めないセルを除いて読み込む" in said(refused)
    taken = post(client, refused, accept=["on"])
    assert "読み込むと変わること" in said(taken)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"col-1": ["skip"]}, "「指標名」の列を選んでください。"),
        ({"year-5": [""]}, "F列「令和4年度 実績」：「実績」の年度を選んでください。"),
        ({"col-5": ["target"]}, "どちらも「目標（年度）」です"),
        ({"name": [""]}, "このフィールドは必須です"),
    ],
)
def test_columns_that_make_no_table_are_refused_with_what_was_chosen(person, period, typed, words):
    client = browser(person)
    refused = post(client, send(client, xlsx(KPI_LIST, KPI_MERGES)), **typed)
    assert refused.status_code == 422
    assert words in said(refused)
    assert not TableMapping.objects.exists()
    form = forms_on(refused.request["PATH_INFO"], refused)[-1]
    for name, texts in typed.items():
        assert form.fields[name] == texts


def test_a_row_without_a_place_asks_for_one(person, period):
    client = browser(person)
    lost = [row for row in KPI_LIST if not str(row[0]).startswith("施策")]
    rows = post(client, send(client, separated(lost).encode("cp932"), "一覧.csv"))
    refused = post(client, rows)
    assert refused.status_code == 422
    assert "置く項目が分かりません" in said(refused)
    assert "「9-9」という項目が" in said(post(client, rows, node=["9-9"]))
    load(client, post(client, rows, node=["1-2"]))
    assert {one.node.code for one in Indicator.objects.all()} == {"1-2"}


def test_a_node_that_the_table_calls_otherwise_is_named(person, period):
    PolicyNode.objects.filter(code="1-1").update(name="子育て支援")
    PolicyNode.objects.filter(code="1-2").update(name="災害への備え")
    rows = post(browser(person), send(browser(person), xlsx(KPI_LIST, KPI_MERGES)))
    told = [(str(one.place.name), one.called) for one in rows.context["beside"]]
    assert told == [("子育て支援", "")] * 2 + [("災害への備え", "施策1-2 緑の保全")] * 2
    assert "表では「施策1-2 緑の保全」" in said(rows)


def test_a_table_is_pasted(person, period):
    client = browser(person)
    page = client.get("/reports/paste/")
    sent = post(client, page, title=["R5実績"], text=[separated(KPI_LIST, "\t")])
    work_all()
    shown = client.get(sent.redirect_chain[-1][0], follow=True)
    assert "保育所の数" in said(shown)
    assert [one.use.value for one in shown.context["columns"]][:4] == ["code", "name", "unit", "baseline"]


def test_a_file_that_is_no_table_is_refused_in_words(person, period):
    page = send(browser(person), b"\x01\x90\x00\x03", "一覧.xlsx")
    assert "表として読めないファイルです" in said(page)
    assert Job.objects.get().state == "failed"


def test_figures_of_sections_stay(person, period):
    node = PolicyNode.objects.get(code="1-1")
    indicator = make_indicator(node=node, number="1", name="保育所の数", unit="か所")
    Result.objects.create(indicator=indicator, fiscal_year=2022, total=99, entry_state="waiting")
    client = browser(person)
    page = table_to_load(client, xlsx(KPI_LIST, KPI_MERGES))
    assert "異なるが、データベースの値を残す項目" in said(page)
    load(client, page, differing="overwrite")
    assert Result.objects.get(indicator=indicator, fiscal_year=2022).total == 99
    indicator.refresh_from_db()
    assert indicator.baseline_value == 10, "a gap is filled where the file shall count"


def test_figures_in_another_unit_are_not_taken_for_an_indicators_own(person, period):
    node = PolicyNode.objects.get(code="1-1")
    known = make_indicator(node=node, number="7", name="使用料の収入", unit="円")
    client = browser(person)
    table = "（単位：千円）,,,\n施策,指標名,R4実績,R5実績\n1-1,使用料の収入,1200,1300\n"
    rows = post(client, send(client, table.encode(), "収入.csv"))
    refused = post(client, rows, **{"match-0": [str(known.pk)]})
    assert refused.status_code == 422
    assert "単位が違います（表は「千円」、登録済みは「円」）。" in said(refused)
    strange = post(client, rows, **{"match-0": ["9" * 5000]})
    assert "読み込むと変わること" in said(strange), "what is no key of an indicator is a new one"


@pytest.mark.parametrize("heading", ["R5実績（単年度）", "R5実績（うち新規）", "R5実績（年度分）"])
def test_what_a_year_added_is_no_running_total(person, period, heading):
    node = PolicyNode.objects.get(code="1-1")
    known = make_indicator(
        node=node, number="7", name="設置した数", accumulation="cumulative", results={2022: 40}
    )
    client = browser(person)
    table = f"施策,指標名,{heading}\n1-1,設置した数,12\n"
    page = send(client, table.encode(), "設置.csv")
    rows = post(client, page, **{"col-2": ["result"], "year-2": ["2023"]})
    refused = post(client, rows, **{"match-0": [str(known.pk)]})
    assert (refused.status_code, "登録済みの指標は累計です" in said(refused)) == (422, True)


def test_a_ticket_of_another_kind_of_file_opens_nothing(person, period):
    client = browser(person)
    for name, data in (
        ("a.json", b"[]{"),
        ("d.json", b"[]"),
        ("b.json", b'[{"model": "x"}]'),
        ("c.json", b'{"forms": 1}'),
    ):
        sent = client.post(LIST, {"file": SimpleUploadedFile(name, data)})
        ticket = sent["Location"].split("/")[-2]
        assert {client.get(f"/reports/{kind}/{ticket}/").status_code for kind in ("tables", "forms")} == {404}


def test_who_may_not_cannot(person, period):
    client = browser(person)
    page = send(client, xlsx(KPI_LIST, KPI_MERGES))
    rows = post(client, page)
    addresses = [page.request["PATH_INFO"], rows.request["PATH_INFO"]]
    for role in (Post.Role.STAFF, Post.Role.CHIEF, Post.Role.BUREAU, Post.Role.COMMITTEE):
        other = client_of(role)
        assert {other.get(one).status_code for one in (*addresses, "/reports/paste/")} == {403}
        assert {other.post(one).status_code for one in (*addresses, "/reports/paste/")} == {403}
    colleague = client_of(Post.Role.PLANNING, username="colleague")
    assert {colleague.get(one).status_code for one in addresses} == {404}
    assert {Client().get(one).status_code for one in (*addresses, "/reports/paste/")} == {302}


def test_another_city_neither_sees_how_tables_are_read_nor_loads_into_this_plan(person, period):
    post(browser(person), send(browser(person), xlsx(KPI_LIST, KPI_MERGES)))
    theirs = make_period(plan=make_plan(local_government_code=OTHER_CITY, first_year=2022, last_year=2025))
    other = client_of(Post.Role.PLANNING, OTHER_CITY, username="other")
    page = send(other, xlsx(KPI_LIST, KPI_MERGES))
    assert page.context["page"].mapping is None
    assert TableMapping.objects.get().name not in [one.name for one in page.context["page"].mappings]
    assert list(page.context["form"].fields["period"].queryset) == [theirs]
    refused = post(other, page, period=[str(period.pk)])
    assert refused.status_code == 422
    mapping = TableMapping.objects.get()
    address = f"{page.request['PATH_INFO']}rows/{mapping.pk}/"
    assert other.get(address).status_code == 404


def test_whoever_was_first_with_a_reading_is_shown(person, period):
    client = browser(person)
    post(client, send(client, xlsx(KPI_LIST, KPI_MERGES)))
    page = send(client, xlsx(KPI_LIST, KPI_MERGES))
    TableMapping.objects.update(version=7)
    late = post(client, page, **{"col-9": ["note"]})
    assert late.status_code == 409
    assert post(client, late).status_code == 200


def test_of_several_sheets_the_one_that_is_a_table_is_proposed(person, period):
    client = browser(person)
    book, cover = sheet_of([["健康づくり計画"], ["令和6年7月"]], title="表紙")
    sheet = book.create_sheet("推移")
    for row in (
        ["年度", "受診者数（人）", "歩数（歩）"],
        ["令和3年度", 120, 6540],
        ["令和4年度", 131, 6611],
        ["令和5年度", 140, 6702],
    ):
        sheet.append(row)
    page = send(client, saved(book))
    assert '<option value="2" selected>推移（行と列を入れ替えた表）' in page.content.decode()
    assert cover.title == "表紙"
    done = post(client, post(client, page), node=["1-1"])
    load(client, done, state="confirmed", why="公表資料")
    result = Result.objects.get(indicator__name="歩数（歩）", fiscal_year=2022)
    assert (result.total, result.source) == (6611, "一覧.xlsx 推移（行と列を入れ替えた表） C3「6611」")
