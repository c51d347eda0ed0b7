"""The column of what an indicator is told by for good; nothing stands in it yet."""

from django.core.validators import RegexValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_rows_of_one_parent_are_ordered"),
    ]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="uid",
            field=models.CharField(
                blank=True,
                default="",
                help_text="番号や位置が変わっても同じ指標であることを示します。空欄なら自動で付き、後から変えられません。",
                max_length=40,
                validators=[
                    RegexValidator(
                        "\\A(?=.*[A-Za-z._-])[0-9A-Za-z._-]+\\Z",
                        "uidは半角の英数字と「.」「_」「-」で、数字だけにならないように入力してください。",
                    )
                ],
                verbose_name="uid",
            ),
            preserve_default=False,
        ),
    ]
