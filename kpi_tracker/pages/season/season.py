"""The numbers of the season: while a round is open what is missing and whose it is, while it is judged what is open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Department, Person
from entry.round.scorecards.items import due_in
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.scorecards.outlines import Outline, Outlines, read_outlines
from evaluations.rating.scorecards.overview import Overview
from indicators.calculation.course import Course
from indicators.calculation.facts import ResultStanding
from indicators.calculation.outlook import OUTLOOK_WORDS, Outlook
from indicators.calculation.quantities import STANDING_WORDS
from indicators.models import EntryRound
from kpi_tracker.pages.clocks import clock_of, span_words, visible_cycles
from kpi_tracker.pages.compare.lines import counts_of_courses
from kpi_tracker.pages.compare.ratings import Decisions, read_courses
from kpi_tracker.pages.compare.sides import side_of_cycle
from kpi_tracker.pages.indicators.lines import IndicatorLine, Listing, listing_of
from kpi_tracker.pages.indicators.narrowing import LATEST, LOWER, NOBODY, RETURNED, fitting
from kpi_tracker.pages.season.decided import Decided
from kpi_tracker.pages.season.numbers import LinkedNumber, NumberGroup, number_of_indicators
from kpi_tracker.pages.season.own import own_entries, own_evaluations, rounds_open
from kpi_tracker.pages.season.sittings import own_sittings
from policies.fiscal_year import FiscalYear
from policies.page import Scope, person_of
from policies.scorecards.tree import PlanTree

MISSING: Final = {"missing": "missing"}
NOT_FINAL: Final = (ResultStanding.PROVISIONAL, ResultStanding.PRELIMINARY, ResultStanding.ESTIMATED)


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """What one bureau (or section that belongs to none) has not handed in, with its sections below it."""

    name: str
    numbers: Sequence[LinkedNumber]
    sections: Sequence["OfficeRow"] = ()


@dataclass(frozen=True, slots=True)
class Season:
    """What the overview says for this time of the year; every part is empty where there is nothing to say.

    `first` are the numbers that are asked for first, which a telephone shows above all tables. `offices` are of the
    year of `asked`, which `round_words` names.
    """

    own: Sequence[NumberGroup] = ()
    first: Sequence[LinkedNumber] = ()
    title: str = "いま確かめること"
    groups: Sequence[NumberGroup] = ()
    offices: Sequence[OfficeRow] = ()
    round_words: str = ""
    asked: Scope | None = None


def read_season(request: HttpRequest, scope: Scope, page: Overview, decided: Decided | None) -> Season:
    """Read it for the reader: to visitors where figures are heading, as far as they are shown that; to staff all.

    `decided` is what is being judged, as far as the reader sees it.
    """
    person = person_of(request)
    if person is None or not scope.internal:
        return season_of_visitors(scope, person, page)
    cycles, shown = visible_cycles(scope, [scope.period]), as_list(scope, page.outlines)
    asked = next((one for one in rounds_open(scope) if one.year in scope.period.years), None)
    own = [*own_entries(scope, person), *own_sittings(scope, person)]
    groups, offices, owed = list[NumberGroup](), list[OfficeRow](), shown
    if asked is not None:
        year = replace(scope, year=asked.year)
        found = outlines_of(scope, asked.year, page, clock_of(year, cycles).cycle)
        owed = as_list(year, found)
        groups.append(round_group(scope, asked, owed))
        offices = office_rows(owed)
    if decided is not None:
        measures = with_proposals(scope, page, decided)
        own += own_evaluations(scope, person, decided.cycle, page.tree, measures)
        groups.append(cycle_group(scope, measures, decided))
        differing = [differing_on_board(scope, measures, decided)]
    else:
        differing = (
            list(differing_group(scope, page).numbers) if page.cycle and not page.by_suggestion else []
        )
    return Season(
        own=own,
        first=[*first_numbers(shown, owed), *differing],
        groups=[*groups, figures_group(shown), outlook_group(shown)],
        offices=offices,
        round_words=asked.year.era if asked else "",
        asked=replace(scope, year=asked.year) if asked else None,
    )


def as_list(scope: Scope, found: Outlines) -> Listing:
    """Return what the page read of a year as the list of indicators that its numbers lead to."""
    return listing_of(scope, PlanTree.of(scope.period), found.cycle, found.briefs, lambda: found.measures)


def season_of_visitors(scope: Scope, person: Person | None, page: Overview) -> Season:
    """Return what everybody is told: whose figures of the year are missing, and what the plan lets visitors see.

    A 委員 is told besides what is before the committee.
    """
    listing = as_list(scope, page.outlines)
    groups: dict[str, NumberGroup] = {}
    if scope.shows_suggestions and page.cycle is not None and not page.by_suggestion:
        groups["参考判定"] = differing_group(scope, page)
    if scope.shows_forecasts:
        groups["見込み"] = outlook_group(listing)
    offices = office_rows(listing)
    differing = groups["参考判定"].numbers if "参考判定" in groups else []
    return Season(
        own=own_sittings(scope, person),
        first=[*first_numbers(listing, listing), *differing],
        title="・".join(groups),
        groups=list(groups.values()),
        offices=offices,
        round_words=scope.year.era,
        asked=scope if offices else None,
    )


def first_numbers(shown: Listing, owed: Listing) -> list[LinkedNumber]:
    """Return what got better or worse, what is reached or will be missed, and what is missing; as far as it is shown.

    `shown` are the indicators in the year shown, `owed` in the year for which figures are asked now.
    """
    numbers = []
    if shown.rules.shows_classes:
        numbers.append(number_of_indicators(shown, "前年度から改善", {"change": Course.BETTER.value}))
        numbers.append(number_of_indicators(shown, "前年度から悪化", {"change": Course.WORSE.value}))
    if shown.scope.shows_forecasts:
        ends = (Outlook.REACHED, Outlook.UNLIKELY)
        numbers += [number_of_indicators(shown, OUTLOOK_WORDS[one], {"outlook": one.value}) for one in ends]
    words = f"{owed.scope.year.short}実績が未提出"
    return [*numbers, number_of_indicators(owed, words, MISSING, is_urgent=owed.scope.internal)]


def differing_group(scope: Scope, page: Overview) -> NumberGroup:
    """Return how many decisions differ from their 参考判定, with the way to the table of just these measures."""
    address = f"{reverse('policies:overview')}?{scope.query}&differs=yes#measures"
    differing = sum(one.differs for one in page.measures)
    return NumberGroup(page.rated, [LinkedNumber("参考判定と相違", differing, address)])


def outlines_of(scope: Scope, year: FiscalYear, page: Overview, cycle: EvaluationCycle | None) -> Outlines:
    """Return the period in a year: what the page read, where it is the same."""
    if year == scope.year and cycle == page.cycle:
        return page.outlines
    # of another year the figures alone are looked at
    return read_outlines(replace(scope, year=year), page.tree, cycle, known=())


def with_proposals(scope: Scope, page: Overview, asked: Decided) -> list[Outline]:
    """Return the measures as the cycle's board lists them: that live in its last year, decided or on their way."""
    cycle = asked.cycle
    outlines = outlines_of(scope, min(scope.year, cycle.last), page, cycle)
    measures = [one for one in outlines.measures if not one.node.has_ended(cycle.last_year)]
    decided = {one.node_id: one for one in asked.proposed}
    return [replace(one, evaluation=decided.get(one.node.pk)) for one in measures]


