"""A published figure that is changed in the table of all figures or by a workbook is changed as something, too."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from entry.round.scorecards.amending import PublishedFigures
from entry.round.scorecards.owed import owed_in
from entry.workbook.columns import FigureColumn
from entry.workbook.scorecards.reading import read_sheet
from evaluations.publishing.actions import publish_correction
from evaluations.publishing.models import Publication
from evaluations.publishing.scorecards.told import kinds_said_since
from indicators.calculation.amending import CHOOSE_KIND, KIND_WORDS
from indicators.models import EntryRound, Indicator, Result
from store.actions.rows import Actor, change_row
from store.models import Change
from tests.entry.archives import edited
from tests.entry.office import client_of, logged_in_again
from tests.evaluations.published_hall import Hall, make_hall
from tests.factories import make_indicator, make_person_in_post, make_round
from tests.reading import Element, read

pytestmark = pytest.mark.django_db

YEAR = 2023
KIND = FigureColumn.KIND
TOLD = "この値は、公表版 第1版で「7件」と公表されています。"
CORRECTION, UPDATE, REVISION = (KIND_WORDS[one] for one in ("correction", "update", "revision"))


@pytest.fixture
def hall() -> Hall:
    return make_hall()


@pytest.fixture
def client(hall: Hall) -> Client:
    """Return the browser of the section's 担当者 in an open round of the year that was published."""
    department: Any = hall.indicator.department
    make_round(plan=hall.cycle.period.plan, fiscal_year=YEAR)
    return client_of(make_person_in_post("staff", department))


def published(hall: Hall, **said: Any) -> None:
    Result.objects.filter(pk=stored(hall).pk).update(**said)
    hall.publish()
    Result.objects.filter(pk=stored(hall).pk).update(entry_state="returned")
    make_indicator(node=hall.node, department=hall.indicator.department, name="公表の後の指標")


def stored(hall: Hall) -> Result:
    return Result.objects.get(indicator=hall.indicator, fiscal_year=YEAR)


def said(hall: Hall) -> tuple[int | None, str]:
    row = stored(hall)
    return None if row.total is None else int(row.total), row.change_kind


def row_of(page: Any, hall: Hall) -> Element:
    return read(page).one("tr", id=f"row-{hall.indicator.pk}")


def chosen(page: Any, hall: Hall) -> list[str]:
    """Return what stands in the choice of a kind, nothing where there is none."""
    found = row_of(page, hall).all("select", name=f"{hall.indicator.pk}-kind")
    options = [one for select in found for one in select.all("option") if "selected" in one.attributes]
    return [str(one.attributes["value"]) for one in options]


def saved(client: Client, page: Any, hall: Hall, **typed: str) -> Any:
    form = read(page).one("form", class_="entry-grid-form")
    hidden = form.all("input", type="hidden")
    sent: dict[str, Any] = {str(one.attributes["name"]): one.attributes.get("value", "") for one in hidden}
    sent["row"] = [str(one.attributes["value"]) for one in hidden if one.attributes["name"] == "row"]
    kept = {"kind": chosen(page, hall)[0]} if chosen(page, hall) else {}
    named = {f"{hall.indicator.pk}-{name}": text for name, text in (kept | typed).items()}
    return client.post("/entry/grid/", sent | named)


def test_the_table_asks_of_a_published_figure_alone(hall: Hall, client: Client) -> None:
    published(hall)
    page = client.get("/entry/grid/")
    assert TOLD in row_of(page, hall).text
    assert len([one for one in read(page).all("select") if one.attributes["name"].endswith("-kind")]) == 1


def test_the_table_saves_a_changed_one_with_its_kind_and_keeps_it_without(hall: Hall, client: Client) -> None:
    published(hall)
    refused = saved(client, client.get("/entry/grid/"), hall, total="9")
    row = row_of(refused, hall).text
    assert CHOOSE_KIND in row
    assert row.count(TOLD) == 1
    typed = row_of(refused, hall).one("input", name=f"{hall.indicator.pk}-total")
    assert (typed.attributes["value"], said(hall)) == ("9", (7, ""))
    assert saved(client, refused, hall, total="9", kind=CORRECTION).status_code == 302
    assert said(hall) == (9, "correction")
    assert chosen(client.get("/entry/grid/"), hall) == [CORRECTION]


