"""The list, confirming and the board in a real browser: accessible, usable on a telephone, and with a script's help."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import Person
from indicators.models import Result
from tests.entry.office import Office, make_office, planner_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None) -> Office:
    office = make_office(name="福祉課")
    office.owes()
    for state in ("returned", "waiting", "waiting", "confirmed"):
        office.entered(state)
    Result.objects.filter(entry_state="returned").update(returned_reason="桁を確認してください。")
    return office


def open_as(person: Person, page: Page, base_url: str, address: str) -> None:
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
    page.goto(address)


@pytest.mark.parametrize("width", [1366, 360])
def test_the_pages_are_accessible_and_fit_the_window(
    page: Page, base_url: str, office: Office, axe: Callable[[Page], None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    row = Result.objects.filter(entry_state="waiting").first()
    assert row is not None
    planner = planner_of(office)
    round_page = f"/entry/rounds/{office.round.pk}/"
    for person, address in (
        (office.staff, "/entry/"),
        (office.chief, "/entry/?tick=all"),
        (office.chief, f"/entry/{row.indicator_id}/{row.fiscal_year}/send-back/"),
        (planner, "/entry/board/"),
        (planner, f"/entry/board/{office.department.pk}/"),
        (planner, round_page),
        (planner, f"{round_page}close/"),
    ):
        open_as(person, page, base_url, address)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, address


def test_the_button_counts_the_ticks_and_confirms_them(page: Page, base_url: str, office: Office) -> None:
    open_as(office.chief, page, base_url, "/entry/")
    page.get_by_role("link", name="すべて選ぶ").click()
    expect(page.get_by_role("button", name="選んだ2件を確認する")).to_be_visible()
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="選んだ1件を確認する").click()
    expect(page.get_by_text("1件を確認しました。")).to_be_visible()
    expect(page.get_by_role("heading", name="確認待ちの実績値 1件")).to_be_visible()


def test_the_request_is_copied_by_its_button(page: Page, base_url: str, office: Office) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_as(planner_of(office), page, base_url, "/entry/board/")
    page.get_by_text("依頼文をコピー").click()
    page.get_by_role("button", name="コピーする").click()
    expect(page.get_by_text("コピーしました。")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "福祉課" in copied
