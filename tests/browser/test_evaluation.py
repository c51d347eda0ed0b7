"""The published evaluation played again from nothing: each role does its part, up to its correction."""

import hashlib
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, ViewportSize, expect

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.rating.models.stages import StageStep
from policies.models import PolicyNode
from tests.browser.test_pages import wait_for_charts
from tests.factories import make_department, make_person_in_post

pytestmark = pytest.mark.django_db(transaction=True)

Axe = Callable[[Page], None]
Desk = Callable[[str, str], Page]
Text = tuple[str, str, str]  # the group of the form, the heading, the words

CODE = "141305"
BOARD, MEASURE, PUBLISH = "/evaluations/", "/evaluations/4-2-4/", "/evaluations/cycles/r5-mid/publish/"
FIRST, SECOND = (f"/published/{CODE}/r5-mid/{number}/" for number in (1, 2))
TELEPHONE: ViewportSize = {"width": 360, "height": 740}
NOTEBOOK: ViewportSize = {"width": 1366, "height": 768}
NEW_PROJECTS, MISCOUNTED = (
    "新たに２０件",
    "新たに２１件",
)  # as published by the city, and as first written here
PLAIN, COLLOQUIAL = "目標を達成しています", "目標を達成してます"  # as published, and as first written here
QUALITATIVE = "その他成果（定性的な成果）"


@pytest.fixture
def written() -> list[Text]:
    """Load the published seed and take its evaluation away; return what the city wrote in it, in its order."""
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    reasons = EvaluationReason.objects.order_by("-subject", "number")
    texts = [(f"{one.get_subject_display()}の理由", "", one.text) for one in reasons]
    sections = NarrativeSection.objects.order_by("order")
    texts += [(one.get_kind_display(), one.heading, one.body) for one in sections]
    for model in (EvaluationReason, NarrativeSection, Evaluation):
        model.objects.all().delete()
    return texts


@pytest.fixture
def people(written: list[Text]) -> None:
    """Give the measure a section in a bureau, and the city somebody of each role, called by it."""
    bureau = make_department(local_government_code=CODE, kind="bureau", name="環境局")
    section = make_department(local_government_code=CODE, name="脱炭素戦略推進室", parent=bureau)
    PolicyNode.objects.filter(address="4-2-4").update(department=section)
    planning = make_department(local_government_code=CODE, name="企画調整課")
    places = {
        "staff": section,
        "chief": section,
        "bureau": bureau,
        "planning": planning,
        "committee": planning,
    }
    for role, place in places.items():
        make_person_in_post(role, place, username=role, name=f"{role}の人")


@pytest.mark.every_database
@pytest.mark.usefixtures("people")
def test_the_seeds_evaluation_is_played_by_each_role_up_to_its_correction(
    desk: Desk, visitor: Page, *, written: list[Text], axe: Axe, faults: list[str], tmp_path: Path
) -> None:
    office_opens_the_round(desk, axe)
    section_writes(desk, written)
    section_rates(desk, axe, faults)
    bureau_sends_back_and_section_completes(desk, written, axe)
    office_proposes_and_section_accepts(desk, axe)
    office_checks(desk)
    office_arranges_the_committee(desk, axe)
    committee_and_section_talk(desk, axe)
    nothing_is_known_outside(visitor)
    office_brings_it_to_its_publication(desk)
    what_stands_there_is_what_the_city_published(desk, visitor, written)

    office_publishes(desk)
    first = anybody_reads_the_first_edition(visitor, axe)
    told = recomputed(visitor, FIRST, tmp_path)
    office_corrects(desk, axe)
    assert recomputed(visitor, SECOND, tmp_path) != told
    assert recomputed(visitor, FIRST, tmp_path) == told
    both_editions_are_read(visitor, axe, first)


# --- the round ---


def office_opens_the_round(desk: Desk, axe: Axe) -> None:
    page = desk("planning", BOARD)
    page.get_by_role("link", name="段階を設定する").click()
    page.get_by_role("button", name="標準の段階を設定する").click()
    expect(page.get_by_role("button", name="標準の段階を設定する")).to_have_count(0)
    axe(page)
    assert EvaluationCycle.objects.get(key="r5-mid").stages.count() == 10


def section_writes(desk: Desk, written: Sequence[Text]) -> None:
    """Write all but the last outcome, with one number and one word wrong."""
    page = desk("staff", BOARD)
    page.get_by_role("link", name="4-2-4").click()
    page.get_by_role("button", name="この施策の評価を始める").click()
    first = [
        (group, heading, text.replace(NEW_PROJECTS, MISCOUNTED).replace(PLAIN, COLLOQUIAL))
        for group, heading, text in written
        if heading != QUALITATIVE
    ]
    write(page, first)


