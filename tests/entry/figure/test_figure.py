import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from accounts.models import Person, Post
from desk.models import SavedForm
from indicators.actions import close_round, confirm_results, return_result
from indicators.models import Indicator, Result
from policies.fiscal_year import month_words
from projects.models import ProjectCount
from store.actions.rows import Actor
from store.models import Change
from tests.entry.owing import Section, make_section
from tests.factories import make_department, make_person, make_project, make_result, make_target

pytestmark = pytest.mark.django_db

YEAR = 2024


@pytest.fixture
def section() -> Section:
    return make_section(name="産業振興課")


@pytest.fixture
def officer(section: Section) -> Person:
    return section.staff(name="川崎花子")


@pytest.fixture
def client(officer: Person) -> Client:
    return logged_in(officer)


class ChangeKind(forms.Form):
    change_kind = forms.ChoiceField(
        choices=[("a", "一")], widget=forms.RadioSelect, help_text="選んでください。"
    )


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(indicator: Indicator, tail: str = "") -> str:
    return f"/entry/{indicator.pk}/{YEAR}/{tail}"


def hidden(client: Client, indicator: Indicator, query: str = "") -> dict[str, str]:
    """Return what the form carries unseen."""
    return hidden_in(client.get(address(indicator) + query).content.decode())


