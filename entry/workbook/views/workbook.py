"""The way back of the Excel round trip: see what an uploaded file would change, and take it in."""

from collections.abc import Iterable
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions import person_asking
from accounts.models import Person
from accounts.rules import Role, may_enter
from desk.actions import quotas
from desk.actions.once import once
from desk.page import parking
from desk.page.limiting import FORM_AROUND, length_of, too_often
from desk.page.parking import PARAMETER
from desk.page.taking import form_page, opened
from entry.figure.rules import asking_by_rules_of_pages
from entry.round.scorecards.amending import PublishedFigures
from entry.round.scorecards.counted import read_figures
from entry.workbook.actions.figures import seen_items
from entry.workbook.forms import (
    Expired,
    Parcel,
    TooMuch,
    pack,
    renewed,
    unpack,
)
from entry.workbook.safety import LARGEST_FILE, RefusedFile
from entry.workbook.scorecards.preview import (
    Judged,
    UploadPreview,
    keys_in,
    preview,
)
from entry.workbook.scorecards.reading import FileSheet, read_file
from entry.workbook.scorecards.resuming import figures_again, sheets_again
from entry.workbook.scorecards.sheets.owed import seen_sheets
from entry.workbook.scorecards.sheets.preview import SheetPreview
from entry.workbook.views.accepting import accepted_now, taken_address
from entry.workbook.views.downloading import any_fictional, rounds_for
from entry.workbook.views.workbook_sheets import (
    judged_sheets,
    sheet_tables,
    with_first_of_sheets,
)
from indicators.models import EntryRound, Result
from store.actions.history import last_changes
from store.limits import LONGEST_FORM
from store.models import Change

MOST_CHANGES: Final = 2_000
MOST_TO_WRITE: Final = (
    4_000  # one item in all 600 sheets of a city, or some 70 whole ones: seconds, not minutes
)
MULTIPART: Final = "multipart/form-data"
UNKEPT: Final = "file"  # in the place of a key: something was sent, and nothing of it kept
FILE_GONE: Final = (
    "ログインの状態が変わったため、まだ何も取り込んでいません。"
    "ファイルはお預かりしないので、もう一度選んでください。"
)
RESTORED: Final = "確認していた内容と印を復元しました。まだ取り込んでいません。今の値と比べ直しています。"


@csrf_exempt  # only until the length is known: an upload that is too large is not read, not even for its token
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what it would change, and take it in; nothing is written before the last step.

    A file is never kept for after a login, nor read for it; what was ticked in its preview is, unless it is too long.
    """
    is_too_large = length_of(request) > LARGEST_FILE + FORM_AROUND
    is_kept = request.content_type != MULTIPART and length_of(request) <= LONGEST_FORM
    if not request.user.is_authenticated and not is_kept:
        return redirect_to_login(f"{request.path}?{urlencode({PARAMETER: UNKEPT})}")
    if is_too_large:
        return choose(request, "ファイルが5MBを超えているため読み込めません。", status=413)
    return _upload(request)


@form_page
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return shown_again(request)
    if "parcel" in request.POST:
        return accept(request)
    return show_preview(request)


def shown_again(request: HttpRequest) -> HttpResponse:
    """Show where a file is chosen; after a login, the preview with the ticks that were set in it."""
    person = person_asking(request)
    fate = opened(request, person)
    if fate.typed is None or "parcel" not in fate.typed:
        return choose(request, again=FILE_GONE if PARAMETER in request.GET else "")
    try:
        parcel = renewed(str(fate.typed["parcel"]), person)
    except Expired as error:
        return choose(request, str(error))
    found = unpack(parcel, person)
    judged, sheets = judged_again(found, fate.typed, person)
    context = preview_context(judged, sheets, parcel, "")
    context |= {"is_fictional": any_fictional(rounds_for(person)), "restored": RESTORED}
    return render(request, "entry/workbook/preview.html", context | {"parked": fate.parked})


def judged_again(parcel: Parcel, typed: QueryDict, person: Person) -> tuple[UploadPreview, SheetPreview]:
    """Judge what was packed as things stand now, with the ticks that were set."""
    today = timezone.localdate()
    named = {row.indicator for row in parcel.rows}
    items = seen_items(person, {row.round for row in parcel.rows}, today, indicators=named)
    nodes = {row.node for row in parcel.sheets}
    seen = seen_sheets(person, {row.round for row in parcel.sheets}, today, nodes=nodes) if nodes else {}
    figures = figures_again(
        parcel.rows,
        items,
        may_enter=lambda item: may_enter(person, item, today),
        ticked=typed.getlist("accept"),
    )
    sheets = sheets_again(
        parcel.sheets,
        seen,
        may_enter=lambda item: may_enter(person, item, today),
        ticked=typed.getlist("sheet"),
    )
    return figures, sheets


def choose(request: HttpRequest, refused: str = "", *, status: int = 200, again: str = "") -> HttpResponse:
    """Show where a file is chosen, with what can be downloaded, and why the last one was refused or is gone."""
    person = cast(Person, request.user)
    rounds = rounds_for(person)
    asked = sheet_tables(person, rounds)
    context = {
        "scope": None,
        "is_fictional": any_fictional(rounds),
        "rounds": [(round_, asked.get(round_.pk, ())) for round_ in rounds],
        "refused": refused,
        "again": again,
        "back": came_back(person, rounds),
    }
    return render(request, "entry/workbook/upload.html", context, status=status)


def came_back(person: Person, rounds: Iterable[EntryRound]) -> int:
    """Return how many figures of the person's own sections are asked for again: they are entered one by one."""
    own = {post.department_id for post in person.current_posts if post.role in {Role.STAFF, Role.CHIEF}}
    if not own:
        return 0
    today = timezone.localdate()
    read = [read_figures(round_, today, own) for round_ in rounds]
    return sum(figure.is_back for figures in read for figure in figures)


