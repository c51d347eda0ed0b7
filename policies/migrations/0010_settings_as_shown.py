"""What one setting showed to visitors is shown by three; forecasts, which everybody saw, where the others were shown."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def show_all_three(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plans = apps.get_model("policies", "Plan").objects
    plans.filter(shows_suggestions=True).update(shows_breakdown=True, shows_forecasts=True)


def leave_the_one(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the setting that there was before: the other two are gone in a moment."""


class Migration(migrations.Migration):
    dependencies = [("policies", "0009_three_settings")]

    operations = [migrations.RunPython(show_all_three, leave_the_one)]