def hidden_in(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(version|once|parked)" value="([^"]*)"', page))


def send(client: Client, indicator: Indicator, **fields: Any) -> Any:
    """Open the page, fill it in, save."""
    carried = {} if "version" in fields and "once" in fields else hidden(client, indicator)
    return client.post(address(indicator), carried | fields)


def stored(indicator: Indicator) -> Any:
    return Result.objects.filter(indicator=indicator, fiscal_year=YEAR).first()


def enter(client: Client, indicator: Indicator, **fields: Any) -> Result:
    assert send(client, indicator, **fields).status_code == 302
    return Result.objects.get(indicator=indicator, fiscal_year=YEAR)


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def test_the_page_says_what_the_target_was_before_it_was_revised(section, client):
    (indicator,) = section.owe(targets={2024: 40})
    make_target(indicator=indicator, fiscal_year=2024, value=63, revision=1, applies_from=2024)
    assert "63件（40件から変更）" in client.get(address(indicator)).content.decode()


def test_the_page_shows_last_year_target_and_baseline_before_the_first_field(section, client):
    (indicator,) = section.owe(baseline=Decimal(40))
    page = client.get(address(indicator))
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("55件", "60件", "40件", "産業振興課", "7月31日", "50件"):
        assert words in text
    assert text.count("autofocus") == 1
    assert re.search(r'<input[^>]*name="total"[^>]*autofocus', text)
    assert "達成状況" not in text.split("</main>")[0].split('id="main"')[1]


def test_a_figure_is_saved_and_the_next_owed_one_comes_up_with_what_it_did(section, officer, client):
    first, second = section.owe(2)
    response = client.post(address(first), hidden(client, first) | {"total": "６６件"})
    row = Result.objects.get(indicator=first, fiscal_year=YEAR)
    assert (row.total, row.entry_state, row.entered_by) == (Decimal(66), "waiting", officer)
    assert response["Location"] == f"{address(second)}?saved={first.pk}-{YEAR}"
    text = client.get(response["Location"]).content.decode()
    assert f"「{first}」：66件を提出しました</strong>（達成状況 a、前年度から＋11件）" in text
    assert f"{first.get_absolute_url()}?" in text
    assert Change.objects.filter(object_id=str(row.pk), via="page", who=officer).exists()
    assert Change.objects.filter(field="total").get().post == "産業振興課 担当者"


def test_a_figure_of_an_earlier_year_is_reported_with_its_year(section, client):
    (indicator,) = section.owe(results={})
    make_result(
        indicator=indicator, fiscal_year=YEAR - 1, total=64, standing="provisional", entry_state="confirmed"
    )
    page = f"/entry/{indicator.pk}/{YEAR - 1}/"
    carried = hidden_in(client.get(page).content.decode())
    response = client.post(page, carried | {"total": "66"})
    text = client.get(response["Location"]).content.decode()
    assert f"「{indicator}（令和5年度分）」：66件を提出しました" in text


def test_the_choices_of_a_field_are_one_group_with_its_name():
    text = render_to_string("components/field.html", {"field": ChangeKind()["change_kind"]})
    assert 'id="id_change_kind_label"' in text
    assert (
        'role="group" aria-labelledby="id_change_kind_label" aria-describedby="id_change_kind_helptext"'
        in text
    )


def test_after_the_last_figure_the_list_follows_and_it_skips_what_is_done(section, client):
    first, second, third = section.owe(3)
    assert send(client, second, total="61")["Location"].startswith(address(third))
    assert send(client, third, total="61")["Location"].startswith(address(first))
    assert send(client, first, total="61")["Location"] == f"/entry/?saved={first.pk}-{YEAR}"


def test_the_secretariat_stays_on_the_page_after_saving(section):
    (indicator,) = section.owe()
    client = logged_in(
        section.staff(
            "planning",
            department=make_department(local_government_code=section.department.local_government_code),
        )
    )
    assert (
        send(client, indicator, total="61")["Location"] == f"{address(indicator)}?saved={indicator.pk}-{YEAR}"
    )


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        pytest.param("約50", "概数のため", id="about"),
        pytest.param("50-60", "数値が2つ以上", id="two numbers"),
        pytest.param("9" * 400, "入力が長すぎる", id="four hundred digits"),
        pytest.param("=1+1", "計算式のため", id="a formula"),
        pytest.param("3/4", "日付や時刻", id="like a date"),
        pytest.param("令和6年11月", "日付や時刻", id="a date"),
        pytest.param("たくさん", "数値として読めない", id="text"),
        pytest.param("22.2999999999999971", "有効数字が15桁", id="more digits than there are"),
        pytest.param("", "0のときは「0」", id="empty"),
        pytest.param("1,23", "桁区切り", id="a misplaced comma"),
        pytest.param("<b>1</b>", "読めない", id="markup"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field_and_everything_is_kept(section, client, typed, part):
    (indicator,) = section.owe()
    response = send(
        client, indicator, total=typed, footnote="出典は台帳", standing="provisional", approx="on"
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert part in errors(response)["total"][0]
    (field,) = re.findall(r'<input[^>]*name="total"[^>]*>', text)
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_total_error"' in field
    assert "autofocus" in field
    assert 'id="id_total_error"' in text
    assert "出典は台帳" in text
    assert response.context["form"]["total"].value() == typed
    assert 'value="provisional" selected' in text
    assert stored(indicator) is None


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("０", "件", "0"),
        ("1,234", "件", "1234"),
        ("▲12.6", "％", "-12.6"),
        ("37.2％", "％", "37.2"),
        (" 66 件 ", "件", "66"),
        ("0.0000", "％", "0"),
    ],
)
def test_what_officers_write_is_understood(section, client, typed, unit, value):
    (indicator,) = section.owe(unit=unit, decimals=1, results={}, targets={2024: 0})
    row = enter(client, indicator, total=typed, explanation="前年度の実績がないため")
    assert row.total == Decimal(value)
    assert row.missing == ""


def test_a_running_total_needs_only_one_of_its_two_figures(section, client):
    by_total, by_share, both = section.owe(3, accumulation="cumulative")
    assert enter(client, by_total, total="66").increment is None
    assert enter(client, by_share, increment="11").total is None
    assert enter(client, both, total="66", increment="11").increment == 11
    for indicator in (by_total, by_share, both):
        text = client.get(f"/entry/{by_total.pk}/{YEAR}/?saved={indicator.pk}-{YEAR}").content.decode()
        assert "累計66件を提出しました</strong>（達成状況 a、当該年度分+11件）" in text
    assert (
        "66−55により算出"
        in client.get(f"/entry/{both.pk}/{YEAR}/?saved={by_total.pk}-{YEAR}").content.decode()
    )


def test_a_yearly_share_that_does_not_add_up_must_be_explained(section, client):
    (indicator,) = section.owe(accumulation="cumulative")
    response = send(client, indicator, total="66", increment="9")
    assert "一致しません" in response.content.decode()
    assert (
        enter(client, indicator, total="66", increment="9", explanation="過年度分の取消し2件").increment == 9
    )


def test_what_is_understood_is_said_while_typing_and_never_a_class(section, client, settings):
    (indicator,) = section.owe(accumulation="cumulative")
    said = client.get(address(indicator, "understood/"), {"text": "６６"}).json()
    assert said["understood"] == "66件"
    assert "66−55により算出" in said["follows"]
    assert "level" not in said
    said = client.get(address(indicator, "understood/"), {"text": "11", "field": "increment"}).json()
    assert "累計 66件（55＋11により算出）" in said["follows"].replace("+", "＋")
    assert "計算式" in client.get(address(indicator, "understood/"), {"text": "=1+1"}).json()["error"]
    assert not Result.objects.filter(fiscal_year=YEAR).exists()
    settings.ENTRY_SHOWS_CLASS_WHILE_TYPING = True
    assert client.get(address(indicator, "understood/"), {"text": "66"}).json()["level"] == "a"


def test_without_a_script_the_reading_can_be_looked_at_before_saving(section, client):
    (indicator,) = section.owe()
    response = send(client, indicator, total="６６", only_read="1")
    assert response.status_code == 200
    assert "読み取り：<b>66件</b>" in response.content.decode()
    assert stored(indicator) is None


@pytest.mark.parametrize(
    ("fields", "total", "part"),
    [
        pytest.param({}, "5500", "100倍です", id="a hundred times last year"),
        pytest.param({}, "54", "昨年度（55件）より下がって", id="the value drops"),
        pytest.param(
            {"direction": "down", "targets": {2024: 60}}, "56", "上がって", id="a falling one rises"
        ),
        pytest.param(
            {"results": {2023: 55}, "targets": {2023: 50, 2024: 60}, "baseline": Decimal(40)},
            "55",
            "区分が昨年度より下がって",
            id="the class falls",
        ),
    ],
)
def test_an_explanation_is_asked_for_where_something_is_odd(section, client, fields, total, part):
    (indicator,) = section.owe(**fields)
    carried = hidden(client, indicator)
    response = client.post(address(indicator), carried | {"total": total, "footnote": "速報"})
    assert response.status_code == 422
    assert part in response.content.decode()
    assert re.search(r"<textarea[^>]*name=\"explanation\"[^>]*autofocus", response.content.decode())
    assert response.context["form"]["total"].value() == total
    short = client.post(address(indicator), carried | {"total": total, "explanation": "増えた"})
    assert short.status_code == 422
    saved = client.post(address(indicator), carried | {"total": total, "explanation": "制度が変わったため"})
    assert saved.status_code == 302
    assert stored(indicator).explanation == "制度が変わったため"


def test_nothing_is_asked_where_nothing_is_odd(section, client):
    (indicator,) = section.owe()
    assert "増減の説明" not in client.get(address(indicator)).content.decode()
    assert enter(client, indicator, total="60").explanation == ""


@pytest.mark.parametrize("reason", ["pending", "out_of_cycle", "not_surveyed", "not_applicable"])
def test_a_reason_why_there_is_no_figure_is_an_answer(section, client, reason):
    (indicator,) = section.owe()
    row = enter(client, indicator, missing=reason, pending_until="令和５０年11月")
    assert (row.missing, row.total) == (reason, None)
    assert row.pending_until == ("令和50年11月" if reason == "pending" else "")


def test_a_reason_may_be_typed_where_the_figure_goes(section, client):
    (indicator,) = section.owe()
    row = enter(client, indicator, total="集計中（R50.11確定見込）")
    assert (row.missing, row.pending_until) == ("pending", "令和50年11月")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"missing": "pending", "pending_until": "令和6年11月"}, "令和6年11月はもう過ぎています"),
        ({"missing": "pending", "pending_until": "2024-11"}, "令和6年11月はもう過ぎています"),
        (
            {"total": "60", "standing": "provisional", "pending_until": "R6.11"},
            "令和6年11月はもう過ぎています",
        ),
        ({"total": "集計中（令和6年11月）"}, "令和6年11月はもう過ぎています"),
        ({"missing": "pending", "pending_until": "秋"}, "「秋」は年月として読み取れません"),
    ],
)
def test_a_month_that_is_over_or_no_month_is_refused(section, client, typed, said):
    (indicator,) = section.owe()
    answer = send(client, indicator, **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Result.objects.filter(indicator=indicator, fiscal_year=2024).exists()


def test_a_month_that_is_over_is_no_matter_once_the_figure_is_final(section, client):
    (indicator,) = section.owe()
    assert enter(client, indicator, total="60", pending_until="令和6年11月").pending_until == ""


def test_a_month_without_a_year_is_the_next_one(section, client):
    (indicator,) = section.owe()
    today = timezone.localdate()
    row = enter(client, indicator, missing="pending", pending_until=f"{today.month}月頃")
    assert row.pending_until == month_words(today.replace(year=today.year + 1, day=1))


def test_a_figure_replaces_the_reason_that_stood_there(section, client):
    (indicator,) = section.owe()
    enter(client, indicator, missing="pending")
    row = enter(client, indicator, missing="pending", total="66")
    assert (row.missing, row.total) == ("", 66)


def test_a_figure_and_a_reason_together_are_no_answer(section, client):
    (indicator,) = section.owe()
    response = send(client, indicator, total="66", missing="not_surveyed")
    assert "両方があります" in errors(response)["missing"][0]
    assert "未提出" in errors(send(client, indicator, total="未提出"))["total"][0]
    assert "理由を選んで" in errors(send(client, indicator, total="－"))["missing"][0]
    assert "候補にありません" in errors(send(client, indicator, missing="lost"))["missing"][0]


def test_zero_is_a_value(section, client):
    (indicator,) = section.owe(results={2023: 0}, targets={2024: 5})
    assert enter(client, indicator, total="0").total == 0


def test_a_target_in_words_is_answered_with_a_word(section, client):
    (indicator,) = section.owe(targets={}, results={}, unit="")
    make_target(indicator=indicator, fiscal_year=YEAR, comparator="text", value=None, text="策定")
    text = client.get(address(indicator)).content.decode()
    assert "「策定」を達成しましたか" in text
    assert 'name="total"' not in text
    assert "選ぶか" in errors(send(client, indicator, text_value="準備中"))["text_fulfilled"][0]
    row = enter(client, indicator, text_fulfilled="no")
    assert (row.text_fulfilled, row.text_value) == (False, "")
    row = enter(client, indicator, text_fulfilled="yes", text_value="策定済", explanation="3月に策定した")
    assert (row.text_fulfilled, row.text_value) == (True, "策定済")


def test_what_was_achieved_is_not_dropped_for_a_reason(section, client):
    (indicator,) = section.owe(targets={}, results={}, unit="")
    make_target(indicator=indicator, fiscal_year=YEAR, comparator="text", value=None, text="策定")
    answer = send(client, indicator, text_value="素案を公表", missing="pending", pending_until="令和9年3月")
    assert "の両方があります" in errors(answer)["missing"][0]
    assert 'value="素案を公表"' in answer.content.decode()


def test_the_form_begins_with_what_was_entered_before(section, client):
    (indicator,) = section.owe(decimals=1)
    enter(
        client, indicator, total="1,066.5", standing="provisional", approx="on", explanation="集計方法の変更"
    )
    form = client.get(address(indicator)).context["form"]
    assert form["total"].value() == "1,066.5"
    assert (form["standing"].value(), form["approx"].value()) == ("provisional", True)
    assert form["explanation"].value() == "集計方法の変更"


def test_the_form_begins_with_what_the_records_say(section, client):
    (indicator,) = section.owe(accumulation="cumulative", figure_source="projects")
    assert client.get(address(indicator)).context["form"]["total"].value() == ""
    for number in range(3):
        make_project(counts_in=indicator, counting_year=YEAR, name=f"取組{number}a")
    page = client.get(address(indicator))
    assert (page.context["form"]["total"].value(), page.context["form"]["increment"].value()) == ("58", "3")
    assert "登録3件" in page.content.decode()
    ProjectCount.objects.create(indicator=indicator, fiscal_year=YEAR, count=11)
    page = client.get(address(indicator))
    assert (page.context["form"]["total"].value(), page.context["form"]["increment"].value()) == ("66", "11")
    assert "報告件数11件" in page.content.decode()


def test_what_else_a_form_carries_changes_nothing(section, client, officer):
    indicator, other = section.owe(2)
    more = {
        "entry_state": "checked",
        "indicator": other.pk,
        "entered_by": "1",
        "target": "1",
        "is_staff": "1",
    }
    more |= {"published_class": "a", "fiscal_year": "2023", "total": "66"}
    assert client.post(address(indicator), hidden(client, indicator) | more).status_code == 302
    row = stored(indicator)
    assert (row.entry_state, row.entered_by, row.published_class) == ("waiting", officer, "")
    assert stored(other) is None


def test_a_form_without_its_version_or_its_key_is_refused(section, client):
    (indicator,) = section.owe()
    carried = hidden(client, indicator)
    for name in ("version", "once"):
        for bad in (None, "", "x y"):
            fields = {key: value for key, value in carried.items() if key != name}
            fields |= {} if bad is None else {name: bad}
            assert client.post(address(indicator), fields | {"total": "66"}).status_code == 400
    assert stored(indicator) is None


def test_a_form_that_is_sent_twice_takes_effect_once(section, client):
    (indicator,) = section.owe()
    carried = hidden(client, indicator) | {"total": "66"}
    first, second = (client.post(address(indicator), carried) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert stored(indicator).version == 1
    assert Change.objects.filter(field="total").count() == 1
    assert SavedForm.objects.filter(outcome=first["Location"]).count() == 1


def test_what_is_mended_on_a_page_that_was_sent_is_not_taken_for_the_same(section, client):
    (indicator,) = section.owe()
    carried = hidden(client, indicator)
    client.post(address(indicator), carried | {"total": "66"})  # stopped while the answer was on its way
    response = client.post(address(indicator), carried | {"total": "67"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "あなたが別の画面で先に変更した" in text
    assert ("<strong>67件</strong>" in text, ">66件<" in text) == (True, True)
    assert stored(indicator).total == 66
    assert client.post(address(indicator), hidden_in(text) | {"total": "67"}).status_code == 302
    assert stored(indicator).total == 67


def test_the_key_of_one_persons_form_is_of_no_use_to_another(section, client):
    (indicator,) = section.owe()
    carried = hidden(client, indicator) | {"total": "66"}
    client.post(address(indicator), carried)
    other = logged_in(section.staff())
    assert other.post(address(indicator), carried | {"version": "1", "total": "67"}).status_code == 400
    assert stored(indicator).total == 66


def test_the_second_to_save_sees_both_values_and_one_more_save_decides(section, client):
    (indicator,) = section.owe()
    colleague = section.staff(name="多摩次郎")
    mine = hidden(client, indicator)
    enter(logged_in(colleague), indicator, total="64")
    response = client.post(address(indicator), mine | {"total": "66", "footnote": "台帳による"})
    text = response.content.decode()
    assert response.status_code == 409
    for words in ("多摩次郎", "<strong>66件</strong>", ">64件<", "台帳による", "先に保存された値"):
        assert words in text
    assert stored(indicator).total == 64
    carried = hidden_in(text)
    assert carried["once"] != mine["once"]
    assert client.post(address(indicator), carried | {"total": "66"}).status_code == 302
    assert stored(indicator).total == 66


def test_two_who_enter_the_same_have_no_conflict(section, client):
    (indicator,) = section.owe()
    mine = hidden(client, indicator)
    enter(logged_in(section.staff()), indicator, total="66")
    assert client.post(address(indicator), mine | {"total": "66.0"}).status_code == 302
    assert Change.objects.filter(field="total").count() == 1


def test_a_figure_that_was_confirmed_while_it_was_edited_shows_what_was_typed(section, client):
    (indicator,) = section.owe()
    row = enter(client, indicator, total="66")
    mine = hidden(client, indicator)
    confirm(section, row)
    response = client.post(address(indicator), mine | {"total": "67"})
    assert response.status_code == 403
    assert "67" in response.content.decode()
    assert "差戻しを依頼" in response.content.decode()
    assert stored(indicator).total == 66


def confirm(section: Section, row: Result) -> Person:
    chief = section.staff("chief", name="課長太郎")
    confirm_results([(row, row.version)], round_=section.round, by=Actor(Change.Via.PAGE, chief))
    return chief


def test_a_confirmed_figure_is_read_only_and_says_who_confirmed_it(section, client):
    (indicator,) = section.owe()
    confirm(section, enter(client, indicator, total="66"))
    text = client.get(address(indicator)).content.decode()
    assert "課長太郎が" in text
    assert "課長確認済" in text
    assert 'name="total"' not in text


def test_a_figure_that_was_sent_back_shows_why_and_can_be_mended(section, client):
    (indicator,) = section.owe()
    row = enter(client, indicator, total="66")
    chief = section.staff("chief")
    by = Actor(Change.Via.PAGE, chief)
    return_result(row, version=row.version, reason="件数を確かめてください", round_=section.round, by=by)
    assert "件数を確かめてください" in client.get(address(indicator)).content.decode()
    assert enter(client, indicator, total="65").entry_state == "waiting"


def test_a_closed_round_and_one_to_come_are_read_only_in_words(section, client):
    (indicator,) = section.owe()
    carried = hidden(client, indicator)
    section.round.opens_on = timezone.localdate() + timedelta(days=1)
    section.round.due_on = timezone.localdate() + timedelta(days=9)
    section.round.save()
    assert "に始まります" in client.get(address(indicator)).content.decode()
    section.round.opens_on = date(2025, 6, 1)
    section.round.save()
    close_round(section.round, version=section.round.version, by=Actor(Change.Via.PAGE))
    assert "締め切られました" in client.get(address(indicator)).content.decode()
    response = client.post(address(indicator), carried | {"total": "66"})
    assert response.status_code == 403
    assert "締め切られました" in response.content.decode()
    assert stored(indicator) is None


def test_who_may_not_see_the_figure_finds_nothing_and_who_may_only_see_it_is_told_why(section):
    (indicator,) = section.owe()
    code = section.department.local_government_code
    bureau = make_department(local_government_code=code)
    section.department.parent = bureau
    section.department.save()
    elsewhere = make_department(local_government_code=code)
    expected = {
        ("staff", section.department): 200,
        ("chief", section.department): 200,
        ("planning", elsewhere): 200,
        ("bureau", bureau): 403,
        ("bureau", elsewhere): 404,
        ("staff", elsewhere): 404,
        ("chief", elsewhere): 404,
        ("committee", elsewhere): 404,
        ("system", elsewhere): 404,
        ("planning", make_department(local_government_code="923456")): 404,
    }
    for (role, department), status in expected.items():
        client = logged_in(section.staff(role, department=department))
        answers = [
            client.get(address(indicator)),
            client.get(address(indicator, "understood/"), {"text": "1"}),
            client.post(address(indicator), {"version": "0", "once": "k" * 32, "total": "1"}),
        ]
        wanted = [status, status, status if status != 200 else 422]
        assert [answer.status_code for answer in answers] == wanted, (role, department)
    assert stored(indicator) is None


def test_who_lost_the_post_meanwhile_saves_nothing(section, officer, client):
    (indicator,) = section.owe()
    carried = hidden(client, indicator)
    officer.posts.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert client.post(address(indicator), carried | {"total": "66"}).status_code == 404
    assert stored(indicator) is None


@pytest.mark.parametrize("tail", ["99999999999999999999/2024/", "1/1800/", "0/2024/", "1/99999/"])
def test_a_figure_that_cannot_be_is_not_found(client, tail):
    assert client.get(f"/entry/{tail}").status_code == 404


def test_a_year_nobody_asks_for_is_not_found(section, client):
    (indicator,) = section.owe()
    assert client.get(f"/entry/{indicator.pk}/2023/").status_code == 404


def test_history_says_in_words_who_changed_what(section, client):
    (indicator,) = section.owe()
    enter(client, indicator, total="66")
    enter(client, indicator, missing="pending", total="")
    text = client.get(address(indicator)).content.decode()
    history = text.split("変更履歴（")[1]
    for words in (
        "実績値（累計は累計値）",
        "66件",
        "集計中",
        "川崎花子",
        "産業振興課 担当者",
        "画面",
        "課長確認待ち",
    ):
        assert words in history


def test_a_foreign_key_in_saved_tells_nothing(section, client):
    (indicator,) = section.owe()
    foreign = make_section().owe()[0]
    other = logged_in(make_person(role=Post.Role.STAFF, department=foreign.department))
    enter(other, foreign, total="66")
    for saved in (f"{foreign.pk}-{YEAR}", "x", "1-2-3", f"{indicator.pk}-{YEAR}", "9" * 29, "-", "²-³"):
        text = client.get(address(indicator), {"saved": saved}).content.decode()
        assert "提出しました" not in text


def test_the_page_costs_the_same_however_many_figures_are_owed(
    section, client, django_assert_max_num_queries
):
    (indicator,) = section.owe()
    section.owe(20)
    with django_assert_max_num_queries(13):
        client.get(address(indicator))
    # the form, what opens and ends the transaction, what is saved, and all definitions: nothing is settled here, nor
    # which editions there are
    with django_assert_max_num_queries(36):
        send(client, indicator, total="66")


def test_nobody_is_anonymous_here(section):
    (indicator,) = section.owe()
    response = Client().get(address(indicator))
    assert response["Location"] == f"/accounts/login/?next={address(indicator)}"
    assert Client().get(address(indicator, "understood/")).status_code == 302


def test_the_day_of_a_figure_is_asked_where_figures_stand_on_a_day_and_kept_where_it_is_not(section, client):
    dated, plain = section.owe(accumulation="point")[0], section.owe()[0]
    assert 'name="as_of"' in client.get(address(dated)).content.decode()
    assert 'name="as_of"' not in client.get(address(plain)).content.decode()
    assert enter(client, dated, total="58", as_of="2024-10-01").as_of == date(2024, 10, 1)
    assert "令和6年10月1日現在" in client.get(dated.get_absolute_url()).content.decode()
    row = enter(client, plain, total="58")
    Result.objects.filter(pk=row.pk).update(as_of=date(2024, 10, 1))
    assert 'value="2024-10-01"' in client.get(address(plain)).content.decode()
    assert enter(client, plain, total="59", as_of="").as_of is None


def test_a_day_that_no_page_can_write_is_refused(section, client):
    (indicator,) = section.owe(accumulation="point")
    answer = send(client, indicator, total="58", as_of="0024-10-01")
    assert answer.status_code == 422
    assert "1927年から2100年まで" in errors(answer)["as_of"][0]
    assert stored(indicator) is None


def test_the_page_of_a_figure_says_what_the_checks_find_and_who_changed_it_last(section, client, officer):
    (indicator,) = section.owe()
    page = client.get(address(indicator)).content.decode()
    assert "最終変更" not in page
    enter(client, indicator, total="5", explanation="統計の取り方が変わった")
    page = client.get(address(indicator)).content.decode()
    assert "令和6年度の5件は昨年度の11分の1です。" in page
    assert f"最終変更 {timezone.localdate().year}年" in page
    assert f"川崎花子（{officer.posts.get()}、画面）" in page


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        pytest.param({"year_basis": "calendar"}, "令和6年（暦年）の実績", id="calendar year"),
        pytest.param({"year_basis": "year_end"}, "令和6年度末の実績", id="end of the year"),
        pytest.param(
            {"year_basis": "day", "basis_month": 4, "basis_day": 1}, "各年4月1日現在", id="a day of the year"
        ),
    ],
)
def test_the_form_says_by_which_year_the_figure_counts(section, client, basis, words):
    (indicator,) = section.owe(**basis)
    assert words in client.get(address(indicator)).content.decode()
