"""A city that is about to publish: one 施策 with everything that hangs from it, decided."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Person
from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.actions import EditionDraft, publish
from evaluations.publishing.models import Publication
from evaluations.publishing.scorecards.drafts import EditionPreview, draft_of, judge, preview
from evaluations.rating.models.evaluation import Evaluation
from indicators.models import Indicator
from policies.models import PolicyNode
from store.actions.rows import Actor
from store.models import Change
from tests.city import CITY, make_official
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_project,
    make_project_count,
    make_sheet,
)

TODAY = date(2024, 8, 1)


@dataclass
class Hall:
    """What is published, and who publishes it."""

    cycle: EvaluationCycle
    node: PolicyNode
    indicator: Indicator
    evaluation: Evaluation
    undertaking: PolicyNode
    planner: Person

    @property
    def by(self) -> Actor:
        return Actor(Change.Via.PAGE, self.planner, self.planner.posts.get())

    def draft(self) -> EditionDraft:
        cycle = EvaluationCycle.objects.with_rules().get(pk=self.cycle.pk)
        return draft_of(cycle, TODAY)

    def preview(self) -> EditionPreview:
        cycle = EvaluationCycle.objects.with_rules().get(pk=self.cycle.pk)
        return preview(cycle, judge(cycle, TODAY))

    def publish(self) -> Publication:
        return publish(self.draft(), edition=1, by=self.by)

    @property
    def address(self) -> str:
        return f"/evaluations/cycles/{self.cycle.key}/publish/"


def make_hall(code: str = CITY, **plan: Any) -> Hall:
    """Return a city whose cycle is decided and has no open check."""
    named = {"local_government_code": code, "municipality": "公表市", "name": "公表計画"}
    period = make_period(plan=make_plan(**named | plan))
    department = make_department(local_government_code=code, name="元の主管課")
    top = make_node(period=period, depth=1, name="元の基本政策")
    policy = make_node(parent=top, name="元の政策")
    node = make_node(parent=policy, name="元の施策", department=department, direct_goal="元の目標")
    node.related_departments.add(make_department(local_government_code=code, name="元の関係課"))
    indicator = make_indicator(
        node=node,
        department=department,
        name="元の指標",
        baseline=1,
        targets={2022: 4, 2023: 6},
        results={2022: 5, 2023: 7},
        method="元の算出方法",
    )
    cycle = make_cycle(period=period, key="r5-mid", name="元の評価")
    undertaking = make_node(parent=node, name="元の事務事業")
    make_sheet(node=undertaking, cycle=cycle, achievement="3", comment="元の説明")
    make_indicator(node=undertaking, name="元の活動指標", results={2023: 41})
    make_project(counts_in=indicator, name="元の取組", summary="元の取組の概要", partners="元の連携先")
    make_project_count(indicator=indicator, fiscal_year=2022, count=1)
    evaluation = make_evaluation(cycle=cycle, node=node, progress="A", direction="Ⅰ")
    evaluation.reasons.create(subject="progress", number=1, text="元の理由")
    evaluation.sections.create(kind="background", order=1, body="元の背景")
    planner = make_official("planning", code, name="公表した職員")
    return Hall(cycle, node, indicator, evaluation, undertaking, planner)