def write(page: Page, pieces: Sequence[Text]) -> None:
    """Fill the empty row of each part, and one more for each further piece, and save."""
    begun: set[str] = set()
    for group, heading, text in pieces:
        part = page.get_by_role("group", name=group, exact=True)
        if group in begun:
            part.get_by_role("button", name="の欄を増やす").click()
        begun.add(group)
        if heading:
            part.get_by_role("textbox", name="見出し").last.fill(heading)
        part.get_by_role("textbox", name="（追加）").last.fill(text)
    page.get_by_role("button", name="本文と理由を保存する").click()


def section_rates(desk: Desk, axe: Axe, faults: list[str]) -> None:
    page = desk("staff", MEASURE)
    page.get_by_label("施策の進捗状況", exact=True).select_option("B")
    page.get_by_label("今後の方向性", exact=True).select_option("Ⅱ")
    page.get_by_role("button", name="区分を保存する").click()
    expect(page.get_by_text("参考判定のAと異なります。理由を入力してください。").first).to_be_visible()
    faults.clear()  # the browser complains about the 422
    page.get_by_label("施策の進捗状況", exact=True).select_option("A")
    page.get_by_role("button", name="区分を保存する").click()
    fits_twice(page, axe)
    hand_on(page, "課長確認")
    expect(page.get_by_text("いまは閲覧だけができます。")).to_be_visible()
    expect(page.locator("#texts").get_by_text(f"実施累計件数が６６件と{COLLOQUIAL}。")).to_be_visible()


def bureau_sends_back_and_section_completes(desk: Desk, written: Sequence[Text], axe: Axe) -> None:
    hand_on(desk("chief", MEASURE), "局取りまとめ・局長確認")
    page = desk("bureau", MEASURE)
    page.get_by_text("差し戻す", exact=True).first.click()
    page.get_by_label("差し戻す先").select_option(label="所管課作成")
    page.get_by_label("差戻しの理由（必須）").fill("定性的な成果を加えてください。")
    page.get_by_role("button", name="差し戻す").click()
    page = desk("staff", BOARD)
    expect(page.get_by_role("cell", name="定性的な成果を加えてください。")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="4-2-4").first.click()
    write(page, [one for one in written if one[1] == QUALITATIVE])
    hand_on(page, "課長確認")
    hand_on(desk("chief", MEASURE), "局取りまとめ・局長確認")
    hand_on(desk("bureau", MEASURE), "事務局点検")


def office_proposes_and_section_accepts(desk: Desk, axe: Axe) -> None:
    """Let the office propose another wording by 見え消し, and the section take it."""
    page = desk("planning", MEASURE)
    page.get_by_role("link", name="見え消し・コメント", exact=True).click()
    passage = page.get_by_role("article").filter(has_text=COLLOQUIAL).first
    passage.get_by_text("見え消しで提案する").click()
    wording = passage.get_by_label("直した文")
    expect(wording).to_have_value(re.compile(COLLOQUIAL))
    wording.fill(wording.input_value().replace(COLLOQUIAL, PLAIN))
    passage.get_by_role("button", name="提案を保存する").click()
    fits(page, axe)
    page = desk("staff", BOARD)
    page.get_by_role("link", name="点検", exact=True).click()
    fits(page, axe)
    page.get_by_role("row", name="あなたの番").first.get_by_role("link").first.click()
    expect(page.locator(".redline ins")).to_contain_text("い")
    fits(page, axe)
    page.get_by_role("button", name="すべて採用する").click()
    expect(page.get_by_text("提案に回答しました。")).to_be_visible()


def office_checks(desk: Desk) -> None:
    """Read what came, and choose it for the committee."""
    page = desk("planning", MEASURE)
    page.get_by_role("button", name="審議対象にする").click()
    hand_on(page, "委員会審議")


def hand_on(page: Page, stage: str) -> None:
    page.get_by_role("button", name=f"「{stage}」へ進める").click()
    expect(page.locator("[aria-current=step]")).to_contain_text(stage)


# --- the committee ---


def office_arranges_the_committee(desk: Desk, axe: Axe) -> None:
    page = desk("planning", BOARD)
    page.get_by_role("link", name="委員会審議", exact=True).click()
    page.get_by_role("button", name="標準の着眼点と意見の区分を設定する").click()
    page.get_by_role("checkbox", name="4-2-4").check()
    page.get_by_label("部会", exact=True).fill("第1部会")
    page.get_by_label("担当委員を下の選択どおりに置き換える").check()
    page.get_by_role("checkbox", name="committeeの人").check()
    page.get_by_role("button", name="選んだ施策に設定する").click()
    expect(page.get_by_role("row", name="4-2-4")).to_contain_text("committeeの人")
    fits_twice(page, axe)


