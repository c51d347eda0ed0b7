"""What visitors take away whole: made beforehand, once, and the same for good under the number of its edition."""

import csv
from errno import ENOSPC
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from zipfile import ZipFile

import pytest
from django.db import OperationalError
from django.test import Client

from evaluations.publishing.actions import publish_correction
from evaluations.publishing.models import Publication
from evaluations.publishing.page import packages
from evaluations.publishing.page.packages import Package, folder
from indicators.models import Indicator
from kpi_tracker.pages.packages import editions
from kpi_tracker.pages.packages.editions import catch_up
from reports.works import CHORES
from tests.evaluations.published_hall import Hall, make_hall
from tests.factories import make_cycle, make_period, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(editions, "_failed", set())


@pytest.fixture
def hall() -> Hall:
    found = make_hall()
    found.publish()
    return found


def first(hall: Hall) -> Publication:
    return Publication.objects.get(cycle=hall.cycle, edition=1)


def files(data: bytes) -> dict[str, list[dict[str, str]]]:
    with ZipFile(BytesIO(data)) as package:
        texts = {name: package.read(name).decode("utf-8-sig") for name in package.namelist()}
    return {name: list(csv.DictReader(StringIO(text, newline=""))) for name, text in texts.items()}


def make_all() -> None:
    while catch_up():
        pass


def taken(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def test_it_is_offered_once_it_is_made_and_says_what_the_edition_says(hall: Hall) -> None:
    page, address = first(hall).get_absolute_url(), f"{first(hall).get_absolute_url()}package.zip"
    assert "データ一式" not in taken(page).content.decode()
    waiting = taken(address)
    assert (waiting.status_code, "いま作成しています" in waiting.content.decode()) == (404, True)
    assert catch_up in CHORES
    assert [catch_up(), catch_up()] == [True, False]  # there was one to be made, and it is kept
    assert f'href="{address}"' in taken(page).content.decode()
    answer = taken(address)
    assert answer["Content-Disposition"].endswith(f'filename="{"-".join(map(str, first(hall).place))}.zip"')
    found = files(answer.getvalue())
    assert {row["指標キー"] for row in found["years.csv"]} == set(
        Indicator.objects.values_list("uid", flat=True)
    )
    told = {(row["ファイル"], row["列"]) for row in found["dictionary.csv"]}
    assert {("years.csv", "指標キー"), ("measures.csv", "進捗状況")} <= told
    again = taken(address, if_none_match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert taken(address.replace("/1/", "/7/")).status_code == 404


def test_a_further_edition_leaves_it_as_it_was(hall: Hall) -> None:
    make_all()
    before = Package.of_edition(first(hall)).path.read_bytes()
    hall.indicator.results.filter(fiscal_year=2023).update(total=9)
    publish_correction(hall.draft(), edition=2, reason="転記の誤り", by=hall.by)
    Package.of_edition(first(hall)).path.unlink()
    make_all()
    assert Package.of_edition(first(hall)).path.read_bytes() == before
    second = Package.of_edition(Publication.objects.get(cycle=hall.cycle, edition=2)).path.read_bytes()
    assert [row["公表版"] for row in files(second)["editions.csv"]] == ["2", "1"]
    assert [row["公表版"] for row in files(before)["editions.csv"]] == ["1"]


def test_a_plan_of_several_evaluations_is_one_file_of_the_newest_of_each(hall: Hall) -> None:
    period = hall.cycle.period
    key, content = period.plan.key, first(hall).content
    whole, of_period = f"/published/{key}/package.zip", f"/published/{key}/package-{period.number}.zip"
    make_all()
    assert taken(whole).status_code == 404  # of one evaluation its own is all there is
    later = make_period(plan=period.plan, number=period.number + 1)
    other = make_cycle(period=period, profile=hall.cycle.profile)
    elsewhere = make_cycle(period=later, profile=hall.cycle.profile)
    for number, cycle in enumerate((other, elsewhere), 1):
        published_at = first(hall).published_at
        make_publication(cycle=cycle, content=content, sha256=str(number) * 64, published_at=published_at)
    make_all()
    page = taken(first(hall).get_absolute_url()).content.decode()
    assert all(f'href="{address}"' in page for address in (whole, of_period))
    assert f"{period.name}のデータ一式（各評価の最新版）" in page

    def cycles(address: str) -> set[str]:
        return {row["評価の回"] for row in files(taken(address).getvalue())["measures.csv"]}

    assert cycles(whole) == {hall.cycle.key, other.key, elsewhere.key}
    assert cycles(of_period) == {hall.cycle.key, other.key}
    assert cycles(f"/published/{key}/package-{later.number}.zip") == {elsewhere.key}
    assert taken(f"/published/{key}/package-99.zip").status_code == 404
    assert len(list(folder().glob("*.zip"))) == 6


def test_a_cycle_has_one_address_for_its_newest_edition(hall: Hall) -> None:
    key = f"/published/{hall.cycle.period.plan.key}"
    make_all()
    assert (
        taken(f"{key}/{hall.cycle.key}/package.zip").getvalue()
        == Package.of_edition(first(hall)).path.read_bytes()
    )
    assert taken(f"{key}/nowhere/package.zip").status_code == 404


def test_what_another_release_made_is_made_anew_and_given_to_nobody(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_all()
    (before,) = folder().iterdir()
    monkeypatch.setattr(packages, "release_of", lambda _: "another")
    address = f"{first(hall).get_absolute_url()}package.zip"
    assert taken(address).status_code == 404
    make_all()
    (after,) = folder().iterdir()
    assert before.name != after.name
    assert taken(address).getvalue() == after.read_bytes()


def test_what_belongs_to_no_edition_goes_and_one_that_cannot_be_made_stops_no_other(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder() / "141305-gone-1-0000.zip").write_bytes(b"old")
    broken = make_publication(cycle=make_cycle(period=hall.cycle.period), content='{"measures": []}')
    make_all()
    kept = {file.name for file in folder().iterdir()}
    assert Package.of_edition(first(hall)).kept_as in kept
    assert Package.of_edition(broken).kept_as not in kept
    assert "141305-gone-1-0000.zip" not in kept


def test_nobody_outside_makes_a_server_work_by_asking(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> bytes:
        raise AssertionError("made for a visitor")

    monkeypatch.setattr(editions, "package_of_editions", never)
    for _ in range(3):
        assert taken(f"{first(hall).get_absolute_url()}package.zip").status_code == 404


@pytest.mark.usefixtures("hall")
def test_a_full_disk_ends_no_worker_and_leaves_nothing_half(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "replace", Mock(side_effect=OSError(ENOSPC, "No space left on device")))
    assert not catch_up()
    assert list(folder().iterdir()) == []


@pytest.mark.usefixtures("hall")
@pytest.mark.parametrize("wrong", [AttributeError, AssertionError, RuntimeError])
def test_whatever_is_wrong_with_a_package_jobs_go_on(
    wrong: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "package_of_editions", Mock(side_effect=wrong))
    assert not catch_up()


@pytest.mark.usefixtures("hall")
def test_a_database_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "package_of_editions", Mock(side_effect=OperationalError))
    with pytest.raises(OperationalError):
        catch_up()