def show_preview(request: HttpRequest) -> HttpResponse:
    """Show every cell that the file would change, beside what stands there now."""
    person = cast(Person, request.user)
    file = request.FILES.get("file")
    if file is None:
        return choose(request, "ファイルを選んでください。", status=400)
    if file.size is None or file.size > LARGEST_FILE:
        return choose(request, "ファイルが5MBを超えているため読み込めません。", status=413)
    try:
        quotas.count(quotas.UPLOADS, person)
    except quotas.TooOften as refused:
        return too_often(request, refused)
    try:
        contents = read_file(file.read())
        judged = judged_figures(contents.figures, person)
        sheets = judged_sheets(contents.tables, person)
        if len(judged.changed) > MOST_CHANGES or sheets.rows_to_write > MOST_TO_WRITE:
            raise TooMuch
        parcel = pack(judged.changed, judged.conflicts, person, sheets)
    except (RefusedFile, TooMuch) as error:
        return choose(request, str(error), status=422)
    context = preview_context(judged, sheets, parcel, file.name or "")
    context["is_fictional"] = any_fictional(rounds_for(person))
    return render(request, "entry/workbook/preview.html", context)


def judged_figures(sheet: FileSheet | None, person: Person) -> UploadPreview:
    """Judge the figures of the file; without any there is nothing to judge."""
    if sheet is None:
        return UploadPreview((), ())
    today = timezone.localdate()
    keys = keys_in(sheet).values()
    named = {key.indicator for key in keys}
    items = seen_items(person, {key.round for key in keys}, today, indicators=named)
    reasons = asking_by_rules_of_pages(today)
    return preview(
        sheet,
        items,
        may_enter=lambda item: may_enter(person, item, today),
        reasons=reasons,
        published=PublishedFigures.of(items.values()),
    )


def preview_context(judged: UploadPreview, sheets: SheetPreview, parcel: str, name: str) -> dict[str, Any]:
    """Return what the page of the preview expects."""
    return {
        "scope": None,
        "preview": judged,
        "conflicts": with_first(judged.conflicts),
        "sheets": sheets,
        "sheet_conflicts": with_first_of_sheets(sheets.conflicts),
        "parcel": parcel,
        "file_name": name[:100],
    }


def with_first(conflicts: Iterable[Judged]) -> list[tuple[Judged, Change | None]]:
    """Put beside each conflicting row the newest line of the figure's history: who was first, and when."""
    rows = [(row, row.item.result.pk if row.item and row.item.result else None) for row in conflicts]
    newest = last_changes(Result, [pk for _, pk in rows if pk is not None]) if rows else {}
    return [(row, newest.get(pk) if pk is not None else None) for row, pk in rows]


def accept(request: HttpRequest) -> HttpResponse:
    """Take in the rows that were ticked, once however often the button is pressed."""
    person = cast(Person, request.user)
    try:
        parcel = unpack(request.POST["parcel"], person)
    except Expired as error:
        return choose(request, str(error), status=400)
    ticked = {f"{name}-{value}" for name in ("accept", "sheet") for value in request.POST.getlist(name)}
    accepted = accepted_now(person, parcel, ticked)

    def act() -> str:
        parking.forget(request.POST.get(PARAMETER), request.path)
        return taken_address(person, parcel, accepted)

    return HttpResponseRedirect(
        once(parcel.key, person, act)
    )  # a parcel counts once, on whatever page it stands
