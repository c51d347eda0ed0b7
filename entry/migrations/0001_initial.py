import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("indicators", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("before", "期限前"),
                            ("due", "期限当日"),
                            ("after", "期限後"),
                            ("deputy", "副担当へ"),
                            ("chief", "課長へ"),
                            ("bureau", "局へ"),
                            ("again", "再度のお願い"),
                        ],
                        max_length=10,
                        verbose_name="段階",
                    ),
                ),
                ("day", models.DateField(verbose_name="作成日")),
                ("address", models.CharField(max_length=254, verbose_name="メールアドレス")),
                ("copy_to", models.CharField(blank=True, max_length=254, verbose_name="写し")),
                ("subject", models.CharField(max_length=200, verbose_name="件名")),
                ("body", models.TextField(verbose_name="本文")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="送信日時")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="失敗回数")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="宛先",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="indicators.entryround",
                        verbose_name="入力依頼",
                    ),
                ),
            ],
            options={
                "verbose_name": "提出のお願い",
                "verbose_name_plural": "提出のお願い",
                "ordering": ("-day", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("round", "person", "day"), name="reminder_once_a_day"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("step")), 10
                        ),
                        name="reminder_step_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("address")), 254
                        ),
                        name="reminder_address_length",
                        violation_error_message="254文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("copy_to")), 254
                        ),
                        name="reminder_copy_to_length",
                        violation_error_message="254文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("subject")), 200
                        ),
                        name="reminder_subject_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("body")), 20000
                        ),
                        name="reminder_body_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("failures__gte", 0), ("failures__lte", 32767)),
                        name="reminder_failures_range",
                    ),
                ],
            },
        ),
    ]
