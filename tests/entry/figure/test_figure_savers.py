"""Many who save at the same moment: no update is lost, and the history tells how it came."""

import re
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Person
from indicators.models import Indicator, Result
from store.models import Change
from tests.entry.owing import make_section
from tests.factories import make_result

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = 2024
SAVERS = 20


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(indicator: Indicator) -> str:
    return f"/entry/{indicator.pk}/{YEAR}/"


def hidden(client: Client, indicator: Indicator) -> dict[str, str]:
    """Return what the form carries unseen."""
    page = client.get(address(indicator)).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(version|once)" value="([^"]*)"', page))


def stored(indicator: Indicator) -> Result:
    return Result.objects.get(indicator=indicator, fiscal_year=YEAR)


def all_at_once(people: list[Person], indicators: list[Indicator], forms: list[dict[str, str]]) -> list[int]:
    """Let everybody save in the same moment, each in a thread with a connection of its own; return the statuses."""
    barrier, statuses = Barrier(len(people)), [0] * len(people)

    def run(number: int) -> None:
        try:
            client = logged_in(people[number])
            barrier.wait(timeout=30)
            statuses[number] = client.post(address(indicators[number]), forms[number]).status_code
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return statuses


def replayed(row: Result) -> dict[str, str]:
    """Return the row as its history tells it, checking that each change begins where the last one ended."""
    state: dict[str, str] = {}
    for change in Change.objects.filter(model="indicators.result", object_id=str(row.pk)).order_by(
        "sequence"
    ):
        old = state.get(change.field, "")
        assert change.old == old or Decimal(change.old) == Decimal(old)
        state[change.field] = change.new
    return state


def test_twenty_who_save_the_same_figure_lose_no_update():
    section = make_section()
    (indicator,) = section.owe()
    people = [section.staff() for _ in range(SAVERS)]
    forms = [hidden(logged_in(one), indicator) | {"total": str(60 + n)} for n, one in enumerate(people)]
    statuses = all_at_once(people, [indicator] * SAVERS, forms)
    assert sorted(statuses) == [302] + [409] * (SAVERS - 1)
    row = stored(indicator)
    assert row.total == 60 + statuses.index(302)
    assert row.entered_by == people[statuses.index(302)]
    again = [hidden(logged_in(one), indicator) | {"total": str(80 + n)} for n, one in enumerate(people)]
    statuses = all_at_once(people, [indicator] * SAVERS, again)
    assert sorted(statuses) == [302] + [409] * (SAVERS - 1)
    row = stored(indicator)
    assert (row.total, row.version) == (80 + statuses.index(302), 2)
    told = replayed(row)
    assert Decimal(told["total"]) == row.total
    assert (told["entry_state"], told["entered_by"]) == (row.entry_state, str(row.entered_by))


def test_twenty_who_save_different_figures_all_succeed():
    section = make_section()
    indicators = section.owe(SAVERS)
    people = [section.staff() for _ in range(SAVERS)]
    forms = [hidden(logged_in(one), indicators[n]) | {"total": str(60 + n)} for n, one in enumerate(people)]
    assert all_at_once(people, indicators, forms) == [302] * SAVERS
    for number, indicator in enumerate(indicators):
        row = stored(indicator)
        assert (row.total, row.entered_by, row.version) == (60 + number, people[number], 1)
        assert Decimal(replayed(row)["total"]) == row.total


def test_a_double_click_of_one_form_takes_effect_once_even_in_the_same_moment():
    section = make_section()
    (indicator,) = section.owe()
    person = section.staff()
    form = hidden(logged_in(person), indicator) | {"total": "66"}
    assert all_at_once([person] * 5, [indicator] * 5, [form] * 5) == [302] * 5
    assert stored(indicator).version == 1
    assert Change.objects.filter(field="total").count() == 1


def test_of_those_who_replace_a_confirmed_figure_at_once_one_does_and_it_stays_in_sight():
    section = make_section()
    (indicator,) = section.owe()
    said = {"standing": "provisional", "pending_until": "令和7年6月", "entry_state": "confirmed"}
    make_result(indicator=indicator, fiscal_year=YEAR, total=58, **said)
    people = [section.staff() for _ in range(8)]
    forms = [hidden(logged_in(one), indicator) | {"total": str(60 + n)} for n, one in enumerate(people)]
    statuses = all_at_once(people, [indicator] * 8, forms)
    assert sorted(statuses) == [302] + [409] * 7
    row = stored(indicator)
    assert (row.total, row.entry_state) == (60 + statuses.index(302), "waiting")
    assert (row.earlier.total, row.earlier.was_confirmed) == (58, True)
