"""The indicators of a period of which something is not said, with what their words suggest and why."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.db.models import Q

from indicators.calculation.facts import Comparator
from indicators.calculation.units import is_percentage
from indicators.models import Indicator, Result
from indicators.models.indicator import IndicatorQuerySet
from policies.fiscal_year import FiscalYear
from policies.models import PlanPeriod
from reports.tables.hints import Hint, Wording, hints
from reports.unsaid.models import UnsaidQuestion
from reports.unsaid.settings_said import CHOICES, FIELD_WORDS, Settings

MOST: Final = 60  # on a page: six fields each
QUOTED: Final = re.compile("「(.*)」$")  # the words of a target, behind the place in which they stand
KEPT_PLAINLY: Final = "keep"  # no side is said: not among the choices


@dataclass(frozen=True, slots=True)
class UnsaidIndicator:
    """An indicator: what is stored, what is proposed for each field that differs, and what its section was asked."""

    indicator: Indicator
    stored: Settings
    hints: Sequence[Hint]
    question: UnsaidQuestion | None

    @property
    def proposed(self) -> Settings:
        """What is stored, with what is proposed in its place."""
        return replace(self.stored, **{one.field: one.value for one in self.hints})

    @property
    def hints_in_words(self) -> list[tuple[str, str, str]]:
        """Each proposal: the field, what is proposed, and why."""
        return [
            (FIELD_WORDS[one.field], CHOICES.get(one.field, {}).get(one.value, one.value), one.reason)
            for one in self.hints
        ]

    @property
    def figures(self) -> str:
        """What is promised and measured, for whoever decides: the words of targets and results."""
        targets = [_told(one.fiscal_year, "目標", one.value) for one in self.indicator.targets.all()]
        results = [_told(one.fiscal_year, "実績", one.total) for one in self.indicator.results.all()]
        return "　".join([*targets[-3:], *results[-3:]])


def _told(year: int, what: str, value: Decimal | None) -> str:
    return f"{FiscalYear(year).short}{what} {'－' if value is None else f'{value.normalize():f}'}"


def unsaid_of(period: PlanPeriod, *, only: Collection[int] | None = None) -> list[UnsaidIndicator]:
    """Return the period's indicators of which something is not said or is proposed otherwise, in the plan's order.

    With `only` these indicators, whatever is said of them.
    """
    indicators = Indicator.objects.filter(node__period=period).order_by("node__path", "order")
    if only is not None:
        indicators = indicators.filter(pk__in=only)
    found = [described(one) for one in _with_figures(indicators)]
    return [one for one in found if only is not None or lacks_something(one)]


def _with_figures(indicators: IndicatorQuerySet) -> IndicatorQuerySet:
    rows = indicators.with_series(unconfirmed_of=None)
    return rows.select_related("node__period__plan", "department", "unsaid_question")


def lacks_something(one: UnsaidIndicator) -> bool:
    """Tell whether anything is open: unknown, proposed otherwise, or asked of the section."""
    is_open = (
        "unknown" in {one.stored.direction, one.stored.accumulation} or one.stored.direction == KEPT_PLAINLY
    )
    return is_open or bool(one.hints) or one.question is not None


def described(indicator: Indicator) -> UnsaidIndicator:
    """Return the indicator with what is stored and what is proposed; load it with its figures first."""
    stored = settings_stored(indicator)
    question = getattr(indicator, "unsaid_question", None)
    answers = (
        [_answered(question, field) for field in FIELD_WORDS] if question and question.is_answered else []
    )
    said: dict[str, Hint] = {}
    for one in (*filter(None, answers), *hints(wording_of(indicator))):
        said.setdefault(one.field, one)
    fixed = _fixed(indicator)
    open_ones = [one for one in said.values() if _is_open(stored, one) and one.field not in fixed]
    return UnsaidIndicator(indicator, stored, _with_first_year(indicator, stored, open_ones), question)


def _fixed(indicator: Indicator) -> frozenset[str]:
    """Return the fields of which nothing is proposed, for what was confirmed would have them refused."""
    if not any(one.entry_state in Result.CONFIRMED_STATES for one in indicator.results.all()):
        return frozenset()
    becomes_survey = is_percentage(indicator.unit) and not indicator.is_survey
    return frozenset({"decimals", "asked"} if becomes_survey else {"decimals"})


def _answered(question: UnsaidQuestion, field: str) -> Hint | None:
    value = question.answer.get(field)
    by = question.answered_by.name if question.answered_by else ""
    return Hint(field, str(value), f"所管課の回答（{by}）") if value not in {None, ""} else None


def _is_open(stored: Settings, hint: Hint) -> bool:
    """Tell whether a proposal says something new: never in the place of a direction that somebody has set."""
    now = getattr(stored, hint.field)
    if hint.reason.startswith("所管課の回答"):
        return bool(now != hint.value)
    if hint.field in {"direction", "accumulation"}:
        return now in {"unknown", KEPT_PLAINLY}
    if hint.field == "decimals":
        return int(hint.value) > int(now)
    return now in {"", "yearly"} and now != hint.value


def _with_first_year(indicator: Indicator, stored: Settings, found: list[Hint]) -> list[Hint]:
    """Propose from which year every n years is counted: the baseline's, else the first one with a result."""
    asked = next((one for one in found if one.field == "asked" and one.value.startswith("interval")), None)
    if asked is None or stored.asked_since or any(one.field == "asked_since" for one in found):
        return found
    years = [one.fiscal_year for one in indicator.results.all() if one.is_entered and not one.missing]
    first = indicator.baseline_year or min(years, default=None)
    if first is None:
        return found
    why = "現状値（計画策定時）の年度です。" if indicator.baseline_year else "最初の実績の年度です。"
    return [*found, Hint("asked_since", str(first), why)]


