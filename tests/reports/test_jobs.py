"""What takes its time: asked for on a page, done by somebody else, followed, cancelled, found again."""

import json
import os
import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Person, Post
from desk.actions.once import new_key
from desk.models import ParkedForm
from reports import works
from reports.jobs.actions import asking, working
from reports.jobs.actions.working import Ended, JobLost, Progress, Work, work_off
from reports.jobs.models import LOST_AFTER, Job
from reports.loads.actions import uploads
from reports.management.commands import run_jobs
from store.actions.rows import RefusedError
from store.models import Load
from tests.city import CITY, make_official
from tests.reports.test_loading_pages import LIST, client_of, entry, load, said

pytestmark = pytest.mark.django_db
ASKS_AGAIN = 'http-equiv="refresh"'


@pytest.fixture
def person() -> Person:
    return make_official(Post.Role.PLANNING, CITY)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def done(job: Job, progress: Progress) -> Ended:
    progress.at(1, 2, "半分")
    return Ended("終わりました。", "/reports/")


def doing(handler: Any) -> dict[str, Work]:
    return {"test": Work(handler)}


def work(worker: str, works: Any, *pulse: Any) -> Job:
    """Do the next job; there must be one."""
    job = work_off(worker, works, *pulse)
    assert job is not None
    return job


def claim(worker: str, now: datetime) -> Job:
    job = working.claim(worker, now)
    assert job is not None
    return job


def asked(person: Person, **more: Any) -> Job:
    return asking.ask("test", "試し", person, **more)


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(person):
    first, second = asked(person), asked(person)
    seen = []
    while (job := work_off("w", doing(done))) is not None:
        seen.append((job.pk, job.state, job.said, job.attempts))
    assert seen == [(first.pk, "done", "終わりました。", 1), (second.pk, "done", "終わりました。", 1)]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (RefusedError("できません。"), "できません。"),
        (MemoryError(), "大きすぎて"),
        (working.OverTime(), "時間がかかりすぎ"),
        (ZeroDivisionError(), "思いがけない誤り"),
    ],
)
def test_whatever_happens_a_job_has_an_end_in_words(person, failure, words):
    def fail(job: Job, progress: Progress) -> Ended:
        raise failure

    asked(person)
    job = work("w", doing(fail))
    assert (job.state, words in job.said) == ("failed", True)
    page = browser(person).get(job.get_absolute_url())
    assert words in said(page)
    assert ASKS_AGAIN not in page.content.decode()


def test_a_job_whose_worker_died_is_done_again_once_and_then_has_failed(person):
    job = asked(person)
    for attempt in (1, 2):
        assert claim(f"w{attempt}", timezone.now() - 2 * LOST_AFTER).attempts == attempt
        working.take_back_lost(timezone.now())
    job.refresh_from_db()
    assert (job.state, "2回止まった" in job.said) == ("failed", True)


def test_nobody_takes_a_job_of_which_somebody_is_heard(person):
    asked(person)
    assert working.claim("one", timezone.now()) is not None
    assert work_off("other", doing(done)) is None


def test_what_was_done_of_a_job_that_another_has_taken_is_not_kept(person):
    def slow(job: Job, progress: Progress) -> Ended:
        Person.objects.filter(pk=person.pk).update(name="書いた")
        Job.objects.filter(pk=job.pk).update(worker="other")
        return Ended("終わりました。")

    asked(person)
    job = work("one", {"test": Work(slow, writes=True)})
    person.refresh_from_db()
    assert (job.state, person.name == "書いた") == ("running", False)
    Job.objects.update(worker="other")
    with pytest.raises(JobLost):
        working.end(Job(pk=job.pk, worker="one", attempts=1), Ended("遅い"))


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_at_the_next_step(person):
    client, waiting = browser(person), asked(person)
    page = client.get(waiting.get_absolute_url())
    assert ASKS_AGAIN in page.content.decode()
    answer = client.post(waiting.get_absolute_url(), {"once": new_key()}, follow=True)
    assert "中止しました" in answer.content.decode()
    assert work_off("w", doing(done)) is None

    def cancelled_meanwhile(job: Job, progress: Progress) -> Ended:
        client.post(job.get_absolute_url(), {"once": new_key()})
        working.beat(job.pk, job.worker, progress)
        return done(job, progress)

    asked(person)
    job = work("w", doing(cancelled_meanwhile))
    assert (job.state, job.said) == ("cancelled", asking.CANCELLED)


