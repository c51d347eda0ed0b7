"""An installation in which nothing is registered yet, in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_pages_without_data_break_no_rule_of_accessibility(
    page: Page, transactional_db: None, axe: Callable[[Page], None], faults: list[str]
) -> None:
    for address in ("/", "/projects/", "/accounts/login/"):
        page.goto(address)
        axe(page)
    for address in ("/policies/4-2-4/", "/indicators/1/", "/nothing"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        axe(page)
    assert len(faults) == 3
    assert all("404" in fault for fault in faults)
    faults.clear()
