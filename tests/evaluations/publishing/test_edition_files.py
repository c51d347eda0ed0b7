"""The tables of an edition leave it as they were published, whatever has become of the rows since."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client

from evaluations.publishing.actions import publish_correction
from evaluations.publishing.tables import number_in
from indicators.models import Result
from tests.evaluations.published_hall import make_hall
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "number"),
    [("+9件", "9"), ("\u22121,200.5千円", "-1200.5"), ("66", "66"), ("－", None), ("", None), (None, None)],
)
def test_a_printed_number_is_told_without_its_unit(words, number):
    assert number_in(words) == (None if number is None else Decimal(number))


def lines(path, name):
    answer = Client().get(path, {"file": f"{name}.csv"})
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_what_was_published_leaves_as_tables_that_later_changes_do_not_move():
    hall = make_hall()
    edition = hall.publish()
    Result.objects.update(total=999)
    index = edition.get_absolute_url()
    (measure,) = lines(index, "measures")
    assert measure["施策コード"] == hall.node.code
    assert measure["公表版"] == "1"
    (one,) = lines(index, "editions")
    assert one["SHA-256"] == edition.sha256
    assert lines(index, "errata") == []
    page = f"{index}policies/{hall.node.address}/"
    years = [line for line in lines(page, "indicators") if line["実績"]]
    content = edition.read()["measures"][0]["indicators"][0]
    published = [(str(year["year"]), year["total"]) for year in content["years"] if year["total"]]
    of_it = [line for line in years if line["指標名"] == content["name"]]
    assert [(line["年度（西暦）"], line["実績"]) for line in of_it] == published
    assert "999" not in {line["実績"] for line in years}
    assert lines(page, "targets")
    assert lines(page, "projects")


def test_the_folder_of_an_edition_links_no_file_that_is_not_in_it():
    edition = make_hall().publish()
    book = Client().get(f"{edition.get_absolute_url()}print/")
    assert book.status_code == 200
    assert not read(book).all("p", class_="table-files")


def test_what_a_further_edition_changed_leaves_with_its_kind_and_what_follows_from_it():
    hall = make_hall()
    hall.publish()
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=8)
    edition = publish_correction(hall.draft(), edition=2, reason="誤り", reasons=["転記"], by=hall.by)
    first, *others = lines(edition.get_absolute_url(), "errata")
    assert (first["種別"], first["変更前"], first["変更後"], first["理由"]) == (
        "正誤表",
        "7件",
        "8件",
        "転記",
    )
    assert first["元になった変更"] == ""
    assert {one["元になった変更"] for one in others} == {first["該当箇所"]}
    assert ("116.7％", "133.3％") in {(one["変更前"], one["変更後"]) for one in others}
