"""A draft loaded by the command: as a whole, with its sources, equal the second time, never over what is there."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evaluations.rating.models.evaluation import Evaluation
from indicators.models import Indicator, Result, Target
from policies.models import Plan, PlanPeriod
from projects.models import LeadingProject
from store.models import Load
from tests.factories import make_cycle
from tests.reports.slides import SEED_TEXT

pytestmark = pytest.mark.django_db
FACTS = SEED_TEXT.with_suffix(".facts.json")
NEW: dict[str, Any] = {
    "new_plan": "総合計画",
    "code": "141305",
    "years": "2016-2025",
    "period": 3,
    "period_years": "2022-2025",
}


def load(draft: Path, **options: Any) -> str:
    out = StringIO()
    call_command("load_report", draft, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.json"
    with path.open("w", encoding="utf-8") as written:
        call_command("read_report", SEED_TEXT, stdout=written)
    return path


def edited(draft: Path, **instead: Any) -> Path:
    """Return a draft in which the result of FY2022 says something else of itself."""
    told = json.loads(draft.read_text(encoding="utf-8"))
    told["indicators"][0]["actuals"]["2022"] |= instead
    other = draft.with_name("other.json")
    other.write_text(json.dumps(told), encoding="utf-8")
    return other


def test_a_draft_makes_plan_and_figures_and_the_second_time_nothing(draft):
    said = load(draft, **NEW)
    assert "載せません: 評価 進捗状況" in said
    assert said.endswith("40件を追加、同じ値は0件でした。\n")
    assert (Indicator.objects.count(), Target.objects.count(), Result.objects.count()) == (4, 12, 8)
    assert LeadingProject.objects.count() == 5
    first = Load.objects.get()
    assert (first.via, first.city, first.name) == ("report", "141305", "draft.json")
    assert "0件を追加、同じ値は31件でした。" in load(draft)
    assert "0件を追加" in load(FACTS)
    assert Load.objects.count() == 1


def test_a_reading_by_hand_is_loaded_as_it_stands():
    load(FACTS, **NEW)
    result = Result.objects.get(indicator__number="①", fiscal_year=2023)
    assert (result.total, result.increment, result.source) == (
        66,
        11,
        "報告書「kawasaki-4-2-4.facts.json」407行・341行",
    )


@pytest.mark.parametrize(
    ("instead", "options", "words"),
    [
        pytest.param({"value": 54}, {}, "登録済み「55件」", id="another figure"),
        pytest.param({"confidence": "unsure"}, {}, "要確認（unsure）の値が1件", id="nobody has looked"),
        pytest.param({}, {"plan": "999999"}, "載せる計画が決まりません", id="no such plan"),
        pytest.param({}, {"period": 9}, "載せる計画期間が決まりません（候補：なし）", id="no such period"),
    ],
)
def test_what_is_not_clear_is_refused_as_a_whole(draft, instead, options, words):
    load(draft, **NEW)
    Result.objects.filter(fiscal_year=2023).delete()
    with pytest.raises(CommandError, match=words):
        load(edited(draft, **instead), **options)
    assert not Result.objects.filter(fiscal_year=2023).exists()


def test_what_is_there_can_be_kept_while_the_rest_is_loaded(draft):
    load(draft, **NEW)
    Result.objects.filter(fiscal_year=2023).delete()
    said = load(edited(draft, value=54), keep_stored=True)
    assert "登録済みの値を残しました: " in said
    assert "4件を追加" in said
    assert Result.objects.get(indicator__number="①", fiscal_year=2022).total == 55


def test_a_rating_goes_into_the_cycle_that_is_named_where_there_are_several(draft):
    load(draft, **NEW)
    period = PlanPeriod.objects.get()
    make_cycle(period=period, key="r5")
    make_cycle(period=period, key="r7")
    with pytest.raises(CommandError, match=r"候補：r5（中間評価）、r7（中間評価）.*--cycle"):
        load(draft)
    with pytest.raises(CommandError, match="キーが「r6」の評価の回は"):
        load(draft, cycle="r6")
    assert not Evaluation.objects.exists()
    load(draft, cycle="r5")
    stored = Evaluation.objects.get()
    assert (stored.cycle.key, str(stored.progress)[0], str(stored.direction)[0]) == ("r5", "A", "Ⅱ")


def test_what_was_refused_is_not_loaded_and_what_was_corrected_is_as_corrected(draft):
    load(edited(draft, decision="rejected"), **NEW)
    assert list(Result.objects.filter(indicator__number="①").values_list("fiscal_year", "total")) == [
        (2022, None),
        (2023, 66),
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"years": "2016から"}, "2016-2025 のように"),
        ({"code": ""}, "--code"),
        ({"code": "14130"}, "6桁"),
        ({"layers": "柱"}, "置く層が計画期間にありません"),
    ],
)
def test_a_plan_that_cannot_be_made_is_refused(draft, options, words):
    with pytest.raises(CommandError, match=words):
        load(draft, **NEW | options)
    assert not Plan.objects.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"indicators": 3}'])
def test_what_is_no_draft_is_refused(tmp_path, content):
    path = tmp_path / "draft.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"。$") as refusal:
        load(path)
    assert refusal.value.returncode == 2
