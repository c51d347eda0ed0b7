"""What seldom changes is read once by a process, by nobody who writes, and never when it is no longer so."""

import pytest
from django.core.cache import caches

from policies.models import Plan
from store.actions.numbers import (
    looking,
    move,
    moving_together,
    note,
    note_for_who_looks,
    noted,
    number_for_everybody,
    numbers,
)
from store.actions.rows import Actor, change_row
from store.actions.settled import MOST_HELD, PROCESS, settled, settled_by, settled_rows, shared
from store.models import Change
from store.numbers import EVERYBODY, EVERYTHING
from tests.factories import make_plan
from tests.standing import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BY = Actor(Change.Via.COMMAND)


@pytest.fixture(autouse=True)
def _keeping(settings) -> None:
    settings.KEPT_ANSWERS = True
    caches[PROCESS].clear()
    move(EVERYTHING)


def plans() -> list[Plan]:
    """Return all plans as a page reads them."""
    with looking(only=True):
        return settled("plans", lambda: list(Plan.objects.order_by("pk")))


def test_what_nobody_wrote_is_not_read_again(django_assert_num_queries):
    make_plan()
    move(EVERYTHING)
    first = plans()
    with django_assert_num_queries(1):  # the number
        assert plans() == first


def test_what_was_written_is_read_at_once():
    plan = make_plan(name="前の名称")
    move(EVERYTHING)
    assert [one.name for one in plans()] == ["前の名称"]
    plan.name = "次の名称"
    change_row(plan, version=plan.version, by=BY)
    assert [one.name for one in plans()] == ["次の名称"]


def test_each_reader_has_rows_of_its_own():
    make_plan(name="名称")
    move(EVERYTHING)
    for _ in range(2):
        (mine,) = plans()
        assert mine.name == "名称"
        mine.name = "書きかけ"


def made() -> list[int]:
    """Count how often it is made in two looks of one kind."""
    return made_with(lambda: settled("what", lambda: calls.append(1)))


calls: list[int] = []


def made_with(look) -> list[int]:
    calls.clear()
    look()
    look()
    return list(calls)


def test_who_writes_reads_everything_as_it_is(settings, monkeypatch):
    monkeypatch.setattr(Standing, "is_alone", False)  # without keeping, as the product does it
    assert len(made()) == 2  # outside a look
    with looking(only=True):
        assert len(made()) == 1
        with moving_together():
            assert len(made()) == 0  # as long as nothing was written
            move({("plan:1:public", "")})
            assert len(made()) == 2
        settings.KEPT_ANSWERS = False
        assert len(made()) == 2


def test_a_number_stays_for_who_looks_and_is_seen_anew_by_who_wrote():
    with looking(only=True):
        before = noted(["plan:1:public"])
        with_another = noted(["plan:2:public"])
        assert with_another[EVERYBODY] == before[EVERYBODY]
        move({("plan:1:public", "")})
        assert noted(["plan:1:public"]) == numbers(["plan:1:public"]) != before
    assert noted(["plan:1:public"]) == numbers(["plan:1:public"])


def test_a_database_that_does_not_count_settles_nothing():
    from store.models import Number

    Number.objects.all().delete()
    with looking(only=True):
        assert len(made()) == 2


def test_who_may_write_relies_on_a_number_from_when_it_is_noted():
    plan = make_plan()
    with looking(only=False):
        assert len(made()) == 2
        (everybody,) = Plan.objects.filter(pk=plan.pk).values_list(number_for_everybody(), flat=True)
        note(everybody)
        assert len(made()) == 1
        move({("plan:1:public", "")})
        assert len(made()) == 2
        note(everybody + 1)  # read again, after somebody else wrote
        assert noted(()) == {EVERYBODY: everybody + 1}
    note(1)  # outside a look it is nothing
    assert len(made()) == 2


def test_what_is_shared_is_read_once_a_look_and_never_beyond_a_writing(settings):
    def once() -> list[int]:
        return made_with(lambda: shared("what", lambda: calls.append(1)))

    assert len(once()) == 2  # outside a look
    with looking(only=True):
        assert len(once()) == 1
        assert len(once()) == 0
        move({("plan:1:public", "")})
        assert len(once()) == 2
    with looking(only=False):  # who may write
        note(1)
        assert len(once()) == 2
    settings.KEPT_ANSWERS = False
    with looking(only=True):
        assert len(once()) == 2


