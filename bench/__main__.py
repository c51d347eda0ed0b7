"""python -m bench: what the pages of an invented city cost, compared with an empty view in the same run.

Asserts nothing: figures of different machines or moments cannot be compared, ratios inside one run can.
"""

import argparse
import os
import pstats

import django


def main() -> None:
    """Measure and print; with --profile print instead what one page spends its time on."""
    options = arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_tracker.settings")
    django.setup()

    from django.conf import settings

    settings.ROOT_URLCONF = "bench.urls"
    if not options.workbooks:
        measure_pages(options)
    if options.workbooks or not options.profile:
        measure_workbooks(options)


def measure_pages(options: argparse.Namespace) -> None:
    """Print what pages cost, or where the time of one goes."""
    from django.db import connection

    from bench import city, measuring, reporting, rerating, urls

    print(f"An invented city: {options.measures} measures × {options.years} years, seed {options.seed}")
    with city.invented_city(measures=options.measures, years=options.years, seed=options.seed):
        if options.profile:
            page = next(one for one in city.pages() if one.name.startswith(options.profile))
            pstats.Stats(measuring.profiled(page)).sort_stats(options.sort).print_stats(40)
            return
        print(f"Database: {connection.vendor}. In this process through the WSGI handler: every middleware,")
        print("no network, nobody logged in. 1 = the empty view of this run.\n")
        empty = city.Page("empty view", urls.EMPTY)
        reporting.print_costs(measuring.measure(city.pages(), empty, seconds=options.seconds))
        print("\n" + rerating.measure().sentence)


def measure_workbooks(options: argparse.Namespace) -> None:
    """Print what the preview of 1,000 rows costs over reading them alone, in a city that has so many."""
    from django.utils import timezone

    from bench import city, workbooks

    print(f"\nAn invented city: {workbooks.MEASURES} measures × 2 years, seed {options.seed}")
    with city.invented_city(measures=workbooks.MEASURES, years=2, seed=options.seed):
        workbooks.print_ratios(timezone.localdate())


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--measures", type=int, default=73)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5, help="for each page, in all rounds together")
    parser.add_argument(
        "--profile", choices=["overview", "node", "indicator"], help="show where one page's time goes"
    )
    parser.add_argument(
        "--workbooks", action="store_true", help="measure the preview of workbooks and no pages"
    )
    parser.add_argument("--sort", default="tottime", help="order of the profile: tottime, cumulative, ncalls")
    return parser.parse_args()


if __name__ == "__main__":
    main()
