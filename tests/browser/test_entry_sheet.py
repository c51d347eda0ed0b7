"""A sheet of a 事務事業 in a real browser: written, the session lost in the middle, finished, handed in, confirmed."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from accounts.models import Person
from evaluations.sheets.answers import Answer
from tests.entry.office import YEAR
from tests.entry.sheets import make_desk, path_of, stored

TELEPHONE: ViewportSize = {"width": 360, "height": 740}

pytestmark = pytest.mark.django_db(transaction=True)


def let_in(context: BrowserContext, person: Person, base_url: str) -> None:
    """Give the browser a session of that person."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])


def test_a_sheet_is_written_lost_found_handed_in_and_confirmed(
    page: Page, base_url: str, axe: Callable[[Page], None], faults: list[str]
) -> None:
    desk = make_desk()
    node = desk.owes(name="見守り支援事業")
    desk.year_before().confirmed(
        node, plan=Answer(text="窓口を一つ開く。"), achievement=Answer(symbol="4", text="遅れた。")
    )
    let_in(page.context, desk.office.staff, base_url)
    page.goto("/entry/")
    page.get_by_role("link", name=re.compile("^書く")).click()

    plan = page.get_by_label("当年度の取組")
    expect(plan).to_have_value("窓口を一つ開く。")
    expect(page.locator("#item-1 [data-same]")).to_be_visible()
    plan.fill("窓口を二つ開く。")
    expect(page.locator("#item-1-count")).to_contain_text("8字（あと92字）")
    expect(page.locator("#item-1 [data-changed]")).to_be_visible()
    plan.fill("あ" * 101)
    expect(page.locator("#item-1-count")).to_contain_text("101字（1字多い）")
    plan.fill("窓口を二つ開く。\n夜も開く。")
    page.get_by_label("3 意味3").check()
    page.get_by_label("令和4年度 予算額 事業費A（千円）").fill("１，０００")
    axe(page)

    expect(page.locator("[data-draft-shown]")).to_contain_text("下書きを保存しました")  # by leaving a field
    page.goto("/entry/")
    page.get_by_role("link", name=re.compile("^書く")).click()
    expect(page.get_by_role("heading", name=re.compile("の下書きがあります"))).to_be_visible()
    axe(page)
    page.get_by_role("link", name="復元する").click()
    expect(page.get_by_text("まだ保存していません")).to_be_visible()
    expect(plan).to_have_value("窓口を二つ開く。\n夜も開く。")

    Session.objects.all().delete()
    page.get_by_role("button", name="提出する").click()
    expect(page.get_by_role("heading", name="ログイン")).to_be_visible()
    page.get_by_label("利用者ID").fill(desk.office.staff.username)
    page.get_by_label("パスワード").fill("password")
    page.get_by_role("button", name="ログイン").click()
    expect(page.get_by_text("まだ保存していません")).to_be_visible()
    expect(plan).to_have_value("窓口を二つ開く。\n夜も開く。")
    expect(page.get_by_label("3 意味3")).to_be_checked()
    expect(page.get_by_label("令和4年度 予算額 事業費A（千円）")).to_have_value("１，０００")

    page.get_by_label("令和4年度 予算額 国庫支出金（千円）").fill("▲200")
    page.get_by_label("令和4年度 予算額 一般財源（千円）").fill("1000")
    page.get_by_role("button", name="提出する").click()
    problems = page.get_by_role("alert")
    expect(problems).to_contain_text("保存していません。次のところを直してください（2か所）")
    axe(page)
    problems.get_by_role("link", name="「達成度」の理由を入力してください。").click()
    page.get_by_label(re.compile("理由.*達成度")).fill("計画どおり進んだ。")
    page.get_by_label("令和4年度 予算額 一般財源（千円）").fill("1200")
    expect(page.get_by_label("令和4年度 予算額 一般財源（千円）")).to_have_value("1200")
    page.set_viewport_size(TELEPHONE)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="提出する").click()
    expect(page.get_by_text("評価シートを提出しました")).to_be_visible()
    assert stored(node).entry_state == "waiting"

    page.context.clear_cookies()
    let_in(page.context, desk.office.chief, base_url)
    page.goto("/entry/")
    axe(page)
    page.get_by_role("link", name=re.compile("^シートを見る")).click()
    expect(page).to_have_url(re.compile(f"{re.escape(path_of(node))}read/$"))
    expect(page.get_by_role("button", name="印刷する")).to_be_visible()
    page.get_by_text("令和3年度のシートからの変更箇所").first.click()
    expect(page.locator(".redline ins").first).to_contain_text("二")
    axe(page)
    page.get_by_role("button", name="この評価シートを確認する").click()
    expect(page.get_by_text("1件を確認しました。")).to_be_visible()
    sheet = stored(node)
    assert (sheet.entry_state, sheet.achievement.symbol) == ("confirmed", "3")
    assert sheet.given()["plan"].text == "窓口を二つ開く。\n夜も開く。"
    assert sheet.cycle.first_year == YEAR
    assert len(faults) == 1  # the answer 422, which the browser complains about
    faults.clear()
