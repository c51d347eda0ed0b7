from django.db import migrations, models


class Migration(migrations.Migration):
    """An indicator ends, and others follow it."""

    dependencies = [
        ("policies", "0008_node_predecessor_is_gone"),
        ("indicators", "0007_survey_intervals_are_asked_years"),
    ]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="ended_in",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="計画期間の途中で終わる指標の、実績がある最後の年度。期間の終わりまで続くときは空欄にします。",
                null=True,
                verbose_name="終了年度",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="succeeds",
            field=models.ManyToManyField(
                blank=True,
                help_text="終了して、この指標が引き継いだ指標。いくつでも選べます。",
                related_name="successors",
                to="indicators.indicator",
                verbose_name="前身の指標",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_in__gte", 1926), ("ended_in__lte", 2100)),
                name="indicator_ended_in_range",
                violation_error_message="年度は1926から2100までの西暦で入力してください。",
            ),
        ),
    ]
