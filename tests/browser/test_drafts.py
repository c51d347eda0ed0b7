"""A draft in a real browser: typed, the session lost, logged in again, restored, saved."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from desk.models import Draft
from indicators.models import Result
from tests.entry.owing import make_section

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2024
TEN_SECONDS = 10_500
KEPT = "Object.keys(sessionStorage).filter(name => name.startsWith('draft '))"
OF_A_COLLEAGUE = """sessionStorage.setItem("draft /entry/987654321/2024/",
  JSON.stringify({ whose: "somebody else", at: "2025-01-01T00:00:00Z", kept: "total=777" }))"""


def test_what_is_typed_outlives_the_session_and_comes_back(page: Page, base_url: str, axe: Any, faults: Any):
    section = make_section(name="産業振興課")
    (indicator,) = section.owe()
    officer = section.staff(username="tanto", name="川崎花子")
    client = Client()
    client.force_login(officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
    path = f"/entry/{indicator.pk}/{YEAR}/"

    # while one types the server keeps it, and says so without a save
    page.clock.install()
    page.goto(path)
    page.get_by_label("実績値", exact=True).fill("66")
    page.clock.run_for(TEN_SECONDS)
    expect(page.locator("[data-draft-shown]")).to_contain_text("下書きを保存しました")
    expect(page.locator("[data-draft-said]")).to_contain_text("下書きを保存しました")
    assert page.evaluate(KEPT) == []

    # without a session the tab keeps it, and hands it over after the login
    Session.objects.all().delete()
    page.get_by_label("注記").fill("年度末の集計")
    page.clock.run_for(TEN_SECONDS)
    expect(page.locator("[data-draft-shown]")).to_contain_text("ログインの有効時間が過ぎています。")
    assert page.evaluate(KEPT) == [f"draft {path}"]
    assert "csrf" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.evaluate(OF_A_COLLEAGUE)
    page.goto("/accounts/login/?next=" + path)
    page.get_by_label("利用者ID").fill("tanto")
    page.get_by_label("パスワード").fill("password")
    page.get_by_role("button", name="ログイン").click()
    offer = page.locator(".draft-offer")
    expect(offer).to_contain_text("年度末の集計")
    expect(offer).to_contain_text("の下書きがあります")
    expect(page.get_by_label("実績値", exact=True)).to_have_value("")
    assert page.evaluate(KEPT) == []
    assert not Result.objects.filter(fiscal_year=YEAR).exists()
    axe(page)

    # restored it is still no result; saved, nothing of it is left
    offer.get_by_role("link", name="復元する").click()
    expect(page.get_by_label("実績値", exact=True)).to_have_value("66")
    expect(page.get_by_label("注記")).to_have_value("年度末の集計")
    page.get_by_role("button", name="保存して次へ").click()
    expect(page.get_by_text("66件を提出しました")).to_be_visible()
    assert Result.objects.get(fiscal_year=YEAR).footnote == "年度末の集計"
    assert not Draft.objects.exists()
    assert faults == []
