import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("indicators", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeadingProject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="並び順")),
                ("name", models.CharField(max_length=200, verbose_name="取組名")),
                ("summary", models.TextField(blank=True, verbose_name="概要")),
                ("partners", models.TextField(blank=True, help_text="1行に1者", verbose_name="連携先")),
                (
                    "first_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="開始年度"),
                ),
                (
                    "last_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="終了年度"),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("running", "実施中（実証を含む）"),
                            ("ended", "終了"),
                            ("adopted", "社会実装済み"),
                            ("unknown", "不明"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="状況",
                    ),
                ),
                (
                    "counting_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="件数に数える年度"),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "indicators",
                    models.ManyToManyField(
                        blank=True,
                        related_name="projects",
                        to="indicators.indicator",
                        verbose_name="件数を数える指標",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="policies.policynode",
                        verbose_name="施策",
                    ),
                ),
            ],
            options={
                "verbose_name": "リーディングプロジェクト",
                "verbose_name_plural": "リーディングプロジェクト",
                "ordering": ("node", "order", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("node", "name"), name="project_once_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_year__isnull", True),
                            ("last_year__isnull", True),
                            ("last_year__gte", models.F("first_year")),
                            _connector="OR",
                        ),
                        name="project_ends_after_it_began",
                        violation_error_message="終了年度は開始年度以後にしてください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 200
                        ),
                        name="project_name_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("summary")), 20000
                        ),
                        name="project_summary_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("partners")), 20000
                        ),
                        name="project_partners_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("standing")), 10
                        ),
                        name="project_standing_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="project_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_year__gte", 1926), ("first_year__lte", 2100)),
                        name="project_first_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", 1926), ("last_year__lte", 2100)),
                        name="project_last_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counting_year__gte", 1926), ("counting_year__lte", 2100)),
                        name="project_counting_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 32767)),
                        name="project_order_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="project_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("count", models.PositiveIntegerField(verbose_name="報告件数")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_counts",
                        to="indicators.indicator",
                        verbose_name="指標",
                    ),
                ),
            ],
            options={
                "verbose_name": "報告件数",
                "verbose_name_plural": "報告件数",
                "ordering": ("indicator", "fiscal_year"),
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "fiscal_year"), name="count_once_a_year"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="count_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fiscal_year__gte", 1926), ("fiscal_year__lte", 2100)),
                        name="count_fiscal_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 0), ("count__lte", 1000000)),
                        name="count_count_range",
                        violation_error_message="0から1,000,000までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="count_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
    ]
