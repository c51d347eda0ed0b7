from decimal import Decimal

import pytest

from indicators.calculation.attainment import REFERENCE_ABCD, Distance, attain, distance
from indicators.calculation.explain import (
    attainment_sentence,
    derivation,
    distance_sentence,
    early_target_sentence,
    figure_words,
    forecast_sentence,
    percent,
    quantity,
    reservation,
    series_sentence,
    target_words,
)
from indicators.calculation.forecast import forecast
from indicators.calculation.quantities import percent_beside
from indicators.calculation.series import (
    Accumulation,
    Comparator,
    Direction,
    Missing,
    RateFormula,
    Result,
    ResultStanding,
    Target,
    TargetScope,
    YearBasis,
)
from policies.fiscal_year import years
from tests.calculation.cases import Number, fy, judged_series, number, result, seed, series, target


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"),
    [
        pytest.param(66, "件", 0, "66件", id="a count"),
        pytest.param("66.000000", "件", 0, "66件", id="as a database returns it"),
        pytest.param(0, "件", 0, "0件", id="zero"),
        pytest.param("-0.0", "件", 0, "0件", id="negative zero"),
        pytest.param(100, "", 0, "100", id="round number"),
        pytest.param("37.2", "％", 1, "37.2％", id="one decimal"),
        pytest.param(37, "％", 1, "37.0％", id="decimals are kept"),
        pytest.param("97.25", "％", 1, "97.25％", id="digits beyond the decimals are not lost"),
        pytest.param(2084, "万t-CO2", 0, "2,084万t-CO2", id="thousands"),
        pytest.param("-12.6", "", 1, "\u221212.6", id="a minus sign"),
        pytest.param("999999999999999", "円", 0, "999,999,999,999,999円", id="fifteen digits"),
        pytest.param(None, "件", 0, "－", id="nothing"),
    ],
)
def test_a_quantity_is_written(value: Number | None, unit: str, decimals: int, expected: str) -> None:
    assert quantity(number(value), unit, decimals) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("124.528", "124.5％", id="one decimal"),
        pytest.param("114.55", "114.6％", id="half up"),
        pytest.param("0.05", "0.1％", id="half up near zero"),
        pytest.param("1250", "1,250.0％", id="not capped"),
        pytest.param("1e26", "100,000,000,000,000,000,000,000,000.0％", id="huge"),
        pytest.param(None, "－", id="none"),
    ],
)
def test_a_percentage_is_written(value: str | None, expected: str) -> None:
    assert percent(number(value)) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(target(2023, 48), "48件", id="plain"),
        pytest.param(target(2023, 63, comparator=Comparator.AT_LEAST), "63件以上", id="at least"),
        pytest.param(target(2023, 90, comparator=Comparator.AT_MOST), "90件以下", id="at most"),
        pytest.param(target(2023, 15, comparator=Comparator.BELOW), "15件未満", id="below"),
        pytest.param(target(2023, 15, comparator=Comparator.ABOVE), "15件超", id="above"),
        pytest.param(
            target(2023, 40, comparator=Comparator.RANGE, upper=Decimal(60)), "40件以上60件以下", id="range"
        ),
        pytest.param(target(2023, comparator=Comparator.KEEP_OR_MORE), "現状値以上", id="keep"),
        pytest.param(target(2023, comparator=Comparator.TEXT, text="策定"), "策定", id="text"),
        pytest.param(target(2023, 13, approx=True), "約13件", id="about"),
    ],
)
def test_a_target_is_written(told: Target, expected: str) -> None:
    assert target_words(told, "件", 0) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(result(2023, 66), "66件", id="a number"),
        pytest.param(result(2023, 0), "0件", id="zero"),
        pytest.param(result(2023, 21, approx=True), "約21件", id="about"),
        pytest.param(result(2023, text_value="策定済"), "策定済", id="text"),
        pytest.param(result(2023, text_fulfilled=False), "未達成", id="an answer"),
        pytest.param(
            result(2023, missing=Missing.PENDING, pending_until="令和6年11月"),
            "集計中（令和6年11月確定見込）",
            id="being counted",
        ),
        pytest.param(result(2023, missing=Missing.NOT_SURVEYED), "調査未実施", id="not surveyed"),
        pytest.param(result(2023), "未提出", id="nothing"),
        pytest.param(result(2023, text_fulfilled=True), "達成", id="a bare answer"),
    ],
)
def test_a_figure_is_written(row: Result, expected: str) -> None:
    assert figure_words(series(results=(row,)).figure(fy(2023)), "件", 0) == expected


