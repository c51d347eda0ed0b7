import pytest
from playwright.sync_api import Page, expect

from indicators.models import Indicator
from store.models import Change
from tests.city import make_official, make_one_of_each

PASSWORD = "password"  # as the factory sets it

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("利用者ID").fill(username)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログイン").click()


def test_the_login_page_is_accessible(page, axe):
    page.goto("/accounts/login/")
    axe(page)
    log_in(page, "nobody", "wrong")
    expect(page.get_by_text("利用者ID又はパスワードが違います。")).to_be_visible()
    axe(page)


def test_a_keeper_logs_in_and_mends_an_indicator(page):
    rows = make_one_of_each()
    keeper = make_official("planning", username="jimukyoku")
    page.goto(f"/admin/indicators/indicator/{rows['Indicator'].pk}/change/")
    log_in(page, "jimukyoku", "wrong")
    expect(page.get_by_text("利用者ID又はパスワードが違います。")).to_be_visible()
    log_in(page, "jimukyoku", PASSWORD)
    expect(page.get_by_label("指標名")).to_have_value(rows["Indicator"].name)
    page.get_by_label("備考").fill("出典を確認した")
    page.get_by_label("理由", exact=False).last.fill("照会への回答")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("変更しました")).to_be_visible()
    assert Indicator.objects.get().note == "出典を確認した"
    change = Change.objects.get()
    assert (change.who_id, change.why) == (keeper.pk, "照会への回答")


def test_a_keeper_finds_an_indicator_while_typing(page):
    rows = make_one_of_each()
    make_official("planning", username="jimukyoku")
    page.goto("/admin/indicators/target/add/")
    log_in(page, "jimukyoku", PASSWORD)
    page.locator(".field-indicator .select2-selection").click()
    page.locator(".select2-search__field").fill("指標")
    page.get_by_role("option", name=str(rows["Indicator"])).click()
    expect(page.locator("#id_indicator")).to_have_value(str(rows["Indicator"].pk))


def test_logging_out_leaves_nothing_behind_the_back_button(page):
    make_one_of_each()
    make_official("staff", username="tanto")
    page.goto("/accounts/login/")
    log_in(page, "tanto", PASSWORD)
    page.get_by_role("button", name="ログアウト").click()
    expect(page.get_by_role("heading", name="ログアウトしました")).to_be_visible()
    assert "session" not in {cookie["name"] for cookie in page.context.cookies()}
    page.go_back()
    expect(page.get_by_role("button", name="ログアウト")).to_have_count(0)
