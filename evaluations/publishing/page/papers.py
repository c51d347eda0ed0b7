"""What the published pages and the paper of an edition are rendered from: one context for each template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse

from evaluations.publishing.forms import EditionPanel
from evaluations.publishing.page.lists import (
    UNRATED,
    Properties,
    fitting,
    indicator_properties,
    indicator_rows,
    key_numbers,
    measure_properties,
)
from evaluations.publishing.page.pages import Part, PublishedEdition, measure_page
from policies.fiscal_year import FiscalYear

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
RECOMPUTE: Final = (
    "python3 -c \"import hashlib,json;d=json.load(open('data.json',encoding='utf-8'));"
    "print(hashlib.sha256(json.dumps(d['content'],ensure_ascii=False,sort_keys=True,"
    "separators=(',',':')).encode()).hexdigest()==d['sha256'])\""
)


def common(shown: PublishedEdition) -> dict[str, Any]:
    """Return what every published page needs."""
    return {
        "edition": shown,
        "content": shown.content,
        "scope": shown.header,
        "is_fictional": shown.content["plan"]["is_fictional"],
    }


def index_page(shown: PublishedEdition, asked: Mapping[str, str] = NOTHING) -> tuple[str, dict[str, Any]]:
    """Return the index of an edition, as a template with its context; its 施策 as far as they fit what is asked for."""
    groups = [one for one in shown.content["others"] if not one["above"]]
    found = summary(shown)
    measures, indicators = measure_properties(shown, found["rows"]), indicator_rows(shown)
    numbered = indicator_properties(shown, indicators)
    panel = EditionPanel(asked, measures)
    context = {
        **common(shown),
        **found,
        "rows": fitting(found["rows"], measures, panel.asked()),
        "panel": {"form": panel},
        "numbers": key_numbers(shown, measures, numbered),
        "classes": class_counts(shown, numbered),
        "groups": groups,
        "recompute": RECOMPUTE,
    }
    return "evaluations/publishing/published_edition.html", context


def indicators_page(shown: PublishedEdition, asked: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the indicators of an edition in its last year, as far as they fit what is asked for."""
    rows = indicator_rows(shown)
    properties = indicator_properties(shown, rows)
    panel = EditionPanel(asked, properties)
    context = {
        **common(shown),
        "rows": fitting(rows, properties, panel.asked()),
        "whole": len(rows),
        "panel": {"form": panel},
        "has": set(properties),
        "year": FiscalYear(shown.content["cycle"]["last_year"]),
        "crumbs": [(edition_name(shown), shown.row.get_absolute_url()), ("指標の一覧", "")],
    }
    return "evaluations/publishing/published_indicators.html", context


def summary(shown: PublishedEdition) -> dict[str, Any]:
    """Return all 施策 with their ratings, and how many have which."""
    rows = shown.rows()
    return {
        "rows": rows,
        "counts": [
            (shown.progress_title, "progress", shown.counts("progress")),
            ("今後の方向性", "direction", shown.counts("direction")),
        ],
        "out": sum(row["open"] for row in rows),
    }


def class_counts(shown: PublishedEdition, indicators: Properties) -> list[tuple[Mapping[str, str], str, int]]:
    """Return each class with its name in an address and the number of indicators that have it."""
    if "class" not in indicators:
        return []
    none = {"symbol": "－", "label": "区分なし", "tone": "neutral", "shape": "dash"}
    levels = [*((level, symbol) for symbol, level in shown.levels["attainment"].items()), (none, UNRATED)]
    return [(level, name, indicators["class"].count(name)) for level, name in levels]


def node_page(shown: PublishedEdition, address: str) -> tuple[str, dict[str, Any]]:
    """Return a 施策 as it was published, or a node above with the 施策 below it; 404 without one."""
    node = shown.brought_up(shown.node(address))
    context = {**common(shown), "node": node, "crumbs": crumbs(shown, node)}
    if "progress" in node:
        return "evaluations/publishing/published_measure.html", context | {"page": measure_page(shown, node)}
    blocks = [shown.block(one) for one in node["indicators"]]
    return "evaluations/publishing/published_node.html", context | {
        "rows": shown.below(node),
        "blocks": blocks,
    }


def book_page(shown: PublishedEdition) -> tuple[str, dict[str, Any]]:
    """Return the whole edition as one page for paper, each node in the order of the plan."""
    above = [(edition_name(shown), shown.row.get_absolute_url()), ("印刷用", "")]
    chapters = chapters_of(Kept(shown.row.place, shown.row.sha256, shown))
    context = {**common(shown), **summary(shown), "chapters": chapters, "crumbs": above, "paper": True}
    return "evaluations/publishing/published_book.html", context


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition by what tells it from every other; its content never changes."""

    place: tuple[str, str, int]
    sha256: str
    shown: PublishedEdition = field(compare=False)


@lru_cache(maxsize=2)
def chapters_of(kept: Kept) -> str:
    """Render the chapters of an edition: seconds of work that everybody may ask for."""
    shown = kept.shown
    chapters = [chapter(shown, node) for node in in_order_of_plan(shown)]
    context = {**common(shown), "chapters": chapters, "paper": True}
    return render_to_string("evaluations/publishing/_published_chapters.html", context)


def in_order_of_plan(shown: PublishedEdition) -> Iterator[Part]:
    """Yield every 施策 after the nodes above it that say something of their own; such a node without any comes last."""
    saying = {one["address"]: one for one in shown.content["others"] if one["indicators"]}
    for measure in shown.content["measures"]:
        yield from (saying.pop(one["address"]) for one in measure["above"] if one["address"] in saying)
        yield measure
    yield from saying.values()


def chapter(shown: PublishedEdition, node: Part) -> dict[str, Any]:
    is_measure = "progress" in node
    return {
        "node": node,
        "prefix": f"n{node['address'].replace('/', '_')}-",
        "page": measure_page(shown, node) if is_measure else None,
        "blocks": [] if is_measure else [shown.block(one) for one in node["indicators"]],
    }


def crumbs(shown: PublishedEdition, node: Part) -> list[tuple[str, str]]:
    """Return the way from the index down to a published node."""
    above = [
        (name_of(one), reverse("published:measure", args=(*shown.row.place, one["address"])))
        for one in node["above"]
    ]
    return [(edition_name(shown), shown.row.get_absolute_url()), *above, (name_of(node), "")]


def edition_name(shown: PublishedEdition) -> str:
    return f"{shown.content['cycle']['name']} {shown.row.label}"


def name_of(node: Part) -> str:
    return f"{node['code']} {node['name']}".strip()
