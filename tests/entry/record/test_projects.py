"""Leading projects in the pages of entry: the count beside the records, a new record, its change, its removal."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.models import ParkedForm
from indicators.models import EntryRound, Indicator, Result
from projects.models import LeadingProject, ProjectCount
from store.models import Change
from tests.entry.office import YEAR, Office, client_of, make_office, planner_of
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_person_in_post,
    make_project,
    make_project_count,
    make_result,
)
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def client(office: Office) -> Client:
    return client_of(office.staff)


@pytest.fixture
def indicator(office: Office) -> Indicator:
    return counted(office)


def counted(office: Office, **fields: Any) -> Indicator:
    return office.owes(**{"figure_source": "projects", "name": "取組の件数"} | fields)


def ledger(indicator: Indicator, tail: str = "") -> str:
    return f"/entry/projects/{indicator.pk}/{YEAR}/{tail}"


def record(project: LeadingProject, tail: str = "") -> str:
    return f"/entry/projects/record/{project.pk}/{tail}"


def hidden(client: Client, address: str) -> dict[str, str]:
    """Return what the form carries unseen."""
    page = client.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(version|once|parked)" value="([^"]*)"', page))


def filled(indicator: Indicator, **fields: Any) -> dict[str, Any]:
    said = {
        "name": "EVバスの導入",
        "node": indicator.node_id,
        "indicators": [indicator.pk],
        "standing": "running",
    }
    return said | {"counting_year": "R4"} | fields


def send(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, hidden(client, address) | fields)


def change(client: Client, project: LeadingProject, indicator: Indicator, **fields: Any) -> Any:
    return send(client, record(project), **filled(indicator, **{"name": project.name} | fields))


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def main(response: Any) -> str:
    return read(response).one("main").text


# --- the list and the ledger -----------------------------------------------------------------------------------


def test_the_list_holds_the_counted_indicators_of_ones_departments_in_open_years(office, client, indicator):
    make_project_count(indicator=indicator, fiscal_year=YEAR, count=11)
    for _ in range(3):
        make_project(counts_in=indicator, counting_year=YEAR)
    office.owes(name="入力する指標")
    counted(office.beside(), name="よその件数")
    counted(make_office(), name="他市の件数")
    (row,) = read(client.get("/entry/projects/")).one("table").rows[1:]
    assert row[0].startswith(str(indicator))
    assert row[1:5] == ["令和4年度", "11件", "3件", "未登録あり 報告件数11件、うち個票登録3件、未登録8件"]


def test_the_page_of_a_closed_year_is_in_no_list_but_can_be_read(office, client, indicator):
    EntryRound.objects.update(is_closed=True)
    assert "あなたの課が担当するものはありません" in main(client.get("/entry/projects/"))
    page = client.get(ledger(indicator))
    assert "締め切られました" in main(page)
    assert "個票を追加" not in main(page)


@pytest.mark.parametrize(
    ("count", "records", "said"),
    [
        (11, 3, "未登録あり 報告件数11件、うち個票登録3件、未登録8件"),
        (1, 3, "超過 報告件数1件、個票登録3件。個票が報告件数を2件上回っています。"),
        (3, 3, "一致 報告件数3件、うち個票登録3件、すべて登録済み"),
        (0, 0, "一致 報告件数0件、うち個票登録0件、すべて登録済み"),
        (None, 2, "未入力 報告件数は未入力、個票登録2件"),
    ],
)
def test_the_difference_between_count_and_records_is_named(client, indicator, count, records, said):
    if count is not None:
        make_project_count(indicator=indicator, fiscal_year=YEAR, count=count)
    for _ in range(records):
        make_project(counts_in=indicator, counting_year=YEAR)
    page = read(client.get(ledger(indicator)))
    assert page.one("p", class_="project-difference").text == said


def test_the_ledger_lists_the_records_of_its_year_and_those_without_one(client, indicator):
    make_project(counts_in=indicator, name="今年度", counting_year=YEAR, partners="甲社\n乙大学")
    make_project(counts_in=indicator, name="翌年度", counting_year=YEAR + 1)
    make_project(counts_in=indicator, name="未定", counting_year=None)
    make_project(node=indicator.node, name="数えない", counting_year=YEAR)
    page = read(client.get(ledger(indicator)))
    here = page.one("div", **{"aria-label": "数える個票"}).one("table").rows[1:]
    assert [(row[0], row[3]) for row in here] == [("今年度", "甲社 乙大学")]
    undated = page.one("div", **{"aria-label": "年度が空欄の個票"}).one("table").rows[1:]
    assert [row[0] for row in undated] == ["未定"]
    years = page.one("section", **{"aria-labelledby": "years"}).one("table")
    assert years.row("令和5年度") == ["未入力", "1件", "報告件数は未入力、個票登録1件"]


def test_likely_duplicates_are_shown_with_both_names_and_why(client, indicator):
    make_project(counts_in=indicator, name="ＥＶバスの導入", counting_year=YEAR, partners="甲社")
    other = make_project(counts_in=indicator, name="EVバスの導入事業", counting_year=2021, partners="甲社")
    make_project(counts_in=indicator, name="市民農園", counting_year=YEAR, partners="甲社")
    box = read(client.get(ledger(indicator))).one("div", class_="project-pairs")
    (line,) = box.all("li")
    assert line.text == (
        "「ＥＶバスの導入」と「EVバスの導入事業」（令和3年度に数える）"
        " 表記のゆれを除くと同じ名前です。連携先も同じです（甲社）。"
    )
    assert line.links == [record(other)]


def test_a_hidden_record_is_no_likely_duplicate(office, client, indicator):
    """A record that tells more than the confirmed figures of another section stays there."""
    beside = office.beside()
    theirs = make_indicator(node=indicator.node, department=beside.department, figure_source="projects")
    make_project(counts_in=indicator, name="EVバス", counting_year=YEAR)
    secret = make_project(counts_in=theirs, name="EVバス（秘密）", counting_year=YEAR)
    assert "秘密" not in client.get(ledger(indicator)).content.decode()
    answer = send(client, ledger(indicator, "new/"), **filled(indicator, name="EVバス（秘密の）"))
    assert "（秘密）" not in answer.content.decode()
    make_result(indicator=theirs, fiscal_year=YEAR, entry_state="confirmed")
    assert secret.name in client.get(ledger(indicator)).content.decode()


@pytest.mark.parametrize(
    ("accumulation", "figure", "said"),
    [
        pytest.param(
            "cumulative", {"total": 55, "increment": 9}, "当該年度分9件", id="the share of the year"
        ),
        pytest.param(
            "cumulative", {"total": 14}, "累計から計算した当該年度分10件", id="as the totals give it"
        ),
        pytest.param("annual", {"total": 9}, "入力された9件", id="of one year"),
        pytest.param("cumulative", {"total": 55, "increment": 11}, "", id="the same"),
        pytest.param("annual", {"missing": "pending"}, "", id="not known yet"),
    ],
)
def test_a_count_that_differs_from_the_entered_figure_is_named_on_both_pages(
    office, client, accumulation, figure, said
):
    indicator = counted(office, accumulation=accumulation)
    make_project_count(indicator=indicator, fiscal_year=YEAR, count=11)
    result = make_result(
        indicator=indicator, fiscal_year=YEAR, entry_state="waiting", **{"total": None} | figure
    )
    for address in (ledger(indicator), f"/entry/{indicator.pk}/{YEAR}/"):
        text = main(client.get(address))
        assert ("一致していません" in text) == bool(said)
        assert said in text
    assert Result.objects.get(pk=result.pk).version == 1


def test_the_figure_page_leads_to_the_records_only_where_they_are_counted(office, client, indicator):
    assert ledger(indicator) in read(client.get(f"/entry/{indicator.pk}/{YEAR}/")).links
    other = office.owes()
    assert not any(
        "projects" in one for one in read(client.get(f"/entry/{other.pk}/{YEAR}/")).one("main").links
    )


def test_the_list_of_what_is_owed_leads_to_the_records_only_if_there_are_any(office, client):
    office.owes()
    assert "/entry/projects/" not in read(client.get("/entry/")).links
    counted(office)
    assert "/entry/projects/" in read(client.get("/entry/")).links


# --- the reported count ----------------------------------------------------------------------------------------


def test_a_count_is_understood_saved_and_named_in_the_history(office, client, indicator):
    answer = send(client, ledger(indicator), count="１１件")
    assert (answer.status_code, answer["Location"]) == (302, ledger(indicator))
    row = ProjectCount.objects.get()
    assert (row.indicator, row.fiscal_year, row.count) == (indicator, YEAR, 11)
    page = main(client.get(ledger(indicator)))
    assert "令和4年度の報告件数を11件として保存しました" in page
    assert "報告件数の変更履歴（1件） " in page
    assert Change.objects.get(field="count").post == f"{office.department} 担当者"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "0件のときは「0」"),
        ("約50", "概数"),
        ("1.5", "整数"),
        ("-3", "負の値"),
        ("9" * 400, "長すぎ"),
        ("=1+1", "計算式"),
        ("99999999", "件以下"),
        ("集計中", "0件のときは「0」"),
    ],
)
def test_a_count_that_is_none_gets_its_own_sentence_and_stays_in_the_field(
    client, indicator, typed, sentence
):
    answer = send(client, ledger(indicator), count=typed)
    assert answer.status_code == 422
    assert sentence in errors(answer)["count"][0]
    assert answer.context["form"]["count"].value() == typed
    assert not ProjectCount.objects.exists()


def test_the_second_of_two_sees_both_counts_and_decides(office, client, indicator):
    form = hidden(client, ledger(indicator))
    send(client_of(office.chief), ledger(indicator), count="9")
    answer = client.post(ledger(indicator), form | {"count": "11"})
    assert answer.status_code == 409
    box = read(answer).one("section", class_="conflict")
    assert box.one("table").row("報告件数") == ["11件", "9件"]
    assert "課長 太郎" in box.text
    assert ProjectCount.objects.get().count == 9
    again = dict(re.findall(r'name="(version|once)" value="([^"]*)"', answer.content.decode()))
    assert client.post(ledger(indicator), again | {"count": "11"}).status_code == 302
    assert ProjectCount.objects.get().count == 11


def test_two_who_say_the_same_have_nothing_to_decide(office, client, indicator):
    form = hidden(client, ledger(indicator))
    send(client_of(office.chief), ledger(indicator), count="9")
    assert client.post(ledger(indicator), form | {"count": "9"}).status_code == 302


def test_the_count_of_a_confirmed_figure_is_refused_with_what_was_typed(client, indicator):
    form = hidden(client, ledger(indicator))
    make_result(indicator=indicator, fiscal_year=YEAR, entry_state="confirmed")
    answer = client.post(ledger(indicator), form | {"count": "11"})
    assert answer.status_code == 403
    assert "差戻しを依頼" in main(answer)
    assert [one.text for one in read(answer).one("dl", class_="definitions").all("dd")] == ["11"]


def test_a_round_that_closed_meanwhile_refuses_and_shows_what_was_typed(client, indicator):
    form = hidden(client, ledger(indicator, "new/"))
    EntryRound.objects.update(is_closed=True)
    answer = client.post(ledger(indicator, "new/"), form | filled(indicator, summary="消えてはならない"))
    assert answer.status_code == 403
    assert "再開を依頼" in main(answer)
    assert "消えてはならない" in main(answer)
    assert not LeadingProject.objects.exists()


# --- a new record ----------------------------------------------------------------------------------------------


def test_a_new_record_is_prefilled_with_place_indicator_and_year(client, indicator):
    form = client.get(ledger(indicator, "new/")).context["form"]
    assert form["node"].value() == str(indicator.node_id)
    assert form["indicators"].value() == [str(indicator.pk)]
    assert (form["counting_year"].value(), form["first_year"].value()) == ("令和4年度", "令和4年度")


def test_a_new_record_is_saved_in_every_spelling_of_a_year_and_leads_to_its_ledger(client, indicator):
    fields = filled(
        indicator,
        counting_year="令和４年度",
        first_year="2022",
        last_year="平成38年度",
        partners=" 甲社 \r\n\r\n乙大学\r\n甲社",
        summary="一行目\r\n二行目",
    )
    answer = send(client, ledger(indicator, "new/"), **fields)
    assert (answer.status_code, answer["Location"]) == (302, ledger(indicator))
    row = LeadingProject.objects.get()
    assert (row.first_year, row.last_year, row.counting_year) == (2022, 2026, 2022)
    assert (row.partners, row.summary) == ("甲社\n乙大学", "一行目\n二行目")
    assert list(row.indicators.all()) == [indicator]
    assert "平成38年度は令和8(2026)年度と読み替えました" in main(client.get(ledger(indicator)))


def test_what_looks_like_another_comes_back_once_and_is_saved_with_the_tick(client, indicator):
    make_project(counts_in=indicator, name="ＥＶバスの導入事業", counting_year=2021)
    address = ledger(indicator, "new/")
    answer = send(client, address, **filled(indicator, summary="消えてはならない"))
    assert answer.status_code == 422
    assert "「EVバスの導入」と「ＥＶバスの導入事業」" in main(answer)
    assert "別の取組として登録する" in main(answer)
    assert answer.context["form"]["summary"].value() == "消えてはならない"
    assert LeadingProject.objects.count() == 1
    assert send(client, address, **filled(indicator), separate="on").status_code == 302
    assert LeadingProject.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": ""}, "name", "取組名を入力"),
        ({"name": "あ" * 201}, "name", "200 文字"),
        ({"name": "EV\u202eスバ"}, "name", "見えない文字"),
        ({"summary": "あ\u2066い"}, "summary", "見えない文字"),
        ({"partners": "甲\u2028乙"}, "partners", "見えない文字"),
        ({"counting_year": "令和4年"}, "counting_year", "暦年"),
        ({"first_year": "S99"}, "first_year", "昭和"),
        ({"first_year": "9" * 400}, "first_year", "長すぎ"),
        ({"first_year": "R5", "last_year": "R4", "counting_year": ""}, "last_year", "開始年度以後"),
        ({"first_year": "R5"}, "counting_year", "開始年度から終了年度まで"),
        ({"standing": "gone"}, "standing", "選択"),
        ({"node": 987654321}, "node", "選択"),
        ({"indicators": [987654321]}, "indicators", "選び直して"),
        ({"indicators": ["x"]}, "indicators", "選び直して"),
    ],
)
def test_what_cannot_be_saved_gets_a_sentence_beside_its_field_and_loses_nothing(
    client, indicator, fields, field, sentence
):
    answer = send(client, ledger(indicator, "new/"), **filled(indicator, **{"summary": "残る"} | fields))
    assert answer.status_code == 422
    assert sentence in errors(answer)[field][0]
    assert sentence in main(answer)
    assert answer.context["form"]["partners"].value() == fields.get("partners")
    assert answer.context["form"]["summary"].value() == fields.get("summary", "残る")
    assert not LeadingProject.objects.exists()


def test_a_name_that_is_taken_is_said_in_words(client, indicator):
    make_project(node=indicator.node, name="EVバスの導入")
    answer = send(client, ledger(indicator, "new/"), **filled(indicator), separate="on")
    assert answer.status_code == 422
    assert "同じ名前の取組" in errors(answer)["name"][0]


def test_a_double_click_registers_once(client, indicator):
    form = hidden(client, ledger(indicator, "new/")) | filled(indicator)
    first, second = (client.post(ledger(indicator, "new/"), form) for _ in range(2))
    assert (first["Location"], second["Location"]) == (ledger(indicator), ledger(indicator))
    assert LeadingProject.objects.count() == 1


def test_what_was_typed_survives_the_end_of_the_session(office, indicator):
    form = filled(indicator, summary="消えてはならない", partners="甲社") | {"version": 0, "once": "k" * 32}
    stranger = Client(headers={"Referer": "http://testserver/"})
    answer = stranger.post(ledger(indicator, "new/"), form)
    assert answer["Location"].startswith("/accounts/login/?next=/entry/projects/")
    stranger.force_login(office.staff)
    back = stranger.get(answer["Location"].partition("?next=")[2].replace("%3F", "?").replace("%3D", "="))
    assert "まだ保存していません" in main(back)
    restored = back.context["form"]
    assert (restored["summary"].value(), restored["indicators"].value()) == (
        "消えてはならない",
        [str(indicator.pk)],
    )
    key = back.context["parked"]
    again = dict(re.findall(r'name="(version|once)" value="([^"]*)"', back.content.decode()))
    assert stranger.post(ledger(indicator, "new/"), form | again | {"parked": key}).status_code == 302
    assert not ParkedForm.objects.exists()


def test_a_count_survives_the_end_of_the_session_too(office, indicator):
    stranger = Client(headers={"Referer": "http://testserver/"})
    answer = stranger.post(ledger(indicator), {"version": 0, "once": "k" * 32, "count": "１１件"})
    stranger.force_login(office.staff)
    back = stranger.get(answer["Location"].partition("?next=")[2].replace("%3F", "?").replace("%3D", "="))
    assert back.context["form"]["count"].value() == "１１件"


def test_a_restored_count_meets_the_conflict_of_what_was_reported_meanwhile(office, client, indicator):
    form = hidden(client, ledger(indicator)) | {"count": "11"}
    client.logout()
    back = client.post(ledger(indicator), form)["Location"].partition("?next=")[2]
    send(client_of(office.chief), ledger(indicator), count="9")
    client.force_login(office.staff)
    again = hidden(client, unquote(back))
    assert again["version"] == "0"
    answer = client.post(ledger(indicator), again | {"count": "11"})
    assert answer.status_code == 409
    assert ProjectCount.objects.get().count == 9


def test_a_count_that_cannot_be_saved_any_more_after_the_login_is_shown_to_be_copied(
    office, client, indicator
):
    form = hidden(client, ledger(indicator)) | {"count": "4321"}
    client.logout()
    back = client.post(ledger(indicator), form)["Location"].partition("?next=")[2]
    EntryRound.objects.update(is_closed=True)
    client.force_login(office.staff)
    text = main(client.get(unquote(back)))
    assert "今は保存できません" in text
    assert "4321" in text


def test_what_one_changed_oneself_in_another_window_is_said_to_be_ones_own(client, indicator):
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR)
    sent = [
        (ledger(indicator), {"count": "11"}, {"count": "9"}),
        (record(row), filled(indicator, name="EVバス路線"), filled(indicator, name="電気バス")),
    ]
    for address, mine, before in sent:
        form = hidden(client, address)
        assert send(client, address, **before).status_code == 302
        answer = client.post(address, form | mine)
        assert answer.status_code == 409
        box = read(answer).one("section", class_="conflict").text
        assert "あなたが別の画面で先に変更したため、保存していません" in box
        assert "あなた自身が別の画面で変更しました" in box
        assert "ほかの人" not in box


# --- a record is changed ---------------------------------------------------------------------------------------


def test_a_record_is_changed_and_its_history_says_by_whom(client, indicator):
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR)
    answer = change(client, row, indicator, name="電気バス", standing="adopted", last_year="R6")
    assert (answer.status_code, answer["Location"]) == (302, ledger(indicator))
    row.refresh_from_db()
    assert (row.name, row.standing, row.last_year) == ("電気バス", "adopted", 2024)
    page = main(client.get(record(row)))
    for words in ("この個票の変更履歴（", "電気バス", "社会実装済み", "令和6年度", "担当 花子"):
        assert words in page


def test_the_second_of_two_sees_mine_and_theirs_in_words(office, client, indicator):
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR, standing="running")
    form = hidden(client, record(row))
    change(client_of(office.chief), row, indicator, name="電気バス", standing="ended", first_year="R4")
    answer = client.post(record(row), form | filled(indicator, name="EVバス路線", first_year="R4"))
    assert answer.status_code == 409
    table = read(answer).one("section", class_="conflict").one("table")
    assert table.row("取組名") == ["EVバス路線", "電気バス"]
    assert table.row("状況") == ["実施中（実証を含む）", "終了"]
    assert len(table.rows) == 3
    assert LeadingProject.objects.get().name == "電気バス"
    assert answer.context["form"]["name"].value() == "EVバス路線"
    again = dict(re.findall(r'name="(version|once)" value="([^"]*)"', answer.content.decode()))
    assert client.post(record(row), form | filled(indicator, name="EVバス路線") | again).status_code == 302
    assert LeadingProject.objects.get().name == "EVバス路線"


def test_links_to_indicators_of_other_sections_stay_as_they_are(office, client, indicator):
    theirs = make_indicator(
        node=indicator.node, department=office.beside().department, figure_source="projects"
    )
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR)
    row.indicators.add(theirs)
    page = client.get(record(row))
    assert f"ほかに数えている指標（この画面では変わりません）：{theirs}" in main(page)
    assert change(client, row, indicator, name="電気バス").status_code == 302
    assert set(row.indicators.all()) == {indicator, theirs}
    answer = change(client, row, indicator, indicators=[theirs.pk])
    assert "選び直して" in errors(answer)["indicators"][0]


def test_a_record_cannot_be_moved_out_of_ones_own_reach(client, indicator):
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR)
    answer = change(client, row, indicator, indicators=[])
    assert "自分の課の指標を1つ以上" in errors(answer)["indicators"][0]
    assert list(row.indicators.all()) == [indicator]


def test_another_measure_offers_its_own_indicators(office, client, indicator):
    node = make_node(period=indicator.node.period)
    other = counted(office, node=node, name="別の施策の件数")
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR)
    answer = change(client, row, indicator, node=node.pk)
    assert "選び直して" in errors(answer)["indicators"][0]
    assert "別の施策の件数" in main(answer)
    assert change(client, row, indicator, node=node.pk, indicators=[other.pk]).status_code == 302
    row.refresh_from_db()
    assert (row.node, list(row.indicators.all())) == (node, [other])


def test_a_record_of_a_closed_year_is_shown_without_its_form(client, indicator):
    row = make_project(counts_in=indicator, counting_year=YEAR - 1)
    text = main(client.get(record(row)))
    assert "令和3年度には入力依頼がないため" in text
    assert "事務局に依頼" in text
    assert "<form" not in client.get(record(row)).content.decode().split("<main")[1]


def test_the_secretariat_keeps_years_without_a_round_and_every_measure(office, indicator):
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR - 1, first_year=YEAR - 1)
    elsewhere = make_node(period=indicator.node.period)
    client = client_of(planner_of(office))
    answer = change(client, row, indicator, counting_year="R3", node=elsewhere.pk, indicators=[])
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.node, row.indicators.count()) == (elsewhere, 0)


def test_the_main_section_of_a_measure_keeps_its_records_as_well(office, indicator):
    main_section = make_department(local_government_code=office.round.plan.local_government_code)
    type(office.node).objects.filter(pk=office.node.pk).update(department=main_section)
    client = client_of(make_person_in_post("staff", main_section))
    assert send(client, ledger(indicator, "new/"), **filled(indicator)).status_code == 302
    assert send(client, ledger(indicator), count="3").status_code == 302


def test_the_public_page_of_a_record_leads_to_its_form_for_who_keeps_it(office, client, indicator):
    make_result(indicator=indicator, fiscal_year=YEAR, entry_state="checked")
    row = make_project(counts_in=indicator, counting_year=YEAR)
    assert record(row) in read(client.get(row.get_absolute_url())).links
    bureau = make_person_in_post("bureau", office.bureau)
    for other in (Client(), client_of(bureau), client_of(office.beside().staff)):
        page = other.get(row.get_absolute_url())
        assert page.status_code == 200
        assert record(row) not in read(page).links


# --- a record is removed ---------------------------------------------------------------------------------------


def test_a_record_is_removed_with_a_reason_once(client, indicator):
    row = make_project(counts_in=indicator, name="二重", counting_year=YEAR)
    form = hidden(client, record(row, "remove/"))
    answer = client.post(record(row, "remove/"), form | {"reason": " "})
    assert (answer.status_code, errors(answer)) == (422, {"reason": ["削除の理由を入力してください。"]})
    for _ in range(2):
        answer = client.post(record(row, "remove/"), form | {"reason": "二重に登録したため"})
        assert (answer.status_code, answer["Location"]) == (302, ledger(indicator))
    assert not LeadingProject.objects.exists()
    assert Change.objects.filter(field="", why="二重に登録したため").exists()


def test_what_changed_meanwhile_is_not_removed_unseen(office, client, indicator):
    row = make_project(counts_in=indicator, name="二重", counting_year=YEAR)
    form = hidden(client, record(row, "remove/"))
    change(client_of(office.chief), row, indicator, name="二重ではない")
    answer = client.post(record(row, "remove/"), form | {"reason": "二重に登録したため"})
    assert answer.status_code == 409
    assert "二重ではない" in main(answer)
    assert answer.context["form"]["reason"].value() == "二重に登録したため"


@pytest.mark.parametrize("button", [{}, {"draft": "keep"}], ids=["saved", "kept as a draft"])
def test_what_was_removed_meanwhile_shows_what_was_typed_with_its_labels(client, indicator, button):
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR)
    form = hidden(client, record(row))
    LeadingProject.objects.filter(pk=row.pk).delete()
    answer = client.post(
        record(row), form | filled(indicator, summary="消えてはならない", standing="ended") | button
    )
    assert answer.status_code == 404
    assert "必要なときは、次の内容を写して新しく登録してください" in main(answer)
    assert said_in(answer, "概要") == "消えてはならない"
    assert said_in(answer, "状況") == "終了"


def said_in(answer: Any, label: str) -> str:
    """Return what stands under that label of what was typed in vain."""
    pairs = read(answer).one("dl", class_="definitions").all("div")
    return next(str(one.one("dd").text) for one in pairs if one.one("dt").text == label)


@pytest.mark.parametrize("tail", ["new/", ""])
def test_who_may_not_keep_a_record_any_more_sees_what_was_typed_with_its_labels(
    office, client, indicator, tail
):
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR)
    address = ledger(indicator, tail) if tail else record(row)
    form = hidden(client, address)
    office.staff.posts.update(role="bureau", department=office.bureau)
    answer = client.post(address, form | filled(indicator, summary="消えてはならない"))
    assert answer.status_code == 403
    typed = read(answer).one("section", **{"aria-labelledby": "typed"}).all("label")
    assert [one.text.split()[0] for one in typed] == ["取組名", "件数に数える年度", "概要", "状況"]
    assert typed[2].one("textarea").text == "消えてはならない"
    row.refresh_from_db()
    assert row.name == "EVバス"


# --- the cost --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["list", "ledger", "new", "record", "like another"])
def test_a_page_costs_as_many_queries_however_much_there_is(office, indicator, what):
    row = make_project(counts_in=indicator, name="EVバス", counting_year=YEAR)
    client = client_of(office.staff)
    addresses = {
        "list": "/entry/projects/",
        "ledger": ledger(indicator),
        "new": ledger(indicator, "new/"),
        "record": record(row),
    }

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            if what == "like another":
                form = filled(indicator, name="EVバス事業") | {"version": 0, "once": "k" * 32}
                assert client.post(ledger(indicator, "new/"), form).status_code == 422
            else:
                assert client.get(addresses[what]).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(4):
        more = counted(office, node=make_node(period=office.node.period), name=f"件数{number}")
        for another in (indicator, more):
            make_project(counts_in=another, name=f"EVバス（{number}）", counting_year=YEAR)
            make_project(counts_in=another, name=f"別{number}", counting_year=None)
        make_project_count(indicator=more, fiscal_year=YEAR)
    assert cost() == few <= 40


def test_a_round_that_has_not_begun_locks_its_year(office, client, indicator):
    EntryRound.objects.update(opens_on=timezone.localdate() + timedelta(days=3))
    assert "に始まります" in main(client.get(ledger(indicator)))
