"""A report from the PDF to the page of its measure, by keyboard, in a real browser; loaded again, and taken back."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from accounts.models import Post
from policies.models import Plan
from reports.jobs.actions.working import work_off
from reports.jobs.models import Job
from reports.review.models import Report
from reports.works import WORKS
from tests.city import CITY, make_official
from tests.reports.slides import seed_pdf

SHOT = "document.documentElement.scrollWidth"


def test_a_pdf_is_reviewed_by_keyboard_loaded_found_again_and_taken_back(
    transactional_db: None, desk: Callable[[str, str], Page], axe: Callable[[Page], None], tmp_path: Path
) -> None:
    make_official(Post.Role.PLANNING, CITY, username="planner")
    file = tmp_path / "発表資料.pdf"
    file.write_bytes(seed_pdf())
    page = desk("planner", "/reports/")
    page.get_by_label("読み込むファイル").set_input_files(file)
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_text("離れても処理は続き")).to_be_visible()
    cancel = page.get_by_role("button", name="中止する")
    cancel.focus()
    Job.objects.update(step="順番を待っています。")
    expect(page.get_by_text("順番を待っています。")).to_be_visible()
    expect(cancel).to_be_focused()
    work_off("test", WORKS)
    expect(page.get_by_text("を読み取りました")).to_be_visible()
    report = Report.objects.get()

    page.goto(report.get_absolute_url())
    axe(page)
    review(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(SHOT) == 360
    page.set_viewport_size({"width": 1366, "height": 768})

    page.get_by_role("button", name="報告書のおおむね確かな値を、まとめて採用する").click()
    page.get_by_role("link", name="登録先を決める").first.click()
    place(page)
    axe(page)
    page.get_by_role("button", name="読み込む内容を確かめる").click()
    page.get_by_label("公表済みの値").check()
    page.get_by_label("理由・出典").fill("中間評価の公表資料")
    page.get_by_role("button", name="読み込む", exact=True).click()
    expect(page.get_by_text("を読み込みました")).to_be_visible()
    undo = page.url

    plan = Plan.objects.get()
    page.goto(f"/policies/4-2-4/?plan={plan.key}")
    expect(page.locator("h1")).to_contain_text("スマートシティの推進")
    for words in ("66件", "124.5", "48件", "63件"):
        expect(page.get_by_role("main")).to_contain_text(words)
    page.get_by_text("数値の出典").first.click()
    page.get_by_role("link", name="16ページ「66件」").first.click()
    expect(page.locator("mark")).to_have_text("66件")

    page.goto(f"{report.get_absolute_url()}load/")
    expect(page.get_by_text("データベースに加えるものはありません")).to_be_visible()
    page.goto(undo)
    page.get_by_role("button", name="読込みを取り消す").click()
    expect(page.get_by_text("この読込みは取り消されています")).to_be_visible()
    assert not Plan.objects.exists()


def press(page: Page, key: str) -> None:
    """Press a key as soon as the page listens to keys: it says then which there are."""
    expect(page.locator(".review-keys")).to_be_visible()
    page.keyboard.press(key)


def review(page: Page) -> None:
    """Take a fact, refuse one, open it again, go on and back, and take one with the words typed into it."""
    heading = page.locator("#fact-heading")
    decided = page.locator("tbody [aria-current] td:last-child")
    press(page, "a")
    expect(page.get_by_text("未確認 38件")).to_be_visible()
    expect(page.locator(".review-fact")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".review-form input:not([type=hidden])").first).to_be_focused()
    page.keyboard.press("Escape")
    press(page, "r")
    expect(page.get_by_text("採用しない 1件")).to_be_visible()
    press(page, "p")
    expect(decided).to_have_text("採用しない")
    page.get_by_role("button", name="未確認に戻す").click()
    expect(page.get_by_text("採用しない 0件")).to_be_visible()
    page.get_by_role("link", name="スマートシティに関連するリーディングプロジェクト実施累計件数").click()
    expect(heading).to_have_text("指標")
    press(page, "n")
    expect(heading).to_have_text("平成26年度 現状値（計画策定時）")
    expect(page.locator("mark")).to_have_text("累計7件（H26）")
    press(page, "e")
    expect(page.get_by_label("値", exact=True)).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text("未確認 37件")).to_be_visible()


def place(page: Page) -> None:
    """Say into which plan and period, both new, the report goes."""
    for label, text in (
        ("自治体名", "川崎市"),
        ("計画名", "総合計画"),
        ("計画の最初の年度", "平成28年度"),
        ("計画の最後の年度", "R7"),
        ("期の番号", "3"),
        ("計画期間名", "第3期実施計画"),
        ("計画期間の最初の年度", "R4"),
        ("計画期間の最後の年度", "R7"),
    ):
        page.get_by_label(label).first.fill(text)
    page.get_by_role("button", name="この登録先にする").click()
    expect(page.locator("h1")).to_contain_text("報告書を読み込む")
