"""The 課長 sees what was entered and what it does, confirms a screenful at once, or sends a figure back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.actions.once import new_key
from desk.models import ParkedForm
from entry.list.views.confirming import figures_asked_for
from indicators.actions import EnteredFigure, enter_result, return_result
from indicators.models import EntryRound, Result
from policies.fiscal_year import FiscalYear
from store.actions.rows import Actor, change_row
from store.models import Change
from tests.entry.office import YEAR, carried, client_of, logged_in_again, make_office, planner_of
from tests.factories import (
    make_cycle,
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_project,
    make_project_count,
    make_result,
    make_round,
)
from tests.reading import read

pytestmark = pytest.mark.django_db
CONFIRM = "/entry/confirm/"


def ticks(*rows):
    return [f"{row.pk}-{row.version}" for row in rows]


def confirm(office, *rows, client=None):
    client = client or client_of(office.chief)
    return client.post(CONFIRM, {"round": office.round.pk, "row": ticks(*rows), "once": new_key()})


def states():
    this_year = Result.objects.filter(fiscal_year=YEAR).order_by("pk")
    return list(this_year.values_list("entry_state", flat=True))


def waiting_of(office, query=""):
    page = read(client_of(office.chief).get(f"/entry/{query}"))
    return page.one("section", **{"aria-labelledby": "waiting"})


def test_figures_stand_as_the_plan_does_whichever_node_was_first():
    period = make_period()
    later, first = (make_node(period=period, order=order) for order in (2, 1))
    of_later, of_first = (
        make_result(indicator=make_indicator(node=node, department=make_department()), fiscal_year=YEAR)
        for node in (later, first)
    )
    assert list(figures_asked_for(make_round(plan=period.plan, fiscal_year=YEAR))) == [of_first, of_later]


def test_the_chief_sees_old_and_new_value_target_both_classes_and_who_entered_it():
    office = make_office()
    make_cycle(period=office.node.period)
    owed = office.owes(name="来場者数", results={YEAR - 1: 4}, targets={YEAR - 1: 3, YEAR: 10})
    by = Actor(Change.Via.PAGE, office.staff, office.staff.posts.get())
    said = EnteredFigure(total=5, explanation="雨天が続いたため")  # type: ignore[arg-type]
    enter_result(owed, FiscalYear(YEAR), said, version=0, round_=office.round, by=by, again=False)
    section = waiting_of(office)
    assert section.one("h2").text == "確認待ちの実績値 1件"
    (row,) = section.one("table").rows[1:]
    name, last, now, target, classes, explanation, entered, links = row
    assert name.startswith("1 来場者数")
    assert (last, now, target, explanation) == ("4件", "→ 5件", "10件", "雨天が続いたため")
    assert classes.startswith("a意味a")
    assert classes.split("から")[1].strip() == "b意味b"
    assert entered.startswith("担当 花子")
    assert ":" in entered
    assert "差し戻す" in links


def test_a_figure_entered_anew_after_it_came_back_shows_what_stood_there_before():
    office = make_office()
    by = Actor(Change.Via.PAGE, office.staff, office.staff.posts.get())
    owed, year = office.owes(), FiscalYear(YEAR)
    first, second = EnteredFigure(total=Decimal(500)), EnteredFigure(total=Decimal(50))
    row = enter_result(owed, year, first, version=0, round_=office.round, by=by, again=False)
    return_result(row, version=1, reason="桁が違います。", round_=office.round, by=by)
    enter_result(owed, year, second, version=2, round_=office.round, by=by, again=False)
    assert "→ 50件修正前 500件" in waiting_of(office).one("table").rows[1][2]


def test_many_are_confirmed_at_once_in_the_chiefs_post():
    office = make_office()
    rows = [office.entered() for _ in range(3)]
    answer = confirm(office, *rows[:2])
    assert (answer.status_code, answer["Location"]) == (302, "/entry/")
    assert states() == ["confirmed", "confirmed", "waiting"]
    change = Change.objects.filter(field="entry_state").latest("sequence")
    assert (change.who, change.post, change.via) == (office.chief, str(office.chief.posts.get()), "page")


def test_the_same_confirmation_twice_is_one():
    office = make_office()
    rows = [office.entered(), office.entered()]
    client = client_of(office.chief)
    confirm(office, *rows, client=client)
    before = Change.objects.count()
    answer = confirm(office, *rows, client=client)
    assert answer.status_code == 302
    assert "2件は、すでに確認済みです。" in client.get("/entry/").content.decode()
    assert Change.objects.count() == before


def changed(row, person, total=9):
    """Let the person enter another figure; return the row as it is then."""
    newer = Result.objects.get(pk=row.pk)
    newer.total = total
    change_row(newer, version=newer.version, by=Actor(Change.Via.PAGE, person))
    return newer


def boxes_of(answer):
    boxes = read(answer).all("input", type="checkbox")
    return [(box.attributes["value"], "checked" in box.attributes) for box in boxes]


def test_a_row_changed_meanwhile_is_named_and_stays_ticked_and_the_others_are_confirmed():
    office = make_office()
    rows = [office.entered(name="一"), office.entered(name="二"), office.entered(name="三")]
    newer = changed(rows[1], office.staff)
    answer = confirm(office, *rows[:2])
    page = read(answer)
    assert answer.status_code == 409
    assert states() == ["confirmed", "waiting", "waiting"]
    said = page.one("div", role="alert").text
    assert "ほかの人が先に変更しました" in said
    assert "1件は、表示した後に変更されたため、確認していません。" in said
    assert "「2 二」：" in said
    assert "担当 花子が変更しました（画面）。今の内容は、下の一覧のとおりです。" in said
    assert "1件を確認しました。" in page.text
    assert "1件も確認していません" not in page.text
    row = page.one("section", **{"aria-labelledby": "waiting"}).one("table").rows[1]
    assert "表示した後に変更されています。" in row[0]
    assert "→ 9件" in row[2]
    assert boxes_of(answer) == [(*ticks(newer), True), (*ticks(rows[2]), False)]
    assert confirm(office, newer).status_code == 302  # now it was seen
    assert states() == ["confirmed", "confirmed", "waiting"]


def test_where_nothing_could_be_confirmed_that_is_said():
    office = make_office()
    row = office.entered(name="一")
    changed(row, office.staff)
    answer = confirm(office, row)
    assert answer.status_code == 409
    assert "1件も確認していません。" in read(answer).one("div", role="alert").text
    assert states() == ["waiting"]


def test_a_figure_sent_back_meanwhile_is_named_with_where_it_stands_now():
    office = make_office()
    rows = [office.entered(name="一"), office.entered(name="二")]
    by = Actor(Change.Via.PAGE, planner_of(office))
    return_result(rows[0], version=1, reason="桁", round_=office.round, by=by)
    answer = client_of(office.chief).post(
        CONFIRM,
        {"round": office.round.pk, "row": [f"{rows[0].pk}-1", f"{rows[1].pk}-1"], "once": new_key()},
    )
    assert answer.status_code == 409
    assert "今の状態は「差戻し」です。" in read(answer).one("div", role="alert").text
    assert states() == ["returned", "confirmed"]


def test_an_own_change_in_another_window_is_called_ones_own():
    office = make_office()
    row = office.entered()
    changed(row, office.chief)
    said = read(confirm(office, row)).one("div", role="alert").text
    assert "あなたが別の画面で先に変更しました" in said
    assert "ほかの人が" not in said


def test_a_double_click_leads_to_where_the_first_led_also_where_something_was_left():
    office = make_office()
    rows = [office.entered(), office.entered(name="二"), office.entered()]
    client = client_of(office.chief)
    sent = {"round": office.round.pk, "row": ticks(rows[0]), "once": "a" * 32}
    for _ in range(2):
        assert client.post(CONFIRM, sent)["Location"] == "/entry/"
    assert "すでに確認済み" not in client.get("/entry/").content.decode()
    newer = changed(rows[1], office.staff)
    sent = {"round": office.round.pk, "row": ticks(*rows[1:]), "once": "b" * 32}
    assert client.post(CONFIRM, sent).status_code == 409
    before = Change.objects.count()
    answer = client.get(client.post(CONFIRM, sent)["Location"])
    assert answer.status_code == 200
    assert "担当 花子が変更しました" in read(answer).text
    assert boxes_of(answer) == [(*ticks(newer), True)]
    assert (Change.objects.count(), states()) == (before, ["confirmed", "waiting", "confirmed"])


def test_an_own_entry_cannot_be_confirmed_which_is_said_not_hidden_and_the_other_is():
    office = make_office()
    own, other = office.entered(), office.entered()
    Result.objects.filter(pk=own.pk).update(entered_by=office.chief)
    section = waiting_of(office, "?tick=all")
    assert "ほかの課長の確認か" in section.one("table").rows[1][0]
    assert [box.attributes["value"] for box in section.all("input", type="checkbox")] == ticks(other)
    answer = confirm(office, own, other)
    assert answer.status_code == 403
    said = read(answer).one("div", role="alert").text
    assert "1件は、確認していません。" in said
    assert "自分で入力した内容" in said
    assert "1件を確認しました。" in read(answer).text
    assert states() == ["waiting", "confirmed"]


def test_a_figure_of_ones_own_is_confirmed_once_another_wrote_over_it():
    office = make_office()
    row = office.entered()
    for total, person, is_own in ((7, office.chief, True), (8, office.staff, False)):
        row.total = total
        change_row(row, version=row.version, by=Actor(Change.Via.PAGE, person))
        assert ("ほかの課長の確認か" in waiting_of(office).one("table").rows[1][0]) == is_own
        assert confirm(office, row).status_code == (403 if is_own else 302)
    assert states() == ["confirmed"]


def test_everything_can_be_ticked_without_a_script():
    office = make_office()
    office.entered()
    office.entered()
    assert not [
        box for box in waiting_of(office).all("input", type="checkbox") if "checked" in box.attributes
    ]
    boxes = waiting_of(office, "?tick=all").all("input", type="checkbox")
    assert ["checked" in box.attributes for box in boxes] == [True, True]


def test_confirming_nothing_says_what_to_do():
    office = make_office()
    office.entered()
    answer = confirm(office)
    assert answer.status_code == 422
    assert "選ばれていません" in read(answer).one("div", role="alert").text


def test_a_foreign_row_among_forty_nine_of_ones_own_refuses_them_all():
    office = make_office()
    own = [office.entered() for _ in range(49)]
    for foreign in (office.beside().entered(), make_office().entered(), make_result(fiscal_year=2021)):
        assert confirm(office, *own, foreign).status_code == 404
    assert set(states()) == {"waiting"}


@pytest.mark.parametrize("row", ["", "1", "a-1", "1-", "-1-1", "1-1-1", "９-1"])
def test_a_row_without_its_version_is_no_form_of_ours(row):
    office = make_office()
    office.entered()
    answer = client_of(office.chief).post(CONFIRM, {"round": office.round.pk, "row": row, "once": new_key()})
    assert answer.status_code == 400
    assert states() == ["waiting"]


def test_in_a_closed_round_nothing_is_confirmed_or_sent_back():
    office = make_office()
    row = office.entered()
    EntryRound.objects.update(is_closed=True)
    answer = confirm(office, row)
    assert answer.status_code == 403
    assert "締め切られました" in answer.content.decode()
    address = reverse("entry:send_back", args=(row.indicator_id, YEAR))
    answer = client_of(office.chief).post(address, {"version": 1, "reason": "桁", "once": new_key()})
    assert answer.status_code == 403
    assert states() == ["waiting"]


def send_back(office, row, person=None, **fields):
    address = reverse("entry:send_back", args=(row.indicator_id, row.fiscal_year))
    body = {"version": row.version, "reason": "桁を確認してください。", "once": new_key()} | fields
    return client_of(person or office.chief).post(address, body)


def test_a_figure_goes_back_with_a_reason_that_stands_on_the_sections_list():
    office = make_office()
    row = office.entered()
    assert send_back(office, row)["Location"] == "/entry/"
    assert states() == ["returned"]
    assert "桁を確認してください。" in read(client_of(office.staff).get("/entry/")).text
    assert send_back(office, row).status_code == 302  # the second of a double click
    assert Change.objects.filter(field="entry_state").count() == 1


def test_without_a_reason_nothing_goes_back():
    office = make_office()
    row = office.entered()
    answer = send_back(office, row, reason="  ")
    assert answer.status_code == 422
    assert "差戻しの理由を入力してください。" in read(answer).text
    assert states() == ["waiting"]


def test_the_secretariat_sends_a_confirmed_figure_back_and_returns_to_the_board():
    office = make_office()
    row = office.entered("confirmed")
    answer = send_back(office, row, planner_of(office))
    assert answer["Location"] == f"/entry/board/{office.department.pk}/"
    assert states() == ["returned"]
    assert "事務局" in Change.objects.get(field="entry_state").post


def test_a_figure_entered_anew_meanwhile_is_shown_and_the_reason_stays_in_the_form():
    office = make_office()
    row = office.entered()
    Result.objects.filter(pk=row.pk).update(version=2, total=77)
    answer = send_back(office, row)
    page = read(answer)
    assert answer.status_code == 409
    assert page.one("textarea").text == "桁を確認してください。"
    assert page.one("input", name="version").attributes["value"] == "2"
    assert "77件" in page.text
    assert states() == ["waiting"]


def test_what_was_typed_is_there_again_after_a_lost_session():
    office = make_office()
    row = office.entered()
    address = reverse("entry:send_back", args=(row.indicator_id, YEAR))
    client = client_of(office.chief)
    client.logout()
    answer = client.post(address, {"version": 1, "reason": "長く考えた理由"})
    assert answer["Location"].startswith("/accounts/login/?next=/entry/")
    assert ParkedForm.objects.count() == 1
    login = {"username": office.chief.username, "password": "password"}
    back = client.post(answer["Location"], login)
    assert read(client.get(back["Location"])).one("textarea").text == "長く考えた理由"
    assert states() == ["waiting"]


def test_ticks_are_there_again_after_a_lost_session():
    office = make_office()
    rows = [office.entered(), office.entered()]
    client = client_of(office.chief)
    client.logout()
    answer = confirm(office, rows[1], client=client)
    login = {"username": office.chief.username, "password": "password"}
    back = client.post(answer["Location"], login)
    boxes = read(client.get(back["Location"])).all("input", type="checkbox")
    assert ["checked" in box.attributes for box in boxes] == [False, True]
    assert states() == ["waiting"] * 2


def test_a_tick_that_comes_back_after_a_login_is_of_the_figure_that_was_seen():
    office = make_office()
    row = office.entered()
    client = client_of(office.chief)
    client.logout()
    answer = confirm(office, row, client=client)
    changed(row, office.staff)
    page = logged_in_again(client, office.chief, answer)
    assert "まだ確認していません" in read(page).text
    assert "担当 花子が変更しました" in read(page).all("table")[0].rows[1][0]
    ((tick, is_ticked),) = boxes_of(page)
    assert (tick, is_ticked) == (f"{row.pk}-1", True)
    again = client.post(CONFIRM, {"round": office.round.pk, "row": tick, "once": new_key()})
    assert again.status_code == 409
    assert states() == ["waiting"]
    ((tick, is_ticked),) = boxes_of(again)
    assert (tick, is_ticked) == (f"{row.pk}-2", True)


def back_of(row):
    return reverse("entry:send_back", args=(row.indicator_id, YEAR))


def test_a_reason_without_words_keeps_the_version_on_which_it_was_begun():
    office = make_office()
    row = office.entered()
    changed(row, office.staff)
    answer = send_back(office, row, reason=" ")
    assert (answer.status_code, carried(answer)) == (422, "1")
    answer = send_back(office, row, version=carried(answer))
    assert (answer.status_code, carried(answer)) == (409, "2")
    assert "担当 花子が変更しました（画面）" in read(answer).text
    assert states() == ["waiting"]
    assert send_back(office, row, version=carried(answer)).status_code == 302


def test_a_reason_that_comes_back_after_a_login_meets_what_was_entered_meanwhile():
    office = make_office()
    row = office.entered()
    client = client_of(office.chief)
    client.logout()
    answer = client.post(back_of(row), {"version": 1, "once": new_key(), "reason": "長く考えた理由"})
    changed(row, office.staff)
    page = logged_in_again(client, office.chief, answer)
    assert (carried(page), read(page).one("textarea").text) == ("1", "長く考えた理由")
    sent = {"version": carried(page), "once": carried(page, "once"), "reason": "長く考えた理由"}
    assert client.post(back_of(row), sent).status_code == 409
    assert states() == ["waiting"]


def test_two_who_send_it_back_see_each_others_reason():
    office = make_office()
    row = office.entered()
    send_back(office, row, planner_of(office), reason="単位が違います。")
    answer = send_back(office, row, reason="桁が違います。")
    page = read(answer)
    assert answer.status_code == 409
    assert ["差戻しの理由", "桁が違います。", "単位が違います。"] in page.one("table").rows
    assert page.one("textarea").text == "桁が違います。"  # to be copied: there is no form any more
    assert Result.objects.get(pk=row.pk).returned_reason == "単位が違います。"


def test_sending_back_counts_once():
    office = make_office()
    row = office.entered()
    for _ in range(2):
        assert send_back(office, row, once="c" * 32)["Location"] == "/entry/"
        Result.objects.update(entry_state="waiting")  # entered anew between the two clicks
    assert Change.objects.filter(field="entry_state").count() == 1


@pytest.mark.parametrize(("fewer", "status"), [({"role": "staff"}, 403), ({"role": "committee"}, 404)])
def test_a_role_that_ended_while_the_reason_was_typed_answers_with_the_reason(fewer, status):
    office = make_office()
    row = office.entered()
    office.chief.posts.update(**fewer)
    answer = send_back(office, row)
    assert answer.status_code == status
    typed = read(answer).one("section", **{"aria-labelledby": "typed"})
    assert typed.one("label").text == "差戻しの理由 桁を確認してください。"
    assert states() == ["waiting"]


def test_the_chief_sees_every_remark_the_footnote_and_the_last_change():
    office = make_office()
    make_cycle(period=office.node.period)
    row = office.entered(name="来場者数", results={YEAR - 1: 500}, targets={YEAR: 10})
    row.footnote, row.as_of = "-苦情が減った", date(2022, 10, 1)
    row.published_rate, row.published_class = Decimal(93), "a"
    change_row(row, version=1, by=Actor(Change.Via.PAGE, office.staff, office.staff.posts.get()))
    shown, _, now, _, _, explanation, entered, _ = waiting_of(office).one("table").rows[1]
    for words in ("昨年度の100分の1です", "公表された達成率93％が", "公表された区分「a」が"):
        assert words in shown
    assert "令和4年10月1日現在" in now
    assert "公表 93％、a" in now
    assert "注記：-苦情が減った" in explanation
    assert f"最終変更 {timezone.localdate().year}年" in entered
    assert f"担当 花子（{office.staff.posts.get()}、画面）" in entered


@pytest.mark.parametrize(
    ("before", "words"),
    [
        pytest.param({YEAR - 1: 5}, "昨年度と同じ値（5件）です。", id="last year"),
        pytest.param(
            {YEAR - 2: 5, YEAR - 1: 5}, "令和2年度から3か年度続けて同じ値（5件）です。", id="three years"
        ),
    ],
)
def test_the_same_value_again_is_named_once(before, words):
    office = make_office()
    office.entered(results=before)
    said = waiting_of(office).one("table").rows[1][0]
    assert words in said
    assert said.count("同じ値") == 1


def test_more_records_than_were_reported_are_named_to_the_chief():
    office = make_office()
    row = office.entered()
    make_project_count(indicator=row.indicator, count=1)
    for _ in range(2):
        make_project(counts_in=row.indicator)
    assert "報告件数1件を上回っています" in waiting_of(office).one("table").rows[1][0]


def test_remarks_cost_as_many_queries_for_ten_figures_as_for_one(django_assert_num_queries):
    few, many = make_office(), make_office()
    few.entered(results={YEAR - 1: 500})
    for _ in range(10):
        many.entered(results={YEAR - 1: 500})
    waiting_of(few)
    with CaptureQueriesContext(connection) as queries:
        client_of(few.chief).get("/entry/")
    with django_assert_num_queries(len(queries)):
        client_of(many.chief).get("/entry/")
