"""Everything that is open about the texts of a cycle, in one list."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from evaluations.rating.page.asking import asked_for, switched
from evaluations.rating.tables import ReturnedRows
from evaluations.redline.scorecards.open_points import read_open
from evaluations.redline.tables import open_files
from exports.page import files_of, shown


@login_required
@require_safe
def compile_list(request: HttpRequest) -> HttpResponse:
    """Show what was sent back, proposed and commented in the cycle, as far as the person may know of it."""
    asked = asked_for(request)
    if not asked.is_staff or asked.cycle is None:
        raise Http404
    if (elsewhere := switched(asked)) is not None:
        return elsewhere
    points = read_open(asked)
    only_own = request.GET.get("show") == "yours"
    board = ("評価", f"{reverse('evaluations:board')}?{asked.query}")
    measures = [one for one in points.seen if one.is_yours or not only_own]
    context = {
        "scope": asked.scope,
        "asked": asked,
        "points": points,
        "returned": ReturnedRows(points.returned, asked),
        "only_own": only_own,
        "measures": measures,
        "files": files_of(*open_files(asked, points, measures)),
        "crumbs": [("概況", f"{reverse('policies:overview')}?{asked.scope.query}"), board, ("点検", "")],
    }
    return shown(request, "evaluations/redline/compile_list.html", context)
