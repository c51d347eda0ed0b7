from typing import Any

from django.db import migrations


def check(apps: Any, schema_editor: Any) -> None:
    """Keep visible what was visible: sheets from before there was a state were loaded as published."""
    sheets = apps.get_model("evaluations", "ProjectSheet").objects.using(schema_editor.connection.alias)
    sheets.filter(entry_state="empty").update(entry_state="checked")


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0002_sheet_forms")]

    operations = [migrations.RunPython(check, migrations.RunPython.noop, elidable=True)]
