"""The description of the API as a page: what its own openapi.json says, in tables, with an example of each answer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kpi_tracker.api.errors import WORDS, said_of
from kpi_tracker.api.published import api
from store.page import kept_for_visitors, relies_on

Part = Mapping[str, Any]
TYPES: Final = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "真偽",
    "date": "日付",
    "date-time": "日時",
}
# what stands in an example, by the name of the field; other texts are empty, other numbers 1
EXAMPLES: Final[Part] = {
    "plan": "999999",
    "key": "999999",
    "code": "999999",
    "municipality": "例示市",
    "year": 2023,
    "first_year": 2022,
    "last_year": 2025,
    "address": "1-1-1",
    "node": "1-1-1",
    "name": "名称",
    "number": "①",
    "kind": "成果指標",
    "unit": "件",
    "label": "令和5(2023)年度",
    "target": "53件以上",
    "result": "66件",
    "text": "66件",
    "total": 66,
    "symbol": "a",
    "as_of": "2023-09-30",
    "published_at": "2024-08-30T01:00:00Z",
}


@dataclass(frozen=True, slots=True)
class Described:
    """A parameter or a field: what it is called, of what type it is, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An address of the API with what may be asked for and what it answers."""

    path: str
    summary: str
    meaning: str
    parameters: Sequence[Described]
    answer: str
    refusals: Sequence[str]
    example: str


@dataclass(frozen=True, slots=True)
class Model:
    """One kind of part that answers consist of."""

    name: str
    meaning: str
    fields: Sequence[Described]


@require_safe
@kept_for_visitors(is_public=False)
def description(request: HttpRequest) -> HttpResponse:
    """Show what can be asked of the API; it follows from the code alone."""
    relies_on(request)
    schema: Part = api.get_openapi_schema()
    context = {
        "scope": None,
        "about": schema["info"],
        "operations": list(operations(schema)),
        "models": list(models(schema)),
        "errors": [(status, said_of(status, media="application/json")) for status in WORDS],
        "openapi": reverse("api:openapi-json"),
    }
    return render(request, "pages/api/description.html", context)


def operations(schema: Part) -> Iterator[Operation]:
    """Yield every operation in the order of the code."""
    for path, methods in schema["paths"].items():
        one = methods["get"]
        answer, example = answered(schema, one["responses"])
        yield Operation(
            path=path,
            summary=one["summary"],
            meaning=one.get("description", ""),
            parameters=[
                Described(said["name"], type_of(said["schema"]), meaning_of(said["schema"], said))
                for said in one["parameters"]
            ],
            answer=answer,
            refusals=[str(status) for status in one["responses"] if str(status) != "200"],
            example=example,
        )


def answered(schema: Part, responses: Mapping[int | str, Any]) -> tuple[str, str]:
    """Return of which type an answer is, and an example of it; a file has none: its rows are those of the list."""
    if 200 not in responses:
        (media,) = responses["200"]["content"]
        return str(media), ""
    answer = responses[200]["content"]["application/json"]["schema"]
    return type_of(answer), json.dumps(example_of(schema, answer), ensure_ascii=False, indent=2)


def models(schema: Part) -> Iterator[Model]:
    """Yield every kind of part of the answers, by name."""
    for name, one in sorted(schema["components"]["schemas"].items()):
        if "properties" in one:
            fields = [
                Described(key, type_of(part), meaning_of(part)) for key, part in one["properties"].items()
            ]
            yield Model(name, str(one.get("description", "")), fields)


def meaning_of(*parts: Part) -> str:
    return next((str(part["description"]) for part in parts if part.get("description")), "")


def type_of(part: Part) -> str:
    """Say of what type something is: 整数, 文字（nullあり）, Yearの並び."""
    if "$ref" in part:
        return name_of(part)
    if "anyOf" in part:
        known = "・".join(type_of(one) for one in part["anyOf"] if one.get("type") != "null")
        return f"{known}（nullあり）" if {"type": "null"} in part["anyOf"] else known
    if part.get("type") == "array":
        return f"{type_of(part['items'])}の並び"
    return TYPES.get(part.get("format", ""), "") or TYPES.get(part.get("type", ""), "")


def name_of(part: Part) -> str:
    return str(part["$ref"]).rpartition("/")[2]


def example_of(schema: Part, part: Part, name: str = "") -> Any:
    """Return a small answer of that shape, every list with one member."""
    if "$ref" in part:
        return _example_of_model(schema, schema["components"]["schemas"][name_of(part)])
    if "anyOf" in part:
        return example_of(schema, part["anyOf"][0], name)
    if part.get("type") == "array":
        return [example_of(schema, part["items"])]
    return _value_of(part, EXAMPLES.get(name))


def _example_of_model(schema: Part, model: Part) -> Any:
    if "enum" in model:
        return model["enum"][0]
    return {key: example_of(schema, one, key) for key, one in model["properties"].items()}


def _value_of(part: Part, told: Any) -> Any:
    """Return what is told of a field of that name, where it is of the part's type."""
    kinds: Mapping[str, tuple[Any, type]] = {"integer": (1, int), "number": (1, int), "boolean": (True, bool)}
    empty, kind = kinds.get(part.get("type", ""), ("", str))
    return told if isinstance(told, kind) else empty
