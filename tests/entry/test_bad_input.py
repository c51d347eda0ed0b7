"""What is no number, in every place where one is typed: its own sentence beside it, the rest kept, nothing written."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from entry.workbook.columns import SHEET, FigureColumn
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import Result
from tests.entry import sheet_office
from tests.entry.archives import saved
from tests.entry.grid import test_grid
from tests.entry.office import YEAR, Office, client_of, make_office
from tests.entry.sheets import make_desk, send
from tests.reading import Element, read

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

NOTE: Final = "注記は残る。"
CASES: Final = {
    "negative": ("-5", "負の数"),
    "about": ("約50", "概数"),
    "two numbers": ("50-60", "数値が2つ以上"),
    "four hundred digits": ("9" * 400, "長すぎ"),
    "a formula": ("=1+1", "計算式"),
    "a date": ("3/4", "日付や時刻"),
    "text": ("たくさん", "数値として読めない"),
    "another unit": ("66人", "単位「人」"),
}


def described(page: Element, field: Element) -> str:
    """Return what stands beside a field because it is wrong."""
    assert field.attributes["aria-invalid"] == "true"
    ids = field.attributes["aria-describedby"].split()
    return " ".join(one.text for id_ in ids for one in page.all("ul", "p", "span", "div", id=id_))


def hidden(page: Element) -> dict[str, str]:
    fields = page.all("input", type="hidden")
    return {one.attributes["name"]: one.attributes.get("value", "") for one in fields}


def on_the_page(office: Office, typed: Any) -> str:
    """Type it as the figure; return what is said beside it."""
    owed = office.owes(unit="件")
    client, path = client_of(office.staff), f"/entry/{owed.pk}/{YEAR}/"
    answer = client.post(path, hidden(read(client.get(path))) | {"total": typed, "footnote": NOTE})
    assert answer.status_code == 422
    return kept(read(answer), "total", typed, "footnote")


def in_the_grid(office: Office, typed: Any) -> str:
    owed = office.owes(unit="件")
    client = client_of(office.staff)
    shown = test_grid.keys(client)
    answer = test_grid.save(client, shown, {owed.pk: {"total": typed, "footnote": NOTE}})
    return kept(read(answer), f"{owed.pk}-total", typed, f"{owed.pk}-footnote")


def in_the_sheet(office: Office, typed: Any) -> str:
    desk = make_desk(office)
    answer = send(office.staff, desk.owes(), {"number-visits": typed, "text-plan": NOTE})
    assert answer.status_code == 422
    return kept(read(answer), "number-visits", typed, "text-plan")


def kept(page: Element, name: str, typed: str, other: str) -> str:
    field = page.one("input", name=name)
    assert field.attributes["value"] == typed
    assert page.one("textarea", name=other).text == NOTE
    return described(page, field)


def in_a_workbook(office: Office, typed: Any) -> str:
    office.owes(unit="件")
    return uploaded(client_of(office.staff), SHEET, str(FigureColumn.TOTAL), typed, "preview")


def in_a_workbook_of_sheets(office: Office, typed: Any) -> str:
    desk = make_desk(office)
    desk.owes()
    return uploaded(client_of(office.staff), sheet_office.SHEET, "訪問回数", typed, "sheets")


def uploaded(client: Client, title: str, heading: str, typed: Any, which: str) -> str:
    """Write it below that heading and return why its row is refused, with the cell it is about."""
    book = load_workbook(io.BytesIO(client.get("/entry/workbook.xlsx").content))
    cells = [cell for cell in book[title][4] if str(cell.value or "").startswith(heading)]
    cell = book[title][cells[0].coordinate.replace("4", "5")]
    cell.value = typed
    if isinstance(typed, str) and typed.startswith("="):
        cell.data_type = "f"
    shown = client.post("/entry/upload/", {"file": SimpleUploadedFile("x.xlsx", saved(book))})
    (row,) = shown.context[which].refused
    (sentence,) = row.sentences
    assert sentence.startswith(cell.coordinate)
    assert sentence in read(shown).text
    return str(sentence)


PLACES: Final[dict[str, Callable[[Office, Any], str]]] = {
    "figure": on_the_page,
    "grid": in_the_grid,
    "sheet": in_the_sheet,
    "workbook": in_a_workbook,
    "workbook of sheets": in_a_workbook_of_sheets,
}
FINE: Final = {  # what is a figure there: an approximate one; a first one below 0 is asked about
    ("figure", "negative"),
    ("grid", "negative"),
    ("workbook", "negative"),
    ("grid", "about"),
    ("workbook", "about"),
}


@pytest.mark.parametrize(
    ("place", "case"), [(place, case) for place in PLACES for case in CASES if (place, case) not in FINE]
)
def test_what_is_no_number_gets_its_own_sentence_beside_it(place, case):
    typed, words = CASES[case]
    assert words in PLACES[place](make_office(), typed)
    assert not Result.objects.filter(fiscal_year=YEAR).exists()
    assert not ProjectSheet.objects.exists()


@pytest.mark.parametrize("place", ["workbook", "workbook of sheets"])
def test_a_date_that_excel_made_of_a_fraction_is_named_as_one(place):
    assert "日付" in PLACES[place](make_office(), date(2026, 3, 4))


def test_every_sentence_is_another_one():
    words = [said for _, said in CASES.values()]
    assert len(set(words)) == len(words)
