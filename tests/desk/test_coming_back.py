"""What was not the last word is asked for again, and nobody outside sees the new figure before it is confirmed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.actions.once import new_key
from entry.board.scorecards.boards import share_of
from entry.reminders.actions.outbox import due_now, remind
from entry.reminders.models import Reminder
from entry.round.scorecards.items import items_of
from entry.round.scorecards.owed import Rounds
from indicators.actions import EnteredFigure, enter_result
from indicators.models import EarlierFigure, EntryRound, Indicator, Result
from policies.fiscal_year import FiscalYear
from policies.page import years_with_results
from store.actions.rows import Actor, RefusedError
from store.models import Change
from tests.entry.office import YEAR, Office, client_of, make_office, planner_of
from tests.factories import (
    make_node,
    make_period,
    make_person_in_post,
    make_project_count,
    make_result,
    make_round,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

SECRET = 9_876_543
WRITTEN = f"{SECRET:,}"
TODAY = timezone.localdate()
THIS_MONTH = f"{TODAY.year}年{TODAY.month}月"
LATER = f"令和{TODAY.year - 2018 + 1}年1月"
WORDS = "の値が確定する頃です"


@pytest.fixture
def office() -> Office:
    """A section whose round is closed, with the next one open."""
    office = make_office()
    EntryRound.objects.update(is_closed=True)
    office.round.refresh_from_db()
    make_round(plan=office.round.plan, fiscal_year=YEAR + 1)
    return office


def next_round() -> EntryRound:
    return EntryRound.objects.get(fiscal_year=YEAR + 1)


def answered(office: Office, state: str = "confirmed", **fields: Any) -> Result:
    """Return an answer of the closed year, by default a confirmed 暫定値 of 64."""
    said = {"standing": "provisional", "total": 64} | fields
    if fields.get("missing"):
        said = {"standing": "final", "total": None} | fields
    owed = office.owes(results={}, targets={YEAR: 60}, asked="listed", asked_years=f"{YEAR}")
    named = {"fiscal_year": YEAR, "entry_state": state, "entered_by": office.staff}
    return make_result(indicator=owed, **named | said)


def path_of(row: Result) -> str:
    return f"/entry/{row.indicator_id}/{YEAR}/"


def send(office: Office, row: Result, **fields: Any) -> Any:
    row.refresh_from_db()
    sent = {
        "version": row.version,
        "once": f"{row.pk}-{row.version}-{'k' * 30}",
        "explanation": "確定したため",
    }
    return client_of(office.staff).post(path_of(row), sent | fields)


def page_of(client: Client, row: Result) -> str:
    answer = client.get(f"{row.indicator.get_absolute_url()}?year={YEAR}")
    assert answer.status_code == 200
    return answer.content.decode()


def listed(office: Office) -> str:
    return client_of(office.staff).get("/entry/").content.decode()


def outsiders(office: Office) -> list[Client]:
    """Return the browsers of a citizen, and of a colleague of another section."""
    return [Client(), client_of(office.beside().staff)]


# when


@pytest.mark.parametrize(
    ("own", "later", "until", "expected"),
    [
        pytest.param("open", "none", "", None, id="no month, no next round"),
        pytest.param("open", "none", "R7.6", "own", id="the month has come, its round is open"),
        pytest.param("open", "none", "R7.7", None, id="the month is still to come"),
        pytest.param("open", "open", "", "own", id="the next round opened, its own is open"),
        pytest.param("open", "open", "R7.7", None, id="a month named waits for the month"),
        pytest.param("closed", "none", "R7.6", "own", id="no round is open: the month asks by itself"),
        pytest.param("closed", "open", "", "later", id="no month: the next round"),
        pytest.param("closed", "open", "R7.6", "later", id="the month has come: the next round"),
        pytest.param("closed", "open", "R7.7", None, id="not yet in the next round"),
        pytest.param("closed", "closed", "R7.6", "own", id="the next round is closed: the month asks"),
        pytest.param("closed", "begins tomorrow", "R7.6", "own", id="the next round has not begun"),
        pytest.param("closed", "none", "R7.7", None, id="no round is open, the month is still to come"),
        pytest.param("closed", "none", "", None, id="no round is open, no month is named"),
        pytest.param("closed", "open", "いつか", "later", id="a month nobody can read"),
    ],
)
@pytest.mark.parametrize("said", [{"missing": "pending"}, {}], ids=["集計中", "暫定値"])
def test_a_figure_is_asked_for_again_from_the_month_in_its_own_round_or_the_next(
    own, later, until, expected, said
):
    today = date(2025, 6, 1)
    office = make_office()
    row = answered(office, pending_until=until, **said)
    dates = {"opens_on": date(2025, 5, 1), "due_on": date(2025, 7, 31)}
    EntryRound.objects.update(is_closed=own == "closed", **dates)
    if later != "none":
        opening = {"opens_on": date(2025, 6, 2)} if later == "begins tomorrow" else {}
        fields = {"plan": office.round.plan, "fiscal_year": YEAR + 1, "is_closed": later == "closed"}
        make_round(**fields | dates | opening)
    rounds = Rounds.of(office.round.plan, today)
    round_ = rounds.round_of(YEAR, row)
    back = rounds.owed(round_, row.indicator, row.indicator.series(), row).is_back if round_ else False
    asking = {YEAR: "own", YEAR + 1: "later"}[round_.fiscal_year] if round_ and back else None
    assert asking == expected


def test_what_came_back_is_due_at_the_end_of_its_month_but_not_before_the_round(office):
    answered(office, pending_until=THIS_MONTH)
    (item,) = items_of([next_round()], TODAY, {office.department.pk})
    end = (TODAY.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    assert item.owed.due_on == max(end, next_round().due_on)
    EntryRound.objects.update(opens_on=date(2020, 1, 1), due_on=date(2020, 2, 1))
    (item,) = items_of([next_round()], TODAY, {office.department.pk})
    assert (item.owed.due_on, item.is_late) == (end, False)


# where it shows


def test_it_stands_on_top_of_the_list_counts_as_open_and_is_asked_for_by_mail(office):
    office.staff.email = "tanto@city.example"
    office.staff.save()
    row = answered(office, pending_until=THIS_MONTH)
    page = read(client_of(office.staff).get("/entry/"))
    section = page.one("section", **{"aria-labelledby": "back"})
    assert section.one("h2").text == f"暫定など{WORDS} 1件"
    ((name, year, said, *_),) = section.one("table").rows[1:]
    assert name.startswith(str(row.indicator))
    assert year == "令和4年度"
    assert said == f"64件（暫定値） {THIS_MONTH}確定見込"
    share = share_of(items_of([next_round()], TODAY, {office.department.pk}))
    assert (share.owed, share.open, share.waiting, share.confirmed, share.overdue) == (1, 1, 0, 0, 0)
    board = client_of(planner_of(office)).get(f"/entry/board/?round={next_round().pk}").content.decode()
    assert str(office.department) in board
    _, (mail,) = due_now(next_round(), TODAY)
    assert "確定する頃です。" in mail.body
    assert f"{row.indicator}（令和4年度分）" in mail.body
    assert path_of(row) in mail.body


def test_it_stands_under_its_own_words(office):
    answered(office, missing="pending")
    assert f"集計中{WORDS} 1件" in listed(office)
    answered(office)
    assert f"集計中・暫定など{WORDS} 2件" in listed(office)


def test_until_the_month_it_is_nobodys_business(office):
    answered(office, pending_until=LATER)
    assert WORDS not in listed(office)
    assert items_of([next_round()], TODAY, None) == []
    assert due_now(next_round(), TODAY)[1] == []


def test_after_the_link_the_form_asks_for_the_final_figure_under_the_later_round(office):
    row = answered(office)
    text = client_of(office.staff).get(path_of(row)).content.decode()
    assert "令和4年度の値が確定する頃です" in text
    assert "いまの入力は「64件（暫定値）」です。" in text
    assert '<option value="final" selected>' in text


# what others see


def test_a_confirmed_figure_stays_in_sight_until_its_successor_is_confirmed(office):
    row = answered(office)
    others = outsiders(office)
    assert send(office, row, total=SECRET).status_code == 302
    row.refresh_from_db()
    assert (row.total, row.entry_state) == (SECRET, "waiting")
    for client in others:
        text = page_of(client, row)
        assert "64件" in text
        assert WRITTEN not in text
        assert str(SECRET) not in text
    assert WRITTEN in page_of(client_of(office.staff), row)
    assert WORDS not in listed(office)

    page = read(client_of(office.chief).get("/entry/"))
    waiting = page.one("section", **{"aria-labelledby": "waiting"}).text
    assert f"{WRITTEN}件" in waiting
    assert "差替え前 64件（暫定値）" in waiting
    assert "令和4年度分" in waiting
    sent = {"round": next_round().pk, "row": f"{row.pk}-{row.version}", "once": new_key()}
    assert client_of(office.chief).post("/entry/confirm/", sent).status_code == 302
    for client in others:
        text = page_of(client, row)
        assert WRITTEN in text
        assert "64件" not in text
    assert not EarlierFigure.objects.exists()
    history = Change.objects.filter(model="indicators.result", object_id=str(row.pk), field="total")
    assert history.values_list("old", "new").get() == ("64.0000", str(SECRET))


def test_sent_back_and_entered_again_the_confirmed_one_still_stands(office):
    row = answered(office)
    send(office, row, total=SECRET)
    row.refresh_from_db()
    chief = client_of(office.chief)
    sent = {"version": row.version, "once": new_key(), "reason": "桁を確認してください。"}
    assert chief.post(f"{path_of(row)}send-back/", sent).status_code == 302
    assert "桁を確認してください。" in listed(office)
    assert "令和4年度分" in listed(office)
    assert "64件" in page_of(Client(), row)
    assert send(office, row, total=SECRET + 1).status_code == 302
    assert "64件" in page_of(Client(), row)
    assert EarlierFigure.objects.get().total == 64


@pytest.mark.parametrize("state", ["confirmed", "waiting"])
def test_an_answer_of_a_closed_year_is_replaced_not_sent_back_where_nobody_could_enter_it(state, office):
    row = answered(office, state=state)
    for person in (office.chief, planner_of(office)):
        sent = {"version": row.version, "once": new_key(), "reason": "確定値を入力してください。"}
        refused = client_of(person).post(f"{path_of(row)}send-back/", sent)
        assert refused.status_code == 403
        assert "差戻しをしなくても" in read(refused).text
        assert "確定値を入力してください。" in read(refused).text
    row.refresh_from_db()
    assert (row.entry_state, row.version) == (state, 1)
    assert WORDS in page_of_entry(office, row)
    assert send(office, row, total=SECRET).status_code == 302


def page_of_entry(office: Office, row: Result) -> str:
    return client_of(office.staff).get(path_of(row)).content.decode()


def test_an_awaited_figure_brings_no_year_into_sight_before_it_is_confirmed(office):
    row = answered(office, missing="pending", pending_until=THIS_MONTH)
    plan, period = office.round.plan, office.node.period.pk
    make_project_count(indicator=row.indicator, fiscal_year=YEAR, count=7)
    assert years_with_results(plan, frozenset()) == {}
    send(office, row, total=SECRET)
    assert years_with_results(plan, frozenset()) == {}
    assert years_with_results(plan, frozenset({office.department.pk})) == {period: {FiscalYear(YEAR)}}
    text = page_of(Client(), row)
    assert "集計中" in text
    assert WRITTEN not in text
    assert Indicator.objects.reported_by_year(unconfirmed_of=()) == {row.indicator_id: {FiscalYear(YEAR): 7}}


def test_a_year_that_was_in_sight_stays_in_sight(office):
    row = answered(office)
    before = years_with_results(office.round.plan, frozenset())
    assert before == {office.node.period.pk: {FiscalYear(YEAR)}}
    send(office, row, missing="pending", total="", pending_until=LATER)
    assert years_with_results(office.round.plan, frozenset()) == before
    assert "64件" in page_of(Client(), row)


def test_the_history_of_a_figure_that_waits_is_the_departments_own(office):
    row = answered(office)
    send(office, row, total=SECRET)
    colleague, own = client_of(office.beside().staff), client_of(office.staff)
    assert str(SECRET) not in page_of(colleague, row)
    assert str(SECRET) in page_of(own, row).replace(",", "")


def test_what_was_never_confirmed_is_replaced_without_a_word_to_others(office):
    row = answered(office, "waiting")
    assert send(office, row, total=SECRET).status_code == 302
    text = page_of(Client(), row)
    assert "64件" not in text
    assert WRITTEN not in text
    assert not EarlierFigure.objects.get().was_confirmed
    sent = {"round": next_round().pk, "row": f"{row.pk}-2", "once": new_key()}
    assert client_of(office.chief).post("/entry/confirm/", sent).status_code == 302
    assert WRITTEN in page_of(Client(), row)


# what else


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"standing": "final"}, id="a final figure"),
        pytest.param({"standing": "final", "state": "waiting"}, id="one that was never confirmed"),
        pytest.param({"missing": "not_applicable"}, id="a reason that is the last word"),
        pytest.param({"pending_until": LATER}, id="one whose month is still to come"),
        pytest.param({"state": "returned"}, id="one that was sent back before the round was closed"),
    ],
)
def test_nothing_else_of_a_closed_year_can_be_changed(fields, office):
    row = answered(office, **fields)
    assert WORDS not in listed(office)
    answer = send(office, row, total=SECRET)
    assert answer.status_code == 403
    assert "締め切られました" in answer.content.decode()
    row.refresh_from_db()
    assert (row.version, row.total == SECRET) == (1, False)
    by = Actor(Change.Via.PAGE, office.staff)
    with pytest.raises(RefusedError, match="令和4年度の実績値は変更できません"):
        enter_result(
            row.indicator,
            FiscalYear(YEAR),
            EnteredFigure(total=SECRET),  # type: ignore[arg-type]
            version=1,
            round_=next_round(),
            by=by,
            again=False,
        )
    sent = {"round": next_round().pk, "row": f"{row.pk}-1"}
    assert client_of(office.chief).post("/entry/confirm/", sent).status_code == 404


def test_neither_the_grid_nor_a_workbook_shows_what_came_back_from_another_year(office):
    row = answered(office)
    client = client_of(office.staff)
    office.owes(name="今年度の指標", targets={YEAR + 1: 10})
    grid = client.get(f"/entry/grid/?round={next_round().pk}").content.decode()
    assert "今年度の指標" in grid
    assert str(row.indicator) not in grid
    assert client.get("/entry/workbook.xlsx").status_code == 200


@pytest.mark.parametrize("until", ["", THIS_MONTH, "令和2年4月"])
@pytest.mark.parametrize(
    "said", [{"missing": "pending", "total": ""}, {"standing": "preliminary", "total": "65"}]
)
def test_not_final_yet_is_an_answer_if_it_says_until_when(said, until, office):
    row = answered(office)
    answer = send(office, row, pending_until=until, **said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["pending_until"]
    assert send(office, row, pending_until=LATER, **said).status_code == 302
    assert WORDS not in listed(office)
    row.refresh_from_db()
    assert (row.pending_until, row.entry_state) == (LATER, "waiting")


def test_a_month_that_cannot_be_read_is_refused_wherever_it_is_typed(office):
    indicator = office.owes(targets={YEAR + 1: 10})
    client, path = client_of(office.staff), f"/entry/{indicator.pk}/{YEAR + 1}/"
    form = {"version": 0, "once": "k" * 32, "missing": "pending", "pending_until": "来年の秋"}
    answer = client.post(path, form)
    assert answer.status_code == 422
    assert "「来年の秋」は年月として読み取れません" in answer.context["form"].errors["pending_until"][0]
    typed = client.post(path, form | {"pending_until": "", "missing": "", "total": "集計中（来年の秋）"})
    assert "年月として読み取れません" in typed.context["form"].errors["total"][0]
    grid = f"/entry/grid/?round={next_round().pk}&department={office.department.pk}"
    rows = {"row": f"{indicator.pk}-0-{'0' * 16}", f"{indicator.pk}-total": "集計中（来年の秋）"}
    assert "年月として読み取れません" in client.post(grid, rows | {"once": "g" * 32}).content.decode()
    assert not Result.objects.filter(fiscal_year=YEAR + 1).exists()


def test_two_who_replace_it_at_once_are_told_and_the_confirmed_one_stays(office):
    row = answered(office)
    assert send(office, row, total=66).status_code == 302
    row.refresh_from_db()
    sent = {"version": 1, "once": "m" * 32, "total": "67", "explanation": "確定したため"}
    assert client_of(office.chief).post(path_of(row), sent).status_code == 409
    assert (Result.objects.get(pk=row.pk).total, EarlierFigure.objects.get().total) == (66, 64)


def test_the_same_again_changes_nothing(office):
    row = answered(office, missing="pending", pending_until=THIS_MONTH)
    by = Actor(Change.Via.PAGE, office.staff)
    same = EnteredFigure(missing="pending", pending_until=THIS_MONTH)  # type: ignore[arg-type]
    enter_result(row.indicator, FiscalYear(YEAR), same, version=1, round_=next_round(), by=by, again=True)
    row.refresh_from_db()
    assert (row.version, row.entry_state, EarlierFigure.objects.count()) == (1, "confirmed", 0)


def test_when_the_later_round_is_closed_nothing_changes_and_the_next_one_asks_on(office):
    row = answered(office)
    send(office, row, total=SECRET)
    EntryRound.objects.update(is_closed=True)
    assert send(office, row, total=67).status_code == 403
    assert "64件" in page_of(Client(), row)
    make_round(plan=office.round.plan, fiscal_year=YEAR + 2)
    assert send(office, row, total=67).status_code == 302
    assert "64件" in page_of(Client(), row)


def test_a_month_asks_by_itself_where_no_round_is_open(office):
    EntryRound.objects.filter(fiscal_year=YEAR + 1).delete()
    row = answered(office, pending_until=THIS_MONTH)
    assert f"暫定など{WORDS} 1件" in listed(office)
    assert send(office, row, total=SECRET).status_code == 302
    assert WORDS not in listed(office)
    assert "64件" in page_of(Client(), row)  # until the 課長 has confirmed it
    assert send(office, row, total=SECRET - 1).status_code == 302  # and may be corrected until then
    row.refresh_from_db()
    sent = {"round": office.round.pk, "row": f"{row.pk}-{row.version}", "once": new_key()}
    assert f"{SECRET - 1:,}件" in read(client_of(office.chief).get("/entry/")).text
    assert client_of(office.chief).post("/entry/confirm/", sent).status_code == 302
    assert f"{SECRET - 1:,}" in page_of(Client(), row)
    assert not EarlierFigure.objects.exists()
    assert send(office, row, total=67).status_code == 403


def test_a_month_asks_by_mail_where_no_round_is_open(office, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    EntryRound.objects.filter(fiscal_year=YEAR + 1).delete()
    office.staff.email = "tanto@city.example"
    office.staff.save()
    office.owes(name="締切りまでに入力されなかった指標")
    row = answered(office, pending_until=THIS_MONTH)
    answered(office, pending_until=LATER)
    assert remind(TODAY).sent == 1
    (mail,) = Reminder.objects.all()
    assert "確定する頃です。" in mail.body
    assert str(row.indicator) in mail.body
    assert "入力されなかった指標" not in mail.body
    assert remind(TODAY).sent == 0


def test_a_closed_round_holds_all_that_no_month_asks_for(office):
    EntryRound.objects.filter(fiscal_year=YEAR + 1).delete()
    row, waiting = answered(office), answered(office, "waiting")
    late = answered(office, pending_until=LATER)
    for one in (row, waiting, late):
        assert send(office, one, total=SECRET).status_code == 403
    sent = {"round": office.round.pk, "row": f"{waiting.pk}-1", "once": new_key()}
    assert client_of(office.chief).post("/entry/confirm/", sent).status_code == 403
    waiting.refresh_from_db()
    assert (waiting.entry_state, waiting.total) == ("waiting", 64)


def test_a_figure_that_could_not_be_known_in_its_round_is_asked_for_in_its_month(office):
    EntryRound.objects.filter(fiscal_year=YEAR + 1).delete()
    EntryRound.objects.update(due_on=date(2023, 6, 30), opens_on=date(2023, 5, 1))
    owed = office.owes(known_from="翌年度11月")
    other = office.owes(name="期限までに分かる指標")
    assert str(owed) in listed(office)
    assert str(other) not in listed(office)
    sent = {"version": 0, "once": new_key(), "total": "5"}
    client = client_of(office.staff)
    assert client.post(f"/entry/{other.pk}/{YEAR}/", sent).status_code == 403
    assert client.post(f"/entry/{owed.pk}/{YEAR}/", sent | {"once": new_key()}).status_code == 302
    row = Result.objects.get(indicator=owed, fiscal_year=YEAR)
    sent = {"round": office.round.pk, "row": f"{row.pk}-{row.version}", "once": new_key()}
    assert client_of(office.chief).post("/entry/confirm/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.total, row.entry_state) == (5, "confirmed")


def test_an_answer_of_an_earlier_period_comes_back_too(office):
    plan = office.round.plan
    first = make_period(plan=plan, number=9, first_year=2018, last_year=2021)
    owed = office.owes(node=make_node(period=first), results={}, targets={2021: 10})
    make_result(indicator=owed, fiscal_year=2021, missing="pending", entry_state="confirmed")
    assert "令和3年度" in listed(office)
    client = client_of(office.staff)
    form = {"version": 1, "once": "k" * 32, "total": "11"}
    assert client.post(f"/entry/{owed.pk}/2021/", form).status_code == 302
    assert client_of(office.chief).get("/entry/").status_code == 200


def test_a_confirmed_provisional_figure_comes_back_in_its_own_round_while_that_is_open():
    office = make_office()
    row = answered(office, pending_until=THIS_MONTH)
    assert f"{WORDS} 1件" in listed(office)
    assert send(office, row, total=66).status_code == 302
    sent = {"round": office.round.pk, "row": f"{row.pk}-2", "once": new_key()}
    assert client_of(office.chief).post("/entry/confirm/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.total, row.standing, row.entry_state) == (66, "final", "confirmed")
    assert not EarlierFigure.objects.exists()


def test_who_may_not_enter_it_may_not_replace_it(office):
    row = answered(office)
    for person, status in (
        (office.beside().staff, 404),
        (make_person_in_post("bureau", office.bureau), 403),
    ):
        sent = {"version": 1, "once": "k" * 32, "total": SECRET}
        assert client_of(person).post(path_of(row), sent).status_code == status
    assert Result.objects.get(pk=row.pk).total == 64


def test_the_lists_cost_as_many_queries_for_many_that_came_back_as_for_one(office):
    client = client_of(office.chief)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/entry/")
        return len(queries)

    row = answered(office)
    send(office, answered(office), total=66)
    cost()
    first = cost()
    for _ in range(5):
        answered(office)
        send(office, answered(office), total=66)
    assert cost() == first
    assert row.version == 1
