import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.fiscal_year import JAPAN, FiscalYear, FiscalYearError, read_month, years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("R5", 2023, id="letter and number"),
        pytest.param("r5", 2023, id="small letter"),
        pytest.param("Ｒ５", 2023, id="full width"),
        pytest.param("R5年度", 2023, id="letter with 年度"),
        pytest.param("令和5年度", 2023, id="era"),
        pytest.param("令和５年度", 2023, id="era with a full-width digit"),
        pytest.param(" 令和 5 年度　", 2023, id="spaces, one of them ideographic"),
        pytest.param("令和元年度", 2019, id="first year of an era"),
        pytest.param("R元", 2019, id="letter and 元"),
        pytest.param("R1", 2019, id="letter and 1"),
        pytest.param("平成31年度", 2019, id="the year two eras share"),
        pytest.param("H31", 2019, id="the same by letter"),
        pytest.param("H26", 2014, id="Heisei"),
        pytest.param("平成26年度末", 2014, id="end of a fiscal year"),
        pytest.param("S63", 1988, id="last fiscal year of Showa"),
        pytest.param("昭和元年度", 1926, id="the first year that can be told"),
        pytest.param("令和４（２０２２）年度", 2022, id="era with the Western year in brackets"),
        pytest.param("令和5(2023)年度", 2023, id="as this application writes it"),
        pytest.param("令和5年度（2023年度）", 2023, id="both with 年度"),
        pytest.param("2023年度（令和5年度）", 2023, id="Western first"),
        pytest.param("2023年度", 2023, id="Western with 年度"),
        pytest.param("2023", 2023, id="four digits"),
        pytest.param("２０２３", 2023, id="four full-width digits"),
        pytest.param("FY2023", 2023, id="FY"),
        pytest.param("㋿5年度", 2023, id="square era sign"),
        pytest.param("2100", 2100, id="the last year there is"),
        pytest.param("R82", 2100, id="the last year there is, by era"),
    ],
)
def test_every_spelling_is_read(text: str, expected: int) -> None:
    assert FiscalYear.parse(text) == FiscalYear(expected)
    assert FiscalYear.read(text).warning is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("平成32年度", 2020, id="a plan written before 2019"),
        pytest.param("H51", 2039, id="twenty years beyond Heisei"),
        pytest.param("S64", 1989, id="the fiscal year after Showa"),
        pytest.param("S83", 2008, id="twenty years beyond Showa"),
    ],
)
def test_an_era_may_overrun_with_a_warning(text: str, expected: int) -> None:
    read = FiscalYear.read(text)
    assert read.year == FiscalYear(expected)
    assert read.warning is not None
    assert FiscalYear(expected).label in read.warning


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("R0", "令和0年度という年度はありません", id="year zero"),
        pytest.param("S99", "昭和99年度という年度はありません", id="an era far overrun"),
        pytest.param("H52", "平成52年度という年度はありません", id="an era overrun by 21 years"),
        pytest.param("令和99", "令和99年度は扱えません", id="beyond 2100"),
        pytest.param("令和4（2021）", "西暦と元号の年が合いません", id="two years that differ"),
        pytest.param(
            "2021（令和4）年度", "西暦と元号の年が合いません", id="two years that differ, Western first"
        ),
        pytest.param("1925", "「1925」は扱えません", id="before 1926"),
        pytest.param("2101年度", "「2101年度」は扱えません", id="after 2100"),
        pytest.param("令和5年", "暦年", id="calendar year by era"),
        pytest.param("2023年", "暦年", id="Western calendar year"),
        pytest.param("", "入力されていません", id="nothing"),
        pytest.param("　", "入力されていません", id="an ideographic space"),
        pytest.param("5", "読み取れません", id="a number without an era"),
        pytest.param("23", "読み取れません", id="two digits without an era"),
        pytest.param("-2023", "読み取れません", id="a sign"),
        pytest.param("2023.0", "読み取れません", id="a decimal"),
        pytest.param("令和①年度", "読み取れません", id="a circled digit is no digit"),
        pytest.param("٢٠٢٣", "読み取れません", id="digits of another script"),
        pytest.param("R5; DROP TABLE", "読み取れません", id="something else behind it"),
        pytest.param("R5\n", "読み取れません", id="a line break"),
        pytest.param("M45", "読み取れません", id="an era too early"),
        pytest.param("X5", "読み取れません", id="a letter of no era"),
        pytest.param("\x00\x1b[31m", "読み取れません", id="control characters"),
    ],
)
def test_what_is_no_fiscal_year_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(FiscalYearError) as refusal:
        FiscalYear.parse(text)
    message = str(refusal.value)
    assert said in message
    assert message.endswith("。")
    assert message.isprintable()


