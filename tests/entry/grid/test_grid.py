import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from accounts.models import Post
from desk.actions.once import new_key
from desk.marks import mark_of
from indicators.models import EntryRound, Result
from store.models import Change
from tests.entry.owing import make_section
from tests.factories import make_department, make_person, make_result, make_round, make_target
from tests.reading import read

pytestmark = pytest.mark.django_db
GRID = "/entry/grid/"


@pytest.fixture
def section():
    return make_section(name="支援課")


@pytest.fixture
def person(section, client):
    person = section.staff(name="担当太郎")
    client.force_login(person)
    return person


def keys(client, query=""):
    """Return the hidden value of each row that the page offers, by indicator."""
    content = client.get(f"{GRID}{query}").content.decode()
    found = re.findall(r'name="row" value="((\d+)-\d+-[0-9a-f]{16})"', content)
    return {int(pk): key for key, pk in found}


def action(client, query=""):
    """Return where the form of the grid is sent to."""
    (found,) = re.findall(
        r'action="([^"]*)" class="entry-grid-form"', client.get(f"{GRID}{query}").content.decode()
    )
    return found.replace("&amp;", "&")


def save(client, shown, typed: dict[int, Any], query="", *, address="", **more):
    """Send the grid as it was shown, with what was typed by indicator: a figure, or several fields."""
    data: dict[str, Any] = {"row": list(shown.values()), "once": new_key()} | more
    for pk in shown:
        fields = typed.get(pk, {})
        fields = fields if isinstance(fields, dict) else {"total": fields}
        data |= {f"{pk}-{name}": text for name, text in fields.items()}
    return client.post(address or f"{GRID}{query}", data)


def totals():
    return {row.indicator_id: row.total for row in Result.objects.filter(fiscal_year=2024)}


def test_the_grid_shows_the_years_before_and_the_target(section, person, client):
    section.owe(2)
    content = client.get(GRID).content.decode()
    assert content.count('<td class="num" data-label="R4">50件</td>') == 2
    assert content.count('<td class="num" data-label="R5">55件</td>') == 2
    assert content.count('<td class="num" data-label="R6目標">60件</td>') == 2


def test_twenty_nine_of_thirty_are_saved_and_the_wrong_one_stays(section, person, client):
    indicators = section.owe(30)
    shown = keys(client)
    typed: dict[int, Any] = {indicator.pk: str(60 + number) for number, indicator in enumerate(indicators)}
    wrong = indicators[7]
    typed[wrong.pk] = {"total": "だいたい五十", "footnote": "この注記も残る"}
    answer = save(client, shown, typed)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert len(totals()) == 29
    assert wrong.pk not in totals()
    assert "29件を保存しました。1件は保存していません" in content
    assert 'value="だいたい五十"' in content
    assert ">この注記も残る</textarea>" in content
    assert f'id="e-{wrong.pk}-total"' in content
    assert content.count("field-error") == 1


def test_a_saved_figure_waits_for_the_chief_and_its_history_names_the_post(section, person, client):
    (indicator,) = section.owe()
    answer = save(client, keys(client), {indicator.pk: "６６件"})
    assert (answer.status_code, answer.headers["Location"][: len(GRID)]) == (302, GRID)
    row = Result.objects.get(fiscal_year=2024)
    assert (row.total, row.entry_state, row.entered_by) == (66, "waiting", person)
    change = Change.objects.get(field="total")
    assert (change.via, change.who, change.post) == ("page", person, str(person.posts.get()))


def test_rows_that_nobody_touched_do_nothing(section, person, client):
    first, _ = section.owe(2)
    make_result(indicator=first, fiscal_year=2024, total=61, entry_state="waiting")
    before = Change.objects.count()
    answer = save(client, keys(client), {first.pk: "61"})
    assert answer.status_code == 302
    assert Change.objects.count() == before
    assert list(totals()) == [first.pk]


def test_an_untouched_row_is_not_stale_when_somebody_else_saved_it(section, person, client):
    (indicator,) = section.owe()
    row = make_result(indicator=indicator, fiscal_year=2024, total=61, entry_state="waiting")
    shown = keys(client)
    Result.objects.filter(pk=row.pk).update(total=70, version=2)
    assert (
        save(client, shown, {indicator.pk: {"total": "61", "missing": "", "footnote": ""}}).status_code == 302
    )
    assert totals() == {indicator.pk: 70}


