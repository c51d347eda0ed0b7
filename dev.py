#!/usr/bin/env python3
"""What make calls, for every platform: python dev.py demo | test | check | bench | bench-reading | lock | manage …

Standard library only. Each verb sets up what it needs in .venv/ and data/, from a fresh clone on.
"""

from __future__ import annotations  # so that an old Python gets as far as being told

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Command = list[Path | str]

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
DATA = ROOT / "data"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
OLDEST_PYTHON = (3, 11)
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
# A process for each core and two more, each with a database of its own: the one that drives the browser waits for it
# half the time, others wait for servers, PostgreSQL and the disk: with one more a fifth of two cores was idle.
# Each is a copy of the process that found the tests, which is alone where processes have no copies (Windows).
WORKERS = ["--workers", str(CORES + 2)] if hasattr(os, "fork") else []
SUITE = [*WORKERS, "--durations=15"]
ONCE = ["--only-database"]  # a further database has nothing to say about the rest: see tests/statements.py
# all tests are found; beside mypy this costs little, and the workers of the run that follows find what is compiled
COLLECT = ["--collect-only", "-qq", "--ds=tests.settings"]
DEMO_SOURCES = (
    "*.lock",
    "*/migrations/*.py",
    "*/management/commands/*.py",
    "**/models.py",
    "**/models/*.py",
    "kpi_tracker/sample_city/*.py",
    "fixtures/*",
    "kpi_tracker/style_sheet.py",
    "static/**/*",
)


def main(arguments: list[str]) -> int:
    """Run one verb and return the exit code."""
    verbs = {
        "demo": demo,
        "test": test,
        "check": check,
        "bench": bench,
        "bench-reading": bench_reading,
        "lock": lock,
        "manage": manage,
    }
    if not arguments or arguments[0] not in verbs:
        stop(f"usage: python dev.py {' | '.join(verbs)}")
    if sys.version_info < OLDEST_PYTHON:
        stop(
            f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. "
            "Install a newer one and name it: make demo PYTHON=python3.12 / python3.12 dev.py demo"
        )
    os.chdir(ROOT)
    unwind_when_told_to_end()
    return verbs[arguments[0]](arguments[1:])


def unwind_when_told_to_end() -> None:
    """Let SIGTERM, too, take along what was begun: programs, servers, folders."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def run(command: Command, env: dict[str, str]) -> int:
    """Run a program to its end, and return its exit code; whoever is told to end meanwhile tells the program first."""
    with subprocess.Popen(command, env=env) as started:
        try:
            return started.wait()
        except SystemExit:
            started.terminate()
            raise
        finally:
            end(started)


def stop(sentence: str) -> NoReturn:
    """End with one sentence on stderr and exit code 2."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


# --- the environment ---------------------------------------------------------------------------------------


