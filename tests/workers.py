"""How a run divides the tests among several processes: a module stays whole, the browser stays alone.

What a module builds for all of its tests (see tests/scenery.py) is then built once, and no two browsers starve each
other. There are more workers than cores (see dev.py): that of the browser waits for it half the time.

The tests are found once, by the process that then splits: a worker has from the beginning what it would have to import,
find, compile and migrate for itself. pytest-xdist starts each from nothing.
"""

import gc
import os
import random
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from pytest_django.plugin import blocking_manager_key

from tests.statements import WORKER, module_of

OPTION: Final = "--workers"
Share = list[int]  # the places of some tests among those that were found

BROWSER = "tests/browser/"
# the dearest first, though of few tests: begun last, one of them would keep a worker busy while the others have nothing
DEAR = (
    "tests/test_every_form.py",
    "tests/test_admin.py",
    "tests/test_large_city.py",
    "tests/test_admin_visibility.py",
    "tests/entry/test_permissions.py",
    "tests/test_visibility.py",
    "tests/calculation/test_class_cases.py",
    "tests/test_admin_desk.py",
    "tests/evaluations/rating/test_stage_permissions.py",
    "tests/test_kept_answers.py",
    "tests/test_every_table.py",
    "tests/evaluations/redline/test_compiling.py",
    "tests/evaluations/rating/test_forms_of_planning.py",
    "tests/reports/test_invented_reports.py",
    "tests/policies/test_scope.py",
    "tests/test_pages.py",
    "tests/kpi_tracker/pages/test_counts.py",
    "tests/evaluations/publishing/test_published_pages.py",
    "tests/reports/test_strangers.py",
    "tests/evaluations/profiles/test_profiles.py",
    "tests/kpi_tracker/pages/test_evaluation_page.py",
    "tests/test_fuzzing.py",
    "tests/kpi_tracker/pages/test_season.py",
    "tests/kpi_tracker/api/test_described.py",
    "tests/kpi_tracker/test_shipped_servers.py",
    "tests/entry/workbook/test_upload.py",
    "tests/reports/test_any_table.py",
    "tests/reports/test_review.py",
    "tests/entry/workbook/test_sheet_workbooks.py",
    "tests/evaluations/publishing/test_publishing.py",
    "tests/entry/test_explaining.py",
    "tests/entry/sheet/test_sheet_page.py",
    "tests/evaluations/committee/test_committee.py",
    "tests/evaluations/redline/test_evaluation_drafts.py",
    "tests/test_page_costs.py",
    "tests/entry/record/test_projects.py",
    "tests/entry/figure/test_figure.py",
    "tests/entry/sheet/test_sheet_savers.py",
    "tests/store/test_dumping.py",
    "tests/kpi_tracker/sample_city/test_sample_city.py",
    "tests/entry/reminders/test_sending.py",
    "tests/reports/test_table_pages.py",
    "tests/entry/grid/test_grid.py",
    "tests/entry/list/test_sheet_lists.py",
    "tests/test_visitors_answers.py",
    "tests/kpi_tracker/pages/test_own_names.py",
    "tests/kpi_tracker/test_settings.py",
    "tests/policies/test_menu.py",
    "tests/kpi_tracker/pages/test_packages.py",
    "tests/test_two_plans.py",
    "tests/kpi_tracker/pages/test_compare.py",
    "tests/kpi_tracker/api/test_bulk.py",
    "tests/desk/test_parking.py",
    "tests/entry/workbook/test_sheet_cells.py",
    "tests/entry/figure/test_figure_savers.py",
    "tests/store/test_fixtures.py",
    "tests/kpi_tracker/pages/test_indicator_list.py",
    "tests/indicators/test_views.py",
    "tests/reports/test_form_pages.py",
    "tests/test_own_words.py",
    "tests/reports/test_induction.py",
    "tests/evaluations/redline/test_wording_pages.py",
    "tests/desk/test_coming_back.py",
    "tests/entry/round/test_owed_together.py",
    "tests/entry/round/test_asked_as_values.py",
    "tests/kpi_tracker/api/test_editions.py",
    "tests/indicators/test_settled.py",
)


def share_of(nodeid: str) -> str:
    """Return the name of what goes to one worker as a whole: the module of the test, or the browser."""
    return BROWSER if nodeid.startswith(BROWSER) else module_of(nodeid)


class Workers:
    """Lets several processes run the tests that this one finds; a plugin of pytest."""

    def __init__(self, many: int) -> None:
        self.many = many
        self.migrated: Migrated | None = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Let a database be migrated while the tests are found."""
        if connection.vendor == "sqlite" and not session.config.option.collectonly:
            self.migrated = Migrated(session.config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Let each worker run one share of the tests after the other, and say what they tell of each test."""
        if session.testsfailed or session.config.option.collectonly:
            return None  # for pytest to say

        def run(name: str, pipe: Connection) -> None:
            become(name, session.config, self.migrated)
            run_shares(session, pipe)

        be_ready(session.config)
        if self.migrated is not None:
            self.migrated.wait_for()
        with started(self.many, run) as workers:
            listen(session, [worker.pipe for worker in workers])
        return True


def listen(session: pytest.Session, pipes: list[Connection]) -> None:
    """Give shares to who asks for one, and say what is told of tests, until all have hung up or enough has failed.

    Whatever a worker died of, a test of which nobody told to the end is not forgotten.
    """
    shares, config = shares_of(session.items), session.config
    missing = {item.nodeid for item in session.items}
    while pipes:
        for pipe in wait(pipes):
            assert isinstance(pipe, Connection)
            try:
                told = pipe.recv()
            except EOFError:
                pipes.remove(pipe)
                continue
            if told is None:
                pipe.send(next(shares, None))
                continue
            report = config.hook.pytest_report_from_serializable(config=config, data=told)
            config.hook.pytest_runtest_logreport(report=report)
            if report.when == "teardown":
                missing.discard(report.nodeid)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
    if missing:
        raise session.Interrupted(f"{len(missing)} tests were not run to their end, like {min(missing)}")


