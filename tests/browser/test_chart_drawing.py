"""How charts.js draws, under the strict policy, on a page of its own."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import defusedxml.ElementTree
import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from indicators.calculation.facts import Accumulation, Direction, Result, Target, TargetScope
from indicators.calculation.series import Series
from indicators.charts import PeriodSpan, indicator_figure
from policies.charts import StandingRow, overview_figure
from policies.fiscal_year import FiscalYear, years

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:"
DRAWN = ".chart.is-drawn .main-svg"
TITLE, SOURCE = "図の名 <b>&", "架空市 総合計画 第3期"
EVIL = '<b>件</b><img src=x onerror="alert(1)">'


def figure(unit: str = "件") -> dict[str, Any]:
    """Return a running total over twelve years, with everything that labels can collide with."""
    series = Series(
        unit=unit,
        direction=Direction.UP,
        accumulation=Accumulation.CUMULATIVE,
        targets=(
            Target(fiscal_year=FiscalYear(2025), scope=TargetScope.PERIOD, value=Decimal(40)),
            Target(fiscal_year=FiscalYear(2025), scope=TargetScope.PERIOD, value=Decimal(63), revision=1),
            Target(fiscal_year=FiscalYear(2023), scope=TargetScope.YEAR, value=Decimal(53)),
        ),
        results=(Result(fiscal_year=FiscalYear(2023), total=Decimal(66), increment=Decimal(11)),),
    )
    span = years(FiscalYear(2014), FiscalYear(2025))
    periods = (PeriodSpan("第3期", FiscalYear(2022), FiscalYear(2025)),)
    return indicator_figure(series, years=span, periods=periods, attainments={}, tones={}, forecast=None)


@pytest.fixture
def chart(page: Page, base_url: str) -> Callable[..., Page]:
    """Open a page that holds one chart and nothing else, answered for by the test itself."""

    def open_page(drawn: dict[str, Any], width: int = 1366) -> Page:
        host = {"figure": drawn, "name": "figure", "caption": TITLE, "credit": SOURCE, "sentence": "文"}
        html = (
            '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>図</title>'
            f"{render_to_string('components/styles.html')}{render_to_string('components/chart_assets.html')}"
            f"</head><body><main><h1>図</h1>{render_to_string('components/chart.html', host)}</main>"
        )
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        page.route("**/chart-page", lambda route: route.fulfill(body=html, headers=headers))
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(f"{base_url}/chart-page")
        return page

    return open_page


def texts(page: Page) -> list[str]:
    return page.locator(".main-svg text").all_text_contents()


def test_a_chart_is_drawn_in_layers_under_the_strict_policy(chart: Callable[..., Page]) -> None:
    page = chart(figure())

    page.wait_for_selector(DRAWN)

    position = page.evaluate("getComputedStyle(document.querySelector('.main-svg')).position")
    assert position == "absolute"
    assert {"66", "第3期目標 63件", "変更前 40件", "R52023"} <= set(texts(page))


def test_a_picture_says_by_itself_what_it_is(chart: Callable[..., Page], tmp_path: Path) -> None:
    page = chart(figure(), 360)
    page.wait_for_selector(DRAWN)
    assert page.locator(".modebar-btn").count() == 0

    saved = {}
    for kind in ("png", "svg"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"（{kind.upper()}）").click()
        name = download.value.suggested_filename
        assert name == f"架空市_総合計画_第3期_図の名_b_&_平成26年度～令和7年度.{kind}"
        download.value.save_as(tmp_path / name)
        saved[kind] = (tmp_path / name).read_bytes()

    assert saved["png"].startswith(b"\x89PNG")
    drawing = defusedxml.ElementTree.fromstring(saved["svg"])
    told = [text.strip() for text in drawing.itertext() if text.strip()]
    today = timezone.localdate()
    made = f"{today.year}年{today.month}月{today.day}日作成"
    assert told[:2] == [TITLE, "平成26年度～令和7年度"]
    assert told[-1] == f"出典：{SOURCE}　{made}"
    assert {"66", "（件）↑ 高いほど良い", "第3期目標 63件"} <= set(told), (
        "as on a desk, also from a telephone"
    )
    expect(page.locator(".chart--sheet")).to_have_count(0)


@pytest.mark.parametrize("width", [1366, 360])
def test_a_chart_fits_the_window_and_the_texts_meant_for_it(chart: Callable[..., Page], width: int) -> None:
    page = chart(figure(), width)
    page.wait_for_selector(DRAWN)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert ("第3期目標 63件" in texts(page)) == (width == 1366)
    assert ("63件" in texts(page)) == (width == 360)
    shown_years = [text for text in texts(page) if text[:1] in "HR" and text[-4:].isdigit()]
    assert shown_years[-1] == "R72025"
    assert (len(shown_years) == 12) == (width == 1366)


def test_a_chart_follows_the_window_when_it_changes(chart: Callable[..., Page]) -> None:
    page = chart(figure())
    page.wait_for_selector(DRAWN)

    page.set_viewport_size({"width": 360, "height": 768})

    page.wait_for_function(
        "() => [...document.querySelectorAll('.main-svg text')].some(text => text.textContent === '63件')"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_chart_goes_on_paper_at_the_width_of_the_sheet(chart: Callable[..., Page]) -> None:
    page = chart(figure())
    page.wait_for_selector(DRAWN)

    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function("() => document.querySelector('.main-svg').clientWidth === 680")

    page.emulate_media(media="print")
    assert page.evaluate(
        "document.querySelector('.chart').clientHeight >= document.querySelector('.main-svg').clientHeight"
    )
    page.emulate_media(media="screen")

    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("() => document.querySelector('.main-svg').clientWidth > 1000")


def test_paper_shows_what_has_not_come_into_view_yet(chart: Callable[..., Page]) -> None:
    page = chart(figure())
    page.wait_for_selector(DRAWN)
    page.evaluate(
        "document.querySelector('.chart').classList.remove('is-drawn')"
    )  # as one that is not drawn yet

    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    assert page.locator(".chart.is-drawn .main-svg").first.evaluate("one => one.clientWidth") == 680


def test_the_pointer_is_told_all_of_a_year_once(chart: Callable[..., Page]) -> None:
    page = chart(figure())
    page.wait_for_selector(DRAWN)
    plot = page.locator(".nsewdrag").bounding_box()
    assert plot is not None

    page.mouse.move(plot["x"] + plot["width"] * 9.5 / 12, plot["y"] + plot["height"] - 3)

    told = page.locator(".hoverlayer .legendtext")
    told.first.wait_for()
    expect(told).to_have_count(1)
    for words in ("令和5(2023)年度", "累計 66件", "当年度 11件", "目標 53件"):
        expect(told).to_contain_text(words)


def test_the_keyboard_reads_the_values_as_the_pointer_does(
    chart: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = chart(figure(unit="件（延べ）"))  # so long that a line is folded under the pointer
    page.wait_for_selector(DRAWN)
    told, said = page.locator(".hoverlayer"), page.locator(".chart-figure [role=status]")
    page.keyboard.press("Tab")
    expect(page.locator(".chart")).to_be_focused()
    expect(page.locator(".chart-guide")).to_be_visible()
    page.keyboard.press("End")
    expect(said).to_have_text("令和7(2025)年度、第3期目標 63件（延べ）、変更前の目標 40件（延べ）")
    page.keyboard.press("ArrowLeft")
    expect(said).to_have_text(
        "令和5(2023)年度、累計 66件（延べ）、前年度まで 55件（延べ）、当年度 11件（延べ）、目標 53件（延べ）"
    )
    expect(told).to_contain_text("累計 66件")
    axe(page)
    page.keyboard.press("Home")
    expect(said).not_to_contain_text("令和5")
    page.keyboard.press("Escape")
    expect(told).to_have_text("")
    expect(said).to_be_empty()


def test_the_keyboard_goes_through_the_bars_row_by_row(chart: Callable[..., Page]) -> None:
    rows = [StandingRow(f"政策{place}", {"A": place, "C": 2}) for place in range(1, 4)]
    page = chart(overview_figure(rows, levels="ABCD", tones={}, measure_word="施策"))
    page.wait_for_selector(DRAWN)
    said = page.locator(".chart-figure [role=status]")
    page.locator(".chart").focus()
    for key, words in (
        ("ArrowDown", "政策1、A 1施策（3施策中）"),
        ("ArrowDown", "政策2、A 2施策（4施策中）"),
        ("ArrowRight", "政策2、C 2施策（4施策中）"),
        ("ArrowUp", "政策1、A 1施策（3施策中）"),
        ("End", "政策3、C 2施策（5施策中）"),
    ):
        page.keyboard.press(key)
        expect(said).to_have_text(words)


def test_a_library_that_does_not_come_leaves_the_page_and_says_so(
    page: Page, chart: Callable[..., Page], faults: list[str]
) -> None:
    page.route("**/plotly.min.js", lambda route: route.abort())
    chart(figure())

    page.wait_for_selector(".chart-message")

    expect(page.locator(".chart-message")).to_have_text(
        "図を表示できませんでした。同じ内容を文と表でご覧ください。"
    )
    expect(page.locator(".chart-sentence")).to_have_text("文")
    expect(page.locator(".chart-tools")).to_be_hidden()
    faults.clear()


def test_nothing_below_a_chart_moves_when_it_is_drawn(page: Page, chart: Callable[..., Page]) -> None:
    whole, before = page.locator(".chart-figure"), []

    def measured_first(route: Route) -> None:
        before.append(whole.bounding_box())
        route.continue_()

    page.route("**/plotly.min.js", measured_first)
    rows = [StandingRow(f"政策{place}", {"A": place, "C": 2}) for place in range(1, 7)]
    chart(overview_figure(rows, levels="ABCD", tones={}, measure_word="施策"), width=360)
    page.wait_for_selector(DRAWN)

    expect(page.locator(".chart-tools")).to_be_visible()
    assert before == [whole.bounding_box()]


def test_text_from_the_data_is_drawn_as_written(chart: Callable[..., Page]) -> None:
    page = chart(figure(unit=EVIL))
    page.wait_for_selector(DRAWN)

    assert any("<b>件</b>" in text for text in texts(page))
    assert page.locator(".main-svg img, .main-svg a").count() == 0


def test_the_overview_is_drawn_as_high_as_its_rows(chart: Callable[..., Page]) -> None:
    rows = [StandingRow(f"政策{place}", {"A": place, "C": 2}) for place in range(1, 7)]
    page = chart(overview_figure(rows, levels="ABCD", tones={}, measure_word="施策"))

    page.wait_for_selector(DRAWN)

    room, drawn = (page.locator(one).first.bounding_box() for one in (".chart", DRAWN))
    assert room
    assert drawn
    assert room["height"] == drawn["height"] >= 60 * 6
    assert {"A 6", "C 2"} <= set(texts(page))


def test_a_drawn_chart_breaks_no_rule_of_accessibility(
    chart: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = chart(figure())
    page.wait_for_selector(DRAWN)

    axe(page)
