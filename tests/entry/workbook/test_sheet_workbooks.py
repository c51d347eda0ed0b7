"""事務事業評価シート as a workbook: downloaded, filled in elsewhere, looked at, taken in; never past somebody else."""

import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Department, Post
from entry.round.scorecards.sheets import owed_sheets
from entry.sheet.scorecards.reading import sheet_facts_for
from entry.workbook.scorecards.sheets.owed import seen_sheets
from entry.workbook.scorecards.sheets.tables import tables_of
from entry.workbook.views import workbook
from evaluations.sheets.amounts import AmountPlace
from evaluations.sheets.answers import Answer
from evaluations.sheets.models.forms import SheetItem
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.actions import confirm_results, return_result
from indicators.models import EntryRound, Result
from policies.models import PolicyNode
from store.actions.rows import Actor
from store.models import Change
from tests.entry.archives import as_libreoffice_writes
from tests.entry.office import logged_in_again
from tests.entry.sheet_office import (
    AMOUNTS,
    COLLEAGUE,
    COST,
    HAND_IN,
    PLAN,
    RATING,
    REASON,
    SHEET,
    UPLOAD,
    VISITS,
    WHOLE,
    WORKBOOK,
    Office,
    accept,
    changes,
    counts,
    edited,
    logged_in,
    read,
    sentences,
)
from tests.factories import (
    make_cycle,
    make_department,
    make_indicator,
    make_node,
    make_person_in_post,
)

pytestmark = pytest.mark.django_db


# downloaded


def test_the_workbook_has_a_row_for_each_sheet_and_one_for_each_line_of_amounts() -> None:
    office = Office(2)
    make_indicator(node=office.measure, department=office.section, targets={2022: 5})

    book = load_workbook(io.BytesIO(office.download()))

    assert book.sheetnames == ["実績の入力", SHEET, AMOUNTS, "使い方"]
    assert [cell.value for cell in book[SHEET][4]] == [
        "管理番号",
        "コード",
        "事務事業",
        "所管課",
        "状態",
        "当年度の取組（必須・100字以内）",
        "達成度（必須）",
        "達成度の理由",
        "訪問回数（回）",
        "提出する（○を選ぶ）",
    ]
    assert [cell.value for cell in book[AMOUNTS][4]][5:] == [
        "令和3年度 予算額（千円）",
        "令和3年度 決算額(見込)（千円）",
        "令和4年度 予算額（千円）",
        "令和4年度 決算額(見込)（千円）",
    ]
    assert [row[4].value for row in book[AMOUNTS].iter_rows(min_row=5)] == [
        "事業費A（内訳の合計）",
        "国庫支出金",
        "一般財源",
    ] * 2
    rules = {str(rule.sqref): rule.formula1 for rule in book[SHEET].data_validations.dataValidation}
    assert rules == {f"{RATING}5:{RATING}6": '"1,2,3,4,5"', f"{HAND_IN}5:{HAND_IN}6": '"○"'}
    unlocked = [cell.coordinate[0] for cell in book[SHEET][5] if not cell.protection.locked]
    assert unlocked == [PLAN, RATING, REASON, VISITS, HAND_IN]


def test_everything_in_a_workbook_stays_text_and_what_was_confirmed_last_year_stands_in_the_same_cell() -> (
    None
):
    office = Office(1)
    period = office.request.cycle.period
    node = make_node(parent=office.measure, department=office.section, name="=1+1")
    year = period.first_year - 1
    cycle = make_cycle(
        period=period,
        kind="yearly",
        first_year=year,
        last_year=year,
        achievement_scale=office.request.cycle.achievement_scale,
        name="昨年度",
    )
    last = ProjectSheet.objects.create(
        node=node, cycle=cycle, form=office.request.form, entry_state="confirmed"
    )
    item = office.request.form.items.get(key="plan")
    last.answers.create(item=item, text="=HYPERLINK(1)")

    data = office.download()

    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == [SHEET, "昨年度の記入", AMOUNTS, "使い方"]
    assert (book["昨年度の記入"]["A6"].value, book["昨年度の記入"][f"{PLAN}6"].value) == (
        str(cycle),
        "=HYPERLINK(1)",
    )
    assert book[SHEET][f"{PLAN}6"].value == "=HYPERLINK(1)"  # carried on
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    assert counts(office.upload(data)) == [0, 0, 0, 2]


# the round trip


FULL_OF_TRAPS: dict[str, Answer] = {
    "plan": Answer(text="=1+1\n二行目　"),
    "achievement": Answer(symbol="3", text="'引用\r\n－次"),
    "visits": Answer(number=Decimal("0")),
    "costs": Answer(amounts={AmountPlace(2021, "settled", "national"): Decimal("-12.25")}),
}


