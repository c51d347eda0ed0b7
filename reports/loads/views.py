"""Loading a file: choose it, see what it would change, load it, take it back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_tables2 import Table

from accounts.actions import person_asking
from accounts.models import Person
from desk.actions import quotas
from desk.page.limiting import FORM_AROUND, length_of, too_often
from desk.page.refusals import NotAllowedError
from desk.page.taking import Conflict, Done, Fate, FateKind, FaultyFormError, form_page, opened, take
from exports.page import files_of, shown
from policies.tables import BoundedPaginator, RequestConfig
from reports.jobs.models import Job
from reports.jobs.tables import JobTable
from reports.loads.actions import uploads, working
from reports.loads.actions.loading import Choice, Loader
from reports.loads.actions.working import MEANWHILE, ONLY_KEEPERS, new_address
from reports.loads.forms import LoadForm
from reports.loads.kinds import Kind, NoKind, kind_of
from reports.loads.rules import may_load
from reports.loads.scorecards import LoadPreview, loads_for, preview_of
from reports.loads.tables import LoadTable, loads_file
from store.actions.loading.reading import FixtureRefusedError
from store.actions.loading.undoing import built_on
from store.actions.rows import RefusedError
from store.models import Load

TOO_LARGE: Final = (
    "ファイルが大きすぎて読み込めません（表とJSONは5MB、報告書は30MBまで）。分けてから選んでください。"
)
Read = Callable[[uploads.Upload, Kind, Person], Job | None]
TAKEN: Final = "{}個のファイルを受け付けました。それぞれの進み具合と結果は、下の「最近の処理」で分かります。"
NOTHING_CHOSEN: Final = Choice(is_confirmed=False, overwrites=False, why="")
MOST_PROBLEMS: Final = 100
Listing = Callable[[Loader], Table | None]
PAGES: Final = {"per_page": 50, "paginator_class": BoundedPaginator}
JOBS_ON_A_PAGE: Final = 10


def loader_of(request: HttpRequest) -> Loader:
    """Return who loads, today; refuse everybody who keeps no city."""
    person, today = person_asking(request), timezone.localdate()
    if not may_load(person, today):
        raise NotAllowedError(ONLY_KEEPERS)
    return Loader(person, today)


@csrf_exempt  # only until the length is known, see form_page: what is too large is not read
@require_http_methods(["GET", "HEAD", "POST"])
def load_list(request: HttpRequest, read: Read, lists: Sequence[Listing]) -> HttpResponse:
    """Show what was loaded, and where files are chosen; what is posted are such files.

    `read` asks for the job that reads one, if it is none that the loader takes as it is. `lists` are further tables.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)  # no file is kept for after a login
    if length_of(request) > uploads.LARGEST_REQUEST + FORM_AROUND:
        return _too_large(request)
    return _load_list(request, read, lists)


@form_page
def _load_list(request: HttpRequest, read: Read, lists: Sequence[Listing]) -> HttpResponse:
    loader = loader_of(request)
    show = partial(show_list, request, loader, lists)
    return choose(request, loader, read, show) if request.method == "POST" else show()


def _too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/too_large.html", {"scope": None, "message": TOO_LARGE}, status=413)


def choose(
    request: HttpRequest, loader: Loader, read: Read, show: Callable[..., HttpResponse]
) -> HttpResponse:
    """Keep the files and lead to what they would change; of several, each goes its own way, with a line for each.

    Workbooks that are sent together are forms of one kind: they go the same way.
    """
    files = uploads.together([(one.name or "ファイル", one.read()) for one in request.FILES.getlist("file")])
    if not files:
        return show(["ファイルを選んでください。"], status=422)
    try:
        quotas.count(
            quotas.UPLOADS, loader.person
        )  # once, however many: together they are bounded as one request
    except quotas.TooOften as often:
        return too_often(request, often)
    addresses, refused = [], []
    for name, data in files:
        try:
            addresses.append(take_in(name, data, loader, read))
        except RefusedError as said:
            refused.append(f"{name}：{said}")
    if len(addresses) == len(files) == 1:
        return HttpResponseRedirect(addresses[0])
    return show(refused, taken=len(addresses), status=422 if refused else 200)


def take_in(name: str, data: bytes, loader: Loader, read: Read) -> str:
    """Keep a file and return where it goes on. Raise RefusedError where nobody takes it."""
    try:
        kind = kind_of(name, data)
    except NoKind as said:
        raise RefusedError(str(said)) from None
    upload = uploads.keep(name, data)
    if (job := read(upload, kind, loader.person)) is not None:
        return job.get_absolute_url()
    if len(data) > uploads.LARGEST:
        raise RefusedError(TOO_LARGE)
    return new_address(upload, loader.person)


def show_list(
    request: HttpRequest,
    loader: Loader,
    lists: Sequence[Listing],
    refused: Sequence[str] = (),
    *,
    taken: int = 0,
    status: int = 200,
) -> HttpResponse:
    """Show the loads of the own city, the newest first."""
    table = LoadTable(loads_for(loader.person, loader.today).defer("touched"))
    RequestConfig(request, paginate=PAGES).configure(table)
    found = [one for listing in lists if (one := listing(loader)) is not None]
    context = {
        "scope": None,
        "table": table,
        "files": files_of(loads_file(row.record for row in table.rows), *(one.as_file() for one in found)),
        "jobs": recent_jobs(request, loader.person),
        "lists": [paged(request, one) for one in found],
        "refused": refused,
        "taken_words": TAKEN.format(taken) if taken else "",
    }
    return shown(request, "reports/load_list.html", context, status=status)


