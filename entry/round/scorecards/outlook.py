"""What a round will ask for, what not and why, and how many people that concerns: to be read before it opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Department, Post
from accounts.rules import Role
from entry.round.scorecards.asked import AskedIndicator, figures_asked
from entry.round.scorecards.counted import RoundRead
from indicators.calculation.asking import DUTY_WORDS, Askable, Duty, not_known_yet, why_not_asked
from indicators.models import EntryRound

LATER = "確定時期が受付開始日より後（その月になると照会します）"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Indicators that the round does not ask for, for one reason; each with what more there is to say."""

    why: str
    indicators: Sequence[tuple[AskedIndicator, str]]


@dataclass(frozen=True, slots=True)
class RoundOutlook:
    """What the round asks for on the day it opens, and whom."""

    figures: Sequence[AskedIndicator]
    sheets: int
    earlier: int  # figures of years before, that were not final
    left_out: Sequence[LeftOut]
    nobodys: Sequence[AskedIndicator]
    departments: Sequence[Department]
    people: int
    unstaffed: Sequence[Department]

    @property
    def asks_nothing(self) -> bool:
        return not (self.figures or self.sheets or self.earlier)

    @property
    def sentence(self) -> str:
        """Say how much is asked of how many departments and people."""
        if self.asks_nothing:
            return "この入力依頼で照会するものはありません。年度、指標の「実績を照会する年度」を確かめてください。"
        sheets, places = f"と評価シート{self.sheets}件" if self.sheets else "", len(self.departments)
        asked = f"実績値{len(self.figures)}件{sheets}を、{places}所属（担当者{self.people}人）に照会します。"
        more = "ほかに、前の年度に集計中・暫定などであった値{}件の確定値を照会します。"
        return asked + (more.format(self.earlier) if self.earlier else "")


def outlook_of(read: RoundRead) -> RoundOutlook:
    """Return what the round will ask for, from what was read of the whole city, and in one query more."""
    round_, today = read.round, read.rounds.today
    opens = max(round_.opens_on, today)
    reasons: dict[str, list[tuple[AskedIndicator, str]]] = {}
    asked: list[AskedIndicator] = []
    for indicator in (one for one in read.indicators if one.is_within(round_.fiscal_year)):
        if why := why_left_out(indicator.series, round_, opens):
            reasons.setdefault(why[0], []).append((indicator, why[1]))
        else:
            asked.append(indicator)
    earlier = [one for one in figures_asked(read.rounds, round_, read.indicators) if not one.is_of_round]
    sheets = [line.owed for line in read.sheets]
    owing = (one.department for some in (asked, earlier, sheets) for one in some)
    departments = owners(owing)
    staffed = staff_of(departments, today)
    return RoundOutlook(
        figures=asked,
        sheets=len(sheets),
        earlier=len(earlier),
        left_out=[LeftOut(why, rows) for why, rows in reasons.items()],
        nobodys=[one for one in asked if one.department is None],
        departments=departments,
        people=len({person for person, _ in staffed}),
        unstaffed=[one for one in departments if one.pk not in {key for _, key in staffed}],
    )


def why_left_out(series: Askable, round_: EntryRound, opens: date) -> tuple[str, str] | None:
    """Return why the round does not ask for the figure, and what more is known of that; None if it does."""
    schedule, year = series.schedule, round_.year
    if (duty := why_not_asked(series, year)) is not None:
        return DUTY_WORDS[duty], schedule.reason if duty is Duty.NOT_ASKED else ""
    if not_known_yet(series, year, opens) and schedule.known_from:
        return LATER, schedule.known_from.month_of(year)
    return None


def owners(departments: Iterable[Department | None]) -> list[Department]:
    """Return the departments among them, each once, in the order of their codes."""
    known = {one.pk: one for one in departments if one is not None}
    return sorted(known.values(), key=lambda one: one.code)


def staff_of(departments: Iterable[Department], today: date) -> list[tuple[int, int]]:
    """Return who enters figures there today, as pairs of person and department, in one query."""
    posts = Post.objects.current(today).filter(
        department__in=departments, role=Role.STAFF, person__is_active=True
    )
    return list(posts.order_by().values_list("person", "department"))
