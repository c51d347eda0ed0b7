"""Every stored indicator gets the uid by which the API has told it so far: of its item and its number there."""

from typing import Any, Final
from uuid import UUID, uuid5

from django.db import migrations

UIDS: Final = UUID("6f1c2b0e-6b0e-5a51-9a43-2f0c8f3f7b55")  # as in policies.models
BATCH: Final = 500


def uid_of(one: Any) -> str:
    """Return the uid of a stored row."""
    return str(uuid5(UIDS, f"{one.node.uid}/indicator/{one.number}"))


def give(apps: Any, schema_editor: Any) -> None:
    """Fill the column, the same in every database."""
    table = apps.get_model("indicators", "Indicator").objects
    rows = table.using(schema_editor.connection.alias).filter(uid="").select_related("node").order_by("pk")
    found = list(rows.only("pk", "number", "uid", "node__uid"))
    for one in found:
        one.uid = uid_of(one)
    table.using(schema_editor.connection.alias).bulk_update(found, ["uid"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0004_indicator_uid"),
        ("policies", "0001_initial"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