def test_an_untouched_row_is_not_stale_when_somebody_else_explained_a_figure(section, person, client):
    (indicator,) = section.owe()
    shown = keys(client)
    explained = {"entry_state": "waiting", "explanation": "施設の改修のため"}
    make_result(indicator=indicator, fiscal_year=2024, total=50, **explained)
    blank = {"total": "", "missing": "", "footnote": ""}
    assert save(client, shown, {indicator.pk: blank}).status_code == 302
    assert totals() == {indicator.pk: 50}


def test_a_stale_row_shows_both_values_and_is_saved_at_the_second_click(section, person, client):
    mine, other = section.owe(2)
    shown = keys(client)
    client.force_login(section.staff(name="先手花子"))
    save(client, shown, {mine.pk: "62"})
    client.force_login(person)
    answer = save(client, shown, {mine.pk: "63", other.pk: "64"})
    content = answer.content.decode()
    assert answer.status_code == 409
    assert totals() == {mine.pk: 62, other.pk: 64}
    assert "<strong>62件</strong>" in content
    assert "先手花子" in content
    assert f'name="{mine.pk}-total" value="63"' in content
    again = dict(re.findall(r'name="row" value="((\d+)-\d+-[0-9a-f]{16})"', content))
    again = {int(pk): key for key, pk in again.items()}
    assert save(client, again, {mine.pk: "63", other.pk: "64"}).status_code == 302
    assert totals() == {mine.pk: 63, other.pk: 64}


def test_the_same_form_sent_twice_is_saved_once(section, person, client):
    (indicator,) = section.owe()
    shown = keys(client)
    key = new_key()
    answers = [save(client, shown, {indicator.pk: "66"}, once=key).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Result.objects.get(fiscal_year=2024).version == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        ("約五十", "数"),
        ("50-60", ""),
        ("9" * 400, ""),
        ("=1+1", ""),
        ("-5", ""),
        ("3人", ""),
    ],
)
def test_what_is_no_figure_has_its_sentence_and_stays(section, person, client, typed, words):
    (indicator,) = section.owe()
    answer = save(client, keys(client), {indicator.pk: {"total": typed, "footnote": "注"}})
    content = answer.content.decode()
    assert answer.status_code == 200
    assert totals() == {}
    assert 'class="field-error"' in content
    assert f'value="{typed}"' in content


def test_zero_is_a_figure(section, person, client):
    (indicator,) = section.owe(results={}, targets={2024: 6})
    assert save(client, keys(client), {indicator.pk: "0"}).status_code == 302
    assert totals() == {indicator.pk: 0}


def test_a_reason_closes_the_item(section, person, client):
    first, second = section.owe(2)
    save(client, keys(client), {first.pk: {"missing": "調査未実施"}, second.pk: "集計中（令和50年11月）"})
    rows = {row.indicator: row for row in Result.objects.filter(fiscal_year=2024)}
    assert (rows[first].missing, rows[second].missing) == ("not_surveyed", "pending")
    assert rows[second].pending_until == "令和50年11月"


def test_figure_and_reason_together_are_refused(section, person, client):
    (indicator,) = section.owe()
    answer = save(client, keys(client), {indicator.pk: {"total": "66", "missing": "該当なし"}})
    assert f'id="e-{indicator.pk}-missing"' in answer.content.decode()
    assert totals() == {}


@pytest.mark.parametrize(
    ("stored", "fulfilled", "said"),
    [
        ({"missing": "pending"}, "達成", (302, "", True)),
        ({"text_fulfilled": True}, "達成", (200, "", True)),
        ({"text_fulfilled": True}, "", (302, "pending", None)),
    ],
)
@pytest.mark.usefixtures("person")
def test_an_answer_in_words_and_a_reason_are_never_stored_together(section, client, stored, fulfilled, said):
    (indicator,) = section.owe(targets={}, results={}, unit="")
    make_target(indicator=indicator, fiscal_year=2024, comparator="text", value=None, text="計画の策定")
    row = make_result(indicator=indicator, fiscal_year=2024, total=None, entry_state="waiting", **stored)
    answer = save(client, keys(client), {indicator.pk: {"missing": "集計中", "fulfilled": fulfilled}})
    row.refresh_from_db()
    assert (answer.status_code, row.missing, row.text_fulfilled) == said


def test_a_form_is_saved_in_the_round_it_shows_whatever_is_due_first_by_now(section, person, client):
    (indicator,) = section.owe(results={}, targets={2023: 60, 2024: 60})
    dates = {"opens_on": section.round.opens_on, "due_on": section.round.due_on - timedelta(days=1)}
    other = make_round(plan=section.round.plan, fiscal_year=2023, **dates)
    shown, address = keys(client), action(client)
    EntryRound.objects.filter(pk=other.pk).update(due_on=section.round.due_on + timedelta(days=1))
    assert save(client, shown, {indicator.pk: "66"}, address=address).status_code == 302
    assert list(Result.objects.values_list("fiscal_year", "total")) == [(2023, 66)]


