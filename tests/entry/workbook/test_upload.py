"""Download, fill in elsewhere, upload, look, take in: what is written, by whom, and what never is."""

import io
import re
import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Person, Post
from desk.models import ParkedForm, SavedForm
from desk.page.limiting import FORM_AROUND
from entry.round.scorecards.owed import owed_in
from entry.workbook import forms as packing
from entry.workbook.columns import SHEET, FigureColumn
from entry.workbook.safety import LARGEST_FILE
from entry.workbook.scorecards.lines import lines_of
from entry.workbook.scorecards.reading import read_sheet
from indicators.actions import EnteredFigure, confirm_results, enter_result
from indicators.models import EntryRound, Indicator, Result
from policies.fiscal_year import FiscalYear
from store.actions.rows import Actor
from store.models import Change
from tests.entry.archives import WORKBOOKS, edited, part, repacked, saved
from tests.entry.office import logged_in_again
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person_in_post,
    make_result,
    make_round,
    make_target,
)
from tests.reading import read as read_page

pytestmark = pytest.mark.django_db
YEAR = 2022
UPLOAD = "/entry/upload/"


class Office:
    """A section that owes five figures, somebody in it, a colleague, and their round."""

    def __init__(self, count: int = 5, **fields: Any) -> None:
        self.period = make_period()
        self.code = self.period.plan.local_government_code
        self.node = make_node(period=self.period)
        self.section = make_department(local_government_code=self.code)
        self.round = make_round(plan=self.period.plan)
        self.indicators = [self.add(**fields) for _ in range(count)]
        self.person = make_person_in_post(Post.Role.STAFF, self.section)
        self.client = logged_in(self.person)

    def add(self, **fields: Any) -> Indicator:
        named: dict[str, Any] = {"node": self.node, "department": self.section, "targets": {YEAR: 10}}
        return make_indicator(**named | fields)

    def download(self, client: Client | None = None, **query: Any) -> bytes:
        answer = (client or self.client).get("/entry/workbook.xlsx", query)
        assert answer.status_code == 200
        return answer.content

    def upload(self, data: bytes, client: Client | None = None) -> Any:
        file = SimpleUploadedFile("anything.bin", data)
        return (client or self.client).post(UPLOAD, {"file": file})

    def enters_online(self, indicator: Indicator, total: Any, *, version: int = 0) -> Result:
        colleague = make_person_in_post(Post.Role.STAFF, self.section, name="川崎 花子")
        by = Actor(Change.Via.PAGE, colleague)
        figure = EnteredFigure(total=Decimal(total))
        return enter_result(
            indicator, FiscalYear(YEAR), figure, version=version, round_=self.round, by=by, again=False
        )

    def totals(self) -> list[Decimal | None]:
        found = {row.indicator_id: row.total for row in Result.objects.filter(fiscal_year=YEAR)}
        return [found.get(indicator.pk) for indicator in self.indicators]


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def accept(client: Client, shown: Any, *, without: int | None = None) -> Any:
    """Press 取り込む with every row ticked, or all but one."""
    ticks = re.findall(r'name="accept" value="(\d+-\d+)"', shown.content.decode())
    chosen = [tick for place, tick in enumerate(ticks) if place != without]
    return client.post(UPLOAD, {"parcel": shown.context["parcel"], "accept": chosen}, follow=True)


def read(answer: Any) -> str:
    return read_page(answer).text


def sentences(shown: Any) -> list[str]:
    return [one for row in shown.context["preview"].refused for one in row.sentences]


def changes(shown: Any) -> list[tuple[str, str, str]]:
    rows = shown.context["preview"].changed
    return [(change.address, change.now, change.new) for row in rows for change in row.changes]


# the round trip


def test_four_of_five_cells_are_taken_in_and_the_one_changed_online_is_shown_as_a_conflict() -> None:
    office = Office()
    cells = {f"G{5 + place}": 11 + place for place in range(5)}
    file = edited(office.download(), cells)
    office.enters_online(office.indicators[2], 99)

    shown = office.upload(file)

    assert len(shown.context["preview"].changed) == 4
    text = read(shown)
    assert "川崎 花子" in text
    assert "99件" in text
    assert "13件" in text
    assert Result.objects.count() == 1
    done = accept(office.client, shown)
    assert "4行を取り込み、1行は競合のため取り込んでいません" in read(done)
    assert str(office.indicators[2]) in read(done)
    assert office.totals() == [11, 12, 99, 14, 15]


