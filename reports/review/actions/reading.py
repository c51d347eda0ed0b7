"""A report's file into rows: done by a job, never while somebody waits for a page."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import administering_post
from accounts.models import Person
from accounts.rules import administered_codes
from reports.jobs.actions.asking import ask
from reports.jobs.actions.working import Ended, Progress, Work
from reports.jobs.models import Job
from reports.loads.actions.uploads import Upload
from reports.loads.actions.working import loader_for, upload_of
from reports.reading.documents import Document, Line, UnreadableReport
from reports.reading.files import document_of
from reports.reading.reader import read_document
from reports.review.models import Report, ReportFact, ReportPage
from reports.review.rules import may_review
from reports.review.slots import Json, slots
from store.actions.rows import Actor, RefusedError, add_rows
from store.models import Change

READ: Final = "read"
NOTHING: Final = (
    "指標も数値も読み取れませんでした。指標の表や本文が文字として入っているファイルか確かめてください。"
    "表計算のファイルがあれば、そちらを選ぶ方が確かです。"
)
NOT_THEIRS: Final = "ご自身の団体の報告書だけを読み取れます。"
WHOSE: Final = (
    "報告書を読み取れるのは、一つの団体の事務局の方です。団体の事務局としてログインするか、"
    "管理画面の「役職・担当」で事務局の役割を付けてから、もう一度選んでください。"
)
AGAIN: Final = "このファイルは前に読み取っています。前の確認の続きを表示します。"


def ask_to_read(upload: Upload, person: Person) -> Job:
    """Let a job read a report's file for the person's city; raise RefusedError where it is not clear which that is."""
    codes = administered_codes(person, timezone.localdate())
    if len(codes) != 1:
        raise RefusedError(WHOSE)
    title = f"「{upload.name}」を読み取る"
    return ask(READ, title, person, upload=upload.words(), city=next(iter(codes)))


def read(job: Job, progress: Progress) -> Ended:
    """Read the file, and keep what it says with its places; a file that was read before leads to what is there."""
    upload, city = upload_of(job), str(job.asked_for("city"))
    today = loader_for(job.person).today
    if not may_review(job.person, city, today):
        raise RefusedError(NOT_THEIRS)
    if (known := Report.objects.filter(city=city, sha256=upload.sha256).first()) is not None:
        return Ended(AGAIN, known.get_absolute_url())
    progress.at(0, 3, "ファイルを開いて、文字と表を読み取っています。")
    try:
        document = document_of(upload.path)
    except UnreadableReport as refused:
        return Ended(str(refused), is_done=False)
    progress.at(1, 3, "指標と数値を探しています。")
    draft = read_document(document)
    if not draft["indicators"] and not draft["candidates"]:
        return Ended(NOTHING, is_done=False)
    progress.at(2, 3, "読み取った値を保存しています。")
    by = Actor(Change.Via.REPORT, job.person, administering_post(job.person, [city], today))
    try:
        report = keep(upload, city, document, draft, by=by, person=job.person)
    except IntegrityError:  # two workers had the same file: the one that is first keeps it
        if (known := Report.objects.filter(city=city, sha256=upload.sha256).first()) is None:
            raise
        return Ended(AGAIN, known.get_absolute_url())
    return Ended(f"「{upload.name}」を読み取りました。", report.get_absolute_url())


@transaction.atomic
def keep(upload: Upload, city: str, document: Document, draft: Json, *, by: Actor, person: Person) -> Report:
    """Keep a report with its pages and all that was read in it."""
    pages = _pages(document.lines)
    report = Report(
        name=upload.name, sha256=upload.sha256, city=city, person=person, draft=draft, page_count=len(pages)
    )
    add_rows([report], by=by)
    ReportPage.objects.bulk_create(
        (ReportPage(report=report, number=number, lines=lines) for number, lines in pages.items()),
        batch_size=100,
    )
    facts = [ReportFact.from_slot(report, order, slot) for order, slot in enumerate(slots(draft), start=1)]
    ReportFact.objects.bulk_create(facts, batch_size=500)  # what a program read is no change by anybody
    return report


def _pages(lines: Iterable[Line]) -> dict[int, list[list[object]]]:
    found: dict[int, list[list[object]]] = defaultdict(list)
    for line in lines:
        found[line.page].append([line.number, line.text, list(line.box) if line.box else []])
    return found


WORKS: Final = {READ: Work(read)}
