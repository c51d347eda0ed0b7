"""The board of a cycle."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from evaluations.judgement.direction import disclaimer
from evaluations.judgement.stages import faults
from evaluations.rating.filters import EvaluationBoardFilter
from evaluations.rating.page.asking import asked_for, switched
from evaluations.rating.scorecards.board import read_board
from evaluations.rating.tables import EvaluationTable


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show how far the evaluations of all measures are, all on one page."""
    asked = asked_for(request)
    if (elsewhere := switched(asked)) is not None:
        return elsewhere
    overview = f"{reverse('policies:overview')}?{asked.scope.query}"
    context = {
        "scope": asked.scope,
        "asked": asked,
        "crumbs": [("概況", overview), (f"{asked.scope.period.measure_word}評価", "")],
    }
    if asked.cycle is None:
        return render(request, "evaluations/rating/board_empty.html", context)
    everything = read_board(asked)
    panel = EvaluationBoardFilter(
        request.GET, cycles=asked.cycles, cycle=asked.cycle, stages=asked.stages, board=everything
    )
    rows = panel.kept(everything.rows)
    table = EvaluationTable.called(rows, asked.scope.period, exclude=() if asked.stages else ("stage", "due"))
    RequestConfig(request, paginate=False).configure(table)
    context |= {
        "board": everything,
        "filter": panel,
        "table": table,
        "shown": len(rows),
        "faults": faults([one.row() for one in asked.stages]) if asked.stages else [],
        "disclaimer": disclaimer(is_adopted=asked.cycle.profile.is_adopted),
    }
    return render(request, "evaluations/rating/board.html", context)
