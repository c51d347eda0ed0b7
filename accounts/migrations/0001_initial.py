"""People, departments and the history, which is guarded in the database itself."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from store import history_guard


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.install(schema_editor.connection)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.remove(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("username", models.CharField(max_length=150, unique=True, verbose_name="利用者ID")),
                ("name", models.CharField(max_length=100, verbose_name="氏名")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="メールアドレス")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="退職した人はここを外します（削除はしません）。",
                        verbose_name="有効",
                    ),
                ),
                ("is_superuser", models.BooleanField(default=False, verbose_name="全権限")),
            ],
            options={
                "verbose_name": "利用者",
                "verbose_name_plural": "利用者",
                "ordering": ("username",),
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("username")), 150
                        ),
                        name="person_username_length",
                        violation_error_message="150文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 100
                        ),
                        name="person_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("email")), 254
                        ),
                        name="person_email_length",
                        violation_error_message="254文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("password")), 128
                        ),
                        name="person_password_length",
                        violation_error_message="128文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="person_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "local_government_code",
                    models.CharField(max_length=6, verbose_name="全国地方公共団体コード"),
                ),
                ("code", models.CharField(max_length=20, verbose_name="組織コード")),
                ("name", models.CharField(max_length=100, verbose_name="所属名")),
                (
                    "kind",
                    models.CharField(
                        choices=[("bureau", "局"), ("division", "部"), ("section", "課")],
                        default="section",
                        max_length=10,
                        verbose_name="種別",
                    ),
                ),
                ("extension", models.CharField(blank=True, max_length=20, verbose_name="内線")),
                ("shared_mail", models.EmailField(blank=True, max_length=254, verbose_name="課共用メール")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="設置日")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="廃止日")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="accounts.department",
                        verbose_name="上位組織",
                    ),
                ),
            ],
            options={
                "verbose_name": "組織",
                "verbose_name_plural": "組織",
                "ordering": ("local_government_code", "code"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("local_government_code", "code"), name="department_once_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="department_ends_after_it_began",
                        violation_error_message="廃止日は設置日以後の日付にしてください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("local_government_code")), 6
                        ),
                        name="department_local_government_code_length",
                        violation_error_message="6文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("code")), 20
                        ),
                        name="department_code_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 100
                        ),
                        name="department_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 10
                        ),
                        name="department_kind_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("extension")), 20
                        ),
                        name="department_extension_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("shared_mail")), 254
                        ),
                        name="department_shared_mail_length",
                        violation_error_message="254文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="department_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoginAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="日時")),
                ("account", models.CharField(max_length=64, verbose_name="利用者IDの照合値")),
                ("address", models.CharField(max_length=45, verbose_name="接続元")),
                ("succeeded", models.BooleanField(default=False, verbose_name="成功")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="login_attempts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="利用者",
                    ),
                ),
            ],
            options={
                "verbose_name": "ログインの記録",
                "verbose_name_plural": "ログインの記録",
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("account")), 64
                        ),
                        name="login_account_length",
                        violation_error_message="64文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("address")), 45
                        ),
                        name="login_address_length",
                        violation_error_message="45文字以内で入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("staff", "担当者"),
                            ("chief", "課長"),
                            ("bureau", "局取りまとめ担当"),
                            ("planning", "事務局"),
                            ("committee", "委員"),
                            ("system", "システム管理者"),
                        ],
                        max_length=10,
                        verbose_name="役割",
                    ),
                ),
                ("is_deputy", models.BooleanField(default=False, verbose_name="副担当")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="就任日")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="離任日")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="accounts.department",
                        verbose_name="組織",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="利用者",
                    ),
                ),
            ],
            options={
                "verbose_name": "役職・担当",
                "verbose_name_plural": "役職・担当",
                "ordering": ("department", "role", "is_deputy", "person"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("person", "department", "role"),
                        name="post_held_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("role")), 10
                        ),
                        name="post_role_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="post_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("sequence", models.BigAutoField(primary_key=True, serialize=False, verbose_name="連番")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="日時")),
                (
                    "who_name",
                    models.CharField(blank=True, max_length=100, verbose_name="変更した人の氏名（当時）"),
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
                ("model", models.CharField(max_length=100, verbose_name="種類")),
                ("object_id", models.CharField(max_length=40, verbose_name="対象の番号")),
                ("object_label", models.CharField(max_length=300, verbose_name="対象")),
                (
                    "owner",
                    models.CharField(
                        blank=True,
                        help_text="指標の実績値なら、その指標（種類:番号）。",
                        max_length=80,
                        verbose_name="属する先",
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        help_text="削除は空欄で、変更前に削除した行の名前が入ります。",
                        max_length=100,
                        verbose_name="項目",
                    ),
                ),
                ("old", models.TextField(blank=True, verbose_name="変更前")),
                ("new", models.TextField(blank=True, verbose_name="変更後")),
                ("why", models.TextField(blank=True, verbose_name="理由")),
                (
                    "who",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="変更した人",
                    ),
                ),
            ],
            options={
                "verbose_name": "変更履歴",
                "verbose_name_plural": "変更履歴",
                "ordering": ("-sequence",),
                "indexes": [
                    models.Index(fields=["model", "object_id"], name="change_by_object"),
                    models.Index(fields=["owner"], name="change_by_owner"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("who_name")), 100
                        ),
                        name="change_who_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="change_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("via")), 10
                        ),
                        name="change_via_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("model")), 100
                        ),
                        name="change_model_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("object_id")), 40
                        ),
                        name="change_object_id_length",
                        violation_error_message="40文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("object_label")), 300
                        ),
                        name="change_object_label_length",
                        violation_error_message="300文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("owner")), 80
                        ),
                        name="change_owner_length",
                        violation_error_message="80文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("field")), 100
                        ),
                        name="change_field_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("old")), 20000
                        ),
                        name="change_old_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("new")), 20000
                        ),
                        name="change_new_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("why")), 20000
                        ),
                        name="change_why_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="loginattempt",
            index=models.Index(fields=["account", "at"], name="login_by_account"),
        ),
        migrations.AddIndex(
            model_name="loginattempt",
            index=models.Index(fields=["address", "at"], name="login_by_address"),
        ),
        migrations.AddIndex(
            model_name="loginattempt",
            index=models.Index(fields=["at"], name="login_by_time"),
        ),
        migrations.RunPython(install, remove),
    ]
