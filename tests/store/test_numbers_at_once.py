"""Whoever moves a number waits for nobody, and no commit passes without moving it."""

from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from store.actions.numbers import move, numbers
from store.numbers import EVERYTHING, number_of, places_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]
PLACES = places_of(7, 1, publicly=True)
NAMES = [number_of(7, publicly=True), number_of(7, publicly=False)]


def in_a_thread(act: Callable[[], None]) -> Thread:
    """Run it beside, with a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_a_saver_does_not_wait_for_a_long_load_and_each_moves_the_number_when_it_commits():
    if not connection.features.has_select_for_update_skip_locked:
        return  # there one transaction writes at a time, whatever it writes
    move(EVERYTHING | PLACES)
    seen, has_moved, may_end = [numbers(NAMES)], Event(), Event()

    def load() -> None:
        with transaction.atomic():
            move(PLACES)
            has_moved.set()
            assert may_end.wait(timeout=30)

    loading = in_a_thread(load)
    assert has_moved.wait(timeout=30)
    seen.append(numbers(NAMES))
    saving = in_a_thread(lambda: move(PLACES))
    saving.join(timeout=20)
    assert not saving.is_alive()
    seen.append(numbers(NAMES))
    may_end.set()
    loading.join(timeout=30)
    seen.append(numbers(NAMES))
    assert seen[0] == seen[1]  # what is not committed has not happened
    assert len({tuple(sorted(one.items())) for one in seen}) == 3


def test_of_what_was_rolled_back_no_number_tells():
    move(EVERYTHING | PLACES)
    before = numbers(NAMES)
    with transaction.atomic():
        move(PLACES)
        transaction.set_rollback(True)
    assert numbers(NAMES) == before
