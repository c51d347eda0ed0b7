"""Every address of the application, from its URLconf, and the ones that show a plan's data."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from django.urls import URLPattern, URLResolver, get_resolver, reverse

OF_A_PLAN: Final = {
    "policies:overview": (),
    "policies:overview_chart": (),
    "policies:policy_node": ("PolicyNode",),
    "policies:heat_map": (),
    "policies:compare": (),
    "indicators:indicator_list": (),
    "indicators:indicator_csv": (),
    "indicators:indicator_xlsx": (),
    "indicators:indicator_detail": ("Indicator",),
    "indicators:indicator_chart": ("Indicator",),
    "projects:project_list": (),
    "projects:project_detail": ("LeadingProject",),
}
TABLED_ELSEWHERE: Final = frozenset({"admin", "api", "entry", "evaluations", "published", "reports"})
OF_NO_PLAN: Final = frozenset(
    {
        "healthz",
        "readyz",
        "accounts:login",
        "accounts:logout",
        "accounts:password_change",
        "api_description",
        "policies:keeping",  # of who keeps the plan: tests/kpi_tracker/pages/test_keeping.py
        "policies:plan_search",
        "policies:packages",
        "policies:package",
        "policies:search",
        "policies:search_options",
    }
)
MISSING: Final = {"PolicyNode": "9-9-9", "Indicator": "987654321", "LeadingProject": "987654321"}


def names(patterns: Any = None, space: str = "") -> Iterator[str]:
    """Yield the name of every address but those of parts that have such a table of their own."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver) and one.namespace not in TABLED_ELSEWHERE:
            yield from names(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and one.name:
            yield space + one.name


def addresses(rows: Mapping[str, Any]) -> dict[str, str]:
    """Return the address of each page of a plan, for the given row of each model."""
    keys = {"PolicyNode": rows["PolicyNode"].address}
    keys |= {model: rows[model].pk for model in ("Indicator", "LeadingProject")}
    return {name: reverse(name, args=[keys[model] for model in models]) for name, models in OF_A_PLAN.items()}


def told(answer: Any) -> str:
    """Return what an answer says: its text; of a workbook that of its cells, not when it was made."""
    if not answer.content.startswith(b"PK"):
        said: str = answer.content.decode()
        return said
    with ZipFile(BytesIO(answer.content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/"))


def missing_addresses() -> dict[str, str]:
    """Return for each page of one object the address of an object that there is not."""
    return {
        name: reverse(name, args=[MISSING[model] for model in models])
        for name, models in OF_A_PLAN.items()
        if models
    }


def missing_addresses_as(prefix: str) -> dict[str, str]:
    """Return the same under names that do not clash with those of addresses()."""
    return {prefix + name: address for name, address in missing_addresses().items()}
