"""Texts that somebody made up to keep a reader busy: they cost no more than others of their length.

Each of these took, while the reader tried every way to take them apart, longer than anybody waits.
"""

import sys
from collections import UserList
from decimal import Decimal
from typing import Any

import pytest

from reports.reading import turns
from reports.reading.assembling import ordering, streams
from reports.reading.assembling.fitting import columns_of
from reports.reading.assembling.rows import Piece, rows_in
from reports.reading.assembling.sharing import usual_shares
from reports.reading.assembling.tables import tables_in
from reports.reading.atoms import atoms_of
from reports.reading.cells import _REST
from reports.reading.competing import Read, _is_of_others
from reports.reading.dated_items import dated_line
from reports.reading.documents import Line, Place, from_text
from reports.reading.doubts.weighing import Doubts
from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.heads import year_only
from reports.reading.layouts import records, running
from reports.reading.objects import as_objects, values_in
from reports.reading.passages import passages
from reports.reading.reader import Asked, _in_turns
from reports.reading.running_table import RunningTable
from reports.reading.said_names import goes_on, said_name
from reports.reading.slots import slot
from reports.reading.years import NamedYears, calendar_of, years_in

NO_CALENDAR = NamedYears((), ())
HERE = Place(1, 1, "")


def nested(levels: int) -> Any:
    """Return objects in objects, each of which counts its indicators in two ways."""
    found: Any = {}
    for _ in range(levels):
        found = {"指標1名称": "甲", "name": "乙", "name2": "丙", "within": found}
    return found


def test_an_object_is_gone_through_once_whatever_its_keys_could_mean():
    assert "several" in as_objects(nested(60))


def test_a_key_as_long_as_a_sentence_counts_nothing():
    assert as_objects({"字" * 19_000 + str(at): at for at in (0, 1)})


@pytest.mark.parametrize(
    "words", ["(", "末", "末現在", "までに", "計画策定時", "基準年度", "では", "に対して、", "最終年度の"]
)
def test_fillers_are_taken_apart_in_one_way(words):
    assert not goes_on(f"{words * 60}猫")
    assert not said_name(f"参加者は{words * 60}猫", "人")


@pytest.mark.parametrize(
    "words",
    ["計画策定時", "基準年度の", "までには", "に対し、", "末現在では", "最終年度の", "計画当初は", "同度末("],
)
def test_fillers_are_what_they_were(words):
    assert goes_on(words)


def test_words_beside_years_and_figures_are_taken_apart_in_one_way():
    assert year_only(f"R5{'最終年度' * 60}猫", NO_CALENDAR) is None
    assert not _REST.fullmatch("年度" * 60 + "猫")


@pytest.mark.parametrize("words", ["年", "年末", "年度", "年度末", "年度末時点", "度", "年累計"])
def test_what_may_stand_beside_a_figure_is_what_it_was(words):
    assert _REST.fullmatch(words)


def test_words_behind_a_year_are_taken_apart_in_one_way():
    assert dated_line(Line(1, 1, f"参加者数 R5 {'毎年度' * 60}猫 10人"), NO_CALENDAR, {}) is None


def test_lines_without_an_end_are_no_sentence():
    document = from_text("令和5年度の参加者は1,234人で、" * 1_000)
    assert not passages(document, NO_CALENDAR, set())


def test_what_is_broken_is_not_read_again_and_again():
    broken = "[" + "0," * 50_000
    assert values_in(broken * 20) == []


def test_keys_that_stand_nowhere_are_not_looked_for_without_an_end():
    lines = records._Lines(tuple(Line(1, at, "x") for at in range(1, 1_001)), left=2_500)
    for at in range(100):
        assert lines.of(f"key {at}", "value").number == 1
    assert lines.left == 0


def test_a_figure_stands_where_its_key_and_its_value_do():
    told = ['"name": "a"', '"goal": 5', '"name": "b"', '"goal": 6']
    lines = records._Lines(tuple(Line(1, at, one) for at, one in enumerate(told, start=1)))
    assert [lines.of(key, value).number for key, value in (("name", "b"), ("aim", 7), ("goal", 6))] == [
        3,
        3,
        4,
    ]