WRITTEN_BY: dict[str, Callable[[bytes], bytes]] = {
    "as downloaded": bytes,
    "openpyxl": lambda data: edited(data, {}),
    "as LibreOffice writes": as_libreoffice_writes,
}


@pytest.mark.parametrize("by", [*WRITTEN_BY, "csv"])
def test_a_file_that_nobody_changed_changes_nothing(by: str) -> None:
    office = Office(3)
    office.writes_online(office.nodes[0], FULL_OF_TRAPS)
    office.writes_online(office.nodes[1], WHOLE, hand_in=True)
    if by == "csv":
        files = [office.download(format="csv", table=table.number) for table in tables_of(office.request)]
    else:
        files = [WRITTEN_BY[by](office.download())]

    for file in files:
        shown = office.upload(file)
        assert counts(shown) == [0, 0, 0, 3]
        assert "取り込む変更はありません" in read(shown)


def test_four_of_five_are_taken_in_and_the_one_changed_online_is_shown_as_a_conflict_by_its_cell() -> None:
    office = Office(5)
    file = edited(office.download(), {f"{PLAN}{5 + place}": f"取組{place}" for place in range(5)})
    office.writes_online(office.nodes[2], {"plan": Answer(text="先に書いた。")})

    shown = office.upload(file)

    assert counts(shown) == [4, 1, 0, 0]
    (conflict,) = shown.context["sheets"].conflicts
    assert [(one.address, one.now, one.new, one.is_conflict) for one in conflict.changes] == [
        (f"{PLAN}7", "先に書いた。", "取組2", True)
    ]
    text = read(shown)
    assert COLLEAGUE in text
    assert "競合" in text
    assert ProjectSheet.objects.count() == 1
    done = read(accept(office.client, shown))
    assert "4件を入力中として保存しました" in done
    assert f"1件は競合のため取り込んでいません：{office.nodes[2]}" in done
    assert [office.given(node)["plan"].text for node in office.nodes] == [
        "取組0",
        "取組1",
        "先に書いた。",
        "取組3",
        "取組4",
    ]


def test_what_others_changed_elsewhere_in_the_same_sheet_is_kept_and_is_no_conflict() -> None:
    office = Office(1)
    office.writes_online(office.nodes[0], WHOLE)
    file = edited(office.download(), {VISITS + "5": 20, "金額!H7": 5})
    cells = WHOLE["costs"].amounts
    office.writes_online(
        office.nodes[0],
        {
            "plan": Answer(text="先に書いた。"),
            "costs": Answer(amounts={**cells, AmountPlace(2022, "budget", "national"): Decimal(5)}),
        },
    )

    shown = office.upload(file)

    assert counts(shown) == [1, 0, 0, 0]
    assert changes(shown) == [(VISITS + "5", "12.5", "20"), ("金額!H7", "6", "5")]
    assert "ほかの項目は、ダウンロードの後に変更されています" in read(shown)
    accept(office.client, shown)
    given = office.given(office.nodes[0])
    assert given["plan"].text == "先に書いた。"
    assert given["visits"].number == 20
    assert set(given["costs"].amounts.values()) == {Decimal(10), Decimal(5)}


def test_a_symbol_and_its_reason_are_one_thing_that_two_people_cannot_both_change() -> None:
    office = Office(1)
    office.writes_online(office.nodes[0], WHOLE)
    file = edited(office.download(), {REASON + "5": "別の理由"})
    office.writes_online(office.nodes[0], {"achievement": Answer(symbol="2", text="計画どおり進んだ。")})

    assert counts(office.upload(file)) == [0, 1, 0, 0]


def test_what_changes_between_the_preview_and_the_button_is_not_overwritten() -> None:
    office = Office(2)
    shown = office.upload(edited(office.download(), {PLAN + "5": "あ", PLAN + "6": "い"}))
    office.writes_online(office.nodes[0], {"plan": Answer(text="先")})

    done = accept(office.client, shown)

    assert "1件を入力中として保存しました" in read(done)
    assert "1件は競合のため" in read(done)
    assert [office.given(node)["plan"].text for node in office.nodes] == ["先", "い"]


