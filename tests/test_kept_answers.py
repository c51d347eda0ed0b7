"""Answers to visitors are given again until somebody writes what they say, and never to anybody else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from evaluations.committee.models import OpinionResponse
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason
from indicators.models import Result, Target
from policies.models import Plan
from store import page
from store.actions import numbers
from store.actions.numbers import looking, move, moving_together, noted
from store.actions.rows import Actor, add_rows, change_row
from store.actions.settled import settled_by
from store.models import Change, Number
from store.numbers import EVERYBODY, EVERYTHING, number_of, promised_of
from tests import routes
from tests.city import CITY, OTHER_CITY, make_official, make_one_of_each
from tests.factories import (
    make_department,
    make_evaluation,
    make_node,
    make_period,
    make_person,
    make_plan,
    make_publication,
    make_result,
)
from tests.kept import held_against_fresh, nothing_kept, reader, said

pytestmark = pytest.mark.django_db
BY = Actor(Change.Via.COMMAND)
State = Result.EntryState
SOON = timedelta(days=1)


@pytest.fixture(autouse=True)
def _keeping(settings) -> None:
    settings.KEPT_ANSWERS = True
    cache.clear()
    move(EVERYTHING)


@pytest.fixture
def rows() -> dict[str, Any]:
    return make_one_of_each(CITY)


@pytest.fixture
def figure(rows) -> Result:
    """Return a confirmed figure of 5, of a year of its own."""
    return make_result(
        indicator=rows["Indicator"], fiscal_year=2023, total=Decimal(5), entry_state=State.CONFIRMED
    )


def published(rows: dict[str, Any]) -> list[str]:
    """Return the addresses of the published data."""
    lists = [f"/api/v1/{name}" for name in ("plans", "nodes", "measures", "indicators", "projects")]
    measure, indicator = rows["PolicyNode"].address, rows["Indicator"].pk
    return [*lists, f"/api/v1/measures/{measure}", f"/api/v1/indicators/{indicator}"]


def changed(row: Any, **said: Any) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    change_row(row, version=row.version, by=BY)


def elsewhere(act: Callable[..., None], *given: Any, **named: Any) -> None:
    """Act as another request does: with what it notes itself, over the connection of the test.

    An empty context would have a connection of its own where a browser was driven from this thread before.
    """
    context = copy_context()
    for variable in (numbers._look, numbers._gathered):
        context.run(variable.set, None)
    context.run(act, *given, **named)


def shown(address: str) -> str:
    return Client().get(address).content.decode()


def page_of(figure: Result) -> str:
    return figure.indicator.get_absolute_url()


def test_what_nobody_wrote_costs_one_statement_on_every_page_and_nothing_to_who_has_it(
    rows, django_assert_num_queries
):
    Result.objects.update(entry_state=State.CONFIRMED)
    for name, address in routes.addresses(rows).items():
        first = Client().get(address)
        with django_assert_num_queries(1):
            second = Client().get(address)
        assert (name, second.status_code, second.content) == (name, 200, first.content)
        assert second.headers == first.headers
        with django_assert_num_queries(1):
            third = Client().get(address, headers={"If-None-Match": first["ETag"]})
        assert (name, third.status_code, third.content) == (name, 304, b"")
        assert "no-cache" in first["Cache-Control"]


def twice(address: str, django_assert_num_queries: Any) -> None:
    """Ask twice, and then as somebody who has the answer."""
    first = Client().get(address)
    with django_assert_num_queries(1):
        assert Client().get(address).content == first.content
    with django_assert_num_queries(1):
        assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_so_do_the_published_data_and_editions(rows, django_assert_num_queries):
    for address in published(rows):
        twice(address, django_assert_num_queries)
    hall = make_publication()
    twice(f"/published/{hall.plan_key}/{hall.cycle_key}/1/data.json", django_assert_num_queries)


def test_what_was_written_is_read_at_once_and_by_nobody_as_unchanged(figure):
    before = Client().get(page_of(figure))
    changed(figure, total=Decimal(61))
    after = Client().get(page_of(figure), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "61" in after.content.decode()
    assert after["ETag"] != before["ETag"]


def test_a_figure_that_waits_makes_no_answer_to_visitors_anew(rows, django_assert_num_queries):
    waiting = make_result(indicator=rows["Indicator"], fiscal_year=2024, entry_state=State.DRAFT)
    before = shown(page_of(waiting))
    changed(waiting, total=Decimal(98_765), entry_state=State.WAITING)
    with django_assert_num_queries(1):
        assert shown(page_of(waiting)) == before
    changed(waiting, entry_state=State.CONFIRMED)
    assert "98,765" in shown(page_of(waiting))


@pytest.mark.every_database
def test_what_is_written_while_a_cycle_is_being_published_is_read_by_visitors(rows):
    changed(EvaluationCycle.objects.get(pk=rows["EvaluationCycle"].pk), is_published=False)
    read_before = Evaluation.objects.select_related("cycle").get(pk=rows["Evaluation"].pk)
    changed(EvaluationCycle.objects.get(pk=rows["EvaluationCycle"].pk), is_published=True)
    address = rows["PolicyNode"].get_absolute_url()
    assert "遅れて書いた理由" not in shown(address)
    add_rows(
        [EvaluationReason(evaluation=read_before, subject="progress", number=9, text="遅れて書いた理由")],
        by=BY,
    )
    assert "遅れて書いた理由" in shown(address)


def test_another_plan_keeps_its_answers(figure, django_assert_num_queries):
    other = make_one_of_each(OTHER_CITY)["Indicator"].get_absolute_url()
    shown(other)
    changed(figure, total=Decimal(61))
    with django_assert_num_queries(1):
        shown(other)


def test_nothing_of_a_session_is_kept_or_given_from_what_is_kept(figure):
    officer = make_official("planning", CITY, name="企画 花子")
    visitor = shown(page_of(figure))
    client = Client()
    client.force_login(officer)
    own = client.get(page_of(figure))
    assert "企画 花子" in own.content.decode()
    assert "no-store" in own["Cache-Control"]
    assert "ETag" not in own
    assert shown(page_of(figure)) == visitor


def test_the_published_data_are_the_same_for_who_is_logged_in(figure, django_assert_num_queries):
    address = f"/api/v1/indicators/{figure.indicator_id}"
    client = Client()
    client.force_login(make_official("planning", CITY))
    mine = client.get(address)
    with django_assert_num_queries(1):
        assert Client().get(address).content == mine.content
    assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "cookies"),
    [
        pytest.param("?x=1", {}, id="a parameter that nobody knows, which links of tables would carry on"),
        pytest.param("?sort=" + "a" * 500, {}, id="an address without end"),
        pytest.param("", {"messages": "x"}, id="somebody who may be told something"),
    ],
)
def test_what_may_be_of_one_reader_alone_is_not_kept(rows, query, cookies):
    client = Client()
    client.cookies.load(cookies)
    assert "ETag" not in client.get("/" + query)


def test_pages_that_are_asked_differently_are_kept_each_by_itself(rows):
    answers = [
        Client().get(address)["ETag"] for address in ("/", "/?year=2022", "/?year=2023", "/overview.json")
    ]
    assert len(set(answers)) == 4


def test_a_new_day_and_a_new_release_begin_anew(figure, monkeypatch, django_assert_max_num_queries):
    before = Client().get(page_of(figure))
    monkeypatch.setattr(page, "release_of", lambda _: "another")
    assert Client().get(page_of(figure), headers={"If-None-Match": before["ETag"]}).status_code == 200
    monkeypatch.undo()
    tomorrow = timezone.localdate() + SOON
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert Client().get(page_of(figure), headers={"If-None-Match": before["ETag"]}).status_code == 200


@pytest.mark.parametrize("tag", ['"foreign"', 'W/"foreign"', "junk", '"' + "0" * 32 + '"'])
def test_a_tag_of_something_else_is_answered_in_full(figure, tag):
    assert Client().get(page_of(figure), headers={"If-None-Match": tag}).status_code == 200


def test_the_tag_of_another_page_or_plan_is_a_foreign_one(figure):
    other = make_one_of_each(OTHER_CITY)["Indicator"].get_absolute_url()
    tags = [Client().get(address)["ETag"] for address in ("/", other, f"{page_of(figure)}chart.json")]
    for tag in tags:
        assert Client().get(page_of(figure), headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.every_database
def test_a_database_that_comes_back_with_other_content_is_answered_for(figure):
    first = shown(page_of(figure))
    saved = transaction.savepoint()
    changed(figure, total=Decimal(61))
    lost = Client().get(page_of(figure))
    transaction.savepoint_rollback(saved)
    assert shown(page_of(figure)) == first
    figure.refresh_from_db()
    changed(figure, total=Decimal(62))  # the same version and number of changes as what was lost
    after = Client().get(page_of(figure), headers={"If-None-Match": lost["ETag"]})
    assert after.status_code == 200
    assert "62" in after.content.decode()


def kept_entries() -> list[str]:
    """Return the keys of the pages that are kept, without those of the data from which they were made."""
    keys = [key.split(":", 2)[2] for key in cache._cache]  # type: ignore[attr-defined]
    return [key for key in keys if cache.get(key).content.lstrip().startswith(b"<")]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda one: replace(one, content=one.content.replace(b"5", b"6")), id="another figure"),
        pytest.param(lambda one: replace(one, headers={"X": "1"}), id="other headers"),
        pytest.param(lambda one: replace(one, sign=b""), id="without its sign"),
        pytest.param(lambda _: "junk", id="junk"),
        pytest.param(lambda one: one.content, id="something else"),
    ],
)
def test_what_was_damaged_while_it_was_kept_is_made_anew(figure, damage):
    before = shown(page_of(figure))
    (key,) = kept_entries()
    cache.set(key, damage(cache.get(key)))
    assert shown(page_of(figure)) == before


def test_what_was_kept_for_another_address_is_not_given(figure):
    other = shown("/")
    (of_other,) = kept_entries()
    before = shown(page_of(figure))
    (key,) = set(kept_entries()) - {of_other}
    cache.set(key, cache.get(of_other))
    assert shown(page_of(figure)) == before != other


def test_a_cache_that_is_lost_or_broken_costs_time_alone(figure, monkeypatch):
    before = shown(page_of(figure))
    cache.clear()
    assert shown(page_of(figure)) == before

    def broken(*_: Any, **__: Any) -> None:
        raise OSError

    monkeypatch.setattr(page, "cache", type("Broken", (), {"get": broken, "set": broken})())
    assert shown(page_of(figure)) == before


@pytest.mark.every_database
def test_nothing_is_kept_of_what_was_written_while_it_was_read(figure, monkeypatch, rf):
    def view(request):
        page.relies_on(request, "plan:1:public")
        text = str(figure.total)
        changed(figure, total=figure.total + 1)
        return HttpResponse(text)

    asked = page.kept_for_visitors(is_public=False)(view)
    assert [asked(rf.get("/")).content for _ in range(3)] == [b"5", b"6", b"7"]


@pytest.mark.every_database
def test_no_part_is_kept_of_what_was_noted_before_somebody_wrote(rows):
    """A page notes its numbers, somebody eases a target, and the page asks for the numbers of its parts."""
    target, plan = rows["Target"], rows["Plan"].pk
    officers, promised = number_of(plan, publicly=False), promised_of(plan)

    def made(keys):
        value = settled_by(promised, "target", lambda: str(Target.objects.get(pk=target.pk).value))
        return dict.fromkeys(keys, value)

    def read() -> str:
        node = str(target.indicator.node_id)
        return str(page.kept_parts("targets", officers, {node: [node]}, made)[node])

    with looking(only=True):
        noted([officers, promised])
        assert read() == read() == str(Target.objects.get(pk=target.pk).value)
    with looking(only=True):
        noted([officers, promised])
        elsewhere(changed, target, value=Decimal(98_765))
        read()
    with looking(only=True):
        assert Decimal(read()) == 98_765


@pytest.fixture
def judge(rows) -> Callable[..., list[str]]:
    """Return what asks for parts, each of a node of the plan, and tells which of them were made for it."""
    officers = number_of(rows["Plan"].pk, publicly=False)

    def ask(*nodes: str, kinds: tuple[str, ...] = ("one",)) -> list[str]:
        made: list[str] = []

        def make(keys):
            made.extend(keys)
            return dict.fromkeys(keys, "judged")

        asked = [page.KindOfParts(kind, {node: [node] for node in nodes}, make) for kind in kinds]
        found = page.kept_kinds(officers, asked)
        assert found == [dict.fromkeys(nodes, "judged") for _ in kinds]
        return made

    return ask


@pytest.mark.every_database
def test_who_is_behind_reads_what_is_kept_and_keeps_what_is_missing(rows, judge):
    """Others save all the time: who noted before one of them judges what was written, once for everybody."""
    officers, target = number_of(rows["Plan"].pk, publicly=False), rows["Target"]
    node = str(target.indicator.node_id)
    with looking(only=True):
        assert judge(node, "another") == [node, "another"]
    for value in (98_765, 98_766):
        with looking(only=True):
            noted([officers])
            elsewhere(changed, target, value=Decimal(value))
            assert judge(node, "another") == [node]
        with looking(only=True):
            assert judge(node, "another") == []


def test_parts_that_one_reader_does_not_want_stay_for_the_next(judge):
    for nodes, made in (("12", "12"), ("23", "3"), ("123", "")):
        with looking(only=True):
            assert judge(*nodes) == [*made]


def test_a_part_that_one_kind_lacks_is_made_in_all_of_them(judge):
    """Else a class and what follows from it could be of two moments on one page."""
    with looking(only=True):
        judge("1", kinds=("one",))
    with looking(only=True):
        assert judge("1", "2", kinds=("one", "another")) == ["1", "2", "1", "2"]


def test_what_another_thread_has_made_meanwhile_is_not_made_again(judge, monkeypatch):
    @contextmanager
    def after_another(_: str) -> Iterator[None]:
        monkeypatch.undo()
        judge("1")
        yield

    with looking(only=True):
        monkeypatch.setattr(page, "in_turn", after_another)
        assert judge("1", "2") == ["2"]


@contextmanager
def hanging(number: str) -> Iterator[None]:
    """Let another thread make parts of the number for ever."""
    begun, done = Event(), Event()

    def make_for_ever() -> None:
        with page.in_turn(number):
            begun.set()
            done.wait(timeout=60)

    other = Thread(target=make_for_ever)
    other.start()
    try:
        assert begun.wait(timeout=60)
        yield
    finally:
        done.set()
        other.join()


def test_nobody_waits_long_for_what_another_thread_is_making(rows, judge, monkeypatch):
    monkeypatch.setattr(page, "LONGEST_WAIT", 0.01)
    with hanging(number_of(rows["Plan"].pk, publicly=False)), looking(only=True):
        assert judge("1") == ["1"]
        assert judge("1") == []


def test_nobody_waits_again_for_whom_somebody_has_waited_in_vain(rows, judge, monkeypatch):
    """A page asks for parts several times: ten seconds each would be longer than any request may take."""
    number = number_of(rows["Plan"].pk, publicly=False)
    monkeypatch.setattr(page, "LONGEST_WAIT", 0.01)
    with hanging(number), looking(only=True):
        judge("1")
        monkeypatch.setattr(page, "LONGEST_WAIT", 20)
        began = monotonic()
        assert judge("1", "2") == ["2"]
        assert monotonic() - began < 10
        with hanging(number):  # who makes now is waited for as ever
            monkeypatch.setattr(page, "LONGEST_WAIT", 0.2)
            began = monotonic()
            assert judge("3") == ["3"]
            assert monotonic() - began > 0.1


def test_who_is_not_looking_keeps_nothing_for_nobody_knows_when_what_he_has_was_read(judge):
    assert [judge("1"), judge("1")] == [["1"], ["1"]]
    with looking(only=True):
        judge("1")
    assert judge("1") == []
    with moving_together():
        assert judge("1") == ["1"]


def test_nothing_is_kept_before_its_numbers_have_moved(figure, rf):
    asked = page.kept_for_visitors(is_public=False)(answered)
    with moving_together():
        assert "ETag" not in asked(rf.get("/"))
    assert "ETag" in asked(rf.get("/"))


def answered(request):
    page.relies_on(request)
    return HttpResponse("said")


def refused(request):
    page.relies_on(request)
    return HttpResponse("said", status=404)


def with_a_cookie(request):
    page.relies_on(request)
    answer = HttpResponse("said")
    answer.set_cookie("one", "two")
    return answer


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(lambda _: HttpResponse("said"), id="of which nobody says what it hangs from"),
        pytest.param(refused, id="an error"),
        pytest.param(with_a_cookie, id="with a cookie"),
    ],
)
def test_what_cannot_be_given_again_is_not_kept(view, rf):
    assert "ETag" not in page.kept_for_visitors(is_public=False)(view)(rf.get("/"))


@pytest.mark.every_database
def test_a_database_that_does_not_count_keeps_nothing(figure):
    Number.objects.all().delete()
    assert "ETag" not in Client().get(page_of(figure))


def officer(role: str, department: Any, name: str) -> Client:
    client = Client()
    client.force_login(make_person(role=role, department=department, name=name))
    return client


def test_who_is_logged_in_reads_the_same_page_as_all_who_may_see_the_same(rows):
    one, other = (officer("planning", rows["Department"], name) for name in ("企画 一郎", "企画 二郎"))
    for address in routes.addresses(rows).values():
        with nothing_kept():
            anew = said(one.get(address)), said(other.get(address))
        for _ in range(2):
            assert (said(one.get(address)), said(other.get(address))) == anew
    assert "企画 一郎" in anew[0]
    assert "企画 一郎" not in anew[1]


def test_for_who_is_logged_in_an_unchanged_page_is_not_judged_again(rows, django_assert_max_num_queries):
    client = officer("planning", rows["Department"], "企画 一郎")
    for address in (
        "/", rows["PolicyNode"].get_absolute_url(), rows["Indicator"].get_absolute_url(), "/projects/"
    ):  # fmt: skip
        first = client.get(address)
        with django_assert_max_num_queries(10):
            again = client.get(address)
        assert said(again) == said(first)
        assert "no-store" in again["Cache-Control"]
        assert "ETag" not in again


def test_a_section_reads_its_own_waiting_figure_at_once_and_no_other_section_does(rows):
    indicator = rows["Indicator"]
    own = officer("staff", rows["Department"], "担当 一郎")
    other = officer("staff", make_department(local_government_code=CITY), "担当 二郎")
    waiting = make_result(indicator=indicator, fiscal_year=2024, entry_state=State.DRAFT)
    for client in (own, other):
        client.get(page_of(waiting))
    changed(waiting, total=Decimal(98_765), entry_state=State.WAITING)
    assert "98,765" in own.get(page_of(waiting)).content.decode()
    assert "98,765" not in other.get(page_of(waiting)).content.decode()
    assert "98,765" not in shown(page_of(waiting))


def test_no_audience_is_given_the_page_of_another(rows):
    waiting = make_result(indicator=rows["Indicator"], fiscal_year=2024, entry_state=State.DRAFT)
    changed(waiting, total=Decimal(98_765), entry_state=State.WAITING)
    address = f"{rows['PolicyNode'].get_absolute_url()}?year=2024"
    elsewhere = make_department(local_government_code=CITY)
    of_city = officer("planning", elsewhere, "企画 一郎"), officer("staff", elsewhere, "担当 二郎")
    seen = [
        "98,765" in client.get(address).content.decode()
        for client in (*of_city, *reversed(of_city), Client())
    ]
    assert seen == [True, False, False, True, False]


def test_a_message_is_told_once_and_to_nobody_else(rows, rf):
    client = officer("planning", rows["Department"], "企画 一郎")
    client.get("/")
    told, brought = CookieStorage(rf.get("/")), HttpResponse()
    told.add(messages.SUCCESS, "保存しました。")
    told.update(brought)
    client.cookies.update(brought.cookies)
    assert "保存しました。" in client.get("/").content.decode()
    assert "保存しました。" not in client.get("/").content.decode()
    assert (
        "保存しました。" not in officer("planning", rows["Department"], "企画 二郎").get("/").content.decode()
    )


def test_the_token_of_a_form_is_everybodys_own(rows):
    one, other = (officer("planning", rows["Department"], name) for name in ("企画 一郎", "企画 二郎"))
    one.get("/")
    tokens = {
        client.get("/").content.decode().partition("csrfmiddlewaretoken")[2][:100] for client in (one, other)
    }
    assert len(tokens) == 2


def test_a_kept_page_has_no_form_that_is_sent(rows):
    client = officer("planning", rows["Department"], "企画 一郎")
    for address in routes.addresses(rows).values():
        client.get(address)
    bodies = [one.content.decode() for one in map(cache.get, kept_entries())]
    assert len(bodies) >= 4
    assert not [one for one in bodies if 'method="post"' in one or "csrfmiddlewaretoken" in one]


def test_a_board_and_a_preview_are_kept_for_who_may_see_them_and_made_anew_with_what_they_say(
    figure, rows, django_assert_max_num_queries
):
    client = officer("planning", rows["Department"], "企画 一郎")
    cycle = rows["EvaluationCycle"]
    addresses = ("/evaluations/", f"/evaluations/cycles/{cycle.key}/publish/")
    for address in addresses:
        first = said(client.get(address))
        with django_assert_max_num_queries(30):
            assert said(client.get(address)) == first
    changed(rows["Evaluation"], is_reviewed=True, progress=None, direction=None)
    changed(figure, footnote="直した注記")
    for address in addresses:
        kept = said(client.get(address))
        with nothing_kept():
            assert said(client.get(address)) == kept
        assert kept != first


def test_a_preview_is_made_anew_with_what_became_of_an_opinion_in_the_plan_before(rows):
    plan = make_plan(local_government_code=CITY, name="前の計画", first_year=2010, last_year=2019)
    before = make_period(plan=plan, first_year=2010, last_year=2019)
    old = make_node(parent=make_node(parent=make_node(period=before, depth=1)))
    rows["PolicyNode"].succeeds.add(old)
    opinion = rows["ReviewOpinion"]
    opinion.pk, opinion.evaluation = None, make_evaluation(node=old)
    opinion.save()
    client = officer("planning", rows["Department"], "企画 一郎")
    address = f"/evaluations/cycles/{rows['EvaluationCycle'].key}/publish/?plan={rows['Plan'].key}"

    def basis() -> str:
        return str(client.get(address).content.decode().partition('name="basis" value="')[2][:64])

    first = basis()
    add_rows([OpinionResponse(opinion=opinion, number=1, status="done", text="見直した")], by=BY)
    kept = basis()
    with nothing_kept():
        assert basis() == kept != first


@pytest.mark.parametrize("moved", ["post", "member"])
def test_who_gains_or_loses_a_right_reads_another_board_at_once(rows, moved):
    person = make_person(role="staff", department=rows["Department"])
    client = Client()
    client.force_login(person)
    client.get("/evaluations/")
    if moved == "post":
        changed(person.posts.get(), role="planning")
    else:
        changed(rows["ReviewMember"], person=person)
    kept = said(client.get("/evaluations/"))
    with nothing_kept():
        assert said(client.get("/evaluations/")) == kept
    assert ("判定基準" in kept) == (moved == "post")


def test_kept_data_come_back_as_if_they_had_just_been_made():
    made: list[int] = []

    def make() -> dict[Any, Any]:
        made.append(1)
        return {1: ("一", Decimal(1).__str__())}

    assert [page.kept_data("what", [EVERYBODY], make) for _ in range(2)] == [{"1": ["一", "1"]}] * 2
    assert made == [1]
    with nothing_kept():
        assert page.kept_data("what", [EVERYBODY], make) == {"1": ["一", "1"]}
    move(EVERYTHING)
    page.kept_data("what", [EVERYBODY], make)
    page.kept_data("another", [EVERYBODY], make)
    assert made == [1] * 4


# --- any sequence of writing ---

Acts = Callable[[dict[str, Any], int], None]


def waiting_figure(rows: dict[str, Any], number: int) -> None:
    """Somebody enters a figure that waits, or mends it."""
    found = rows["Indicator"].results.filter(fiscal_year=2024).first()
    if found is None:
        found = Result(indicator=rows["Indicator"], fiscal_year=2024, entry_state=State.WAITING)
        add_rows([found], by=BY)
    changed(found, total=Decimal(number), entry_state=State.WAITING)


def state_of_figure(rows: dict[str, Any], number: int) -> None:
    """A 課長 confirms the figures or sends them back."""
    for one in rows["Indicator"].results.all():
        changed(one, entry_state=[State.CONFIRMED, State.RETURNED, State.CHECKED][number % 3])


def setting(rows: dict[str, Any], number: int) -> None:
    """The 事務局 changes what visitors are shown."""
    plan = Plan.objects.get(pk=rows["Plan"].pk)
    name = ("shows_suggestions", "shows_breakdown", "shows_forecasts", "is_published")[number % 4]
    changed(plan, **{name: not getattr(plan, name)})


def said_of(name: str, column: str) -> Acts:
    """Return an act that writes a text of the row of that model."""

    def write(rows: dict[str, Any], number: int) -> None:
        row = type(rows[name])._default_manager.get(pk=rows[name].pk)
        changed(row, **{column: f"言葉{number}"})

    return write


def evaluation(rows: dict[str, Any], number: int) -> None:
    """The evaluation is decided anew, and its cycle is published or withdrawn."""
    row = Evaluation.objects.select_related("cycle").get(pk=rows["Evaluation"].pk)
    changed(row.cycle, is_published=bool(number % 2))
    changed(row, progress=[None, *row.cycle.progress_scale.levels.all()][number % 4])


def lost(rows: dict[str, Any], number: int) -> None:
    """Something is written, read by somebody in that very moment, and lost again."""
    saved = transaction.savepoint()
    waiting_figure(rows, number)
    state_of_figure(rows, number)
    shown(rows["Indicator"].get_absolute_url())
    transaction.savepoint_rollback(saved)


ACTS: tuple[Acts, ...] = (
    *(waiting_figure, state_of_figure, setting, evaluation, lost),
    *(said_of("PolicyNode", "name"), said_of("Indicator", "name"), said_of("LeadingProject", "name")),
    *(said_of("Department", "name"), said_of("NarrativeSection", "body"), said_of("RatingScale", "name")),
    *(said_of("InterimValue", "note"), said_of("EvaluationCycle", "name"), said_of("RuleProfile", "name")),
)


def test_what_a_scale_is_called_and_what_is_noted_within_a_year_is_read_as_it_is(rows):
    """Two of the acts by themselves: a further database is then not asked the whole sequence for them."""
    with held_against_fresh([reader(None, [rows["Indicator"].get_absolute_url()])], set()):
        said_of("RatingScale", "name")(rows, 1)
        said_of("InterimValue", "note")(rows, 2)


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), min_size=2, max_size=5))
@settings(max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate])
def test_after_any_sequence_of_writing_what_is_kept_is_what_would_be_made_anew(acts):
    with transaction.atomic():
        rows = make_one_of_each(CITY)
        other = make_one_of_each(OTHER_CITY)["Indicator"].get_absolute_url()
        move(EVERYTHING)  # which the making of the city has not done: it writes around what tells readers
        pages = (rows["PolicyNode"].get_absolute_url(), rows["Indicator"].get_absolute_url())
        readers = [
            reader(None, (*pages, other, "/api/v1/measures")),
            reader(make_person(role="staff", department=rows["Department"]), pages),
            reader(
                make_official("planning", CITY), (pages[0], f"/?plan={rows['Plan'].key}", "/evaluations/")
            ),
        ]
        with held_against_fresh(readers, set()):
            for act, number in acts:
                act(rows, number)
                for one in readers:
                    one.reads()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(date(2025, 6, 1), date(2025, 6, 2), id="midnight"),
        pytest.param(date(2025, 3, 31), date(2025, 4, 1), id="the fiscal year ends"),
        pytest.param(date(2025, 4, 1), date(2024, 2, 29), id="a clock that was put back"),
    ],
)
def test_on_another_day_everything_is_as_it_would_be_made_on_that_day(rows, monkeypatch, before, after):
    indicator = rows["Indicator"].get_absolute_url()
    readers = [
        reader(None, ("/", indicator)),
        reader(make_official("planning", CITY), ("/", "/evaluations/")),
    ]
    monkeypatch.setattr(timezone, "localdate", lambda *_: before)
    with held_against_fresh(readers, set()):
        monkeypatch.setattr(timezone, "localdate", lambda *_: after)
