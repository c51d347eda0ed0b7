"""Rows of tables that are drawn once: what a row says in plain values, and what its template makes of that."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def drawn_row(table: Any, record: Any) -> SafeString:
    """Draw a row of a table of ours by its row_template, which gets what the table's said() says of it as `row`.

    It gets nothing else, so that whoever is told the same is shown the same: after one changed figure a list draws one
    row, and not hundreds.
    """
    return _drawn(table.row_template, table.said(record))


@register.simple_tag
def drawn_once(template_name: str, said: Hashable) -> SafeString:
    """Draw a part of a page by a template that gets nothing but `said`, in plain values, as `row`."""
    return _drawn(template_name, said)


@lru_cache(maxsize=3_000)
def _drawn(template_name: str, row: Hashable) -> SafeString:
    return render_to_string(template_name, {"row": row})
