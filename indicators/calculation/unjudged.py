"""Whether the rules of a profile leave most of a plan without a class, for want of a target to judge by."""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.calculation.aims import aim_of
from indicators.calculation.facts import TargetChoice
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear

OTHER_CHOICE = (
    "年度ごとの目標がない計画では、次の目標によって判定する基準"
    "（reference-abcd-ahead、reference-abcd-paced）が使えます。"
)


@dataclass(frozen=True, slots=True)
class Unjudged:
    """How many figures there are, of how many indicators, and how many of them have no target to judge by."""

    indicators: int
    figures: int
    without_target: int

    @property
    def words(self) -> str:
        """Say so with the numbers where it is most of them; "" where it is not."""
        if not self.figures or self.without_target * 2 <= self.figures:
            return ""
        return (
            f"この判定基準では、判定対象の{self.indicators}指標の実績{self.figures:,}件のうち"
            f"{self.without_target:,}件に、判定に用いる目標がなく、区分が付きません。{OTHER_CHOICE}"
        )


def unjudged(series: Iterable[Series], years: Iterable[FiscalYear], choice: TargetChoice) -> Unjudged:
    """Count over these years; of an indicator without any result in them, every year counts."""
    span = tuple(years)
    indicators = figures = without = 0
    for one in series:
        found = [year for year in span if one.figure(year).is_reported and not one.has_ended(year)]
        looked_at = found or [year for year in span if not one.has_ended(year)]
        indicators += 1
        figures += len(looked_at)
        without += sum(aim_of(one, year, choice, as_of=None) is None for year in looked_at)
    return Unjudged(indicators, figures, without)
