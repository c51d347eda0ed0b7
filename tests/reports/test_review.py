"""A report from the file to the figures: read by a job, reviewed, placed, loaded, found again, compared, taken back."""

import json
from copy import copy
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Person, Post
from desk.actions.once import new_key
from evaluations.rating.models.evaluation import Evaluation
from indicators.calculation.class_rules import REFERENCE_ABCD
from indicators.models import Indicator, InterimValue, Result, Target
from policies.models import Plan, PlanPeriod, PolicyNode
from reports import works
from reports.jobs.actions.working import work_off
from reports.jobs.models import Job
from reports.loads.actions.working import upload_of
from reports.reading.documents import Document
from reports.reading.files import document_of
from reports.reading.reader import read_document
from reports.review.actions import reading
from reports.review.models import Report, ReportFact
from reports.review.slots import Role
from store.actions.rows import Actor, change_rows
from store.models import Change, Load
from tests.city import CITY, OTHER_CITY, make_official
from tests.factories import (
    make_cycle,
    make_node,
    make_period,
    make_plan,
    make_profile,
    make_round,
    make_sheet_request,
)
from tests.reading import read
from tests.reports.slides import locked_pdf, seed_pdf

pytestmark = pytest.mark.django_db
LIST = "/reports/"
SEED = seed_pdf()


@cache
def read_once(content: bytes) -> tuple[Document, str]:
    """Return a document of this content, and the draft of it; the reader has tests of its own."""
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        document = document_of(Path(file.name))
    return document, json.dumps(read_document(document))


