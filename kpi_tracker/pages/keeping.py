"""The one page from which 事務局 looks after a plan: registers, revises, hands over, begins the next period.

Nothing is changed here: each thing says how it stands, what is due, and leads to the page on which it is done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import person_asking
from accounts.rules import may_administer
from desk.page.refusals import NotAllowedError, says_why
from evaluations.cycles.models import EvaluationCycle
from indicators.models import EntryRound, Indicator
from kpi_tracker.pages.clocks import span_words
from kpi_tracker.pages.indicators.lines import read_listing
from kpi_tracker.pages.indicators.narrowing import NOBODY
from kpi_tracker.pages.season.numbers import number_of_indicators
from policies.fiscal_year import FiscalYear, years
from policies.models import Layer, Plan, PlanPeriod, PolicyNode
from policies.page import Scope, read_scope

NOT_YOURS: Final = (
    "計画の管理は、その市の事務局とシステム管理者だけが使えます。内容は、概況のページからご覧いただけます。"
)
Way = tuple[str, str]  # what a link says, and where it leads


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that is done with a plan: how it stands, what of it is due now, and where it is done."""

    title: str
    states: Sequence[str]
    ways: Sequence[Way]
    due: str = ""


@login_required
@require_safe
@says_why
def keeping(request: HttpRequest) -> HttpResponse:
    """Show how all stands that is kept of the plan, what is due first; another city's plan leads to one's own."""
    scope = read_scope(request, of_own_city=True)
    if scope is None and "plan" in request.GET:
        return redirect("policies:keeping")
    if scope is None:
        return render(request, "pages/plan/nothing_loaded.html", {"scope": None})
    if not may_administer(person_asking(request), scope.today, code=scope.plan.local_government_code):
        raise NotAllowedError(NOT_YOURS)
    if scope.was_switched:
        return redirect(f"{request.path}?{scope.query}")
    tasks = sorted(tasks_of(scope), key=lambda one: not one.due)
    return render(request, "pages/plan/keeping.html", {"scope": scope, "tasks": tasks})


def tasks_of(scope: Scope) -> Iterator[Task]:
    """Yield what is done with the plan and the period shown, in the order of its life."""
    yield registering(scope)
    yield measuring(scope)
    yield handing_over(scope)
    yield asking(scope)
    yield judging(scope)
    yield beginning_next(scope)
    yield taking(scope)


def kept(model: str, words: str, **narrowed: object) -> Way:
    """Return the way to the keepers' list of such rows, narrowed."""
    return words, f"{reverse(f'admin:{model}_changelist')}{asked(narrowed)}"


def new(model: str, words: str, **begun: object) -> Way:
    """Return the way to the keepers' form of a new row, which begins with that."""
    return words, f"{reverse(f'admin:{model}_add')}{asked(begun)}"


def asked(what: dict[str, object]) -> str:
    return f"?{urlencode(what)}" if what else ""


def span_of(one: Plan | PlanPeriod | EvaluationCycle) -> str:
    """Return the years of something in words."""
    return span_words(list(years(FiscalYear(one.first_year), FiscalYear(one.last_year))))


def told_of(is_published: bool) -> str:
    return "公開しています" if is_published else "公開していません"


def registering(scope: Scope) -> Task:
    """Plan, period, layers and nodes."""
    period = scope.period
    layers = Layer.objects.filter(period=period).count()
    nodes = PolicyNode.objects.filter(period=period).count()
    return Task(
        "計画・政策体系を登録する、直す",
        [
            f"{scope.plan}（{span_of(scope.plan)}）は、{told_of(scope.plan.is_published)}。",
            f"{period}（{span_of(period)}）に、{layers}の層と{nodes}の項目があります。",
        ],
        [
            ("計画の設定", reverse("admin:policies_plan_change", args=[scope.plan.pk])),
            ("計画期間の設定", reverse("admin:policies_planperiod_change", args=[period.pk])),
            kept("policies_policynode", f"項目（{nodes}件）", period__id__exact=period.pk),
            new("policies_policynode", "項目を登録する", period=period.pk),
            ("ほかの計画を新しく登録する", reverse("reports:plan")),
        ],
        due="" if nodes else "この計画期間の項目が、まだありません。",
    )


def measuring(scope: Scope) -> Task:
    """Indicators and targets."""
    indicators = Indicator.objects.filter(node__period=scope.period).count()
    return Task(
        "指標を登録する、目標を改定する",
        [
            f"{scope.period}に{indicators}の指標があります。",
            "目標は書き換えず、改定として加えます。定義を変えるときは、指標を終えて後継を登録します。",
        ],
        [
            kept("indicators_indicator", f"指標（{indicators}件）", node__period__id__exact=scope.period.pk),
            new("indicators_indicator", "指標を登録する"),
            kept("indicators_target", "目標値（改定はここから）"),
            ("ファイルにない設定を確かめる", f"{reverse('reports:unsaid')}?in={scope.period.pk}"),
        ],
        due="" if indicators else "この計画期間の指標が、まだありません。",
    )


