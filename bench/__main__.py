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
    from django.db import connection

    from bench import city, measuring, reporting, rerating, urls

    settings.ROOT_URLCONF = "bench.urls"
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
    parser.add_argument("--sort", default="tottime", help="order of the profile: tottime, cumulative, ncalls")
    return parser.parse_args()


if __name__ == "__main__":
    main()
