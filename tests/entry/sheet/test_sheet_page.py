"""The sheet of a 事務事業 on its page: what it asks, how it is read, what is kept, what two people see."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.page import parking
from evaluations.cycles.models import EvaluationCycle
from evaluations.sheets.amounts import AmountPlace
from evaluations.sheets.answers import Answer
from evaluations.sheets.models.forms import SheetForm, SheetItem, SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.actions import close_round, return_result
from indicators.models import EntryRound, RatingScale
from store.actions.rows import Actor
from store.models import Change
from tests.entry.office import YEAR, make_office, planner_of
from tests.entry.sheets import HIDDEN, TYPED, WHOLE, client_at, hidden, make_desk, path_of, send, stored
from tests.factories import make_cycle, make_indicator, make_node, make_person_in_post, make_result
from tests.reading import read

pytestmark = pytest.mark.django_db

HAND_IN = {"hand_in": "1"}
COST = f"cell-costs-{YEAR}-budget-cost"


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def node(desk):
    return desk.owes(name="見守り支援事業")


def page_of(person, node, end=""):
    return read(client_at(person).get(f"{path_of(node)}{end}"))


def body(answer):
    return answer.content.decode()


def test_the_page_asks_what_the_form_asks_part_by_part(desk, node):
    page = page_of(desk.office.staff, node)
    headings = [one.text for one in page.all("h2")]
    assert headings == ["Plan", "Do"]
    assert [one.text for one in page.all("h3")] == [
        "当年度の取組 必須",
        "達成度 必須",
        "訪問回数",
        "予算と決算（単位：千円）",
    ]
    assert [one.attributes["value"] for one in page.all("input", type="radio")] == list("12345")
    assert "100字まで" in page.text
    assert "令和3年度 予算額 事業費A（千円）" in str(
        [one.attributes.get("aria-label") for one in page.all("input", type="text")]
    )
    assert len(page.all("form", class_="sheet-form")) == 1


def test_what_is_typed_is_read_as_figures_are_and_handed_in_once(desk, node):
    client = client_at(desk.office.staff)
    form = hidden(client, node) | TYPED | HAND_IN
    answers = [client.post(path_of(node), form) for _ in range(2)]
    assert {one.url for one in answers} == {f"/entry/?saved_sheet={node.pk}-{YEAR}"}
    sheet = stored(node)
    assert sheet.entry_state == "waiting"
    assert sheet.entered_by == desk.office.staff
    assert sheet.given() == {
        "plan": Answer(text="相談窓口を開く。"),
        "achievement": Answer(symbol="3", text="計画どおり進んだ。"),
        "visits": Answer(number=Decimal(12)),
        "costs": Answer(
            amounts={
                AmountPlace(YEAR, "budget", "cost"): Decimal(1000),
                AmountPlace(YEAR, "budget", "national"): Decimal(-200),
                AmountPlace(YEAR, "budget", "general"): Decimal(1200),
            }
        ),
    }
    page = read(client.get(answers[0].url))
    assert f"「{node}」の評価シートを提出しました（達成度 3 意味3）" in page.text


def test_after_handing_in_the_list_names_the_next_one(desk, node):
    following = desk.owes(name="二つ目の事業")
    answer = send(desk.office.staff, node, TYPED | HAND_IN)
    page = read(client_at(desk.office.staff).get(answer.url))
    assert path_of(following) in page.one("div", class_="notice--success").links


def test_a_draft_is_kept_as_it_is_and_says_what_is_still_to_be_done(desk, node):
    answer = send(desk.office.staff, node, {"symbol-achievement": "3", "text-plan": "あ" * 101})
    assert answer.url == f"{path_of(node)}?saved=draft"
    assert stored(node).entry_state == "draft"
    page = read(client_at(desk.office.staff).get(answer.url))
    assert "途中まで保存しました（入力中）" in page.text
    to_do = page.all("details", class_="accordion")[0]
    assert [one.text for one in to_do.all("li")] == [
        "「当年度の取組」は100字までです（1字多く入力されています）。",
        "「達成度」の理由を入力してください。",
    ]
    assert to_do.links == ["#item-1-field", "#item-2-field"]


def test_an_unfinished_sheet_is_not_handed_in_and_each_problem_leads_to_its_field(desk, node):
    typed = TYPED | {"text-plan": "", "text-achievement": " ", COST: "1,001"}
    answer = send(desk.office.staff, node, typed | HAND_IN)
    assert answer.status_code == 422
    assert not ProjectSheet.objects.exists()
    page = read(answer)
    notice = page.one("div", role="alert")
    assert [one.text for one in notice.all("li")] == [
        "「当年度の取組」を入力してください。",
        "「達成度」の理由を入力してください。",
        "令和4年度の予算額の「事業費A」1,001千円が、内訳の合計1,000千円と一致しません。どちらかを直してください。",
    ]
    cell = page.one("input", name=COST)
    assert notice.links == ["#item-1-field", "#item-2-field", f"#{cell.attributes['id']}"]
    for link in notice.links:
        assert len(page.all("textarea", "fieldset", "input", id=link[1:])) == 1
    assert cell.attributes["value"] == "1,001"
    assert page.one("span", id=cell.attributes["aria-describedby"]).text == notice.all("li")[2].text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("約50", "「約50」は概数です。"),
        ("50-60", "「50-60」"),
        ("=1+1", "「=1+1」"),
        ("9" * 400, "長すぎ"),
        ("集計中", "まだ分からないときは空欄"),
        ("－", "まだ分からないときは空欄"),
        ("66件", "単位「件」はこの欄の単位「千円」と違うため"),
        ("多い", "「多い」"),
    ],
)
def test_an_amount_that_is_none_gets_its_sentence_beside_its_cell_and_everything_typed_stays(
    desk, node, typed, sentence
):
    answer = send(desk.office.staff, node, TYPED | {COST: typed, "number-visits": typed})
    assert answer.status_code == 422
    page = read(answer)
    cell = page.one("input", name=COST)
    assert cell.attributes["value"] == typed
    assert sentence in page.one("span", id=cell.attributes["aria-describedby"]).text
    assert page.one("textarea", name="text-plan").text == "相談窓口を開く。"
    assert [
        one.attributes["value"] for one in page.all("input", type="radio") if "checked" in one.attributes
    ] == ["3"]
    assert not ProjectSheet.objects.exists()


def test_zero_is_a_value_and_a_blank_is_none(desk, node):
    send(desk.office.staff, node, {COST: "０", "number-visits": "0"})
    given = stored(node).given()
    assert given["costs"] == Answer(amounts={AmountPlace(YEAR, "budget", "cost"): Decimal(0)})
    assert given["visits"] == Answer(number=Decimal(0))
    send(desk.office.staff, node, {COST: "", "number-visits": ""})
    assert stored(node).given() == {}


def test_a_level_that_the_scale_does_not_have_and_hidden_signs_are_refused(desk, node):
    answer = send(desk.office.staff, node, {"symbol-achievement": "9", "text-plan": "見え\u202eない"})
    assert answer.status_code == 422
    items = [one.text for one in read(answer).one("div", role="alert").all("li")]
    assert items[0].startswith("「当年度の取組」：表示を乱す見えない文字")
    assert items[1] == "「達成度」：選択肢から選び直してください。"


def test_an_item_that_the_form_does_not_carry_stays_as_it_is(desk, node):
    desk.written(node, hand_in=False)
    client = client_at(desk.office.staff)
    form = {key: text for key, text in hidden(client, node).items() if key in {"version", "once"}}
    client.post(path_of(node), form | {"text-plan": "窓口を二つ開く。"})
    assert stored(node).given() == WHOLE | {"plan": Answer(text="窓口を二つ開く。")}


def test_a_new_sheet_begins_with_last_years_and_shows_what_changes(desk, node):
    desk.year_before().confirmed(
        node,
        plan=Answer(text="窓口を一つ開く。"),
        achievement=Answer(symbol="2", text="早く進んだ。"),
        costs=Answer(amounts={AmountPlace(YEAR - 1, "settled", "cost"): Decimal(7)}),
    )
    page = page_of(desk.office.staff, node)
    assert "前年度のシートから引き継いだ内容を入れてあります。まだ保存していません。" in page.text
    assert page.one("textarea", name="text-plan").text == "窓口を一つ開く。"
    assert page.one("input", name=f"cell-costs-{YEAR - 1}-settled-cost").attributes["value"] == "7"
    assert [one for one in page.all("input", type="radio") if "checked" in one.attributes] == []
    plan = page.one("div", id="item-1")
    assert "hidden" not in plan.one("span", class_="sheet-same").attributes
    assert not ProjectSheet.objects.filter(cycle__first_year=YEAR).exists()
    send(desk.office.staff, node, {"text-plan": "窓口を二つ開く。"})
    plan = page_of(desk.office.staff, node).one("div", id="item-1")
    assert "hidden" in plan.one("span", class_="sheet-same").attributes
    assert "前年度から変更" in plan.text
    redlined = plan.one("p", class_="redline")
    assert redlined.one("del").text == "［削除］一［削除終わり］"
    assert redlined.one("ins").text == "［追加］二［追加終わり］"
    done = page_of(desk.office.staff, node, "read/")
    assert "令和3年度のシートからの変更箇所" in done.text
    assert "令和3年度のシート 2 意味2" in done.text


def test_last_years_unconfirmed_sheet_is_not_carried_on(desk, node):
    desk.year_before().written(node, plan=Answer(text="未確認の記入"), achievement=WHOLE["achievement"])
    assert "未確認の記入" not in body(client_at(desk.office.staff).get(path_of(node)))


def test_the_figures_of_the_undertaking_stand_beside_with_a_link_to_enter_them(desk, node):
    owed = make_indicator(
        node=node,
        department=desk.office.department,
        name="訪問世帯",
        results={YEAR - 1: 4},
        targets={YEAR: 10},
    )
    (_, row) = page_of(desk.office.staff, node).all("table")[0].rows
    assert row[:4] == ["1 訪問世帯", "4件", "10件", "未提出"]
    assert f"/entry/{owed.pk}/{YEAR}/" in page_of(desk.office.staff, node).links
    elsewhere = make_indicator(node=node, department=make_office().department, name="他課の指標")
    make_result(indicator=elsewhere, fiscal_year=YEAR, total=77, entry_state="waiting")
    assert "77件" not in page_of(desk.office.staff, node).text


def test_the_second_of_two_sees_both_texts_and_chooses(desk, node):
    first, second = client_at(desk.office.staff), client_at(desk.office.chief)
    opened = hidden(second, node)
    first.post(
        path_of(node),
        hidden(first, node) | {"text-plan": "先の取組", "number-visits": "5", "symbol-achievement": "2"},
    )
    typed = {"text-plan": "後の取組", "text-achievement": "後の理由", "symbol-achievement": "4"}
    answer = second.post(path_of(node), opened | typed)
    assert answer.status_code == 409
    page = read(answer)
    table = page.one("section", **{"aria-labelledby": "conflict"}).one("table")
    assert [row[0][:3] for row in table.rows[1:]] == ["当年度", "達成度"]
    assert "自分の入力で保存する" in table.rows[1][1]
    assert "先の内容のままにする" in table.rows[1][2]
    assert "後の取組" in table.rows[1][1]
    assert "先の取組" in table.rows[1][2]
    assert "担当 花子" in table.rows[1][0]
    assert "次の項目は、ほかの人だけが変更したため、下の欄に最新の内容を入れました：訪問回数" in page.text
    assert page.one("input", name="number-visits").attributes["value"] == "5"
    assert stored(node).given()["plan"].text == "先の取組"
    again = dict(parse_hidden(answer))
    fields = {
        "text-plan": "後の取組",
        "symbol-achievement": "4",
        "text-achievement": "後の理由",
        "number-visits": "5",
    }
    answer = second.post(path_of(node), again | fields | {"take-plan": "theirs", "take-achievement": "mine"})
    assert answer.status_code == 302
    given = stored(node).given()
    assert given["plan"] == Answer(text="先の取組")
    assert given["achievement"] == Answer(symbol="4", text="後の理由")
    assert given["visits"] == Answer(number=Decimal(5))


def parse_hidden(answer):
    return HIDDEN.findall(body(answer))


def test_two_who_write_the_very_same_have_nothing_to_decide(desk, node):
    first, second = client_at(desk.office.staff), client_at(desk.office.chief)
    opened = hidden(second, node)
    first.post(path_of(node), hidden(first, node) | TYPED)
    assert second.post(path_of(node), opened | TYPED).status_code == 302


def test_what_was_typed_when_the_session_was_over_is_shown_again_and_may_conflict(desk, node):
    client = client_at(desk.office.staff)
    form = hidden(client, node) | TYPED
    client.logout()
    answer = client.post(path_of(node), form)
    assert answer.status_code == 302
    key = answer.url.partition("parked%3D")[2]
    desk.written(node, hand_in=False, plan=Answer(text="その間の取組"))
    client.force_login(desk.office.staff)
    page = client.get(f"{path_of(node)}?{parking.PARAMETER}={key}")
    assert "入力した内容を復元しました。まだ保存していません。" in read(page).text
    assert "相談窓口を開く。" in body(page)
    again = dict(parse_hidden(page))
    assert again["version"] == "0"
    assert client.post(path_of(node), again | TYPED).status_code == 409


def test_a_confirmed_sheet_and_one_of_a_closed_round_are_shown_with_the_reason_and_no_form(desk, node):
    sheet = desk.confirmed(node)
    page = page_of(desk.office.staff, node)
    assert page.all("form", class_="sheet-form") == []
    assert "課長 太郎が" in page.text
    assert "差戻しを依頼してください" in page.text
    client = client_at(desk.office.staff)
    form = {"version": str(sheet.version), "once": "k" * 32, "text-plan": "直した取組"}
    answer = client.post(path_of(node), form)
    assert answer.status_code == 403
    assert "直した取組" in body(answer)
    by = Actor(Change.Via.PAGE, desk.office.chief)
    return_result(sheet, version=sheet.version, reason="理由が足りません。", round_=desk.request.round, by=by)
    page = page_of(desk.office.staff, node)
    assert "理由が足りません。" in page.text
    assert len(page.all("form", class_="sheet-form")) == 1
    close_round(EntryRound.objects.get(), version=1, by=by)
    assert "締め切られました" in page_of(desk.office.staff, node).text


def test_a_round_that_has_not_begun_shows_no_form(desk, node):
    EntryRound.objects.update(opens_on=timezone.localdate() + timedelta(days=1))
    page = page_of(desk.office.staff, node)
    assert page.all("form", class_="sheet-form") == []
    assert "受付は" in page.text


def test_the_printed_sheet_has_every_part_and_marks_what_is_empty(desk, node):
    desk.written(node, hand_in=False, plan=WHOLE["plan"])
    page = page_of(desk.office.staff, node, "read/")
    items = {one.one("h3").text: one.text for one in page.all("div", class_="sheet-item")}
    assert list(items) == ["当年度の取組", "達成度", "訪問回数", "予算と決算（単位：千円）"]
    assert "（未選択）" in items["達成度"]
    assert "（理由は未記入）" in items["達成度"]
    assert "（未記入）" in items["訪問回数"]
    assert "（未記入）" in items["予算と決算（単位：千円）"]


def test_who_may_only_read_sees_the_sheet_but_no_form(desk, node):
    desk.written(node, hand_in=False)
    bureau = make_person_in_post("bureau", desk.office.bureau)
    page = page_of(bureau, node)
    assert page.all("form", class_="sheet-form") == []
    assert "相談窓口を開く。" in page.text
    assert client_at(bureau).post(path_of(node), {"version": "1", "once": "k" * 32}).status_code == 403
    planner = planner_of(desk.office)
    assert send(planner, node, {"text-plan": "事務局が直した。"}).url == f"{path_of(node)}?saved=draft"


def test_the_history_tells_by_the_words_of_the_form_who_changed_what(desk, node):
    send(desk.office.staff, node, TYPED)
    send(
        desk.office.staff,
        node,
        TYPED | {"symbol-achievement": "4", COST: "1001", "text-achievement": "遅れた。"},
    )
    lines = page_of(desk.office.staff, node).one("details", class_="figure-history").one("table").rows
    told = [tuple(row[1:4]) for row in lines[1:4]]
    assert all(row[4].startswith("担当 花子") for row in lines[1:])
    assert set(told) == {
        ("達成度", "3 意味3", "4 意味4"),
        ("達成度（理由）", "計画どおり進んだ。", "遅れた。"),
        ("予算と決算 令和4年度 予算額 事業費A", "1,000", "1,001"),
    }
    assert ("入力の状態", "（なし）", "入力中") in [tuple(row[1:4]) for row in lines]


@pytest.mark.parametrize("year", [YEAR + 1, 1, 9999])
def test_a_year_or_a_node_without_a_sheet_is_not_there(desk, node, year):
    client = client_at(desk.office.staff)
    assert client.get(path_of(node, year)).status_code == 404
    assert client.get(path_of(desk.office.node)).status_code == 404


def test_a_sheet_of_a_year_that_no_round_asks_for_is_not_there(desk, node):
    SheetRequest.objects.all().delete()
    assert client_at(desk.office.staff).get(path_of(node)).status_code == 404


def test_the_number_of_queries_does_not_grow_with_what_is_written(desk, node):
    client = client_at(desk.office.staff)
    desk.year_before().confirmed(node)
    for number in (2, 3):
        send(client, node, TYPED | {"number-visits": str(number)})
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(path_of(node))
    full = TYPED | {
        f"cell-costs-{year}-{column}-{line}": "0"
        for year in (YEAR - 1, YEAR)
        for column in ("budget", "settled")
        for line in ("cost", "national", "general")
    }
    send(client, node, full)
    make_indicator(node=node, department=desk.office.department)
    make_indicator(node=node, department=desk.office.department)
    with CaptureQueriesContext(connection) as many:
        client.get(path_of(node))
    # the targets and results of the indicators, which were none before
    assert len(many) <= len(few) + 2


def test_another_form_loaded_as_data_is_filled_in_without_code():
    call_command("loaddata", "sheet_form_ward", verbosity=0)
    office = make_office()
    scale = RatingScale.objects.get(key="ward-grade")
    cycle = make_cycle(period=office.node.period, kind="yearly", last_year=YEAR, achievement_scale=scale)
    SheetRequest.objects.create(round=office.round, form=SheetForm.objects.get(key="ward"), cycle=cycle)
    node = make_node(parent=office.node, department=office.department)
    page = page_of(office.staff, node)
    assert [one.text for one in page.all("h2")] == [
        "地域の課題",
        "取組と成果",
        "項目別の評価（各4点）",
        "総合評価",
    ]
    points = {f"symbol-{key}": "3" for key in ("fit", "reach", "together", "speed", "cost", "lasting")}
    typed = {
        "text-issue": "夜間の見回りが足りない。",
        "number-meetings": "６回",
        **points,
        "number-points": "18点",
        "symbol-grade": "C",
        "text-grade": "六つの項目がいずれも良い。",
        f"cell-spending-{YEAR}-settled-all": "1,234,567円",
        f"cell-spending-{YEAR}-settled-ward": "1,000,000",
        f"cell-spending-{YEAR}-settled-city": "23万4,567",
    }
    assert send(office.staff, node, typed | HAND_IN).status_code == 302
    sheet = stored(node)
    assert sheet.achievement.symbol == "C"
    assert sheet.given()["spending"].amounts[AmountPlace(YEAR, "settled", "city")] == 234_567


def test_the_published_form_loads_on_its_own_and_after_the_published_plan():
    call_command("loaddata", "sheet_forms", verbosity=0)
    form = SheetForm.objects.get(key="kawasaki-fy2024")
    kinds = [item.kind for item in form.items.all()]
    assert [kinds.count(kind) for kind in ("text", "rating", "amounts")] == [10, 9, 1]
    assert set(SheetItem.objects.exclude(meaning="").values_list("meaning", flat=True)) == {
        "achievement",
        "contribution",
        "direction",
    }
    for item in form.items.all():
        item.clean()


def test_the_published_form_and_plan_know_the_same_scale():
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    call_command("loaddata", "sheet_forms", verbosity=0)
    item = SheetItem.objects.get(form__key="kawasaki-fy2024", meaning="achievement")
    assert item.scale == EvaluationCycle.objects.get(key="r5-mid").achievement_scale


@pytest.mark.parametrize("button", [HAND_IN, {"keep": "1"}], ids=["handed in", "kept"])
def test_all_that_is_wrong_is_said_at_once_whichever_button(desk, node, button):
    typed = TYPED | {
        "text-plan": "",
        "symbol-achievement": "9",
        "text-achievement": "",
        "number-visits": "多い",
        COST: "1,001",
        f"cell-costs-{YEAR}-settled-cost": "多い",
    }
    answer = send(desk.office.staff, node, typed | button)
    assert answer.status_code == 422
    said = [one.text for one in read(answer).one("div", role="alert").all("li")]
    assert [one[:14] for one in said] == [
        "「達成度」：選択肢から選び直",
        "「訪問回数」の「多い」：「多",
        "「多い」は数値として読めない",
        "「当年度の取組」を入力してく",
        "「達成度」の理由を入力してく",
        "令和4年度の予算額の「事業費",
    ]
    assert not ProjectSheet.objects.exists()


def test_a_reason_that_is_required_is_marked_as_such(desk, node):
    page = page_of(desk.office.staff, node)
    assert page.one("p", class_="sheet-reason").text == "理由：達成度 必須"
    assert page.one("textarea", name="text-achievement").attributes["aria-required"] == "true"
    SheetItem.objects.filter(key="achievement").update(is_required=False)
    page = page_of(desk.office.staff, node)
    assert page.one("p", class_="sheet-reason").text == "理由：達成度 （選択したときは必須）"
    assert "aria-required" not in page.one("textarea", name="text-achievement").attributes


def test_what_one_wrote_oneself_in_another_window_is_said_to_be_ones_own(desk, node):
    client = client_at(desk.office.staff)
    opened = hidden(client, node)
    send(client, node, {"text-plan": "先の取組", "number-visits": "5"})
    answer = client.post(path_of(node), opened | {"text-plan": "後の取組", "number-visits": ""})
    assert answer.status_code == 409
    text = read(answer).one("section", **{"aria-labelledby": "conflict"}).text
    assert "あなたが別の画面で先に変更したため、保存していません" in text
    assert "あなた自身が別の画面で変更しました" in text
    assert "次の項目は、別の画面だけで変更したため" in text
    assert "ほかの人" not in text


def test_the_conflict_of_a_sheet_says_who_was_first_and_when(desk, node):
    second = client_at(desk.office.chief)
    opened = hidden(second, node)
    send(desk.office.staff, node, {"text-plan": "先の取組"})
    text = body(second.post(path_of(node), opened | {"text-plan": "後の取組"}))
    assert "ほかの人が先に変更したため、保存していません" in text
    assert f"担当 花子（{desk.office.department} 担当者）が変更しました（画面）。" in text


def test_what_was_typed_before_the_login_is_shown_where_the_sheet_was_confirmed_meanwhile(desk, node):
    client = client_at(desk.office.staff)
    form = hidden(client, node) | {"text-plan": "間に合わなかった。", "number-visits": "だいたい"}
    client.logout()
    key = client.post(path_of(node), form).url.partition("parked%3D")[2]
    desk.confirmed(node)
    client.force_login(desk.office.staff)
    page = read(client.get(f"{path_of(node)}?{parking.PARAMETER}={key}"))
    assert "今は保存できません" in page.text
    typed = page.one("dl", class_="definitions").text
    assert "間に合わなかった。" in typed
    assert "だいたい" in typed


def test_who_may_not_write_a_sheet_any_more_sees_what_was_typed(desk, node):
    client = client_at(desk.office.staff)
    form = hidden(client, node) | {"text-plan": "消えてはならない"}
    desk.office.staff.posts.update(role="bureau", department=desk.office.bureau)
    answer = client.post(path_of(node), form)
    assert answer.status_code == 403
    page = read(answer)
    assert "評価シートを入力できるのは" in page.text
    assert "消えてはならない" in page.one("dl", class_="definitions").text
    desk.office.staff.posts.all().delete()
    answer = client.post(path_of(node), form)
    assert answer.status_code == 404
    typed = read(answer).one("section", **{"aria-labelledby": "typed"})
    assert [one.text for one in typed.all("textarea")] == ["消えてはならない"]


def test_who_throws_a_draft_away_when_the_session_is_over_does_not_come_back_to_an_empty_sheet(desk):
    sheet = desk.written(hand_in=False)
    client = client_at(desk.office.staff)
    client.logout()
    answer = client.post(path_of(sheet.node), {"draft": "discard"})  # and no field of the sheet
    assert answer.url == f"/accounts/login/?next={path_of(sheet.node)}"


def test_an_item_is_kept_whatever_it_is_called(desk, node):
    SheetItem.objects.filter(key="plan").update(key="concept-drafted-once")
    client, typed = client_at(desk.office.staff), {"text-concept-drafted-once": "相談窓口を開く。"}
    answer = client.post(path_of(node), hidden(client, node) | typed | {"draft": "keep"}, follow=True)
    assert "相談窓口を開く。" in body(answer)
    client.logout()
    answer = client.post(path_of(node), typed)
    client.force_login(desk.office.staff)
    assert "相談窓口を開く。" in body(client.get(unquote(answer.url.partition("next=")[2])))
