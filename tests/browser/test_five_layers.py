"""A plan of five layers in a real browser, registered by forms: readable at both widths, without a fault."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from accounts.models import Post
from tests.browser.test_pages import wait_for_charts
from tests.city import CITY, make_official
from tests.five_layers import pages_of, register_plan

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_page_of_a_plan_of_five_layers_fits_the_window(
    page: Page, base_url: str, transactional_db: None, axe: Callable[[Page], None]
) -> None:
    client = Client()
    client.force_login(make_official(Post.Role.PLANNING, CITY))
    addresses = pages_of(register_plan(client))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
    for address in addresses:
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(address)
        wait_for_charts(page)
        axe(page)
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") == 360, address
