from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from store import history_guard


def guard(plan: str) -> history_guard.Guard:
    unique = (("id",), ("cycle_id", "edition"), (plan, "cycle_key", "edition"))
    return history_guard.Guard("evaluations_publication", "公表版は変更も削除もできません", unique)


def lift_old(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.remove(schema_editor.connection, guard("local_government_code"))


def install_old(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.install(schema_editor.connection, guard("local_government_code"))


def lift_new(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.remove(schema_editor.connection, guard("plan_key"))


def install_new(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.install(schema_editor.connection, guard("plan_key"))


class Migration(migrations.Migration):
    """An edition's address begins with its plan's key; those there are keep theirs, which began with the code."""

    dependencies = [
        ("evaluations", "0008_published_items"),
        ("policies", "0003_plan_key_is_an_address"),
    ]

    operations = [
        migrations.RunPython(lift_old, install_old),
        migrations.RemoveConstraint(model_name="publication", name="publication_once_an_address"),
        migrations.RemoveConstraint(
            model_name="publication", name="publication_local_government_code_length"
        ),
        migrations.RenameField(
            model_name="publication", old_name="local_government_code", new_name="plan_key"
        ),
        migrations.AlterField(
            model_name="publication",
            name="plan_key",
            field=models.CharField(max_length=40, verbose_name="計画のキー（公表時）"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                fields=("plan_key", "cycle_key", "edition"), name="publication_once_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=LessThanOrEqual(Length(F("plan_key")), 40),
                name="publication_plan_key_length",
                violation_error_message="40文字以内で入力してください。",
            ),
        ),
        migrations.RunPython(install_new, lift_new),
    ]