def test_what_follows_from_one_more_number_is_read_again_when_that_moves(settings):
    def again() -> list[int]:
        with looking(only=True):
            return made_with(lambda: settled_by("plan:1:promised", "what", lambda: calls.append(1)))

    assert [len(again()), len(again())] == [1, 0]
    move({("plan:1:public", "")})
    assert len(again()) == 0
    move({("plan:1:promised", "")})
    assert len(again()) == 1
    move(EVERYTHING)
    assert len(again()) == 1
    settings.KEPT_ANSWERS = False
    assert len(again()) == 2


def test_a_number_that_came_with_the_reader_is_relied_on_by_who_only_looks():
    (everybody,) = numbers([]).values()
    with looking(only=True):
        note_for_who_looks(everybody - 1)
        assert noted(()) == {EVERYBODY: everybody - 1}
    with looking(only=False):  # a lock may have to be waited for before anything is read
        note_for_who_looks(everybody - 1)
        assert noted(()) == {EVERYBODY: everybody}
        assert len(made()) == 2


asked_for: list[list[int]] = []


def named(keys: list[int], *, what: str = "named", by: str | None = None) -> list[Plan]:
    """Return the plans of these keys as a page reads them that is about some of them."""

    def read(missing):
        asked_for.append(list(missing))
        return [(one.pk, one) for one in Plan.objects.filter(pk__in=missing).order_by("-pk")]

    with looking(only=True):
        return settled_rows(what, keys, read, by=by)


def test_rows_that_somebody_read_are_not_read_again_by_who_asks_for_some_of_them():
    first, second, third = (make_plan(municipality=name).pk for name in "あいう")
    move(EVERYTHING)
    asked_for.clear()
    assert [one.pk for one in named([second, third])] == [second, third]
    assert [one.pk for one in named([third])] == [third]
    assert [one.pk for one in named([third, first, 0])] == [third, first]
    assert asked_for == [[second, third], [first, 0]]


def test_rows_of_keys_are_read_anew_when_one_of_them_was_written():
    plan = make_plan(name="前の名称")
    move(EVERYTHING)
    assert [one.name for one in named([plan.pk])] == ["前の名称"]
    plan.name = "次の名称"
    change_row(plan, version=plan.version, by=BY)
    assert [one.name for one in named([plan.pk])] == ["次の名称"]


def test_rows_of_keys_follow_from_a_further_number_where_one_is_named():
    plan = make_plan(name="前の名称")
    move(EVERYTHING)
    assert [one.name for one in named([plan.pk], by="promised")] == ["前の名称"]
    Plan.objects.update(name="次の名称")
    assert [one.name for one in named([plan.pk], by="promised")] == ["前の名称"]
    move([("promised", "")])
    assert [one.name for one in named([plan.pk], by="promised")] == ["次の名称"]


def test_each_reader_has_rows_of_keys_of_its_own():
    plan = make_plan(name="名称")
    move(EVERYTHING)
    for _ in range(2):
        (mine,) = named([plan.pk])
        assert mine.name == "名称"
        mine.name = "書きかけ"


def test_who_writes_reads_rows_of_keys_as_they_are():
    plan = make_plan(name="前の名称")
    move(EVERYTHING)
    named([plan.pk])
    Plan.objects.update(name="次の名称")
    rows = settled_rows("named", [plan.pk], lambda keys: [(one.pk, one) for one in Plan.objects.all()])
    assert [one.name for one in rows] == ["次の名称"]


def test_not_more_is_held_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr("store.actions.settled.MOST_HELD", 10)
    plan = make_plan()
    move(EVERYTHING)
    asked_for.clear()
    named([plan.pk])
    named([plan.pk])
    assert asked_for == [[plan.pk], [plan.pk]]
    assert MOST_HELD > 1_000_000


def test_what_is_held_of_many_plans_is_bounded_in_all(monkeypatch):
    plans = [make_plan(name=f"第{number}の計画") for number in range(3)]
    move(EVERYTHING)

    def asked_again() -> list[list[int]]:
        asked_for.clear()
        for plan in [*plans, plans[0]]:
            named([plan.pk], what=f"named {plan.pk}")
        return list(asked_for)

    assert asked_again() == [[one.pk] for one in plans]
    monkeypatch.setattr("store.actions.settled.MOST_HELD_IN_ALL", 10)
    caches[PROCESS].clear()
    assert asked_again() == [[one.pk] for one in [*plans, plans[0]]]
