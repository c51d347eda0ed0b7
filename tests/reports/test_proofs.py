"""Tables without titles: told is what arithmetic proves of all records, and nothing where it may be something else."""

import pytest

from reports.reading.documents import from_text
from reports.reading.induction.year_rows import with_year_rows
from reports.reading.reader import read_document
from reports.reading.wording import tidy
from reports.reading.years import calendar_of
from tests.reports.strange_hands import Facts


def told(text: str) -> dict[str, dict[str, object]]:
    """What is read of a text: for each name the figures by role and year."""
    return {one["name"]: figures(one) for one in read_document(from_text(text + "\n"))["indicators"]}


def figures(one: Facts) -> dict[str, object]:
    found: dict[str, object] = {}
    for kind in ("targets", "period_targets", "actuals", "period_actuals"):
        if kind in one:
            found[kind] = {year: slot["value"] for year, slot in one[kind].items()}
    if "baseline" in one:
        found["baseline"] = (one["baseline"].get("fiscal_year"), one["baseline"]["value"])
    return found


RATES = """平成27年度実績評価結果
1-1
木造住宅の
耐震診断の件数
50件
46件
92％
申込みが３件取り下げられた。
Ｂ
1-2
講座の参加者
800人
1,000人
125％
会場を２か所にした。
Ａ
2-1
苦情の件数
20件
25件
75％
減らすよう努める。
Ｃ
2-2
満足度
60.0％
57.5％
96％
調査の方法を見直した。
Ｂ
2-3
新しい指標
－
－
－
来年度から測る。
－"""


def test_the_rate_of_every_record_says_which_figure_is_the_target():
    assert told(RATES) == {
        "木造住宅の耐震診断の件数": {"targets": {"2015": 50}, "actuals": {"2015": 46}},
        "講座の参加者": {"targets": {"2015": 800}, "actuals": {"2015": 1000}},
        "苦情の件数": {"targets": {"2015": 20}, "actuals": {"2015": 25}},
        "満足度": {"targets": {"2015": 60}, "actuals": {"2015": 57.5}},
    }


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        pytest.param("125％", "126％", id="one record contradicts"),
        pytest.param("1,000人\n125％", "1,000件\n125％", id="two figures of other things"),
        pytest.param(
            "実績評価結果", "実績評価結果（平成26年度実績評価結果）", id="the title names two years"
        ),
        pytest.param("実績評価結果", "施策一覧", id="the title names no year of results"),
        pytest.param("実績評価結果", "実績評価結果（前年度との比較）", id="rates to the year before"),
        pytest.param("1,000人\n125％", "760人\n95％", id="no rate above 100: may be parts of a whole"),
    ],
)
def test_rates_that_prove_no_target_tell_nothing(printed, instead):
    assert printed in RATES
    assert told(RATES.replace(printed, instead)) == {}


PROGRESS = """指標の推移
26年度 27年度 28年度 29年度（平成）
1-1 相談の
件数 件 110 120 130 140
平成25年度 （25％） （50％） （75％） （100％） 平成29年度 98.3％
100 108 118 140
（20％） （45％）
1-2 講座の参加者 人 820 840 ー 900
平成24年度 （20％） （40％） ー （100％） 平成29年度
800 ー 830 900
ー （30％）
1-3 苦情の件数 件 45 40 35 30
平成25年度 （25％） （50％） （75％） （100％） 平成29年度
50 52 30
（▲10％）
1-4 新しい指標 回 ー ー ー 10
平成25年度 ー ー ー ー 平成29年度
ー ー 10"""


def test_shares_of_the_way_say_what_start_targets_and_results_are():
    assert told(PROGRESS) == {
        "相談の件数": {
            "baseline": (2013, 100),
            "targets": {"2014": 110, "2015": 120, "2016": 130, "2017": 140},
            "actuals": {"2014": 108, "2015": 118},
        },
        "講座の参加者": {
            "baseline": (2012, 800),
            "targets": {"2014": 820, "2015": 840, "2017": 900},
            "actuals": {"2015": 830},
        },
        "苦情の件数": {
            "baseline": (2013, 50),
            "targets": {"2014": 45, "2015": 40, "2016": 35, "2017": 30},
            "actuals": {"2014": 52},
        },
    }


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        pytest.param("（▲10％）", "（11％）", id="one of three contradicts"),
        pytest.param("29年度（平成）", "29年度\n27年度 28年度 29年度 30年度", id="two rows of years"),
    ],
)
def test_shares_that_prove_too_little_are_certain_of_nothing(printed, instead):
    assert printed in PROGRESS
    draft = read_document(from_text(PROGRESS.replace(printed, instead) + "\n"))
    told = [
        slot
        for one in draft["indicators"]
        for kind in ("targets", "actuals")
        for slot in one.get(kind, {}).values()
    ]
    assert not any(slot["confidence"] == "certain" for slot in told)


YEARS = """（1）進捗の状況
年度
温室効果ガスの
排出量
（千t-CO2）
基準年度比
（％）
平成23年度（基準年度）
120.0
ー
平成24年度
117.5
マイナス2.1
平成25年度
123.0
2.5
平成29年度（目標年度）
108.0
マイナス10.0"""


def test_the_label_of_a_row_says_which_year_is_the_start_and_which_the_target():
    assert told(YEARS) == {
        "温室効果ガスの排出量": {
            "baseline": (2011, 120),
            "targets": {"2017": 108},
            "actuals": {"2012": 117.5, "2013": 123},
        }
    }


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        pytest.param("平成24年度", "平成27年度", id="years that do not rise"),
        pytest.param("基準年度比\n（％）", "うち市の施設\n（千t-CO2）", id="a column that is neither"),
        pytest.param("（1）進捗の状況\n年度", "（1）進捗の状況", id="no title above the years"),
    ],
)
def test_rows_of_years_without_sure_titles_are_left_to_others(printed, instead):
    assert printed in YEARS
    lines = from_text(YEARS.replace(printed, instead) + "\n")
    assert with_year_rows(lines.lines, calendar_of(tidy(lines.text()))) == []
