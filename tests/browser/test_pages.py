"""The invented city in a real browser: the way down to a chart, accessibility, a telephone, the keyboard."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, TransactionTestCase
from playwright.sync_api import Page, expect

from accounts.models import Post
from indicators.models import Indicator, IndicatorQuerySet
from policies.models import Layer, PolicyNode, PolicyNodeQuerySet
from projects.models import LeadingProject
from tests.city import make_official

CODE = "999999"
OPENED = "#main"


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database as it is from test to test: it is emptied when the module is over."""


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The city of all these tests, which only look at it."""
    with django_db_blocker.unblock():
        call_command("sample_city", measures=10, years=6, seed=1, verbosity=0)
        yield
        TransactionTestCase("__init__")._fixture_teardown()  # type: ignore[attr-defined]


@pytest.fixture
def staff(page: Page, base_url: str, city: None) -> Page:
    """The page of somebody who is logged in."""
    client = Client()
    client.force_login(make_official(Post.Role.PLANNING, CODE))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
    return page


# charts from which no link leads to a table with the same numbers
WITHOUT_TABLE = """
[...document.querySelectorAll("figure.chart-figure")].filter(chart => {
  const way = chart.querySelector("a[href^='#']");
  const place = way && document.getElementById(decodeURIComponent(way.hash.slice(1)));
  const table = place && (place.querySelector("table") ?? place.closest("section")?.querySelector("table"));
  return !chart.querySelector("table") && !table;
}).map(chart => chart.textContent.trim().slice(0, 60))
"""
AS_SHAPE = """shape => document.querySelectorAll('.rating').forEach(
  one => one.className = one.className.replace(/shape-\\w+/, `shape-${shape}`))"""
OUT_OF_SHAPE = """
[...document.querySelectorAll('.rating-mark')].filter(mark => {
  const [shape, letter] = [mark.getBoundingClientRect(), mark.querySelector('b').getBoundingClientRect()]
  return shape.bottom - letter.bottom < shape.height / 16
}).map(mark => mark.outerHTML)
"""
TOP_OF_MAIN = "document.querySelector('#main').getBoundingClientRect().top"
YEARS = "#scope-choice select[name=year]"
BOXES = """selector => [...document.querySelectorAll(selector)].map(one => {
  const box = one.getBoundingClientRect();
  return {top: box.top, bottom: box.bottom, height: box.height, is_cut: one.scrollWidth > one.clientWidth};
})"""
ON_TELEPHONES = ("overview", "施策", "cumulative", "基本政策", "projects")


def representative() -> dict[str, str]:
    """Return pages of every layer and of indicators of several kinds, by what they are."""
    found = {
        "overview": "/",
        "heat": "/heat/",
        "compare": "/compare/",
        "projects": "/projects/",
        "project": a_page_of(LeadingProject.objects.order_by("pk")),
    }
    for layer in Layer.objects.select_related("period__plan"):
        found[layer.name] = f"{a_page_of(layer.nodes.order_by('path'))}?plan={layer.period.plan.key}"
    for indicator in indicators_of(CODE).order_by("is_judged", "node__path", "order"):
        kind = "cumulative" if indicator.accumulation == "cumulative" else indicator.direction
        found[kind if indicator.is_judged else "supplementary"] = indicator.get_absolute_url()
    found["a year nobody has reported"] = f"{a_page_of(measures())}?year=2021"
    return found


def indicators_of(plan: str) -> IndicatorQuerySet:
    return Indicator.objects.filter(node__period__plan__key=plan)


def measures() -> PolicyNodeQuerySet:
    return PolicyNode.objects.filter(period__plan__key=CODE, layer__depth=3)


def a_page_of(rows: Any) -> str:
    return str(rows.first().get_absolute_url())


def wait_for_charts(page: Page) -> None:
    """Wait until every chart of the page is drawn; those far below are drawn when they come into view."""
    for chart in page.locator("[data-figure]").all():
        chart.scroll_into_view_if_needed()
        expect(chart).to_have_class(re.compile("is-drawn"))


def number_of(cell: str) -> float | None:
    """Return the number that a cell begins with, None for a dash or a word."""
    found = re.match(r"[+-]?[\d,]+(\.\d+)?", cell)
    return float(found[0].replace(",", "")) if found else None


def test_from_the_overview_through_a_measure_to_the_chart_and_the_table_with_its_numbers(
    page: Page, city: None, axe: Callable[[Page], None]
) -> None:
    counted = (
        indicators_of(CODE).filter(accumulation="cumulative", is_judged=True).order_by("node__path").first()
    )
    assert counted is not None
    page.goto("/")
    wait_for_charts(page)
    page.locator("#measures ~ * a", has_text=str(counted.node)).first.click()
    expect(page.locator("h1")).to_contain_text(counted.node.name)
    page.locator(".indicator-block h4 a", has_text=str(counted)).click()
    expect(page.locator("h1")).to_contain_text(counted.name)
    wait_for_charts(page)

    layer = page.locator(".chart .main-svg").first
    assert layer.evaluate("svg => getComputedStyle(svg).position") == "absolute"
    drawn = page.evaluate(
        "() => document.querySelector('.js-plotly-plot').data"
        ".map(({name, x, y}) => ({name, x: Array.from(x), y: Array.from(y)}))"
    )
    rows = page.locator("#years ~ .table-region").first.locator("tbody tr").all()
    cells = [row.locator("th, td").all_inner_texts() for row in rows]
    totals: dict[int, float] = {}
    added: dict[int, float] = {}
    for trace in drawn:
        points = {
            year: value for year, value in zip(trace["x"], trace["y"], strict=True) if value is not None
        }
        if trace["name"] in {"前年度までの累計", "当年度の新規", "累計（内訳不明）"}:
            totals = {year: totals.get(year, 0) + points.get(year, 0) for year in {*totals, *points}}
        if trace["name"] == "当年度の新規":
            added = points
    year_of = {int(re.search(r"\((\d{4})\)", row[0])[1]): row for row in cells}  # type: ignore[index]
    written = {year: value for year, row in year_of.items() if (value := number_of(row[3])) is not None}
    assert len(written) > 2
    assert totals == pytest.approx(written)
    increments = {year: number_of(row[4]) for year, row in year_of.items()}
    assert added == pytest.approx({year: value for year, value in increments.items() if value is not None})
    axe(page)


def test_every_kind_of_page_breaks_no_rule_of_accessibility(
    page: Page, city: None, axe: Callable[[Page], None]
) -> None:
    for kind, address in representative().items():
        page.emulate_media(media="screen")
        page.goto(address)
        wait_for_charts(page)
        assert page.evaluate(WITHOUT_TABLE) == [], kind
        page.emulate_media(media="print" if kind in ON_TELEPHONES else "screen")  # on screens below
        axe(page)


def test_what_staff_see_breaks_no_rule_of_accessibility(staff: Page, axe: Callable[[Page], None]) -> None:
    pages = representative()
    for kind in ("overview", "施策", "cumulative"):
        staff.goto(pages[kind])
        wait_for_charts(staff)
        axe(staff)
    assert "庁内" in staff.content() or "変更履歴" in staff.content()


FIRST_SCREEN = {
    "how the measures stand, with the second rating beside": "#policies ~ .table-region tfoot",
    "what became better or worse": "#classes ~ .season-numbers",
    "what is missing, and whose it is": "#season-offices ~ ul",
    "where decision and 参考判定 differ": ".season a:has-text('参考判定と相違')",
    "what will be missed, what was reached early": ".season a:has-text('未達の見込み')",
}
OWN_WORK = {"one's own work": "#own-work"}


def below_the_first_screen(page: Page, places: dict[str, str]) -> list[str]:
    """Return the questions whose answer is not on the first screen of a desk."""
    boxes = {question: page.locator(place).first.bounding_box() for question, place in places.items()}
    return [question for question, box in boxes.items() if box is None or box["y"] + box["height"] > 768]


def test_the_first_screen_answers_a_visitor_too(page: Page, city: None) -> None:
    page.goto("/")
    assert below_the_first_screen(page, FIRST_SCREEN) == []


def test_the_first_screen_answers_what_the_season_asks(staff: Page) -> None:
    staff.set_viewport_size({"width": 1366, "height": 768})
    staff.goto("/")
    assert below_the_first_screen(staff, FIRST_SCREEN | OWN_WORK) == []
    staff.set_viewport_size({"width": 360, "height": 740})
    assert staff.evaluate("document.documentElement.scrollWidth") == 360
    parts = staff.locator(".overview-first section").all()
    edges = [box["x"] for part in parts if (box := part.bounding_box())]
    assert max(edges) - min(edges) < 1  # one column


def test_a_page_that_is_missing_offers_the_nearest(
    page: Page, city: None, axe: Any, faults: list[str]
) -> None:
    page.goto("/policies/1-9/")
    axe(page)
    page.locator(".empty-state li a").first.click()
    expect(page.locator("h1")).to_contain_text("1")
    faults.clear()


@pytest.mark.parametrize("kind", ON_TELEPHONES)
def test_a_page_is_read_on_a_telephone_without_moving_it_sideways(
    page: Page, city: None, axe: Callable[[Page], None], kind: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(representative()[kind])
    wait_for_charts(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(TOP_OF_MAIN) <= 740 / 5, "the head takes more than a fifth of the first screen"
    axe(page)


def test_a_letter_never_leaves_its_shape(page: Page, city: None) -> None:
    page.goto(representative()["cumulative"])
    for width in (1366, 360):
        page.set_viewport_size({"width": width, "height": 740})
        for shape in ("circle", "square", "triangle", "diamond"):
            page.evaluate(AS_SHAPE, shape)
            assert page.evaluate(OUT_OF_SHAPE) == [], (width, shape)


def test_the_head_of_a_telephone_opens_by_the_keyboard(
    page: Page, city: None, axe: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    menu = page.get_by_role("button", name="メニュー・検索")
    menu.press("Enter")
    expect(page.get_by_role("link", name="指標", exact=True)).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#site-menu")).to_be_hidden()
    expect(menu).to_be_focused()
    page.get_by_role("button", name="計画・期・年度の切替え").press("Enter")
    expect(page.locator(YEARS)).to_be_visible()
    axe(page)


def test_what_is_asked_first_stands_on_the_first_screen_of_a_telephone(page: Page, city: None) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    strip = page.locator(".number-strip")
    expect(strip).to_be_visible()
    boxes = page.evaluate(BOXES, ".strip-item")
    assert len(boxes) >= 5
    for box in boxes:
        assert box["height"] >= 44, box
        assert box["bottom"] < 740, box
        assert not box["is_cut"], box
    assert max(box["bottom"] for box in boxes) < min(box["top"] for box in page.evaluate(BOXES, "main table"))
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(strip).to_be_hidden()  # there the tables beside each other say the same


def test_the_head_of_a_telephone_needs_no_script(new_context: Any, city: None) -> None:
    page: Page = new_context(java_script_enabled=False).new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    page.get_by_role("button", name="メニュー・検索").click()
    page.get_by_role("link", name="指標", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("指標の一覧")
    page.get_by_role("button", name="計画・期・年度の切替え").click()
    page.locator(YEARS).select_option("2019")
    page.get_by_role("button", name="表示").click()
    expect(page.get_by_role("button", name="計画・期・年度の切替え")).to_contain_text("令和元(2019)年度")


def test_the_keyboard_alone_reaches_the_text_and_shows_where_it_is(page: Page, city: None) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{OPENED}$"))
    expect(page.locator(OPENED)).to_be_focused()

    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_count(1)
        focus = page.evaluate(
            "() => { const style = getComputedStyle(document.activeElement);"
            " return [document.activeElement.tagName, style.outlineStyle, parseFloat(style.outlineWidth)]; }"
        )
        seen.add(focus[0])
        assert focus[1] != "none", focus
        assert focus[2] >= 2, focus
    assert "A" in seen


def test_the_switcher_works_by_keyboard_and_stays_on_the_page(page: Page, city: None) -> None:
    address = a_page_of(measures().order_by("path"))
    page.goto(address)
    year = page.locator("select[name=year]")
    year.focus()
    year.select_option("2019")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"{address}\?plan=999999&period=2&year=2019$"))
    expect(page.locator("select[name=year]")).to_have_value("2019")


def test_without_a_script_the_page_says_the_same(page: Page, city: None, browser: Any, base_url: str) -> None:
    counted = indicators_of(CODE).filter(is_judged=True).order_by("node__path").first()
    assert counted is not None
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    bare = context.new_page()
    bare.goto(counted.get_absolute_url())
    expect(bare.locator(".chart-sentence")).to_contain_text(counted.name)
    expect(bare.locator("#years ~ .table-region tbody tr").first).to_be_visible()
    context.close()
