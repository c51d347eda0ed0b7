"""What was published of a cycle, edition by edition, for everybody; each page reads its edition and nothing else."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluations.publishing.models import Publication
from evaluations.publishing.page.pages import read_edition
from evaluations.publishing.page.papers import book_page, index_page, node_page


@require_safe
def latest(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Show the latest edition."""
    return render(request, *index_page(read_edition(plan, key)))


@require_safe
def edition(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Show one edition: all 施策 with their ratings, the editions, the 正誤表."""
    return render(request, *index_page(read_edition(plan, key, number)))


@require_safe
def measure(request: HttpRequest, plan: str, key: str, number: int, address: str) -> HttpResponse:
    """Show a 施策 as it was published, or a node above with the 施策 below it."""
    return render(request, *node_page(read_edition(plan, key, number), address))


@require_safe
def book(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Show the whole edition as one page for paper."""
    return render(request, *book_page(read_edition(plan, key, number)))


@require_safe
def chart(request: HttpRequest, plan: str, key: str, number: int, pk: int) -> JsonResponse:
    """Return the figure of an indicator as it was published."""
    figure = read_edition(plan, key, number).chart(pk)
    return JsonResponse(figure, json_dumps_params={"ensure_ascii": False})


@require_safe
def data(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Return the edition as it is stored, with its hash, for download: {"content": …, "sha256": …}."""
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
