"""What is no table is read too: records, delimited files, lists and sentences, and nothing of what is no indicator."""

import pytest

from reports.reading.documents import from_text
from reports.reading.passages import passages
from reports.reading.reader import read_document
from reports.reading.scoring import score
from reports.reading.years import calendar_of
from tests.reports.told_as_statements import STATEMENTS
from tests.reports.told_by_offices import BY_OFFICES
from tests.reports.told_in_data import IN_DATA
from tests.reports.told_in_data_of_others import DATA_OF_OTHERS
from tests.reports.told_in_data_too import IN_DATA_TOO
from tests.reports.told_in_more_records import MORE_RECORDS
from tests.reports.told_in_records import NOTHING, RECORDS, SEPARATED
from tests.reports.told_in_sentences import IN_SENTENCES
from tests.reports.told_in_slides import IN_SLIDES
from tests.reports.told_in_words import EVERY, Told
from tests.reports.told_on_pages import ON_PAGES


@pytest.mark.parametrize(
    "told",
    [
        *EVERY,
        *IN_SENTENCES,
        *STATEMENTS,
        *IN_SLIDES,
        *RECORDS,
        *MORE_RECORDS,
        *SEPARATED,
        *NOTHING,
        *ON_PAGES,
        *BY_OFFICES,
        *IN_DATA,
        *IN_DATA_TOO,
        *DATA_OF_OTHERS,
    ],
    ids=lambda one: f"{one.kind}: {one.text.splitlines()[0][:24]}",
)
def test_what_is_told_in_words_is_read(told: Told) -> None:
    result = score(read_document(from_text(told.text)), told.expected)
    assert result.told.total() == result.right.total() == result.expected.total() - told.missing


def test_a_bracket_behind_a_course_holds_its_aim():
    text = (
        "財政健全化プランの3年目の状況をお知らせします。\n"
        "実質公債費比率 令和元年度11.4%→令和4年度9.8%(目標10.0%以下・令和6年度)"
        "将来負担比率 令和元年度86.2%→令和4年度61.5%(目標70.0%以下・令和6年度)"
        "経常収支比率 令和元年度95.1%→令和4年度93.7%(目標92.0%以下・令和6年度)くわしくは窓口でご覧いただけます。\n"
    )
    told = read_document(from_text(text))["indicators"]
    assert [
        (one["name"], one["baseline"]["value"], one["baseline"]["fiscal_year"], *figures(one)) for one in told
    ] == [
        ("実質公債費比率", 11.4, 2019, ("2022", 9.8), ("2024", 10)),
        ("将来負担比率", 86.2, 2019, ("2022", 61.5), ("2024", 70)),
        ("経常収支比率", 95.1, 2019, ("2022", 93.7), ("2024", 92)),
    ]


def figures(one):
    """Each result and each target of an indicator with its year."""
    return [(year, told["value"]) for kind in ("actuals", "targets") for year, told in one[kind].items()]


def test_what_was_counted_stands_below_an_arrow_behind_its_year():
    text = (
        "環境基本計画の進み具合\n実績がまとまりましたのでお知らせします。"
        "なお、矢印の左が基準年度（令和元年度）の値、右が目標年度（令和12年度）の値です。\n"
        "基本目標1　脱炭素のまち\n・住宅への補助の件数　1,204件　→　3,000件\n令和5年度実績：1,893件\n"
        "・電動車の割合　4.8％　→　50％以上\n令和5年度実績：17.3％（※1）\n"
        "基本目標2　資源がめぐるまち\n・協力店の登録数　0店　→　80店\n令和5年度実績：未集計\n"
    )
    draft = read_document(from_text(text))["indicators"]
    told = {one["name"]: [fact["value"] for fact in one.get("actuals", {}).values()] for one in draft}
    assert told == {"住宅への補助の件数": [1893], "電動車の割合": [17.3], "協力店の登録数": []}
    assert all(one["baseline"]["fiscal_year"] == 2019 and list(one["targets"]) == ["2030"] for one in draft)


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        pytest.param("基本目標1　脱炭素のまち", True, id="the number of a heading"),
        pytest.param("目標80店", False, id="an aim"),
        pytest.param("登録は34店", False, id="a count"),
    ],
)
def test_the_number_of_a_heading_counts_nothing(line, is_heading):
    document = from_text(f"{line}\n")
    (passage,) = passages(document, calendar_of(line), set())
    assert passage.is_heading is is_heading
