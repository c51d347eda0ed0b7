from django.db import migrations


class Migration(migrations.Migration):
    """The one predecessor is among the links."""

    dependencies = [("policies", "0007_node_predecessors_are_links")]

    operations = [migrations.RemoveField("policynode", "predecessor")]
