"""The 事務局 changes a threshold, sees what moves, and saves it as a new edition."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators.models import RuleProfile
from tests.city import CITY
from tests.factories import (
    make_cycle,
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person_in_post,
    make_plan,
)

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "とても長い合言葉-2026"


def log_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/?next=/evaluations/profiles/")
    page.get_by_label("利用者ID").fill(username)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="ログイン").click()


def test_a_threshold_is_changed_seen_and_saved_as_a_new_edition(
    page: Page, axe: Callable[[Page], None]
) -> None:
    period = make_period(plan=make_plan(local_government_code=CITY))
    cycle = make_cycle(period=period)
    for place, found in enumerate((65, 55), 1):
        node = make_node(period=period, order=place, name=f"施策{place}")
        year = cycle.last_year
        make_indicator(node=node, baseline=80, is_judged=True, targets={year: 100}, results={year: found})
    person = make_person_in_post("planning", make_department(local_government_code=CITY))
    person.set_password(PASSWORD)
    person.save()

    log_in(page, person.username)
    expect(page.get_by_role("heading", level=1)).to_have_text("判定基準")
    axe(page)
    page.get_by_role("link", name=cycle.profile.name).click()
    axe(page)

    limit = page.get_by_label("成果指標の達成状況 7行目のしきい値")
    limit.fill("７０")
    limit.press("Enter")
    counted = page.get_by_role("region", name="この変更で動く参考判定").get_by_role("status")
    expect(counted).to_contain_text("2施策中1施策が動きます。")
    moved = page.get_by_role("group", name="動く施策")
    expect(moved).to_contain_text("施策1")
    expect(moved).not_to_contain_text("施策2")
    moved.get_by_text("詳しい理由").first.click()
    expect(moved).to_contain_text("65.0％")
    axe(page)

    page.get_by_role("button", name=re.compile(r"達成状況 9行目を\s*削除")).click()
    page.get_by_role("button", name="この変更で動く参考判定を見る").click()
    expect(page.get_by_role("alert")).to_contain_text("率が70％未満の値に当たる行がありません")
    axe(page)
    page.get_by_role("button", name="行を追加").first.click()
    page.get_by_label("成果指標の達成状況 8行目の条件").select_option(label="上のどの行にも当たらない")
    page.get_by_label("成果指標の達成状況 8行目の区分").select_option("d")
    page.get_by_role("button", name=re.compile(r"達成状況 8行目を\s*下へ")).click()
    page.get_by_role("button", name="第2版として保存").click()

    expect(page.get_by_text("新しい版として保存しました")).to_be_visible()
    expect(page.get_by_label("成果指標の達成状況 7行目のしきい値")).to_have_value("70")
    editions = [one.attainment_rules[6] for one in RuleProfile.objects.order_by("edition")]
    assert [one["at_least"] for one in editions] == ["60", "70"]

    first, second = RuleProfile.objects.order_by("edition").values_list("pk", flat=True)
    page.goto(f"{reverse('evaluations:profile_compare')}?a={first}&b={second}")
    expect(page.get_by_role("status")).to_contain_text("2施策中1施策が動きます。")
    page.set_viewport_size({"width": 360, "height": 740})
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
