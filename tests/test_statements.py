"""A further database is sent every statement at least once, and every refusal."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.signals import connection_created

from store.actions.numbers import move
from store.models import Number
from store.numbers import EVERYTHING
from tests.statement_parts import parts_of
from tests.statements import (
    FOLDER,
    REFUSED,
    ROOT,
    Listener,
    Noted,
    is_sent_by_the_application,
    noted_before,
    places_of,
    refusal_of,
    shape_of,
    unheard,
    worth_asking,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a FROM b WHERE c IN (%s, %s)", "SELECT a FROM b WHERE c IN (%s, %s, %s)"),
        ("INSERT INTO a (b, c) VALUES (%s, %s)", "INSERT INTO a (b, c) VALUES (%s, %s), (%s, %s)"),
        ("SELECT a FROM b LIMIT 3", "SELECT a FROM b LIMIT 21"),
        ("INSERT INTO a SELECT %s, %s", "INSERT INTO a SELECT %s, %s UNION ALL SELECT %s, %s"),
    ],
)
def test_values_and_their_number_make_no_other_statement(one, other):
    assert shape_of(one) == shape_of(other)


def test_another_condition_or_table_makes_another_statement():
    assert len({shape_of(f"SELECT a FROM {table} WHERE c {by} %s") for table in "xy" for by in "<="}) == 4


def test_a_plain_statement_is_made_of_columns_joins_conditions_and_places_of_an_order():
    asking = (
        'SELECT "a"."b", "a"."c" AS "d" FROM "a" LEFT OUTER JOIN "e" ON ("a"."x" = "e"."id")'
        ' WHERE ("a"."b" = %s AND ("a"."c" = %s OR "e"."d" IS NULL) AND NOT ("a"."f" IN …))'
        ' ORDER BY "a"."b" ASC, UPPER("e"."c", %s) DESC LIMIT …'
    )
    assert parts_of(asking) == {
        *('SELECT "a"."b"', 'SELECT "a"."c"', 'SELECT FROM "a"', "SELECT LIMIT …"),
        'SELECT LEFT OUTER JOIN "e" ON ("a"."x" = "e"."id")',
        *('SELECT WHERE "a"."b" = %s', 'SELECT WHERE ("a"."c" = %s OR "e"."d" IS NULL)'),
        *('SELECT WHERE NOT ("a"."f" IN …)', 'SELECT ORDER BY "a"."b" ASC'),
        'SELECT ORDER BY UPPER("e"."c", %s) DESC',
    }
    assert parts_of('DELETE FROM "a" WHERE ("a"."b") = %s') == {
        *("DELETE", 'DELETE FROM "a"', 'DELETE WHERE ("a"."b") = %s'),
    }
    assert parts_of('UPDATE "a" SET "b" = ("a"."b" + %s), "c" = NULL WHERE "a"."id" = %s') == {
        *('UPDATE "a"', 'UPDATE "a" SET "b" = ("a"."b" + %s)', 'UPDATE "a" SET "c" = NULL'),
        'UPDATE "a" WHERE "a"."id" = %s',
    }


def test_one_condition_with_many_values_is_one_however_many_they_are():
    asking = 'SELECT WHERE ("a"."b" = %s OR "a"."b" = %s{}) AND "a"."c" = %s'
    parts = {'SELECT WHERE ("a"."b" = %s OR …)', 'SELECT WHERE "a"."c" = %s'}
    for more in ("", ' OR "a"."b" = %s', ' OR "a"."b" = %s' * 9):
        assert parts_of(f'SELECT "a"."b" FROM "a" {asking.removeprefix("SELECT ").format(more)}') >= parts
    assert len(parts_of('SELECT "a"."b" FROM "a" WHERE "a"."b" = %s OR "a"."c" = %s')) == 3


def test_how_many_there_are_is_a_column_and_what_stands_within_a_part_is_of_it():
    nested = '(SELECT U…."x" FROM "q" U… WHERE U…."y" IN (SELECT "z" FROM "r") AND (U…."v"))'
    counting = f'SELECT COUNT(*) AS "__count" FROM "a" WHERE ("a"."b" IN {nested} AND "a"."k" = %s)'
    assert parts_of(counting) == {
        *(
            "SELECT COUNT(*)",
            'SELECT FROM "a"',
            f'SELECT WHERE "a"."b" IN {nested}',
            'SELECT WHERE "a"."k" = %s',
        )
    }
    assert parts_of(f'SELECT EXISTS({nested}) AS "is" FROM "a"') == {
        f"SELECT EXISTS({nested})",
        'SELECT FROM "a"',
    }


@pytest.mark.parametrize(
    "statement",
    [
        'SELECT COUNT("a"."b") AS "many" FROM "a" WHERE "a"."b" = %s',
        'SELECT COUNT(*) AS "__count" FROM (SELECT DISTINCT "a"."b" FROM "a") subquery',
        'SELECT COUNT(*) FILTER (WHERE "a"."b" = %s) AS "many" FROM "a"',
        'SELECT DISTINCT "a"."b" FROM "a" ORDER BY "a"."b" ASC',
        'SELECT "a"."b", COUNT(*) AS "many" FROM "a" GROUP BY "a"."b"',
        'SELECT "a"."b" FROM "a" FOR UPDATE SKIP LOCKED',
        '(SELECT "a"."b" FROM "a") UNION (SELECT "c"."d" FROM "c")',
        'INSERT INTO "a" ("b", "c") VALUES (…)',
        "CREATE TABLE a (b integer)",
    ],
)
def test_where_a_part_does_not_stand_for_itself_a_statement_is_one(statement):
    assert parts_of(statement) == {statement}


def noted(told: dict[str, Counter[str]]) -> dict[str, Noted]:
    """Return notes of tests that take as long as what they send."""
    return {test: Noted(sent, 0.0, sent.total(), True) for test, sent in told.items()}


TOLD = {
    "large": Counter(read=3, write=2, count=1),
    "repeats": Counter(read=9, write=2),
    "alone": Counter(delete=1),
    "refused": Counter({"read": 1, f"{REFUSED} here": 1}),
    "marked": Counter(write=1),
}


def test_what_no_other_test_sends_is_asked_and_every_refusal():
    assert worth_asking(noted(TOLD), ["marked"], [*TOLD]) - {"marked"} == {"large", "alone", "refused"}


def test_what_the_marked_send_is_not_asked_again():
    told = TOLD | {"marked": Counter(write=1, count=1, delete=1)}
    assert worth_asking(noted(told), ["marked"], ["large", "repeats", "alone", "refused"]) == {"refused"}


def test_of_two_that_send_the_same_the_one_is_asked_that_sends_less():
    told = {"dear": Counter(read=30), "cheap": Counter(read=2), "between": Counter(read=5)}
    assert worth_asking(noted(told), [], [*told]) == {"cheap"}


def test_who_sends_little_is_not_asked_beside_one_that_must_be():
    told = {"little": Counter(read=1), "much": Counter(read=30, delete=1)}
    assert worth_asking(noted(told), [], [*told]) == {"much"}


def test_of_two_without_whom_one_could_do_one_is_asked():
    told = {
        "a": Counter(read=1, write=1),
        "b": Counter(write=1, count=1),
        "c": Counter("read count sort".split()),
    }
    assert worth_asking(noted(told), [], [*told]) in ({"a", "c"}, {"b", "c"})


def test_a_module_is_left_out_whole_where_the_others_send_what_it_does():
    told = {
        "costly::first": Counter(build=900, read=1),
        "costly::second": Counter(count=1),
        "x::builds": Counter(build=2, write=1),
        "y::reads": Counter(read=2, count=2, sort=1),
    }
    assert worth_asking(noted(told), [], [*told]) == {"x::builds", "y::reads"}


def test_what_a_module_builds_is_paid_by_whichever_of_its_tests_is_asked():
    sent = Counter(read=1)
    notes = {
        "costly::first": Noted(sent, 9.0, 0.1, True),
        "costly::second": Noted(sent, 0.0, 0.1, True),
        "other::test": Noted(sent, 0.5, 3.0, True),
    }
    assert worth_asking(notes, [], [*notes]) == {"other::test"}


def test_of_those_that_were_refused_the_same_by_the_same_the_cheapest_is_asked_and_each_other_refusal():
    here, there = f"{REFUSED} here", f"{REFUSED} there"
    told = {"dear": Counter({here: 1, "read": 30}), "cheap": Counter({here: 1, "read": 2})}
    told |= {"elsewhere": Counter({there: 1, "read": 5})}
    assert worth_asking(noted(told), [], [*told]) == {"cheap", "elsewhere"}


def test_a_refusal_is_told_by_its_statement_its_words_and_who_sent_it():
    sql = "INSERT INTO a (b) VALUES (%s)"
    assert refusal_of(sql, "UNIQUE a.b", ["x"]) == refusal_of(f"{sql}, (%s)", "UNIQUE a.b", ["x"])
    others = [(sql, "CHECK c", ["x"]), (sql, "UNIQUE a.b", ["y"]), ("DELETE FROM a", "UNIQUE a.b", ["x"])]
    assert len({refusal_of(*one) for one in [*others, (sql, "UNIQUE a.b", ["x"])]}) == 4


def stack_of(*places: str) -> Any:
    """Return the frame of the first of these places, which the second called, and so on."""
    frame = None
    for place in reversed(places):
        code = SimpleNamespace(co_filename=f"{ROOT}{place}", co_name="act")
        frame = SimpleNamespace(f_code=code, f_back=frame)
    return frame


def test_who_asked_is_told_without_tests_and_what_everybody_writes_rows_by():
    stack = stack_of("store/actions/rows.py", "desk/actions/once.py", "desk/views.py", "tests/x.py")
    assert places_of(stack) == ["desk/actions/once.py act", "desk/views.py act"]
    assert len(places_of(stack_of(*["entry/views.py"] * 5))) == 3


def test_a_test_that_nobody_knows_is_asked():
    assert worth_asking(noted(TOLD), ["large"], ["repeats", "new"]) == {"new"}


def test_every_statement_is_sent():
    asked = worth_asking(noted(TOLD), ["marked"], [*TOLD])
    assert set().union(*(TOLD[test] for test in asked)) >= {
        "read",
        "write",
        "count",
        "delete",
        f"{REFUSED} here",
    }


@pytest.mark.django_db
def test_only_what_the_application_sends_is_noted_and_of_a_comparison_its_refusals_alone(tmp_path):
    listener = Listener(tmp_path)
    connection_created.disconnect(listener._listen)  # it hears this test alone
    listener.sent = Counter()
    with connection.execute_wrapper(listener._told):
        Number.objects.count()
        assert not listener.heard()
        move(EVERYTHING)
        heard = listener.heard()
        assert heard.total() > 0
        with unheard():
            move(EVERYTHING)
            assert listener.heard() == heard
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT nothing FROM nowhere")
        assert [one.partition(" ")[0] for one in listener.heard() - heard] == [REFUSED]


def test_what_was_noted_is_read_as_it_was_written(tmp_path, monkeypatch):
    listener = Listener(tmp_path)
    connection_created.disconnect(listener._listen)
    listener.noted = {
        "x::y": Noted(Counter(read=3, write=2), 0.5, 1.5, True),
        "x::z": Noted(Counter(), 0.0, 0.1, False),
    }
    listener.pytest_sessionfinish()
    monkeypatch.setenv(FOLDER, str(tmp_path))
    assert noted_before.__wrapped__() == listener.noted


@pytest.mark.parametrize(
    ("places", "is_the_applications"),
    [
        pytest.param(("store/actions/rows.py", "entry/views.py", "tests/x.py"), True, id="an action"),
        pytest.param((".venv/django/query.py", "kpi_tracker/middleware.py", "tests/x.py"), True, id="a page"),
        pytest.param(
            ("tests/standing.py", ".venv/django/query.py", "accounts/rules.py"), True, id="through tests"
        ),
        pytest.param(("tests/factories.py", "tests/x.py"), False, id="a test"),
        pytest.param(
            (".venv/django/query.py", "tests/x.py", "kpi_tracker/room.py"), False, id="what a test asks"
        ),
        pytest.param((".venv/django/testcases.py", "kpi_tracker/room.py"), False, id="what ends a test"),
    ],
)
def test_who_sends_it_is_the_nearest_of_ours(places, is_the_applications):
    assert is_sent_by_the_application(stack_of(*places)) is is_the_applications
