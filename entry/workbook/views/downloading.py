"""The way out of the Excel round trip: what is owed, as a workbook or as CSV, and the rounds that are open."""

from collections.abc import Iterable
from typing import Final, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.models import Person
from accounts.rules import is_unlimited
from desk.actions import quotas
from desk.page.limiting import limits
from entry.round.scorecards.owed import Owed
from entry.workbook.actions.figures import seen_items
from entry.workbook.page.figures import TYPE_OF_WORKBOOK, csv_bytes, workbook_bytes
from entry.workbook.page.sheets import table_csv
from entry.workbook.scorecards.lines import lines_of
from entry.workbook.views.workbook_sheets import filled_tables
from indicators.models import EntryRound

TYPE_OF_CSV: Final = "text/csv; charset=utf-8"
NO_ROUND: Final = "この入力依頼は見つかりません。"


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


def any_fictional(rounds: Iterable[EntryRound]) -> bool:
    """Tell whether a page about these rounds has to say that the city is invented."""
    return any(round_.plan.is_fictional for round_ in rounds)
