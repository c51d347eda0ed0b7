"""The smallest valid object of each kind; a test states only what it is about."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Department, Person, Post
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import REFERENCE_DIRECTION
from evaluations.judgement.progress_rules import REFERENCE_PROGRESS
from evaluations.publishing.models import Publication
from evaluations.rating.models.evaluation import Evaluation
from evaluations.sheets.models.forms import SheetForm, SheetItem, SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.calculation.attainment import REFERENCE_ABCD
from indicators.models import (
    EarlierFigure,
    EntryRound,
    Indicator,
    InterimValue,
    RatingLevel,
    RatingScale,
    Result,
    RuleProfile,
    Target,
)
from policies.models import Layer, Plan, PlanPeriod, PolicyNode
from projects.models import LeadingProject, ProjectCount

numbers = count(1)
# names carry no digits, which a test could take for a figure on the page; their order is that of the numbers
SIGNS = str.maketrans("0123456789", "αβγδεζηθικ")


def sign(number: int) -> str:
    """Return the number in signs that stand on no page by themselves."""
    return str(number).translate(SIGNS)


def make_department(**fields: Any) -> Department:
    """Return a section."""
    number = next(numbers)
    named = {"local_government_code": "999998", "code": f"{number:06d}", "name": f"第{sign(number)}課"}
    return Department.objects.create(**named | fields)


def make_person(*, role: str | None = None, department: Department | None = None, **fields: Any) -> Person:
    """Return somebody who can log in by `password`; with a role, in a department of its own."""
    number = next(numbers)
    person = Person.objects.create_user(
        **{"username": f"person{number}", "password": "password", "name": f"職員{sign(number)}"} | fields
    )
    if role is not None:
        Post.objects.create(person=person, role=role, department=department or make_department())
    return person


def make_person_in_post(
    role: str = Post.Role.STAFF,
    department: Department | None = None,
    *,
    is_deputy: bool = False,
    valid_from: date | None = None,
    valid_to: date | None = None,
    **fields: Any,
) -> Person:
    """Return somebody who can log in by `password` and holds (or held) that post; by default 担当者 of a section."""
    person = make_person(**fields)
    Post.objects.create(
        person=person,
        role=role,
        department=department or make_department(),
        is_deputy=is_deputy,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return person


def make_plan(**fields: Any) -> Plan:
    """Return a published plan of a town of its own, FY2016 to 2025."""
    number = next(numbers)
    plan = Plan(
        **{
            "municipality": f"試験{sign(number)}市",
            "local_government_code": f"{900_000 + number:06d}",
            "name": "総合計画",
            "first_year": 2016,
            "last_year": 2025,
            "is_published": True,
            "shows_breakdown": True,
            "shows_suggestions": True,
            "shows_forecasts": True,
        }
        | fields
    )
    plan.take_name()
    plan.save()
    return plan


def make_period(**fields: Any) -> PlanPeriod:
    """Return a period, FY2022 to 2025, with four layers named as in Kawasaki."""
    plan = fields.pop("plan", None) or make_plan()
    number = fields.pop("number", plan.periods.count() + 1)
    named = {"name": f"第{number}期実施計画", "first_year": 2022, "last_year": 2025}
    period = PlanPeriod.objects.create(plan=plan, number=number, **named | fields)
    for depth, name in enumerate(("基本政策", "政策", "施策", "事務事業"), 1):
        Layer.objects.create(
            period=period,
            depth=depth,
            name=name,
            has_indicators=depth > 1,
            is_evaluated=depth == 3,
            is_undertaking=depth == 4,
        )
    return period


def make_node(**fields: Any) -> PolicyNode:
    """Return a node: a 施策 at the top of its period, or a child a layer below its `parent`; it may succeed others."""
    parent: PolicyNode | None = fields.pop("parent", None)
    period: PlanPeriod = fields.pop("period", None) or (parent.period if parent else make_period())
    depth = fields.pop("depth", parent.layer.depth + 1 if parent else 3)
    succeeds = fields.pop("succeeds", [])
    order = fields.pop("order", period.nodes.filter(parent=parent).count() + 1)
    named = {"code": f"{parent.address}-{order}" if parent else str(order), "name": f"項目{order}"}
    node = PolicyNode(
        period=period,
        parent=parent,
        order=order,
        layer=period.layers.get(depth=depth),
        **named | fields,
    )
    PolicyNode.derive([node])
    node.take_name()
    node.save()
    if succeeds:
        node.succeeds.set(succeeds)
    return node


def make_indicator(
    *,
    results: Mapping[int, Any] | None = None,
    targets: Mapping[int, Any] | None = None,
    baseline: Any = None,
    **fields: Any,
) -> Indicator:
    """Return a judged indicator that is to rise, with confirmed results and yearly targets by fiscal year."""
    node = fields.pop("node", None) or make_node()
    order = node.indicators.count() + 1
    named = {
        "order": order,
        "number": str(order),
        "name": f"指標{order}",
        "kind": Indicator.Kind.OUTCOME,
        "is_judged": True,
        "unit": "件",
        "direction": Indicator.Direction.UP,
        "accumulation": Indicator.Accumulation.ANNUAL,
        "baseline_value": baseline,
        "baseline_year": None if baseline is None else node.period.first_year - 1,
    }
    succeeds = fields.pop("succeeds", [])
    indicator = Indicator(node=node, **named | fields)
    indicator.take_name()
    indicator.save()
    if succeeds:
        indicator.succeeds.set(succeeds)
    for year, value in (targets or {}).items():
        make_target(indicator=indicator, fiscal_year=year, value=value)
    for year, value in (results or {}).items():
        make_result(indicator=indicator, fiscal_year=year, total=value)
    return indicator


def make_target(**fields: Any) -> Target:
    """Return a yearly target of 10, or of the `value` given."""
    indicator = fields.pop("indicator", None) or make_indicator()
    named = {"fiscal_year": 2022, "scope": Target.Scope.YEAR, "value": Decimal(10)}
    return Target.objects.create(indicator=indicator, **named | fields)


def make_result(**fields: Any) -> Result:
    """Return a final, confirmed result of 5, or of the `total` given."""
    indicator = fields.pop("indicator", None) or make_indicator()
    state = Result.EntryState.CHECKED
    named = {"fiscal_year": 2022, "entry_state": state, "total": None if "missing" in fields else Decimal(5)}
    return Result.objects.create(indicator=indicator, **named | fields)


def make_earlier_figure(result: Result, **fields: Any) -> EarlierFigure:
    """Return what a result said before it was replaced: confirmed, and the same as now."""
    earlier = EarlierFigure.of(result)
    for name, value in fields.items():
        setattr(earlier, name, value)
    earlier.save()
    return earlier


def make_interim_value(**fields: Any) -> InterimValue:
    """Return a value of 3 on 30 September 2022, which only its own department sees, or of the `value` given."""
    indicator = fields.pop("indicator", None) or make_indicator()
    named = {"as_of": date(2022, 9, 30), "value": Decimal(3)}
    return InterimValue.objects.create(indicator=indicator, **named | fields)


def make_round(**fields: Any) -> EntryRound:
    """Return a yearly round for FY2022, open since a month ago and due in a month, of a plan of its own."""
    today = timezone.localdate()
    named = {
        "fiscal_year": 2022,
        "opens_on": today - timedelta(days=30),
        "due_on": today + timedelta(days=30),
    }
    plan = fields.pop("plan", None) or make_period().plan
    return EntryRound.objects.create(plan=plan, **named | fields)


def make_project(*, counts_in: Indicator | None = None, **fields: Any) -> LeadingProject:
    """Return a leading project of FY2022, counted in that indicator if one is given."""
    node = fields.pop("node", None) or (counts_in.node if counts_in else make_node())
    order = node.projects.count() + 1
    named = {"order": order, "name": f"取組{order}", "first_year": 2022, "counting_year": 2022}
    project = LeadingProject(node=node, **named | fields)
    project.take_name()
    project.save()
    if counts_in is not None:
        project.indicators.add(counts_in)
    return project


def make_project_count(**fields: Any) -> ProjectCount:
    """Return a reported count of 3 projects for FY2022."""
    indicator = fields.pop("indicator", None) or make_indicator()
    return ProjectCount.objects.create(indicator=indicator, **{"fiscal_year": 2022, "count": 3} | fields)


def make_scale(symbols: str, **fields: Any) -> RatingScale:
    """Return a scale with one level for each of the symbols, the best first."""
    number = next(numbers)
    scale = RatingScale.objects.create(**{"key": f"scale-{number}", "name": f"区分{sign(number)}"} | fields)
    tones = [*RatingLevel.Tone.values]
    shapes = [*RatingLevel.Shape.values]
    for order, symbol in enumerate(symbols, 1):
        RatingLevel.objects.create(
            scale=scale,
            order=order,
            symbol=symbol,
            label=f"意味{symbol}",
            tone=tones[min(order, len(tones)) - 1],
            shape=shapes[min(order, len(shapes)) - 1],
        )
    return scale


def make_profile(**fields: Any) -> RuleProfile:
    """Return the reference rules as a profile of its own."""
    scale = fields.pop("attainment_scale", None) or make_scale("abcd")
    named = {
        "key": f"profile-{next(numbers)}",
        "name": "参考判定",
        "attainment_rules": REFERENCE_ABCD.to_data(),
        "progress_rules": REFERENCE_PROGRESS.to_data(),
        "direction_rules": REFERENCE_DIRECTION.to_data(),
    }
    return RuleProfile.objects.create(attainment_scale=scale, **named | fields)


def make_cycle(**fields: Any) -> EvaluationCycle:
    """Return a published mid-term cycle over the period's first two years, with its own scales and rules."""
    period = fields.pop("period", None) or make_period()
    named = {
        "key": f"cycle-{next(numbers)}",
        "name": "中間評価",
        "kind": EvaluationCycle.Kind.MIDTERM,
        "first_year": period.first_year,
        "last_year": min(period.first_year + 1, period.last_year),
        "is_published": True,
    }
    made: dict[str, Callable[[], Any]] = {
        "profile": make_profile,
        "progress_scale": lambda: make_scale("ABCD"),
        "direction_scale": lambda: make_scale("ⅠⅡⅢⅣ"),
        "achievement_scale": lambda: make_scale("12345"),
    }
    related = {name: make() for name, make in made.items() if name not in fields}
    return EvaluationCycle.objects.create(period=period, **named | related | fields)


