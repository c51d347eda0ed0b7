"""What was published of a cycle, edition by edition, for everybody; each page reads its edition and nothing else."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evaluations.models import Publication
from evaluations.publishing.pages import PublishedEdition, measure_page, read_edition

RECOMPUTE = (
    "python3 -c \"import hashlib,json;d=json.load(open('data.json',encoding='utf-8'));"
    "print(hashlib.sha256(json.dumps(d['content'],ensure_ascii=False,sort_keys=True,"
    "separators=(',',':')).encode()).hexdigest()==d['sha256'])\""
)


@require_safe
def latest(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show the latest edition."""
    return index(request, read_edition(code, key))


@require_safe
def edition(request: HttpRequest, code: str, key: str, number: int) -> HttpResponse:
    """Show one edition: all 施策 with their ratings, the editions, the 正誤表."""
    return index(request, read_edition(code, key, number))


def index(request: HttpRequest, shown: PublishedEdition) -> HttpResponse:
    """Render the index of an edition."""
    rows = shown.rows()
    context = {
        **frame(shown),
        "rows": rows,
        "groups": [one for one in shown.content["others"] if not one["above"]],
        "counts": [("施策の進捗状況", shown.counts("progress")), ("今後の方向性", shown.counts("direction"))],
        "out": sum(row["open"] for row in rows),
        "recompute": RECOMPUTE,
    }
    return render(request, "evaluations/published_edition.html", context)


@require_safe
def measure(request: HttpRequest, code: str, key: str, number: int, address: str) -> HttpResponse:
    """Show a 施策 as it was published, or a node above with the 施策 below it."""
    shown = read_edition(code, key, number)
    node = shown.node(address)
    context = {**frame(shown), "node": node, "crumbs": crumbs(shown, node)}
    if "progress" in node:
        return render(
            request, "evaluations/published_measure.html", context | {"page": measure_page(shown, node)}
        )
    context |= {"rows": shown.below(node), "blocks": [shown.block(one) for one in node["indicators"]]}
    return render(request, "evaluations/published_node.html", context)


@require_safe
def chart(request: HttpRequest, code: str, key: str, number: int, pk: int) -> JsonResponse:
    """Return the figure of an indicator as it was published."""
    figure = read_edition(code, key, number).chart(pk)
    return JsonResponse(figure, json_dumps_params={"ensure_ascii": False})


@require_safe
def data(request: HttpRequest, code: str, key: str, number: int) -> HttpResponse:
    """Return the edition as it is stored, with its hash, for download: {"content": …, "sha256": …}."""
    one = get_object_or_404(
        Publication.objects.only("content", "sha256"),
        local_government_code=code,
        cycle_key=key,
        edition=number,
    )
    body = f'{{"content":{one.content},"sha256":"{one.sha256}"}}'
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    name = f"{code}-{key}-{number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def frame(shown: PublishedEdition) -> dict[str, Any]:
    """Return what every published page needs."""
    return {
        "edition": shown,
        "content": shown.content,
        "scope": shown.header,
        "is_fictional": shown.content["plan"]["is_fictional"],
    }


def crumbs(shown: PublishedEdition, node: Any) -> list[tuple[str, str]]:
    """Return the way from the index down to a published node."""
    top = f"{shown.content['cycle']['name']} {shown.row.label}"
    above = [
        (name_of(one), reverse("published:measure", args=(*shown.row.place, one["address"])))
        for one in node["above"]
    ]
    return [(top, shown.row.get_absolute_url()), *above, (name_of(node), "")]


def name_of(node: Any) -> str:
    return f"{node['code']} {node['name']}".strip()