def test_only_ticked_sheets_are_taken_in_and_pressing_twice_takes_in_once() -> None:
    office = Office(2)
    shown = office.upload(edited(office.download(), {PLAN + "5": "あ", PLAN + "6": "い"}))

    first, second = accept(office.client, shown, without=0), accept(office.client, shown, without=0)

    assert first.redirect_chain == second.redirect_chain
    assert "印のない1件は取り込んでいません" in read(first)
    assert [office.given(node) for node in office.nodes] == [{}, {"plan": Answer(text="い")}]
    assert ProjectSheet.objects.get().version == 1


def test_a_whole_sheet_is_filled_in_and_handed_in_and_its_history_says_excel() -> None:
    office = Office(1)
    cells = {PLAN + "5": "相談窓口を開く。", RATING + "5": 3, REASON + "5": "計画どおり進んだ。"}
    cells |= {
        VISITS + "5": "１２．５回",
        HAND_IN + "5": "〇",
        "金額!H5": "10千円",
        "金額!H6": 4,
        "金額!H7": "６",
    }

    done = office.takes_in(edited(office.download(), cells))

    assert "1件を提出し、0件を入力中として" in read(done)
    assert office.given(office.nodes[0]) == WHOLE
    sheet = ProjectSheet.objects.get()
    assert (sheet.entry_state, sheet.entered_by) == ("waiting", office.person)
    told = set(Change.objects.values_list("via", "who_name", "post"))
    assert told == {(Change.Via.EXCEL, office.person.name, str(office.person.held_posts[0]))}


def test_a_file_written_in_the_way_of_libreoffice_is_taken_in() -> None:
    office = Office(1)
    cells = {PLAN + "5": "相談A窓口", VISITS + "5": 12.5, "金額!H5": "▲1,234"}

    office.takes_in(as_libreoffice_writes(edited(office.download(), cells)))

    assert office.given(office.nodes[0]) == {
        "plan": Answer(text="相談A窓口"),
        "visits": Answer(number=Decimal("12.5")),
        "costs": Answer(amounts={COST: Decimal(-1234)}),
    }


def test_the_same_file_again_changes_nothing() -> None:
    office = Office(1)
    file = edited(office.download(), {PLAN + "5": "あ", "金額!H5": 3})
    office.takes_in(file)

    assert counts(office.upload(file)) == [0, 0, 0, 1]


def test_csv_tables_of_one_download_are_taken_in_one_after_the_other() -> None:
    office = Office(1)
    sheet, amounts = (
        office.download(format="csv", table=table.number).decode("utf-8-sig")
        for table in tables_of(office.request)
    )
    name = office.nodes[0].name

    office.takes_in(sheet.replace("未入力,,", "未入力,相談窓口を開く。,", 1).encode("cp932"))
    office.takes_in(re.sub("一般財源,,", "一般財源,7,", amounts).encode())

    assert name in sheet
    assert office.given(office.nodes[0]) == {
        "plan": Answer(text="相談窓口を開く。"),
        "costs": Answer(amounts={AmountPlace(2021, "budget", "general"): Decimal(7)}),
    }


def test_a_new_sheet_carries_on_what_it_was_downloaded_with() -> None:
    office = Office(1)
    period, form = office.request.cycle.period, office.request.form
    cycle = make_cycle(
        period=period,
        kind="yearly",
        first_year=2021,
        last_year=2021,
        achievement_scale=office.request.cycle.achievement_scale,
    )
    last = ProjectSheet.objects.create(node=office.nodes[0], cycle=cycle, form=form, entry_state="checked")
    last.answers.create(item=form.items.get(key="plan"), text="窓口を開く。")

    shown = office.upload(edited(office.download(), {VISITS + "5": 3}))
    assert changes(shown) == [(PLAN + "5", "", "窓口を開く。"), (VISITS + "5", "", "3")]
    accept(office.client, shown)

    assert office.given(office.nodes[0])["plan"].text == "窓口を開く。"


# whose sheets, and when


def test_a_row_of_somebody_else_refuses_the_whole_file_by_its_row() -> None:
    office, other = Office(1), Office(1)
    elsewhere = office.add(make_department(local_government_code=office.code))
    planner = logged_in(make_person_in_post(Post.Role.PLANNING, office.section))
    whole = edited(office.download(planner), {PLAN + "5": "あ", PLAN + "6": "い"})
    foreign = load_workbook(io.BytesIO(other.download()))[SHEET]["A5"].value

    for data in (whole, edited(office.download(), {PLAN + "5": "あ", "A6": foreign})):
        shown = office.upload(data)
        assert shown.status_code == 422
        assert "「事務事業評価シート」の6行目" in read(shown)
        assert "何も取り込んでいません" in read(shown)
    assert elsewhere.name not in read(office.upload(whole))
    assert counts(office.upload(whole, planner)) == [2, 0, 0, 0]


