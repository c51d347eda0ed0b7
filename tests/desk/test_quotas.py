"""So many uploads, downloads and drafts of one person in so many minutes, whichever worker answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from desk.actions import quotas
from desk.actions.sweeping import sweep
from desk.models import Draft, Usage
from tests.entry.office import Office, client_of, make_office, planner_of
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(settings: Any) -> None:
    settings.ENTRY_QUOTAS = {"upload": (1, 10), "download": (1, 10), "draft": (1, 1)}


@pytest.fixture
def office() -> Office:
    return make_office()


def upload(client: Client) -> Any:
    return client.post("/entry/upload/", {"file": SimpleUploadedFile("a.csv", b"nothing")})


def draft(client: Client, office: Office) -> Any:
    path = f"/entry/grid/?round={office.round.pk}&department={office.department.pk}"
    return client.post("/entry/draft/", {"draft_path": path, "row": "1"})


def assert_refused(answer: Any, most_seconds: int) -> None:
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= most_seconds


def test_the_second_upload_is_refused_in_words_with_the_time_to_wait(office):
    client = client_of(office.staff)
    assert upload(client).status_code == 422
    answer = upload(client)
    assert_refused(answer, 600)
    assert "分ほどたってから、もう一度お試しください。" in answer.content.decode()


def test_all_downloads_count_together_and_uploads_apart(office):
    office.owes()
    client = client_of(planner_of(office))
    assert client.get("/entry/workbook.xlsx").status_code == 200
    assert_refused(client.get("/entry/board/missing.xlsx"), 600)
    assert_refused(client.get("/entry/workbook.xlsx", {"format": "csv"}), 600)
    assert upload(client).status_code == 422


def test_a_draft_too_many_is_refused_as_json_and_by_the_button_in_words(office):
    indicator = office.owes()
    client = client_of(office.staff)
    assert draft(client, office).status_code == 200
    answer = draft(client, office)
    assert_refused(answer, 60)
    assert "もう一度お試しください" in answer.json()["error"]
    Draft.objects.all().delete()
    path = f"/entry/{indicator.pk}/{office.round.fiscal_year}/"
    page = client.post(path, {"draft": "keep", "total": "7"}, follow=True).content.decode()
    assert "下書きを保存できませんでした。短い時間に" in page
    assert not Draft.objects.exists()


def test_one_person_does_not_use_up_the_quota_of_another(office):
    assert upload(client_of(office.staff)).status_code == 422
    assert upload(client_of(office.chief)).status_code == 422


def test_after_the_span_it_is_possible_again_and_old_spans_are_swept() -> None:
    person, now = make_person(), timezone.now()
    quotas.count("upload", person, now)
    with pytest.raises(quotas.TooOften):
        quotas.count("upload", person, now)
    quotas.count("upload", person, now + timedelta(minutes=10))
    quotas.count("upload", person, now + timedelta(days=2))
    assert sweep(now + timedelta(days=2))["利用回数"] == 2
    assert Usage.objects.filter(person=person).count() == 1


def test_the_count_of_another_worker_that_was_first_is_not_lost(monkeypatch) -> None:
    person, now = make_person(), timezone.now()
    quotas.count("upload", person, now)
    real, done = QuerySet.update, []

    def update(rows: Any, **values: Any) -> int:
        """Find no row the first time, as before the other worker made it."""
        done.append(values)
        return real(rows, **values) if len(done) > 1 else 0

    monkeypatch.setattr(QuerySet, "update", update)
    with pytest.raises(quotas.TooOften):
        quotas.count("upload", person, now)
    assert Usage.objects.get().count == 2


def test_a_visitor_without_a_login_is_not_counted(office):
    assert upload(Client()).status_code == 302
    assert Client().get("/entry/workbook.xlsx").status_code == 302
    assert not Usage.objects.exists()
