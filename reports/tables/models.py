"""How tables are read: by the headings of their columns, or by the cells of a form; kept for next year's file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from store.limits import LARGEST_NUMBER, unshown_sign, within_lengths, within_numbers
from store.models import Beside, Versioned, stored_beside


class TableMapping(Versioned):
    """How the tables of one kind are read, under the name that its city gave it; `content` as its reader keeps it."""

    from_files = False  # it says how files are read

    class Kind(models.TextChoices):
        COLUMNS = "columns", "列の見出し"
        CELLS = "cells", "セルの位置"

    local_government_code = models.CharField("全国地方公共団体コード", max_length=6)
    name = models.CharField("読み方の名前", max_length=100)
    kind = models.CharField("種類", max_length=10, choices=Kind)
    content = models.JSONField("読み方", default=dict)
    used_at = models.DateTimeField("最後に使った日時", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "表の読み方"
        ordering = ("local_government_code", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("local_government_code", "name"),
                name="tablemapping_once_a_name",
                violation_error_message="この名前の読み方は、すでにあります。",
            ),
            *within_lengths("tablemapping", local_government_code=6, name=100, kind=10),
            *within_numbers("tablemapping", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a name that nobody could read."""
        if said := unshown_sign(self.name):
            raise ValidationError({"name": said})

    def part(self, name: str) -> Any:
        """Return one part of what is kept, None where it is not there."""
        return self.content.get(name)
