"""That all tests of a run are run, by several processes, and that what goes wrong in one of them is told."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.workers import ended, forked, shares_of

ROOT = Path(__file__).parents[1]
CONFTEST = """
from tests.workers import Workers

def pytest_configure(config):
    config.pluginmanager.register(Workers(2))
"""
MODULES = {
    "test_both.py": """
import os
from django.conf import settings

def test_one(tmp_path):
    assert tmp_path.parent.name == os.environ["TEST_WORKER"]
    assert settings.DATA_DIR.is_dir()
    print("a word of the first")

def test_two():
    print("a word of the second")
    raise AssertionError
""",
    "test_ends.py": """
import os

def test_ends_it():
    os._exit(3)
""",
    "test_whole.py": """
import pytest

BUILT = []

@pytest.fixture(scope="module", autouse=True)
def built():
    BUILT.append(1)

def test_one():
    pass

def test_two():
    assert BUILT == [1]
""",
}


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run pytest there with two workers, without a database."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "pytest.ini").write_text("[pytest]\n")
    env = os.environ | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    env |= {"DATABASE_URL": "postgres://nobody@/nothing?host=/nowhere"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:schemathesis", *options]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_every_test_is_run_and_a_failure_and_a_worker_that_ends_are_told(tmp_path):
    for name, text in MODULES.items():
        (tmp_path / name).write_text(text)
    outcome = run(tmp_path)
    assert outcome.returncode == pytest.ExitCode.INTERRUPTED
    assert "1 failed, 3 passed" in outcome.stdout
    assert "FAILED test_both.py::test_two" in outcome.stdout
    assert "a word of the second" in outcome.stdout
    assert "a word of the first" not in outcome.stdout
    assert "1 tests were not run to their end, like test_ends.py::test_ends_it" in outcome.stdout


def test_a_share_is_a_module_or_the_browser_in_the_order_of_their_first_tests():
    tests = [
        "tests/b.py::1",
        "tests/browser/x.py::1",
        "tests/a.py::1",
        "tests/browser/y.py::1",
        "tests/b.py::2",
    ]
    items: list[Any] = [SimpleNamespace(nodeid=one) for one in tests]
    assert [*shares_of(items)] == [[0, 4], [1, 3], [2]]


def hang_up() -> None:
    raise BrokenPipeError


def break_down() -> None:
    raise ValueError


@pytest.mark.parametrize(
    ("work", "code"),
    [
        pytest.param(lambda: None, 0, id="well"),
        pytest.param(hang_up, 0, id="because nobody listens"),
        pytest.param(break_down, 1, id="by a fault"),
        pytest.param(lambda: os.kill(os.getpid(), signal.SIGKILL), -signal.SIGKILL, id="killed"),
    ],
)
def test_how_a_process_ended_is_known(work, code):
    assert ended(forked(work)) == code
