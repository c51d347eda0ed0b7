"""The page of a round says before it opens what it will ask for, what not and why, and of how many people."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from desk.actions.once import new_key
from entry.board.scorecards.boards import rounds_on_board
from entry.round.scorecards.counted import read_round
from entry.round.scorecards.outlook import LATER, outlook_of
from indicators.models import EntryRound
from policies.fiscal_year import FiscalYear
from tests.entry.office import YEAR, client_of, make_office, planner_of
from tests.factories import make_indicator, make_period, make_result, make_round
from tests.reading import read

pytestmark = pytest.mark.django_db
WITHOUT: dict[str, Any] = {"targets": {}, "results": {}}


@pytest.fixture
def office():
    """A section whose round opens in ten days."""
    office = make_office()
    day = timezone.localdate() + timedelta(days=10)
    EntryRound.objects.update(opens_on=day, due_on=day + timedelta(days=30))
    office.round.refresh_from_db()
    return office


def page_of(office):
    return read(client_of(planner_of(office)).get(f"/entry/rounds/{office.round.pk}/"))


def test_it_says_what_is_asked_of_how_many_departments_and_people(office):
    office.owes(name="目標のない指標", **WITHOUT)
    office.owes()
    office.beside().owes()
    page = page_of(office)
    assert "実績値3件を、2所属（担当者2人）に照会します。" in page.text
    assert "この入力依頼で照会するもの" in page.text


def test_what_was_not_final_in_an_earlier_year_is_counted_too(office):
    office.owes()
    back = office.owes(results={}, targets={YEAR - 1: 60}, asked="listed", asked_years=f"{YEAR - 1}")
    said = {"standing": "provisional", "total": 64, "entry_state": "confirmed"}
    make_result(indicator=back, fiscal_year=YEAR - 1, **said)
    EntryRound.objects.update(opens_on=timezone.localdate())
    page = page_of(office)
    assert "実績値1件を、1所属（担当者1人）に照会します。" in page.text
    assert "ほかに、前の年度に集計中・暫定などであった値1件の確定値を照会します。" in page.text
    assert "対象2件" in page.text


def test_it_says_what_is_not_asked_and_why(office):
    office.owes()
    office.owes(name="国の統計", asked="never", not_asked_reason="国が直接公表するため", **WITHOUT)
    office.owes(name="隔年の調査", asked="interval", survey_interval=2, asked_since=YEAR + 1, **WITHOUT)
    office.owes(name="延期した調査", put_off_years=f"{YEAR}")
    page = page_of(office)
    assert "実績値1件を" in page.text
    said = {one.one("summary").text: one.one("ul").text for one in page.all("details", class_="accordion")}
    assert said["照会対象外 1件"].endswith("国の統計（国が直接公表するため）")
    assert said["調査対象年度外 1件"].endswith("隔年の調査")
    assert said["調査延期 1件"].endswith("延期した調査")


def test_what_can_only_be_known_later_is_named_with_its_month(office):
    office.owes()
    office.owes(name="遅い統計", known_from="翌々年度12月")
    opened = FiscalYear(YEAR).next.next.first_day  # before December of the year after next
    EntryRound.objects.update(opens_on=opened, due_on=opened + timedelta(days=60))
    office.round.refresh_from_db()
    outlook = outlook_of(read_round(office.round, opened, None))
    assert [(one.why, one.indicators[0][1]) for one in outlook.left_out] == [(LATER, "令和6年12月")]
    assert len(outlook.figures) == 1
    assert not outlook_of(read_round(office.round, opened.replace(month=12), None)).left_out


def test_figures_that_nobody_answers_for_are_named(office):
    office.owes()
    make_indicator(node=office.node, name="だれのものでもない指標")
    text = page_of(office).text
    assert "所管課の登録がない指標が1件あります" in text
    assert "だれのものでもない指標" in text


def test_a_round_that_asks_for_nothing_says_so(office):
    office.owes(asked="never", not_asked_reason="国の統計のため")
    assert "この入力依頼で照会するものはありません。" in page_of(office).text


def send(person, plan, year):
    today = timezone.localdate()
    sent = {"plan": plan.pk, "fiscal_year": year, "kind": "yearly", "reopened_reason": "", "once": new_key()}
    sent |= {"opens_on": today, "due_on": today + timedelta(days=30), "row_version": 0}
    return client_of(person).post("/admin/indicators/entryround/add/", sent)


def test_a_round_that_asks_for_nothing_is_not_made():
    period = make_period()
    office = make_office(round_=make_round(plan=period.plan), node=make_indicator().node)
    planner = planner_of(office)
    answer = send(planner, period.plan, 2023)
    assert "令和5年度分の実績を照会する指標がありません。" in read(answer).text
    assert not EntryRound.objects.filter(plan=period.plan, fiscal_year=2023).exists()


def test_the_board_begins_with_the_round_that_matters():
    office, today = make_office(), timezone.localdate()
    planner = planner_of(office)

    def place(year, opens, due, **more):
        days = {"opens_on": today + timedelta(days=opens), "due_on": today + timedelta(days=due)}
        return make_round(plan=office.round.plan, fiscal_year=year, **days | more)

    EntryRound.objects.all().delete()
    old = place(2016, -800, -700, is_closed=True)
    last = place(2017, -400, -300, is_closed=True)
    coming = place(2018, 10, 40)
    assert rounds_on_board(planner, today) == [last, old, coming]
    late = place(2019, -40, -10)
    later = place(2020, -40, 30)
    sooner = place(2021, -10, 5)
    assert rounds_on_board(planner, today) == [sooner, later, late, last, old, coming]
