"""What is taken away from an edition, in a real browser: a folder without a server, and the whole of it on A4."""

from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import wait_for_charts
from tests.city import CITY
from tests.evaluations.published_hall import make_hall

PAPER = 688  # what A4 leaves between its margins, in pixels of a style sheet


def test_the_folder_opens_without_a_server_and_the_paper_cuts_no_table(
    transactional_db: None,
    browser: Browser,
    page: Page,
    axe: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    hall = make_hall()
    hall.indicator.accumulation = "cumulative"  # the widest table there is
    hall.indicator.save()
    hall.publish()
    call_command("export_public", "r5-mid", out=tmp_path / "out")

    alone = browser.new_page()
    faults: list[str] = []
    alone.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    alone.on("pageerror", lambda error: faults.append(str(error)))
    alone.on("request", lambda asked: None if asked.url.startswith("file:") else faults.append(asked.url))
    alone.goto((tmp_path / "out" / "index.html").as_uri())
    alone.get_by_role("link", name="公表版 第1版").last.click()
    alone.get_by_role("link", name="元の施策").click()
    expect(alone.locator("h1")).to_contain_text("元の施策")
    wait_for_charts(alone)
    assert faults == []
    alone.close()

    page.goto(f"/published/{CITY}/r5-mid/1/print/")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.set_viewport_size({"width": PAPER, "height": 970})
    page.emulate_media(media="print")
    axe(page)
    cut = "[...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)"
    assert page.evaluate(f"{cut}.map(one => one.outerHTML.slice(0, 80))") == []
    for unwanted in page.locator("main .button, main .breadcrumbs").all():
        expect(unwanted).to_be_hidden()