def prepare(lock_file: Path) -> Path:
    """Return the Python of .venv with the lock installed; quick when it is installed already."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    marker = VENV / "installed.txt"
    version = "python {}.{}".format(*sys.version_info)
    written = marker.read_text().splitlines() if marker.exists() and python.exists() else []
    if version in written and stamp(lock_file) in written:
        return python
    if not python.exists() or (written and version not in written):
        make_venv()
    print(f"Installing what {lock_file.name} lists ...", flush=True)
    if not install(python, lock_file):
        stop(f"The packages of {lock_file.name} could not be installed; pip's words are above.")
    locks = {RUNTIME_LOCK, lock_file}  # the development lock contains the other
    marker.write_text("\n".join([version, *sorted(map(stamp, locks))]) + "\n")
    return python


def install(python: Path, lock_file: Path) -> bool:
    """Install what a lock lists, a part of it for each core at once, and tell whether all succeeded.

    The lock names everything that anything in it needs, so that no part looks for what is in another.
    """
    options = "--quiet --disable-pip-version-check --no-compile --no-deps --require-hashes".split()
    with tempfile.TemporaryDirectory() as folder:
        started = []
        for number, part in enumerate(parts_of(lock_file.read_text(), CORES)):
            listed = Path(folder) / f"{number}.txt"
            listed.write_text(part)
            started.append(subprocess.Popen([python, "-m", "pip", "install", *options, "-r", listed]))
        codes = [one.wait() for one in started]
        return not any(codes)


def parts_of(lock_text: str, many: int) -> list[str]:
    """Return a lock in so many parts, or fewer; a package and its hashes stay together."""
    packages: list[str] = []
    for line in lock_text.splitlines(keepends=True):
        if line.startswith(" "):
            packages[-1] += line
        else:
            packages.append(line)
    return ["".join(packages[first::many]) for first in range(min(many, len(packages)))]


def make_venv() -> None:
    """Make .venv/ anew."""
    print("Making .venv ...", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV]).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "The environment .venv could not be made. "
            "On Debian and Ubuntu the package python3-venv is needed: apt-get install python3-venv"
        )


def stamp(lock_file: Path) -> str:
    """Return the line that says which state of a lock is installed."""
    return f"{lock_file.name} {hashlib.sha256(lock_file.read_bytes()).hexdigest()}"


# --- demo --------------------------------------------------------------------------------------------------


def demo(arguments: list[str]) -> int:
    """Serve the published plan and an invented city on this machine, with everything set up."""
    port = free_port()
    python = prepare(RUNTIME_LOCK)
    env = demo_environment()
    load_demo(python, env)
    run_manage(python, env, "demo_users")
    free_port()  # minutes may have passed
    return serve(python, env, port)


def demo_environment() -> dict[str, str]:
    """Return the demo's settings; a database that the environment names is not touched by it."""
    DATA.mkdir(mode=0o700, exist_ok=True)
    secret = DATA / "demo-secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(50))
    return os.environ | {
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "DATABASE_URL": f"sqlite:///{(DATA / 'demo.sqlite3').as_posix()}",
        "DEBUG": "false",
        "DEMO": "true",
        "DJANGO_SETTINGS_MODULE": "kpi_tracker.settings",
        "ENV_FILE": "",
        "PLAIN_HTTP": "true",
        "PYTHONUTF8": "1",
        "SECRET_KEY": secret.read_text(),
        "STATIC_ROOT": str(DATA / "demo-static"),
    }


def load_demo(python: Path, env: dict[str, str]) -> None:
    """Fill the demo's database and static files; does nothing while what they are made from is the same."""
    marker = DATA / "demo-loaded.txt"
    sources = digest_of(*DEMO_SOURCES)
    if (DATA / "demo.sqlite3").exists() and marker.exists() and marker.read_text() == sources:
        return
    marker.unlink(missing_ok=True)
    run_manage(python, env, "migrate", "--verbosity=0")
    run_manage(python, env, "loaddata", "kawasaki_4_2_4")
    run_manage(python, env, "loaddata", "rule_profiles")
    run_manage(python, env, "loaddata", "sheet_forms")
    run_manage(python, env, "sample_city", "--measures", "73", "--years", "10", "--seed", "1")
    run_manage(python, env, "collectstatic", "--noinput", "--clear", "--verbosity=0", "--ignore=*.map")
    marker.write_text(sources)


