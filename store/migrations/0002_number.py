import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Number",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="番号の名")),
                ("part", models.CharField(blank=True, max_length=20, verbose_name="その中の項目")),
                ("token", models.BigIntegerField(verbose_name="番号")),
            ],
            options={
                "verbose_name": "内容の番号",
                "verbose_name_plural": "内容の番号",
                "indexes": [models.Index(fields=["name", "part"], name="number_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 40
                        ),
                        name="number_name_length",
                        violation_error_message="40文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("part")), 20
                        ),
                        name="number_part_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                ],
            },
        ),
    ]