def test_the_table_proposes_what_became_final_and_an_untouched_row_says_nothing(
    hall: Hall, client: Client
) -> None:
    published(hall, standing="provisional")
    page = client.get("/entry/grid/")
    assert chosen(page, hall) == [UPDATE]
    assert saved(client, page, hall).status_code == 302
    assert said(hall) == (7, "")
    assert saved(client, page, hall, footnote="注").status_code == 302
    assert said(hall) == (7, "update")


def test_a_conflict_in_the_table_shows_both_kinds(hall: Hall, client: Client) -> None:
    published(hall)
    page = client.get("/entry/grid/")
    saved(client, page, hall, total="9", kind=CORRECTION)
    for total in ("8", "9"):  # the same figure, as something else, is no agreement either
        shown = saved(client, page, hall, total=total, kind=REVISION)
        assert shown.status_code == 409
        assert f"公表した値の変更：{CORRECTION}" in row_of(shown, hall).text
        assert chosen(shown, hall) == [REVISION]
    assert said(hall) == (9, "correction")


def test_a_kind_that_was_published_says_nothing_of_the_next_change(hall: Hall, client: Client) -> None:
    """A mistake that stands in the 正誤表 is not chosen again by itself, and one that is said again counts."""
    published(hall)
    saved(client, client.get("/entry/grid/"), hall, total="9", kind=CORRECTION)
    assert chosen(client.get("/entry/grid/"), hall) == [CORRECTION]
    Result.objects.filter(pk=stored(hall).pk).update(entry_state="confirmed")
    publish_correction(hall.draft(), edition=2, reason="転記の誤り", allowed_despite="試験", by=hall.by)
    Result.objects.filter(pk=stored(hall).pk).update(entry_state="returned")
    page = client.get("/entry/grid/")
    assert chosen(page, hall) == [""]
    figure = client.get(f"/entry/{hall.indicator.pk}/{YEAR}/")
    assert figure.context["form"].initial["change_kind"] == ""
    (refused,) = refusals(uploaded(client, filled(downloaded(client), hall, TOTAL=8)))
    assert CHOOSE_KIND in refused
    told = {(hall.indicator.pk, YEAR)}
    last = Publication.objects.latest("pk").published_at
    assert taken_in(client, uploaded(client, filled(downloaded(client), hall, TOTAL=8, KIND=CORRECTION)))
    assert said(hall) == (8, "correction")
    assert chosen(client.get("/entry/grid/"), hall) == [CORRECTION]
    Result.objects.filter(pk=stored(hall).pk).update(entry_state="confirmed")
    assert kinds_said_since(last, told) == {(hall.indicator.pk, YEAR): "correction"}


def downloaded(client: Client, **query: str) -> bytes:
    return bytes(client.get("/entry/workbook.xlsx", query).content)


def filled(data: bytes, hall: Hall, **cells: Any) -> bytes:
    """Return the workbook with these cells of the published figure filled in."""
    (row,) = [
        one for one in read_sheet(data).rows if hall.indicator.name in one.cells[FigureColumn.INDICATOR].text
    ]
    return edited(data, {row.cells[FigureColumn[name]].address: value for name, value in cells.items()})


def uploaded(client: Client, data: bytes) -> Any:
    return client.post("/entry/upload/", {"file": SimpleUploadedFile("a.bin", data)})


def taken_in(client: Client, shown: Any) -> Any:
    (row,) = shown.context["preview"].changed
    tick = f"{row.item.round.pk}-{row.key}"
    return client.post("/entry/upload/", {"parcel": shown.context["parcel"], "accept": tick})


def refusals(shown: Any) -> list[str]:
    return [one for row in shown.context["preview"].refused for one in row.sentences]


def test_a_workbook_has_the_choice_where_something_was_published(hall: Hall, client: Client) -> None:
    assert KIND.value not in downloaded(client, format="csv").decode()
    published(hall)
    assert KIND.value in downloaded(client, format="csv").decode()
    sheet: Any = load_workbook(BytesIO(downloaded(client))).worksheets[0]
    lists = [one.formula1 for one in sheet.data_validations.dataValidation]
    assert f'"{CORRECTION},{UPDATE},{REVISION}"' in lists
    place = next(cell for cell in sheet[4] if cell.value == KIND.value).column
    open_ones = [sheet.cell(number, place).protection.locked for number in range(5, sheet.max_row + 1)]
    assert sorted(open_ones) == [False, True]


