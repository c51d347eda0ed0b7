"""Three kinds of changes after publication; what is published stays guarded in the database."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from store import history_guard

GUARD = history_guard.Guard(
    "evaluations_publication",
    "公表版は変更も削除もできません",
    (("id",), ("cycle_id", "edition"), ("plan_key", "cycle_key", "edition")),
)


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guard on again: SQLite makes a table anew to change what it demands, and the triggers stay behind."""
    history_guard.install(schema_editor.connection, GUARD)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("publication", "publication_begins_with_a_first_edition"),
        migrations.AlterField(
            model_name="publication",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first", "公表"),
                    ("update", "確定に伴う更新"),
                    ("revision", "遡及改定"),
                    ("correction", "訂正"),
                ],
                max_length=10,
                verbose_name="種別",
            ),
        ),
        migrations.AddConstraint(
            "publication",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("edition", 1), ("kind", "first")),
                    models.Q(("edition__gt", 1), ("kind__in", ("update", "revision", "correction"))),
                    _connector="OR",
                ),
                name="publication_begins_with_a_first_edition",
                violation_error_message="第1版は公表、第2版からは確定に伴う更新、遡及改定又は訂正です。",
            ),
        ),
        migrations.AlterConstraint(
            model_name="publication",
            name="publication_says_why_it_changed",
            constraint=models.CheckConstraint(
                condition=models.Q(("edition", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="publication_says_why_it_changed",
                violation_error_message="第2版からは理由が必要です。",
            ),
        ),
        migrations.RunPython(install, install),
    ]
