from django.db import migrations, models


class Migration(migrations.Migration):
    """Items of a sheet say whether editions print them; of a form that says nothing they print none."""

    dependencies = [("evaluations", "0007_compiling")]

    operations = [
        migrations.AddField(
            model_name="sheetitem",
            name="is_published",
            field=models.BooleanField(
                default=False,
                help_text="評価結果の公表版に、確認済みのシートの記載を載せます。",
                verbose_name="公表する",
            ),
        ),
    ]