def round_group(scope: Scope, asked: EntryRound, listing: Listing) -> NumberGroup:
    """Return what is open in a round, over all offices."""
    due = due_in(asked, scope.today)
    numbers = [
        number_of_indicators(listing, "未提出", MISSING, is_urgent=True),
        number_of_indicators(listing, "確定見込の月を過ぎた", {"missing": "overdue"}, is_urgent=True),
        number_of_indicators(listing, "差戻し", {"missing": RETURNED}, is_urgent=True),
        number_of_indicators(listing, "不整合", {"finding": "error"}, is_urgent=True),
        number_of_indicators(listing, "注意", {"finding": "warning"}),
    ]
    if listing.rules.shows_classes:
        numbers.append(number_of_indicators(listing, "前年度から悪化", {"change": "worse"}))
    title = f"{asked}　{asked.due_on.month}月{asked.due_on.day}日まで（{due.words}）"
    return NumberGroup(title, numbers, layers_counted(listing))


def layers_counted(listing: Listing) -> str:
    """Say on which layers the indicators hang that are counted; nothing where all hang on one."""
    layers = {line.node.layer.depth: line.node.layer.name for line in listing.lines}
    names = "・".join(layers[depth] for depth in sorted(layers))
    return f"{names}の指標を数えています。" if len(layers) > 1 else ""


def office_rows(listing: Listing) -> list[OfficeRow]:
    """Return who has not handed in how much: bureau by bureau, each with its sections, most first."""
    owing: dict[str, list[IndicatorLine]] = {}
    named: dict[str, str] = {NOBODY: "（所管課の登録なし）"}
    for line in fitting(listing, MISSING):
        top = line.units[-1] if line.units else None
        owing.setdefault(top.code if top else NOBODY, []).append(line)
        named |= {unit.code: unit.name for unit in line.units}
    rows = [
        OfficeRow(named[code], office_numbers(listing, code), section_rows(listing, lines))
        for code, lines in owing.items()
    ]
    return sorted(rows, key=lambda row: -row.numbers[0].number)


