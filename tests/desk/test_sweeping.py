"""What the desk kept past its time goes by a command; what somebody can still open stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from desk.actions import once
from desk.actions.sweeping import PARKED, sweep
from desk.models import Draft, ParkedForm, SavedForm, Usage
from tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def keep_one_of_each(digest: str) -> None:
    person, now = make_person(), timezone.now()
    SavedForm.objects.create(key=digest, person=person, outcome="/entry/")
    Draft.objects.create(person=person, path="/entry/1/2022/", body="{}", at=now)
    ParkedForm.objects.create(digest=digest, person=person, path="/entry/", body="{}")
    Usage.objects.create(person=person, kind="draft", since=now, count=1)
    Session.objects.create(session_key=digest, session_data="", expire_date=now)


def test_what_is_past_its_time_goes_and_the_rest_stays(settings, capsys):
    keep_one_of_each("old")
    lifetimes: dict[Any, tuple[str, timedelta]] = {
        SavedForm: ("at", once.KEPT),
        Draft: ("at", timedelta(days=settings.ENTRY_DRAFT_DAYS)),
        ParkedForm: ("at", PARKED),
        Usage: ("since", timedelta(days=1)),
        Session: ("expire_date", timedelta(0)),
    }
    for model, (field, lifetime) in lifetimes.items():
        model.objects.update(**{field: timezone.now() - lifetime - timedelta(seconds=1)})
    keep_one_of_each("new")
    Session.objects.filter(session_key="new").update(expire_date=timezone.now() + timedelta(hours=1))
    call_command("sweep")
    said = capsys.readouterr().out
    assert said.count("1件") == len(lifetimes)
    assert [model.objects.count() for model in lifetimes] == [1] * len(lifetimes)
    assert SavedForm.objects.get().key == "new"
    assert set(sweep().values()) == {0}
    call_command("sweep")
    assert "削除するものはありませんでした" in capsys.readouterr().out