def test_what_was_typed_on_a_later_page_survives_the_end_of_the_session(section, person, client):
    indicators = section.owe(102)
    shown = keys(client, "?page=2")
    assert len(shown) == 2
    sent_to = action(client, "?page=2")
    marks = {"whose": mark_of(person)}
    client.logout()
    client.cookies.clear()
    last = indicators[-1].pk
    address = save(client, shown, {last: "67"}, address=sent_to, **marks)["Location"]
    client.force_login(person)
    content = client.get(parse_qs(urlsplit(address).query)["next"][0]).content.decode()
    assert 'value="67"' in content


def test_a_reason_takes_the_kind_of_value_with_it(section, person, client):
    (indicator,) = section.owe()
    row = make_result(
        indicator=indicator, fiscal_year=2024, total=64, standing="provisional", entry_state="waiting"
    )
    save(client, keys(client), {indicator.pk: {"total": "", "missing": "調査未実施"}})
    save(client, keys(client), {indicator.pk: {"total": "66", "missing": "調査未実施"}})
    row.refresh_from_db()
    assert (row.total, row.missing, row.standing) == (66, "", "final")


def test_a_running_total_takes_its_yearly_share(section, person, client):
    (cumulative,) = section.owe(1, accumulation="cumulative")
    (plain,) = section.owe()
    content = client.get(GRID).content.decode()
    assert f'name="{cumulative.pk}-increment"' in content
    assert f'name="{plain.pk}-increment"' not in content
    save(client, keys(client), {cumulative.pk: {"total": "66", "increment": "11"}})
    row = Result.objects.get(fiscal_year=2024)
    assert (row.total, row.increment) == (66, 11)


def test_a_fall_must_be_explained_in_its_row(section, person, client):
    (indicator,) = section.owe()
    content = save(client, keys(client), {indicator.pk: "40"}).content.decode()
    assert totals() == {}
    assert f'id="e-{indicator.pk}-explanation"' in content
    assert "昨年度" in content
    answer = save(client, keys(client), {indicator.pk: {"total": "40", "explanation": "制度の変更のため"}})
    assert answer.status_code == 302
    assert Result.objects.get(fiscal_year=2024).explanation == "制度の変更のため"


def test_a_foreign_row_refuses_the_whole_batch_and_is_named(section, person, client):
    own = section.owe(3)
    other = make_section(plan=section.round.plan, name="よその課")
    (foreign,) = other.owe(name="よその指標")
    shown = keys(client)
    shown[foreign.pk] = shown[own[0].pk].replace(f"{own[0].pk}-", f"{foreign.pk}-", 1)
    answer = save(client, shown, {indicator.pk: "66" for indicator in [*own, foreign]})
    content = answer.content.decode()
    assert answer.status_code == 403
    assert totals() == {}
    assert "何も保存していません" in content
    assert f"番号{foreign.pk}の行は" in content
    assert "よその指標" not in content  # who may not see it learns no name
    assert content.count('value="66"') == 3


def test_a_foreign_row_that_the_person_may_see_is_named_in_words(section, person, client):
    (own,) = section.owe()
    other = make_section(plan=section.round.plan, name="よその課")
    (foreign,) = other.owe(name="よその指標")
    Post.objects.create(person=person, department=other.department, role="staff")
    query = f"?department={section.department.pk}"
    shown = keys(client, query)
    shown[foreign.pk] = shown[own.pk].replace(f"{own.pk}-", f"{foreign.pk}-", 1)
    answer = save(client, shown, {own.pk: "66"}, query)
    assert answer.status_code == 403
    assert "よその指標」は、支援課が" in answer.content.decode()
    assert totals() == {}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="no row"),
        pytest.param(["{pk}"], id="no version"),
        pytest.param(["{pk}-x-0123456789abcdef"], id="a version that is no number"),
        pytest.param(["{pk}-0-0123456789abcdef"] * 2, id="a row twice"),
        pytest.param(["9" * 30 + "-0-0123456789abcdef"], id="a number too long"),
        pytest.param(["１-0-0123456789abcdef"], id="full width"),
    ],
)
def test_a_form_without_versions_is_refused(section, person, client, rows):
    (indicator,) = section.owe()
    data = {"row": [row.format(pk=indicator.pk) for row in rows], f"{indicator.pk}-total": "66"}
    answer = client.post(GRID, data | {"once": new_key()})
    assert answer.status_code == 400
    assert "66" in read(answer).one("section", **{"aria-labelledby": "typed"}).text
    assert totals() == {}