def digest_of(*patterns: str) -> str:
    """Return a digest of every file that a pattern finds below the project's folder."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}):
        digest.update(f"{path.relative_to(ROOT).as_posix()} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run_manage(python: Path, env: dict[str, str], *arguments: str) -> None:
    """Run a command of manage.py; its failure ends everything, with its own words above."""
    if code := subprocess.run([python, "manage.py", *arguments], env=env).returncode:
        stop(f"manage.py {arguments[0]} failed (exit code {code}). To start anew, delete the folder {DATA}.")


def free_port() -> int:
    """Return PORT, or 8000; refuse one that something else listens on."""
    text = os.environ.get("PORT", "") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        stop(f"PORT={text} is not a port number; use one from 1 to 65535.")
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            stop(
                f"ポート {text} は使えません（{error.strerror}）。別の番号で起動してください。 "
                f"Port {text} cannot be used; choose another: PORT={int(text) % 65535 + 1} make demo"
            )
    return int(text)


def serve(python: Path, env: dict[str, str], port: int) -> int:
    """Run the embedded server, and what does long jobs, until it is interrupted.

    The address is printed once it answers.
    """
    address = f"http://127.0.0.1:{port}/"
    waitress: Command = [python, "-m", "waitress", f"--listen=127.0.0.1:{port}", "--threads=8", "--ident="]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = subprocess.Popen([*waitress, "kpi_tracker.wsgi:application"], env=env)
    jobs = subprocess.Popen([python, "manage.py", "run_jobs"], env=env)
    try:
        if not answers(f"{address}readyz", server):
            free_port()  # says so if somebody else has it
            stop(f"The server at {address} did not become ready; its words are above.")
        print(
            f"\n  {address}\n\n  ブラウザで開いてください（終了は Ctrl+C）。 Open it in a browser.\n",
            flush=True,
        )
        code = server.wait()
        if code:  # what answered above was somebody else's
            free_port()
        return code
    except KeyboardInterrupt:
        return 0
    finally:
        for started in (jobs, server):
            started.terminate()
        for started in (jobs, server):
            end(started)


def end(started: subprocess.Popen[bytes]) -> None:
    """Wait until a program that was told to end has ended; one that does not is stopped: its work is found again."""
    try:
        started.wait(timeout=10)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        started.kill()


def answers(address: str, server: subprocess.Popen[bytes], seconds: int = 60) -> bool:
    """Wait until the address answers 200; give up when the server has ended or time has passed."""
    end = time.monotonic() + seconds
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError), opener.open(address, timeout=5):
            return True
        time.sleep(0.1)
    return False


def manage(arguments: list[str]) -> int:
    """Run manage.py on the demo's database."""
    return subprocess.run([prepare(RUNTIME_LOCK), "manage.py", *arguments], env=demo_environment()).returncode


# --- test --------------------------------------------------------------------------------------------------


def test(arguments: list[str]) -> int:
    """Run the whole suite on SQLite and, where it is installed, on PostgreSQL; say what was left out."""
    from tests import machine, postgres  # needs Python 3.11, which main() has looked at

    begun = time.monotonic()
    python = prepare(DEV_LOCK)
    machine.install_what_is_missing()
    took = {"installing": time.monotonic() - begun}
    suite: Command = [python, "-m", "pytest", *SUITE, *arguments]
    env = os.environ | compiled_once() | {"PYTHONUTF8": "1"}
    outcomes, left_out = {}, []
    with contextlib.ExitStack() as until_the_end:
        env["TOLD_STATEMENTS"] = until_the_end.enter_context(tempfile.TemporaryDirectory())
        if programs := postgres.programs():
            url = until_the_end.enter_context(postgres.throw_away_cluster(programs))
            is_migrated = until_the_end.enter_context(migrating(python, env, postgres.migrated_in(url)))
        outcomes["SQLite"], took["SQLite"] = run_suite("SQLite", suite, env | {"DATABASE_URL": ""})
        if programs:
            env |= {"DATABASE_URL": url} | ({"TEMPLATE_DATABASE": postgres.MIGRATED} if is_migrated() else {})
            outcomes["PostgreSQL"], took["PostgreSQL"] = run_suite("PostgreSQL", [*suite, *ONCE], env)
    if "PostgreSQL" not in outcomes:
        left_out.append("PostgreSQL: no programs found (Debian: apt-get install postgresql; or set PG_BIN)")
    if machine.chromium() is None:
        left_out.append(
            "the browser: no Chromium found (Debian: apt-get install chromium-headless-shell fonts-noto-cjk)"
        )
    if machine.nginx() is None:
        left_out.append("the proxy: no nginx found (Debian: apt-get install nginx)")
    print("\nTook " + ", ".join(f"{seconds:.0f} s {what}" for what, seconds in took.items()))
    print("Tested on " + ", ".join(f"{database}: {outcome}" for database, outcome in outcomes.items()))
    for what in left_out:
        print(f"LEFT OUT: tests with {what}")
    if left_out and machine.in_ci():
        print("Under CI=true a test that is left out is a failure.")
    return int(set(outcomes.values()) != {"passed"} or (bool(left_out) and machine.in_ci()))


@contextlib.contextmanager
def migrating(python: Path, env: dict[str, str], url: str) -> Iterator[Callable[[], bool]]:
    """Migrate a database while something else is done; yield what waits for it and tells whether it succeeded.

    Each worker then copies it, where it would migrate one of its own.
    """
    told = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command: Command = [python, "manage.py", "migrate", "--verbosity=0"]
    with subprocess.Popen(command, env=env | told) as started:
        yield lambda: started.wait() == 0


