"""The published evaluation played again from nothing: each role hands it on, up to publication; A and Ⅱ."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from accounts.models import Department, Person
from evaluations.models import Evaluation, EvaluationCycle, EvaluationReason, NarrativeSection, StageStep
from policies.models import PolicyNode
from tests.factories import make_department, make_person_in_post

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "141305"
TELEPHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def reasons() -> list[tuple[str, str]]:
    """Load the published seed and take its evaluation away; return the reasons that the city gave."""
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    given = list(EvaluationReason.objects.order_by("-subject", "number").values_list("subject", "text"))
    for model in (EvaluationReason, NarrativeSection, Evaluation):
        model.objects.all().delete()
    return given


@pytest.fixture
def people(reasons: list[tuple[str, str]]) -> dict[str, Person]:
    """Give the measure a section in a bureau, and the city somebody of each role."""
    bureau = make_department(local_government_code=CODE, kind="bureau", name="環境局")
    section = make_department(local_government_code=CODE, name="脱炭素戦略推進室", parent=bureau)
    PolicyNode.objects.filter(address="4-2-4").update(department=section)
    planning: Department = make_department(local_government_code=CODE, name="企画調整課")
    places = {
        "staff": section,
        "chief": section,
        "bureau": bureau,
        "planning": planning,
        "committee": planning,
    }
    return {role: make_person_in_post(role, place, name=f"{role}の人") for role, place in places.items()}


@pytest.fixture
def desk(page: Page, people: dict[str, Person], base_url: str) -> Callable[[str, str], Page]:
    """A browser in which one person after the other sits down."""

    def sit_down(role: str, address: str) -> Page:
        client = Client()
        client.force_login(people[role])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context: BrowserContext = page.context
        context.clear_cookies()
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
        page.goto(address)
        return page

    return sit_down


def fits_and_is_accessible(page: Page, axe: Callable[[Page], None]) -> None:
    """Hold the page against axe on a desk, and against its width and axe on a telephone."""
    axe(page)
    page.set_viewport_size(TELEPHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    axe(page)
    page.set_viewport_size({"width": 1366, "height": 768})


def test_each_role_hands_the_seeds_evaluation_on_to_publication(
    desk: Any,
    reasons: list[tuple[str, str]],
    axe: Callable[[Page], None],
    browser: Browser,
    faults: list[str],
) -> None:
    # 事務局 puts the stages on the cycle, all from the board
    page = desk("planning", "/evaluations/")
    page.get_by_role("link", name="段階を設定する").click()
    page.get_by_role("button", name="標準の段階を設定する").click()
    axe(page)
    assert EvaluationCycle.objects.get(key="r5-mid").stages.count() == 10

    # 所管課: writes, with both ratings as the figures suggest them
    page = desk("staff", "/evaluations/")
    page.get_by_role("link", name="4-2-4").click()
    page.get_by_role("button", name="この施策の評価を始める").click()
    for number, (subject, text) in enumerate(reasons):
        group = page.get_by_role(
            "group", name="施策の進捗状況の理由" if subject == "progress" else "今後の方向性の理由"
        )
        group.get_by_role("textbox", name="理由").last.fill(text)
        if number in {0, 2}:
            group.get_by_role("textbox", name="並び順").last.fill("1")
        page.get_by_role("button", name="本文と理由を保存する").click()
    outcome = page.get_by_role("group", name="成果", exact=True)
    outcome.get_by_role("textbox", name="見出し").fill("定性的な成果")
    outcome.get_by_role("textbox", name="本文（追加）").fill("企業との連携が進みました。")
    page.get_by_role("button", name="本文と理由を保存する").click()
    page.get_by_label("施策の進捗状況", exact=True).select_option("B")
    page.get_by_label("今後の方向性", exact=True).select_option("Ⅱ")
    page.get_by_role("button", name="区分を保存する").click()
    expect(page.get_by_text("参考判定のAと異なります。理由を入力してください。").first).to_be_visible()
    faults.clear()  # the browser complains about the 422
    page.get_by_label("施策の進捗状況", exact=True).select_option("A")
    page.get_by_role("button", name="区分を保存する").click()
    fits_and_is_accessible(page, axe)
    page.get_by_role("button", name="「課長確認」へ進める").click()
    expect(page.get_by_text("いまは閲覧だけができます。")).to_be_visible()
    expect(page.locator("#texts").get_by_text("企業との連携が進みました。")).to_be_visible()
    address = page.url

    # 課長 and 局 confirm; 局 sends it back once, with a reason that the section reads
    desk("chief", address).get_by_role("button", name="「局取りまとめ・局長確認」へ進める").click()
    page = desk("bureau", address)
    page.get_by_text("差し戻す", exact=True).first.click()
    page.get_by_label("差し戻す先").select_option(label="所管課作成")
    page.get_by_label("差戻しの理由（必須）").fill("成果の記述に件数を加えてください。")
    page.get_by_role("button", name="差し戻す").click()
    page = desk("staff", "/evaluations/")
    expect(page.get_by_role("cell", name="成果の記述に件数を加えてください。")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="4-2-4").first.click()
    page.get_by_role("button", name="「課長確認」へ進める").click()
    desk("chief", address).get_by_role("button", name="「局取りまとめ・局長確認」へ進める").click()
    desk("bureau", address).get_by_role("button", name="「事務局点検」へ進める").click()

    # 事務局 chooses it for the committee, by points and a scale put down with one button
    page = desk("planning", address)
    page.get_by_role("button", name="審議対象にする").click()
    page.get_by_role("button", name="「委員会審議」へ進める").click()
    page = desk("planning", "/evaluations/")
    page.get_by_role("link", name="委員会審議", exact=True).click()
    page.get_by_role("button", name="標準の着眼点と意見の区分を設定する").click()
    page.get_by_role("checkbox", name="4-2-4").check()
    page.get_by_label("部会", exact=True).fill("第1部会")
    page.get_by_label("担当委員を下の選択どおりに置き換える").check()
    page.get_by_role("checkbox", name="committeeの人").check()
    page.get_by_role("button", name="選んだ施策に設定する").click()
    expect(page.get_by_role("row", name="4-2-4")).to_contain_text("committeeの人")
    fits_and_is_accessible(page, axe)

    # its member asks, the section answers, the member states an opinion, the city says what it does
    page = desk("committee", "/evaluations/committee/")
    page.get_by_role("link", name="4-2-4").click()
    expect(page.get_by_role("button", name="進める")).to_have_count(0)
    page.get_by_label("質問", exact=True).fill("市民の行動は変わりましたか。")
    page.get_by_role("button", name="質問を記録する").click()
    page = desk("staff", address)
    expect(page.get_by_text("未回答", exact=True)).to_be_visible()
    page.get_by_label("回答", exact=True).fill("調査では変化が見られます。")
    page.get_by_role("button", name="回答を記録する").click()
    page = desk("committee", address)
    page.get_by_label("意見の区分").select_option(label="概ね妥当")
    page.get_by_label("意見", exact=True).fill("調査の結果も成果として示してほしい。")
    page.get_by_role("button", name="意見を記録する").click()
    fits_and_is_accessible(page, axe)
    page = desk("staff", address)
    page.get_by_label("対応状況").select_option(label="対応中")
    page.get_by_label("対応・考え方").fill("次の評価から示します。")
    page.get_by_role("button", name="対応を記録する").click()
    expect(page.locator("section.committee")).to_contain_text("調査では変化が見られます。")
    expect(page.locator("section.committee")).to_contain_text("次の評価から示します。")
    fits_and_is_accessible(page, axe)

    # 決裁, 決定, 議会報告: the committee has said its word
    page = desk("planning", address)
    expect(page.get_by_text("委員会審議が終わっていません")).to_have_count(0)
    page.get_by_role("button", name="「庁議・市長決裁」へ進める").click()
    page.get_by_label("決裁日").fill("2024-08-01")
    page.get_by_label("文書番号").fill("6川総企第123号")
    page.get_by_role("button", name="「評価結果の決定」へ進める").click()
    page.get_by_label("決定日").fill("2024-08-09")
    page.get_by_role("button", name="「議会報告」へ進める").click()
    page.get_by_role("button", name="「公表」へ進める").click()
    axe(page)

    # what stands there now is what the city published
    stored = Evaluation.objects.select_related("progress", "direction", "stage").get()
    assert (stored.progress.symbol, stored.direction.symbol) == ("A", "Ⅱ")  # type: ignore[union-attr]
    assert (stored.stage.name, str(stored.decided_on)) == ("公表", "2024-08-09")  # type: ignore[union-attr]
    kept = stored.reasons.order_by("-subject", "number").values_list("subject", "text")
    assert list(kept) == reasons
    assert StageStep.objects.filter(kind="back").count() == 1
    assert (stored.inputs or {})["suggested_progress"] == "A"
    board = desk("planning", "/evaluations/")
    row = board.get_by_role("row", name="4-2-4")
    expect(row).to_contain_text("公表")
    assert row.locator(".rating-mark b").all_inner_texts()[:2] == ["A", "Ⅱ"]
    anonymous = browser.new_page()
    anonymous.goto(page.url.split("/evaluations/")[0] + "/policies/4-2-4/")
    expect(anonymous.locator("#summary ~ p .rating-mark b").first).to_have_text("A")
    anonymous.close()
