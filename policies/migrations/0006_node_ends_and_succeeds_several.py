import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A node may follow several others, and end within its period; what it followed so far is moved in the next step."""

    dependencies = [("policies", "0005_node_uid_is_unique")]

    operations = [
        migrations.RenameField("policynode", "succeeds", "predecessor"),
        migrations.AlterField(
            model_name="policynode",
            name="predecessor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="policies.policynode",
                verbose_name="前の期の項目",
            ),
        ),
        migrations.AddField(
            model_name="policynode",
            name="succeeds",
            field=models.ManyToManyField(
                blank=True,
                help_text="前の期の項目や、統合された項目。いくつでも選べます。",
                related_name="successors",
                to="policies.policynode",
                verbose_name="前身の項目",
            ),
        ),
        migrations.AddField(
            model_name="policynode",
            name="ended_in",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="計画期間の途中で終わる項目の最後の年度。期間の終わりまで続くときは空欄にします。",
                null=True,
                verbose_name="終了年度",
            ),
        ),
        migrations.AddConstraint(
            model_name="policynode",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_in__gte", 1926), ("ended_in__lte", 2100)),
                name="node_ended_in_range",
                violation_error_message="年度は1926から2100までの西暦で入力してください。",
            ),
        ),
    ]