def test_who_may_only_look_may_upload_what_nobody_changed_and_nothing_else() -> None:
    office = Office(2)
    bureau = make_department(local_government_code=office.code)
    Department.objects.filter(pk=office.section.pk).update(parent=bureau)
    client = logged_in(make_person_in_post(Post.Role.BUREAU, bureau))
    data = office.download(client)

    assert counts(office.upload(data, client)) == [0, 0, 0, 2]
    shown = office.upload(edited(data, {PLAN + "6": "あ"}), client)
    assert shown.status_code == 422
    assert "6行目の事務事業は、見つからないか、入力する権限がありません" in read(shown)


def test_a_right_that_is_gone_since_the_preview_takes_nothing_in_figures_neither() -> None:
    office = Office(1)
    make_indicator(node=office.measure, department=office.section, targets={2022: 5})
    cells = {PLAN + "5": "あ", "実績の入力!G5": 7}
    shown = office.upload(edited(office.download(), cells))
    assert [len(shown.context["preview"].changed), counts(shown)[0]] == [1, 1]
    PolicyNode.objects.filter(pk=office.nodes[0].pk).update(department=make_department())

    done = accept(office.client, shown)

    assert "1件は取り込めませんでした" in read(done)
    assert not ProjectSheet.objects.exists()
    assert not Result.objects.exists()


def test_figures_and_sheets_of_one_workbook_are_taken_in_together() -> None:
    office = Office(1)
    make_indicator(node=office.measure, department=office.section, targets={2022: 5})

    done = office.takes_in(edited(office.download(), {PLAN + "5": "あ", "実績の入力!G5": 7}))

    assert "1行を取り込み" in read(done)
    assert "1件を入力中として保存しました" in read(done)
    assert Result.objects.get().total == 7


def test_a_confirmed_sheet_and_a_closed_round_do_not_change() -> None:
    office = Office(2)
    sheet = office.writes_online(office.nodes[0], WHOLE, hand_in=True)
    chief = make_person_in_post(Post.Role.CHIEF, office.section)
    confirm_results([(sheet, sheet.version)], round_=office.round, by=Actor(Change.Via.PAGE, chief))
    file = edited(office.download(), {PLAN + "5": "あ", PLAN + "6": "い"})

    confirmed = office.upload(file)
    EntryRound.objects.update(is_closed=True)
    closed = office.upload(file)

    assert [one[:8] for one in sentences(confirmed)] == ["課長確認済のため"]
    assert [one[:12] for one in sentences(closed)] == ["入力依頼が締め切られたため"[:12]] * 2
    assert "評価シート1件は取り込めませんでした" in read(accept(office.client, confirmed))
    assert office.given(office.nodes[1]) == {}


def test_a_handed_in_sheet_stays_handed_in_unless_the_row_says_otherwise() -> None:
    office = Office(1)
    office.writes_online(office.nodes[0], WHOLE, hand_in=True)
    states = []

    for cells in ({PLAN + "5": "あ"}, {PLAN + "5": "い", HAND_IN + "5": None}):
        office.takes_in(edited(office.download(), cells))
        states.append(ProjectSheet.objects.get().entry_state)
    office.writes_online(office.nodes[0], WHOLE, hand_in=True)
    only = office.upload(edited(office.download(), {HAND_IN + "5": None}))

    assert states == ["waiting", "draft"]
    assert "変更がないため、提出したままにします" in sentences(only)[0]


def test_a_sheet_that_was_sent_back_meanwhile_is_not_handed_in_by_an_old_sign() -> None:
    office = Office(1)
    sheet = office.writes_online(office.nodes[0], WHOLE, hand_in=True)
    file = edited(office.download(), {VISITS + "5": 1})
    chief = make_person_in_post(Post.Role.CHIEF, office.section)
    return_result(
        sheet, version=sheet.version, reason="桁", round_=office.round, by=Actor(Change.Via.PAGE, chief)
    )

    office.takes_in(file)

    assert ProjectSheet.objects.get().entry_state == "draft"


def test_rows_without_a_key_twice_the_same_or_for_another_form_are_named() -> None:
    office = Office(3)
    data = office.download()
    key = load_workbook(io.BytesIO(data))[SHEET]["A5"].value

    shown = office.upload(
        edited(data, {PLAN + "5": "あ", "A6": key, PLAN + "6": "い", "A7": "4-2-4", PLAN + "8": "う"})
    )
    SheetItem.objects.create(form=office.request.form, order=9, part="Do", key="more", label="追加")
    other = office.upload(edited(data, {PLAN + "5": "あ"}))

    assert [one[:12] for one in sentences(shown)] == [
        "同じ事務事業の行が「事務",
        "この行の管理番号は見つか",
        "管理番号がないため取り込",
    ]
    assert set(sentences(other)) == {
        "ダウンロードの後に様式が変わっています。もう一度ダウンロードしてください。"
    }


