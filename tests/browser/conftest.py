"""A real browser on a live server. A page that complains, or asks another host, fails its test."""

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from tests import machine

# Playwright keeps an event loop in this thread, and Django would take every query for one made inside it
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
REPORT_BLOCKED = """
document.addEventListener("securitypolicyviolation", event =>
  console.error(`blocked by the policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


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
def page(page: Page, live_server: LiveServer, faults: list[str]) -> Any:
    """A page that must stay without console errors, blocked content and requests to other hosts."""
    own_host = urlsplit(live_server.url).netloc

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def watch(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != own_host:
            faults.append(f"request to another host: {request.url}")

    page.context.add_init_script(REPORT_BLOCKED)
    page.context.on("request", watch)
    page.context.on("console", hear)
    page.context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
    yield page
    assert faults == []


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """A check that the page as it stands breaks no rule of WCAG 2.2 AA that axe-core knows."""

    def find_nothing(page: Page) -> None:
        rules = {"runOnly": {"type": "tag", "values": WCAG_22_AA}, "resultTypes": ["violations"]}
        results = Axe().run(page, options=rules)
        assert results.violations_count == 0, results.generate_report()

    return find_nothing
