"""Indicators as pages read them: texts ready to print, classes with their level, every year by its own target."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.calculation.asking import AskingDay
from indicators.calculation.attainment import NO_CLASS
from indicators.models import Indicator
from indicators.scorecards import Rules, Scorecard, rules_of, scorecards, written_targets, year_rows
from policies.fiscal_year import FiscalYear, years
from tests.factories import make_indicator, make_profile, make_result, make_scale, make_target

pytestmark = pytest.mark.django_db
R4, R5, R6, R7 = years(FiscalYear(2022), FiscalYear(2025))


def card_of(indicator: Indicator, year: FiscalYear = R4, *, rules: Rules | None = None) -> Scorecard:
    """Return the indicator's card, as seen in June of R6."""
    (card,) = scorecards(
        Indicator.objects.filter(pk=indicator.pk).with_series(unconfirmed_of=()),
        year=year,
        period=indicator.node.period,
        rules=rules or rules_of(None),
        on=AskingDay(today=date(2024, 6, 1)),
        recorded={},
        reported={},
    )
    return card


def test_a_class_has_the_level_of_its_scale():
    card = card_of(make_indicator(targets={2022: 5}, results={2022: 6}), rules=rules_of(make_profile()))
    assert (card.attainment.symbol, card.level.symbol, card.level.label) == ("a", "a", "意味a")


def test_a_class_that_no_scale_explains_is_shown_without_a_judgement():
    card = card_of(make_indicator(targets={2022: 5}, results={2022: 6}))
    assert (card.level.symbol, card.level.tone) == ("a", "neutral")
    assert card.level._state.adding
    assert card_of(make_indicator()).level.label == "判定なし"


def test_a_stored_profile_names_itself():
    profile = make_profile(name="市の基準", edition=3)
    assert rules_of(profile).name == "市の基準（第3版）"
    assert rules_of(None).levels == {}


@pytest.mark.parametrize(
    ("result", "text", "missing"),
    [
        pytest.param({"total": Decimal("1234.5")}, "1,234.5件", False, id="a figure"),
        pytest.param({"total": Decimal(0)}, "0.0件", False, id="nought"),
        pytest.param(
            {"missing": "pending", "pending_until": "令和6年11月"},
            "集計中（令和6年11月）",
            False,
            id="pending before its month",
        ),
        pytest.param(
            {"missing": "pending", "pending_until": "令和6年5月"},
            "集計中（令和6年5月）",
            True,
            id="pending past its month",
        ),
        pytest.param({"missing": "out_of_cycle"}, "調査対象年度外", False, id="not surveyed this year"),
        pytest.param({"missing": "not_applicable"}, "該当なし", False, id="does not apply"),
        pytest.param(None, "未提出", True, id="nothing reported"),
    ],
)
def test_a_year_says_its_figure_or_why_there_is_none(result, text, missing):
    indicator = make_indicator(decimals=1, targets={2022: 5})
    if result is not None:
        make_result(indicator=indicator, **result)
    card = card_of(indicator)
    assert card.is_missing == missing
    assert card.result_text.startswith(text.partition("（")[0])
    assert text.partition("（")[2].rstrip("）") in card.result_text


def test_a_year_that_is_not_over_is_not_called_unreported():
    indicator = make_indicator(targets={year.year: 5 for year in (R4, R5, R6, R7)})
    rows = year_rows(card_of(indicator), (FiscalYear(2021), R4, R5, R6, R7), rules_of(None))
    assert [row.result_text for row in rows] == ["－", "未提出", "未提出", "－", "－"]


def test_a_figure_is_owed_without_a_target_too_unless_it_is_not_asked():
    assert card_of(make_indicator()).is_missing
    never = make_indicator(asked="never", not_asked_reason="国の統計のため")
    assert (card_of(never).is_missing, card_of(never).result_text) == (False, "照会対象外")
    every = make_indicator(asked="interval", survey_interval=3, asked_since=2021)
    assert (card_of(every).is_missing, card_of(every).result_text) == (False, "調査対象年度外")
    late = card_of(make_indicator(known_from="翌々年度11月"))
    assert (late.is_missing, late.result_text) == (False, "未到来（令和6年11月確定見込）")