@pytest.mark.parametrize("state", ["confirmed", "checked"])
def test_a_confirmed_figure_has_no_inputs_and_cannot_be_changed(section, person, client, state):
    (indicator,) = section.owe()
    make_result(indicator=indicator, fiscal_year=2024, total=61, entry_state=state)
    assert keys(client) == {}
    answer = save(client, {indicator.pk: f"{indicator.pk}-1-{'0' * 16}"}, {indicator.pk: "70"})
    assert "のため変更できません" in answer.content.decode()
    assert 'value="70"' in answer.content.decode()
    assert totals() == {indicator.pk: 61}


def test_a_round_that_was_closed_meanwhile_keeps_what_was_typed(section, person, client):
    (indicator,) = section.owe()
    query = f"?round={section.round.pk}"
    shown = keys(client, query)
    EntryRound.objects.update(is_closed=True)
    content = save(client, shown, {indicator.pk: "66"}, query).content.decode()
    assert "締め切られました" in content
    assert 'value="66"' in content
    assert totals() == {}
    assert keys(client, query) == {}


def test_who_is_not_logged_in_is_sent_to_the_login(section, client):
    assert client.get(GRID).headers["Location"] == f"{reverse('accounts:login')}?next={GRID}"


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        ("staff", "own", 200),
        ("chief", "own", 200),
        ("staff", "sister", 404),
        ("chief", "sister", 404),
        ("bureau", "above", 403),
        ("bureau", "sister", 404),
        ("planning", "sister", 403),
        ("planning", "other city", 404),
        ("committee", "own", 404),
        ("staff", "other city", 404),
    ],
)
def test_only_the_own_department_is_entered(client, role, where, status):
    bureau = make_department(local_government_code="999998")
    section = make_section()
    code = section.department.local_government_code
    bureau.local_government_code = code
    bureau.save()
    section.department.parent = bureau
    section.department.save()
    (indicator,) = section.owe()
    places = {
        "own": section.department,
        "above": bureau,
        "sister": make_department(local_government_code=code, parent=bureau),
        "other city": make_department(local_government_code="888888"),
    }
    client.force_login(make_person(role=role, department=places[where]))
    query = f"?department={section.department.pk}"
    assert client.get(f"{GRID}{query}").status_code == status
    sent = {"row": f"{indicator.pk}-0-{'0' * 16}", f"{indicator.pk}-total": "66", "once": new_key()}
    assert (client.post(f"{GRID}{query}", sent).status_code == 302) == (status == 200)
    assert bool(totals()) == (status == 200)


@pytest.mark.parametrize(
    "query", ["?round=999999", "?round=x", "?round=", "?department=x", "?department=" + "9" * 40]
)
def test_an_address_that_leads_nowhere(section, person, client, query):
    section.owe()
    assert client.get(f"{GRID}{query}").status_code == 404


def test_without_an_open_round_the_page_says_so(section, person, client):
    EntryRound.objects.update(is_closed=True)
    assert "受付中の入力依頼はありません" in client.get(GRID).content.decode()


def test_what_is_typed_is_shown_as_text(section, person, client):
    (indicator,) = section.owe()
    evil = '"><script>alert(1)</script>'
    content = save(client, keys(client), {indicator.pk: {"total": evil, "missing": evil}}).content.decode()
    assert "<script>alert" not in content


def test_the_grid_costs_the_same_queries_however_many_rows_it_has(
    section, person, client, django_assert_max_num_queries
):
    section.owe(30)
    with django_assert_max_num_queries(16):
        client.get(GRID)


def test_what_was_typed_survives_the_end_of_the_session(section, person, client):
    first, _ = section.owe(2)
    query = f"?round={section.round.pk}&department={section.department.pk}"
    shown = keys(client, query)
    client.logout()
    answer = save(client, shown, {first.pk: "66"}, query)
    assert answer.status_code == 302
    back = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
    client.force_login(person)
    content = client.get(back).content.decode()
    assert f'name="{first.pk}-total" value="66"' in content
    assert content.count("まだ保存していません") == 1
    assert totals() == {}
    again = keys(client, f"?{urlsplit(back).query}")
    assert save(client, again, {first.pk: "66"}, f"?{urlsplit(back).query}").status_code == 302
    assert totals() == {first.pk: 66}