@pytest.fixture(autouse=True)
def _the_same_is_read_of_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each file once for all of these tests, which are about what becomes of what was read."""
    drafts: dict[int, str] = {}

    def document(path: Path) -> Document:
        found, draft = read_once(path.read_bytes())
        drafts[id(found)] = draft
        return found

    monkeypatch.setattr(reading, "document_of", document)
    monkeypatch.setattr(reading, "read_document", lambda found: json.loads(drafts[id(found)]))


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def office() -> Client:
    return browser(make_official(Post.Role.PLANNING, CITY))


def send(client: Client, *files: tuple[str, bytes]) -> Any:
    """Send files, and let the jobs be done."""
    answer = client.post(LIST, {"file": [SimpleUploadedFile(name, content) for name, content in files]})
    while work_off("w", works.WORKS) is not None:
        pass
    return answer


def said(page: Any) -> str:
    return read(page).one("main").text


@pytest.fixture
def report(office: Client) -> Report:
    send(office, ("発表資料.pdf", SEED))
    return Report.objects.get()


def post(client: Client, report: Report, where: str = "", **typed: Any) -> Any:
    """Send a form of the report with the version of what it is about."""
    row = ReportFact.objects.filter(pk=typed.get("row", 0)).first()
    report.refresh_from_db()
    sent = {"once": new_key(), "version": str((row or report).version), **typed}
    return client.post(f"{report.get_absolute_url()}{where}", sent, follow=True)


PLACE = {
    "plan": "",
    "municipality": "川崎市",
    "plan_name": "総合計画",
    "plan_first": "平成28年度",
    "plan_last": "R7",
    "period": "",
    "period_number": "3",
    "period_name": "第3期実施計画",
    "period_first": "2022",
    "period_last": "2025",
    "layers": "基本政策、政策、施策、事務事業",
    "home": "",
    "home_name": "",
}


def fact_of(report: Report, path: str) -> ReportFact:
    return report.facts.get(path=path)


def load_it(office: Client, report: Report) -> Any:
    """Go from the reviewed report through the preview to the load."""
    page = post(office, report, "load/")
    version = str(page.context["version"])
    sent = {
        "once": new_key(),
        "version": version,
        "state": "confirmed",
        "differing": "keep",
        "why": "公表資料",
    }
    return office.post(page.request["PATH_INFO"], sent, follow=True)


@pytest.fixture
def loaded(office: Client, report: Report) -> Report:
    post(office, report, do="sound")
    post(office, report, "place/", **PLACE)
    load_it(office, report)
    report.refresh_from_db()
    return report


def test_a_report_is_read_by_a_job_and_shown_beside_its_words(office, report):
    assert (report.city, report.page_count, report.facts.count()) == (CITY, 19, 39)
    fact = fact_of(report, "indicators/0/actuals/2023")
    page = office.get(f"{report.get_absolute_url()}?fact={fact.pk}")
    main = read(page).one("main")
    assert [one.text for one in main.all("mark")] == ["66件"]
    assert "16ページ" in main.text
    assert "令和5年度 実績" in main.text


def test_the_same_file_leads_to_what_was_read_before(office, report):
    answer = send(office, ("同じもの.pdf", SEED))
    assert Report.objects.count() == 1
    assert "前に読み取っています" in said(office.get(answer["Location"], follow=True))


def test_the_report_that_was_read_last_stands_first(office, report):
    send(office, ("あ.txt", "保育所の数 目標 13か所、実績 14か所\n".encode()))
    shown = read(office.get(LIST)).one("main").text
    assert shown.index("あ.txt", shown.index("読み取った報告書")) < shown.index(
        "発表資料.pdf", shown.index("読み取った報告書")
    )


def test_a_bad_file_never_stops_the_rest(office):
    answer = send(office, ("鍵.pdf", locked_pdf()), ("発表資料.pdf", SEED))
    assert "2個のファイルを受け付けました" in said(answer)
    assert Report.objects.get().name == "発表資料.pdf"
    page = said(office.get(LIST))
    assert "パスワードのかかったPDF" in page
    assert "を読み取りました" in page


def test_a_large_file_that_is_no_report_is_refused(office, monkeypatch):
    monkeypatch.setattr("reports.loads.actions.uploads.LARGEST", 100)
    answer = send(office, ("計画.json", b'[{"model": "x"' + b" " * 200 + b"}]"))
    assert answer.status_code == 422
    assert "大きすぎて" in said(answer)


def test_two_workers_with_the_same_file_keep_it_once(office, monkeypatch):
    def meanwhile(document: Any) -> Any:
        draft = read_document(document)
        if not Report.objects.exists():
            monkeypatch.setattr(reading, "read_document", read_document)
            job = Job.objects.get()
            upload = upload_of(job)
            by = Actor(Change.Via.REPORT, job.person)
            reading.keep(upload, CITY, document, draft, by=by, person=job.person)
        return draft

    monkeypatch.setattr(reading, "read_document", meanwhile)
    send(office, ("発表資料.pdf", SEED))
    assert Report.objects.count() == 1
    job = Job.objects.get()
    assert (job.state, job.said) == (Job.State.DONE, reading.AGAIN)


def test_facts_are_taken_corrected_refused_and_opened_again(office, report):
    first = fact_of(report, "indicators/0/targets/2022")
    answer = post(office, report, row=first.pk, do="take", value="48", year="2022")
    assert answer.redirect_chain[0][0].endswith(f"?fact={fact_of(report, 'indicators/0/targets/2023').pk}")
    second = fact_of(report, "indicators/0/targets/2023")
    post(office, report, row=second.pk, do="take", value="54", year="R5")
    third = fact_of(report, "indicators/0/actuals/2022")
    post(office, report, row=third.pk, do="reject")
    decided = {one.path: (one.decision, one.instead) for one in report.facts.exclude(decision="open")}
    assert decided == {
        first.path: ("accepted", None),
        second.path: ("corrected", {"value": 54}),
        third.path: ("rejected", None),
    }
    assert report.reviewed()["indicators"][0]["targets"]["2023"]["read"] == {"value": 53}
    post(office, report, row=third.pk, do="reopen")
    assert fact_of(report, third.path).is_open
    assert Change.objects.filter(model="reports.reportfact", via="report").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": "たくさん", "year": "2022"}, "数値として読めません"),
        ({"value": "48", "year": "いつか"}, "年度として"),
    ],
)
def test_what_cannot_be_read_is_refused_and_kept(office, report, typed, words):
    fact = fact_of(report, "indicators/0/targets/2022")
    answer = post(office, report, row=fact.pk, do="take", **typed)
    assert answer.status_code == 422
    assert words in said(answer)
    field = next(iter(value for name, value in typed.items() if value in ("たくさん", "いつか")))
    assert f'value="{field}"' in answer.content.decode()
    assert fact_of(report, fact.path).is_open


def test_whoever_is_second_is_told(office, report):
    fact = fact_of(report, "indicators/0/targets/2022")
    post(office, report, row=fact.pk, do="take", value="48", year="2022")
    late = {"once": new_key(), "version": "1", "row": fact.pk, "do": "reject"}
    assert office.post(report.get_absolute_url(), late).status_code == 409
    assert fact_of(report, fact.path).decision == "accepted"


def test_whoever_is_second_sees_what_the_first_one_decided(office, report):
    fact = fact_of(report, "indicators/0/targets/2022")
    post(office, report, row=fact.pk, do="take", value="47", year="2022")
    late = {"once": new_key(), "version": "1", "row": fact.pk, "do": "take", "value": "49", "year": "2022"}
    refused = office.post(report.get_absolute_url(), late)
    told = {one.label: (one.mine, one.theirs) for one in refused.context["conflict"].differences}
    assert told == {"確認の結果": ("採用", "直して採用"), "値": ("49", "47")}
    assert 'value="49"' in refused.content.decode(), "what was typed stays"


def test_the_sound_facts_of_an_indicator_are_taken_as_a_whole(office, report):
    ReportFact.objects.filter(path="indicators/1/targets/2022").update(confidence="unsure")
    post(office, report, do="group", target="indicators/1")
    taken = set(report.facts.filter(decision="accepted").values_list("path", flat=True))
    assert taken == {
        "indicators/1",
        *(f"indicators/1/{one}" for one in ("targets/2023", "actuals/2022", "actuals/2023")),
    }


def test_from_an_empty_database_the_draft_makes_plan_tree_and_figures(office, report):
    assert "登録先をまだ決めていません" in said(office.get(f"{report.get_absolute_url()}load/"))
    assert "報告書の政策体系のとおり" in said(office.get(f"{report.get_absolute_url()}place/"))
    post(office, report, do="sound")
    answer = post(office, report, "place/", **PLACE)
    text = said(answer)
    assert "加える行" in text
    assert "評価の回が、計画期間に登録されていません" in text
    done = load_it(office, report)
    assert "を読み込みました" in done.content.decode()
    assert list(PolicyNode.objects.filter(code="4-2-4").values_list("name", "direct_goal")) == [
        ("スマートシティの推進", "スマートシティの推進により、新たな産業サービスを創出する")
    ]
    main = Indicator.objects.get(number="①")
    assert (main.unit, main.direction, main.accumulation, main.is_judged) == ("件", "up", "cumulative", True)
    assert (main.baseline_value, main.baseline_year) == (7, 2014)
    targets = Target.objects.filter(indicator=main).order_by("fiscal_year", "revision")
    assert [(one.fiscal_year, one.scope, one.revision, one.value) for one in targets] == [
        (2017, "period", 0, 16),
        (2021, "period", 0, 28),
        (2022, "year", 0, 48),
        (2023, "year", 0, 53),
        (2025, "period", 0, 40),
        (2025, "period", 1, 63),
    ]
    results = Result.objects.filter(indicator=main).order_by("fiscal_year")
    assert [(one.total, one.increment, one.entry_state) for one in results] == [
        (55, 9, "checked"),
        (66, 11, "checked"),
    ]
    assert results[1].source.startswith("報告書「発表資料.pdf」16ページ「66件」")


def test_a_loaded_figure_leads_to_the_words_where_it_stands(office, loaded):
    result = Result.objects.get(indicator__number="①", fiscal_year=2023)
    answer = office.get(reverse("reports:figure_source", args=("result", result.pk)))
    fact = fact_of(loaded, "indicators/0/actuals/2023")
    assert answer["Location"] == f"{loaded.get_absolute_url()}?fact={fact.pk}"
    assert office.get(reverse("reports:figure_source", args=("result", 987654321))).status_code == 404


def test_officers_are_led_to_the_report_and_visitors_are_told_its_page(office, loaded):
    Plan.objects.update(is_published=True)
    result = Result.objects.get(indicator__number="①", fiscal_year=2023)
    link = reverse("reports:figure_source", args=("result", result.pk))
    for page in (result.indicator.get_absolute_url(), result.indicator.node.get_absolute_url()):
        assert [one.text for one in read(office.get(page)).all("a", href=link)] == [result.source]
        seen = Client().get(page).content.decode()
        assert "報告書「発表資料.pdf」16ページ「66件」" in seen
        assert "/reports/" not in seen


def test_loaded_again_nothing_changes_and_undone_all_is_gone(office, loaded):
    page = said(office.get(f"{loaded.get_absolute_url()}load/"))
    assert "データベースに加えるものはありません" in page
    assert post(office, loaded, "load/").status_code == 422
    assert Load.objects.count() == 1
    office.post(reverse("reports:load", args=(Load.objects.get().pk,)), {"once": new_key()})
    assert not Plan.objects.exists()
    assert loaded.load is None
    page = said(office.get(f"{loaded.get_absolute_url()}load/"))
    assert "加える行" in page


def test_where_a_period_has_several_cycles_somebody_says_which_one_rates(office, loaded):
    period = PlanPeriod.objects.get()
    make_cycle(period=period, key="mid", last_year=2023)
    make_cycle(period=period, key="end", last_year=2025)
    sheets = make_cycle(period=period, key="sheets", last_year=2023)
    make_sheet_request(cycle=sheets, round=make_round(plan=period.plan, fiscal_year=2023))
    assert "どの回の評価かを選んでください" in said(office.get(f"{loaded.get_absolute_url()}load/"))
    page = office.get(f"{loaded.get_absolute_url()}place/")
    here = f"{period.plan.key}/3"
    assert page.context["form"]["cycle"].initial == f"{here}/mid", "it ends with the year of the last results"
    sent = PLACE | {"plan": period.plan.key, "period": here, "cycle": "elsewhere/3/mid"}
    assert post(office, loaded, "place/", **sent).status_code == 422
    post(office, loaded, "place/", **sent | {"cycle": f"{here}/end"})
    load_it(office, loaded)
    stored = Evaluation.objects.get()
    assert (stored.cycle.key, str(stored.progress)[0]) == ("end", "A")


TABLE = """活動の状況

