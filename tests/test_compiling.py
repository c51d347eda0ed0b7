"""That a statement is made as Django makes it, though not in its own way: see tests/compiling.py."""

import pytest
from django.apps import apps
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Lower, RowNumber
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import Department, Post
from indicators.models import Indicator, Result
from policies.models import Plan, PolicyNode
from tests.compiling import COMPILE, COPY, GET_DEFAULT_COLUMNS, GET_SELECT

pytestmark = pytest.mark.django_db

OLDER = Result.objects.filter(indicator=OuterRef("pk"), fiscal_year__lt=2024)
UNORDERED = Plan.objects.order_by()
ASKED = {
    "a row": lambda: Plan.objects.filter(pk=1)[:1],
    "what hangs from it": lambda: Indicator.objects.select_related("node__period__plan", "department"),
    "all that hangs from it": Result.objects.select_related,
    "one of what hangs from it": lambda: Post.objects.select_related("department").only("role", "department__name"),
    "some columns": lambda: Plan.objects.only("name"),
    "all but some": lambda: Plan.objects.defer("name"),
    "a table twice": lambda: Department.objects.filter(parent__parent__code="1").select_related("parent__parent"),
    "values": lambda: Result.objects.values("indicator__name", "total"),
    "a list of values in another order": lambda: Result.objects.values_list("total", "pk", "indicator__node__code"),
    "a name that is given": lambda: Plan.objects.annotate(called=Lower("key")).order_by("called"),
    "a name among the values": lambda: Plan.objects.values("name", called=F("key")),
    "what is counted": lambda: PolicyNode.objects.annotate(many=Count("indicators", filter=Q(indicators__name="x"))),
    "counted by what": lambda: Result.objects.values("fiscal_year").annotate(many=Count("pk")).order_by("-many"),
    "what another question says": lambda: Indicator.objects.annotate(last=Subquery(OLDER.values("total")[:1])),
    "whether there is one": lambda: Indicator.objects.filter(Exists(OLDER) | ~Exists(OLDER.filter(total=1))),
    "those among others": lambda: Result.objects.filter(indicator__in=Indicator.objects.filter(name="x").distinct()),
    "of two questions": lambda: UNORDERED.values_list("name").union(UNORDERED.values_list("key")),
    "whole rows of two questions": lambda: UNORDERED.union(UNORDERED.filter(name="b")),
    "a row of each": lambda: Result.objects.annotate(
        place=Window(RowNumber(), partition_by="indicator", order_by="fiscal_year")
    ).filter(place=1),
    "by cases": lambda: Plan.objects.order_by(Case(When(key="x", then=Value(1)), default=Value(2)), "name"),
    "locked": lambda: Plan.objects.select_for_update(of=("self",)),
    "nothing": lambda: Plan.objects.filter(pk__in=[]) | Plan.objects.filter(name="x"),
}  # fmt: skip


def whose(told):
    """Return of which models the rows are made, and from which columns."""
    if told is None:
        return None
    return told["model"], told["select_fields"], [*map(whose, told.get("related_klass_infos", ()))]


def made(rows):
    """Return the statement, what it sends, and which columns are whose."""
    compiler = rows().query.get_compiler("default")
    statement = compiler.as_sql()
    return (
        statement,
        whose(compiler.klass_info),
        compiler.annotation_col_map,
        [(type(one), getattr(one, "target", None)) for one, _, _ in compiler.select],
    )


@pytest.fixture
def as_django_does(monkeypatch):
    def switch():
        monkeypatch.setattr(BaseExpression, "copy", COPY)
        monkeypatch.setattr(SQLCompiler, "compile", COMPILE)
        monkeypatch.setattr(SQLCompiler, "get_default_columns", GET_DEFAULT_COLUMNS)
        monkeypatch.setattr(SQLCompiler, "get_select", GET_SELECT)

    return switch


@pytest.mark.parametrize("rows", ASKED.values(), ids=ASKED)
def test_a_statement_is_made_as_django_makes_it(rows, as_django_does):
    ours = made(rows)
    as_django_does()
    assert made(rows) == ours


def test_every_model_is_selected_as_django_selects_it(as_django_does):
    models = apps.get_models(include_auto_created=True)
    ours = [made(lambda model=model: model._base_manager.order_by().select_related()) for model in models]
    as_django_does()
    assert [
        made(lambda model=model: model._base_manager.order_by().select_related()) for model in models
    ] == ours


def test_a_copy_of_an_expression_stands_for_itself():
    lowered = Lower(F("key"))
    copied = lowered.copy()
    copied.set_source_expressions([F("name")])
    assert (repr(lowered), repr(copied)) == ("Lower(F(key))", "Lower(F(name))")
    assert lowered.copy() == lowered
