"""A screenful of figures, entered with the keyboard in a real browser."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import Person
from indicators.models import Indicator, Result
from tests.entry.owing import Section, make_section

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 360, "height": 740}
NAMES = ("子育て支援拠点の利用者数", "商店街の活性化に取り組む団体の数", "市民一人当たりの公園面積")
BETWEEN_FIELD_AND_BAR = """() => {
  const edge = selector => document.querySelector(selector).getBoundingClientRect();
  return edge(".grid-save").top - edge(":focus").bottom;
}"""


@pytest.fixture
def section(transactional_db: None) -> Section:
    return make_section(name="子育て支援課")


@pytest.fixture
def indicators(section: Section) -> list[Indicator]:
    named = [section.owe(name=f"{NAMES[number % 3]}（その{number}）")[0] for number in range(28)]
    return [*named, *section.owe(1, accumulation="cumulative"), *section.owe(1, unit="％", decimals=1)]


@pytest.fixture
def officer(section: Section, page: Page, base_url: str) -> Person:
    """Somebody of the section, logged in."""
    person = section.staff(name="担当太郎")
    log_in(page, person, base_url)
    return person


def log_in(page: Page, person: Person, base_url: str) -> None:
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base_url}])


def field(page, indicator, column="total"):
    return page.locator(f"#f-{indicator.pk}-{column}")


def entered():
    return {row.indicator_id: row.total for row in Result.objects.filter(fiscal_year=2024)}


def test_of_thirty_figures_one_is_wrong_and_29_are_saved(page, officer, indicators, axe):
    page.goto("/entry/grid/")
    axe(page)
    field(page, indicators[0]).focus()
    for number in range(30):
        page.keyboard.type("約五十" if number == 4 else str(60 + number))
        page.keyboard.press("Enter")
    # the only running total's figure is followed by the next row's, not by its own yearly share
    expect(page.get_by_role("button", name="変更した行を保存")).to_be_focused()
    expect(page.get_by_text("保存していない行：30件")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("29件を保存しました。1件は保存していません")).to_be_visible()
    assert entered() == {one.pk: 60 + n for n, one in enumerate(indicators) if n != 4}
    wrong = field(page, indicators[4])
    expect(wrong).to_be_focused()
    expect(wrong).to_have_value("約五十")
    axe(page)
    wrong.fill("64")
    page.get_by_role("button", name="変更した行を保存").click()
    expect(page.get_by_text("1件を保存しました。")).to_be_visible()
    assert entered()[indicators[4].pk] == 64


def test_arrows_and_enter_move_in_the_column_and_tab_in_the_row(page, officer, indicators):
    page.goto("/entry/grid/")
    first, second = indicators[:2]
    field(page, first).focus()
    page.keyboard.press("ArrowDown")
    expect(field(page, second)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page, first)).to_be_focused()
    for column in ("missing", "footnote"):
        page.keyboard.press("Tab")
        expect(field(page, first, column)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(field(page, second)).to_be_focused()


def test_the_heading_stays_in_sight_and_a_field_is_not_hidden_by_the_save_bar(page, officer, indicators):
    page.goto("/entry/grid/")
    field(page, indicators[0]).focus()
    for _ in range(29):
        page.keyboard.press("Enter")
    expect(field(page, indicators[29])).to_be_in_viewport(ratio=1)
    head = page.locator(".entry-grid thead th").nth(5)
    expect(head).to_be_in_viewport(ratio=1)
    gap = page.evaluate(BETWEEN_FIELD_AND_BAR)
    assert gap >= 0


def test_two_people_at_once_see_both_values(page, officer, section, indicators, faults):
    page.goto("/entry/grid/")
    other = section.staff(name="先手花子")
    mine = indicators[0]
    Result.objects.create(
        indicator=mine, fiscal_year=2024, total=62, entry_state="waiting", entered_by=other, version=1
    )
    field(page, mine).fill("63")
    page.get_by_role("button", name="変更した行を保存").click()
    expect(page.get_by_text("入力中に、ほかの人が先に保存しました。")).to_be_visible()
    expect(page.get_by_text("62件", exact=True)).to_be_visible()
    expect(field(page, mine)).to_have_value("63")
    assert entered() == {mine.pk: 62}
    page.get_by_role("button", name="変更した行を保存").click()
    expect(page.get_by_text("1件を保存しました。")).to_be_visible()
    assert entered() == {mine.pk: 63}
    assert all("409" in fault for fault in faults)  # the browser notes the answer itself
    faults.clear()


def test_the_grid_is_cards_on_a_telephone(page, officer, indicators, axe):
    page.set_viewport_size(NARROW)
    page.goto("/entry/grid/")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    field(page, indicators[0]).fill("だいたい")
    page.get_by_role("button", name="変更した行を保存").click()
    expect(page.get_by_text("1件は保存していません")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    axe(page)
