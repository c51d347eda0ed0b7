"""One node of any layer with all that hangs from it: what stands on it, what stands below it, and what people wrote."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from accounts.models import Department
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import (
    Evaluation,
    EvaluationQuerySet,
    EvaluationReason,
    NarrativeSection,
)
from evaluations.rating.scorecards.briefs import Brief, brief_of
from evaluations.rating.scorecards.outlines import Outline, read_outlines
from evaluations.rating.scorecards.overview import PolicyRow, policy_rows
from evaluations.rating.scorecards.standings import Standing, cycle_shown, read_cards, standings
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.calculation import explain
from indicators.calculation.asking import DutyCount, counted
from indicators.calculation.attainment import NO_CLASS, Attainment
from indicators.calculation.days import basis_words
from indicators.calculation.facts import TargetScope
from indicators.calculation.series import Series
from indicators.charts import spark_sentence
from indicators.drawing.small import SmallChart, small_chart
from indicators.models import Indicator, RatingLevel
from indicators.scorecards import (
    DrawnLevel,
    Rules,
    Scorecard,
    YearRow,
    drawn_level,
    rules_shown,
    written_target,
    year_rows,
)
from policies.fiscal_year import FiscalYear, ended_words, years
from policies.models import PolicyNode
from policies.page import Scope
from policies.scorecards.lineage import said_of_end
from policies.scorecards.tree import Branch, PlanTree
from projects.ledger import Ledger, reconcile
from projects.models import LeadingProject
from store.actions.questions import Question
from store.actions.settled import settled

MOST_BESIDE = 8  # years side by side
MOST_CHARTED = 20  # years in a small chart, the latest
SECTIONS = (
    ("overview", "概要"),
    ("background", "背景"),
    ("efforts", "取組"),
    ("outcome", "成果"),
    ("summary", "まとめ"),
)


AIMS = {TargetScope.PERIOD: "末の目標", TargetScope.MID: "の中間目標"}


@dataclass(frozen=True, slots=True)
class IndicatorBlock:
    """One indicator as the node page prints it: its years side by side, and its promises per period."""

    card: Scorecard
    rows: Sequence[YearRow]
    promises: tuple[tuple[str, str, str], ...]
    derivations: Sequence[str]
    head: tuple[str, RatingLevel]
    ledger: Ledger | None = None

    @property
    def chart(self) -> SmallChart | None:
        """The course of the same years beside them; None without a number."""
        return small_chart(self.card.series, self.charted)

    @property
    def chart_sentence(self) -> str:
        """What the small chart shows, in words."""
        return spark_sentence(self.card.series, self.charted)

    @property
    def charted(self) -> Sequence[FiscalYear]:
        return years(self.rows[0].year, self.rows[-1].year)[-MOST_CHARTED:]

    @property
    def ended(self) -> str:
        """Say after which year the indicator is no more; nothing while it goes on."""
        last = self.card.series.ended_in
        return ended_words(last) if last is not None else ""

    @property
    def years(self) -> "DrawnYears":
        """What is drawn of its years side by side."""
        return DrawnYears(
            name=str(self.card.indicator),
            is_wide=self.is_wide,
            has_increments=any(row.increment_text for row in self.rows),
            has_in_period_rates=any(row.in_period_rate is not None for row in self.rows),
            shows_class=self.card.shows_class,
            years=tuple(drawn_column(row, is_shown=row.year == self.card.year) for row in self.rows),
        )

    @property
    def is_wide(self) -> bool:
        """Whether there are so many years side by side that they scroll, the latest in sight."""
        return len(self.rows) > MOST_BESIDE

    @property
    def basis_words(self) -> str:
        """Which year the figures count, or on which day they stand, where that is not the fiscal year."""
        return basis_words(self.card.series)

    @property
    def footnotes(self) -> list[tuple[str, str]]:
        """The 注記 of every year that has one."""
        return [(row.label, row.footnote) for row in self.rows if row.footnote]

    @property
    def headings(self) -> tuple[tuple[FiscalYear, str], ...]:
        """Say for the latest years with a result what is next, the rate towards it, and whether it is better.

        The page of the indicator says it of all of them.
        """
        return tuple((row.year, row.heading.words) for row in self.rows if row.heading)[-MOST_BESIDE:]

    @property
    def sentences(self) -> list[str]:
        """Say for the latest years reported what class each has and why; the indicator's page says it of all."""
        judged = [row.attainment for row in self.rows if row.attainment][-MOST_BESIDE:]
        return list(filter(None, map(self.card.sentence_of, judged)))


