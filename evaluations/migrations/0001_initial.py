"""The judgement; what is published is guarded in the database itself."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from store import history_guard

GUARD = history_guard.Guard(
    "evaluations_publication",
    "公表版は変更も削除もできません",
    (("id",), ("cycle_id", "edition"), ("plan_key", "cycle_key", "edition")),
)


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.install(schema_editor.connection, GUARD)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    history_guard.remove(schema_editor.connection, GUARD)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("indicators", "0001_initial"),
        ("policies", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvaluationCycle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("key", models.SlugField(verbose_name="キー")),
                ("name", models.CharField(max_length=100, verbose_name="名前")),
                (
                    "kind",
                    models.CharField(
                        choices=[("yearly", "年次評価"), ("midterm", "中間評価"), ("final", "総括評価")],
                        max_length=10,
                        verbose_name="種別",
                    ),
                ),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="評価対象の最初の年度")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="評価対象の最後の年度")),
                ("is_published", models.BooleanField(default=False, verbose_name="公開")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "achievement_scale",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.ratingscale",
                        verbose_name="事務事業の達成度の区分",
                    ),
                ),
                (
                    "direction_scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.ratingscale",
                        verbose_name="今後の方向性の区分",
                    ),
                ),
                (
                    "opinion_scale",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinion_cycles",
                        to="indicators.ratingscale",
                        verbose_name="委員会の意見の区分",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="policies.planperiod",
                        verbose_name="計画期間",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="indicators.ruleprofile",
                        verbose_name="判定基準",
                    ),
                ),
                (
                    "progress_scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.ratingscale",
                        verbose_name="施策の進捗状況の区分",
                    ),
                ),
            ],
            options={
                "verbose_name": "評価の回",
                "verbose_name_plural": "評価の回",
                "ordering": ("period", "last_year", "first_year", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("period", "key"), name="cycle_once_a_key"),
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", models.F("first_year"))),
                        name="cycle_ends_after_it_began",
                        violation_error_message="最後の年度は最初の年度以後にしてください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("key")), 50
                        ),
                        name="cycle_key_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 100
                        ),
                        name="cycle_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 10
                        ),
                        name="cycle_kind_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="cycle_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_year__gte", 1926), ("first_year__lte", 2100)),
                        name="cycle_first_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", 1926), ("last_year__lte", 2100)),
                        name="cycle_last_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="cycle_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "decided_on",
                    models.DateField(
                        blank=True, help_text="不明なら空欄にします。", null=True, verbose_name="決定日"
                    ),
                ),
                ("difference_reason", models.TextField(blank=True, verbose_name="参考判定と異なる理由")),
                ("inputs", models.JSONField(blank=True, null=True, verbose_name="決定時の入力値")),
                ("is_reviewed", models.BooleanField(default=False, verbose_name="審議対象")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "direction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.ratinglevel",
                        verbose_name="今後の方向性",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="policies.policynode",
                        verbose_name="施策",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="indicators.ruleprofile",
                        verbose_name="決定時の判定基準",
                    ),
                ),
                (
                    "progress",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.ratinglevel",
                        verbose_name="施策の進捗状況",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="evaluations.evaluationcycle",
                        verbose_name="評価の回",
                    ),
                ),
            ],
            options={
                "verbose_name": "施策の評価",
                "verbose_name_plural": "施策の評価",
                "ordering": ("cycle", "node__path"),
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "node"), name="evaluation_once_a_cycle"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("difference_reason")), 20000
                        ),
                        name="evaluation_difference_reason_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="evaluation_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="evaluation_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "subject",
                    models.CharField(
                        choices=[("progress", "施策の進捗状況"), ("direction", "今後の方向性")],
                        max_length=10,
                        verbose_name="区分",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="番号")),
                ("text", models.TextField(verbose_name="理由")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reasons",
                        to="evaluations.evaluation",
                        verbose_name="施策の評価",
                    ),
                ),
            ],
            options={
                "verbose_name": "評価の理由",
                "verbose_name_plural": "評価の理由",
                "ordering": ("evaluation", "subject", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "subject", "number"), name="reason_once_a_number"
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("subject")), 10
                        ),
                        name="reason_subject_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 20000
                        ),
                        name="reason_text_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="reason_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 20)),
                        name="reason_number_range",
                        violation_error_message="1から20までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="reason_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationStage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("order", models.PositiveSmallIntegerField(verbose_name="並び順")),
                ("key", models.SlugField(max_length=30, verbose_name="キー")),
                ("name", models.CharField(max_length=50, verbose_name="段階の名前")),
                (
                    "meaning",
                    models.CharField(
                        choices=[
                            ("draft", "作成"),
                            ("confirm", "確認・承認"),
                            ("compile", "点検・調整"),
                            ("committee", "委員会審議"),
                            ("ruling", "決裁（決裁日・文書番号）"),
                            ("settle", "評価結果の決定"),
                            ("report", "議会報告"),
                            ("publish", "公表"),
                            ("response", "市民意見への対応"),
                        ],
                        max_length=10,
                        verbose_name="することの種類",
                    ),
                ),
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
                        verbose_name="進める役割",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                ("only_for_reviewed", models.BooleanField(default=False, verbose_name="審議対象の施策だけ")),
                ("may_send_back", models.BooleanField(default=True, verbose_name="差戻しができる")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stages",
                        to="evaluations.evaluationcycle",
                        verbose_name="評価の回",
                    ),
                ),
            ],
            options={
                "verbose_name": "評価の段階",
                "verbose_name_plural": "評価の段階",
                "ordering": ("cycle", "order"),
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "key"), name="stage_once_a_key"),
                    models.UniqueConstraint(fields=("cycle", "order"), name="stage_once_a_place"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("key")), 30
                        ),
                        name="stage_key_length",
                        violation_error_message="30文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 50
                        ),
                        name="stage_name_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("meaning")), 10
                        ),
                        name="stage_meaning_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("role")), 10
                        ),
                        name="stage_role_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 32767)),
                        name="stage_order_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="stage_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="evaluation",
            name="stage",
            field=models.ForeignKey(
                blank=True,
                help_text="空欄は未着手です。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evaluations",
                to="evaluations.evaluationstage",
                verbose_name="段階",
            ),
        ),
        migrations.CreateModel(
            name="NarrativeSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("overview", "概要"),
                            ("background", "背景"),
                            ("efforts", "取組"),
                            ("outcome", "成果"),
                            ("summary", "まとめ"),
                        ],
                        max_length=10,
                        verbose_name="区分",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="並び順")),
                ("heading", models.CharField(blank=True, max_length=200, verbose_name="見出し")),
                ("body", models.TextField(help_text="空行で段落を分けます。", verbose_name="本文")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="evaluations.evaluation",
                        verbose_name="施策の評価",
                    ),
                ),
            ],
            options={
                "verbose_name": "評価の本文",
                "verbose_name_plural": "評価の本文",
                "ordering": ("evaluation", "order"),
                "constraints": [
                    models.UniqueConstraint(fields=("evaluation", "order"), name="section_once_a_place"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 10
                        ),
                        name="section_kind_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("heading")), 200
                        ),
                        name="section_heading_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("body")), 20000
                        ),
                        name="section_body_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="section_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 32767)),
                        name="section_order_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="section_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("overview", "概要"),
                            ("background", "背景"),
                            ("efforts", "取組"),
                            ("outcome", "成果"),
                            ("summary", "まとめ"),
                            ("progress", "施策の進捗状況の理由"),
                            ("direction", "今後の方向性の理由"),
                            ("difference_reason", "参考判定と異なる理由"),
                            ("ratings", "評価の区分"),
                            ("indicators", "成果指標"),
                            ("undertakings", "事務事業"),
                            ("projects", "リーディングプロジェクト"),
                            ("whole", "評価の全体"),
                        ],
                        max_length=20,
                        verbose_name="対象",
                    ),
                ),
                ("label", models.CharField(max_length=250, verbose_name="対象の名前（当時）")),
                ("by_name", models.CharField(blank=True, max_length=100, verbose_name="氏名（当時）")),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="役職・担当（当時）")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="日時")),
                ("text", models.TextField(verbose_name="コメント")),
                (
                    "resolved_by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="解決した人の氏名（当時）"),
                ),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="解決の日時")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="書いた人",
                    ),
                ),
                (
                    "reply_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="evaluations.comment",
                        verbose_name="返信先",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="解決した人",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="evaluations.evaluation",
                        verbose_name="施策の評価",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="evaluations.evaluationreason",
                        verbose_name="理由",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="evaluations.narrativesection",
                        verbose_name="本文",
                    ),
                ),
            ],
            options={
                "verbose_name": "評価へのコメント",
                "verbose_name_plural": "評価へのコメント",
                "ordering": ("evaluation", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("field")), 20
                        ),
                        name="comment_field_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("label")), 250
                        ),
                        name="comment_label_length",
                        violation_error_message="250文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("by_name")), 100
                        ),
                        name="comment_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="comment_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 20000
                        ),
                        name="comment_text_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("resolved_by_name")), 100
                        ),
                        name="comment_resolved_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="comment_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("overview", "概要"),
                            ("background", "背景"),
                            ("efforts", "取組"),
                            ("outcome", "成果"),
                            ("summary", "まとめ"),
                            ("progress", "施策の進捗状況の理由"),
                            ("direction", "今後の方向性の理由"),
                            ("difference_reason", "参考判定と異なる理由"),
                            ("ratings", "評価の区分"),
                            ("indicators", "成果指標"),
                            ("undertakings", "事務事業"),
                            ("projects", "リーディングプロジェクト"),
                            ("whole", "評価の全体"),
                        ],
                        max_length=20,
                        verbose_name="対象",
                    ),
                ),
                ("label", models.CharField(max_length=250, verbose_name="対象の名前（当時）")),
                ("by_name", models.CharField(blank=True, max_length=100, verbose_name="氏名（当時）")),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="役職・担当（当時）")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="日時")),
                ("base", models.TextField(blank=True, verbose_name="提案時の文")),
                ("text", models.TextField(verbose_name="提案する文")),
                ("note", models.TextField(blank=True, verbose_name="提案の理由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "未回答"),
                            ("accepted", "採用"),
                            ("partly", "一部採用"),
                            ("declined", "採用しない"),
                            ("withdrawn", "取下げ"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("refused", models.TextField(blank=True, verbose_name="採用しなかった変更の番号")),
                ("result", models.TextField(blank=True, verbose_name="回答後の文")),
                ("answer", models.TextField(blank=True, verbose_name="回答")),
                (
                    "decided_by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="回答した人の氏名（当時）"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="回答の日時")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="書いた人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="回答した人",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="evaluations.evaluation",
                        verbose_name="施策の評価",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="evaluations.evaluationreason",
                        verbose_name="理由",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="evaluations.narrativesection",
                        verbose_name="本文",
                    ),
                ),
            ],
            options={
                "verbose_name": "見え消しの提案",
                "verbose_name_plural": "見え消しの提案",
                "ordering": ("evaluation", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("section",),
                        name="proposal_one_open_of_a_section",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("reason",),
                        name="proposal_one_open_of_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("field", "difference_reason"), ("state", "open")),
                        fields=("evaluation",),
                        name="proposal_one_open_of_a_difference",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("field")), 20
                        ),
                        name="proposal_field_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("label")), 250
                        ),
                        name="proposal_label_length",
                        violation_error_message="250文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("by_name")), 100
                        ),
                        name="proposal_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="proposal_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("base")), 20000
                        ),
                        name="proposal_base_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 20000
                        ),
                        name="proposal_text_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("note")), 20000
                        ),
                        name="proposal_note_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("state")), 10
                        ),
                        name="proposal_state_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("refused")), 20000
                        ),
                        name="proposal_refused_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("result")), 20000
                        ),
                        name="proposal_result_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("answer")), 20000
                        ),
                        name="proposal_answer_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("decided_by_name")), 100
                        ),
                        name="proposal_decided_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="proposal_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("plan_key", models.CharField(max_length=40, verbose_name="計画のキー（公表時）")),
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
                        fields=("plan_key", "cycle_key", "edition"), name="publication_once_an_address"
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
                            django.db.models.functions.text.Length(models.F("plan_key")), 40
                        ),
                        name="publication_plan_key_length",
                        violation_error_message="40文字以内で入力してください。",
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
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("panel", models.CharField(blank=True, max_length=100, verbose_name="部会")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="審議日")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="備考")),
                (
                    "evaluation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="evaluations.evaluation",
                        verbose_name="施策の評価",
                    ),
                ),
            ],
            options={
                "verbose_name": "委員会の審議",
                "verbose_name_plural": "委員会の審議",
                "ordering": ("evaluation",),
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("panel")), 100
                        ),
                        name="review_panel_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("note")), 200
                        ),
                        name="review_note_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="review_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("name", models.CharField(max_length=100, verbose_name="委員の氏名（当時）")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="利用者",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="evaluations.review",
                        verbose_name="審議",
                    ),
                ),
            ],
            options={
                "verbose_name": "担当委員",
                "verbose_name_plural": "担当委員",
                "ordering": ("review", "name", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("review", "person"), name="review_member_once"),
                    models.UniqueConstraint(fields=("review", "name"), name="review_member_once_a_name"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 100
                        ),
                        name="reviewmember_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="reviewmember_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="発言した人の氏名（当時）"),
                ),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="役職・担当（当時）")),
                (
                    "entered_by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="代理入力した人の氏名（当時）"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="日時")),
                ("text", models.TextField(blank=True, verbose_name="意見")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="発言した人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理入力した人",
                    ),
                ),
                (
                    "evaluation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinion",
                        to="evaluations.evaluation",
                        verbose_name="施策の評価",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.ratinglevel",
                        verbose_name="意見の区分",
                    ),
                ),
            ],
            options={
                "verbose_name": "委員会の意見",
                "verbose_name_plural": "委員会の意見",
                "ordering": ("evaluation",),
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 20000
                        ),
                        name="opinion_text_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("by_name")), 100
                        ),
                        name="opinion_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="opinion_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("entered_by_name")), 100
                        ),
                        name="opinion_entered_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="opinion_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpinionResponse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="発言した人の氏名（当時）"),
                ),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="役職・担当（当時）")),
                (
                    "entered_by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="代理入力した人の氏名（当時）"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="日時")),
                ("number", models.PositiveSmallIntegerField(verbose_name="番号")),
                (
                    "status",
                    models.CharField(
                        choices=[("done", "対応済"), ("doing", "対応中"), ("hard", "対応困難")],
                        max_length=10,
                        verbose_name="対応状況",
                    ),
                ),
                ("text", models.TextField(verbose_name="対応・考え方")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="発言した人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理入力した人",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="evaluations.reviewopinion",
                        verbose_name="意見",
                    ),
                ),
            ],
            options={
                "verbose_name": "意見への対応",
                "verbose_name_plural": "意見への対応",
                "ordering": ("opinion", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("opinion", "number"), name="response_once_a_number"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("status")), 10
                        ),
                        name="response_status_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 20000
                        ),
                        name="response_text_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("by_name")), 100
                        ),
                        name="response_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="response_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("entered_by_name")), 100
                        ),
                        name="response_entered_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 32767)),
                        name="response_number_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="response_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("order", models.PositiveSmallIntegerField(verbose_name="並び順")),
                ("text", models.CharField(max_length=200, verbose_name="着眼点")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_points",
                        to="evaluations.evaluationcycle",
                        verbose_name="評価の回",
                    ),
                ),
            ],
            options={
                "verbose_name": "委員会の着眼点",
                "verbose_name_plural": "委員会の着眼点",
                "ordering": ("cycle", "order"),
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "order"), name="review_point_once_a_place"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 200
                        ),
                        name="reviewpoint_text_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="reviewpoint_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 32767)),
                        name="reviewpoint_order_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="reviewpoint_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="発言した人の氏名（当時）"),
                ),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="役職・担当（当時）")),
                (
                    "entered_by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="代理入力した人の氏名（当時）"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="日時")),
                ("number", models.PositiveSmallIntegerField(verbose_name="番号")),
                ("text", models.TextField(verbose_name="質問")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="発言した人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理入力した人",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="evaluations.evaluation",
                        verbose_name="施策の評価",
                    ),
                ),
            ],
            options={
                "verbose_name": "委員の質問",
                "verbose_name_plural": "委員の質問",
                "ordering": ("evaluation", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("evaluation", "number"), name="question_once_a_number"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 20000
                        ),
                        name="question_text_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("by_name")), 100
                        ),
                        name="question_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="question_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("entered_by_name")), 100
                        ),
                        name="question_entered_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 32767)),
                        name="question_number_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="question_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="発言した人の氏名（当時）"),
                ),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="役職・担当（当時）")),
                (
                    "entered_by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="代理入力した人の氏名（当時）"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="日時")),
                ("number", models.PositiveSmallIntegerField(verbose_name="番号")),
                ("text", models.TextField(verbose_name="回答")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="発言した人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理入力した人",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="evaluations.reviewquestion",
                        verbose_name="質問",
                    ),
                ),
            ],
            options={
                "verbose_name": "質問への回答",
                "verbose_name_plural": "質問への回答",
                "ordering": ("question", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "number"), name="review_answer_once_a_number"
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 20000
                        ),
                        name="reviewanswer_text_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("by_name")), 100
                        ),
                        name="reviewanswer_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="reviewanswer_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("entered_by_name")), 100
                        ),
                        name="reviewanswer_entered_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 32767)),
                        name="reviewanswer_number_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="reviewanswer_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("text", models.TextField(verbose_name="着眼点別の意見")),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="evaluations.reviewopinion",
                        verbose_name="意見",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="evaluations.reviewpoint",
                        verbose_name="着眼点",
                    ),
                ),
            ],
            options={
                "verbose_name": "着眼点別の意見",
                "verbose_name_plural": "着眼点別の意見",
                "ordering": ("opinion", "point__order"),
                "constraints": [
                    models.UniqueConstraint(fields=("opinion", "point"), name="remark_once_a_point"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 20000
                        ),
                        name="remark_text_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="remark_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("key", models.CharField(max_length=50, verbose_name="キー")),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="版次")),
                ("name", models.CharField(max_length=100, verbose_name="様式の名前")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
            ],
            options={
                "verbose_name": "事務事業評価シートの様式",
                "verbose_name_plural": "事務事業評価シートの様式",
                "ordering": ("key", "edition"),
                "constraints": [
                    models.UniqueConstraint(fields=("key", "edition"), name="form_once_an_edition"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("key")), 50
                        ),
                        name="form_key_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 100
                        ),
                        name="form_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="form_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edition__gte", 1), ("edition__lte", 32767)),
                        name="form_edition_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="form_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "entry_state",
                    models.CharField(
                        choices=[
                            ("empty", "未入力"),
                            ("draft", "入力中"),
                            ("waiting", "課長確認待ち"),
                            ("returned", "差戻し"),
                            ("confirmed", "課長確認済"),
                            ("checked", "事務局確認済"),
                        ],
                        default="empty",
                        max_length=10,
                        verbose_name="入力の状態",
                    ),
                ),
                ("returned_reason", models.TextField(blank=True, verbose_name="差戻しの理由")),
                ("comment", models.TextField(blank=True, verbose_name="実績の説明")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "achievement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.ratinglevel",
                        verbose_name="達成度",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_sheets",
                        to="evaluations.evaluationcycle",
                        verbose_name="評価の回",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="入力した人",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_sheets",
                        to="policies.policynode",
                        verbose_name="事務事業",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="evaluations.sheetform",
                        verbose_name="様式",
                    ),
                ),
            ],
            options={
                "verbose_name": "事務事業の評価",
                "verbose_name_plural": "事務事業の評価",
                "ordering": ("cycle", "node__path"),
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "node"), name="sheet_once_a_cycle"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("comment")), 20000
                        ),
                        name="sheet_comment_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="sheet_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("entry_state")), 10
                        ),
                        name="sheet_entry_state_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("returned_reason")), 20000
                        ),
                        name="sheet_returned_reason_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="sheet_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("order", models.PositiveSmallIntegerField(verbose_name="並び順")),
                (
                    "part",
                    models.CharField(
                        help_text="例：Plan（計画）。続く同じ区分は一つの枠になります。",
                        max_length=50,
                        verbose_name="区分",
                    ),
                ),
                (
                    "key",
                    models.SlugField(
                        help_text="年度が替わっても同じ項目には同じキーを付けます。", verbose_name="キー"
                    ),
                ),
                ("label", models.CharField(max_length=100, verbose_name="項目名")),
                ("help", models.CharField(blank=True, max_length=200, verbose_name="記入要領")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "文章"),
                            ("rating", "区分の選択"),
                            ("number", "数値"),
                            ("amounts", "金額表"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="種類",
                    ),
                ),
                (
                    "meaning",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("achievement", "達成度（施策の評価に使う）"),
                            ("contribution", "施策への貢献度"),
                            ("direction", "今後の方向性"),
                        ],
                        max_length=15,
                        verbose_name="意味",
                    ),
                ),
                ("is_required", models.BooleanField(default=False, verbose_name="必須")),
                ("asks_reason", models.BooleanField(default=False, verbose_name="理由も書く")),
                ("is_carried", models.BooleanField(default=False, verbose_name="前年度から引き継ぐ")),
                (
                    "is_published",
                    models.BooleanField(
                        default=False,
                        help_text="評価結果の公表版に、確認済みのシートの記載を載せます。",
                        verbose_name="公表する",
                    ),
                ),
                (
                    "longest",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="字数の上限"),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="単位")),
                ("layout", models.JSONField(blank=True, null=True, verbose_name="金額表の形")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="evaluations.sheetform",
                        verbose_name="様式",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.ratingscale",
                        verbose_name="区分",
                    ),
                ),
            ],
            options={
                "verbose_name": "様式の項目",
                "verbose_name_plural": "様式の項目",
                "ordering": ("form", "order"),
                "constraints": [
                    models.UniqueConstraint(fields=("form", "key"), name="item_once_a_key"),
                    models.UniqueConstraint(fields=("form", "order"), name="item_once_a_place"),
                    models.UniqueConstraint(
                        condition=models.Q(("meaning", ""), _negated=True),
                        fields=("form", "meaning"),
                        name="item_once_a_meaning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "rating"), ("scale__isnull", False)),
                            models.Q(models.Q(("kind", "rating"), _negated=True), ("scale__isnull", True)),
                            _connector="OR",
                        ),
                        name="item_has_a_scale_if_rated",
                        violation_error_message="区分は「区分の選択」の項目だけに、必ず指定してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("part")), 50
                        ),
                        name="item_part_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("key")), 50
                        ),
                        name="item_key_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("label")), 100
                        ),
                        name="item_label_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("help")), 200
                        ),
                        name="item_help_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 10
                        ),
                        name="item_kind_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("meaning")), 15
                        ),
                        name="item_meaning_length",
                        violation_error_message="15文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("unit")), 20
                        ),
                        name="item_unit_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 32767)),
                        name="item_order_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("longest__gte", 1), ("longest__lte", 10000)),
                        name="item_longest_range",
                        violation_error_message="1から10,000までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="item_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("text", models.TextField(blank=True, verbose_name="文章")),
                (
                    "number",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="数値"
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.ratinglevel",
                        verbose_name="選択",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="evaluations.projectsheet",
                        verbose_name="シート",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="evaluations.sheetitem",
                        verbose_name="項目",
                    ),
                ),
            ],
            options={
                "verbose_name": "シートの記入",
                "verbose_name_plural": "シートの記入",
                "ordering": ("sheet", "item__order"),
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "item"), name="answer_once_an_item"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 20000
                        ),
                        name="answer_text_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", Decimal("-99999999999.9999")),
                            ("number__lte", Decimal("99999999999.9999")),
                        ),
                        name="answer_number_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="answer_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetAmount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("column", models.CharField(max_length=50, verbose_name="列")),
                ("line", models.CharField(max_length=50, verbose_name="行")),
                ("value", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="金額")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amounts",
                        to="evaluations.projectsheet",
                        verbose_name="シート",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amounts",
                        to="evaluations.sheetitem",
                        verbose_name="項目",
                    ),
                ),
            ],
            options={
                "verbose_name": "シートの金額",
                "verbose_name_plural": "シートの金額",
                "ordering": ("sheet", "item__order", "fiscal_year", "column", "line"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "item", "fiscal_year", "column", "line"), name="amount_once_a_cell"
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("column")), 50
                        ),
                        name="sheetamount_column_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("line")), 50
                        ),
                        name="sheetamount_line_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__gte", Decimal("-99999999999.9999")),
                            ("value__lte", Decimal("99999999999.9999")),
                        ),
                        name="sheetamount_value_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fiscal_year__gte", 1926), ("fiscal_year__lte", 2100)),
                        name="sheetamount_fiscal_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="sheetamount_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "cycle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_request",
                        to="evaluations.evaluationcycle",
                        verbose_name="評価の回",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="evaluations.sheetform",
                        verbose_name="様式",
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_request",
                        to="indicators.entryround",
                        verbose_name="入力依頼",
                    ),
                ),
            ],
            options={
                "verbose_name": "事務事業評価シートの依頼",
                "verbose_name_plural": "事務事業評価シートの依頼",
                "ordering": ("round",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="sheetrequest_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="番号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("forward", "進めた"), ("back", "差戻し")],
                        max_length=10,
                        verbose_name="種類",
                    ),
                ),
                (
                    "from_name",
                    models.CharField(
                        blank=True,
                        help_text="空欄は未着手です。",
                        max_length=50,
                        verbose_name="前の段階（当時）",
                    ),
                ),
                ("to_name", models.CharField(max_length=50, verbose_name="次の段階（当時）")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="決裁日・決定日")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文書番号")),
                ("by_name", models.CharField(blank=True, max_length=100, verbose_name="氏名（当時）")),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="役職・担当（当時）")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="日時")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="利用者",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="evaluations.evaluation",
                        verbose_name="施策の評価",
                    ),
                ),
                (
                    "from_stage",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="evaluations.evaluationstage",
                        verbose_name="前の段階",
                    ),
                ),
                (
                    "to_stage",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="evaluations.evaluationstage",
                        verbose_name="次の段階",
                    ),
                ),
            ],
            options={
                "verbose_name": "評価の進行",
                "verbose_name_plural": "評価の進行",
                "ordering": ("evaluation", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("evaluation", "number"), name="step_once_a_number"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 10
                        ),
                        name="step_kind_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("from_name")), 50
                        ),
                        name="step_from_name_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("to_name")), 50
                        ),
                        name="step_to_name_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("reason")), 20000
                        ),
                        name="step_reason_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("document_number")), 100
                        ),
                        name="step_document_number_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("by_name")), 100
                        ),
                        name="step_by_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("post")), 200
                        ),
                        name="step_post_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 32767)),
                        name="step_number_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WordingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("local_government_code", models.CharField(max_length=6, verbose_name="団体コード")),
                (
                    "kind",
                    models.CharField(
                        choices=[("word", "用字用語"), ("width", "全角・半角"), ("length", "字数")],
                        max_length=10,
                        verbose_name="種類",
                    ),
                ),
                (
                    "pattern",
                    models.CharField(
                        blank=True,
                        help_text="文字どおりに探します。全角・半角では、数字・英字・カタカナ・括弧のどれかです。字数では空欄にします。",
                        max_length=50,
                        verbose_name="確認する語",
                    ),
                ),
                (
                    "preferred",
                    models.CharField(
                        blank=True,
                        help_text="全角・半角では、全角・半角・統一（混在だけを指摘）のどれかです。字数では空欄にします。",
                        max_length=50,
                        verbose_name="望ましい表記",
                    ),
                ),
                (
                    "unless_in",
                    models.CharField(
                        blank=True,
                        help_text="この語の中にあるときは指摘しません。「、」で区切ります。",
                        max_length=500,
                        verbose_name="指摘しない語",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="説明")),
                (
                    "field",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("overview", "概要"),
                            ("background", "背景"),
                            ("efforts", "取組"),
                            ("outcome", "成果"),
                            ("summary", "まとめ"),
                            ("progress", "施策の進捗状況の理由"),
                            ("direction", "今後の方向性の理由"),
                            ("difference_reason", "参考判定と異なる理由"),
                        ],
                        help_text="空欄はすべての文です。",
                        max_length=20,
                        verbose_name="対象の文",
                    ),
                ),
                (
                    "longest",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="字数のときだけ入力します。改行は数えません。",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="字数の上限",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="使う")),
            ],
            options={
                "verbose_name": "用字用語の決まり",
                "verbose_name_plural": "用字用語の決まり",
                "ordering": ("local_government_code", "kind", "pattern", "field", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("local_government_code", "kind", "pattern", "field"),
                        name="wording_once_a_word",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("local_government_code")), 6
                        ),
                        name="wording_local_government_code_length",
                        violation_error_message="6文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 10
                        ),
                        name="wording_kind_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("pattern")), 50
                        ),
                        name="wording_pattern_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("preferred")), 50
                        ),
                        name="wording_preferred_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("unless_in")), 500
                        ),
                        name="wording_unless_in_length",
                        violation_error_message="500文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("note")), 200
                        ),
                        name="wording_note_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("field")), 20
                        ),
                        name="wording_field_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("longest__gte", 1), ("longest__lte", 32767)),
                        name="wording_longest_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="wording_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
