"""The calculation in Japanese sentences: where a figure comes from, why its class, where it is heading."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Protocol

from indicators.calculation.aims import AimKind, fulfilled_texts
from indicators.calculation.attainment import NO_CLASS, Attainment, Distance
from indicators.calculation.checks import early_target
from indicators.calculation.comparing import gain_over
from indicators.calculation.days import year_words
from indicators.calculation.facts import RELATIVE, ResultStanding, YearFigure
from indicators.calculation.forecast import Forecast
from indicators.calculation.quantities import (
    DASH,
    MISSING_WORDS,
    STANDING_WORDS,
    figure_words,
    lacks_total,
    percent,
    quantity,
    quantity_beside,
    target_words,
)
from indicators.calculation.rates import HUNDRED
from indicators.calculation.reasons import SHOWN_RATE
from indicators.calculation.rounding import rounded_words
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear, ended_words

NEAR: Final = Decimal(5)
_MOST_PLACES: Final = 9  # what is beyond them in an estimate is only how computers count
MOST_TOLD: Final = 15  # years in one sentence

__all__ = [
    "MISSING_WORDS",
    "STANDING_WORDS",
    "attainment_sentence",
    "derivation",
    "distance_sentence",
    "early_target_sentence",
    "figure_words",
    "forecast_sentence",
    "judged_by",
    "judged_target_words",
    "near_miss_sentence",
    "older_figure",
    "percent",
    "quantity",
    "reservation",
    "series_sentence",
    "target_words",
]


def derivation(figure: YearFigure, series: Series) -> str | None:
    """Say how a figure that is published nowhere was computed: 令和3年度末累計 46件（55−9により算出）."""
    how = figure.derivation
    if how is None:
        return None
    what = "末累計" if how.is_total else "の新規分"
    left, right = (quantity(value, "", series.decimals) for value in (how.left, how.right))
    if how.source_year in series.chain_start:
        begun = f"計画策定時（{how.source_year.era}）の"
        left, right = (begun + left, right) if how.is_total else (left, begun + right)
    unit = series.unit if how.is_total else series.difference_unit
    value = quantity(how.value, unit, series.decimals)
    return f"{how.fiscal_year.era}{what} {value}（{left}{how.sign}{right}により算出）"


def attainment_sentence(series: Series, attainment: Attainment) -> str:
    """Say what class a year has and why, with its rates and the target that judged; without a class, why not."""
    year = year_words(series, attainment.fiscal_year)
    if attainment.symbol == NO_CLASS:
        mark = "、要確認" if attainment.is_open else ""
        return f"{year}の達成状況は「{NO_CLASS}」です（{attainment.reason}{mark}）。"
    rates = []
    if attainment.rate is not None and not _rate_is_told(attainment):
        rates.append(f"達成率{attainment.rate_words}")
    if attainment.in_period_rate is not None:
        rates.append(f"期間内の増加分では{attainment.in_period_words}")
    standing = _standing(attainment.judged)
    said = [attainment.reason, "、".join(rates), *judged_by(series, attainment)]
    return (
        f"{year}の達成状況は「{attainment.class_words}」です{standing}（{'。'.join(filter(None, said))}）。"
    )


def judged_by(series: Series, attainment: Attainment) -> list[str]:
    """Say which target judged and which figure, wherever it is not the year's own; and a target below the baseline."""
    said = [older] if (older := older_figure(series, attainment)) else []
    if aim := _aim_words(series, attainment):
        said.append(aim)
    if attainment.met and (easier := _easier_words(attainment)):
        said.append(easier)
    return said


def _aim_words(series: Series, attainment: Attainment) -> str:
    aim = attainment.aim
    if aim is None or aim.kind is AimKind.OWN:
        return ""
    promised = f"{aim.promised.fiscal_year.era}の目標"
    words = target_words(aim.promised, series.unit, series.decimals)
    match aim.kind:
        case AimKind.TEXT:
            return (
                f"{promised}「{words}」{_text_done(series, aim.promised.fiscal_year, attainment.fiscal_year)}"
            )
        case AimKind.PACED if aim.since is not None:
            first, start = aim.since
            line = target_words(aim.target, series.unit, series.decimals)
            begun = f"{first.era}の{quantity(start, series.unit, series.decimals)}"
            return f"{begun}から{promised}{words}までの直線上の値{line}により判定"
        case _:
            return f"{promised}{words}により判定"


