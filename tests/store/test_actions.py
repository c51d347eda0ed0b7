"""Every write compares the version and leaves one line of history for each changed field."""

from copy import copy
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import Department, Person, Post
from indicators.models import Result
from policies.models import PolicyNode
from projects.models import LeadingProject
from store.actions.rows import (
    BATCH,
    Actor,
    StaleRow,
    add_rows,
    change_row,
    change_rows,
    delete_row,
    make_change,
    record,
    set_links,
    touch_row,
)
from store.models import Change
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person,
    make_project,
    make_result,
)

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def actor() -> Actor:
    person = make_person(role=Post.Role.PLANNING, name="事務局 花子")
    return Actor(Change.Via.PAGE, person=person, post=person.posts.get(), why="誤記の訂正")


def lines() -> list[tuple[str, str, str]]:
    return [(one.field, one.old, one.new) for one in Change.objects.order_by("sequence")]


def test_a_new_row_leaves_a_line_for_each_field_that_says_something(actor):
    (department,) = add_rows([Department(local_government_code="999999", code="01", name="企画課")], by=actor)
    assert Department.objects.get(code="01") == department
    assert lines() == [
        ("local_government_code", "", "999999"),
        ("code", "", "01"),
        ("name", "", "企画課"),
        ("kind", "", "section"),
    ]


def test_the_lines_of_a_whole_load_say_what_each_would_say_alone(actor):
    """They are written by another statement than a few are."""
    result, before = make_result(total=Decimal(5)), timezone.now()
    texts = [f"{number}件 '\\\"" for number in range(BATCH + 101)]
    change = partial(make_change, result, actor, field="footnote", old="")
    record([change(new="alone")])
    record(change(new=text) for text in texts)
    (alone, *together) = Change.objects.order_by("sequence")
    assert [one.new for one in together] == texts
    assert all(before <= one.at <= timezone.now() for one in together)
    own = {"sequence", "at", "new"}
    said = [
        {name: value for name, value in vars(one).items() if name not in {*own, "_state"}} for one in together
    ]
    assert all(one == {name: vars(alone)[name] for name in one} for one in said)


def test_many_rows_are_written_over_what_was_read_as_each_would_be_alone(actor):
    first, second = (make_result(total=Decimal(number), footnote="旧") for number in (5, 6))
    read = [copy(row) for row in (first, second)]
    first.footnote, second.total = "新", Decimal("6.0")
    change_rows(zip((first, second), read, strict=True), by=actor)
    assert lines() == [("footnote", "旧", "新")]
    assert [(row.version, Result.objects.get(pk=row.pk).version) for row in (first, second)] == [
        (2, 2),
        (1, 1),
    ]


def test_of_many_rows_none_is_written_if_somebody_else_was_first_with_one(actor):
    first, second = (make_result(total=Decimal(number)) for number in (5, 6))
    read = [copy(row) for row in (first, second)]
    first.total = second.total = Decimal(7)
    touch_row(Result.objects.get(pk=second.pk), version=1)
    with pytest.raises(StaleRow) as stale:
        change_rows(zip((first, second), read, strict=True), by=actor)
    assert stale.value.current == second
    assert Result.objects.get(pk=first.pk).total == 5
    assert lines() == []


def test_a_line_says_who_in_which_post_by_which_way_about_what_and_why(actor):
    result = make_result(total=Decimal(5))
    result.total = Decimal(6)
    (change,) = change_row(result, version=1, by=actor)
    assert (change.who, change.who_name) == (actor.person, "事務局 花子")
    assert change.post == str(actor.post)
    assert (change.via, change.why) == ("page", "誤記の訂正")
    assert (change.model, change.object_id) == ("indicators.result", str(result.pk))
    assert "令和4(2022)年度" in change.object_label
    assert change.at is not None


