import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Load",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="日時")),
                ("name", models.CharField(max_length=200, verbose_name="ファイル名")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("city", models.CharField(blank=True, max_length=6, verbose_name="全国地方公共団体コード")),
                (
                    "who_name",
                    models.CharField(blank=True, max_length=100, verbose_name="読み込んだ人の氏名（当時）"),
                ),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="役職・担当（当時）")),
                (
                    "via",
                    models.CharField(
                        choices=[
                            ("page", "画面"),
                            ("excel", "Excel"),
                            ("report", "報告書"),
                            ("command", "コマンド"),
                            ("admin", "管理画面"),
                        ],
                        max_length=10,
                        verbose_name="経路",
                    ),
                ),
                ("why", models.TextField(blank=True, verbose_name="理由")),
                ("added", models.PositiveIntegerField(verbose_name="追加した件数")),
                ("changed", models.PositiveIntegerField(verbose_name="変更した件数")),
                ("equal", models.PositiveIntegerField(verbose_name="同じだった件数")),
                (
                    "remarks",
                    models.JSONField(default=list, editable=False, verbose_name="読み込んだときの注意"),
                ),
                ("touched", models.JSONField(default=list, editable=False, verbose_name="書き込んだ行")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="取り消した日時")),
                (
                    "undone_name",
                    models.CharField(blank=True, max_length=100, verbose_name="取り消した人の氏名（当時）"),
                ),
                (
                    "who",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loads",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="読み込んだ人",
                    ),
                ),
            ],
            options={
                "verbose_name": "読込み",
                "verbose_name_plural": "読込み",
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 200
                        ),
                        name="load_name_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("sha256")), 64
                        ),
                        name="load_sha256_length",
                        violation_error_message="64文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("city")), 6
                        ),
                        name="load_city_length",
                        violation_error_message="6文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("who_name")), 100
                        ),
                        name="load_who_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="load_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("via")), 10
                        ),
                        name="load_via_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("why")), 20000
                        ),
                        name="load_why_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("undone_name")), 100
                        ),
                        name="load_undone_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                ],
            },
        ),
    ]