class DrawnYears(NamedTuple):
    """What is drawn of an indicator's years side by side, in plain values."""

    name: str
    is_wide: bool
    has_increments: bool
    has_in_period_rates: bool
    shows_class: bool
    years: "tuple[DrawnColumn, ...]"


class DrawnColumn(NamedTuple):
    """What is drawn of one of the years; `is_shown` of the one that the page is about."""

    label: str
    is_shown: bool
    target: str
    target_note: str
    result: str
    is_computed: bool
    result_note: str
    as_of: str
    increment: str
    rate: str
    published_rate: str
    in_period: str
    level: DrawnLevel
    published_class: str


def drawn_column(row: YearRow, *, is_shown: bool) -> DrawnColumn:
    """Return what is drawn of a year beside others."""
    return DrawnColumn(
        label=row.label,
        is_shown=is_shown,
        target=row.shown_target,
        target_note=row.own_target_note,
        result=row.result_text,
        is_computed=row.figure.total_is_derived,
        result_note=row.result_note,
        as_of=row.as_of_text,
        increment=row.increment_text,
        rate=row.rate_text,
        published_rate=row.published_rate_text,
        in_period=row.in_period_text,
        level=drawn_level(row.level),
        published_class=row.published_class,
    )


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A 事務事業 and the 達成度 that people gave it in the cycle."""

    node: PolicyNode
    sheet: ProjectSheet | None
    relisted: bool = False
    contribution: RatingLevel | None = None  # 貢献度, where the sheet's form asks for it

    @property
    def ended(self) -> str:
        """Say after which year it is no more; nothing while it goes on."""
        return said_of_end(self.node.ended_in)

    @property
    def achievement(self) -> RatingLevel | None:
        return self.sheet.achievement if self.sheet else None


@dataclass(frozen=True, slots=True)
class NodePage:
    """Everything the page of one node says; sections that have nothing to say are empty."""

    node: PolicyNode
    tree: PlanTree
    cycle: EvaluationCycle | None
    standing: Standing
    judged: Sequence[IndicatorBlock]
    supplementary: Sequence[IndicatorBlock]
    measures: Sequence[Outline]
    below: Sequence[Brief]
    rows: Sequence[PolicyRow]
    rules: Rules
    levels: Sequence[RatingLevel]
    sheet: ProjectSheet | None
    undertakings: Sequence[Undertaking]
    projects: Sequence[LeadingProject]
    earlier_projects: Sequence[LeadingProject]
    by_suggestion: bool = False  # whether the ratings counted in `rows` are suggestions
    ended: Sequence[PolicyNode] = ()  # the measures below that ended before the year shown
    narrative: Mapping[str, Sequence[NarrativeSection]] = field(default_factory=dict)
    progress_reasons: Sequence[EvaluationReason] = ()
    direction_reasons: Sequence[EvaluationReason] = ()

    @property
    def department(self) -> Department | None:
        """Who answers for the node."""
        asked = Department.objects.filter(pk=self.node.department_id or 0)
        return next(iter(settled(("department", self.node.department_id), lambda: list(asked))), None)

    @property
    def related_departments(self) -> Sequence[Department]:
        """Who else has to do with it."""
        return settled(
            ("related departments", self.node.pk), lambda: list(self.node.related_departments.all())
        )

    @property
    def duties(self) -> DutyCount:
        """How many figures are owed on and below the node, and how they stand."""
        own = (card.duty for card in self.standing.asked if card.indicator.node_id == self.node.pk)
        return counted([*own, *(brief.due for brief in self.below)])

    @property
    def asks_for_figures(self) -> bool:
        """Whether any indicator hangs on the node or below it."""
        return bool(self.standing.asked or self.below)

    @property
    def shows_class(self) -> bool:
        """Whether the reader is shown the classes of what hangs below."""
        return self.rules.shows_classes

    @property
    def progress_title(self) -> str:
        """What the rating of the progress is called, by the city's name of the layer."""
        return f"{self.node.layer.name}の進捗状況"

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The headings of the page, in the order of a published report, as far as there is anything under them."""
        if not self.node.layer.is_evaluated:
            return []
        filled = {
            "overview": True,
            "background": bool(self.narrative.get("background")),
            "efforts": bool(self.narrative.get("efforts") or self.projects or self.earlier_projects),
            "outcome": bool(self.judged or self.supplementary or self.narrative.get("outcome")),
            "summary": True,
        }
        return [(key, label) for key, label in SECTIONS if filled[key]]


SECTIONS_OF: Final = Question(lambda evaluation: NarrativeSection.objects.filter(evaluation=evaluation))
REASONS_OF: Final = Question(lambda evaluation: EvaluationReason.objects.filter(evaluation=evaluation))


def read_node_page(
    scope: Scope,
    tree: PlanTree,
    node: PolicyNode,
    *,
    cycle: EvaluationCycle | None = None,
    evaluations: EvaluationQuerySet | None = None,
) -> NodePage:
    """Read the node and what hangs from it, in a number of queries that does not grow with what there is.

    Without a `cycle` it is that of the year shown; without `evaluations` only decisions that stand are shown.
    """
    cycle = cycle or cycle_shown(scope)
    rules = rules_shown(scope, cycle.profile if cycle else None)
    below = [one for one in tree.evaluated(tree.below(node)) if one.pk != node.pk]
    own = read_standing(scope, tree, node, cycle, evaluations=evaluations)
    measures, briefs = read_below(scope, tree, own, cycle, below, evaluations=evaluations)
    levels = list(cycle.progress_scale.levels.all()) if cycle else []
    children = [branch for branch in tree.children(node) if not branch.node.layer.is_undertaking]
    by_suggestion = scope.shows_suggestions and not any(one.decided_progress for one in measures)
    ledgers = read_ledgers(scope, node, own.cards_on_it)
    projects = read_projects(scope, node)
    written = read_narrative(own.evaluation)
    missing = [tree.node(one.node).path for one in briefs if one.is_missing]
    given = REASONS_OF.ask(own.evaluation.pk) if own.evaluation else []
    return NodePage(
        node=node,
        tree=tree,
        cycle=cycle,
        standing=own,
        judged=[indicator_block(card, rules, ledgers, judged_by(own, card)) for card in own.own_cards],
        supplementary=[indicator_block(card, rules, ledgers, card.attainment) for card in own.supplementary],
        measures=measures,
        below=briefs,
        rows=[]
        if node.layer.is_evaluated
        else policy_rows(
            tree, children, measures, (levels, ()), by_suggestion=by_suggestion, missing=missing
        ),
        rules=rules,
        levels=levels,
        by_suggestion=by_suggestion,
        sheet=read_sheet(scope, cycle, node),
        undertakings=read_undertakings(scope, cycle, tree.children(node)),
        projects=[one for one in projects if not is_earlier(one, scope)],
        earlier_projects=[one for one in projects if is_earlier(one, scope)],
        ended=tree.ended(below, scope.year.year),
        narrative=written,
        progress_reasons=[one for one in given if one.subject == EvaluationReason.Subject.PROGRESS],
        direction_reasons=[one for one in given if one.subject == EvaluationReason.Subject.DIRECTION],
    )


def read_standing(
    scope: Scope,
    tree: PlanTree,
    node: PolicyNode,
    cycle: EvaluationCycle | None,
    *,
    evaluations: EvaluationQuerySet | None,
) -> Standing:
    """Return how the node stands: a measure with all by which it is judged, any other with what hangs on it alone."""
    cards = None if node.layer.is_evaluated else read_cards(scope, [node.pk], cycle)
    (found,) = standings(scope, tree, [node], cycle, evaluations=evaluations, cards=cards)
    return found


def read_below(
    scope: Scope,
    tree: PlanTree,
    standing: Standing,
    cycle: EvaluationCycle | None,
    evaluated: Sequence[PolicyNode],
    *,
    evaluations: EvaluationQuerySet | None,
) -> tuple[list[Outline], list[Brief]]:
    """Return the measures further below that live in the year shown, and all indicators further below."""
    if standing.node.layer.is_evaluated and not evaluated:
        return [], [brief_of(card, scope) for card in standing.cards_below]
    found, inside = read_outlines(scope, tree, cycle, evaluations=evaluations), {one.pk for one in evaluated}
    own = {one.pk for one in tree.below(standing.node)} - {standing.node.pk}
    return [one for one in found.measures if one.node.pk in inside], [
        one for one in found.briefs if one.node in own
    ]


def judged_by(standing: Standing, card: Scorecard) -> Attainment:
    """Return the year shown where it has a class, else the one by which the cycle judges the indicator."""
    found = standing.judged_by.get(card.indicator.pk, card.attainment)
    return found if card.attainment.symbol == NO_CLASS != found.symbol else card.attainment


def head_of(card: Scorecard, rules: Rules, attainment: Attainment) -> tuple[str, RatingLevel]:
    """Return what stands beside the name: the judged year, in words where it is not the one shown, and its class."""
    if attainment is card.attainment or not card.shows_class:
        return card.year.era, card.level
    return f"{attainment.fiscal_year.era}の値により判定", rules.level_of(attainment)


def indicator_block(
    card: Scorecard, rules: Rules, ledgers: Mapping[int, Ledger], attainment: Attainment
) -> IndicatorBlock:
    """Return the indicator over the years that matter: the period up to now, and what was derived just before it."""
    shown = years_shown(card)
    rows = year_rows(card, shown, rules)
    derived = (explain.derivation(row.figure, card.series) for row in rows)
    return IndicatorBlock(
        card=card,
        rows=rows,
        promises=promises(card),
        derivations=[sentence for sentence in derived if sentence],
        head=head_of(card, rules, attainment),
        ledger=ledgers.get(card.indicator.pk),
    )


def years_shown(card: Scorecard) -> list[FiscalYear]:
    """Return the period's years and those after it with a result, after the year its running total started from."""
    period = card.period
    opening = FiscalYear(period.first.year - 1)
    before = [opening] if card.series.is_cumulative and card.series.figure(opening).total is not None else []
    last = min(period.last, card.series.ended_in or period.last)
    after = [one.fiscal_year for one in card.series.results if one.fiscal_year > period.last]
    return [*before, *years(period.first, last), *sorted(after)]