def test_a_page_shows_how_far_it_is_and_leads_on(person):
    job, client, shown = asked(person), browser(person), []

    def half(job: Job, progress: Progress) -> Ended:
        progress.at(1, 2, "半分まで読みました。")
        working.beat(job.pk, job.worker, progress)
        shown.append(said(client.get(job.get_absolute_url())))
        return done(job, progress)

    work_off("w", doing(half))
    assert "半分まで読みました。" in shown[0]
    assert "1／2" in shown[0]
    assert client.get(job.get_absolute_url())["Location"] == "/reports/"
    assert "試し" in said(client.get(LIST))


def test_whoever_waits_in_vain_is_told(person):
    job = asked(person)
    page = browser(person).get(job.get_absolute_url())
    assert "run_jobs" not in said(page)
    Job.objects.update(at=timezone.now() - timedelta(minutes=1))
    assert "run_jobs" in said(browser(person).get(job.get_absolute_url()))


def test_a_job_is_there_for_whoever_asked_for_it_alone(person):
    job = asked(person)
    colleague = client_of(Post.Role.PLANNING, username="colleague")
    assert colleague.get(job.get_absolute_url()).status_code == 404
    assert colleague.post(job.get_absolute_url(), {"once": new_key()}).status_code == 404
    assert Client().get(job.get_absolute_url()).status_code == 302
    job.refresh_from_db()
    assert job.state == "waiting"
    assert "試し" not in said(colleague.get(LIST))


def test_nobody_fills_the_queue(person):
    for _ in range(asking.MOST_WAITING):
        asked(person)
    with pytest.raises(RefusedError, match="50件"):
        asked(person)


