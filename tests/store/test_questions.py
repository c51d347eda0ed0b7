"""Questions that are written once bring what the same question brings when it is written anew."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db.models import F, Model, QuerySet

from indicators.models import Indicator, Result
from policies.models import PolicyNode
from store.actions.questions import Question
from tests.factories import make_indicator

pytestmark = pytest.mark.django_db

Write = Callable[..., "QuerySet[Any, Any]"]
ASKED = {
    "rows with what they hang on": lambda *keys: Indicator.objects.select_related("node").filter(pk__in=keys),
    "rows with a column of their own": lambda *keys: Indicator.objects.annotate(
        last=F("node__period__plan__last_year")
    ).filter(pk__in=keys),
    "tuples": lambda *keys: Result.objects.filter(indicator__in=keys).values_list("fiscal_year", "total"),
    "single values": lambda *keys: Result.objects.filter(indicator__in=keys).values_list("total", flat=True),
    "a key in two places": lambda *keys: PolicyNode.objects.filter(indicators__in=keys).exclude(
        pk__in=Indicator.objects.exclude(pk__in=keys).values("node")
    ),
    "rows in an order": lambda *keys: Result.objects.filter(indicator__in=keys).order_by("-fiscal_year"),
}


def told(row: Any) -> Any:
    """Return all that a row says, and the rows that were fetched with it."""
    if not isinstance(row, Model):
        return row
    columns = {name: said for name, said in vars(row).items() if name != "_state"}
    return columns, {name: told(one) for name, one in row._state.fields_cache.items()}


@pytest.mark.parametrize("write", ASKED.values(), ids=ASKED.keys())
def test_a_question_asked_again_brings_what_it_would_bring_anew(write: Write, django_assert_num_queries: Any):
    keys = [make_indicator(results={2022: number, 2023: number + 0.5}).pk for number in range(3)]
    question: Question[Any] = Question(write)
    for wanted in [(keys[0],), (keys[1],), tuple(keys), (keys[2], keys[0], keys[1]), (0,)]:
        with django_assert_num_queries(1):
            asked = question.ask(*wanted)
        assert [told(one) for one in asked] == [told(one) for one in write(*wanted)]


def test_a_question_about_nothing_brings_nothing_and_asks_nobody(django_assert_num_queries: Any):
    question: Question[Any] = Question(lambda *keys: Result.objects.filter(indicator__in=keys))
    with django_assert_num_queries(0):
        assert question.ask() == question.ask() == []


def test_rows_are_of_their_own_each_time():
    indicator = make_indicator(results={2022: 1})
    question: Question[Result] = Question(lambda key: Result.objects.filter(indicator=key))
    question.ask(indicator.pk)[0].total = 7
    assert question.ask(indicator.pk)[0].total == 1


def test_what_was_written_meanwhile_is_read():
    indicator = make_indicator(results={2022: 1})
    question: Question[Result] = Question(lambda key: Result.objects.filter(indicator=key))
    assert len(question.ask(indicator.pk)) == 1
    Result.objects.all().delete()
    assert question.ask(indicator.pk) == []


def test_each_thread_writes_a_question_for_its_own_connection():
    question: Question[Any] = Question(lambda key: Result.objects.filter(indicator=key))
    question.ask(1)
    found: list[bool] = []
    other = Thread(target=lambda: found.append(hasattr(question._written, "forms")))
    other.start()
    other.join()
    assert found == [False]
