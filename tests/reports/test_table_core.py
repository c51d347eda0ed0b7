"""What a table seems to hold, and what is read of it: tables of cases, without a database."""

from dataclasses import replace
from typing import Any

import pytest

from indicators.models import Indicator
from policies.models import PolicyNode
from reports.loads.actions.uploads import Upload
from reports.reading.years import NamedYears
from reports.tables.grids import SCALED, UNCOMPUTED, Grid, address_of_cell, cell_at, grid_of
from reports.tables.models import TableMapping
from reports.tables.page.tables import TablePage
from reports.tables.proposals import calendar_in, propose
from reports.tables.readout import ReadFigure, ReadRow, read_rows, unit_above
from reports.tables.scorecards import POSSIBLE, SURE, likeness
from reports.tables.turned import turned
from reports.tables.uses import Remembered, TableUse, Use, keys


def grid(*lines: str) -> Grid:
    """Return a grid of lines whose cells are divided by 「|」."""
    return grid_of("表", [line.split("|") for line in lines])


def uses(table: Grid) -> list[str]:
    """Return what each column seems to hold, with its year."""
    found = propose(table, calendar_in(table)).columns
    return [f"{one.use.value}{f' {one.year}' if one.year else ''}" for one in found]


def rows(table: Grid) -> list[ReadRow]:
    calendar = calendar_in(table)
    return read_rows(table, propose(table, calendar), calendar)


def told(figure: ReadFigure) -> str:
    words = [figure.use.value, figure.year, figure.value, figure.upper, figure.comparator, figure.text]
    more = [figure.missing, figure.pending_until, "about" if figure.is_approximate else "", figure.problem]
    return " ".join(str(one) for one in (*words, *more) if one not in {None, ""})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["指標名|単位|基準値(H30)|R4目標|R4実績|R4達成率", "数|件|1|2|3|150％"],
            ["name", "unit", "baseline 2018", "target 2022", "result 2022", "rate 2022"],
            id="all in one row of headings",
        ),
        pytest.param(
            ["No.|KPI|担当課|2022年度||2023年度|", "|||目標|実績|目標|実績", "1|数|課|1|2|3|4"],
            ["code", "name", "owner", "target 2022", "result 2022", "target 2023", "result 2023"],
            id="two rows, the upper one spans without being merged",
        ),
        pytest.param(
            ["施策名|指標名|算出方法|現状値|中間目標（R5）|最終目標（R7）|備考", "a|数|割る|1|2|3|注"],
            ["node", "name", "method", "baseline", "mid 2023", "period 2025", "note"],
            id="a baseline and two targets",
        ),
        pytest.param(
            ["指標名|単位|区分|令和4年度|令和5年度", "数|件|目標|1|2", "||実績|1|2"],
            ["name", "unit", "label", "value 2022", "value 2023"],
            id="targets and results below each other",
        ),
        pytest.param(
            ["指標|令和4年度|令和5年度", "数|1|2"],
            ["name", "result 2022", "result 2023"],
            id="years alone are results",
        ),
        pytest.param(
            ["指標名|基準値|基準年度|目標値|目標年度", "数|1|R3|2|R7"],
            ["name", "baseline", "baseline_year", "period", "period_year"],
            id="the year of the baseline in a column of its own",
        ),
        pytest.param(
            ["指標|R5実績|R6（中間目標）|目標R8（最終）|指標の方向", "数|1|2|3|↑"],
            ["name", "result 2023", "mid 2024", "period 2026", "direction"],
            id="a year beside other words, and which way is better",
        ),
        pytest.param(
            ["|||（令和7年6月30日現在）", "No.|指標名|目標の方向|R5実績", "1|数|↑|2"],
            ["code", "name", "direction", "result 2023"],
            id="of when the table was made stands aside",
        ),
        pytest.param(["課の仕事|場所", "会議|庁舎"], ["skip", "skip"], id="no table of indicators"),
    ],
)
def test_what_columns_seem_to_hold(lines, expected):
    found = uses(grid(*lines))
    assert found == expected