def test_a_second_click_leads_to_where_the_first_led(section, person, client):
    (indicator,) = section.owe()
    shown, key = keys(client), new_key()
    first, second = (save(client, shown, {indicator.pk: "66"}, once=key) for _ in range(2))
    assert first["Location"] == second["Location"]
    text = read(client.get(second["Location"])).text
    assert text.count("1件を保存しました。") == 1
    assert "変更はありませんでした。" not in text


def test_a_second_click_shows_what_the_first_left_over(section, person, client):
    right, wrong = section.owe(2)
    shown, key = keys(client), new_key()
    typed = {right.pk: "66", wrong.pk: "だいたい"}
    first = save(client, shown, typed, once=key)
    assert "1件を保存しました。1件は保存していません" in read(first).text
    second = save(client, shown, typed, once=key)
    page = client.get(second["Location"])
    assert 'value="だいたい"' in page.content.decode()
    assert page.content.decode().count("まだ保存していません") == 1
    assert (totals(), Result.objects.get(fiscal_year=2024).version) == ({right.pk: 66}, 1)


def test_a_form_shown_again_counts_once_more(section, person, client):
    right, wrong = section.owe(2)
    answer = save(client, keys(client), {right.pk: "66", wrong.pk: "だいたい"})
    page = answer.content.decode()
    again = {int(pk): key for key, pk in re.findall(r'name="row" value="((\d+)-\d+-[0-9a-f]{16})"', page)}
    (key,) = set(re.findall(r'name="once" value="([^"]*)"', page))
    assert "data-draft-dirty" in page
    assert save(client, again, {wrong.pk: "67"}, once=key).status_code == 302
    assert totals() == {right.pk: 66, wrong.pk: 67}


def test_what_one_saved_oneself_in_another_window_is_said_to_be_ones_own(section, person, client):
    (indicator,) = section.owe()
    shown = keys(client)
    save(client, shown, {indicator.pk: "62"})
    answer = save(client, shown, {indicator.pk: "63"})
    assert answer.status_code == 409
    text = read(answer).one("div", class_="grid-theirs").text
    assert "あなたが別の画面で先に保存しました" in text
    assert "あなた自身が別の画面で変更しました（画面）" in text
    assert "ほかの人" not in text


def test_a_stale_row_says_in_which_post_and_when_somebody_was_first(section, person, client):
    (indicator,) = section.owe()
    shown = keys(client)
    client.force_login(section.staff(name="先手花子"))
    save(client, shown, {indicator.pk: "62"})
    client.force_login(person)
    text = read(save(client, shown, {indicator.pk: "63"})).one("div", class_="grid-theirs").text
    assert re.search(r"\d+月\d+日 \d\d:\d\dに先手花子（支援課 担当者）が変更しました（画面）。", text)


def test_what_was_typed_into_a_row_that_went_elsewhere_stays_to_be_copied(section, person, client):
    own, gone, untouched = section.owe(3)
    shown = keys(client)
    for one in (gone, untouched):
        one.department = make_section(plan=section.round.plan).department
        one.save()
    answer = save(client, shown, {own.pk: "66", gone.pk: {"total": "67", "footnote": "写す"}})
    assert answer.status_code == 403
    typed = read(answer).one("section", **{"aria-labelledby": "typed"})
    assert [one.text for one in typed.all("textarea")] == ["67 写す"]
    assert f"番号{gone.pk}の行" in typed.text
    assert 'value="66"' in answer.content.decode()


def test_a_row_that_moved_to_another_page_is_shown_as_it_was_typed(section, person, client):
    indicators = section.owe(101)
    last = indicators[-1]
    answer = save(client, keys(client, "?page=2"), {last.pk: "だいたい"}, query="?page=1")
    assert f'name="{last.pk}-total" value="だいたい"' in answer.content.decode()


@pytest.mark.parametrize("role", ["bureau", None])
def test_who_does_not_enter_any_more_sees_what_was_typed(section, person, client, role):
    (indicator,) = section.owe()
    shown, address = keys(client), action(client)
    if role is None:
        person.posts.all().delete()
    else:
        person.posts.update(role=role)
    answer = save(client, shown, {indicator.pk: "6543"}, address=address)
    assert answer.status_code in {403, 404}
    assert "6543" in read(answer).one("section", **{"aria-labelledby": "typed"}).text
    assert totals() == {}


def test_what_was_typed_when_the_last_round_was_given_up_is_shown(section, person, client):
    (indicator,) = section.owe()
    shown = keys(client)
    EntryRound.objects.update(is_closed=True)
    answer = save(client, shown, {indicator.pk: "6543"})
    assert answer.status_code == 404
    assert "6543" in read(answer).one("section", **{"aria-labelledby": "typed"}).text
