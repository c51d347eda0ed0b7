"""What jobs do for tables and forms: open files that were sent, and keep their sheets for the pages that show them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from django.urls import reverse

from accounts.models import Person
from entry.workbook.safety import RefusedFile
from reports.jobs.actions.asking import ask
from reports.jobs.actions.working import Ended, Progress, Work
from reports.jobs.models import Job
from reports.loads.actions import uploads
from reports.loads.actions.uploads import Upload
from reports.loads.actions.working import loader_for, upload_of
from reports.tables.actions.bundles import files_in, names_in
from reports.tables.actions.opening import letters_in, open_table
from reports.tables.grids import Grid
from reports.tables.proposals import calendar_in
from reports.tables.turned import turned

K = TypeVar("K")
OPEN, OPEN_ALL = "table", "forms"
OPENED: Final = "{}個のファイルを読み取りました。読み取れなかったファイルは{}個です。"
NONE_OPENED: Final = "読み取れるファイルが一つもありません。"
NO_FORM: Final = "調書としては大きすぎます。一つのシートは、行数×列数で20,000までです。"
MOST_SHEETS: Final = 5  # of a form
MOST_CELLS: Final = 20_000
MOST_CELLS_OF_ALL: Final = 2_000_000  # pages read all forms at once
MOST_LETTERS_OF_ALL: Final = 10_000_000
TOO_MUCH: Final = "ほかのファイルと合わせると大きすぎます。ファイルを何回かに分けて選んでください。"
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
    kept = keep_grids(upload.name, with_turned(grids), origin=upload.sha256)
    return Ended("表を読み取りました。", table_address(kept, job.person))


def with_turned(grids: Sequence[Grid]) -> list[Grid]:
    """Return the sheets of a file, and those with a row for each year once more with a row for each indicator."""
    more = [one for grid in grids if (one := turned(grid, calendar_in(grid))) is not None]
    return [*grids, *more]


def keep_grids(name: str, grids: Sequence[Grid], *, origin: str) -> Upload:
    """Keep the sheets of a file beside it."""
    data = json.dumps([one.kept() for one in grids], ensure_ascii=False)
    return uploads.keep(name, data.encode(), origin=origin)


def kept_grids(upload: Upload) -> list[Grid]:
    """Return the sheets that keep_grids() kept; raise GoneError for a file that was not kept so."""
    return _as_kept(upload, lambda kept: [Grid.from_kept(one) for one in kept])


def table_address(upload: Upload, person: Person) -> str:
    """Return where the person sees the table."""
    return reverse("reports:table", args=(uploads.ticket_for(upload, person.pk),))


# --- forms: many files of one kind ---


@dataclass(frozen=True, slots=True)
class FormFile:
    """One of many files: its sheets, or why it could not be opened."""

    name: str
    grids: Sequence[Grid]
    problem: str = ""


def ask_to_open_all(upload: Upload, person: Person) -> Job:
    """Let a job open every file of an archive."""
    return ask(OPEN_ALL, f"「{upload.name}」のファイルを読み取る", person, upload=upload.words())


def open_all(job: Job, progress: Progress) -> Ended:
    """Open each file by itself, and lead to the page on which the cells of one are named."""
    upload = upload_of(job)
    loader_for(job.person)
    data = upload.path.read_bytes()
    try:
        names = names_in(data)
    except RefusedFile as refused:
        return Ended(NOT_OPENED.format(refused), is_done=False)
    files, cells, letters = [], 0, 0
    for at, (name, content) in enumerate(files_in(data)):
        progress.at(at, len(names), f"「{name}」を読み取っています。")
        file = _opened(name, content)
        cells += sum(one.height * one.width for one in file.grids)
        letters += sum(map(letters_in, file.grids))
        is_too_much = cells > MOST_CELLS_OF_ALL or letters > MOST_LETTERS_OF_ALL
        files.append(FormFile(name, (), TOO_MUCH) if is_too_much else file)
    failed = [f"{one.name}：{one.problem}" for one in files if not one.grids]
    if len(failed) == len(files):
        return Ended(NONE_OPENED, problems=tuple(failed), is_done=False)
    kept = keep_forms(upload.name, files, origin=upload.sha256)
    said = OPENED.format(len(files) - len(failed), len(failed))
    address = reverse("reports:forms", args=(uploads.ticket_for(kept, job.person_id),))
    return Ended(said, address, problems=tuple(failed))


def _opened(name: str, content: bytes | RefusedFile) -> FormFile:
    if isinstance(content, RefusedFile):
        return FormFile(name, (), str(content))
    try:
        grids = open_table(content)[:MOST_SHEETS]
    except RefusedFile as refused:
        return FormFile(name, (), str(refused))
    if any(one.height * one.width > MOST_CELLS for one in grids):
        return FormFile(name, (), NO_FORM)
    return FormFile(name, grids)


def keep_forms(name: str, files: Sequence[FormFile], *, origin: str) -> Upload:
    """Keep what was opened of many files beside their archive."""
    kept = [
        {"name": one.name, "problem": one.problem, "grids": [grid.kept() for grid in one.grids]}
        for one in files
    ]
    return uploads.keep(name, json.dumps({"forms": kept}, ensure_ascii=False).encode(), origin=origin)


def kept_forms(upload: Upload) -> list[FormFile]:
    """Return what keep_forms() kept; a single table is a form too. Raise GoneError for a file that was not kept so."""
    return _as_kept(upload, partial(_forms, upload.name))


def _as_kept(upload: Upload, read: Callable[[Any], list[K]]) -> list[K]:
    try:
        return read(json.loads(upload.path.read_bytes()))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise uploads.GoneError from None


def _forms(name: str, kept: Any) -> list[FormFile]:
    if isinstance(kept, list):
        return [FormFile(name, [Grid.from_kept(one) for one in kept])]
    return [
        FormFile(one["name"], [Grid.from_kept(grid) for grid in one["grids"]], one["problem"])
        for one in kept["forms"]
    ]


WORKS: Final = {OPEN: Work(open_file), OPEN_ALL: Work(open_all)}
