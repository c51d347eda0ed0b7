"""A city with one row of every kind, and its officials: for tests about who reaches what."""

from datetime import date
from typing import Any, Final

from accounts.models import Department, Person, Post
from evaluations.committee.models import (
    OpinionResponse,
    Review,
    ReviewAnswer,
    ReviewMember,
    ReviewOpinion,
    ReviewPoint,
    ReviewQuestion,
    ReviewRemark,
)
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.rating.models.stages import EvaluationStage, StageStep
from evaluations.redline.models import Comment, Proposal, WordingRule
from evaluations.sheets.models.sheets import ProjectSheet, SheetAmount, SheetAnswer
from indicators.models import EntryRound, Indicator, RatingScale
from policies.models import PlanPeriod
from tests.factories import (
    make_department,
    make_earlier_figure,
    make_evaluation,
    make_indicator,
    make_interim_value,
    make_node,
    make_period,
    make_person,
    make_plan,
    make_project,
    make_project_count,
    make_result,
    make_round,
    make_sheet,
    make_sheet_form,
    make_sheet_request,
    make_target,
)

CITY: Final = "999999"
OTHER_CITY: Final = "888888"
ENDED: Final = {"valid_from": date(2001, 4, 1), "valid_to": date(2002, 3, 31)}


def make_official(role: str, code: str = CITY, **fields: Any) -> Person:
    """Return somebody with that role in a department of the city."""
    return make_person(role=role, department=make_department(local_government_code=code), **fields)


def make_post(person: Person, department: Department, **fields: Any) -> Post:
    """Give somebody a further post."""
    return Post.objects.create(person=person, department=department, **{"role": Post.Role.STAFF} | fields)


def make_top_period(code: str = CITY) -> PlanPeriod:
    """Return the only period of a plan of that city."""
    return make_period(plan=make_plan(local_government_code=code))


def put_in_a_draft(indicator: Indicator) -> None:
    """Let the indicator hang in a plan of its city that nobody outside the 事務局 has seen yet."""
    code = indicator.node.period.plan.local_government_code
    plan = make_plan(local_government_code=code, name="案の計画", is_published=False)
    indicator.node = make_node(period=make_period(plan=plan))
    indicator.save()


def make_one_of_each(code: str = CITY) -> dict[str, Any]:
    """Return one row of every kind, all of one city and hanging together, by their model's name."""
    person = make_official("staff", code)
    post = person.posts.get()
    node = make_node(period=make_top_period(code), department=post.department)
    indicator = make_indicator(node=node, department=post.department)
    evaluation = make_evaluation(node=node)
    cycle, result = evaluation.cycle, make_result(indicator=indicator)
    scale = cycle.progress_scale
    node.layer.scales.set(RatingScale.objects.filter(key__in=[scale.key, cycle.direction_scale.key]))
    round_ = make_round(plan=node.period.plan)
    sheet = make_sheet(cycle=cycle, node=make_node(parent=node))
    rows = [
        *(person, post, post.department, node.period.plan, node.period, node.layer, node, indicator),
        *(make_target(indicator=indicator, comparator=">="), result, make_earlier_figure(result)),
        make_interim_value(indicator=indicator),
        *(scale, scale.levels.first(), cycle.profile, cycle, evaluation),
        *(make_project(node=node), make_project_count(indicator=indicator)),
        round_,
        EvaluationReason.objects.create(evaluation=evaluation, subject="progress", number=1, text="理由"),
        NarrativeSection.objects.create(evaluation=evaluation, kind="background", order=1, body="本文"),
        sheet,
        *sheet_parts(sheet, round_),
        EvaluationStage.objects.create(
            cycle=cycle, order=1, key="draft", name="作成", meaning="draft", role="staff"
        ),
        StageStep.objects.create(evaluation=evaluation, number=1, kind="forward", to_name="作成"),
        *committee_parts(evaluation),
        *remarks(evaluation, code),
    ]
    return {type(row).__name__: row for row in rows}


def committee_parts(evaluation: Evaluation) -> list[Any]:
    """Return the meeting on an evaluation, its member, a question with its answer, and an opinion with its parts."""
    cycle = evaluation.cycle
    cycle.opinion_scale = cycle.direction_scale
    EvaluationCycle.objects.filter(pk=cycle.pk).update(opinion_scale=cycle.direction_scale)
    review = Review.objects.create(evaluation=evaluation, panel="第1部会")
    point = ReviewPoint.objects.create(cycle=cycle, order=1, text="目標設定の妥当性")
    question = ReviewQuestion.objects.create(evaluation=evaluation, number=1, text="なぜか。", by_name="委員")
    opinion = ReviewOpinion.objects.create(
        evaluation=evaluation, level=cycle.direction_scale.levels.get(order=1), text="妥当", by_name="委員"
    )
    return [
        *(review, point, question, opinion),
        ReviewMember.objects.create(review=review, name="委員 四郎"),
        ReviewAnswer.objects.create(question=question, number=1, text="こうです。"),
        ReviewRemark.objects.create(opinion=opinion, point=point, text="よい。"),
        OpinionResponse.objects.create(opinion=opinion, number=1, status="doing", text="進めます。"),
    ]


def remarks(evaluation: Evaluation, code: str) -> list[Any]:
    """Return a proposal and a comment on the evaluation, and a line of the city's 用字用語."""
    said = {"evaluation": evaluation, "field": "whole", "label": "評価の全体", "by": make_person()}
    return [
        Proposal.objects.create(**said, base="古い", text="新しい"),
        Comment.objects.create(**said, text="確かめてください。"),
        WordingRule.objects.create(
            local_government_code=code, kind="word", pattern="行なう", preferred="行う"
        ),
    ]


def sheet_parts(sheet: ProjectSheet, round_: EntryRound) -> list[Any]:
    """Return a form, one of its items, the request for it, and one answer and one amount of the sheet."""
    form = make_sheet_form(achievement_scale=sheet.cycle.achievement_scale)
    ProjectSheet.objects.filter(pk=sheet.pk).update(form=form)
    text, table = form.items.get(key="plan"), form.items.get(key="costs")
    cell = {"fiscal_year": 2022, "column": "budget", "line": "cost", "value": 5}
    return [
        form,
        text,
        make_sheet_request(round=round_, cycle=sheet.cycle, form=form),
        SheetAnswer.objects.create(sheet=sheet, item=text, text="取組"),
        SheetAmount.objects.create(sheet=sheet, item=table, **cell),
    ]