def make_evaluation(*, progress: str = "", direction: str = "", **fields: Any) -> Evaluation:
    """Return the evaluation of a 施策 in a cycle, decided with the symbols given, else undecided."""
    node = fields.pop("node", None)
    cycle = fields.pop("cycle", None) or make_cycle(period=node.period if node else make_period())
    node = node or make_node(period=cycle.period)
    return Evaluation.objects.create(
        cycle=cycle,
        node=node,
        progress=cycle.progress_scale.levels.get(symbol=progress) if progress else None,
        direction=cycle.direction_scale.levels.get(symbol=direction) if direction else None,
        **fields,
    )


def make_publication(**fields: Any) -> Publication:
    """Return the first edition of a cycle, with hardly any content."""
    cycle = fields.pop("cycle", None) or make_cycle()
    plan = cycle.period.plan
    named = {
        "plan_key": plan.key,
        "cycle_key": cycle.key,
        "municipality": plan.municipality,
        "plan_name": plan.name,
        "edition": 1,
        "kind": "first",
        "published_at": timezone.now(),
        "content": "{}",
        "sha256": "0" * 64,
    }
    return Publication.objects.create(cycle=cycle, **named | fields)


def make_sheet(*, achievement: str = "", **fields: Any) -> ProjectSheet:
    """Return the checked sheet of a 事務事業, rated with the symbol given, else not yet."""
    node = fields.pop("node", None) or make_node(parent=make_node())
    cycle: Any = fields.pop("cycle", None) or make_cycle(period=node.period)
    scale: RatingScale = cycle.achievement_scale
    level = scale.levels.get(symbol=achievement) if achievement else None
    state = ProjectSheet.EntryState.CHECKED
    return ProjectSheet.objects.create(
        **{"node": node, "cycle": cycle, "achievement": level, "entry_state": state} | fields
    )


