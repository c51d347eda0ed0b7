"""Project records beside the counts a city reported: what is on record, what is not; plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass

from policies.fiscal_year import FiscalYear


@dataclass(frozen=True, slots=True)
class LedgerYear:
    """One year with a reported count; records beyond the count are `excess`, which is an error somewhere."""

    fiscal_year: FiscalYear
    reported: int
    recorded: int

    @property
    def unrecorded(self) -> int:
        return max(self.reported - self.recorded, 0)

    @property
    def excess(self) -> int:
        return max(self.recorded - self.reported, 0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The years with a reported count, oldest first; reported = recorded + unrecorded − excess."""

    years: tuple[LedgerYear, ...]

    @property
    def reported(self) -> int:
        return sum(year.reported for year in self.years)

    @property
    def recorded(self) -> int:
        return sum(year.recorded for year in self.years)

    @property
    def unrecorded(self) -> int:
        return sum(year.unrecorded for year in self.years)

    @property
    def excess(self) -> int:
        return sum(year.excess for year in self.years)

    def sentence(self, unit: str = "件") -> str:
        """報告件数20件（R4 9件・R5 11件）、うち個票登録3件、未登録17件"""
        if not self.years:
            return "報告件数はまだありません"
        each = "・".join(f"{year.fiscal_year.short} {year.reported}{unit}" for year in self.years)
        words = (
            f"報告件数{self.reported}{unit}（{each}）、"
            f"うち個票登録{self.recorded}{unit}、未登録{self.unrecorded}{unit}"
        )
        return f"{words}（報告件数を超える個票登録{self.excess}{unit}）" if self.excess else words

    def public_sentence(self, unit: str = "件") -> str:
        """主な取組3件を掲載"""
        return f"主な取組{self.recorded}{unit}を掲載"


def reconcile(reported: Mapping[FiscalYear, int], recorded: Mapping[FiscalYear, int]) -> Ledger:
    """Compare the years that have a reported count; a year without one is left out, records and all."""
    return Ledger(tuple(LedgerYear(year, reported[year], recorded.get(year, 0)) for year in sorted(reported)))