def test_a_command_has_nobody_to_name():
    add_rows(
        [Department(local_government_code="999999", code="01", name="企画課")], by=Actor(Change.Via.COMMAND)
    )
    assert {(one.who, one.who_name, one.post) for one in Change.objects.all()} == {(None, "", "")}


def test_rows_below_get_their_address_from_the_ones_above(actor):
    period = make_period()
    top, below = period.layers.filter(depth__in=(2, 3))
    parent = PolicyNode(period=period, layer=top, code="1", order=1, name="政策")
    add_rows([parent], by=actor)
    add_rows([PolicyNode(period=period, layer=below, parent=parent, order=2, name="施策")], by=actor)
    assert PolicyNode.objects.get(parent=parent).address == "1/2"
    assert PolicyNode.objects.get(parent=parent).path == "0001.0002."


def test_no_rows_leave_no_lines(actor):
    assert add_rows([], by=actor) == []
    assert lines() == []


def test_of_several_rows_all_are_added_or_none(actor):
    twice = [
        Department(local_government_code="999999", code="01", name=name) for name in ("企画課", "財政課")
    ]
    with pytest.raises(IntegrityError):
        add_rows(twice, by=actor)


def test_each_changed_field_leaves_one_line_and_the_version_rises_by_one(actor):
    result = make_result(total=Decimal(5))
    result.total, result.footnote = Decimal("6.50"), "見直し"
    assert len(change_row(result, version=1, by=actor)) == 2
    assert lines() == [("total", "5.0000", "6.50"), ("footnote", "", "見直し")]
    stored = Result.objects.get()
    assert (stored.total, stored.footnote, stored.version, result.version) == (Decimal("6.5"), "見直し", 2, 2)


def test_a_row_that_says_the_same_changes_nothing(actor):
    result = make_result(total=Decimal("12.5"))
    result.total = Decimal("12.5000")
    assert change_row(result, version=1, by=actor) == []
    assert lines() == []
    assert Result.objects.get().version == 1


def test_who_comes_second_changes_nothing_and_is_told_what_is_there_now(actor):
    result = make_result(total=Decimal(5))
    first, second = Result.objects.get(), Result.objects.get()
    first.total = Decimal(6)
    change_row(first, version=1, by=actor)
    second.total = Decimal(7)
    with pytest.raises(StaleRow, match="ほかの人が先に変更した") as refused:
        change_row(second, version=1, by=actor)
    assert refused.value.current == result
    assert refused.value.current.total == Decimal(6)
    assert (Result.objects.get().total, Result.objects.get().version) == (6, 2)
    assert len(lines()) == 1


def test_who_comes_second_with_nothing_new_is_told_all_the_same(actor):
    result = make_result(total=Decimal(5))
    Result.objects.update(version=2)
    with pytest.raises(StaleRow):
        change_row(result, version=1, by=actor)


def test_a_change_between_reading_and_writing_is_seen_in_the_update_itself(actor, monkeypatch):
    """Even if the version was right when it was looked at."""
    result = make_result(total=Decimal(5))
    result.total = Decimal(7)
    asked = type(Result.objects.all()).update

    def overtaken(rows, **values):
        asked(Result.objects.all(), version=2, total=6)
        return asked(rows, **values)

    monkeypatch.setattr(type(Result.objects.all()), "update", overtaken)
    with pytest.raises(StaleRow):
        change_row(result, version=1, by=actor)
    assert Result.objects.get().total == 5  # what this test wrote in the other's name is rolled back too
    assert lines() == []


def test_a_row_that_is_gone_is_stale_too(actor):
    result = make_result()
    Result.objects.all().delete()
    result.total = Decimal(7)
    with pytest.raises(StaleRow) as refused:
        change_row(result, version=1, by=actor)
    assert refused.value.current is None


def test_a_reference_is_kept_by_the_name_of_the_row(actor):
    indicator = make_indicator(department=make_department(name="旧課"))
    indicator.department = make_department(name="新課")
    change_row(indicator, version=1, by=actor)
    assert lines() == [("department", "旧課", "新課")]