SHEET_LAYOUT: dict[str, Any] = {
    "years": [-1, 0],
    "columns": [{"key": "budget", "label": "予算額"}, {"key": "settled", "label": "決算額(見込)"}],
    "lines": [
        {"key": "cost", "label": "事業費A", "parts": ["national", "general"]},
        {"key": "national", "label": "国庫支出金"},
        {"key": "general", "label": "一般財源"},
    ],
}


def make_sheet_form(*, achievement_scale: RatingScale | None = None, **fields: Any) -> SheetForm:
    """Return a form with a carried text, a rated achievement with its reason, a number and a table of amounts."""
    form = SheetForm.objects.create(**{"key": f"form-{next(numbers)}", "name": "評価シート"} | fields)
    scale = achievement_scale or make_scale("12345")
    items: tuple[dict[str, Any], ...] = (
        {
            "part": "Plan",
            "key": "plan",
            "label": "当年度の取組",
            "is_required": True,
            "longest": 100,
            "is_carried": True,
        },
        {
            "part": "Do",
            "key": "achievement",
            "label": "達成度",
            "kind": "rating",
            "scale": scale,
            "meaning": "achievement",
            "is_required": True,
            "asks_reason": True,
        },
        {"part": "Do", "key": "visits", "label": "訪問回数", "kind": "number", "unit": "回"},
        {
            "part": "Do",
            "key": "costs",
            "label": "予算と決算",
            "kind": "amounts",
            "layout": SHEET_LAYOUT,
            "is_carried": True,
        },
    )
    for order, item in enumerate(items, 1):
        SheetItem.objects.create(form=form, order=order, **item)
    return form


def make_sheet_request(**fields: Any) -> SheetRequest:
    """Return a round for FY2022 that asks for the sheets of its period's 事務事業 by a form of its own."""
    round_ = fields.pop("round", None) or make_round()
    period = round_.plan.periods.get(first_year__lte=round_.fiscal_year, last_year__gte=round_.fiscal_year)
    year = round_.fiscal_year
    cycle = fields.pop("cycle", None) or make_cycle(
        period=period, kind="yearly", first_year=year, last_year=year, is_published=False
    )
    form = fields.pop("form", None) or make_sheet_form(achievement_scale=cycle.achievement_scale)
    request = SheetRequest.objects.create(round=round_, form=form, cycle=cycle)
    return SheetRequest.objects.with_form().get(pk=request.pk)