def run_suite(database: str, suite: Command, env: dict[str, str]) -> tuple[str, float]:
    """Run pytest once, and return "passed" or "failed" and the seconds it took."""
    print(f"\n=== The suite on {database} ===", flush=True)
    begun = time.monotonic()
    outcome = "failed" if run(suite, env) else "passed"
    return outcome, time.monotonic() - begun


def compiled_once() -> dict[str, str]:
    """Return the variables by which the many processes of a run share what Python compiles, whatever is set outside."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "compiled")}


# --- check, bench, lock ------------------------------------------------------------------------------------


def check(arguments: list[str]) -> int:
    """Run every tool that reads the code; all of them, so that all faults are seen at once."""
    python = prepare(DEV_LOCK)
    scripts = python.parent
    production = (
        os.environ
        | compiled_once()
        | {
            "DATABASE_URL": "sqlite:///:memory:",
            "DJANGO_SETTINGS_MODULE": "kpi_tracker.settings",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "PYTHONUTF8": "1",
        }
    )
    commands: list[Command] = [
        [python, "-m", "ruff", "check", "--output-format=concise", "."],
        [python, "-m", "ruff", "format", "--check", "--output-format=concise", "."],
        [python, "-m", "mypy"],
        [python, "-m", "pytest", *COLLECT],
        [scripts / "lint-imports"],
        [python, "-m", "deptry", "."],
        [python, "-m", "djlint", "templates", "--lint", "--quiet"],
        [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    ]
    failed = []
    with ThreadPoolExecutor(CORES) as pool:  # side by side, but told one after the other
        outcomes = pool.map(run_tool, commands, repeat(production))
        for command, (code, told, seconds) in zip(commands, outcomes, strict=True):
            name = " ".join(Path(part).name if isinstance(part, Path) else part for part in command)
            is_list = not code and COLLECT[0] in command  # of all test modules, which nobody reads
            print(f"\n--- {name} ({seconds:.0f} s)\n{'' if is_list else told}", end="", flush=True)
            if code:
                failed.append(name)
    failed += [f"an address in {path.name}" for path in (RUNTIME_LOCK, DEV_LOCK) if "://" in path.read_text()]
    print("\n" + ("\n".join(f"FAILED {name}" for name in failed) or "All checks passed."))
    return int(bool(failed))


def run_tool(command: Command, env: dict[str, str]) -> tuple[int, str, float]:
    """Run one tool, and return its exit code, what it said and the seconds it took."""
    begun = time.monotonic()
    outcome = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return outcome.returncode, outcome.stdout.decode(errors="replace"), time.monotonic() - begun


def bench(arguments: list[str]) -> int:
    """Measure what the servers spend on an invented city, in empty views of the same run."""
    env = os.environ | {
        "DEBUG": "false",
        "DJANGO_SETTINGS_MODULE": "kpi_tracker.settings",
        "ENV_FILE": "",
        "PLAIN_HTTP": "true",
        "PYTHONUTF8": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
    }
    return run([prepare(DEV_LOCK), "-m", "bench", *arguments], env)


def bench_reading(arguments: list[str]) -> int:
    """Read the test documents, and the training texts where they are, and compare with readings by hand."""
    env = os.environ | {"PYTHONUTF8": "1"}
    python = prepare(DEV_LOCK)
    modules = [["bench.reading", *arguments], *([] if arguments else [["bench.long_pdf"]])]
    return max(run([python, "-m", *module], env) for module in modules)


def lock(arguments: list[str]) -> int:
    """Write both locks anew from pyproject.toml; --upgrade takes newer versions than those locked now."""
    options = "--universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q".split()
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run([sys.executable, "-m", "venv", folder]).returncode:
            stop("A temporary environment could not be made (Debian: apt-get install python3-venv).")
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        compile_: Command = [python, "-m", "uv", "pip", "compile", *options, *arguments]
        uv: Command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]
        for command in (
            uv,
            [*compile_, "-o", RUNTIME_LOCK.name, "pyproject.toml"],
            [*compile_, "-o", DEV_LOCK.name, "--group", "dev", "-c", RUNTIME_LOCK.name, "pyproject.toml"],
        ):
            if code := subprocess.run(command).returncode:
                return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
