"""What jobs do for tables: open a file that was sent, and keep its sheets for the page that shows them."""

import json
from collections.abc import Sequence
from typing import Any, Final

from django.urls import reverse

from accounts.models import Person
from entry.workbook.safety import RefusedFile
from reports.jobs.actions.asking import ask
from reports.jobs.actions.working import Ended, Progress, Work
from reports.jobs.models import Job
from reports.loads.actions import uploads
from reports.loads.actions.uploads import Upload
from reports.loads.actions.working import loader_for, upload_of
from reports.tables.actions.opening import open_table
from reports.tables.grids import Grid

OPEN: Final = "table"
NOT_OPENED: Final = "この表は読み込めません。{}"


def ask_to_open(upload: Upload, person: Person) -> Job:
    """Let a job open a table."""
    return ask(OPEN, f"表「{upload.name}」を読み取る", person, upload=upload.words())


def open_file(job: Job, progress: Progress) -> Ended:
    """Open the file, and lead to the page on which its columns are named."""
    upload = upload_of(job)
    loader_for(job.person)  # who may not load needs no table
    progress.at(0, 0, "ファイルを読み取っています。")
    try:
        grids = open_table(upload.path.read_bytes())
    except RefusedFile as refused:
        return Ended(NOT_OPENED.format(refused), is_done=False)
    kept = keep_grids(upload.name, grids, origin=upload.sha256)
    return Ended("表を読み取りました。", table_address(kept, job.person))


def keep_grids(name: str, grids: Sequence[Grid], *, origin: str) -> Upload:
    """Keep the sheets of a file beside it."""
    data = json.dumps([one.kept() for one in grids], ensure_ascii=False)
    return uploads.keep(name, data.encode(), origin=origin)


def kept_grids(upload: Upload) -> list[Grid]:
    """Return the sheets that keep_grids() kept."""
    kept: list[dict[str, Any]] = json.loads(upload.path.read_bytes())
    return [Grid.from_kept(one) for one in kept]


def table_address(upload: Upload, person: Person) -> str:
    """Return where the person sees the table."""
    return reverse("reports:table", args=(uploads.ticket_for(upload, person.pk),))


WORKS: Final = {OPEN: Work(open_file)}
