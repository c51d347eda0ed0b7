"""An indicator as an edition says it: in the words of its page, with the numbers beside them."""

from collections.abc import Sequence
from typing import Any, Final

from evaluations.publishing.scorecards.as_data import (
    chosen,
    indicator_data,
    targets_data,
    year_data,
)
from evaluations.publishing.scorecards.facts import exact, indicator_facts, public, year_facts
from evaluations.publishing.scorecards.sources import Sources
from evaluations.rating.scorecards.briefs import outlook_shown
from evaluations.rating.scorecards.node import promises
from indicators.calculation import explain
from indicators.calculation.attainment import NO_CLASS
from indicators.calculation.class_rules import REFERENCE_CLASSES
from indicators.calculation.closing import is_open, is_settled
from indicators.calculation.days import basis_words
from indicators.calculation.outlook import OUTLOOK_WORDS
from indicators.charts import PeriodSpan, indicator_figure
from indicators.scorecards import NOTHING, Scorecard, YearRow, written_targets, year_rows
from policies.charts import tones_of
from policies.fiscal_year import FiscalYear, ended_words, years

SAID: Final = (
    *("id", "number", "name", "kind", "is_judged", "unit", "accumulation", "rate_formula", "method"),
    *("rationale", "target_rationale", "source", "department"),
)
OTHERWISE: Final = {
    "is_computed": "total_is_derived",
    "increment": "increment_text",
    "increment_is_computed": "increment_is_derived",
}


def indicator_content(sources: Sources, card: Scorecard, *, drawn: bool = True) -> dict[str, Any]:
    """Return one indicator with all its years up to the cycle's last, and its figure if it is to be drawn."""
    one, series = indicator_data(card.indicator), card.series
    shown = years_shown(card)
    rows = year_rows(card, shown, sources.rules)
    derived = [sentence for row in rows if (sentence := explain.derivation(row.figure, series))]
    told = [row.year for row in rows if row.figure.is_reported or row.figure.total is not None]
    footnotes = footnotes_of(card)
    ledger = sources.ledgers.get(card.indicator.pk)
    return {
        **chosen(one, *SAID, wanted="direction", remarks="note"),
        "year_basis": basis_words(series),
        "promises": [
            {"when": when, "text": what, "revision": revision} for when, what, revision in promises(card)
        ],
        "targets": targets_data(written_targets(card)),
        "years": [year_content(card, row) | {"footnote": footnotes.get(row.year.year, "")} for row in rows],
        "class": class_of(card.attainment.symbol),
        "sentence": public(card.sentence),
        "derivations": derived,
        "series": public(explain.series_sentence(series, told)),
        "ledger": ledger_words(sources, ledger),
        "chart": chart_of(sources, card, rows) if drawn else None,
        "facts": indicator_facts(card),
        **outlook_told(sources, card),
        **({"ended": ended_words(series.ended_in)} if series.ended_in is not None else {}),
    }


def outlook_told(sources: Sources, card: Scorecard) -> dict[str, str]:
    """Return where the figure is heading, as far as the plan shows it to everybody."""
    heading = outlook_shown(card, sources.scope)
    return {"outlook": OUTLOOK_WORDS[heading]} if heading else {}


def ledger_words(sources: Sources, ledger: Any) -> str:
    """Return what was reported beside what has a record, as far as the plan shows it to everybody."""
    if ledger is None or not ledger.years:
        return ""
    return str(ledger.sentence() if sources.scope.shows_breakdown else ledger.public_sentence())


def year_content(card: Scorecard, row: YearRow) -> dict[str, Any]:
    """Return one year; a year that promised nothing and found nothing is a dash, whoever may be late."""
    data, figure = year_data(card, row), row.figure
    return {
        **chosen(data, "year", "label", "target", "period_target", "standing", **OTHERWISE),
        "result": NOTHING if is_open(figure) else public(data["result"]),
        "total": exact(data["total"]),
        "rate": data["rate_text"],
        "in_period_rate": data["in_period_text"],
        "heading": data["heading"],
        "class": class_of(data["level"].symbol) if data["level"] else "",
        "sentence": public(data["sentence"]),
        "note": public(data["note"]),
        "settled": is_settled(figure),
        "as_of": row.as_of_text,
        "published_rate": row.published_rate_text,
        "published_class": row.published_class,
        "facts": year_facts(card, row),
    }


def footnotes_of(card: Scorecard) -> dict[int, str]:
    """Return the 注記 printed with each year's figure; of one that waits in another's place, that of the other."""
    said = (
        (row.fiscal_year, row.earlier.footnote if row.shows_earlier else row.footnote)
        for row in card.indicator.results.all()
    )
    return {year: footnote.strip() for year, footnote in said if footnote}


def class_of(symbol: str) -> str:
    """Return a class's symbol, nothing where there is none."""
    return "" if symbol == NO_CLASS else symbol


def years_shown(card: Scorecard) -> list[FiscalYear]:
    """Return the years from the first figure or promise to the cycle's last."""
    series, last = card.series, card.year
    known = [target.fiscal_year for target in series.targets]
    known += [result.fiscal_year for result in series.results]
    known += [figure.fiscal_year for figure in series.known_figures()]
    return list(years(min([card.period.first, last, *known]), min(last, series.ended_in or last)))


def chart_of(sources: Sources, card: Scorecard, rows: Sequence[YearRow]) -> dict[str, Any]:
    """Return the figure: results and targets up to the period's end, without an outlook."""
    shown = years(rows[0].year, card.series.ended_in or card.period.last)
    spans = [PeriodSpan(one.ordinal, one.first, one.last) for one in sources.scope.periods]
    attainments = {row.year: row.attainment for row in rows if row.attainment}
    return indicator_figure(
        card.series,
        years=shown,
        periods=spans,
        attainments=attainments,
        tones=tones_of(REFERENCE_CLASSES),  # as in every edition so far
        forecast=None,
    )
