"""What changed since the last evaluation: ratings, classes and reasons, old beside new."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason
from evaluations.rating.scorecards.node import NodePage, reasons
from evaluations.rating.scorecards.standings import Judge
from indicators.calculation.attainment import NO_CLASS
from indicators.scorecards import rules_of


@dataclass(frozen=True, slots=True)
class ComparedStatement:
    """One thing that was said last time and is said now."""

    label: str
    old: str
    new: str

    @property
    def changed(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last evaluation before this one, and what differs."""

    evaluation: Evaluation
    lines: Sequence[ComparedStatement]


def read_earlier(cycle: EvaluationCycle, page: NodePage) -> Earlier | None:
    """Return the last decided evaluation before the cycle, of the same node or one that it succeeds."""
    node = page.node
    same = Q(node=node, cycle__last_year__lt=cycle.last_year)
    before = Q(node__in=node.succeeds.values("pk"), cycle__last_year__lt=cycle.last_year)
    found = (
        Evaluation.objects.settled()
        .filter(same | before)
        .exclude(cycle=cycle)
        .select_related("cycle__profile", "node", "progress", "direction")
        .order_by("-cycle__last_year", "-cycle__first_year", "-pk")
        .first()
    )
    if found is None:
        return None
    return Earlier(
        found,
        [*compared_ratings(found, page), *compared_classes(found, page), *compared_reasons(found, page)],
    )


def compared_ratings(old: Evaluation, page: NodePage) -> list[ComparedStatement]:
    """Compare both ratings."""
    standing = page.standing
    return [
        ComparedStatement(page.progress_title, str(old.progress or ""), str(standing.decided_progress or "")),
        ComparedStatement("今後の方向性", str(old.direction or ""), str(standing.decided_direction or "")),
    ]


def compared_classes(old: Evaluation, page: NodePage) -> list[ComparedStatement]:
    """Compare the classes of the judged indicators: as kept with the old decision, else as they follow today.

    Of another period's measure only an indicator of the same number and name is the same.
    """
    was = kept_classes(old)
    if old.node_id != page.node.pk:
        known = set(old.node.indicators.values_list("number", "name"))
        was = {
            card.indicator.number: was.get(card.indicator.number, "")
            for card in page.standing.cards
            if (card.indicator.number, card.indicator.name) in known
        }
    elif not was:
        judge = Judge(old.cycle, rules_of(old.cycle.profile), {}, shows_counts=True)
        was = {card.indicator.number: judge.last_attainment(card).symbol for card in page.standing.cards}
    assert page.cycle is not None  # noqa: S101 - the page of an evaluation has a cycle
    judge = Judge(page.cycle, rules_of(page.cycle.profile), {}, shows_counts=True)
    return [
        ComparedStatement(
            f"達成状況　{card.indicator}",
            was.get(card.indicator.number, ""),
            judge.last_attainment(card).symbol,
        )
        for card in page.standing.cards
    ]


def kept_classes(old: Evaluation) -> dict[str, str]:
    """Return the classes kept with a decision, by the indicator's number; whatever else stands there is left out."""
    kept = (old.inputs or {}).get("indicators")
    if not isinstance(kept, list):
        return {}
    return {
        str(one.get("indicator")): str(one.get("class") or NO_CLASS) for one in kept if isinstance(one, dict)
    }


def compared_reasons(old: Evaluation, page: NodePage) -> list[ComparedStatement]:
    """Compare the numbered reasons."""
    found = []
    for subject, now in (
        (EvaluationReason.Subject.PROGRESS, page.progress_reasons),
        (EvaluationReason.Subject.DIRECTION, page.direction_reasons),
    ):
        was = reasons(old, subject)
        for place in range(max(len(was), len(now))):
            old_text = was[place].text if place < len(was) else ""
            new_text = now[place].text if place < len(now) else ""
            found.append(ComparedStatement(f"{subject.label}　理由{place + 1}", old_text, new_text))
    return found