def test_a_head_of_two_merged_rows_gives_each_column_its_year_and_says_its_words_once():
    head = (
        ["成果指標", "計画\n策定時", "実績値", "", "目標値", ""],
        ["", "", "Ｒ４", "Ｒ５", "Ｒ５（中間）", "Ｒ８（最終）"],
    )
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5)]
    table = grid_of("表", [*head, ["数", "1", "2", "3", "4", "5"]], merges=merges)
    assert uses(table) == ["name", "baseline", "result 2022", "result 2023", "mid 2023", "period 2026"]
    assert propose(table, calendar_in(table)).columns[1].heading == "計画 策定時"


@pytest.mark.parametrize(
    ("title", "heads", "expected"),
    [
        (
            "（令和7年6月30日現在）",
            "No.|指標名|目標の方向|所管|R5実績",
            ["code", "name", "direction", "owner", "result 2023"],
        ),
        ("令和7年度の一覧", "No.|指標名|備考|所管|R5実績", ["code", "name", "note", "owner", "result 2023"]),
        ("令和5年度", "番号|指標名|所管|現状値|実績", ["code", "name", "owner", "baseline", "result 2023"]),
    ],
)
def test_a_title_over_the_whole_table_is_no_heading_unless_it_alone_names_the_year(title, heads, expected):
    above = [title, *[""] * 4]
    table = grid_of("表", [above, heads.split("|"), ["1", "数", "", "課", "3"]], merges=[(0, 0, 0, 4)])
    assert uses(table) == expected


@pytest.mark.parametrize(
    ("cell", "target", "expected"),
    [
        pytest.param("↑", "5", "up", id="an arrow"),
        pytest.param("減少させる", "5", "down", id="a word"),
        pytest.param("↓（低下）", "5", "down", id="both"),
        pytest.param("少ないほどよい", "5", "down", id="a sentence"),
        pytest.param("増加↓", "5", "unknown", id="both, against each other"),
        pytest.param("↑↓", "5", "unknown", id="two arrows"),
        pytest.param("－", "5", "unknown", id="a dash says nothing"),
        pytest.param("▲", "5", "unknown", id="what is a minus in figures"),
        pytest.param("維持", "5", "unknown", id="kept, on no side"),
        pytest.param("維持", "5以下", "keep", id="kept, on a side"),
        pytest.param("", "5以下", "unknown", id="nothing: figures do not say it"),
    ],
)
def test_which_way_is_better_is_read_where_a_table_says_it(cell, target, expected):
    (row,) = rows(grid("指標名|単位|目標の方向性|R4目標|R4実績", f"待ち時間|分|{cell}|{target}|4"))
    assert row.direction == expected


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        pytest.param("R4実績", "１，２３４．５", "result 2022 1234.5", id="full width with separators"),
        pytest.param("R4実績", "▲12.6", "result 2022 -12.6", id="a negative figure"),
        pytest.param("R4実績", "約50", "result 2022 50 about", id="about"),
        pytest.param("R4実績", "集計中（R6.11確定見込）", "result 2022 pending 令和6年11月", id="awaited"),
        pytest.param("R4実績", "隔年調査", "result 2022 out_of_cycle", id="not asked this year"),
        pytest.param("R4実績", "－", "result 2022", id="a dash does not say why"),
        pytest.param("R4実績", "計画を策定", "result 2022 計画を策定", id="a text"),
        pytest.param("R4目標", "60以上", "target 2022 60 >=", id="a lower bound"),
        pytest.param("R4目標", "15未満", "target 2022 15 <", id="a strict bound"),
        pytest.param("R4目標", "40～60", "target 2022 40 60 range", id="a range"),
        pytest.param(
            "R4目標", "現状値以上", "target 2022 baseline>= 現状値以上", id="as good as at the start"
        ),
        pytest.param("R4目標", "減少", "target 2022 baseline< 減少", id="less"),
        pytest.param("R4目標", "計画策定", "target 2022 text 計画策定", id="a text as a target"),
        pytest.param("基準値", "50.2(R1)", "baseline 2019 50.2", id="the year inside the cell"),
        pytest.param("基準値(R3)", "50.2(R1)", "baseline 2019 50.2", id="a baseline older than its heading"),
        pytest.param(
            "R4実績",
            "50.2(R1)",
            "result 2022 セルの年度（2019年度）が、列の年度（2022年度）と違います。",
            id="another year than that of the column",
        ),
        pytest.param(
            "R4実績", "男性50、女性60", "result 2022 一つのセルに複数の値があります。", id="two figures"
        ),
        pytest.param("R4実績", "3回目で5", "result 2022 数値として読めません。", id="what nobody can read"),
        pytest.param(
            "R4実績",
            "123456789012",
            "result 2022 数値として読めません。",
            id="too many digits",
        ),
    ],
)
def test_what_a_cell_says(heading, cell, expected):
    (row,) = rows(grid(f"指標名|単位|{heading}|R5実績", f"満足度|点|{cell}|1"))
    assert told(row.figures[0]) == expected


