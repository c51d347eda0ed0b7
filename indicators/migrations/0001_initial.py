from decimal import Decimal

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("policies", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "asked",
                    models.CharField(
                        choices=[
                            ("yearly", "毎年"),
                            ("interval", "n年ごと"),
                            ("listed", "指定した年度"),
                            ("last", "計画最終年度のみ"),
                            ("never", "照会対象外"),
                        ],
                        default="yearly",
                        help_text="目標のある年度は、「照会対象外」と「調査を延期した年度」を除き、いつも照会します。",
                        max_length=10,
                        verbose_name="実績を照会する年度",
                    ),
                ),
                (
                    "survey_interval",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="「n年ごと」のn。例：3年に一度の調査なら3",
                        null=True,
                        verbose_name="照会の間隔（年）",
                    ),
                ),
                (
                    "asked_since",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="「n年ごと」のとき、数え始める年度を西暦で入力します。例：2022",
                        null=True,
                        verbose_name="照会を始める年度",
                    ),
                ),
                (
                    "asked_years",
                    models.CharField(
                        blank=True,
                        help_text="「指定した年度」のとき。例：令和4年度、令和7年度",
                        max_length=200,
                        verbose_name="照会する年度の一覧",
                    ),
                ),
                (
                    "put_off_years",
                    models.CharField(
                        blank=True,
                        help_text="その年度は照会せず、直近の値で判定します。例：令和6年度",
                        max_length=200,
                        verbose_name="調査を延期した年度",
                    ),
                ),
                (
                    "not_asked_reason",
                    models.CharField(
                        blank=True,
                        help_text="「照会対象外」のときに必要です。",
                        max_length=200,
                        verbose_name="照会しない理由",
                    ),
                ),
                (
                    "known_from",
                    models.CharField(
                        blank=True,
                        help_text="年度の値が分かる時期。例：翌年度11月。その月が来るまで「未提出」にはなりません。",
                        max_length=20,
                        verbose_name="確定時期",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="並び順")),
                ("number", models.CharField(help_text="例：①", max_length=10, verbose_name="番号")),
                ("name", models.CharField(max_length=200, verbose_name="指標名")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("outcome", "成果指標"),
                            ("activity", "活動指標"),
                            ("survey", "市民の実感指標"),
                            ("other", "その他"),
                        ],
                        max_length=10,
                        verbose_name="指標分類",
                    ),
                ),
                (
                    "is_judged",
                    models.BooleanField(
                        default=False, help_text="外すと補足指標として扱います。", verbose_name="判定対象"
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        help_text="印刷どおり。不明なら空欄にします。",
                        max_length=30,
                        verbose_name="単位",
                    ),
                ),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="小数桁数")),
                (
                    "rounding",
                    models.CharField(
                        choices=[("half_up", "四捨五入"), ("down", "切捨て"), ("up", "切上げ")],
                        default="half_up",
                        help_text="小数桁数より細かい値が入力されたときの丸め方です。",
                        max_length=10,
                        verbose_name="端数処理",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("up", "増やす"),
                            ("down", "減らす"),
                            ("keep", "維持する"),
                            ("range", "範囲に収める"),
                            ("unknown", "不明"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="目標の向き",
                    ),
                ),
                (
                    "accumulation",
                    models.CharField(
                        choices=[
                            ("annual", "単年度"),
                            ("cumulative", "累計"),
                            ("point", "時点"),
                            ("average", "期間平均"),
                            ("unknown", "不明"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="集計の性質",
                    ),
                ),
                (
                    "rate_formula",
                    models.CharField(
                        choices=[
                            ("F1", "実績÷目標"),
                            ("F2", "目標÷実績（減らす指標）"),
                            ("F3", "実績÷目標（減らす指標でもそのまま）"),
                            ("F4", "変化の割合"),
                            ("F5", "累計実績÷期間目標"),
                            ("F6", "経過年数で割り戻した目標に対する率"),
                            ("F7", "経過期間の割合との比較"),
                            ("F8", "2−実績÷目標（減らす指標）"),
                            ("none", "表示しない"),
                        ],
                        default="F1",
                        max_length=5,
                        verbose_name="表示する達成率",
                    ),
                ),
                (
                    "year_basis",
                    models.CharField(
                        choices=[
                            ("fiscal", "年度（4月～翌年3月）"),
                            ("calendar", "暦年（1月～12月）"),
                            ("year_end", "年度末現在"),
                            ("day", "毎年の決まった日現在"),
                        ],
                        default="fiscal",
                        max_length=10,
                        verbose_name="年の基準",
                    ),
                ),
                (
                    "basis_month",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="「毎年の決まった日現在」のときだけ。4月1日現在なら4です。",
                        null=True,
                        verbose_name="基準日の月",
                    ),
                ),
                (
                    "basis_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="「毎年の決まった日現在」のときだけ。4月1日現在なら1です。",
                        null=True,
                        verbose_name="基準日の日",
                    ),
                ),
                (
                    "figure_source",
                    models.CharField(
                        choices=[("entered", "入力"), ("projects", "リーディングプロジェクト等の件数")],
                        default="entered",
                        max_length=10,
                        verbose_name="実績値の出所",
                    ),
                ),
                (
                    "records_label",
                    models.CharField(
                        blank=True,
                        help_text="例：リーディングプロジェクト",
                        max_length=50,
                        verbose_name="個票の呼び名",
                    ),
                ),
                ("method", models.TextField(blank=True, verbose_name="算出方法")),
                ("rationale", models.TextField(blank=True, verbose_name="指標の考え方")),
                ("target_rationale", models.TextField(blank=True, verbose_name="目標値の考え方")),
                ("note", models.TextField(blank=True, verbose_name="備考")),
                (
                    "baseline_value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="計画策定時の値"
                    ),
                ),
                (
                    "baseline_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="計画策定時の年度"),
                ),
                (
                    "baseline_label",
                    models.CharField(
                        blank=True,
                        help_text="例：第1期策定時",
                        max_length=50,
                        verbose_name="計画策定時の呼び名",
                    ),
                ),
                (
                    "accepts_contrary_targets",
                    models.BooleanField(
                        default=False,
                        help_text="「増やす」指標に「以下」の目標を置くときだけ付けます。",
                        verbose_name="向きと逆の目標を認める",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "ended_in",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="計画期間の途中で終わる指標の、実績がある最後の年度。期間の終わりまで続くときは空欄にします。",
                        null=True,
                        verbose_name="終了年度",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="accounts.department",
                        verbose_name="所管課",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="policies.policynode",
                        verbose_name="政策体系の項目",
                    ),
                ),
                (
                    "succeeds",
                    models.ManyToManyField(
                        blank=True,
                        help_text="終了して、この指標が引き継いだ指標。いくつでも選べます。",
                        related_name="successors",
                        to="indicators.indicator",
                        verbose_name="前身の指標",
                    ),
                ),
            ],
            options={
                "verbose_name": "指標",
                "verbose_name_plural": "指標",
                "ordering": ("node", "order"),
                "constraints": [
                    models.UniqueConstraint(fields=("node", "number"), name="indicator_once_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("baseline_value__isnull", True),
                            ("baseline_year__isnull", False),
                            _connector="OR",
                        ),
                        name="indicator_baseline_has_a_year",
                        violation_error_message="計画策定時の値には年度も入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked", "interval"), _negated=True),
                            models.Q(("asked_since__isnull", False), ("survey_interval__isnull", False)),
                            _connector="OR",
                        ),
                        name="indicator_every_n_years_from_a_year",
                        violation_error_message="「n年ごと」に照会するときは、照会の間隔（年）と照会を始める年度を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked", "listed"), _negated=True),
                            models.Q(("asked_years", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="indicator_asked_in_listed_years",
                        violation_error_message="「指定した年度」に照会するときは、照会する年度の一覧を入力してください（例：令和4年度、令和7年度）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked", "never"), _negated=True),
                            models.Q(("not_asked_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="indicator_never_asked_says_why",
                        violation_error_message="「照会対象外」にするときは、照会しない理由を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("basis_day__isnull", False),
                                ("basis_month__isnull", False),
                                ("year_basis", "day"),
                            ),
                            models.Q(
                                models.Q(("year_basis", "day"), _negated=True),
                                ("basis_day__isnull", True),
                                ("basis_month__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="indicator_day_of_the_year_has_month_and_day",
                        violation_error_message="基準日の月と日は、年の基準が「毎年の決まった日現在」のときだけ、両方を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("number")), 10
                        ),
                        name="indicator_number_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 200
                        ),
                        name="indicator_name_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 10
                        ),
                        name="indicator_kind_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("unit")), 30
                        ),
                        name="indicator_unit_length",
                        violation_error_message="30文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("rounding")), 10
                        ),
                        name="indicator_rounding_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("direction")), 10
                        ),
                        name="indicator_direction_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("accumulation")), 10
                        ),
                        name="indicator_accumulation_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("rate_formula")), 5
                        ),
                        name="indicator_rate_formula_length",
                        violation_error_message="5文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("year_basis")), 10
                        ),
                        name="indicator_year_basis_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("figure_source")), 10
                        ),
                        name="indicator_figure_source_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("records_label")), 50
                        ),
                        name="indicator_records_label_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("method")), 20000
                        ),
                        name="indicator_method_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("rationale")), 20000
                        ),
                        name="indicator_rationale_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("target_rationale")), 20000
                        ),
                        name="indicator_target_rationale_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("note")), 20000
                        ),
                        name="indicator_note_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("baseline_label")), 50
                        ),
                        name="indicator_baseline_label_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("asked")), 10
                        ),
                        name="indicator_asked_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("asked_years")), 200
                        ),
                        name="indicator_asked_years_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("put_off_years")), 200
                        ),
                        name="indicator_put_off_years_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("not_asked_reason")), 200
                        ),
                        name="indicator_not_asked_reason_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("known_from")), 20
                        ),
                        name="indicator_known_from_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="indicator_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("baseline_value__gte", Decimal("-99999999999.9999")),
                            ("baseline_value__lte", Decimal("99999999999.9999")),
                        ),
                        name="indicator_baseline_value_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("baseline_year__gte", 1926), ("baseline_year__lte", 2100)),
                        name="indicator_baseline_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked_since__gte", 1926), ("asked_since__lte", 2100)),
                        name="indicator_asked_since_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_in__gte", 1926), ("ended_in__lte", 2100)),
                        name="indicator_ended_in_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 32767)),
                        name="indicator_order_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decimals__gte", 0), ("decimals__lte", 4)),
                        name="indicator_decimals_range",
                        violation_error_message="0から4までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("survey_interval__gte", 1), ("survey_interval__lte", 20)),
                        name="indicator_survey_interval_range",
                        violation_error_message="1から20までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis_month__gte", 1), ("basis_month__lte", 12)),
                        name="indicator_basis_month_range",
                        violation_error_message="1から12までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis_day__gte", 1), ("basis_day__lte", 31)),
                        name="indicator_basis_day_range",
                        violation_error_message="1から31までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="indicator_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InterimValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("as_of", models.DateField(help_text="例：2024-09-30（9月30日現在）", verbose_name="時点")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="途中の値"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="注記")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "is_published",
                    models.BooleanField(
                        default=False,
                        help_text="外すと、所管課・取りまとめ課・事務局だけに表示します。",
                        verbose_name="公開",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interim_values",
                        to="indicators.indicator",
                        verbose_name="指標",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度途中の値",
                "verbose_name_plural": "年度途中の値",
                "ordering": ("indicator", "as_of"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "as_of"),
                        name="interim_once_a_day",
                        violation_error_message="この指標のこの日の値は、すでに登録されています。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__isnull", False)),
                        name="interim_is_a_value",
                        violation_error_message="途中の値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("note")), 20000
                        ),
                        name="interim_note_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="interim_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__gte", Decimal("-99999999999.9999")),
                            ("value__lte", Decimal("99999999999.9999")),
                        ),
                        name="interim_value_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="interim_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingScale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("key", models.CharField(max_length=50, unique=True, verbose_name="キー")),
                (
                    "name",
                    models.CharField(
                        help_text="例：施策の進捗状況", max_length=50, verbose_name="画面での名前"
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="様式・版")),
                ("is_best_first", models.BooleanField(default=True, verbose_name="先頭が最も良い")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "layers",
                    models.ManyToManyField(
                        blank=True, related_name="scales", to="policies.layer", verbose_name="使う層"
                    ),
                ),
            ],
            options={
                "verbose_name": "評価区分",
                "verbose_name_plural": "評価区分",
                "ordering": ("key",),
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("key")), 50
                        ),
                        name="scale_key_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 50
                        ),
                        name="scale_name_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("document")), 200
                        ),
                        name="scale_document_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="scale_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="scale_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("order", models.PositiveSmallIntegerField(verbose_name="並び順")),
                ("symbol", models.CharField(max_length=10, verbose_name="記号")),
                ("label", models.CharField(max_length=100, verbose_name="意味")),
                ("explanation", models.CharField(blank=True, max_length=200, verbose_name="説明")),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("best", "青（最も良い）"),
                            ("good", "水色（良い）"),
                            ("middle", "中間"),
                            ("fair", "黄（注意）"),
                            ("poor", "赤（悪い）"),
                            ("neutral", "灰（区分なし）"),
                        ],
                        default="neutral",
                        max_length=10,
                        verbose_name="色",
                    ),
                ),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("circle", "円"),
                            ("square", "四角"),
                            ("triangle", "三角"),
                            ("diamond", "ひし形"),
                            ("dash", "横線"),
                        ],
                        default="dash",
                        max_length=10,
                        verbose_name="形",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="indicators.ratingscale",
                        verbose_name="評価区分",
                    ),
                ),
            ],
            options={
                "verbose_name": "評価区分の段階",
                "verbose_name_plural": "評価区分の段階",
                "ordering": ("scale", "order"),
                "constraints": [
                    models.UniqueConstraint(fields=("scale", "symbol"), name="level_once_a_symbol"),
                    models.UniqueConstraint(fields=("scale", "order"), name="level_once_a_place"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("symbol")), 10
                        ),
                        name="level_symbol_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("label")), 100
                        ),
                        name="level_label_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("explanation")), 200
                        ),
                        name="level_explanation_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("tone")), 10
                        ),
                        name="level_tone_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("shape")), 10
                        ),
                        name="level_shape_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 32767)),
                        name="level_order_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="level_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Result",
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
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "total",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        verbose_name="実績値（累計は累計値）",
                    ),
                ),
                (
                    "increment",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="累計の指標だけ",
                        max_digits=15,
                        null=True,
                        verbose_name="うち当該年度分",
                    ),
                ),
                (
                    "total_raw",
                    models.CharField(
                        blank=True,
                        help_text="端数処理をした値が入力されたときの、元の値です。",
                        max_length=30,
                        verbose_name="実績値（端数処理の前）",
                    ),
                ),
                (
                    "increment_raw",
                    models.CharField(
                        blank=True,
                        help_text="端数処理をした値が入力されたときの、元の値です。",
                        max_length=30,
                        verbose_name="うち当該年度分（端数処理の前）",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("final", "確定値"),
                            ("provisional", "暫定値"),
                            ("preliminary", "速報値"),
                            ("expected", "見込値"),
                            ("estimated", "推計値"),
                        ],
                        default="final",
                        max_length=15,
                        verbose_name="値の種別",
                    ),
                ),
                (
                    "missing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pending", "集計中"),
                            ("out_of_cycle", "調査対象年度外"),
                            ("not_surveyed", "調査未実施"),
                            ("not_applicable", "該当なし"),
                            ("discontinued", "事業中止"),
                        ],
                        max_length=15,
                        verbose_name="値がない理由",
                    ),
                ),
                (
                    "pending_until",
                    models.CharField(
                        blank=True, help_text="例：令和6年11月", max_length=20, verbose_name="確定見込年月"
                    ),
                ),
                ("is_approximate", models.BooleanField(default=False, verbose_name="概数")),
                ("text_value", models.CharField(blank=True, max_length=200, verbose_name="文章の実績")),
                (
                    "text_fulfilled",
                    models.BooleanField(blank=True, null=True, verbose_name="文章の目標を達成"),
                ),
                ("text_partly", models.BooleanField(default=False, verbose_name="文章の目標を一部達成")),
                ("printed", models.CharField(blank=True, max_length=200, verbose_name="印刷どおりの表記")),
                ("footnote", models.TextField(blank=True, verbose_name="注記")),
                (
                    "as_of",
                    models.DateField(
                        blank=True,
                        help_text="その値がいつ現在のものか。年度の値なら空欄にします。",
                        null=True,
                        verbose_name="時点",
                    ),
                ),
                (
                    "published_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        verbose_name="公表された達成率",
                    ),
                ),
                (
                    "published_class",
                    models.CharField(blank=True, max_length=10, verbose_name="公表された区分"),
                ),
                ("explanation", models.TextField(blank=True, verbose_name="増減の説明（庁内）")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="indicators.indicator",
                        verbose_name="指標",
                    ),
                ),
            ],
            options={
                "verbose_name": "実績値",
                "verbose_name_plural": "実績値",
                "ordering": ("indicator", "fiscal_year"),
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "fiscal_year"), name="result_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("missing", ""),
                            models.Q(
                                ("increment__isnull", True), ("text_value", ""), ("total__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="result_is_a_figure_or_a_reason",
                        violation_error_message="値と「値がない理由」は、どちらか一方だけを入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("text_partly", False), ("text_fulfilled", False), _connector="OR"
                        ),
                        name="result_in_part_is_not_fulfilled",
                        violation_error_message="「一部達成」は、「達成」を「いいえ」にして付けてください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("total_raw")), 30
                        ),
                        name="result_total_raw_length",
                        violation_error_message="30文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("increment_raw")), 30
                        ),
                        name="result_increment_raw_length",
                        violation_error_message="30文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("standing")), 15
                        ),
                        name="result_standing_length",
                        violation_error_message="15文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("missing")), 15
                        ),
                        name="result_missing_length",
                        violation_error_message="15文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("pending_until")), 20
                        ),
                        name="result_pending_until_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text_value")), 200
                        ),
                        name="result_text_value_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("printed")), 200
                        ),
                        name="result_printed_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("footnote")), 20000
                        ),
                        name="result_footnote_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("published_class")), 10
                        ),
                        name="result_published_class_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("entry_state")), 10
                        ),
                        name="result_entry_state_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("explanation")), 20000
                        ),
                        name="result_explanation_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("returned_reason")), 20000
                        ),
                        name="result_returned_reason_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="result_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total__gte", Decimal("-99999999999.9999")),
                            ("total__lte", Decimal("99999999999.9999")),
                        ),
                        name="result_total_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("increment__gte", Decimal("-99999999999.9999")),
                            ("increment__lte", Decimal("99999999999.9999")),
                        ),
                        name="result_increment_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_rate__gte", Decimal("-99999999999.9999")),
                            ("published_rate__lte", Decimal("99999999999.9999")),
                        ),
                        name="result_published_rate_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total_raw", ""),
                            models.Q(
                                ("total__isnull", False),
                                ("total_raw__regex", "\\A-?[0-9]{1,11}(\\.[0-9]{1,25})?\\Z"),
                            ),
                            _connector="OR",
                        ),
                        name="result_total_raw_is_a_number",
                        violation_error_message="端数処理の前の値は、端数処理をした値がある年度に、数字だけで書いてください（例：94.96）。",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("fiscal_year__gte", 1926), ("fiscal_year__lte", 2100)),
                        name="result_fiscal_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="result_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("was_confirmed", models.BooleanField(verbose_name="確認済みだった")),
                (
                    "total",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        verbose_name="実績値（累計は累計値）",
                    ),
                ),
                (
                    "increment",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="うち当該年度分"
                    ),
                ),
                (
                    "total_raw",
                    models.CharField(
                        blank=True,
                        help_text="端数処理をした値が入力されたときの、元の値です。",
                        max_length=30,
                        verbose_name="実績値（端数処理の前）",
                    ),
                ),
                (
                    "increment_raw",
                    models.CharField(
                        blank=True,
                        help_text="端数処理をした値が入力されたときの、元の値です。",
                        max_length=30,
                        verbose_name="うち当該年度分（端数処理の前）",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("final", "確定値"),
                            ("provisional", "暫定値"),
                            ("preliminary", "速報値"),
                            ("expected", "見込値"),
                            ("estimated", "推計値"),
                        ],
                        max_length=15,
                        verbose_name="値の種別",
                    ),
                ),
                (
                    "missing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pending", "集計中"),
                            ("out_of_cycle", "調査対象年度外"),
                            ("not_surveyed", "調査未実施"),
                            ("not_applicable", "該当なし"),
                            ("discontinued", "事業中止"),
                        ],
                        max_length=15,
                        verbose_name="値がない理由",
                    ),
                ),
                ("pending_until", models.CharField(blank=True, max_length=20, verbose_name="確定見込年月")),
                ("is_approximate", models.BooleanField(default=False, verbose_name="概数")),
                ("text_value", models.CharField(blank=True, max_length=200, verbose_name="文章の実績")),
                (
                    "text_fulfilled",
                    models.BooleanField(blank=True, null=True, verbose_name="文章の目標を達成"),
                ),
                ("text_partly", models.BooleanField(default=False, verbose_name="文章の目標を一部達成")),
                ("footnote", models.TextField(blank=True, verbose_name="注記")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="時点")),
                (
                    "published_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        verbose_name="公表された達成率",
                    ),
                ),
                (
                    "published_class",
                    models.CharField(blank=True, max_length=10, verbose_name="公表された区分"),
                ),
                (
                    "result",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier",
                        to="indicators.result",
                        verbose_name="実績値",
                    ),
                ),
            ],
            options={
                "verbose_name": "差替え前の実績値",
                "verbose_name_plural": "差替え前の実績値",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("missing", ""),
                            models.Q(
                                ("increment__isnull", True), ("text_value", ""), ("total__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="earlier_is_a_figure_or_a_reason",
                        violation_error_message="値と「値がない理由」は、どちらか一方だけを入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("text_partly", False), ("text_fulfilled", False), _connector="OR"
                        ),
                        name="earlier_in_part_is_not_fulfilled",
                        violation_error_message="「一部達成」は、「達成」を「いいえ」にして付けてください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("total_raw")), 30
                        ),
                        name="earlier_total_raw_length",
                        violation_error_message="30文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("increment_raw")), 30
                        ),
                        name="earlier_increment_raw_length",
                        violation_error_message="30文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("standing")), 15
                        ),
                        name="earlier_standing_length",
                        violation_error_message="15文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("missing")), 15
                        ),
                        name="earlier_missing_length",
                        violation_error_message="15文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("pending_until")), 20
                        ),
                        name="earlier_pending_until_length",
                        violation_error_message="20文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text_value")), 200
                        ),
                        name="earlier_text_value_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("footnote")), 20000
                        ),
                        name="earlier_footnote_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("published_class")), 10
                        ),
                        name="earlier_published_class_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total__gte", Decimal("-99999999999.9999")),
                            ("total__lte", Decimal("99999999999.9999")),
                        ),
                        name="earlier_total_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("increment__gte", Decimal("-99999999999.9999")),
                            ("increment__lte", Decimal("99999999999.9999")),
                        ),
                        name="earlier_increment_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_rate__gte", Decimal("-99999999999.9999")),
                            ("published_rate__lte", Decimal("99999999999.9999")),
                        ),
                        name="earlier_published_rate_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total_raw", ""),
                            models.Q(
                                ("total__isnull", False),
                                ("total_raw__regex", "\\A-?[0-9]{1,11}(\\.[0-9]{1,25})?\\Z"),
                            ),
                            _connector="OR",
                        ),
                        name="earlier_total_raw_is_a_number",
                        violation_error_message="端数処理の前の値は、端数処理をした値がある年度に、数字だけで書いてください（例：94.96）。",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="earlier_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleProfile",
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
                ("name", models.CharField(max_length=100, verbose_name="名前")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "judged_by",
                    models.CharField(
                        choices=[
                            ("own", "その年度の目標（期末・中間・年度）。なければ判定しない"),
                            ("ahead", "その年度の目標。なければ、次の中間・期末の目標そのもの"),
                            ("paced", "その年度の目標。なければ、次の中間・期末の目標までの直線上の値"),
                        ],
                        default="own",
                        max_length=10,
                        verbose_name="判定に用いる目標",
                    ),
                ),
                (
                    "is_adopted",
                    models.BooleanField(
                        default=False,
                        help_text="外すと、判定は「参考判定」として示します。",
                        verbose_name="市が採用した基準",
                    ),
                ),
                ("attainment_rules", models.JSONField(verbose_name="成果指標の達成状況の基準")),
                ("progress_rules", models.JSONField(default=list, verbose_name="施策の進捗状況の基準")),
                ("direction_rules", models.JSONField(default=list, verbose_name="今後の方向性の基準")),
                (
                    "attainment_scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="profiles",
                        to="indicators.ratingscale",
                        verbose_name="成果指標の達成状況の区分",
                    ),
                ),
            ],
            options={
                "verbose_name": "判定基準",
                "verbose_name_plural": "判定基準",
                "ordering": ("key", "edition"),
                "constraints": [
                    models.UniqueConstraint(fields=("key", "edition"), name="profile_once_an_edition"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("key")), 50
                        ),
                        name="profile_key_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 100
                        ),
                        name="profile_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="profile_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("judged_by")), 10
                        ),
                        name="profile_judged_by_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edition__gte", 1), ("edition__lte", 32767)),
                        name="profile_edition_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="profile_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="期末の目標で年度の記載がないときは、期間の最後の年度になります。",
                        verbose_name="年度",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="年度の代わりに印刷された言葉。例：計画期間中",
                        max_length=50,
                        verbose_name="印刷の表記",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("period", "期末の目標"), ("mid", "中間の目標"), ("year", "年度の目標")],
                        max_length=10,
                        verbose_name="目標の種別",
                    ),
                ),
                (
                    "revision",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0は当初の目標です。", verbose_name="改定番号"
                    ),
                ),
                (
                    "comparator",
                    models.CharField(
                        choices=[
                            ("plain", "数値のみ（向きに従う）"),
                            (">=", "以上"),
                            ("<=", "以下"),
                            (">", "超"),
                            ("<", "未満"),
                            ("=", "ちょうど"),
                            ("range", "範囲"),
                            ("baseline>=", "現状値以上"),
                            ("baseline<=", "現状値以下"),
                            ("baseline>", "増加（現状値より）"),
                            ("baseline<", "減少（現状値より）"),
                            ("previous>=", "前年度以上"),
                            ("previous<=", "前年度以下"),
                            ("text", "文章"),
                        ],
                        default="plain",
                        max_length=10,
                        verbose_name="条件",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="目標値"
                    ),
                ),
                (
                    "upper",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="上限値"
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="文章の目標")),
                ("is_approximate", models.BooleanField(default=False, verbose_name="概数")),
                (
                    "reference_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="比較の基準年度"),
                ),
                (
                    "applies_from",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="不明なら空欄。", null=True, verbose_name="適用を始める年度"
                    ),
                ),
                (
                    "decided_on",
                    models.DateField(
                        blank=True, help_text="不明なら空欄にします。", null=True, verbose_name="決定日"
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="改定の理由")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="indicators.indicator",
                        verbose_name="指標",
                    ),
                ),
            ],
            options={
                "verbose_name": "目標値",
                "verbose_name_plural": "目標値",
                "ordering": ("indicator", "fiscal_year", "scope", "revision"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "fiscal_year", "scope", "revision"),
                        name="target_once_a_revision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("comparator", "range"),
                                ("upper__gte", models.F("value")),
                                ("upper__isnull", False),
                                ("value__isnull", False),
                            ),
                            models.Q(
                                ("comparator", "text"),
                                ("upper__isnull", True),
                                ("value__isnull", True),
                                models.Q(("text", ""), _negated=True),
                            ),
                            models.Q(
                                (
                                    "comparator__in",
                                    [
                                        "baseline<",
                                        "baseline<=",
                                        "baseline>",
                                        "baseline>=",
                                        "previous<=",
                                        "previous>=",
                                    ],
                                ),
                                ("upper__isnull", True),
                                ("value__isnull", True),
                            ),
                            models.Q(
                                ("comparator__in", ("plain", ">=", "<=", ">", "<", "=")),
                                ("upper__isnull", True),
                                ("value__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="target_has_what_its_comparator_needs",
                        violation_error_message="目標の条件に合う値を入力してください（範囲は下限と上限、文章は文章の目標）。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("label")), 50
                        ),
                        name="target_label_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("scope")), 10
                        ),
                        name="target_scope_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("comparator")), 10
                        ),
                        name="target_comparator_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("text")), 200
                        ),
                        name="target_text_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("reason")), 20000
                        ),
                        name="target_reason_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="target_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__gte", Decimal("-99999999999.9999")),
                            ("value__lte", Decimal("99999999999.9999")),
                        ),
                        name="target_value_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("upper__gte", Decimal("-99999999999.9999")),
                            ("upper__lte", Decimal("99999999999.9999")),
                        ),
                        name="target_upper_range",
                        violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fiscal_year__gte", 1926), ("fiscal_year__lte", 2100)),
                        name="target_fiscal_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference_year__gte", 1926), ("reference_year__lte", 2100)),
                        name="target_reference_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("applies_from__gte", 1926), ("applies_from__lte", 2100)),
                        name="target_applies_from_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revision__gte", 0), ("revision__lte", 32767)),
                        name="target_revision_range",
                        violation_error_message="0から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="target_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="実績の年度")),
                (
                    "kind",
                    models.CharField(
                        choices=[("yearly", "年次"), ("midterm", "中間評価"), ("final", "総括評価")],
                        default="yearly",
                        max_length=10,
                        verbose_name="種別",
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="受付開始日")),
                ("due_on", models.DateField(help_text="この日の終わりまでです。", verbose_name="提出期限")),
                (
                    "is_closed",
                    models.BooleanField(
                        default=False,
                        help_text="締め切ると、再開するまで変更できません。",
                        verbose_name="締切済み",
                    ),
                ),
                ("reopened_reason", models.TextField(blank=True, verbose_name="再開の理由")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="policies.plan",
                        verbose_name="計画",
                    ),
                ),
            ],
            options={
                "verbose_name": "入力依頼",
                "verbose_name_plural": "入力依頼",
                "ordering": ("plan", "-fiscal_year", "kind"),
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "fiscal_year", "kind"), name="round_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("opens_on"))),
                        name="round_is_due_after_it_opens",
                        violation_error_message="提出期限は受付開始日以後にしてください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("kind")), 10
                        ),
                        name="round_kind_length",
                        violation_error_message="10文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("reopened_reason")), 20000
                        ),
                        name="round_reopened_reason_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fiscal_year__gte", 1926), ("fiscal_year__lte", 2100)),
                        name="round_fiscal_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="round_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
    ]