def promises(card: Scorecard) -> tuple[tuple[str, str, str], ...]:
    """Return (when, what was promised, how it was revised) for the baseline, each 中間 year and each period's end."""
    series, indicator = card.series, card.indicator
    listed = []
    if series.baseline is not None and series.baseline_year is not None:
        label = indicator.baseline_label or "現状値（計画策定時）"
        listed.append(
            (
                f"{label}（{series.baseline_year.short}）",
                explain.quantity(series.baseline, series.unit, series.decimals),
                "",
            )
        )
    aims = {(one.fiscal_year, one.scope) for one in series.targets if one.scope in AIMS}
    for end, scope in sorted(aims):
        in_force = series.target(end, scope, as_of=card.year)
        listed.append(
            (f"{end.era}{AIMS[scope]}", written_target(series, in_force), revisions(series, end, scope))
        )
    return tuple(listed)


def revisions(series: Series, end: FiscalYear, scope: TargetScope) -> str:
    """Return how a period-end or 中間 target was revised, each step with its reason; nothing if it never was."""
    versions = series.revisions(end, scope)
    if len(versions) < 2:
        return ""
    steps = "→".join(
        written_target(series, version)
        + (f"（{version.applies_from.era}から）" if version.applies_from else "")
        for version in versions
    )
    return "\n".join([steps, *(version.reason for version in versions if version.reason)])


