"""What was published of a cycle, edition by edition, for everybody; each page reads its edition and nothing else."""

from dataclasses import replace
from typing import Final

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from evaluations.publishing.models import Publication
from evaluations.publishing.page.lists import OF_INDICATORS, OF_MEASURES
from evaluations.publishing.page.packages import Package, latest_of_plan
from evaluations.publishing.page.pages import PublishedEdition, read_edition
from evaluations.publishing.page.papers import book_page, index_page, indicators_page, node_page
from evaluations.publishing.scorecards.later import shows_later
from evaluations.publishing.tables import (
    amounts_file,
    editions_file,
    errata_file,
    indicators_file,
    measures_file,
    projects_file,
    saved_as_edition,
    targets_file,
    years_file,
)
from exports.page import files_of, passed_on, shown
from store.numbers import number_of
from store.page import kept_for_visitors, relies_on

PER_PAGE: Final = 100
NOT_MADE: Final = (
    "このデータ一式は、いま作成しています。数分たってから、もう一度お試しください。"
    "お急ぎのときは、公表版のページの表のファイルをご利用ください。"
)


def asked(request: HttpRequest, plan: str, key: str, number: int | None = None) -> PublishedEdition:
    """Return the edition of which the address speaks; nothing but a further one changes what is said of it.

    Beside the newest one visitors may see what was confirmed later: then it hangs from what they see of the plan.
    """
    shown = read_edition(plan, key, number)
    if not (shown.is_latest and shows_later(shown.row)):
        relies_on(request)
        return shown
    relies_on(request, number_of(shown.row.cycle.period.plan_id, publicly=True))
    return replace(shown, shows_later=True)


def edition_page(request: HttpRequest, edition: PublishedEdition) -> HttpResponse:
    """Show an edition, or hand out one of its tables."""
    template, context = index_page(edition, request.GET.dict())
    about = saved_as_edition(edition)
    files = files_of(
        measures_file(edition, context["rows"]),
        editions_file(about, edition.editions),
        errata_file(about, edition.editions),
    )
    plan, own = edition.row.plan_key, edition.row.cycle_key
    beside = [one for one in latest_of_plan(plan) if one.cycle_key != own]
    context |= {"files": files, "packages": packages_of(edition), "beside": beside}
    return shown(request, template, context)


def packages_of(edition: PublishedEdition) -> list[tuple[str, str, int]]:
    """Return label, address and size of the packages that are there: of this edition, its period, the whole plan."""
    plan, period = edition.row.plan_key, edition.row.cycle.period.number
    named = edition.content["period"]["name"]
    found = [
        (
            "この版のデータ一式",
            reverse("published:package", args=edition.row.place),
            Package.of_edition(edition.row),
        ),
        (
            f"{named}のデータ一式（各評価の最新版）",
            reverse("published:period_package", args=[plan, period]),
            Package.made(plan, period),
        ),
        (
            "計画全体のデータ一式（各評価の最新版）",
            reverse("published:plan_package", args=[plan]),
            Package.made(plan, None),
        ),
    ]
    sized = [(label, address, one.size) for label, address, one in found if one is not None]
    return [(label, address, size) for label, address, size in sized if size is not None]


@require_safe
@kept_for_visitors(*OF_MEASURES, is_public=False)
def latest(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Show the latest edition."""
    return edition_page(request, asked(request, plan, key))


@require_safe
@kept_for_visitors(*OF_MEASURES, is_public=False)
def edition(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Show one edition: all 施策 with their ratings, the editions, the 正誤表."""
    return edition_page(request, asked(request, plan, key, number))


@require_safe
@kept_for_visitors(*OF_INDICATORS, "page", is_public=False)
def indicators(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """List the indicators of an edition in its last year, as the address narrows them."""
    found = asked(request, plan, key, number)
    template, context = indicators_page(found, request.GET.dict())
    files = files_of(indicators_file(found, context["rows"], context["has"]))
    page = Paginator(context["rows"], PER_PAGE).get_page(request.GET.get("page"))
    return shown(request, template, context | {"page": page, "files": files})


@require_safe
@kept_for_visitors(is_public=False)
def measure(request: HttpRequest, plan: str, key: str, number: int, address: str) -> HttpResponse:
    """Show a 施策 as it was published, or a node above with the 施策 below it."""
    found = asked(request, plan, key, number)
    template, context = node_page(found, address)
    node = [context["node"]]
    files = files_of(
        measures_file(found, context["rows"]) if "rows" in context else None,
        years_file(found, node),
        targets_file(found, node),
        projects_file(found, node),
        amounts_file(found, node),
    )
    return shown(request, template, context | {"files": files})


@require_safe
@kept_for_visitors(is_public=False)
def book(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Show the whole edition as one page for paper."""
    return render(request, *book_page(asked(request, plan, key, number)))


@require_safe
@kept_for_visitors(is_public=False)
def chart(request: HttpRequest, plan: str, key: str, number: int, pk: int) -> JsonResponse:
    """Return the figure of an indicator as it was published."""
    figure = asked(request, plan, key, number).chart(pk)
    return JsonResponse(figure, json_dumps_params={"ensure_ascii": False})


@require_safe
def package(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Hand out all tables of an edition as one zip, as it was made beforehand."""
    rows = Publication.objects.at(plan, key).without_content()
    return handed_out(request, Package.of_edition(get_object_or_404(rows, edition=number)))


@require_safe
def cycle_package(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Hand out all tables of the newest edition of a cycle as one zip."""
    newest = Publication.objects.at(plan, key).without_content().first()
    if newest is None:
        raise Http404
    return handed_out(request, Package.of_edition(newest))


@require_safe
def plan_package(request: HttpRequest, plan: str, period: int | None = None) -> HttpResponse:
    """Hand out all tables of the newest edition of every cycle of a plan, or of one of its periods, as one zip."""
    found = Package.made(plan, period)
    if found is None:
        raise Http404
    return handed_out(request, found)


def handed_out(request: HttpRequest, found: Package) -> HttpResponse:
    """Return the file, or 304 to whoever has it; 404 with a sentence while it is not made."""
    try:
        file = found.path.open("rb")
    except OSError:
        return render(request, "404.html", {"scope": None, "message": NOT_MADE}, status=404)
    mark = quote_etag(found.kept_as)
    unchanged = get_conditional_response(request, etag=mark)
    if unchanged is not None:
        file.close()
    answer = unchanged or passed_on(FileResponse(file, as_attachment=True, filename=found.name))
    answer["ETag"], answer["Cache-Control"] = mark, "public, max-age=0, must-revalidate"
    return answer


@require_safe
@kept_for_visitors(is_public=False)
def data(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Return the edition as it is stored, with its hash, for download: {"content": …, "sha256": …}."""
    relies_on(request)
    one = get_object_or_404(
        Publication.objects.only("content", "sha256"),
        plan_key=plan,
        cycle_key=key,
        edition=number,
    )
    response = HttpResponse(one.data, content_type="application/json; charset=utf-8")
    name = f"{plan}-{key}-{number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
