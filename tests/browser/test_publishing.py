"""Publishing in a real browser: first, read, corrected; both editions stay, and their hashes are recomputed."""

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from indicators.models import Result
from tests.browser.test_pages import wait_for_charts
from tests.city import CITY
from tests.evaluations.publishing import Hall, make_hall


def log_in(page: Page, base_url: str, hall: Hall) -> None:
    client = Client()
    client.force_login(hall.planner)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])


def recomputed(page: Page) -> str:
    """Download the data of the edition that is open, and compute its hash as the page tells one to."""
    with page.expect_download() as download:
        page.get_by_role("link", name="この版のデータ").click()
    data = json.loads(download.value.path().read_text(encoding="utf-8"))
    text = json.dumps(data["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    found = hashlib.sha256(text.encode()).hexdigest()
    assert found == data["sha256"]
    expect(page.locator(".hash")).to_have_text(found)
    return found


def test_a_cycle_is_published_then_corrected_and_both_editions_stay(
    page: Page,
    transactional_db: None,
    base_url: str,
    axe: Callable[[Page], None],
    browser: Browser,
) -> None:
    hall = make_hall()
    log_in(page, base_url, hall)
    page.goto(f"/?plan={CITY}")
    page.get_by_role("link", name="元の評価の公表").click()
    axe(page)
    page.get_by_role("button", name="第1版として公表する").click()
    expect(page.locator("main")).to_contain_text("公表版 第1版を公表しました。")
    first = recomputed(page)

    visitor = browser.new_page(base_url=base_url)
    visitor.goto("/")
    assert visitor.url.endswith(f"/published/{CITY}/r5-mid/1/")
    axe(visitor)
    visitor.locator(".table--published a").first.click()
    expect(visitor.locator("h1")).to_contain_text("元の施策")
    wait_for_charts(visitor)
    axe(visitor)
    visitor.set_viewport_size({"width": 360, "height": 740})
    assert visitor.evaluate("document.documentElement.scrollWidth") == 360
    assert visitor.context.cookies() == []

    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(8))
    page.goto(hall.address)
    page.get_by_label("訂正", exact=True).check()
    page.get_by_label("この版を公表する理由").fill("集計表の転記を誤りました。")
    page.get_by_label("実績値の理由").first.fill("7件ではなく8件")
    axe(page)
    page.get_by_role("button", name="第2版として公表する").click()
    expect(page.locator("#errata-2")).to_have_text("第2版の正誤表")
    expect(page.locator("main")).to_contain_text("7件ではなく8件")
    assert recomputed(page) != first

    visitor.reload()
    expect(visitor.locator("main")).to_contain_text("第1版です。最新は第2版です。")
    expect(visitor.locator("main")).to_contain_text("7件")
    visitor.get_by_role("link", name="最新の版を見る").click()
    axe(visitor)
    assert visitor.evaluate("document.documentElement.scrollWidth") == 360
    visitor.locator(".table--published a").first.click()
    expect(visitor.locator("main")).to_contain_text("8件")
    expect(visitor.locator("main")).not_to_contain_text("最新は")
    visitor.close()
