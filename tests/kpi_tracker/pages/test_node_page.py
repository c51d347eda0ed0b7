"""The page of one node: what hangs from it, and nothing where there is nothing."""

import pytest
from django.test import Client

from tests.factories import (
    make_cycle,
    make_evaluation,
    make_indicator,
    make_node,
    make_project,
    make_project_count,
    make_result,
    make_target,
)
from tests.reading import Element, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def node():
    return make_node()


def page_of(node, **query: str) -> Element:
    return read(Client().get(node.get_absolute_url(), query))


def headings(page: Element) -> list[str]:
    return [one.text for one in page.one("main").all("h2")]


def test_a_measure_without_anything_says_so(node):
    page = page_of(node)
    assert headings(page) == ["概要", "まとめ"]
    assert "判定対象の成果指標は登録されていません" in page.text
    assert "対象とする評価は、まだありません" in page.text


def test_only_sections_with_something_in_them_are_shown(node):
    evaluation = make_evaluation(node=node)
    make_project(node=node)
    page = page_of(node)
    assert headings(page) == [one.text for one in page.one("nav", class_="section-nav").all("a")]
    assert headings(page) == ["概要", "取組", "まとめ"]
    evaluation.sections.create(kind="background", order=1, body="背景の本文")
    make_indicator(node=node)
    assert headings(page_of(node)) == ["概要", "背景", "取組", "成果", "まとめ"]


def test_what_people_wrote_stands_in_their_order_with_its_paragraphs(node):
    evaluation = make_evaluation(node=node)
    evaluation.sections.create(kind="outcome", order=2, heading="後", body="二つ目")
    evaluation.sections.create(kind="outcome", order=1, heading="先", body="一つ目\n改行\n\n別の段落")
    section = page_of(node).one("section", **{"aria-labelledby": "outcome"})
    assert [one.text for one in section.all("h3")] == ["先", "後"]
    assert [one.text for one in section.all("p", class_="preserve-lines")] == [
        "一つ目 改行",
        "別の段落",
        "二つ目",
    ]


def test_reasons_are_numbered_under_their_own_rating(node):
    evaluation = make_evaluation(node=node, progress="A", direction="Ⅱ")
    for subject, number, text in (("direction", 1, "丙"), ("progress", 2, "乙"), ("progress", 1, "甲")):
        evaluation.reasons.create(subject=subject, number=number, text=text)
    lists = page_of(node).one("section", **{"aria-labelledby": "summary"}).all("ol")
    assert [[item.text for item in one.all("li")] for one in lists] == [
        ["理由1 甲", "理由2 乙"],
        ["理由1 丙"],
    ]


def test_an_undecided_rating_is_called_undecided_beside_its_suggestion(node):
    make_cycle(period=node.period)
    make_indicator(node=node, targets={2022: 5, 2023: 5}, results={2022: 6, 2023: 6})
    progress, _ = page_of(node).all("div", class_="verdict")
    assert "未決定" in progress.text
    assert progress.one("b").text == "A"


def test_a_suggestion_that_is_blocked_says_why(node):
    make_cycle(period=node.period)
    make_indicator(node=node, accumulation="cumulative", targets={2022: 5}, results={2022: 6, 2023: 4})
    progress, _ = page_of(node).all("div", class_="verdict")
    assert "要確認" in progress.text
    assert "下回っています" in progress.text


def test_the_opening_total_of_a_running_total_is_shown_only_if_it_is_known(node):
    known = make_indicator(node=node, accumulation="cumulative", targets={2022: 5})
    make_result(indicator=known, total=55, increment=9)
    make_indicator(node=node, accumulation="cumulative", results={2022: 55})
    first, second = page_of(node).one("section", **{"aria-labelledby": "overview"}).all("article")
    assert first.one("table").rows[0][1] == "令和3(2021)年度"
    assert second.one("table").rows[0][1] == "令和4(2022)年度"


def test_a_period_target_revised_twice_shows_all_its_steps(node):
    indicator = make_indicator(node=node)
    for revision, value in enumerate((40, 50, 63)):
        fields = {"scope": "period", "revision": revision, "reason": f"理由{revision}"}
        make_target(indicator=indicator, fiscal_year=2025, value=value, **fields)
    promises = page_of(node).one("ul", class_="promises")
    (revised,) = promises.all("li", class_="revision")
    assert "40件→50件→63件" in revised.text
    assert "理由2" in revised.text


def test_a_baseline_of_nought_is_a_baseline(node):
    make_indicator(node=node, baseline=0, baseline_label="第1期策定時")
    assert page_of(node).one("ul", class_="promises").all("li")[0].text == "第1期策定時（R3） 0件"


def test_a_ledger_belongs_to_the_indicators_that_are_counted(node):
    make_indicator(node=node)
    counted = make_indicator(node=node, results={2022: 3})
    make_project_count(indicator=counted, count=3)
    first, second = page_of(node).one("section", **{"aria-labelledby": "overview"}).all("article")
    assert "報告件数" not in first.text
    assert "報告件数3件（R4 3件）、うち個票登録0件、未登録3件" in second.text


def test_five_layers_have_a_page_each():
    top = make_node(depth=1)
    top.period.layers.create(depth=5, name="細事業", has_indicators=True, is_undertaking=True)
    node = top
    for _ in range(4):
        node = make_node(parent=node)
        assert page_of(node).one("h1").text.startswith(node.layer.name)
    assert len(page_of(node).one("nav", class_="breadcrumbs").all("li")) == 6


def test_the_years_and_the_promises_say_how_a_target_was_revised(node):
    indicator = make_indicator(node=node, results={2022: 5})
    for scope, year in (("year", 2022), ("mid", 2023), ("period", 2025)):
        for revision, value in enumerate((40, 63)):
            make_target(
                indicator=indicator,
                fiscal_year=year,
                scope=scope,
                value=value,
                revision=revision,
                applies_from=2022 if revision else None,
            )
    text = page_of(node).text
    assert text.count("40件から変更") == 1  # the others are told with the promises
    for words in ("令和5年度の中間目標", "令和7年度末の目標"):
        assert words in text
    assert text.count("40件→63件（令和4年度から）") == 2