@pytest.mark.parametrize(("amount", "said"), [(11, "+11件"), (0, "+0件"), (-2, "\u22122件")])
def test_a_new_amount_without_a_total_is_not_called_unreported(amount: int, said: str) -> None:
    told = series(
        accumulation=Accumulation.CUMULATIVE,
        targets=(target(2023, 53),),
        results=(result(2023, None, amount),),
    )
    figure, attained = (
        told.figure(fy(2023)),
        attain(told, fy(2023), period_start=None, profile=REFERENCE_ABCD),
    )
    assert (figure.missing, figure.is_reported) == (Missing.UNREPORTED, True)
    assert figure_words(figure, "件", 0) == f"累計は計算できません（うち当該年度分{said}）"
    assert attained.reason == f"累計を計算できない（うち当該年度分{said}）ため判定しない"
    for words in (
        attainment_sentence(told, attained),
        reservation(told, attained),
        series_sentence(told, [fy(2023)]),
    ):
        assert "未提出" not in words
        assert "実績がない" not in words


def test_the_opening_total_of_the_seed_is_shown_as_computed() -> None:
    assert derivation(seed().figure(fy(2021)), seed()) == "令和3年度末累計 46件（55\u22129により算出）"
    assert derivation(seed().figure(fy(2022)), seed()) is None


def test_a_total_that_follows_forwards_and_an_increment_are_shown_as_computed() -> None:
    told = series(
        accumulation=Accumulation.CUMULATIVE,
        results=(result(2021, 46), result(2022, 55), result(2023, None, 11)),
    )
    assert derivation(told.figure(fy(2022)), told) == "令和4年度の新規分 9件（55\u221246により算出）"
    assert derivation(told.figure(fy(2023)), told) == "令和5年度末累計 66件（55+11により算出）"


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (
            2022,
            (
                "令和4年度の達成状況は「a」です（実績55件が目標48件を達成しているため。"
                "達成率114.6％、期間内の増加分では450.0％）。"
            ),
        ),
        (
            2023,
            (
                "令和5年度の達成状況は「a」です（実績66件が目標53件を達成しているため。"
                "達成率124.5％、期間内の増加分では285.7％）。"
            ),
        ),
        (2024, "令和6年度の達成状況は「－」です（実績がない（未提出）ため判定しない）。"),
    ],
)
def test_the_seed_is_explained(year: int, expected: str) -> None:
    assert (
        attainment_sentence(seed(), attain(seed(), fy(year), period_start=fy(2022), profile=REFERENCE_ABCD))
        == expected
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param(
            judged_series(Direction.UP, 7, 53, 30),
            "実績30件は目標53件を達成しておらず、計画策定時の7件を下回っていないため",
            id="b",
        ),
        pytest.param(
            judged_series(Direction.DOWN, 100, 80, 90),
            "計画策定時の100件を上回っていないため",
            id="b, falling",
        ),
        pytest.param(
            judged_series(Direction.RANGE, 30, 40, 36, Comparator.RANGE, upper=60),
            "計画策定時の30件より目標の範囲から離れていないため",
            id="b, range",
        ),
        pytest.param(
            judged_series(Direction.UP, 80, 100, 75), "目標達成率75.0％が60％以上であるため", id="c"
        ),
        pytest.param(
            judged_series(Direction.UP, 80, 100, 55), "目標達成率55.0％が60％に満たないため", id="d"
        ),
        pytest.param(
            judged_series(Direction.UP, 80, 100, "59.96"),
            "目標達成率59.96％が60％に満たないため",
            id="d, just",
        ),
        pytest.param(
            judged_series(Direction.KEEP, 100, None, 97, Comparator.KEEP_OR_MORE),
            "目標達成率97.0％が60％以上であるため",
            id="現状値以上",
        ),
        pytest.param(
            judged_series(Direction.UNKNOWN, None, 53, 66),
            "指標の向き（増やす・減らす等）が登録されていないため判定しない",
            id="nobody can say whether it is reached",
        ),
        pytest.param(
            judged_series(Direction.RANGE, 50, 40, 39, Comparator.RANGE, upper=60),
            "目標の範囲までの差1件（限度40件に対し2.5％）が40％以内であるため",
            id="outside a range",
        ),
    ],
)
def test_every_class_has_its_reason(told: object, said: str) -> None:
    assert said in attain(told, fy(2023), period_start=None, profile=REFERENCE_ABCD).reason  # type: ignore[arg-type]