def read_projects(scope: Scope, node: PolicyNode) -> list[LeadingProject]:
    """Return the leading projects of the measure, as far as this person may see them."""
    if not node.layer.is_evaluated:
        return []
    seen = None if scope.unconfirmed_of is None else frozenset(scope.unconfirmed_of)
    return projects_of(seen).ask(node.pk)


@lru_cache(maxsize=200)
def projects_of(unconfirmed_of: frozenset[int] | None) -> Question[LeadingProject]:
    """Return the question for the leading projects of a measure that are seen so."""
    return Question(lambda node: LeadingProject.objects.filter(node=node).shown_with(unconfirmed_of))


def is_earlier(project: LeadingProject, scope: Scope) -> bool:
    """Tell whether the project counts in a year before the period."""
    return project.counting_year is not None and project.counting_year < scope.period.first_year


def read_ledgers(scope: Scope, node: PolicyNode, cards: Iterable[Scorecard]) -> Mapping[int, Ledger]:
    """Return the ledger of every indicator on the node whose results are counted from projects.

    Where the counts are read with the figures, the scorecards know them already.
    """
    if scope.reads_counts:
        return {card.indicator.pk: reconcile(card.reported, card.recorded) for card in cards if card.reported}
    counted = Indicator.objects.filter(node=node)
    reported = counted.reported_by_year(unconfirmed_of=scope.unconfirmed_of)
    recorded = counted.recorded_by_year()
    return {pk: reconcile(counts, recorded.get(pk, {})) for pk, counts in reported.items()}


