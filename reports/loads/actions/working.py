"""What jobs do for loads: hold a long file against the database, load it, take a long load back."""

from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from reports.jobs.actions.asking import ask
from reports.jobs.actions.working import Ended, Progress, Work
from reports.jobs.models import Job
from reports.loads.actions.loading import Choice, Loader
from reports.loads.actions.uploads import GoneError, Upload, of_words, ticket_for
from reports.loads.rules import may_load
from reports.loads.scorecards import LoadPreview, loads_for, preview_of
from store.actions.loading.reading import FixtureRefusedError
from store.actions.rows import RefusedError, StaleRow
from store.models import Load

LOOK, LOAD, UNDO = "look", "load", "undo"
ONLY_KEEPERS: Final = "ファイルを読み込めるのは、事務局とシステム管理者だけです。"
NOT_LOADABLE: Final = (
    "このファイルは読み込めません。何も変えていません。次のところを直して、もう一度選んでください。"
)
MEANWHILE: Final = (
    "確かめていた間にデータベースが変わったため、読み込んでいません。"
    "下の内容をもう一度確かめてから、読み込んでください。"
)
LOOKED_ANEW: Final = (
    "確かめていた間にデータベースが変わったため、読み込んでいません。もう一度、内容を確かめてください。"
)
NOTHING_NEW: Final = "データベースと同じ内容のため、何も変えていません。"
GONE: Final = "この読込みは見つかりません。"
OLD: Final = timedelta(hours=1)
MANY: Final = 500  # rows: beyond that a load is taken back by a job


def new_address(upload: Upload, person: Person) -> str:
    """Return where the person sees what the file would change."""
    return reverse("reports:new", args=(ticket_for(upload, person.pk),))


def loader_for(person: Any) -> Loader:
    """Return who loads, today; raise RefusedError where they keep no city (any more)."""
    today = timezone.localdate()
    if not may_load(person, today):
        raise RefusedError(ONLY_KEEPERS)
    return Loader(person, today)


def upload_of(job: Job) -> Upload:
    """Return the file that a job is about; raise RefusedError if it is not kept any more."""
    try:
        return of_words(job.asked_for("upload"))
    except GoneError as gone:
        raise RefusedError(str(gone)) from None


def choice_of(job: Job) -> Choice:
    """Return how the file is to be loaded."""
    return Choice(**job.asked_for("choice"))


def said_of(choice: Choice) -> dict[str, Any]:
    """Return a choice as a job keeps it."""
    return {"is_confirmed": choice.is_confirmed, "overwrites": choice.overwrites, "why": choice.why}


def ask_to_look(upload: Upload, choice: Choice, person: Person) -> Job:
    """Let a job hold the file against the database: the one that is asked for already, if it has not ended."""
    words, said = upload.words(), said_of(choice)
    for job in Job.objects.going_on().filter(person=person, kind=LOOK):
        if (job.asked_for("upload"), job.asked_for("choice")) == (words, said):
            return job
    title = f"「{upload.name}」の内容を確かめる"
    return ask(LOOK, title, person, upload=words, choice=said)


def ask_to_load(upload: Upload, choice: Choice, person: Person, version: int) -> Job:
    """Let a job load the file as it was looked at."""
    title = f"「{upload.name}」を読み込む"
    return ask(LOAD, title, person, upload=upload.words(), choice=said_of(choice), version=version)


def ask_to_undo(load: Load, person: Person) -> Job:
    """Let a job take a load back."""
    return ask(UNDO, f"「{load}」の読込みを取り消す", person, load=load.pk)


def seen(upload: Upload, choice: Choice, person: Person) -> LoadPreview | None:
    """Return what a job has seen in the file not long ago, if nothing was done with it since; else None."""
    jobs = Job.objects.filter(person=person, kind__in=(LOOK, LOAD), at__gt=timezone.now() - OLD)
    for job in jobs[:50]:
        if job.asked_for("upload") != upload.words():
            continue
        if job.kind == LOAD and not job.goes_on:
            return None
        if job.kind == LOOK and job.state == Job.State.DONE and job.asked_for("choice") == said_of(choice):
            return LoadPreview.from_words(job.result)
    return None


def look(job: Job, progress: Progress) -> Ended:
    """Hold the file against the database."""
    upload = upload_of(job)
    progress.at(0, 0, "ファイルの内容を、データベースと照らし合わせています。")
    try:
        looked = loader_for(job.person).look(upload, choice_of(job))
    except FixtureRefusedError as refused:
        return Ended(NOT_LOADABLE, problems=tuple(refused.problems), is_done=False)
    return Ended("内容を確かめました。", new_address(upload, job.person), preview_of(looked).kept_words())


def load(job: Job, progress: Progress) -> Ended:
    """Load the file."""
    upload = upload_of(job)
    progress.at(0, 0, "読み込んでいます。")
    try:
        done = loader_for(job.person).load(upload, choice_of(job), version=job.asked_for("version"))
    except FixtureRefusedError as refused:
        return Ended(NOT_LOADABLE, problems=tuple(refused.problems), is_done=False)
    except StaleRow:
        return Ended(LOOKED_ANEW, new_address(upload, job.person), is_done=False)
    if done._state.adding:
        return Ended(NOTHING_NEW, reverse("reports:list"))
    return Ended(f"「{done}」を読み込みました。", reverse("reports:load", args=(done.pk,)))


def undo(job: Job, progress: Progress) -> Ended:
    """Take a load back."""
    loader = loader_for(job.person)
    done = loads_for(job.person, loader.today).filter(pk=job.asked_for("load")).first()
    if done is None:
        raise RefusedError(GONE)
    progress.at(0, 0, "取り消しています。")
    loader.undo(done)
    return Ended(f"「{done}」の読込みを取り消しました。", reverse("reports:load", args=(done.pk,)))


WORKS: Final = {LOOK: Work(look), LOAD: Work(load, writes=True), UNDO: Work(undo, writes=True)}
