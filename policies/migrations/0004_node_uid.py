from typing import Any, Final
from uuid import UUID, uuid5

import django.core.validators
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

UIDS: Final = UUID("6f1c2b0e-6b0e-5a51-9a43-2f0c8f3f7b55")


def give_uids(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make each node's uid from its plan, its period and its address of today."""
    nodes: Any = apps.get_model("policies", "PolicyNode")
    rows = list(nodes.objects.select_related("period__plan"))
    for node in rows:
        names = (node.period.plan.key, str(node.period.number), node.address)
        node.uid = str(uuid5(UIDS, "/".join(names)))
    nodes.objects.bulk_update(rows, ["uid"], batch_size=500)


class Migration(migrations.Migration):
    """A node is told by its uid, whatever its code and place become."""

    dependencies = [("policies", "0003_plan_key_is_an_address")]

    operations = [
        migrations.AddField(
            model_name="policynode",
            name="uid",
            field=models.CharField(
                blank=True,
                default="",
                help_text="番号や位置が変わっても同じ項目であることを示します。空欄なら自動で付き、後から変えられません。",
                max_length=40,
                validators=[
                    django.core.validators.RegexValidator(
                        r"\A[0-9A-Za-z._-]+\Z", "uidは半角の英数字と「.」「_」「-」で入力してください。"
                    )
                ],
                verbose_name="uid",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(give_uids, migrations.RunPython.noop),
    ]
