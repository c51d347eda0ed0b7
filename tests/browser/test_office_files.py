"""The 事務局 reads a table of an office by its headings, and a hundred forms by the positions of their cells."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Person
from indicators.models import Indicator, Result
from reports.jobs.actions.working import work_off
from reports.works import WORKS
from tests.city import CITY
from tests.factories import make_department, make_node, make_period, make_person_in_post, make_plan
from tests.reports.office_tables import KPI_LIST, KPI_MERGES, broken_forms, forms_archive, xlsx

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def planner() -> Person:
    period = make_period(plan=make_plan(local_government_code=CITY, first_year=2022, last_year=2025))
    for code, name in (("1-1", "子育ての支援"), ("1-2", "緑の保全")):
        make_node(period=period, code=code, name=name)
    return make_person_in_post("planning", make_department(local_government_code=CITY))


def send(page: Page, path: Path) -> None:
    """Choose the file, and let the job be done while the page waits for it."""
    page.get_by_label("読み込むファイル").set_input_files(path)
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_role("heading", level=2, name="順番待ち")).to_be_visible()
    while work_off("w", WORKS) is not None:
        pass


def load(page: Page) -> None:
    page.get_by_label("公表済みの値").check()
    page.get_by_label("理由・出典").fill("公表資料")
    page.get_by_role("button", name="読み込む").click()


def test_a_table_is_mapped_loaded_undone_and_mapped_again(
    planner: Person, desk: Callable[[str, str], Page], axe: Callable[[Page], None], tmp_path: Path
) -> None:
    path = tmp_path / "KPI一覧.xlsx"
    path.write_bytes(xlsx(KPI_LIST, KPI_MERGES))
    page = desk(planner.username, "/reports/")
    send(page, path)
    expect(page.get_by_role("heading", level=1)).to_contain_text("列と行が何かを選ぶ")
    axe(page)
    owner = page.get_by_label("10列目「担当課」は何か")
    expect(owner).to_have_value("owner")
    owner.focus()
    page.keyboard.press("End")
    expect(owner).to_have_value("note")
    page.get_by_label("この読み方の名前").fill("KPI一覧（毎年度）")
    page.get_by_role("button", name="次へ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("どの指標かを確かめる")
    axe(page)
    page.get_by_role("button", name="次へ").click()
    expect(page.get_by_text("追加する行")).to_be_visible()
    load(page)
    expect(page.get_by_role("heading", name="この読込みを取り消す")).to_be_visible()
    assert Indicator.objects.count() == 4
    assert Indicator.objects.filter(note="子ども課").count() == 2
    page.get_by_role("button", name="読込みを取り消す").click()
    expect(page.get_by_text("この読込みは取り消されています。")).to_be_visible()
    assert not Indicator.objects.exists()
    page.get_by_role("link", name="読込み", exact=True).click()
    send(page, path)
    expect(page.get_by_text("「KPI一覧（毎年度）」の読み方を思い出しました。")).to_be_visible()
    expect(page.get_by_label("10列目「担当課」は何か")).to_have_value("note")


def test_a_hundred_forms_are_read_by_the_cells_of_one(
    planner: Person, desk: Callable[[str, str], Page], axe: Callable[[Page], None], tmp_path: Path
) -> None:
    path = tmp_path / "調書.zip"
    path.write_bytes(forms_archive(97, broken_forms()))
    page = desk(planner.username, "/reports/")
    send(page, path)
    expect(page.get_by_role("heading", level=1)).to_contain_text("どのセルが何かを選ぶ")
    axe(page)
    cells = page.get_by_role("group", name="調書「")
    line = page.get_by_label("1行目の番地", exact=True)
    line.fill("")
    line.focus()
    cells.get_by_role("cell", name="令和5年度").click()
    expect(line).to_have_value("B3")
    expect(page.get_by_label("1行目は何のセルか", exact=True)).to_be_focused()
    page.get_by_role("button", name="次へ").click()
    expect(page.get_by_text("ファイル100個のうち、読み取れなかったもの3個")).to_be_visible()
    expect(page.get_by_text("行のずれた調書.xlsx：様式が違います。")).to_be_visible()
    page.get_by_role("button", name="次へ").click()
    load(page)
    expect(page.get_by_role("heading", name="この読込みを取り消す")).to_be_visible()
    assert Indicator.objects.count() == 97
    assert Result.objects.filter(entry_state="checked").count() == 2 * 97
