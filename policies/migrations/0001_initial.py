import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("municipality", models.CharField(max_length=100, verbose_name="自治体名")),
                (
                    "local_government_code",
                    models.CharField(
                        help_text="6桁",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{6}\\Z", "全国地方公共団体コードは6桁の数字で入力してください。"
                            )
                        ],
                        verbose_name="全国地方公共団体コード",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        blank=True,
                        help_text="アドレスに使います。最初の計画は団体コードだけ、次の計画からは語を付けます（例：141305-suido）。空欄なら自動で付けます。公表版ができた後は変えられません。",
                        max_length=40,
                        verbose_name="キー",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="計画名")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="最初の年度")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="最後の年度")),
                (
                    "is_published",
                    models.BooleanField(
                        default=False, help_text="ログインせずに読めるようにします。", verbose_name="公開"
                    ),
                ),
                (
                    "is_fictional",
                    models.BooleanField(
                        default=False,
                        help_text="すべてのページに架空の市である旨を表示します。",
                        verbose_name="架空",
                    ),
                ),
                (
                    "shows_breakdown",
                    models.BooleanField(
                        default=False,
                        help_text="報告件数のうち個票のある件数など。入力依頼が開いている間は変えられません。",
                        verbose_name="公開ページに件数の内訳を表示",
                    ),
                ),
                (
                    "shows_suggestions",
                    models.BooleanField(
                        default=False,
                        help_text="入力依頼が開いている間は変えられません。",
                        verbose_name="公開ページに参考判定を表示",
                    ),
                ),
                (
                    "shows_forecasts",
                    models.BooleanField(
                        default=False,
                        help_text="将来の見込みと、次の区分までの差。入力依頼が開いている間は変えられません。",
                        verbose_name="公開ページに見込みを表示",
                    ),
                ),
            ],
            options={
                "verbose_name": "計画",
                "verbose_name_plural": "計画",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("local_government_code", "name"), name="plan_once_a_name"
                    ),
                    models.UniqueConstraint(
                        fields=("key",),
                        name="plan_once_a_key",
                        violation_error_message="このキーは別の計画が使っています。別の語を付けてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "\\A[0-9]{6}(-[a-z0-9]+)*\\Z")),
                        name="plan_key_is_an_address",
                        violation_error_message="計画のキーは、団体コードか、団体コードに「-」と英小文字・数字の語を続けたものにしてください（例：141305-suido）。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length(models.F("local_government_code")), 6
                        ),
                        name="plan_code_has_six_digits",
                        violation_error_message="全国地方公共団体コードは6桁の数字で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", models.F("first_year"))),
                        name="plan_ends_after_it_began",
                        violation_error_message="最後の年度は最初の年度以後にしてください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("municipality")), 100
                        ),
                        name="plan_municipality_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("local_government_code")), 6
                        ),
                        name="plan_local_government_code_length",
                        violation_error_message="6文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("key")), 40
                        ),
                        name="plan_key_length",
                        violation_error_message="40文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 200
                        ),
                        name="plan_name_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_year__gte", 1926), ("first_year__lte", 2100)),
                        name="plan_first_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", 1926), ("last_year__lte", 2100)),
                        name="plan_last_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="plan_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("number", models.PositiveSmallIntegerField(verbose_name="期")),
                ("name", models.CharField(max_length=100, verbose_name="計画期間名")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="最初の年度")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="最後の年度")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="policies.plan",
                        verbose_name="計画",
                    ),
                ),
            ],
            options={
                "verbose_name": "計画期間",
                "verbose_name_plural": "計画期間",
                "ordering": ("plan", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="period_once_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", models.F("first_year"))),
                        name="period_ends_after_it_began",
                        violation_error_message="最後の年度は最初の年度以後にしてください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 100
                        ),
                        name="period_name_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_year__gte", 1926), ("first_year__lte", 2100)),
                        name="period_first_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", 1926), ("last_year__lte", 2100)),
                        name="period_last_year_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 32767)),
                        name="period_number_range",
                        violation_error_message="1から32,767までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="period_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Layer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                (
                    "depth",
                    models.PositiveSmallIntegerField(help_text="1がいちばん上です。", verbose_name="層"),
                ),
                ("name", models.CharField(max_length=50, verbose_name="層の名前")),
                ("has_indicators", models.BooleanField(default=False, verbose_name="指標を置く")),
                (
                    "is_evaluated",
                    models.BooleanField(default=False, verbose_name="進捗状況と方向性を評価する"),
                ),
                (
                    "is_undertaking",
                    models.BooleanField(default=False, verbose_name="事務事業として達成度を評価する"),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="layers",
                        to="policies.planperiod",
                        verbose_name="計画期間",
                    ),
                ),
            ],
            options={
                "verbose_name": "層",
                "verbose_name_plural": "層",
                "ordering": ("period", "depth"),
                "constraints": [
                    models.UniqueConstraint(fields=("period", "depth"), name="layer_once_a_depth"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 50
                        ),
                        name="layer_name_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("depth__gte", 1), ("depth__lte", 10)),
                        name="layer_depth_range",
                        violation_error_message="1から10までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="layer_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyNode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("code", models.CharField(blank=True, max_length=40, verbose_name="コード")),
                ("order", models.PositiveSmallIntegerField(verbose_name="並び順")),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                ("direct_goal", models.TextField(blank=True, verbose_name="直接目標")),
                (
                    "ended_in",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="計画期間の途中で終わる項目の最後の年度。期間の終わりまで続くときは空欄にします。",
                        null=True,
                        verbose_name="終了年度",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出典")),
                (
                    "uid",
                    models.CharField(
                        blank=True,
                        help_text="番号や位置が変わっても同じ項目であることを示します。空欄なら自動で付き、後から変えられません。",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Za-z._-]+\\Z",
                                "uidは半角の英数字と「.」「_」「-」で入力してください。",
                            )
                        ],
                        verbose_name="uid",
                    ),
                ),
                ("address", models.CharField(editable=False, max_length=100, verbose_name="アドレス")),
                ("path", models.CharField(editable=False, max_length=50, verbose_name="並べ替えの経路")),
                (
                    "also_under",
                    models.ForeignKey(
                        blank=True,
                        help_text="二つ目の上位に再掲します。合計では一度だけ数えます。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relisted",
                        to="policies.policynode",
                        verbose_name="再掲先",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nodes",
                        to="accounts.department",
                        verbose_name="主管課",
                    ),
                ),
                (
                    "layer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nodes",
                        to="policies.layer",
                        verbose_name="層",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="policies.policynode",
                        verbose_name="上位",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nodes",
                        to="policies.planperiod",
                        verbose_name="計画期間",
                    ),
                ),
                (
                    "related_departments",
                    models.ManyToManyField(
                        blank=True,
                        related_name="related_nodes",
                        to="accounts.department",
                        verbose_name="関係課",
                    ),
                ),
                (
                    "succeeds",
                    models.ManyToManyField(
                        blank=True,
                        help_text="前の期の項目や、統合された項目。いくつでも選べます。",
                        related_name="successors",
                        to="policies.policynode",
                        verbose_name="前身の項目",
                    ),
                ),
            ],
            options={
                "verbose_name": "政策体系の項目",
                "verbose_name_plural": "政策体系の項目",
                "ordering": ("period", "path"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("uid",),
                        name="node_once_a_uid",
                        violation_error_message="このuidは別の項目が使っています。空欄にするか、別のuidにしてください。",
                    ),
                    models.UniqueConstraint(fields=("period", "address"), name="node_once_an_address"),
                    models.UniqueConstraint(fields=("period", "path"), name="node_once_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", False), models.Q(("code", ""), _negated=True), _connector="OR"
                        ),
                        name="node_at_the_top_has_a_code",
                        violation_error_message="いちばん上の層の項目にはコードが必要です。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("uid", ""), _negated=True),
                        name="node_has_a_uid",
                        violation_error_message="項目のuidがありません。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), _negated=True), models.Q(("path", ""), _negated=True)
                        ),
                        name="node_has_its_place",
                        violation_error_message="項目の位置が計算されていません。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("uid")), 40
                        ),
                        name="node_uid_length",
                        violation_error_message="40文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("code")), 40
                        ),
                        name="node_code_length",
                        violation_error_message="40文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("name")), 200
                        ),
                        name="node_name_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("direct_goal")), 20000
                        ),
                        name="node_direct_goal_length",
                        violation_error_message="20,000文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("source")), 200
                        ),
                        name="node_source_length",
                        violation_error_message="200文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("address")), 100
                        ),
                        name="node_address_length",
                        violation_error_message="100文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("path")), 50
                        ),
                        name="node_path_length",
                        violation_error_message="50文字以内で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_in__gte", 1926), ("ended_in__lte", 2100)),
                        name="node_ended_in_range",
                        violation_error_message="年度は1926から2100までの西暦で入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 9999)),
                        name="node_order_range",
                        violation_error_message="1から9,999までの整数を入力してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1), ("version__lte", 2147483647)),
                        name="node_version_range",
                        violation_error_message="1から2,147,483,647までの整数を入力してください。",
                    ),
                ],
            },
        ),
    ]
