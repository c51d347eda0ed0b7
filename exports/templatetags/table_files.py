"""The links by which a table is taken along, beside it."""

from typing import Any

from django import template

from exports.page import addresses

register = template.Library()


@register.inclusion_tag("components/table_files.html", takes_context=True)
def table_files(context: Any, name: str) -> dict[str, Any]:
    """Link the files of the page's table of that name; nothing where the page has it not this time."""
    table = context.get("files", {}).get(name)
    return {"table": table, "links": addresses(context["request"], name) if table else ()}