| 番号 | 指標名 | 単位 | 目標値（R6） | R5年度実績 | 令和6年度（9月末現在） | 令和6年度（12月現在） |
|---|---|---|---|---|---|---|
| 1 | 図書の貸出冊数 | 冊 | 150,000 | 141,200 | 70,300 | 101,000 |
| 2 | 講座の参加者数 | 人 | 3,000 | 2,890 | 1,420 | 2,101 |
| 3 | 施設の利用者数 | 人 | 60,000 | 57,210 | 29,904 | 41,008 |
"""


def test_what_was_counted_within_a_year_is_loaded_with_its_day_and_taken_back(office):
    send(office, ("状況.txt", TABLE.encode()))
    report = Report.objects.get()
    post(office, report, do="sound")
    post(office, report, "place/", **PLACE | {"home": "new", "home_name": "図書館"})
    text = said(office.get(f"{report.get_absolute_url()}load/"))
    assert "いつ現在の値か" in text, "a month is no day"
    late = fact_of(report, "indicators/0/interim/2024'")
    page = office.get(f"{report.get_absolute_url()}?fact={late.pk}")
    assert [one.name for one in page.context["form"]] == ["value", "as_of"]
    answer = post(office, report, row=late.pk, do="take", value="101000", as_of="十二月")
    assert "日付として読み取れません" in said(answer)
    post(office, report, row=late.pk, do="take", value="101000", as_of="2024-12-31")
    load_it(office, report)
    report.refresh_from_db()
    first = Indicator.objects.get(number="1")
    told = [(str(one.as_of), one.value, one.is_published) for one in first.interim_values.order_by("as_of")]
    assert told == [("2024-09-30", 70300, False), ("2024-12-31", 101000, False)]
    assert InterimValue.objects.count() == 4
    assert list(first.results.values_list("fiscal_year", "total")) == [(2023, 141200)]
    page = read(office.get(f"{report.get_absolute_url()}check/")).one("main")
    rows = [[cell.text for cell in row.all("th", "td")] for row in page.all("tr")]
    assert ["途中の値", "6", "6", "4", "0", "2", "0"] in rows
    office.post(reverse("reports:load", args=(Load.objects.get().pk,)), {"once": new_key()})
    assert not InterimValue.objects.exists()


def test_without_a_tree_somebody_says_on_what_each_new_indicator_stands(office):
    period = make_period(plan=make_plan(local_government_code=CITY), number=3)
    for code, name in (("1", "図書館"), ("2", "公民館")):
        make_node(period=period, code=code, name=name)
    send(office, ("状況.txt", TABLE.encode()))
    report = Report.objects.get()
    post(office, report, do="sound")
    offered = said(office.get(f"{report.get_absolute_url()}place/"))
    assert "選んでいない（報告書に政策体系がありません）" in offered
    assert "報告書の政策体系のとおり" not in offered
    place = PLACE | {"plan": period.plan.key, "period": f"{period.plan.key}/3"}
    paths = [f"indicators/{at}" for at in range(3)]
    chosen = {f"match-{path}": "new" for path in paths} | {f"home-{paths[0]}": "公民館"}
    answer = post(office, report, "place/", **place | chosen)
    assert (answer.status_code, "新しい指標を置く項目を選んでください" in said(answer)) == (422, True)
    assert [one.home for one in answer.context["proposals"]] == ["公民館", "", ""], "what was typed stays"
    answer = post(office, report, "place/", **place | chosen | {"home": "1", f"home-{paths[1]}": "9-9"})
    assert (answer.status_code, "「9-9」が、この計画期間にありません" in said(answer)) == (422, True)
    post(office, report, "place/", **place | chosen | {"home": "1"})
    load_it(office, report)
    told = Indicator.objects.order_by("order").values_list("name", "node__code", "number")
    assert [*told] == [
        ("図書の貸出冊数", "2", "1"),
        ("講座の参加者数", "1", "1"),
        ("施設の利用者数", "1", "2"),
    ]


def test_what_was_loaded_is_known_again_under_another_number(office):
    """Another indicator has the number now: what the report says next must not go there."""
    send(office, ("状況.txt", TABLE.replace("冊", "人").encode()))
    report = Report.objects.get()
    post(office, report, do="sound")
    post(office, report, "place/", **PLACE | {"home": "new", "home_name": "図書館"})
    load_it(office, report)
    late = fact_of(report, "indicators/0/interim/2024'")
    first, second = (Indicator.objects.get(number=number) for number in "12")
    pairs = [(first, copy(first)), (second, copy(second))]
    first.number, second.number = "2", "1"
    change_rows(pairs, by=Actor(Change.Via.COMMAND))
    plan = Plan.objects.get()
    for match in ({}, {"match-indicators/0": "new", "match-indicators/1": "new"}):
        sent = {**PLACE, "plan": plan.key, "period": f"{plan.key}/3", **match}
        post(office, report, "place/", **sent)
        assert office.get(f"{report.get_absolute_url()}load/").context["found"].entries == []
    post(office, report, row=late.pk, do="take", value="101000", as_of="2024-12-31")
    load_it(office, report)
    assert first.interim_values.filter(value=101_000).exists()
    assert Indicator.objects.count() == 3


def test_what_is_loaded_is_compared_and_signed(office, loaded):
    page = read(office.get(f"{loaded.get_absolute_url()}check/")).one("main")
    rows = [[cell.text for cell in row.all("th", "td")] for row in page.all("tr")[1:]]
    assert rows[:4] == [
        ["指標", "4", "4", "4", "0", "0", "0"],
        ["現状値（計画策定時）", "1", "1", "1", "0", "0", "0"],
        ["目標", "11", "11", "11", "0", "0", "0"],
        ["実績", "8", "8", "8", "0", "0", "0"],
    ]
    assert "載せられる値は、すべて登録済みの値と一致" in page.text, "the ratings have no cycle"
    answer = post(office, loaded, "check/")
    assert "が確認しました" in said(answer)
    loaded.refresh_from_db()
    assert loaded.signed_at is not None


def test_published_classes_and_rates_stand_beside_ours(office, loaded):
    results = Result.objects.filter(indicator__number="①")
    results.filter(fiscal_year=2023).update(published_class="a", published_rate="124.5")
    results.filter(fiscal_year=2022).update(published_class="b", published_rate="100")
    page = said(office.get(f"{loaded.get_absolute_url()}check/"))
    assert "令和4年度 区分：公表「b」、本システム「a」" in page
    assert "令和4年度 達成率：公表「100.0％」、本システム「114.6％」" in page
    assert "令和5年度 " not in page


def test_published_classes_stand_beside_those_of_the_cycle_that_was_chosen(office, loaded):
    Result.objects.filter(indicator__number="①", fiscal_year=2023).update(published_class="a")
    period = PlanPeriod.objects.get()
    strict = json.loads(json.dumps(REFERENCE_ABCD.to_data()).replace('"a"', '"b"'))
    make_cycle(period=period, key="mid", last_year=2023)
    make_cycle(period=period, key="end", last_year=2025, profile=make_profile(attainment_rules=strict))
    here = f"{period.plan.key}/3"
    for key, differs in (("mid", False), ("end", True)):
        sent = PLACE | {"plan": period.plan.key, "period": here, "cycle": f"{here}/{key}"}
        post(office, loaded, "place/", **sent)
        page = said(office.get(f"{loaded.get_absolute_url()}check/"))
        assert ("令和5年度 区分：公表「a」、本システム「b」" in page) is differs


def test_a_figure_stated_otherwise_is_a_restatement_and_never_an_overwrite(office, loaded):
    other = seed_pdf().replace(
        "55件".encode("utf-16-be").hex().encode(), "54件".encode("utf-16-be").hex().encode()
    )
    send(office, ("翌年の資料.pdf", other))
    later = Report.objects.get(name="翌年の資料.pdf")
    post(office, later, do="sound")
    undated, *_ = later.facts.filter(role="actuals", owner="indicators/0").exclude(path__endswith="2022")
    post(office, later, row=undated.pk, do="take", value="48", year="")
    plan = Plan.objects.get()
    post(office, later, "place/", **PLACE | {"plan": plan.key, "period": f"{plan.key}/3"})
    page = office.get(f"{later.get_absolute_url()}load/")
    text = said(page)
    name = later.facts.get(path="indicators/0").told["name"]
    unheld = [one for facts in page.context["unheld"].values() for one in facts]
    assert any(fact == undated and name in words for fact, words in unheld)
    assert all(words in text for words in ("55件", "54件", "発表資料.pdf", "16ページ「54件」"))
    assert post(office, later, "load/").status_code == 422
    fact = fact_of(later, "indicators/0/actuals/2022")
    post(office, later, "load/", do="restated", row=fact.pk, restated="kept")
    assert fact_of(later, fact.path).restated == "kept"
    assert Result.objects.get(indicator__number="①", fiscal_year=2022).total == 55


def test_what_was_loaded_as_new_is_there_and_not_new_once_more(office, loaded):
    plan = Plan.objects.get()
    new = {f"match-{one.path}": "new" for one in loaded.facts.exclude(role="ratings")}
    post(office, loaded, "place/", **PLACE | {"plan": plan.key, "period": f"{plan.key}/3"} | new)
    assert office.get(f"{loaded.get_absolute_url()}load/").context["found"].entries == []
    comparison = office.get(f"{loaded.get_absolute_url()}check/").context["comparison"]
    assert [one.name for one in comparison.kinds if one.waiting] == []


def test_an_indicator_is_matched_by_a_former_name(office, loaded):
    indicator = Indicator.objects.get(number="①")
    Change.objects.create(
        model="indicators.indicator",
        object_id=str(indicator.pk),
        field="name",
        old=indicator.name,
        via="page",
    )
    Indicator.objects.filter(pk=indicator.pk).update(name="まちの新しい取組")
    plan = Plan.objects.get()
    post(office, loaded, "place/", **PLACE | {"plan": plan.key, "period": f"{plan.key}/3"})
    text = said(office.get(f"{loaded.get_absolute_url()}place/"))
    assert "前の名称：スマートシティに関連するリーディングプロジェクト実施累計件数" in text
    assert "データベースに加えるものはありません" in said(office.get(f"{loaded.get_absolute_url()}load/"))


WHERE = ("", "place/", "load/", "check/", "draft.json")


@pytest.mark.parametrize(
    ("role", "city", "expected"),
    [
        pytest.param(Post.Role.PLANNING, CITY, (200, 200, 200, 200, 200), id="事務局"),
        pytest.param(Post.Role.SYSTEM, CITY, (200, 200, 200, 200, 200), id="システム管理者"),
        pytest.param(Post.Role.STAFF, CITY, (200, 403, 403, 403, 403), id="担当者"),
        pytest.param(Post.Role.CHIEF, CITY, (200, 403, 403, 403, 403), id="課長"),
        pytest.param(Post.Role.BUREAU, CITY, (200, 403, 403, 403, 403), id="取りまとめ"),
        pytest.param(Post.Role.COMMITTEE, CITY, (404, 404, 404, 404, 404), id="委員"),
        pytest.param(Post.Role.PLANNING, OTHER_CITY, (404, 404, 404, 404, 404), id="another city"),
    ],
)
def test_who_may_not_cannot(report, role, city, expected):
    client = browser(make_official(role, city, username="visitor"))
    found = [client.get(f"{report.get_absolute_url()}{where}").status_code for where in WHERE]
    assert tuple(found) == expected
    fact = report.facts.filter(role=Role.TARGET.value).first()
    sent = {"once": new_key(), "version": "1", "row": fact.pk, "do": "take", "value": "1", "year": "2022"}
    answer = client.post(report.get_absolute_url(), sent)
    assert answer.status_code == (302 if expected[1] == 200 else expected[1])
    assert Client().get(report.get_absolute_url()).status_code == 302


def test_an_indicator_itself_is_no_figure_that_recomputes(office, report):
    named = ReportFact.objects.filter(report=report, role=Role.INDICATOR)[0]
    page = read(office.get(f"{report.get_absolute_url()}?fact={named.pk}"))
    row = page.one("tr", **{"aria-current": "true"})
    assert "－" in row.text
    assert "検算" not in row.text