def read_undertakings(
    scope: Scope, cycle: EvaluationCycle | None, children: Sequence[Branch]
) -> list[Undertaking]:
    """Return the 事務事業 among the children with the sheets that speak for the cycle, in one query."""
    branches = [branch for branch in children if branch.node.layer.is_undertaking]
    sheets = read_sheets(scope, cycle, [branch.node for branch in branches])
    return [Undertaking(branch.node, sheets.get(branch.node.pk), branch.relisted) for branch in branches]


def read_sheet(scope: Scope, cycle: EvaluationCycle | None, node: PolicyNode) -> ProjectSheet | None:
    """Return the sheet of a 事務事業 that speaks for the cycle, or None."""
    return read_sheets(scope, cycle, [node] if node.layer.is_undertaking else []).get(node.pk)


def read_sheets(
    scope: Scope, cycle: EvaluationCycle | None, nodes: Sequence[PolicyNode]
) -> Mapping[int, ProjectSheet]:
    """Return, by 事務事業, the sheet that speaks for the cycle as far as this person may see it."""
    if cycle is None or not nodes:
        return {}
    seen = None if scope.unconfirmed_of is None else frozenset(scope.unconfirmed_of)
    asked = _sheets(cycle, cycle.period_id, cycle.first_year, cycle.last_year, seen)
    return {sheet.node_id: sheet for sheet in asked.ask(*(node.pk for node in nodes))}


@lru_cache(maxsize=200)
def _sheets(
    cycle: EvaluationCycle, period: int, first_year: int, last_year: int, seen_of: frozenset[int] | None
) -> Question[ProjectSheet]:
    """Return the question for the sheets that speak for a cycle that is as it says: rows are equal by their keys."""
    sheets = ProjectSheet.objects.speaking_for(cycle, seen_of).select_related("achievement")
    return Question(lambda *nodes: sheets.filter(node__in=nodes))


def read_narrative(evaluation: Evaluation | None) -> Mapping[str, Sequence[NarrativeSection]]:
    """Return the evaluation's text by section, in the order of the document."""
    if evaluation is None:
        return {}
    found: dict[str, list[NarrativeSection]] = {}
    for section in SECTIONS_OF.ask(evaluation.pk):
        found.setdefault(section.kind, []).append(section)
    return found


def reasons(evaluation: Evaluation | None, subject: EvaluationReason.Subject) -> list[EvaluationReason]:
    """Return the numbered reasons for one of the two ratings."""
    if evaluation is None:
        return []
    return [reason for reason in evaluation.reasons.all() if reason.subject == subject]