def settings_stored(indicator: Indicator) -> Settings:
    """Return what is stored of an indicator, as the choices have it."""
    direction = indicator.direction
    if direction == Indicator.Direction.KEEP:
        sides = {one.comparator for one in indicator.targets.all()} & {
            Comparator.AT_LEAST.value,
            Comparator.AT_MOST.value,
            Comparator.EXACTLY.value,
        }
        direction = f"keep {sides.pop()}" if len(sides) == 1 else KEPT_PLAINLY
    known = {
        Indicator.Asked.YEARLY.value: "yearly",
        Indicator.Asked.INTERVAL.value: f"interval {indicator.survey_interval}",
        Indicator.Asked.LAST.value: "last",
    }
    return Settings(
        direction=direction,
        accumulation=indicator.accumulation,
        asked=known.get(indicator.asked, "other"),
        asked_since=str(indicator.asked_since or ""),
        known_from=indicator.known_from,
        decimals=str(indicator.decimals),
    )


def wording_of(indicator: Indicator) -> Wording:
    """Return everything that is said of an indicator; load it with its figures first."""
    targets, results = list(indicator.targets.all()), list(indicator.results.all())
    values = [one.value for one in targets] + [one.upper for one in targets] + [one.total for one in results]
    return Wording(
        name=indicator.name,
        unit=indicator.unit,
        method=indicator.method,
        note=" ".join([indicator.note, indicator.rationale, *(one.footnote for one in results)]),
        comparators=[one.comparator for one in targets],
        target_texts=[f"{one.text} {one.label} {' '.join(QUOTED.findall(one.source))}" for one in targets],
        missing=[one.missing for one in results],
        values=[value for value in values if value is not None],
    )


def questions_for(departments: Collection[int]) -> list[UnsaidIndicator]:
    """Return what these departments are asked, in the plan's order."""
    asked = Indicator.objects.filter(Q(department__in=departments), unsaid_question__isnull=False)
    return [described(one) for one in _with_figures(asked.order_by("node__path", "order"))]


def stored_words(one: UnsaidIndicator) -> Mapping[str, str]:
    """Return what is stored, by field, in words."""
    words = one.stored.words()
    return {name: CHOICES.get(name, {}).get(value, value) for name, value in words.items()}