def test_the_unit_is_that_of_the_row_and_another_one_is_not_taken():
    table = grid("指標名|R4実績|R5実績|R6実績", "参加した人の数（人）|10人|11|12件", "率|50％|51|52")
    first, second = rows(table)
    assert (first.unit, second.unit) == ("人", "％")
    assert first.problems == ["D2「12件」：単位が違います（このセルは「件」、この指標は「人」）。"]
    assert (second.problems, second.decimals) == ([], 0)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        pytest.param(UNCOMPUTED, "計算結果が保存されていない", id="a formula that nobody has computed"),
        pytest.param("#N/A", "計算式の誤り", id="a formula that failed"),
        pytest.param("####", "計算式の誤り", id="a column too narrow when it was copied"),
        pytest.param(f"1234567{SCALED}", "千分の一などで表示", id="a number shown in thousands"),
        pytest.param("TRUE", "真偽", id="yes or no"),
        pytest.param("40～60", "複数の値", id="a range is no result"),
    ],
)
def test_what_stands_in_place_of_a_result_is_no_result(cell, why):
    (row,) = rows(grid("指標名|R4実績|R5実績", f"数|{cell}|1"))
    assert why in row.figures[0].problem
    assert not row.figures[0].says_something


def test_every_sign_of_a_negative_figure_is_read():
    (row,) = rows(grid("指標名|R3実績|R4実績|R5実績", "差|▲5|△5|⊿5"))
    assert [int(one.value or 0) for one in row.figures] == [-5, -5, -5]


def test_two_results_of_one_year_are_none():
    table = grid("指標名|区分|R4|R5", "客|目標|60|70", "|実績|50|55", "|実績（うち市内）|20|55")
    use = propose(table, calendar_in(table))
    labelled = replace(
        use,
        columns=tuple(
            replace(one, use=Use.LABEL if one.at == 1 else Use.VALUE if one.at > 1 else one.use)
            for one in use.columns
        ),
    )
    (row,) = read_rows(table, labelled, calendar_in(table))
    assert [told(one) for one in row.figures if not one.problem] == [
        *("target 2022 60", "target 2023 70", "result 2023 55", "result 2023 55"),
    ]
    assert [one.words for one in row.figures if "二つあり、値が違います" in one.problem] == ["50", "20"]


def test_a_column_that_is_hidden_now_is_not_read_because_it_was_read_before():
    table = grid("指標名|R4実績|R5実績", "数|1|2")
    hidden = Grid(table.name, table.cells, hidden_columns=frozenset({2}))
    kept = Remembered(file="a", columns={"R4実績/0": "result", "R5実績/0": "result"}).kept()
    loader: Any = None
    for file, use in (("a", "result"), ("b", "skip")):
        upload = Upload("一覧.xlsx", "", origin=file)
        page = TablePage(loader, upload, [hidden], 0, [], TableMapping(content=kept))
        assert page.use.columns[2].use == use