def _text_done(series: Series, due: FiscalYear, seen_from: FiscalYear) -> str:
    """Say when a text target was fulfilled, seen from that year: early, late, or in its own year."""
    done = fulfilled_texts(series, seen_from, as_of=None).get(due)
    if done is None:
        return "により判定"
    return "を達成" if done == due else f"を{'遅れて' if done > due else '前倒しで'}達成"


def _easier_words(attainment: Attainment) -> str:
    """Point out a target that asks for less than there was when the plan was made."""
    facts = attainment.facts
    if facts.goal is None or facts.is_range or facts.target is None or facts.target.comparator in RELATIVE:
        return ""
    gain = gain_over(replace(facts, result=facts.goal), facts.baseline)
    if gain is None or gain >= 0:
        return ""
    return f"計画策定時を{'下' if facts.good_sign == 1 else '上'}回る目標"


def judged_target_words(series: Series, attainment: Attainment) -> str:
    """Write the target that a year is judged by, with its year where it is another one; a dash for none."""
    words, note = judged_target(series, attainment)
    return f"{words}（{note}）" if note else words


def judged_target(series: Series, attainment: Attainment) -> tuple[str, str]:
    """Return that target and, where it is not the year's own, what it is: 令和9年度の目標までの直線上."""
    aim = attainment.aim
    if aim is None:
        return DASH, ""
    words = target_words(aim.target, series.unit, series.decimals)
    if aim.kind is AimKind.OWN:
        return words, ""
    line = "までの直線上" if aim.kind is AimKind.PACED else ""
    return words, f"{aim.promised.fiscal_year.era}の目標{line}"


def older_figure(series: Series, attainment: Attainment) -> str:
    """Name the figure that was judged where none is due for the year itself: 令和6年度値（直近値）…; else nothing."""
    if not attainment.is_older_figure:
        return ""
    words = figure_words(attainment.judged, series.unit, series.decimals)
    return f"{attainment.judged.fiscal_year.era}値（直近値）{words}により判定"


def _rate_is_told(attainment: Attainment) -> bool:
    """Say whether the reason has told the displayed rate already, and with as many decimals as it takes."""
    return SHOWN_RATE in attainment.reason and attainment.rate == attainment.class_rate


def reservation(series: Series, attainment: Attainment) -> str:
    """Say what a judgement must name about a year: 暫定値, 集計中, why there is no class; else nothing."""
    if attainment.figure.ended_in is not None:
        return ended_words(attainment.figure.ended_in)
    if attainment.rule == "no_result":
        return figure_words(attainment.figure, series.unit, series.decimals)
    if attainment.symbol == NO_CLASS:
        return attainment.reason
    if attainment.is_older_figure:
        return f"{attainment.judged.fiscal_year.era}値（直近値）"
    standing = attainment.figure.standing
    return "" if standing is None or standing is ResultStanding.FINAL else STANDING_WORDS[standing]


def distance_sentence(distance: Distance | None) -> str:
    """Say how far it is to the next class: aまであと3件; empty where there is none to be reached."""
    if distance is None:
        return ""
    amount = quantity(distance.amount, distance.unit)
    return f"{distance.next_symbol}まであと{amount}{'減' if distance.sign < 0 else ''}"


def early_target_sentence(
    series: Series, *, period_name: str, period_end: FiscalYear, as_of: FiscalYear | None
) -> str | None:
    """Say that a period's target was reached early (第3期目標63件を前倒しで達成), or None if it was not."""
    target = early_target(series, period_end=period_end, as_of=as_of)
    if target is None:
        return None
    return f"{period_name}目標{quantity(target.value, series.unit, series.decimals)}を前倒しで達成"


def near_miss_sentence(series: Series, attainment: Attainment) -> str | None:
    """Say that an approximate target (程度) is missed by 5 % at most, which people confirm; None if it is not."""
    facts = attainment.facts
    if facts.target is None or not facts.target.approx or attainment.met is not False or facts.is_text:
        return None
    away, limit = None if facts.result is None else facts.outside(facts.result), facts.smaller_limit
    if away is None or limit is None or away * HUNDRED > NEAR * limit:
        return None
    target = target_words(facts.target, series.unit, series.decimals)
    return f"概数の目標{target}に{quantity(NEAR)}％以内で届いていない"


class Rounded(Protocol):
    """Amounts with what they were rounded from, "" where nothing was."""

    @property
    def total(self) -> Decimal | None: ...
    @property
    def increment(self) -> Decimal | None: ...
    @property
    def total_raw(self) -> str: ...
    @property
    def increment_raw(self) -> str: ...


