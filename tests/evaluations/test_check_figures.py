"""check_figures: one line for each finding, and a failure only for 不整合."""

import pytest
from django.core.management import CommandError, call_command

from indicators.models import RuleProfile
from tests.factories import (
    make_cycle,
    make_indicator,
    make_node,
    make_project,
    make_project_count,
    make_result,
    make_target,
)

pytestmark = pytest.mark.django_db


def test_sound_figures_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    make_indicator(results={2022: 5, 2023: 7})
    call_command("check_figures")
    assert capsys.readouterr().out == ""


def test_a_warning_is_a_line_and_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    make_indicator(name="件数", number="①", results={2022: 5, 2023: 500})
    call_command("check_figures")
    assert capsys.readouterr().out.startswith("注意 1 ① 件数 R5 ")


def test_a_falling_total_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    make_indicator(accumulation="cumulative", results={2022: 50, 2023: 40})
    with pytest.raises(CommandError, match="不整合が1件") as failed:
        call_command("check_figures")
    assert failed.value.returncode == 1
    assert capsys.readouterr().out.startswith("不整合 1 1 指標1 R5 ")


def test_more_records_than_reported_are_a_failure() -> None:
    indicator = make_indicator(accumulation="cumulative")
    make_project_count(indicator=indicator, count=1)
    make_project(counts_in=indicator)
    call_command("check_figures")
    make_project(counts_in=indicator)
    with pytest.raises(CommandError):
        call_command("check_figures")


def test_unconfirmed_figures_are_checked_too() -> None:
    indicator = make_indicator(accumulation="cumulative", results={2022: 50})
    make_result(indicator=indicator, fiscal_year=2023, total=1, entry_state="waiting")
    with pytest.raises(CommandError):
        call_command("check_figures")


def test_another_citys_mistakes_are_left_out() -> None:
    good, bad = make_indicator(), make_indicator(accumulation="cumulative", results={2022: 50, 2023: 40})
    call_command("check_figures", plan=good.node.period.plan.local_government_code)
    with pytest.raises(CommandError):
        call_command("check_figures", plan=bad.node.period.plan.local_government_code)


def test_an_unknown_city_could_not_be_checked() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check_figures", plan="000000")
    assert refused.value.returncode == 2


def test_a_published_class_that_differs_by_the_rules_of_the_period_is_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    indicator = make_indicator(targets={2022: 5, 2023: 6})
    make_cycle(period=indicator.node.period)
    make_result(indicator=indicator, total=6, published_class="b", published_rate=120)
    make_result(indicator=indicator, fiscal_year=2023, total=6, published_class="a", published_rate=60)
    call_command("check_figures")
    assert capsys.readouterr().out.splitlines() == [
        "注意 1 1 指標1 R4 令和4年度の公表された区分「b」が、判定基準による区分「a」と異なります。",
        "注意 1 1 指標1 R5 令和5年度の公表された達成率60％が、計算した達成率100.0％と異なります。",
    ]


def test_a_period_that_its_rules_leave_mostly_without_a_class_is_named_with_the_number(capsys):
    cycle = make_cycle(first_year=2022, last_year=2025)
    node = make_node(period=cycle.period)
    indicator = make_indicator(node=node, baseline=4, results={2022: 5, 2023: 6})
    make_target(indicator=indicator, fiscal_year=2025, scope="period", comparator=">=", value=9)
    call_command("check_figures")
    assert "1指標の実績2件のうち2件に、判定に用いる目標がなく" in capsys.readouterr().out
    RuleProfile.objects.update(judged_by="paced")
    call_command("check_figures")
    assert "判定に用いる目標がなく" not in capsys.readouterr().out