@pytest.mark.parametrize(
    ("name", "unit"), [("創業件数（年間）", "件"), ("収入（千円）", "千円"), ("創業（件）", "件")]
)
def test_brackets_behind_a_name_are_its_unit_only_where_they_are_one(name, unit):
    (row,) = rows(grid("指標名|R4実績|R4目標|説明・出典", f"{name}|14{unit}|20{unit}|調べ"))
    assert (row.unit, row.method) == (unit, "調べ")
    assert [one.value for one in row.figures] == [14, 20]


def test_a_unit_in_a_heading_is_that_of_its_figures():
    (row,) = rows(grid("指標名|基準値（R3年）|R4実績（千円）|R5実績（百万円）", "税収|1|1200|1"))
    assert row.unit == "千円"
    assert [bool(one.problem) for one in row.figures] == [False, False, True]


@pytest.mark.parametrize(
    ("heading", "cell", "standing"),
    [
        ("R5実績", "52", ""),
        ("R5実績見込", "52", "expected"),
        ("R5実績", "52(見込み)", "expected"),
        ("R5実績", "速報値 52", "preliminary"),
        ("R5実績", "52（暫定値）", "provisional"),
        ("R5実績（決算見込）", "52", "provisional"),
        ("R5実績", "52（推計）", "estimated"),
    ],
)
def test_how_settled_a_result_is_goes_with_it(heading, cell, standing):
    (row,) = rows(grid(f"指標名|R4実績|{heading}", f"数|50|{cell}"))
    assert (str(row.figures[1].value), row.figures[1].standing) == ("52", standing)


def test_how_settled_a_row_is_goes_with_its_results():
    table = grid("指標名|区分|R4|R5", "数|目標|1|2", "|実績|3|", "|実績見込||4")
    use = propose(table, calendar_in(table))
    columns = [replace(one, use=Use.LABEL) if one.at == 1 else one for one in use.columns]
    columns = [replace(one, use=Use.VALUE) if one.at > 1 else one for one in columns]
    (row,) = read_rows(table, replace(use, columns=tuple(columns)), calendar_in(table))
    assert [(one.use.value, one.standing) for one in row.figures][2:] == [
        ("result", ""),
        ("result", "expected"),
    ]


def test_a_value_from_within_the_year_is_no_result_of_it():
    (row,) = rows(grid("指標名|R4実績|R5実績", "数|50|52（上半期）"))
    assert "年度の途中の値" in row.figures[1].problem


def test_a_new_group_does_not_go_on_with_the_node_above_it():
    table = grid("施策|指標名|R4実績|R5実績", "1-1 緑|数|1|2", "|別の数|1|2", "施策1-2 水", "|川の数|3|4")
    assert [(one.name, one.node, one.group) for one in rows(table)] == [
        ("数", "1-1 緑", ""),
        ("別の数", "1-1 緑", ""),
        ("川の数", "", "施策1-2 水"),
    ]


def test_an_indicator_of_the_same_name_elsewhere_is_offered_and_not_taken_for_it():
    known = Indicator(name="満足度", number="1", unit="％", node_id=1)
    row = ReadRow(at=0, name="満足度", unit="％")
    assert likeness(row, known, PolicyNode(pk=1)) == 100
    assert POSSIBLE <= likeness(row, known, PolicyNode(pk=2)) < SURE


def test_a_unit_above_the_table_is_that_of_rows_without_one():
    table = grid("決算一覧||（単位：千円）", "指標名|R4実績|R5実績", "税収|1,200|1,300", "率|50％|51")
    assert [(one.unit, one.problems) for one in rows(table)] == [("千円", []), ("％", [])]


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        pytest.param("（単位：千円）", "千円", id="in brackets"),
        pytest.param("　( 単位 : 人 ) ", "人", id="with blanks"),
        pytest.param(f"単位{' ' * 2_000}{'字' * 15}", "", id="blanks that could be shared out in many ways"),
    ],
)
def test_what_a_cell_says_of_the_unit_below_it(cell, unit):
    assert unit_above(cell) == unit


