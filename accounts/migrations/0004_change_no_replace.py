"""Guard the history on SQLite against REPLACE too: install() adds the triggers that are missing."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from store import history_guard


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_login_attempt")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
