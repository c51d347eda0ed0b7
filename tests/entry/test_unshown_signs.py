"""Signs nobody sees, by which a text reads as another: refused beside their field, wherever something is entered."""

import html
from typing import Any

import pytest
from django.test import Client

from desk.actions.once import new_key
from indicators.models import EntryRound, Result
from tests.entry.archives import edited
from tests.entry.office import YEAR, Office, client_of, make_office, planner_of

pytestmark = pytest.mark.django_db

SENTENCE = "表示を乱す見えない文字（"
SIGNS = (
    pytest.param("\u202e", id="turns the reading direction"),
    pytest.param("\u2066", id="isolates a direction"),
    pytest.param("\u2028", id="breaks a line unseen"),
    pytest.param("\x07", id="controls a terminal"),
)


@pytest.fixture
def office() -> Office:
    return make_office()


def assert_refused(answer: Any, *kept: str) -> None:
    assert answer.status_code in {200, 400, 422}
    text = html.unescape(answer.content.decode())
    assert SENTENCE in text
    assert all(words in text for words in kept)


@pytest.mark.parametrize("sign", SIGNS)
def test_every_text_of_one_figure_refuses_it_and_keeps_the_rest(sign, office):
    indicator = office.owes()
    client, path = client_of(office.staff), f"/entry/{indicator.pk}/{YEAR}/"
    form = {"version": 0, "once": "k" * 32, "total": "11"}
    for field in ("footnote", "explanation", "total"):
        answer = client.post(path, form | {"explanation": "説明は残る"} | {field: f"1{sign}1"})
        assert_refused(answer, *["説明は残る"] * (field != "explanation"))
        errors = answer.context["form"].errors
        assert list(errors) == [field]
        assert SENTENCE in errors[field][0]
    assert not Result.objects.filter(fiscal_year=YEAR).exists()


@pytest.mark.parametrize("sign", SIGNS)
def test_a_row_of_the_grid_refuses_it_in_its_field_and_the_others_are_saved(sign, office):
    wrong, right = office.owes(), office.owes()
    client = client_of(office.staff)
    rows = [f"{one.pk}-0-{'0' * 16}" for one in (wrong, right)]
    typed = {f"{wrong.pk}-total": "11", f"{wrong.pk}-footnote": f"注{sign}記", f"{right.pk}-total": "12"}
    address = f"/entry/grid/?round={office.round.pk}&department={office.department.pk}"
    answer = client.post(address, {"row": rows, "once": "g" * 32} | typed)
    assert_refused(answer, 'value="11"')
    assert [row.indicator for row in Result.objects.filter(fiscal_year=YEAR)] == [right]


def test_a_workbook_with_it_is_refused_by_the_name_of_the_cell(office):
    office.owes(), office.owes()
    client = client_of(office.staff)
    data = client.get("/entry/workbook.xlsx").content
    cells = {"G5": 11, "G6": 12, footnote_cell(data): "注\u202e記"}
    answer = upload(client, edited(data, cells))
    text = html.unescape(answer.content.decode())
    assert f"{footnote_cell(data)}（注記）：{SENTENCE}U+202E" in text
    assert "12件" in text
    assert "11件" not in text


@pytest.mark.parametrize("sign", SIGNS)
def test_sending_back_and_the_forms_of_a_round_refuse_it(sign, office):
    row = office.entered()
    reason = f"桁を{sign}確認"
    back = client_of(office.chief).post(
        f"/entry/{row.indicator_id}/{YEAR}/send-back/", {"version": 1, "once": new_key(), "reason": reason}
    )
    assert_refused(back, reason)
    planner = client_of(planner_of(office))
    path = f"/entry/rounds/{office.round.pk}/"
    due = office.round.due_on
    assert_refused(
        planner.post(path, {"version": 1, "once": new_key(), "due_on": due, "why": reason}), reason
    )
    EntryRound.objects.update(is_closed=True)
    assert_refused(
        planner.post(f"{path}reopen/", {"version": 1, "once": new_key(), "reason": reason}), reason
    )
    row.refresh_from_db()
    assert (row.entry_state, EntryRound.objects.get().is_closed) == ("waiting", True)


def footnote_cell(data: bytes) -> str:
    """Return the cell of the first figure below the heading 注記."""
    from io import BytesIO

    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return next(f"{cell.column_letter}5" for cell in sheet[4] if cell.value == "注記")


def upload(client: Client, data: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/entry/upload/", {"file": SimpleUploadedFile("a.xlsx", data)})
