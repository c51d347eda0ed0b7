import ast
import os
import socket
import stat
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

import dev
from tests import machine, postgres
from tests.workers import DEAR

RUN_SUITE = dev.run_suite
ONE_THAT_FAILS_ON_POSTGRESQL = """
import os, sys
database = os.environ["DATABASE_URL"]
print("on", database or "a file")
sys.exit(int(database.startswith("postgres")))
"""


@pytest.fixture
def _nothing_installed(monkeypatch):
    """A machine without a browser and PostgreSQL, on which every suite that runs passes."""
    monkeypatch.setattr(machine, "install_what_is_missing", lambda: None)
    monkeypatch.setattr(machine, "chromium", lambda: None)
    monkeypatch.setattr(machine, "nginx", lambda: None)
    monkeypatch.setattr(postgres, "programs", lambda: None)
    monkeypatch.setattr(dev, "prepare", lambda lock_file: Path(sys.executable))
    monkeypatch.setattr(dev, "migrating", lambda python, env, url: nullcontext(lambda: True))
    monkeypatch.setattr(dev, "run_suite", lambda database, suite, env: ("passed", 61.4))


def test_an_old_python_can_read_the_script_and_is_told():
    source = Path(dev.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))
    assert source.index("from __future__ import annotations") < source.index("def main")


def test_an_old_python_is_refused_with_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 6))
    with pytest.raises(SystemExit) as stopped:
        dev.main(["check"])
    assert stopped.value.code == 2
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["deploy"]])
def test_an_unknown_verb_is_answered_with_the_known_ones(arguments, capsys):
    with pytest.raises(SystemExit):
        dev.main(arguments)
    assert "demo | test | check" in capsys.readouterr().err


def test_a_port_in_use_is_named(monkeypatch, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit):
            dev.free_port()
    assert f"ポート {port} は使えません" in capsys.readouterr().err


def test_a_port_that_somebody_took_meanwhile_is_named(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr("signal.signal", lambda *_: None)
    fails_to_bind = tmp_path / "python"
    fails_to_bind.write_text("#!/bin/sh\nexit 1\n")
    fails_to_bind.chmod(0o700)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit):
            dev.serve(fails_to_bind, {}, port)
    assert f"ポート {port} は使えません" in capfd.readouterr().err


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "８０００", "8000 "])
def test_a_port_that_is_none_is_refused(text, monkeypatch, capsys):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit):
        dev.free_port()
    assert "is not a port number" in capsys.readouterr().err


def test_the_demo_keeps_its_own_secret_and_leaves_other_databases_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(dev, "DATA", tmp_path / "data")
    monkeypatch.setenv("DATABASE_URL", "postgres://kpi@production/kpi")
    monkeypatch.setenv("DEBUG", "true")
    first, second = dev.demo_environment(), dev.demo_environment()
    assert first["DATABASE_URL"] == f"sqlite:///{tmp_path.as_posix()}/data/demo.sqlite3"
    assert first["DEBUG"] == "false"
    assert len(first["SECRET_KEY"]) >= 50
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert stat.S_IMODE((tmp_path / "data" / "demo-secret").stat().st_mode) == 0o600