def shares_of(items: Sequence[pytest.Item]) -> Iterator[Share]:
    """Yield the places of the tests of each share, in the order in which they are to be begun."""
    places: dict[str, Share] = {}
    for place, item in enumerate(items):
        places.setdefault(share_of(item.nodeid), []).append(place)
    yield from places.values()


def be_ready(config: pytest.Config) -> None:
    """Do once what each worker would do for itself: what the product does before the first request, folders."""
    import kpi_tracker.wsgi  # noqa: F401  # compiles every template and address

    config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    connections.close_all()


class Migrated:
    """A file of SQLite with all tables, made by a process of its own; each worker copies it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.file = Path(tempfile.mkdtemp(dir=settings.DATA_DIR)) / "migrated.sqlite3"
        self.process = forked(self._make)

    def _make(self) -> None:
        connection.settings_dict["NAME"] = str(self.file)
        with self.config.stash[blocking_manager_key].unblock():
            call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
            connection.close()

    def wait_for(self) -> None:
        """Wait until it is there."""
        if ended(self.process):
            raise RuntimeError("The database for tests could not be migrated; the reason is above.")

    def give_to(self, worker: str) -> None:
        """Copy it to where that worker will look for it (pytest-django calls it by the name of the worker)."""
        shutil.copyfile(self.file, f"{settings.DATABASES['default']['TEST']['NAME']}_{worker}")


class Worker:
    """A process that runs what it is given, and the pipe to it."""

    def __init__(self, name: str, run: Callable[[str, Connection], None], others: "Sequence[Worker]") -> None:
        self.pipe, theirs = Pipe()

        def work() -> None:
            for one in (self, *others):  # so that each hears when this process hangs up
                one.pipe.close()
            run(name, theirs)

        self.process = forked(work)
        theirs.close()


@contextmanager
def started(many: int, run: Callable[[str, Connection], None]) -> Iterator[list[Worker]]:
    """Start the workers; when it is over, whatever the reason, all have ended: who still works when nobody listens.

    One that did not end well ends the run: some of its tests were not run.
    """
    workers: list[Worker] = []
    try:
        for number in range(many):
            workers.append(Worker(f"w{number}", run, workers))
        yield workers
    finally:
        for worker in workers:
            worker.pipe.close()
        codes = [ended(worker.process) for worker in workers]
    if any(codes):
        raise pytest.Session.Interrupted(f"workers did not end well (exit codes {codes})")


def forked(work: Callable[[], None]) -> int:
    """Let a copy of this process do something and end; return its number. Nobody cares how one ends who is hung up."""
    sys.stdout.flush()
    sys.stderr.flush()
    if process := os.fork():
        return process
    code = 1
    try:
        work()
        code = 0
    except (BrokenPipeError, ConnectionResetError, EOFError, KeyboardInterrupt):
        code = 0
    except BaseException:  # noqa: BLE001  # whatever it is: a copy must not go on as if it were the process itself
        traceback.print_exc()
    finally:
        leave(code)


def leave(code: int) -> NoReturn:
    """End a copy of this process, without doing what the process itself does when it ends."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def ended(process: int) -> int:
    """Wait for a process, and return its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def become(name: str, config: pytest.Config, migrated: Migrated | None) -> None:
    """Make of this copy of the process a worker, with a database, files and chance of its own."""
    os.environ[WORKER] = name
    config.workerinput = {"workerid": name}  # type: ignore[attr-defined]  # as pytest-django and pytest ask for it
    config.pluginmanager.unregister(name="terminalreporter")
    capturing: Any = config.pluginmanager.getplugin("capturemanager")
    capturing.stop_global_capturing()  # what it writes to is the file of all
    capturing.start_global_capturing()
    capturing.suspend_global_capture()
    folders: Any = config._tmp_path_factory  # type: ignore[attr-defined]
    folders._basetemp = folders.getbasetemp() / name
    folders._basetemp.mkdir(mode=0o700)
    settings.DATA_DIR = Path(tempfile.mkdtemp(dir=settings.DATA_DIR))
    random.seed()
    if migrated is not None:
        migrated.give_to(name)
        config.option.reuse_db = True


class Told:
    """Tells by a pipe what is to be said of each test; a plugin of pytest in a worker."""

    def __init__(self, config: pytest.Config, pipe: Connection) -> None:
        self.config, self.pipe = config, pipe

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell it."""
        self.pipe.send(self.config.hook.pytest_report_to_serializable(config=self.config, report=report))


def run_shares(session: pytest.Session, pipe: Connection) -> None:
    """Ask for shares and run their tests until there are no more; then end as pytest ends."""
    config = session.config
    config.pluginmanager.register(Told(config, pipe))
    try:
        while (items := asked_for(session, pipe)) is not None:
            # what is built for the whole run stays until its end, whatever comes next
            for item, following in zip(items, [*items[1:], session], strict=True):
                config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    finally:
        config.hook.pytest_sessionfinish(session=session, exitstatus=session.exitstatus)
        gc.collect()
        gc.freeze()  # pytest looks five times for rubbish that nobody could let go
        config._ensure_unconfigure()


def asked_for(session: pytest.Session, pipe: Connection) -> list[pytest.Item] | None:
    """Return the tests of one more share, None when there is none."""
    pipe.send(None)
    share: Share | None = pipe.recv()
    return None if share is None else [session.items[place] for place in share]
