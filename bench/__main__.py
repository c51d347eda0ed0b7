"""python -m bench: what an invented city costs the servers as they are shipped, in empty views of the same run.

Figures of different machines or moments cannot be compared, ratios inside one run can. gunicorn is measured on a
throw-away PostgreSQL, the embedded server on SQLite; the database that DATABASE_URL names is not touched.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import reporting
from tests import postgres

PARTS = ("starting", "pages", "entering", "rush", "beside", "cities")
SERVERS = {
    "gunicorn": PARTS,
    "waitress": ("starting", "pages", "entering", "beside"),  # one machine has no other cities
}


def main() -> None:
    """Measure what was asked for, print it as a table, and keep it as JSON beside."""
    options = arguments()
    if options.inside:
        subprocess.run([sys.executable, "-m", "bench.within", *options.inside], check=True)
        return
    for server in options.servers:
        parts = [one for one in SERVERS[server] if one in options.only and one not in options.skip]
        if parts:
            run(server, parts, options)


def run(server: str, parts: list[str], options: argparse.Namespace) -> None:
    """Measure these parts on one server, with a city made for it."""
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{server}-{options.measures}.json"
    if not options.resume:
        kept.unlink(missing_ok=True)
    with database(server, folder, options) as url:
        env = environment(url, folder)
        make_city(env, folder, options)
        ask = [sys.executable, "-m", "bench.served", "--server", server, "--folder", str(folder)]
        subprocess.run([*ask, "--kept", str(kept), "--parts", *parts], env=env, check=True)
    figures = json.loads(kept.read_text())
    reporting.print_run(f"{server}, {options.measures} measures × {options.years} years", figures)
    print("\nMissed: " + ("; ".join(reporting.missed(figures)) or "nothing") + f"\nKept in {kept}")


@contextmanager
def database(server: str, folder: Path, options: argparse.Namespace) -> Iterator[str]:
    """Yield the address of an empty database for the run; SQLite's stays for a run that goes on."""
    if server == "gunicorn":
        programs = postgres.programs()
        if programs is None:
            raise SystemExit(
                "No PostgreSQL found (Debian: apt-get install postgresql); or --servers waitress"
            )
        with postgres.throw_away_cluster(programs) as url:
            yield url
    else:
        path = folder / f"city-{options.measures}-{options.years}-{options.seed}.sqlite3"
        for one in folder.glob(f"{path.name}*") if not options.resume else ():
            one.unlink()
        yield f"sqlite:///{path}"


def environment(url: str, folder: Path) -> dict[str, str]:
    """Return the settings of the servers that are measured: those of production, without HTTPS."""
    own = {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": url,
        "STATIC_ROOT": str(folder / "static"),
    }
    usual = {"ENV_FILE": "", "DEBUG": "false", "DEMO": "false", "PLAIN_HTTP": "true", "PYTHONUTF8": "1"}
    secret = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50)
    return os.environ | own | usual | {"ALLOWED_HOSTS": "localhost,testserver", "SECRET_KEY": secret}


def make_city(env: dict[str, str], folder: Path, options: argparse.Namespace) -> None:
    """Fill the database, unless a run before left it filled."""
    size = ["--measures", str(options.measures), "--years", str(options.years), "--seed", str(options.seed)]
    print(
        f"An invented city: {options.measures} measures × {options.years} years, seed {options.seed}",
        flush=True,
    )
    manage = [sys.executable, "manage.py"]
    collect = [*manage, "collectstatic", "--noinput", "--clear", "--verbosity=0", "--ignore=*.map"]
    subprocess.run(collect, env=env, check=True)
    subprocess.run([*manage, "migrate", "--verbosity=0"], env=env, check=True)
    subprocess.run([*manage, "sample_city", *size, "--verbosity=0"], env=env, check=True)
    subprocess.run([*manage, "shell", "-v0", "-c", ANALYSE], env=env, check=True)


ANALYSE = "from django.db import connection; connection.cursor().execute('ANALYZE')"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--measures", type=int, default=73)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--servers", nargs="+", choices=[*SERVERS], default=[*SERVERS])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="the parts to be measured")
    parser.add_argument("--skip", nargs="+", choices=PARTS, default=(), help="the parts to be left out")
    parser.add_argument("--resume", action="store_true", help="measure only what the last run did not get to")
    parser.add_argument("--folder", type=Path, default=Path("data/bench"), help="for figures and databases")
    parser.add_argument(
        "--inside",
        nargs=argparse.REMAINDER,
        help="what needs no server: workbooks, rerating, loading, profile ADDRESS, fuzz TIMES",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
