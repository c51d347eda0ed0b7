"""A real browser on a live server. A page that complains, or asks another host, fails its test."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from tests import machine
from tests.statements import ONLY_DATABASE

# Playwright keeps an event loop in this thread, and Django would take every query for one made inside it
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# a busy machine is no reason to fail; what is expected ends the waiting as soon as it is so
expect.set_options(timeout=30_000)

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
REPORT_BLOCKED = """
document.addEventListener("securitypolicyviolation", event =>
  console.error(`blocked by the policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
UNSTICK = (
    "for (const bar of document.querySelectorAll('.confirm-now, .grid-save, .sheet-save'))"
    " bar.style.position = 'static'"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PRESSED = {"target-size": {"enabled": False}}  # what is on paper is not pressed


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the system's Chromium, without the traffic it makes by itself."""
    return browser_type_launch_args | {"executable_path": machine.chromium(), "args": QUIET}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Let a test say page.goto("/projects/"); the plugin's own fixture warns under pytest 9."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Look through the window of an official's notebook."""
    window = {"width": 1366, "height": 768}
    return browser_context_args | {"viewport": window, "locale": "ja-JP", "timezone_id": "Asia/Tokyo"}


@pytest.fixture
def faults() -> list[str]:
    """What the browser complained about so far; a test that provokes a complaint clears the list."""
    return []


@pytest.fixture
def watched(
    live_server: LiveServer, faults: list[str]
) -> Iterator[Callable[[BrowserContext], BrowserContext]]:
    """Watch a browser: it must stay without console errors, blocked content and requests to other hosts."""
    own_host = urlsplit(live_server.url).netloc

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def look(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != own_host:
            faults.append(f"request to another host: {request.url}")

    def watch(context: BrowserContext) -> BrowserContext:
        context.add_init_script(REPORT_BLOCKED)
        context.on("request", look)
        context.on("console", hear)
        context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
        return context

    yield watch
    assert faults == []


@pytest.fixture
def page(page: Page, watched: Callable[[BrowserContext], BrowserContext]) -> Page:
    """A page that is watched."""
    watched(page.context)
    return page


@pytest.fixture
def visitor(new_context: Any, watched: Callable[[BrowserContext], BrowserContext]) -> Page:
    """The page of somebody from outside who never logs in, watched too."""
    page: Page = watched(new_context()).new_page()
    return page


@pytest.fixture
def desk(new_context: Any, watched: Callable[[BrowserContext], BrowserContext]) -> Callable[[str, str], Page]:
    """Open an address at somebody's own desk; who first sits down there logs in by the login page.

    Only for addresses that ask for a login. The password is the one that the factory sets.
    """
    desks: dict[str, Page] = {}

    def sit_down(username: str, address: str) -> Page:
        if username in desks:
            desks[username].goto(address)
            return desks[username]
        page = desks[username] = watched(new_context()).new_page()
        page.goto(address)
        page.get_by_label("利用者ID").fill(username)
        page.get_by_label("パスワード").fill("password")
        page.get_by_role("button", name="ログイン").click()
        return page

    return sit_down


@pytest.fixture
def axe(pytestconfig: pytest.Config) -> Callable[[Page], None]:
    """A check that the page as it stands, on the screen or on paper, breaks no rule that axe-core knows.

    Of WCAG 2.2 AA, and of what is good practice beyond it.

    On a further database it is not held again: what a page looks like does not depend on it.
    """
    if pytestconfig.getoption(ONLY_DATABASE):
        return lambda page: None

    def find_nothing(page: Page) -> None:
        page.wait_for_load_state()
        page.evaluate("window.scrollTo(0, 0)")  # a heading that sticks while scrolled covers what it passes
        page.evaluate(UNSTICK)  # and so does a bar of buttons
        is_paper = page.evaluate("matchMedia('print').matches")
        rules = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        results = Axe().run(page, options=rules | ({"rules": PRESSED} if is_paper else {}))
        assert results.violations_count == 0, results.generate_report()

    return find_nothing