def test_what_is_taken_in_waits_for_the_chief_and_its_history_says_excel() -> None:
    office = Office(1)

    accept(office.client, office.upload(edited(office.download(), {"G5": 66})))

    row = Result.objects.get()
    assert row.entry_state == Result.EntryState.WAITING
    assert row.entered_by == office.person
    assert set(Change.objects.values_list("via", "who_name")) == {(Change.Via.EXCEL, office.person.name)}
    assert Change.objects.latest("sequence").post == str(office.person.held_posts[0])


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_file_that_nobody_changed_changes_nothing(form: str) -> None:
    office = Office(1)
    given: list[dict[str, Any]] = [
        {"total": Decimal("12.5"), "is_approximate": True, "footnote": "=注記\n二行目"},
        {"total": None, "missing": "pending", "pending_until": "令和6年11月"},
        {"total": Decimal("-12.6"), "standing": "provisional", "explanation": "'引用"},
        {"total": None, "text_value": "-策定済", "text_fulfilled": True},
        {"total": Decimal(0), "footnote": "＋1"},
    ]
    for fields in given:
        state = Result.EntryState.WAITING
        make_result(indicator=office.add(), fiscal_year=YEAR, entry_state=state, **fields)

    shown = office.upload(office.download(format=form))

    assert len(shown.context["preview"].unchanged) == 6
    assert changes(shown) == []
    assert "取り込む変更はありません" in read(shown)


def test_a_row_that_only_others_changed_is_no_conflict() -> None:
    office = Office(2)
    file = edited(office.download(), {"G5": 5})
    office.enters_online(office.indicators[1], 7)

    shown = office.upload(file)

    assert [len(shown.context["preview"].changed), len(shown.context["conflicts"])] == [1, 0]


def test_a_figure_that_changes_between_the_preview_and_the_button_is_not_overwritten() -> None:
    office = Office(2)
    shown = office.upload(edited(office.download(), {"G5": 5, "G6": 6}))
    office.enters_online(office.indicators[0], 99)

    done = accept(office.client, shown)

    assert "1行を取り込み、1行は競合" in read(done)
    assert office.totals() == [99, 6]


def test_only_ticked_rows_are_taken_in() -> None:
    office = Office(2)
    shown = office.upload(edited(office.download(), {"G5": 5, "G6": 6}))

    done = accept(office.client, shown, without=0)

    assert office.totals() == [None, 6]
    assert "印のない1行は取り込んでいません" in read(done)


def test_pressing_twice_takes_in_once() -> None:
    office = Office(1)
    shown = office.upload(edited(office.download(), {"G5": 5}))

    first, second = accept(office.client, shown), accept(office.client, shown)

    assert first.redirect_chain == second.redirect_chain
    assert "1行を取り込み" in read(second)
    assert SavedForm.objects.count() == 1
    assert Result.objects.get().version == 1


def test_the_same_file_again_changes_nothing() -> None:
    office = Office(1)
    file = edited(office.download(), {"G5": 5})
    accept(office.client, office.upload(file))

    shown = office.upload(file)

    assert len(shown.context["preview"].unchanged) == 1


def test_a_preview_is_of_one_person_and_of_one_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(1)
    shown = office.upload(edited(office.download(), {"G5": 5}))
    colleague = logged_in(make_person_in_post(Post.Role.STAFF, office.section))

    foreign = accept(colleague, shown)
    forged = office.client.post(UPLOAD, {"parcel": "x" + shown.context["parcel"]})
    monkeypatch.setattr(packing, "VALID_SECONDS", -1)
    late = accept(office.client, shown)

    assert [foreign.status_code, forged.status_code, late.status_code] == [400, 400, 400]
    assert "1時間が過ぎた" in read(late)
    assert not Result.objects.exists()