def test_two_different_rates_in_one_sentence_have_two_names() -> None:
    told = judged_series(Direction.DOWN, 100, 60, "100.05", rate_formula=RateFormula.F1)
    worse = judged_series(Direction.DOWN, 80, 60, "100.05", rate_formula=RateFormula.F1)
    assert "達成率166.8％" in attainment_sentence(
        told, attain(told, fy(2023), period_start=None, profile=REFERENCE_ABCD)
    )
    assert attainment_sentence(worse, attain(worse, fy(2023), period_start=None, profile=REFERENCE_ABCD)) == (
        "令和5年度の達成状況は「d」です"
        "（判定に用いる率（目標÷実績）59.97％が60％に満たないため。達成率166.8％（未達））。"
    )


def test_a_rate_that_decides_and_is_displayed_is_told_once_and_not_rounded_onto_the_limit() -> None:
    told = judged_series(Direction.UP, 80, 100, "59.97")
    assert attainment_sentence(told, attain(told, fy(2023), period_start=None, profile=REFERENCE_ABCD)) == (
        "令和5年度の達成状況は「d」です（目標達成率59.97％が60％に満たないため）。"
    )


@pytest.mark.parametrize(
    ("rate", "limits", "expected"),
    [
        pytest.param("59.97", [60], "59.97％", id="two decimals are enough"),
        pytest.param("59.99999", [60], "59.99999％", id="more are needed"),
        pytest.param("59.9666666", [60], "59.97％", id="half up, as every rate"),
        pytest.param("59.995", [60], "59.995％", id="but not onto the limit"),
        pytest.param("60.04", [60], "60.0％", id="reached"),
        pytest.param("119.97", [60, 120], "119.97％", id="the next limit above"),
        pytest.param("59.9", [60], "59.9％", id="far enough"),
        pytest.param("59.97", [], "60.0％", id="no limit"),
    ],
)
def test_a_rate_is_never_rounded_onto_a_limit_it_misses(rate: str, limits: list[int], expected: str) -> None:
    assert percent_beside(Decimal(rate), map(Decimal, limits)) == expected


def test_a_provisional_figure_is_named() -> None:
    told = series(targets=(target(2023, 5),), results=(result(2023, 6, standing=ResultStanding.PROVISIONAL),))
    assert attainment_sentence(
        told, attain(told, fy(2023), period_start=None, profile=REFERENCE_ABCD)
    ).startswith("令和5年度の達成状況は「a」です（暫定値による）")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(result(2023, 6), "", id="final"),
        pytest.param(result(2023, 6, standing=ResultStanding.PROVISIONAL), "暫定値", id="provisional"),
        pytest.param(result(2023, missing=Missing.PENDING), "集計中", id="being counted"),
        pytest.param(result(2023, 6, standing=ResultStanding.EXPECTED), "6件", id="expected: never judged"),
    ],
)
def test_what_a_judgement_must_name_is_told(row: Result, expected: str) -> None:
    told = series(targets=(target(2023, 5),), results=(row,))
    assert reservation(told, attain(told, fy(2023), period_start=None, profile=REFERENCE_ABCD)) == expected


