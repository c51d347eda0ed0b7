"""One server measured with one city: python -m bench.served (bench starts it with the database in the environment).

Prints a line for everything measured as it goes, and keeps the figures in a file, so that a run that was broken off
goes on where it stopped.
"""

import argparse
import os
from pathlib import Path

import django

from bench.kept import Kept


def main() -> None:
    """Measure what was asked for on the one server."""
    options = arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

    from bench.parts import PARTS
    from tests import servers

    kept = Kept(options.kept)
    start = servers.gunicorn if options.server == "gunicorn" else servers.waitress
    for name, part in PARTS.items():
        if name in options.parts:
            workers = "0" if part.has_all_workers else "1"
            with start(options.folder, {"WEB_CONCURRENCY": workers}) as server:
                part.measure(server, kept)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench.served", description=__doc__)
    parser.add_argument("--server", choices=["gunicorn", "waitress"], required=True)
    parser.add_argument("--folder", type=Path, required=True, help="for what the server says")
    parser.add_argument("--kept", type=Path, required=True, help="the file of figures")
    parser.add_argument("--parts", nargs="+", required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