def handing_over(scope: Scope) -> Task:
    """Who answers for what."""
    unowned = number_of_indicators(read_listing(scope), "所管課の登録がない指標", {"department": NOBODY})
    return Task(
        "担当を引き継ぐ（組織改正・異動）",
        [
            "新しい組織を登録して担当を移してから、古い組織に廃止日を入れます。",
            "人が替わったら、役職・担当に離任日を入れ、新しい人の役職・担当を登録します。",
        ],
        [
            (f"{unowned.words}（{unowned.number}件）", unowned.address),
            kept("accounts_department", "組織"),
            kept("accounts_post", "役職・担当"),
            kept("accounts_person", "利用者"),
        ],
        due=f"所管課の登録がない指標が{unowned.number}件あり、入力を依頼できません。"
        if unowned.number
        else "",
    )


def asking(scope: Scope) -> Task:
    """The rounds in which figures are asked for."""
    rounds = list(EntryRound.objects.filter(plan=scope.plan.pk).order_by("-fiscal_year", "kind", "pk"))
    opened = [one for one in rounds if not one.is_closed]
    ended = FiscalYear.containing(scope.today) - 1
    lacks = scope.plan.first_year <= ended.year <= scope.plan.last_year and not any(
        one.fiscal_year == ended.year for one in rounds
    )
    ways = [new("indicators_entryround", "入力依頼を登録する", plan=scope.plan.pk)]
    if scope.is_planning:
        ways += [(f"「{one}」の期限・締切り", reverse("entry:round", args=[one.pk])) for one in opened]
    return Task(
        "実績の入力を依頼する",
        [
            f"「{one}」は、{one.due_on.year}年{one.due_on.month}月{one.due_on.day}日が提出期限です。"
            for one in opened
        ]
        or ["締め切っていない入力依頼はありません。"],
        ways,
        due=f"{ended.era}の実績の入力依頼が、まだありません。" if lacks else "",
    )


def judging(scope: Scope) -> Task:
    """The cycles in which the period is judged."""
    cycles = list(
        EvaluationCycle.objects.filter(period=scope.period).order_by("last_year", "first_year", "pk")
    )
    open_ones = [one for one in cycles if not one.is_published]
    ways = [new("evaluations_evaluationcycle", "評価の回を登録する", period=scope.period.pk)]
    ways += [
        (f"「{one}」の進み具合", f"{reverse('evaluations:board')}?{scope.query}&cycle={one.key}")
        for one in open_ones
    ]
    if scope.is_planning:
        ways += [
            (f"「{one}」の公表", f"{reverse('evaluations:publish', args=[one.key])}?{scope.query}")
            for one in cycles
        ]
    return Task(
        "評価し、公表する",
        [f"「{one}」（{span_of(one)}）は、{told_of(one.is_published)}。" for one in cycles]
        or ["この計画期間の評価の回は、まだありません。"],
        ways,
    )


def beginning_next(scope: Scope) -> Task:
    """The period after the last one."""
    last: PlanPeriod = max(scope.periods, key=lambda one: one.last_year)
    is_empty = not PolicyNode.objects.filter(period=last).exists()
    is_ending = FiscalYear.containing(scope.today) >= last.last
    due = ""
    if is_empty:
        due = f"{last}の項目が、まだありません。"
    elif is_ending:
        due = f"{last}は{last.last.era}で終わります。次の計画期間を登録する時期です。"
    following = {"plan": scope.plan.pk, "number": last.number + 1, "first_year": last.last_year + 1}
    return Task(
        "次の計画期間に移る",
        [
            f"最後の計画期間は、{last}（{span_of(last)}）です。",
            "次の期の項目と指標に「前身」を選ぶと、前の期からの推移がつながります。",
            "まとめて登録するときは、ファイルで読み込みます。",
        ],
        [
            kept("policies_planperiod", f"計画期間（{len(scope.periods)}件）", plan__id__exact=scope.plan.pk),
            new("policies_planperiod", "次の計画期間を登録する", **following),
            ("ファイルから読み込む", reverse("reports:list")),
        ],
        due=due,
    )


def taking(scope: Scope) -> Task:
    """Workbooks and files, out and in."""
    return Task(
        "Excel・ファイルで出し入れする",
        ["出したExcelの表は、見出しのまま読み込めます。読み込む前に、変わるところが一つずつ並びます。"],
        [
            ("指標の一覧をExcelで受け取る", f"{reverse('indicators:indicator_xlsx')}?{scope.query}"),
            (
                "すべての表をまとめて受け取る",
                f"{reverse('policies:packages')}?{urlencode({'plan': scope.plan.key})}",
            ),
            ("Excel・ファイルから読み込む", reverse("reports:list")),
            ("表を貼り付けて読み込む", reverse("reports:paste")),
        ],
    )