def test_a_file_that_libreoffice_wrote_is_taken_in() -> None:
    office = Office(targets={YEAR: 400})
    made = (WORKBOOKS / "libreoffice.xlsx").read_bytes()
    strings = part(made, "xl/sharedStrings.xml").decode()
    strings = re.sub(r'(令和</t>.*?preserve">)6(</t>)', r"\g<1>50\2", strings, count=1)  # a month to come
    for place, line in enumerate(lines_of(owed_in(office.round)), 1):
        strings = strings.replace(f"K111111111-11111111{place}-0-00000000", str(line.cells[FigureColumn.KEY]))

    shown = office.upload(repacked(made, {"xl/sharedStrings.xml": strings.encode()}))

    assert changes(shown) == [
        ("G5", "", "66件"),
        ("G6", "", "66件"),
        ("J7", "", "集計中"),
        ("K7", "", "令和50年11月"),
        ("G8", "", "1,234件"),
        ("L8", "", "=notes are text"),
    ]
    assert [one for one in sentences(shown) if one.startswith("G9（実績値）：「3/4」は")]
    accept(office.client, shown)
    assert office.totals() == [66, 66, None, 1234, None]


# cells as people fill them


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        pytest.param({"G5": "６６"}, {"total": 66}, id="full width"),
        pytest.param({"G5": "66件"}, {"total": 66}, id="with its unit"),
        pytest.param({"G5": "66　件数"}, {"total": 66}, id="with another spelling of its unit"),
        pytest.param({"G5": 0, "M5": "中止のため"}, {"total": 0}, id="zero is a value"),
        pytest.param(
            {"G5": -5, "M5": "転出超過"}, {"total": -5}, id="a first one below nothing, with its reason"
        ),
        pytest.param({"G5": 22.299999999999997}, {"total": "22", "total_raw": "22.3"}, id="what is shown"),
        pytest.param({"G5": "約50"}, {"total": 50, "is_approximate": True}, id="about"),
        pytest.param(
            {"G5": 5, "I5": "暫定"}, {"standing": "provisional"}, id="a standing without its ending"
        ),
        pytest.param(
            {"G5": "集計中"}, {"missing": "pending", "total": None}, id="a word in place of a number"
        ),
        pytest.param(
            {"G5": "－", "J5": "該当なし"}, {"missing": "not_applicable"}, id="a dash with a reason"
        ),
        pytest.param(
            {"J5": "集計中", "K5": date(2068, 11, 1)},
            {"missing": "pending", "pending_until": "令和50年11月"},
            id="a month that Excel took for a date",
        ),
    ],
)
def test_a_cell_is_understood(cells: dict[str, Any], stored: dict[str, Any]) -> None:
    office = Office(1)

    accept(office.client, office.upload(edited(office.download(), cells)))

    assert Result.objects.filter(**stored).exists()


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"G5": "50-60"}, "G5（実績値）：「50-60」には数値が2つ以上ある"),
        ({"G5": "=1+1"}, "G5（実績値）：計算式の結果がファイルに保存されていない"),
        ({"L5": '=HYPERLINK("http://x")'}, "L5（注記）：計算式の結果がファイルに保存されていない"),
        ({"G5": date(2024, 3, 4)}, "G5（実績値）：セルの内容が日付や時刻（2024年3月4日）"),
        ({"G5": "なかなか良い"}, "G5（実績値）：「なかなか良い」は数値として読めない"),
        ({"G5": "9" * 400}, "G5（実績値）：入力が長すぎる"),
        ({"G5": -5}, "M5（増減の説明）：令和4年度の−5件は、この指標で初めての負の値です。"),
        ({"G5": "22.2999999999999971"}, "G5（実績値）：「22.2999999999999971」は有効数字が15桁を超える"),
        ({"G5": "5人"}, "G5（実績値）：単位「人」はこの指標の単位「件」と違う"),
        ({"G5": "－"}, "G5（実績値）：「－」だけでは理由が分からない"),
        ({"G5": True}, "G5（実績値）：TRUE・FALSEは数値ではない"),
        ({"L5": "注記だけ"}, "G5（実績値）：実績値を入力するか、値がない理由を選んでください。"),
        ({"G5": 5, "H5": 2}, "H5（うち当該年度分（累計））：「うち当該年度分」は、累計の指標だけ"),
        ({"G5": 5, "I5": "概算"}, "I5（値の種別）：「概算」は選択肢にないため、確定値・"),
        ({"J5": "忙しい"}, "J5（値がない理由）：「忙しい」は選択肢にない"),
        ({"G5": 5, "J5": "集計中"}, "J5（値がない理由）：実績値と値がない理由の両方がある"),
        ({"J5": "集計中", "K5": "R6.11"}, "K5（確定見込年月）：令和6年11月はもう過ぎています"),
        ({"J5": "集計中", "K5": "令" * 21}, "K5（確定見込年月）：21文字あります"),
        ({"G5": 5, "M5": "あ" * 20_001}, "M5（増減の説明）：20,001文字あります"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_nothing_of_its_row_is_offered(
    cells: dict[str, Any], says: str
) -> None:
    office = Office(2)

    shown = office.upload(edited(office.download(), cells | {"G6": 7}))

    assert sentences(shown)[0].startswith(says)
    assert [change[0] for change in changes(shown)] == ["G6"]
    assert 'name="accept"' in shown.content.decode()


def computed(data: bytes, address: str, formula: str, result: str, kind: str = "n") -> bytes:
    """Return the workbook with a formula in a cell, and what a spreadsheet computed when it saved it."""
    path = "xl/worksheets/sheet1.xml"
    cell = f'<c r="{address}" t="{kind}"><f>{formula}</f><v>{result}</v></c>'
    sheet = re.sub(rf'<c r="{address}"[^>]*?(/>|>.*?</c>)', cell, part(data, path).decode())
    assert cell in sheet
    return repacked(data, {path: sheet.encode()})


def test_a_formula_is_read_by_its_stored_result_and_named() -> None:
    office = Office(1, decimals=1)

    shown = office.upload(computed(office.download(), "G5", "10/3", "3.3333333333333335"))

    assert changes(shown) == [("G5", "", "3.3件")]
    assert [sentence.strip() for sentence in shown.context["preview"].changed[0].sentences] == [
        "G5：計算式「=10/3」の結果「3.33333333333333」を読みました。",
        "G5：3.33333333333333件を小数1桁に四捨五入して3.3件とします。元の値も控えに残します。",
    ]
    accept(office.client, shown)
    row = Result.objects.get(fiscal_year=YEAR)
    assert (row.total, row.total_raw) == (Decimal("3.3"), "3.33333333333333")


def test_a_formula_that_went_wrong_is_named_by_its_error() -> None:
    office = Office(1)

    shown = office.upload(computed(office.download(), "G5", "1/0", "#DIV/0!", kind="e"))

    assert sentences(shown)[0].startswith("G5（実績値）：「#DIV/0!」はExcelのエラーのため")
    assert not changes(shown)


@pytest.mark.parametrize(
    ("number_format", "says"),
    [
        pytest.param("#,##0,", "表示形式（#,##0,）で千分の1などに縮めて表示され", id="thousands"),
        pytest.param(
            "0.0%", "単位「％」はこの指標の単位「件」と違う", id="a percentage where cases are counted"
        ),
    ],
)
def test_a_format_that_shows_another_number_is_asked_about(number_format: str, says: str) -> None:
    office = Office(1)
    book = load_workbook(io.BytesIO(office.download()))
    book[SHEET]["G5"] = 12
    book[SHEET]["G5"].number_format = number_format

    shown = office.upload(saved(book))

    assert says in sentences(shown)[0]
    assert not changes(shown)


def test_a_ratio_of_a_spreadsheet_is_rounded_by_the_indicator_and_kept() -> None:
    office = Office(1, unit="％", decimals=1, rounding="down", targets={YEAR: 70})
    book = load_workbook(io.BytesIO(office.download()))
    book[SHEET]["G5"] = 0.7318741450068399
    book[SHEET]["G5"].number_format = "0.0%"

    shown = office.upload(saved(book))

    assert changes(shown) == [("G5", "", "73.1％")]
    assert "73.187414500684％を小数1桁に切捨てして73.1％" in read(shown)
    accept(office.client, shown)
    row = Result.objects.get(fiscal_year=YEAR)
    assert (row.total, row.total_raw) == (Decimal("73.1"), "73.187414500684")

    again = office.upload(saved(book))  # says the same as what is stored

    assert not changes(again)


def test_a_figure_replaces_the_reason_that_stood_there_and_says_so() -> None:
    office = Office(1)
    make_result(
        indicator=office.indicators[0],
        fiscal_year=YEAR,
        missing="pending",
        pending_until="令和6年11月",
        entry_state=Result.EntryState.WAITING,
    )

    shown = office.upload(edited(office.download(), {"G5": 66}))

    assert "値がない理由「集計中」は消します" in read(shown)
    accept(office.client, shown)
    row = Result.objects.get()
    assert (row.total, row.missing, row.pending_until, row.version) == (66, "", "", 2)


def test_a_figure_that_falls_is_taken_in_only_with_its_explanation() -> None:
    office = Office(1, results={YEAR - 1: 60})
    file = office.download()

    without = office.upload(edited(file, {"G5": 50}))
    explained = office.upload(edited(file, {"G5": 50, "M5": "施設の改修のため"}))

    assert sentences(without)[0].startswith("M5（増減の説明）：昨年度（60件）より下がっています。")
    assert len(explained.context["preview"].changed) == 1


def test_a_target_in_words_is_answered_in_words() -> None:
    office = Office(0)
    indicator = office.add(targets={}, unit="")
    make_target(indicator=indicator, fiscal_year=YEAR, comparator="text", value=None, text="計画の策定")

    shown = office.upload(edited(office.download(), {"G5": "策定済", "I5": "達成"}))
    accept(office.client, shown)

    row = Result.objects.get()
    assert (row.text_value, row.text_fulfilled, row.total) == ("策定済", True, None)


def test_a_column_that_is_gone_leaves_what_is_stored() -> None:
    office = Office(1)
    waiting = Result.EntryState.WAITING
    make_result(indicator=office.indicators[0], fiscal_year=YEAR, footnote="残す", entry_state=waiting)
    book = load_workbook(io.BytesIO(office.download()))
    book[SHEET].delete_cols(12)
    book[SHEET]["G5"] = 6

    shown = office.upload(saved(book))
    accept(office.client, shown)

    assert "次の列がファイルにないため、今の値のままにします：注記" in read(shown)
    assert Result.objects.get().footnote == "残す"


def test_rows_in_another_order_are_found_by_their_key() -> None:
    office = Office(3)
    book = load_workbook(io.BytesIO(office.download()))
    rows = [[cell.value for cell in row] for row in book[SHEET].iter_rows(min_row=5, max_row=7)]
    for number, row in zip((7, 5, 6), rows, strict=True):
        for place, value in enumerate(row, 1):
            book[SHEET].cell(number, place).value = value
    book[SHEET]["G7"] = 2

    accept(office.client, office.upload(saved(book)))

    assert office.totals() == [2, None, None]


# whose rows


def test_a_row_of_another_department_is_not_found_like_one_that_does_not_exist() -> None:
    office, other = Office(1), Office(1)
    elsewhere = office.add(department=make_department(local_government_code=office.code))
    foreign = [
        str(line.cells[FigureColumn.KEY]) for line in lines_of(owed_in(other.round) + owed_in(office.round))
    ]
    unknown = [
        "K99999-1-0-00000000",
        "4-2-4",
        *(key for key in foreign if f"-{elsewhere.pk}-" in key),
        foreign[0],
    ]
    cells: dict[str, Any] = {f"A{6 + place}": key for place, key in enumerate(unknown)}
    cells |= {f"G{6 + place}": 1 for place in range(4)} | {"G10": 1}

    shown = office.upload(edited(office.download(), cells))

    assert [one[:17] for one in sentences(shown)] == ["この行の管理番号は見つかりません。"] * 4 + [
        "管理番号がないため取り込みません。"
    ]
    assert changes(shown) == []


def test_of_many_refused_rows_the_first_are_listed_and_all_are_counted() -> None:
    office = Office(1)

    shown = office.upload(edited(office.download(), {f"G{row}": 1 for row in range(6, 126)}))

    assert len(sentences(shown)) == 120
    page = read(shown)
    assert page.count("管理番号がないため") == 100
    assert "取り込めない行は全部で120行です。はじめの100行を表示しています。" in page


def test_the_same_row_twice_is_refused_and_named() -> None:
    office = Office(1)
    data = office.download()
    key = read_sheet(data).rows[0].cells[FigureColumn.KEY].text

    shown = office.upload(edited(data, {"G5": 1, "A6": key, "G6": 2}))

    assert [re.findall(r"が(\d+)行目", one) for one in sentences(shown)] == [["6"], ["5"]]


@pytest.mark.parametrize(
    ("role", "where", "rows", "may_take_in"),
    [
        (Post.Role.STAFF, "section", 1, True),
        (Post.Role.CHIEF, "section", 1, True),
        (Post.Role.BUREAU, "bureau", 2, False),
        (Post.Role.PLANNING, "elsewhere", 3, True),
    ],
)
def test_a_workbook_holds_what_a_role_may_see(role: str, where: str, rows: int, may_take_in: bool) -> None:
    office = Office(0)
    units = {"bureau": make_department(local_government_code=office.code)}
    units |= {
        name: make_department(local_government_code=office.code, parent=parent)
        for name, parent in (("section", units["bureau"]), ("sister", units["bureau"]), ("elsewhere", None))
    }
    for name in ("section", "sister", "elsewhere"):
        office.add(department=units[name])
    client = logged_in(make_person_in_post(role, units[where]))

    data = office.download(client)
    shown = office.upload(edited(data, {"G5": 5}), client)

    assert len(read_sheet(data).rows) == rows
    assert bool(changes(shown)) == may_take_in
    assert ("権限がありません" in read(shown)) != may_take_in


@pytest.mark.parametrize(
    "fewer",
    [
        pytest.param({"valid_to": timezone.localdate() - timedelta(days=1)}, id="the post has ended"),
        pytest.param({"role": Post.Role.BUREAU}, id="it now only lets one look"),
    ],
)
def test_a_right_that_is_gone_since_the_preview_takes_nothing_in(fewer: dict[str, Any]) -> None:
    office = Office(1)
    shown = office.upload(edited(office.download(), {"G5": 5}))
    Post.objects.update(**fewer)

    done = accept(office.client, shown)

    assert "1行は取り込めませんでした" in read(done)
    assert not Result.objects.exists()


def test_a_confirmed_figure_and_a_closed_round_do_not_change() -> None:
    office = Office(2)
    row = office.enters_online(office.indicators[0], 7)
    chief = make_person_in_post(Post.Role.CHIEF, office.section)
    confirm_results([(row, row.version)], round_=office.round, by=Actor(Change.Via.PAGE, chief))
    file = edited(office.download(), {"G5": 8, "G6": 9})

    confirmed = office.upload(file)
    EntryRound.objects.update(is_closed=True)
    closed = office.upload(file)

    assert [one[:8] for one in sentences(confirmed)] == ["課長確認済のため"]
    assert len(confirmed.context["preview"].changed) == 1
    assert [one[:12] for one in sentences(closed)] == ["入力依頼が締め切られたため"[:12]] * 2
    done = accept(office.client, confirmed)
    assert "0行を取り込み" in read(done)
    assert office.totals() == [7, None]


def test_what_somebody_may_not_see_is_not_found() -> None:
    office, other = Office(1), Office(1)

    foreign = office.client.get("/entry/workbook.xlsx", {"round": other.round.pk})
    committee = logged_in(make_person_in_post(Post.Role.COMMITTEE, office.section))

    assert foreign.status_code == 404
    assert committee.get("/entry/workbook.xlsx").status_code == 404
    assert office.client.get("/entry/upload/taken-in/?of=x").status_code == 404


@pytest.mark.parametrize("name", ["entry:workbook", "entry:upload", "entry:taken_in"])
def test_every_page_asks_for_a_login(client: Client, name: str) -> None:
    answer = client.get(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:login"))


# the form


def test_a_file_that_is_refused_says_why_on_the_page() -> None:
    office = Office(1)

    answers = [office.client.post(UPLOAD), office.upload(b"%PDF"), office.upload(b"x" * (LARGEST_FILE + 1))]

    assert [answer.status_code for answer in answers] == [400, 422, 413]
    assert "PDF" in read(answers[1])
    assert "5MB" in read(answers[2])


def test_an_upload_far_too_large_is_refused_before_it_is_read() -> None:
    office = Office(1)
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.person)

    answer = client.post(
        UPLOAD, b"x" * (LARGEST_FILE + FORM_AROUND + 1), content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code == 413
    assert not vars(answer.wsgi_request)["_read_started"]


def test_an_upload_without_the_forms_token_is_refused() -> None:
    office = Office(1)
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.person)

    assert office.upload(office.download(), client).status_code == 403


def test_a_download_is_named_by_us_and_kept_private() -> None:
    office = Office(1)

    answer = office.client.get("/entry/workbook.xlsx", {"format": "../../x"})

    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Disposition"].endswith(f"_R4_{office.round.pk}.xlsx")
    assert "no-store" in answer["Cache-Control"]


# a session that ended before 取り込む


def sent_late(office: Office, shown: Any, accepted: list[int]) -> Any:
    """Press 取り込む with these rows ticked when the session is over; return the answer."""
    ticks = re.findall(r'name="accept" value="(\d+-\d+)"', shown.content.decode())
    sent = {"parcel": shown.context["parcel"], "accept": [ticks[place] for place in accepted]}
    office.client.logout()
    form = urlencode(sent, doseq=True)
    return office.client.post(UPLOAD, form, content_type="application/x-www-form-urlencoded")


def again(office: Office, page: Any) -> Any:
    ticks = re.findall(r'name="accept" value="(\d+-\d+)" checked', page.content.decode())
    sent = {"parcel": page.context["parcel"], "accept": ticks, "parked": page.context["parked"]}
    return office.client.post(UPLOAD, sent, follow=True)


def test_a_preview_comes_back_after_a_login_with_its_ticks_however_old_and_counts_once(monkeypatch) -> None:
    office = Office(3)
    file = edited(office.download(), {"G5": 11, "G6": 12, "G7": 13})
    with monkeypatch.context() as two_hours_ago:
        then = time.time() - 7200
        two_hours_ago.setattr("django.core.signing.time.time", lambda: then)
        shown = office.upload(file)

    page = logged_in_again(office.client, office.person, sent_late(office, shown, [0, 2]))

    assert "まだ取り込んでいません" in read(page)
    assert [change[1:] for change in changes(page)] == [("", "11件"), ("", "12件"), ("", "13件")]
    assert office.totals() == [None, None, None]
    assert "2行を取り込み" in read(again(office, page))
    assert office.totals() == [11, None, 13]
    assert not ParkedForm.objects.exists()
    again(office, page)
    assert SavedForm.objects.count() == 1
    assert [row.version for row in Result.objects.filter(fiscal_year=YEAR)] == [1, 1]


def test_what_somebody_entered_meanwhile_is_a_conflict_in_the_preview_that_comes_back() -> None:
    office = Office(2)
    shown = office.upload(edited(office.download(), {"G5": 11, "G6": 12}))
    answer = sent_late(office, shown, [0, 1])
    office.enters_online(office.indicators[0], 99)

    page = logged_in_again(office.client, office.person, answer)

    assert len(page.context["preview"].changed) == 1
    assert "川崎 花子" in read(page)
    again(office, page)
    assert office.totals() == [99, 12]


def test_a_preview_that_is_somebody_elses_does_not_come_back() -> None:
    office = Office(1)
    answer = sent_late(office, office.upload(edited(office.download(), {"G5": 11})), [0])
    colleague = make_person_in_post(Post.Role.STAFF, office.section)

    page = logged_in_again(office.client, colleague, answer)

    assert "ファイルを選び直してください" in read(page)
    assert 'name="parcel"' not in page.content.decode()


def test_a_preview_too_long_to_be_kept_is_asked_for_again(monkeypatch) -> None:
    office = Office(1)
    shown = office.upload(edited(office.download(), {"G5": 11}))
    monkeypatch.setattr("entry.workbook.views.workbook.LONGEST_FORM", 100)

    page = logged_in_again(office.client, office.person, sent_late(office, shown, [0]))

    assert "もう一度選んでください。" in read(page)
    assert not Result.objects.exists()


def test_a_file_sent_after_the_session_is_not_read_and_is_asked_for_again() -> None:
    office = Office(1)
    file = edited(office.download(), {"G5": 11})
    office.client.logout()
    answer = office.upload(file)

    assert not vars(answer.wsgi_request)["_read_started"]
    page = logged_in_again(office.client, office.person, answer)
    assert "ファイルはお預かりしないので、もう一度選んでください。" in read(page)
    assert not ParkedForm.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_download_and_preview_cost_the_same_queries_however_many_rows(
    count: int, django_assert_max_num_queries
) -> None:
    office = Office(count)
    with django_assert_max_num_queries(19):
        data = office.download()
    file = edited(data, {f"G{5 + place}": 1 for place in range(count)})

    with django_assert_max_num_queries(19):
        office.upload(file)


def test_what_a_file_is_taken_in_to_is_read_before_the_transaction_begins() -> None:
    office = Office(3)
    shown = office.upload(edited(office.download(), {"G5": 66}))
    with CaptureQueriesContext(connection) as asked:
        accept(office.client, shown)
    said = [one["sql"] for one in asked]
    begun = next(place for place, sql in enumerate(said) if 'INTO "desk_savedform"' in sql)
    read_at = [place for place, sql in enumerate(said) if 'FROM "indicators_indicator"' in sql]
    assert read_at
    assert max(read_at) < begun
    assert office.totals() == [66, None, None]
