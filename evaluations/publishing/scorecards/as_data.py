"""What an indicator is as data: the one source of the edition and of the API, which only write it each in its own way.

Amounts and rates are exact, unknown is None; texts are as the pages print them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from indicators.calculation.facts import YearFigure
from indicators.calculation.quantities import STANDING_WORDS
from indicators.models import Indicator
from indicators.scorecards import Scorecard, WrittenTarget, YearRow

Data = Mapping[str, Any]


def indicator_data(one: Indicator) -> Data:
    """Return what an indicator is, whatever the year."""
    return {
        "id": one.pk,
        "number": one.number,
        "name": one.name,
        "kind": one.get_kind_display(),
        "is_judged": one.is_judged,
        "unit": one.unit,
        "direction": one.get_direction_display(),
        "accumulation": one.get_accumulation_display(),
        "rate_formula": one.get_rate_formula_display(),
        "method": one.method,
        "rationale": one.rationale,
        "target_rationale": one.target_rationale,
        "note": one.note,
        "source": one.source,
        "department": str(one.department or ""),
        "asked": one.asked_words,
        "known_from": one.known_from,
        "baseline": one.baseline_value,
        "baseline_year": one.baseline_year,
        "year_basis": one.basis_text,
    }


def card_data(card: Scorecard) -> Data:
    """Return what is said of an indicator in the year of its card."""
    return {
        "year": card.year.year,
        "target": card.target_text,
        "result": card.result_text,
        "total": card.attainment.figure.total,
        "rate": card.attainment.rate,
        "level": card.level if card.shows_class else None,
        "sentence": card.sentence,
        **printed_beside(card.attainment.figure),
    }


def printed_beside(figure: YearFigure) -> Data:
    """Return what is printed beside a year's figure: its 注記, its day, the published rate and class as they are."""
    return {
        "footnote": figure.footnote,
        "as_of": figure.as_of,
        "published_rate": figure.published_rate,
        "published_class": figure.published_class,
    }


def targets_data(targets: Iterable[WrittenTarget]) -> list[Data]:
    """Return every version of every target."""
    return [
        {
            "year": one.year.year,
            "label": one.year.label,
            "scope": one.scope_label,
            "text": one.text,
            "version": one.version_label,
            "applies": one.applies_label,
            "reason": one.reason,
        }
        for one in targets
    ]


def year_data(card: Scorecard, row: YearRow) -> Data:
    """Return one year; `level` is None and `sentence` empty where nothing was judged."""
    figure, attainment = row.figure, row.attainment
    return {
        "year": row.year.year,
        "label": row.label,
        "target": row.target_text,
        "period_target": row.period_target_text,
        "result": row.result_text,
        "total": figure.total,
        "total_is_derived": figure.total_is_derived,
        "increment": figure.increment,
        "increment_text": row.increment_text,
        "increment_is_derived": figure.increment_is_derived,
        "standing": STANDING_WORDS[figure.standing] if figure.standing else "",
        "rate": row.rate,
        "rate_text": row.rate_text,
        "in_period_rate": row.in_period_rate,
        "in_period_text": row.in_period_text,
        "heading": row.heading.words if row.heading else "",
        "level": row.level if attainment and card.shows_class else None,
        "sentence": card.sentence_of(attainment) if attainment else "",
        "note": row.note,
        **printed_beside(figure),
    }


def chosen(data: Data, *names: str, **other_names: str) -> dict[str, Any]:
    """Return these of the data, some under other names: chosen(data, "id", remarks="note")."""
    return {name: data[name] for name in names} | {name: data[own] for name, own in other_names.items()}
