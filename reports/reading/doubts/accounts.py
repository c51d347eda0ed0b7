"""Accounts are no indicators: what was taken in and spent, budgets and costs stand under heads of their own."""

import re
from collections.abc import Iterator
from typing import Final

from reports.reading.doubts.told import RESULTS, Doubt, Told
from reports.reading.facts import FactRole, Reading
from reports.reading.figures import figures_in
from reports.reading.wording import compact
from reports.reading.years import without_years, years_in

_MONEY: Final = re.compile(
    r"[^\s|、()]*(?:収支|予算|決算|事業費|歳入|歳出|要求額|執行額|経費|財源)[^\s|、()]*"
)
_MEASURED: Final = re.compile(r"指標|KPI|(?<!基本)(?<!重点)(?<!施策)目標|実績|成果|基準値|現状値|計画値|評価")
_BUDGET_NAME: Final = re.compile(
    r"^\(?\d?\)?(?:予算額|決算額|要求額|執行額|事業費)|年度(?:当初)?予算|要求額|予算の状況"
)
_SHARE: Final = re.compile(r"[率比]")  # 経費回収率 is measured
_SAID: Final = re.compile(r"[。「」]")
_ABOVE: Final = 14  # lines


def accounts(told: Told) -> Iterator[Doubt]:
    """Yield rows that are called budgets, and those without aims and results of their own under a head of accounts."""
    for row, reading in enumerate(told.readings):
        if _BUDGET_NAME.search(compact(reading.name)) or (
            not _is_measured(reading) and _stands_under_accounts(told, reading)
        ):
            yield Doubt(row)


def _is_measured(reading: Reading) -> bool:
    """Say whether something was aimed at and something counted: accounts that a plan promises are indicators."""
    roles = {fact.role for fact in reading.facts if fact.value is not None}
    return FactRole.TARGET in roles and bool(roles & RESULTS)


def _stands_under_accounts(told: Told, reading: Reading) -> bool:
    """Say whether the nearest head above a row that says what its figures are speaks of money alone."""
    first = reading.first_line
    for line in range(first - 1, max(first - _ABOVE, 0), -1):
        words = told.lines.get(line, "")
        of_money = _MONEY.findall(words)
        if _SAID.search(words) or not (of_money or _MEASURED.search(words)) or _has_figures(told, words):
            continue
        return not _MEASURED.search(words) and not any(map(_SHARE.search, of_money))
    return False


def _has_figures(told: Told, words: str) -> bool:
    bare = without_years(words, years_in(words, told.calendar))
    return any(len(figure.text.strip()) > 1 for figure in figures_in(bare))
