"""Entering figures in a real browser: by keyboard alone, after a lost session, beside a colleague, on a telephone."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Person
from indicators.models import Indicator, Result
from tests.entry.owing import Section, make_section

PASSWORD = "password"
YEAR = 2024
MOST_KEYS = 6
TELEPHONE = {"width": 360, "height": 740}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def section() -> Section:
    return make_section(name="産業振興課")


@pytest.fixture
def officer(section: Section) -> Person:
    return section.staff(username="tanto", name="川崎花子")


def path_of(indicator: Indicator) -> str:
    return f"/entry/{indicator.pk}/{YEAR}/"


def let_in(context: BrowserContext, person: Person, base_url: str) -> None:
    """Give the browser a session of that person."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])


def log_in(page: Page) -> None:
    page.get_by_label("利用者ID").fill("tanto")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()


@pytest.fixture
def desk(page: Page, officer: Person, base_url: str) -> Page:
    """The browser of the officer, logged in."""
    let_in(page.context, officer, base_url)
    return page


def stored(indicator: Indicator) -> Any:
    return Result.objects.filter(indicator=indicator, fiscal_year=YEAR).first()


class Keyboard:
    """The keyboard of somebody without a mouse; counts every key but those that write the answer itself."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)


def test_from_the_link_in_a_mail_to_the_saved_figure_with_the_keyboard_alone(
    page: Page, section: Section, officer: Person
) -> None:
    first, second = section.owe(2)
    keys = Keyboard(page)
    page.goto(path_of(first))
    expect(page.get_by_label("利用者ID")).to_be_focused()
    keys.write("tanto")
    keys.press("Tab")
    keys.write(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name=first.name)).to_be_visible()
    expect(page.get_by_label("実績値", exact=True)).to_be_focused()
    keys.write("66")
    expect(page.get_by_text("読み取り：66件")).to_be_visible()
    expect(page.get_by_text("達成状況")).to_have_count(0)
    keys.press("Enter")
    expect(page.get_by_text("66件を提出しました（達成状況 a、前年度から＋11件）")).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(path_of(second))))
    expect(page.get_by_label("実績値", exact=True)).to_be_focused()
    keys.write("70")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="入力対象一覧")).to_be_visible()
    assert keys.pressed <= MOST_KEYS
    totals = Result.objects.filter(fiscal_year=YEAR, entry_state="waiting").values_list("total", flat=True)
    assert sorted(totals) == [66, 70]


def test_a_typed_figure_survives_the_end_of_the_session(desk: Page, section: Section) -> None:
    (indicator,) = section.owe()
    desk.goto(path_of(indicator))
    desk.get_by_label("実績値", exact=True).fill("６６件")
    desk.get_by_label("注記").fill("台帳による\n2行目")
    desk.get_by_label("値の種別").select_option("暫定値")
    expect(desk.get_by_text("読み取り：66件")).to_be_visible()
    Session.objects.all().delete()
    desk.get_by_label("実績値", exact=True).press("End")
    desk.keyboard.type(" ")
    expect(desk.get_by_text("入力を残したままログイン画面に移ります")).to_be_visible()
    desk.get_by_role("button", name="保存して次へ").click()
    expect(desk.get_by_role("heading", name="ログイン")).to_be_visible()
    log_in(desk)
    expect(desk.get_by_text("まだ保存していません")).to_be_visible()
    expect(desk.get_by_label("実績値", exact=True)).to_have_value("６６件 ")
    expect(desk.get_by_label("注記")).to_have_value("台帳による\n2行目")
    assert stored(indicator) is None
    desk.get_by_role("button", name="保存して次へ").click()
    expect(desk.get_by_text("66件を提出しました")).to_be_visible()
    row = stored(indicator)
    assert (row.total, row.standing, row.footnote.splitlines()) == (
        66,
        "provisional",
        ["台帳による", "2行目"],
    )


@pytest.fixture
def colleague(page: Page, section: Section, base_url: str) -> Iterator[Page]:
    """A second browser, of somebody else in the same section."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(base_url=base_url, locale="ja-JP", timezone_id="Asia/Tokyo")
    let_in(context, section.staff(name="多摩次郎"), base_url)
    yield context.new_page()
    context.close()


def test_the_second_of_two_sees_both_values_and_decides(
    desk: Page, colleague: Page, section: Section, axe: Callable[[Page], None], faults: list[str]
) -> None:
    (indicator,) = section.owe()
    desk.goto(path_of(indicator))
    colleague.goto(path_of(indicator))
    colleague.get_by_label("実績値", exact=True).fill("64")
    colleague.keyboard.press("Enter")
    expect(colleague.get_by_text("64件を提出しました")).to_be_visible()
    desk.get_by_label("実績値", exact=True).fill("66")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("ほかの人が先に変更したため、保存していません")).to_be_visible()
    row = desk.get_by_role("row").filter(has=desk.get_by_role("rowheader", name="実績値", exact=True))
    expect(row.get_by_role("cell")).to_have_text(["66件", "64件"])
    expect(desk.get_by_text("多摩次郎").first).to_be_visible()
    axe(desk)
    assert any("409" in one for one in faults)  # the browser names the answer's status; nothing else is wrong
    faults.clear()
    desk.get_by_role("button", name="自分の入力で保存").click()
    expect(desk.get_by_text("66件を提出しました")).to_be_visible()
    assert stored(indicator).total == 66


def test_a_double_click_saves_once(desk: Page, section: Section) -> None:
    first, second = section.owe(2)
    desk.goto(path_of(first))
    desk.get_by_label("実績値", exact=True).fill("66")
    desk.get_by_role("button", name="保存して次へ").dblclick()
    expect(desk.get_by_text("66件を提出しました")).to_be_visible()
    assert stored(first).version == 1
    assert stored(second) is None


def test_what_is_asked_back_keeps_what_was_typed_and_is_announced(
    desk: Page, section: Section, axe: Callable[[Page], None], faults: list[str]
) -> None:
    (indicator,) = section.owe()
    desk.goto(path_of(indicator))
    desk.get_by_label("実績値", exact=True).fill("5500")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("100倍です")).to_be_visible()
    expect(desk.get_by_label("増減の説明")).to_be_focused()
    expect(desk.get_by_label("実績値", exact=True)).to_have_value("5500")
    axe(desk)
    desk.get_by_label("実績値", exact=True).fill("約50")
    desk.keyboard.press("Enter")
    field = desk.get_by_label("実績値", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("概数のため"))
    axe(desk)
    faults.clear()


@pytest.mark.parametrize("window", [None, TELEPHONE], ids=["on a notebook", "on a telephone"])
def test_the_page_of_each_kind_of_figure_breaks_no_rule_of_accessibility(
    desk: Page, section: Section, axe: Callable[[Page], None], window: Any
) -> None:
    kinds = [
        section.owe(baseline=40)[0],
        section.owe(accumulation="cumulative")[0],
        section.owe(unit="％", decimals=1)[0],
    ]
    if window:
        desk.set_viewport_size(window)
    for indicator in kinds:
        desk.goto(path_of(indicator))
        desk.locator("summary").click()
        expect(desk.locator("details:has(> summary)")).to_have_attribute("open", "")
        axe(desk)
        assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        desk.get_by_label("集計中").check()
        expect(desk.get_by_label("確定見込年月")).to_be_visible()
        axe(desk)
