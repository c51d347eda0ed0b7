"""A draft in a real browser: typed, the session lost, logged in again, restored, saved."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, Route, expect

from desk.models import Draft, SavedForm
from evaluations.committee.actions.reviews import put_default_points
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason
from indicators.models import Result
from tests.entry.owing import make_section
from tests.evaluations.hall import COMMAND, Hall, make_hall

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


def test_what_the_server_has_not_kept_is_not_called_kept_and_the_button_keeps_it_all_the_same(
    page: Page, base_url: str
):
    hall = make_hall()
    hall.at("draft")
    at_the_page(page, base_url, hall, "tanto")
    form = page.locator("form.texts-form")
    shown, text = form.locator("[data-draft-shown]"), form.get_by_label("理由1（追加）").first
    text.fill("進んだ。")
    page.clock.run_for(TEN_SECONDS)
    expect(shown).to_contain_text("下書きを保存しました")

    # saved from another window with the key of this page: a late draft would bring back what is saved
    Draft.objects.all().delete()
    page_key = form.locator("input[name=once]").input_value()
    SavedForm.objects.create(key=page_key, person=hall.people["tanto"], outcome="")
    text.fill("進んだ。そして続ける。")
    page.clock.run_for(TEN_SECONDS)
    expect(shown).to_contain_text("この入力は保存済みのため、下書きは残していません。")
    assert drafts_kept() == []
    with page.expect_response("**/entry/draft/"):
        form.get_by_role("button", name="下書き保存").click()
    expect(shown).to_contain_text("下書きを保存しました")
    assert drafts_kept() == ["texts"]


def at_the_page(page: Page, base_url: str, hall: Hall, who: str) -> None:
    """Log somebody of the hall in and open the page of its evaluation, with a clock that the test moves."""
    client = Client()
    client.force_login(hall.people[who])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
    page.clock.install()
    page.goto(hall.address())


def drafts_kept() -> list[str]:
    """Return the forms of which a draft is kept."""
    return sorted(path.partition("&form=")[2] for path in Draft.objects.values_list("path", flat=True))


def test_many_forms_of_a_page_keep_each_its_own_and_none_is_lost_by_sending_another(
    page: Page, base_url: str, axe: Any
):
    hall = make_hall()
    hall.at("draft")
    at_the_page(page, base_url, hall, "tanto")
    texts, decision = page.locator("form.texts-form"), page.locator("form.decide-form")

    # two forms are dirty at once: both are kept, one after the other
    texts.get_by_label("理由1（追加）").first.fill("進んだ。")
    decision.get_by_label("理由").fill("確かめた。")
    page.clock.run_for(TEN_SECONDS)
    page.clock.run_for(TEN_SECONDS)
    expect(texts.locator("[data-draft-shown]")).to_contain_text("下書きを保存しました")
    expect(decision.locator("[data-draft-shown]")).to_contain_text("下書きを保存しました")
    assert drafts_kept() == ["decide", "texts"]

    # what is typed last into one goes along when the other is sent
    decision.get_by_label("理由").fill("もう一度確かめた。")
    texts.get_by_label("理由1（追加）").first.press("Control+End")
    expect(texts.get_by_label("理由1（追加）").first).to_be_focused()
    page.evaluate("document.querySelector('.texts-form').requestSubmit()")
    expect(page.get_by_text("本文と理由を保存しました。")).to_be_visible()
    assert EvaluationReason.objects.get().text == "進んだ。"
    expect(page.locator(".draft-offer")).to_have_count(1)
    page.reload()
    offer = page.locator(".draft-offer")
    expect(offer).to_contain_text("評価の区分：")
    expect(offer).to_contain_text("もう一度確かめた。")
    axe(page)
    offer.get_by_role("link", name="復元する").click()
    expect(page.locator("form.decide-form").get_by_label("理由")).to_have_value("もう一度確かめた。")
    assert page.evaluate(KEPT) == []


def test_the_button_keeps_a_draft_at_once_and_leaves_the_screen_as_it_is(
    page: Page, base_url: str, faults: list[str]
):
    hall = make_hall()
    evaluation = hall.at("draft")
    at_the_page(page, base_url, hall, "tanto")
    address = page.url
    form = page.locator("form.texts-form")
    form.get_by_label("理由1（追加）").first.fill("進んだ。")
    form.get_by_role("button", name="の欄を増やす").first.click()
    form.get_by_role("button", name="下書き保存").click()
    expect(form.locator("[data-draft-said]")).to_contain_text("下書きを保存しました")
    expect(page).to_have_url(address)
    reasons = form.get_by_role("group", name="施策の進捗状況の理由").get_by_role("textbox", name="（追加）")
    expect(reasons).to_have_count(2)
    assert drafts_kept() == ["texts"]

    # kept on the version on which the form began: who was first is met, and what was typed is kept and stays
    version = evaluation.version
    Evaluation.objects.filter(pk=evaluation.pk).update(version=version + 1)
    form.get_by_label("理由1（追加）").first.fill("進んだ。そして続ける。")
    with page.expect_response("**/entry/draft/"):
        form.get_by_role("button", name="下書き保存").click()
    assert Draft.objects.get().version == version
    assert "そして続ける。" in json.loads(Draft.objects.get().body)["reason_body"][0]
    form.get_by_role("button", name="本文と理由を保存する").click()
    expect(page.get_by_text("先に変更したため、保存していません")).to_be_visible()
    faults.clear()  # the browser complains about the 409
    expect(page.locator("form.texts-form").get_by_label("理由1").first).to_have_value(
        "進んだ。そして続ける。"
    )


def test_a_form_that_comes_back_after_the_login_is_kept_at_once(page: Page, base_url: str):
    hall = make_hall()
    hall.at("draft")
    person = hall.people["tanto"]
    at_the_page(page, base_url, hall, "tanto")
    page.locator("form.texts-form").get_by_label("理由1（追加）").first.fill("進んだ。")
    Session.objects.all().delete()
    page.locator("form.texts-form").get_by_role("button", name="本文と理由を保存する").click()
    page.get_by_label("利用者ID").fill(person.username)
    page.get_by_label("パスワード").fill("password")
    page.get_by_role("button", name="ログイン").click()
    form = page.locator("form.texts-form")
    expect(form.get_by_label("理由1").first).to_have_value("進んだ。")
    expect(form.locator("[data-draft-shown]")).to_contain_text("下書きを保存しました")
    assert drafts_kept() == ["texts"]


def test_a_page_full_of_forms_asks_no_more_often_than_the_server_takes(page: Page, base_url: str):
    hall = make_hall()
    put_default_points(hall.cycle, version=hall.cycle.version, by=COMMAND)
    evaluation = hall.at("check")
    for number in range(1, 21):
        row = {"evaluation": evaluation, "subject": "progress", "number": number}
        EvaluationReason.objects.create(**row, text=f"{number}番目。")
    at_the_page(page, base_url, hall, "jimukyoku")
    page.goto(hall.address().replace("/evaluations/", "/evaluations/compile/", 1))
    forms = page.locator("form[data-draft]").count()
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(parse_qs(route.request.post_data or "")["draft_path"][0])
        route.fulfill(json={"saved_at": "2025-01-01T00:00:00Z", "shown": "10:15"})

    page.route("**/entry/draft/", answer)
    # as if each proposal and each comment had been touched within a moment
    touch = "form => form.dispatchEvent(new Event('input'))"
    page.evaluate(f"document.querySelectorAll('form[data-draft]').forEach({touch})")
    for _ in range(60):
        page.clock.run_for(1_000)
        page.wait_for_timeout(20)
    assert forms > 40
    assert 20 <= len(asked) <= 35
    assert len(set(asked)) == len(asked)


def test_what_was_sent_while_nobody_answered_is_there_when_the_page_is_opened_again(
    page: Page, base_url: str, faults: Any
):
    section = make_section(name="産業振興課")
    (indicator,) = section.owe()
    client = Client()
    client.force_login(section.staff(username="tanto", name="川崎花子"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
    path = f"/entry/{indicator.pk}/{YEAR}/"
    page.goto(path)
    page.get_by_label("実績値", exact=True).fill("66")

    def away(route: Route) -> None:
        route.fulfill(status=502, body="nobody") if route.request.method == "POST" else route.fallback()

    page.route(f"**{path}", away)
    page.get_by_role("button", name="保存して次へ").click()
    expect(page.get_by_text("nobody")).to_be_visible()
    page.unroute(f"**{path}")
    assert [one for one in faults if "502" not in one] == []
    faults.clear()

    page.goto(path)
    page.locator(".draft-offer").get_by_role("link", name="復元する").click()
    expect(page.get_by_label("実績値", exact=True)).to_have_value("66")
    page.get_by_role("button", name="保存して次へ").click()
    expect(page.get_by_text("66件を提出しました")).to_be_visible()

    # it has counted: opening the page once more forgets what the tab kept, and offers nothing
    assert page.evaluate(KEPT) == [f"draft {path}"]
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.goto(path)
    page.wait_for_function(f"() => {KEPT}.length === 0")
    expect(page.locator(".draft-offer")).to_have_count(0)
    assert not Draft.objects.exists()