def committee_and_section_talk(desk: Desk, axe: Axe) -> None:
    """Let the member ask, the section answer, the member state an opinion, and the city say what it does."""
    page = desk("committee", "/evaluations/committee/")
    page.get_by_role("link", name="4-2-4").click()
    expect(page.get_by_role("button", name="進める")).to_have_count(0)
    page.get_by_label("質問", exact=True).fill("市民の行動は変わりましたか。")
    page.get_by_role("button", name="質問を記録する").click()
    page = desk("staff", MEASURE)
    expect(page.get_by_text("未回答", exact=True)).to_be_visible()
    page.get_by_label("回答", exact=True).fill("調査では変化が見られます。")
    page.get_by_role("button", name="回答を記録する").click()
    page = desk("committee", MEASURE)
    page.get_by_label("意見の区分").select_option(label="概ね妥当")
    page.get_by_label("意見", exact=True).fill("調査の結果も成果として示してほしい。")
    page.get_by_role("button", name="意見を記録する").click()
    fits(page, axe)
    section_replies(desk("staff", MEASURE), axe)


def section_replies(page: Page, axe: Axe) -> None:
    page.get_by_label("対応状況").select_option(label="対応中")
    page.get_by_label("対応・考え方").fill("次の評価から示します。")
    page.get_by_role("button", name="対応を記録する").click()
    expect(page.locator("section.committee")).to_contain_text("調査では変化が見られます。")
    expect(page.locator("section.committee")).to_contain_text("次の評価から示します。")
    fits(page, axe)


# --- the decision ---


def office_brings_it_to_its_publication(desk: Desk) -> None:
    page = desk("planning", MEASURE)
    expect(page.get_by_text("まだ終わっていないことがあります")).to_have_count(0)
    hand_on(page, "庁議・市長決裁")
    page.get_by_label("決裁日").fill("2024-08-01")
    page.get_by_label("文書番号").fill("6川総企第123号")
    hand_on(page, "評価結果の決定")
    page.get_by_label("決定日").fill("2024-08-09")
    hand_on(page, "議会報告")
    hand_on(page, "公表")


def nothing_is_known_outside(visitor: Page) -> None:
    visitor.goto("/policies/4-2-4/")
    expect(visitor.locator("h1")).to_contain_text("スマートシティの推進")
    expect(visitor.locator("#summary ~ p .rating-mark b")).to_have_count(0)
    expect(visitor.locator("main")).not_to_contain_text(MISCOUNTED)


def what_stands_there_is_what_the_city_published(desk: Desk, visitor: Page, written: list[Text]) -> None:
    stored: Any = Evaluation.objects.select_related("progress", "direction", "stage").get()
    assert (stored.progress.symbol, stored.direction.symbol) == ("A", "Ⅱ")
    assert (stored.stage.name, str(stored.decided_on)) == ("公表", "2024-08-09")
    reasons = [one.text for one in stored.reasons.order_by("-subject", "number")]
    sections = [(one.heading, one.body) for one in stored.sections.order_by("order")]
    said = [text.replace(NEW_PROJECTS, MISCOUNTED) for group, _, text in written if group.endswith("の理由")]
    assert reasons == said
    assert sections == [(heading, text) for group, heading, text in written if not group.endswith("の理由")]
    assert StageStep.objects.filter(kind="back").count() == 1
    assert stored.inputs["suggested_progress"] == "A"
    row = desk("planning", BOARD).get_by_role("row", name="4-2-4")
    expect(row).to_contain_text("公表")
    for place, symbol in enumerate(("A", "Ⅱ")):
        expect(row.locator(".rating-mark b").nth(place)).to_have_text(symbol)
    visitor.goto("/policies/4-2-4/")
    expect(visitor.locator("#summary ~ p .rating-mark b").first).to_have_text("A")


# --- what is published ---


def office_publishes(desk: Desk) -> None:
    page = desk("planning", f"/?plan={CODE}")
    page.get_by_role("link", name="第3期中間評価の公表").click()
    page.get_by_role("button", name="第1版として公表する").click()
    expect(page.locator("main")).to_contain_text("公表版 第1版を公表しました。")


def anybody_reads_the_first_edition(visitor: Page, axe: Axe) -> dict[str, Any]:
    """Walk from the front page to the measure; return what of it must never change."""
    visitor.goto("/")
    expect(visitor).to_have_url(re.compile(f"{re.escape(FIRST)}$"))
    visitor.locator(".table--published a").first.click()
    expect(visitor.locator("h1")).to_contain_text("スマートシティの推進")
    decided_as(visitor, progress="A", direction="Ⅱ")
    for words in ("令和3年度末累計 46件（55−9により算出）", "124.5％", "285.7％", MISCOUNTED):
        expect(visitor.locator("main")).to_contain_text(words)
    wait_for_charts(visitor)
    fits(visitor, axe)
    assert visitor.context.cookies() == []
    return frozen(visitor)


