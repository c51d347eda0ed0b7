from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual


class Migration(migrations.Migration):
    """Every node has a uid by now, and no two have the same."""

    dependencies = [("policies", "0004_node_uid")]

    operations = [
        migrations.AddConstraint(
            model_name="policynode",
            constraint=models.UniqueConstraint(
                fields=("uid",),
                name="node_once_a_uid",
                violation_error_message="このuidは別の項目が使っています。空欄にするか、別のuidにしてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="policynode",
            constraint=models.CheckConstraint(
                condition=~models.Q(uid=""),
                name="node_has_a_uid",
                violation_error_message="項目のuidがありません。",
            ),
        ),
        migrations.AddConstraint(
            model_name="policynode",
            constraint=models.CheckConstraint(
                condition=LessThanOrEqual(Length(F("uid")), 40),
                name="node_uid_length",
                violation_error_message="40文字以内で入力してください。",
            ),
        ),
    ]
