from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def link(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make a link of the one node that each followed so far."""
    nodes: Any = apps.get_model("policies", "PolicyNode")
    links = nodes.succeeds.through
    followed = nodes.objects.exclude(predecessor=None).values_list("pk", "predecessor")
    links.objects.bulk_create(
        [links(from_policynode_id=pk, to_policynode_id=before) for pk, before in followed], batch_size=500
    )


def keep_one(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep the first of the nodes that each follows."""
    nodes: Any = apps.get_model("policies", "PolicyNode")
    links = nodes.succeeds.through.objects.order_by("-pk")
    for pk, before in links.values_list("from_policynode", "to_policynode"):
        nodes.objects.filter(pk=pk).update(predecessor=before)


class Migration(migrations.Migration):
    """What a node followed so far is one of those that it follows."""

    dependencies = [("policies", "0006_node_ends_and_succeeds_several")]

    operations = [migrations.RunPython(link, keep_one)]
