"""Names as a person reads them: what stands before and behind, halves of broken ones, parts under what is counted."""

from decimal import Decimal

import pytest

from reports.reading.documents import from_text, place
from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.names.finished import with_whole_names
from reports.reading.names.halves import words_before
from reports.reading.names.printed import caption_in
from reports.reading.wording import tidy
from reports.reading.years import calendar_of


def named(text: str, *told: tuple[str, int]) -> list[str]:
    """Return the whole names of indicators that were called so, with a figure on that line."""
    document = from_text(text.strip("\n"))
    readings = []
    for name, number in told:
        at = place(document.lines[number - 1])
        fact = Fact(role=FactRole.ACTUAL, year=2022, value=Decimal(1), place=at, confidence=Confidence.LIKELY)
        readings.append(Reading(name=name, facts=(fact,), place=at))
    whole = with_whole_names(document, readings, calendar_of(tidy(text)))
    return [one.name for one in whole]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("活動指標巡回回数", "巡回回数", id="a kind glued to the name"),
        pytest.param("アウトカム 相談の解決率", "相談の解決率", id="a kind and a blank"),
        pytest.param("【成果指標②】利用者満足度", "利用者満足度", id="a kind in a bracket"),
        pytest.param("指標3：図書の貸出冊数", "図書の貸出冊数", id="a kind with a number"),
        pytest.param("数値目標 社会増減（人／年）", "社会増減（人／年）", id="no word for what counts"),
        pytest.param("成果指標の達成率", "成果指標の達成率", id="a kind that the name goes on with"),
        pytest.param("KPI数", "KPI数", id="what kinds are counted"),
        pytest.param("目標達成率", "目標達成率", id="a word of which the kind is a part"),
        pytest.param("講座の開催回数（単位：回）", "講座の開催回数", id="a unit that says it is one"),
        pytest.param("有収率↑", "有収率", id="an arrow"),
        pytest.param(
            "再生可能エネルギー比率 ％ 国内", "再生可能エネルギー比率", id="a unit and what follows"
        ),
        pytest.param("環境政策課 ごみの排出量", "ごみの排出量", id="the office before it"),
        pytest.param("充足率 算定式：実員÷定数", "充足率", id="its formula"),
    ],
)
def test_what_stands_before_and_behind_is_no_name(name: str, expected: str) -> None:
    assert named("図書館の本 12冊", (name, 1)) == [expected]


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        pytest.param(
            "達成しました\n猫の引取り頭数\n12頭",
            ("達成しました猫の引取り頭数", 3),
            "猫の引取り頭数",
            id="a sentence",
        ),
        pytest.param(
            "2．生かす\n犬の譲渡率\n12％", ("2．生かす犬の譲渡率", 3), "犬の譲渡率", id="a numbered heading"
        ),
        pytest.param(
            "12％\nA\n市民意識\n調査\n女性の就業率\n50％",
            ("市民意識調査女性の就業率", 6),
            "女性の就業率",
            id="the source of the row before, broken",
        ),
        pytest.param(
            "市民意識調査\nで満足と答えた割合\n50％",
            ("市民意識調査で満足と答えた割合", 3),
            "市民意識調査で満足と答えた割合",
            id="a source that the name goes on with",
        ),
        pytest.param(
            "消防団員の充足率\n算出方法：実員÷条例定数\n91％",
            ("算出方法：実員÷条例定数", 3),
            "消防団員の充足率",
            id="an explanation in place of the name",
        ),
    ],
)
def test_lines_above_are_cut_off(text: str, told: tuple[str, int], expected: str) -> None:
    assert named(text, told) == [expected]


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        pytest.param(
            "講座の受講者数     486   703\n（累計）（人）\n職員のうち受講した者の割    22.5  31.8\n合（％）",
            (("講座の受講者数", 1), ("（累計）（人）職員のうち受講した者の割", 3)),
            ["講座の受講者数", "職員のうち受講した者の割合(%)"],
            id="rests below the figures",
        ),
        pytest.param(
            "郷土の料理を知って\nいる人の割合\n40.1％\n60％",
            (("いる人の割合", 3),),
            ["郷土の料理を知っている人の割合"],
            id="a cell over two lines",
        ),
        pytest.param(
            "1 機器を活用して指導する\nことができる教員の割合 66.4% 78.9%\n2 校舎の改修率 43.8% 56.3%",
            (("ことができる教員の割合", 2), ("校舎の改修率", 3)),
            ["機器を活用して指導することができる教員の割合", "校舎の改修率"],
            id="the beginning above the row",
        ),
        pytest.param(
            "給水栓の検査\n箇所 ↑ 9.6 9.7\n箇所密度\n直結給水率 % ↑ 41.2 41.9",
            (("給水栓の検査", 2), ("箇所密度 直結給水率", 4)),
            ["給水栓の検査箇所密度", "直結給水率"],
            id="figures in the middle of a name",
        ),
        pytest.param(
            "講習会の受講者数\n（計画値） 12 13\n（実績値） 11 15",
            (("講習会の受講者数", 2),),
            ["講習会の受講者数"],
            id="a role is no half",
        ),
        pytest.param(
            "年度　出荷額等（億円）　削減率（％）\n実績 12 13\n基準 11 15",
            (("出荷額等（億円）", 2),),
            ["出荷額等（億円）"],
            id="a head is no half",
        ),
        pytest.param(
            "(1) 地域の連携の強化\n協議会の開催回数 1 2\n(2) 人材を育てるための\n講座の受講者数 4 5",
            (("協議会の開催回数", 2), ("講座の受講者数", 4)),
            ["協議会の開催回数", "講座の受講者数"],
            id="headings are no halves",
        ),
        pytest.param(
            "はしご車の台数 1 2\nりんごの出荷量 3 4",
            (("はしご車の台数", 1), ("りんごの出荷量", 2)),
            ["はしご車の台数", "りんごの出荷量"],
            id="names in kana are whole",
        ),
        pytest.param(
            "2 夢や目標を持っていると 小6 82.1% 80.4%\n 答えた児童の割合 中3 69.7% 68.2%",
            (("夢や目標を持っていると小6", 1), ("答えた児童の割合中3", 2)),
            ["夢や目標を持っていると答えた児童の割合 小6", "夢や目標を持っていると答えた児童の割合 中3"],
            id="halves beside their parts",
        ),
        pytest.param(
            "1 住宅の耐震化 耐震化率 79.8% 83.1%\n2 家具の固定 家具の固定率 32.4% 35.9%\n"
            "3 備蓄の充実 食料の備蓄量 10食 12食",
            (("住宅の耐震化耐震化率", 1), ("家具の固定家具の固定率", 2), ("備蓄の充実食料の備蓄量", 3)),
            ["耐震化率", "家具の固定率", "食料の備蓄量"],
            id="the measure beside the indicator",
        ),
    ],
)
def test_halves_are_put_together(text: str, told: tuple[tuple[str, int], ...], expected: list[str]) -> None:
    assert named(text, *told) == expected


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        pytest.param(
            "表１　自殺者数の推移（単位：人）\n　　　H30 R1\n男性　8 6\n女性　3 3",
            (("男性", 3), ("女性", 4)),
            ["自殺者数 男性", "自殺者数 女性"],
            id="under a caption",
        ),
        pytest.param(
            "検診の受診率\n胃がん\n18.2％\n肺がん\n24.6％\n保健指導の実施率\n21％",
            (("検診の受診率 胃がん", 3), ("肺がん", 5), ("保健指導の実施率", 7)),
            ["検診の受診率 胃がん", "検診の受診率 肺がん", "保健指導の実施率"],
            id="like its sibling",
        ),
        pytest.param(
            "蔵書の冊数 500 510\n　うち児童書 50 51",
            (("蔵書の冊数", 1), ("うち児童書", 2)),
            ["蔵書の冊数", "蔵書の冊数 うち児童書"],
            id="a part of the row above",
        ),
        pytest.param(
            "　　　　男性　6,872歩\n一日の歩数　20～64歳\n　　　　女性　6,105歩",
            (("男性", 1), ("女性", 3)),
            ["一日の歩数 男性", "一日の歩数 女性"],
            id="the name stands between its parts",
        ),
        pytest.param(
            "1 間伐面積（ha）\n相川 42 39\n沢 26 27\n2 造林面積（ha）\n相川 6 7\n沢 3 3",
            (("相川", 2), ("沢", 3), ("相川", 5), ("沢", 6)),
            ["間伐面積 相川", "間伐面積 沢", "造林面積 相川", "造林面積 沢"],
            id="names that come again under two captions",
        ),
        pytest.param(
            "2 目標の達成状況と達成率\n農業の振興 42 39\n商業の振興 26 27",
            (("農業の振興", 2), ("商業の振興", 3)),
            ["農業の振興", "商業の振興"],
            id="names of their own under a heading",
        ),
    ],
)
def test_parts_stand_behind_what_is_counted(
    text: str, told: tuple[tuple[str, int], ...], expected: list[str]
) -> None:
    assert named(text, *told) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("表４－１　間伐面積（ha）", "間伐面積"),
        ("図2 自殺死亡率の推移 (人口10万対)", "自殺死亡率"),
        ("流域名　計画　実績　実行率", ""),
        ("令和元年度", ""),
        ("2 達成状況", ""),
        ("利用者数は増えました。", ""),
    ],
)
def test_a_caption_says_what_is_counted(text: str, expected: str) -> None:
    assert caption_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  市民の割         %  ↓   22.5     31.8", "市民の割"),
        ("% ↑ 38.5 39.1", ""),
        ("3 利用者数（人） 12 13", "利用者数（人）"),
        ("補助の件数 46件 71件", "補助の件数"),
        ("市民 1 人当たりの維持管理費 21,350 円 20,000 円", "市民 1 人当たりの維持管理費"),
        ("75歳未満の死亡率 84.3 77.1", "75歳未満の死亡率"),
    ],
)
def test_words_before_figures(text: str, expected: str) -> None:
    assert words_before(text) == expected


def test_what_is_called_by_an_office_alone_is_not_told() -> None:
    text = "生活部資源課\n1 87.7 87.9\n2 30.6 32.8\n"
    assert named(text, ("生活部資源課", 2), ("生活部資源課", 3)) == []
