"""Somebody saves between any two statements of an overview: what is kept then says what is so."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from threading import Thread
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from indicators.models import Indicator, Result, Target
from store.actions.numbers import move, moving_together
from store.actions.rows import Actor, change_row
from store.models import Change
from store.numbers import EVERYTHING
from tests.city import make_official
from tests.factories import make_cycle, make_indicator, make_node, make_period
from tests.kept import Reader, nothing_kept, reader

pytestmark = pytest.mark.django_db(transaction=True)
BY = Actor(Change.Via.COMMAND)
YEAR = 2023


@pytest.fixture
def indicators(settings) -> list[Indicator]:
    """Return the indicators of two measures in a city where what is read is kept."""
    settings.KEPT_ANSWERS = True
    period = make_period()
    make_cycle(period=period)
    policy = make_node(parent=make_node(period=period, depth=1))
    found = [
        make_indicator(node=make_node(parent=policy), targets={YEAR: 5}, results={YEAR: 6}) for _ in range(2)
    ]
    cache.clear()
    move(EVERYTHING)
    return found


def save(indicator: Indicator) -> None:
    """Move the figure to the other side of its target, and the target as well, at once."""
    figure = Result.objects.get(indicator=indicator, fiscal_year=YEAR)
    target = Target.objects.get(indicator=indicator)
    figure.total, target.value = (Decimal(one) for one in ((1, 4) if figure.total == 6 else (6, 5)))
    with transaction.atomic(), moving_together():
        change_row(figure, version=figure.version, by=BY)
        change_row(target, version=target.version, by=BY)


def elsewhere(act: Callable[[], None]) -> None:
    """Do it over a connection of its own, as another process would."""

    def alone() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=alone)
    thread.start()
    thread.join()


def read_while(officer: Reader, before: int, act: Callable[[], None]) -> int:
    """Read the pages and act before the statement of that number; return how many there were."""
    asked = 0

    def heard(execute: Callable[..., Any], *asking: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == before:
            elsewhere(act)
        return execute(*asking)

    with connection.execute_wrapper(heard):
        officer.reads()
    return asked


def test_a_save_between_any_two_statements_leaves_nothing_kept_that_is_older(indicators):
    one, other = indicators
    officer = reader(make_official("planning"), ["/"])
    officer.reads()
    before, statements = 0, 1
    while before < statements:
        before += 1
        save(one)
        statements = read_while(officer, before, partial(save, other if before % 2 else one))
        kept = officer.reads()
        with nothing_kept():
            fresh = officer.reads()
        assert (before, kept) == (before, fresh)
    assert statements > 8
