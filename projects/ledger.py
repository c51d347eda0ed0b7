"""Project records beside the counts a city reported: what is on record, what is not; plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

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

    def sentence(self, unit: str = "件") -> str:
        """報告件数11件、うち個票登録3件、未登録8件; or by how many the records exceed the report."""
        if self.excess:
            return (
                f"報告件数{self.reported}{unit}、個票登録{self.recorded}{unit}。"
                f"個票が報告件数を{self.excess}{unit}上回っています。"
            )
        said = f"報告件数{self.reported}{unit}、うち個票登録{self.recorded}{unit}、"
        return said + (f"未登録{self.unrecorded}{unit}" if self.unrecorded else "すべて登録済み")


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


def beside_the_figure(reported: int | None, figure: Decimal | None, what: str, unit: str = "件") -> str:
    """Say how the reported count differs from the figure entered for the same year, `what` it is called; "" if not.

    What nobody has reported or entered differs from nothing.
    """
    if reported is None or figure is None or reported == figure:
        return ""
    shown = f"{figure.normalize():f}"
    return f"報告件数{reported}{unit}と、実績として入力された{what}{shown}{unit}が一致していません。"