@pytest.mark.usefixtures("_nothing_installed")
def test_what_is_left_out_is_said_and_forgiven_at_home(monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    assert dev.test([]) == 0
    told = capsys.readouterr().out
    assert "61 s SQLite\n" in told
    assert "Tested on SQLite: passed\n" in told
    assert "LEFT OUT: tests with PostgreSQL" in told
    assert "LEFT OUT: tests with the browser" in told
    assert "LEFT OUT: tests with the proxy" in told


@pytest.mark.usefixtures("_nothing_installed")
def test_what_is_left_out_is_a_failure_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")
    assert dev.test([]) == 1


@pytest.mark.usefixtures("_nothing_installed")
def test_a_failure_on_one_database_is_a_failure(monkeypatch, capfd):
    @contextmanager
    def cluster(programs):
        yield "postgres://somebody@/postgres"

    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(postgres, "programs", lambda: Path("/usr/lib/postgresql/15/bin"))
    monkeypatch.setattr(postgres, "throw_away_cluster", cluster)
    monkeypatch.setattr(
        dev,
        "run_suite",
        lambda database, _, env: RUN_SUITE(
            database, [sys.executable, "-c", ONE_THAT_FAILS_ON_POSTGRESQL], env
        ),
    )
    assert dev.test([]) == 1
    told = capfd.readouterr().out
    assert "=== The suite on SQLite ===\non a file\n" in told
    assert "=== The suite on PostgreSQL ===\non postgres://somebody@/postgres\n" in told
    assert "Tested on SQLite: passed, PostgreSQL: failed" in told


CLUSTER = """
import sys, time
from pathlib import Path
from tests import postgres
postgres._owner = lambda folder: ("somebody", {})
with postgres.throw_away_cluster(Path(sys.argv[1])):
    print("up", flush=True)
    time.sleep(60)
"""
SUITE_THAT_WAITS = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("tidied", flush=True), sys.exit(0)))
print("up", flush=True)
time.sleep(60)
"""
RUNNER = "import dev, os, sys; dev.unwind_when_told_to_end(); dev.run([sys.executable, '-c', sys.argv[1]], os.environ)"


def told_to_end(code: str, argument: str) -> tuple[int, str]:
    """Run a program, tell it to end as soon as it says that it is up; return its exit code and what it said then."""
    command = [sys.executable, "-c", code, argument]
    with subprocess.Popen(command, cwd=dev.ROOT, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "up\n"
        started.terminate()
        return started.wait(timeout=30), started.stdout.read()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="on Windows a program that is told to end just ends")
def test_a_suite_that_is_told_to_end_takes_its_server_along(tmp_path):
    for name in ("initdb", "pg_ctl", "createdb"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/told"\n')
        program.chmod(0o700)
    assert told_to_end(CLUSTER, str(tmp_path)) == (143, "")
    assert (tmp_path / "told").read_text().splitlines()[-1].endswith("stop")
    assert told_to_end(RUNNER, SUITE_THAT_WAITS) == (143, "tidied\n")


@pytest.mark.usefixtures("_nothing_installed")
def test_every_core_works_and_only_the_first_database_is_asked_for_all(monkeypatch):
    runs = []

    def passes(*run):
        runs.append(run)
        return "passed", 1.0

    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(postgres, "programs", lambda: Path("/usr/lib/postgresql/15/bin"))
    monkeypatch.setattr(
        postgres, "throw_away_cluster", lambda programs: nullcontext("postgres://somebody@/x")
    )
    monkeypatch.setattr(dev, "run_suite", passes)
    assert dev.test(["-x"]) == 0
    (_, all_tests, on_a_file), (_, some_tests, on_postgresql) = runs
    assert (on_a_file["DATABASE_URL"], on_postgresql["DATABASE_URL"]) == ("", "postgres://somebody@/x")
    assert all_tests[3:] == [*dev.SUITE, "-x"]
    assert some_tests == [*all_tests, "--only-database"]
    assert int(dev.WORKERS[1]) > dev.CORES  # one of them waits for the browser


def test_what_is_begun_first_is_there():
    assert [one for one in DEAR if not (dev.ROOT / one).is_file()] == []


def test_a_tool_that_fails_is_named_and_what_each_said_stays_together(monkeypatch, capsys):
    def run(command, env):
        fails = "djlint" in command
        return int(fails), f"said by {command[2]}\n" if fails else "", 3.2

    monkeypatch.setattr(dev, "prepare", lambda lock_file: Path(sys.executable))
    monkeypatch.setattr(dev, "run_tool", run)
    assert dev.check([]) == 1
    told = capsys.readouterr().out
    assert "-m djlint templates --lint --quiet (3 s)\nsaid by djlint\n\n--- " in told
    assert told.count("FAILED") == 1
    assert "-m ruff check --output-format=concise . (3 s)" in told


def test_a_tool_tells_what_it_said_on_both_channels():
    talk = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(3)"
    code, told, _ = dev.run_tool([sys.executable, "-c", talk], {})
    assert (code, told.split()) == (3, ["out", "err"])


def test_an_installed_lock_is_recognised_and_another_is_not(monkeypatch, tmp_path):
    lock_file = tmp_path / "requirements.lock"
    lock_file.write_text("django==5.2.19\n")
    before = dev.stamp(lock_file)
    lock_file.write_text("django==5.2.20\n")
    assert before != dev.stamp(lock_file)


@pytest.mark.parametrize("many", [1, 2, 3, 500])
def test_a_lock_is_installed_in_parts_that_are_all_of_it(many):
    text = dev.DEV_LOCK.read_text()
    parts = dev.parts_of(text, many)
    assert sorted(line for part in parts for line in part.splitlines()) == sorted(text.splitlines())
    assert len(parts) <= many
    for part in parts:
        packages = [line for line in part.splitlines() if not line.startswith(" ")]
        assert [line.endswith("\\") for line in part.splitlines()].count(False) == len(packages)


def test_one_part_that_cannot_be_installed_is_a_failure(monkeypatch, tmp_path):
    lock_file, pip = tmp_path / "x.lock", tmp_path / "python"
    lock_file.write_text("good==1 \\\n    --hash=sha256:1\nbad==2 \\\n    --hash=sha256:2\n")
    pip.write_text('#!/bin/sh\nfor last; do :; done\n! grep -q bad "$last"\n')
    pip.chmod(0o700)
    monkeypatch.setattr(dev, "CORES", 2)
    assert not dev.install(pip, lock_file)
    lock_file.write_text(lock_file.read_text().replace("bad", "fine"))
    assert dev.install(pip, lock_file)


@pytest.mark.parametrize("lock_file", [dev.RUNTIME_LOCK, dev.DEV_LOCK])
def test_the_locks_name_no_host_and_pin_every_package_with_hashes(lock_file):
    text = lock_file.read_text()
    pinned = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert "://" not in text
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert text.count("--hash=sha256:") >= len(pinned)
