"""More decimals than the indicator has: the rounded figure is entered, the given one kept beside it and named."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DataError, IntegrityError, transaction
from django.test import Client

from accounts.models import Person
from indicators.actions import EnteredFigure, confirm_results, enter_result
from indicators.calculation.attainment import REFERENCE_ABCD, attain
from indicators.models import Indicator, Result
from policies.fiscal_year import FiscalYear
from store.actions.rows import Actor
from store.models import Change
from tests.entry.grid import test_grid
from tests.entry.office import YEAR, Office, client_of, make_office
from tests.factories import make_indicator, make_result
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def rate_of(office: Office, **fields: Any) -> Indicator:
    named: dict[str, Any] = {
        "unit": "％",
        "decimals": 1,
        "results": {YEAR - 1: 90},
        "targets": {YEAR: 95},
        "baseline": 90,
    }
    return office.owes(**named | fields)


def unseen_on(client: Client, path: str) -> dict[str, str]:
    fields = read(client.get(path)).all("input", type="hidden")
    return {one.attributes["name"]: one.attributes.get("value", "") for one in fields}


def typed(office: Office, owed: Indicator, **fields: str) -> Result:
    client, path = client_of(office.staff), f"/entry/{owed.pk}/{YEAR}/"
    answer = client.post(path, unseen_on(client, path) | fields)
    assert answer.status_code == 302, read(answer).text
    return Result.objects.get(indicator=owed, fiscal_year=YEAR)


def actor(person: Person) -> Actor:
    return Actor(Change.Via.PAGE, person, person.posts.get())


def amounts(row: Result) -> tuple[Decimal | None, str]:
    return row.total, row.total_raw


@pytest.mark.parametrize(
    ("rounding", "entered", "symbol"),
    [
        pytest.param("half_up", "95.0", "a", id="half up: as if 95.0 had been typed"),
        pytest.param("down", "94.9", "b", id="cut off"),
        pytest.param("up", "95.0", "a", id="up"),
    ],
)
def test_what_is_shown_judged_and_stored_is_one_figure(rounding: str, entered: str, symbol: str) -> None:
    office = make_office()
    owed = rate_of(office, rounding=rounding)

    row = typed(office, owed, total="94.96")

    assert amounts(row) == (Decimal(entered), "94.96")
    series = Indicator.objects.with_series(unconfirmed_of=None).get(pk=owed.pk).series()
    attained = attain(series, FiscalYear(YEAR), profile=REFERENCE_ABCD, period_start=None)
    assert (attained.symbol, attained.figure.total) == (symbol, Decimal(entered))


def test_it_is_said_while_typing_after_saving_on_the_page_and_to_the_chief() -> None:
    office = make_office()
    owed = rate_of(office)
    client = client_of(office.staff)
    said = "94.96％を小数1桁に四捨五入して95.0％"

    live = client.get(f"/entry/{owed.pk}/{YEAR}/understood/", {"text": "94.96"}).json()
    assert (live["understood"], live["notes"]) == ("95.0％", [f"{said}とします。元の値も控えに残します。"])
    typed(office, owed, total="94.96")

    assert (
        said
        in read(client.get(f"/entry/{owed.pk}/{YEAR}/?saved={owed.pk}-{YEAR}")).one("div", role="status").text
    )
    assert f"端数処理：{said}としています。" in read(client.get(f"/entry/{owed.pk}/{YEAR}/")).text
    assert said in read(client_of(office.chief).get("/entry/")).text
    assert Change.objects.get(field="total_raw").new == "94.96"


def test_saving_once_more_keeps_what_was_given_and_another_figure_does_not() -> None:
    office = make_office()
    owed = rate_of(office)
    typed(office, owed, total="94.96")
    assert amounts(typed(office, owed, total="95.0", footnote="注記")) == (Decimal(95), "94.96")
    assert amounts(typed(office, owed, total="95.1")) == (Decimal("95.1"), "")
    typed(office, owed, total="94.96")
    assert amounts(typed(office, owed, missing="pending", pending_until="")) == (None, "")


def test_the_grid_rounds_alike_and_says_so() -> None:
    office = make_office()
    owed = rate_of(office)
    client = client_of(office.staff)

    answer = test_grid.save(client, test_grid.keys(client), {owed.pk: "94.96"})

    assert amounts(Result.objects.get(indicator=owed, fiscal_year=YEAR)) == (Decimal(95), "94.96")
    assert "94.96％を小数1桁に四捨五入して95.0％とします。" in read(client.get(answer["Location"])).text


def test_the_share_of_a_year_is_rounded_alike() -> None:
    office = make_office()
    owed = office.owes(accumulation="cumulative", unit="km", decimals=1, results={YEAR - 1: 4})
    row = typed(office, owed, increment="1.26")
    assert (row.increment, row.increment_raw, row.total) == (Decimal("1.3"), "1.26", None)
    assert (
        "当該年度分は1.26kmを小数1桁に四捨五入して1.3km" in read(client_of(office.chief).get("/entry/")).text
    )


def test_what_was_confirmed_before_keeps_its_own_while_another_waits() -> None:
    office = make_office()
    owed = rate_of(office)
    row = make_result(
        indicator=owed, fiscal_year=YEAR, total="94.8", total_raw="94.77", standing="provisional",
        footnote="速報による", entry_state="confirmed",
    )  # fmt: skip
    by = actor(office.staff)
    figure = EnteredFigure(total=Decimal("95.0"), total_raw="94.96")
    enter_result(owed, FiscalYear(YEAR), figure, version=1, round_=office.round, by=by, again=True)
    row.refresh_from_db()
    assert (row.earlier.total_raw, row.earlier.footnote, row.total_raw) == ("94.77", "速報による", "94.96")
    assert row.earlier.fact().footnote == "速報による"
    confirm_results([(row, row.version)], round_=office.round, by=actor(office.chief))
    assert not hasattr(Result.objects.get(pk=row.pk), "earlier")


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        pytest.param({"total": "95.0", "total_raw": "94.9"}, "端数処理した値（94.9）", id="another figure"),
        pytest.param({"total": "95.0", "total_raw": "約95"}, "数字だけで", id="no number"),
        pytest.param({"total": None, "total_raw": "94.96"}, "数字だけで", id="beside nothing"),
    ],
)
def test_a_raw_figure_stands_only_beside_what_it_is_rounded_to(
    fields: dict[str, str | None], part: str
) -> None:
    row = make_result(indicator=make_indicator(unit="％", decimals=1), fiscal_year=2022, total=5)
    for name, value in fields.items():
        setattr(row, name, None if value is None else (Decimal(value) if name == "total" else value))
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert part in str(refused.value)


@pytest.mark.parametrize("raw", ["約95", "94,96", " 94.96", "9" * 12, "1" * 31])
def test_the_database_keeps_no_raw_figure_that_is_no_number(raw: str) -> None:
    row = make_result(indicator=make_indicator(), fiscal_year=2022, total=5)
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        Result.objects.filter(pk=row.pk).update(total_raw=raw)


def load(folder: Path, indicator: Indicator, **fields: object) -> None:
    said = {"indicator": indicator.natural_key(), "fiscal_year": 2022, "entry_state": "checked"} | fields
    file = folder / "printed.json"
    file.write_text(json.dumps([{"model": "indicators.result", "fields": said}]), encoding="utf-8")
    call_command("loaddata", str(file), verbosity=0)


def test_a_published_figure_that_is_loaded_stays_as_printed(tmp_path: Path) -> None:
    indicator = make_indicator(unit="％", decimals=1, results={})
    load(tmp_path, indicator, total=94.96)
    assert amounts(Result.objects.get(indicator=indicator)) == (Decimal("94.96"), "")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"total": 22.299999999999997}, "total", id="more digits than a column has"),
        pytest.param({"total": 95, "total_raw": "約95"}, "total_raw", id="no number"),
        pytest.param({"total": 95, "total_raw": "94.9"}, "total", id="rounded otherwise"),
    ],
)
def test_a_file_is_refused_by_row_and_field(tmp_path: Path, fields: dict[str, object], field: str) -> None:
    indicator = make_indicator(unit="％", decimals=1, results={})
    with pytest.raises(CommandError, match=rf"printed.json: 1番目 indicators.result .*（{field}）"):
        load(tmp_path, indicator, **fields)
    assert not Result.objects.exists()


@pytest.mark.parametrize("place", ["figure", "grid"])
def test_a_first_figure_below_nothing_is_taken_with_its_reason(place: str) -> None:
    office = make_office()
    owed = office.owes(unit="人", results={YEAR - 1: 4}, targets={YEAR: 3}, direction="down")
    client, path = client_of(office.staff), f"/entry/{owed.pk}/{YEAR}/"
    if place == "figure":
        refused = client.post(path, unseen_on(client, path) | {"total": "-5"})
        assert "初めての負の値です" in read(refused).text
        typed(office, owed, total="-5", explanation="転出が転入を上回ったため")
    else:
        refused = test_grid.save(client, test_grid.keys(client), {owed.pk: "-5"})
        assert "初めての負の値です" in read(refused).text
        shown = {owed.pk: read(refused).one("input", type="hidden", name="row").attributes["value"]}
        test_grid.save(client, shown, {owed.pk: {"total": "-5", "explanation": "転出超過のため"}})
    assert Result.objects.get(indicator=owed, fiscal_year=YEAR).total == -5
    assert "−5人" in read(client_of(office.chief).get("/entry/")).text
