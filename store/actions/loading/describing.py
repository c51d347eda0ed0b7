"""What a fixture may say, as tables: fields, kinds and permitted values, read from the models themselves."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from store.actions.loading.dumping import labels
from store.actions.loading.known_rows import loadable, references, with_what_they_need, writable
from store.models import Versioned

HEADING = "| 項目 | 名前 | 書くもの | 備考 |\n|---|---|---|---|"


def described() -> str:
    """Return one table of Markdown for each model that a file may fill, in the order in which they are read."""
    named = with_what_they_need(filter(None, map(loadable, labels())))
    return "\n\n".join(table_of(model) for model in named if model.from_files) + "\n"


def table_of(model: type[Versioned]) -> str:
    """Return the model's name and its fields."""
    title = f"#### `{model._meta.label_lower}`（{model._meta.verbose_name}）"
    return "\n".join([title, "", HEADING, *_rows(model)])


def _rows(model: type[Versioned]) -> Iterator[str]:
    for one in writable(model):
        needed = "" if one.has_default() or one.blank or one.null else "必須"
        yield f"| `{one.name}` | {one.verbose_name} | {kind_of(one)} | {needed or default_of(one)} |"
    for many in model._meta.many_to_many:
        if (other := references(model).get(many.name)) is not None:
            yield f"| `{many.name}` | {many.verbose_name} | `{other._meta.label_lower}` のキーの並び | |"


def kind_of(field: "models.Field[Any, Any]") -> str:
    """Say what is to be written for a field."""
    if isinstance(field.related_model, type):
        return f"`{field.related_model._meta.label_lower}` のキー"
    if field.choices:
        return permitted(field)
    words = next(words for kind, words in KINDS if isinstance(field, kind))
    longest = f"（{field.max_length:,}文字まで）" if field.max_length else ""
    return f"{words}{longest}"


def permitted(field: "models.Field[Any, Any]") -> str:
    """Return the values of a field with choices, each with its label."""
    return "、".join(f"`{value}` {label}" for value, label in field.flatchoices if value not in {None, ""})


def default_of(field: "models.Field[Any, Any]") -> str:
    """Say what stands there where a file says nothing; nothing for what is then empty."""
    if not field.has_default() or field.default in (None, "") or callable(field.default):
        return ""
    default = getattr(field.default, "value", field.default)
    return f"書かなければ `{str(default).lower() if isinstance(default, bool) else default}`"


KINDS = (
    (models.BooleanField, "`true` か `false`"),
    (models.IntegerField, "整数"),
    (models.DecimalField, "数値（15桁まで）"),
    (models.DateField, '日付（`"2024-03-31"`）'),
    (models.JSONField, "JSONの値"),
    ((models.CharField, models.TextField), "文字"),
)
