"""Sheets on the lists: of who writes them, of the 課長, on the board, in the file and the mail of what is missing."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from desk.actions.once import new_key
from entry.reminders.actions.outbox import remind
from evaluations.sheets.answers import Answer
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import EntryRound
from tests.entry.office import YEAR, planner_of
from tests.entry.sheets import TYPED, WHOLE, client_at, hidden, make_desk, path_of, send, stored
from tests.factories import make_node, make_person_in_post
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk()


def list_of(person, query=""):
    return read(client_at(person).get(f"/entry/{query}"))


def rows_of(page, heading):
    """Return the rows of the first table of that section, without its head."""
    return page.one("section", **{"aria-labelledby": heading}).all("table")[0].rows[1:]


def ticks(page):
    return [one.attributes["value"] for one in page.all("input", type="checkbox", name="row")]


def confirm(person, desk, *rows):
    return client_at(person).post(
        "/entry/sheets/confirm/", {"round": desk.request.round.pk, "row": rows, "once": new_key()}
    )


def test_each_sheet_of_the_own_section_is_one_click_away_with_the_last_achievement(desk):
    node = desk.owes(name="見守り支援事業")
    desk.year_before().confirmed(node)
    make_node(parent=desk.office.node, department=desk.office.beside().department, name="他課の事業")
    make_node(parent=desk.office.node, name="所管のない事業")
    page = list_of(desk.office.staff)
    ((name, state, due, before, button),) = rows_of(page, "sheets")
    assert name == f"{node}{desk.office.node}"
    assert (state, due, before) == ("未入力", "残り30日", "3意味3")
    assert button.startswith("書く")
    assert page.links.count(path_of(node)) == 2


def test_a_relisted_undertaking_is_owed_once(desk):
    other = make_node(period=desk.office.node.period)
    desk.owes(also_under=other)
    assert len(rows_of(list_of(desk.office.staff), "sheets")) == 1


def test_a_round_without_a_request_asks_for_no_sheets(desk):
    desk.owes()
    desk.request.delete()
    page = list_of(desk.office.staff)
    assert page.all("section", **{"aria-labelledby": "sheets"}) == []
    assert (
        read(client_at(planner_of(desk.office)).get("/entry/board/")).all("dd", class_="value")[0].text
        == "0件"
    )


def test_what_was_sent_back_comes_first_with_its_reason_and_what_is_handed_in_folds_away(desk):
    desk.owes(name="一")
    returned = desk.written(desk.owes(name="二"))
    ProjectSheet.objects.filter(pk=returned.pk).update(
        entry_state="returned", returned_reason="実績が足りません。"
    )
    desk.written(desk.owes(name="三"))
    draft = desk.written(desk.owes(name="四"), hand_in=False)
    page = list_of(desk.office.staff)
    rows = rows_of(page, "sheets")
    assert [row[0].split()[1][0] for row in rows] == ["二", "一", "四"]
    assert rows[0][1] == "差戻し 実績が足りません。"
    assert rows[2][1] == "入力中"
    assert rows[2][4].startswith("続きを書く")
    assert draft.entry_state == "draft"
    folded = page.one("section", **{"aria-labelledby": "sheets"}).one("details")
    assert folded.one("summary").text == "提出済みの評価シート 1件"


def test_the_chief_sees_what_changed_and_confirms_many_at_once(desk):
    nodes = [desk.owes(name="一"), desk.owes(name="二")]
    before = desk.year_before()
    before.confirmed(nodes[0])
    changed = WHOLE | {"achievement": Answer(symbol="4", text="遅れた。"), "visits": Answer()}
    for node in nodes:
        desk.written(node, **changed)
    page = list_of(desk.office.chief)
    first, second = rows_of(page, "sheets-waiting")
    assert first[1] == "3意味3 →から 4意味4"
    assert first[2] == "2項目／4"
    assert second[2] == "比べるシートなし"
    assert first[3].startswith("担当 花子")
    answer = confirm(desk.office.chief, desk, *ticks(page))
    assert answer.status_code == 302
    states = ProjectSheet.objects.filter(cycle=desk.request.cycle).values_list("entry_state", flat=True)
    assert set(states) == {"confirmed"}
    assert "2件を確認しました。" in list_of_again(desk, answer)


def list_of_again(desk, answer):
    client = client_at(desk.office.chief)
    client.cookies.update(answer.cookies)
    return read(client.get(answer.url)).text


def test_the_chief_confirms_from_the_sheet_itself(desk):
    node = desk.owes()
    desk.written(node)
    page = read(client_at(desk.office.chief).get(f"{path_of(node)}read/"))
    (row,) = [one.attributes["value"] for one in page.all("input", type="hidden", name="row")]
    assert confirm(desk.office.chief, desk, row).status_code == 302
    assert stored(node).entry_state == "confirmed"


def test_nobody_confirms_the_own_sheet_and_one_that_changed_meanwhile_is_told(desk):
    own = desk.owes(name="自分の")
    send(desk.office.chief, own, TYPED)
    send(desk.office.staff, own, TYPED | {"hand_in": "1"})
    page = list_of(desk.office.chief)
    assert ticks(page) == []
    assert "ほかの課長の確認か" in page.text
    page = read(client_at(desk.office.chief).get(f"{path_of(own)}read/"))
    assert not page.all("input", type="hidden", name="row")
    assert "ほかの課長の確認か" in page.text
    sheet = stored(own)
    assert confirm(desk.office.chief, desk, f"{sheet.pk}-{sheet.version}").status_code == 403
    other = desk.written(desk.owes(name="ほかの"))
    send(desk.office.staff, other.node, TYPED | {"hand_in": "1", "text-plan": "直した。"})
    answer = confirm(desk.office.chief, desk, f"{other.pk}-{other.version}")
    assert answer.status_code == 409
    assert "に担当 花子（" in read(answer).text
    assert stored(other.node).entry_state == "waiting"
    assert confirm(desk.office.chief, desk).status_code == 422


def test_a_sheet_changed_meanwhile_is_named_with_who_wrote_in_it_and_the_other_is_confirmed(desk):
    other = make_person_in_post("staff", desk.office.department, name="別の 次郎")
    right, moved = desk.written(desk.owes(name="一")), desk.written(desk.owes(name="二"))
    send(other, moved.node, TYPED | {"hand_in": "1", "text-plan": "直した。"})
    rows = [f"{one.pk}-{one.version}" for one in (right, moved)]
    answer = confirm(desk.office.chief, desk, *rows)
    page = read(answer)
    assert answer.status_code == 409
    assert (stored(right.node).entry_state, stored(moved.node).entry_state) == ("confirmed", "waiting")
    said = page.one("div", role="alert").text
    assert "1件は、表示した後に変更されたため" in said
    assert "に別の 次郎（" in said
    assert "1件を確認しました。" in page.text
    assert ticks(page) == [f"{moved.pk}-{stored(moved.node).version}"]
    assert confirm(desk.office.chief, desk, *ticks(page)).status_code == 302


def test_a_sheet_goes_back_with_a_reason(desk):
    node = desk.owes()
    sheet = desk.written(node)
    client = client_at(desk.office.chief)
    address = f"{path_of(node)}send-back/"
    assert (
        client.post(address, {"version": sheet.version, "reason": " ", "once": new_key()}).status_code == 422
    )
    answer = client.post(
        address, {"version": sheet.version, "reason": "実績を数で書いてください。", "once": new_key()}
    )
    assert answer.url == "/entry/"
    assert stored(node).entry_state == "returned"
    assert "実績を数で書いてください。" in list_of(desk.office.staff).text
    send(desk.office.staff, node, TYPED | {"hand_in": "1"})
    stale = client.post(address, {"version": sheet.version, "reason": "もう一度。", "once": new_key()})
    assert stale.status_code == 409
    assert "もう一度。" in stale.content.decode()


def test_ticks_set_before_the_session_was_over_are_there_again(desk):
    sheet = desk.written()
    client = client_at(desk.office.chief)
    form = {"round": desk.request.round.pk, "row": f"{sheet.pk}-{sheet.version}"}
    client.logout()
    answer = client.post("/entry/sheets/confirm/", form)
    client.force_login(desk.office.chief)
    page = client.get("/entry/sheets/confirm/?parked=" + answer.url.partition("parked%3D")[2])
    (box,) = read(page).all("input", type="checkbox", name="row")
    assert "checked" in box.attributes


def test_the_board_counts_figures_and_sheets_together_and_names_the_sheets_among_them(desk):
    desk.office.owes()
    desk.office.entered("confirmed")
    desk.owes()
    desk.written()
    desk.confirmed()
    EntryRound.objects.filter(pk=desk.request.round.pk).update(
        due_on=timezone.localdate() - timedelta(days=2)
    )
    page = read(client_at(planner_of(desk.office)).get("/entry/board/"))
    ((_, _, _, owed, entered, confirmed, waiting, _, overdue, days),) = page.one("table").rows[1:]
    assert (owed, entered, confirmed) == ("5うちシート 3", "3うちシート 2", "2うちシート 1")
    assert (waiting, overdue, days) == ("1", "2件", "2日")
    assert "うち評価シート 3件" in page.text
    department = read(client_at(planner_of(desk.office)).get(f"/entry/board/{desk.office.department.pk}/"))
    assert "対象の評価シート 3件" in department.text
    assert [row[1] for row in rows_of(department, "sheets")] == ["未入力", "課長確認待ち", "確認済"]


def test_what_is_missing_is_in_the_file_by_bureau_and_in_the_request(desk):
    node = desk.owes(name="=1+1支援事業")
    desk.written()
    planner = planner_of(desk.office)
    answer = client_at(planner).get("/entry/board/missing.xlsx")
    book = load_workbook(BytesIO(answer.content))
    heading, line = book[str(desk.office.bureau)].values
    said = dict(zip(heading, line, strict=True))
    assert said["計画の項目"] == str(desk.office.node)
    assert (said["指標・シート"], said["状態"]) == (f"{node}の評価シート", "未入力")
    page = read(client_at(planner).get("/entry/board/"))
    asked = page.one("textarea").text
    assert "成果指標等の実績と評価シートについて" in asked
    assert "1件（うち評価シート1件）" in asked


def test_a_mail_asks_for_sheets_and_figures_together_and_leads_to_the_only_one(desk):
    office = desk.office
    node = desk.owes(name="見守り支援事業")
    desk.year_before().confirmed(node)
    office.staff.email = "tanto@city.example"
    office.staff.save()
    EntryRound.objects.filter(fiscal_year=YEAR - 1).update(is_closed=True)
    EntryRound.objects.filter(fiscal_year=YEAR).update(due_on=timezone.localdate() + timedelta(days=5))
    remind(timezone.localdate())
    (message,) = mail.outbox
    assert f"・{node.address} 見守り支援事業の評価シート\n　前回の達成度：3 意味3" in message.body
    assert path_of(node) in message.body
    remind(timezone.localdate())
    assert len(mail.outbox) == 1
    office.owes()
    send(office.staff, node, TYPED | {"hand_in": "1"})
    assert "未入力　1件" in message.body


def test_a_sheet_that_no_chief_has_confirmed_is_seen_by_nobody_else(desk):
    node = desk.owes()
    desk.request.cycle.is_published = True
    desk.request.cycle.save()
    sheet = desk.written(node, **WHOLE | {"achievement": Answer(symbol="5", text="理由")})
    outsider = make_person_in_post("staff", desk.office.beside().department)
    address = f"{node.get_absolute_url()}?plan={desk.office.round.plan.local_government_code}&year={YEAR}"
    assert "意味5" not in client_at(outsider).get(address).content.decode()
    confirm(desk.office.chief, desk, f"{sheet.pk}-{sheet.version}")
    assert "意味5" in client_at(outsider).get(address).content.decode()


@pytest.mark.parametrize("who", ["staff", "chief", "planner"])
def test_the_number_of_queries_is_the_same_for_three_sheets_and_for_thirty(desk, who):
    def fill(count):
        for number in range(count):
            node = desk.owes()
            if number % 3 == 0:
                before.confirmed(node)
            desk.written(node, hand_in=number % 3 != 2)

    before = desk.year_before()
    person = planner_of(desk.office) if who == "planner" else getattr(desk.office, who)
    address = "/entry/board/" if who == "planner" else "/entry/"
    counts = []
    for more in (3, 27):
        fill(more)
        client = client_at(person)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_form_carries_a_version_and_without_it_nothing_is_written(desk):
    node = desk.owes()
    client = client_at(desk.office.staff)
    form = hidden(client, node)
    form.pop("version")
    assert client.post(path_of(node), form | TYPED).status_code == 400
    assert not ProjectSheet.objects.exists()
