"""The Excel round trip: download what is owed, see what an uploaded file would change, take it in."""

from collections.abc import Iterable
from typing import Any, Final, cast

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.rules import Role, is_unlimited, may_enter
from desk import quotas
from desk.models import SavedForm
from desk.quota_limits import limits, too_often
from entry.grid.explaining import asking_by_rules_of_pages
from entry.lists.items import items_of
from entry.owed import Owed
from entry.views.workbook_sheets import (
    filled_tables,
    judged_sheets,
    said_of,
    sheet_tables,
    with_first_of_sheets,
)
from entry.workbooks.lines import lines_of
from entry.workbooks.packing import Expired, Parcel, TooMuch, pack, unpack
from entry.workbooks.preview import MAY_NOT, Judged, Preview, keys_in, preview
from entry.workbooks.reading import Sheet, read_file
from entry.workbooks.safety import LARGEST_FILE, RefusedFile
from entry.workbooks.sheets.preview import SheetPreview
from entry.workbooks.sheets.taking import TakenSheets, foreign_among, take_in_sheets
from entry.workbooks.sheets.writing import table_csv
from entry.workbooks.taking import Taken, last_changes, seen_items, take_in
from entry.workbooks.writing import TYPE_OF_WORKBOOK, csv_bytes, workbook_bytes
from indicators.models import EntryRound, Indicator
from policies.models import PolicyNode
from store.models import Change

FORM_AROUND: Final = 100_000  # bytes of a multipart form beside its file
MOST_CHANGES: Final = 2_000
MOST_TO_WRITE: Final = (
    4_000  # one item in all 600 sheets of a city, or some 70 whole ones: seconds, not minutes
)
MOST_NAMED: Final = 10  # a SavedForm keeps an address of 500 characters
TYPE_OF_CSV: Final = "text/csv; charset=utf-8"
NO_ROUND: Final = "この入力依頼は見つかりません。"
OUTCOME_SALT: Final = "entry.upload.outcome"


@require_safe
@login_required
@limits(quotas.DOWNLOADS)
def workbook(request: HttpRequest) -> HttpResponse:
    """Download what the person may see of a round: as a workbook, or with ?format=csv as CSV."""
    person = cast(Person, request.user)
    rounds = rounds_for(person)
    wanted = request.GET.get("round")
    round_ = next((one for one in rounds if wanted in {None, str(one.pk)}), None)
    if round_ is None:
        raise Http404(NO_ROUND)
    if request.GET.get("format") == "csv":
        return as_csv(person, round_, request.GET.get("table"))
    items = visible_items(person, [round_])
    tables = filled_tables(person, round_)
    if not items and not tables:
        raise Http404(NO_ROUND)
    book = workbook_bytes(str(round_), due_words(round_), lines_of(items), tables)
    return as_file(book, TYPE_OF_WORKBOOK, round_, "xlsx")


def as_csv(person: Person, round_: EntryRound, wanted: str | None) -> HttpResponse:
    """Answer with the figures, or with the table of the sheets that is wanted, as CSV."""
    if wanted is None:
        items = visible_items(person, [round_])
        if not items:
            raise Http404(NO_ROUND)
        return as_file(csv_bytes(lines_of(items)), TYPE_OF_CSV, round_, "csv")
    tables = filled_tables(person, round_)
    table = next((one for one in tables if one.is_read and str(one.table.number) == wanted), None)
    if table is None:
        raise Http404(NO_ROUND)
    return as_file(table_csv(table), TYPE_OF_CSV, round_, "csv", table.title)


def due_words(round_: EntryRound) -> str:
    """Return what stands below the title: until when, and what to do with the file."""
    day = f"提出期限：{round_.due_on.year}年{round_.due_on.month}月{round_.due_on.day}日"
    return f"{day}　白いセルに入力し、「Excelの取込み」の画面で選んでください。"


def as_file(
    content: bytes, kind: str, round_: EntryRound, ending: str, what: str = "実績の入力"
) -> HttpResponse:
    """Answer with a file whose name is ours: nothing of it comes from the request."""
    name = f"{what}_{round_.year.short}_{round_.pk}.{ending}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


@csrf_exempt  # only until the length is known: an upload that is too large is not read, not even for its token
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what it would change, and take it in; nothing is written before the last step."""
    if _length(request) > LARGEST_FILE + FORM_AROUND:
        return choose(request, "ファイルが5MBを超えているため読み込めません。", status=413)
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return choose(request)
    if "parcel" in request.POST:
        return accept(request)
    return show_preview(request)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0


def choose(request: HttpRequest, refused: str = "", *, status: int = 200) -> HttpResponse:
    """Show where a file is chosen, with what can be downloaded, and why the last one was refused."""
    person = cast(Person, request.user)
    rounds = rounds_for(person)
    asked = sheet_tables(person, rounds)
    context = {
        "scope": None,
        "is_fictional": any_fictional(rounds),
        "rounds": [(round_, asked.get(round_.pk, ())) for round_ in rounds],
        "refused": refused,
        "back": came_back(person, rounds),
    }
    return render(request, "entry/upload.html", context, status=status)


def came_back(person: Person, rounds: Iterable[EntryRound]) -> int:
    """Return how many figures of the person's own sections are asked for again: they are entered one by one."""
    own = {post.department_id for post in person.current_posts if post.role in {Role.STAFF, Role.CHIEF}}
    return sum(item.owed.is_back for item in items_of(rounds, timezone.localdate(), own)) if own else 0


