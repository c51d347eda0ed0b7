"""How a statement is made: as Django makes it, without making the same again for each statement.

A model's columns are the same things in each question about it, and stand the same in each statement; expressions are
copied several times each. Made anew for every one of half a million statements, they were a third of what making
statements costs. Like what is settled (tests/standing.py) this is in tests alone, and held against Django's own
statement by statement (tests/test_compiling.py).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import pytest
from django.db.models.expressions import BaseExpression, Col
from django.db.models.sql.compiler import SQLCompiler

Selected = list[tuple[Any, Any, str | None]]
Told = tuple[Selected, dict[str, Any] | None, dict[str, int]]

COPY: Final = BaseExpression.copy  # as Django has them
COMPILE: Final = SQLCompiler.compile
GET_DEFAULT_COLUMNS: Final[Any] = SQLCompiler.get_default_columns
GET_SELECT: Final[Any] = SQLCompiler.get_select
WRITTEN: Final[dict[tuple[Any, Any], str]] = {}  # by how the table is called there, and the column


@contextmanager
def made_at_once() -> Iterator[None]:
    """Let columns be made once for each model and name of its table, and be written once; copy without asking how."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseExpression, "copy", copy_of)
        patch.setattr(SQLCompiler, "compile", compile_node)
        patch.setattr(SQLCompiler, "get_default_columns", get_default_columns)
        patch.setattr(SQLCompiler, "get_select", get_select)
        yield


def copy_of(expression: Any) -> Any:
    """Return what Django's BaseExpression.copy returns, which asks Python's `copy` how such a thing is made anew."""
    copied = object.__new__(type(expression))
    copied.__dict__.update(expression.__getstate__())
    return copied


def compile_node(compiler: Any, node: Any) -> tuple[str, Sequence[Any]]:
    """Return what Django's SQLCompiler.compile returns."""
    if type(node) is Col and node.alias:
        return written(compiler, node), []
    return COMPILE(compiler, node)


def written(compiler: Any, column: Col) -> str:
    """Return how a column stands in a statement: the name of a table is quoted, another name given to it is not."""
    table, name = compiler.quote_name_unless_alias(column.alias), column.target.column
    found = WRITTEN.get((table, name))
    if found is None:
        found = WRITTEN[table, name] = f"{table}.{compiler.connection.ops.quote_name(name)}"
    return found


def get_default_columns(
    compiler: Any,
    select_mask: Any,
    start_alias: str | None = None,
    opts: Any = None,
    from_parent: Any = None,
) -> list[Any]:
    """Return what Django's SQLCompiler.get_default_columns returns; a model that inherits tables is left to it."""
    opts = opts or compiler.query.get_meta()
    if select_mask or opts is None or opts.parents or opts.proxy:
        columns: list[Any] = GET_DEFAULT_COLUMNS(compiler, select_mask, start_alias, opts, from_parent)
        return columns
    return [*columns_of(opts.model, start_alias or compiler.query.get_initial_alias())]


@lru_cache(20_000)
def columns_of(model: Any, alias: str) -> tuple[Any, ...]:
    """Return the columns of a model under that name of its table."""
    return tuple(field.get_col(alias) for field in model._meta.concrete_fields)


def get_select(compiler: Any, with_col_aliases: bool = False) -> Told:
    """Return what Django's SQLCompiler.get_select returns; at once where a whole model and nothing else is selected."""
    query = compiler.query
    if (
        not query.default_cols
        or with_col_aliases
        or query.select_related
        or query.selected is not None
        or query.annotation_select
        or query.extra_select
        or query.deferred_loading[0]
        or query.model._meta.parents
    ):
        told: Told = GET_SELECT(compiler, with_col_aliases)
        return told
    columns = compiler.get_default_columns({})
    selected: Selected = [(one, (written(compiler, one), []), None) for one in columns]
    return selected, {"model": query.model, "select_fields": [*range(len(columns))]}, {}
