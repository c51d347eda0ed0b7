import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from store import history_guard

GUARD = history_guard.Guard(
    "evaluations_publication",
    "公表版は変更も削除もできません",
    (("id",), ("cycle_id", "edition"), ("local_government_code", "cycle_key", "edition")),
)


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.install(schema_editor.connection, GUARD)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.remove(schema_editor.connection, GUARD)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0005_committee"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "local_government_code",
                    models.CharField(max_length=6, verbose_name="全国地方公共団体コード（公表時）"),
                ),
                ("cycle_key", models.CharField(max_length=50, verbose_name="評価の回のキー（公表時）")),
                ("municipality", models.CharField(max_length=100, verbose_name="自治体名（公表時）")),
                ("plan_name", models.CharField(max_length=200, verbose_name="計画名（公表時）")),
                ("edition", models.PositiveSmallIntegerField(verbose_name="版")),
                (
                    "kind",
                    models.CharField(
                        choices=[("first", "公表"), ("update", "時点更新"), ("correction", "訂正")],
                        max_length=10,
                        verbose_name="種別",
                    ),
                ),
                ("published_at", models.DateTimeField(verbose_name="公表日時")),
                (
                    "published_by",
                    models.CharField(blank=True, max_length=100, verbose_name="公表した人の氏名（当時）"),
                ),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="役職・担当（当時）")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("allowed_despite", models.TextField(blank=True, verbose_name="未解決のまま公表した理由")),
                ("objections", models.TextField(blank=True, verbose_name="公表時に未解決だったもの")),
                ("errata", models.TextField(blank=True, max_length=20000000, verbose_name="正誤表")),
                ("content", models.TextField(max_length=20000000, verbose_name="内容")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="evaluations.evaluationcycle",
                        verbose_name="評価の回",
                    ),
                ),
            ],
            options={
                "verbose_name": "公表版",
                "verbose_name_plural": "公表版",
                "ordering": ("cycle", "-edition"),
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "edition"), name="publication_once_an_edition"),
                    models.UniqueConstraint(
                        fields=("local_government_code", "cycle_key", "edition"),
                        name="publication_once_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("edition", 1), ("kind", "first")),
                            models.Q(("edition__gt", 1), ("kind__in", ("update", "correction"))),
                            _connector="OR",
                        ),
                        name="publication_begins_with_a_first_edition",
                        violation_error_message="第1版は公表、第2版からは時点更新又は訂正です。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("edition", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="publication_says_why_it_changed",
                        violation_error_message="時点更新と訂正には理由が必要です。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("objections", ""),
                            models.Q(("allowed_despite", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="publication_says_why_it_was_allowed",
                        violation_error_message="未解決のものを残して公表するには理由が必要です。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("sha256"), 64
                        ),
                        name="publication_has_a_hash",
                        violation_error_message="SHA-256は64文字です。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("local_government_code")), 6
                        ),
                        name="publication_local_government_code_length",
                        violation_error_message="6文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("cycle_key")), 50
                        ),
                        name="publication_cycle_key_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("municipality")), 100
                        ),
                        name="publication_municipality_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("plan_name")), 200
                        ),
                        name="publication_plan_name_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 10
                        ),
                        name="publication_kind_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("published_by")), 100
                        ),
                        name="publication_published_by_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="publication_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("reason")), 20000
                        ),
                        name="publication_reason_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("allowed_despite")), 20000
                        ),
                        name="publication_allowed_despite_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("objections")), 20000
                        ),
                        name="publication_objections_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("errata")), 20000000
                        ),
                        name="publication_errata_length",
                        violation_error_message="20,000,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("content")), 20000000
                        ),
                        name="publication_content_length",
                        violation_error_message="20,000,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("sha256")), 64
                        ),
                        name="publication_sha256_length",
                        violation_error_message="64文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edition__gte", 1), ("edition__lte", 32767)),
                        name="publication_edition_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
