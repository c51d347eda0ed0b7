"""The tables of a page as files: asked for at the page's own address, so whoever sees the page may take them.

A view says which tables its page has, `{"files": files_of(…)}` among what it renders, and hands what it has made to
taking() or shown(). `{% table_files "years" %}` stands beside the table. The file is all rows of the table in the order
that the address asks for, and not only those of the page that is looked at.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Any, Final, cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from desk.actions import quotas
from desk.page.limiting import too_often
from exports.columns import TableFile
from exports.writing import csv_blocks, write_workbook

PARAMETER: Final = "file"
# what an address says of one page of a list alone
OF_ONE_PAGE: Final = ("page", "per_page", "p", "shown", PARAMETER)
IN_MEMORY: Final = 1_000_000  # bytes of a workbook; a larger one is written to a temporary file
LONGEST_NAME: Final = 40
NO_SUCH_FILE: Final = "「{}」というファイルは、このページにはありません。"
USABLE: Final = "使えるのは、{}です。"

Files = Mapping[str, TableFile]
Said = dict[str, Any] | HttpResponse


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its ending, what a server says of it, what its link says."""

    suffix: str
    media_type: str
    label: str


KINDS: Final = {
    "csv": FileKind("csv", "text/csv; charset=utf-8", "CSV"),
    "xlsx": FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
}


def files_of(*tables: TableFile | None) -> Files:
    """Return the tables of a page by their names; None is one that the page does not have this time."""
    return {one.name: one for one in tables if one is not None}


def taking(request: HttpRequest, make: Callable[[], Said]) -> Callable[[], Said]:
    """Return what makes a page, as page_for() asks for it, or the file of it that the address asks for."""

    def said() -> Said:
        found = make()
        if isinstance(found, HttpResponse):
            return found
        answer = asked_file(request, found.get("files", {}))
        return found if answer is None else answer

    return said


def shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page, or answer with the file of it that the address asks for."""
    answer = asked_file(request, context.get("files", {})) if request.method != "POST" else None
    if answer is None:
        return render(request, template, context, status=status)
    return answer


def asked_file(request: HttpRequest, files: Files) -> HttpResponse | None:
    """Return the file that the address asks for, None where it asks for none.

    What the page does not have is a 404 that says what it has.
    """
    asked = request.GET.get(PARAMETER, "")
    if not asked:
        return None
    name, _, suffix = asked.rpartition(".")
    if name in files and suffix in KINDS:
        return counted(request, lambda: file_answer(files[name], suffix))
    usable = "、".join(f"{one}.{kind}" for one in files for kind in KINDS)
    message = NO_SUCH_FILE.format(asked[:LONGEST_NAME]) + (USABLE.format(usable) if usable else "")
    return render(request, "404.html", {"scope": None, "message": message}, status=404)


def counted(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the file, or 429 to a person who has taken too many in too short a time."""
    person = request.user
    if person.is_authenticated:
        try:
            quotas.count(quotas.DOWNLOADS, person)
        except quotas.TooOften as refused:
            return too_often(request, refused)
    return make()


def file_answer(table: TableFile, suffix: str) -> HttpResponse:
    """Return the table as a file of that kind, which is saved under its name."""
    if suffix == "csv":
        blocks = csv_blocks((column.heading for column in table.columns), table.lines)
        return as_file(blocks, saved_as(table, suffix), KINDS[suffix].media_type)
    return workbook_answer([table], saved_as(table, suffix))


def saved_as(table: TableFile, suffix: str) -> str:
    return f"{'-'.join(filter(None, (table.name, table.about)))}.{suffix}"


def as_file(blocks: Iterator[bytes], name: str, media_type: str) -> HttpResponse:
    """Return what comes in blocks: whole where it is one block, else as it comes."""
    first, second = next(blocks, b""), next(blocks, None)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    if second is None:
        return HttpResponse(first, content_type=media_type, headers=headers)
    every = chain((first, second), blocks)
    return passed_on(StreamingHttpResponse(every, content_type=media_type, headers=headers))


def workbook_answer(tables: Iterable[TableFile], name: str) -> HttpResponse:
    """Return a workbook with a sheet for each table."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    write_workbook(file, tables)
    length = file.tell()
    file.seek(0)
    kind = KINDS["xlsx"].media_type
    if length <= IN_MEMORY:
        with file:
            return as_file(iter((file.read(),)), name, kind)
    return passed_on(FileResponse(file, as_attachment=True, filename=name, content_type=kind))


def passed_on(answer: StreamingHttpResponse) -> HttpResponse:
    """Return an answer that comes in blocks as what views are said to return: who passes it on looks at neither."""
    return cast(HttpResponse, answer)


def addresses(request: HttpRequest, name: str) -> list[tuple[str, str]]:
    """Return label and address of each file of a table: the page's own address and what it asks for."""
    asked = request.GET.copy()
    for gone in OF_ONE_PAGE:
        asked.pop(gone, None)
    found = []
    for suffix, kind in KINDS.items():
        asked[PARAMETER] = f"{name}.{suffix}"
        found.append((kind.label, f"?{asked.urlencode()}"))
    return found


def moment(at: datetime | None) -> str:
    """Return a moment in Japan's time as a text that sorts: 2026-03-31 17:05."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
