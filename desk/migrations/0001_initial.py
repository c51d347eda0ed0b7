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
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=500, verbose_name="アドレス")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="もとにした版")),
                ("body", models.TextField(verbose_name="入力の内容")),
                ("at", models.DateTimeField(db_index=True, verbose_name="日時")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="利用者",
                    ),
                ),
            ],
            options={
                "verbose_name": "下書き",
                "verbose_name_plural": "下書き",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "path"), name="draft_once_a_form"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("path")), 500
                        ),
                        name="draft_path_length",
                        violation_error_message="500文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("body")), 100000
                        ),
                        name="draft_body_length",
                        violation_error_message="100,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 0), ("version__lte", 2147483647)),
                        name="draft_version_range",
                        violation_error_message="0から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParkedForm",
            fields=[
                (
                    "digest",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="鍵の要約値"
                    ),
                ),
                ("path", models.CharField(max_length=500, verbose_name="アドレス")),
                ("body", models.TextField(verbose_name="入力の内容")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="文字数")),
                ("place", models.CharField(blank=True, default="", max_length=60, verbose_name="接続元")),
                (
                    "browser",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="ブラウザの要約値"),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="日時")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="利用者",
                    ),
                ),
            ],
            options={
                "verbose_name": "預かった入力",
                "verbose_name_plural": "預かった入力",
                "indexes": [models.Index(fields=["place", "at"], name="parkedform_by_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("digest")), 64
                        ),
                        name="parkedform_digest_length",
                        violation_error_message="64文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("path")), 500
                        ),
                        name="parkedform_path_length",
                        violation_error_message="500文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("body")), 100000
                        ),
                        name="parkedform_body_length",
                        violation_error_message="100,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("place")), 60
                        ),
                        name="parkedform_place_length",
                        violation_error_message="60文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("browser")), 64
                        ),
                        name="parkedform_browser_length",
                        violation_error_message="64文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 0), ("size__lte", 2147483647)),
                        name="parkedform_size_range",
                        violation_error_message="0から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedForm",
            fields=[
                (
                    "key",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="一回限りの鍵"
                    ),
                ),
                ("outcome", models.CharField(max_length=500, verbose_name="結果のアドレス")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="日時")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="利用者",
                    ),
                ),
            ],
            options={
                "verbose_name": "送信済みの入力",
                "verbose_name_plural": "送信済みの入力",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("key")), 64
                        ),
                        name="savedform_key_length",
                        violation_error_message="64文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("outcome")), 500
                        ),
                        name="savedform_outcome_length",
                        violation_error_message="500文字以内で入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Usage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="種類")),
                ("since", models.DateTimeField(db_index=True, verbose_name="時間帯の始まり")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="回数")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="利用者",
                    ),
                ),
            ],
            options={
                "verbose_name": "利用回数",
                "verbose_name_plural": "利用回数",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind", "since"), name="usage_once_a_span"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 20
                        ),
                        name="usage_kind_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 0), ("count__lte", 2147483647)),
                        name="usage_count_range",
                        violation_error_message="0から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
    ]
