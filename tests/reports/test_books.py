"""A book of several 施策 behind each other: each is read by itself, and all it says is placed on its own node."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from evaluations.rating.models.evaluation import Evaluation
from indicators.models import Indicator, Result
from policies.models import PlanPeriod, PolicyNode
from projects.models import LeadingProject
from reports.reading.books import parts_of
from reports.reading.documents import from_text
from reports.reading.reader import read_document
from tests.factories import make_cycle
from tests.reports.slides import SEED_TEXT
from tests.reports.test_load_report import NEW

ONE = SEED_TEXT.read_text(encoding="utf-8")
OTHER = (
    ONE.replace("施策４-２-４ スマートシティの推進", "施策３-１-２ みどりの保全")
    .replace("スマートシティの推進施策(３層)", "みどりの保全施策(３層)")
    .replace("66件", "69件")
)
CONTENTS = "目次\n施策４-２-４ スマートシティの推進 1\n施策３-１-２ みどりの保全 19\n"


@pytest.fixture(scope="module")
def book() -> dict[str, Any]:
    return read_document(from_text(ONE + OTHER))


def figures(told: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Every figure with the code of its measure, what it is of, its year and its words."""
    return [
        (one.get("measure", ""), f"{one['name']} {kind}", year, fact["source"]["quote"])
        for one in told["indicators"]
        for kind in ("targets", "actuals", "increments", "period_targets")
        for year, fact in one.get(kind, {}).items()
    ]


def test_each_measure_says_what_it_says_alone(book):
    alone = [figures(read_document(from_text(text))) for text in (ONE, OTHER)]
    told = [[one[1:] for one in figures(book) if one[0] == code] for code in ("4-2-4", "3-1-2")]
    assert told == [[one[1:] for one in some] for some in alone]
    assert [len(figures(book)), alone[0] == alone[1]] == [len(alone[0]) + len(alone[1]), False]
    assert [one["code"] for one in book["nodes"] if one["layer"] == "measure"] == ["4-2-4", "3-1-2"]
    assert [(one["measure"], one["kind"], one["symbol"]) for one in book["measure_ratings"]] == [
        (code, kind, symbol)
        for code in ("4-2-4", "3-1-2")
        for kind, symbol in (("progress", "A"), ("direction", "Ⅱ"))
    ]


def test_places_are_counted_as_in_the_whole(book):
    lines = from_text(ONE + OTHER).lines
    facts = [fact for one in book["indicators"] for fact in one["actuals"].values()]
    assert facts
    assert all(fact["source"]["quote"] in lines[fact["source"]["line"] - 1].text for fact in facts)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ONE, id="one measure"),
        pytest.param(f"{CONTENTS}\n{ONE}", id="a list of contents"),
        pytest.param(
            ONE.replace("※２ ", "施策３-１-２ みどりの保全\n※２ ", 1), id="a mention on its first slides"
        ),
        pytest.param(
            ONE.replace("\n概要 背景 取組", "\n施策３-１-２ みどりの保全\n概要 背景 取組", 1), id="a mention"
        ),
    ],
)
def test_one_measure_is_no_book(text):
    assert parts_of(from_text(text)) == []


@pytest.mark.django_db
def test_a_book_is_loaded_on_its_nodes_and_the_second_time_nothing(book, tmp_path: Path):
    draft = tmp_path / "book.json"
    draft.write_text(json.dumps(book), encoding="utf-8")

    def load(**options: Any) -> str:
        out = StringIO()
        call_command("load_report", draft, stdout=out, **options)
        return out.getvalue()

    load(**NEW)
    assert dict(on_nodes(Indicator)) == {"4-2-4": 4, "3-1-2": 4}
    assert dict(on_nodes(LeadingProject)) == {"4-2-4": 5, "3-1-2": 5}
    placed = PolicyNode.objects.filter(code__in=["4-2-4", "3-1-2"])
    assert set(placed.values_list("parent__address", flat=True)) == {"4-2", "3-1"}
    first = Result.objects.filter(fiscal_year=2023, indicator__number="①").values_list(
        "indicator__node__code", "total"
    )
    assert {code: int(value) for code, value in first} == {"4-2-4": 66, "3-1-2": 69}
    assert "0件を追加" in load()
    make_cycle(period=PlanPeriod.objects.get(), key="r5")
    load(cycle="r5")
    rated = Evaluation.objects.values_list("node__code", "progress__symbol", "direction__symbol")
    assert sorted(rated) == [("3-1-2", "A", "Ⅱ"), ("4-2-4", "A", "Ⅱ")]


def test_a_book_with_contents_is_cut_as_without():
    codes = [one.code for one in parts_of(from_text(f"{CONTENTS}\n{ONE}{OTHER}"))]
    assert [one for one in codes if one] == ["4-2-4", "3-1-2"]


def on_nodes(model: Any) -> list[tuple[str, int]]:
    codes = [one.node.code for one in model.objects.select_related("node")]
    return [(code, codes.count(code)) for code in dict.fromkeys(codes)]
