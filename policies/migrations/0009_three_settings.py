from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0008_node_predecessor_is_gone"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="shows_breakdown",
            field=models.BooleanField(
                default=False,
                help_text="報告件数のうち個票のある件数など。入力依頼が開いている間は変えられません。",
                verbose_name="公開ページに件数の内訳を表示",
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="shows_forecasts",
            field=models.BooleanField(
                default=False,
                help_text="将来の見込みと、次の区分までの差。入力依頼が開いている間は変えられません。",
                verbose_name="公開ページに見込みを表示",
            ),
        ),
        migrations.AlterField(
            model_name="plan",
            name="shows_suggestions",
            field=models.BooleanField(
                default=False,
                help_text="入力依頼が開いている間は変えられません。",
                verbose_name="公開ページに参考判定を表示",
            ),
        ),
    ]
