"""The search field in a real browser: by the keyboard alone, on a telephone, and without a script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from policies.models import PolicyNode
from tests.factories import make_indicator, make_node, make_period

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def measure(transactional_db: None) -> PolicyNode:
    measure = make_node(
        parent=make_node(period=make_period(), depth=2, code="4-2", name="緑のまち"), name="緑化"
    )
    make_indicator(node=measure, name="緑化面積", targets={2023: 5}, results={2023: 5})
    return measure


@pytest.mark.parametrize("width", [1366, 360])
def test_what_is_found_is_reached_by_the_keyboard(
    page: Page, measure: PolicyNode, axe: Callable[[Page], None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto("/")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="計画・施策")
    found = page.locator("#site-search-options").get_by_role("option")
    expect(field).to_be_focused()
    field.press_sequentially("黄色")
    expect(page.get_by_text("当たるものはありません。言葉を短くするか")).to_be_visible()
    field.fill("４ー２")
    expect(found).to_have_count(4)
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    field.press("ArrowDown")
    expect(found.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", found.first.get_attribute("id") or "")
    field.press("Escape")
    expect(found.first).to_be_hidden()
    field.press("ArrowDown")
    field.press("ArrowUp")
    expect(field).not_to_have_attribute("aria-activedescendant", "found-node-1")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("緑")
    expect(page).to_have_url(re.compile("/policies/"))


def test_without_a_script_the_field_leads_to_the_page(new_context: Any, measure: PolicyNode) -> None:
    page: Page = new_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_label("計画・施策・指標・取組・所管課を探す").fill("緑化")
    page.get_by_role("button", name="検索").click()
    expect(page.get_by_role("link", name="緑化面積")).to_be_visible()
