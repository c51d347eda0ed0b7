"""From what the pages read to what the API answers: the same scorecards and standings, nothing computed here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import disclaimer
from evaluations.publishing.scorecards.as_data import (
    card_data,
    chosen,
    indicator_data,
    targets_data,
    year_data,
)
from evaluations.rating.models.evaluation import EvaluationReason
from evaluations.rating.scorecards.standings import Standing
from indicators.calculation.attainment import NO_CLASS
from indicators.calculation.facts import Target, TargetScope
from indicators.calculation.quantities import quantity
from indicators.calculation.series import Series
from indicators.models import InterimValue, RatingLevel
from indicators.scorecards import Scorecard, WrittenTarget, YearRow, own_aim, written_target
from kpi_tracker.api import schemas
from policies.models import Plan, PolicyNode
from policies.page import Scope
from policies.scorecards.lineage import Lines
from projects.models import LeadingProject

Reasons = Mapping[int, Sequence[EvaluationReason]]


def number(value: Decimal | None) -> float | None:
    """Return an amount as a JSON number; up to 15 digits come through unchanged."""
    return None if value is None else float(value)


def level(one: RatingLevel) -> schemas.Level:
    return schemas.Level(symbol=one.symbol, label=one.label, explanation=one.explanation)


def class_of(one: RatingLevel | None) -> schemas.Level | None:
    """Return a class; None where there is none, or none that everybody is shown."""
    return level(one) if one is not None and one.symbol != NO_CLASS else None


def plan(one: Plan) -> schemas.Plan:
    """Return a plan with its periods."""
    return schemas.Plan(
        key=one.key,
        code=one.local_government_code,
        municipality=one.municipality,
        name=one.name,
        first_year=one.first_year,
        last_year=one.last_year,
        is_fictional=one.is_fictional,
        periods=[
            schemas.Period(
                number=period.number,
                name=period.name,
                first_year=period.first_year,
                last_year=period.last_year,
            )
            for period in one.periods.all()
        ],
    )


NODE_FIELDS: Final = {
    "pk": "pk",
    "uid": "uid",
    "address": "address",
    "code": "code",
    "name": "name",
    "layer": "layer__name",
    "depth": "layer__depth",
    "parent": "parent__address",
    "also_under": "also_under__address",
    "direct_goal": "direct_goal",
    "department": "department__name",
    "ended_in": "ended_in",
}  # what is read of each item: rows as values, for a tree has thousands


def node(row: Sequence[Any], lines: Lines) -> schemas.Node:
    """Return an item of the tree from the values of NODE_FIELDS; `lines` say what it followed and was followed by."""
    said = dict(zip(NODE_FIELDS, row, strict=True))
    pk = said.pop("pk")
    said["department"] = said["department"] or ""
    return schemas.Node(**said, succeeds=lines.before.get(pk, []), succeeded_by=lines.after.get(pk, []))


def department(node: PolicyNode) -> str:
    return str(node.department) if node.department_id else ""


def brief(card: Scorecard, address: str) -> schemas.IndicatorBrief:
    """Return an indicator in the year of its card."""
    return schemas.IndicatorBrief(**_brief(card, address))


def _brief(card: Scorecard, address: str) -> dict[str, Any]:
    one, said = indicator_data(card.indicator), card_data(card)
    return {
        **chosen(one, "id", "number", "name", "kind", "is_judged", "unit"),
        **chosen(said, "year", "target", "result", reason="sentence"),
        "uid": card.indicator.uid,
        "node": address,
        "node_uid": card.indicator.node.uid,
        "total": number(said["total"]),
        "rate": number(said["rate"]),
        **printed(said),
        "attainment_class": class_of(said["level"]),
        "ended_in": card.series.ended_in.year if card.series.ended_in else None,
    }


def printed(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is printed beside a figure."""
    return {
        **chosen(said, "footnote", "as_of", "published_class"),
        "published_rate": number(said["published_rate"]),
    }


def indicator(
    card: Scorecard,
    address: str,
    rows: Iterable[YearRow],
    targets: Iterable[WrittenTarget],
    *,
    plans: Collection[int],
    interim: Iterable[InterimValue],
) -> schemas.Indicator:
    """Return an indicator with its years, the versions of its targets, its values in the middle of a year.

    And what of these plans it followed.
    """
    one = indicator_data(card.indicator)
    return schemas.Indicator(
        **_brief(card, address),
        **chosen(one, "department", "method", "direction", "accumulation", "year_basis"),
        **chosen(one, "asked", "known_from", "baseline_year"),
        baseline=number(one["baseline"]),
        succeeds=keys_of(card.indicator.succeeds, plans),
        succeeded_by=keys_of(card.indicator.successors, plans),
        years=[year(card, row) for row in rows],
        targets=[
            schemas.Revision(**chosen(told, "year", "scope", "text", "version", "applies", "reason"))
            for told in targets_data(targets)
        ],
        interim_values=[interim_value(card.series, value) for value in interim],
    )


