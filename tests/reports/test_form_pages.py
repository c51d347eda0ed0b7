"""Forms without a table: the cells of one are named, and a hundred of them are read so."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Post
from indicators.models import Indicator, Result, Target
from reports.loads.actions import uploads
from reports.tables.actions import working
from reports.tables.actions.bundles import name_of
from reports.tables.formcells import (
    FormUse,
    NamedCell,
    anchors_of,
    cell_typed,
    dated_cells,
    propose_cells,
    read_form,
)
from reports.tables.grids import Grid, grid_of
from reports.tables.proposals import calendar_in
from tests.reports.office_tables import FORM_CELLS, broken_forms, form, forms_archive
from tests.reports.test_loading_pages import LIST, client_of, load, said
from tests.reports.test_table_pages import browser, period, person, post, send, work_all

__all__ = ["period", "person"]  # pytest finds them here


def the_form() -> Grid:
    return grid_of(
        "調書",
        [
            ["評価年度", "令和5年度", "", "", ""],
            ["指標名", "数", "単位", "人", ""],
            ["", "", "R4", "R5", "R6"],
            ["", "目標", "1", "2", "3"],
            ["", "実績", "4", "5", "－"],
        ],
    )


def test_what_the_cells_of_a_form_seem_to_be():
    grid = the_form()
    found = propose_cells(grid, calendar_in(grid))
    assert {(one.address, one.item, one.number, one.year) for one in found} == {
        ("B1", "year", 0, ""),
        ("B2", "name", 1, ""),
        ("D2", "unit", 1, ""),
        ("C4", "target", 1, "y-1"),
        ("D4", "target", 1, "y+0"),
        ("E4", "target", 1, "y+1"),
        ("C5", "result", 1, "y-1"),
        ("D5", "result", 1, "y+0"),
        ("E5", "result", 1, "y+1"),
    }


def test_a_name_that_reads_like_a_title_is_a_name():
    grid = grid_of(
        "調書", [["指標名", "活動指標", "単位", "件"], ["", "", "R4", "R5"], ["", "実績", "1", "2"]]
    )
    found = {one.address: (one.item, one.number) for one in propose_cells(grid, calendar_in(grid))}
    assert found == {
        "B1": ("name", 1),
        "D1": ("unit", 1),
        "C3": ("result", 1),
        "D3": ("result", 1),
    }


def use_of(grid: Grid) -> FormUse:
    cells = tuple(propose_cells(grid, calendar_in(grid)))
    use = FormUse(cells, anchors_of(grid, cells), dated=dated_cells(grid, cells))
    return FormUse.from_kept(use.kept())


def changed(grid: Grid, **cells: str) -> Grid:
    rows = [list(row) for row in grid.cells]
    for address, text in cells.items():
        rows[int(address[1:]) - 1][ord(address[0]) - ord("A")] = text
    return grid_of(grid.name, rows)


def test_next_years_form_is_read_by_its_own_year():
    grid = the_form()
    later = changed(grid, B1="令和6年度", C3="R5", D3="R6", E3="R7", C5="7")
    (row,) = read_form(later, use_of(grid), calendar_in(later))
    told = [f"{one.use.value} {one.year} {one.value}" for one in row.figures]
    assert told[:3] == ["target 2023 1", "target 2024 2", "target 2025 3"]
    assert "result 2023 7" in told
    assert (row.name, row.unit) == ("数", "人")


@pytest.mark.parametrize(
    ("label", "of_year", "standing", "is_told"),
    [
        ("実績（単年度）", True, "", True),
        ("実績（見込）", False, "expected", True),
        ("実績（上半期）", False, "", False),
        ("実績", False, "", True),
    ],
)
def test_what_stands_beside_a_figure_of_a_form_says_how_it_is_meant(label, of_year, standing, is_told):
    grid = the_form()
    cells = use_of(grid).cells
    other = changed(grid, B5=label)
    (row,) = read_form(other, FormUse(cells), calendar_in(other))
    results = [one for one in row.figures if one.address in {"C5", "D5"}]
    assert {(one.is_of_year, one.standing, one.says_something) for one in results} == {
        (of_year, standing, is_told)
    }


def test_a_form_whose_columns_are_of_other_years_says_so():
    grid = the_form()
    (row,) = read_form(changed(grid, C3="R3", D3="R4", E3="R5"), use_of(grid), calendar_in(grid))
    assert {one.problem for one in row.figures if one.address[0] == "C"} == {
        "セルの年度（2021年度）が、列の年度（2022年度）と違います。"
    }
    assert not any(one.says_something for one in row.figures)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"B4": "実績", "B5": "目標"}, "様式が違います。セルB4が「目標」のはずですが、「実績」です。"),
        ({"A2": "事業名"}, "セルA2が「指標名」のはずですが、「事業名」です。"),
        ({"B1": "令和82年度"}, "評価の年度（2100年度）から数えた年度が、"),
        ({"B1": "今年度"}, "評価の年度（セルB1）が読み取れません。"),
        ({"B2": "", "C4": "", "D4": "", "E4": "", "C5": "", "D5": "", "E5": ""}, "指標名のセルが空です。"),
    ],
)
def test_what_is_no_form_of_this_kind_says_why(cells, words):
    grid = the_form()
    other = changed(grid, **cells)
    with pytest.raises(ValueError, match=words.split("（")[0].replace(".", r"\.")) as refused:
        read_form(other, use_of(grid), calendar_in(other))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([], "「指標名」のセルを、一つ以上選んでください。"),
        ([("A1", "name", 1, ""), ("B1", "result", 1, "")], "セルB1「実績」：年度を選んでください。"),
        ([("A1", "name", 1, ""), ("B1", "result", 0, "2023")], "何番目の指標かを選んでください。"),
        ([("A1", "name", 1, ""), ("B1", "unit", 2, "")], "2番目の指標の「指標名」のセルも選んでください。"),
        ([("A1", "name", 1, ""), ("B1", "name", 1, "")], "同じ内容のセルが、もう一つあります"),
        ([("A1", "name", 1, ""), ("B1", "result", 1, "y-1")], "「評価の年度」のセルも選んでください。"),
    ],
)
def test_cells_that_make_no_form_are_refused(cells, words):
    assert any(words in said for said in FormUse(tuple(NamedCell(*one) for one in cells)).problems())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("", "", "0", ""), None),
        (("ｃ5", "result", "1", "2023"), NamedCell("C5", "result", 1, "2023")),
        (("C5", "result", "99", "20233"), NamedCell("C5", "result", 0, "")),
        (("五", "result", "1", "2023"), "「五」はセルの番地ではありません（例：C5）。"),
        (("C5", "result", "9" * 5000, "2023"), NamedCell("C5", "result", 0, "2023")),
        (("C5", "sum", "1", ""), "セルC5：何のセルかを選んでください。"),
    ],
)
def test_a_line_of_the_page(line, expected):
    if isinstance(expected, str):
        with pytest.raises(ValueError, match="セル") as refused:
            cell_typed(*line)
        assert str(refused.value) == expected
    else:
        assert cell_typed(*line) == expected


def test_names_of_older_archives_are_read_as_they_were_typed():
    info = zipfile.ZipInfo("x")
    info.filename = "様式/調書１.xlsx".encode("cp932").decode("cp437")
    assert name_of(info) == "調書１.xlsx"


# --- the pages ---


@pytest.mark.django_db
def test_a_hundred_forms_come_in_and_three_broken_ones_do_not_stop_them(person, period):
    client = browser(person)
    page = send(client, forms_archive(97, broken_forms()), "調書.zip")
    assert "開けないファイルがあります" in said(page)
    lines = {line.address for line in page.context["lines"] if line.address}
    assert lines >= set(FORM_CELLS)
    rows = post(client, page, name=["事務事業の調書"])
    text = said(rows)
    assert "ファイル100個のうち、読み取れなかったもの3個" in text
    assert "行のずれた調書.xlsx：様式が違います。" in text
    assert "途切れた調書.xlsx：ファイルが壊れているか" in text
    assert "調書ではない.xlsx：表として読めないファイルです。" in text
    shown = post(client, rows)
    load(client, shown)
    assert Indicator.objects.count() == 97
    assert (Target.objects.count(), Result.objects.count()) == (3 * 97, 2 * 97)
    one = Result.objects.get(indicator__name="取組7の参加者数", fiscal_year=2023)
    assert (one.total, one.source) == (102, "調書007.xlsx 調書 D11「102人」")
    assert one.indicator.node.code == "1-1"
    assert one.indicator.department is not None


@pytest.mark.django_db
def test_forms_that_are_too_much_together_are_named(person, period, monkeypatch):
    monkeypatch.setattr(working, "MOST_CELLS_OF_ALL", 100)
    page = send(browser(person), forms_archive(3), "調書.zip")
    assert "調書002.xlsx：ほかのファイルと合わせると大きすぎます" in said(page)
    assert len(page.context["page"].openable) == 1


@pytest.mark.django_db
def test_several_files_are_sent_at_once_and_the_reading_is_remembered(person, period):
    client = browser(person)
    files = [SimpleUploadedFile(f"調書{number}.xlsx", form(number)) for number in (1, 2)]
    sent = client.post(LIST, {"file": files})
    work_all()
    page = client.get(sent["Location"], follow=True)
    load(client, post(client, post(client, page, name=["調書"])))
    assert Indicator.objects.count() == 2
    again = send(client, forms_archive(2), "R6.zip")
    assert "「調書」の読み方を思い出しました" in said(again)
    rows = post(client, again)
    assert [one.chosen for one in rows.context["beside"]] == [
        str(Indicator.objects.get(name=f"取組{number}の参加者数").pk) for number in (1, 2)
    ]


@pytest.mark.django_db
def test_one_workbook_may_be_read_by_positions(person, period):
    client = browser(person)
    table = send(client, form(1), "調書.xlsx")
    page = client.get(table.request["PATH_INFO"].replace("/tables/", "/forms/"))
    assert page.status_code == 200
    shown = post(client, post(client, page))
    load(client, shown)
    assert Indicator.objects.get().name == "取組1の参加者数"


@pytest.mark.django_db
def test_what_was_typed_of_cells_stands_again(person, period):
    client = browser(person)
    page = send(client, forms_archive(2), "調書.zip")
    typed: dict[str, Any] = {"cell-12": ["Z99999999"], "item-12": ["note"]}
    refused = post(client, page, **typed)
    assert refused.status_code == 422
    assert "「Z99999999」はセルの番地ではありません" in said(refused)
    assert any(line.address == "Z99999999" for line in refused.context["lines"])


@pytest.mark.django_db
def test_forms_are_for_who_may_load_alone(person, period):
    client = browser(person)
    page = send(client, forms_archive(1), "調書.zip")
    rows = post(client, page)
    addresses = [page.request["PATH_INFO"], rows.request["PATH_INFO"]]
    for role in (Post.Role.STAFF, Post.Role.CHIEF, Post.Role.BUREAU, Post.Role.COMMITTEE):
        other = client_of(role)
        assert {other.get(one).status_code for one in addresses} == {403}
        assert {other.post(one).status_code for one in addresses} == {403}
    colleague = client_of(Post.Role.PLANNING, username="colleague")
    assert {colleague.get(one).status_code for one in addresses} == {404}
    assert {Client().get(one).status_code for one in addresses} == {302}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (forms_archive(0), "読み込むファイルがありません"),
        (forms_archive(0, broken_forms()[:1]), "読み取れるファイルが一つもありません"),
        (forms_archive(2)[:-50], "壊れている"),
    ],
)
def test_archives_without_forms_are_refused(person, data, words):
    assert words in said(send(browser(person), data, "調書.zip"))


def test_workbooks_that_are_sent_together_are_one_archive_and_the_same_one_again():
    files = [("a.xlsx", b"PK1"), ("報告.pdf", b"%PDF"), ("b.xls", b"\xd0\xcf\x11\xe0"), ("a.xlsx", b"PK3")]
    (first, archive), other = uploads.together(files)
    assert (first, archive) == uploads.together(files)[0]
    assert (first, other) == ("a.xlsxほか2件.zip", ("報告.pdf", b"%PDF"))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.namelist() == ["1_a.xlsx", "b.xls", "3_a.xlsx"]
    assert uploads.together(files[:2]) == files[:2]