def section_rows(listing: Listing, lines: Iterable[IndicatorLine]) -> list[OfficeRow]:
    """Return the sections below a bureau that owe something; none where the bureau is the section itself."""
    units: dict[str, Department] = {one.units[0].code: one.units[0] for one in lines if len(one.units) > 1}
    rows = [OfficeRow(unit.name, office_numbers(listing, code)) for code, unit in units.items()]
    return sorted(rows, key=lambda row: -row.numbers[0].number)


def office_numbers(listing: Listing, code: str) -> list[LinkedNumber]:
    """Return what an office has not handed in, what of it is late, and for staff what was sent back to it."""
    office = {"department": code}
    asked = {"未提出": "missing", "確定見込の月を過ぎた": "overdue"}
    asked |= {"差戻し": RETURNED} if listing.scope.internal else {}
    return [number_of_indicators(listing, words, office | {"missing": what}) for words, what in asked.items()]


def figures_group(listing: Listing) -> NumberGroup:
    """Return what must be known of a year's figures before anybody judges by them."""
    lower: Mapping[str, str] = {"class": LOWER, "explained": "no"}
    numbers = []
    if listing.lower and listing.rules.shows_classes:
        words = f"{'・'.join(listing.lower)}で増減の説明なし"
        numbers.append(number_of_indicators(listing, words, lower, is_urgent=True))
    kinds = {one.value: STANDING_WORDS[one] for one in NOT_FINAL} | {LATEST: "直近値で判定"}
    numbers += [number_of_indicators(listing, words, {"standing": kind}) for kind, words in kinds.items()]
    return NumberGroup(f"{listing.scope.year.era}の実績", numbers)


def outlook_group(listing: Listing) -> NumberGroup:
    """Return where the figures are heading: what will be missed, what was reached early."""
    scope = listing.scope
    title = f"{scope.period.ordinal}目標への見込み（{scope.year.era}まで）"
    numbers = [number_of_indicators(listing, OUTLOOK_WORDS[one], {"outlook": one.value}) for one in Outlook]
    return NumberGroup(title, numbers, "これまでの伸びが期末まで続くとした場合です。")


def cycle_group(scope: Scope, rated: Sequence[Outline], decided: Decided) -> NumberGroup:
    """Return what is open in a cycle that is being judged, as its board lists it, and what changed since the last."""
    cycle = decided.cycle
    query = f"{scope.query}&{urlencode({'cycle': cycle.key, 'lacks': 'response'})}"
    responses = f"{reverse('evaluations:committee')}?{query}"
    numbers = [
        on_board(scope, cycle, "区分が未決定", sum(not one.is_decided for one in rated), "undecided"),
        differing_on_board(scope, rated, decided),
        on_board(
            *(scope, cycle, "相違の理由が未記入", sum(one.is_unexplained for one in rated), "unexplained"),
            is_urgent=True,
        ),
        LinkedNumber(
            "委員会意見への対応が未入力", decided.opinions_without_response, responses, is_urgent=True
        ),
        *since_last(scope, decided),
    ]
    return NumberGroup(f"{cycle}（{span_words(cycle.years)}）", numbers)


def on_board(
    scope: Scope, cycle: EvaluationCycle, words: str, number: int, standing: str, *, is_urgent: bool = False
) -> LinkedNumber:
    """Return a number with the way to the board of the cycle that lists as many measures."""
    query = urlencode({"cycle": cycle.key, "standing": standing})
    return LinkedNumber(words, number, f"{reverse('evaluations:board')}?{scope.query}&{query}", is_urgent)


def differing_on_board(scope: Scope, rated: Sequence[Outline], decided: Decided) -> LinkedNumber:
    """Return how many decisions of a cycle that is being judged differ from their 参考判定."""
    return on_board(scope, decided.cycle, "参考判定と相違", sum(one.differs for one in rated), "differs")


def since_last(scope: Scope, decided: Decided) -> list[LinkedNumber]:
    """Return how many measures are rated otherwise than in the last published cycle, by the comparison of the two.

    Nothing until something is settled in both: before that no measure has become better, and none has not.
    """
    cycle, last = decided.cycle, decided.last
    if last is None:
        return []
    ends = {"from_cycle": last.key, "to_cycle": cycle.key}
    query = f"{scope.query}&{urlencode(ends)}"
    sides = (side_of_cycle(scope, last), side_of_cycle(scope, cycle))
    courses = read_courses(Decisions(scope, sides, decided.in_both), "progress")
    if not any(courses):
        return []
    return [
        LinkedNumber(f"{last}から{one.words}", one.number, f"{reverse('policies:compare')}{one.address}")
        for one in counts_of_courses(courses, "progress", query)[:2]
    ]