def test_of_a_text_that_goes_on_like_a_head_the_last_rows_are_one():
    document = from_text("目標 実績 R5\n" * 3_000 + "参加者数 10 20 30\n" * 5)
    (table,) = tables_in(rows_in(document, set(), NO_CALENDAR), NO_CALENDAR, 0)
    assert len(table.head) == 3_000
    assert len(columns_of(table.head, table.rows, NO_CALENDAR, divided=False).figures) == 3


def test_a_head_may_be_as_wide_as_a_line():
    titles, years = ([Piece(slot(one, NO_CALENDAR), 0, 4)] * 1_500 for one in ("目標", "令和5年度"))
    assert ordering._best_shares(titles, years) is None


def test_words_without_figures_are_one_row():
    words = [slot("参加者", NO_CALENDAR)] * 20_000
    assert [len(row) for row in streams._from_words(words)] == [20_000]


def test_titles_below_years_that_could_be_shared_out_in_too_many_ways_are_not():
    lower = " ".join(["計画", "実績", "決算", "予定", "結果", "目標"] * 4)
    head = from_text(f"{' '.join(f'R{year}' for year in range(1, 13))}\n{lower}\n")
    rows = rows_in(head, set(), NO_CALENDAR)
    assert usual_shares(rows[0].pieces, rows[1].pieces) is None


def test_a_layout_is_asked_once_for_the_same_lines():
    document = from_text("参加者数 10 20 30\n")
    asked = Asked(document, Doubts.about(document, NO_CALENDAR, by_place=True))
    assert asked.said_by("narrated", frozenset()) is asked.said_by("narrated", frozenset())


def test_no_layout_is_asked_where_no_line_with_a_figure_is_left(monkeypatch):
    document = from_text("利用の状況\n参加者数 10 20 30\n以上のとおり\n")
    asked = Asked(document, Doubts.about(document, NO_CALENDAR, by_place=True))
    monkeypatch.setitem(turns.LAYOUTS, "narrated", lambda *_: pytest.fail("asked for nothing"))
    assert not asked.said_by("narrated", frozenset({2})).harvest.is_something


def test_no_further_order_is_asked_once_nearly_every_figure_is_told():
    rows = "\n".join(
        f"| {name} | 人 | {at}10 | {at}20 |"
        for at, name in enumerate("参加者数 利用者数 来場者数".split(), 1)
    )
    document = from_text(f"| 指標 | 単位 | R4実績 | R7目標 |\n|---|---|---|---|\n{rows}\n")
    calendar = calendar_of(document.text())
    asked = Asked(document, Doubts.about(document, calendar, by_place=True))
    read = _in_turns((((("crossed",), ("divided solved",))),), Read(), asked)
    assert asked.is_told(read)
    assert {name for name, _ in asked.said} == {"crossed"}


def test_years_of_one_line_are_not_each_held_against_all():
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        found = years_in("R5 " * 3_000, NO_CALENDAR)
    finally:
        sys.setprofile(None)
    assert len(found) == 3_000
    assert calls < 100 * len(found)


class _Name(str):
    """A name that counts how often it is held against another."""

    __slots__ = ()
    __hash__ = str.__hash__
    compared = 0

    def __eq__(self, other: object) -> bool:
        _Name.compared += 1
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other


def test_of_many_names_with_the_same_figures_one_is_looked_for():
    facts = tuple(
        Fact(
            role=FactRole.ACTUAL, place=HERE, confidence=Confidence.LIKELY, year=2023 + at, value=Decimal(at)
        )
        for at in range(2)
    )
    marks = [(fact.role, fact.year, fact.value) for fact in facts]
    owners: dict[Any, set[str]] = {mark: {_Name(f"n{at}") for at in range(2_000)} for mark in marks}
    assert _is_of_others(Reading(name="n7", facts=facts, place=HERE), owners)
    assert _Name.compared < 10


class _Taken(UserList[Any]):
    """A list that counts what is taken out of it in slices."""

    taken = 0

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            self.taken += len(self.data[at])
            return self.data[at]
        return self.data[at]


def test_a_row_that_does_not_end_is_counted_where_its_line_does():
    document = from_text("10 20\n" * 500)
    atoms = _Taken(atoms_of(document.lines, NO_CALENDAR))
    table = RunningTable(document=document, calendar=NO_CALENDAR)
    assert not any(running._is_full(atoms, 0, end, table) for end in range(1, len(atoms)))
    assert atoms.taken < len(atoms)
