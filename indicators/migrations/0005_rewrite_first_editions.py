"""The first editions of the shipped rule profiles, written anew once: a miss of a target never drops out.

Nothing had been released when the rules were completed. Whatever a city has changed or copied stays as it is.
"""

import json
from typing import Any

from django.db import migrations

WHY = "出荷時の判定基準の第1版を、目標を達成していない指標が必ず区分を持つように書き換えた（公開前の一度限り）。"
OLD_D, NEW_D = "目標達成率60%未満", "達成率60％未満、又は達成率を算定できない未達"


def row(when: str, then: str, **limit: str) -> dict[str, str]:
    return {"when": when, "then": then} | limit


NOTHING = [row("no_result", "－"), row("no_target", "－")]
OLD_NOTHING, NEW_NOTHING = [*NOTHING, row("text_unanswered", "－")], [*NOTHING, row("text_not_due", "－")]
SIXTY = row("rate_at_least", "c", at_least="60")
LEADS = [row("ahead_of_plan", "A", at_least="10"), row("behind_plan", "C", at_least="10")]
THREE = row("unchanged_from_baseline_points", "b", within="3")
BETTER = row("not_worse_than_baseline", "b")
REWRITTEN = {
    "reference-abcd": (
        [
            *OLD_NOTHING,
            *(row("reached", "a"), row("no_baseline", "－"), row("direction_unknown", "－")),
            *(BETTER, row("no_rate", "－"), SIXTY, row("otherwise", "d")),
        ],
        [
            *NEW_NOTHING,
            *(row("reached", "a"), row("unclear", "－"), BETTER, SIXTY),
            *(row("partly_fulfilled", "c"), row("otherwise", "d")),
        ],
    ),
    "nagayo-10": (
        [
            *OLD_NOTHING,
            *(row("direction_unknown", "－"), row("no_lead", "－"), *LEADS, row("otherwise", "B")),
        ],
        [
            *NEW_NOTHING,
            *(row("unclear", "－"), *LEADS, row("near_plan", "B", within="10")),
            *(row("reached", "B"), row("otherwise", "C")),
        ],
    ),
    "fukuoka-health": (
        [
            *OLD_NOTHING,
            *(row("reached", "a"), row("no_baseline", "－"), row("direction_unknown", "－")),
            *(THREE, BETTER, row("worse_than_baseline", "c"), row("otherwise", "－")),
        ],
        [
            *NEW_NOTHING,
            *(row("reached", "a"), row("unclear", "－"), THREE, BETTER),
            *(row("partly_fulfilled", "b"), row("otherwise", "c")),
        ],
    ),
}


def rewrite(apps: Any, editor: Any) -> None:
    for key, (old, new) in REWRITTEN.items():
        change_rules(apps, key, old, new)
    change_legend(apps, OLD_D, NEW_D)


def restore(apps: Any, editor: Any) -> None:
    for key, (old, new) in REWRITTEN.items():
        change_rules(apps, key, new, old)
    change_legend(apps, NEW_D, OLD_D)


def change_rules(apps: Any, key: str, old: list[Any], new: list[Any]) -> None:
    for profile in apps.get_model("indicators", "RuleProfile").objects.filter(key=key, edition=1):
        if profile.attainment_rules == old:
            profile.attainment_rules = new
            said = [json.dumps(rules, ensure_ascii=False) for rules in (old, new)]
            save(apps, profile, f"{profile.name}（第1版）", "attainment_rules", *said)


def change_legend(apps: Any, old: str, new: str) -> None:
    levels = apps.get_model("indicators", "RatingLevel").objects
    for level in levels.filter(scale__key="reference-abcd", symbol="d", label=old):
        level.label = new
        save(apps, level, f"{level.symbol} {new}", "label", old, new)


def save(apps: Any, changed: Any, label: str, field: str, *said: str) -> None:
    """Write the row with its next version, and the line of history that says so."""
    old, new = said
    changed.version += 1
    changed.save()
    apps.get_model("accounts", "Change").objects.create(
        via="command",
        model=changed._meta.label_lower,
        object_id=str(changed.pk),
        object_label=label,
        field=field,
        old=old,
        new=new,
        why=WHY,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_change_owner"),
        ("indicators", "0004_rules_for_every_city"),
    ]

    operations = [migrations.RunPython(rewrite, restore)]
