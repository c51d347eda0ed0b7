"""python -m bench.within: what needs no server, each in a throw-away database of its own.

workbooks · rerating · loading · profile ADDRESS · fuzz TIMES
"""

import cProfile
import logging
import os
import pstats
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
os.environ["ALLOWED_HOSTS"] = "localhost,testserver"
django.setup()


def workbooks() -> None:
    """Print what the preview of 1,000 rows costs over reading them alone."""
    from django.utils import timezone

    from bench import city, workbooks

    with city.invented_city(measures=workbooks.MEASURES, years=2, seed=1):
        workbooks.print_ratios(timezone.localdate())


def rerating() -> None:
    """Print what judging all measures again costs over fetching what they are judged by."""
    from bench import city, rerating

    with city.invented_city(measures=73, years=10, seed=1):
        print(rerating.measure().sentence)


def loading() -> None:
    """Print what loading 700 results costs over putting them into their table alone."""
    from bench import city, loading

    with city.invented_city(measures=73, years=10, seed=1):
        print(loading.measure())


def profile(address: str) -> None:
    """Print where the time of a page goes; times under the profiler are shares, not durations."""
    from bench import city, inside

    with city.invented_city(measures=73, years=10, seed=1):
        client = inside.client_with(None)
        client.get(address)
        with cProfile.Profile() as spent:
            for _ in range(10):
                client.get(address)
        pstats.Stats(spent).sort_stats("tottime").print_stats(40)


def fuzz(times: str = "20000") -> None:
    """Send so many odd requests to every address, and print those that were answered by a 5xx."""
    from django.test import Client

    from bench import city
    from bench.fuzzing import Fuzzer
    from tests.form_city import ROLES, make_form_city

    logging.disable(logging.CRITICAL)
    with city.empty_database():
        people = make_form_city().people
        browsers = {"visitor": Client(), **{who: Client() for who in (*ROLES, "root")}}
        for who, person in people.items():
            browsers[who].force_login(person)
        found = [str(one) for one in Fuzzer(browsers, seed=2).ask(int(times))]
    print(*found, f"{times} requests, {len(found)} answered by a 5xx", sep="\n")
    sys.exit(int(bool(found)))


VERBS: Final[Mapping[str, Callable[..., None]]] = {
    "workbooks": workbooks,
    "rerating": rerating,
    "loading": loading,
    "profile": profile,
    "fuzz": fuzz,
}


def main() -> None:
    """Run one verb with its arguments."""
    verb, *given = sys.argv[1:] or [""]
    if verb not in VERBS:
        raise SystemExit(f"usage: bench --inside {' | '.join(VERBS)}  ({Path(__file__).name})")
    VERBS[verb](*given)


if __name__ == "__main__":
    main()
