"""That the content of the test database is never taken for what it was before: see tests/standing.py."""

from contextlib import contextmanager
from itertools import count

import pytest
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.db.models.expressions import Col, Expression
from django.db.models.functions import Lower
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from accounts.models import Department, Post
from desk.models import Usage
from policies.models import Plan
from store import page
from store.actions.settled import settled
from tests.factories import make_plan
from tests.standing import ORDER_BY_PAIRS, all_anew, number_now

pytestmark = pytest.mark.django_db

CODES = count(1)
WRITING = {
    "a row is made": make_plan,
    "a row is changed": lambda: Plan.objects.update(name="別の計画"),
    "rows are changed in bulk": lambda: Plan.objects.bulk_update(list(Plan.objects.all()), ["name"]),
    "rows are made in bulk": lambda: Department.objects.bulk_create(
        [Department(code=f"{next(CODES)}", name="課")]
    ),
    "a row is deleted": lambda: Plan.objects.all().delete(),
    "somebody writes SQL": lambda: connection.cursor().execute("UPDATE policies_plan SET name = name"),
}


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _plan():
    make_plan()


@pytest.mark.parametrize("write", WRITING.values(), ids=WRITING)
def test_whatever_is_written_ends_what_was_read_and_a_rollback_brings_it_back(write):
    before = number_now()
    assert before is not None
    with undone():
        assert number_now() == before
        write()
        assert number_now() != before
        with undone():
            inner = number_now()
            write()
        assert number_now() == inner
    assert number_now() == before
    write()
    assert number_now() != before


def test_who_only_asks_ends_nothing():
    before = number_now()
    list(Plan.objects.select_for_update())
    with transaction.atomic():
        list(Plan.objects.all())
    assert number_now() == before


def test_what_a_login_and_a_form_leave_ends_nothing_and_is_never_settled():
    before = number_now()
    Usage.objects.all().delete()
    assert number_now() == before
    with pytest.raises(AssertionError, match="as if settled"):
        settled("drafts", lambda: list(Usage.objects.all()))


def test_who_counts_or_listens_is_told_everything(django_assert_num_queries):
    def read():
        return settled("plans", lambda: list(Plan.objects.all()))

    assert read() == read()
    with django_assert_num_queries(2):
        read(), read()
    with CaptureQueriesContext(connection) as asked:
        read()
    assert len(asked) == 1
    heard = []

    def listen(execute, *said):
        heard.append(said)
        return execute(*said)

    with connection.execute_wrapper(listen):
        read()
    assert len(heard) == 1


def test_what_is_made_once_is_made_anew_when_a_row_has_changed():
    def names():
        return page.kept_data("names", (), lambda: [one.name for one in Plan.objects.all()])

    assert names() == names() == [Plan.objects.get().name]
    Plan.objects.update(name="別の計画")
    assert names() == ["別の計画"]
    assert [one.name for one in settled("plans", lambda: list(Plan.objects.all()))] == ["別の計画"]


def test_what_is_held_against_what_was_kept_is_made_for_each_reader():
    def told(reader):
        return page.kept_data("a name that tells no reader", (), lambda: reader)

    assert (told("visitor"), told("officer")) == ("visitor", "visitor")
    with all_anew():
        assert (told("visitor"), told("officer")) == ("visitor", "officer")


def test_parts_are_made_once_each_for_what_is_wanted():
    asked = []

    def make(keys):
        asked.append(list(keys))
        return dict.fromkeys(keys, Plan.objects.get().name)

    for wanted in ("1", "1", "2"):
        assert page.kept_parts("names", "plan:1:public", {wanted: ()}, make) == {
            wanted: Plan.objects.get().name
        }
    assert asked == [["1"], ["2"]]


@pytest.mark.django_db(transaction=True)
def test_where_others_may_write_nobody_knows():
    assert number_now() is None
    with transaction.atomic():
        assert number_now() is None


def test_a_column_is_told_from_others_as_django_does_it():
    plain = Expression.__dict__["identity"].func
    key, name = Plan._meta.get_field("id"), Plan._meta.get_field("name")
    columns = [
        Col("a", key),
        Col("b", key),
        Col("a", name),
        Col("a", key, name),
        Col("a", key, output_field=name),
    ]
    assert [one.identity for one in columns] == [plain(one) for one in columns]
    assert len({*columns}) == len(columns) - 1  # the last says what the one before says


ORDERED = {
    "as the model says": Plan.objects.all(),
    "by nothing": Plan.objects.order_by(),
    "by columns of others": Department.objects.order_by("-parent__code", "name"),
    "by a parent": Post.objects.order_by("department", "-person"),
    "turned round": Plan.objects.order_by("name", "-pk").reverse(),
    "by what is counted": Plan.objects.annotate(many=Count("periods")).order_by("-many", "name"),
    "by a name that is given": Plan.objects.values("name", called=Lower("key")).order_by("called"),
    "by one of the values": Plan.objects.values_list("key", "name").order_by("-name"),
    "by an expression": Plan.objects.order_by(Lower("name").desc(), F("key").asc(nulls_last=True)),
    "by chance": Plan.objects.order_by("?"),
    "of two questions": Plan.objects.order_by()
    .values_list("name")
    .union(Plan.objects.order_by().values_list("key"))
    .order_by("name"),
    "told apart": Plan.objects.values("key").order_by("name").distinct(),
}


@pytest.mark.parametrize("rows", ORDERED.values(), ids=ORDERED)
def test_what_is_ordered_is_asked_as_django_asks_it(rows, monkeypatch):
    asked = rows.all().query.get_compiler("default").as_sql()
    monkeypatch.setattr(SQLCompiler, "_order_by_pairs", ORDER_BY_PAIRS)
    assert asked == rows.all().query.get_compiler("default").as_sql()


def test_whether_a_condition_holds_is_asked_of_no_table():
    assert Q(code="1").check({"code": "1"})
