"""One server measured with one city: python -m bench.served (bench starts it with the database in the environment).

Prints a line for everything measured as it goes, and keeps the figures in a file, so that a run that was broken off
goes on where it stopped.
"""

import argparse
import os
from pathlib import Path
from typing import Final

import django

from bench.kept import Kept

# The only worker is not replaced after so many requests: its time would be gone, and the connection with it.
ONE_WORKER: Final = {"WEB_CONCURRENCY": "1", "GUNICORN_CMD_ARGS": "--max-requests 0"}


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
            env = {} if part.has_all_workers else ONE_WORKER
            with start(options.folder, env) as server:
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