def test_rows_of_an_indicator_below_each_other_are_one():
    table = grid(
        "指標名|区分|R4|R5", "数|目標|1|2", "|実績|3|－", "|達成率|300％|", "割合|目標|50.5|51", "|実績|49|"
    )
    first, second = rows(table)
    assert [told(one) for one in first.figures][:3] == ["target 2022 1", "target 2023 2", "result 2022 3"]
    assert (first.name, second.name, second.decimals) == ("数", "割合", 1)


def test_groups_blank_rows_footers_totals_and_hidden_rows_are_no_indicators():
    table = grid("指標名|R4実績", "施策1 緑", "数|1", "", "合計（全市）|1", "※ 注", "隠れた数|5", "別の数|2")
    hidden = Grid(table.name, table.cells, hidden_rows=frozenset({6}))
    found = propose(hidden, calendar_in(hidden))
    assert [one.value for one in found.rows] == [
        *("head", "group", "item", "skip", "skip", "skip", "skip", "item"),
    ]
    assert [(one.name, one.group) for one in rows(hidden)] == [("数", "施策1 緑"), ("別の数", "施策1 緑")]


def test_a_reading_is_remembered_by_headings_without_their_years():
    this_year = grid("指標名|R4目標|R4実績|備考", "数|1|2|a")
    next_year = grid("指標名|R5目標|R5実績|備考|追加", "数|1|2|a|b")
    use = propose(this_year, calendar_in(this_year))
    columns = {key: one.use.value for key, one in zip(keys(use.columns), use.columns, strict=True)}
    kept = Remembered(file="a", columns=columns | {"備考/0": "method"}, years={"R5実績/0": 2030})
    again = Remembered.from_kept(kept.kept())
    proposed = propose(next_year, calendar_in(next_year))
    assert again.likeness(proposed) == 1
    read = again.used_on(proposed, ["", ""], file="b")
    assert [(one.use.value, one.year) for one in read.columns] == [
        ("name", None),
        ("target", 2023),
        ("result", 2023),
        ("method", None),
        ("skip", None),
    ]
    same = again.used_on(proposed, ["", ""], file="a")
    assert same.columns[2].year == 2030, (
        "a year that somebody chose holds for the file in which none is printed"
    )
    other = grid("課|予定", "a|b")
    assert again.likeness(propose(other, calendar_in(other))) == 0
    assert isinstance(read, TableUse)


def test_a_remembered_column_is_found_where_years_came_between():
    this_year = grid("指標名|R3|R4|R7|備考/課", "数|1|2|9|a")
    use = propose(this_year, calendar_in(this_year))
    chosen = ["name", "result", "result", "period", "note"]
    kept = Remembered(columns=dict(zip(keys(use.columns), chosen, strict=True)))
    next_year = grid("指標名|R3|R4|R5|R6|R7|備考/課", "数|1|2|3|4|9|a")
    proposed = propose(next_year, calendar_in(next_year))
    read = kept.used_on(proposed, ["", ""], file="")
    assert [(one.use.value, one.year) for one in read.columns] == [
        ("name", None),
        *(("result", year) for year in (2021, 2022, 2023, 2024)),
        ("period", 2025),
        ("note", None),
    ]
    assert kept.likeness(proposed) == 1


@pytest.mark.parametrize(
    ("at", "address"), [((0, 0), "A1"), ((4, 27), "AB5"), ((99, 701), "ZZ100"), ((0, 702), "AAA1")]
)
def test_cells_are_called_as_spreadsheets_call_them(at, address):
    assert address_of_cell(*at) == address
    assert cell_at(address.lower()) == at


@pytest.mark.parametrize("text", ["", "A", "5", "A0", "A1:B2", "A99999999", "あ5", "=A1"])
def test_what_is_no_address_is_none(text):
    assert cell_at(text) is None


