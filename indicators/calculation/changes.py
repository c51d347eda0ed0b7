"""Why the class of an indicator is another one in one year, or cycle, than in another: each reason by trying it.

What changed is put back, one thing at a time; where the class would then have been another, that is a reason. What
nothing else explains is the figures themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from indicators.calculation.attainment import NO_CLASS, Attainment, AttainmentProfile, attain
from indicators.calculation.course import COURSE_WORDS, Course, course_of
from indicators.calculation.quantities import figure_words, target_words
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear


class Why(StrEnum):
    """Why two classes of an indicator differ, the gravest first."""

    INCOMPARABLE = "incomparable"
    DEFINITION = "definition"
    RULES = "rules"
    RESTATED = "restated"
    TARGET = "target"
    FIGURE = "figure"


WHY_WORDS: Final = {
    Why.INCOMPARABLE: "比較できない",
    Why.DEFINITION: "指標の定義の変更",
    Why.RULES: "判定基準の変更",
    Why.RESTATED: "実績の訂正",
    Why.TARGET: "目標の見直し",
    Why.FIGURE: "実績の値",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and what is to be said of it."""

    why: Why
    words: str

    @property
    def label(self) -> str:
        """The kind of the reason, as it is read."""
        return WHY_WORDS[self.why]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An indicator as one side of a comparison judges it.

    `scale` are the symbols of its classes with their meaning, best first; `definition` what the indicator is, by name;
    `restated` the series as it was before a confirmed figure of the judged year was corrected, None if none was.
    """

    series: Series
    attainment: Attainment
    profile: AttainmentProfile
    period_start: FiscalYear
    scale: Sequence[tuple[str, str]]
    definition: Mapping[str, str]
    restated: Series | None = None

    @property
    def symbol(self) -> str:
        return self.attainment.symbol

    @property
    def result(self) -> Decimal | None:
        return self.attainment.facts.result

    @property
    def year(self) -> FiscalYear:
        return self.attainment.fiscal_year

    def symbol_by(
        self,
        *,
        series: Series | None = None,
        profile: AttainmentProfile | None = None,
        as_of: FiscalYear | None = None,
    ) -> str:
        """Return the class of the same year by another series, by other rules, or by the targets of another year."""
        return attain(
            series or self.series,
            self.year,
            profile=profile or self.profile,
            period_start=self.period_start,
            as_of=as_of,
        ).symbol

    @property
    def figure_words(self) -> str:
        """The figure that was judged; of an older one (直近値) its year."""
        judged = self.attainment.judged
        words = figure_words(judged, self.series.unit, self.series.decimals)
        return f"{words}（{judged.fiscal_year.era}値）" if self.attainment.is_older_figure else words

    @property
    def target_words(self) -> str:
        """The target that judged it; nothing where there is none."""
        target = self.attainment.target
        return target_words(target, self.series.unit, self.series.decimals) if target else ""


def reasons(before: Judged | None, after: Judged | None) -> list[Reason]:
    """Return why the two classes differ, the gravest reason first; nothing where they are the same class.

    None is a side on which the indicator has no counterpart: nothing can be compared.
    """
    if before is None or after is None:
        return [Reason(Why.INCOMPARABLE, "もう一方に対応する指標の登録がない")]
    if words := incomparable(before, after):
        return [Reason(Why.INCOMPARABLE, words)]
    if before.symbol == after.symbol:
        return []
    found = [
        Reason(Why.DEFINITION, redefined(before, after)),
        Reason(Why.RULES, by_other_rules(before, after)),
        Reason(Why.RESTATED, by_restated_figures(before, after)),
        Reason(Why.TARGET, by_revised_target(before, after)),
    ]
    return [one for one in found if one.words] or [Reason(Why.FIGURE, by_figures(before, after))]


def incomparable(before: Judged, after: Judged) -> str:
    """Say why the two cannot be compared; nothing if they can, or where neither year has a class."""
    if before.symbol == after.symbol == NO_CLASS:
        return ""
    if list(before.scale) != list(after.scale):
        return "区分の異なる判定基準による"
    for one in (before, after):
        if one.symbol == NO_CLASS:
            return f"{one.year.era}は{one.attainment.reason}"
    return ""


def by_figures(before: Judged, after: Judged) -> str:
    """Say what became of the figure, and where the class went the other way, that the target did it."""
    was, now, sign = before.result, after.result, after.attainment.facts.good_sign
    if was is None or now is None or sign is None:
        return ""
    words, agrees_with = "実績は同じ", Course.SAME
    if now != was:
        agrees_with = Course.BETTER if (now > was) == (sign > 0) else Course.WORSE
        words = f"実績が{COURSE_WORDS[agrees_with]}"
    if course_of(before.symbol, after.symbol, [symbol for symbol, _ in after.scale]) is agrees_with:
        return words
    aims = (before.target_words, after.target_words)
    return f"{words}、目標は{aims[0]}から{aims[1]}に" if aims[0] != aims[1] else words


def redefined(before: Judged, after: Judged) -> str:
    """Name what the two define differently; nothing where they are the same."""
    names = [*before.definition, *(name for name in after.definition if name not in before.definition)]
    other = [name for name in names if before.definition.get(name, "") != after.definition.get(name, "")]
    return "、".join(other)


def by_other_rules(before: Judged, after: Judged) -> str:
    """Say what the earlier figures would be by the later rules, where that is another class."""
    if before.profile == after.profile:
        return ""
    symbol = before.symbol_by(profile=after.profile)
    return f"{before.year.era}も新しい基準では{symbol}" if symbol != before.symbol else ""


def by_restated_figures(before: Judged, after: Judged) -> str:
    """Say of which year a correction made another class."""
    said = []
    for one in (before, after):
        if one.restated is None:
            continue
        was = one.symbol_by(series=one.restated)
        if was != one.symbol:
            said.append(f"{one.year.era}の実績の訂正前は{was}")
    return "、".join(said)


def by_revised_target(before: Judged, after: Judged) -> str:
    """Say what the target of the later year was before its revision, where by that one the class would be another."""
    earlier, later = sorted((before, after), key=lambda one: one.year)
    now = later.attainment.target
    then = attain(
        later.series,
        later.year,
        profile=later.profile,
        period_start=later.period_start,
        as_of=earlier.year,
    )
    was = then.target
    if now is None or was is None or then.symbol == later.symbol:
        return ""
    if (was.fiscal_year, was.scope) != (now.fiscal_year, now.scope):
        return ""
    unit, decimals = later.series.unit, later.series.decimals
    words = "→".join(target_words(one, unit, decimals) for one in (was, now))
    return f"{words}（見直し前の目標では{then.symbol}）"
