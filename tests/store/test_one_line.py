"""Names are on one line wherever they come from, and a unit is told from the number before it."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.models import Department
from evaluations.sheets.models.forms import SheetItem
from indicators.calculation.quantities import quantity
from indicators.models import Indicator
from policies.models import Plan
from projects.models import LeadingProject
from store.actions.rows import Actor, add_rows, change_row
from store.limits import one_line
from store.models import Change, Versioned
from tests.factories import make_department, make_indicator, make_node, make_plan, make_project

pytestmark = pytest.mark.django_db

BY = Actor(Change.Via.COMMAND)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("一行", "一行", id="one line"),
        pytest.param("二\n行", "二 行", id="two"),
        pytest.param("二 \r\n　行", "二 行", id="with blanks around the break"),
        pytest.param("三\n\n行", "三 行", id="an empty line"),
        pytest.param("\n一行\n", "一行", id="breaks at the ends"),
        pytest.param("空 白", "空 白", id="a blank of its own"),
    ],
)
def test_a_broken_line_has_one_blank(text: str, kept: str) -> None:
    assert one_line(text) == kept


NAMED: dict[str, Any] = {
    "plan": lambda: (make_plan(), "name"),
    "municipality": lambda: (make_plan(), "municipality"),
    "period": lambda: (make_node().period, "name"),
    "layer": lambda: (make_node().layer, "name"),
    "node": lambda: (make_node(), "name"),
    "indicator": lambda: (make_indicator(), "name"),
    "department": lambda: (make_department(), "name"),
    "project": lambda: (make_project(), "name"),
}


@pytest.mark.parametrize("kind", NAMED)
def test_whoever_writes_a_name_it_is_kept_on_one_line(kind: str) -> None:
    row, field = NAMED[kind]()
    setattr(row, field, "長い\r\n名前")
    (change,) = change_row(row, version=row.version, by=BY)
    assert (change.field, change.new) == (field, "長い 名前")
    assert getattr(type(row)._default_manager.get(pk=row.pk), field) == "長い 名前"


def test_a_new_row_too() -> None:
    plan = Plan(
        municipality="水の\n市",
        name="総合\n計画",
        local_government_code="999001",
        first_year=2020,
        last_year=2024,
    )
    add_rows([plan], by=BY)
    assert str(Plan.objects.get(pk=plan.pk)) == "水の 市 総合 計画"


def test_a_text_of_several_lines_keeps_them() -> None:
    indicator = make_indicator()
    indicator.method = "一行目\n二行目"
    change_row(indicator, version=indicator.version, by=BY)
    assert Indicator.objects.get(pk=indicator.pk).method == "一行目\n二行目"


def load(folder: Path, *rows: tuple[type[Versioned], dict[str, Any]]) -> None:
    file = folder / "names.json"
    said = [{"model": model._meta.label_lower, "fields": fields} for model, fields in rows]
    file.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    call_command("loaddata", str(file), verbosity=0)


def test_a_file_may_break_any_name_and_says_the_same_when_it_is_loaded_again(tmp_path: Path) -> None:
    node = make_node()
    rows: list[tuple[type[Versioned], dict[str, Any]]] = [
        (Department, {"local_government_code": "999001", "code": "000001", "name": "水\n道課"}),
        (
            Indicator,
            {
                "node": node.natural_key(),
                "order": 1,
                "number": "①",
                "name": "取組の\n件数",
                "kind": "outcome",
            },
        ),
        (LeadingProject, {"node": node.natural_key(), "name": "実証\r\n実験", "order": 1}),
    ]
    load(tmp_path, *rows)
    load(tmp_path, *rows)
    assert Department.objects.get(code="000001").name == "水 道課"
    assert Indicator.objects.get().name == "取組の 件数"
    assert LeadingProject.objects.get().name == "実証 実験"


@pytest.mark.parametrize("unit", ["0", "１０", "－", "1.5", ",", "²"])
def test_a_unit_that_would_be_read_as_a_number_is_refused_by_row_and_field(tmp_path: Path, unit: str) -> None:
    key = make_node().natural_key()
    said = {"node": key, "order": 1, "number": "①", "name": "件\n数", "kind": "outcome", "unit": unit}
    with pytest.raises(CommandError) as refused:
        load(tmp_path, (Indicator, said))
    assert "names.json: 1番目 indicators.indicator" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 2  # one of them says that nothing was written
    assert f"（unit）: 「{unit}」は単位になりません。" in str(refused.value)
    assert not Indicator.objects.exists()


@pytest.mark.parametrize("row", [Indicator(), SheetItem(kind="number")])
def test_every_unit_is_asked_for_a_letter(row: Indicator | SheetItem) -> None:
    row.unit = "0"
    with pytest.raises(ValidationError, match="単位になりません"):
        row.clean()
    for row.unit in ("", "件", "％", "㎡", "m²", "℃", "円", "$", "10万人対", "点", "t-CO2"):
        row.clean()


def test_a_unit_that_begins_with_a_number_is_told_from_the_figure() -> None:
    assert quantity(Decimal(36), "10万人対") == "36 10万人対"
    assert quantity(Decimal(36), "㎡") == "36㎡"


def test_blanks_without_an_end_are_gone_through_once():
    """By a pattern of blanks around breaks this took a minute, of whoever had sent it and of everybody who waited."""
    blanks = " " * 200_000
    assert one_line(f"{blanks}甲") == f"{blanks}甲"
    assert one_line(f"甲\n{blanks}乙{blanks}\r\n\n丙\n") == "甲 乙 丙"