def test_rows_of_targets_and_results_stay_apart_beside_a_baseline_and_a_last_target():
    table = grid(
        "指標名|単位|区分|基準値(H30)|R4|R5|目標値(R8)",
        "排出量|t|目標||96|94|88",
        "||実績|104|99|算定中|",
    )
    assert uses(table) == [
        *("name", "unit", "label", "baseline 2018", "value 2022", "value 2023", "target 2026"),
    ]
    (row,) = rows(table)
    assert [told(one) for one in row.figures] == [
        *("target 2022 96", "target 2023 94", "target 2026 88"),
        *("baseline 2018 104", "result 2022 99", "result 2023 pending"),
    ]


def test_figures_that_say_their_own_years_need_none_above_them():
    table = grid(
        "項目|策定時|直近値|目標|評価",
        "受診率|38%(R2)|41%(R5)|60%(R11)|B",
        "歩数|68歩(R元)|65歩(R4)|80歩(R11)|D",
    )
    proposed = propose(table, calendar_in(table))
    assert proposed.problems() == []
    assert [one.use.value for one in proposed.columns] == ["name", "baseline", "result", "period", "skip"]
    assert [one.year for row in rows(table) for one in row.of(Use.RESULT)] == [2023, 2022]
    assert propose(grid("項目|直近値", "受診率|41%(R5)", "歩数|65歩"), calendar_in(table)).problems()


def test_what_is_printed_above_a_table_is_no_head_of_it():
    table = grid(
        "|行政評価システム　出力帳票||||",
        "|出力日||2024年5月17日||",
        "|||||",
        "|コード|指標名|単位|R4目標|R4実績",
        "|01|参加者数|人|30|22",
    )
    assert uses(table) == ["skip", "code", "name", "unit", "target 2022", "result 2022"]


def test_a_sheet_with_a_row_for_each_year_is_turned_and_keeps_the_addresses_of_its_file():
    lines = [
        ["図書館の活動", "", "", "", ""],
        ["年度", "貸出冊数", "", "登録者数", "備考"],
        ["", "目標（冊）", "実績（冊）", "実績（人）", ""],
        ["令和3年度", "42", "33", "20", ""],
        ["令和4年度", "43", "37", "21", "改修"],
        ["令和7年度", "44", "", "", "最終年度"],
    ]
    merges = [(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2), (1, 4, 2, 4)]
    sheet = turned(grid_of("推移", lines, merges=merges), NamedYears((), ()))
    assert sheet is not None
    assert sheet.name == "推移（行と列を入れ替えた表）"
    assert propose(sheet, calendar_in(sheet)).problems() == []
    assert [
        (row.name, row.unit, [(told(one), one.address) for one in row.figures]) for row in rows(sheet)
    ] == [
        (
            "貸出冊数",
            "冊",
            [
                *(("target 2021 42", "B4"), ("target 2022 43", "B5"), ("target 2025 44", "B6")),
                *(("result 2021 33", "C4"), ("result 2022 37", "C5")),
            ],
        ),
        ("登録者数", "人", [("result 2021 20", "D4"), ("result 2022 21", "D5")]),
    ]
    assert Grid.from_kept(sheet.kept()) == sheet


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ["年度|指標名|目標|実績", "R3|数|1|2", "R4|数|1|2", "R5|数|1|2"], id="names in a column"
        ),
        pytest.param(["年度|目標|実績", "R3|1|2", "R4|1|2", "R5|1|2"], id="nothing that is counted"),
        pytest.param(["年度|本数", "R3|1", "R4|1"], id="too few years"),
        pytest.param(["年度|本数", "R3|1", "R3|1", "R4|1", "R5|1"], id="a year twice"),
        pytest.param(["指標名|R3|R4|R5", "数|1|2|3"], id="years across"),
    ],
)
def test_other_sheets_are_not_turned(lines):
    assert turned(grid(*lines), NamedYears((), ())) is None