def test_the_distance_is_a_short_clause() -> None:
    rising, falling = (
        judged_series(Direction.UP, 7, 53, 50),
        judged_series(Direction.DOWN, 100, 80, "81.5", decimals=1),
    )
    assert (
        distance_sentence(
            distance(
                rising,
                attain(rising, fy(2023), period_start=None, profile=REFERENCE_ABCD),
                profile=REFERENCE_ABCD,
            )
        )
        == "aまであと3件"
    )
    assert (
        distance_sentence(
            distance(
                falling,
                attain(falling, fy(2023), period_start=None, profile=REFERENCE_ABCD),
                profile=REFERENCE_ABCD,
            )
        )
        == "aまであと1.5件減"
    )
    assert (
        distance_sentence(Distance(next_symbol="b", amount=Decimal("2.0"), unit="％", sign=1))
        == "bまであと2％"
    )
    assert distance_sentence(None) == ""


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(2022, None), (2023, "第3期目標63件を前倒しで達成"), (None, "第3期目標63件を前倒しで達成")],
)
def test_an_early_target_is_told_with_the_name_of_its_period(as_of: int | None, expected: str | None) -> None:
    found = early_target_sentence(
        seed(), period_name="第3期", period_end=fy(2025), as_of=fy(as_of) if as_of else None
    )
    assert found == expected


def test_the_chart_is_told_in_words() -> None:
    assert series_sentence(seed(), years(fy(2021), fy(2024))) == (
        "「スマートシティに関連するリーディングプロジェクト実施累計件数」は、計画策定時（平成26年度）7件、"
        "令和3年度末累計46件（算出、目標28件以上）、令和4年度末累計55件（うち新規9件、目標48件）、"
        "令和5年度末累計66件（うち新規11件、目標53件）、令和6年度は未提出です。"
    )


def test_an_empty_series_has_a_sentence_too() -> None:
    assert series_sentence(series(name="x"), ()) == "「x」は、まだ実績がありません。"


def test_the_forecast_is_told_with_its_band() -> None:
    found = forecast(seed(), period_start=fy(2022), period_end=fy(2025), as_of=fy(2023))
    assert forecast_sentence(seed(), found) == (
        "近年の推移（年10件の増）が続くと、令和7年度は86件程度（83件～89件）と見込まれます。"
        "期間の目標はすでに達成しています。"
    )


def test_too_few_results_are_told_with_the_pace_that_is_needed() -> None:
    told = series(totals={2023: 20}, targets=(target(2025, 50, TargetScope.PERIOD),))
    found = forecast(told, period_start=fy(2022), period_end=fy(2025), as_of=fy(2023))
    assert forecast_sentence(told, found) == (
        "実績が2か年度分に満たないため、見込みの線は示しません。期間の目標の達成には、年15件の増が必要です。"
    )


def test_the_pace_of_a_percentage_is_told_in_points() -> None:
    told = series(totals={2021: 70, 2022: 76}, unit="％", targets=(target(2025, 90, TargetScope.PERIOD),))
    found = forecast(told, period_start=fy(2022), period_end=fy(2025), as_of=fy(2022))
    assert "年6ポイントの増" in forecast_sentence(told, found)
    assert "年6％" not in forecast_sentence(told, found)


def test_sentences_name_the_year_by_the_basis_of_the_indicator() -> None:
    by_calendar = series(results=(result(2023, 5),), year_basis=YearBasis.CALENDAR)
    assert series_sentence(by_calendar, [fy(2023)]) == "令和5年（暦年）5件です。"
    at_the_end = series(
        accumulation=Accumulation.CUMULATIVE, results=(result(2023, 5),), year_basis=YearBasis.YEAR_END
    )
    assert series_sentence(at_the_end, [fy(2023)]) == "令和5年度末累計5件です。"
    judged = attain(by_calendar, fy(2023), profile=REFERENCE_ABCD, period_start=None)
    assert attainment_sentence(by_calendar, judged).startswith("令和5年（暦年）の達成状況は")


def test_of_many_years_the_latest_are_told_and_how_many_there_are_before() -> None:
    told = series(results=tuple(result(year, 5) for year in range(1985, 2025)))
    said = series_sentence(told, years(fy(1985), fy(2024)))
    assert said.startswith("昭和60年度から平成21年度までの25年度分は表のとおり、平成22年度5件、")
    assert said.endswith("令和6年度5件です。")
