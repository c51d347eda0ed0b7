"""The board of a cycle."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evaluations.judgement.direction import disclaimer
from evaluations.judgement.stages import faults
from evaluations.rating.filters import EvaluationBoardFilter
from evaluations.rating.page.asking import asked_for, switched
from evaluations.rating.scorecards.board import read_board
from evaluations.rating.tables import EvaluationTable, ReturnedRows, board_file, returned_file
from exports.page import files_of, taking
from policies.tables import RequestConfig
from store.actions.numbers import noted
from store.numbers import number_of
from store.page import page_for, relies_on


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show how far the evaluations of all measures are, all on one page."""
    before = noted(())  # who may do what, cycles and stages are read after it
    asked = asked_for(request)
    if (elsewhere := switched(asked)) is not None:
        return elsewhere
    # of a cycle 委員 read more than visitors do, whose number alone their scope relies on
    relies_on(request, number_of(asked.scope.plan.pk, publicly=False))
    make, also = taking(request, partial(board_said, request)), (asked.person.pk, asked.query, before)
    return page_for(request, "evaluations/rating/board.html", make, scope=asked.scope, also=also)


def board_said(request: HttpRequest) -> dict[str, Any] | HttpResponse:
    """Return what the board says, or the page that there is none."""
    asked = asked_for(request)
    overview = f"{reverse('policies:overview')}?{asked.scope.query}"
    context: dict[str, Any] = {
        "asked": asked,
        "crumbs": [("概況", overview), (f"{asked.scope.period.measure_word}評価", "")],
    }
    if asked.cycle is None:
        return render(request, "evaluations/rating/board_empty.html", context | {"scope": asked.scope})
    everything = read_board(asked)
    panel = EvaluationBoardFilter(
        request.GET, cycles=asked.cycles, cycle=asked.cycle, stages=asked.stages, board=everything
    )
    rows = panel.kept(everything.rows)
    table = EvaluationTable.called(rows, asked.scope.period, exclude=() if asked.stages else ("stage", "due"))
    RequestConfig(request, paginate=False).configure(table)
    return context | {
        "board": everything,
        "filter": panel,
        "table": table,
        "returned": ReturnedRows(everything.returned, asked),
        "files": files_of(
            board_file(asked, [row.record for row in table.rows]), returned_file(asked, everything.returned)
        ),
        "shown": len(rows),
        "faults": faults([one.row() for one in asked.stages]) if asked.stages else [],
        "disclaimer": disclaimer(is_adopted=asked.cycle.profile.is_adopted),
    }
