"""What a page says on paper alone: from which address it was printed, and when."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_indicator
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_paper_says_where_it_comes_from_and_when():
    indicator = make_indicator(targets={2023: 3}, results={2023: 3})
    for path in ("/", f"/indicators/{indicator.pk}/", "/projects/?sort=name"):
        foot = read(Client().get(path)).one("footer").one("p", class_="only-print").text
        today = timezone.localdate()
        assert foot == f"http://testserver{path}　{today.year}年{today.month}月{today.day}日に印刷".replace(
            "　", " "
        )


def test_what_is_not_there_does_not_repeat_what_was_asked_for():
    answer = Client().get("/indicators/987654321/")
    assert answer.status_code == 404
    assert not read(answer).all("p", class_="only-print")
