"""What is printed with a figure stands in the grid and in the workbook as well, and a save there keeps it."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from desk.actions.once import new_key
from indicators.models import Result
from tests.entry.office import YEAR, Office, client_of, make_office
from tests.reading import read

pytestmark = pytest.mark.django_db
PRINTED = {
    "footnote": "-苦情が減った",
    "as_of": date(2022, 10, 1),
    "published_rate": Decimal("93.4"),
    "published_class": "b",
}


def printed(office: Office) -> Result:
    row = office.entered("returned")
    Result.objects.filter(pk=row.pk).update(**PRINTED)
    return row


def headings_and_first_line(office: Office) -> dict[str, object]:
    data = client_of(office.staff).get("/entry/workbook.xlsx", {"round": office.round.pk}).content
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = next(number for number, row in enumerate(rows) if "管理番号" in row)
    return dict(zip(map(str, rows[place]), rows[place + 1], strict=True))


def test_the_workbook_has_it_where_a_figure_has_it():
    office = make_office()
    printed(office)
    line = headings_and_first_line(office)
    assert line["注記"] == "-苦情が減った"
    assert line["時点"] == "令和4年10月1日現在"
    assert line["公表された達成率・区分"] == "93.4％、b"


def test_a_workbook_without_any_has_no_columns_for_it():
    office = make_office()
    office.entered("returned")
    assert not {"時点", "公表された達成率・区分"} & headings_and_first_line(office).keys()


def test_the_grid_shows_it_and_a_save_there_keeps_it():
    office = make_office()
    row = printed(office)
    client = client_of(office.staff)
    page = client.get("/entry/grid/", {"round": office.round.pk})
    assert "令和4年10月1日現在 公表 93.4％、b" in read(page).one("table").text
    (sent,) = [one.attributes["value"] for one in read(page).all("input", type="hidden", name="row")]
    fields = {"round": office.round.pk, "once": new_key(), "row": sent}
    key = row.indicator_id
    fields |= {f"{key}-total": "6", f"{key}-footnote": "-苦情が減った", f"{key}-explanation": "増えたため"}
    client.post("/entry/grid/", fields)
    row.refresh_from_db()
    assert row.total == 6
    assert {name: getattr(row, name) for name in PRINTED} == PRINTED
    assert Result.objects.get(indicator=key, fiscal_year=YEAR).entry_state == "waiting"


def test_both_say_by_which_year_the_figures_count():
    office = make_office()
    office.owes(year_basis="calendar")
    assert headings_and_first_line(office)["単位"] == "件（暦年）"
    page = read(client_of(office.staff).get("/entry/grid/", {"round": office.round.pk}))
    assert "件（暦年）" in page.one("table").text
