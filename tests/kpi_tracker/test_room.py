"""Deep calls have room, and nothing else is another than without it."""

import resource
import threading

import pytest

from kpi_tracker.room import with_room

DEPTHS = range(1, 400)  # some of them end where a piece of memory ends
TIMES = 300


def deep(depth: int) -> int:
    """Call itself so often, and then something else again and again."""
    return deep(depth - 1) if depth else sum(shallow(one) for one in range(TIMES))


def shallow(one: int) -> int:
    return one


def pages_taken(depth: int) -> int:
    """Return how many pages of memory the system had to hand out meanwhile."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    deep(depth)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def most_pages_taken() -> int:
    return max(map(pages_taken, DEPTHS))


def test_with_room_no_loop_takes_memory_from_the_system_at_every_call():
    found: list[int] = []
    for run in (most_pages_taken, lambda: with_room(most_pages_taken)):
        thread = threading.Thread(target=lambda: found.append(run()))  # noqa: B023  # it ends within the loop
        thread.start()
        thread.join()
    without, with_it = found
    assert with_it < TIMES / 3 < without


def test_a_call_with_room_takes_and_returns_and_raises_as_without():
    assert with_room(divmod, 7, 2) == (3, 1)
    assert with_room(dict, a=1, call=2) == {"a": 1, "call": 2}
    with pytest.raises(ZeroDivisionError):
        with_room(divmod, 7, 0)