def interim_value(series: Series, one: InterimValue) -> schemas.InterimValue:
    """Return a value in the middle of a year."""
    return schemas.InterimValue(
        as_of=one.as_of,
        text=quantity(one.value, series.unit, series.decimals),
        value=number(one.value),
        note=one.note,
        source=one.source,
    )


def keys_of(links: Any, plans: Collection[int]) -> list[int]:
    """Return the keys of the linked indicators that stand in one of the plans."""
    found = links.filter(node__period__plan__in=plans).order_by("pk")
    return list(found.values_list("pk", flat=True))


def year(card: Scorecard, row: YearRow) -> schemas.Year:
    """Return one year of an indicator."""
    said, series = year_data(card, row), card.series
    return schemas.Year(
        origin=schemas.Origin.CONFIRMED,
        **chosen(
            said, "year", "label", "total_is_derived", "increment_is_derived", "standing", "note", "heading"
        ),
        text=said["result"],
        reason=said["sentence"],
        target=target(series, series.target(row.year, TargetScope.YEAR)),
        period_target=target(series, own_aim(series, row.year)),
        total=number(said["total"]),
        increment=number(said["increment"]),
        rate=number(said["rate"]),
        in_period_rate=number(said["in_period_rate"]),
        **printed(said),
        attainment_class=class_of(said["level"]),
    )


def target(series: Series, one: Target | None) -> schemas.Target | None:
    """Return a target as it judges a year."""
    if one is None:
        return None
    return schemas.Target(
        text=written_target(series, one),
        value=number(one.value),
        upper=number(one.upper),
        comparator=one.comparator.value,
    )


def cycle(one: EvaluationCycle | None) -> schemas.Cycle | None:
    """Return the evaluation that the ratings belong to."""
    if one is None:
        return None
    return schemas.Cycle(
        key=one.key,
        name=one.name,
        first_year=one.first_year,
        last_year=one.last_year,
        rules=str(one.profile),
    )


def measure(scope: Scope, standing: Standing, reasons: Reasons) -> schemas.Measure:
    """Return a 施策 with its ratings; the suggestion only where everybody may see it."""
    node = standing.node
    written = reasons.get(standing.evaluation.pk, ()) if standing.evaluation else ()
    progress, direction = standing.decided_progress, standing.decided_direction
    return schemas.Measure(
        uid=node.uid,
        address=node.address,
        name=node.name,
        direct_goal=node.direct_goal,
        department=department(node),
        progress=level(progress) if progress else None,
        direction=level(direction) if direction else None,
        progress_reasons=[one.text for one in written if one.subject == EvaluationReason.Subject.PROGRESS],
        direction_reasons=[one.text for one in written if one.subject == EvaluationReason.Subject.DIRECTION],
        suggestion=suggestion(standing) if scope.shows_suggestions else None,
        owed=standing.duties.owed,
        answered=standing.duties.answered,
        missing=standing.missing_count,
        ended_in=node.ended_in,
        indicators=[brief(card, node.address) for card in standing.cards_on_it],
    )


def suggestion(standing: Standing) -> schemas.Suggestion | None:
    """Return both 参考判定 with their reasons; nothing outside every cycle."""
    if standing.progress is None or standing.direction is None:
        return None
    return schemas.Suggestion(
        progress=standing.progress.symbol,
        direction=standing.direction.symbol,
        reasons=[*standing.progress.sentences, *standing.direction.sentences],
        confirmations=list(standing.direction.confirmations),
        disclaimer=disclaimer(is_adopted=standing.is_adopted),
    )


def project(one: LeadingProject) -> schemas.Project:
    return schemas.Project(
        id=one.pk,
        uid=one.uid,
        node=one.node.address,
        node_uid=one.node.uid,
        name=one.name,
        summary=one.summary,
        partners=[line.strip() for line in one.partners.splitlines() if line.strip()],
        first_year=one.first_year,
        last_year=one.last_year,
        standing=one.get_standing_display(),
        counting_year=one.counting_year,
    )