def test_a_workbook_is_taken_in_with_the_kind_and_refused_without(hall: Hall, client: Client) -> None:
    published(hall)
    data = downloaded(client)
    (refused,) = refusals(uploaded(client, filled(data, hall, TOTAL=9)))
    assert refused.endswith(f"（{KIND}）：{TOLD}{CHOOSE_KIND}")
    (wrong,) = refusals(uploaded(client, filled(data, hall, TOTAL=9, KIND="まちがい")))
    assert f"「まちがい」は選択肢にないため、{CORRECTION}" in wrong
    shown = uploaded(client, filled(data, hall, TOTAL=9, KIND=REVISION))
    (row,) = shown.context["preview"].changed
    assert [(one.column, one.now, one.new) for one in row.changes] == [
        (FigureColumn.TOTAL, "7件", "9件"),
        (KIND, "", REVISION),
    ]
    assert TOLD in read(shown).text
    assert taken_in(client, shown).status_code == 302
    assert said(hall) == (9, "revision")


def test_a_workbook_proposes_and_one_without_the_column_takes_what_is_proposed(
    hall: Hall, client: Client
) -> None:
    published(hall, standing="provisional")
    data = downloaded(client)
    unchanged = uploaded(client, data).context["preview"]
    assert (unchanged.changed, unchanged.refused) == ([], [])
    head, *lines = downloaded(client, format="csv").decode("utf-8-sig").splitlines()
    place = head.split(",").index(KIND.value)
    bare = [",".join(line.split(",")[:place]).replace(",7,", ",8,") for line in (head, *lines)]
    shown = uploaded(client, "\r\n".join(bare).encode())
    assert taken_in(client, shown).status_code == 302
    assert said(hall) == (8, "update")


def test_a_file_without_the_column_is_told_where_it_is(hall: Hall, client: Client) -> None:
    head = downloaded(client, format="csv").decode("utf-8-sig").splitlines()[0]
    published(hall)
    now = downloaded(client, format="csv").decode("utf-8-sig").splitlines()
    place = now[0].split(",").index(KIND.value)
    bare = [",".join(line.split(",")[:place]).replace(",7,", ",8,") for line in now]
    assert head.split(",")[:place] == bare[0].split(",")
    (refused,) = refusals(uploaded(client, "\r\n".join(bare).encode()))
    assert "この列がないときは、様式をもう一度ダウンロードしてください。" in refused
    assert said(hall) == (7, "")


def test_a_kind_comes_back_with_its_preview_after_a_login(hall: Hall, client: Client) -> None:
    published(hall)
    shown = uploaded(client, filled(downloaded(client), hall, TOTAL=9, KIND=CORRECTION))
    (row,) = shown.context["preview"].changed
    sent = {"parcel": shown.context["parcel"], "accept": f"{row.item.round.pk}-{row.key}"}
    person: Any = shown.wsgi_request.user
    client.logout()
    late = client.post("/entry/upload/", urlencode(sent), content_type="application/x-www-form-urlencoded")
    back = logged_in_again(client, person, late)
    assert CORRECTION in read(back).text
    assert taken_in(client, back).status_code == 302
    assert said(hall) == (9, "correction")


def test_what_was_told_of_many_costs_no_more_than_of_one(hall: Hall, client: Client) -> None:
    for number in range(3):
        make_indicator(
            node=hall.node, department=hall.indicator.department, name=f"さらに{number}", results={YEAR: 1}
        )
    hall.publish()
    Result.objects.update(entry_state="returned")
    items = owed_in(EntryRound.objects.get())
    PublishedFigures.of(items)  # the edition stays read
    costs = []
    for some in (items[:1], items):
        with CaptureQueriesContext(connection) as asked:
            found = PublishedFigures.of(some)
        costs.append(len(asked))
    assert len(found.told) == 5
    assert costs[0] == costs[1]
    again = Indicator.objects.get(pk=hall.indicator.pk)
    again.method = "改めた方法"
    change_row(again, version=again.version, by=Actor(Change.Via.COMMAND))
    kinds = {one[0]: told.kind for one, told in PublishedFigures.of(items).told.items()}
    assert {pk for pk, kind in kinds.items() if kind == "revision"} == {hall.indicator.pk}