def test_the_workbook_page_and_list_begin_with_the_same_earlier_sheet() -> None:
    """Of two that end in the same year, the year's own before that of a longer cycle."""
    office = Office(1)
    (node,) = office.nodes
    period = office.request.cycle.period
    period.first_year = 2020
    period.save()
    for kind, first in (("yearly", 2021), ("midterm", 2020)):
        cycle = make_cycle(period=period, kind=kind, first_year=first, last_year=2021, is_published=False)
        ProjectSheet.objects.create(
            cycle=cycle, node=node, form=office.request.form, entry_state=ProjectSheet.EntryState.CONFIRMED
        )
    today = timezone.localdate()

    (seen,) = seen_sheets(office.person, [office.round.pk], today).values()
    (listed,) = owed_sheets(office.request, None)

    assert sheet_facts_for(office.request, node, today).item.earlier == listed.earlier == seen.earlier
    assert seen.earlier is not None
    assert seen.earlier.cycle.first_year == 2021


def test_what_somebody_may_not_see_is_not_there_to_download() -> None:
    office, other = Office(1), Office(1)
    committee = logged_in(make_person_in_post(Post.Role.COMMITTEE, office.section))
    elsewhere = logged_in(
        make_person_in_post(Post.Role.STAFF, make_department(local_government_code=office.code))
    )

    assert office.client.get(WORKBOOK, {"round": other.round.pk}).status_code == 404
    for client in (committee, elsewhere):
        assert client.get(WORKBOOK).status_code == 404
        assert client.get(f"{WORKBOOK}?format=csv&table=0").status_code == 404
    assert office.client.get(f"{WORKBOOK}?format=csv&table=99").status_code == 404
    assert "table=0" in office.client.get(UPLOAD).content.decode()
    assert "table=0" not in elsewhere.get(UPLOAD).content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_download_and_preview_cost_the_same_queries_however_many_sheets(
    count: int, django_assert_max_num_queries: Any
) -> None:
    office = Office(count)
    for node in office.nodes[1:]:
        office.writes_online(node, WHOLE)
    with django_assert_max_num_queries(30):
        data = office.download()
    file = edited(data, {f"{PLAN}{5 + place}": "あ" for place in range(count)})

    with django_assert_max_num_queries(30):
        shown = office.upload(file)
    assert counts(shown)[0] == count


def test_more_than_can_be_written_at_once_is_refused_before_anything_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Office(2)
    monkeypatch.setattr(workbook, "MOST_TO_WRITE", 11)

    shown = office.upload(edited(office.download(), {PLAN + "5": "あ", PLAN + "6": "い"}))

    assert shown.status_code == 422
    assert "課ごとなどに分けて" in read(shown)


def test_sheets_in_a_preview_come_back_after_a_login_as_they_stand_then() -> None:
    office = Office(3)
    office.writes_online(office.nodes[0], WHOLE)
    file = edited(office.download(), {f"{PLAN}5": "直した。", f"{PLAN}6": "開く。", f"{PLAN}7": "続ける。"})
    shown = office.upload(file)
    ticks = re.findall(r'name="sheet" value="(\d+-\d+)"', shown.content.decode())
    office.client.logout()
    sent = urlencode({"parcel": shown.context["parcel"], "sheet": ticks[:2]}, doseq=True)
    answer = office.client.post(UPLOAD, sent, content_type="application/x-www-form-urlencoded")
    office.writes_online(office.nodes[1], {"plan": Answer(text="先に書いた。")})

    page = logged_in_again(office.client, office.person, answer)

    assert counts(page) == [2, 1, 0, 0]
    assert [change[1:] for change in changes(page)] == [("相談窓口を開く。", "直した。"), ("", "続ける。")]
    assert COLLEAGUE in read(page)
    assert re.findall(r'name="sheet" value="(\d+-\d+)" checked', page.content.decode()) == ticks[:1]
    done = office.client.post(UPLOAD, {"parcel": page.context["parcel"], "sheet": ticks[:2]}, follow=True)
    assert "1件は競合のため取り込んでいません" in read(done)
    texts = [office.given(node).get("plan", Answer()).text for node in office.nodes]
    assert texts == ["直した。", "先に書いた。", ""]