def paged(request: HttpRequest, table: Table) -> Table:
    """Return a further table by pages of its own."""
    RequestConfig(request, paginate=PAGES).configure(table)
    return table


def recent_jobs(request: HttpRequest, person: Person) -> JobTable | None:
    """Return what the person asked for of late, by pages of its own; None where that is nothing."""
    jobs = Job.objects.filter(person=person).defer("asked", "result")
    if not jobs.exists():
        return None
    table = JobTable(jobs, prefix="jobs-")
    RequestConfig(request, paginate=PAGES | {"per_page": JOBS_ON_A_PAGE}).configure(table)
    return table


@form_page(labels={"why": "理由・出典"})
def load_new(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show what the file would add and change, row by row; what is posted loads it."""
    loader = loader_of(request)
    try:
        upload = uploads.of_ticket(ticket, loader.person.pk)
    except uploads.GoneError as gone:
        raise Http404(str(gone)) from None
    if request.method != "POST":
        return show_new(request, loader, upload, opened(request, loader.person))
    if upload.is_long and working.seen(upload, NOTHING_CHOSEN, loader.person) is None:
        return look_first(upload, loader.person)  # an old page: what it showed is not known any more
    act, show = partial(put, request, loader, upload), partial(show_new, request, loader, upload)
    return take(request, loader.person, act, show, is_versioned=True)


def put(request: HttpRequest, loader: Loader, upload: uploads.Upload, version: int) -> Done:
    """Load the file as was chosen."""
    form = LoadForm(request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    if upload.is_long:
        return Done(working.ask_to_load(upload, form.choice(), loader.person, version).get_absolute_url())
    try:
        load = loader.load(upload, form.choice(), version=version)
    except FixtureRefusedError as refused:
        raise RefusedError("\n".join(told(refused.problems))) from refused
    if load._state.adding:
        return Done(reverse("reports:list"), "データベースと同じ内容のため、何も変えていません。")
    return Done(reverse("reports:load", args=(load.pk,)), f"「{load}」を読み込みました。")


def told(problems: Sequence[str]) -> list[str]:
    """Return the first problems, and how many more there are."""
    rest = len(problems) - MOST_PROBLEMS
    return [*problems[:MOST_PROBLEMS], *([f"ほか{rest}件"] if rest > 0 else [])]


def show_new(request: HttpRequest, loader: Loader, upload: uploads.Upload, fate: Fate) -> HttpResponse:
    """Show the file held against the database as it is now, with what was chosen."""
    form = fate.form or (LoadForm(initial=fate.typed.dict()) if fate.typed is not None else LoadForm())
    problems: list[str] = []
    preview: LoadPreview | None = None
    if upload.is_long:
        preview = working.seen(upload, NOTHING_CHOSEN, loader.person)
        if preview is None:
            return look_first(upload, loader.person)
    else:
        try:
            preview = preview_of(loader.look(upload, chosen(fate)))
        except FixtureRefusedError as refused:
            problems = refused.problems
    context = {
        "scope": None,
        "upload": upload,
        "preview": preview,
        "problems": problems[:MOST_PROBLEMS],
        "problem_count": len(problems),
        "form": form,
        **fate.context(preview.version if preview is not None else 0, conflict_of(fate)),
    }
    status = fate.status if fate.status != 200 or preview is not None else 422
    return render(request, "reports/load_new.html", context, status=status)


def look_first(upload: uploads.Upload, person: Person) -> HttpResponse:
    """Let a job look at a long file, and lead to where one sees how far it is."""
    try:
        return HttpResponseRedirect(working.ask_to_look(upload, NOTHING_CHOSEN, person).get_absolute_url())
    except RefusedError as refused:
        raise NotAllowedError(str(refused)) from None


def conflict_of(fate: Fate) -> Conflict | None:
    """Say that the page shows something else by now than what was agreed to."""
    return Conflict(MEANWHILE, is_own=False) if fate.kind is FateKind.STALE else None


def chosen(fate: Fate) -> Choice:
    """Return what was chosen as far as it can be read: the page shows what that would do."""
    form = LoadForm(fate.typed if fate.typed is not None else {"state": "waiting", "differing": "keep"})
    return form.choice() if form.is_valid() else NOTHING_CHOSEN


@form_page
def load_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one load did; what is posted takes it back."""
    loader = loader_of(request)
    load = loads_for(loader.person, loader.today).filter(pk=pk).first()
    if load is None:
        raise Http404
    if request.method != "POST":
        return show_load(request, loader, load, opened(request, loader.person))
    act, show = partial(take_back, loader, load), partial(show_load, request, loader, load)
    return take(request, loader.person, act, show, is_versioned=False)


def take_back(loader: Loader, load: Load, _: int) -> Done:
    """Undo the load, or let a job do it where that takes its time."""
    if load.added + load.changed > working.MANY:
        return Done(working.ask_to_undo(load, loader.person).get_absolute_url())
    loader.undo(load)
    return Done(reverse("reports:load", args=(load.pk,)), f"「{load}」の読込みを取り消しました。")


def show_load(request: HttpRequest, loader: Loader, load: Load, fate: Fate) -> HttpResponse:
    """Show the load, and whether it can be taken back."""
    load.refresh_from_db()
    not_theirs = loader.why_not_undone(load) if load.undone_at is None else ""
    context = {
        "scope": None,
        "load": load,
        "not_theirs": not_theirs,
        "built_on": built_on(load) if load.undone_at is None and not not_theirs else [],
        **fate.context(0),
    }
    return render(request, "reports/load.html", context, status=fate.status)
