"""What text extraction took apart is put together where that can go one way only, and left alone otherwise."""

import pytest

from reports.reading.documents import from_text
from reports.reading.fields import heads_in
from reports.reading.figure_fields import Kind
from reports.reading.grid import grids
from reports.reading.joining import whole_titles
from reports.reading.objects import as_objects
from reports.reading.reader import read_document
from reports.reading.slots import slot
from reports.reading.upright import upright
from reports.reading.years import NamedYears

CALENDAR = NamedYears((2020, 2021, 2024), ("令和",))


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        pytest.param("指標 現状値 R4 目標値 R9", "指標|現状値 R4|目標値 R9", id="years behind"),
        pytest.param("指標 R4 実績 R9 目標値", "指標|R4 実績|R9 目標値", id="years before"),
        pytest.param("目標 R4 R4 実績 達成率", "目標 R4|R4 実績|達成率", id="on either side, one way"),
        pytest.param("現状値 R4 目標値", "現状値|R4|目標値", id="the year may be of either"),
        pytest.param("R4 目標 実績 R5 目標 実績", "R4|目標|実績|R5|目標|実績", id="a year over two titles"),
        pytest.param("目標 R4 R5 R6", "目標|R4|R5|R6", id="a title over years"),
    ],
)
def test_a_year_joins_the_only_title_that_it_can_belong_to(parts, whole):
    assert whole_titles(parts.split(" "), CALENDAR) == whole.split("|")


def table(text: str) -> list[tuple[str, ...]]:
    (rows,) = grids(from_text(text))
    return [row.cells for row in upright(rows, CALENDAR)]


HEAD = "指標 | 現状値 | R4目標 | R5目標\n"


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        pytest.param("相談件数 12 | 15 | 18", ("相談件数", "12", "15", "18"), id="a name and a figure glued"),
        pytest.param(
            "相談件数 |  | 12 | 15 | 18", ("相談件数", "12", "15", "18"), id="an empty cell too many"
        ),
        pytest.param("相談件数 | 12 | 15", ("相談件数", "12", "15"), id="any of its figures may be missing"),
    ],
)
def test_a_row_finds_its_columns_where_only_one_way_fits(row, cells):
    text = f"{HEAD}見学者数 | 30 | 40 | 50\n花壇の数 | 7 | 8 | 9\n公園の数 | 3 | 4 | 5\n{row}\n"
    assert table(text)[-1][: len(cells)] == cells


def test_a_head_below_its_rows_is_brought_above_them():
    text = "見学者数 | 30 | 40 | 50\n花壇の数 | 7 | 8 | 9\n" + HEAD
    assert table(text)[0] == ("指標", "現状値", "R4目標", "R5目標")


def test_a_column_of_several_years_is_divided():
    text = "指標 | 目標値 R4 R5\n見学者数 | 30 40\n花壇の数 | 7 8\n"
    assert table(text) == [
        ("指標", "目標値 R4", "目標値 R5"),
        ("見学者数", "30", "40"),
        ("花壇の数", "7", "8"),
    ]


def test_rows_whose_cells_go_on_over_lines_are_put_together():
    text = (
        "指標 | 単位 | 現状値\n（R2） | 目標値\n（R6）\n見学者の\n数 | 人\n| 30 | 40\n"
        "花壇の\n株数 | 株 | 7\n| 8\n公園の面積 | ha\n| 3.5\n| 4\n"
    )
    told = read_document(from_text(text))["indicators"]
    assert [(one["name"], one["targets"]["2024"]["value"]) for one in told] == [
        ("見学者の数", 40),
        ("花壇の株数", 8),
        ("公園の面積", 4),
    ]


@pytest.mark.parametrize(
    ("titles", "figures"),
    [
        pytest.param("指標 R4 R5 目標 実績 目標 実績", "t4 a4 t5 a5", id="years above roles"),
        pytest.param("指標 目標 実績 R4 R5 R4 R5", "t4 t5 a4 a5", id="roles above years"),
        pytest.param("指標 基準値 実績値 目標値 R2 R3 R4 R6", "b2 a3 a4 t6", id="the form of ministries"),
        pytest.param("指標 基準値 目標 R4 R5 R6", "b t4 t5 t6", id="one role over years"),
        pytest.param("指標 目標 目標 実績 R4 R5", "", id="no usual way"),
        pytest.param("指標 目標値 目標値", "", id="one role twice without a year"),
    ],
)
def test_roles_and_years_of_a_head_go_together_in_one_of_the_usual_ways(titles, figures):
    head = next(heads_in([slot(one, CALENDAR) for one in titles.split(" ")]), None)
    told = [
        f"{one.role.name[0].lower()}{one.column.year.year - 2018 if one.column.year else ''}"
        for one in (head.fields if head else ())
        if one.kind is Kind.FIGURE and one.column and one.role and not one.is_below
    ]
    assert " ".join(told) == figures


def test_figures_of_one_title_without_years_are_of_nobody():
    text = "指標 | 目標 | 目標\n見学者数 | 30 | 40\n花壇の数 | 7 | 8\n"
    assert read_document(from_text(text))["indicators"] == []


@pytest.mark.parametrize(
    ("content", "objects"),
    [
        ({"name": "a", "kind": "goal", "year": 2023, "value": 3}, {"name": "a", "year": 2023, "goal": 3}),
        ({"指標1名称": "a", "指標1目標値": 3}, {"several": [{"名称": "a", "目標値": 3}]}),
        ([["name", "target"], ["a", 3]], [{"name": "a", "target": 3}]),
        ({"data": {"R5": {"実績": 3}}}, {"data": [{"year": "R5", "実績": 3}]}),
        ({"r5_target": 3, "name": "a"}, {"r5_target": 3, "name": "a"}),
    ],
)
def test_json_becomes_objects_with_names_and_roles(content, objects):
    assert as_objects(content) == objects
