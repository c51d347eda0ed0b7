"""An interval with a year to count from says 「n年ごと」 by itself; months are kept in one spelling."""

from typing import Any

from django.db import migrations

from policies.fiscal_year import one_spelling


def say_how_often(apps: Any, schema_editor: Any) -> None:
    """Turn what only an interval and the baseline's year said into the words that say it."""
    indicators = apps.get_model("indicators", "Indicator").objects
    for row in indicators.filter(survey_interval__gt=1, baseline_year__isnull=False, asked="yearly"):
        indicators.filter(pk=row.pk).update(asked="interval", asked_since=row.baseline_year)


def say_only_the_interval(apps: Any, schema_editor: Any) -> None:
    """Leave the interval alone to say it, as before."""
    rows = apps.get_model("indicators", "Indicator").objects.filter(asked="interval")
    rows.update(asked="yearly", asked_since=None)


def spell_months(apps: Any, schema_editor: Any) -> None:
    """Write each month as it is written from now on; what cannot be read stays."""
    for name in ("Result", "EarlierFigure"):
        rows = apps.get_model("indicators", name).objects
        for pk, written in rows.exclude(pending_until="").values_list("pk", "pending_until"):
            if one_spelling(written) != written:
                rows.filter(pk=pk).update(pending_until=one_spelling(written))


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_asked_years_and_known_from")]

    operations = [
        migrations.RunPython(say_how_often, say_only_the_interval),
        migrations.RunPython(spell_months, migrations.RunPython.noop),
    ]