def decided_as(visitor: Page, *, progress: str, direction: str) -> None:
    """Wait until the measure says how it was judged; beside each symbol stands what it was the time before."""
    marks = visitor.locator(".verdict .rating-mark b")
    expect(marks.first).to_have_text(progress)
    expect(marks.nth(2)).to_have_text(direction)


def frozen(visitor: Page) -> dict[str, Any]:
    """Return, byte for byte, the first edition's data and its measure with its charts, but for what stands above."""
    expect(visitor.locator("[data-figure]").first).to_be_attached()
    page = visitor.request.get(f"{FIRST}policies/4-2-4/").text()
    data = visitor.request.get(f"{FIRST}data.json").body()
    return {"data": data, "page": page[page.index('<div class="page-header') :]}


def recomputed(visitor: Page, edition: str, folder: Path) -> str:
    """Download the data of an edition, and compute its hash as its page tells one to: by the very command it prints."""
    visitor.goto(edition)
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="この版のデータ").click()
    download.value.save_as(folder / "data.json")
    expect(visitor.locator("code.command")).to_contain_text("-c")
    _, *arguments = shlex.split(visitor.locator("code.command").inner_text())
    said = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "True"
    content = json.loads((folder / "data.json").read_text(encoding="utf-8"))["content"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    found = hashlib.sha256(text.encode()).hexdigest()
    expect(visitor.locator("code.hash")).to_have_text(found)
    return found


def office_corrects(desk: Desk, axe: Axe) -> None:
    """Mend a number in a reason and a figure where they are kept, and publish both as a 訂正 with their reasons."""
    page = desk("planning", PUBLISH)
    page.get_by_role("link", name="本文・理由・評価区分").click()
    page.get_by_role("link", name="4-2-4 スマートシティの推進").click()
    reason = page.locator("textarea", has_text=MISCOUNTED)
    expect(reason).to_have_value(re.compile(MISCOUNTED))
    reason.fill(reason.input_value().replace(MISCOUNTED, NEW_PROJECTS))
    save(page, "件数の転記誤り")
    page = desk("planning", PUBLISH)
    page.get_by_role("link", name="実績値", exact=True).click()
    page.get_by_role("row", name="意見交換実施回数").filter(has_text="2023").get_by_role("link").first.click()
    page.get_by_label("実績値（累計は累計値）").fill("377")
    save(page, "集計漏れ")
    page = desk("planning", PUBLISH)
    page.get_by_label("訂正（誤り）", exact=True).check()
    page.get_by_label("この版を公表する理由").fill("転記と集計を誤りました。")
    page.get_by_label("実績値の理由").fill("1回の集計漏れ")
    page.get_by_label("進捗状況の理由の理由").fill("転記誤り")
    axe(page)
    page.get_by_role("button", name="第2版として公表する").click()
    expect(page.locator("#errata-2")).to_have_text("第2版の正誤表")


def save(page: Page, why: str) -> None:
    page.locator("#id_change_reason").fill(why)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("変更しました")).to_be_visible()


def both_editions_are_read(visitor: Page, axe: Axe, first: dict[str, Any]) -> None:
    visitor.goto(f"{FIRST}policies/4-2-4/")
    expect(visitor.locator("main")).to_contain_text("第1版です。最新は第2版です。")
    expect(visitor.locator("main")).to_contain_text("376")
    assert frozen(visitor) == first
    visitor.get_by_role("link", name="最新の版を見る").click()
    errata = visitor.get_by_role("group", name="正誤表", exact=True).get_by_role("row")
    expect(errata.first.locator("th")).to_have_text(["該当箇所", "誤", "正", "理由"])
    expect(errata.filter(has_text="転記誤り")).to_contain_text(NEW_PROJECTS)
    expect(errata.filter(has_text="1回の集計漏れ")).to_contain_text("376377")
    fits_twice(visitor, axe)
    visitor.locator(".table--published a").first.click()
    expect(visitor.locator("main")).to_contain_text(NEW_PROJECTS)
    expect(visitor.locator("main")).to_contain_text("377")
    expect(visitor.locator("main")).not_to_contain_text("最新は")
    decided_as(visitor, progress="A", direction="Ⅱ")
    assert visitor.context.cookies() == []


def fits(page: Page, axe: Axe) -> None:
    """Hold the page against axe on a desk, and against the width of a telephone."""
    page.wait_for_load_state()  # without its style sheet a page is as wide as it likes
    axe(page)
    page.set_viewport_size(TELEPHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    page.set_viewport_size(NOTEBOOK)


def fits_twice(page: Page, axe: Axe) -> None:
    """Hold the page against axe on a telephone as well."""
    fits(page, axe)
    page.set_viewport_size(TELEPHONE)
    axe(page)
    page.set_viewport_size(NOTEBOOK)