def any_fictional(rounds: Iterable[EntryRound]) -> bool:
    """Tell whether a page about these rounds has to say that the city is invented."""
    return any(round_.plan.is_fictional for round_ in rounds)


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
    return render(request, "entry/preview.html", context)


def judged_figures(sheet: Sheet | None, person: Person) -> Preview:
    """Judge the figures of the file; without any there is nothing to judge."""
    if sheet is None:
        return Preview((), ())
    today = timezone.localdate()
    items = seen_items(person, {key.round for key in keys_in(sheet).values()}, today)
    reasons = asking_by_rules_of_pages(today)
    return preview(sheet, items, may_enter=lambda item: may_enter(person, item, today), reasons=reasons)


def preview_context(judged: Preview, sheets: SheetPreview, parcel: str, name: str) -> dict[str, Any]:
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
    newest = last_changes([pk for _, pk in rows if pk is not None]) if rows else {}
    return [(row, newest.get(pk) if pk is not None else None) for row, pk in rows]


def accept(request: HttpRequest) -> HttpResponse:
    """Take in the rows that were ticked, once however often the button is pressed."""
    person = cast(Person, request.user)
    try:
        parcel = unpack(request.POST["parcel"], person)
    except Expired as error:
        return choose(request, str(error), status=400)
    ticked = {f"{name}-{value}" for name in ("accept", "sheet") for value in request.POST.getlist(name)}
    with transaction.atomic():
        form, is_first = SavedForm.objects.get_or_create(key=parcel.key, defaults={"person": person})
        if is_first:
            form.outcome = taken_address(person, parcel, ticked)
            form.save(update_fields=["outcome"])
    return HttpResponseRedirect(form.outcome)


def taken_address(person: Person, parcel: Parcel, ticked: set[str]) -> str:
    """Take in the ticked rows and return the address of the page that says what became of them."""
    today = timezone.localdate()
    chosen = [row for row in parcel.rows if f"accept-{row.round}-{row.indicator}" in ticked]
    sheets = [row for row in parcel.sheets if f"sheet-{row.round}-{row.node}" in ticked]
    taken, kept = Taken(), TakenSheets()
    if foreign_among(sheets, person=person, today=today):
        taken.refused = {row.indicator: MAY_NOT for row in chosen}
        kept.refused = {row.node: MAY_NOT for row in sheets}
    else:
        taken = take_in(chosen, person=person, today=today)
        kept = take_in_sheets(sheets, person=person, today=today)
    conflicts = [*parcel.conflicts, *taken.conflicts]
    named = conflicts[:MOST_NAMED]
    said = {
        "done": len(taken.done),
        "left": len(parcel.rows) - len(chosen),
        "conflict": len(conflicts),
        "conflicts": named,
        "refused": len(taken.refused),
        "person": person.pk,
    }
    if parcel.sheets or parcel.sheet_conflicts:
        said["sheets"] = said_of(parcel, sheets, kept, most_named=MOST_NAMED - len(named))
    return f"{reverse('entry:taken_in')}?of={signing.dumps(said, salt=OUTCOME_SALT, compress=True)}"


@require_safe
@login_required
def taken_in(request: HttpRequest) -> HttpResponse:
    """Say how many rows were taken in, and which were not because somebody else was first."""
    try:
        said = signing.loads(request.GET.get("of", ""), salt=OUTCOME_SALT)
    except signing.BadSignature:
        raise Http404("この結果は見つかりません。") from None
    person = cast(Person, request.user)
    if said["person"] != person.pk:
        raise Http404("この結果は見つかりません。")
    years = dict(said["conflicts"])
    rows = Indicator.objects.filter(pk__in=years).order_by("node__path", "order")
    named = [(row, years[row.pk]) for row in rows]
    sheets = said.get("sheets", {})
    nodes = list(PolicyNode.objects.filter(pk__in=sheets.get("conflicts", ())).order_by("path"))
    context = {
        "scope": None,
        "is_fictional": any_fictional(rounds_for(person)),
        "said": said,
        "named": named,
        "unnamed": said["conflict"] - len(named),
        "nodes": nodes,
        "unnamed_nodes": sheets.get("conflict", 0) - len(nodes),
    }
    return render(request, "entry/taken_in.html", context)


def rounds_for(person: Person) -> list[EntryRound]:
    """Return the rounds that are open today in the municipalities of the person, the next to be due first."""
    today = timezone.localdate()
    rounds = EntryRound.objects.open_on(today).select_related("plan").order_by("due_on", "pk")
    if not is_unlimited(person):
        codes = {post.department.local_government_code for post in person.current_posts}
        rounds = rounds.filter(plan__local_government_code__in=codes)
    return list(rounds)


def visible_items(person: Person, rounds: Iterable[EntryRound]) -> list[Owed]:
    """Return what the person may see of these rounds, in the order of the plan."""
    return list(seen_items(person, [one.pk for one in rounds], timezone.localdate()).values())
