from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual


class Migration(migrations.Migration):
    """Every plan has a key by now; no two have the same, and each can stand in an address."""

    dependencies = [("policies", "0002_plan_key")]

    operations = [
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                fields=("key",),
                name="plan_once_a_key",
                violation_error_message="このキーは別の計画が使っています。別の語を付けてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", r"\A[0-9]{6}(-[a-z0-9]+)*\Z")),
                name="plan_key_is_an_address",
                violation_error_message="計画のキーは、団体コードか、団体コードに「-」と英小文字・数字の語を続けたものに"
                "してください（例：141305-suido）。",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=LessThanOrEqual(Length(F("key")), 40),
                name="plan_key_length",
                violation_error_message="40文字以内で入力してください。",
            ),
        ),
    ]
