from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name the first plan of each municipality by its code, and the further ones by the code and a number."""
    plans: Any = apps.get_model("policies", "Plan")
    turns: dict[str, int] = {}
    for plan in plans.objects.order_by("pk"):
        code = plan.local_government_code
        turns[code] = turn = turns.get(code, 0) + 1
        plans.objects.filter(pk=plan.pk).update(key=code if turn == 1 else f"{code}-{turn}")


class Migration(migrations.Migration):
    """A plan's key is its address, so that several plans of one municipality do not meet."""

    dependencies = [("policies", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="key",
            field=models.CharField(
                blank=True,
                default="",
                help_text="アドレスに使います。最初の計画は団体コードだけ、次の計画からは語を付けます（例：141305-suido）。"
                "空欄なら自動で付けます。公表版ができた後は変えられません。",
                max_length=40,
                verbose_name="キー",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
    ]
