from django.db import migrations


class Migration(migrations.Migration):
    """What the desk keeps goes to the app of that name, whose first migration takes the tables over."""

    dependencies = [
        ("entry", "0005_parked_form_place"),
    ]

    operations = [
        migrations.DeleteModel(name="ParkedForm"),  # kept for twelve hours at most
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="Draft"),
                migrations.DeleteModel(name="SavedForm"),
                migrations.DeleteModel(name="Usage"),
            ]
        ),
    ]