@pytest.mark.parametrize(
    "hostile", ["9" * 50_000, "令" * 50_000, " " * 50_000, "R" + "0" * 50_000, "(" * 50_000]
)
def test_fifty_kilobytes_are_refused_at_once(hostile: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(FiscalYearError) as refusal:
        FiscalYear.parse(hostile)
    assert time.perf_counter() - begun < 0.05
    assert len(str(refusal.value)) < 100


@pytest.mark.parametrize("year", [1925, 2101, 0, -1, 10**400])
def test_a_year_outside_the_limits_cannot_exist(year: int) -> None:
    with pytest.raises(FiscalYearError, match="1926年度から2100年度まで"):
        FiscalYear(year)


@pytest.mark.parametrize("year", [True, 2023.0, "2023", None])
def test_only_a_whole_number_is_a_year(year: object) -> None:
    with pytest.raises(FiscalYearError, match="整数"):
        FiscalYear(year)  # type: ignore[arg-type]


@given(st.text(max_size=60))
def test_any_text_is_a_year_or_a_refusal(text: str) -> None:
    try:
        year = FiscalYear.parse(text).year
    except FiscalYearError:
        return
    assert 1926 <= year <= 2100


@given(st.integers(1926, 2100).map(FiscalYear))
def test_what_is_written_is_read_back(year: FiscalYear) -> None:
    assert [FiscalYear.parse(text) for text in (year.short, year.era, year.label, str(int(year)))] == [
        year
    ] * 4


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(date(2024, 3, 31), 2023, id="last day"),
        pytest.param(date(2024, 4, 1), 2024, id="first day"),
        pytest.param(datetime(2024, 3, 31, 23, 59), 2023, id="naive, last minute"),  # noqa: DTZ001
        pytest.param(datetime(2024, 4, 1, 0, 0), 2024, id="naive, first minute"),  # noqa: DTZ001
        pytest.param(datetime(2024, 3, 31, 14, 59, tzinfo=UTC), 2023, id="23:59 in Japan, told in UTC"),
        pytest.param(datetime(2024, 3, 31, 15, 0, tzinfo=UTC), 2024, id="00:00 in Japan, told in UTC"),
        pytest.param(datetime(2024, 3, 31, 23, 59, tzinfo=JAPAN), 2023, id="23:59 in Japan"),
        pytest.param(datetime(2024, 4, 1, 0, 0, tzinfo=JAPAN), 2024, id="00:00 in Japan"),
        pytest.param(
            datetime(2024, 3, 31, 5, 0, tzinfo=timezone(timedelta(hours=-10))), 2024, id="told in Honolulu"
        ),
    ],
)
def test_a_moment_belongs_to_the_fiscal_year_in_japan(moment: date, expected: int) -> None:
    assert FiscalYear.containing(moment) == FiscalYear(expected)


def test_a_moment_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(FiscalYearError):
        FiscalYear.containing(datetime.max.replace(tzinfo=UTC))


def test_a_year_is_written_in_every_way() -> None:
    year = FiscalYear(2023)
    assert (year.short, year.era, year.label) == ("R5", "令和5年度", "令和5(2023)年度")
    assert (str(year), int(year)) == (year.label, 2023)
    assert (year.first_day, year.last_day) == (date(2023, 4, 1), date(2024, 3, 31))
    assert FiscalYear(2019).era == "令和元年度"
    assert FiscalYear(2018).short == "H30"
    assert FiscalYear(1988).era == "昭和63年度"


def test_years_are_counted() -> None:
    year = FiscalYear(2023)
    assert (year + 1, year - 1, year.next, year.previous) == tuple(map(FiscalYear, (2024, 2022, 2024, 2022)))
    assert year - FiscalYear(2021) == 2
    assert FiscalYear(2022) < year
    assert years(FiscalYear(2022), year) == (FiscalYear(2022), year)
    assert years(year, FiscalYear(2022)) == ()


@pytest.mark.parametrize(
    "text",
    [
        *"令和6年11月 令和６年１１月 R6.11 r6.11 Ｒ６．１１ R6/11 R6-11 R6年11月 ㋿6年11月 平成36年11月".split(),
        *"2024年11月 ２０２４年１１月 2024/11 2024.11 2024-11 2024-11-05 令和6年11月15日 令和6年11月頃".split(),
        *"令和6年11月末 令和6年11月上旬予定 令和6（2024）年11月 令和6年（2024年）11月".split(),
        *"2024年（令和6年）11月 2024(R6)年11月".split(),
        "令和 6 年　11 月",
        " R6. 11",
    ],
)
def test_a_month_is_read_in_every_spelling(text: str) -> None:
    assert read_month(text) == date(2024, 11, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和元年5月", date(2019, 5, 1)),
        ("H31.4", date(2019, 4, 1)),
        ("平成32年2月", date(2020, 2, 1)),
        ("令和6年度末", date(2025, 3, 1)),
        ("2024年度末", date(2025, 3, 1)),
        ("R6.1", date(2024, 1, 1)),
    ],
)
def test_a_month_counts_its_calendar_year_and_a_fiscal_year_ends_in_march(text: str, expected: date) -> None:
    assert read_month(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *"11月 令和6年 令和6年度 2024 202411 R611 来年 未定 秋頃 2024年秋 3/4 2024年13月 2024年0月 R0.11".split(),
        *"昭和99年1月 令和99年1月 令和6（2023）年11月 2024年（平成6年）11月 2024年（x）11月".split(),
        *"令和6年11月11月 R-6.11 ②0②④年①①月 <b>".split(),
        "",
        "　",
        "9" * 100_000,
    ],
)
def test_what_is_no_month_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(FiscalYearError, match=r"。$"):
        read_month(text)
