"""Leading projects in a real browser: a record made by keyboard alone, a likely duplicate, the count beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from projects.models import LeadingProject, ProjectCount
from tests.entry.office import YEAR, make_office
from tests.factories import make_project

TELEPHONE: Any = {"width": 360, "height": 740}

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_record_and_its_count_are_entered_by_keyboard_and_the_difference_is_named(
    page: Page, base_url: str, axe: Callable[[Page], None], faults: list[str]
) -> None:
    office = make_office(name="脱炭素推進課")
    indicator = office.owes(figure_source="projects", name="取組の件数")
    make_project(counts_in=indicator, name="ＥＶバスの導入事業", counting_year=YEAR, partners="東都電力")
    client = Client()
    client.force_login(office.staff)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])

    page.goto("/entry/")
    page.get_by_role("link", name="取組の個票").press("Enter")
    axe(page)
    page.get_by_role("link", name="開く").press("Enter")
    expect(page.get_by_text("報告件数は未入力、個票登録1件").first).to_be_visible()
    page.get_by_role("link", name="個票を追加").press("Enter")

    expect(page.get_by_label("取組名")).to_be_focused()
    page.keyboard.type("EVバスの導入")
    page.get_by_label("概要").fill("路線バスを電気で走らせる")
    page.get_by_label("連携先").fill("（株）東都電力")
    page.get_by_label("件数に数える年度").fill("R4")
    page.keyboard.press("Enter")
    expect(page.get_by_text("表記のゆれを除くと同じ名前です")).to_be_visible()
    expect(page.get_by_role("link", name="ＥＶバスの導入事業")).to_be_visible()
    expect(page.get_by_label("別の取組として登録する")).to_be_focused()
    expect(page.get_by_label("概要")).to_have_value("路線バスを電気で走らせる")
    axe(page)
    faults.clear()  # the browser names the status of the answer; nothing else is wrong
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("「EVバスの導入」を保存しました")).to_be_visible()
    assert LeadingProject.objects.get(name="EVバスの導入").counting_year == YEAR

    page.get_by_label("報告件数", exact=True).fill("１１件")
    page.keyboard.press("Enter")
    expect(page.get_by_text("報告件数11件、うち個票登録2件、未登録9件").first).to_be_visible()
    assert ProjectCount.objects.get().count == 11
    page.get_by_label("報告件数", exact=True).fill("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("個票が報告件数を1件上回っています").first).to_be_visible()
    expect(page.get_by_text("同じ取組かもしれない個票があります")).to_be_visible()
    for window in (None, TELEPHONE):
        if window:
            page.set_viewport_size(window)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name="編集").last.click()
    page.locator("summary").click()
    expect(page.locator("details:has(> summary)")).to_have_attribute("open", "")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