def test_a_password_is_never_in_the_history(actor):
    person = make_person()
    person.set_password("とても長い合言葉2026")
    change_row(person, version=1, by=actor)
    (new,) = add_rows([Person(username="x", name="新人", password="hashed$secret")], by=actor)
    kept = " ".join(f"{old} {text}" for _, old, text in lines())
    assert "hashed" not in kept
    assert "md5" not in kept
    assert lines()[0] == ("password", "（非表示）", "（非表示）")
    assert Person.objects.get(pk=new.pk).password == "hashed$secret"


def test_a_login_leaves_no_line(actor, client):
    client.force_login(make_person())
    assert lines() == []


def test_a_deleted_row_leaves_its_name(actor):
    result = make_result()
    delete_row(result, by=actor)
    assert not Result.objects.exists()
    change = Change.objects.order_by("sequence").last()
    assert change is not None
    assert (change.field, change.new, change.label) == ("", "", "削除")
    assert "令和4(2022)年度" in change.old


def test_a_row_that_somebody_changed_is_not_deleted(actor):
    result = make_result()
    Result.objects.update(version=2)
    with pytest.raises(StaleRow) as refused:
        delete_row(result, by=actor)
    assert refused.value.current is not None
    assert Result.objects.exists()
    assert lines() == []


def test_a_row_that_others_refer_to_is_not_deleted(actor):
    node = make_node()
    make_indicator(node=node)
    with pytest.raises(ProtectedError):
        delete_row(node, by=actor)
    assert lines() == []


def test_links_leave_one_line_and_one_version(actor):
    one, two = make_indicator(name="甲"), make_indicator(name="乙")
    project = make_project(counts_in=one)
    (change,) = set_links(project, "indicators", [two], by=actor)
    assert (change.field, change.old, change.new) == ("indicators", "1 甲", "1 乙")
    stored = LeadingProject.objects.get()
    assert list(stored.indicators.all()) == [two]
    assert (stored.version, project.version) == (2, 2)


def test_links_of_a_row_that_somebody_changed_stay_as_they_are(actor):
    one, two = make_indicator(), make_indicator()
    project = make_project(counts_in=one)
    LeadingProject.objects.update(version=2)
    with pytest.raises(StaleRow) as refused:
        set_links(project, "indicators", [two], by=actor)
    assert refused.value.current == project
    assert list(project.indicators.all()) == [one]
    assert lines() == []


def test_links_that_stay_leave_nothing(actor):
    one, two = make_indicator(), make_indicator()
    project = make_project()
    project.indicators.set([one, two])
    assert set_links(project, "indicators", [two, one], by=actor) == []
    assert (LeadingProject.objects.get().version, lines()) == (1, [])


@pytest.mark.parametrize(
    ("model", "field", "stored", "shown"),
    [
        pytest.param(
            "indicators.result", "entry_state", "waiting", "課長確認待ち", id="a choice by its label"
        ),
        pytest.param("indicators.result", "is_approximate", "True", "はい", id="a yes in words"),
        pytest.param(
            "indicators.result", "total", "1200.0000", "1200", id="an amount without empty decimals"
        ),
        pytest.param("indicators.result", "total", "100", "100", id="zeros of a whole amount stay"),
        pytest.param("indicators.result", "footnote", "0.50", "0.50", id="a text as it was"),
        pytest.param("indicators.result", "gone_since", "waiting", "waiting", id="a field that is gone"),
        pytest.param("gone.model", "total", "1.50", "1.50", id="a model that is gone"),
        pytest.param("indicators.result", "", "1-1 令和5年度", "1-1 令和5年度", id="a deletion"),
    ],
)
def test_history_is_read_in_the_words_of_the_pages(model, field, stored, shown):
    change = Change(model=model, field=field, old=stored, new="")
    assert (change.old_words, change.new_words) == (shown, "")