def rounding_sentences(series: Series, figure: Rounded) -> list[str]:
    """Say which amounts were rounded when they were entered, and from what: 94.96％を小数1桁に四捨五入して95.0％."""
    amounts = (
        ("", figure.total, figure.total_raw, series.unit),
        ("当該年度分は", figure.increment, figure.increment_raw, series.difference_unit),
    )
    return [
        f"{which}{rounded_words(raw, value, unit, series.decimals, series.rounding)}"
        for which, value, raw, unit in amounts
        if raw and value is not None
    ]


def series_sentence(series: Series, shown: Sequence[FiscalYear]) -> str:
    """Say in words what the chart shows: each year's result, what is new in it, and its target.

    Of many years the latest MOST_TOLD are told, and how many there are before them.
    """
    parts = [_year_words(series, year) for year in shown[-MOST_TOLD:]]
    if before := shown[:-MOST_TOLD]:
        parts.insert(0, f"{before[0].era}から{before[-1].era}までの{len(before)}年度分は表のとおり")
    if series.baseline is not None:
        when = f"（{series.baseline_year.era}）" if series.baseline_year else ""
        baseline = quantity(series.baseline, series.unit, series.decimals)
        parts.insert(0, f"計画策定時{when}{baseline}")
    name = f"「{series.name}」は、" if series.name else ""
    return f"{name}{'、'.join(parts)}です。" if parts else f"{name}まだ実績がありません。"


def forecast_sentence(series: Series, forecast: Forecast) -> str:
    """Say where the series is heading and what pace the target asks for; or why there is no line."""
    required = _required_words(series, forecast)
    if forecast.reason is not None or forecast.value_at_end is None:
        return f"{forecast.reason or ''}{required}"
    value, low, high = (
        estimate_words(series, forecast, amount)
        for amount in (forecast.value_at_end, forecast.low_at_end, forecast.high_at_end)
        if amount is not None
    )
    recent = _pace_words(series, forecast.recent_pace, forecast)
    return (
        f"近年の推移（{recent}）が続くと、{forecast.period_end.era}は{value}程度"
        f"（{low}～{high}）と見込まれます。{required}"
    )


def estimate_words(series: Series, forecast: Forecast, estimate: float) -> str:
    """Write a value of the forecast as exactly as results are, on its own side of the target and of what can be."""
    value = _rounded(Decimal(repr(estimate)), _MOST_PLACES)
    return quantity_beside(value, forecast.limits, series.unit, series.decimals)


def _year_words(series: Series, year: FiscalYear) -> str:
    figure = series.figure(year)
    named = year_words(series, year)
    known = ("累計" if named.endswith("末") else "末累計") if series.is_cumulative else ""
    when = f"{named}{known if figure.total is not None else 'は'}"
    words = when + ("累計不明" if lacks_total(figure) else figure_words(figure, series.unit, series.decimals))
    notes = ["算出"] if figure.total_is_derived else []
    if figure.increment is not None:
        notes.append(f"うち新規{quantity(figure.increment, series.difference_unit, series.decimals)}")
    if target := series.target_for(year):
        notes.append(f"目標{target_words(target, series.unit, series.decimals)}")
    if figure.standing is not None and figure.standing is not ResultStanding.FINAL:
        notes.append(STANDING_WORDS[figure.standing])
    return f"{words}（{'、'.join(notes)}）" if notes else words


def _standing(figure: YearFigure) -> str:
    if figure.standing is None or figure.standing is ResultStanding.FINAL:
        return ""
    return f"（{STANDING_WORDS[figure.standing]}による）"


def _required_words(series: Series, forecast: Forecast) -> str:
    if forecast.required_pace is None:
        return ""
    if forecast.target_reached:
        return "期間の目標はすでに達成しています。"
    required = _pace_words(series, forecast.required_pace, forecast)
    return f"期間の目標の達成には、{required}が必要です。"


def _pace_words(series: Series, pace: Decimal | None, forecast: Forecast) -> str:
    """Write a yearly change, told from none at all and from the one that it is compared with."""
    if pace is None:
        return ""
    if not pace:
        return "横ばい"
    compared = {Decimal(0), pace, forecast.recent_pace or Decimal(0), forecast.required_pace or Decimal(0)}
    for places in range(series.decimals + 1, _MOST_PLACES):
        written = {one: _rounded(abs(one), places) for one in compared}
        if len(set(written.values())) == len({abs(one) for one in compared}):
            break
    return f"年{quantity(written[pace], series.difference_unit)}の{'減' if pace < 0 else '増'}"


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
