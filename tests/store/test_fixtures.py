"""Our loaddata: everything checked first, all or nothing, nothing where nothing is new."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import CheckConstraint
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator, InterimValue, Result, RuleProfile, Target
from policies.models import Plan, PolicyNode
from store.actions.loading.conditions import breaches
from store.actions.loading.reading import find
from store.models import Change
from tests.factories import make_indicator, make_result, make_target

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

PLAN = ["990001", "計画"]
PERIOD = [*PLAN, 1]
NODE = [*PERIOD, "1"]
INDICATOR = [*PERIOD, "1-1", "①"]

Objects = list[dict[str, Any]]


def an_object(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "fields": fields}


def a_plan() -> Objects:
    """Return a plan with a period, three layers, a tree of three, an indicator, a scale and a cycle."""
    scale = [
        an_object("indicators.ratingscale", key=key, name=key)
        for key in ("t-class", "t-progress", "t-direction")
    ]
    levels = [
        an_object("indicators.ratinglevel", scale=[key], order=1, symbol=symbol, label="意味")
        for key, symbol in (("t-class", "a"), ("t-progress", "A"), ("t-direction", "Ⅰ"))
    ]
    return [
        an_object(
            "policies.plan",
            municipality="試験市",
            local_government_code="990001",
            name="計画",
            first_year=2020,
            last_year=2029,
        ),
        an_object("policies.planperiod", plan=PLAN, number=1, name="第1期", first_year=2020, last_year=2024),
        *(
            an_object(
                "policies.layer",
                period=PERIOD,
                depth=depth,
                name=f"層{depth}",
                has_indicators=depth == 2,
                is_evaluated=depth == 2,
            )
            for depth in (1, 2)
        ),
        an_object("policies.policynode", period=PERIOD, layer=[*PERIOD, 1], code="1", order=1, name="上"),
        an_object(
            "policies.policynode",
            period=PERIOD,
            layer=[*PERIOD, 2],
            parent=NODE,
            code="1-1",
            order=1,
            name="下",
        ),
        an_object(
            "indicators.indicator",
            node=[*PERIOD, "1-1"],
            order=1,
            number="①",
            name="指標",
            kind="outcome",
            direction="up",
        ),
        an_object(
            "indicators.target",
            indicator=[*PERIOD, "1-1", "①"],
            fiscal_year=2020,
            scope="year",
            value=5,
        ),
        an_object(
            "indicators.result",
            indicator=[*PERIOD, "1-1", "①"],
            fiscal_year=2020,
            total=12.5,
            entry_state="checked",
        ),
        *scale,
        *levels,
        an_object(
            "indicators.ruleprofile",
            key="t-profile",
            name="基準",
            attainment_scale=["t-class"],
            attainment_rules=[{"when": "otherwise", "then": "a"}],
            progress_rules=[{"when": "otherwise", "then": "A"}],
            direction_rules=[{"progress": "A", "when": "always", "then": "Ⅰ"}],
        ),
        an_object(
            "evaluations.evaluationcycle",
            period=PERIOD,
            key="mid",
            name="中間評価",
            kind="midterm",
            first_year=2020,
            last_year=2021,
            profile=["t-profile", 1],
            progress_scale=["t-progress"],
            direction_scale=["t-direction"],
        ),
        an_object(
            "evaluations.evaluation",
            cycle=[*PERIOD, "mid"],
            node=[*PERIOD, "1-1"],
            progress=["t-progress", "A"],
            direction=["t-direction", "Ⅰ"],
        ),
    ]


def fields_of(objects: Objects, model: str, place: int = 0) -> dict[str, Any]:
    """Return the fields of the nth object of that model, to be changed in place."""
    found: dict[str, Any] = [one for one in objects if one["model"] == model][place]["fields"]
    return found


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., None]:
    """Return a function that writes objects (or any text) to a file and loads it."""

    def load_objects(objects: Objects | str | bytes, **options: Any) -> None:
        path = tmp_path / "given.json"
        text = objects if isinstance(objects, str | bytes) else json.dumps(objects)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("loaddata", str(path), verbosity=0, **options)

    return load_objects


def refusal(load: Callable[..., None], objects: Objects | str | bytes, **options: Any) -> str:
    """Load what must be refused and return the words; nothing may have been written."""
    before = (Plan.objects.count(), Change.objects.count())
    with pytest.raises(CommandError) as refused:
        load(objects, **options)
    assert refused.value.returncode == 1
    assert (Plan.objects.count(), Change.objects.count()) == before
    return str(refused.value)


def test_everything_is_inserted_with_its_history(load: Callable[..., None]) -> None:
    load(a_plan())
    node = PolicyNode.objects.get(code="1-1")
    assert (node.address, node.path, node.parent and node.parent.code) == ("1-1", "0001.0001.", "1")
    assert Result.objects.get().total == 12.5
    created = Change.objects.get(model="policies.policynode", object_id=str(node.pk), field="name")
    assert (created.old, created.new, created.via, created.why) == (
        "",
        "下",
        "command",
        "loaddata given.json",
    )


def test_a_second_load_changes_nothing(load: Callable[..., None]) -> None:
    load(a_plan())
    changes = Change.objects.count()
    with CaptureQueriesContext(connection) as queries:
        load(a_plan())
    assert Change.objects.count() == changes
    assert not [one for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_number_of_queries_does_not_grow_with_the_rows(load: Callable[..., None]) -> None:
    load(a_plan())
    with CaptureQueriesContext(connection) as few:
        load(a_plan())
    more = a_plan()
    more += [
        an_object("indicators.result", indicator=INDICATOR, fiscal_year=year, total=1, entry_state="checked")
        for year in (*range(1990, 2020), *range(2021, 2031))
    ]
    load(more)
    with CaptureQueriesContext(connection) as many:
        load(more)
    assert len(many) == len(few)


def test_children_may_come_before_their_parents(load: Callable[..., None]) -> None:
    load(list(reversed(a_plan())))
    assert PolicyNode.objects.get(code="1-1").path == "0001.0001."


def test_a_difference_is_listed_and_refused_as_a_whole(load: Callable[..., None]) -> None:
    load(a_plan())
    objects = a_plan()
    fields_of(objects, "indicators.result")["total"] = 13
    objects.append(an_object("indicators.result", indicator=INDICATOR, fiscal_year=2021, missing="pending"))
    objects[-1]["fields"]["entry_state"] = "checked"
    words = refusal(load, objects)
    assert "given.json: 9番目 indicators.result 990001/1/1-1/①/2020" in words
    assert "実績値（累計は累計値）（total）: データベースは「12.5" in words
    assert "ファイルは「13」" in words
    assert Result.objects.count() == 1


def test_overwriting_changes_what_differs_and_records_it(load: Callable[..., None]) -> None:
    load(a_plan())
    objects = a_plan()
    fields_of(objects, "indicators.result")["total"] = 13
    load(objects, overwrite=True)
    result = Result.objects.get()
    assert (result.total, result.version) == (13, 2)
    change = Change.objects.latest("sequence")
    assert (change.field, change.new) == ("total", "13")
    assert change.old.startswith("12.5")


def test_a_moved_node_takes_those_below_it_along(load: Callable[..., None]) -> None:
    load(a_plan())
    objects = a_plan()
    fields_of(objects, "policies.policynode")["order"] = 7
    load(objects, overwrite=True)
    assert PolicyNode.objects.get(code="1-1").path == "0007.0001."


def test_what_the_file_does_not_state_is_left_as_it_is(load: Callable[..., None]) -> None:
    load(a_plan())
    Indicator.objects.update(unit="件")
    load(a_plan())
    assert Indicator.objects.get().unit == "件"


def change(model: str, place: int = 0, **fields: Any) -> Callable[[Objects], None]:
    def apply(objects: Objects) -> None:
        fields_of(objects, model, place).update(fields)

    return apply


def add(model: str, **fields: Any) -> Callable[[Objects], None]:
    def apply(objects: Objects) -> None:
        objects.append(an_object(model, **fields))

    return apply


def drop(model: str, field: str) -> Callable[[Objects], None]:
    def apply(objects: Objects) -> None:
        del fields_of(objects, model)[field]

    return apply


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        pytest.param(
            add("accounts.person", username="x"), ["accounts.person", "読み込めない種類"], id="person"
        ),
        pytest.param(add("accounts.post", role="system"), ["accounts.post"], id="permission"),
        pytest.param(add("accounts.change", old="x"), ["accounts.change"], id="history"),
        pytest.param(add("policies.nothing"), ["policies.nothing"], id="unknown model"),
        pytest.param(change("policies.plan", colour="赤"), ["colour", "知らない項目"], id="unknown field"),
        pytest.param(change("policies.plan", version=9), ["version", "知らない項目"], id="protected field"),
        pytest.param(change("policies.policynode", path="x"), ["path", "知らない項目"], id="derived field"),
        pytest.param(drop("policies.plan", "name"), ["計画名（name）", "必要な項目"], id="missing field"),
        pytest.param(
            change("indicators.target", indicator=[*PERIOD, "9-9", "①"]),
            ["8番目", "指標（indicator）", "参照先がありません", "9-9"],
            id="broken reference",
        ),
        pytest.param(
            change("policies.policynode", 1, parent=[*PERIOD, "9"]),
            ["6番目", "上位（parent）", "参照先がありません"],
            id="missing parent",
        ),
        pytest.param(
            change("policies.policynode", 0, parent=[*PERIOD, "1-1"]),
            ["上位（parent）", "循環"],
            id="parents in a circle",
        ),
        pytest.param(
            change("indicators.indicator", direction="upwards"),
            ["（direction）", "「upwards」は書けません", "確認できません"],
            id="a direction that there is not, for targets too",
        ),
        pytest.param(
            change("indicators.indicator", direction=""),
            ["（direction）", "確認できません"],
            id="no direction, for targets too",
        ),
        pytest.param(
            change("policies.policynode", 1, layer=[*PERIOD, 1]),
            ["層（layer）", "より下の層"],
            id="level jump",
        ),
        pytest.param(
            add("policies.policynode", period=PERIOD, layer=[*PERIOD, 1], code="1", order=2, name="もう一つ"),
            ["アドレスが「1」の項目が", "5番目", "二つになります"],
            id="two roots with the same code",
        ),
        pytest.param(
            add("policies.policynode", period=PERIOD, layer=[*PERIOD, 1], code="2", order=1, name="同じ場所"),
            ["重複"],
            id="two nodes in one place",
        ),
        pytest.param(
            change("policies.policynode", 1, code="1" * 65),
            ["コード（code）", "40"],
            id="a code of 65 letters",
        ),
        pytest.param(
            change("indicators.target", fiscal_year=1925), ["年度（fiscal_year）", "1926"], id="1925"
        ),
        pytest.param(change("indicators.target", fiscal_year=2101), ["fiscal_year", "2100"], id="2101"),
        pytest.param(
            change("indicators.target", fiscal_year="R5"), ["fiscal_year", "整数"], id="year as text"
        ),
        pytest.param(
            change("indicators.target", fiscal_year=True), ["fiscal_year", "整数"], id="year as truth"
        ),
        pytest.param(
            change("evaluations.evaluation", progress=["t-direction", "Ⅰ"]),
            ["990001/1/mid/1-1", "施策の進捗状況（progress）", "段階ではありません"],
            id="a rating of another scale",
        ),
        pytest.param(
            change("evaluations.evaluation", progress=["t-progress", "E"]),
            ["施策の進捗状況（progress）", "参照先がありません"],
            id="a rating outside its scale",
        ),
        pytest.param(
            change("evaluations.evaluation", node=NODE),
            ["施策（node）", "評価する項目ではありません"],
            id="node",
        ),
        pytest.param(
            change("indicators.indicator", node=NODE),
            ["政策体系の項目（node）", "指標を置けません"],
            id="layer",
        ),
        pytest.param(
            change("indicators.indicator", kind="magic"), ["指標分類（kind）", "magic"], id="choice"
        ),
        pytest.param(
            change("indicators.indicator", unit="件" * 31), ["単位（unit）", "30"], id="text too long"
        ),
        pytest.param(
            change("indicators.indicator", method="あ" * 20_001), ["算出方法（method）", "20,000"], id="essay"
        ),
        pytest.param(
            change("indicators.indicator", name="a\x00b"), ["指標名（name）", "保存できない"], id="NUL"
        ),
        pytest.param(
            change("indicators.indicator", name="\ud800"), ["指標名（name）", "保存できない"], id="surrogate"
        ),
        pytest.param(
            change("indicators.target", value=123456789012), ["目標値（value）", "11"], id="too many digits"
        ),
        pytest.param(change("indicators.target", value="五"), ["目標値（value）", "数値"], id="no number"),
        pytest.param(
            change("indicators.target", value=None), ["目標の条件に合う値"], id="target without value"
        ),
        pytest.param(
            change("indicators.target", comparator="range", upper=1),
            ["目標の条件に合う値"],
            id="range reversed",
        ),
        pytest.param(
            change("indicators.target", comparator="<="),
            ["条件（comparator）", "逆の条件"],
            id="contrary target",
        ),
        pytest.param(
            change("indicators.result", missing="pending"),
            ["どちらか一方"],
            id="a figure and a reason for none",
        ),
        pytest.param(
            change("indicators.result", increment=3), ["うち当該年度分（increment）", "累計"], id="increment"
        ),
        pytest.param(
            add("policies.planperiod", plan=PLAN, number=2, name="第2期", first_year=2024, last_year=2027),
            ["990001/2", "重なっています"],
            id="overlapping periods",
        ),
        pytest.param(
            change("policies.planperiod", last_year=2030), ["計画の年度の外"], id="a period outside its plan"
        ),
        pytest.param(
            change("evaluations.evaluationcycle", last_year=2025),
            ["第1期」の外"],
            id="a cycle outside its period",
        ),
        pytest.param(
            change("indicators.ruleprofile", attainment_rules=[{"when": "満月", "then": "a"}]),
            ["attainment_rules", "満月"],
            id="unreadable rules",
        ),
        pytest.param(
            change("indicators.ruleprofile", progress_rules=[{"when": "bogus", "then": "A"}]),
            [
                "16番目",
                "indicators.ruleprofile t-profile/1",
                "施策の進捗状況の基準（progress_rules）",
                "bogus",
            ],
            id="unreadable rules of the progress",
        ),
        pytest.param(
            change("indicators.ruleprofile", direction_rules=[{"when": "always"}]),
            ["indicators.ruleprofile t-profile/1", "今後の方向性の基準（direction_rules）", "progress"],
            id="unreadable rules of the direction",
        ),
        pytest.param(
            change("indicators.ruleprofile", direction_rules=False),
            ["t-profile/1", "今後の方向性の基準（direction_rules）", "一覧で"],
            id="rules that are no list",
        ),
        pytest.param(
            change("indicators.ruleprofile", attainment_rules=[{"when": "otherwise", "then": "z"}]),
            ["t-profile/1", "（attainment_rules）", "「z」"],
            id="a class outside its scale",
        ),
        pytest.param(
            change(
                "indicators.ruleprofile",
                progress_rules=[
                    {"when": "all", "then": "A", "classes": ["z"]},
                    {"when": "otherwise", "then": "A"},
                ],
            ),
            ["t-profile/1", "（progress_rules）", "「z」"],
            id="a rule about a class outside its scale",
        ),
        pytest.param(
            change("indicators.ruleprofile", progress_rules=[{"when": "otherwise", "then": "Z"}]),
            ["t-profile/1", "（progress_rules）", "「Z」"],
            id="a progress outside its scale",
        ),
        pytest.param(
            change(
                "indicators.ruleprofile",
                direction_rules=[{"progress": "Q", "when": "always", "then": "Ⅰ"}],
            ),
            ["t-profile/1", "（direction_rules）", "「Q」"],
            id="a direction for a progress outside its scale",
        ),
        pytest.param(
            change(
                "indicators.ruleprofile",
                direction_rules=[{"progress": "A", "when": "always", "then": "Ω"}],
            ),
            ["t-profile/1", "（direction_rules）", "「Ω」"],
            id="a direction outside its scale",
        ),
        pytest.param(
            change("evaluations.evaluation", inputs=["①"]),
            ["990001/1/mid/1-1", "決定時の入力値（inputs）", "null"],
            id="inputs that are no object",
        ),
        pytest.param(
            change("policies.policynode", 1, code="5-9"),
            ["6番目", "990001/1/5-9", "コード（code）", "「1」に続く"],
            id="a code that does not go on from the one above",
        ),
        pytest.param(
            change("policies.policynode", 1, code="11-1"), ["コード（code）", "「1」に続く"], id="11 is not 1"
        ),
        pytest.param(
            add(
                "indicators.target", indicator=INDICATOR, fiscal_year=2020, scope="year", revision=7, value=6
            ),
            ["①/2020/year/7", "改定番号（revision）", "1にしてください"],
            id="a gap between revisions",
        ),
        pytest.param(
            change("indicators.target", revision=2),
            ["改定番号（revision）", "1にしてください"],
            id="first is 2",
        ),
        pytest.param(
            change("indicators.target", applies_from=2021),
            ["適用を始める年度（applies_from）", "目標の年度以前"],
            id="a target that applies after its year",
        ),
        *(
            pytest.param(
                add(
                    "projects.leadingproject", node=[*PERIOD, "1-1"], name="取組", counting_year=2022, **span
                ),
                ["projects.leadingproject 990001/1/1-1/取組", "件数に数える年度（counting_year）"],
                id=f"counted in a year in which it did not run {span}",
            )
            for span in ({"first_year": 2023}, {"last_year": 2021})
        ),
        *(
            pytest.param(
                change("indicators.result", **{"total": None, "entry_state": "empty"} | said),
                ["990001/1/1-1/①/2020", "入力の状態（entry_state）", "未入力"],
                id=f"not entered, but {said}",
            )
            for said in ({"total": 3}, {"text_value": "策定"}, {"missing": "pending"})
        ),
        pytest.param(
            change("policies.plan", is_published="yes"), ["公開（is_published）", "true"], id="truth"
        ),
        pytest.param(
            change("indicators.ratingscale", layers=[[*PERIOD, 9]]), ["使う層（layers）", "参照先"], id="link"
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_loaded(
    load: Callable[..., None], spoil: Callable[[Objects], None], named: list[str]
) -> None:
    objects = a_plan()
    spoil(objects)
    words = refusal(load, objects)
    assert [word for word in named if word not in words] == []
    assert "given.json" in words


def test_all_problems_are_listed_at_once(load: Callable[..., None]) -> None:
    objects = a_plan()
    change("indicators.target", fiscal_year=1000)(objects)
    change("evaluations.evaluation", progress=["t-direction", "Ⅰ"])(objects)
    add("accounts.person", username="x")(objects)
    words = refusal(load, objects)
    assert all(word in words for word in ("1926", "段階ではありません", "accounts.person", "問題3件"))


def test_what_is_at_the_edge_of_a_refusal_is_loaded(load: Callable[..., None]) -> None:
    objects = a_plan()
    change("indicators.target", scope="period", fiscal_year=2024, revision=1, applies_from=2024)(objects)
    change("indicators.result", fiscal_year=2030, total=None, entry_state="empty")(objects)
    people = [{"when": "people_decide", "then": "要確認"}]
    change("indicators.ruleprofile", progress_rules=people, direction_rules=people)(objects)
    change("indicators.ruleprofile", attainment_rules=[{"when": "otherwise", "then": "－"}])(objects)
    change("evaluations.evaluation", inputs={"①": "a"})(objects)
    add("indicators.result", indicator=INDICATOR, fiscal_year=1990, total=1, entry_state="draft")(objects)
    add("indicators.target", indicator=INDICATOR, fiscal_year=2024, scope="period", revision=2, value=1)(
        objects
    )
    load(objects)
    assert Target.objects.count() == 2


def test_results_long_before_and_after_the_plan_are_loaded(load: Callable[..., None]) -> None:
    objects = a_plan()
    for year in (1926, 1989, 2031, 2100):
        add("indicators.result", indicator=INDICATOR, fiscal_year=year, total=1, entry_state="checked")(
            objects
        )
    load(objects)
    known = Result.objects.values_list("fiscal_year", flat=True)
    assert {1926, 1989, 2031, 2100} <= set(known)


def test_a_target_for_the_end_of_a_period_that_is_not_recorded_is_loaded(load: Callable[..., None]) -> None:
    objects = a_plan()
    change("indicators.target", scope="period", fiscal_year=2027)(objects)
    load(objects)
    assert Target.objects.get().fiscal_year == 2027


def test_rules_are_held_against_the_scales_of_stored_cycles_too(load: Callable[..., None]) -> None:
    objects = a_plan()
    change("evaluations.evaluationcycle", is_published=False)(objects)
    load(objects)
    (profile,) = [one for one in objects if one["model"] == "indicators.ruleprofile"]
    profile["fields"]["progress_rules"] = [{"when": "otherwise", "then": "Z"}]
    assert "「Z」" in refusal(load, [profile], overwrite=True)


@pytest.mark.parametrize("decided", ["evaluation", "cycle"])
def test_rules_by_which_something_was_decided_are_not_rewritten(
    load: Callable[..., None], decided: str
) -> None:
    objects = a_plan()
    if decided == "evaluation":
        change("evaluations.evaluation", profile=["t-profile", 1])(objects)
    else:
        change("evaluations.evaluationcycle", is_published=True)(objects)
    load(objects)
    change("indicators.ruleprofile", attainment_rules=[{"when": "otherwise", "then": "－"}])(objects)
    words = refusal(load, objects, overwrite=True)
    assert "t-profile/1 成果指標の達成状況の基準（attainment_rules）: この版は決定済みの評価で" in words
    assert RuleProfile.objects.get().attainment_rules == [{"when": "otherwise", "then": "a"}]

    new_edition = a_plan()
    change("indicators.ruleprofile", name="基準（名前だけ直す）")(new_edition)
    (profile,) = [one for one in objects if one["model"] == "indicators.ruleprofile"]
    profile["fields"]["edition"] = 2
    load([*new_edition, profile], overwrite=True)
    assert [one.edition for one in RuleProfile.objects.all()] == [1, 2]


def test_rules_by_which_nothing_was_decided_are_changed(load: Callable[..., None]) -> None:
    objects = a_plan()
    load(objects)
    change("indicators.ruleprofile", attainment_rules=[{"when": "otherwise", "then": "－"}])(objects)
    load(objects, overwrite=True)
    assert RuleProfile.objects.get().attainment_rules == [{"when": "otherwise", "then": "－"}]


def seed() -> Objects:
    """Return the published seed, to be spoilt."""
    found: Objects = json.loads(find("kawasaki_4_2_4").read_text(encoding="utf-8"))
    return found


def seed_node(objects: Objects, code: str) -> dict[str, Any]:
    """Return the fields of the node with that code."""
    nodes = [one["fields"] for one in objects if one["model"] == "policies.policynode"]
    found: dict[str, Any] = next(one for one in nodes if one["code"] == code)
    return found


def test_a_skipped_layer_is_named_with_the_node_that_skips_it(load: Callable[..., None]) -> None:
    objects = seed()
    node = seed_node(objects, "4-2-4")
    node["parent"] = seed_node(objects, "4-2")["parent"]
    words = refusal(load, objects).split("\n")
    assert len(words) == 2  # 4-4, whose place it would take, is not blamed
    assert "policies.policynode 141305/3/4-2-4 上位（parent）" in words[0]
    assert "施策との間に政策の層がある" in words[0]


def test_one_bad_root_is_one_problem_and_the_rest_is_counted(load: Callable[..., None]) -> None:
    objects = seed()
    seed_node(objects, "4")["order"] = "四"
    cause, rest, last = refusal(load, objects).split("\n")
    assert "policies.policynode 4/活力と魅力あふれる力強い都市づくり 並び順（order）: 整数で" in cause
    below = [one for one in objects if "4" in str(one["fields"].get("code", ""))[:1]]
    assert rest.startswith("ほか")
    assert rest.endswith("件は、上の誤りのため確認できません。")
    assert int(rest.removeprefix("ほか").split("件")[0]) > len(below)
    assert "問題1件" in last


def test_a_bad_plan_is_one_problem(load: Callable[..., None]) -> None:
    objects = seed()
    del fields_of(objects, "policies.plan")["municipality"]
    cause, rest, _ = refusal(load, objects).split("\n")
    assert "自治体名（municipality）: 必要な項目がありません。" in cause
    assert rest.startswith("ほか")


def test_a_reference_that_leads_nowhere_is_named_once(load: Callable[..., None]) -> None:
    objects = seed()
    seed_node(objects, "4")["code"] = "7"
    cause, rest, last = refusal(load, objects).split("\n")
    assert "4-1" in cause
    assert "参照先がありません（141305/3/4）" in cause
    assert rest.startswith("ほか")
    assert "問題1件" in last


def test_an_intended_contrary_target_is_accepted(load: Callable[..., None]) -> None:
    objects = a_plan()
    change("indicators.target", comparator="<=")(objects)
    change("indicators.indicator", accepts_contrary_targets=True)(objects)
    load(objects)
    assert Target.objects.get().comparator == "<="


def test_a_node_without_a_code_has_its_place_as_address(load: Callable[..., None]) -> None:
    objects = a_plan()
    change("policies.policynode", 1, code="")(objects)
    words = refusal(load, objects)
    assert "1-1" in words  # the indicator refers to a code that is gone
    nodes = [one for one in a_plan() if one["model"].startswith("policies.")]
    fields_of(nodes, "policies.policynode", 1)["code"] = ""
    load(nodes)
    assert PolicyNode.objects.get(code="").address == "1/1"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param('{"model": 1}', "並び", id="no list"),
        pytest.param("[1]", "1番目", id="no object"),
        pytest.param('[{"model": "policies.plan", "pk": 3, "fields": {}}]', "pk", id="own numbers"),
        pytest.param('[{"model": "policies.plan", "model": "x", "fields": {}}]', "二度", id="duplicate keys"),
        pytest.param("[" * 100_000, "入れ子", id="nested without end"),
        pytest.param("[" * 30 + "]" * 30, "入れ子", id="nested too deep"),
        pytest.param("[NaN]", "NaN", id="not a number"),
        pytest.param(f"[{'9' * 5000}]", "桁数", id="a number of 5000 digits"),
        pytest.param("[1E+99999999999999999999]", "桁数", id="an exponent beyond all numbers"),
        pytest.param("[1E+400]", "桁数", id="what no other JSON could write"),
        pytest.param(f"[0.{'9' * 5000}]", "桁数", id="5000 decimals"),
        pytest.param("[}", "1行2文字目", id="no JSON"),
        pytest.param("計画".encode("cp932"), "UTF-8", id="not UTF-8"),
        pytest.param(b"", "JSON", id="empty"),
    ],
)
def test_a_file_that_is_no_fixture_is_refused(
    load: Callable[..., None], text: str | bytes, word: str
) -> None:
    assert word in refusal(load, text)


def test_a_file_that_is_too_large_is_not_read(
    load: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.actions.loading.reading.LARGEST_FILE", 10)
    assert "大きすぎます" in refusal(load, a_plan())


def test_an_endless_chain_is_refused(load: Callable[..., None]) -> None:
    unit = {"local_government_code": "999999", "name": "課"}
    chained = [unit | {"code": str(one), "parent": ["999999", str(one + 1)]} for one in range(150)]
    rows = [{"model": "accounts.department", "fields": one} for one in [*chained, unit | {"code": "150"}]]
    assert "100段を超えて" in refusal(load, json.dumps(rows))


def test_rows_that_would_each_be_held_against_thousands_are_refused(
    load: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.actions.loading.checking.MOST_BESIDE", 3)
    key = [*make_indicator().natural_key()]
    told = {"indicator": key, "fiscal_year": 2022, "scope": "year", "value": 1}
    rows = [{"model": "indicators.target", "fields": told | {"revision": one}} for one in range(1, 6)]
    assert "目標値が3件を超えている" in refusal(load, json.dumps(rows))


def test_names_are_not_proposed_anew_for_each_of_many(
    load: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    propose = Plan.propose_name

    def counted(row: Plan, turn: int) -> str:
        asked.append(turn)
        return propose(row, turn)

    monkeypatch.setattr(Plan, "propose_name", counted)
    told = {"municipality": "市", "local_government_code": "999999", "first_year": 2020, "last_year": 2021}
    rows = [{"model": "policies.plan", "fields": told | {"name": f"計画{one}"}} for one in range(100)]
    load(json.dumps(rows))
    assert Plan.objects.filter(key="999999-100").exists()
    assert len(asked) < 1000


def test_of_millions_of_things_that_are_no_objects_some_are_named(load: Callable[..., None]) -> None:
    assert len(refusal(load, f"[{'1,' * 5000}1]").splitlines()) < 1010


def test_a_missing_file_could_not_be_run() -> None:
    with pytest.raises(CommandError, match="というファイルがありません") as missing:
        call_command("loaddata", "no_such_fixture")
    assert missing.value.returncode == 2


def test_conditions_answer_as_the_database_does() -> None:
    indicator = make_indicator(baseline=3)
    period = indicator.node.period
    rows: list[Any] = [
        make_target(comparator="range", value=1, upper=2),
        make_target(comparator="text", value=None, text="策定"),
        make_result(missing="pending"),
    ]
    spoilt: list[tuple[Any, dict[str, Any]]] = [
        (rows[0], {"upper": 0}),
        (rows[0], {"fiscal_year": 1000}),
        (rows[1], {"text": ""}),
        (rows[2], {"total": 3}),
        (indicator, {"baseline_year": None}),
        (indicator, {"name": "あ" * 201, "decimals": 9}),
        (indicator.node, {"order": 0, "address": ""}),
        (period, {"last_year": 2000}),
        (period.plan, {"local_government_code": "123"}),
    ]
    for row, wrong in [*((row, {}) for row in rows), *spoilt]:
        before = {name: getattr(row, name) for name in wrong}
        for name, value in wrong.items():
            setattr(row, name, value)
        assert sorted(message for _, message in breaches(row)) == sorted(broken_in_the_database(row))
        assert bool(wrong) is bool(list(breaches(row)))
        for name, value in before.items():
            setattr(row, name, value)


def broken_in_the_database(row: Any) -> list[str]:
    messages = []
    for constraint in row._meta.constraints:
        if not isinstance(constraint, CheckConstraint):
            continue
        try:
            constraint.validate(type(row), row)
        except ValidationError as error:
            messages += error.messages
    return messages


def test_a_target_inside_a_period_is_one_of_its_middle(load: Callable[..., None]) -> None:
    objects = a_plan()
    fields_of(objects, "indicators.target").update(fiscal_year=2022, scope="period")
    load(objects)
    load(objects)  # equal, so nothing changes
    assert [(one.fiscal_year, one.scope) for one in Target.objects.all()] == [(2022, "mid")]


def test_a_periods_target_without_a_year_is_that_of_its_last(load: Callable[..., None]) -> None:
    objects = a_plan()
    fields = fields_of(objects, "indicators.target")
    del fields["fiscal_year"]
    fields.update(scope="period", label="計画期間中")
    load(objects)
    assert [(one.fiscal_year, one.scope, one.label) for one in Target.objects.all()] == [
        (2024, "period", "計画期間中")
    ]


def test_a_yearly_target_without_a_year_is_refused(load: Callable[..., None]) -> None:
    objects = a_plan()
    del fields_of(objects, "indicators.target")["fiscal_year"]
    assert "年度（fiscal_year）: 年度を入力してください" in refusal(load, objects)


def test_a_mere_number_for_what_is_to_be_kept_is_refused_with_the_way_to_write_it(
    load: Callable[..., None],
) -> None:
    objects = a_plan()
    fields_of(objects, "indicators.indicator")["direction"] = "keep"
    said = refusal(load, objects)
    assert "given.json: 8番目 indicators.target" in said
    assert "条件（comparator）" in said
    assert "以上（>=）・以下（<=）" in said
    fields_of(objects, "indicators.target")["comparator"] = "<="
    load(objects)


def test_an_answer_in_part_is_loaded_as_no_fulfilment(load: Callable[..., None]) -> None:
    objects = a_plan()
    fields_of(objects, "indicators.result").update(total=None, text_partly=True, text_fulfilled=True)
    assert "一部達成" in refusal(load, objects)
    fields_of(objects, "indicators.result")["text_fulfilled"] = False
    load(objects)


def test_interim_values_are_loaded_by_indicator_and_day(load: Callable[..., None]) -> None:
    objects = a_plan()
    for day in ("2020-09-30", "2020-12-31"):
        add("indicators.interimvalue", indicator=INDICATOR, as_of=day, value=7, is_published=True)(objects)
    load(objects)
    load(objects)
    assert [str(one) for one in InterimValue.objects.all()] == ["令和2年9月30日現在", "令和2年12月31日現在"]
    fields_of(objects, "indicators.interimvalue")["value"] = 8
    assert "990001/1/1-1/①/2020-09-30" in refusal(load, objects)
    load(objects, overwrite=True)
    assert InterimValue.objects.get(as_of="2020-09-30").value == 8


@pytest.mark.parametrize(
    ("said", "named"),
    [
        pytest.param({"as_of": "2020-09-31"}, "時点（as_of）", id="no such day"),
        pytest.param({"as_of": "1900-09-30"}, "1927年から2100年まで", id="a day long gone"),
        pytest.param({}, "時点（as_of）", id="no day"),
        pytest.param({"as_of": "2020-09-30", "value": None}, "途中の値を入力してください", id="no value"),
    ],
)
def test_an_interim_value_without_its_day_or_value_is_refused(
    load: Callable[..., None], said: dict[str, Any], named: str
) -> None:
    objects = a_plan()
    add("indicators.interimvalue", indicator=INDICATOR, **{"value": 7} | said)(objects)
    assert named in refusal(load, objects)


def test_a_day_of_the_year_is_loaded_whole_or_refused(load: Callable[..., None]) -> None:
    objects = a_plan()
    change("indicators.indicator", year_basis="day", basis_month=4)(objects)
    assert "基準日の月と日" in refusal(load, objects)
    change("indicators.indicator", basis_day=31)(objects)
    assert "4月31日という日は、毎年はありません" in refusal(load, objects)
    change("indicators.indicator", basis_day=1)(objects)
    change("indicators.result", as_of="2020-04-01", published_rate=93.4, published_class="b")(objects)
    load(objects)
    assert Indicator.objects.get().basis_text == "各年4月1日現在"
    assert str(Result.objects.get().as_of) == "2020-04-01"
