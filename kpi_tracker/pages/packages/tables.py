"""The tables of a package, as the scope's reader sees them: the descriptions of pages, whole periods at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.page.pages import PublishedEdition
from evaluations.publishing.tables import (
    amounts_file,
    editions_file,
    errata_file,
    measures_file,
    projects_file,
    saved_as_edition,
)
from evaluations.publishing.tables import (
    targets_file as published_targets,
)
from evaluations.publishing.tables import (
    years_file as published_years,
)
from evaluations.rating.models.evaluation import EvaluationReason
from evaluations.rating.scorecards.outlines import read_outlines
from evaluations.rating.scorecards.standings import cycle_shown, decisions_shown, read_cards
from evaluations.rating.tables import level_columns, standing_columns
from evaluations.sheets.models.sheets import ProjectSheet
from exports.columns import WIDE, FileColumn, TableFile, always, in_both_years
from indicators.calculation.days import year_of
from indicators.models import Indicator, InterimValue
from indicators.scorecards import Scorecard, rules_shown, year_rows
from indicators.tables.files import (
    indicator_columns,
    interim_file,
    node_in,
    targets_file,
    year_lines,
    year_numbered,
    years_file,
)
from indicators.views import years_of
from kpi_tracker.pages.packages.asked import at_end_of
from kpi_tracker.pages.packages.spans import Span
from policies.models import PolicyNode
from policies.page import Scope
from policies.scorecards.tree import PlanTree
from policies.tables import node_columns, place_columns
from projects.ledger import Ledger, reconcile
from projects.models import LeadingProject
from projects.tables import ledgers_file, records_file


def live_tables(
    scope: Scope, cycles: Sequence[EvaluationCycle], span: Span, *, only: EvaluationCycle | None
) -> Iterator[TableFile]:
    """Yield the tables of a period, or of one cycle alone: of the years that are asked for."""
    tree = PlanTree.of(scope.period)
    yield plan_table(scope)
    yield nodes_table(scope, tree)
    yield from indicator_tables(scope, tree, span, only)
    if not cycles:
        yield measures_table(scope, tree, None)
    for cycle in cycles:
        yield measures_table(at_end_of(scope, cycle), tree, cycle)
        yield undertakings_table(scope, tree, cycle)
        yield texts_table(scope, tree, cycle)
    yield from project_tables(scope, span)


def plan_table(scope: Scope) -> TableFile:
    """Return the plan and its period."""
    plan, period = scope.plan, scope.period
    columns = [
        *place_columns(scope),
        FileColumn("全国地方公共団体コード", always(plan.local_government_code)),
        FileColumn("自治体名", always(plan.municipality)),
        FileColumn("計画名", always(plan.name)),
        FileColumn("期の名前", always(period.name)),
        *in_both_years("期の開始年度", always(period.first)),
        *in_both_years("期の終了年度", always(period.last)),
        FileColumn("架空の市", always("架空" if plan.is_fictional else "")),
    ]
    return TableFile("plan", "計画と期", columns, [period])


def nodes_table(scope: Scope, tree: PlanTree) -> TableFile:
    """Return the items of the tree, in the order of the plan."""

    def parent(node: PolicyNode) -> str:
        above = tree.ancestors(node)
        return above[-1].uid if above else ""

    columns = [
        *place_columns(scope),
        *node_columns("項目", lambda node: node),
        FileColumn("アドレス", lambda node: node.address),
        FileColumn("上位の項目キー", parent, 38),
        FileColumn("直接目標", lambda node: node.direct_goal, WIDE),
        FileColumn("主管課", lambda node: str(node.department or ""), 20),
        *in_both_years("終了年度", lambda node: year_numbered(node.ended_in)),
        FileColumn("出典", lambda node: node.source, WIDE),
    ]
    rows = (
        PolicyNode.objects.filter(period=scope.period).select_related("layer", "department").order_by("path")
    )
    return TableFile("nodes", "政策体系", columns, rows)


def indicator_tables(
    scope: Scope, tree: PlanTree, span: Span, only: EvaluationCycle | None
) -> Iterator[TableFile]:
    """Yield what the indicators are, their years, their targets, and their values in the middle of a year."""
    cycle = only or cycle_shown(scope)
    seen = at_end_of(scope, only)
    cards = read_cards(seen, None, cycle)
    shown = InterimValue.objects.filter(indicator__node__period=scope.period).shown_with(scope.unconfirmed_of)
    interim: dict[int, list[InterimValue]] = {}
    for one in shown:
        interim.setdefault(one.indicator_id, []).append(one)
    rules, own = rules_shown(scope, cycle.profile if cycle else None), scope.period.years
    lines = [
        line
        for card in cards
        for line in year_lines(
            card,
            year_rows(
                card, years_of(card, [one.fact() for one in interim.get(card.indicator.pk, ())]), rules
            ),
        )
        if line.row.says_something or line.row.year in own
    ]
    lines = span.of_own_years("years", lines, lambda line: line.row.year)
    yield definitions_table(scope, tree, cards)
    yield years_file(scope, lines, node_in(tree), name="years", title="年度ごとの目標と実績")
    for card in cards:
        targets = targets_file(scope, card, node_in(tree))
        yield replace(targets, rows=span.with_targets("targets", targets.rows, lambda pair: pair[1].year))
        yield from interim_table(scope, tree, span, card, interim.get(card.indicator.pk, []))


def interim_table(
    scope: Scope, tree: PlanTree, span: Span, card: Scorecard, values: Iterable[InterimValue]
) -> Iterator[TableFile]:
    """Yield the values in the middle of these years, if there are any."""
    found = span.of_own_years("interim", values, lambda one: year_of(card.series, one.as_of))
    if table := interim_file(scope, card, found, node_in(tree)):
        yield table


def definitions_table(scope: Scope, tree: PlanTree, cards: Sequence[Scorecard]) -> TableFile:
    """Return what each indicator is, whatever the year."""
    columns = [
        *place_columns(scope),
        *indicator_columns(lambda one: one, node_in(tree)),
        FileColumn("指標分類", lambda one: one.get_kind_display()),
        FileColumn("目標の向き", lambda one: one.get_direction_display()),
        FileColumn("集計の性質", lambda one: one.get_accumulation_display()),
        FileColumn("達成率の計算式", lambda one: one.get_rate_formula_display(), 20),
        FileColumn("現状値（計画策定時）", lambda one: one.baseline_value),
        *in_both_years("現状値（計画策定時）の年度", lambda one: year_numbered(one.baseline_year)),
        FileColumn("算出方法", lambda one: one.method, WIDE),
        FileColumn("指標の考え方", lambda one: one.rationale, WIDE),
        FileColumn("目標値の考え方", lambda one: one.target_rationale, WIDE),
        FileColumn("照会する年度", lambda one: one.asked_words, 20),
        FileColumn("値が分かる時期", lambda one: one.known_from, 20),
        FileColumn("年の基準", lambda one: one.basis_text, 20),
        FileColumn("所管課", lambda one: str(one.department or ""), 20),
        FileColumn("出典", lambda one: one.source, WIDE),
    ]
    return TableFile("indicators", "指標", columns, [card.indicator for card in cards])


def measures_table(scope: Scope, tree: PlanTree, cycle: EvaluationCycle | None) -> TableFile:
    """Return the measures of a cycle as they stand."""
    found = read_outlines(scope, tree, cycle)
    columns = [
        *place_columns(scope),
        FileColumn("評価の回", always(cycle.key if cycle else "")),
        *in_both_years("年度", always(scope.year)),
        *node_columns("項目", lambda one: one.node),
        *standing_columns(scope, found.rules),
    ]
    return TableFile("measures", "評価結果", columns, found.measures)


def undertakings_table(scope: Scope, tree: PlanTree, cycle: EvaluationCycle) -> TableFile:
    """Return the 達成度 that people gave to the 事務事業."""
    sheets = ProjectSheet.objects.speaking_for(cycle, scope.unconfirmed_of).select_related("achievement")
    columns = [
        *place_columns(scope),
        FileColumn("評価の回", always(cycle.key)),
        *node_columns("項目", lambda sheet: tree.node(sheet.node_id)),
        *level_columns("達成度", lambda sheet: sheet.achievement),
        FileColumn("達成度の説明", lambda sheet: sheet.comment, WIDE),
    ]
    rows = sorted(
        {sheet.node_id: sheet for sheet in sheets}.values(), key=lambda one: tree.node(one.node_id).path
    )
    return TableFile("undertakings", "事務事業の達成度", columns, rows)


def texts_table(scope: Scope, tree: PlanTree, cycle: EvaluationCycle) -> TableFile:
    """Return the reasons and the text of every evaluation that stands, a passage a row."""
    found = decisions_shown(scope).filter(cycle=cycle).prefetch_related("reasons", "sections")
    rows = [
        (tree.node(one.node_id), *said)
        for one in sorted(found, key=lambda one: tree.node(one.node_id).path)
        for said in [
            *(
                (EvaluationReason.Subject(two.subject).label, two.number, "", two.text)
                for two in one.reasons.all()
            ),
            *((two.get_kind_display(), two.order, two.heading, two.body) for two in one.sections.all()),
        ]
    ]
    columns = [
        *place_columns(scope),
        FileColumn("評価の回", always(cycle.key)),
        *node_columns("項目", lambda row: row[0]),
        FileColumn("文の種類", lambda row: row[1], 20),
        FileColumn("順番", lambda row: row[2], 8),
        FileColumn("見出し", lambda row: row[3], 30),
        FileColumn("本文", lambda row: row[4], WIDE),
    ]
    return TableFile("texts", "評価の理由と本文", columns, rows)


def project_tables(scope: Scope, span: Span) -> Iterator[TableFile]:
    """Yield the records of the work, and what was reported beside them."""
    projects = LeadingProject.objects.filter(node__period=scope.period).shown_with(scope.unconfirmed_of)
    yield records_file(scope, projects.select_related("node__layer").order_by("node__path", "order", "pk"))
    counted = list(
        Indicator.objects.filter(node__period=scope.period, project_counts__isnull=False)
        .select_related("node__layer")
        .order_by("node__path", "order", "pk")
        .distinct()
    )
    rows = Indicator.objects.filter(pk__in=[one.pk for one in counted])
    reported, recorded = rows.reported_by_year(unconfirmed_of=scope.unconfirmed_of), rows.recorded_by_year()

    def ledger(one: Indicator) -> Ledger:
        whole = reconcile(reported.get(one.pk, {}), recorded.get(one.pk, {}))
        return Ledger(tuple(span.of_own_years("ledgers", whole.years, lambda year: year.fiscal_year)))

    ledgers = [(one, ledger(one)) for one in counted]
    if found := ledgers_file(scope, ledgers):
        yield found


def edition_tables(shown: PublishedEdition) -> Iterable[TableFile]:
    """Return the tables of an edition: all that everybody reads of its period."""
    nodes = [shown.node(one["address"]) for part in ("others", "measures") for one in shown.content[part]]
    about = saved_as_edition(shown)
    return [
        measures_file(shown, shown.rows()),
        replace(published_years(shown, nodes), name="years"),
        published_targets(shown, nodes),
        projects_file(shown, nodes),
        amounts_file(shown, nodes),
        editions_file(about, shown.editions),
        errata_file(about, shown.editions),
    ]