def test_each_year_is_judged_by_the_target_in_force_in_it():
    indicator = make_indicator(targets={2022: 5}, results={2022: 6, 2023: 6})
    make_target(indicator=indicator, fiscal_year=2023, value=5)
    make_target(indicator=indicator, fiscal_year=2023, value=9, revision=1, reason="上方修正")
    first, second = year_rows(card_of(indicator, R5), (R4, R5), rules_of(None))
    assert (first.level.symbol, first.target_note) == ("a", "")
    assert (second.target_text, second.target_note) == ("9件", "5件から変更")
    assert second.level.symbol != "a"
    assert "目標は5件から変更" in second.note


def test_every_version_of_a_target_is_listed_and_the_newest_is_in_force():
    indicator = make_indicator()
    for revision, value in enumerate((40, 50, 63)):
        make_target(indicator=indicator, fiscal_year=2025, scope="period", value=value, revision=revision)
    make_target(indicator=indicator, fiscal_year=2022, value=48, applies_from=2021)
    card = card_of(indicator)
    listed = [(one.text, one.version_label, one.applies_label) for one in written_targets(card)]
    assert listed == [
        ("48件", "当初", "適用中（令和3年度から）"),
        ("40件", "当初", "変更前"),
        ("50件", "変更（第1回）", "変更前"),
        ("63件", "変更（第2回）", "適用中"),
    ]
    assert card.period_target_text == "63件"


def test_a_running_total_says_what_each_year_added_and_what_was_computed():
    indicator = make_indicator(accumulation="cumulative", targets={2022: 48})
    make_result(indicator=indicator, fiscal_year=2022, total=55, increment=9)
    opening, first = year_rows(card_of(indicator), (FiscalYear(2021), R4), rules_of(None))
    assert (opening.result_text, opening.figure.total_is_derived, opening.attainment) == ("46件", True, None)
    assert "55−9" in opening.note
    assert (first.increment_text, opening.level.symbol) == ("+9件", NO_CLASS)


def test_figures_that_add_nothing_up_have_no_share_of_the_year():
    (row,) = year_rows(card_of(make_indicator(results={2022: 5})), (R4,), rules_of(None))
    assert row.increment_text == ""


@pytest.mark.parametrize(
    ("is_best_first", "symbol", "than", "is_worse"),
    [
        pytest.param(True, "2", "1", True, id="1 is best"),
        pytest.param(True, "1", "2", False, id="better"),
        pytest.param(False, "4", "5", True, id="5 is best"),
        pytest.param(False, "5", "4", False, id="better, though it comes later"),
        pytest.param(True, "1", "1", False, id="the same"),
        pytest.param(True, NO_CLASS, "1", False, id="no class is not worse"),
        pytest.param(True, "2", NO_CLASS, False, id="nor worse than no class"),
        pytest.param(True, "9", "1", False, id="a symbol that no scale explains"),
    ],
)
def test_a_class_is_worse_by_its_place_on_the_scale(is_best_first, symbol, than, is_worse):
    profile = make_profile(attainment_scale=make_scale(f"12345{NO_CLASS}", is_best_first=is_best_first))
    assert rules_of(profile).is_worse(symbol, than=than) is is_worse


def test_the_reference_without_a_stored_scale_knows_its_order_and_its_tones():
    rules = rules_of(None)
    assert rules.is_worse("b", than="a")
    assert rules.tones == {"a": "best", "b": "good", "c": "fair", "d": "poor"}


@pytest.mark.parametrize("scope", ["mid", "period"])
def test_a_year_with_a_target_of_its_end_alone_says_how_that_was_revised(scope):
    indicator = make_indicator()
    year = {"mid": 2023, "period": 2025}[scope]
    for revision, value in enumerate((40, 63)):
        make_target(
            indicator=indicator,
            fiscal_year=year,
            scope=scope,
            value=value,
            revision=revision,
            applies_from=2022,
        )
    (row,) = year_rows(card_of(indicator), [FiscalYear(year)], rules_of(None))
    assert (row.shown_target, row.note) == ("63件", "目標は40件から変更")
