"""Boards read what is asked as values: they count and name the very figures that the lists read as series."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

import pytest

from entry.round.scorecards.asked import asked_indicators, figures_asked
from entry.round.scorecards.counted import AskedFigureLine, read_round
from entry.round.scorecards.items import departments_of, items_of
from entry.round.scorecards.owed import Rounds, of_round, owed_in
from entry.round.scorecards.sheets import sheet_lines
from indicators.models import EntryRound
from tests.entry.sheets import make_desk
from tests.factories import (
    make_department,
    make_earlier_figure,
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_result,
    make_round,
    make_target,
)

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
YEARS = range(2020, 2026)
DAYS = (date(2022, 5, 1), date(2023, 12, 1), date(2024, 11, 20), date(2026, 7, 1))
ASKED: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"asked": "never", "not_asked_reason": "国の統計のため"},
    {"asked": "listed", "asked_years": "令和4年度、令和6年度"},
    {"asked": "interval", "survey_interval": 2, "asked_since": 2021},
    {"asked": "yearly", "survey_interval": 3},
    {"asked": "last"},
    {"put_off_years": "令和5年度"},
    {"known_from": "翌年度11月"},
    {"known_from": "翌々年度4月", "asked": "interval", "survey_interval": 2, "asked_since": 2022},
    {"ended_in": 2023},
)
SAID: tuple[dict[str, Any], ...] = (
    {"total": 5},
    {"total": 0},
    {"total": None},
    {"missing": "pending", "pending_until": "令和6年11月"},
    {"missing": "pending"},
    {"missing": "out_of_cycle"},
    {"total": 5, "standing": "provisional"},
    {"total": 5, "standing": "preliminary", "pending_until": "令和7年6月"},
    {"total": 5, "standing": "estimated", "pending_until": "令和6年11月"},
    {"total": 5, "standing": "estimated"},
    {"total": None, "text_value": "策定した"},
    {"total": None, "text_fulfilled": False},
)
STATES = ("empty", "draft", "waiting", "returned", "confirmed", "checked")


@dataclass
class Generated:
    """A plan of two periods in which anything may be asked, answered, sent back and awaited, with its rounds."""

    rounds: list[EntryRound]
    departments: list[int]


def generated(chance: Random) -> Generated:
    plan = make_plan(local_government_code="900777", last_year=2025)
    departments = [make_department(local_government_code="900777") for _ in range(3)]
    for first, last in ((2018, 2021), (2022, 2025)):
        period = make_period(plan=plan, first_year=first, last_year=last)
        for _ in range(3):
            node = make_node(period=period, ended_in=chance.choice([None, None, None, last - 1]))
            for _ in range(6):
                hang(node, chance.choice([*departments, None]), chance)
    rounds = [
        make_round(
            plan=plan,
            fiscal_year=year,
            opens_on=date(year + 1, 4, 1),
            due_on=date(year + 1, 6, 30),
            is_closed=chance.random() < 0.5,
        )
        for year in chance.sample(YEARS, 4)
    ]
    return Generated(rounds, [one.pk for one in departments])


def hang(node: Any, department: Any, chance: Random) -> None:
    """Hang an indicator on the node with some answers and some targets."""
    indicator = make_indicator(node=node, department=department, **chance.choice(ASKED))
    for year in YEARS:
        if chance.random() < 0.3:
            make_target(
                indicator=indicator, fiscal_year=year, applies_from=chance.choice([None, year, year + 1])
            )
        if chance.random() < 0.5:
            state = chance.choice(STATES)
            row = make_result(indicator=indicator, fiscal_year=year, entry_state=state, **chance.choice(SAID))
            if state in {"waiting", "returned"} and chance.random() < 0.4:
                make_earlier_figure(
                    row, standing="provisional", pending_until=chance.choice(["", "令和6年11月"])
                )


def told(one: Any) -> tuple[Any, ...]:
    """Return all that boards and lists to take along say of a figure."""
    return (
        *(one.indicator.pk, str(one.indicator), str(one.indicator.node), one.department),
        *(one.year, one.own_year, one.is_of_round, one.asked_from, one.due_on, one.state),
        *(one.is_done, one.is_confirmed, one.is_waiting, one.is_back, one.is_late, one.comes_back),
        one.answer.returned_reason if one.answer else None,
    )


@pytest.mark.parametrize("seed", range(6))
def test_values_say_of_every_figure_what_its_series_says(seed: int) -> None:
    made = generated(Random(seed))
    known = departments_of("900777")
    seen = 0
    for day in DAYS:
        rounds = Rounds.of(made.rounds[0].plan, day)
        for round_ in made.rounds:
            for departments in (None, set(made.departments[:1])):
                rows = of_round(round_, departments, again=True)
                whole = [told(one) for one in owed_in(round_, rows, rounds)]
                values = asked_indicators([round_], departments, known, again=True)
                assert [told(one) for one in figures_asked(rounds, round_, values)] == whole
                seen += len(whole)
    assert seen > 100


def test_lines_of_a_board_say_what_the_lists_say() -> None:
    desk = make_desk()
    office, today = desk.office, desk.office.round.due_on
    for state in ("draft", "returned", "waiting", "confirmed"):
        office.entered(state)
    desk.owes()
    desk.written(hand_in=True)
    desk.written(hand_in=False)
    lines = read_round(office.round, today, {office.department.pk}).lines()
    whole = [
        *items_of([office.round], today, {office.department.pk}),
        *sheet_lines([office.round], today, {office.department.pk}),
    ]

    def said(line: Any) -> tuple[Any, ...]:
        words = (line.place_words, line.name_words, line.state_words, line.returned_reason)
        return (*words, line.is_late, line.is_sheet, line.due, line.owed.department, line.owed.state)

    assert [said(one) for one in lines] == [said(one) for one in whole]
    assert {one.is_sheet for one in lines} == {True, False}
    assert isinstance(lines[0], AskedFigureLine)
