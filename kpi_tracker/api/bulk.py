"""The lists of the API whole: the rows that the JSON has, as CSV and as JSON Lines, narrowed and sorted alike.

In a CSV each row is flat: a level is its symbol and its label, what has parts is a column each, several texts are one
cell with ` | ` between them; a list of further rows (the indicators of a 施策) has a file of its own.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import wraps
from inspect import Parameter, signature
from typing import Any, Final, get_args

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema

from exports.columns import Value
from exports.page import KINDS, as_file
from exports.writing import csv_blocks
from kpi_tracker.api import schemas
from kpi_tracker.api.asked import unknown_parameter
from kpi_tracker.api.paging import PAGE, WHOLE, WholeList

BETWEEN: Final = " | "
LINES_AT_ONCE: Final = 500
JSON_LINES: Final = "application/x-ndjson"
SUFFIXES: Final = ("csv", "jsonl")
PLACE: Final = ("plan", "period", "year", "origin", "edition")  # what the JSON says once of all rows
Row = dict[str, Any]


def add_files(
    api: NinjaAPI, path: str, operation: Callable[..., Any], row: type[Schema], summary: str
) -> None:
    """Offer the whole of a list below its address, as CSV and as JSON Lines."""
    for suffix in SUFFIXES:
        described = {"200": {"description": "OK", "content": {media(suffix): {"schema": {"type": "string"}}}}}
        api.get(
            f"/{path}.{suffix}",
            response={400: schemas.Refusal, 404: schemas.Refusal},
            summary=f"{summary}（全件、{'CSV' if suffix == 'csv' else 'JSON Lines'}）",
            operation_id=f"{path}_{suffix}",
            openapi_extra={"responses": described},
        )(whole(path, operation, row, suffix))


def media(suffix: str) -> str:
    return KINDS["csv"].media_type.partition(";")[0] if suffix == "csv" else JSON_LINES


def whole(
    path: str, operation: Callable[..., Any], row: type[Schema], suffix: str
) -> Callable[..., HttpResponse]:
    """Return the operation that answers with all rows of another."""

    @wraps(operation)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if PAGE in request.GET:
            raise unknown_parameter(PAGE, [name for name in known if name != "request"])
        setattr(request, WHOLE, True)
        found: WholeList = operation(request, **kwargs)
        name = "-".join(map(str, (path, *filter(None, (found.plan, found.year)))))
        place = place_of(found)
        blocks = csv_of(row, place, found.rows) if suffix == "csv" else lines_of(place, found.rows)
        kind = KINDS["csv"].media_type if suffix == "csv" else f"{JSON_LINES}; charset=utf-8"
        return as_file(blocks, f"{name}.{suffix}", kind)

    own = signature(operation)
    known = [name for name in own.parameters if name != PAGE]
    shown: list[Parameter] = [one for name, one in own.parameters.items() if name != PAGE]
    answer.__signature__ = own.replace(parameters=shown)  # type: ignore[attr-defined]
    return answer


def place_of(found: WholeList) -> Row:
    """Return what the JSON says once, as each row says it."""
    return {
        "plan": found.plan,
        "period": found.period,
        "year": found.year,
        "origin": found.source.origin.value,
        "edition": found.source.edition,
    }


def lines_of(place: Row, rows: Iterable[Schema]) -> Iterator[bytes]:
    """Yield the rows as they are in the JSON, each with where it belongs, a line each."""
    lines: list[str] = []
    for row in rows:
        said = {
            f"of_{name}" if name in row.model_fields_set else name: value for name, value in place.items()
        }
        lines.append(json.dumps({**said, **row.model_dump(mode="json")}, ensure_ascii=False) + "\n")
        if len(lines) == LINES_AT_ONCE:
            yield "".join(lines).encode()
            lines = []
    yield "".join(lines).encode()


def csv_of(row: type[Schema], place: Row, rows: Iterable[Schema]) -> Iterator[bytes]:
    """Yield the rows flat, under the names of the JSON."""
    names = columns_of(row)
    said = [place[name] for name in PLACE if name not in names]
    headings = [*(name for name in PLACE if name not in names), *names]
    return csv_blocks(headings, ([*said, *(flat[name] for name in names)] for flat in map(flattened, rows)))


def columns_of(row: type[Schema]) -> list[str]:
    """Return the columns of a row whatever it says: by what its fields are said to be."""
    found: list[str] = []
    for name, field in row.model_fields.items():
        kinds = [one for one in (field.annotation, *get_args(field.annotation)) if one is not type(None)]
        parts = [one for one in kinds if isinstance(one, type) and issubclass(one, Schema)]
        if schemas.Level in parts:
            found += [name, f"{name}_label"]
        elif parts and not is_list(field.annotation):
            found += [f"{name}_{one}" for one in columns_of(parts[0])]
        elif not parts:
            found.append(name)
    return found


def is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is list


def flattened(row: Schema) -> dict[str, Value]:
    """Return a row as the columns have it."""
    found: dict[str, Value] = dict.fromkeys(columns_of(type(row)))
    for name in type(row).model_fields:
        value = getattr(row, name)
        if isinstance(value, schemas.Level):
            found |= {name: value.symbol, f"{name}_label": value.label}
        elif isinstance(value, Schema):
            found |= {f"{name}_{part}": said for part, said in flattened(value).items()}
        elif name in found:
            found[name] = cell(value)
    return found


def cell(value: Any) -> Value:
    """Return a value of the JSON as a cell: a number with the digits that it has."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return Decimal(repr(value))
        case list() | tuple():
            return BETWEEN.join(map(str, value))
        case None | int() | str() | date():
            return value
        case _:
            return str(value)
