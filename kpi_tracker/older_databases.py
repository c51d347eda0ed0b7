"""Databases from before the migrations were made anew, once: taken over where they were up to date, else refused."""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

LAST_BEFORE: Final = "d6366987fd1bb095e6e981102743a0a7c8bae147"  # the version with the former migrations
# what a database that has all of them has recorded; tables and columns are then the same as those made today
FORMER: Final = {
    "accounts": "0005_change_owner",
    "entry": "0006_forms_to_the_desk",
    "evaluations": "0009_publication_plan_key",
    "indicators": "0010_dates_and_notes",
    "policies": "0010_settings_as_shown",
}
WAY_OUT: Final = (
    "このデータベースは、移行を作り直す前の途中の版のものです（未適用：{}）。何も変えていません。"
    f"バックアップを取り、版 {LAST_BEFORE[:12]} に戻して manage.py migrate を実行してから、"
    "この版でもう一度 manage.py migrate を実行してください（docs/operations.md の Upgrade）。"
)


class OlderDatabaseError(Exception):
    """The database lacks some of the former migrations; str() says which, and what to do."""


def take_over(connection: BaseDatabaseWrapper) -> int:
    """Forget the former migrations of a database that has them all, and return how many there were.

    Raise OlderDatabaseError, with nothing changed, if it has but some of them.
    """
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return 0
    recorded = set(recorder.applied_migrations())
    known = MigrationLoader(None).disk_migrations
    former = sorted(key for key in recorded if key[0] in FORMER and key not in known)
    if not former:
        return 0
    if missing := sorted(f"{app}.{name}" for app, name in FORMER.items() if (app, name) not in recorded):
        raise OlderDatabaseError(WAY_OUT.format("、".join(missing)))
    for app, name in former:
        recorder.record_unapplied(app, name)
    return len(former)
