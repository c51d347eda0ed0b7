"""A database from before the migrations were made anew is taken over, or refused with what to do."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from kpi_tracker.older_databases import FORMER, LAST_BEFORE
from tests.factories import make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorder():
    return MigrationRecorder(connection)


def migrated() -> str:
    out = StringIO()
    call_command("migrate", verbosity=0, stdout=out)
    return out.getvalue()


def test_one_of_today_is_left_alone(recorder):
    before = set(recorder.applied_migrations())
    assert migrated() == ""
    assert set(recorder.applied_migrations()) == before


def test_one_with_all_former_migrations_is_taken_over_with_its_rows(recorder):
    today = set(recorder.applied_migrations())
    plan = make_plan()
    for app, name in (*FORMER.items(), ("indicators", "0002_entry_round")):
        recorder.record_applied(app, name)
    assert "引き継ぎました（以前の移行6件）" in migrated()
    assert set(recorder.applied_migrations()) == today
    plan.refresh_from_db()


@pytest.mark.parametrize("app", FORMER)
def test_one_that_lacks_some_of_them_is_refused_with_what_to_do(recorder, app):
    for each, name in FORMER.items():
        if each != app:
            recorder.record_applied(each, name)
    before = set(recorder.applied_migrations())
    with pytest.raises(CommandError) as refused:
        migrated()
    assert f"未適用：{app}.{FORMER[app]}" in str(refused.value)
    assert LAST_BEFORE[:12] in str(refused.value)
    assert refused.value.returncode == 1
    assert set(recorder.applied_migrations()) == before
