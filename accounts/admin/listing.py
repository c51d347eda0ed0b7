"""A keepers' list as a file: the columns and rows of the list, as it is narrowed and sorted, on all its pages."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.db import models

from exports.columns import FileColumn, TableFile, Value
from exports.page import moment

NAME: Final = "rows"
NO_COLUMN: Final = "action_checkbox"


def empty_file(page: "admin.ModelAdmin[Any]") -> TableFile:
    """Return what the list's links are made from: the file is made when it is asked for."""
    return TableFile(NAME, str(page.opts.verbose_name_plural), (), ())


def list_file(page: "admin.ModelAdmin[Any]", shown: ChangeList) -> TableFile:
    """Return all rows that the list shows on whatever page."""
    columns = [
        FileColumn(str(label_for_field(name, page.model, page)), partial(value_of, page, name), 20)
        for name in shown.list_display
        if name != NO_COLUMN
    ]
    return TableFile(
        NAME, str(page.opts.verbose_name_plural), columns, shown.queryset, page.opts.model_name or ""
    )


def value_of(page: "admin.ModelAdmin[Any]", name: Any, row: models.Model) -> Value:
    """Return what the list says of a row in that column."""
    field, _, value = lookup_field(name, row, page)
    if field is not None and field.remote_field:
        value = getattr(row, field.name)
    if field is not None and field.flatchoices:
        value = dict(field.flatchoices).get(value, value)
    match value:
        case None:
            return ""
        case bool():
            return "はい" if value else "いいえ"
        case datetime():
            return moment(value)
        case int() | Decimal() | date():
            return value
        case _:
            return str(value)
