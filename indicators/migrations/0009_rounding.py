import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_change_owner"),
        ("indicators", "0008_indicator_ends_and_is_succeeded"),
        ("policies", "0005_node_uid_is_unique"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="earlierfigure",
            name="footnote",
            field=models.TextField(blank=True, verbose_name="注記"),
        ),
        migrations.AddField(
            model_name="earlierfigure",
            name="increment_raw",
            field=models.CharField(
                blank=True,
                help_text="端数処理をした値が入力されたときの、元の値です。",
                max_length=30,
                verbose_name="うち当該年度分（端数処理の前）",
            ),
        ),
        migrations.AddField(
            model_name="earlierfigure",
            name="total_raw",
            field=models.CharField(
                blank=True,
                help_text="端数処理をした値が入力されたときの、元の値です。",
                max_length=30,
                verbose_name="実績値（端数処理の前）",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="rounding",
            field=models.CharField(
                choices=[("half_up", "四捨五入"), ("down", "切捨て"), ("up", "切上げ")],
                default="half_up",
                help_text="小数桁数より細かい値が入力されたときの丸め方です。",
                max_length=10,
                verbose_name="端数処理",
            ),
        ),
        migrations.AddField(
            model_name="result",
            name="increment_raw",
            field=models.CharField(
                blank=True,
                help_text="端数処理をした値が入力されたときの、元の値です。",
                max_length=30,
                verbose_name="うち当該年度分（端数処理の前）",
            ),
        ),
        migrations.AddField(
            model_name="result",
            name="total_raw",
            field=models.CharField(
                blank=True,
                help_text="端数処理をした値が入力されたときの、元の値です。",
                max_length=30,
                verbose_name="実績値（端数処理の前）",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlierfigure",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("total_raw")), 30
                ),
                name="earlier_total_raw_length",
                violation_error_message="30文字以内で入力してください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlierfigure",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("increment_raw")), 30
                ),
                name="earlier_increment_raw_length",
                violation_error_message="30文字以内で入力してください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlierfigure",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("footnote")), 20000
                ),
                name="earlier_footnote_length",
                violation_error_message="20,000文字以内で入力してください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlierfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("total_raw", ""),
                    models.Q(
                        ("total__isnull", False), ("total_raw__regex", "\\A-?[0-9]{1,11}(\\.[0-9]{1,25})?\\Z")
                    ),
                    _connector="OR",
                ),
                name="earlier_total_raw_is_a_number",
                violation_error_message="端数処理の前の値は、端数処理をした値がある年度に、数字だけで書いてください（例：94.96）。",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlierfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("increment_raw", ""),
                    models.Q(
                        ("increment__isnull", False),
                        ("increment_raw__regex", "\\A-?[0-9]{1,11}(\\.[0-9]{1,25})?\\Z"),
                    ),
                    _connector="OR",
                ),
                name="earlier_increment_raw_is_a_number",
                violation_error_message="端数処理の前の値は、端数処理をした値がある年度に、数字だけで書いてください（例：94.96）。",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("rounding")), 10
                ),
                name="indicator_rounding_length",
                violation_error_message="10文字以内で入力してください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("total_raw")), 30
                ),
                name="result_total_raw_length",
                violation_error_message="30文字以内で入力してください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("increment_raw")), 30
                ),
                name="result_increment_raw_length",
                violation_error_message="30文字以内で入力してください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("total_raw", ""),
                    models.Q(
                        ("total__isnull", False), ("total_raw__regex", "\\A-?[0-9]{1,11}(\\.[0-9]{1,25})?\\Z")
                    ),
                    _connector="OR",
                ),
                name="result_total_raw_is_a_number",
                violation_error_message="端数処理の前の値は、端数処理をした値がある年度に、数字だけで書いてください（例：94.96）。",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("increment_raw", ""),
                    models.Q(
                        ("increment__isnull", False),
                        ("increment_raw__regex", "\\A-?[0-9]{1,11}(\\.[0-9]{1,25})?\\Z"),
                    ),
                    _connector="OR",
                ),
                name="result_increment_raw_is_a_number",
                violation_error_message="端数処理の前の値は、端数処理をした値がある年度に、数字だけで書いてください（例：94.96）。",
            ),
        ),
    ]