# --- loads that take their time ---


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file be one that takes its time."""
    monkeypatch.setattr(uploads, "LONGEST_ON_A_PAGE", 0)


def choose(client: Client, *entries: dict[str, Any]) -> Any:
    """Send a file, let the jobs be done, and return the page that it leads to."""
    file = SimpleUploadedFile("組織.json", json.dumps(entries).encode())
    sent = client.post(LIST, {"file": file}, follow=True)
    call_jobs()
    return client.get(sent.redirect_chain[-1][0], follow=True)


def call_jobs() -> None:
    while work_off("w", works.WORKS) is not None:
        pass


def a_department(name: str = "課") -> dict[str, Any]:
    return entry("accounts.department", local_government_code=CITY, code="7", name=name)


@pytest.mark.usefixtures("long")
def test_a_long_file_is_looked_at_loaded_and_taken_back_by_jobs(person, monkeypatch):
    client = browser(person)
    page = choose(client, a_department())
    assert "追加 1件" in said(page)
    assert not Load.objects.exists()
    version = str(page.context["version"])
    typed = {"version": version, "state": "waiting", "differing": "keep", "why": "", "once": new_key()}
    asked_for = client.post(page.request["PATH_INFO"], typed)
    call_jobs()
    assert Load.objects.get().name == "組織.json"
    loaded = client.get(asked_for["Location"], follow=True)
    assert "この読込みを取り消す" in said(loaded)
    monkeypatch.setattr("reports.loads.actions.working.MANY", 0)
    client.post(loaded.request["PATH_INFO"], {"once": new_key()})
    assert Load.objects.get().undone_at is None
    call_jobs()
    assert Load.objects.get().undone_at is not None


@pytest.mark.usefixtures("long")
def test_a_long_file_that_is_opened_again_waits_once_and_a_full_queue_says_so(person):
    client = browser(person)
    content = json.dumps([a_department()]).encode()
    address = client.post(LIST, {"file": SimpleUploadedFile("組織.json", content)})["Location"]
    assert client.get(address)["Location"] == client.get(address)["Location"]
    Job.objects.all().delete()
    for _ in range(asking.MOST_WAITING):
        asked(person)
    full = client.get(address)
    assert (full.status_code, "順番待ちの処理が50件" in said(full)) == (403, True)


@pytest.mark.usefixtures("long")
def test_what_is_wrong_with_a_long_file_stands_on_the_page_of_its_job(person):
    page = choose(browser(person), entry("accounts.person"))
    assert "読み込めない種類です" in said(page)


@pytest.mark.usefixtures("long")
def test_a_long_file_is_not_loaded_otherwise_than_it_was_shown(person):
    client = browser(person)
    page = choose(client, a_department())
    load(client, page)
    Job.objects.filter(kind="load").update(asked={**Job.objects.get(kind="load").asked, "version": 1})
    call_jobs()
    job = Job.objects.get(kind="load")
    assert (job.state, "もう一度" in job.said) == ("failed", True)
    assert not Load.objects.exists()
    again = client.get(job.address)
    assert Job.objects.filter(kind="look").count() == 2, "what is shown is looked at anew"
    assert again.status_code == 302


@pytest.mark.usefixtures("long")
def test_a_job_has_the_rights_of_its_person_at_the_time_at_which_it_is_done(person):
    client = browser(person)
    page = choose(client, a_department())
    load(client, page)
    Post.objects.all().delete()
    call_jobs()
    assert Job.objects.get(kind="load").state == "failed"
    assert not Load.objects.exists()


# --- the program ---


def test_old_files_and_jobs_are_thrown_away_and_no_others(person, settings):
    old, needed, new = (uploads.keep(f"{name}.json", name.encode()) for name in ("old", "needed", "new"))
    asked(person, upload=needed.words())
    ended = asked(person)
    now = timezone.now()
    Job.objects.filter(pk=ended.pk).update(ended_at=now - timedelta(days=31), state="done")
    long_ago = (now - timedelta(days=settings.UPLOAD_DAYS + 1)).timestamp()
    for one in (old, needed):
        os.utime(one.path, (long_ago, long_ago))
    parked = ParkedForm.objects.create(digest="1", path="/", body="", person=person)
    ParkedForm.objects.filter(pk=parked.pk).update(at=now - timedelta(days=2))
    works.tidy(now)
    assert not ParkedForm.objects.exists()
    assert [Path(one.path).exists() for one in (old, needed, new)] == [False, True, True]
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_program_does_what_waits_and_says_so(capsys, monkeypatch):
    person = make_official(Post.Role.PLANNING, CITY)
    monkeypatch.setattr(run_jobs, "WORKS", doing(done))
    monkeypatch.setattr(run_jobs, "bound_memory", lambda: None)
    chores = iter([True, False])  # one thing that nobody waits for, and then none
    monkeypatch.setattr(run_jobs, "CHORES", [lambda: next(chores)])
    asked(person)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    try:
        call_command("run_jobs", once=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert "test 完了" in capsys.readouterr().out
    assert next(chores, None) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no such limits")
def test_a_job_waits_longer_for_another_load_than_a_page():
    def limits() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
            return list(cursor.fetchone())

    person = make_official(Post.Role.PLANNING, CITY)
    with run_jobs.patiently(asked(person), Progress()):
        assert limits() == ["30min", "30min"]
    assert limits() == ["4s", "15s"]


@pytest.mark.django_db(transaction=True)
def test_signs_of_life_are_written_while_a_job_is_done(monkeypatch):
    monkeypatch.setattr(working, "BEAT", 0.01)
    person, told = make_official(Post.Role.PLANNING, CITY), threading.Event()
    write = working.beat

    def beat(pk: int, worker: str, progress: Progress) -> None:
        write(pk, worker, progress)
        if progress.done:
            told.set()

    def wait(job: Job, progress: Progress) -> Ended:
        progress.at(1, 2, "半分")
        assert told.wait(10)
        return Ended("終わりました。")

    monkeypatch.setattr(working, "beat", beat)
    asked(person)
    job = work("w", doing(wait), working.beating)
    assert (job.state, job.step, job.done) == ("done", "半分", 1)
    assert connection.is_usable()
