"""A value in the middle of a year is registered by the section, with or without a round, one for each day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from desk.actions.once import new_key
from indicators.models import Indicator, InterimValue
from store.models import Change
from tests.entry.office import Office, carried, client_of, make_office, planner_of
from tests.factories import make_interim_value, make_person_in_post
from tests.reading import read

pytestmark = pytest.mark.django_db
DAY = "2022-09-30"


def address(indicator: Indicator) -> str:
    return f"/entry/{indicator.pk}/interim/"


def send(person: Person, indicator: Indicator, **said: Any) -> Any:
    fields = {"as_of": DAY, "value": "6", "note": "", "version": "0", "once": new_key()}
    return client_of(person).post(address(indicator), fields | said)


def stored(indicator: Indicator) -> InterimValue:
    return InterimValue.objects.get(indicator=indicator)


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def owed(office: Office) -> Indicator:
    return office.owes()


def test_the_section_registers_a_value_that_stays_inside_the_house(office, owed):
    answer = send(office.staff, owed, value="１，２３４件", note="上半期\r\nの数")
    assert (answer.status_code, answer["Location"]) == (302, address(owed))
    value = stored(owed)
    assert (value.as_of, value.value, value.note) == (date(2022, 9, 30), 1234, "上半期\nの数")
    assert not value.is_published
    line = Change.objects.filter(model="indicators.interimvalue", field="value").get()
    assert (line.who, line.post, line.owner) == (
        office.staff,
        str(office.staff.posts.get()),
        f"indicators.indicator:{owed.pk}",
    )
    page = client_of(office.staff).get(address(owed))
    assert read(page).all("table")[0].rows[1] == ["令和4年9月30日現在", "1,234件", "上半期 の数", "庁内"]


def test_it_needs_no_round(office, owed):
    office.round.delete()
    assert send(office.staff, owed).status_code == 302
    assert stored(owed).value == 6


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        pytest.param({"value": ""}, "value", "途中の値を入力してください", id="no value"),
        pytest.param({"value": "集計中"}, "value", "途中の値を入力してください", id="a reason"),
        pytest.param({"value": "ろくじゅう"}, "value", "数", id="no number"),
        pytest.param({"as_of": ""}, "as_of", "日付を入力してください", id="no day"),
        pytest.param({"as_of": "九月末"}, "as_of", "日付として読み取れません", id="no date"),
        pytest.param({"as_of": "0022-09-30"}, "as_of", "1927年から2100年まで", id="a day long gone"),
        pytest.param(
            {"as_of": f"{timezone.localdate() + timedelta(days=2)}"},
            "as_of",
            "まだ来ていない日",
            id="a day to come",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(office, owed, said, field, words):
    answer = send(office.staff, owed, **said | {"note": "消えないで"})
    assert answer.status_code == 422
    assert any(words in one for one in answer.context["form"].errors[field])
    assert "消えないで" in answer.content.decode()
    assert not InterimValue.objects.exists()


def test_a_second_value_of_the_day_is_a_conflict_and_then_takes_its_place(office, owed):
    make_interim_value(indicator=owed, note="先の注記")
    answer = send(office.staff, owed, value="7")
    assert answer.status_code == 409
    page = read(answer).text
    assert "3件" in page
    assert "7件" in page
    assert stored(owed).value == 3
    again = {"version": carried(answer), "seen": carried(answer, "seen")}
    assert send(office.staff, owed, value="7", **again).status_code == 302
    assert (stored(owed).value, stored(owed).note) == (7, "")


def test_what_was_seen_of_one_day_overwrites_no_other(office, owed):
    make_interim_value(indicator=owed)
    make_interim_value(indicator=owed, as_of=date(2022, 12, 31), value=9)
    answer = send(office.staff, owed, value="7")
    again = {"version": carried(answer), "seen": carried(answer, "seen")}
    assert send(office.staff, owed, value="7", as_of="2022-12-31", **again).status_code == 409
    assert set(InterimValue.objects.values_list("value", flat=True)) == {3, 9}


def test_the_very_same_again_leaves_nothing_to_decide(office, owed):
    make_interim_value(indicator=owed, value=Decimal(6))
    assert send(office.staff, owed).status_code == 302


def test_what_is_published_is_the_offices(office, owed):
    make_interim_value(indicator=owed, is_published=True)
    answer = send(office.staff, owed, value="7")
    assert answer.status_code == 422
    assert "すでに公開されています。直すときは、事務局に依頼してください。" in read(answer).text
    assert stored(owed).value == 3


def test_who_may_not_enter_may_not_register(office, owed):
    bureau = make_person_in_post("bureau", office.bureau)
    stranger = make_person_in_post("staff")
    for person, status in ((planner_of(office), 302), (bureau, 403), (stranger, 404)):
        assert send(person, owed).status_code == status
    assert Client().get(address(owed)).status_code == 302
    assert client_of(office.staff).get("/entry/999999/interim/").status_code == 404


def test_the_pages_of_the_figure_and_of_the_indicator_lead_there_whoever_may_enter(office, owed):
    page = read(client_of(office.staff).get(f"/entry/{owed.pk}/2022/"))
    assert address(owed) in page.links
    shown = owed.get_absolute_url()
    assert address(owed) in read(client_of(office.staff).get(shown)).links
    for other in (client_of(make_person_in_post("bureau", office.bureau)), Client()):
        assert address(owed) not in read(other.get(shown)).links
