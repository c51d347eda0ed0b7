"""What a file may not reach from a page, by whatever reference: other cities, what all share, what sections wrote."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Post
from desk.actions.once import new_key
from evaluations.committee.models import ReviewQuestion
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage
from evaluations.sheets.models.forms import SheetItem
from evaluations.sheets.models.sheets import SheetAnswer
from indicators.models import Indicator, InterimValue, RatingScale
from policies.models import PolicyNode
from store.models import Load
from tests.city import CITY, OTHER_CITY
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_interim_value,
    make_node,
    make_period,
    make_plan,
    make_project,
    make_sheet,
    make_sheet_form,
)
from tests.reports.test_loading_pages import choose, client_of, entry, load, said

pytestmark = pytest.mark.django_db
REFUSED = f"団体コード {OTHER_CITY} のデータ"


@pytest.fixture
def planner() -> Any:
    return client_of(Post.Role.PLANNING)


@pytest.fixture
def own() -> Indicator:
    return in_city(CITY)


@pytest.fixture
def theirs() -> Indicator:
    return in_city(OTHER_CITY)


def in_city(code: str) -> Indicator:
    plan = make_plan(local_government_code=code)
    department = make_department(local_government_code=code, code="77", name="課")
    return make_indicator(node=make_node(period=make_period(plan=plan), department=department))


def written(node: PolicyNode, **fields: Any) -> dict[str, Any]:
    period = [*node.period.natural_key()]
    told = {"period": period, "layer": [*node.layer.natural_key()], "code": "9", "order": 9, "name": "新"}
    return entry("policies.policynode", **told | fields)


def test_the_uid_of_another_citys_node_does_not_take_it_over(planner, own, theirs):
    page = choose(planner, written(own.node, uid=theirs.node.uid))
    assert page.status_code == 422
    assert REFUSED in said(page)
    assert "指標があるため" not in said(page)  # nor what it is like
    load(planner, load(planner, page, differing="overwrite"), differing="overwrite")
    theirs.node.refresh_from_db()
    assert theirs.node.period.plan.local_government_code == OTHER_CITY


@pytest.mark.parametrize("named", ["indicator", "node", "project"])
def test_a_wrong_uid_does_not_make_another_citys_rows_tell_their_names(planner, theirs, named):
    make_project(node=theirs.node, name="伏せた取組")
    Indicator.objects.filter(pk=theirs.pk).update(name="伏せた指標")
    PolicyNode.objects.filter(pk=theirs.node.pk).update(name="伏せた項目")
    theirs.refresh_from_db()
    node = {"node": [*theirs.node.natural_key()], "order": 1, "uid": "wrong"}
    entries = {
        "indicator": entry("indicators.indicator", **node, number=theirs.number, name="新", kind="outcome"),
        "node": written(theirs.node, code=theirs.node.code, uid="wrong"),
        "project": entry("projects.leadingproject", **node, name="伏せた取組"),
    }
    page = choose(planner, entries[named])
    assert page.status_code == 422
    assert REFUSED in said(page)
    assert not [one for one in ("伏せた指標", "伏せた項目", "uidが違います") if one in said(page)]


@pytest.mark.parametrize("name", ["department", "related_departments", "indicators", "layers", "parent"])
def test_no_reference_leads_into_another_city(planner, own, theirs, name):
    unit = [*theirs.node.department.natural_key()]
    RatingScale.objects.create(key="z", name="区分")
    entries = {
        "department": written(own.node, department=unit),
        "related_departments": written(own.node, related_departments=[unit]),
        "indicators": entry(
            "projects.leadingproject",
            node=[*own.node.natural_key()],
            order=1,
            name="取組",
            indicators=[[*theirs.natural_key()]],
        ),
        "layers": entry(
            "indicators.ratingscale", key="z", name="区分", layers=[[*theirs.node.layer.natural_key()]]
        ),
        "parent": entry("accounts.department", local_government_code=CITY, code="1", name="係", parent=unit),
    }
    page = choose(planner, entries[name])
    assert page.status_code == 422
    assert REFUSED in said(page)
    assert load(planner, page, differing="overwrite").status_code == 422


def test_what_all_use_still_takes_in_the_own_layers(planner, own):
    scale = RatingScale.objects.create(key="z", name="区分")
    layer = [*own.node.layer.natural_key()]
    page = choose(planner, entry("indicators.ratingscale", key="z", name="区分", layers=[layer]))
    assert page.status_code == 200
    load(planner, page)
    assert list(scale.layers.all()) == [own.node.layer]


def interim(indicator: Indicator, **fields: Any) -> dict[str, Any]:
    key = [*indicator.natural_key()]
    return entry("indicators.interimvalue", indicator=key, **{"as_of": "2022-09-30", "value": 9} | fields)


def test_what_sections_said_in_the_middle_of_a_year_is_never_overwritten(planner, own):
    make_interim_value(indicator=own, value=3)
    page = choose(planner, interim(own))
    load(planner, page, differing="overwrite")
    assert InterimValue.objects.get().value == 3


def test_a_value_in_the_middle_of_a_year_is_not_published_by_a_file(planner, own):
    page = choose(planner, interim(own, is_published=True))
    assert "公開の設定は、ファイルからは変えません" in said(page)
    load(planner, page)
    assert not InterimValue.objects.get().is_published


@pytest.fixture
def answer() -> SheetAnswer:
    plan = make_plan(local_government_code=CITY)
    sheet = make_sheet(node=make_node(period=make_period(plan=plan), depth=4), form=make_sheet_form())
    item = SheetItem.objects.filter(form=sheet.form, kind="text").get()
    return SheetAnswer.objects.create(sheet=sheet, item=item, text="課の言葉")


def test_no_part_of_a_sheet_is_overwritten(planner, answer):
    sheet, item = ([*one.natural_key()] for one in (answer.sheet, answer.item))
    page = choose(planner, entry("evaluations.sheetanswer", sheet=sheet, item=item, text="ファイルの言葉"))
    load(planner, page, differing="overwrite")
    answer.refresh_from_db()
    assert answer.text == "課の言葉"


def test_nothing_is_added_to_a_sheet_that_a_section_has_handed_in(planner, answer):
    sheet, item = ([*one.natural_key()] for one in (answer.sheet, answer.item))
    answer.delete()
    page = choose(planner, entry("evaluations.sheetanswer", sheet=sheet, item=item, text="ファイルの言葉"))
    load(planner, page)
    assert page.status_code == 422
    assert not SheetAnswer.objects.exists()


def test_what_several_cities_use_is_taken_back_by_the_system_alone(own):
    fields = {"key": "z", "name": "区分"}
    keeper, system = client_of(Post.Role.PLANNING), client_of(Post.Role.SYSTEM, username="system")
    load(system, choose(system, entry("indicators.ratingscale", **fields), interim(own)))
    address = reverse("reports:load", args=(Load.objects.get().pk,))
    assert "システム管理者" in said(keeper.get(address))
    refused = keeper.post(address, {"once": new_key()})
    assert refused.status_code == 422
    assert RatingScale.objects.exists()
    assert system.post(address, {"once": new_key()}).status_code == 302
    assert not RatingScale.objects.exists()


def test_who_loaded_what_belongs_to_no_city_sees_the_load():
    system = client_of(Post.Role.SYSTEM)
    done = load(system, choose(system, entry("indicators.ratingscale", key="z", name="区分")))
    assert done.status_code == 200
    assert "読み込みました" in done.content.decode()


def test_no_step_is_taken_and_no_stage_becomes_another_by_a_file(planner, own):
    evaluation = make_evaluation(node=own.node)
    told = {"cycle": evaluation.cycle, "order": 1, "key": "draft", "name": "作成", "role": "staff"}
    stage = EvaluationStage.objects.create(**told, meaning="confirm")
    cycle = [*evaluation.cycle.natural_key()]
    page = choose(
        planner,
        entry("evaluations.evaluationstage", **told | {"cycle": cycle, "meaning": "publish", "name": "新"}),
        entry("evaluations.evaluation", cycle=cycle, node=[*own.node.natural_key()], stage=[*cycle, "draft"]),
    )
    load(planner, page, differing="overwrite")
    evaluation.refresh_from_db()
    stage.refresh_from_db()
    assert (stage.meaning, stage.name, evaluation.stage) == ("confirm", "新", None)


@pytest.mark.parametrize("stage", ["", "end"])
def test_no_evaluation_is_shown_to_everybody_by_a_file_without_a_reason(planner, own, stage):
    cycle = make_cycle(period=own.node.period, is_published=True)
    told = {"order": 1, "key": "end", "name": "公表", "role": "planning", "meaning": "publish"}
    EvaluationStage.objects.create(cycle=cycle, **told)
    key, progress = [*cycle.natural_key()], [*cycle.progress_scale.levels.get(symbol="A").natural_key()]
    reached = {"stage": [*key, stage]} if stage else {}
    file = entry(
        "evaluations.evaluation", cycle=key, node=[*own.node.natural_key()], progress=progress, **reached
    )
    page = choose(planner, file)
    refused = load(planner, page)
    assert "すぐに公開されます" in said(refused)
    assert not Evaluation.objects.exists()
    load(planner, page, state="confirmed", why="公表資料")
    assert Evaluation.objects.for_everybody().count() == 1


def test_whose_words_they_are_stays(planner, own):
    evaluation = make_evaluation(node=own.node)
    ReviewQuestion.objects.create(evaluation=evaluation, number=1, text="なぜか。", by_name="委員 一郎")
    key = [*evaluation.natural_key()]
    page = choose(
        planner,
        entry("evaluations.reviewquestion", evaluation=key, number=1, text="なぜか。", by_name="委員 二郎"),
    )
    load(planner, page, differing="overwrite")
    assert ReviewQuestion.objects.get().by_name == "委員 一郎"
